"""Runs: the flat form in which elements pass on their output, before it becomes inlines."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from threadbrief.core.structs import Frozen, replace

TEXT: Final = 0
OPEN: Final = 1
"""An opening quotation mark; which one is decided when the nesting is known."""
CLOSE: Final = 2
BLOCK: Final = 3
"""The start of a display block; its text is the kind of block, or empty at the end of one."""

NO_TAG: Final = ""
NAMES: Final = "names"
"""Output of the first names element, by which cites are grouped."""
YEAR: Final = "year"
SUFFIX: Final = "suffix"
"""A year suffix."""
NUMBER: Final = "number"
"""A citation number."""
OWN_MARK: Final = "own-mark"
"""A quotation mark of the author's own; its text is the mark as written."""
LEAD: Final = "lead"
"""A term, which takes a capital where it begins a note."""


class Formatting(Frozen):
    """The formatting attributes of an element; None: as in the element around it."""

    italic: bool | None = None
    bold: bool | None = None
    small_caps: bool | None = None
    underline: bool | None = None
    align: str | None = None
    """`sup`, `sub` or `baseline`."""


class Font(Frozen, cache_hash=True):
    """The font of a run. Styles set the first five, tags in a field flip three of them."""

    italic: bool | None = None
    bold: bool | None = None
    small_caps: bool | None = None
    underline: bool | None = None
    align: str | None = None
    flip_italic: bool = False
    flip_bold: bool = False
    flip_small_caps: bool = False
    plain: bool = False
    """`nodecor`: no decoration, whatever the elements around it set."""
    fixed_case: bool = False
    """`nocase`: text-case does not change it."""
    verbatim: bool = False
    """The words of somebody else, character by character: typography does not change them."""
    link: str | None = None
    lang: str | None = None
    """The language of a title, where it is not that of the note."""


ROMAN = Font()


class Run(Frozen):
    """Some characters of one font, a quotation mark, or the start or end of a display block."""

    text: str
    font: Font = ROMAN
    kind: int = TEXT
    tag: str = NO_TAG


Runs = list[Run]

OPENING = Run("", ROMAN, OPEN)
CLOSING = Run("", ROMAN, CLOSE)


@lru_cache(maxsize=4096)
def inherit_formatting(font: Font, outer: Formatting) -> Font:
    """Return a font with the formatting of an element around it, where the font sets none."""
    unset = {
        name: getattr(outer, name)
        for name in Formatting.__struct_fields__
        if getattr(font, name) is None
    }
    return replace(font, **unset)


def apply_formatting(runs: Runs, formatting: Formatting) -> Runs:
    """Return runs with a formatting, except where they have their own."""
    return [
        Run(run.text, inherit_formatting(run.font, formatting), run.kind, run.tag) for run in runs
    ]


def plain_text(runs: Iterable[Run]) -> str:
    """Return the characters alone; quotation marks as straight ones."""
    return "".join(
        ['"' if run.kind in (OPEN, CLOSE) else run.text for run in runs if run.kind != BLOCK]
    )


def join_runs(pieces: Iterable[Runs], delimiter: str) -> Runs:
    """Return the runs of some pieces with a delimiter between them."""
    out: Runs = []
    for piece in pieces:
        if out and delimiter:
            out.append(Run(delimiter))
        out.extend(piece)
    return out


def has_text(runs: Iterable[Run]) -> bool:
    """Return whether any run prints text.

    A loop, because it is called for every element, and `any` with a generator takes twice as long.
    """
    for run in runs:  # noqa: SIM110 - as above
        if run.text and run.kind == TEXT:
            return True
    return False
