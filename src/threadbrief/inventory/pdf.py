"""What a PDF carries: its objects, looked at one by one (ISO 32000-1)."""

import re

from threadbrief.core.structs import Frozen
from threadbrief.inventory.items import AttachedFile, ItemList, Kind, ListedItem
from threadbrief.inventory.pdf_objects import (
    MAX_DEPTH,
    PdfFile,
    PdfName,
    PdfObject,
    Value,
    decode_text,
    list_filters,
)
from threadbrief.inventory.pictures import describe_profile, list_picture_facts
from threadbrief.inventory.xmp import list_xmp

_WANTED = re.compile(
    rb"/(?:URI|JS|JavaScript|Launch|SubmitForm|ImportData|GoTo[RE]|RichMedia|Annot|Contents|EF|"
    rb"FontDescriptor|FontFile\d?|Alt|Sig|FT|XFA|PieceInfo|Movie|Sound|Page|OCG)\b"
)
"""What an object in an object stream has, if it is to be looked at."""
_MARKUP = frozenset(
    ["Text", "FreeText", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "Stamp", "Ink",
     "Line", "Square", "Circle", "Polygon", "PolyLine", "Redact", "FileAttachment"]
)  # fmt: skip
"""Annotations that a reader made (12.5.6)."""
_ACTIVE = frozenset(
    ["JavaScript", "Launch", "SubmitForm", "ImportData", "Rendition", "RichMediaExecute", "Movie",
     "Sound"]
)  # fmt: skip
_FETCHING = frozenset(["GoToR", "GoToE"])
_AUTHORS = frozenset(["Author", "creator"])
_ENCODED = frozenset(["DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode"])
"""Filters whose content is a picture by itself."""
_INVISIBLE = re.compile(rb"(?<![\d.])[37][\0\t\n\f\r ]{1,9}Tr\b")
"""Text that is neither filled nor stroked (9.3.6)."""


class _Listing(Frozen, gc=True):
    file: PdfFile
    items: ItemList
    attached: list[AttachedFile]


def list_pdf(data: bytes) -> tuple[tuple[ListedItem, ...], tuple[AttachedFile, ...]]:
    """Return what a PDF carries, and the files of YAML that are attached to it."""
    listing = _Listing(PdfFile(data), ItemList(), [])
    file, items = listing.file, listing.items
    if "Encrypt" in file.trailer:
        items.add(Kind.UNREAD, "the content", "the file is encrypted")
        return items.finish(), ()
    _list_document(listing)
    for found in file.iter_objects(_WANTED):
        _list_object(found, listing)
    # A linearised file (annex F) has two ends, and no earlier state.
    states = data.count(b"startxref") - (b"/Linearized" in data[:2048])
    if states > 1:
        items.add(Kind.REVISION, f"{states - 1}", "changes were added behind what was there")
    if file.is_cut:
        items.add(Kind.UNREAD, "part of the file", "too large, or packed in a rare way")
    return items.finish(), tuple(listing.attached)


def _list_document(listing: _Listing) -> None:
    """Add what the trailer and the catalog say of the whole file."""
    file, items = listing.file, listing.items
    info = file.resolve(file.trailer.get("Info"))
    for key, value in info.items() if isinstance(info, dict) else ():
        text = decode_text(file.resolve(value))
        if text:
            items.add(Kind.PROPERTY, key, text, "Info")
            if key in _AUTHORS:
                items.add_author(text, key, "Info")
    catalog = file.resolve(file.trailer.get("Root"))
    layers = file.resolve(catalog.get("OCProperties")) if isinstance(catalog, dict) else None
    default = file.resolve(layers.get("D")) if isinstance(layers, dict) else None
    off = file.resolve(default.get("OFF")) if isinstance(default, dict) else None
    for reference in off if isinstance(off, list) else ():
        layer = file.resolve(reference)
        if isinstance(layer, dict):
            items.add(Kind.HIDDEN, "hidden layer", decode_text(file.resolve(layer.get("Name"))))


def _list_object(found: PdfObject, listing: _Listing) -> None:
    where = f"object {found.number}"
    value = found.value
    _visit(value, where, listing, 0)
    if not isinstance(value, dict):
        return
    if value.get("Type") == "Page":
        _list_page(value, where, listing)
    if found.stream is None:
        return
    kind = listing.file.resolve(value.get("Subtype"))
    if kind == "Image":
        _list_image(found, where, listing)
    elif kind == "XML":
        content = listing.file.unpack(found) or b""
        for name, text in list_xmp(content):
            if text:
                listing.items.add(Kind.PROPERTY, f"XMP {name}", text, where)
                if name in _AUTHORS:
                    listing.items.add_author(text, f"XMP {name}", where)


