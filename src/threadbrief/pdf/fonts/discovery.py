"""Finds font files: in installed font packages, in a folder of the user's, on the system."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb
from msgspec import DecodeError, msgpack

from threadbrief.core.regular_files import read_file_inside, read_regular_file
from threadbrief.core.structs import Frozen, replace

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
WEB_FONT_SUFFIXES = (".woff", ".woff2")
_PLACEHOLDER_FAMILIES = {
    "lastresort",
    "last resort",
    "last resort high-efficiency",
    "unicode bmp fallback sil",
    "adobe blank",
    "adobe notdef",
}
"""Families that have boxes, or nothing, for every character."""
_ITALIC = 1
"""fsSelection, bit 0 (OpenType, OS/2)."""


class FontFile(Frozen):
    """One font in a file."""

    path: str
    index: int
    """In a collection; otherwise 0."""
    family: str
    italic: bool
    weight: int
    """100 to 900; of a variable font, that of its default instance."""
    root: str = ""
    """The folder that the file must lie in; empty: it may be a link to anywhere."""


class PackagedFont(Frozen):
    """A family that a package of the Python index carries."""

    package: str
    """The name it is imported by; it is located, never imported."""
    folder: str
    upright: str
    italic: str | None = None


_CORE, _CJK = "justmytype_western_core", "justmytype_intl_cjk"
_RTL, _SOUTH, _SEA = "justmytype_intl_rtl", "justmytype_intl_south_asia", "justmytype_intl_sea"
_VARIABLE_SUFFIX = "[wdth,wght].ttf"


def _make_noto_font(package: str, name: str) -> tuple[PackagedFont, ...]:
    return (PackagedFont(package, f"fonts/ofl/{name.lower()}", f"{name}{_VARIABLE_SUFFIX}"),)


PACKAGED_FAMILIES: dict[str, tuple[PackagedFont, ...]] = {
    "Source Serif 4": tuple(
        PackagedFont(
            package, folder, "SourceSerif4[opsz,wght].ttf", "SourceSerif4-Italic[opsz,wght].ttf"
        )
        for package, folder in (
            ("fontpkg_source_serif_4", "files"),
            (_CORE, "fonts/ofl/sourceserif4"),
        )
    ),
    "Noto Serif": (
        PackagedFont(
            _CORE,
            "fonts/ofl/notoserif",
            f"NotoSerif{_VARIABLE_SUFFIX}",
            f"NotoSerif-Italic{_VARIABLE_SUFFIX}",
        ),
    ),
    "Noto Sans": (
        PackagedFont(
            _CORE,
            "fonts/ofl/notosans",
            f"NotoSans{_VARIABLE_SUFFIX}",
            f"NotoSans-Italic{_VARIABLE_SUFFIX}",
        ),
    ),
    "Inter": (
        PackagedFont(
            _CORE, "fonts/ofl/inter", "Inter[opsz,wght].ttf", "Inter-Italic[opsz,wght].ttf"
        ),
    ),
    "JetBrains Mono": (
        PackagedFont(
            _CORE,
            "fonts/ofl/jetbrainsmono",
            "JetBrainsMono[wght].ttf",
            "JetBrainsMono-Italic[wght].ttf",
        ),
    ),
    "Noto Sans Mono": _make_noto_font(_CORE, "NotoSansMono"),
    "STIX Two Math": (PackagedFont(_CORE, "fonts/ofl/stixtwomath", "STIXTwoMath-Regular.ttf"),),
    "Noto Sans Symbols 2": (
        PackagedFont(_CORE, "fonts/ofl/notosanssymbols2", "NotoSansSymbols2-Regular.ttf"),
    ),
    "Noto Sans Arabic": _make_noto_font(_RTL, "NotoSansArabic"),
    "Noto Sans Hebrew": _make_noto_font(_RTL, "NotoSansHebrew"),
    "Noto Sans Devanagari": _make_noto_font(_SOUTH, "NotoSansDevanagari"),
    "Noto Sans Bengali": _make_noto_font(_SOUTH, "NotoSansBengali"),
    "Noto Sans Tamil": _make_noto_font(_SOUTH, "NotoSansTamil"),
    "Noto Sans Telugu": _make_noto_font(_SOUTH, "NotoSansTelugu"),
    "Noto Sans Thai": _make_noto_font(_SEA, "NotoSansThai"),
    "Noto Sans Lao": _make_noto_font(_SEA, "NotoSansLao"),
    "Noto Sans Khmer": _make_noto_font(_SEA, "NotoSansKhmer"),
    "Noto Sans Myanmar": _make_noto_font(_SEA, "NotoSansMyanmar"),
    **{
        f"Noto Sans {code}": (
            PackagedFont(_CJK, f"fonts/ofl/notosans{code.lower()}", f"NotoSans{code}[wght].ttf"),
        )
        for code in ("SC", "TC", "JP", "KR")
    },
}
"""The families that packages carry, by name; the first package that is installed counts."""

FAMILIES_BY_SCRIPT = {
    "Arab": ("Noto Sans Arabic",), "Hebr": ("Noto Sans Hebrew",), "Deva": ("Noto Sans Devanagari",),
    "Beng": ("Noto Sans Bengali",), "Taml": ("Noto Sans Tamil",), "Telu": ("Noto Sans Telugu",),
    "Thai": ("Noto Sans Thai",), "Laoo": ("Noto Sans Lao",), "Khmr": ("Noto Sans Khmer",),
    "Mymr": ("Noto Sans Myanmar",),
}  # fmt: skip
"""The families that are asked first for a script."""

_EXTRAS = {_CJK: "cjk", _CORE: "scripts", _RTL: "scripts", _SOUTH: "scripts", _SEA: "scripts"}
"""The extra of this program that installs a package (pyproject.toml)."""


def find_extra(family: str) -> str | None:
    """Return the extra that would bring a packaged family; None when it is there already."""
    packaged = PACKAGED_FAMILIES[family]
    if any(find_package_folder(one.package) for one in packaged):
        return None
    return _EXTRAS.get(packaged[-1].package)


@cache
def find_package_folder(name: str) -> Path | None:
    """Return where an installed package keeps its files, without importing it, or None."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def list_packaged_files(family: str) -> tuple[FontFile, ...]:
    """Return the files of a packaged family; none when no package that carries it is installed."""
    for packaged in PACKAGED_FAMILIES.get(family, ()):
        root = find_package_folder(packaged.package)
        names = ((packaged.upright, False), (packaged.italic, True))
        found = tuple(
            FontFile(str(root / packaged.folder / name), 0, family, italic, 400)
            for name, italic in names
            if root and name and (root / packaged.folder / name).is_file()
        )
        if found:
            return found
    return ()


