"""Writes src/threadbrief/pdf/unicode_data.py from the Unicode Character Database.

Usage: python tools/unicode_tables.py [/usr/share/unicode]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters

TARGET = Path(__file__).parent.parent / "src/threadbrief/pdf/unicode_data.py"
LAST = 0x10FFFF
_RANGE = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)")
_MISSING = re.compile(r"^# @missing: ([0-9A-F]+)\.\.([0-9A-F]+)\s*;\s*(\w+)")
_LONG_BIDI = {"Left_To_Right": "L", "Right_To_Left": "R", "Arabic_Letter": "AL", "European_Terminator": "ET",
              "Boundary_Neutral": "BN"}  # fmt: skip
HEAD = '''"""Properties of characters, Unicode {version}: ranges in order, each a letter for its value and its length.

Written by tools/unicode_tables.py from the Unicode Character Database, which stands under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2022 Unicode, Inc.
"""
'''


def ranges(path: Path, pattern: re.Pattern[str] = _RANGE) -> Iterator[tuple[int, int, str]]:
    """Yield first, last and value of each line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        match = pattern.match(line)
        if match:
            yield int(match[1], 16), int(match[2] or match[1], 16), match[3]


def values(path: Path, default: str) -> list[str]:
    """Return the value of every code point."""
    table = [default] * (LAST + 1)
    for first, last, value in ranges(path, _MISSING):
        table[first : last + 1] = [_LONG_BIDI.get(value, default)] * (last + 1 - first)
    for first, last, value in ranges(path):
        table[first : last + 1] = [value] * (last + 1 - first)
    return table


def line_break(root: Path) -> list[str]:
    """Return UAX 14 classes, with what the rules ask besides them told apart.

    SA that is a mark becomes SAM (LB1); OP and CP of East Asian width become OPE and CPE (LB30); an unassigned
    character that is an emoji to be becomes IDP (LB30b).
    """
    table = values(root / "LineBreak.txt", "XX")
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x1F000, 0x1FAFF), (0x1FC00, 0x1FFFD),
                        (0x20000, 0x2FFFD), (0x30000, 0x3FFFD)):  # fmt: skip
        table[first : last + 1] = ["ID" if v == "XX" else v for v in table[first : last + 1]]
    table[0x20A0:0x20D0] = ["PR" if v == "XX" else v for v in table[0x20A0:0x20D0]]
    category = values(root / "extracted/DerivedGeneralCategory.txt", "Cn")
    wide = {c for a, b, v in ranges(root / "EastAsianWidth.txt") if v in {"F", "W", "H"} for c in range(a, b + 1)}
    pictographs = extended_pictographic(root)
    for code, value in enumerate(table):
        if value == "SA" and category[code] in {"Mn", "Mc"}:
            table[code] = "SAM"
        elif value in {"OP", "CP"} and code in wide:
            table[code] = value + "E"
        elif code in pictographs and category[code] == "Cn":
            table[code] = "IDP"
    return table


def extended_pictographic(root: Path) -> set[int]:
    """Return the characters that are, or may become, emoji."""
    rows = ranges(root / "emoji/emoji-data.txt")
    return {code for a, b, value in rows if value == "Extended_Pictographic" for code in range(a, b + 1)}


def grapheme_break(root: Path) -> list[str]:
    """Return UAX 29 classes, Extended_Pictographic among them (no character has both)."""
    table = values(root / "auxiliary/GraphemeBreakProperty.txt", "Other")
    for code in extended_pictographic(root):
        table[code] = "ExtPict"
    return table


def ignorable(root: Path) -> list[str]:
    """Return whether a character is ignored where a font lacks it."""
    table = ["No"] * (LAST + 1)
    for first, last, value in ranges(root / "DerivedCoreProperties.txt"):
        if value == "Default_Ignorable_Code_Point":
            table[first : last + 1] = ["Yes"] * (last + 1 - first)
    return table


def scripts(root: Path) -> list[str]:
    """Return the ISO 15924 code of the script of each character."""
    aliases = (root / "PropertyValueAliases.txt").read_text(encoding="utf-8")
    codes = {long: short for short, long in re.findall(r"^sc ; (\w+)\s*; (\w+)", aliases, re.MULTILINE)}
    return [codes[name] for name in values(root / "Scripts.txt", "Unknown")]


def packed(table: list[str], names: list[str]) -> str:
    """Return the runs of a table: a letter, or two where there are many values, and a length, omitted when 1."""
    codes = dict(zip(names, _codes(len(names)), strict=True))
    out = []
    start = 0
    for end in range(1, LAST + 2):
        if end > LAST or table[end] != table[start]:
            out.append(codes[table[start]] + (str(end - start) if end - start > 1 else ""))
            start = end
    return "".join(out)


def _codes(count: int) -> list[str]:
    if count <= len(ascii_letters):
        return list(ascii_letters[:count])
    return [a + b for a in ascii_letters for b in ascii_letters][:count]


def literal(name: str, comment: str, table: list[str]) -> str:
    """Return the Python source of one property."""
    names = sorted(set(table))
    text = packed(table, names)
    size = 112
    rows = "\n".join(f'    "{text[i : i + size]}"' for i in range(0, len(text), size))
    values_ = " ".join(names)
    words = "\n".join(f'    "{part}"' for part in _wrapped(values_, size))
    return f'\n{name}_VALUES = (\n{words}\n)\n{name} = (\n{rows}\n)\n"""{comment}"""\n'


def _wrapped(text: str, size: int) -> Iterator[str]:
    while len(text) > size:
        cut = text.rindex(" ", 0, size) + 1
        yield text[:cut]
        text = text[cut:]
    yield text


def brackets(root: Path) -> str:
    """Return the paired brackets of UAX 9 as a string of pairs, opening one first."""
    pairs = []
    for line in (root / "BidiBrackets.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"^([0-9A-F]+); ([0-9A-F]+); o", line)
        if match:
            pairs.append(f"\\u{int(match[1], 16):04x}\\u{int(match[2], 16):04x}")
    size = 9
    rows = "\n".join(f'    "{"".join(pairs[i : i + size])}"' for i in range(0, len(pairs), size))
    return f'\nBRACKETS = (\n{rows}\n)\n"""Pairs of brackets (BidiBrackets.txt), the opening one first."""\n'


def main(root: Path) -> None:
    """Write the module."""
    version = (root / "LineBreak.txt").read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# LineBreak-")
    parts = [HEAD.format(version=version.removesuffix(".txt"))]
    parts.append(literal("LINE_BREAK", "UAX 14 classes; SAM, OPE, CPE, IDP: see the script.", line_break(root)))
    parts.append(literal("GRAPHEME_BREAK", "UAX 29 classes of grapheme clusters.", grapheme_break(root)))
    parts.append(literal("BIDI_CLASS", "UAX 9 classes.", values(root / "extracted/DerivedBidiClass.txt", "L")))
    parts.append(literal("SCRIPT", "UAX 24 scripts, by ISO 15924 code.", scripts(root)))
    parts.append(literal("IGNORABLE", "Default_Ignorable_Code_Point.", ignorable(root)))
    parts.append(brackets(root))
    TARGET.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"))
