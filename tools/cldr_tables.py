"""Writes src/threadbrief/text/date_data.py from the Unicode CLDR.

Usage: npm install --prefix build/cldr cldr-dates-full@48.2.0; python tools/cldr_tables.py
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
PACKAGES = REPOSITORY / "build/cldr/node_modules"
TARGET = REPOSITORY / "src/threadbrief/text/date_data.py"
HEAD = '''"""Long dates by language: Unicode CLDR {version}, Gregorian calendar.

Written by tools/cldr_tables.py under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

DATES = """
'''
TAIL = '''"""
"""One form a line, its fields separated by `|`.

Language tags; patterns of a day, of a month and of a year; the months in a full date; the months in
a month with its year, empty where they are the same.
"""
'''
LANGUAGES = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "ckb", "cs", "cy", "da", "de", "el",
    "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu",
    "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lo", "lt", "lv",
    "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt",
    "ro", "ru", "sd", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk",
    "tr", "ug", "uk", "ur", "uz", "vi", "yue", "zh", "zu",
})  # fmt: skip
"""Those of the CSL locales, and others whose long date has a day, a month in words and a year."""
ALIASES = {
    "cmn": "zh", "in": "id", "iw": "he", "mo": "ro", "no": "nb", "prs": "fa-AF", "sh": "sr-Latn", "tl": "fil",
    "zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO", "zh-TW": "zh-Hant", "sr-ME": "sr-Latn-ME",
}  # fmt: skip
"""Tags that CLDR replaces, or completes by the likely script, before it looks them up."""
LEFT_OUT = ("en-Dsrt", "en-Shaw", "mn-Mong-MN")
"""Drafts of CLDR, in scripts that the language has left."""
_FIELD = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)")
Calendar = Mapping[str, Any]


def read_calendar(packages: Path, tag: str) -> Calendar:
    """Return the Gregorian calendar of a language."""
    path = packages / "cldr-dates-full/main" / tag / "ca-gregorian.json"
    calendar: Calendar = json.loads(path.read_text(encoding="utf-8"))["main"][tag]["dates"]
    return calendar["calendars"]["gregorian"]


def make_form(calendar: Calendar) -> tuple[str, ...]:
    """Return the patterns of a day, a month and a year, and the months of the first two."""
    long = calendar["dateFormats"]["long"]
    formats = calendar["dateTimeFormats"]["availableFormats"]
    day, months = convert_pattern(long if isinstance(long, str) else long["_value"], calendar)
    month, alone = convert_pattern(formats["yMMMM"], calendar)
    year, _ = convert_pattern(formats["y"], calendar)
    return (day, month, year, ";".join(months), ";".join(alone) if alone != months else "")


def convert_pattern(pattern: str, calendar: Calendar) -> tuple[str, list[str]]:
    """Return a pattern of CLDR with slots for its fields, and the names of its months.

    A month in figures takes what is written up to the next field with it, so that its name is
    `6月`. The era is a word. Days are not padded.
    """
    out, months, end = "", [], 0
    for match in [*_FIELD.finditer(pattern), None]:
        literal = pattern[end : match.start() if match else len(pattern)]
        if match and match[1] is not None:
            literal += match[1].replace("''", "'") or "'"
        if months and out.endswith("{number}"):
            kept = literal.rstrip()
            months = [name + kept for name in months]
            out, literal = out.replace("{number}", "{month}"), literal[len(kept) :]
        out += literal
        end = match.end() if match else end
        if not match or match[1] is not None:
            continue
        slot, names = convert_field(match[2], calendar)
        out, months = out + slot, months or names
    return out, months


def convert_field(field: str, calendar: Calendar) -> tuple[str, list[str]]:
    """Return the slot of a field, and the names of months where it is one."""
    match field:
        case "d" | "dd":
            return "{day}", []
        case "y":
            return "{year}", []
        case "G":
            return calendar["eras"]["eraAbbr"]["1"], []
        case "M" | "L":
            return "{number}", [str(number) for number in range(1, 13)]
        case "MMMM" | "LLLL":
            width = calendar["months"]["format" if field == "MMMM" else "stand-alone"]["wide"]
            return "{month}", [width[str(number)] for number in range(1, 13)]
        case _:
            raise ValueError(field)


def write_table(packages: Path) -> str:
    """Return the text of the module."""
    wanted = [
        path.name
        for path in (packages / "cldr-dates-full/main").iterdir()
        if path.name.split("-")[0] in LANGUAGES and path.name not in LEFT_OUT
    ]
    forms = {tag: make_form(read_calendar(packages, tag)) for tag in sorted(wanted)}
    tags: dict[tuple[str, ...], list[str]] = {}
    for tag, form in forms.items():
        is_root = form[3].startswith("M01")  # CLDR has no months for it
        if not is_root and form != forms.get(tag.rpartition("-")[0]):
            tags.setdefault(form, []).append(tag)
    for alias, tag in sorted(ALIASES.items()):
        tags[forms[tag]].append(alias)
    package = json.loads((packages / "cldr-dates-full/package.json").read_text(encoding="utf-8"))
    lines = ["|".join((" ".join(names), *form)) for form, names in tags.items()]
    return HEAD.format(version=package["version"]) + "".join(f"{line}\n" for line in lines) + TAIL


if __name__ == "__main__":
    TARGET.write_text(write_table(PACKAGES), encoding="utf-8")
