"""The flags of a draft: doubts grouped, sorted by importance, and summarized for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.lost_emoji import take_last_words
from threadbrief.importers.copied_text.post_numbers import strip_number
from threadbrief.importers.model import CapturedPost, Doubt, DoubtKind, ThreadSummary
from threadbrief.read.emit import BlockText, FlowSequence, Tree

_MAX_PLAIN_SCALAR = 90
"""Characters: a longer detail is a block scalar in the YAML."""
_MAX_PLACES = 8
"""Places in one line of the summary; the flags in the YAML have all."""
_MAX_DETAILS = 3
"""Details, or gaps, of one kind in the summary."""


class DraftFlag(Frozen):
    """A flag of a draft, without its id."""

    kind: DoubtKind
    on: tuple[str, ...]
    """What it is about: ids of posts, keys of people and citations, `thread` or `memo`."""
    detail: str
    gaps: tuple[tuple[str, int], ...] = ()
    """Each place with lost emoji: the words before it, and how many are lost."""

    @property
    def is_open(self) -> bool:
        """Whether a person must settle it."""
        return not self.kind.resolution

    def to_tree(self, name: str) -> dict[str, Tree]:
        """Return the flag as YAML data, under an id."""
        tree: dict[str, Tree] = {"id": name, "kind": self.kind.value}
        tree["where"] = FlowSequence(self.on)
        if len(self.on) == 1:
            tree["where"] = self.on[0]
        tree["status"] = "open" if self.is_open else "resolved"
        tree["detail"] = self.detail
        if len(self.detail) > _MAX_PLAIN_SCALAR:
            tree["detail"] = BlockText(self.detail)
        if not self.is_open:
            tree |= {"resolution": self.kind.resolution, "by": "tool"}
        if self.gaps:
            tree["gaps"] = [{"after": after, "count": count} for after, count in self.gaps]
            tree["was"] = FlowSequence([None] * len(self.gaps))
        return tree


# From doubts to flags


class _FlagBuilder(Accumulator):
    """A flag while doubts are added to it."""

    kind: DoubtKind
    detail: str
    on: dict[str, None] = field(default_factory=dict)
    gaps: list[tuple[str, int]] = field(default_factory=list)

    def build(self) -> DraftFlag:
        detail = self.detail
        if self.gaps:
            total = sum(count for _, count in self.gaps)
            lost = "1 emoji is lost" if total == 1 else f"{total} emoji are lost"
            detail = f"{lost} where the text has a mark; put back what another copy shows"
        return DraftFlag(self.kind, tuple(self.on), detail, gaps=tuple(self.gaps))


def build_flags(
    doubts: Iterable[Doubt], posts: Sequence[CapturedPost], ids: Sequence[str]
) -> list[DraftFlag]:
    """Return the flags for the doubts of a thread, in the order of the doubts.

    Doubts of one kind with the same detail share a flag. The lost emoji of a post share one too,
    which lists their places.
    """
    builders: dict[tuple[DoubtKind, str], _FlagBuilder] = {}
    for doubt in doubts:
        if doubt.post is None:
            builder = builders.setdefault(
                (doubt.kind, doubt.detail), _FlagBuilder(doubt.kind, doubt.detail)
            )
            builder.on["thread"] = None
            continue
        place = ids[doubt.post]
        is_gap = doubt.kind is DoubtKind.EMOJI_LOST
        group = doubt.detail
        if is_gap:
            group = place
        builder = builders.setdefault((doubt.kind, group), _FlagBuilder(doubt.kind, doubt.detail))
        builder.on[place] = None
        if is_gap:
            builder.gaps.append((_find_words_before(posts[doubt.post], doubt.at), doubt.count or 1))
    return [builder.build() for builder in builders.values()]


def _find_words_before(post: CapturedPost, at: int | None) -> str:
    """Return the last words of the line that ends at an offset; empty without one."""
    if at is None:
        return ""
    return take_last_words(strip_number(post.text[:at], post.number_shown).rsplit("\n", 1)[-1])


def sort_flags(flags: Iterable[DraftFlag]) -> list[DraftFlag]:
    """Return flags by importance, the order of `DoubtKind`; those of one kind keep their order."""
    rank = {kind: number for number, kind in enumerate(DoubtKind)}
    return sorted(flags, key=lambda flag: rank[flag.kind])


# The summary of an import on the command line


def summarize_flags(flags: Sequence[DraftFlag]) -> Iterator[str]:
    """Yield the lines of a summary: each kind with open flags, then each flag that is resolved."""
    kinds = dict.fromkeys(flag.kind for flag in flags if flag.is_open)
    for number, kind in enumerate(kinds, 1):
        own = [flag for flag in flags if flag.kind is kind]
        lost = sum(count for flag in own for _, count in flag.gaps)
        headline = kind.headline
        if lost:
            headline += f": {lost}"
        yield f"{number:3}. {headline} ({_join_places(own)})"
        yield from (f"     {detail}" for detail in _summarize_details(own))
    for flag in flags:
        if not flag.is_open:
            yield f"  -  {_join_places([flag])}: {flag.detail}; cut"


def _join_places(flags: Sequence[DraftFlag]) -> str:
    """Return what flags are about, each once, the first few."""
    names = list(dict.fromkeys(name for flag in flags for name in flag.on))
    text = ", ".join(names[:_MAX_PLACES])
    if len(names) > _MAX_PLACES:
        text += f" and {len(names) - _MAX_PLACES} more"
    return text


def _summarize_details(flags: Sequence[DraftFlag]) -> Iterator[str]:
    """Yield the details of flags of one kind, each once, the first few."""
    if flags[0].kind is DoubtKind.EMOJI_LOST:
        places = [f'after "{after}" {count}' for flag in flags for after, count in flag.gaps]
        shown = places[:_MAX_DETAILS]
        if len(places) > _MAX_DETAILS:
            shown.append("…")
        yield f"{'; '.join(shown)}: put back what another copy shows; never guess"
        return
    details = list(dict.fromkeys(flag.detail for flag in flags))
    yield from details[:_MAX_DETAILS]
    if len(details) > _MAX_DETAILS:
        yield f"… and {len(details) - _MAX_DETAILS} more like these"


def format_thread_list(threads: Iterable[ThreadSummary]) -> Iterator[str]:
    """Yield a line for each thread of an export: id for `--select`, day, size, first words."""
    for thread in threads:
        day = f"{thread.date:%Y-%m-%d}" if thread.date else "no date   "
        yield f"{thread.id:<20}  {day}  {thread.posts:>5}  {thread.opening}"
