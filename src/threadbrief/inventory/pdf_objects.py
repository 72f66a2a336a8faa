"""The objects of a PDF of any make, found by reading the file from its start to its end.

Cross-reference tables are not used: a damaged or hostile one cannot hide an object. Of each number
the last object counts. Nothing is unpacked or read beyond a bound, and the time grows with the
length of the file up to that.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping

from threadbrief.core.structs import Frozen

MAX_DEPTH = 100
MAX_OBJECT = 1 << 20
"""Bytes of an object without its stream; a longer one is damaged or hostile."""
MAX_STREAM, MAX_WHOLE = 32 << 20, 128 << 20
"""Bytes unpacked, of one stream and of all."""
MAX_READ = 20 << 20
"""Bytes of values that are read, in and outside of object streams; at most some 15 s."""
MAX_OBJECTS = 1_000_000
MAX_HEADER = 1 << 20
"""Bytes of the list at the start of an object stream, some 60,000 objects."""
MAX_TRAILERS, MAX_TRAILER = 500, 4 << 10
_OBJECT = re.compile(
    rb"(?<!\d)(\d{1,10})[\0\t\n\f\r ]{1,20}(\d{1,5})[\0\t\n\f\r ]{1,20}obj(?![a-z])"
)
_SPACE = re.compile(rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*+")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
_REFERENCE = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![A-Za-z0-9])")
_NUMBER = re.compile(rb"[+-]?(?:\d++\.?\d*+|\.\d++)")
_WORD = re.compile(rb"[A-Za-z'\"*]+")
_HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
_STRING_PART = re.compile(rb"[^()\\]*")
_TRAILER = re.compile(rb"trailer[\0\t\n\f\r ]{0,20}(?=<<)")
_STREAM = re.compile(rb"[\0\t\n\f\r ]*stream(?:\r\n|\n|\r)")
_END_OF_STREAM = re.compile(rb"[\0\t\n\f\r ]{0,4}endstream")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_OCTAL = re.compile(rb"[0-7]{1,3}")


class PdfReference(Frozen):
    """An indirect reference, by the number of its object."""

    number: int


class PdfName(str):
    """A name object, without its slash."""

    __slots__ = ()


Value = (
    None | bool | int | float | bytes | PdfName | PdfReference | list["Value"] | dict[str, "Value"]
)


class PdfObject(Frozen):
    """An indirect object."""

    number: int
    value: Value
    """Of a stream, its dictionary."""
    stream: bytes | None = None
    """As it is in the file; None for an object without."""

    @property
    def dictionary(self) -> dict[str, Value]:
        """Its value, where that is a dictionary; else an empty one."""
        return self.value if isinstance(self.value, dict) else {}


class _NoValueError(ValueError):
    """What is read is no object of PDF."""


class _Parser:
    """Reads values of PDF from bytes, and moves on by what it reads (ISO 32000-1, 7.3)."""

    def __init__(self, data: bytes, place: int, end: int) -> None:
        self.data = data
        self.place = place
        self.end = min(end, len(data))

    def read(self, depth: int = 0) -> Value:
        """Return the next value. Raises _NoValueError where there is none."""
        self.skip_space()
        if depth > MAX_DEPTH or self.place >= self.end:
            raise _NoValueError
        match self.data[self.place : self.place + 1]:
            case b"/":
                return self._read_name()
            case b"(":
                return self._read_string()
            case b"[":
                self.place += 1
                return self._read_list(b"]", depth)
            case b"<" if self.data.startswith(b"<<", self.place):
                self.place += 2
                return self._read_dictionary(depth)
            case b"<":
                return self._read_hexadecimal()
            case _:
                return self._read_plain()

    def skip_space(self) -> None:
        """Move on to what is neither space nor a comment."""
        match = _SPACE.match(self.data, self.place, self.end)
        if match:
            self.place = match.end()

    def _read_list(self, closing: bytes, depth: int) -> list[Value]:
        values: list[Value] = []
        while True:
            self.skip_space()
            if self.data.startswith(closing, self.place):
                self.place += len(closing)
                return values
            values.append(self.read(depth + 1))

    def _read_dictionary(self, depth: int) -> dict[str, Value]:
        values = self._read_list(b">>", depth)
        keys, inner = values[::2], values[1::2]
        return {
            str(key): value
            for key, value in zip(keys, inner, strict=False)
            if isinstance(key, PdfName)
        }

    def _read_name(self) -> PdfName:
        match = _NAME.match(self.data, self.place, self.end)
        if not match:
            raise _NoValueError
        self.place = match.end()
        plain = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), match[1][:256])
        return PdfName(plain.decode("utf-8", "replace"))

    def _read_hexadecimal(self) -> bytes:
        match = _HEX.match(self.data, self.place, self.end)
        if not match:
            raise _NoValueError
        self.place = match.end()
        digits = bytes(match[1]).translate(None, b"\0\t\n\f\r ")
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))

    def _read_string(self) -> bytes:
        """Return a literal string (7.3.4.2)."""
        parts: list[bytes] = []
        depth = 0
        while self.place < self.end:
            sign = self.data[self.place : self.place + 1]
            self.place += 1
            if sign == b"\\":
                parts.append(self._read_escape())
                continue
            if sign == b"(":
                depth += 1
                parts.append(sign if depth > 1 else b"")
            elif sign == b")":
                depth -= 1
                if not depth:
                    return b"".join(parts)
                parts.append(sign)
            else:
                self.place -= 1
            match = _STRING_PART.match(self.data, self.place, self.end)
            if match:
                parts.append(match[0])
                self.place = match.end()
        raise _NoValueError

    def _read_escape(self) -> bytes:
        octal = _OCTAL.match(self.data, self.place, self.end)
        if octal:
            self.place = octal.end()
            return bytes((int(octal[0], 8) & 0xFF,))
        sign = self.data[self.place : self.place + 1]
        self.place += 1
        if sign in b"\r\n":
            self.place += self.data.startswith(b"\r\n", self.place - 1)
            return b""
        return _ESCAPES.get(sign, sign)

    def _read_plain(self) -> Value:
        reference = _REFERENCE.match(self.data, self.place, self.end)
        if reference:
            self.place = reference.end()
            return PdfReference(int(reference[1]))
        number = _NUMBER.match(self.data, self.place, min(self.end, self.place + 64))
        if number:
            self.place = number.end()
            return float(number[0]) if b"." in number[0] else int(number[0])
        word = _WORD.match(self.data, self.place, min(self.end, self.place + 64))
        if not word or word[0] in (b"endobj", b"endstream", b"stream", b"obj"):
            raise _NoValueError
        self.place = word.end()
        return {b"true": True, b"false": False}.get(word[0])


class _Place(Frozen):
    """Where an object is: in the file, or inside an object stream."""

    start: int
    end: int = -1
    """Where the next object begins; -1: it is in the file."""
    container: int = -1
    """The place of the object stream among those of the file; -1: it is in the file."""


class PdfFile:
    """A PDF whose objects are found and read one by one, the last of each number."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places: dict[int, _Place] = {}
        self._containers: list[bytes] = []
        self._unpacked = self._read = self._trailers = 0
        self._no_end_after = len(data)
        self.trailer: dict[str, Value] = {}
        """The entries of all trailers; of each key the last."""
        self.is_cut = False
        """Whether something was beyond a bound, or is packed in a way that is not known."""
        self._find_objects()

    # --- finding ---

    def _find_objects(self) -> None:
        place = 0
        while match := _OBJECT.search(self._data, place):
            self._find_trailers(place, match.start())
            found, place = self._read_at(int(match[1]), match.end())
            if len(self._places) >= MAX_OBJECTS or self._read > MAX_READ // 2:
                self.is_cut = True
                break
            self._places[found.number] = _Place(match.end())
            if found.stream is not None:
                self._find_inner_objects(found)
        self._find_trailers(place, len(self._data))

    def _find_trailers(self, start: int, end: int) -> None:
        """Note the entries of the trailers between two objects."""
        for match in _TRAILER.finditer(self._data, start, end):
            self._trailers += 1
            if self._trailers > MAX_TRAILERS:
                self.is_cut = True
                return
            self._add_trailer(_read_value(self._data, match.end(), match.end() + MAX_TRAILER)[0])

    def _find_inner_objects(self, found: PdfObject) -> None:
        """Note the objects of an object stream (7.5.7), and the entries of a trailer (7.5.8)."""
        kind = found.dictionary.get("Type")
        if kind == "XRef":
            self._add_trailer(found.dictionary)
        first = found.dictionary.get("First")
        if kind != "ObjStm" or not isinstance(first, int):
            return
        content = self.unpack(found)
        if content is None or not 0 <= first <= MAX_HEADER:
            self.is_cut = True
            return
        container = len(self._containers)
        self._containers.append(content)
        header = list(map(int, re.findall(rb"\d{1,10}", content[:first])))
        starts = [first + offset for offset in header[1::2]]
        ends = [*starts[1:], len(content)]
        for number, start, end in zip(header[::2], starts, ends, strict=False):
            self._places[number] = _Place(start, max(start, end), container)

    def _add_trailer(self, value: Value) -> None:
        if isinstance(value, dict):
            self.trailer |= {key: value[key] for key in ("Root", "Info", "Encrypt") if key in value}

    def _read_at(self, number: int, start: int) -> tuple[PdfObject, int]:
        """Return the object whose value begins at a place, and the place behind it."""
        value, end = _read_value(self._data, start, start + MAX_OBJECT)
        self._read += end - start
        self.is_cut |= end - start >= MAX_OBJECT
        opening = _STREAM.match(self._data, end) if isinstance(value, dict) else None
        if not opening:
            return PdfObject(number, value), end
        length = value.get("Length") if isinstance(value, dict) else None
        stop = self._find_stream_end(opening.end(), length)
        return PdfObject(number, value, self._data[opening.end() : stop]), stop

    def _find_stream_end(self, start: int, length: Value) -> int:
        if isinstance(length, PdfReference):
            place = self._places.get(length.number)
            length = self._read_value(place) if place else None
        fits = isinstance(length, int) and 0 <= length <= len(self._data) - start
        if isinstance(length, int) and fits and _END_OF_STREAM.match(self._data, start + length):
            return start + length
        if start < self._no_end_after:
            end = self._data.find(b"endstream", start)
            if end >= 0:
                return end
            self._no_end_after = start
        return len(self._data)

    # --- reading ---

    def iter_objects(self, wanted: re.Pattern[bytes]) -> Iterator[PdfObject]:
        """Yield the objects in the order of their numbers.

        Those in object streams only where their bytes have what is wanted.
        """
        for number, place in sorted(self._places.items()):
            if self._read > MAX_READ:
                self.is_cut = True
                return
            if place.container < 0:
                yield self._read_at(number, place.start)[0]
            elif wanted.search(self._containers[place.container], place.start, place.end):
                yield PdfObject(number, self._read_value(place))

    def _read_value(self, place: _Place) -> Value:
        data = self._data if place.container < 0 else self._containers[place.container]
        value, end = _read_value(data, place.start, place.start + MAX_OBJECT)
        self._read += end - place.start
        return value

    def resolve(self, value: Value) -> Value:
        """Return a value, or what a reference leads to; None when it leads nowhere."""
        for _ in range(MAX_DEPTH):
            if not isinstance(value, PdfReference):
                return value
            place = self._places.get(value.number)
            value = self._read_value(place) if place else None
        return None

    def read_object(self, value: Value) -> PdfObject | None:
        """Return the object that a reference leads to; None when there is none in the file."""
        if not isinstance(value, PdfReference):
            return None
        place = self._places.get(value.number)
        if place is None:
            return None
        if place.container >= 0:
            return PdfObject(value.number, self._read_value(place))
        return self._read_at(value.number, place.start)[0]

    def unpack(self, found: PdfObject, until: frozenset[str] = frozenset()) -> bytes | None:
        """Return the content of a stream.

        Unpacked up to the first filter of `until`; None for a filter that is not known, a damaged
        stream, and beyond the bounds.
        """
        if found.stream is None:
            return None
        if _has_predictor(found.dictionary.get("DecodeParms"), self) and not until:
            return None
        content: bytes | None = found.stream
        for name in list_filters(found.dictionary, self):
            if name in until or content is None:
                break
            most = min(MAX_STREAM, MAX_WHOLE - self._unpacked)
            content = _apply_filter(name, content, most)
            self._unpacked += len(content or b"")
            if content is not None and len(content) > most:
                self.is_cut = True
                return None
        return content


