"""What setting a block needs: the typesetter, the look, and the frame that the block stands in."""

from threadbrief.core.problems import Location, Problem
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.model.document import Inlines, Picture, Role, Text
from threadbrief.pdf.layout.boxes import Element, ElementKind
from threadbrief.pdf.layout.flow import Region
from threadbrief.pdf.output.image import Image
from threadbrief.pdf.typesetting.line import SetLine
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align, Look, TextStyle
from threadbrief.text.direction import is_rtl

RUNNING = frozenset(
    {Role.BODY, Role.SUMMARY, Role.JUDGEMENT, Role.POST, Role.QUOTATION, Role.LIST, Role.NOTE}
)
"""The roles of text that takes the style of what it stands in."""
_ENDLESS = 1e6
"""Points that no line fills."""

_BALANCED = frozenset(
    {ElementKind.TITLE, ElementKind.HEADING_1, ElementKind.HEADING_2, ElementKind.HEADING_3}
)


class BlockContext(Frozen):
    """Sets text in the styles of a look."""

    typesetter: Typesetter
    look: Look
    problems: list[Problem] = field(default_factory=list)
    images: dict[Picture, Image] = field(default_factory=dict)
    """The pictures read so far."""
    flush: dict[Role, TextStyle] = field(default_factory=dict)
    """Styles of roles, plain, as far as asked for."""

    def plain(self, role: Role) -> TextStyle:
        """Return the style of a role without what a frame takes over."""
        style = self.flush.get(role)
        if style is None:
            style = self.flush[role] = strip_frame_properties(self.look.style(role))
        return style

    def page_frame(self, role: Role, lang: str, element: Element) -> Region:
        """Return the frame of the whole measure, for text of a role."""
        style = self.look.style(role)
        return Region(
            0.0, self.look.page.measure, role, self.plain(role), lang, is_rtl(lang), element
        ).inset(style)

    def within(
        self,
        frame: Region,
        role: Role,
        kind: ElementKind,
        lang: str | None = None,
        where: Location | None = None,
    ) -> Region:
        """Return the frame for blocks of a role inside a frame: indented as the role asks, beside its rule.

        Text in a note, and in a list inside other text, keeps the style of what it stands in.
        """
        own = self.look.style(role)
        keeps = frame.role is Role.NOTE or (role is Role.LIST and frame.role is not Role.BODY)
        style = (
            replace(frame.style, before=own.before, after=min(own.after, frame.style.after))
            if keeps
            else self.plain(role)
        )
        language = lang or frame.lang
        element = Element(
            kind, frame.element, language if language != frame.lang else None, where=where
        )
        turned = replace(frame, lang=language, rtl=is_rtl(language), element=element)
        return replace(turned.inset(own), role=frame.role if keeps else role, style=style)

    def lines(
        self, content: Inlines, style: TextStyle, frame: Region, element: Element
    ) -> tuple[SetLine, ...]:
        """Return the lines of a paragraph that fills the frame, whose language decides its direction."""
        return self.typesetter.lines(
            content,
            style,
            frame.width,
            lang=frame.lang,
            first_indent=0.0 - style.hanging,
            where=element.place,
            balanced=element.kind in _BALANCED,
        )

    def short(self, text: str, style: TextStyle, frame: Region) -> tuple[SetLine, float]:
        """Return a line of a few words from the left edge, and how wide it is."""
        flush = style if style.align is Align.START else replace(style, align=Align.START)
        if not frame.rtl:
            line = self.typesetter.lines((Text(text),), flush, _ENDLESS, lang=frame.lang)[0]
            return line, line.width
        width = self.typesetter.width(text, style)
        flush = replace(style, align=Align.END)
        return self.typesetter.lines((Text(text),), flush, width + 1.0, lang=frame.lang)[0], width


def strip_frame_properties(style: TextStyle) -> TextStyle:
    """Return a style without the indents and the rule that its frame has taken over."""
    if style.indent or style.indent_end or style.hanging or style.rule_start:
        return replace(style, indent=0.0, indent_end=0.0, hanging=0.0, rule_start=None)
    return style
