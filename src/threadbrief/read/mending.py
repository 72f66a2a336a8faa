"""A fault of YAML in; the same text with that fault taken out, so that the faults behind it are found in the same run.

What is mended is read only for its faults: the file has an error, and nothing is made of it. A mended text has as many
characters as it had, so that every place in it is the place in the file.
"""

import re

from threadbrief.errors import Problem
from threadbrief.read.text import FileText
from threadbrief.values import replace

MAX_MENDED = 20
"""Each costs another reading."""
_LONGEST = 1 << 20
"""Characters; a longer file is not read again and again."""
_QUOTES = str.maketrans("\"'", "xx")
_CODES = frozenset({"TB110", "TB111", "TB112", "TB113", "TB115"})


def mended(file: FileText, fault: Problem) -> FileText | None:
    """Return the file without a fault; None where nobody can say what else the text would be."""
    if fault.where is None or fault.code not in _CODES or len(file.text) > _LONGEST:
        return None
    start = file.starts[fault.where.line - 1]
    line = file.line(fault.where.line)
    put = _line(line, fault.where.column - 1, fault.code)
    return replace(file, text=file.text[:start] + put + file.text[start + len(line) :]) if put != line else None


def _line(line: str, place: int, code: str) -> str:
    """Return a line in which what is at fault is an ordinary character."""
    match code:
        case "TB110":
            return re.sub(r"^[ \t]*|\t", lambda match: " " * len(match[0]), line)
        case "TB113":
            return line.translate(_QUOTES)
        case _:
            return f"{line[:place]}x{line[place + 1 :]}"
