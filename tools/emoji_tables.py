"""Writes src/threadbrief/text/emoji_data.py from the data of UTS 51.

Usage: python tools/emoji_tables.py [FOLDER], where FOLDER holds the npm packages that
unicode_source.mjs reads; .ci/run installs them into build/unicode.
"""

import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from unicode_tables import PACKAGES, REPOSITORY, VERSION, Source, points, read_source

TARGET = REPOSITORY / "src/threadbrief/text/emoji_data.py"
HEAD = '''"""Which characters are emoji, and the names of flags and of new emoji: data of UTS 51, version {version}.

Written by tools/emoji_tables.py from the Unicode Character Database, under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

'''


def regions(source: Source) -> list[str]:
    """Return the recommended flags of regions: code and name, in the order of emoji-test.txt."""
    flags = []
    for sequence, name in source["Emoji_Test"]:
        if all(0x1F1E6 <= ord(c) <= 0x1F1FF for c in sequence):
            code = "".join(chr(ord(c) - 0x1F1E6 + ord("A")) for c in sequence)
            flags.append(f"{code} {name.removeprefix('flag ')}")
    return flags


def as_class(points: Iterable[int]) -> list[str]:
    """Return a character class of a regular expression, without brackets, as escapes in lines."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    texts = [f"\\U{a:08X}" if a == b else f"\\U{a:08X}-\\U{b:08X}" for a, b in ranges]
    return ["".join(texts[i : i + 5]) for i in range(0, len(texts), 5)]


def new_names(source: Source) -> list[str]:
    """Return the code points and names of emoji whose names the oldest Python, 3.11, lacks."""
    if not unicodedata.unidata_version.startswith("14."):
        raise SystemExit("the table of new names is made by Python 3.11")
    names = [
        (code, name) for code, name in source["Emoji_Names"] if not unicodedata.name(chr(code), "")
    ]
    return [f"{code:04X} {name.lower()}" for code, name in names]


def write_tables(source: Source) -> str:
    """Return the text of the module."""
    plain = (
        set(map(ord, "0123456789#*")) | set(range(0x1F1E6, 0x1F200)) | set(range(0x1F3FB, 0x1F400))
    )
    emoji = points(source["Emoji"]) - plain
    shown = points(source["Emoji_Presentation"]) - plain
    lines = [HEAD.format(version=VERSION)]
    for name, part, meaning in (
        ("EMOJI_PRESENTATION", shown, "Characters that are shown as emoji by themselves."),
        (
            "TEXT_PRESENTATION",
            emoji - shown,
            "Characters that are shown as emoji only before U+FE0F.",
        ),
    ):
        lines += [
            f"{name} = (",
            *(f'    r"{row}"' for row in as_class(part)),
            ")",
            f'"""{meaning}"""',
            "",
        ]
    lines += ['REGIONS = """', *regions(source), '"""']
    lines += [
        (
            '"""The flags that UTS 51 recommends: the region code of CLDR and its English name, a '
            'line each."""'
        ),
        "",
    ]
    lines += ['NEW_NAMES = """', *new_names(source), '"""']
    lines += ['"""Emoji since Unicode 14: the code point and its name, a line each."""']
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES
    TARGET.write_text(write_tables(read_source(folder)), encoding="utf-8")
