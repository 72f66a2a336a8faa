"""Blocks become paragraphs and tables.

Word's text is flat: a list item is a paragraph with a number, a quotation is paragraphs of a style. So a block that
holds blocks is opened into them, each with a Frame that says what the container asks of it, and nothing here calls
itself however deeply blocks are nested.
"""

from collections.abc import Iterable
from typing import assert_never

from threadbrief.model import document as doc
from threadbrief.model.document import Figure, Role, Text
from threadbrief.templates import Align, FieldForm, Look
from threadbrief.word.body.drawings import drawing, fitted
from threadbrief.word.body.paragraphs import RUNNING, Frame, Paragraphs
from threadbrief.word.body.run_properties import face_of
from threadbrief.word.body.runs import text_runs
from threadbrief.word.body.tables import (
    TAB,
    advance,
    write_definitions,
    write_field_table,
    write_fields,
    write_sources,
    write_table,
)
from threadbrief.word.context import Manuscript, Story
from threadbrief.word.parts.formatting import border, hanging, indentation
from threadbrief.word.parts.numbering import BULLETS, LEVELS, list_hanging, list_indent
from threadbrief.word.parts.style_names import (
    CONTINUED_JUDGEMENT,
    CONTINUED_POST,
    FIGURE,
    HEADINGS,
    LIST_LEVELS,
    NOTE_QUOTE,
    RULE,
    ListStyle,
    paragraph_style,
    style_id,
)

LABEL_GAP = 4.0
"""Points that the number of a post leaves free before its text at least."""


def number_gap(look: Look) -> float:
    """Return how far before the text of a post its number ends, in points; 0 for one that begins where it is said.

    Such a number ends at a tab stop, which may stand in the margin (ECMA-376-1, 17.3.1.37).
    """
    number = look.style(Role.POST_NUMBER)
    return number.indent_end if number.align is Align.END else 0.0


def labelled(manuscript: Manuscript, frame: Frame, role: Role, label: str, number: str) -> Frame:
    """Return a frame with the number of a post before its text: at the tab stop of a style of ours, if it has one.

    One that has no room before the text hangs further out. A style of the house has no such stop, and only its own
    indent is known to be right there.
    """
    look = manuscript.look
    shape, text = look.style(Role.POST_NUMBER), look.style(Role.POST)
    style, gap = style_id(role), number_gap(look)
    width = advance((Text(label),)) * shape.size
    if style in manuscript.housed:
        return frame._replace(style=style, lead=number, direct=hanging(width + max(gap, LABEL_GAP)))
    far = width + (gap or LABEL_GAP)
    fits = far <= text.indent - shape.indent
    hung = "" if fits else indentation(text.indent, far + LABEL_GAP, text.indent_end)
    return frame._replace(style=style, lead=TAB + number if gap else number, direct=hung)


def write_figure(page: Paragraphs, figure: Figure, frame: Frame, start: float) -> None:
    """Add a figure whose picture begins `start` points from the start edge of the measure.

    A picture that nobody has described has no alternative text at all, so that Word's checker names it.
    """
    manuscript = page.story.manuscript
    sheet = manuscript.look.page
    height = manuscript.look.figure_max_height * (sheet.height - sheet.top - sheet.bottom)
    picture = figure.picture
    media = manuscript.store(picture.data, picture.format)
    size = fitted(picture, max(1.0, sheet.measure - start), height)
    described = figure.show_alt and figure.alt
    follows = bool(figure.caption or described)
    around = max(manuscript.look.style(Role.CAPTION).before, manuscript.look.style(Role.BODY).after)
    run = f"<w:r><w:rPr><w:noProof/></w:rPr>{drawing(page.story, media, size, figure.alt)}</w:r>"
    last = frame._replace(after=around)
    page.add(Role.CAPTION, FIGURE, run, frame._replace(keep_next=True) if follows else last)
    if figure.caption:
        caption = frame._replace(keep_next=True) if described else last
        page.set(Role.CAPTION, style_id(Role.CAPTION), figure.caption, caption)
    if described:
        page.set(Role.ALT, style_id(Role.ALT), (Text(figure.alt),), last)


Framed = tuple[doc.Block, Frame]
_DEEPEST = 0.6
"""The share of the measure that containers inside containers may take."""


def write_blocks(story: Story, blocks: Iterable[doc.Block], frame: Frame) -> str:
    """Return blocks as the content of a part."""
    page = Paragraphs(story)
    stack = [(block, frame) for block in reversed(tuple(blocks))]
    while stack:
        block, around = stack.pop()
        where = getattr(block, "where", None)
        stack.extend(
            reversed(_write(page, block, around._replace(where=where) if where else around))
        )
    return page.end()


