"""Build a PDF file on ReportLab's object model: pages, pictures, links, outline and metadata.

Objects are registered as bytes: their numbers are known at once, so that nothing has to be resolved
later. The same calls give the same bytes, whatever the clock and the environment say.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime
from itertools import accumulate, chain
from typing import ParamSpec, TypeVar

from reportlab.pdfbase.pdfdoc import PDFDocument

from threadbrief.core.content_hash import hash_pdf
from threadbrief.core.structs import Frozen
from threadbrief.model.document import Properties
from threadbrief.pdf.output.image import Image
from threadbrief.text.urls import to_uri

Work = ParamSpec("Work")
Result = TypeVar("Result")
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
"""The version, and the bytes that say that this is no text (7.5.2)."""
DEFLATE_LEVEL = 3
"""Of deflation: a sixth more bytes than by the default, in less than half the time."""
OBJECTS_PER_STREAM = 200
"""Objects in an object stream."""
_FREE_ENTRY = struct.pack(">BIH", 0, 0, 65535)
_UNCOMPRESSED, _COMPRESSED = 1, 2
"""Types of entries: at a place in the file, and inside an object stream (table 18)."""


def make_stream(dictionary: str, content: bytes, *, compressed: bool = False) -> bytes:
    """Return a stream, deflated unless it is packed already. `dictionary` holds its own entries."""
    data = content if compressed else zlib.compress(content, DEFLATE_LEVEL)
    filters = "" if compressed else "/Filter/FlateDecode"
    # An end of line before `endstream`, not counted (ISO 19005-3, 6.1.7.1).
    return (
        f"<<{dictionary}{filters}/Length {len(data)}>>\nstream\n".encode("ascii")
        + data
        + b"\nendstream"
    )


def assemble_file(objects: Sequence[bytes], root: str, info: str, workers: Executor) -> bytes:
    """Return the file of the objects, numbered from 1. `root` and `info` are references.

    `workers` deflate them. The ID of the file is *the content hash*, of all before the
    cross-reference stream.
    """
    parts = [HEADER]
    place = len(HEADER)
    entries: list[bytes] = [_FREE_ENTRY] + [b""] * len(objects)
    small: list[int] = []
    for number, data in enumerate(objects, 1):
        if data.endswith((b"endstream", b"endstream\n")):
            entries[number] = struct.pack(">BIH", _UNCOMPRESSED, place, 0)
            parts.append(_make_indirect_object(number, data))
            place += len(parts[-1])
        else:
            small.append(number)
    for inside, data in _iter_object_streams(small, objects, workers):
        for index, number in enumerate(inside):
            entries[number] = struct.pack(">BIH", _COMPRESSED, len(entries), index)
        parts.append(_make_indirect_object(len(entries), data))
        entries.append(struct.pack(">BIH", _UNCOMPRESSED, place, 0))
        place += len(parts[-1])
    entries.append(struct.pack(">BIH", _UNCOMPRESSED, place, 0))
    identifier = hash_pdf(parts)
    identifiers = f"[<{identifier}><{identifier}>]"
    dictionary = f"/Type/XRef/Size {len(entries)}/W[1 4 2]/Root {root}/Info {info}/ID{identifiers}"
    parts.append(
        _make_indirect_object(len(entries) - 1, make_stream(dictionary, b"".join(entries)))
    )
    return b"".join(parts) + f"startxref\n{place}\n%%EOF\n".encode("ascii")


def _iter_object_streams(
    numbers: Sequence[int], objects: Sequence[bytes], workers: Executor
) -> Iterator[tuple[list[int], bytes]]:
    """Return the object streams that hold objects, each with the numbers of those in it."""
    groups = [
        list(numbers[start : start + OBJECTS_PER_STREAM])
        for start in range(0, len(numbers), OBJECTS_PER_STREAM)
    ]
    streams = workers.map(
        _make_object_stream, groups, [[objects[number - 1] for number in group] for group in groups]
    )
    return zip(groups, streams, strict=True)


def _make_indirect_object(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, data.rstrip(b"\n"))


def _make_object_stream(numbers: Sequence[int], objects: Sequence[bytes]) -> bytes:
    places = accumulate([len(data) + 1 for data in objects], initial=0)
    head = " ".join(
        [f"{number} {place}" for number, place in zip(numbers, places, strict=False)]
    ).encode("ascii")
    return make_stream(
        f"/Type/ObjStm/N {len(numbers)}/First {len(head) + 1}", b"\n".join([head, *objects, b""])
    )


class _Workers(ThreadPoolExecutor):
    """Threads that deflate; where the system has none to give, the caller does their work."""

    def submit(
        self, fn: Callable[Work, Result], /, *args: Work.args, **kwargs: Work.kwargs
    ) -> "Future[Result]":
        """Return the future of a call, which is done already where no thread could be started."""
        try:
            return super().submit(fn, *args, **kwargs)
        except RuntimeError:
            done: Future[Result] = Future()
            done.set_result(fn(*args, **kwargs))
            return done


CREATOR = "threadbrief"
_PAGES_PER_BATCH = 32
"""Pages that are deflated in one go."""


class Rectangle(Frozen):
    """An area of a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


