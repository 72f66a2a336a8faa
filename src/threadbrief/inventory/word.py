"""What a Word file carries: the parts of its package, read one by one, each within a bound.

A part is known by its root element, whatever its name and the namespace of its version (ISO/IEC
29500, transitional and strict).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from lxml import etree

from threadbrief.inventory.items import ItemList, Kind, ListedItem
from threadbrief.inventory.pictures import list_picture_facts
from threadbrief.inventory.xmp import local_name, parse_xml

MAX_ENTRIES = 10_000
MAX_PART, MAX_WHOLE = 64 << 20, 256 << 20
"""Bytes unpacked, of one part and of all; what is beyond is named, and not looked into."""
MAX_XML, MAX_WHOLE_XML = 16 << 20, 48 << 20
"""The same for XML, whose tree takes many times its size. Word writes 20 KB a page."""
MAX_ELEMENTS = 2000
"""Elements of which an item has the text, since they may be in each other."""
_PICTURE = re.compile(
    r"\.(png|jpe?g|jfif|gif|tiff?|webp|bmp|emf|wmf|svg|heic|jp2|jxr)$", re.IGNORECASE
)
_ACTIVE = re.compile(r"vbaProject|vbaData|activeX/|attachedToolbars", re.IGNORECASE)
_ATTACHED = re.compile(
    r"embeddings/|afchunk|printerSettings|/glossary/document\.xml$", re.IGNORECASE
)
_SEEN_INTO = re.compile(rf"\.(xml|rels|odttf|ttf|otf)$|{_PICTURE.pattern}", re.IGNORECASE)
"""Parts with a kind of item of their own; any other is an attachment."""
_OFFICE = re.compile(
    r"\{(https?://schemas\.(openxmlformats\.org|microsoft\.com)/|http://purl\.oclc\.org/ooxml/|"
    r"urn:schemas-microsoft-com:)"
)
"""The namespaces of Office's own parts."""
_DESCRIBED_DATA = re.compile(r"customXml/(?!_rels/|itemProps)")
"""Data beside the text; a list of sources that Word keeps is one, in a namespace of Office."""
_DIGESTS = "{urn:threadbrief:pictures:1}pictures"
"""The list of the SHA-256 of pictures, in our files."""
_FIELD = re.compile(
    r"\s*(HYPERLINK|INCLUDEPICTURE|INCLUDETEXT|LINK|DDE|DDEAUTO|IMPORT|DATABASE|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_FETCHING = frozenset(["INCLUDEPICTURE", "INCLUDETEXT", "LINK", "IMPORT", "DATABASE", "RD"])
_ARGUMENT = re.compile(r'(?:\\[A-Za-z]\s+)?"([^"]*)"|(\S+)')
_CHANGES = {
    "ins": "inserted",
    "del": "deleted",
    "moveFrom": "moved away",
    "moveTo": "moved here",
    "cellIns": "inserted cell",
    "cellDel": "deleted cell",
}
_AUTHORS = frozenset(["creator", "lastModifiedBy", "Manager"])
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
)


def list_word(data: bytes) -> tuple[ListedItem, ...] | None:
    """Return what a Word file carries, but for its memo; None when it is no package of Office."""
    items = ItemList()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if "[Content_Types].xml" not in package.namelist():
                return None
            if package.comment:
                items.add(Kind.HIDDEN, "comment of the archive", package.comment.decode("latin-1"))
            for name, content in _iter_parts(package, items):
                _list_part(name, content, items)
    except _ZIP_FAULTS:
        return None
    return items.finish()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _iter_parts(package: zipfile.ZipFile, items: ItemList) -> Iterator[tuple[str, bytes]]:
    """Yield the parts by name; one that is too large or damaged is named, and left out."""
    left = {True: MAX_WHOLE_XML, False: MAX_WHOLE}
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        items.add(Kind.UNREAD, f"{len(entries) - MAX_ENTRIES} parts", "too many")
    for entry in entries[:MAX_ENTRIES]:
        name = entry.filename
        is_xml = _is_xml(name)
        most = min(MAX_XML if is_xml else MAX_PART, left[is_xml])
        try:
            with package.open(entry) as file:
                content = file.read(most + 1)
        except _ZIP_FAULTS as fault:
            items.add(Kind.UNREAD, name, f"damaged: {type(fault).__name__}")
            continue
        left[is_xml] -= min(len(content), most)
        if len(content) > most:
            items.add(Kind.UNREAD, name, "too large")
        elif not entry.is_dir():
            yield name, content


