"""Where the anchors of a document are, and the links that lead there or to the web."""

from collections.abc import Iterable, Iterator

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, warning
from threadbrief.core.structs import replace
from threadbrief.pdf.layout.boxes import Bookmark
from threadbrief.pdf.layout.pages import PageLayout, PlacedRow
from threadbrief.pdf.output.canvas import Canvas, Destination, OutlineEntry, encode_uri
from threadbrief.pdf.output.paint import MARK, NOTE, LinkArea
from threadbrief.pdf.output.structure_tree import StructureTree
from threadbrief.templates import Look
from threadbrief.text.urls import has_link_scheme

HEADROOM = 6.0
"""Points that stay in view above the place a link leads to."""


class LinkAnnotations:
    """The links of a file in the making."""

    def __init__(self, canvas: Canvas, tags: StructureTree, places: "Destinations") -> None:
        self._canvas = canvas
        self._tags = tags
        self._places = places

    def on(self, page: int, areas: Iterable[LinkArea]) -> list[str]:
        """Return references to the annotations of a page, counted from 0; areas that lead nowhere have none."""
        return [link for area in areas if (link := self._add(area, page))]

    def _add(self, link: LinkArea, page: int) -> str | None:
        key = self._tags.next_link()
        if has_link_scheme(link.target):
            address = encode_uri(link.target)
            if address is None:
                self._places.report_long(link.target, link.where)
                return None
            annotation = self._canvas.uri_link(link.area, address, link.target, key)
        elif place := self._places.find(link.target, link.where):
            annotation = self._canvas.inner_link(link.area, place, link.said, key)
        else:
            return None
        self._tags.linked(link.node, page, annotation)
        return annotation


class Destinations:
    """Where the anchors of a document are."""

    def __init__(self, look: Look) -> None:
        self._left = look.page.left
        self._top = look.page.height - look.page.top
        self._found: dict[str, Destination] = {}
        self.outline: list[OutlineEntry] = []
        self._lost: dict[str, Location | None] = {}
        self._long: dict[str, Location | None] = {}

    def add(self, pages: Iterable[PageLayout]) -> None:
        """Add the places of the pages of a document."""
        for number, page in enumerate(pages):
            for placed in page.body:
                self._add(placed, number)
            for part in page.notes:
                if part.start == 0:
                    self._found[f"{NOTE}{part.note.number}"] = self._place(part.rows[0], number)

    def find(self, target: str, where: Location | None) -> Destination | None:
        """Return the place of `#` and an anchor; None when there is none, which `missing` reports at its place."""
        place = self._found.get(target)
        if place is None:
            self._lost.setdefault(target, where)
        return place

    def report_long(self, target: str, where: Location | None) -> None:
        """Keep an address that is too long for a link; `missing` reports it."""
        self._long.setdefault(target, where)

    def missing(self) -> Iterator[Problem]:
        """Yield a warning for each anchor that was looked for in vain, and each address that was too long."""
        for target, where in self._long.items():
            message = f'the address "{target[:40]}…" has {len(target):,} characters, too many for a link in a PDF'
            yield warning(codes.LINK_NOT_IN_PDF, message, where)
        for target, where in self._lost.items():
            yield warning(
                codes.LINK_NOT_IN_PDF,
                f'a link leads to "{target}", which is neither in the memo nor on the web',
                where,
            )

    def _add(self, placed: PlacedRow, number: int) -> None:
        place = self._place(placed, number)
        for anchor in placed.row.anchors:
            self._found[f"#{anchor}"] = place
        for note in placed.row.notes:
            self._found[f"{MARK}{note.number}"] = place
        if placed.row.bookmark:
            bookmark: Bookmark = placed.row.bookmark
            self.outline.append(
                OutlineEntry(bookmark.level, bookmark.title, replace(place, left=0.0))
            )

    def _place(self, placed: PlacedRow, number: int) -> Destination:
        return Destination(number, self._left, self._top - placed.top + HEADROOM)
