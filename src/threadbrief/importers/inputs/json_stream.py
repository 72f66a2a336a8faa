"""Bytes of JSON in, its values out one by one: a file of gigabytes is read with the memory of its largest value.

The caller walks down to the array it wants (`iter_members`, `iter_items`) and takes what is there (`read_value`, `iter_elements`). Each
value is decoded by the standard library; nothing here is executed, whatever the file calls itself.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem, error

CHUNK = 1 << 20
"""Bytes that are read at a time, where a value does not need more."""
MAX_VALUE = 64 << 20
"""Characters: the largest single value. The thread of a whole day takes less."""
_MAX_ASSIGNMENT = 4096
"""Characters within which the `=` of an assignment is looked for."""
_NUMBER_TAIL = re.compile(r"[-+.eE]{0,3}\Z")
_NO_SPACE = re.compile(r"[^ \t\n\r\ufeff]")
_CUT_VALUE = re.compile(r"\s*(?:[-+.eE]{1,3}|t|tr|tru|f|fa|fal|fals|n|nu|nul)?")
"""What is left where a file ends before a value, or in one."""
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _skip_space(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return found.start() if found else len(text)


_DECODER = json.JSONDecoder(strict=False, parse_constant=_reject_constant)


class JsonStream:
    """A reader that stands at a place in a file of JSON. Raises BriefError where the file is none, or ends early."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        first = file.read(CHUNK)
        encoding = next((known for bom, known in _BOMS if first.startswith(bom)), "utf-8")
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ended = False
        self._read = 0
        self._text = ""
        self._at = 0
        self._lines = 0
        self._columns = 0
        self._take(first)

    def iter_members(self) -> Iterator[str]:
        """Yield the keys of the object here; the caller takes the value of each before it asks for the next."""
        self._expect("{")
        if self._try("}"):
            return
        while True:
            key = self.read_value()
            if not isinstance(key, str):
                raise BriefError([self._wrong("a key is no text")])
            self._expect(":")
            yield key
            if not self._try(","):
                self._expect("}")
                return

    def iter_items(self) -> Iterator[None]:
        """Stop at each item of the array here; the caller takes it before it asks for the next."""
        self._expect("[")
        if self._try("]"):
            return
        while True:
            yield
            if not self._try(","):
                self._expect("]")
                return

    def iter_elements(self) -> Iterator[object]:
        """Yield the items of the array here, each whole."""
        for _ in self.iter_items():
            yield self.read_value()

    def iter_documents(self) -> Iterator[object]:
        """Yield the values that follow one another to the end of the file: one, or one a line."""
        while self.peek():
            yield self.read_value()

    def peek(self) -> str:
        """Return the next character that is no space; none at the end of the file."""
        while True:
            self._at = _skip_space(self._text, self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def read_value(self) -> object:
        """Return the value here, whole."""
        if not self.peek():
            raise BriefError([self._cut()])
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                self._recover(fault)
                continue
            except RecursionError:
                raise BriefError([self._wrong("values are nested too deeply")]) from None
            except ValueError as fault:
                raise BriefError([self._wrong(str(fault).partition(";")[0])]) from None
            if _NUMBER_TAIL.match(self._text, end) and self._more():
                continue  # a number may go on
            self._at = end
            return found

    def skip_assignment(self) -> None:
        """Pass over `window.YTD.tweets.part0 = `, where a value does not begin at once."""
        if self.peek() in "[{":
            return
        while (end := self._text.find("=", self._at, self._at + _MAX_ASSIGNMENT)) < 0:
            if len(self._text) - self._at >= _MAX_ASSIGNMENT or not self._more():
                raise BriefError([self._wrong("no JSON begins here")])
        self._at = end + 1

    def expect_end(self) -> None:
        """Pass over semicolons, and make sure that nothing follows."""
        while self._try(";"):
            pass
        if self.peek():
            raise BriefError([self._wrong("there is text after the end of the JSON")])

    def _expect(self, mark: str) -> None:
        found = self.peek()
        if not found:
            raise BriefError([self._cut()])
        if found != mark:
            raise BriefError([self._wrong(f'"{mark}" is expected here')])
        self._at += 1

    def _try(self, mark: str) -> bool:
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def _recover(self, fault: json.JSONDecodeError) -> None:
        """Make a value readable that was not: by reading on, or by mending its escapes. Raises where neither helps."""
        if "escape" in fault.msg and self._mend():
            return
        open_string = fault.msg.startswith(("Unterminated", "Invalid control"))
        inside = fault.pos - self._at
        near_end = fault.pos > len(self._text) - 16
        if (open_string or near_end) and self._more():
            return
        rest = self._text[self._at + inside :]
        if open_string or _CUT_VALUE.fullmatch(rest) or ("escape" in fault.msg and '"' not in rest):
            raise BriefError([self._cut()])
        self._at += inside
        raise BriefError([self._wrong(fault.msg[:1].lower() + fault.msg[1:])])

    def _mend(self) -> bool:
        r"""Write the escapes of C (`\x0B`) that some programs leave as those of JSON; return whether there was one."""
        before = self._text[self._at :]
        mended = _ESCAPE.sub(lambda match: f"\\u00{match[1]}" if match[1] else match[0], before)
        if mended == before:
            return False
        self._text = self._text[: self._at] + mended
        return True

    def _more(self) -> bool:
        """Read on; return whether there was more."""
        if self._ended:
            return False
        waiting = len(self._text) - self._at
        if waiting > MAX_VALUE:
            message = f"a single value is larger than {MAX_VALUE >> 20} million characters"
            raise BriefError([error(codes.JSON_VALUE_TOO_LARGE, message, self._where())])
        self._forget()
        before = len(self._text)
        while len(self._text) == before:
            if not self._take(self._file.read(max(CHUNK, waiting))):
                return False
        return True

    def _take(self, data: bytes) -> bool:
        """Add bytes to the text; return whether there were any."""
        waiting = len(self._decoder.getstate()[0])
        try:
            self._text += self._decoder.decode(data, not data)
        except UnicodeDecodeError as fault:
            place = self._read - waiting + fault.start
            message = f'"{self._name}" is not UTF-8: byte {place:,} belongs to no character'
            raise BriefError(
                [error(codes.JSON_NOT_UTF8, message, None, "save it again as UTF-8")]
            ) from None
        self._read += len(data)
        self._ended = not data
        return bool(data)

    def _forget(self) -> None:
        """Let go of the text that has been read, and keep count of its lines."""
        gone = self._text[: self._at]
        lines = gone.count("\n")
        self._columns = len(gone) - gone.rfind("\n") - 1 if lines else self._columns + len(gone)
        self._lines += lines
        self._text = self._text[self._at :]
        self._at = 0

    def _where(self) -> Location:
        self._forget()
        return Location(self._name, self._lines + 1, self._columns + 1)

    def _wrong(self, what: str) -> Problem:
        return error(
            codes.INVALID_JSON, f"it is not JSON: {what}", self._where(), "save the export again"
        )

    def _cut(self) -> Problem:
        self._at = len(self._text)
        message = f"the file ends in the middle, after {self._read:,} bytes"
        return error(
            codes.JSON_CUT_SHORT,
            message,
            self._where(),
            "it was not copied or downloaded whole: fetch it again",
        )
