"""The marks that composing left become notes: numbers, texts of citations, free notes."""

from collections.abc import Callable

from threadbrief.cite import Citer, NumberedCluster, State
from threadbrief.compose.markup import DraftBlock, PendingMark, Scribe
from threadbrief.compose.posts import THREAD, thread_key
from threadbrief.compose.wording import run_together
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, Where, error
from threadbrief.core.structs import Value, replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Repeat
from threadbrief.model.marks import CiteItem, Cluster, FreeNote
from threadbrief.model.traverse import transform, transform_line

_ANYWHERE = Where("", 0, 0)


class Cited(Value):
    """A mark whose citation is a note of its own, or stands in the text."""

    cluster: int
    """Its place among the clusters of the document."""
    number: int | None
    """Of its note; None when the citation stands in the text."""


class Free(Value):
    """The first mark of a free note."""

    number: int
    blocks: tuple[DraftBlock, ...]
    """Its text, in which each mark counts from `first_cluster`."""
    first_cluster: int


class Again(Value):
    """A later mark of a free note: it shows the number of the first."""

    number: int


Planned = Cited | Free | Again


class NotePlan(Value):
    """What every mark of the document is to become, and the citations in their order."""

    marks: tuple[Planned, ...]
    clusters: tuple[NumberedCluster, ...]
    problems: tuple[Problem, ...]


def plan_notes(scribe: Scribe) -> NotePlan:
    """Return the plan for all marks that the scribe has left. Numbers are given here and nowhere else."""
    marks: list[Planned] = []
    given: dict[tuple[CiteItem, ...], int] = {}
    clusters: list[NumberedCluster] = []
    problems: list[Problem] = []
    numbers: dict[str, int] = {}
    thread = thread_key(scribe.brief)
    same_number = scribe.template.repeat is Repeat.SAME_NUMBER
    count = 0
    for mark in scribe.cited:
        if isinstance(mark, FreeNote) and mark.key in numbers:
            marks.append(Again(numbers[mark.key]))
            continue
        standing = isinstance(mark, Cluster) and scribe.in_text
        alike = _alike(mark) if isinstance(mark, Cluster) and same_number and not standing else ()
        if alike in given:
            marks.append(Again(given[alike]))
            continue
        count += not standing
        if isinstance(mark, Cluster):
            if alike:
                given[alike] = count
            marks.append(Cited(len(clusters), None if standing else count))
            clusters.append(NumberedCluster(_resolved(mark, thread), 0 if standing else count))
        else:
            numbers[mark.key] = count
            blocks, inner, faults = _free_note(mark, scribe)
            marks.append(Free(count, blocks, len(clusters)))
            clusters += [
                NumberedCluster(_resolved(cluster, thread), count, in_prose=True)
                for cluster in inner
            ]
            clusters += [] if inner else [NumberedCluster((), count)]
            problems += faults
    return NotePlan(tuple(marks), tuple(clusters), tuple(problems))


def _alike(cluster: Cluster) -> tuple[CiteItem, ...]:
    """Return what two marks must share to be the same note: sources, places and words, wherever they stand."""
    return tuple(replace(item, where=_ANYWHERE) for item in cluster.items)


def _resolved(cluster: Cluster, thread: str) -> tuple[CiteItem, ...]:
    """Return the sources of a cluster, the thread by the one key that it has."""
    return tuple(
        replace(item, key=thread) if item.key == THREAD else item for item in cluster.items
    )


def _free_note(
    mark: FreeNote, scribe: Scribe
) -> tuple[tuple[DraftBlock, ...], list[Cluster], list[Problem]]:
    """Return the text of a free note, the citations in it, and what is wrong with it."""
    inner = Scribe(
        scribe.brief,
        scribe.template,
        scribe.wording,
        in_text=True,
        raised=scribe.in_text and scribe.raised,
    )
    blocks = inner.blocks(scribe.brief.notes[mark.key], doc.Role.NOTE)
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


def note_filler(
    plan: NotePlan, citer: Citer, state: State, scribe: Scribe
) -> Callable[[PendingMark], doc.Inlines]:
    """Return what gives, for the mark that composing left, the note or the words that take its place."""
    points = scribe.template.repeat is Repeat.SEE_NOTE

    def cited(cluster: int) -> doc.Inlines:
        content = refined(citer.note(cluster, state), scribe)
        first = _seen_before(plan.clusters[cluster], state) if points else None
        return (
            content if first is None else _pointing(content, scribe.words("see_note", number=first))
        )

    def fill(pending: PendingMark) -> doc.Inlines:
        match plan.marks[pending.index]:
            case Again(number):
                return (doc.NoteAgain(number),)
            case Cited(cluster, number):
                if number is None:
                    return cited(cluster)
                return (
                    doc.Note(
                        number, (doc.Paragraph(cited(cluster), doc.Role.NOTE),), pending.where
                    ),
                )
            case Free(number, blocks, first):
                filled = (
                    transform(block, PendingMark, lambda inner: cited(first + inner.index))
                    for block in blocks
                )
                return (doc.Note(number, tuple(map(_note_block, filled)), pending.where),)

    return fill


def _seen_before(cluster: NumberedCluster, state: State) -> int | None:
    """Return the number of the note that has cited the one source of a cluster before; None when there is none."""
    if len(cluster.items) != 1:
        return None
    first = state.first_note_of(cluster.items[0].key)
    return first if first is not None and first < cluster.note_number else None


def _pointing(content: doc.Inlines, words: doc.Inlines) -> doc.Inlines:
    """Return a later note that says which was the first, in parentheses before its full stop."""
    last = content[-1] if content else None
    if isinstance(last, doc.Text) and last.text.endswith("."):
        before = doc.Text(f"{last.text[:-1]} (", last.lang)
        return (*content[:-1], *run_together((before, *words, doc.Text(").", last.lang))))
    return (*content, *run_together((doc.Text(" ("), *words, doc.Text(")"))))


def refined(content: doc.Inlines, scribe: Scribe) -> doc.Inlines:
    """Return a citation with the emoji and the names in other scripts that are in it set apart."""

    def for_text(text: doc.Text) -> doc.Inlines:
        return (text,) if text.lang or text.text.isascii() else scribe.text(text.text)

    return transform_line(content, doc.Text, for_text)


def _note_block(block: doc.Block) -> doc.NoteBlock:
    if isinstance(block, doc.Paragraph | doc.BulletList | doc.NumberedList | doc.Quotation):
        return block
    raise TypeError(block)  # Scribe.blocks makes no other
