"""Pending marks become notes: numbers, the texts of citations, free notes.

Composing leaves a PendingMark for each citation. `plan_notes` gives every mark its number, and the
citation processor its clusters in order; the function of `make_note_filler` then returns what
replaces a mark, when the processor knows all citations (ibid, short forms, "see note 3").
"""

from collections.abc import Callable, Container

from threadbrief.cite import CitationProcessor, CitationState, NoteCluster
from threadbrief.compose.links import shorten_links
from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.compose.note_prose import (
    AS_THE_STYLE_HAS_IT,
    CitePlacement,
    place_citations,
    set_citation,
)
from threadbrief.compose.posts import THREAD, find_thread_key
from threadbrief.compose.wording import merge_texts
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, error
from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Repeat
from threadbrief.model.marks import CiteItem, Cluster, FreeNote, InlineNote
from threadbrief.model.traverse import transform, transform_line

_ANYWHERE = Location("", 0, 0)


class CitationNote(Frozen):
    """A mark whose citation is a note of its own, or text in parentheses."""

    cluster: int
    """Its place in NotePlan.clusters."""
    number: int | None
    """Of its note; None for a citation in the text."""


class WrittenNote(Frozen):
    """An inline note, or the first mark of a free note."""

    number: int
    blocks: tuple[DraftBlock, ...]
    """Its text; the index of a mark in it counts from `first_cluster`."""
    first_cluster: int
    placements: tuple[CitePlacement, ...]
    """Of each mark in it, by its index."""


class RepeatedNote(Frozen):
    """A later mark of a note: it shows the number of the first."""

    number: int


PlannedNote = CitationNote | WrittenNote | RepeatedNote


class NotePlan(Frozen):
    """What replaces each mark of the document, and the citations in their order."""

    marks: tuple[PlannedNote, ...]
    """By PendingMark.index."""
    clusters: tuple[NoteCluster, ...]
    problems: tuple[Problem, ...]


def plan_notes(composer: MarkupComposer) -> NotePlan:
    """Return the plan for all marks of a composer. Notes are numbered here and nowhere else."""
    planner = _NotePlanner(composer, find_thread_key(composer.brief))
    for mark in composer.cited:
        if isinstance(mark, FreeNote):
            planner.add_free_note(mark)
        elif isinstance(mark, InlineNote):
            planner.add_written_note(mark)
        elif composer.in_text:
            planner.add_citation(mark, None)
        else:
            planner.add_citation_note(mark)
    return NotePlan(tuple(planner.marks), tuple(planner.clusters), tuple(planner.problems))


class _NotePlanner(Accumulator):
    """Numbers the notes in the order of their marks."""

    composer: MarkupComposer
    thread: str
    """The key of the thread as a source."""
    count: int = 0
    """Notes so far."""
    marks: list[PlannedNote] = field(default_factory=list)
    clusters: list[NoteCluster] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    free_numbers: dict[str, int] = field(default_factory=dict)
    """The numbers of the free notes by their keys."""
    citation_numbers: dict[tuple[CiteItem, ...], int] = field(default_factory=dict)
    """The numbers of citation notes, where the same citation has the same number."""

    def add_citation_note(self, cluster: Cluster) -> None:
        """Plan a citation in a note, or the repeated mark of an equal one (Repeat.SAME_NUMBER)."""
        if self.composer.template.repeat is Repeat.SAME_NUMBER:
            identity = _drop_locations(cluster)
            if identity in self.citation_numbers:
                self.marks.append(RepeatedNote(self.citation_numbers[identity]))
                return
            self.citation_numbers[identity] = self.count + 1
        self.count += 1
        self.add_citation(cluster, self.count)

    def add_citation(self, cluster: Cluster, number: int | None) -> None:
        """Plan a citation in the note of that number, or in the text."""
        self.marks.append(CitationNote(len(self.clusters), number))
        items = _resolve_thread(cluster.items, self.thread)
        self.clusters.append(NoteCluster(items, number or 0))

    def add_free_note(self, note: FreeNote) -> None:
        """Plan a free note, or the repeated mark of one."""
        if note.key in self.free_numbers:
            self.marks.append(RepeatedNote(self.free_numbers[note.key]))
            return
        self.free_numbers[note.key] = self.count + 1
        self.add_written_note(note)

    def add_written_note(self, note: FreeNote | InlineNote) -> None:
        """Plan a note of the writer's, with its text."""
        self.count += 1
        blocks, cited, problems = _compose_written_note(note, self.composer)
        if self.composer.in_text:
            placements = [AS_THE_STYLE_HAS_IT] * len(cited)
        else:
            blocks, placements = place_citations(blocks, self.composer.brief.memo.language)
        self.marks.append(WrittenNote(self.count, blocks, len(self.clusters), tuple(placements)))
        for items, placement in zip(cited, placements, strict=True):
            self.clusters.append(
                NoteCluster(
                    _resolve_thread(items, self.thread),
                    self.count,
                    in_prose=True,
                    begins_sentence=placement.begins_sentence,
                    closing=placement.closing,
                )
            )
        if not cited:
            self.clusters.append(NoteCluster((), self.count))
        self.problems += problems


