"""Marked text becomes blocks and inlines; each citation leaves a pending mark and is recorded.

The memo is composed once, so its citations are recorded in the order of the text. A PendingMark is
replaced by its note when all citations are known (notes.py).
"""

import re
from typing import assert_never

from threadbrief.compose.columns import choose_column_aligns, compute_column_widths
from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.wording import (
    fill_slots,
    format_day,
    format_moment,
    format_partial_date,
)
from threadbrief.core.memo_folder import MemoFolder
from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Accumulator, Node, field
from threadbrief.model import document as doc
from threadbrief.model import marks
from threadbrief.model.brief import Brief, DateOrInstant, Ref
from threadbrief.model.own_words import set_blocks, set_line
from threadbrief.templates import Template, Wording
from threadbrief.text.date_forms import DateForm
from threadbrief.text.language_tag import get_primary_language
from threadbrief.text.typography.quotation_marks import NO_BREAK, find_quotation_marks
from threadbrief.text.typography.smart import ESCAPED_QUOTE, Typography

_PUNCTUATION = re.compile(
    r"[\u00a0\u202f]?[.,;:!?…。，、；：！？]+(?:[\u00a0\u202f]?[\"'”“’‘»«›‹」』)\]])*"
)
"""Punctuation before a note mark, with closing marks (Chicago Manual of Style, 17th ed., 14.26)."""


CitedMark = marks.Cluster | marks.FreeNote | marks.InlineNote
"""What becomes a note, or a citation in the text."""


class PendingMark(Node):
    """A citation or free note whose number and text are not known yet. None is in a Document."""

    index: int
    """Its place in MarkupComposer.cited, from 0."""
    where: Location


DraftInline = doc.Inline[PendingMark]
"""An inline in which citations are still pending."""
DraftInlines = tuple[DraftInline, ...]
DraftBlock = doc.Block[PendingMark]
"""A block in which citations are still pending."""


