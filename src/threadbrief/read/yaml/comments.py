"""The comments of a memo: what is in its YAML and no part of any value."""

import re
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from threadbrief.core.structs import Frozen
from threadbrief.core.yaml_events import LOADER

MAX_DEPTH = 100
"""How many collections may be nested; the parser takes the square of the time for more."""
MAX_COMMENTS = 10_000
"""Of more, the first are found."""
_HEADER = re.compile(r"(?:[&!]\S*+\s++)*+(?:[|>][-+0-9]*+[ \t]++)?(#[^\n]*)")
"""What a text may have before it: an anchor, a tag, the sign of a block (YAML 1.2.2, 6.9)."""
_COMMENT = re.compile(r"(?:^|[ \t\n])(#[^\n]*)")


class Comment(Frozen):
    """A comment."""

    text: str
    """With its `#`."""
    line: int
    """From 1."""


def find_comments(text: str) -> tuple[Comment, ...] | None:
    """Return the comments of a YAML file with line breaks of one character; None of a broken one.

    They are looked for between its values, since a `#` in a text is none, and behind an
    anchor, a tag, or the sign of a block.
    """
    found: list[Comment] = []
    end = line = depth = 0
    loader = LOADER(text)
    try:
        for event in iter(loader.get_event, None):
            first: Any = event.start_mark  # both parsers give every event its marks
            last: Any = event.end_mark
            found += _find_between(text, end, first.index, line)
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)
            if len(found) >= MAX_COMMENTS:
                return tuple(found[:MAX_COMMENTS])
            if depth > MAX_DEPTH:
                return None
            header = _HEADER.match(text, first.index)
            if header and isinstance(event, ScalarEvent):
                found.append(Comment(header[1].strip(), first.line + 1))
            if last.index > end:
                end, line = last.index, last.line
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()
    found += _find_between(text, end, len(text), line)
    return tuple(found[:MAX_COMMENTS])


def _find_between(text: str, start: int, end: int, line: int) -> list[Comment]:
    """Return the comments between two places; `line` is that of the first, from 0."""
    found = []
    place = start
    for match in _COMMENT.finditer(text, max(start - 1, 0), end):
        if match.start(1) >= start:
            line += text.count("\n", place, match.start(1))
            place = match.start(1)
            found.append(Comment(match[1].strip(), line + 1))
    return found
