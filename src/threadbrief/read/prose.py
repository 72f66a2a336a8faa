"""A text field in; its paragraphs, lists and quotations out, with their inline marks.

Paragraphs alone are parted here, because most texts hold nothing else.
"""

import re

from threadbrief.model import marks
from threadbrief.read.paragraphs import Place, Report, paragraph

BLOCK_SIGN = re.compile(r"^[ \t]*(?:-(?:[ \t]|$)|>|\d{1,3}\.(?:[ \t]|$))", re.MULTILINE)
_PARAGRAPH = re.compile(r"^[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*", re.MULTILINE)


def read_text(source: str, at: Place, report: Report, *, blocks: bool) -> marks.MarkedText:
    """Return a text field. `at` gives the place of an offset in `source`; faults go to `report`.

    Without `blocks` every line is text, whatever it begins with.
    """
    if blocks and BLOCK_SIGN.search(source):
        from threadbrief.read.structure import read_structure  # noqa: PLC0415 - most texts need no markdown-it

        return marks.MarkedText(read_structure(source, at, report), source, at(0))
    return marks.MarkedText(_paragraphs(source, at, report), source, at(0))


def _paragraphs(source: str, at: Place, report: Report) -> tuple[marks.MarkedBlock, ...]:
    found = []
    for match in _PARAGRAPH.finditer(source):
        if "\n" in match[0]:
            lines, offset = [], match.start()
            for line in match[0].split("\n"):
                lines.append((offset, line))
                offset += len(line) + 1
            found.append(paragraph(lines, at, report))
        else:
            found.append(paragraph(((match.start(), match[0]),), at, report))
    return tuple(found)