class MarkupComposer(Accumulator):
    """Composes the texts of one memo, and records what they cite."""

    brief: Brief
    template: Template
    wording: Wording
    dates: DateForm
    in_text: bool
    """Whether the citation style is in-text (author-date or numeric) instead of using notes."""
    raised: bool
    """Whether the mark of a citation is superscript: then it follows the text without a space, and
    after punctuation."""
    files: MemoFolder
    """Has the pictures of figures."""
    keep_metadata: bool = False
    """Pictures keep the metadata of their files."""
    lists_sources: bool = True
    """Whether the memo has a list of sources."""
    typography: Typography | None = None
    """The rules by which our own words are set; None: they are printed as they were written."""
    cited: list[CitedMark] = field(default_factory=list)
    """The citations and notes so far, one for each PendingMark."""
    quoted: list[str] = field(default_factory=list)
    """The keys of the sources that the memo quotes without citing them, which are listed too."""
    problems: list[Problem] = field(default_factory=list)
    lost: int = 0
    """How many marks of lost characters there are; with one the memo is a draft."""
    headings: int = 0
    """How many headings inside sections there are so far."""
    tables: int = 0
    """How many tables with a caption."""
    figures: int = 0
    """How many figures with a caption."""
    native_names: dict[str, str] = field(default_factory=dict)
    """The language of each name that is given in its own script."""
    _names: re.Pattern[str] | None = None
    _places: dict[str, int] | None = None
    """The place of each post in the thread, by its ids and its address; None until it is asked."""

    def __post_init__(self) -> None:
        people = self.brief.people.values()
        self.native_names = {p.native: p.language for p in people if p.native and p.language}
        longest_first = sorted(self.native_names, key=lambda name: (-len(name), name))
        if longest_first:
            self._names = re.compile("|".join(map(re.escape, longest_first)))

    # --- text ---

    def compose_text(self, text: str) -> doc.Inlines:
        """Return plain text as inlines: emoji are split off, native names get their language."""
        if self._names is None or text.isascii():
            return split_emoji(text)
        parts: list[doc.Inline] = []
        end = 0
        for match in self._names.finditer(text):
            parts += split_emoji(text[end : match.start()])
            parts.append(doc.Text(match[0], self.native_names[match[0]]))
            end = match.end()
        return (*parts, *split_emoji(text[end:]))

    def set_text(self, text: str) -> str:
        """Return plain text of our own words as it is printed."""
        if self.typography:
            return self.typography.set_text(text)
        return ESCAPED_QUOTE.sub(r"\1", text) if "\\" in text else text

    def compose_own_text(self, text: str) -> doc.Inlines:
        """Return plain text of our own words as inlines, set by the rules of typography."""
        return self.compose_text(self.set_text(text))

    def quote(self, text: str) -> doc.Inlines:
        """Return our own words in the quotation marks of the memo's language."""
        if self.typography:
            return self.compose_own_text(f'"{text}"')
        of_language = find_quotation_marks(self.brief.memo.language)
        return self.compose_text(f"{of_language.open}{text}{of_language.close}")

    def compose_own_line(self, content: tuple[marks.Marked, ...]) -> DraftInlines:
        """Return a line of our own words, set by the rules of typography."""
        return self.compose_line(set_line(content, self.typography) if self.typography else content)

    def compose_line(self, content: tuple[marks.Marked, ...]) -> DraftInlines:
        """Return a line of text; a raised mark comes after the punctuation that follows it."""
        parts: list[DraftInline] = []
        escaped = False
        for marked in content:
            if isinstance(marked, CitedMark):
                self._append_mark(marked, parts)
            elif isinstance(marked, marks.Text) and (escaped or marked.escaped):
                _append_text(parts, self.compose_text(marked.text))
            else:
                parts += self._compose_inline(marked)
            escaped = isinstance(marked, marks.Text) and marked.escaped
        if self.raised:
            return _move_marks_after_punctuation(parts)
        return tuple(parts)

    def _compose_inline(self, marked: marks.Marked) -> DraftInlines:  # noqa: PLR0911 - one a case
        match marked:
            case marks.Text():
                return self.compose_text(marked.text)
            case marks.Emphasis():
                return (doc.Emphasis(self.compose_line(marked.content)),)
            case marks.Strong():
                return (doc.Strong(self.compose_line(marked.content)),)
            case marks.Link():
                return (doc.Link(self.compose_line(marked.content), marked.url),)
            case marks.Handle():
                return (doc.Text(f"@{marked.name}"),)
            case marks.Hashtag():
                return self.compose_text(f"#{marked.name}")
            case marks.ForcedBreak():
                return (doc.LineBreak(),)
            case marks.LostCharacters():
                return (self._mark_lost(marked),)
            case marks.Cluster() | marks.FreeNote() | marks.InlineNote():
                return (self.add_mark(marked),)
            case _:
                assert_never(marked)

    def _mark_lost(self, lost: marks.LostCharacters) -> doc.UnresolvedMark:
        """Return the mark for characters that were lost: `[emoji: 1 missing]`."""
        self.lost += 1
        missing = self.format_words("missing", count=lost.count)
        words = self.set_text(f"[{lost.what}: {missing}]").replace(" ", NO_BREAK)
        return doc.UnresolvedMark(words, self.language_of("missing"))

    def add_mark(self, cited: CitedMark) -> PendingMark:
        """Record a citation or a note, and return its mark."""
        self.cited.append(cited)
        return PendingMark(len(self.cited) - 1, cited.where)

    def cite(self, key: str, where: Location) -> PendingMark:
        """Record a citation that the writer did not make, as of a post; return its mark."""
        return self.add_mark(marks.Cluster((marks.CiteItem(key, where),), where))

    def _append_mark(self, marked: CitedMark, parts: list[DraftInline]) -> None:
        """Append a mark to a line; a raised one without the spaces before it."""
        raised = self.raised or not isinstance(marked, marks.Cluster)
        last = parts[-1] if parts else None
        if raised and isinstance(last, doc.Text):
            parts.pop()
            stripped = last.text.rstrip(" ")
            if stripped:
                parts.append(doc.Text(stripped, last.lang))
        parts.append(self.add_mark(marked))

    # --- blocks ---

    def compose_blocks(
        self, text: marks.MarkedText, role: doc.Role, *, own: bool = True
    ) -> tuple[DraftBlock, ...]:
        """Return a text field as blocks, its paragraphs with a role.

        `own`: False for the words of others, which are printed character by character.
        """
        blocks = text.blocks
        if own and self.typography:
            blocks = set_blocks(blocks, self.typography)
        return self._compose_blocks(blocks, role)

    def _compose_heading(self, heading: marks.Heading) -> doc.Heading[PendingMark]:
        """Return a heading inside a section; its anchor counts all such headings of the memo."""
        self.headings += 1
        content = self.compose_line(heading.content)
        return doc.Heading(heading.level, content, f"heading_{self.headings}", where=heading.where)

    def _compose_blocks(
        self, blocks: tuple[marks.MarkedBlock, ...], role: doc.Role
    ) -> tuple[DraftBlock, ...]:
        composed = (self._compose_block(block, role) for block in blocks)
        return tuple([block for block in composed if block is not None])

    def _compose_block(  # noqa: PLR0911 - one a case
        self, block: marks.MarkedBlock, role: doc.Role
    ) -> DraftBlock | None:
        """Return a block; None for a figure whose picture cannot be read."""
        match block:
            case marks.Paragraph():
                return doc.Paragraph(self.compose_line(block.content), role, where=block.where)
            case marks.Heading():
                return self._compose_heading(block)
            case marks.BulletList():
                items = tuple(
                    self._compose_blocks(item, _choose_list_role(role)) for item in block.items
                )
                return doc.BulletList(items, where=block.where)
            case marks.NumberedList():
                items = tuple(
                    self._compose_blocks(item, _choose_list_role(role)) for item in block.items
                )
                return doc.NumberedList(items, block.start, where=block.where)
            case marks.Quotation():
                return doc.Quotation(
                    self._compose_blocks(block.blocks, _choose_quotation_role(role)),
                    where=block.where,
                )
            case marks.Table():
                return self._compose_table(block)
            case marks.Figure():
                return self._compose_figure(block)
            case _:
                assert_never(block)

    def _compose_table(self, table: marks.Table) -> doc.Table[PendingMark]:
        """Return a table; its caption begins with its number among those that have one."""
        caption: DraftInlines = ()
        if table.caption:
            self.tables += 1
            label = doc.Strong(self.compose_words("table_number", number=self.tables))
            caption = (label, *self.compose_line(table.caption))
        aligns = choose_column_aligns(table)
        head = tuple(map(self.compose_line, table.head))
        rows = tuple([tuple(map(self.compose_line, row)) for row in table.rows])
        return doc.Table(
            (head,) if head else (),
            rows,
            compute_column_widths(table, aligns),
            caption,
            aligns,
            where=table.where,
        )

    def _compose_figure(self, figure: marks.Figure) -> doc.Figure[PendingMark] | None:
        """Return a figure; its caption begins with its number among those that have one."""
        # 40 ms of pillow, which most memos do not need.
        from threadbrief.compose.pictures import make_alt_warning, read_picture  # noqa: PLC0415

        file = Ref(figure.file, figure.file_where)
        try:
            data = self.files.read(file.key, file.where)
            picture = read_picture(data, file, keep_metadata=self.keep_metadata)
        except BriefError as fault:
            self.add_problems_of(fault)
            return None
        if not figure.alt:
            hint = "say between the brackets what it shows, for people who cannot see it"
            self.add_problem(make_alt_warning(file.key, figure.where, hint))
        caption: DraftInlines = ()
        if figure.caption:
            self.figures += 1
            label = doc.Strong(self.compose_words("figure_number", number=self.figures))
            caption = (label, *self.compose_line(figure.caption))
        return doc.Figure(picture, self.set_text(figure.alt), caption, where=figure.where)

    # --- the wording of the template ---

    def format_words(self, key: str, **values: object) -> str:
        """Return the words of a key with their slots filled."""
        return self.wording.fill(key, **values)

    def language_of(self, key: str) -> str | None:
        """Return the language of the words of a key; None where that is the memo's."""
        return self.wording.language_of(key, self.brief.memo.language)

    def compose_words(self, key: str, **values: str | int | doc.Inlines) -> doc.Inlines:
        """Return the words of a key as inlines, each value of a slot in its own language."""
        lang = self.language_of(key)
        if lang is None and not any(isinstance(value, tuple) for value in values.values()):
            own = {k: self.set_text(v) if isinstance(v, str) else v for k, v in values.items()}
            return self.compose_text(self.format_words(key, **own))
        return fill_slots(
            self.wording[key],
            lang,
            {name: self._compose_value(value, lang) for name, value in values.items()},
        )

    def label(self, label: str | doc.Inlines, text: doc.Inlines) -> doc.Inlines:
        """Return a text after its label, which may be the key of words: `Screenshot: ice.png`."""
        if isinstance(label, str):
            label = self.compose_words(label)
        return self.compose_words("labelled", label=label, text=text)

    def _compose_value(self, value: str | int | doc.Inlines, lang: str | None) -> doc.Inlines:
        if isinstance(value, tuple):
            return value
        if not isinstance(value, str):
            return (doc.Text(str(value), lang),)
        if value.isascii():
            return (doc.Text(self.set_text(value), lang),)
        return self.compose_own_text(value)

    def compose_day(self, moment: DateOrInstant) -> doc.Inlines:
        """Return a day in words: `14 March 2031`."""
        return self.compose_date_words(format_day(moment, self.dates))

    def compose_moment(self, moment: DateOrInstant) -> doc.Inlines:
        """Return a day in words, and the time of a datetime."""
        return self.compose_date_words(format_moment(moment, self.dates))

    def compose_partial_date(self, text: str) -> doc.Inlines:
        """Return a day, month or year (`2022-03`) in words; any other text as it is."""
        words = format_partial_date(text, self.dates)
        return (doc.Text(text),) if words == text else self.compose_date_words(words)

    def compose_date_words(self, words: str) -> doc.Inlines:
        """Return a date in words, in the language of dates."""
        language = self.dates.language
        is_own = get_primary_language(language) == get_primary_language(self.brief.memo.language)
        if is_own:
            return (doc.Text(self.set_text(words)),)
        return (doc.Text(words, language),)

    def find_place(self, name: str) -> int | None:
        """Return the place of the post that an id, a platform's id or an address names, from 0.

        None where no post of the thread has that name.
        """
        if self._places is None:
            self._places = {}
            for place, post in enumerate(self.brief.posts):
                for known in filter(None, (post.id, post.post_id, post.url)):
                    self._places.setdefault(known, place)
        return self._places.get(name)

    def add_problem(self, problem: Problem) -> None:
        """Record a problem; composing goes on, so that all problems are found."""
        self.problems.append(problem)

    def add_problems_of(self, fault: BriefError) -> None:
        """Record the problems of an exception."""
        self.problems += fault.problems


