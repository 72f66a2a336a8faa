"""Writes src/threadbrief/compose/emoji_data.py from the files of UTS 51.

Use: python tools/emoji_tables.py [FOLDER], where FOLDER holds emoji-data.txt and emoji-test.txt of one version of
Unicode; by default where Debian's package unicode-data puts them.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/threadbrief/compose/emoji_data.py"
HEAD = '''"""Which characters are emoji, and whose flags there are: data of UTS 51, version {version}.

Written by tools/emoji_tables.py from the Unicode Character Database, which stands under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2023 Unicode, Inc.
"""

'''


def property_points(text: str, name: str) -> set[int]:
    """Return the code points that have a property."""
    points: set[int] = set()
    for first, last in re.findall(rf"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*{name}\s*#", text, re.MULTILINE):
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def as_class(points: Iterable[int]) -> list[str]:
    """Return a character class of a regular expression, without its brackets, in escapes, some to a line."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    texts = [f"\\U{a:08X}" if a == b else f"\\U{a:08X}-\\U{b:08X}" for a, b in ranges]
    return ["".join(texts[i : i + 5]) for i in range(0, len(texts), 5)]


def main() -> None:
    """Write the module."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode/emoji")
    data = (folder / "emoji-data.txt").read_text(encoding="utf-8")
    tests = (folder / "emoji-test.txt").read_text(encoding="utf-8")
    version = re.search(r"[Vv]ersion:? ([\d.]+)", data)
    plain = set(map(ord, "0123456789#*")) | set(range(0x1F1E6, 0x1F200)) | set(range(0x1F3FB, 0x1F400))
    shown = property_points(data, "Emoji_Presentation") - plain
    able = property_points(data, "Emoji") - plain - shown
    flags = re.findall(
        r"^(1F1[EF][0-9A-F]) (1F1[EF][0-9A-F])\s*; fully-qualified\s*# \S+ E\S+ flag: (.+)$", tests, re.MULTILINE
    )
    lines = [HEAD.format(version=version[1] if version else "unknown")]
    for name, points, meaning in (
        ("EMOJI_PRESENTATION", shown, "Characters that are shown as emoji by themselves."),
        ("TEXT_PRESENTATION", able, "Characters that are shown as emoji only before U+FE0F."),
    ):
        parts = as_class(points)
        lines += [f"{name} = (", *(f'    r"{part}"' for part in parts), ")", f'"""{meaning}"""', ""]
    letters = [("".join(chr(int(p, 16) - 0x1F1E6 + ord("A")) for p in flag[:2]), flag[2]) for flag in flags]
    lines += ['REGIONS = """', *(f"{code} {name}" for code, name in letters), '"""']
    lines += ['"""The flags that UTS 51 recommends: the region code of CLDR and its English name, a line each."""']
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
