"""HTML to text, as a reader sees it. Nothing of it is run, fetched or drawn.

`html_text` reads the HTML of a post as a server gives it out: its white space is the author's. `write`
reads elements of a page that was saved from a browser: white space of any length is one space, and the
address of a link becomes part of the text. Which elements are seen, and which begin a line, is the same.
"""

import re
from collections.abc import Collection

from lxml import etree, html

from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.importers.model import CapturedLink
from threadbrief.importers.urls import parse_post_url
from threadbrief.text.urls import is_web_address, strip_scheme

_BLOCKS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"table", "section", "article", "main", "figure", "dl"}
)
_LINES = frozenset({"li", "tr", "dt", "dd", "figcaption"})
_HIDDEN = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed"}
    | {"svg", "math", "form", "button", "textarea", "select"}
)
"""Elements without text for a reader: scripts, forms, and what other programs draw."""
_WRAPPED = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MAX_DEPTH = 200
"""Elements within elements. Deeper ones give their text in one piece, or refuse a page."""


class Anchor(Frozen):
    """A link in a text."""

    href: str
    start: int
    """In code points of the text."""
    end: int
    classes: frozenset[str]


class HtmlText(Frozen):
    """What a reader sees of some HTML."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def html_text(source: str, without: str | None = None) -> HtmlText:
    """Return the text of some HTML: a line for `br`, an empty line between paragraphs, spaces as they are.

    Elements of the class `without` are left out.
    """
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    body = _CONTROL.sub("\ufffd", source)
    data = f"<!DOCTYPE html><html><body>{body}</body></html>".encode()
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return HtmlText("")
    page = _Page(without)
    page.walk(root, 0)
    whole = "".join(page.pieces)
    text = whole.rstrip()
    anchors = tuple(anchor for anchor in page.anchors if anchor.end <= len(text))
    return HtmlText(text, anchors)


class _Page(Accumulator):
    """A text that grows."""

    without: str | None
    pieces: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    length: int = 0
    waiting: int = 0
    """Line breaks that come before the next text."""
    kept: int = 0
    """How many elements around keep their line breaks."""

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        classes = frozenset((element.get("class") or "").split())
        if tag in _HIDDEN or (self.without is not None and self.without in classes):
            return
        breaks = 2 if tag in _BLOCKS else 1 if tag in _LINES else 0
        self.waiting = max(self.waiting, breaks)
        self._begin(element, tag)
        start = self.length
        self.kept += tag == "pre"
        self._inside(element, depth)
        self.kept -= tag == "pre"
        href = element.get("href")
        if tag == "a" and href and self.length > start:
            self.anchors.append(Anchor(href, start, self.length, classes))
        self.waiting = max(self.waiting, breaks)

    def _begin(self, element: html.HtmlElement, tag: str) -> None:
        """Write what an element shows before what is in it."""
        match tag:
            case "br":
                self._flush()
                self._put("\n")
            case "img":
                self._write(element.get("alt") or "")
            case "li":
                self._write(_bullet(element))
            case "a":
                self._flush()
            case _:
                pass

    def _inside(self, element: html.HtmlElement, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._write(" ".join(str(piece) for piece in element.itertext()))
            return
        self._write(element.text or "")
        for child in element:
            self.walk(child, depth + 1)
            self._write(child.tail or "")

    def _write(self, text: str) -> None:
        shown = text if self.kept else _WRAPPED.sub(" ", text)
        fresh = self.waiting or not self.length or (self.pieces and self.pieces[-1].endswith("\n"))
        if fresh and shown != text:
            shown = shown.lstrip(" ")
        if shown:
            self._flush()
            self._put(shown)

    def _flush(self) -> None:
        if self.waiting and self.length:
            self._put("\n" * self.waiting)
        self.waiting = 0

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _bullet(item: html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    return f"{1 + sum(1 for _ in item.itersiblings('li', preceding=True))}. "


# --- elements of a page ----------------------------------------------------------------------

_SPACE = re.compile(r"[ \t\r\n\f]+")


class TooDeepError(ValueError):
    """A page whose elements are nested too deeply."""


class PageText(Accumulator):
    """The text of an element, as it grows."""

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
        """Begin a new line, unless one has begun."""
        if self.text and not self.text.endswith("\n"):
            self.end_line()

    def finished(self) -> tuple[str, tuple[CapturedLink, ...]]:
        """Return the text without white space around it, and the links at their places in it."""
        before = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        links = tuple(
            link
            if link.start is None
            else replace(link, start=link.start - before, end=(link.end or 0) - before)
            for link in self.links
        )
        return text, links


def append_element(
    element: html.HtmlElement,
    into: PageText,
    skip: Collection[html.HtmlElement] = (),
    depth: int = 0,
) -> None:
    """Add the text of an element, without that of some elements in it. Raises TooDeepError."""
    if depth > MAX_DEPTH:
        raise TooDeepError
    into.add(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child not in skip and child.tag not in _HIDDEN:
            _write_child(child, into, skip, depth)
        into.add(child.tail or "")


def _write_child(
    child: html.HtmlElement, into: PageText, skip: Collection[html.HtmlElement], depth: int
) -> None:
    if child.tag == "br":
        into.end_line()
    elif child.tag == "img":
        if "emoji" in (child.get("class") or "").lower():
            into.add(child.get("alt") or "")
    elif child.tag == "a" and _leads_out(child):
        _write_link(child, into)
    else:
        begins_line = child.tag in _BLOCKS or child.tag in _LINES
        if begins_line:
            into.end_block()
        append_element(child, into, skip, depth + 1)
        if begins_line:
            into.end_block()
        if child.tag == "p" and into.text.strip():
            into.text = f"{into.text.rstrip()}\n\n"


def _leads_out(link: html.HtmlElement) -> bool:
    """Return whether a link is an address in the text, and no handle or tag."""
    url = (link.get("href") or "").strip()
    shown = "".join(link.itertext()).strip()
    return is_web_address(url) and bool(shown) and shown[:1] not in "@#"


def _write_link(link: html.HtmlElement, into: PageText) -> None:
    """Add a link: its address where that is what it shows, in full; else its words, and the address beside them."""
    url = (link.get("href") or "").strip()
    shown = _SPACE.sub(" ", "".join(link.itertext())).strip()
    if strip_scheme(shown).removesuffix("…").rstrip("/") in strip_scheme(url) or shown.endswith(
        "…"
    ):
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