def _drop_locations(cluster: Cluster) -> tuple[CiteItem, ...]:
    """Return what equal citations share: keys, locators and words, but not their locations."""
    return tuple(replace(item, where=_ANYWHERE) for item in cluster.items)


def _resolve_thread(items: tuple[CiteItem, ...], thread: str) -> tuple[CiteItem, ...]:
    """Return the items of a cluster, with the thread by its key as a source."""
    return tuple(replace(item, key=thread) if item.key == THREAD else item for item in items)


def _compose_written_note(
    mark: FreeNote | InlineNote, composer: MarkupComposer
) -> tuple[tuple[DraftBlock, ...], list[tuple[CiteItem, ...]], list[Problem]]:
    """Return the text of a note of the writer's, what each mark in it cites, and its problems.

    A mark of another note cites nothing. It is an error, which ends the build later on.
    """
    inner = MarkupComposer(
        composer.brief,
        composer.template,
        composer.wording,
        composer.dates,
        in_text=True,
        raised=composer.in_text and composer.raised,
        files=composer.files,
        keep_metadata=composer.keep_metadata,
        typography=composer.typography,
    )
    if isinstance(mark, InlineNote):
        line = inner.compose_own_line(mark.content)
        blocks: tuple[DraftBlock, ...] = (doc.Paragraph(line, doc.Role.NOTE, where=mark.where),)
    else:
        blocks = inner.compose_blocks(composer.brief.notes[mark.key], doc.Role.NOTE)
    items: list[tuple[CiteItem, ...]] = []
    problems: list[Problem] = []
    for cited in inner.cited:
        items.append(cited.items if isinstance(cited, Cluster) else ())
        if isinstance(cited, Cluster):
            continue
        if isinstance(mark, InlineNote) or isinstance(cited, InlineNote):
            continue  # an error of reading
        message = f'the note "{mark.key}" holds a mark of the note "{cited.key}"'
        hint = "say it in the note itself, or put the second mark into the text"
        problems.append(error(codes.NOTE_INSIDE_NOTE, message, where=cited.where, hint=hint))
    return blocks, items, problems


# --- the marks are replaced ---


def make_note_filler(
    plan: NotePlan,
    processor: CitationProcessor,
    state: CitationState,
    composer: MarkupComposer,
    *,
    whole: Container[str],
) -> Callable[[PendingMark], doc.Inlines]:
    """Return the function that gives the inlines which replace a mark: a note, or words.

    `whole` are the addresses that another part shows whole; notes have them short.
    """
    refers_to_first = composer.template.repeat is Repeat.SEE_NOTE

    def render(cluster: int) -> doc.Inlines:
        first = _find_first_note(plan.clusters[cluster], state) if refers_to_first else None
        content = processor.render_note(cluster, state, has_stop=first is None)
        content = refine_citation(shorten_links(content, whole), composer)
        if first is None:
            return content
        reference = composer.compose_words("see_note", number=first)
        stop = processor.find_stop(plan.clusters[cluster])
        end = (doc.Text(" ("), *reference, doc.Text(f"){stop}"))
        return (*content, *merge_texts(end))

    def fill(pending: PendingMark) -> doc.Inlines:
        match plan.marks[pending.index]:
            case RepeatedNote(number):
                return (doc.RepeatedNoteMark(number),)
            case CitationNote(cluster, number):
                content = render(cluster)
                if number is None:
                    return content
                paragraph = doc.Paragraph(content, doc.Role.NOTE)
                return (doc.Note(number, (paragraph,), pending.where),)
            case WrittenNote() as note:
                return (_fill_free_note(note, render, pending),)

    return fill


def _fill_free_note(
    note: WrittenNote, render: Callable[[int], doc.Inlines], pending: PendingMark
) -> doc.Note:
    def fill(inner: PendingMark) -> doc.Inlines:
        content = render(note.first_cluster + inner.index)
        return set_citation(content, note.placements[inner.index])

    filled = [transform(block, PendingMark, fill) for block in note.blocks]
    return doc.Note(note.number, tuple(map(_require_note_block, filled)), pending.where)


def _find_first_note(cluster: NoteCluster, state: CitationState) -> int | None:
    """Return the number of the first note of a cluster's one source; None where this is the first.

    None too for a cluster of several sources.
    """
    if len(cluster.items) != 1:
        return None
    first = state.first_note_of(cluster.items[0].key)
    if first is None or first >= cluster.note_number:
        return None
    return first


def refine_citation(content: doc.Inlines, composer: MarkupComposer) -> doc.Inlines:
    """Return a citation with its emoji split off, and native names in their own language."""

    def refine(text: doc.Text) -> doc.Inlines:
        if text.lang or text.text.isascii():
            return (text,)
        return composer.compose_text(text.text)

    return transform_line(content, doc.Text, refine)


def _require_note_block(block: doc.Block) -> doc.NoteBlock:
    if isinstance(block, doc.Paragraph | doc.BulletList | doc.NumberedList | doc.Quotation):
        return block
    raise TypeError(block)  # MarkupComposer.compose_blocks makes no other