class Destination(Frozen):
    """A place that a link leads to."""

    page: int
    """From 0."""
    left: float
    top: float
    """Points from the lower edge of the page."""


class OutlineEntry(Frozen):
    """A line of the outline."""

    level: int
    """1 is the outermost."""
    title: str
    destination: Destination


_MAX_STRING_LENGTH = 32_767
"""Bytes of a string (ISO 19005-3, 6.1.13)."""
_MIN_SHARED_LENGTH = 500
"""Characters of an address from which its links share it."""


class Canvas:
    """Collects the objects of a file; `finish` gives its bytes."""

    def __init__(self, width: float, height: float, pages: int) -> None:
        """`pages` is how many there will be: links may lead to any of them from the start."""
        self._doc = PDFDocument(invariant=1)  # named as ReportLab's own canvas names it
        self._media_box = f"[0 0 {width:.3f} {height:.3f}]"
        self._objects: dict[int, bytes] = {}
        """By their numbers, as they stand in the file; ReportLab's document holds the others, those
        of fonts."""
        self._resources, self._page_tree, *self.pages = self.reserve(pages + 2)
        self._contents: list[str] = []
        self._images: dict[str, str] = {}
        """References to pictures by their resource names."""
        self._profiles: dict[bytes, str] = {}
        """Colour spaces of pictures by their profiles."""
        self._addresses: dict[str, tuple[str, str]] = {}
        """References to the actions and the words of links to long addresses."""
        self._workers = _Workers(max_workers=2)
        self._waiting: list[str] = []
        self._deflated: list[Future[list[bytes]]] = []
        self.catalog = ""
        """Further entries of the catalog, as they stand in the file."""

    def add_image(self, image: Image) -> None:
        """Add a picture, which pages show by its `make_image_name`.

        The same bytes are stored once.
        """
        name = make_image_name(image)
        if name not in self._images:
            profile = self._add_profile(image) if image.profile else None
            self._images[name] = self.add(_make_image_object(image, profile))

    def _add_profile(self, image: Image) -> str:
        """Return the colour space of a profile (ISO 32000-1, 8.6.5.5), stored once."""
        if image.profile not in self._profiles:
            channels = 3 if image.palette else image.channels
            held = self.add(make_stream(f"/N {channels}", image.profile))
            self._profiles[image.profile] = f"[/ICCBased {held}]"
        return self._profiles[image.profile]

    def add_uri_link(self, area: Rectangle, address: str, text: str, key: int) -> str:
        """Return a link to an address, as a reference for its page.

        By `key` the structure tree knows it.
        """
        action, contents = f"<</S/URI/URI{encode_text_string(address)}>>", encode_text_string(text)
        if len(address) > _MIN_SHARED_LENGTH:
            # It goes over many lines, and has a link on each.
            if address not in self._addresses:
                self._addresses[address] = (
                    self.add(action.encode("ascii")),
                    self.add(contents.encode("ascii")),
                )
            action, contents = (f" {reference}" for reference in self._addresses[address])
        return self._add_link(area, f"/A{action}", contents, key)

    def add_internal_link(self, area: Rectangle, place: Destination, text: str, key: int) -> str:
        """Return a link to a place in this file, as a reference for its page.

        `text` is the text of the link.
        """
        return self._add_link(
            area, f"/Dest{self._format_destination(place)}", encode_text_string(text), key
        )

    def add_page(self, content: str, links: Sequence[str]) -> None:
        """Add the next page: the operators of its content stream, and its links in order."""
        (contents,) = self.reserve(1)
        number = len(self._contents)
        self._contents.append(contents)
        self._waiting.append(content)
        if len(self._waiting) == _PAGES_PER_BATCH:
            self._deflate_waiting()
        annotations = f"/Annots[{' '.join(links)}]/Tabs/S" if links else ""
        page = (
            f"<</Type/Page/Parent {self._page_tree}/MediaBox{self._media_box}"
            f"/Resources {self._resources}"
            f"/Contents {contents}/StructParents {number}{annotations}>>"
        )
        self.put(self.pages[number], page.encode("ascii"))

    def _deflate_waiting(self) -> None:
        """Deflate pages beside the painting of the next ones, which zlib lets go on."""
        if self._waiting:
            self._deflated.append(self._workers.submit(_deflate_streams, self._waiting))
            self._waiting = []

    def write_outline(self, entries: Sequence[OutlineEntry]) -> None:
        """Give the file its outline.

        An entry belongs under the nearest one before it with a lower level.
        """
        if not entries:
            return
        outlines, *names = self.reserve(len(entries) + 1)
        self.catalog += f"/Outlines {outlines}/PageMode/UseOutlines"
        children = _map_children(entries)
        open_below = [0] * (len(entries) + 1)
        for parent in sorted(children, reverse=True):
            open_below[parent] = sum(1 + open_below[child] for child in children[parent])
        for parent, siblings in children.items():
            above = names[parent] if parent >= 0 else outlines
            for before, index, after in zip(
                (-1, *siblings), siblings, (*siblings[1:], -1), strict=False
            ):
                entry = entries[index]
                kin = f"/Parent {above}" + (f"/Prev {names[before]}" if before >= 0 else "")
                kin += (f"/Next {names[after]}" if after >= 0 else "") + _format_outline_children(
                    index, children, open_below, names
                )
                destination = self._format_destination(entry.destination)
                text = f"<</Title{encode_text_string(entry.title)}/Dest{destination}{kin}>>"
                self.put(names[index], text.encode("ascii"))
        top = f"<</Type/Outlines{_format_outline_children(-1, children, open_below, names)}>>"
        self.put(outlines, top.encode("ascii"))

    def finish(self, properties: Properties) -> bytes:
        """Return the file."""
        images = "".join(f"/{name} {reference}" for name, reference in self._images.items())
        fonts = self._doc.idToObject["BasicFonts"].dict
        named = "".join(
            f"/{name} {fonts[name].format(self._doc).decode('ascii')}" for name in sorted(fonts)
        )
        number, _ = self._doc.idToObjectNumberAndVersion.pop("BasicFonts")
        del self._doc.numberToId[number]
        self._objects[number] = f"<<{named}>>".encode("ascii")
        shared = f"<</Font {number} 0 R/XObject<<{images}>>>>"
        self.put(self._resources, shared.encode("ascii"))
        tree = f"<</Type/Pages/Count {len(self.pages)}/Kids[{' '.join(self.pages)}]>>"
        self.put(self._page_tree, tree.encode("ascii"))
        catalog = (
            f"<</Type/Catalog/Pages {self._page_tree}/Lang{encode_text_string(properties.language)}"
            f"/ViewerPreferences<</DisplayDocTitle true>>{self.catalog}>>"
        )
        root = self.add(catalog.encode("ascii"))
        info = self.add(_make_info(properties).encode("ascii"))
        self._deflate_waiting()
        streams = chain.from_iterable(pages.result() for pages in self._deflated)
        for reference, contents in zip(self._contents, streams, strict=True):
            self.put(reference, contents)
        with self._workers as workers:
            return assemble_file(self._list_objects(), root, info, workers)

    def _list_objects(self) -> list[bytes]:
        """Return the objects in the order of their numbers, as bytes."""
        document = self._doc
        for number, name in document.numberToId.items():
            self._objects[number] = document.idToObject[name].format(document)
        return [self._objects[number] for number in range(1, document.objectcounter + 1)]

    # Objects.

    def reserve(self, count: int) -> list[str]:
        """Return references to so many objects that are still to be put in their places."""
        first = self._doc.objectcounter + 1
        self._doc.objectcounter += count
        numbers = range(first, first + count)
        self._objects.update(dict.fromkeys(numbers, b"null"))
        return [f"{number} 0 R" for number in numbers]

    def add(self, data: bytes) -> str:
        """Add an object in its serialised form; return a reference to it."""
        # Counted by ReportLab's document, which gives the objects of fonts their numbers.
        number = self._doc.objectcounter = self._doc.objectcounter + 1
        self._objects[number] = data
        return f"{number} 0 R"

    def put(self, reference: str, data: bytes) -> None:
        """Put an object where one was reserved."""
        self._objects[int(reference[:-4])] = data

    def put_all(self, references: Sequence[str], objects: Sequence[bytes]) -> None:
        """Put objects where as many were reserved together."""
        self._objects.update(enumerate(objects, int(references[0][:-4])))

    def _add_link(self, area: Rectangle, action: str, contents: str, key: int) -> str:
        place = f"{area.left:.2f} {area.bottom:.2f} {area.right:.2f} {area.top:.2f}"
        # Printed, without a border (ISO 32000-1, 12.5.3 and 12.5.2).
        head = f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{place}]"
        text = f"{head}{action}/Contents{contents}/StructParent {key}>>"
        return self.add(text.encode("ascii"))

    def _format_destination(self, place: Destination) -> str:
        return f"[{self.pages[place.page]}/XYZ {place.left:.2f} {place.top:.2f} null]"


