"""Sources in the order that a style asks for."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final, TypeVar

from threadbrief.cite.dates import sort_date
from threadbrief.cite.elements import PLAIN, NameOptions, Names, VariableText
from threadbrief.cite.frame import Frame
from threadbrief.cite.names import names_runs
from threadbrief.cite.render import render_children, render_element, render_macro
from threadbrief.cite.runs import plain_text
from threadbrief.cite.style import SortKey

_Member = TypeVar("_Member")
_DROPPED: Final = re.compile(r"[^\w\s\x01\x02+/-]|_")
_APOSTROPHE: Final = re.compile("['’‘ʼ`]")
"""Comes before all letters, as in other programs."""


def sorted_by(
    members: Sequence[_Member], keys: Sequence[SortKey], frame_of: Callable[[_Member, SortKey], Frame]
) -> list[_Member]:
    """Return members in order; those without a value for a key come last, whichever way the key goes.

    A key is asked of those alone whom the keys before it do not tell apart.
    """
    made = list(members)
    if len(made) < 2 or not keys:
        return made
    key, *others = keys
    values = {id(member): _value(key, frame_of(member, key)) for member in made}
    made.sort(key=lambda member: values[id(member)], reverse=key.descending)
    made.sort(key=lambda member: values[id(member)] == "")
    alike = groupby(made, key=lambda member: values[id(member)])
    return [member for _, group in alike for member in sorted_by(list(group), others, frame_of)]


def _value(key: SortKey, frame: Frame) -> str:
    frame.sorting = True
    frame.over = key.options
    if key.macro is not None:
        text = plain_text(render_macro(key.macro, frame))
        return collation(text)
    name = key.variable or ""
    if frame.item.names.get(name):
        frame.over = None
        node = Names((name,), NameOptions(form="long", sort_order="all"), PLAIN, PLAIN, PLAIN, PLAIN, "et-al", None,
                     label_first=False, substitute=(), delimiter=None, bare=True, finish=PLAIN, number=-1)  # fmt: skip
        return collation(plain_text(names_runs(node, frame, render_children)))
    date = frame.item.date(name)
    if date is not None:
        return sort_date(date)
    value = plain_text(render_element(VariableText(name, short=False, finish=PLAIN), frame))
    return value.zfill(9) if value.isdecimal() else collation(value)


@lru_cache(maxsize=8192)
def collation(text: str) -> str:
    """Return what letters are compared by: no case, no accents, no punctuation."""
    if not text.isascii():
        import unicodedata  # noqa: PLC0415 - 1 ms that plain ASCII should not cost

        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = text.strip("'’‘\" “”«»([")
    return _DROPPED.sub("", _APOSTROPHE.sub("\x02", text)).casefold().strip()
