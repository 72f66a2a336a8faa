"""What became of a source in; a list for a person to read out: what to settle, the most important first."""

from collections.abc import Iterable, Iterator, Sequence

from threadbrief.importers.captured import DoubtKind, Listed
from threadbrief.importers.flagging import DraftFlag

_HEADS = {
    DoubtKind.NOT_PUBLIC: "posts that were not public",
    DoubtKind.THREAD_CUT: "the thread may go on",
    DoubtKind.NUMBER_GAP: "posts that are missing",
    DoubtKind.NUMBER_TWICE: "numbers twice or out of order",
    DoubtKind.TEXT_CHANGED: "texts that differ from the memo's",
    DoubtKind.TEXT_CUT: "texts that are cut",
    DoubtKind.EMOJI_LOST: "lost emoji",
    DoubtKind.LINE_BREAK_DOUBT: "line breaks that may be none",
    DoubtKind.POST_BOUNDARY_WEAK: "where a post ends",
    DoubtKind.AUTHOR_MISSING: "the author",
    DoubtKind.THREAD_URL_MISSING: "the address of the thread",
    DoubtKind.DATE_DOUBT: "dates that are not sure",
    DoubtKind.DATE_MISSING: "dates",
    DoubtKind.POST_IDS_MISSING: "addresses of posts",
    DoubtKind.QUOTE_UNSEEN: "quoted posts that nobody has seen",
    DoubtKind.URL_CUT: "addresses that are cut",
    DoubtKind.URL_SHORT: "shortened addresses",
    DoubtKind.MEDIA_MISSING: "pictures that are not in the source",
    DoubtKind.ESCAPE_DOUBT: "characters that may be escapes",
    DoubtKind.CITATION_TITLE_MISSING: "titles of sources",
    DoubtKind.CITATION_AUTHOR_MISSING: "authors of sources",
    DoubtKind.CITATION_DATE_MISSING: "dates of sources",
    DoubtKind.HANDLE_UNKNOWN: "who is behind the handles",
    DoubtKind.SCRIPT_CHANGE: "names in another script",
    DoubtKind.FIRST_NUMBER_MISSING: "the number of the first post",
    DoubtKind.NUMBER_RANGE: "several numbers for one post",
    DoubtKind.INNER_ENUMERATION: "lists inside posts",
    DoubtKind.FURNITURE: "lines left out",
    DoubtKind.CAPTURE_DATE_MISSING: "when it was captured",
    DoubtKind.ARCHIVE_MISSING: "an archived copy",
    DoubtKind.ACCESS_MISSING: "sources that nobody has looked at",
    DoubtKind.MEMO_UNFINISHED: "the memo itself",
}
_MOST = 8
"""Names in a row; the flags in the YAML have all."""


def to_settle(flags: Sequence[DraftFlag]) -> Iterator[str]:
    """Yield a line for each kind of doubt that a person must settle, then one for each thing that was done."""
    kinds = dict.fromkeys(flag.kind for flag in flags if flag.open)
    for number, kind in enumerate(kinds, 1):
        own = [flag for flag in flags if flag.kind is kind]
        head = _HEADS.get(kind, kind.value.replace("-", " "))
        lost = sum(count for flag in own for _, count in flag.gaps)
        count = f": {lost}" if lost else ""
        yield f"{number:3}. {head}{count} ({_about(own)})"
        yield from (f"     {detail}" for detail in _details(own))
    for flag in flags:
        if not flag.open:
            yield f"  -  {_about([flag])}: {flag.detail}; cut"


def _about(flags: Sequence[DraftFlag]) -> str:
    names = list(dict.fromkeys(name for flag in flags for name in flag.on))
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _details(flags: Sequence[DraftFlag]) -> Iterator[str]:
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


def table(threads: Iterable[Listed]) -> Iterator[str]:
    """Yield a line for each thread of an export: what `--select` takes, the day, how many posts, the first words."""
    for thread in threads:
        day = f"{thread.date:%Y-%m-%d}" if thread.date else "no date   "
        yield f"{thread.id:<20}  {day}  {thread.posts:>5}  {thread.opening}"
