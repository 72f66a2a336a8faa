"""Faces and fallback chains: which font file shows a character of a style and language.

A face is a font file at an instance (a weight, an optical size). The chain of a family begins with
its own face; further ones are added as characters need them.
"""

import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, warning
from threadbrief.core.structs import replace
from threadbrief.pdf.fonts.discovery import (
    FAMILIES_BY_SCRIPT,
    FONT_SUFFIXES,
    PACKAGED_FAMILIES,
    WEB_FONT_SUFFIXES,
    FontFile,
    explain_font_fault,
    find_extra,
    find_system_fonts,
    list_axes,
    list_font_paths,
    list_packaged_files,
    open_face,
    read_characters,
    read_fonts,
)
from threadbrief.pdf.fonts.subset import CompositeGlyph, append_composites, subset_font
from threadbrief.pdf.typesetting.hyphenation import has_patterns, is_hyphenated_language
from threadbrief.templates import Family, FontFolder, Look, TextStyle
from threadbrief.text.scripts import CjkVariant, find_cjk_variant
from threadbrief.text.unicode import DEFAULT_IGNORABLE, SCRIPT

DEFAULT_FAMILY = "Source Serif 4"
_CJK_ORDER = {
    CjkVariant.SIMPLIFIED: ("SC", "TC", "JP", "KR"),
    CjkVariant.TRADITIONAL: ("TC", "SC", "JP", "KR"),
    CjkVariant.JAPANESE: ("JP", "SC", "TC", "KR"),
    CjkVariant.KOREAN: ("KR", "SC", "TC", "JP"),
}
_VARIANT_OF_SCRIPT = {
    "Hira": CjkVariant.JAPANESE,
    "Kana": CjkVariant.JAPANESE,
    "Hang": CjkVariant.KOREAN,
}
_CJK_SCRIPTS = {"Hani", "Hira", "Kana", "Bopo", "Hang", "Yiii"}
_OPTICAL_SIZES = ((9.0, 8.5), (13.0, 11.0), (1e9, 18.0))
"""Below the first size, the second is set on the axis of optical sizes: few instances serve a page.
"""
MAX_CODE = 0xFFFF
"""Of Identity-H."""
EMBEDDING_RESTRICTED = 0x0002
"""fsType: "Restricted License embedding" (OpenType, OS/2); editable and print-and-preview embedding
are fine."""
SUBSETTING_RESTRICTED = 0x0100 | 0x0200
"""fsType: "No subsetting", and "Bitmap embedding only"."""
_CATEGORY_NAMES = {
    "Cc": "a control character",
    "Cn": "an unassigned code point",
    "Co": "a private use character",
    "Cs": "half of a surrogate pair",
}
"""Names for characters that have none, by their categories."""
MAX_STACKED_MARKS = 30
"""Marks on one letter that any language can need (UAX 15, stream-safe text)."""


FaceKey = tuple[str, int, tuple[tuple[str, float], ...]]
"""The path of a font file, the place of the face in it, and the tag and value of each axis."""
BaselineGlyph = tuple[str, str, int]
"""A character, the fragment that shows it, and how far it moves on, in units of the font."""