def make_image_name(image: Image) -> str:
    """Return the resource name of a picture, which is that of its bytes."""
    return f"I{image.digest}"


def _deflate_streams(contents: Sequence[str]) -> list[bytes]:
    return [make_stream("", content.encode("latin-1")) for content in contents]


def _map_children(entries: Sequence[OutlineEntry]) -> dict[int, list[int]]:
    """Return which entries stand under each entry; those under -1 are the outermost."""
    children: dict[int, list[int]] = {}
    above: list[int] = []
    for index, entry in enumerate(entries):
        while above and entries[above[-1]].level >= entry.level:
            above.pop()
        children.setdefault(above[-1] if above else -1, []).append(index)
        above.append(index)
    return children


def _format_outline_children(
    index: int, children: dict[int, list[int]], open_below: list[int], names: list[str]
) -> str:
    """Return the first and last child entry, and the number of open ones (ISO 32000-1, 12.3.3)."""
    own = children.get(index)
    if own:
        return f"/First {names[own[0]]}/Last {names[own[-1]]}/Count {open_below[index]}"
    return ""


def _make_info(properties: Properties) -> str:
    """Return the information dictionary (ISO 32000-1, 14.3.3)."""
    date = format_date(properties.moment)
    fields = {
        "Title": properties.title,
        "Author": properties.author,
        "Subject": properties.subject,
        "Keywords": join_keywords(properties),
        "Creator": CREATOR,
        "Producer": CREATOR,
    }
    entries = "".join(
        f"/{key}{encode_text_string(value)}" for key, value in fields.items() if value
    )
    return f"<<{entries}/CreationDate{date}/ModDate{date}>>"


