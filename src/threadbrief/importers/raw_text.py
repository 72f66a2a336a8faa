"""A thread copied as text in, from an unroller or a browser; a CapturedThread out, with what is doubtful about it."""

from collections.abc import Iterable, Sequence

from threadbrief.errors import BriefError
from threadbrief.importers import problems
from threadbrief.importers.browser import browser_posts
from threadbrief.importers.captured import CapturedPost, CapturedThread, Doubt, DoubtKind, Listed, Wanted
from threadbrief.importers.entities import doubts_in, links_in, mentions_in
from threadbrief.importers.furniture import Page, calls_unroller, unfurnished
from threadbrief.importers.line_breaks import doubts_of_breaks
from threadbrief.importers.lost_emoji import Block
from threadbrief.importers.post_addresses import post_address
from threadbrief.importers.source import Source
from threadbrief.importers.splitting import split
from threadbrief.importers.text_source import looks_like_text, read_text
from threadbrief.model.brief import Platform
from threadbrief.values import replace

_PLACEHOLDERS = frozenset({"image", "video", "gif", "photo"})
_OPENING = 60


class RawTextReader:
    """Text: recognised last, since anything may be text."""

    format = "text"

    def recognises(self, source: Source) -> bool:
        """Tell whether the source is one file of text."""
        return looks_like_text(source)

    def threads(self, source: Source, wanted: Wanted) -> Iterable[Listed]:
        """Return the one thread."""
        thread = self.read(source, wanted)
        opening = " ".join(thread.posts[0].text.split())[:_OPENING]
        return (Listed(thread.id or "1", thread.posts[0].date, len(thread.posts), opening),)

    def read(self, source: Source, wanted: Wanted) -> CapturedThread:
        """Return the thread of the text."""
        text, captured = read_text(source)
        thread = thread_of(text.split("\n"), source.name, wanted.url)
        check_selected(thread, wanted, source.name)
        return replace(thread, files=(captured,))


def check_selected(thread: CapturedThread, wanted: Wanted, name: str) -> None:
    """Raise BriefError where another thread is selected than the one that there is."""
    if wanted.select not in {None, "1", thread.id}:
        raise BriefError([problems.no_such_thread(name, str(wanted.select))])


def thread_of(lines: Sequence[str], name: str, url: str | None = None) -> CapturedThread:
    """Return the thread that lines of text hold. Raises BriefError where none is in them."""
    page = unfurnished(lines)
    browser = browser_posts(page.lines)
    if browser is not None:
        posts, doubts = list(browser.posts), list(browser.doubts)
    else:
        posts, doubts = _copied(page.lines)
    if not posts:
        raise BriefError([problems.no_posts(name, "every line of it is of the page around it")])
    posts, dropped = _without_calls(posts)
    doubts = [doubt for doubt in doubts if doubt.post is None or doubt.post < len(posts)]
    own = post_address(url) if url else None
    posts = [_with_entities(post, own.id if own else None) for post in posts]
    for at, post in enumerate(posts):
        doubts += doubts_in(post.text, at, post.links)
    doubts += _of_page(page, dropped)
    return CapturedThread(
        format="text",
        platform=own.platform if own else Platform.OTHER,
        posts=tuple(posts),
        handle=page.handle or (browser.handle if browser else None),
        name=page.name or (browser.name if browser else None),
        posts_expected=page.posts,
        doubts=tuple(doubts),
    )


def _copied(lines: Sequence[str]) -> tuple[list[CapturedPost], list[Doubt]]:
    """Return the posts of a copy that has nothing but their texts."""
    kept, media = _without_placeholders(lines)
    done = split(kept)
    posts, blocks = [], []
    for piece in done.pieces:
        own = tuple(kept[piece.start : piece.stop])
        posts.append(CapturedPost("\n".join(own), number_shown=piece.shown))
        blocks.append(Block(own, piece.blanks, final=piece is done.pieces[-1]))
    doubts = [Doubt(done.kind, why, at) for at, why in done.weak]
    doubts += doubts_of_breaks(blocks, numbered=done.numbered)
    for line, what in media:
        at = max((n for n, piece in enumerate(done.pieces) if piece.start < line), default=0)
        doubts.append(Doubt(DoubtKind.MEDIA_MISSING, f'"{what}" stands where the page had something to see', at))
    return posts, doubts


def _without_placeholders(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the lines without those that only stand for a picture, and where each of these was."""
    kept: list[str] = []
    media: list[tuple[int, str]] = []
    for line in lines:
        if line.strip().lower() in _PLACEHOLDERS:
            media.append((len(kept), line.strip()))
        else:
            kept.append(line)
    return kept, media


def _without_calls(posts: list[CapturedPost]) -> tuple[list[CapturedPost], list[str]]:
    """Return the posts without those at the end that call an unroller."""
    dropped: list[str] = []
    while len(posts) > 1 and calls_unroller(posts[-1].text):
        dropped.insert(0, posts.pop().text.strip())
    return posts, dropped


def _with_entities(post: CapturedPost, own: str | None) -> CapturedPost:
    return replace(post, links=links_in(post.text, own), mentions=mentions_in(post.text))


def _of_page(page: Page, calls: Sequence[str]) -> list[Doubt]:
    doubts = []
    dropped = (*page.dropped, *calls)
    if dropped:
        shown = "; ".join(f'"{line[:80]}"' for line in dropped[:12])
        more = f" and {len(dropped) - 12} more" if len(dropped) > 12 else ""
        doubts.append(Doubt(DoubtKind.FURNITURE, f"lines left out as the page's own: {shown}{more}"))
    if page.day:
        doubts.append(Doubt(DoubtKind.DATE_DOUBT, f'the page shows "{page.day}", without a time or its zone'))
    return doubts


READER = RawTextReader()