class FontFace:
    """A font file at an instance, and what of it a document shows."""

    __slots__ = (
        "_advances",
        "_extra_codes",
        "axes",
        "baseline_glyphs",
        "characters",
        "composites",
        "font",
        "hb_face",
        "index",
        "is_cff",
        "path",
        "resource",
        "scale",
        "to_unicode",
        "used",
    )

    def __init__(self, file: FontFile, axes: tuple[tuple[str, float], ...]) -> None:
        self.path = file.path
        self.index = file.index
        self.axes = axes
        """Tag and value of every axis of a variable font."""
        self.resource = ""
        """The name of the font in the resources of a page (`T1`); empty until a glyph of it is set.
        """
        self.used: dict[int, int] = {}
        """The codes that are used, each with its glyph: mostly the glyph's own number, see `code`.
        """
        self.to_unicode: dict[int, str] = {}
        """The text of each code, for the ToUnicode CMap."""
        self.composites: dict[int, CompositeGlyph] = {}
        """The codes that show several glyphs as one."""
        self.baseline_glyphs: dict[str, BaselineGlyph] = {}
        """Glyphs on the baseline that show one character, by the way HarfBuzz serializes them."""
        self._advances: dict[int, float] = {}
        self._extra_codes: dict[tuple[int | CompositeGlyph, str], int] = {}
        self.hb_face = open_face(file)
        self.font = hb.Font(self.hb_face)
        if axes:
            self.font.set_variations(dict(axes))
        self.is_cff = "glyf" not in self.hb_face.table_tags
        """Whether the outlines are of PostScript kind."""
        self.scale = 1000 / self.hb_face.upem
        """From units of the font to thousandths of its size."""
        self.characters = read_characters(file)
        """The code points it has glyphs for."""

    def find_glyph(self, character: str) -> int:
        """Return the glyph of a character by the font's cmap, 0 when it has none."""
        return self.font.get_nominal_glyph(ord(character)) or 0

    def has_glyph(self, character: str) -> bool:
        """Return whether the font has a glyph for a character."""
        return ord(character) in self.characters and self.find_glyph(character) != 0

    def has_outline(self, character: str) -> bool:
        """Return whether the glyph of a character has an outline, or needs none.

        Some emoji fonts have pictures only.
        """
        if character.isspace() or DEFAULT_IGNORABLE[character] == "Yes":
            return True
        box = self.font.get_glyph_extents(self.find_glyph(character))
        return box is not None and bool(box.width and box.height)

    def get_advance(self, glyph: int) -> float:
        """Return the width of a glyph in thousandths of the size."""
        advance = self._advances.get(glyph)
        if advance is None:
            advance = self._advances[glyph] = self.font.get_glyph_h_advance(glyph) * self.scale
        return advance

    def assign_code(self, glyph: int, read_as: str) -> int | None:
        """Return the code that shows a glyph and is read as a text; None: no code is left.

        A glyph with several texts (a hyphen and its twins, a letter with and without its points)
        gets a second code in a TrueType font, where the codes of a PDF may be mapped to any glyphs;
        in a CFF font, codes are glyphs.
        """
        if self.to_unicode.setdefault(glyph, read_as) == read_as:
            self.used[glyph] = glyph
            return glyph
        code = self._add_code(glyph, read_as)
        if code is not None:
            self.used[code] = glyph
        return code

    def assign_composite_code(self, composite: CompositeGlyph, read_as: str) -> int | None:
        """Return the code that shows glyphs as one and is read as a text; None: not possible."""
        if not composite.fits_in_font:
            return None
        code = self._add_code(composite, read_as)
        if code is not None:
            self.composites[code] = composite
        return code

    def _add_code(self, shown: int | CompositeGlyph, read_as: str) -> int | None:
        """Return a code beyond those that are the numbers of glyphs; None when there is none."""
        if self.is_cff:
            return None
        code = self._extra_codes.setdefault(
            (shown, read_as), self.hb_face.glyph_count + len(self._extra_codes)
        )
        if code > MAX_CODE:
            del self._extra_codes[shown, read_as]
            return None
        self.to_unicode[code] = read_as
        return code

    def __repr__(self) -> str:
        axes = "".join(f" {tag}={value:g}" for tag, value in self.axes)
        return f"<Face {Path(self.path).name}{axes}>"