def _list_part(name: str, content: bytes, items: ItemList) -> None:
    size = f"{len(content):,} bytes"
    if _ACTIVE.search(name):
        items.add(Kind.ACTIVE, name, size)
    elif _ATTACHED.search(name) or not _SEEN_INTO.search(name):
        items.add(Kind.ATTACHMENT, name, size)
    if _PICTURE.search(name):
        what = "thumbnail of the first page" if "thumbnail" in name else "picture"
        items.add(Kind.PICTURE, what, size, name)
        for fact, value in list_picture_facts(content):
            items.add(Kind.PICTURE, fact, value, name)
    elif _is_xml(name):
        root = parse_xml(content)
        if root is None:
            items.add(Kind.UNREAD, name, "no well-formed XML, or with a document type")
        else:
            _list_xml(root, name, size, items)


def _list_xml(root: etree._Element, name: str, size: str, items: ItemList) -> None:
    if _DESCRIBED_DATA.match(name) or not _OFFICE.match(str(root.tag)):
        items.add(Kind.ATTACHMENT, name, f"XML data, {root.tag}, {size}")
        if root.tag == _DIGESTS:
            items.add_digests(root.text or "", name)
        return
    match local_name(root.tag):
        case "coreProperties" | "Properties":
            _list_properties(root, name, items)
        case "Relationships":
            _list_relationships(root, name, items)
        case "fonts":
            _list_fonts(root, name, items)
        case "people":
            _list_people(root, name, items)
        case "settings":
            _list_settings(root, name, items)
        case "comments":
            _list_comments(root, name, items)
            _list_text(root, name, items)
        case _:
            _list_text(root, name, items)


def _list_relationships(root: etree._Element, name: str, items: ItemList) -> None:
    source = name.replace("_rels/", "").removesuffix(".rels")
    for row in root.iter("{*}Relationship"):
        if row.get("TargetMode") != "External":
            continue
        kind, target = (row.get("Type") or "").rpartition("/")[2], row.get("Target") or ""
        if kind == "hyperlink":
            items.add_link(target)
        else:
            items.add(Kind.EXTERNAL, kind, target, source)


def _list_properties(root: etree._Element, name: str, items: ItemList) -> None:
    for element in root:
        label = element.get("name") or local_name(element.tag)
        value = " ".join(str(text).strip() for text in element.itertext()).strip()
        if value and label:
            items.add(Kind.PROPERTY, label, value, name)
        if label in _AUTHORS:
            items.add_author(value, label, name)


def _list_people(root: etree._Element, name: str, items: ItemList) -> None:
    """Add the accounts of authors of comments and changes ([MS-DOCX], 2.5.2)."""
    for person in root:
        items.add_author(_attribute(person, "author"), "account", name)
        for presence in person:
            user = _attribute(presence, "userId")
            items.add_author(user, f"account, {_attribute(presence, 'providerId')}", name)


def _list_fonts(root: etree._Element, name: str, items: ItemList) -> None:
    for font in root.iter("{*}font"):
        faces = [local_name(child.tag) for child in font if _attribute(child, "id")]
        if faces:
            shown = ", ".join(face.removeprefix("embed").lower() for face in faces)
            items.add(Kind.FONT, _attribute(font, "name"), f"embedded: {shown}", name)


def _list_settings(root: etree._Element, name: str, items: ItemList) -> None:
    sessions = sum(1 for _ in root.iter("{*}rsid"))
    if sessions:
        items.add(Kind.PROPERTY, "editing sessions (rsid)", str(sessions), name)
    for variable in root.iter("{*}docVar"):
        label = f"variable {_attribute(variable, 'name')}"
        items.add(Kind.PROPERTY, label, _attribute(variable, "val"), name)
    for query in root.iter("{*}query", "{*}connectString"):
        items.add(Kind.EXTERNAL, local_name(query.tag), _attribute(query, "val"), name)


def _list_comments(root: etree._Element, name: str, items: ItemList) -> None:
    for comment in root.iter("{*}comment"):
        author, date = _attribute(comment, "author"), _attribute(comment, "date")
        items.add(Kind.COMMENT, author or "no author", f"{date} {_text_of(comment)}".strip(), name)
        items.add_author(author, "comment", name)


