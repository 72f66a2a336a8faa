"""Doubts in; the flags of a draft out, the most important first."""

from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.lost_emoji import take_last_words
from threadbrief.importers.copied_text.post_numbers import strip_number
from threadbrief.importers.model import CapturedPost, Doubt, DoubtKind, ThreadSummary
from threadbrief.read.emit import BlockText, FlowSequence, Tree

_MAX_PLAIN_SCALAR = 90
_MAX_PLACES = 8
"""Names in a row; the flags in the YAML have all."""


class DraftFlag(Frozen):
    """A flag of a draft, without its id."""

    kind: DoubtKind
    on: tuple[str, ...]
    detail: str
    gaps: tuple[tuple[str, int], ...] = ()
    """The words before each place where something is lost, and how much."""

    @property
    def open(self) -> bool:
        """Whether a person must settle it."""
        return not self.kind.resolution

    def tree(self, name: str) -> dict[str, Tree]:
        """Return it as it stands in the YAML."""
        tree: dict[str, Tree] = {"id": name, "kind": self.kind.value}
        tree["where"] = self.on[0] if len(self.on) == 1 else FlowSequence(self.on)
        tree["status"] = "open" if self.open else "resolved"
        tree["detail"] = (
            BlockText(self.detail) if len(self.detail) > _MAX_PLAIN_SCALAR else self.detail
        )
        if not self.open:
            tree |= {"resolution": self.kind.resolution, "by": "tool"}
        if self.gaps:
            tree["gaps"] = [{"after": after, "count": count} for after, count in self.gaps]
            tree["was"] = FlowSequence([None] * len(self.gaps))
        return tree


class _FlagBuilder(Accumulator):
    """A flag while doubts are added to it."""

    kind: DoubtKind
    detail: str
    on: dict[str, None] = field(default_factory=dict)
    gaps: list[tuple[str, int]] = field(default_factory=list)

    def finished(self) -> DraftFlag:
        detail = self.detail
        if self.gaps:
            total = sum(count for _, count in self.gaps)
            lost = "1 emoji is lost" if total == 1 else f"{total} emoji are lost"
            detail = f"{lost} where the text has a mark; put back what another copy shows"
        return DraftFlag(self.kind, tuple(self.on), detail, tuple(self.gaps))


def build_flags(
    doubts: Iterable[Doubt], posts: Sequence[CapturedPost], ids: Sequence[str]
) -> list[DraftFlag]:
    """Return the flags for the doubts of a thread: one for each post's lost emoji, one for doubts that say the same."""
    found: dict[tuple[DoubtKind, str], _FlagBuilder] = {}
    for doubt in doubts:
        on = "thread" if doubt.post is None else ids[doubt.post]
        lost = doubt.kind is DoubtKind.EMOJI_LOST and doubt.post is not None
        flag = found.setdefault(
            (doubt.kind, on if lost else doubt.detail), _FlagBuilder(doubt.kind, doubt.detail)
        )
        flag.on[on] = None
        if lost and doubt.post is not None:
            flag.gaps.append((_words_before(posts[doubt.post], doubt.at), doubt.count or 1))
    return [flag.finished() for flag in found.values()]


def _words_before(post: CapturedPost, at: int | None) -> str:
    """Return the last words of the line that ends where something is lost."""
    return (
        take_last_words(strip_number(post.text[:at], post.number_shown).rsplit("\n", 1)[-1])
        if at is not None
        else ""
    )


def sort_flags(flags: Iterable[DraftFlag]) -> list[DraftFlag]:
    """Return flags in the order of the table of kinds; equal ones keep their order."""
    rank = {kind: number for number, kind in enumerate(DoubtKind)}
    return sorted(flags, key=lambda flag: rank[flag.kind])


def summarize_flags(flags: Sequence[DraftFlag]) -> Iterator[str]:
    """Yield a line for each kind of doubt that a person must settle, then one for each thing that was done."""
    kinds = dict.fromkeys(flag.kind for flag in flags if flag.open)
    for number, kind in enumerate(kinds, 1):
        own = [flag for flag in flags if flag.kind is kind]
        lost = sum(count for flag in own for _, count in flag.gaps)
        count = f": {lost}" if lost else ""
        yield f"{number:3}. {kind.headline}{count} ({_join_places(own)})"
        yield from (f"     {detail}" for detail in _summarize_details(own))
    for flag in flags:
        if not flag.open:
            yield f"  -  {_join_places([flag])}: {flag.detail}; cut"


def _join_places(flags: Sequence[DraftFlag]) -> str:
    names = list(dict.fromkeys(name for flag in flags for name in flag.on))
    more = f" and {len(names) - _MAX_PLACES} more" if len(names) > _MAX_PLACES else ""
    return ", ".join(names[:_MAX_PLACES]) + more


def _summarize_details(flags: Sequence[DraftFlag]) -> Iterator[str]:
    """Yield what is to be said of flags of one kind: each detail once, the first few."""
    if flags[0].kind is DoubtKind.EMOJI_LOST:
        places = [f'after "{after}" {count}' for flag in flags for after, count in flag.gaps]
        more = "; …" if len(places) > 3 else ""
        yield f"{'; '.join(places[:3])}{more}: put back what another copy shows; never guess"
        return
    details = list(dict.fromkeys(flag.detail for flag in flags))
    yield from details[:3]
    if len(details) > 3:
        yield f"… and {len(details) - 3} more like these"


def format_thread_list(threads: Iterable[ThreadSummary]) -> Iterator[str]:
    """Yield a line for each thread of an export: what `--select` takes, the day, how many posts, the first words."""
    for thread in threads:
        day = f"{thread.date:%Y-%m-%d}" if thread.date else "no date   "
        yield f"{thread.id:<20}  {day}  {thread.posts:>5}  {thread.opening}"
