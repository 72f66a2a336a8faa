"""Writes src/threadbrief/text/typography/quotation_data.py from the Unicode CLDR.

Usage: python tools/quotation_tables.py [FOLDER], where FOLDER holds the npm package cldr-misc-full,
as `npm install --prefix build/cldr cldr-misc-full@48.2.0` puts it into build/cldr/node_modules.
"""

import json
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
PACKAGES = REPOSITORY / "build/cldr/node_modules"
TARGET = REPOSITORY / "src/threadbrief/text/typography/quotation_data.py"
VERSION = "48.2.0"
HEAD = '''"""Quotation marks by language: Unicode CLDR {version}, delimiters.

Written by tools/quotation_tables.py under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

QUOTATION_MARKS = """
'''
TAIL = '''"""
"""Four marks a line, outer and inner ones, and the language tags that have them.

A language that is not here has the marks of the tag without its last part, at last those of `und`.
"""
'''
NAMES = ("quotationStart", "quotationEnd", "alternateQuotationStart", "alternateQuotationEnd")


def read_marks(packages: Path) -> dict[str, str]:
    """Return the four marks of each language of CLDR, by its tag."""
    marks = {}
    for path in sorted((packages / "cldr-misc-full/main").glob("*/delimiters.json")):
        tag = path.parent.name
        delimiters = json.loads(path.read_text(encoding="utf-8"))["main"][tag]["delimiters"]
        marks[tag] = " ".join(delimiters[name] for name in NAMES)
    return marks


def find_inherited(tag: str, marks: dict[str, str]) -> str:
    """Return the marks that a reader of the table finds for a tag which is not in it."""
    while "-" in tag:
        tag = tag.rpartition("-")[0]
        if tag in marks:
            return marks[tag]
    return marks["und"]


def write_table(packages: Path) -> str:
    """Return the text of the module."""
    marks = read_marks(packages)
    tags: dict[str, list[str]] = {}
    for tag, four in marks.items():
        if tag == "und" or four != find_inherited(tag, marks):
            tags.setdefault(four, []).append(tag)
    lines = [f"{four} {' '.join(names)}\n" for four, names in sorted(tags.items())]
    return HEAD.format(version=VERSION) + "".join(lines) + TAIL


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES
    TARGET.write_text(write_table(folder), encoding="utf-8")
