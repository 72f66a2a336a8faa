"""How wide the columns of a writer's table are, and how their cells are set."""

import re
from unicodedata import east_asian_width

from threadbrief.model import document as doc
from threadbrief.model import marks
from threadbrief.model.traverse import plain_marked_line

_NUMBER = re.compile(
    r"[~≈<>≤≥]?\s?[+\-−–]?\s?[$€£¥]?\s?\d[\d.,'’\u00a0\u202f ]*(?:\s?(?:%|‰|[^\W\d_]{1,3}))?"
)
_NOTHING = frozenset(["", "-", "–", "—", "…", "n/a"])
"""What a cell without a value holds."""
_LINE, _GUTTER = 84, 3
"""About how many characters of a cell fit the text width, and the space between two columns."""
_MAX_WORD = 24
"""Characters of the longest word that keeps a column wide."""
_ALIGNS = {
    marks.ColumnAlign.START: doc.ColumnAlign.START,
    marks.ColumnAlign.CENTRE: doc.ColumnAlign.CENTRE,
    marks.ColumnAlign.END: doc.ColumnAlign.END,
}


def choose_column_aligns(table: marks.Table) -> tuple[doc.ColumnAlign, ...]:
    """Return how each column is set: as the writer says, else numbers at the end edge."""
    return tuple(
        _ALIGNS[written] if written else _choose_align([row[index] for row in table.rows])
        for index, written in enumerate(table.columns)
    )


def _choose_align(cells: list[marks.Cell]) -> doc.ColumnAlign:
    values = [text for text in map(_extract_text, cells) if text not in _NOTHING]
    if values and all(_NUMBER.fullmatch(value) for value in values):
        return doc.ColumnAlign.END
    return doc.ColumnAlign.START


def compute_column_widths(
    table: marks.Table, aligns: tuple[doc.ColumnAlign, ...]
) -> tuple[float, ...]:
    """Return the share of the text width of each column; the shares add up to 1.

    Where there is room, each is as wide as its longest cell, and those of words divide the rest.
    Where there is not, one that needs no more than its equal share is as wide as its longest cell;
    the others divide what is left by the length of their cells, and keep their longest words whole
    where that is possible.
    """
    rows = (table.head, *table.rows) if table.head else table.rows
    texts = [[_extract_text(row[index]) for row in rows] for index in range(len(table.columns))]
    wanted = [_GUTTER + max(map(_measure_text, column), default=0) for column in texts]
    least = [_GUTTER + _measure_longest_word(column) for column in texts]
    rest = _LINE - sum(wanted)
    if rest < 0:
        widths = _divide_line(wanted, least)
    else:
        loose = [align is doc.ColumnAlign.START for align in aligns]
        share = rest / (sum(loose) or len(loose))
        widths = [
            width + share * (is_loose or not any(loose))
            for width, is_loose in zip(wanted, loose, strict=True)
        ]
    return tuple(width / sum(widths) for width in widths)


def _divide_line(wanted: list[int], least: list[int]) -> list[float]:
    """Return the widths of columns that want more than there is, and need some at least."""
    room, wide = float(_LINE), list(range(len(wanted)))
    while fitting := [column for column in wide if wanted[column] <= room / len(wide)]:
        room -= sum(wanted[column] for column in fitting)
        wide = [column for column in wide if column not in fitting]
    total = sum(min(_LINE, wanted[column]) for column in wide)
    widths = [float(width) for width in wanted]
    for column in wide:
        widths[column] = max(least[column], room * min(_LINE, wanted[column]) / total)
    return widths


def _measure_longest_word(texts: list[str]) -> int:
    words = (word for text in texts for word in text.split())
    return min(_MAX_WORD, max(map(_measure_text, words), default=0))


def _extract_text(cell: marks.Cell) -> str:
    return plain_marked_line(cell).strip()


def _measure_text(text: str) -> int:
    """Return about how many characters wide a text is; a wide one counts for two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
