"""The reader of copied text: a thread that was copied as text, from an unroller or a browser.

The text is decoded, its boilerplate stripped, and the rest split into posts by the headers of a
browser page, else by numbers or empty lines. Addresses and handles are found by the rules of memos.
"""

import codecs
import re
import sys
from bisect import bisect_right
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
from threadbrief.importers.inputs.source import ImportSource
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

# The text of a file

MAX_TEXT = 8 << 20
"""Bytes: a copied thread is much smaller."""
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MACHINE_FORMAT = re.compile(
    r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]]|window\.|<\?xml|%PDF|\{\\rtf"
    r"|(?:(?:# .*\n)+\s*)?schema:\s*threadbrief)"
)
"""The beginning of files that are text for machines: JSON, JavaScript, XML, PDF, RTF, a memo."""
_CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\x0b\x0c")


def read_text(source: ImportSource) -> tuple[str, CapturedFile]:
    """Return the text of a file, with LF as line ends. Raises BriefError for other files."""
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
    """Return bytes as text, with LF for all line separators. Raises BriefError for other encodings.

    UTF-8 is read, and UTF-16 with a byte order mark. Control characters are not of a text.
    """
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)),
        (b"", "utf-8"),
    )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as fault:
        what = f"byte {len(mark) + fault.start + 1:,} is not of it"
        raise BriefError([import_problems.not_utf8_text(name, what)]) from None
    control = next((letter for letter in text if letter in _CONTROLS), None)
    if control is not None:
        what = f"it holds the control character U+{ord(control):04X}"
        raise BriefError([import_problems.not_utf8_text(name, what)])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    return text.replace("\x0b", "\n").replace("\x0c", "\n")


def looks_like_text(source: ImportSource) -> bool:
    """Return whether a source is a single file that begins as text for people."""
    if len(source.names) != 1:
        return False
    head = source.head(source.names[0])
    try:
        text = decode_text(trim_partial_character(head), source.name)
    except BriefError:
        return False
    return not _MACHINE_FORMAT.match(text)


def trim_partial_character(head: bytes) -> bytes:
    """Return the beginning of a file without the part of a character at its end."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) // 2 * 2]
    # A byte of 0xC0 or more begins a character of several bytes, one below 0x80 is a character.
    for cut in range(1, min(4, len(head)) + 1):
        if head[-cut] >= 0xC0:
            return head[:-cut]
        if head[-cut] < 0x80:
            break
    return head


# Addresses and handles

_CUT_URL = re.compile(
    r"(?:https?://|(?<![\w-])(?<![\w-]\.))(?:[\w-]+\.)+[a-z]{2,}/[^\s…]{0,400}+…", re.IGNORECASE
)
"""An address that an app has cut, which it does after some thirty characters. A host begins where
no other one can have begun, so that a long run of letters is looked at once."""
_SCHEMELESS = re.compile(
    r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+"
    r"(?:com|org|net|edu|gov|int|info|io|co|ru|cn|uk|de|fr|eu|jp|in)/[^\s…]*[^\s….,;:!?)]"
)
_PICTURE = re.compile(r"(?<!\S)(?:https?://)?pic\.(?:twitter|x)\.com/\w+")


def find_links(text: str, own: str | None = None) -> tuple[CapturedLink, ...]:
    """Return the full addresses in a text. An address of a post is a quotation.

    `own` is the id of the first post of the thread: its address is no quotation.
    """
    cut = [match.span() for match in _CUT_URL.finditer(text)]
    links: list[CapturedLink] = []
    for start, url in find_web_addresses(text):
        if _is_within(start, cut) or _PICTURE.match(url):
            continue
        post = parse_post_url(url)
        quotes = post is not None and post.id != own
        links.append(CapturedLink(url, start, start + len(url), quotes=quotes))
    return tuple(links)


def find_mentions(text: str) -> tuple[CapturedMention, ...]:
    """Return the handles in a text, without those that are part of an address."""
    addresses = [(start, start + len(url)) for start, url in find_web_addresses(text)]
    return tuple(
        CapturedMention(handle, start, start + len(handle) + 1)
        for start, handle in find_handles(text)
        if not _is_within(start, addresses)
    )


def _is_within(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Return whether a place is in one of some ranges, which are in order."""
    place = bisect_right(ranges, (at, sys.maxsize))
    return place > 0 and at < ranges[place - 1][1]


def check_links(text: str, post: int, links: tuple[CapturedLink, ...]) -> Iterator[Doubt]:
    """Yield the doubts about the addresses of a post: truncated, shortened, or of a picture."""
    for match in _CUT_URL.finditer(text):
        detail = f'"{match[0]}" is cut; give the full address'
        yield Doubt(DoubtKind.URL_CUT, detail, post, at=match.start())
    full = sorted((link.start or 0, link.end or 0) for link in links)
    for match in _SCHEMELESS.finditer(text):
        is_cut = text.startswith("…", match.end())
        if is_cut or _is_within(match.start(), full) or _PICTURE.match(match[0]):
            continue
        detail = (
            f'"{match[0]}" is shown without its beginning, and perhaps without its end; '
            "give the full address"
        )
        yield Doubt(DoubtKind.URL_CUT, detail, post, at=match.start())
    for link in links:
        if is_shortened_url(link.url):
            detail = f"{link.url} is a shortened address; give the one that it leads to"
            yield Doubt(DoubtKind.URL_SHORT, detail, post, at=link.start)
    for match in _PICTURE.finditer(text):
        detail = f"a picture ({match[0]}) is not in the copy"
        yield Doubt(DoubtKind.MEDIA_MISSING, detail, post, at=match.start())


# The reader

