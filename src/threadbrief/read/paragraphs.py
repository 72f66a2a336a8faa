"""The lines of a paragraph in; its marks out, with line breaks read as spaces, as nothing, or as forced."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

from threadbrief.errors import Problem, Where
from threadbrief.model import marks
from threadbrief.read.inline import read_inline
from threadbrief.text.scripts import is_spaceless

Place = Callable[[int], Where]
Report = Callable[[Problem], None]


def paragraph(lines: Iterable[tuple[int, str]], at: Place, report: Report) -> marks.Paragraph:
    """Return the paragraph of some lines, each given with its offset in the source."""
    text = ""
    begins: list[int] = []
    shifts: list[int] = []
    for start, line in lines:
        words = line.strip()
        if text:
            between = seam(text, words)
            if between == "\n":
                text = text[:-1].rstrip() + "\\"
            text += between
        begins.append(len(text))
        shifts.append(start + len(line) - len(line.lstrip()) - len(text))
        text += words

    def place(offset: int) -> Where:
        return at(offset + shifts[bisect_right(begins, offset) - 1])

    content: tuple[marks.Marked, ...] = read_inline(text, place, report)
    return marks.Paragraph(content, place(0))


def seam(before: str, after: str) -> str:
    """Return what a line break in the source stands for."""
    if before.endswith("\\") and (len(before) - len(before.rstrip("\\"))) % 2:
        return "\n"
    if is_spaceless(before.rstrip("*")[-1:]) and is_spaceless(after.lstrip("*")[:1]):
        return ""
    return " "
