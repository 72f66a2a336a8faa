"""Paragraphs and tables one after the other, with what lies between them."""

from typing import NamedTuple

from threadbrief.core.problems import Location
from threadbrief.core.units import to_twips
from threadbrief.model.document import Inlines, Role
from threadbrief.templates import RuleStyle
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.runs import make_run_format, make_runs
from threadbrief.word.context import Story
from threadbrief.word.xml import make_paragraph_properties

RUNNING = frozenset(
    (Role.BODY, Role.SUMMARY, Role.JUDGEMENT, Role.POST, Role.QUOTATION, Role.LIST, Role.NOTE)
)
"""Roles of running text, which takes the style of its container; other roles keep
their own."""


class ParagraphFrame(NamedTuple):
    """The place of a block among the blocks around it.

    A named tuple, because nearly every paragraph has one: a copy of it takes half as long as that
    of a struct.
    """

    language: str
    where: Location | None = None
    """Of the nearest block that knows its own."""
    role: Role = Role.BODY
    """What running text is here; it decides the look."""
    style: str = ""
    """The id of the style of running text here; empty: that of each paragraph's role."""
    indent: float = 0.0
    """Where the text of the container begins, in points from the start edge, lists apart."""
    level: int = 0
    """How many lists of the container are around it."""
    rule: RuleStyle | None = None
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
    """Whether it is in a note."""


_SPACER = '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>'


class Paragraphs:
    """The content of a part in the order of the text."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._out: list[str] = []
        self._open: tuple[Role, str, str, ParagraphFrame] | None = None
        """The last paragraph, not yet written: what follows decides about the space below it."""
        self._break = False
        self._after_table = False

    def set(self, role: Role, style: str, content: Inlines, frame: ParagraphFrame) -> None:
        """Add a paragraph of inlines, in a style; the role decides the look of its text."""
        self.add(
            role,
            style,
            make_runs(self.story, content, make_run_format(role, frame.language), frame.where),
            frame,
        )

    def add(self, role: Role, style: str, content: str, frame: ParagraphFrame) -> None:
        """Add a paragraph of runs."""
        if frame.rule:
            self._ruled(role, style, content, frame)
            return
        self._close()
        self._write(role, style, content, frame)

    def _ruled(self, role: Role, style: str, content: str, frame: ParagraphFrame) -> None:
        """Add a paragraph with a rule beside it, to be written when it is known what follows.

        Word draws the rule through the space between two paragraphs only where their borders and
        indents are alike (ECMA-376-1, 17.3.1.24). Where a list begins or ends there is no such
        space, so that the rule has no gap.
        """
        before = self._open
        if before and before[3].rule == frame.rule and _rule_edge(before[3]) != _rule_edge(frame):
            self._open = (*before[:3], before[3]._replace(after=0.0))
        self._close()
        self._open = (role, style, content, frame)

    def _close(self) -> None:
        if self._open:
            opened, self._open = self._open, None
            self._write(*opened)

    def _write(self, role: Role, style: str, content: str, frame: ParagraphFrame) -> None:
        inner = frame.lead + content
        if frame.anchor:
            inner = self.story.manuscript.bookmark(frame.anchor, inner)
        self._out.append(f"<w:p>{self._properties(role, style, frame)}{inner}</w:p>")

    def table(self, xml: str) -> None:
        """Add a table. Two in a row would become one, so that something must stand between them."""
        self._close()
        if self._after_table or self._break:
            self._space()
        self._out.append(xml)
        self._after_table = True

    def page_break(self) -> None:
        """Begin a new page with what comes next."""
        self._close()
        self._break = True

    def end(self) -> str:
        """Return the content. A part ends with a paragraph."""
        self._close()
        if self._after_table or self._break or not self._out:
            self._space()
        return "".join(self._out)

    def _space(self) -> None:
        if self._break:
            broken = {"pageBreakBefore": "<w:pageBreakBefore/>"}
        else:
            broken = {}
        self._break = self._after_table = False
        self._out.append(f"<w:p>{make_paragraph_properties(broken | {'spacing': _SPACER})}</w:p>")

    def _properties(self, role: Role, style: str, frame: ParagraphFrame) -> str:
        manuscript = self.story.manuscript
        properties = {
            "pStyle": f'<w:pStyle w:val="{style}"/>',
            "ind": frame.direct,
            "pBdr": frame.border,
        }
        if frame.keep_next:
            properties["keepNext"] = "<w:keepNext/>"
        if frame.number:
            instance, level = frame.number
            properties["numPr"] = (
                f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{instance}"/></w:numPr>'
            )
        rtl = is_rtl(frame.language)
        if rtl != manuscript.rtl:
            properties["bidi"] = "<w:bidi/>" if rtl else '<w:bidi w:val="0"/>'
        if self._break:
            properties["pageBreakBefore"] = "<w:pageBreakBefore/>"
        properties["spacing"] = self._spacing(role, frame)
        self._break = self._after_table = False
        return make_paragraph_properties(properties)

    def _spacing(self, role: Role, frame: ParagraphFrame) -> str:
        """Return w:spacing where the place of a paragraph asks for what its style does not say."""
        look = self.story.manuscript.look
        given = ""
        if self._break:
            # Word drops the space above a paragraph at a page break of its own, not at one that is
            # asked for.
            given = ' w:before="0"'
        elif self._after_table:
            # A table has no space of its own below it.
            given = (
                f' w:before="{to_twips(max(look.style(role).before, look.style(Role.BODY).after))}"'
            )
        if frame.after is not None:
            given += f' w:after="{to_twips(frame.after)}"'
        if given:
            return f"<w:spacing{given}/>"
        return ""


def _rule_edge(frame: ParagraphFrame) -> tuple[str, str]:
    """Return what decides the place of the rule beside a paragraph, apart from its style."""
    return frame.border, frame.direct