def join_keywords(properties: Properties) -> str:
    """Return the keywords on one line."""
    return ", ".join(properties.keywords)


def format_date(moment: datetime) -> str:
    """Return an instant as PDF writes it (ISO 32000-1, 7.9.4)."""
    zone = moment.strftime("%z")[:5]
    shown = f"{zone[:3]}'{zone[3:]}'" if zone.strip("+-0") else "Z"
    return encode_text_string(f"D:{moment.year:04}{moment:%m%d%H%M%S}{shown}")


def encode_uri(target: str) -> str | None:
    """Return an address in ASCII (ISO 32000-1, 12.6.4.7), in *the normal form of an address*.

    None when it is no address, or exceeds a PDF string.
    """
    if len(target) > _MAX_STRING_LENGTH:
        return None
    address = to_uri(target)
    if address and len(address) <= _MAX_STRING_LENGTH:
        return address
    return None


def encode_text_string(text: str) -> str:
    """Return a text string: ASCII as it is, else UTF-16 (ISO 32000-1, 7.9.2.2), at most so long.

    No string of an archival file is longer than 32,767 bytes (ISO 19005-3, 6.1.13).
    """
    if text.isascii() and text.isprintable():
        text = text if len(text) <= _MAX_STRING_LENGTH else f"{text[: _MAX_STRING_LENGTH - 3]}..."
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    if len(text) > _MAX_STRING_LENGTH // 4 - 1:  # a character has four bytes at most
        text = f"{text[: _MAX_STRING_LENGTH // 4 - 2]}…"
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _make_image_object(image: Image, profile: str | None) -> bytes:
    """Return the image XObject (ISO 32000-1, 8.9.5); `profile` is a colour space of its own."""
    is_grey = image.channels == 1 and not image.palette
    space = profile or ("/DeviceGray" if is_grey else "/DeviceRGB")
    if image.palette:
        space = f"[/Indexed{space} {len(image.palette) // 3 - 1}<{image.palette.hex()}>]"
    filters = "/Filter/DCTDecode" if image.jpeg else "/Filter/FlateDecode"
    if image.png_predictor:
        shape = f"/Colors {image.channels}/BitsPerComponent {image.bits}/Columns {image.columns}"
        filters += f"/DecodeParms<</Predictor 15{shape}>>"
    size = f"/Width {image.columns}/Height {image.rows}/BitsPerComponent {image.bits}"
    return make_stream(
        f"/Type/XObject/Subtype/Image{size}/ColorSpace{space}{filters}", image.data, compressed=True
    )
