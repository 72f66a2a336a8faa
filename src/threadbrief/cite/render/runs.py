"""Runs: the flat form in which elements hand their output to each other, before it becomes inlines."""

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
LEAD: Final = "lead"
"""A term, which takes a capital where it opens a note."""


class Formatting(Frozen):
    """Formatting that an element sets; None: it leaves it to what stands around it."""

    italic: bool | None = None
    bold: bool | None = None
    small_caps: bool | None = None
    underline: bool | None = None
    align: str | None = None
    """`sup`, `sub` or `baseline`."""


class Font(Frozen, cache_hash=True):
    """How a run is set. Styles set the first five from the inside out; tags in a field turn italics over."""

    italic: bool | None = None
    bold: bool | None = None
    small_caps: bool | None = None
    underline: bool | None = None
    align: str | None = None
    flip_italic: bool = False
    flip_bold: bool = False
    flip_small_caps: bool = False
    plain: bool = False
    """`nodecor`: no decoration whatever stands around it."""
    fixed_case: bool = False
    """`nocase`: text-case leaves it alone."""
    link: str | None = None
    lang: str | None = None
    """The language of a title, where it is not that of the note."""


ROMAN = Font()


class Run(Frozen):
    """Some characters that are set alike."""

    text: str
    font: Font = ROMAN
    kind: int = TEXT
    tag: str = NO_TAG


Runs = list[Run]

OPENING = Run("", ROMAN, OPEN)
CLOSING = Run("", ROMAN, CLOSE)


@lru_cache(maxsize=4096)
def inherit_formatting(font: Font, shape: Formatting) -> Font:
    """Return a font with what an element around it sets; what is set already is nearer and stays."""
    return replace(
        font,
        italic=shape.italic if font.italic is None else font.italic,
        bold=shape.bold if font.bold is None else font.bold,
        small_caps=shape.small_caps if font.small_caps is None else font.small_caps,
        underline=shape.underline if font.underline is None else font.underline,
        align=shape.align if font.align is None else font.align,
    )


def apply_formatting(runs: Runs, shape: Formatting) -> Runs:
    """Return runs set in a format."""
    return [Run(run.text, inherit_formatting(run.font, shape), run.kind, run.tag) for run in runs]


def plain_text(runs: Iterable[Run]) -> str:
    """Return the characters alone; quotation marks as straight ones."""
    return "".join(
        ['"' if run.kind in (OPEN, CLOSE) else run.text for run in runs if run.kind != BLOCK]
    )


def has_text(runs: Iterable[Run]) -> bool:
    """Return whether anything can be seen."""
    for run in runs:  # noqa: SIM110 - asked of every element, and a generator costs as much as what it walks
        if run.text and run.kind == TEXT:
            return True
    return False