_PLACEHOLDERS = frozenset({"image", "video", "gif", "photo"})
"""Lines that a copy has in place of media."""
_OPENING = 60
"""Characters of the first post in the list of threads."""
_MAX_LINE = 80
"""Characters of a line in a doubt."""
_MAX_DROPPED = 12
"""Lines in a doubt."""


class RawTextReader:
    """Reads copied text. It is tried last, because anything may be text."""

    format = "text"

    def can_read(self, source: ImportSource) -> bool:
        """Return whether the source is one file of text."""
        return looks_like_text(source)

    def list_threads(self, source: ImportSource, selection: Selection) -> Iterable[ThreadSummary]:
        """Return the one thread."""
        return (summarize_thread(self.read(source, selection)),)

    def read(self, source: ImportSource, selection: Selection) -> CapturedThread:
        """Return the thread of the text."""
        text, captured = read_text(source)
        thread = parse_thread(text.split("\n"), source.name, selection.url)
        check_selected(thread, selection, source.name)
        return replace(thread, files=(captured,))


def summarize_thread(thread: CapturedThread) -> ThreadSummary:
    """Return the summary of the only thread of a source."""
    first = thread.posts[0]
    opening = " ".join(first.text.split())[:_OPENING]
    return ThreadSummary(
        id=thread.id or "1", date=first.date, posts=len(thread.posts), opening=opening
    )


def check_selected(thread: CapturedThread, selection: Selection, name: str) -> None:
    """Raise BriefError where another thread is selected than the only one of a source."""
    if selection.select not in {None, "1", thread.id}:
        raise BriefError([import_problems.unknown_thread(name, str(selection.select))])


def parse_thread(lines: Sequence[str], name: str, url: str | None = None) -> CapturedThread:
    """Return the thread in lines of text. Raises BriefError where they have no post.

    `url` is the address of its first post, where it is given.
    """
    page = strip_boilerplate(lines)
    handle, author = page.handle, page.name
    browser = parse_browser_page(page.lines)
    if browser is None:
        posts, doubts = _parse_plain_copy(page.lines)
    else:
        posts, doubts = list(browser.posts), list(browser.doubts)
        handle, author = handle or browser.handle, author or browser.name
    if not posts:
        what = "every line of it is of the page around it"
        raise BriefError([import_problems.no_posts(name, what)])
    posts, calls = _strip_unroller_calls(posts)
    doubts = [doubt for doubt in doubts if doubt.post is None or doubt.post < len(posts)]
    own = parse_post_url(url) if url else None
    own_id = own.id if own else None
    posts = [_add_entities(post, own_id) for post in posts]
    for at, post in enumerate(posts):
        doubts += check_links(post.text, at, post.links)
    doubts += _report_page(page, calls)
    return CapturedThread(
        format="text",
        platform=own.platform if own else Platform.OTHER,
        posts=tuple(posts),
        handle=handle,
        name=author,
        posts_expected=page.posts,
        doubts=tuple(doubts),
    )


def _parse_plain_copy(lines: Sequence[str]) -> tuple[list[CapturedPost], list[Doubt]]:
    """Return the posts of a copy that has only their texts, split by numbers or empty lines."""
    kept, media = _strip_placeholders(lines)
    thread = split_posts(kept)
    posts: list[CapturedPost] = []
    lines_of_posts: list[PostLines] = []
    for at, post in enumerate(thread.posts, 1):
        own = tuple(kept[post.start : post.stop])
        posts.append(CapturedPost("\n".join(own), number_shown=post.shown))
        lines_of_posts.append(PostLines(own, post.blanks, final=at == len(thread.posts)))
    doubts = [Doubt(DoubtKind.POST_BOUNDARY_WEAK, why, at) for at, why in thread.weak]
    doubts += check_line_breaks(lines_of_posts, numbered=thread.numbered)
    for line, what in media:
        before = [at for at, post in enumerate(thread.posts) if post.start < line]
        detail = f'"{what}" stands where the page had something to see'
        doubts.append(Doubt(DoubtKind.MEDIA_MISSING, detail, max(before, default=0)))
    return posts, doubts


def _strip_placeholders(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return the lines without placeholders of media, and each of these with the line after it."""
    kept: list[str] = []
    media: list[tuple[int, str]] = []
    for line in lines:
        if line.strip().lower() in _PLACEHOLDERS:
            media.append((len(kept), line.strip()))
        else:
            kept.append(line)
    return kept, media


def _strip_unroller_calls(posts: list[CapturedPost]) -> tuple[list[CapturedPost], list[str]]:
    """Return the posts without those at the end that only call an unroller, and their texts."""
    calls: list[str] = []
    while len(posts) > 1 and is_unroller_call(posts[-1].text):
        calls.insert(0, posts.pop().text.strip())
    return posts, calls


def _add_entities(post: CapturedPost, own: str | None) -> CapturedPost:
    return replace(post, links=find_links(post.text, own), mentions=find_mentions(post.text))


def _report_page(page: StrippedPage, calls: Sequence[str]) -> list[Doubt]:
    """Return the doubts about the lines that were left out, and about the date of the page."""
    doubts: list[Doubt] = []
    dropped = (*page.dropped, *calls)
    if dropped:
        shown = "; ".join(f'"{line[:_MAX_LINE]}"' for line in dropped[:_MAX_DROPPED])
        if len(dropped) > _MAX_DROPPED:
            shown += f" and {len(dropped) - _MAX_DROPPED} more"
        detail = f"lines left out as the page's own: {shown}"
        doubts.append(Doubt(DoubtKind.BOILERPLATE, detail))
    if page.day:
        detail = f'the page shows "{page.day}", without a time or its zone'
        doubts.append(Doubt(DoubtKind.DATE_DOUBT, detail))
    return doubts


READER = RawTextReader()
