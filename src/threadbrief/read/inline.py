"""A line of text in; its marks out."""

from collections.abc import Callable

from threadbrief.errors import Problem, Where
from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.scan import SPECIAL, Line, scan

MAX_MARKS = 20_000
"""In one paragraph; at ten microseconds each a hostile one still takes no longer than a fifth of a second."""


def read_inline(text: str, at: Callable[[int], Where], report: Callable[[Problem], None]) -> tuple[marks.Marked, ...]:
    """Return the marks of a paragraph.

    `text` has no line break but behind the backslash of a forced one. `at` gives the place of an offset in it;
    faults go to `report`, and the text around them is read on.
    """
    if not SPECIAL.search(text):
        return (marks.Text(text),) if text else ()
    if len(text) > MAX_MARKS and sum(1 for _ in SPECIAL.finditer(text)) > MAX_MARKS:
        report(problems.too_many_marks(at(0), MAX_MARKS))
        return ()
    line = Line(at, report, text)
    if "*" not in text:
        return scan(line, 0, len(text))
    from threadbrief.read.emphasis import read_emphasis  # noqa: PLC0415 - most texts need no markdown-it

    return read_emphasis(line)
