"""The reader of saved pages: a thread in HTML, from Thread Reader or another unroller.

Posts that the page marks are read one by one, with their ids, links and media. Of any other page
the text is read as a copied text is, where numbers separate the posts.
"""

import re
from collections.abc import Iterable

from lxml import etree, html

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text.browser import is_unroller_call
from threadbrief.importers.copied_text.reader import (
    check_links,
    check_selected,
    find_mentions,
    looks_like_text,
    parse_thread,
    read_text,
    summarize_thread,
)
from threadbrief.importers.copied_text.split_posts import split_posts
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedPost,
    CapturedQuote,
    CapturedThread,
    Doubt,
    DoubtKind,
    Selection,
    ThreadSummary,
)
from threadbrief.importers.platforms.html import (
    PageText,
    TooDeepError,
    append_element,
    has_too_many_attributes,
)
from threadbrief.importers.urls import decode_date, parse_post_url
from threadbrief.model.brief import MediaType, Platform

_PAGE = re.compile(
    r"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|main|article|div|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_POSTS = "content-tweet"
_THREAD = re.compile(r"/thread/(\d{6,20})")
_OF_CLASS = ".//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"


class ThreadPageReader:
    """Reads a saved page."""

    format = "html"

    def can_read(self, source: ImportSource) -> bool:
        """Return whether the source is one file that begins as a page does."""
        if not looks_like_text(source):
            return False
        return _PAGE.match(source.head(source.names[0]).decode("utf-8-sig", "replace")) is not None

    def list_threads(self, source: ImportSource, selection: Selection) -> Iterable[ThreadSummary]:
        """Return the one thread."""
        return (summarize_thread(self.read(source, selection)),)

    def read(self, source: ImportSource, selection: Selection) -> CapturedThread:
        """Return the thread of the page."""
        text, captured = read_text(source)
        if has_too_many_attributes(text):
            what = "it has an element with thousands of attributes"
            raise BriefError([import_problems.no_posts(source.name, what)])
        parser = html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            page = html.document_fromstring(text.encode(), parser=parser)
            posts = [post for post in find_by_class(page, _POSTS) if not _is_nested(post)]
            if posts:
                thread = _parse_unroller_page(page, posts, source.name)
            else:
                thread = _parse_other_page(page, source.name, selection)
        except (etree.ParserError, TooDeepError):
            what = "it cannot be read as a page"
            raise BriefError([import_problems.no_posts(source.name, what)]) from None
        check_selected(thread, selection, source.name)
        return replace(thread, files=(captured,))


def find_by_class(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """Return the elements of a class inside an element, in document order."""
    matches = element.xpath(_OF_CLASS.format(name))
    if not isinstance(matches, list):
        return []
    return [match for match in matches if isinstance(match, html.HtmlElement)]


def _is_nested(post: html.HtmlElement) -> bool:
    """Return whether a post is inside another."""
    return any(_POSTS in (parent.get("class") or "").split() for parent in post.iterancestors())


# The page of an unroller


def _parse_unroller_page(
    page: html.HtmlElement, elements: list[html.HtmlElement], name: str
) -> CapturedThread:
    """Return the thread of a page with marked posts. Raises BriefError where they are empty."""
    posts = [_build_post(element) for element in elements]
    calls: list[str] = []
    while len(posts) > 1 and is_unroller_call(posts[-1].text):
        calls.insert(0, posts.pop().text)
    if not any(post.text or post.media for post in posts):
        raise BriefError([import_problems.no_posts(name, "its posts are empty")])
    doubts: list[Doubt] = []
    for at, post in enumerate(posts):
        doubts += check_links(post.text, at, post.links)
    if calls:
        shown = "; ".join(f'"{text}"' for text in calls)
        detail = f"posts left out that call an unroller: {shown}"
        doubts.append(Doubt(DoubtKind.BOILERPLATE, detail))
    handle = next((post.handle for post in posts if post.handle), None)
    root = _find_root_id(page) or posts[0].id
    return CapturedThread(
        format="html",
        platform=Platform.X if root else Platform.OTHER,
        posts=tuple(posts),
        handle=handle,
        name=_find_author_name(page),
        id=root,
        url=_build_post_url(handle, root),
        doubts=tuple(doubts),
    )


def _build_post_url(handle: str | None, post_id: str | None) -> str | None:
    """Return the address of a post of X; None where handle or id is unknown."""
    if not handle or not post_id:
        return None
    return f"https://twitter.com/{handle}/status/{post_id}"


def _find_root_id(page: html.HtmlElement) -> str | None:
    """Return the id of the thread, from the canonical address of the page; None without one."""
    for link in page.iter("link", "meta"):
        if link.get("rel") == "canonical" or link.get("property") == "og:url":
            match = _THREAD.search(link.get("href") or link.get("content") or "")
            if match:
                return match[1]
    return None


def _find_author_name(page: html.HtmlElement) -> str | None:
    elements = find_by_class(page, "thread-author") or find_by_class(page, "twitter-name")
    if not elements:
        return None
    return " ".join("".join(elements[0].itertext()).split()) or None


def _build_post(element: html.HtmlElement) -> CapturedPost:
    """Return a marked post. Media and quoted posts are not of its text; they have fields."""
    hidden: list[html.HtmlElement] = []
    for name in ("entity-image", "entity-video", "entity-embed", "tw-permalink"):
        hidden += find_by_class(element, name)
    written = PageText()
    append_element(element, written, hidden)
    text, links = written.finish()
    quotes = _find_quotes(element)
    post_id, handle = element.get("data-tweet"), element.get("data-screenname")
    return CapturedPost(
        text=text,
        id=post_id,
        url=_build_post_url(handle, post_id),
        date=decode_date(Platform.X, post_id) if post_id else None,
        handle=handle,
        links=(*links, *(CapturedLink(quote.url, quotes=True) for quote in quotes)),
        mentions=find_mentions(text),
        media=_find_media(element),
        quotes=quotes,
    )


def _find_media(element: html.HtmlElement) -> tuple[CapturedMedia, ...]:
    """Return the pictures of a post, then its videos."""
    media: list[CapturedMedia] = []
    for holder in find_by_class(element, "entity-image"):
        for image in holder.iter("img"):
            url = image.get("data-src") or image.get("src")
            alt = _clean_alt_text(image.get("alt"))
            media.append(CapturedMedia(MediaType.IMAGE, url=url, alt=alt))
    for holder in find_by_class(element, "entity-video"):
        source = next(iter(holder.iter("source")), None)
        url = None
        if source is not None:
            url = source.get("src")
        media.append(CapturedMedia(MediaType.VIDEO, url=url))
    return tuple(media)


def _clean_alt_text(text: str | None) -> str | None:
    """Return the author's text for a picture; None where it is the page's own word, as "Image"."""
    words = " ".join((text or "").split())
    if words.lower() in {"", "image", "photo"}:
        return None
    return words


def _find_quotes(element: html.HtmlElement) -> tuple[CapturedQuote, ...]:
    """Return the quoted posts that a post embeds."""
    quotes: list[CapturedQuote] = []
    for holder in find_by_class(element, "entity-embed"):
        urls = (parse_post_url(link.get("href") or "") for link in holder.iter("a"))
        post = next((url for url in urls if url), None)
        if post is None:
            continue
        written = PageText()
        for paragraph in holder.iter("p"):
            append_element(paragraph, written)
            written.end_block()
        text = written.finish()[0] or None
        quotes.append(CapturedQuote(post.url, text, post.handle, date=post.date))
    return tuple(quotes)


# Any other page


def _parse_other_page(page: html.HtmlElement, name: str, selection: Selection) -> CapturedThread:
    """Return the thread in the text of a page. Raises BriefError for posts without numbers."""
    body = page.find("body")
    if body is None:
        body = page
    hidden = [each for tag in ("nav", "header", "footer", "aside") for each in page.iter(tag)]
    written = PageText()
    append_element(body, written, hidden)
    lines = written.text.strip().split("\n")
    parts = split_posts(lines)
    if not parts.numbered or len(parts.posts) < 2:
        what = "its posts are not marked, and bear no numbers"
        raise BriefError([import_problems.no_posts(name, what)])
    thread = replace(parse_thread(lines, name, selection.url), format="html")
    without_text = dict.fromkeys(link.url for link in written.links if link.start is None)
    if not without_text:
        return thread
    detail = (
        "addresses behind words of the page, which the texts do not show: "
        f"{'; '.join(without_text)}"
    )
    return replace(thread, doubts=(*thread.doubts, Doubt(DoubtKind.URL_CUT, detail)))


READER = ThreadPageReader()
