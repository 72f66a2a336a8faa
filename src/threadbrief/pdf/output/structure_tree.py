"""The structure tree: the meaning of page content for assistive readers (ISO 32000-1, 14.7, 14.8).

Elements without drawn content are left out. A note is placed at the end of the paragraph of its
mark; but after a heading or a picture, since readers announce all of a heading as its name, and of
a picture only its description.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from threadbrief.core.structs import Accumulator, field
from threadbrief.pdf.layout.boxes import Element, ElementKind
from threadbrief.pdf.output.canvas import Canvas, Rectangle, encode_text_string

_STRUCTURE_TYPES = {
    ElementKind.DOCUMENT: "Document",
    ElementKind.LABEL: "P",
    ElementKind.TITLE: "H1",
    ElementKind.HEADING_1: "H2",
    ElementKind.HEADING_2: "H3",
    ElementKind.HEADING_3: "H4",
    ElementKind.PARAGRAPH: "P",
    ElementKind.GROUP: "Div",
    ElementKind.QUOTATION: "BlockQuote",
    ElementKind.TERMS: "L",
    ElementKind.BULLETS: "L",
    ElementKind.NUMBERS: "L",
    ElementKind.ITEM: "LI",
    ElementKind.ITEM_LABEL: "Lbl",
    ElementKind.ITEM_BODY: "LBody",
    ElementKind.TABLE: "Table",
    ElementKind.TABLE_ROW: "TR",
    ElementKind.HEAD_CELL: "TH",
    ElementKind.CELL: "TD",
    ElementKind.FIGURE: "Figure",
    ElementKind.CAPTION: "Caption",
    ElementKind.NOTE: "Note",
}
_TYPES_WITHOUT_TITLE = {
    **_STRUCTURE_TYPES,
    ElementKind.HEADING_1: "H1",
    ElementKind.HEADING_2: "H2",
    ElementKind.HEADING_3: "H3",
}
"""Without a title above the headings, theirs is the first level (ISO 14289-1, 7.4.2)."""
_ATTRIBUTES = {
    ElementKind.BULLETS: "/A<</O/List/ListNumbering/Disc>>",
    ElementKind.NUMBERS: "/A<</O/List/ListNumbering/Decimal>>",
    ElementKind.HEAD_CELL: "/A<</O/Table/Scope/Column>>",
}
_NOTE_FOLLOWS = {
    ElementKind.TITLE,
    ElementKind.HEADING_1,
    ElementKind.HEADING_2,
    ElementKind.HEADING_3,
    ElementKind.FIGURE,
}
"""Elements that a note follows instead of being in them."""
BEGIN_ARTIFACT = "/Artifact BMC"
BEGIN_PAGINATION = "/Artifact<</Type/Pagination>>BDC"
"""What opens content that says nothing, and content that is there because there are pages
(14.8.2.2)."""


class StructElem(Accumulator, eq=False):
    """A structure element in the making."""

    tag: str
    parent: "StructElem | None"
    attributes: str = ""
    """Further entries of its dictionary."""
    kids: "list[StructElem | str]" = field(default_factory=list)
    """Elements, and marked content as the dictionary names it."""
    annotations: list[tuple[int, str]] = field(default_factory=list)
    """The links that it is, by page and reference."""
    page: int = -1
    """The first on which it has content."""
    has_note: bool = False
    """Whether it contains a note."""
    identifier: str = ""
    reference: str = ""
    """Empty until it is written."""
    root_reference: str = ""
    """A reference to the parent of the root."""


class StructureTree:
    """Collects the structure of a document while its pages are painted."""

    def __init__(self, language: str, pages: Sequence[str], *, titled: bool) -> None:
        """`pages` are references to the pages.

        `titled` says that there is a title above the headings.
        """
        self.document_language = language
        self._pages = pages
        self._structure_types = _STRUCTURE_TYPES if titled else _TYPES_WITHOUT_TITLE
        self._nodes: dict[Element, StructElem] = {}
        self._languages: dict[Element, str] = {}
        self._page_nodes: list[list[StructElem]] = []
        """For each page, the nodes of its marked content by number."""
        self._link_nodes: list[StructElem] = []
        """The nodes of the link annotations, by number."""
        self._root: StructElem | None = None
        self.pictures_described = True
        """Whether every picture so far says in words what it shows."""

    # While pages are painted.

    def begin_page(self) -> None:
        """Begin to number marked content from 0."""
        self._page_nodes.append([])

    def open_content(self, node: StructElem) -> str:
        """Return the operator that opens marked content of a node, on the page being painted."""
        page = self._page_nodes[-1]
        number, mark = len(self._page_nodes) - 1, len(page)
        if node.page < 0:
            node.page = number
        if node.page == number:
            kid = str(mark)
        else:
            kid = f"<</Type/MCR/Pg {self._pages[number]}/MCID {mark}>>"
        node.kids.append(kid)
        page.append(node)
        return f"/{node.tag}<</MCID {mark}>>BDC"

    def get_node(self, element: Element) -> StructElem:
        """Return the node of an element; its containers get nodes too."""
        node = self._nodes.get(element)
        if node is None:
            if element.kind is ElementKind.NOTE:
                before = _find_note_anchor(element)
            else:
                before = None
            above = before.parent if before else element.parent
            parent = self.get_node(above) if above else None
            node = StructElem(
                self._structure_types[element.kind], parent, _format_attributes(element)
            )
            node.identifier = f"note-{element.note}" if element.note else ""
            self._nodes[element] = node
            self._root = self._root or node
            if parent and before:
                _insert_after(self.get_node(before), node, parent.kids)
            elif parent:
                parent.kids.append(node)
                parent.has_note = parent.has_note or element.kind is ElementKind.NOTE
        return node

    def add_link(self, element: Element) -> StructElem:
        """Return a node for a link in the text of an element."""
        return _add_child("Link", self.get_node(element))

    def add_note_mark(self, element: Element) -> StructElem:
        """Return a node for the mark of a note in the text of an element."""
        return _add_child("Link", _add_child("Reference", self.get_node(element)))

    def add_note_number(self, element: Element) -> StructElem:
        """Return a node for the number that a note begins with.

        `element` is its first paragraph.
        """
        if element.kind is ElementKind.NOTE or element.parent is None:
            above = element
        else:
            above = element.parent
        label = StructElem("Lbl", self.get_node(above))
        self.get_node(above).kids.insert(0, label)
        return _add_child("Link", label)

    def add_picture(self, element: Element, box: Rectangle) -> StructElem:
        """Return the node of a picture that is shown in a place."""
        self.pictures_described = self.pictures_described and element.alt is not None
        node = self.get_node(element)
        node.attributes += (
            f"/A<</O/Layout/BBox[{box.left:.2f} {box.bottom:.2f} {box.right:.2f} {box.top:.2f}]>>"
        )
        return node

    def find_language(self, element: Element) -> str:
        """Return the language that the text of an element is in, unless it says otherwise."""
        language = self._languages.get(element)
        if language is None:
            if element.parent:
                above = self.find_language(element.parent)
            else:
                above = self.document_language
            language = self._languages[element] = element.lang or above
        return language

    def get_next_link_key(self) -> int:
        """Return the key by which the next link annotation names its node."""
        return len(self._pages) + len(self._link_nodes)

    def add_annotation(self, node: StructElem, page: int, annotation: str) -> None:
        """Add the annotation of the last key, by its reference, to the node of a link."""
        node.annotations.append((page, annotation))
        self._link_nodes.append(node)

    # When all is painted.

    def write(self, canvas: Canvas) -> None:
        """Write the tree into the file; nothing when nothing was painted."""
        if self._root is None:
            return
        nodes = list(_iter_tree(self._root))
        root, *references = canvas.reserve(len(nodes) + 1)
        for node, reference in zip(nodes, references, strict=True):
            node.reference = reference
        self._root.root_reference = root
        canvas.put_all(references, [_format_struct_elem(node, self._pages) for node in nodes])
        pages = " ".join(
            f"{number} [{' '.join(node.reference for node in page)}]"
            for number, page in enumerate(self._page_nodes)
        )
        links = " ".join(
            f"{len(self._pages) + number} {node.reference}"
            for number, node in enumerate(self._link_nodes)
        )
        parents = canvas.add(f"<</Nums[{pages} {links}]>>".encode("ascii"))
        named = sorted((node.identifier, node.reference) for node in nodes if node.identifier)
        names = " ".join(f"{encode_text_string(name)} {reference}" for name, reference in named)
        identifiers = f"/IDTree<</Names[{names}]>>" if named else ""
        tree = (
            f"<</Type/StructTreeRoot/K {self._root.reference}/ParentTree {parents}"
            f"/ParentTreeNextKey {self.get_next_link_key()}{identifiers}>>"
        )
        canvas.put(root, tree.encode("ascii"))
        for node in nodes:
            node.parent = None  # so that no circle of them waits for the collector
        canvas.catalog += f"/MarkInfo<</Marked true>>/StructTreeRoot {root}"


def _add_child(tag: str, parent: StructElem) -> StructElem:
    child = StructElem(tag, parent)
    parent.kids.append(child)
    return child


def _find_note_anchor(note: Element) -> Element | None:
    """Return the heading or picture that a note follows.

    None when its mark is in neither.
    """
    element = note.parent
    while element and element.kind not in _NOTE_FOLLOWS:
        element = element.parent
    return element


def _insert_after(before: StructElem, note: StructElem, kids: "list[StructElem | str]") -> None:
    """Put a note behind a node, and behind the notes that stand there already."""
    at = len(kids) - kids[::-1].index(before)
    others = takewhile(lambda kid: not isinstance(kid, str) and kid.tag == "Note", kids[at:])
    kids.insert(at + sum(1 for _ in others), note)


def _format_attributes(element: Element) -> str:
    if element.lang:
        language = f"/Lang{encode_text_string(element.lang)}"
    else:
        language = ""
    if element.alt:
        alternative = f"/Alt{encode_text_string(element.alt)}"
    else:
        alternative = ""
    return language + alternative + _ATTRIBUTES.get(element.kind, "")


def _iter_tree(root: StructElem) -> Iterator[StructElem]:
    """Yield the nodes from the root down, in the order in which they are read."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        # Notes after the text of their paragraph, which may go on on the next page.
        if node.has_note:
            node.kids.sort(key=lambda kid: not isinstance(kid, str) and kid.tag == "Note")
        yield node
        waiting += [kid for kid in reversed(node.kids) if not isinstance(kid, str)]


def _format_struct_elem(node: StructElem, pages: Sequence[str]) -> bytes:
    """Return a structure element (ISO 32000-1, table 323)."""
    kids = [kid if isinstance(kid, str) else kid.reference for kid in node.kids]
    tag = node.tag
    if node.annotations:
        kids += [
            f"<</Type/OBJR/Pg {pages[number]}/Obj {link}>>" for number, link in node.annotations
        ]
    elif tag == "Link":
        tag = "Span"  # a link that leads nowhere is text
    parent = node.parent.reference if node.parent else node.root_reference
    shown = f"/Pg {pages[node.page]}" if node.page >= 0 else ""
    if node.identifier:
        identifier = f"/ID{encode_text_string(node.identifier)}"
    else:
        identifier = ""
    content = " ".join(kids)
    entries = f"/S/{tag}/P {parent}{shown}/K[{content}]{identifier}{node.attributes}"
    return f"<</Type/StructElem{entries}>>".encode("ascii")
