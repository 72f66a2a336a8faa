"""The marks that composing left become notes: numbers, texts of citations, free notes."""

from collections.abc import Callable

from threadbrief.cite import CitationProcessor, CitationState, NoteCluster
from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.compose.posts import THREAD, find_thread_key
from threadbrief.compose.wording import merge_texts
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, error
from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Repeat
from threadbrief.model.marks import CiteItem, Cluster, FreeNote
from threadbrief.model.traverse import transform, transform_line

_ANYWHERE = Location("", 0, 0)


class CitationNote(Frozen):
    """A mark whose citation is a note of its own, or stands in the text."""

    cluster: int
    """Its place among the clusters of the document."""
    number: int | None
    """Of its note; None when the citation stands in the text."""


class WrittenNote(Frozen):
    """The first mark of a free note."""

    number: int
    blocks: tuple[DraftBlock, ...]
    """Its text, in which each mark counts from `first_cluster`."""
    first_cluster: int


class RepeatedNote(Frozen):
    """A later mark of a free note: it shows the number of the first."""

    number: int


Planned = CitationNote | WrittenNote | RepeatedNote


class NotePlan(Frozen):
    """What every mark of the document is to become, and the citations in their order."""

    marks: tuple[Planned, ...]
    clusters: tuple[NoteCluster, ...]
    problems: tuple[Problem, ...]


def plan_notes(composer: MarkupComposer) -> NotePlan:
    """Return the plan for all marks that the composer has left. Numbers are given here and nowhere else."""
    marks: list[Planned] = []
    given: dict[tuple[CiteItem, ...], int] = {}
    clusters: list[NoteCluster] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    thread = find_thread_key(composer.brief)
    same_number = composer.template.repeat is Repeat.SAME_NUMBER
    count = 0
    for mark in composer.cited:
        if isinstance(mark, FreeNote) and mark.key in numbers:
            marks.append(RepeatedNote(numbers[mark.key]))
            continue
        standing = isinstance(mark, Cluster) and composer.in_text
        alike = (
            _note_identity(mark)
            if isinstance(mark, Cluster) and same_number and not standing
            else ()
        )
        if alike in given:
            marks.append(RepeatedNote(given[alike]))
            continue
        count += not standing
        if isinstance(mark, Cluster):
            if alike:
                given[alike] = count
            marks.append(CitationNote(len(clusters), None if standing else count))
            clusters.append(NoteCluster(_resolve_thread(mark, thread), 0 if standing else count))
        else:
            numbers[mark.key] = count
            blocks, inner, faults = _compose_free_note(mark, composer)
            marks.append(WrittenNote(count, blocks, len(clusters)))
            clusters += [
                NoteCluster(_resolve_thread(cluster, thread), count, in_prose=True)
                for cluster in inner
            ]
            clusters += [] if inner else [NoteCluster((), count)]
            problems += faults
    return NotePlan(tuple(marks), tuple(clusters), tuple(problems))


def _note_identity(cluster: Cluster) -> tuple[CiteItem, ...]:
    """Return what two marks must share to be the same note: sources, places and words, wherever they stand."""
    return tuple(replace(item, where=_ANYWHERE) for item in cluster.items)


def _resolve_thread(cluster: Cluster, thread: str) -> tuple[CiteItem, ...]:
    """Return the sources of a cluster, the thread by the one key that it has."""
    return tuple(
        replace(item, key=thread) if item.key == THREAD else item for item in cluster.items
    )


def _compose_free_note(
    mark: FreeNote, composer: MarkupComposer
) -> tuple[tuple[DraftBlock, ...], list[Cluster], list[Problem]]:
    """Return the text of a free note, the citations in it, and what is wrong with it."""
    inner = MarkupComposer(
        composer.brief,
        composer.template,
        composer.wording,
        in_text=True,
        raised=composer.in_text and composer.raised,
    )
    blocks = inner.blocks(composer.brief.notes[mark.key], doc.Role.NOTE)
    hint = "say it in the note itself, or put the second mark into the text"
    faults = [
        error(
            codes.NOTE_INSIDE_NOTE,
            f'the note "{mark.key}" holds a mark of the note "{nested.key}"',
            nested.where,
            hint,
        )
        for nested in inner.cited
        if isinstance(nested, FreeNote)
    ]
    return blocks, [cluster for cluster in inner.cited if isinstance(cluster, Cluster)], faults


def make_note_filler(
    plan: NotePlan, processor: CitationProcessor, state: CitationState, composer: MarkupComposer
) -> Callable[[PendingMark], doc.Inlines]:
    """Return what gives, for the mark that composing left, the note or the words that take its place."""
    points = composer.template.repeat is Repeat.SEE_NOTE

    def cited(cluster: int) -> doc.Inlines:
        content = refine_citation(processor.render_note(cluster, state), composer)
        first = _find_first_note(plan.clusters[cluster], state) if points else None
        return (
            content
            if first is None
            else _add_note_reference(content, composer.words("see_note", number=first))
        )

    def fill(pending: PendingMark) -> doc.Inlines:
        match plan.marks[pending.index]:
            case RepeatedNote(number):
                return (doc.NoteAgain(number),)
            case CitationNote(cluster, number):
                if number is None:
                    return cited(cluster)
                return (
                    doc.Note(
                        number, (doc.Paragraph(cited(cluster), doc.Role.NOTE),), pending.where
                    ),
                )
            case WrittenNote(number, blocks, first):
                filled = (
                    transform(block, PendingMark, lambda inner: cited(first + inner.index))
                    for block in blocks
                )
                return (doc.Note(number, tuple(map(_require_note_block, filled)), pending.where),)

    return fill


def _find_first_note(cluster: NoteCluster, state: CitationState) -> int | None:
    """Return the number of the note that has cited the one source of a cluster before; None when there is none."""
    if len(cluster.items) != 1:
        return None
    first = state.first_note_of(cluster.items[0].key)
    return first if first is not None and first < cluster.note_number else None


def _add_note_reference(content: doc.Inlines, words: doc.Inlines) -> doc.Inlines:
    """Return a later note that says which was the first, in parentheses before its full stop."""
    last = content[-1] if content else None
    if isinstance(last, doc.Text) and last.text.endswith("."):
        before = doc.Text(f"{last.text[:-1]} (", last.lang)
        return (*content[:-1], *merge_texts((before, *words, doc.Text(").", last.lang))))
    return (*content, *merge_texts((doc.Text(" ("), *words, doc.Text(")"))))


def refine_citation(content: doc.Inlines, composer: MarkupComposer) -> doc.Inlines:
    """Return a citation with the emoji and the names in other scripts that are in it set apart."""

    def for_text(text: doc.Text) -> doc.Inlines:
        return (text,) if text.lang or text.text.isascii() else composer.text(text.text)

    return transform_line(content, doc.Text, for_text)


def _require_note_block(block: doc.Block) -> doc.NoteBlock:
    if isinstance(block, doc.Paragraph | doc.BulletList | doc.NumberedList | doc.Quotation):
        return block
    raise TypeError(block)  # Scribe.blocks makes no other
