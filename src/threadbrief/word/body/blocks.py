"""Blocks become paragraphs and tables.

Word's text is flat: a list item is a paragraph with a number, a quotation is paragraphs of a style.
So a block that holds blocks is opened into them, each with a Frame that says what the container
asks of it, and nothing here calls itself however deeply blocks are nested.
"""

from collections.abc import Iterable
from typing import assert_never

from threadbrief.core.picture_digests import PictureDigest
from threadbrief.model import document as doc
from threadbrief.model.document import Figure, Role, Text
from threadbrief.templates import Align, FieldForm, Look
from threadbrief.word.body.drawings import fit_picture, make_drawing
from threadbrief.word.body.paragraphs import RUNNING, ParagraphFrame, Paragraphs
from threadbrief.word.body.runs import make_run_format, make_runs
from threadbrief.word.body.tables import (
    TAB,
    estimate_width,
    write_definitions,
    write_field_table,
    write_fields,
    write_sources,
    write_table,
)
from threadbrief.word.context import DocxContext, Story
from threadbrief.word.parts.formatting import make_border, make_hanging, make_indentation
from threadbrief.word.parts.numbering import (
    BULLETS,
    LEVELS,
    measure_list_hanging,
    measure_list_indent,
)
from threadbrief.word.parts.style_names import (
    CONTINUED_JUDGEMENT,
    CONTINUED_POST,
    FIGURE,
    HEADINGS,
    LIST_LEVELS,
    NOTE_QUOTE,
    RULE,
    ListStyle,
    get_paragraph_style,
    get_style_id,
)

LABEL_GAP = 4.0
"""Points that the number of a post leaves free before its text at least."""


def measure_number_gap(look: Look) -> float:
    """Return how far before the text of a post its number ends, in points; 0 where that is unset.

    Such a number ends at a tab stop, which may stand in the margin (ECMA-376-1, 17.3.1.37).
    """
    number = look.style(Role.POST_NUMBER)
    if number.align is Align.END:
        return number.indent_end
    return 0.0


def add_label(
    manuscript: DocxContext, frame: ParagraphFrame, role: Role, label: doc.Inlines, number: str
) -> ParagraphFrame:
    """Return a frame with a post's number before its text: at the style's tab stop, if it has one.

    One that has no room before the text hangs further out. A style of the house has no such stop,
    and only its own indent is known to be right there.
    """
    look = manuscript.look
    shape, text = look.style(Role.POST_NUMBER), look.style(Role.POST)
    style, gap = get_style_id(role), measure_number_gap(look)
    width = estimate_width(label) * shape.size
    if style in manuscript.mapped_styles:
        return frame._replace(
            style=style, lead=number, direct=make_hanging(width + max(gap, LABEL_GAP))
        )
    far = width + (gap or LABEL_GAP)
    fits = far <= text.indent - shape.indent
    if fits:
        hung = ""
    else:
        hung = make_indentation(text.indent, far + LABEL_GAP, text.indent_end)
    return frame._replace(style=style, lead=TAB + number if gap else number, direct=hung)


def write_figure(page: Paragraphs, figure: Figure, frame: ParagraphFrame, start: float) -> None:
    """Add a figure whose picture begins `start` points from the start edge of the measure.

    A picture without a description has no alternative text at all, so that Word's checker names
    it.
    """
    manuscript = page.story.manuscript
    sheet = manuscript.look.page
    height = manuscript.look.figure_max_height * (sheet.height - sheet.top - sheet.bottom)
    picture = figure.picture
    media = manuscript.store(picture.data, picture.format)
    if picture.sha256:
        manuscript.digests.append(PictureDigest(picture.sha256, picture.file))
    size = fit_picture(picture, max(1.0, sheet.measure - start), height)
    described = figure.show_alt and figure.alt
    follows = bool(figure.caption or described)
    around = max(manuscript.look.style(Role.CAPTION).before, manuscript.look.style(Role.BODY).after)
    run = (
        f"<w:r><w:rPr><w:noProof/></w:rPr>{make_drawing(page.story, media, size, figure.alt)}</w:r>"
    )
    last = frame._replace(after=around)
    page.add(Role.CAPTION, FIGURE, run, frame._replace(keep_next=True) if follows else last)
    if figure.caption:
        caption = frame._replace(keep_next=True) if described else last
        page.set(Role.CAPTION, get_style_id(Role.CAPTION), figure.caption, caption)
    if described:
        page.set(Role.ALT, get_style_id(Role.ALT), (Text(figure.alt),), last)


Framed = tuple[doc.Block, ParagraphFrame]
_DEEPEST = 0.6
"""The share of the measure that containers inside containers may take."""


