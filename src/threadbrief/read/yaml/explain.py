"""Explain a fault of the YAML parser in words of the person that wrote the file.

libyaml and the parser in Python word their messages differently, so the line itself is looked at
first and the message of the parser only where the line does not tell.
"""

import re
from collections.abc import Callable, Iterator

import yaml

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem
from threadbrief.core.structs import Frozen
from threadbrief.read.problems import quoted, yaml_fault
from threadbrief.read.yaml.decode import FileText

_KEY = r"(?:[^\s#'\"\[\]{},:][^#:\n]*?)"
_VALUE = re.compile(rf"^(?P<lead>\s*(?:-\s+)*(?:{_KEY}:\s+)?(?:-\s+)*)(?P<value>\S.*)$")
_KEY_LINE = re.compile(rf"^\s*(?:-\s+)*+{_KEY}:(?:\s|$)")
_CLOSED_QUOTE = re.compile(
    r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s+(?=[^\s#,\]}:])"
    r"|(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')(?=\w)"
)
_BRACKETED_TEXT = re.compile(r"\[(?:-?@|\^|[^\[\]]*\]\(?\s*[^\s,\]}#:])")
_LOOKED_AT = 2000
"""Characters of a line; more would only cost time."""
_IN_QUOTES = "put the whole value in quotes, or in a block after |-"


class _Fault(Frozen):
    """The parser's message, and the lines around the fault."""

    file: FileText
    said: str
    where: Location
    """Where the parser gave up."""
    began: Location | None
    """Where the thing began that it could not finish."""
    line: str
    before: str
    """The part of the line before that place."""

    def at(self, column: int) -> Location:
        return Location(self.where.file, self.where.line, column)

    def previous(self) -> Iterator[tuple[int, str]]:
        """Yield the lines above that have content, nearest first, with their numbers."""
        for number in range(self.where.line - 1, 0, -1):
            line = self.file.line(number)
            if line.strip() and not line.lstrip().startswith("#"):
                yield number, line[:_LOOKED_AT]


def explain_fault(fault: yaml.YAMLError, file: FileText) -> Problem:
    """Return the problem with the place where a person should look."""
    mark = getattr(fault, "problem_mark", None)
    said = str(getattr(fault, "problem", None) or "unreadable")
    if mark is None:
        return yaml_fault(
            codes.INVALID_YAML, f"this is not YAML: {said}", Location(file.name, 1, 1)
        )
    where = Location(file.name, mark.line + 1, mark.column + 1)
    start = getattr(fault, "context_mark", None)
    if start is not None:
        began = Location(file.name, start.line + 1, start.column + 1)
    else:
        began = None
    line = file.line(where.line)[:_LOOKED_AT]
    seen = _Fault(file, said, where, began, line, line[: where.column - 1])
    for recognise in _EXPLANATIONS:
        problem = recognise(seen)
        if problem is not None:
            return problem
    return yaml_fault(codes.INVALID_YAML, f"this is not YAML: {said}", where, _IN_QUOTES)


def _explain_tab(fault: _Fault) -> Problem | None:
    lead = re.match(r" *(\t)", fault.line)
    if lead:
        hint = "indent with spaces; most editors can turn tabs into spaces"
        return yaml_fault(
            codes.TAB_IN_INDENTATION,
            "a tab stands in the indentation",
            fault.at(lead.start(1) + 1),
            hint,
        )
    if "\t" in fault.line and "tab" in fault.said.replace("\\t", "tab"):
        place = fault.at(fault.line.index("\t") + 1)
        return yaml_fault(
            codes.TAB_IN_INDENTATION,
            "a tab stands where YAML wants a space",
            place,
            "put a space in its place",
        )
    return None


def _explain_unclosed_quote(fault: _Fault) -> Problem | None:
    if "unexpected end of stream" not in fault.said and "document indicator" not in fault.said:
        return None
    where = fault.began or fault.where
    mark = fault.file.line(where.line)[where.column - 1 : where.column]
    if mark not in {"'", '"'}:
        return None
    hint = f"close it with {mark}"
    if mark == "'":
        hint += "; an apostrophe inside is written twice: ''"
    return yaml_fault(
        codes.UNCLOSED_QUOTE, f"the text that this {mark} opens is never closed", where, hint
    )


def _explain_escape(fault: _Fault) -> Problem | None:
    if (
        "escape" not in fault.said
        and "hexdecimal" not in fault.said
        and "hexadecimal" not in fault.said
    ):
        return None
    begin = max(fault.line.rfind("\\", 0, fault.where.column), 0)
    written = re.match(r"\\(?:[xuU]\w{0,8}|.)", fault.line[begin:])
    hint = r"write \\ for one backslash, or use single quotes, in which a backslash is only itself"
    return yaml_fault(
        codes.UNKNOWN_ESCAPE,
        f"{quoted(written[0] if written else '')} is no escape of YAML",
        fault.at(begin + 1),
        hint,
    )


def _explain_text_in_brackets(fault: _Fault) -> Problem | None:
    for number, line in ((fault.where.line, fault.line), *_only_line(fault.previous())):
        match = _VALUE.match(line)
        if match and _BRACKETED_TEXT.match(match["value"]):
            where = Location(fault.where.file, number, match.start("value") + 1)
            message = "a value that begins with [ is a list in YAML, not a text"
            return yaml_fault(codes.RESERVED_FIRST_CHARACTER, message, where, _IN_QUOTES)
    return None


def _explain_first_character(fault: _Fault) -> Problem | None:
    for number, line in ((fault.where.line, fault.line), *_only_line(fault.previous())):
        match = _VALUE.match(line)
        if not match or match["value"][0] not in "@`%*&!":
            continue
        first = match["value"][0]
        where = Location(fault.where.file, number, match.start("value") + 1)
        value = match["value"].split(" #")[0].rstrip()
        shown = (
            f"write '{value}'"
            if "'" not in value
            else f'write "{value}"'
            if '"' not in value
            else _IN_QUOTES
        )
        return yaml_fault(
            codes.RESERVED_FIRST_CHARACTER,
            f"a value cannot begin with {first} unless it is in quotes",
            where,
            shown,
        )
    return None


def _explain_block_header(fault: _Fault) -> Problem | None:
    match = _VALUE.match(fault.line)
    if (
        not match
        or match["value"][0] not in "|>"
        or "comment or line break" not in fault.said.replace("or a", "or")
    ):
        return None
    first = match["value"][0]
    message = f"after {first} the text must begin on the next line"
    hint = f"put the text below, indented; or in quotes if {first} belongs to it"
    return yaml_fault(codes.UNCLOSED_BRACKET, message, fault.at(match.start("value") + 1), hint)


def _explain_after_quote(fault: _Fault) -> Problem | None:
    match = _VALUE.match(fault.line)
    if not match or match["value"][0] not in "'\"":
        return None
    closed = _CLOSED_QUOTE.match(match["value"])
    if not closed:
        return None
    hint = "put the whole value in the other kind of quotes, or in a block after |-"
    return yaml_fault(
        codes.TEXT_AFTER_QUOTE,
        "text goes on after the closing quote",
        fault.at(match.start("value") + closed.end() + 1),
        hint,
    )


def _explain_second_colon(fault: _Fault) -> Problem | None:
    if "mapping values are not allowed" not in fault.said:
        return None
    if _KEY_LINE.match(fault.before + " "):
        message = 'a second ": " in one line: YAML takes what stands before it for a key'
        return yaml_fault(codes.SECOND_COLON, message, fault.where, _IN_QUOTES)
    above = next(fault.previous(), None)
    key = fault.before.strip()
    if above and _measure_indent(above[1]) < _measure_indent(fault.line):
        message = f"{quoted(key)} is indented like a continuation of the value in line {above[0]}"
        hint = (
            "begin it in the column of the key it belongs beside, or put the value above in quotes"
        )
        return yaml_fault(
            codes.WRONG_INDENTATION, message, fault.at(_measure_indent(fault.line) + 1), hint
        )
    if above and not _KEY_LINE.match(above[1]):
        return _explain_no_colon(fault, above)
    return None


def _explain_no_colon(fault: _Fault, above: tuple[int, str]) -> Problem:
    where = Location(fault.where.file, above[0], _measure_indent(above[1]) + 1)
    message = f"this line is neither key: value nor the continuation of one: {quoted(above[1])}"
    return yaml_fault(
        codes.WRONG_INDENTATION, message, where, "a key is followed by a colon and a space"
    )


def _explain_dash(fault: _Fault) -> Problem | None:
    if not re.search(r"(?:block )?sequence entries are not allowed", fault.said):
        return None
    return yaml_fault(
        codes.WRONG_INDENTATION,
        "a list cannot begin in the line of its key",
        fault.where,
        'put "- " on the next line, indented',
    )


def _explain_open_bracket(fault: _Fault) -> Problem | None:
    if not re.search(r"expected ',' or '[\]}]'|flow", fault.said) or fault.began is None:
        return None
    where = fault.began
    opener = fault.file.line(where.line)[where.column - 1 : where.column]
    if opener not in {"[", "{"}:
        return None
    closer = {"[": "]", "{": "}"}[opener]
    if closer not in fault.line:
        message = f"the list or mapping that this {opener} opens is not closed"
    else:
        message = f"what this {opener} opens is not a list or mapping of YAML"
    hint = (
        f"close it with {closer}; "
        f"put a text that begins with {opener} in quotes, or in a block after |-"
    )
    return yaml_fault(codes.UNCLOSED_BRACKET, message, where, hint)


def _explain_comment_above(fault: _Fault) -> Problem | None:
    above = next(fault.previous(), None)
    if "could not find expected ':'" not in fault.said and "expected" not in fault.said:
        return None
    if above and (hit := re.search(r"\s(#\S*)", above[1])) and not _KEY_LINE.match(fault.line):
        where = Location(fault.where.file, above[0], hit.start(1) + 1)
        line = fault.where.line
        message = f"{quoted(hit[1])} begins a comment, so that the text cannot go on in line {line}"
        return yaml_fault(codes.TEXT_AFTER_QUOTE, message, where, _IN_QUOTES)
    return None


def _explain_indentation(fault: _Fault) -> Problem | None:
    if "expected" not in fault.said:
        return None
    indent = _measure_indent(fault.line)
    levels: list[int] = []
    for _, line in fault.previous():
        level = _measure_indent(line)
        if not levels or level < levels[-1]:
            levels.append(level)
    place = fault.at(indent + 1)
    if fault.line.lstrip().startswith("- ") != ("'-'" in fault.said) and indent in levels:
        message = "list items and keys stand side by side in one block"
        return yaml_fault(
            codes.WRONG_INDENTATION, message, place, 'begin every item with "- ", or none'
        )
    if indent not in levels:
        columns = " or ".join(str(level) for level in sorted(levels)) or "0"
        message = f"an indentation of {indent} spaces matches nothing above"
        return yaml_fault(
            codes.WRONG_INDENTATION, message, place, f"the lines above begin after {columns} spaces"
        )
    if not _KEY_LINE.match(fault.line) and not fault.line.lstrip().startswith("- "):
        return _explain_no_colon(fault, (fault.where.line, fault.line))
    return None


def _explain_plain_line(fault: _Fault) -> Problem | None:
    if "could not find expected ':'" not in fault.said:
        return None
    where = fault.began or fault.where
    return _explain_no_colon(fault, (where.line, fault.file.line(where.line)))


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _only_line(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    first = next(lines, None)
    if first is not None:
        yield first


_EXPLANATIONS: tuple[Callable[[_Fault], Problem | None], ...] = (
    _explain_tab,
    _explain_unclosed_quote,
    _explain_escape,
    _explain_block_header,
    _explain_after_quote,
    _explain_first_character,
    _explain_text_in_brackets,
    _explain_second_colon,
    _explain_dash,
    _explain_open_bracket,
    _explain_comment_above,
    _explain_plain_line,
    _explain_indentation,
)
"""In this order; the first that recognises the fault speaks."""
