"""A thread copied as text in, from an unroller or a browser; a CapturedThread out, with what is doubtful about it."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text.browser import (
    StrippedPage,
    is_unroller_call,
    parse_browser_page,
    strip_boilerplate,
)
from threadbrief.importers.copied_text.lost_emoji import PostLines, check_line_breaks
from threadbrief.importers.copied_text.split_posts import split_posts
from threadbrief.importers.inputs.source import Source
from threadbrief.importers.model import (
    CapturedFile,
    CapturedLink,
    CapturedMention,
    CapturedPost,
    CapturedThread,
    Doubt,
    DoubtKind,
    Selection,
    ThreadSummary,
)
from threadbrief.importers.urls import is_shortened_url, parse_post_url
from threadbrief.model.brief import Platform
from threadbrief.read.markup.scanner import find_handles
from threadbrief.text.urls import find_web_addresses

MAX_TEXT = 8 << 20
"""Bytes: a copied thread is far below."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MACHINE_FORMAT = re.compile(
    r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]]|window\.|<\?xml|%PDF|\{\\rtf|(?:# .*\n)*\s*schema:\s*threadbrief)"
)
"""Files that are text for a machine: JSON, JavaScript, XML, PDF, RTF, a memo."""
_CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\x0b\x0c")


def read_text(source: Source) -> tuple[str, CapturedFile]:
    """Return the text of a file, its lines ending in line feeds. Raises BriefError for what is no text."""
    name = source.names[0]
    with source.open(name) as file:
        data = file.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise BriefError([import_problems.source_too_large(source.name, MAX_TEXT)])
    captured = CapturedFile(name.rsplit("/", 1)[-1], sha256(data).hexdigest(), len(data))
    text = decode_text(data, source.name)
    if not text.strip():
        raise BriefError([import_problems.empty_source(source.name)])
    return text, captured


def decode_text(data: bytes, name: str) -> str:
    """Return bytes as text. Raises BriefError where they are none."""
    mark, encoding = next(
        ((m, e) for m, e in _BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8")
    )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as fault:
        what = f"byte {len(mark) + fault.start + 1:,} is not of it"
        raise BriefError([import_problems.not_utf8_text(name, what)]) from None
    control = next((letter for letter in text if letter in _CONTROLS), None)
    if control is not None:
        raise BriefError(
            [
                import_problems.not_utf8_text(
                    name, f"it holds the control character U+{ord(control):04X}"
                )
            ]
        )
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    return text.replace("\x0b", "\n").replace("\x0c", "\n")


def looks_like_text(source: Source) -> bool:
    """Return whether the beginning of a single file is text that a person may have copied."""
    if len(source.names) != 1:
        return False
    head = source.head(source.names[0])
    try:
        text = decode_text(trim_partial_character(head), source.name)
    except BriefError:
        return False
    return not _MACHINE_FORMAT.match(text)


def trim_partial_character(head: bytes) -> bytes:
    """Return the beginning of a file without the character that its end may have cut."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2]
    for cut in range(1, min(4, len(head)) + 1):
        if head[-cut] >= 0xC0:
            return head[:-cut]
        if head[-cut] < 0x80:
            break
    return head


_CUT_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/[^\s…]*…", re.IGNORECASE)
_SCHEMELESS = re.compile(
    r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|int|info|io|co|ru|cn|uk|de|fr|eu|jp|in)/[^\s…]*[^\s….,;:!?)]"
)
_PICTURE = re.compile(r"(?<!\S)(?:https?://)?pic\.(?:twitter|x)\.com/\w+")


def find_links(text: str, own: str | None = None) -> tuple[CapturedLink, ...]:
    """Return the full addresses in a text; `own` is the id of the thread's first post, which is no quoted one."""
    cut = [match.span() for match in _CUT_URL.finditer(text)]
    found = []
    for start, url in find_web_addresses(text):
        if any(first <= start < last for first, last in cut) or _PICTURE.match(url):
            continue
        post = parse_post_url(url)
        found.append(
            CapturedLink(url, start, start + len(url), quotes=post is not None and post.id != own)
        )
    return tuple(found)


def find_mentions(text: str) -> tuple[CapturedMention, ...]:
    """Return the handles in a text, but for those that are part of an address."""
    taken = [(start, start + len(url)) for start, url in find_web_addresses(text)]
    return tuple(
        CapturedMention(handle, start, start + len(handle) + 1)
        for start, handle in find_handles(text)
        if not any(first <= start < last for first, last in taken)
    )


def check_links(text: str, post: int, links: tuple[CapturedLink, ...]) -> Iterator[Doubt]:
    """Yield what is doubtful about the addresses of a post."""
    for match in _CUT_URL.finditer(text):
        detail = f'"{match[0]}" is cut; give the full address'
        yield Doubt(DoubtKind.URL_CUT, detail, post, match.start())
    taken = [(link.start or 0, link.end or 0) for link in links]
    for match in _SCHEMELESS.finditer(text):
        if not any(first <= match.start() < last for first, last in taken) and not _PICTURE.match(
            match[0]
        ):
            detail = f'"{match[0]}" is shown without its beginning, and perhaps without its end; give the full address'
            if not text.startswith("…", match.end()):
                yield Doubt(DoubtKind.URL_CUT, detail, post, match.start())
    for link in links:
        if is_shortened_url(link.url):
            detail = f"{link.url} is a shortened address; give the one that it leads to"
            yield Doubt(DoubtKind.URL_SHORT, detail, post, link.start)
    for match in _PICTURE.finditer(text):
        yield Doubt(
            DoubtKind.MEDIA_MISSING,
            f"a picture ({match[0]}) is not in the copy",
            post,
            match.start(),
        )


_PLACEHOLDERS = frozenset({"image", "video", "gif", "photo"})
_OPENING = 60


class RawTextReader:
    """Text: recognised last, since anything may be text."""

    format = "text"

    def recognises(self, source: Source) -> bool:
        """Tell whether the source is one file of text."""
        return looks_like_text(source)

    def threads(self, source: Source, wanted: Selection) -> Iterable[ThreadSummary]:
        """Return the one thread."""
        thread = self.read(source, wanted)
        opening = " ".join(thread.posts[0].text.split())[:_OPENING]
        return (ThreadSummary(thread.id or "1", thread.posts[0].date, len(thread.posts), opening),)

    def read(self, source: Source, wanted: Selection) -> CapturedThread:
        """Return the thread of the text."""
        text, captured = read_text(source)
        thread = parse_thread(text.split("\n"), source.name, wanted.url)
        check_selected(thread, wanted, source.name)
        return replace(thread, files=(captured,))


def check_selected(thread: CapturedThread, wanted: Selection, name: str) -> None:
    """Raise BriefError where another thread is selected than the one that there is."""
    if wanted.select not in {None, "1", thread.id}:
        raise BriefError([import_problems.unknown_thread(name, str(wanted.select))])


def parse_thread(lines: Sequence[str], name: str, url: str | None = None) -> CapturedThread:
    """Return the thread that lines of text hold. Raises BriefError where none is in them."""
    page = strip_boilerplate(lines)
    browser = parse_browser_page(page.lines)
    if browser is not None:
        posts, doubts = list(browser.posts), list(browser.doubts)
    else:
        posts, doubts = _parse_plain_copy(page.lines)
    if not posts:
        raise BriefError(
            [import_problems.no_posts(name, "every line of it is of the page around it")]
        )
    posts, dropped = _strip_unroller_calls(posts)
    doubts = [doubt for doubt in doubts if doubt.post is None or doubt.post < len(posts)]
    own = parse_post_url(url) if url else None
    posts = [_add_entities(post, own.id if own else None) for post in posts]
    for at, post in enumerate(posts):
        doubts += check_links(post.text, at, post.links)
    doubts += _doubts_of_page(page, dropped)
    return CapturedThread(
        format="text",
        platform=own.platform if own else Platform.OTHER,
        posts=tuple(posts),
        handle=page.handle or (browser.handle if browser else None),
        name=page.name or (browser.name if browser else None),
        posts_expected=page.posts,
        doubts=tuple(doubts),
    )


def _parse_plain_copy(lines: Sequence[str]) -> tuple[list[CapturedPost], list[Doubt]]:
    """Return the posts of a copy that has nothing but their texts."""
    kept, media = _strip_placeholders(lines)
    done = split_posts(kept)
    posts, blocks = [], []
    for piece in done.pieces:
        own = tuple(kept[piece.start : piece.stop])
        posts.append(CapturedPost("\n".join(own), number_shown=piece.shown))
        blocks.append(PostLines(own, piece.blanks, final=piece is done.pieces[-1]))
    doubts = [Doubt(done.kind, why, at) for at, why in done.weak]
    doubts += check_line_breaks(blocks, numbered=done.numbered)
    for line, what in media:
        at = max((n for n, piece in enumerate(done.pieces) if piece.start < line), default=0)
        doubts.append(
            Doubt(
                DoubtKind.MEDIA_MISSING, f'"{what}" stands where the page had something to see', at
            )
        )
    return posts, doubts


def _strip_placeholders(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the lines without those that only stand for a picture, and where each of these was."""
    kept: list[str] = []
    media: list[tuple[int, str]] = []
    for line in lines:
        if line.strip().lower() in _PLACEHOLDERS:
            media.append((len(kept), line.strip()))
        else:
            kept.append(line)
    return kept, media


def _strip_unroller_calls(posts: list[CapturedPost]) -> tuple[list[CapturedPost], list[str]]:
    """Return the posts without those at the end that call an unroller."""
    dropped: list[str] = []
    while len(posts) > 1 and is_unroller_call(posts[-1].text):
        dropped.insert(0, posts.pop().text.strip())
    return posts, dropped


def _add_entities(post: CapturedPost, own: str | None) -> CapturedPost:
    return replace(post, links=find_links(post.text, own), mentions=find_mentions(post.text))


def _doubts_of_page(page: StrippedPage, calls: Sequence[str]) -> list[Doubt]:
    doubts = []
    dropped = (*page.dropped, *calls)
    if dropped:
        shown = "; ".join(f'"{line[:80]}"' for line in dropped[:12])
        more = f" and {len(dropped) - 12} more" if len(dropped) > 12 else ""
        doubts.append(
            Doubt(DoubtKind.BOILERPLATE, f"lines left out as the page's own: {shown}{more}")
        )
    if page.day:
        doubts.append(
            Doubt(DoubtKind.DATE_DOUBT, f'the page shows "{page.day}", without a time or its zone')
        )
    return doubts


READER = RawTextReader()
