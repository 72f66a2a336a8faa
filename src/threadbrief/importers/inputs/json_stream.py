"""A streaming JSON parser: the values of a file one by one, in the memory of the largest of them.

Exports have gigabytes. The caller walks down to an array (`iter_members`, `iter_items`) and reads
what is there (`read_value`, `iter_elements`). Each value is decoded by the standard library.
Nothing is executed: the `.js` files of X are an assignment with JSON behind it.
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
"""Characters of the largest single value. A thread of a whole day has less."""
_MAX_ASSIGNMENT = 4096
"""Characters within which the `=` of an assignment has to come."""
_NEAR_END = 16
"""Characters before the end of the text within which a fault may be a cut value."""
_NUMBER_TAIL = re.compile(r"[-+.eE]{0,3}\Z")
_NO_SPACE = re.compile(r"[^ \t\n\r\ufeff]")
_CUT_VALUE = re.compile(r"\s*(?:[-+.eE]{1,3}|t|tr|tru|f|fa|fal|fals|n|nu|nul)?")
"""What remains of the text where a file ends before a value, or in one."""
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_reject_constant)


class JsonStream:
    """A JSON parser with a position in a file.

    Every method raises BriefError where the file is no JSON, or ends too early.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        first = file.read(CHUNK)
        encoding = next((code for bom, code in _BOMS if first.startswith(bom)), "utf-8")
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ended = False
        self._read = 0
        """Bytes read from the file."""
        self._text = ""
        """The decoded text that is in memory."""
        self._at = 0
        """The position in it."""
        self._lines = 0
        """Lines of the file before the text in memory."""
        self._columns = 0
        """Characters of the current line before the text in memory."""
        self._append(first)

    # --- walking the file --------------------------------------------------------------------

    def iter_members(self) -> Iterator[str]:
        """Yield the keys of the object at the position.

        The caller reads the value of each key before it takes the next.
        """
        self._expect("{")
        if self._accept("}"):
            return
        while True:
            key = self.read_value()
            if not isinstance(key, str):
                raise BriefError([self._invalid("a key is no text")])
            self._expect(":")
            yield key
            if not self._accept(","):
                self._expect("}")
                return

    def iter_items(self) -> Iterator[None]:
        """Stop at each item of the array at the position.

        The caller reads each item before it takes the next.
        """
        self._expect("[")
        if self._accept("]"):
            return
        while True:
            yield
            if not self._accept(","):
                self._expect("]")
                return

    def iter_elements(self) -> Iterator[object]:
        """Yield the decoded items of the array at the position."""
        for _ in self.iter_items():
            yield self.read_value()

    def iter_documents(self) -> Iterator[object]:
        """Yield the values up to the end of the file: one, or one a line (JSON Lines)."""
        while self.peek():
            yield self.read_value()

    def peek(self) -> str:
        """Return the next character that is no white space; "" at the end of the file."""
        while True:
            match = _NO_SPACE.search(self._text, self._at)
            if match:
                self._at = match.start()
                return self._text[self._at]
            self._at = len(self._text)
            if not self._read_more():
                return ""

    def read_value(self) -> object:
        """Return the decoded value at the position."""
        if not self.peek():
            raise BriefError([self._truncated()])
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                self._recover(fault)
                continue
            except RecursionError:
                raise BriefError([self._invalid("values are nested too deeply")]) from None
            except ValueError as fault:
                raise BriefError([self._invalid(str(fault).partition(";")[0])]) from None
            if _NUMBER_TAIL.match(self._text, end) and self._read_more():
                continue  # a number may have more digits
            self._at = end
            return value

    def skip_assignment(self) -> None:
        """Skip `window.YTD.tweets.part0 = `, where no value begins at once."""
        if self.peek() in "[{":
            return
        while True:
            end = self._text.find("=", self._at, self._at + _MAX_ASSIGNMENT)
            if end >= 0:
                break
            if len(self._text) - self._at >= _MAX_ASSIGNMENT or not self._read_more():
                raise BriefError([self._invalid("no JSON begins here")])
        self._at = end + 1

    def expect_end(self) -> None:
        """Skip semicolons, and raise BriefError for anything else before the end of the file."""
        while self._accept(";"):
            pass
        if self.peek():
            raise BriefError([self._invalid("there is text after the end of the JSON")])

    def _expect(self, mark: str) -> None:
        character = self.peek()
        if not character:
            raise BriefError([self._truncated()])
        if character != mark:
            raise BriefError([self._invalid(f'"{mark}" is expected here')])
        self._at += 1

    def _accept(self, mark: str) -> bool:
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    # --- recovering from a fault -------------------------------------------------------------

    def _recover(self, fault: json.JSONDecodeError) -> None:
        """Read more of a value that is cut, or repair its escapes, so that it can be decoded again.

        Raises BriefError where neither helps.
        """
        if "escape" in fault.msg and self._repair_escapes():
            return
        open_string = fault.msg.startswith(("Unterminated", "Invalid control"))
        inside = fault.pos - self._at
        near_end = fault.pos > len(self._text) - _NEAR_END
        if (open_string or near_end) and self._read_more():
            return
        rest = self._text[self._at + inside :]
        if open_string or _CUT_VALUE.fullmatch(rest) or ("escape" in fault.msg and '"' not in rest):
            raise BriefError([self._truncated()])
        self._at += inside
        raise BriefError([self._invalid(fault.msg[:1].lower() + fault.msg[1:])])

    def _repair_escapes(self) -> bool:
        r"""Replace the escapes of C (`\x0B`), which some programs write, by those of JSON.

        Returns whether there was one.
        """
        before = self._text[self._at :]
        repaired = _ESCAPE.sub(_json_escape, before)
        if repaired == before:
            return False
        self._text = self._text[: self._at] + repaired
        return True

    # --- reading the file --------------------------------------------------------------------

    def _read_more(self) -> bool:
        """Append more text; return whether there was any."""
        if self._ended:
            return False
        waiting = len(self._text) - self._at
        if waiting > MAX_VALUE:
            message = f"a single value is larger than {MAX_VALUE >> 20} million characters"
            raise BriefError([error(codes.JSON_VALUE_TOO_LARGE, message, self._location())])
        self._drop_consumed()
        before = len(self._text)
        while len(self._text) == before:
            if not self._append(self._file.read(max(CHUNK, waiting))):
                return False
        return True

    def _append(self, data: bytes) -> bool:
        """Append bytes to the text; return whether there were any."""
        waiting = len(self._decoder.getstate()[0])
        try:
            self._text += self._decoder.decode(data, not data)
        except UnicodeDecodeError as fault:
            place = self._read - waiting + fault.start
            message = f'"{self._name}" is not UTF-8: byte {place:,} belongs to no character'
            problem = error(codes.JSON_NOT_UTF8, message, hint="save it again as UTF-8")
            raise BriefError([problem]) from None
        self._read += len(data)
        self._ended = not data
        return bool(data)

    def _drop_consumed(self) -> None:
        """Drop the text before the position, and count its lines."""
        consumed = self._text[: self._at]
        lines = consumed.count("\n")
        if lines:
            self._columns = 0
        self._columns += len(consumed) - consumed.rfind("\n") - 1
        self._lines += lines
        self._text = self._text[self._at :]
        self._at = 0

    # --- problems ----------------------------------------------------------------------------

    def _location(self) -> Location:
        self._drop_consumed()
        return Location(self._name, self._lines + 1, self._columns + 1)

    def _invalid(self, what: str) -> Problem:
        message = f"it is not JSON: {what}"
        return error(codes.INVALID_JSON, message, self._location(), hint="save the export again")

    def _truncated(self) -> Problem:
        self._at = len(self._text)
        message = f"the file ends in the middle, after {self._read:,} bytes"
        hint = "it was not copied or downloaded whole: fetch it again"
        return error(codes.JSON_CUT_SHORT, message, self._location(), hint=hint)


def _json_escape(match: re.Match[str]) -> str:
    if match[1]:
        return f"\\u00{match[1]}"
    return match[0]
