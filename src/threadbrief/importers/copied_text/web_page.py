"""The saved page of an unroller in, Thread Reader's or one like it; a CapturedThread out."""

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
)
from threadbrief.importers.copied_text.split_posts import split_posts
from threadbrief.importers.inputs.source import Source
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
from threadbrief.importers.platforms.html import TooDeepError, Written, write
from threadbrief.importers.urls import decode_date, parse_post_url
from threadbrief.model.brief import MediaType, Platform

_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|main|article|div|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_POSTS = "content-tweet"
_THREAD = re.compile(r"/thread/(\d{6,20})")
_OF_CLASS = ".//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"
_OPENING = 60


class ThreadPageReader:
    """HTML."""

    format = "html"

    def recognises(self, source: Source) -> bool:
        """Tell whether the source is one file that begins as a page does."""
        if not looks_like_text(source):
            return False
        return _PAGE.match(source.head(source.names[0]).decode("utf-8-sig", "replace")) is not None

    def threads(self, source: Source, wanted: Selection) -> Iterable[ThreadSummary]:
        """Return the one thread."""
        thread = self.read(source, wanted)
        opening = " ".join(thread.posts[0].text.split())[:_OPENING]
        return (ThreadSummary(thread.id or "1", thread.posts[0].date, len(thread.posts), opening),)

    def read(self, source: Source, wanted: Selection) -> CapturedThread:
        """Return the thread of the page."""
        text, captured = read_text(source)
        parser = html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            page = html.document_fromstring(text.encode(), parser=parser)
            posts = [post for post in find_by_class(page, _POSTS) if not _is_nested(post)]
            thread = (
                _parse_unroller_page(page, posts, source.name)
                if posts
                else _parse_other_page(page, source.name, wanted)
            )
        except (etree.ParserError, TooDeepError):
            raise BriefError(
                [import_problems.no_posts(source.name, "it cannot be read as a page")]
            ) from None
        check_selected(thread, wanted, source.name)
        return replace(thread, files=(captured,))


def find_by_class(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """Return the elements of a class, in the order of the page."""
    found = element.xpath(_OF_CLASS.format(name))
    return (
        [each for each in found if isinstance(each, html.HtmlElement)]
        if isinstance(found, list)
        else []
    )


def _is_nested(post: html.HtmlElement) -> bool:
    """Return whether a post stands inside another."""
    return any(_POSTS in (parent.get("class") or "").split() for parent in post.iterancestors())


def _parse_unroller_page(
    page: html.HtmlElement, elements: list[html.HtmlElement], name: str
) -> CapturedThread:
    """Return the thread of a page whose posts are marked as such."""
    posts = [_build_post(element) for element in elements]
    dropped: list[str] = []
    while len(posts) > 1 and is_unroller_call(posts[-1].text):
        dropped.insert(0, posts.pop().text)
    if not any(post.text or post.media for post in posts):
        raise BriefError([import_problems.no_posts(name, "its posts are empty")])
    doubts = [
        doubt for at, post in enumerate(posts) for doubt in check_links(post.text, at, post.links)
    ]
    if dropped:
        shown = "; ".join(f'"{text}"' for text in dropped)
        doubts.append(
            Doubt(DoubtKind.BOILERPLATE, f"posts left out that call an unroller: {shown}")
        )
    handle = next((post.handle for post in posts if post.handle), None)
    root = _find_root_id(page) or posts[0].id
    return CapturedThread(
        format="html",
        platform=Platform.X if root else Platform.OTHER,
        posts=tuple(posts),
        handle=handle,
        name=_find_author_name(page),
        id=root,
        url=f"https://twitter.com/{handle}/status/{root}" if handle and root else None,
        doubts=tuple(doubts),
    )


def _find_root_id(page: html.HtmlElement) -> str | None:
    """Return the id of the thread that the page says it is of."""
    for link in page.iter("link", "meta"):
        if link.get("rel") == "canonical" or link.get("property") == "og:url":
            match = _THREAD.search(link.get("href") or link.get("content") or "")
            if match:
                return match[1]
    return None


def _find_author_name(page: html.HtmlElement) -> str | None:
    found = find_by_class(page, "thread-author") or find_by_class(page, "twitter-name")
    words = " ".join("".join(found[0].itertext()).split()) if found else ""
    return words or None


def _build_post(element: html.HtmlElement) -> CapturedPost:
    apart = [
        each
        for name in ("entity-image", "entity-video", "entity-embed")
        for each in find_by_class(element, name)
    ]
    written = Written()
    write(element, written, [*apart, *find_by_class(element, "tw-permalink")])
    text, found = written.finished()
    media, quotes = _find_media(element), _find_quotes(element)
    post_id, handle = element.get("data-tweet"), element.get("data-screenname")
    return CapturedPost(
        text=text,
        id=post_id,
        url=f"https://twitter.com/{handle}/status/{post_id}" if handle and post_id else None,
        date=decode_date(Platform.X, post_id) if post_id else None,
        handle=handle,
        links=(*found, *(CapturedLink(quote.url, quotes=True) for quote in quotes)),
        mentions=find_mentions(text),
        media=media,
        quotes=quotes,
    )


def _find_media(element: html.HtmlElement) -> tuple[CapturedMedia, ...]:
    found = []
    for holder in find_by_class(element, "entity-image"):
        for image in holder.iter("img"):
            url = image.get("data-src") or image.get("src")
            found.append(
                CapturedMedia(MediaType.IMAGE, url=url, alt=_clean_alt_text(image.get("alt")))
            )
    for holder in find_by_class(element, "entity-video"):
        source = next(iter(holder.iter("source")), None)
        found.append(
            CapturedMedia(MediaType.VIDEO, url=source.get("src") if source is not None else None)
        )
    return tuple(found)


def _clean_alt_text(text: str | None) -> str | None:
    """Return the author's words for a picture; "Image" is the page's own."""
    words = " ".join((text or "").split())
    return None if words.lower() in {"", "image", "photo"} else words


def _find_quotes(element: html.HtmlElement) -> tuple[CapturedQuote, ...]:
    found = []
    for holder in find_by_class(element, "entity-embed"):
        links = (parse_post_url(link.get("href") or "") for link in holder.iter("a"))
        post = next((link for link in links if link), None)
        if post:
            written = Written()
            for paragraph in holder.iter("p"):
                write(paragraph, written)
                written.end_block()
            found.append(
                CapturedQuote(post.url, written.finished()[0] or None, post.handle, date=post.date)
            )
    return tuple(found)


def _parse_other_page(page: html.HtmlElement, name: str, wanted: Selection) -> CapturedThread:
    """Return the thread of a page that marks no posts: its text is taken as a copy of it, where numbers tell them."""
    body = page.find("body")
    aside = [each for tag in ("nav", "header", "footer", "aside") for each in page.iter(tag)]
    written = Written()
    write(page if body is None else body, written, aside)
    lines = written.text.strip().split("\n")
    if not split_posts(lines).numbered or len(split_posts(lines).pieces) < 2:
        raise BriefError(
            [import_problems.no_posts(name, "its posts are not marked, and bear no numbers")]
        )
    thread = parse_thread(lines, name, wanted.url)
    hidden = [link.url for link in written.links if link.start is None]
    if hidden:
        detail = f"addresses behind words of the page, which the texts do not show: {'; '.join(dict.fromkeys(hidden))}"
        thread = replace(thread, doubts=(*thread.doubts, Doubt(DoubtKind.URL_CUT, detail)))
    return replace(thread, format="html")


READER = ThreadPageReader()