def _visit(value: Value, where: str, listing: _Listing, depth: int) -> None:
    """Look at each dictionary in a value."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        _list_dictionary(value, where, listing)
        for inner in value.values():
            if isinstance(inner, dict | list):
                _visit(inner, where, listing, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                _visit(inner, where, listing, depth + 1)


def _list_dictionary(value: dict[str, Value], where: str, listing: _Listing) -> None:
    items = listing.items
    action = value.get("S")
    if isinstance(action, PdfName):
        _list_action(action, value, where, listing)
    if value.get("Subtype") in _MARKUP and "Rect" in value:
        _list_comment(value, where, listing)
    if "EF" in value:
        _list_attachment(value, where, listing)
    if value.get("Type") == "FontDescriptor":
        embedded = any(key.startswith("FontFile") for key in value)
        name = _read_text(value, "FontName", listing)
        items.add(Kind.FONT, name, "embedded" if embedded else "not embedded", where)
    if value.get("Type") == "Sig":
        for key in ("Name", "Reason", "Location", "ContactInfo"):
            items.add_author(_read_text(value, key, listing), f"signature, {key}", where)
    if "FT" in value and _read_text(value, "V", listing):
        name = f"form field {_read_text(value, 'T', listing)}"
        items.add(Kind.PROPERTY, name, _read_text(value, "V", listing), where)
    if "XFA" in value:
        items.add(Kind.ACTIVE, "XFA form", "", where)
    pieces = listing.file.resolve(value.get("PieceInfo"))
    if isinstance(pieces, dict):
        items.add(Kind.HIDDEN, "private data of programs", ", ".join(pieces), where)


def _read_text(value: dict[str, Value], key: str, listing: _Listing) -> str:
    return decode_text(listing.file.resolve(value.get(key)))


def _list_action(action: PdfName, value: dict[str, Value], where: str, listing: _Listing) -> None:
    """Add what an action does (12.6.4), or what a figure of the structure tree says."""
    items = listing.items
    if action == "URI" and "URI" in value:
        items.add_link(_read_text(value, "URI", listing))
    elif action in _ACTIVE:
        script = _read_text(value, "JS", listing) or _name_file(value, listing)
        items.add(Kind.ACTIVE, action, script, where)
    elif action in _FETCHING:
        items.add(Kind.EXTERNAL, action, _name_file(value, listing), where)
    elif action == "Figure" and _read_text(value, "Alt", listing):
        items.add(Kind.PICTURE, "alternative text", _read_text(value, "Alt", listing), where)


def _list_comment(value: dict[str, Value], where: str, listing: _Listing) -> None:
    author = _read_text(value, "T", listing)
    kind = decode_text(value.get("Subtype"))
    text = f"{_read_text(value, 'M', listing)} {kind}: {_read_text(value, 'Contents', listing)}"
    listing.items.add(Kind.COMMENT, author or "no author", text.strip(" :"), where)
    listing.items.add_author(author, "comment", where)


def _name_file(action: dict[str, Value], listing: _Listing) -> str:
    """Return the file that an action leads to."""
    target = listing.file.resolve(action.get("F"))
    if isinstance(target, dict):
        target = listing.file.resolve(target.get("UF", target.get("F")))
    return decode_text(target)


def _list_attachment(value: dict[str, Value], where: str, listing: _Listing) -> None:
    file = listing.file
    name = decode_text(file.resolve(value.get("UF", value.get("F"))))
    held = file.resolve(value.get("EF"))
    stream = file.read_object(held.get("F", held.get("UF"))) if isinstance(held, dict) else None
    details = [decode_text(file.resolve(value.get("Desc")))]
    if stream:
        media_type = decode_text(file.resolve(stream.dictionary.get("Subtype")))
        parameters = file.resolve(stream.dictionary.get("Params"))
        size = parameters.get("Size") if isinstance(parameters, dict) else None
        details += [media_type, f"{size:,} bytes" if isinstance(size, int) else ""]
        if media_type == "application/yaml":
            data = file.unpack(stream) or b""
            listing.attached.append(AttachedFile(name, data))
        elif name == "pictures.sha256":
            listing.items.add_digests(
                (file.unpack(stream) or b"").decode("utf-8", "replace"), where
            )
    listing.items.add(Kind.ATTACHMENT, name, ", ".join(filter(None, details)), where)


def _list_page(page: dict[str, Value], where: str, listing: _Listing) -> None:
    """Add a remark where a page has text that is not shown."""
    file = listing.file
    contents = page.get("Contents")
    resolved = contents if isinstance(contents, list) else file.resolve(contents)
    references = resolved if isinstance(resolved, list) else [contents]
    for reference in references[:1000]:
        stream = file.read_object(reference)
        content = file.unpack(stream) if stream else None
        if content and _INVISIBLE.search(content):
            listing.items.add(Kind.HIDDEN, "text that is not drawn", "as under a scan", where)
            return


def _list_image(found: PdfObject, where: str, listing: _Listing) -> None:
    file, items = listing.file, listing.items
    value = found.dictionary
    size = " x ".join(str(file.resolve(value.get(key))) for key in ("Width", "Height"))
    items.add(Kind.PICTURE, "picture", f"{size} pixels", where)
    filters = list_filters(value, file)
    if {"DCTDecode", "DCT"} & set(filters):
        for fact, text in list_picture_facts(file.unpack(found, until=_ENCODED) or b""):
            items.add(Kind.PICTURE, fact, text, where)
    elif "JPXDecode" in filters:
        items.add(Kind.UNREAD, f"picture of {where}", "JPEG 2000")
    profile = file.resolve(value.get("ColorSpace"))
    if isinstance(profile, list) and profile and profile[0] == "Indexed" and len(profile) > 1:
        profile = file.resolve(profile[1])
    if isinstance(profile, list) and len(profile) > 1 and profile[0] == "ICCBased":
        stream = file.read_object(profile[1])
        content = file.unpack(stream) if stream else None
        items.add(Kind.PICTURE, "colour profile", describe_profile(content or b""), where)
