"""Settled runs become the inlines of a document."""

from collections.abc import Callable
from itertools import groupby

from threadbrief.cite.runs import BLOCK, TEXT, Run, Runs
from threadbrief.model.document import (
    Emphasis,
    Inline,
    Inlines,
    Link,
    SmallCaps,
    Strong,
    Subscript,
    Superscript,
    Text,
    Underline,
)

_Shown = tuple[str, tuple[bool, bool, bool, bool, str, str, str]]
_WRAP: tuple[tuple[int, Callable[[Inlines], Inline]], ...] = (
    (1, Strong),
    (0, Emphasis),
    (2, SmallCaps),
    (3, Underline),
)


def to_inlines(runs: Runs) -> Inlines:
    """Return the inlines of runs: never an emphasis inside an emphasis, links outermost, equal neighbours joined."""
    shown = [(run.text, run.font.shows()) for run in _spaced(runs)]
    made: list[Inline] = []
    for link, members in groupby(shown, key=lambda item: item[1][5]):
        content = _wrapped(list(members), 0)
        made.extend((Link(content, link),) if link else content)
    return tuple(made)


def _spaced(runs: Runs) -> Runs:
    """Return the runs without display blocks; where one begins a space keeps the words apart."""
    out: Runs = []
    apart = False
    for run in runs:
        if run.kind == BLOCK:
            apart = bool(out)
        elif run.kind == TEXT and run.text:
            if apart and not out[-1].text[-1].isspace() and run.text[0] not in " \n.,;:!?)":
                out.append(Run(" "))
            apart = False
            out.append(run)
    return out


def _wrapped(shown: list[_Shown], level: int) -> Inlines:
    if level == len(_WRAP):
        return _aligned(shown)
    index, wrap = _WRAP[level]
    if not any(item[1][index] for item in shown):
        return _wrapped(shown, level + 1)
    made: list[Inline] = []
    for on, members in groupby(shown, key=lambda item: item[1][index]):
        content = _wrapped(list(members), level + 1)
        made.extend((wrap(content),) if on else content)
    return tuple(made)


def _aligned(shown: list[_Shown]) -> Inlines:
    made: list[Inline] = []
    for (align, lang), members in groupby(shown, key=lambda item: (item[1][4], item[1][6])):
        text = Text("".join(text for text, _ in members), lang or None)
        made.append(Superscript((text,)) if align == "sup" else Subscript((text,)) if align == "sub" else text)
    return tuple(made)