def _write(page: Paragraphs, block: doc.Block, frame: Frame) -> list[Framed]:  # noqa: C901, PLR0911, PLR0912 - a case for each
    """Add a block to the page, or return the blocks that it holds, framed."""
    match block:
        case doc.Heading():
            role = HEADINGS[min(max(block.level, 1), 3) - 1]
            page.set(role, style_id(role), block.content, frame._replace(anchor=block.anchor))
        case doc.Paragraph():
            _paragraph(page, block, frame)
        case doc.FieldList():
            fields = (
                write_field_table
                if page.story.manuscript.field_form is FieldForm.TABLE
                else write_fields
            )
            fields(page, block, frame)
        case doc.Summary():
            return _summary(page.story, block, frame)
        case doc.Judgements():
            return [
                framed for item in block.items for framed in _judgement(page.story, item, frame)
            ]
        case doc.BulletList():
            return _bullets(page.story, block, frame)
        case doc.NumberedList():
            return _numbers(page.story, block, frame)
        case doc.Post():
            return _post(page.story, block, frame)
        case doc.Quotation():
            return _quotation(page.story, block, frame)
        case doc.Figure():
            write_figure(page, block, _moved(page.story, frame), _start(page.story, frame))
        case doc.Table():
            write_table(page, block, _moved(page.story, frame), _start(page.story, frame))
        case doc.DefinitionList():
            write_definitions(page, block, frame)
        case doc.Sources():
            write_sources(page, block, frame)
        case doc.PageBreak():
            page.page_break()
        case doc.Rule():
            page.add(doc.Role.BODY, RULE, "", _moved(page.story, frame))
        case _:
            assert_never(block)
    return []


def _paragraph(page: Paragraphs, block: doc.Paragraph, frame: Frame) -> None:
    if block.lang:
        frame = frame._replace(language=block.lang)
    takes = frame.style and (block.role in RUNNING or frame.lead or frame.number)
    role, style = (frame.role, frame.style) if takes else (block.role, paragraph_style(block.role))
    page.set(role, style, block.content, frame)


def _start(story: Story, frame: Frame) -> float:
    """Return where text begins in a frame, in points from the start edge; some of the measure is always left."""
    look = story.manuscript.look
    return min(frame.indent + _within(look, frame.level), look.page.measure * _DEEPEST)


def _within(look: Look, level: int) -> float:
    """Return how far the text of lists inside lists is from the container's; `level` counts them."""
    return list_indent(look, min(level, LEVELS) - 1) if level else 0.0


def _moved(story: Story, frame: Frame) -> Frame:
    """Return the frame for something that has no style of the container's: it begins where the text does."""
    start = _start(story, frame)
    return frame._replace(direct=indentation(start) if start else "", border="")


def _opened(blocks: tuple[doc.Block, ...], first: Frame, then: Frame) -> list[Framed]:
    """Return blocks with the frame of the first, which has the number, and that of the others.

    A number needs a paragraph: where the first block is none, an empty one stands before it.
    """
    if not blocks or not isinstance(blocks[0], doc.Paragraph):
        return [
            (doc.Paragraph((), first.role), first._replace(keep_next=bool(blocks))),
            *((b, then) for b in blocks),
        ]
    return [(blocks[0], first), *((block, then) for block in blocks[1:])]


def _summary(story: Story, block: doc.Summary, frame: Frame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.SUMMARY)
    inner = frame._replace(
        role=doc.Role.SUMMARY,
        style=style_id(doc.Role.SUMMARY),
        indent=look.indent,
        level=0,
        rule=look.rule_start,
    )
    return [(child, inner) for child in block.blocks]


def _judgement(story: Story, item: doc.Judgement, frame: Frame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.JUDGEMENT)
    instance = story.manuscript.numbering.judgement(item.number)
    then = frame._replace(
        role=doc.Role.JUDGEMENT,
        style=CONTINUED_JUDGEMENT,
        indent=look.indent,
        where=item.where or frame.where,
    )
    first = then._replace(
        style=style_id(doc.Role.JUDGEMENT),
        anchor=item.anchor,
        number=(instance, 0) if instance else None,
    )
    opened = _opened(item.blocks, first, then)
    last, around = opened.pop()
    if not item.meta:
        return [
            *opened,
            (
                last,
                around._replace(after=story.manuscript.look.style(doc.Role.JUDGEMENT_META).after),
            ),
        ]
    meta = frame._replace(style="", where=then.where)
    return [
        *opened,
        (last, around._replace(keep_next=True)),
        (doc.Paragraph(item.meta, doc.Role.JUDGEMENT_META), meta),
    ]