@cache
def read_characters(file: FontFile) -> hb.Set:
    """Return the code points that a font has glyphs for."""
    return open_face(file).unicodes


@lru_cache(maxsize=256)
def open_face(file: FontFile) -> hb.Face:
    """Return a font; its tables are read when they are asked for."""
    return hb.Face(_read_blob(file.path, file.root), file.index)


def _read_blob(path: str, root: Path | str | None) -> hb.Blob:
    """Return the bytes of a font file: in memory where it must lie in a folder, else mapped.

    Raises OSError or hb.HarfBuzzError where it cannot be read.
    """
    if root:
        return hb.Blob(read_file_inside(Path(root), os.path.relpath(path, root), _MAX_FONT))
    if not Path(path).is_file():  # a pipe would wait for ever
        raise FileNotFoundError(path)
    return hb.Blob.from_file_path(path)


def list_font_paths(folder: Path, suffixes: tuple[str, ...] = FONT_SUFFIXES) -> list[str]:
    """Return the paths of the font files in a folder and the folders below it, in order."""
    return sorted(
        os.path.join(parent, name)  # noqa: PTH118 - HarfBuzz takes str
        for parent, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(suffixes)
    )


def explain_font_fault(path: str, root: Path | None = None) -> str:
    """Return why a file has no font in it that could be set, in one clause; empty: unknown."""
    try:
        if not Path(path).is_file():
            return "is no font"
        blob = _read_blob(path, root)
    except (OSError, hb.HarfBuzzError):
        return "cannot be read"
    if blob.data[:4] in {b"wOFF", b"wOF2"}:
        return "is a web font, and those are not read"
    count = hb.Face(blob, 0).count
    if not count:
        return "is no font"
    outlined = any(has_outlines(hb.Face(blob, index)) for index in range(count))
    return "" if outlined else "has no letters with outlines that a PDF can hold"


def read_fonts(path: str, root: Path | None = None) -> Iterator[FontFile]:
    """Yield the fonts of a file that have outlines; nothing when it is no font.

    `root` is the folder that it must lie in; None: it may be a link to anywhere.
    """
    try:
        blob = _read_blob(path, root)
    except (OSError, hb.HarfBuzzError):
        return
    for index in range(hb.Face(blob, 0).count if blob else 0):
        face = hb.Face(blob, index)
        if has_outlines(face):
            font = replace(_describe_font(face, path, index), root=str(root or ""))
            if font.family.casefold().lstrip(".") not in _PLACEHOLDER_FAMILIES:
                yield font


def has_outlines(face: hb.Face) -> bool:
    """Return whether a face has characters and outlines that a PDF can hold."""
    try:
        tags = set(face.table_tags)
    except UnicodeDecodeError:  # a damaged table directory
        return False
    return face.glyph_count > 0 and "cmap" in tags and bool(tags & {"glyf", "CFF ", "CFF2"})


def list_axes(face: hb.Face) -> Sequence[hb.OTVarAxisInfo]:
    """Return the axes of a variable font; none of one whose table of axes is damaged."""
    try:
        axes: Sequence[hb.OTVarAxisInfo] = face.axis_infos if face.has_var_data else ()
    except UnicodeDecodeError:
        return ()
    return axes


