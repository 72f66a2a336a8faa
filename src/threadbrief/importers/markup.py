"""An element of a page in; its text as a reader sees it out, with the addresses and pictures in it.

Nothing of a page is run, fetched or drawn: scripts, styles and forms are passed over.
"""

import re
from collections.abc import Collection

from lxml import html

from threadbrief.importers.captured import CapturedLink
from threadbrief.importers.post_addresses import post_address
from threadbrief.text.urls import is_web_address, strip_scheme
from threadbrief.values import Ledger, field, replace

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SILENT = frozenset({"script", "style", "noscript", "template", "form", "button", "svg", "iframe", "object", "head"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "article", "section", "blockquote", "main", "h1", "h2", "h3", "h4", "tr", "table"}
)
MAX_DEPTH = 200
"""Elements inside each other; a page with more hides what is deeper, and the reader refuses it."""


class TooDeepError(ValueError):
    """A page whose elements are nested too deeply."""


class Written(Ledger):
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
            link if link.start is None else replace(link, start=link.start - before, end=(link.end or 0) - before)
            for link in self.links
        )
        return text, links


def write(element: html.HtmlElement, into: Written, skip: Collection[html.HtmlElement] = (), depth: int = 0) -> None:
    """Add the text of an element, without that of some elements in it. Raises TooDeepError."""
    if depth > MAX_DEPTH:
        raise TooDeepError
    into.add(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child not in skip and child.tag not in _SILENT:
            _write_child(child, into, skip, depth)
        into.add(child.tail or "")


def _write_child(child: html.HtmlElement, into: Written, skip: Collection[html.HtmlElement], depth: int) -> None:
    if child.tag == "br":
        into.end_line()
    elif child.tag == "img":
        if "emoji" in (child.get("class") or "").lower():
            into.add(child.get("alt") or "")
    elif child.tag == "a" and _leads_out(child):
        _write_link(child, into)
    else:
        if child.tag in _BLOCKS:
            into.end_block()
        write(child, into, skip, depth + 1)
        if child.tag in _BLOCKS:
            into.end_block()
        if child.tag == "p" and into.text.strip():
            into.text = f"{into.text.rstrip()}\n\n"


def _leads_out(link: html.HtmlElement) -> bool:
    """Return whether a link is an address in the text, and no handle or tag."""
    url = (link.get("href") or "").strip()
    shown = "".join(link.itertext()).strip()
    return is_web_address(url) and bool(shown) and shown[:1] not in "@#"


def _write_link(link: html.HtmlElement, into: Written) -> None:
    """Add a link: its address where that is what it shows, in full; else its words, and the address beside them."""
    url = (link.get("href") or "").strip()
    shown = _SPACE.sub(" ", "".join(link.itertext())).strip()
    if strip_scheme(shown).removesuffix("…").rstrip("/") in strip_scheme(url) or shown.endswith("…"):
        shown = url
    if into.text and into.text[-1] not in " \n(“\"'":
        into.text += " "
    start = len(into.text)
    into.text += shown
    quotes = post_address(url) is not None
    if shown == url:
        into.links.append(CapturedLink(url, start, len(into.text), quotes=quotes))
    else:
        into.links.append(CapturedLink(url, quotes=quotes))
