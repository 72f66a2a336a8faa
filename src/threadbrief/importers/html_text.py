"""HTML of a post in, its text as it was shown and the places of its links out. Nothing in it is run or fetched."""

import re

from lxml import etree, html

from threadbrief.values import Ledger, Value, field

_BLOCKS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"table", "section", "article", "figure", "dl"}
)
_LINES = frozenset({"li", "tr", "dt", "dd", "figcaption"})
_UNSEEN = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed"}
    | {"svg", "math", "textarea", "select"}
)
_WRAPPED = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DEEPEST = 200
"""Elements within elements; deeper ones give their text in one piece."""


class Anchor(Value):
    """A link in a text."""

    href: str
    start: int
    """In code points of the text."""
    end: int
    classes: frozenset[str]


class HtmlText(Value):
    """What a reader sees of some HTML."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def html_text(source: str, without: str | None = None) -> HtmlText:
    """Return the text of some HTML: a line for `br`, an empty line between paragraphs, spaces as they are.

    Elements of the class `without` are left out.
    """
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
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


class _Page(Ledger):
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
        if tag in _UNSEEN or (self.without is not None and self.without in classes):
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
        if depth > _DEEPEST:
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
