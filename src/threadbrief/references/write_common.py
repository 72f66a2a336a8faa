"""What the writers of references share: dates as numbers and as text, and what a format had no place for."""

import re
from collections.abc import Callable, Iterable

from threadbrief.core.structs import Accumulator, field
from threadbrief.model.brief import Citation, CslDate, DateParts


class ReferenceOutput(Accumulator):
    """A file of references on its way."""

    lines: list[str] = field(default_factory=list)
    unmapped: dict[str, None] = field(default_factory=dict)
    """Variables that the format has no field for, in the order in which they were met."""

    def add_unmapped(self, names: Iterable[str]) -> None:
        """Note what is not written."""
        self.unmapped.update(dict.fromkeys(names))

    def data(self) -> bytes:
        """Return the file, in UTF-8."""
        return ("\n".join(self.lines) + "\n").encode() if self.lines else b""


def list_own_variables(citation: Citation) -> list[str]:
    """Return the names of what is set of ours, which only our own CSL-JSON keeps."""
    names = ("archived", "descriptor", "reliability", "access", "verify", "short", "custom")
    return [name for name in names if getattr(citation, name)]


def format_iso_date(parts: DateParts) -> str:
    """Return a date as ISO 8601 and EDTF write it: `2020-06-21`, `2020-21` for a spring."""
    year = f"-{-parts.year:04}" if parts.year < 0 else f"{parts.year:04}"
    if parts.season:
        return f"{year}-{parts.season + 20}"
    return "-".join([year, *(f"{part:02}" for part in (parts.month, parts.day) if part)])


def format_edtf(date: CslDate) -> str:
    """Return a date as EDTF writes it; words as they are."""
    if date.start is None:
        return date.literal or ""
    doubt = "~" if date.circa else ""
    return "/".join(f"{format_iso_date(part)}{doubt}" for part in (date.start, date.end) if part)


TAG = re.compile(r"<(/?)(i|b|sc|sup|sub|span)((?:\s+[a-z-]+=(?:\"[^\"<>]*\"|'[^'<>]*'))?)\s*>")


def strip_tags(text: str) -> str:
    """Return the words of a text alone."""
    return TAG.sub("", text) if "<" in text else text


def convert_tags(
    text: str, commands: Callable[[str, str], str], escape: Callable[[str], str]
) -> str:
    """Return a text in LaTeX: `commands` says what opens for a tag and its attribute, a brace closes it.

    A tag without its partner is text.
    """
    if "<" not in text:
        return escape(text)
    tags = list(TAG.finditer(text))
    closing = _match_tags(tags)
    pairs = closing | {end: begin for begin, end in closing.items()}
    made, at = [], 0
    for number, tag in enumerate(tags):
        if number not in pairs:
            continue
        made.append(escape(text[at : tag.start()]))
        made.append("}" if tag[1] else commands(tag[2], tag[3]))
        at = tag.end()
    return "".join(made) + escape(text[at:])


def _match_tags(tags: list[re.Match[str]]) -> dict[int, int]:
    """Return which tag closes which; one that would cross another closes none."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for number, tag in enumerate(tags):
        if not tag[1]:
            open_.append(number)
        elif open_ and tags[open_[-1]][2] == tag[2]:
            found[open_.pop()] = number
    return found
