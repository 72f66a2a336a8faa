"""HTML to plain text, as a reader sees it. No script is run, and nothing is fetched or drawn.

`html_to_text` converts the HTML of a post as a server gives it, in which white space is the
author's. `append_element` converts elements of a page that was saved from a browser: there, white
space of any length is one space, and the URL of a link becomes part of the text. Which elements are
visible, and which begin a line, is the same for both.
"""

import re
from collections.abc import Collection

from lxml import etree, html

from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.importers.model import CapturedLink
from threadbrief.importers.urls import parse_post_url
from threadbrief.text.urls import is_web_address, strip_scheme

_BLOCK_TAGS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"table", "section", "article", "main", "figure", "dl"}
)
_LINE_TAGS = frozenset({"li", "tr", "dt", "dd", "figcaption"})
_HIDDEN_TAGS = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed"}
    | {"svg", "math", "form", "button", "textarea", "select"}
)
"""Elements without text for a reader: scripts, forms, and what other programs draw."""
_WRAPPED_LINE = re.compile(r"(?:(?<![ \t])[ \t]+)?[\r\n][ \t\r\n]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MAX_DEPTH = 200
"""Nested elements. The text of deeper ones is taken in one piece, or the page is refused."""

_TAG = re.compile(r"<[A-Za-z][^<>]++")
_PARTING = re.compile(r"[\s/\"']+")
_MAX_ATTRIBUTES = 20_000
"""Of one element; libxml2 compares each with all before it."""


def has_too_many_attributes(source: str) -> bool:
    """Return whether some element has more attributes than any page needs.

    Whatever may part two of them is counted, so that a few more may be found than there are.
    """
    return any(
        len(tag[0]) > _MAX_ATTRIBUTES and len(_PARTING.split(tag[0])) > _MAX_ATTRIBUTES
        for tag in _TAG.finditer(source)
    )


# --- the HTML of a post ----------------------------------------------------------------------


class Anchor(Frozen):
    """A link in a text."""

    href: str
    start: int
    """In code points of the text."""
    end: int
    classes: frozenset[str]


class HtmlText(Frozen):
    """The plain text of some HTML, and its links."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def html_to_text(source: str, without: str | None = None) -> HtmlText:
    """Return the text of some HTML, without elements of the class `without`.

    A `br` is a line break, and there is an empty line between paragraphs. Spaces stay as they are.
    """
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    if has_too_many_attributes(source):
        return HtmlText("")
    body = _CONTROL.sub("\ufffd", source)
    data = f"<!DOCTYPE html><html><body>{body}</body></html>".encode()
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return HtmlText("")
    builder = _TextBuilder(without)
    builder.add_element(root, 0)
    text = "".join(builder.pieces).rstrip()
    anchors = tuple(anchor for anchor in builder.anchors if anchor.end <= len(text))
    return HtmlText(text, anchors)


class _TextBuilder(Accumulator):
    """The text of some HTML, built element by element."""

    without: str | None
    pieces: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    length: int = 0
    """Code points of the pieces."""
    pending_breaks: int = 0
    """Line breaks to add before the next text."""
    preformatted: int = 0
    """How many `pre` elements are open, in which line breaks are kept."""

    def add_element(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        classes = frozenset((element.get("class") or "").split())
        if tag in _HIDDEN_TAGS or (self.without is not None and self.without in classes):
            return
        breaks = _breaks_around(tag)
        self.pending_breaks = max(self.pending_breaks, breaks)
        self._begin_element(element, tag)
        start = self.length
        self.preformatted += tag == "pre"
        self._add_content(element, depth)
        self.preformatted -= tag == "pre"
        href = element.get("href")
        if tag == "a" and href and self.length > start:
            self.anchors.append(Anchor(href, start, self.length, classes))
        self.pending_breaks = max(self.pending_breaks, breaks)

    def _begin_element(self, element: html.HtmlElement, tag: str) -> None:
        """Add what an element shows before its content."""
        match tag:
            case "br":
                self._add_pending_breaks()
                self._append("\n")
            case "img":
                self._add_text(element.get("alt") or "")
            case "li":
                self._add_text(_list_marker(element))
            case "a":
                self._add_pending_breaks()
            case _:
                pass

    def _add_content(self, element: html.HtmlElement, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._add_text(" ".join(str(piece) for piece in element.itertext()))
            return
        self._add_text(element.text or "")
        for child in element:
            self.add_element(child, depth + 1)
            self._add_text(child.tail or "")

    def _add_text(self, text: str) -> None:
        shown = text
        if not self.preformatted:
            shown = _WRAPPED_LINE.sub(" ", text)
        if shown != text and self._is_at_line_start():
            shown = shown.lstrip(" ")
        if shown:
            self._add_pending_breaks()
            self._append(shown)

    def _is_at_line_start(self) -> bool:
        if self.pending_breaks or not self.length:
            return True
        return bool(self.pieces) and self.pieces[-1].endswith("\n")

    def _add_pending_breaks(self) -> None:
        if self.pending_breaks and self.length:
            self._append("\n" * self.pending_breaks)
        self.pending_breaks = 0

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _breaks_around(tag: str) -> int:
    """Return the number of line breaks before and after an element."""
    if tag in _BLOCK_TAGS:
        return 2
    if tag in _LINE_TAGS:
        return 1
    return 0


def _list_marker(item: html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    preceding = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{preceding + 1}. "


# --- elements of a saved page ----------------------------------------------------------------

_SPACE = re.compile(r"[ \t\r\n\f]+")


class TooDeepError(ValueError):
    """A page with too many nested elements."""


class PageText(Accumulator):
    """The text of an element of a page, and its links, while they are collected."""

    text: str = ""
    links: list[CapturedLink] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Add characters of a page, in which white space of any length is one space."""
        words = _SPACE.sub(" ", words)
        if not self.text or self.text[-1] in " \n":
            words = words.removeprefix(" ")
        self.text += words

    def end_line(self) -> None:
        """Begin a new line."""
        self.text = f"{self.text.rstrip(' ')}\n"

    def end_block(self) -> None:
        """Begin a new line, unless the text is at the start of one."""
        if self.text and not self.text.endswith("\n"):
            self.end_line()

    def finish(self) -> tuple[str, tuple[CapturedLink, ...]]:
        """Return the text without white space around it, and the links with their offsets in it."""
        before = len(self.text) - len(self.text.lstrip())
        links = tuple(_shift_link(link, -before) for link in self.links)
        return self.text.strip(), links


def _shift_link(link: CapturedLink, by: int) -> CapturedLink:
    if link.start is None:
        return link
    return replace(link, start=link.start + by, end=(link.end or 0) + by)


def append_element(
    element: html.HtmlElement,
    into: PageText,
    skip: Collection[html.HtmlElement] = (),
    depth: int = 0,
) -> None:
    """Add the text of an element, without that of the elements to skip. Raises TooDeepError."""
    if depth > MAX_DEPTH:
        raise TooDeepError
    into.add(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child not in skip and child.tag not in _HIDDEN_TAGS:
            _append_child(child, into, skip, depth)
        into.add(child.tail or "")


def _append_child(
    child: html.HtmlElement, into: PageText, skip: Collection[html.HtmlElement], depth: int
) -> None:
    if child.tag == "br":
        into.end_line()
    elif child.tag == "img":
        if "emoji" in (child.get("class") or "").lower():
            into.add(child.get("alt") or "")
    elif child.tag == "a" and _is_external_link(child):
        _append_link(child, into)
    else:
        begins_line = child.tag in _BLOCK_TAGS or child.tag in _LINE_TAGS
        if begins_line:
            into.end_block()
        append_element(child, into, skip, depth + 1)
        if begins_line:
            into.end_block()
        if child.tag == "p" and into.text.strip():
            into.text = f"{into.text.rstrip()}\n\n"


def _is_external_link(link: html.HtmlElement) -> bool:
    """Return whether a link is a URL in the text, and no handle or hashtag."""
    url = (link.get("href") or "").strip()
    shown = "".join(link.itertext()).strip()
    return is_web_address(url) and bool(shown) and shown[:1] not in "@#"


def _append_link(link: html.HtmlElement, into: PageText) -> None:
    """Add a link: its full URL where it shows that, or a part of it; otherwise its words.

    The URL behind words is a link without offsets.
    """
    url = (link.get("href") or "").strip()
    shown = _SPACE.sub(" ", "".join(link.itertext())).strip()
    shown_part = strip_scheme(shown).removesuffix("…").rstrip("/")
    if shown_part in strip_scheme(url) or shown.endswith("…"):
        shown = url
    if into.text and into.text[-1] not in " \n(“\"'":
        into.text += " "
    start = len(into.text)
    into.text += shown
    quotes = parse_post_url(url) is not None
    if shown == url:
        into.links.append(CapturedLink(url, start, len(into.text), quotes=quotes))
    else:
        into.links.append(CapturedLink(url, quotes=quotes))
