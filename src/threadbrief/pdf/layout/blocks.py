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
from threadbrief.pdf.layout.flow import RUNNING, BlockContext, Region, RowBuilder, compute_baseline
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
    setter = BlockContext(typesetter, look)
    frame = setter.page_frame(doc.Role.BODY, language, Element(ElementKind.DOCUMENT))
    story = _BlockLayout(setter, RowBuilder(_make_note_setter(setter, language)))
    story.blocks(document.blocks, frame)
    return tuple(story.flow.rows), tuple(setter.problems)


def _make_note_setter(setter: BlockContext, lang: str) -> Callable[[doc.Note, Element], NoteBox]:
    def set_note(note: doc.Note, parent: Element) -> NoteBox:
        element = Element(ElementKind.NOTE, parent, lang, where=note.where, note=note.number)
        story = _BlockLayout(setter, RowBuilder())
        frame = setter.page_frame(doc.Role.NOTE, lang, element)
        number: doc.Inlines = (doc.RepeatedNoteMark(note.number), doc.Text("\N{NO-BREAK SPACE}"))
        for index, block in enumerate(note.blocks):
            story.note_block(
                _inline_nested_notes(block, setter, element), frame, () if index else number
            )
        return NoteBox.of(note.number, tuple(story.flow.rows))

    return set_note


