"""Doubts in; the flags of a draft out, the most important first."""

from collections.abc import Iterable, Sequence

from threadbrief.importers.captured import CapturedPost, Doubt, DoubtKind
from threadbrief.importers.line_breaks import last_words
from threadbrief.importers.numbering import stripped
from threadbrief.read.writing import Passage, Row, Tree
from threadbrief.values import Ledger, Value, field

IMPORTANCE = (
    DoubtKind.NOT_PUBLIC,
    DoubtKind.THREAD_CUT,
    DoubtKind.THREAD_BRANCH,
    DoubtKind.PARENT_MISSING,
    DoubtKind.NUMBER_GAP,
    DoubtKind.NUMBER_TWICE,
    DoubtKind.TEXT_CHANGED,
    DoubtKind.TEXT_CUT,
    DoubtKind.LONG_TEXT_UNMATCHED,
    DoubtKind.EMOJI_LOST,
    DoubtKind.LINE_BREAK_DOUBT,
    DoubtKind.POST_BOUNDARY_WEAK,
    DoubtKind.AUTHOR_MISSING,
    DoubtKind.FORWARDED,
    DoubtKind.EDITED,
    DoubtKind.THREAD_URL_MISSING,
    DoubtKind.DATE_DOUBT,
    DoubtKind.DATE_MISSING,
    DoubtKind.POST_IDS_MISSING,
    DoubtKind.QUOTE_UNSEEN,
    DoubtKind.URL_CUT,
    DoubtKind.URL_SHORT,
    DoubtKind.MEDIA_MISSING,
    DoubtKind.ESCAPE_DOUBT,
    DoubtKind.CITATION_TITLE_MISSING,
    DoubtKind.CITATION_AUTHOR_MISSING,
    DoubtKind.CITATION_DATE_MISSING,
    DoubtKind.HANDLE_UNKNOWN,
    DoubtKind.SCRIPT_CHANGE,
    DoubtKind.FIRST_NUMBER_MISSING,
    DoubtKind.NUMBER_RANGE,
    DoubtKind.INNER_ENUMERATION,
    DoubtKind.FURNITURE,
    DoubtKind.CAPTURE_DATE_MISSING,
    DoubtKind.ARCHIVE_MISSING,
    DoubtKind.ACCESS_MISSING,
    DoubtKind.MEMO_UNFINISHED,
    DoubtKind.URL_TRACKING,
)
"""What a wrong answer would cost most stands first: words lost or misread, then who and when, then the sources."""
_LONG = 90
_TOLD = {DoubtKind.URL_TRACKING: "cut from the address; `original` keeps it"}
"""What the importer did, and only tells."""


class DraftFlag(Value):
    """A flag of a draft, without its id."""

    kind: DoubtKind
    on: tuple[str, ...]
    detail: str
    gaps: tuple[tuple[str, int], ...] = ()
    """The words before each place where something is lost, and how much."""

    @property
    def open(self) -> bool:
        """Whether a person must settle it."""
        return self.kind not in _TOLD

    def tree(self, name: str) -> dict[str, Tree]:
        """Return it as it stands in the YAML."""
        tree: dict[str, Tree] = {"id": name, "kind": self.kind.value}
        tree["where"] = self.on[0] if len(self.on) == 1 else Row(self.on)
        tree["status"] = "open" if self.open else "resolved"
        tree["detail"] = Passage(self.detail) if len(self.detail) > _LONG else self.detail
        if not self.open:
            tree |= {"resolution": _TOLD[self.kind], "by": "tool"}
        if self.gaps:
            tree["gaps"] = [{"after": after, "count": count} for after, count in self.gaps]
            tree["was"] = Row([None] * len(self.gaps))
        return tree


class _Growing(Ledger):
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


def flags_of(doubts: Iterable[Doubt], posts: Sequence[CapturedPost], ids: Sequence[str]) -> list[DraftFlag]:
    """Return the flags for the doubts of a thread: one for each post's lost emoji, one for doubts that say the same."""
    found: dict[tuple[DoubtKind, str], _Growing] = {}
    for doubt in doubts:
        on = "thread" if doubt.post is None else ids[doubt.post]
        lost = doubt.kind is DoubtKind.EMOJI_LOST and doubt.post is not None
        flag = found.setdefault((doubt.kind, on if lost else doubt.detail), _Growing(doubt.kind, doubt.detail))
        flag.on[on] = None
        if lost and doubt.post is not None:
            flag.gaps.append((_words_before(posts[doubt.post], doubt.at), doubt.count or 1))
    return [flag.finished() for flag in found.values()]


def _words_before(post: CapturedPost, at: int | None) -> str:
    """Return the last words of the line that ends where something is lost."""
    return last_words(stripped(post.text[:at], post.number_shown).rsplit("\n", 1)[-1]) if at is not None else ""


def by_importance(flags: Iterable[DraftFlag]) -> list[DraftFlag]:
    """Return flags with the most important first; equal ones keep their order."""
    rank = {kind: number for number, kind in enumerate(IMPORTANCE)}
    return sorted(flags, key=lambda flag: rank[flag.kind])
