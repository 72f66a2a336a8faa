"""Set the blocks of a document as rows, with their leading and their space before and after."""

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import replace
from threadbrief.model import document as doc
from threadbrief.model.traverse import language_of, plain_text, transform
from threadbrief.pdf.layout.boxes import (
    Bookmark,
    Element,
    ElementKind,
    NoteBox,
    PicturePiece,
    Row,
    Stroke,
)
from threadbrief.pdf.layout.flow import (
    INHERITING_ROLES,
    BlockContext,
    Region,
    RowBuilder,
    compute_baseline,
)
from threadbrief.pdf.layout.tables import TableBuilder
from threadbrief.pdf.output.image import Image
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align, Look, TextStyle
from threadbrief.text.direction import is_rtl

POINTS_PER_PIXEL = 0.75
"""The size of a picture that need not be scaled: 96 pixels an inch, as a browser shows it."""
MIN_FIGURE_SCALE = 0.7
"""How small a picture may become, as a share of its size, so that it fits on a page."""
BULLET = "•"
LABEL_GAP = 3.0
"""Points that a label keeps from its text at least; a wide one begins further out."""
TITLE_ANCHOR = "title"
_HEADINGS = {
    1: (doc.Role.HEADING_1, ElementKind.HEADING_1),
    2: (doc.Role.HEADING_2, ElementKind.HEADING_2),
    3: (doc.Role.HEADING_3, ElementKind.HEADING_3),
}
_KINDS = {
    doc.Role.TITLE: ElementKind.TITLE,
    doc.Role.LABEL: ElementKind.LABEL,
    doc.Role.MARKING: ElementKind.LABEL,
}