class FallbackChain:
    """The faces that set the text of a style and language, the family's own first."""

    __slots__ = ("_faces", "_font_set", "_style", "cjk", "has_ascii", "primary")

    def __init__(self, font_set: "FontSet", style: TextStyle, cjk: CjkVariant | None) -> None:
        self._font_set = font_set
        self._style = style
        self.cjk = cjk
        """The East Asian forms that the language asks for."""
        self.primary = font_set.choose_primary_face(style)
        self.has_ascii = all(self.primary.has_glyph(chr(code)) for code in range(0x20, 0x7F))
        """Whether the family itself sets all of ASCII, as most do."""
        self._faces: dict[str, FontFace | None] = {}

    def find_face(self, character: str) -> FontFace | None:
        """Return the face that sets a character, None when no font holds it."""
        try:
            return self._faces[character]
        except KeyError:
            face = self._faces[character] = self._find_face(character)
            return face

    def _find_face(self, character: str) -> FontFace | None:
        if unicodedata.category(character) in {"Cc", "Cs"}:
            return None  # some fonts have boxes for them
        if self.primary.has_glyph(character):
            return self.primary
        for file in self._iter_candidates(character):
            face = self._font_set.get_instance(file, self._style)
            if face is not None and face.has_glyph(character) and face.has_outline(character):
                return face
        return None

    def _iter_candidates(self, character: str) -> Iterator[FontFile]:
        code = ord(character)
        private = unicodedata.category(character) == "Co"  # each font has its own
        installed: tuple[FontFile, ...] = ()
        if not private:
            for family in self._list_families(character):
                yield from _sort_by_style(list_packaged_files(family), self._style)[:1]
            installed = self._font_set.get_system_fonts()
        for fonts in (self._font_set.get_user_fonts(), installed):
            holding = [font for font in fonts if code in read_characters(font)]
            yield from _sort_by_style(holding, self._style)

    def _list_families(self, character: str) -> Iterable[str]:
        script = SCRIPT[character]
        east = [f"Noto Sans {code}" for code in self._choose_cjk_order(script)]
        first = east if is_east_asian(character) else FAMILIES_BY_SCRIPT.get(script, ())
        western = (
            DEFAULT_FAMILY,
            "Noto Serif",
            "Noto Sans",
            "STIX Two Math",
            "Noto Sans Symbols 2",
        )
        others = (name for names in FAMILIES_BY_SCRIPT.values() for name in names)
        return dict.fromkeys((*first, *western, *others, *east))

    def _choose_cjk_order(self, script: str) -> tuple[str, ...]:
        variant = self.cjk or _VARIANT_OF_SCRIPT.get(script, CjkVariant.SIMPLIFIED)
        return _CJK_ORDER[variant]