def _choose_list_role(role: doc.Role) -> doc.Role:
    return role if role is doc.Role.NOTE else doc.Role.LIST


def _choose_quotation_role(role: doc.Role) -> doc.Role:
    return role if role is doc.Role.NOTE else doc.Role.QUOTATION


def _move_marks_after_punctuation(parts: list[DraftInline]) -> DraftInlines:
    """Return a line with each mark, or run of marks, after the punctuation that follows it."""
    line: list[DraftInline] = []
    for part in parts:
        punctuation = None
        if isinstance(part, doc.Text) and line and isinstance(line[-1], PendingMark):
            punctuation = _PUNCTUATION.match(part.text)
        if punctuation is None or not isinstance(part, doc.Text):
            line.append(part)
            continue
        first = len(line)
        while first and isinstance(line[first - 1], PendingMark):
            first -= 1
        _insert_text(line, first, _drop_fourth_dot(line, first, punctuation[0]))
        rest = part.text[punctuation.end() :]
        if rest:
            line.append(doc.Text(rest, part.lang))
    return tuple(line)


def _drop_fourth_dot(line: list[DraftInline], place: int, punctuation: str) -> str:
    """Return punctuation without its full stop where it would follow an ellipsis: `so...¹`."""
    before = line[place - 1] if place else None
    if isinstance(before, doc.Text) and before.text.endswith(("...", "…")):
        return punctuation.removeprefix(".")
    return punctuation


def _append_text(line: list[DraftInline], content: doc.Inlines) -> None:
    """Append an escaped sign, or what follows one, as part of the text before it."""
    before, first = line[-1] if line else None, content[0] if content else None
    if isinstance(before, doc.Text) and isinstance(first, doc.Text) and before.lang == first.lang:
        line[-1] = doc.Text(before.text + first.text, before.lang)
        content = content[1:]
    line += content


def _insert_text(line: list[DraftInline], place: int, text: str) -> None:
    """Insert text at a place of a line, as part of the text before it."""
    if not text:
        return
    before = line[place - 1] if place else None
    if isinstance(before, doc.Text):
        line[place - 1] = doc.Text(before.text + text, before.lang)
    else:
        line.insert(place, doc.Text(text))