def write_blocks(story: Story, blocks: Iterable[doc.Block], frame: ParagraphFrame) -> str:
    """Return blocks as the content of a part."""
    page = Paragraphs(story)
    stack = [(block, frame) for block in reversed(tuple(blocks))]
    while stack:
        block, around = stack.pop()
        where = getattr(block, "where", None)
        stack.extend(
            reversed(_write_block(page, block, around._replace(where=where) if where else around))
        )
    return page.end()


def _write_block(  # noqa: C901, PLR0911, PLR0912 - a case for each
    page: Paragraphs, block: doc.Block, frame: ParagraphFrame
) -> list[Framed]:
    """Add a block to the page, or return the blocks that it holds, framed."""
    match block:
        case doc.Heading():
            role = HEADINGS[min(max(block.level, 1), 3) - 1]
            page.set(role, get_style_id(role), block.content, frame._replace(anchor=block.anchor))
        case doc.Paragraph():
            _write_paragraph(page, block, frame)
        case doc.FieldList():
            if page.story.manuscript.field_form is FieldForm.TABLE:
                fields = write_field_table
            else:
                fields = write_fields
            fields(page, block, frame)
        case doc.Summary():
            return _frame_summary(page.story, block, frame)
        case doc.Judgements():
            return [
                framed
                for item in block.items
                for framed in _frame_judgement(page.story, item, frame)
            ]
        case doc.BulletList():
            return _frame_bullets(page.story, block, frame)
        case doc.NumberedList():
            return _frame_numbers(page.story, block, frame)
        case doc.Post():
            return _frame_post(page.story, block, frame)
        case doc.Quotation():
            return _frame_quotation(page.story, block, frame)
        case doc.Figure():
            write_figure(
                page, block, _indent_frame(page.story, frame), _find_text_start(page.story, frame)
            )
        case doc.Table():
            write_table(
                page, block, _indent_frame(page.story, frame), _find_text_start(page.story, frame)
            )
        case doc.DefinitionList():
            write_definitions(page, block, frame)
        case doc.Sources():
            write_sources(page, block, frame)
        case doc.PageBreak():
            page.page_break()
        case doc.Rule():
            page.add(doc.Role.BODY, RULE, "", _indent_frame(page.story, frame))
        case _:
            assert_never(block)
    return []


def _write_paragraph(page: Paragraphs, block: doc.Paragraph, frame: ParagraphFrame) -> None:
    if block.lang:
        frame = frame._replace(language=block.lang)
    takes = frame.style and (block.role in RUNNING or frame.lead or frame.number)
    role, style = (
        (frame.role, frame.style) if takes else (block.role, get_paragraph_style(block.role))
    )
    page.set(role, style, block.content, frame)


def _find_text_start(story: Story, frame: ParagraphFrame) -> float:
    """Return where text begins in a frame, in points from the start edge.

    Some of the measure is always left.
    """
    look = story.manuscript.look
    return min(frame.indent + _list_text_indent(look, frame.level), look.page.measure * _DEEPEST)


def _list_text_indent(look: Look, level: int) -> float:
    """Return how far the text of lists inside lists is from the container's.

    `level` counts them.
    """
    if level:
        return measure_list_indent(look, min(level, LEVELS) - 1)
    return 0.0


def _indent_frame(story: Story, frame: ParagraphFrame) -> ParagraphFrame:
    """Return the frame for something that has no style of the container's.

    It begins where the text does.
    """
    start = _find_text_start(story, frame)
    border = ""
    if frame.rule:
        border = f"<w:pBdr>{make_border('left', frame.rule, start - frame.indent)}</w:pBdr>"
    return frame._replace(direct=make_indentation(start) if start else "", border=border)


def _frame_blocks(
    blocks: tuple[doc.Block, ...], first: ParagraphFrame, then: ParagraphFrame
) -> list[Framed]:
    """Return blocks with the frame of the first, which has the number, and that of the others.

    A number needs a paragraph: where the first block is none, an empty one is written before it.
    """
    if not blocks or not isinstance(blocks[0], doc.Paragraph):
        return [
            (doc.Paragraph((), first.role), first._replace(keep_next=bool(blocks))),
            *((b, then) for b in blocks),
        ]
    return [(blocks[0], first), *((block, then) for block in blocks[1:])]


def _frame_summary(story: Story, block: doc.Summary, frame: ParagraphFrame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.SUMMARY)
    inner = frame._replace(
        role=doc.Role.SUMMARY,
        style=get_style_id(doc.Role.SUMMARY),
        indent=look.indent,
        level=0,
        rule=look.rule_start,
    )
    return [(child, inner) for child in block.blocks]


def _frame_judgement(story: Story, item: doc.Judgement, frame: ParagraphFrame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.JUDGEMENT)
    instance = story.manuscript.numbering.judgement(item.number)
    then = frame._replace(
        role=doc.Role.JUDGEMENT,
        style=CONTINUED_JUDGEMENT,
        indent=look.indent,
        where=item.where or frame.where,
    )
    first = then._replace(
        style=get_style_id(doc.Role.JUDGEMENT),
        anchor=item.anchor,
        number=(instance, 0) if instance else None,
    )
    opened = _frame_blocks(item.blocks, first, then)
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