class FontSet:
    """The fonts of one document."""

    def __init__(
        self,
        look: Look,
        language: str,
        folders: Iterable[FontFolder] = (),
        font_cache: Path | None = None,
    ) -> None:
        """`folders` hold the user's fonts.

        They are the first choice for a family that they have, and the last for other characters.
        `memory` is the folder for the index of the system's fonts.
        """
        self._look = look
        self._font_cache = font_cache
        self._language = language
        self._folders = tuple(folders)
        self._user_fonts: tuple[FontFile, ...] | None = None
        self._instances: dict[FaceKey, FontFace | None] = {}
        self._families: dict[str, tuple[FontFile, ...]] = {}
        self._chains: dict[tuple[object, ...], FallbackChain] = {}
        self._unhyphenated: set[str] = set()
        self.where: Location | None = None
        """The place in the memo of what is being set; names the place of problems."""
        self.post = ""
        """The number of the post in which that is; empty outside of posts."""
        self._reported: dict[Hashable, Problem] = {}
        """Problems by what tells them from others."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was reported, each thing once."""
        return tuple(self._reported.values())

    def report(self, problem: Problem, key: Hashable = None) -> None:
        """Report a problem, unless one of the same key was reported before, even at another place.

        None: code and message are the key.
        """
        if key is None:
            key = (problem.code, problem.message)
        self._reported.setdefault(key, problem)

    def report_missing_glyph(self, character: str) -> None:
        """Report a character that no font holds, once, at the place that is being set."""
        key = (codes.NO_GLYPH, character)
        if key in self._reported:
            return
        name = unicodedata.name(character, "") or _CATEGORY_NAMES.get(
            unicodedata.category(character), "a character"
        )
        shown = f" “{character}”" if character.isprintable() else ""
        families = [
            *FAMILIES_BY_SCRIPT.get(SCRIPT[character], ()),
            "Noto Sans Symbols 2",
            "Noto Serif",
        ]
        if is_east_asian(character):
            families.insert(0, "Noto Sans SC")
        extra = next(filter(None, map(find_extra, families)), None)
        hint = "name a folder with a font that holds it"
        if extra:
            hint = f"pip install 'threadbrief[{extra}]'"
        code = f"U+{ord(character):04X}"
        place = f" in post {self.post}" if self.post else ""
        message = f"no font holds {code} {name}{shown}{place}; [{code}] is printed instead"
        self.report(
            replace(warning(codes.NO_GLYPH, message, self.where, hint), character=character), key
        )

    def report_stacked_marks(self, cluster: str) -> None:
        """Report a letter with more marks than any language has, once for each place."""
        if DEFAULT_IGNORABLE[cluster[-1]] == "No":
            marks = (
                f"a letter has {len(cluster) - 1:,} marks on it, which may reach into other lines"
            )
            problem = warning(
                codes.TOO_MANY_COMBINING_MARKS,
                marks,
                self.where,
                "leave out those that say nothing",
            )
            self.report(problem, (codes.TOO_MANY_COMBINING_MARKS, self.where))

    def report_missing_patterns(self, lang: str) -> None:
        """Report a language whose words cannot be parted, once."""
        if lang in self._unhyphenated or not is_hyphenated_language(lang) or has_patterns(lang):
            return
        self._unhyphenated.add(lang)
        hint = None if find_spec("pyphen") else "pip install 'threadbrief[hyphenation]'"
        message = f'no patterns to hyphenate the language "{lang}"; its words stay whole'
        self.report(warning(codes.NO_HYPHENATION_PATTERNS, message, self.where, hint))

    @property
    def faces(self) -> list[FontFace]:
        """The faces of which glyphs are set, by resource name."""
        return sorted(
            (f for f in self._instances.values() if f and f.resource),
            key=lambda f: int(f.resource[1:]),
        )

    def get_chain(self, style: TextStyle, lang: str | None) -> FallbackChain:
        """Return the fallback chain for a style and a language; None: the document's."""
        cjk = find_cjk_variant(lang or self._language)
        key = (style.family, style.weight, style.italic, _choose_optical_size(style.size), cjk)
        chain = self._chains.get(key)
        if chain is None:
            chain = self._chains[key] = FallbackChain(self, style, cjk)
        return chain

    def choose_primary_face(self, style: TextStyle) -> FontFace:
        """Return the face of the family, or else of the default family.

        Raises LookupError when the files of the default family are missing, too: they are a
        dependency of this program.
        """
        for file in _sort_by_style(self._find_files(style.family), style):
            face = self.get_instance(file, style)
            if face is not None:
                return face
        return self.get_last_resort_face(style)

    def get_last_resort_face(self, style: TextStyle) -> FontFace:
        """Return the face of the default family; raises LookupError when its files are missing."""
        for file in _sort_by_style(list_packaged_files(DEFAULT_FAMILY), style):
            face = self.get_instance(file, style)
            if face is not None:
                return face
        raise LookupError(f"no font file for the family {DEFAULT_FAMILY!r}")

    def assign_resource_name(self, face: FontFace) -> None:
        """Give a face its resource name, if it has none."""
        if not face.resource:
            face.to_unicode = {
                face.find_glyph(chr(code)): chr(code)
                for code in range(0x7E, 0x1F, -1)
                if code in face.characters
            }
            face.resource = f"T{sum(1 for f in self._instances.values() if f and f.resource) + 1}"

    def get_system_fonts(self) -> tuple[FontFile, ...]:
        """Return the fonts of the operating system."""
        return find_system_fonts(self._font_cache)

    def get_user_fonts(self) -> tuple[FontFile, ...]:
        """Return the fonts in the user's folders."""
        if self._user_fonts is None:
            suffixes = (*FONT_SUFFIXES, *WEB_FONT_SUFFIXES)
            self._user_fonts = tuple(
                font
                for folder in self._folders
                for path in list_font_paths(folder.path, suffixes)
                for font in self._read_user_fonts(path, folder)
            )
        return self._user_fonts

    def _read_user_fonts(self, path: str, folder: FontFolder) -> tuple[FontFile, ...]:
        """Return the fonts in a file of the user's; report it when it is none."""
        fonts = tuple(read_fonts(path, folder.root))
        fault = "" if fonts else explain_font_fault(path, folder.root)
        if fault:
            message = f"the file {Path(path).name} {fault}"
            hint = "TrueType and OpenType fonts are: .ttf, .otf, .ttc"
            self.report(warning(codes.DAMAGED_FONT, message, folder.where, hint))
        return fonts

    def get_instance(self, file: FontFile, style: TextStyle) -> FontFace | None:
        """Return a file at the weight and size of a style; None if it may not be embedded."""
        key = (file.path, file.index, _choose_axes(open_face(file), style))
        if key not in self._instances:
            self._instances[key] = None
            if self._can_embed(file) and self._can_subset(file, key[2]):
                self._instances[key] = FontFace(file, key[2])
        return self._instances[key]

    def _can_embed(self, file: FontFile) -> bool:
        os2 = bytes(open_face(file).reference_table("OS/2").data)
        rights = int.from_bytes(os2[8:10], "big")
        if rights & 0x000F != EMBEDDING_RESTRICTED and not rights & SUBSETTING_RESTRICTED:
            return True
        what = (
            "forbids embedding a part of it"
            if rights & SUBSETTING_RESTRICTED
            else "forbids embedding"
        )
        message = f"the font {file.family!r} ({Path(file.path).name}) {what}; another one is used"
        self.report(
            warning(
                codes.FONT_NOT_EMBEDDABLE,
                message,
                hint="choose a font whose licence lets documents carry it",
            )
        )
        return False

    def _can_subset(self, file: FontFile, axes: tuple[tuple[str, float], ...]) -> bool:
        """Return whether a subset of a font that no package vouches for can be made."""
        if file.family in PACKAGED_FAMILIES and file in list_packaged_files(file.family):
            return True
        face = open_face(file)
        try:
            program, glyph_of = subset_font(
                face, axes, range(0, face.glyph_count, max(1, face.glyph_count // 64))
            )
            if "glyf" in face.table_tags:
                append_composites(
                    program, [CompositeGlyph(((0, 0, 0),), 0)], glyph_of, hb.Font(face)
                )
        except ValueError:
            name = Path(file.path).name
            hint = "take it out of the folder of fonts, or get a sound copy"
            self.report(
                warning(
                    codes.DAMAGED_FONT,
                    f"the font {name} is damaged; another one is used",
                    hint=hint,
                )
            )
            return False
        return True

    def _find_files(self, key: str) -> tuple[FontFile, ...]:
        if key not in self._families:
            self._families[key] = self._look_up_family(key)
        return self._families[key]

    def _look_up_family(self, key: str) -> tuple[FontFile, ...]:
        family = self._look.families.get(key)
        if family is None:
            return ()
        for name in (family.name, *family.substitutes):
            found = (
                _select_family(self.get_user_fonts(), name)
                or list_packaged_files(name)
                or _select_family(self.get_system_fonts(), name)
            )
            if found:
                if name != family.name:
                    self._report_missing_family(family, name)
                return found
        if family.name != DEFAULT_FAMILY:
            self._report_missing_family(family, DEFAULT_FAMILY)
        return ()

    def _report_missing_family(self, family: Family, instead: str) -> None:
        hint = "install the font, or name the folder it is in"
        if family.name in PACKAGED_FAMILIES:
            extra = find_extra(family.name)
            if extra:
                hint = f"pip install 'threadbrief[{extra}]'"
        message = f"the font {family.name!r} was not found; {instead!r} is used"
        self.report(warning(codes.FONT_NOT_FOUND, message, family.where, hint))

    def check_families(self) -> tuple[Problem, ...]:
        """Return what is wrong with the fonts that the look and the folders name."""
        self.get_user_fonts()
        for style in self._look.styles.values():
            self.choose_primary_face(style)
        return self.problems


def is_east_asian(character: str) -> bool:
    """Return whether East Asian fonts are asked first for a character."""
    return (
        SCRIPT[character] in _CJK_SCRIPTS
        or "\u3000" <= character <= "\u33ff"
        or "\ufe30" <= character <= "\uffef"
    )


def _select_family(fonts: Iterable[FontFile], name: str) -> tuple[FontFile, ...]:
    folded = name.casefold()
    return tuple(font for font in fonts if font.family.casefold() == folded)


def _sort_by_style(files: Iterable[FontFile], style: TextStyle) -> list[FontFile]:
    """Return the files in the order in which they come near to a style; the sort is stable."""
    return sorted(
        files, key=lambda file: (file.italic != style.italic, abs(file.weight - style.weight))
    )


def _choose_optical_size(size: float) -> float:
    return next(instance for below, instance in _OPTICAL_SIZES if size < below)


def _choose_axes(face: hb.Face, style: TextStyle) -> tuple[tuple[str, float], ...]:
    """Return a place on every axis: weight and optical size of the style, defaults for others."""
    asked = {"wght": float(style.weight), "opsz": _choose_optical_size(style.size)}
    return tuple(
        (
            axis.tag,
            min(max(asked.get(axis.tag, axis.default_value), axis.min_value), axis.max_value),
        )
        for axis in list_axes(face)
    )
