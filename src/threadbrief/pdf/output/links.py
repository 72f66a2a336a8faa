"""Where the anchors of a document are, and the links that lead there or to the web."""

from collections.abc import Iterable, Iterator

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, warning
from threadbrief.core.structs import replace
from threadbrief.pdf.layout.boxes import Bookmark
from threadbrief.pdf.layout.pages import PageLayout, PlacedRow
from threadbrief.pdf.output.canvas import Canvas, Destination, OutlineEntry, encode_uri
from threadbrief.pdf.output.paint import NOTE_ANCHOR, NOTE_MARK_ANCHOR, LinkArea
from threadbrief.pdf.output.structure_tree import StructureTree
from threadbrief.templates import Look
from threadbrief.text.urls import has_link_scheme, to_uri

HEADROOM = 6.0
"""Points that stay in view above the place a link leads to."""
_MAX_SHOWN = 40
"""Characters of an address in a message."""


class LinkAnnotations:
    """The links of a file in the making."""

    def __init__(self, canvas: Canvas, tree: StructureTree, destinations: "Destinations") -> None:
        self._canvas = canvas
        self._tree = tree
        self._destinations = destinations

    def add_page_links(self, page: int, areas: Iterable[LinkArea]) -> list[str]:
        """Return references to the annotations of a page, counted from 0.

        Areas that lead nowhere have none.
        """
        return [link for area in areas if (link := self._add_link(area, page))]

    def _add_link(self, link: LinkArea, page: int) -> str | None:
        key = self._tree.get_next_link_key()
        if has_link_scheme(link.target):
            address = encode_uri(link.target)
            if address is None:
                self._destinations.add_unusable_address(link.target, link.where)
                return None
            annotation = self._canvas.add_uri_link(link.area, address, link.description, key)
        elif destination := self._destinations.find(link.target, link.where):
            annotation = self._canvas.add_internal_link(
                link.area, destination, link.description, key
            )
        else:
            return None
        self._tree.add_annotation(link.node, page, annotation)
        return annotation


class Destinations:
    """Where the anchors of a document are."""

    def __init__(self, look: Look) -> None:
        self._left = look.page.left
        self._top = look.page.height - look.page.top
        self._by_anchor: dict[str, Destination] = {}
        self.outline: list[OutlineEntry] = []
        self._missing: dict[str, Location | None] = {}
        self._unusable_addresses: dict[str, Location | None] = {}

    def add_pages(self, pages: Iterable[PageLayout]) -> None:
        """Add the places of the pages of a document."""
        for number, page in enumerate(pages):
            for placed in page.body:
                self._add_row(placed, number)
            for part in page.notes:
                if part.start == 0:
                    self._by_anchor[f"{NOTE_ANCHOR}{part.note.number}"] = self._make_destination(
                        part.rows[0], number
                    )

    def find(self, target: str, where: Location | None) -> Destination | None:
        """Return the place of `#` and an anchor.

        None when there is none, which `missing` reports at its place.
        """
        destination = self._by_anchor.get(target)
        if destination is None:
            self._missing.setdefault(target, where)
        return destination

    def add_unusable_address(self, target: str, where: Location | None) -> None:
        """Keep an address that no link can have; `iter_problems` reports it."""
        self._unusable_addresses.setdefault(target, where)

    def iter_problems(self) -> Iterator[Problem]:
        """Yield a warning for each undefined anchor, and for each address no link has."""
        for target, where in self._unusable_addresses.items():
            message = f'"{target[:_MAX_SHOWN]}" is no address that a PDF can open'
            if to_uri(target):
                message = (
                    f'the address "{target[:_MAX_SHOWN]}…" has {len(target):,} characters, '
                    "too many for a link in a PDF"
                )
            yield warning(codes.LINK_NOT_IN_PDF, message, where)
        for target, where in self._missing.items():
            yield warning(
                codes.LINK_NOT_IN_PDF,
                f'a link leads to "{target}", which is neither in the memo nor on the web',
                where,
            )

    def _add_row(self, placed: PlacedRow, number: int) -> None:
        destination = self._make_destination(placed, number)
        for anchor in placed.row.anchors:
            self._by_anchor[f"#{anchor}"] = destination
        for note in placed.row.notes:
            self._by_anchor[f"{NOTE_MARK_ANCHOR}{note.number}"] = destination
        if placed.row.bookmark:
            bookmark: Bookmark = placed.row.bookmark
            self.outline.append(
                OutlineEntry(bookmark.level, bookmark.title, replace(destination, left=0.0))
            )

    def _make_destination(self, placed: PlacedRow, number: int) -> Destination:
        return Destination(number, self._left, self._top - placed.top + HEADROOM)