# --- what runs of text have beside their text ---


def _list_text(root: etree._Element, name: str, items: ItemList) -> None:
    """Add tracked changes, hidden text, fields that lead out, and texts beside pictures."""
    fields = _FieldReader(name, items)
    hidden: etree._Element | None = None
    for element in root.iter():
        match local_name(element.tag):
            case "vanish" | "specVanish" if _is_on(element):
                run = next(element.iterancestors("{*}r"), None)
                if run is not None and run is not hidden and _text_of(run):
                    items.add(Kind.HIDDEN, "hidden text", _text_of(run), name)
                hidden = run
            case "instrText" | "delInstrText":
                fields.add(element.text or "")
            case "fldChar":
                fields.mark(_attribute(element, "fldCharType"))
            case "fldSimple":
                fields.list_field(_attribute(element, "instr"))
            case "docPr" | "cNvPr":
                _list_alternative_text(element, name, items)
            case "srcRect" if any(value not in ("0", "") for value in element.attrib.values()):
                items.add(Kind.HIDDEN, "cropped part of a picture", "", name)
            case "permStart":
                items.add_author(_attribute(element, "ed"), "may edit", name)
            case tag:
                _list_change(element, tag, name, items)


class _FieldReader:
    """Joins the instructions of fields, which are in pieces and in each other (17.16.2)."""

    def __init__(self, name: str, items: ItemList) -> None:
        self._name = name
        self._items = items
        self._open: list[list[str]] = []

    def add(self, piece: str) -> None:
        if self._open:
            self._open[-1].append(piece)

    def mark(self, kind: str) -> None:
        """Go on at the begin, the separator or the end of a field."""
        if kind == "begin":
            self._open.append([])
        elif self._open:
            self.list_field("".join(self._open[-1]))
            self._open[-1].clear()
            if kind == "end":
                self._open.pop()

    def list_field(self, instruction: str) -> None:
        """Add where a field leads."""
        match = _FIELD.match(instruction[:4096])
        if not match:
            return
        word = match[1].upper()
        if word == "HYPERLINK":
            target = _find_target(instruction[match.end() : 4096])
            if target:
                self._items.add_link(target)
        elif word in _FETCHING:
            self._items.add(Kind.EXTERNAL, f"field {word}", instruction, self._name)
        else:
            self._items.add(Kind.ACTIVE, f"field {word}", instruction, self._name)


def _find_target(arguments: str) -> str:
    """Return the address of a HYPERLINK; empty for one to a bookmark (17.16.5.25)."""
    for match in _ARGUMENT.finditer(arguments):
        if not match[0].startswith("\\"):
            return match[1] or match[2] or ""
    return ""


def _list_alternative_text(element: etree._Element, name: str, items: ItemList) -> None:
    for key in ("descr", "title"):
        if element.get(key):
            items.add(Kind.PICTURE, "alternative text", element.get(key) or "", name)
    file = element.get("name") or ""
    if re.search(r"[\\/]|\.\w{3,4}$", file) and not re.fullmatch(r"(image|memo)\d+\.\w+", file):
        items.add(Kind.PICTURE, "name of its file", file, name)


def _list_change(element: etree._Element, tag: str, name: str, items: ItemList) -> None:
    if tag not in _CHANGES and not tag.endswith("Change"):
        return
    author, date = _attribute(element, "author"), _attribute(element, "date")
    if not author and not date:
        return
    what = _CHANGES.get(tag, "changed format")
    text = "" if tag.endswith("Change") else _text_of(element)
    items.add(Kind.CHANGE, author or "no author", f"{date} {what}: {text}".strip(" :"), name)
    items.add_author(author, "tracked change", name)


def _text_of(element: etree._Element) -> str:
    """Return the text in an element, as much as an item has of it."""
    pieces = (
        piece.text or ""
        for piece in islice(element.iter(), MAX_ELEMENTS)
        if local_name(piece.tag) in ("t", "delText")
    )
    return "".join(pieces)


def _is_on(element: etree._Element) -> bool:
    return _attribute(element, "val").lower() not in ("0", "false", "off")


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute whatever its namespace, which differs by version; empty without it."""
    for key, value in element.attrib.items():
        if local_name(key) == name:
            return str(value)
    return ""