def set_document(
    document: doc.Document, look: Look, typesetter: Typesetter
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows of a document before page breaking, and warnings for unusable pictures."""
    language = document.properties.language
    context = BlockContext(typesetter, look)
    region = context.make_page_region(doc.Role.BODY, language, Element(ElementKind.DOCUMENT))
    layout = _BlockLayout(context, RowBuilder(_make_set_note(context, language)))
    layout.add_blocks(document.blocks, region)
    return tuple(layout.builder.rows), tuple(context.problems)


def _make_set_note(context: BlockContext, lang: str) -> Callable[[doc.Note, Element], NoteBox]:
    def set_note(note: doc.Note, parent: Element) -> NoteBox:
        element = Element(ElementKind.NOTE, parent, lang, where=note.where, note=note.number)
        layout = _BlockLayout(context, RowBuilder())
        region = context.make_page_region(doc.Role.NOTE, lang, element)
        number: doc.Inlines = (doc.RepeatedNoteMark(note.number), doc.Text("\N{NO-BREAK SPACE}"))
        for index, block in enumerate(note.blocks):
            layout.add_note_block(
                _inline_nested_notes(block, context, element), region, () if index else number
            )
        return NoteBox.from_rows(note.number, tuple(layout.builder.rows))

    return set_note


def _inline_nested_notes(block: doc.Block, context: BlockContext, element: Element) -> doc.Block:
    """Return a block of a note.

    A note inside it is put in brackets, since notes have none of their own.
    """
    if isinstance(block, doc.Paragraph) and all(map(_is_simple, block.content)):
        return block

    def bracketed(inner: doc.Note) -> doc.Inlines:
        hint = "put what it says into the note around it"
        problem = warning(
            codes.NOTE_INSIDE_NOTE_IN_PDF,
            "a note stands inside a note; it is printed there, in brackets",
            element.nearest_location,
            hint,
        )
        context.problems.append(problem)
        parts = [_inline_nested_notes(part, context, element) for part in inner.blocks]
        return (doc.Text(" ["), *_join_as_line(parts), doc.Text("]"))

    return transform(block, doc.Note, bracketed)


def _is_simple(inline: doc.Inline) -> bool:
    """Return whether an inline is text, or one text in another style: as most of a note."""
    if isinstance(inline, doc.Emphasis | doc.Link):
        return len(inline.content) == 1 and isinstance(inline.content[0], doc.Text)
    return isinstance(inline, doc.Text)


def _join_as_line(blocks: Sequence[doc.Block]) -> doc.Inlines:
    """Return what the blocks of a note say as one line."""
    content: list[doc.Inline] = []
    for block in blocks:
        content += (doc.Text(" "),) if content else ()
        match block:
            case doc.Paragraph():
                content += block.content
            case doc.BulletList() | doc.NumberedList():
                content += _join_as_line([part for item in block.items for part in item])
            case doc.Quotation():
                content += _join_as_line(block.blocks)
            case _:
                pass
    return tuple(content)


class _BlockLayout:
    """Sets blocks into a flow."""

    def __init__(self, context: BlockContext, builder: RowBuilder) -> None:
        self.context = context
        self.look = context.look
        self.builder = builder

    def add_blocks(self, blocks: Iterable[doc.Block], region: Region) -> None:
        """Add the rows of blocks."""
        for block in blocks:
            self.add_block(block, region)

    def add_block(  # noqa: C901, PLR0912 - one line a case of the union
        self, block: doc.Block, region: Region
    ) -> None:
        """Add the rows of a block."""
        match block:
            case doc.Heading():
                self._add_heading(block, region)
            case doc.Paragraph():
                self._add_paragraph(block, region)
            case doc.FieldList():
                TableBuilder(self.context, self.builder, region).add_field_list(block)
            case doc.Summary():
                self._add_group(
                    block.blocks,
                    self.context.make_inner_region(region, doc.Role.SUMMARY, ElementKind.GROUP),
                )
            case doc.Judgements():
                self._add_judgements(block, region)
            case doc.BulletList():
                self._add_list(block.items, region, ElementKind.BULLETS, lambda _: BULLET)
            case doc.NumberedList():
                self._add_list(
                    block.items,
                    region,
                    ElementKind.NUMBERS,
                    lambda index: f"{block.start + index}.",
                )
            case doc.Post():
                self._add_post(block, region)
            case doc.Quotation():
                self._add_quotation(block, region)
            case doc.Figure():
                self._add_figure(block, region)
            case doc.Table():
                TableBuilder(self.context, self.builder, region).add_table(block)
            case doc.DefinitionList():
                TableBuilder(self.context, self.builder, region).add_definitions(block)
            case doc.Sources():
                self._add_sources(block, region)
            case doc.PageBreak():
                self.builder.add_page_break()
            case doc.Rule():
                self._add_rule(region)
            case _:
                assert_never(block)

    def add_note_block(self, block: doc.Block, region: Region, number: doc.Inlines) -> None:
        """Add the rows of a block of a note; the first begins with the number of the note."""
        if not number:
            self.add_block(block, region)
        elif isinstance(block, doc.Paragraph):
            self.add_block(replace(block, content=number + block.content), region)
        else:
            line = self.context.set_lines(number[:1], region.style, region, region.element)[0]
            self.builder.add_label(line, region.left, region.style, region.element)
            self.add_block(block, region.shrink_start(line.width + LABEL_GAP))

    # Text.

    def _add_text(
        self, content: doc.Inlines, style: TextStyle, region: Region, element: Element
    ) -> None:
        inner = region.inset(style)
        self.builder.add_space(style.before)
        self.builder.add_lines(
            self.context.set_lines(content, style, inner, element), style, inner, element
        )
        self.builder.add_space(style.after)
        if style.keep_next:
            self.builder.keep()

    def _add_paragraph(self, block: doc.Paragraph, region: Region) -> None:
        runs = block.role is region.role or (
            block.role in INHERITING_ROLES and (region.role is not doc.Role.BODY)
        )
        style = region.style if runs else self.look.style(block.role)
        if block.role is doc.Role.TITLE:
            self.builder.add_anchor(TITLE_ANCHOR, Bookmark(1, plain_text(block.content)))
        kind = _KINDS.get(block.role, ElementKind.PARAGRAPH)
        if block.lang and block.lang != region.lang:
            region = replace(region, lang=block.lang, rtl=is_rtl(block.lang))
        lang = language_of(block.content) or block.lang
        self._add_text(
            block.content, style, region, Element(kind, region.element, lang, where=block.where)
        )

    def _add_heading(self, block: doc.Heading, region: Region) -> None:
        role, kind = _HEADINGS[block.level]
        self.builder.add_anchor(block.anchor, Bookmark(block.level, plain_text(block.content)))
        self._add_text(
            block.content,
            self.look.style(role),
            region,
            Element(kind, region.element, language_of(block.content), where=block.where),
        )

    def _add_sources(self, block: doc.Sources, region: Region) -> None:
        container = Element(ElementKind.TERMS, region.element)
        for entry in block.entries:
            element = Element(ElementKind.ITEM_BODY, Element(ElementKind.ITEM, container))
            self._add_text(entry.content, self.look.style(doc.Role.SOURCE), region, element)

    def _add_rule(self, region: Region) -> None:
        line = self.look.header_rule
        if line:
            self.builder.add_space(region.style.after)
            self.builder.add_row(
                line.width,
                (Stroke(region.left, 0.0, region.width, line.width, line.colour),),
                region,
            )
            self.builder.add_space(region.style.after)

    # Groups.

    def _add_group(self, blocks: tuple[doc.Block, ...], inner: Region) -> None:
        self.builder.add_space(inner.style.before)
        self.add_blocks(blocks, inner)
        self.builder.add_space(inner.style.after)

    def _add_label(
        self,
        content: doc.Inlines,
        style: TextStyle,
        offset: float,
        region: Region,
        element: Element,
    ) -> None:
        """Set a label at its style's indent, or further out where it would reach the text.

        One that is aligned at its end is placed its `indent_end` before the text.
        """
        line, width = self.context.set_short_line(content, style, region)
        if style.align is Align.END:
            start = offset - style.indent_end - width
        else:
            start = min(style.indent, offset - LABEL_GAP - width)
        self.builder.add_label(line, region.find_left_edge(start, width), style, element)

    def _add_hanging_label(self, text: str, style: TextStyle, region: Region, item: Region) -> None:
        """Set the label of an item, which hangs as far before its text as the style says."""
        offset = region.right - item.right if region.rtl else item.left - region.left
        element = Element(ElementKind.ITEM_LABEL, item.element)
        hung = replace(style, indent=offset - style.hanging)
        self._add_label((doc.Text(text),), hung, offset, region, element)

    def _add_list(
        self,
        items: tuple[tuple[doc.Block, ...], ...],
        region: Region,
        kind: ElementKind,
        label: Callable[[int], str],
    ) -> None:
        hanging = self.look.style(doc.Role.LIST).hanging
        container = replace(region, element=Element(kind, region.element))
        for index, blocks in enumerate(items):
            item = self.context.make_inner_region(container, doc.Role.LIST, ElementKind.ITEM)
            self._add_hanging_label(
                label(index), replace(item.style, hanging=hanging), region, item
            )
            self._add_group(blocks, _make_body_region(item))
            self._flush_labels(item)

    def _add_judgements(self, block: doc.Judgements, region: Region) -> None:
        container = replace(region, element=Element(ElementKind.NUMBERS, region.element))
        for judgement in block.items:
            self._add_judgement(judgement, container)

    def _add_judgement(self, judgement: doc.Judgement, region: Region) -> None:
        hanging = self.look.style(doc.Role.JUDGEMENT).hanging
        item = self.context.make_inner_region(region, doc.Role.JUDGEMENT, ElementKind.ITEM)
        self.builder.add_anchor(judgement.anchor)
        number = replace(self.look.style(doc.Role.JUDGEMENT_NUMBER), hanging=hanging)
        self._add_hanging_label(str(judgement.number), number, region, item)
        body = _make_body_region(item)
        self._add_group(judgement.blocks, body)
        meta = self.look.style(doc.Role.JUDGEMENT_META)
        if judgement.meta:
            self.builder.keep()
            within = replace(region, element=body.element)
            element = Element(
                ElementKind.PARAGRAPH,
                body.element,
                language_of(judgement.meta),
                where=judgement.where,
            )
            self._add_text(judgement.meta, meta, within, element)
        self._flush_labels(item)
        self.builder.add_space(meta.after)

    def _add_post(self, post: doc.Post, region: Region) -> None:
        inner = self.context.make_inner_region(
            region, doc.Role.POST, ElementKind.GROUP, post.lang, post.where
        )
        number = self.look.style(doc.Role.POST_NUMBER)
        self.builder.add_anchor(post.anchor)
        self.builder.add_space(inner.style.before)
        self._add_label(
            post.label,
            number,
            0.0,
            region,
            Element(ElementKind.PARAGRAPH, inner.element, where=post.where),
        )
        with self.context.typesetter.within_post(plain_text(post.label)):
            self._add_meta(post.meta, doc.Role.POST_META, inner, region)
            self._add_group(post.blocks, inner)
        self._flush_labels(inner)

    def _add_quotation(self, block: doc.Quotation, region: Region) -> None:
        inner = self.context.make_inner_region(
            region, doc.Role.QUOTATION, ElementKind.QUOTATION, block.lang, block.where
        )
        self.builder.add_space(inner.style.before)
        self._add_meta(block.meta, doc.Role.QUOTATION_META, inner, region)
        self._add_group(block.blocks, inner)

    def _add_meta(self, content: doc.Inlines, role: doc.Role, inner: Region, outer: Region) -> None:
        """Set the line about a group above its first block, in the language of its container."""
        if content:
            style = replace(self.look.style(role), indent=0.0, indent_end=0.0, rule_start=None)
            lang = language_of(content) or (outer.lang if outer.lang != inner.lang else None)
            element = Element(ElementKind.PARAGRAPH, inner.element, lang, where=inner.element.where)
            self._add_text(content, style, replace(inner, lang=outer.lang, rtl=outer.rtl), element)

    def _flush_labels(self, region: Region) -> None:
        """Give a label a row of its own where there is no text beside it."""
        if self.builder.has_labels:
            self.builder.add_row(
                region.style.leading, (), region, baseline=compute_baseline(region.style)
            )

    # Pictures.

    def _add_figure(self, block: doc.Figure, region: Region) -> None:
        caption, alt = self.look.style(doc.Role.CAPTION), self.look.style(doc.Role.ALT)
        image = self._load_image(block)
        kind, alt_text = (
            (ElementKind.FIGURE, block.alt or None) if image else (ElementKind.GROUP, None)
        )
        container = Element(kind, region.element, alt=alt_text, where=block.where)
        around = max(caption.before, caption.after, self.look.style(doc.Role.BODY).after)
        self.builder.add_space(around)
        words: list[tuple[doc.Inlines, TextStyle]] = (
            [(block.caption, caption)] if block.caption else []
        )
        if block.alt and (block.show_alt or not image):
            words.append(((doc.Text(block.alt),), alt))
        if image:
            self._add_picture(image, block, region, container)
            container = Element(ElementKind.CAPTION, container, where=block.where)
        for index, (content, style) in enumerate(words):
            if image or index:
                self.builder.keep()
            alone = image is not None and len(words) == 1
            if alone:
                element = container
            else:
                element = Element(ElementKind.PARAGRAPH, container, where=block.where)
            self._add_text(content, style, region, element)
        self.builder.add_space(around)

    def _load_image(self, block: doc.Figure) -> Image | None:
        """Return the picture of a figure; None when it cannot be shown."""
        # 15 ms of pillow.
        from threadbrief.pdf.output.image_files import PictureError, read_picture  # noqa: PLC0415

        try:
            image = self.context.images.get(block.picture) or read_picture(block.picture)
        except PictureError as fault:
            hint = "its alternative text is printed instead" if block.alt else None
            self.context.problems.append(
                warning(codes.PICTURE_NOT_IN_PDF, f"{fault} and is left out", block.where, hint)
            )
            return None
        self.context.images[block.picture] = image
        return image

    def _add_picture(
        self, image: Image, block: doc.Figure, region: Region, element: Element
    ) -> None:
        """Add the picture, as large as the frame and the look allow."""
        picture, page = block.picture, self.look.page
        most = self.look.figure_max_height * (page.height - page.top - page.bottom)
        width, height = picture.width * POINTS_PER_PIXEL, picture.height * POINTS_PER_PIXEL
        scale = min(1.0, region.width / width, most / height)
        width, height = max(width * scale, 1.0), max(height * scale, 1.0)
        piece = PicturePiece(
            image,
            region.find_left_edge(0.0, width),
            0.0,
            width,
            height,
            element,
            at_right=region.rtl,
        )
        self.builder.add_row(
            height, (piece,), region, block.where, min_height=height * MIN_FIGURE_SCALE
        )


def _make_body_region(item: Region) -> Region:
    return replace(item, element=Element(ElementKind.ITEM_BODY, item.element))