def _post(story: Story, block: doc.Post, frame: Frame) -> list[Framed]:
    manuscript = story.manuscript
    label = face_of(doc.Role.POST_NUMBER, manuscript.language, style_id(doc.Role.POST_NUMBER))
    then = frame._replace(
        role=doc.Role.POST, style=CONTINUED_POST, indent=manuscript.look.style(doc.Role.POST).indent,
        language=block.lang or frame.language,
    )  # fmt: skip
    number = text_runs(story, block.label, label, frame.where) + TAB
    if not block.meta:
        first = labelled(
            manuscript, then._replace(anchor=block.anchor), doc.Role.POST, block.label, number
        )
        return _opened(block.blocks, first, then)
    # Words of the memo about the post, not of the post: they keep the memo's language.
    aside = then._replace(role=doc.Role.POST_META, anchor=block.anchor, language=frame.language)
    meta = labelled(manuscript, aside, doc.Role.POST_META, block.label, number)
    return [
        (doc.Paragraph(block.meta, doc.Role.POST_META), meta),
        *((child, then) for child in block.blocks),
    ]


def _quotation(story: Story, block: doc.Quotation, frame: Frame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.QUOTATION)
    start = _start(story, frame)
    role, style = (
        (doc.Role.NOTE, NOTE_QUOTE)
        if frame.note
        else (doc.Role.QUOTATION, style_id(doc.Role.QUOTATION))
    )
    inner = frame._replace(
        role=role, style=style,
        indent=start + look.indent, level=0, rule=look.rule_start, border="", number=None,
        direct=indentation(start + look.indent, 0, look.indent_end) if start else "",
        language=block.lang or frame.language,
    )  # fmt: skip
    children = [(child, inner) for child in block.blocks]
    if not block.meta:
        return children
    named = (
        inner
        if frame.note
        else inner._replace(role=doc.Role.QUOTATION_META, style=style_id(doc.Role.QUOTATION_META))
    )
    return [
        (
            doc.Paragraph(block.meta, doc.Role.BODY),
            named._replace(language=frame.language, keep_next=True),
        ),
        *children,
    ]


def _bullets(story: Story, block: doc.BulletList, frame: Frame) -> list[Framed]:
    unstyled = story.manuscript.numbering.unstyled
    styled = (
        not frame.note
        and frame.level < LIST_LEVELS
        and ListStyle.BULLET.id(frame.level) not in unstyled
    )
    number = None if styled else (BULLETS, min(frame.level, LEVELS - 1))
    return _items(story, block.items, frame, ListStyle.BULLET, number)


def _numbers(story: Story, block: doc.NumberedList, frame: Frame) -> list[Framed]:
    level = min(frame.level, LEVELS - 1)
    number = (story.manuscript.numbering.new_list(level, block.start), level)
    return _items(story, block.items, frame, ListStyle.NUMBER, number)


def _items(
    story: Story,
    items: tuple[tuple[doc.Block, ...], ...],
    frame: Frame,
    family: ListStyle,
    number: tuple[int, int] | None,
) -> list[Framed]:
    look = story.manuscript.look
    inner = frame._replace(
        level=frame.level + 1, number=None, lead="", anchor=None, keep_next=False
    )
    first = _listed(look, inner, family, number)
    then = _listed(look, inner, ListStyle.CONTINUE, None)
    return [framed for blocks in items for framed in _opened(blocks, first, then)]


def _listed(look: Look, frame: Frame, family: ListStyle, number: tuple[int, int] | None) -> Frame:
    """Return the frame of a paragraph in a list, with what its style does not say."""
    level = frame.level - 1
    within = _within(look, frame.level)
    hung = list_hanging(look, family)
    own = (
        frame.indent == 0
        and level < (LEVELS if number else LIST_LEVELS)
        and (not frame.note or hung > 0)
    )
    rule = frame.rule
    return frame._replace(
        number=number,
        role=doc.Role.NOTE if frame.note else doc.Role.LIST,
        style=style_id(doc.Role.NOTE) if frame.note else family.id(level),
        direct="" if own else indentation(frame.indent + within, hung),
        border=f"<w:pBdr>{border('left', rule, within - hung)}</w:pBdr>" if rule else "",
    )  # fmt: skip
