"""Read text fields: their paragraphs and marks, line breaks read as spaces, nothing or breaks."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from threadbrief.core.problems import Location, Problem
from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.markup.scanner import OWN_SPECIAL, SPECIAL, MarkupLine, scan
from threadbrief.read.schema.kinds import Prose
from threadbrief.text.scripts import is_spaceless

MAX_MARKS = 20_000
"""In one paragraph. At ten microseconds each a hostile text takes a fifth of a second at most."""
_UNDERSCORE = re.compile(r"(?<!\w)_{1,3}[^\s_]")
"""An underscore that can begin emphasis: none inside a word does (CommonMark 0.31, 6.2)."""


def read_inline(
    text: str,
    at: Callable[[int], Location],
    report: Callable[[Problem], None],
    kind: Prose,
) -> tuple[marks.Marked, ...]:
    """Return the marks of a paragraph.

    `text` has no line break but behind the backslash of a forced one. `at` gives the place of an
    offset in it; faults go to `report`, and the text around them is read on.
    """
    own = kind.blocks
    special = OWN_SPECIAL if own else SPECIAL
    if not special.search(text):
        if text:
            return (marks.Text(text),)
        return ()
    if len(text) > MAX_MARKS and sum(1 for _ in special.finditer(text)) > MAX_MARKS:
        report(problems.too_many_marks(at(0), MAX_MARKS))
        return ()
    line = MarkupLine(at, report, text, kind)
    if "*" not in text and not (own and "_" in text and _UNDERSCORE.search(text)):
        return scan(line, 0, len(text))
    # Most texts need no markdown-it.
    from threadbrief.read.markup.emphasis import read_emphasis  # noqa: PLC0415

    return read_emphasis(line)


Locate = Callable[[int], Location]
Report = Callable[[Problem], None]


def read_paragraph(
    lines: Iterable[tuple[int, str]], at: Locate, report: Report, kind: Prose
) -> marks.Paragraph:
    """Return the paragraph of some lines, each given with its offset in the source."""
    text = ""
    begins: list[int] = []
    shifts: list[int] = []
    for start, line in lines:
        words = line.strip()
        if text:
            between = join_lines(text, words)
            if between == "\n":
                text = text[:-1].rstrip() + "\\"
            text += between
        begins.append(len(text))
        shifts.append(start + len(line) - len(line.lstrip()) - len(text))
        text += words

    def place(offset: int) -> Location:
        return at(offset + shifts[bisect_right(begins, offset) - 1])

    return marks.Paragraph(read_inline(text, place, report, kind), place(0))


def join_lines(before: str, after: str) -> str:
    """Return what replaces a line break between two characters: a space, or nothing in CJK."""
    if before.endswith("\\") and (len(before) - len(before.rstrip("\\"))) % 2:
        return "\n"
    if is_spaceless(before.rstrip("*_")[-1:]) and is_spaceless(after.lstrip("*_")[:1]):
        return ""
    return " "


BLOCK_SIGN = re.compile(
    r"^[ \t]*(?:[-+*](?:[ \t]|$)|>|\d{1,3}[.)](?:[ \t]|$)|#{1,6}[ \t]|---|\*\*\*|___|=="
    r"|\||:?-+:?[ \t]*\||:|!\[|```|~~~|\[[^\]\n]+\]:)",
    re.MULTILINE,
)
"""Where a line may be more than text. What begins so and is not supported is a warning."""
_PARAGRAPH = re.compile(r"^[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*", re.MULTILINE)


def read_text(source: str, at: Locate, report: Report, kind: Prose) -> marks.MarkedText:
    """Return a text field. `at` gives the place of an offset in `source`; faults go to `report`.

    What the kind of the field does not take is text.
    """
    if kind.blocks and BLOCK_SIGN.search(source):
        # Most texts need no markdown-it.
        from threadbrief.read.markup.blocks import read_structure  # noqa: PLC0415

        return marks.MarkedText(read_structure(source, at, report, kind), source, at(0))
    return marks.MarkedText(_read_paragraphs(source, at, report, kind), source, at(0))


def _read_paragraphs(
    source: str, at: Locate, report: Report, kind: Prose
) -> tuple[marks.MarkedBlock, ...]:
    found = []
    for match in _PARAGRAPH.finditer(source):
        if "\n" in match[0]:
            lines, offset = [], match.start()
            for line in match[0].split("\n"):
                lines.append((offset, line))
                offset += len(line) + 1
            found.append(read_paragraph(lines, at, report, kind))
        else:
            found.append(read_paragraph(((match.start(), match[0]),), at, report, kind))
    return tuple(found)
