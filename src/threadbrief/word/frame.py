"""What the blocks around a block ask of it: style, indent, number, language."""

from typing import NamedTuple

from threadbrief.errors import Where
from threadbrief.model.document import Role
from threadbrief.templates import Line

RUNNING = frozenset((Role.BODY, Role.SUMMARY, Role.JUDGEMENT, Role.POST, Role.QUOTATION, Role.LIST, Role.NOTE))
"""Roles of running text, which takes the style of the container it stands in; other roles keep their own."""


class Frame(NamedTuple):
    """The place of a block among the blocks around it.

    A named tuple, because nearly every paragraph has one: a copy of it takes half as long as that of a struct.
    """

    language: str
    where: Where | None = None
    """Of the nearest block that knows its own."""
    role: Role = Role.BODY
    """What running text is here; it decides the look."""
    style: str = ""
    """The id of the style of running text here; empty: that of each paragraph's role."""
    indent: float = 0.0
    """Where the text of the container begins, in points from the start edge, lists apart."""
    level: int = 0
    """How many lists of the container are around it."""
    rule: Line | None = None
    """The rule at the start edge of the container."""
    direct: str = ""
    """w:ind where the style has another."""
    border: str = ""
    """w:pBdr where the style has none and the container's rule goes on."""
    number: tuple[int, int] | None = None
    """The numbering instance and level of the paragraph, where its style does not say them."""
    lead: str = ""
    """Runs that the paragraph begins with."""
    anchor: str | None = None
    """The name of the place, put around the paragraph."""
    after: float | None = None
    """The space below, where the style has another; points."""
    keep_next: bool = False
    note: bool = False
    """Whether it stands in a note."""
