"""Embed the fonts of a look: instances of the installed font files, with the memo's characters.

A face is put in only where its own licence bits allow it (OpenType, OS/2, fsType), obfuscated as
ECMA-376-1, 17.8.1 wants it. Only families that a package of the Python index carries are found:
what the system has, Word has too.
"""

import hashlib
import struct
import uuid
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Role
from threadbrief.templates import Look

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_PACKAGES = {
    "Source Serif 4": ("fontpkg_source_serif_4", "files/SourceSerif4{}[opsz,wght].ttf"),
    "Noto Serif": ("justmytype_western_core", "fonts/ofl/notoserif/NotoSerif{}[wdth,wght].ttf"),
    "Noto Sans": ("justmytype_western_core", "fonts/ofl/notosans/NotoSans{}[wdth,wght].ttf"),
    "Inter": ("justmytype_western_core", "fonts/ofl/inter/Inter{}[opsz,wght].ttf"),
}
"""Where the files of a family are; `{}` is empty for the upright face."""
_SLOTS = (
    ("Regular", "", 400),
    ("Bold", "", 700),
    ("Italic", "-Italic", 400),
    ("BoldItalic", "-Italic", 700),
)
_LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000),
    *range(0x2000, 0x2070), *range(0x20A0, 0x20C0),
    0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0xFFFD,
)  # fmt: skip
"""Latin, Greek and Cyrillic with punctuation: an edit may need more than the file holds."""
_RESTRICTED, _BITMAPS_ONLY = 0x0002, 0x0200
_CHECKSUM = 0xB1B0AFBA
"""What the checksum of a whole font is taken from (OpenType, head)."""
_OBFUSCATED = 32


class EmbeddedFont(Frozen):
    """A face in a Word file."""

    family: str
    slot: str
    """`Regular`, `Bold`, `Italic` or `BoldItalic`."""
    key: str
    """The GUID that obfuscates it."""
    data: bytes
    """Obfuscated."""

    @property
    def identifier(self) -> str:
        """The id of its relationship, unique in the font table."""
        return f"rIdFont{hashlib.sha256(f'{self.family} {self.slot}'.encode()).hexdigest()[:8]}"


def embed_fonts(
    look: Look, text: Iterable[str]
) -> tuple[tuple[EmbeddedFont, ...], tuple[Problem, ...]]:
    """Return the fonts of a look with the characters of a text, and warnings for missing ones."""
    size = look.style(Role.BODY).size
    characters = {ord(character) for piece in text for character in piece}
    families = dict.fromkeys(family.name for family in look.families.values())
    found: list[EmbeddedFont] = []
    problems = []
    for name in families:
        faces = [_embed_font(name, slot, size, characters) for slot in _SLOTS]
        if not all(faces):
            fault = f'the faces of "{name}" cannot be embedded: they are not here, or may not be'
            problems.append(
                warning(
                    codes.FONT_NOT_EMBEDDED,
                    fault,
                    None,
                    "install its font package, or leave embed_fonts out",
                )
            )
        found += [face for face in faces if face]
    return tuple(found), tuple(problems)


def _embed_font(
    family: str, slot: tuple[str, str, int], size: float, characters: set[int]
) -> EmbeddedFont | None:
    name, infix, weight = slot
    path = _find_font(family, infix)
    data = _instantiate(path, weight, size, characters) if path else None
    if data is None:
        return None
    styled = _set_style_bits(data, bold=weight > 400, italic=bool(infix))
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(styled).hexdigest())).upper()
    return EmbeddedFont(family, name, f"{{{key}}}", _obfuscate(styled, key))


def _find_font(family: str, infix: str) -> Path | None:
    package, pattern = _PACKAGES.get(family, ("", ""))
    spec = find_spec(package) if package else None
    places = spec.submodule_search_locations if spec else None
    path = Path(places[0], pattern.format(infix)) if places else None
    if path and path.is_file():
        return path
    return None


def _instantiate(path: Path, weight: int, size: float, characters: set[int]) -> bytes | None:
    """Return one instance of a font file without unneeded characters.

    None when it may not be embedded.
    """
    # 10 ms that only a file with embedded fonts should cost.
    import uharfbuzz as hb  # noqa: PLC0415

    face = hb.Face(hb.Blob.from_file_path(str(path)))
    licence = struct.unpack_from(">H", face.reference_table("OS/2").data, 8)[0]
    if licence & (_RESTRICTED | _BITMAPS_ONLY):
        return None
    wanted = hb.SubsetInput()
    wanted.unicode_set.update([*_LETTERS, *characters])
    for axis in face.axis_infos:
        value = {"wght": float(weight), "opsz": size}.get(axis.tag, axis.default_value)
        wanted.pin_axis_location(face, axis.tag, min(max(value, axis.min_value), axis.max_value))
    data: bytes = hb.subset(face, wanted).blob.data
    return data


def _set_style_bits(font: bytes, *, bold: bool, italic: bool) -> bytes:
    """Return a font marked as bold and italic (OpenType: OS/2 fsSelection, head macStyle)."""
    whole = bytearray(font)
    tables = {}
    for index in range(struct.unpack_from(">H", whole, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sIII", whole, 12 + 16 * index)
        tables[tag] = (12 + 16 * index, offset, length)
    selection = tables[b"OS/2"][1] + 62
    kept = struct.unpack_from(">H", whole, selection)[0] & ~0b1100001
    regular = 0 if bold or italic else 0b1000000
    struct.pack_into(">H", whole, selection, kept | regular | bold << 5 | int(italic))
    head = tables[b"head"][1]
    struct.pack_into(">H", whole, head + 44, bold | italic << 1)
    struct.pack_into(">I", whole, head + 8, 0)
    for tag in (b"OS/2", b"head"):
        entry, offset, length = tables[tag]
        struct.pack_into(">I", whole, entry + 4, _checksum(whole[offset : offset + length]))
    struct.pack_into(">I", whole, head + 8, (_CHECKSUM - _checksum(whole)) & 0xFFFFFFFF)
    return bytes(whole)


def _checksum(data: bytes | bytearray) -> int:
    padded = bytes(data) + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _obfuscate(font: bytes, key: str) -> bytes:
    """Return a font with its first 32 bytes turned by the key, read from its end."""
    mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    return bytes(a ^ b for a, b in zip(font[:_OBFUSCATED], mask, strict=True)) + font[_OBFUSCATED:]