def _frame_post(story: Story, block: doc.Post, frame: ParagraphFrame) -> list[Framed]:
    manuscript = story.manuscript
    label = make_run_format(
        doc.Role.POST_NUMBER, manuscript.language, get_style_id(doc.Role.POST_NUMBER)
    )
    then = frame._replace(
        role=doc.Role.POST,
        style=CONTINUED_POST,
        indent=manuscript.look.style(doc.Role.POST).indent,
        language=block.lang or frame.language,
    )
    number = make_runs(story, block.label, label, frame.where) + TAB
    if not block.meta:
        first = add_label(
            manuscript, then._replace(anchor=block.anchor), doc.Role.POST, block.label, number
        )
        return _frame_blocks(block.blocks, first, then)
    # Words of the memo about the post, not of the post: they keep the memo's language.
    aside = then._replace(role=doc.Role.POST_META, anchor=block.anchor, language=frame.language)
    meta = add_label(manuscript, aside, doc.Role.POST_META, block.label, number)
    return [
        (doc.Paragraph(block.meta, doc.Role.POST_META), meta),
        *((child, then) for child in block.blocks),
    ]


def _frame_quotation(story: Story, block: doc.Quotation, frame: ParagraphFrame) -> list[Framed]:
    look = story.manuscript.look.style(doc.Role.QUOTATION)
    start = _find_text_start(story, frame)
    role, style = (
        (doc.Role.NOTE, NOTE_QUOTE)
        if frame.note
        else (doc.Role.QUOTATION, get_style_id(doc.Role.QUOTATION))
    )
    inner = frame._replace(
        role=role, style=style,
        indent=start + look.indent, level=0, rule=look.rule_start, border="", number=None,
        direct=make_indentation(start + look.indent, 0, look.indent_end) if start else "",
        language=block.lang or frame.language,
    )  # fmt: skip
    children = [(child, inner) for child in block.blocks]
    if not block.meta:
        return children
    if frame.note:
        named = inner
    else:
        named = inner._replace(
            role=doc.Role.QUOTATION_META, style=get_style_id(doc.Role.QUOTATION_META)
        )
    return [
        (
            doc.Paragraph(block.meta, doc.Role.BODY),
            named._replace(language=frame.language, keep_next=True),
        ),
        *children,
    ]


def _frame_bullets(story: Story, block: doc.BulletList, frame: ParagraphFrame) -> list[Framed]:
    unstyled = story.manuscript.numbering.unstyled
    styled = (
        not frame.note
        and frame.level < LIST_LEVELS
        and ListStyle.BULLET.id(frame.level) not in unstyled
    )
    number = None if styled else (BULLETS, min(frame.level, LEVELS - 1))
    return _frame_items(story, block.items, frame, ListStyle.BULLET, number)


def _frame_numbers(story: Story, block: doc.NumberedList, frame: ParagraphFrame) -> list[Framed]:
    level = min(frame.level, LEVELS - 1)
    number = (story.manuscript.numbering.new_list(level, block.start), level)
    return _frame_items(story, block.items, frame, ListStyle.NUMBER, number)


def _frame_items(
    story: Story,
    items: tuple[tuple[doc.Block, ...], ...],
    frame: ParagraphFrame,
    family: ListStyle,
    number: tuple[int, int] | None,
) -> list[Framed]:
    look = story.manuscript.look
    inner = frame._replace(
        level=frame.level + 1, number=None, lead="", anchor=None, keep_next=False
    )
    first = _list_frame(look, inner, family, number)
    then = _list_frame(look, inner, ListStyle.CONTINUE, None)
    return [framed for blocks in items for framed in _frame_blocks(blocks, first, then)]


def _list_frame(
    look: Look, frame: ParagraphFrame, family: ListStyle, number: tuple[int, int] | None
) -> ParagraphFrame:
    """Return the frame of a paragraph in a list, with what its style does not say."""
    level = frame.level - 1
    within = _list_text_indent(look, frame.level)
    hung = measure_list_hanging(look, family)
    own = (
        frame.indent == 0
        and level < (LEVELS if number else LIST_LEVELS)
        and (not frame.note or hung > 0)
    )
    rule = frame.rule
    return frame._replace(
        number=number,
        role=doc.Role.NOTE if frame.note else doc.Role.LIST,
        style=get_style_id(doc.Role.NOTE) if frame.note else family.id(level),
        direct="" if own else make_indentation(frame.indent + within, hung),
        border=f"<w:pBdr>{make_border('left', rule, within - hung)}</w:pBdr>" if rule else "",
    )  # fmt: skip