def _inline_nested_notes(block: doc.Block, setter: BlockContext, element: Element) -> doc.Block:
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
            element.place,
            hint,
        )
        setter.problems.append(problem)
        parts = [_inline_nested_notes(part, setter, element) for part in inner.blocks]
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

    def __init__(self, setter: BlockContext, flow: RowBuilder) -> None:
        self.setter = setter
        self.look = setter.look
        self.flow = flow

    def blocks(self, blocks: Iterable[doc.Block], frame: Region) -> None:
        """Add the rows of blocks."""
        for block in blocks:
            self.block(block, frame)

    def block(  # noqa: C901, PLR0912 - one line a case of the union
        self, block: doc.Block, frame: Region
    ) -> None:
        """Add the rows of a block."""
        match block:
            case doc.Heading():
                self._heading(block, frame)
            case doc.Paragraph():
                self._paragraph(block, frame)
            case doc.FieldList():
                TableBuilder(self.setter, self.flow, frame).fields(block)
            case doc.Summary():
                self._group(
                    block.blocks, self.setter.within(frame, doc.Role.SUMMARY, ElementKind.GROUP)
                )
            case doc.Judgements():
                self._judgements(block, frame)
            case doc.BulletList():
                self._list(block.items, frame, ElementKind.BULLETS, lambda _: BULLET)
            case doc.NumberedList():
                self._list(
                    block.items, frame, ElementKind.NUMBERS, lambda index: f"{block.start + index}."
                )
            case doc.Post():
                self._post(block, frame)
            case doc.Quotation():
                self._quotation(block, frame)
            case doc.Figure():
                self._figure(block, frame)
            case doc.Table():
                TableBuilder(self.setter, self.flow, frame).table(block)
            case doc.DefinitionList():
                TableBuilder(self.setter, self.flow, frame).definitions(block)
            case doc.Sources():
                self._sources(block, frame)
            case doc.PageBreak():
                self.flow.new_page()
            case doc.Rule():
                self._rule(frame)
            case _:
                assert_never(block)

    def note_block(self, block: doc.Block, frame: Region, number: doc.Inlines) -> None:
        """Add the rows of a block of a note; the first begins with the number of the note."""
        if not number:
            self.block(block, frame)
        elif isinstance(block, doc.Paragraph):
            self.block(replace(block, content=number + block.content), frame)
        else:
            line = self.setter.lines(number[:1], frame.style, frame, frame.element)[0]
            self.flow.label(line, frame.left, frame.style, frame.element)
            self.block(block, frame.after(line.width + LABEL_GAP))

    # Text.

    def _text(
        self, content: doc.Inlines, style: TextStyle, frame: Region, element: Element
    ) -> None:
        inner = frame.inset(style)
        self.flow.space(style.before)
        self.flow.lines(self.setter.lines(content, style, inner, element), style, inner, element)
        self.flow.space(style.after)
        if style.keep_next:
            self.flow.tie()

    def _paragraph(self, block: doc.Paragraph, frame: Region) -> None:
        runs = block.role is frame.role or (
            block.role in RUNNING and (frame.role is not doc.Role.BODY)
        )
        style = frame.style if runs else self.look.style(block.role)
        if block.role is doc.Role.TITLE:
            self.flow.anchor(TITLE_ANCHOR, Bookmark(1, plain_text(block.content)))
        kind = _KINDS.get(block.role, ElementKind.PARAGRAPH)
        if block.lang and block.lang != frame.lang:
            frame = replace(frame, lang=block.lang, rtl=is_rtl(block.lang))
        lang = language_of(block.content) or block.lang
        self._text(
            block.content, style, frame, Element(kind, frame.element, lang, where=block.where)
        )

    def _heading(self, block: doc.Heading, frame: Region) -> None:
        role, kind = _HEADINGS[block.level]
        self.flow.anchor(block.anchor, Bookmark(block.level, plain_text(block.content)))
        self._text(
            block.content,
            self.look.style(role),
            frame,
            Element(kind, frame.element, language_of(block.content), where=block.where),
        )

    def _sources(self, block: doc.Sources, frame: Region) -> None:
        whole = Element(ElementKind.TERMS, frame.element)
        for entry in block.entries:
            element = Element(ElementKind.ITEM_BODY, Element(ElementKind.ITEM, whole))
            self._text(entry.content, self.look.style(doc.Role.SOURCE), frame, element)

    def _rule(self, frame: Region) -> None:
        line = self.look.header_rule
        if line:
            self.flow.space(frame.style.after)
            self.flow.add(
                line.width, (Stroke(frame.left, 0.0, frame.width, line.width, line.colour),), frame
            )
            self.flow.space(frame.style.after)

    # Groups.

    def _group(self, blocks: tuple[doc.Block, ...], inner: Region) -> None:
        self.flow.space(inner.style.before)
        self.blocks(blocks, inner)
        self.flow.space(inner.style.after)

    def _label(
        self, text: str, style: TextStyle, offset: float, frame: Region, element: Element
    ) -> None:
        """Set a label at its style's indent, or further out where it would reach the text.

        One that is aligned at its end is placed its `indent_end` before the text.
        """
        line, width = self.setter.short(text, style, frame)
        if style.align is Align.END:
            start = offset - style.indent_end - width
        else:
            start = min(style.indent, offset - LABEL_GAP - width)
        self.flow.label(line, frame.start(start, width), style, element)

    def _hang(self, text: str, style: TextStyle, frame: Region, item: Region) -> None:
        """Set the label of an item, which hangs as far before its text as the style says."""
        offset = frame.right - item.right if frame.rtl else item.left - frame.left
        element = Element(ElementKind.ITEM_LABEL, item.element)
        self._label(text, replace(style, indent=offset - style.hanging), offset, frame, element)

    def _list(
        self,
        items: tuple[tuple[doc.Block, ...], ...],
        frame: Region,
        kind: ElementKind,
        label: Callable[[int], str],
    ) -> None:
        hanging = self.look.style(doc.Role.LIST).hanging
        whole = replace(frame, element=Element(kind, frame.element))
        for index, blocks in enumerate(items):
            item = self.setter.within(whole, doc.Role.LIST, ElementKind.ITEM)
            self._hang(label(index), replace(item.style, hanging=hanging), frame, item)
            self._group(blocks, _body_region(item))
            self._flush_labels(item)

    def _judgements(self, block: doc.Judgements, frame: Region) -> None:
        whole = replace(frame, element=Element(ElementKind.NUMBERS, frame.element))
        for judgement in block.items:
            self._judgement(judgement, whole)

    def _judgement(self, judgement: doc.Judgement, frame: Region) -> None:
        hanging = self.look.style(doc.Role.JUDGEMENT).hanging
        item = self.setter.within(frame, doc.Role.JUDGEMENT, ElementKind.ITEM)
        self.flow.anchor(judgement.anchor)
        number = replace(self.look.style(doc.Role.JUDGEMENT_NUMBER), hanging=hanging)
        self._hang(str(judgement.number), number, frame, item)
        body = _body_region(item)
        self._group(judgement.blocks, body)
        meta = self.look.style(doc.Role.JUDGEMENT_META)
        if judgement.meta:
            self.flow.tie()
            within = replace(frame, element=body.element)
            element = Element(
                ElementKind.PARAGRAPH,
                body.element,
                language_of(judgement.meta),
                where=judgement.where,
            )
            self._text(judgement.meta, meta, within, element)
        self._flush_labels(item)
        self.flow.space(meta.after)

    def _post(self, post: doc.Post, frame: Region) -> None:
        inner = self.setter.within(frame, doc.Role.POST, ElementKind.GROUP, post.lang, post.where)
        number = self.look.style(doc.Role.POST_NUMBER)
        self.flow.anchor(post.anchor)
        self.flow.space(inner.style.before)
        self._label(
            post.label,
            number,
            0.0,
            frame,
            Element(ElementKind.PARAGRAPH, inner.element, where=post.where),
        )
        with self.setter.typesetter.within_post(post.label):
            self._meta(post.meta, doc.Role.POST_META, inner, frame)
            self._group(post.blocks, inner)
        self._flush_labels(inner)

    def _quotation(self, block: doc.Quotation, frame: Region) -> None:
        inner = self.setter.within(
            frame, doc.Role.QUOTATION, ElementKind.QUOTATION, block.lang, block.where
        )
        self.flow.space(inner.style.before)
        self._meta(block.meta, doc.Role.QUOTATION_META, inner, frame)
        self._group(block.blocks, inner)

    def _meta(self, content: doc.Inlines, role: doc.Role, inner: Region, outer: Region) -> None:
        """Set the line about a group above its first block, in the language of its container."""
        if content:
            style = replace(self.look.style(role), indent=0.0, indent_end=0.0, rule_start=None)
            lang = language_of(content) or (outer.lang if outer.lang != inner.lang else None)
            element = Element(ElementKind.PARAGRAPH, inner.element, lang, where=inner.element.where)
            self._text(content, style, replace(inner, lang=outer.lang, rtl=outer.rtl), element)

    def _flush_labels(self, frame: Region) -> None:
        """Give a label a row of its own where there is no text beside it."""
        if self.flow.has_labels:
            self.flow.add(frame.style.leading, (), frame, base=compute_baseline(frame.style))

    # Pictures.

    def _figure(self, block: doc.Figure, frame: Region) -> None:
        caption, alt = self.look.style(doc.Role.CAPTION), self.look.style(doc.Role.ALT)
        image = self._image(block)
        kind, alt_text = (
            (ElementKind.FIGURE, block.alt or None) if image else (ElementKind.GROUP, None)
        )
        whole = Element(kind, frame.element, alt=alt_text, where=block.where)
        around = max(caption.before, caption.after, self.look.style(doc.Role.BODY).after)
        self.flow.space(around)
        words: list[tuple[doc.Inlines, TextStyle]] = (
            [(block.caption, caption)] if block.caption else []
        )
        if block.alt and (block.show_alt or not image):
            words.append(((doc.Text(block.alt),), alt))
        if image:
            self._picture(image, block, frame, whole)
            whole = Element(ElementKind.CAPTION, whole, where=block.where)
        for index, (content, style) in enumerate(words):
            if image or index:
                self.flow.tie()
            alone = image is not None and len(words) == 1
            if alone:
                element = whole
            else:
                element = Element(ElementKind.PARAGRAPH, whole, where=block.where)
            self._text(content, style, frame, element)
        self.flow.space(around)

    def _image(self, block: doc.Figure) -> Image | None:
        """Return the picture of a figure; None when it cannot be shown."""
        # 15 ms of pillow.
        from threadbrief.pdf.output.image_files import PictureError, read_picture  # noqa: PLC0415

        try:
            image = self.setter.images.get(block.picture) or read_picture(block.picture)
        except PictureError as fault:
            hint = "its alternative text is printed instead" if block.alt else None
            self.setter.problems.append(
                warning(codes.PICTURE_NOT_IN_PDF, f"{fault} and is left out", block.where, hint)
            )
            return None
        self.setter.images[block.picture] = image
        return image

    def _picture(self, image: Image, block: doc.Figure, frame: Region, element: Element) -> None:
        """Add the picture, as large as the frame and the look allow."""
        picture, page = block.picture, self.look.page
        most = self.look.figure_max_height * (page.height - page.top - page.bottom)
        width, height = picture.width * POINTS_PER_PIXEL, picture.height * POINTS_PER_PIXEL
        scale = min(1.0, frame.width / width, most / height)
        width, height = max(width * scale, 1.0), max(height * scale, 1.0)
        piece = PicturePiece(
            image, frame.start(0.0, width), 0.0, width, height, element, at_right=frame.rtl
        )
        self.flow.add(height, (piece,), frame, block.where, least=height * MIN_FIGURE_SCALE)


def _body_region(item: Region) -> Region:
    return replace(item, element=Element(ElementKind.ITEM_BODY, item.element))