def read_font_name(face: hb.Face, which: hb.OTNameIdPredefined) -> str | None:
    """Return an entry of the name table; None when it is missing or damaged."""
    try:
        name: str | None = face.get_name(which)
    except UnicodeDecodeError:
        return None
    return name


def _describe_font(face: hb.Face, path: str, index: int) -> FontFile:
    names = hb.OTNameIdPredefined
    family = (
        read_font_name(face, names.TYPOGRAPHIC_FAMILY)
        or read_font_name(face, names.FONT_FAMILY)
        or Path(path).stem
    )
    os2 = b""
    if "OS/2" in face.table_tags:
        os2 = bytes(face.reference_table("OS/2").data)
    weight, italic = 400, False
    if len(os2) >= 64:
        weight = int.from_bytes(os2[4:6], "big")
        italic = bool(int.from_bytes(os2[62:64], "big") & _ITALIC)
    return FontFile(path, index, family, italic, min(max(weight, 1), 1000))


INDEX_NAME = "fonts.msgpack"
"""Of the index in its folder."""
_DIGEST_SIZE = 32
"""Bytes."""
INDEX_VERSION = f"2, HarfBuzz {hb.version_string()}"
"""Of the index: another HarfBuzz may find other fonts in a file."""
_MAX_FONT = 128 << 20
"""Bytes of a font of a template; collections of East Asian faces come near it."""
_MAX_INDEX = 64 << 20
"""Bytes of the index; that of 100,000 fonts has fewer."""


class IndexedFile(Frozen):
    """What is remembered of a file."""

    size: int
    timestamps: tuple[int, int]
    """When its bytes, and its entry in the file system, were changed last: nanoseconds, as the
    system counts them."""
    fonts: tuple[FontFile, ...]


class FontIndex(Frozen):
    """What is remembered of the files that are called fonts."""

    version: str
    files: dict[str, IndexedFile]


@cache
def find_system_fonts(font_cache: Path | None = None) -> tuple[FontFile, ...]:
    """Return the fonts of the operating system, searched once.

    `memory` is the folder of their index; None: there is none.
    """
    paths = [path for folder in _list_font_folders() for path in list_font_paths(folder)]
    return (
        tuple(font for path in paths for font in read_fonts(path))
        if font_cache is None
        else index_fonts(paths, font_cache)
    )


def index_fonts(paths: Iterable[str], font_cache: Path) -> tuple[FontFile, ...]:
    """Return the fonts in files, in their order; what was found is remembered in a folder."""
    before = _read_index(font_cache / INDEX_NAME)
    files: dict[str, IndexedFile] = {}
    fonts: list[FontFile] = []
    for path in paths:
        try:
            about = os.stat(path)  # noqa: PTH116 - a thousand times
        except OSError:
            continue
        changed = (about.st_mtime_ns, about.st_ctime_ns)
        known = before.get(path)
        if known is None or (known.size, known.timestamps) != (about.st_size, changed):
            known = IndexedFile(about.st_size, changed, tuple(read_fonts(path)))
        fonts += known.fonts
        if (known.fonts or os.access(path, os.R_OK)) and _is_utf8_path(path):
            files[path] = known
    if files != before:
        _write_index(font_cache, FontIndex(INDEX_VERSION, files))
    return tuple(fonts)


def _is_utf8_path(path: str) -> bool:
    """Return whether a path is Unicode text; a file system allows any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_index(index: Path) -> dict[str, IndexedFile]:
    """Return what the index of that path holds; nothing where it is damaged, or of another version.

    It begins with the SHA-256 of the rest: a damaged one could name files that are no fonts.
    """
    try:
        data = read_regular_file(index, _MAX_INDEX)
        if data[:_DIGEST_SIZE] != sha256(data[_DIGEST_SIZE:]).digest():
            return {}
        found = msgpack.decode(data[_DIGEST_SIZE:], type=FontIndex)
    except (OSError, DecodeError):
        return {}
    return found.files if found.version == INDEX_VERSION else {}


def _write_index(font_cache: Path, index: FontIndex) -> None:
    fresh = font_cache / f"{INDEX_NAME}.{os.urandom(8).hex()}"
    with suppress(OSError):
        font_cache.mkdir(parents=True, exist_ok=True)
        for unfinished in font_cache.glob(f"{INDEX_NAME}.*"):  # by a process that was ended
            unfinished.unlink(missing_ok=True)
        try:
            data = msgpack.encode(index)
            fresh.write_bytes(sha256(data).digest() + data)
            fresh.replace(font_cache / INDEX_NAME)
        finally:
            fresh.unlink(missing_ok=True)


def _list_font_folders() -> Iterable[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `~` without a home
    if sys.platform == "win32":
        # Windows may be on another drive; it installs a user's own fonts since 2018.
        system, local = map(os.path.expandvars, ("$WINDIR", "$LOCALAPPDATA"))
        if system.startswith("$"):
            system = "C:/Windows"
        if local.startswith("$"):
            local = f"{home}/AppData/Local"
        return (Path(system, "Fonts"), Path(local, "Microsoft/Windows/Fonts"))
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
    )