def list_filters(dictionary: Mapping[str, Value], file: PdfFile) -> list[str]:
    """Return the filters of a stream, in the order in which they are undone."""
    given = file.resolve(dictionary.get("Filter"))
    values = given if isinstance(given, list) else [given]
    resolved = [file.resolve(value) for value in values[:8]]
    return [str(value) for value in resolved if isinstance(value, PdfName)]


def _has_predictor(parameters: Value, file: PdfFile) -> bool:
    """Return whether bytes are stored as differences (7.4.4.4), which only pictures need."""
    given = file.resolve(parameters)
    for one in given if isinstance(given, list) else [given]:
        values = file.resolve(one)
        predictor = values.get("Predictor") if isinstance(values, dict) else None
        if isinstance(predictor, int) and predictor > 1:
            return True
    return False


def _read_value(data: bytes, start: int, end: int) -> tuple[Value, int]:
    """Return a value, None where there is none, and the place behind what was read."""
    parser = _Parser(data, start, end)
    try:
        return parser.read(), parser.place
    except (_NoValueError, ValueError, RecursionError):
        return None, max(parser.place, start)


def _apply_filter(name: str, content: bytes, most: int) -> bytes | None:
    try:
        match name:
            case "FlateDecode" | "Fl":
                return zlib.decompressobj().decompress(content, most + 1)
            case "ASCIIHexDecode" | "AHx":
                digits = content.partition(b">")[0].translate(None, b"\0\t\n\f\r ")
                return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
            case "ASCII85Decode" | "A85":
                return base64.a85decode(content.partition(b"~>")[0].removeprefix(b"<~"))
            case _:
                return None
    except (zlib.error, ValueError, binascii.Error):
        return None


def decode_text(value: Value) -> str:
    """Return a text string (7.9.2.2) or a name; empty for anything else."""
    if isinstance(value, str):
        return value
    if not isinstance(value, bytes):
        return ""
    if value.startswith((b"\xfe\xff", b"\xff\xfe")):
        return value.decode("utf-16", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")
