"""Writes src/threadbrief/text/unicode_data.py from the Unicode Character Database.

Usage: python tools/unicode_tables.py [FOLDER], where FOLDER holds the npm packages that
unicode_source.mjs reads; .ci/run installs them into build/unicode. Needs node, and fontTools for
the codes of scripts.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters
from typing import Any

from fontTools.unicodedata import script_code

REPOSITORY = Path(__file__).parent.parent
PACKAGES = REPOSITORY / "build/unicode/node_modules"
TARGET = REPOSITORY / "src/threadbrief/text/unicode_data.py"
LAST = 0x10FFFF
VERSION = "17.0.0"
HEAD = '''"""Properties of characters, Unicode {version}: ranges in order, each a letter for its value and its length.

Written by tools/unicode_tables.py from the Unicode Character Database, under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""
'''
_LINE_BREAK_NAMES = (
    "Aksara=AK Aksara_Prebase=AP Aksara_Start=AS Alphabetic=AL Ambiguous=AI Break_After=BA "
    "Break_Before=BB Break_Both=B2 Break_Symbols=SY Carriage_Return=CR Close_Parenthesis=CP "
    "Close_Punctuation=CL Combining_Mark=CM Complex_Context=SA Conditional_Japanese_Starter=CJ "
    "Contingent_Break=CB E_Base=EB E_Modifier=EM Exclamation=EX Glue=GL H2=H2 H3=H3 "
    "Hebrew_Letter=HL Hyphen=HY Ideographic=ID Infix_Numeric=IS Inseparable=IN JL=JL JT=JT JV=JV "
    "Line_Feed=LF Mandatory_Break=BK Next_Line=NL Nonstarter=NS Numeric=NU Open_Punctuation=OP "
    "Postfix_Numeric=PO Prefix_Numeric=PR Quotation=QU Regional_Indicator=RI Space=SP "
    "Surrogate=SG Unambiguous_Hyphen=HH Unknown=XX Virama=VI Virama_Final=VF Word_Joiner=WJ "
    "ZWJ=ZWJ ZWSpace=ZW"
)
_LINE_BREAK = dict(part.split("=") for part in _LINE_BREAK_NAMES.split())
_BIDI_NAMES = (
    "Arabic_Letter=AL Arabic_Number=AN Boundary_Neutral=BN Common_Separator=CS European_Number=EN "
    "European_Separator=ES European_Terminator=ET First_Strong_Isolate=FSI Left_To_Right=L "
    "Left_To_Right_Embedding=LRE Left_To_Right_Isolate=LRI Left_To_Right_Override=LRO "
    "Nonspacing_Mark=NSM Other_Neutral=ON Paragraph_Separator=B Pop_Directional_Format=PDF "
    "Pop_Directional_Isolate=PDI Right_To_Left=R Right_To_Left_Embedding=RLE "
    "Right_To_Left_Isolate=RLI Right_To_Left_Override=RLO Segment_Separator=S White_Space=WS"
)
_BIDI = dict(part.split("=") for part in _BIDI_NAMES.split())
Source = dict[str, Any]
"""The properties that unicode_source.mjs prints, by name."""


def read_source(packages: Path) -> Source:
    """Return the properties of all characters."""
    script = Path(__file__).with_name("unicode_source.mjs")
    printed = subprocess.run(["node", script, packages], check=True, capture_output=True)  # noqa: S603, S607
    properties: Source = json.loads(printed.stdout)
    return properties


def points(ranges: list[list[int]]) -> set[int]:
    """Return the code points of ranges."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def values(ranges: dict[str, list[list[int]]]) -> list[str]:
    """Return the value of every code point."""
    table = [""] * (LAST + 1)
    for value, parts in ranges.items():
        for first, last in parts:
            table[first : last + 1] = [value] * (last + 1 - first)
    return table


def yes_or_no(ranges: list[list[int]]) -> list[str]:
    """Return the table of a binary property."""
    yes = points(ranges)
    return ["Yes" if code in yes else "No" for code in range(LAST + 1)]


def line_break(source: Source) -> list[str]:
    """Return UAX 14 classes, divided further where the rules ask for another property too.

    SA that is a mark becomes SAM (LB1); OP and CP of East Asian width become OPE and CPE (LB30); QU
    becomes QUI or QUF where it opens or closes (LB15a, LB15b); an unassigned character that is to
    be an emoji becomes IDP (LB30b).
    """
    table = [_LINE_BREAK[name] for name in values(source["Line_Break"])]
    categories = source["General_Category"]
    marks = points(categories["Nonspacing_Mark"]) | points(categories["Spacing_Mark"])
    for former, latter, subset in (
        ("SA", "SAM", marks),
        ("QU", "QUI", points(categories["Initial_Punctuation"])),
        ("QU", "QUF", points(categories["Final_Punctuation"])),
        ("OP", "OPE", points(source["East_Asian"])),
        ("CP", "CPE", points(source["East_Asian"])),
    ):
        for code in subset:
            if table[code] == former:
                table[code] = latter
    for code in points(source["Extended_Pictographic"]) & points(categories["Unassigned"]):
        table[code] = "IDP"
    return table


def grapheme_break(source: Source) -> list[str]:
    """Return UAX 29 classes, Extended_Pictographic among them (no character has both)."""
    table = values(source["Grapheme_Cluster_Break"])
    for code in points(source["Extended_Pictographic"]):
        table[code] = "ExtPict"
    return table


def packed(table: list[str], names: list[str]) -> str:
    """Return the runs of a table.

    A letter, or two where there are many values, and a length, omitted when 1.
    """
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


def brackets(source: Source) -> str:
    """Return the paired brackets of UAX 9 as a string of pairs, opening one first."""
    mirrored = {code: ord(character) for code, character in source["Mirrored"]}
    pairs = [f"\\u{code:04x}\\u{mirrored[code]:04x}" for code in sorted(points(source["Brackets"]))]
    size = 9
    lines = "\n".join(f'    "{"".join(pairs[i : i + size])}"' for i in range(0, len(pairs), size))
    return (
        f'\nBRACKETS = (\n{lines}\n)\n"""Pairs of brackets (BidiBrackets.txt), the opening one '
        'first."""\n'
    )


def write_tables(source: Source) -> str:
    """Return the text of the module."""
    bidi = [_BIDI[name] for name in values(source["Bidi_Class"])]
    scripts = [script_code(name) for name in values(source["Script"])]
    ignorable = yes_or_no(source["Default_Ignorable_Code_Point"])
    return "".join(
        (
            HEAD.format(version=VERSION),
            literal(
                "LINE_BREAK",
                "UAX 14 classes; SAM, QUI, QUF, OPE, CPE, IDP: see the script.",
                line_break(source),
            ),
            literal(
                "GRAPHEME_BREAK", "UAX 29 classes of grapheme clusters.", grapheme_break(source)
            ),
            literal(
                "INDIC_CONJUNCT_BREAK", "UAX 44, for GB9c.", values(source["Indic_Conjunct_Break"])
            ),
            literal(
                "EAST_ASIAN",
                "East_Asian_Width is F, W or H (UAX 11).",
                yes_or_no(source["East_Asian"]),
            ),
            literal("BIDI_CLASS", "UAX 9 classes.", bidi),
            literal("SCRIPT", "UAX 24 scripts, by ISO 15924 code.", scripts),
            literal("IGNORABLE", "Default_Ignorable_Code_Point.", ignorable),
            brackets(source),
        )
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES
    TARGET.write_text(write_tables(read_source(folder)), encoding="utf-8")
