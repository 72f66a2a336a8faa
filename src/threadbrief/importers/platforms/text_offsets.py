"""A text and the places in it that stand for something else in; the text as it was shown, and where each lies, out.

Places are in code points of the text as it is written; where that text is escaped, they are replaced before anything
is undone, so that an escape never moves them.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence

from threadbrief.core.structs import Frozen

_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_ESCAPE = re.compile(r"&(?:amp|lt|gt);")


class Replacement(Frozen):
    """A place in a text."""

    start: int
    end: int
    shown: str | None = None
    """What is shown there; None: what is written there."""


class ReplacedText(Frozen):
    """A text as it was shown."""

    text: str
    places: tuple[tuple[int, int] | None, ...]
    """Where each patch came to lie, in code points of the text; None: outside it, or across another."""


def replace_spans(
    text: str, patches: Sequence[Replacement], undo: Callable[[str], str] = str
) -> ReplacedText:
    """Put what is shown in its place, and undo the escapes of the rest."""
    places: list[tuple[int, int] | None] = [None] * len(patches)
    pieces: list[str] = []
    length = at = 0
    for index in sorted(range(len(patches)), key=lambda i: (patches[i].start, patches[i].end)):
        patch = patches[index]
        if patch.start < at or not patch.start <= patch.end <= len(text):
            continue
        before = undo(text[at : patch.start])
        shown = undo(text[patch.start : patch.end]) if patch.shown is None else patch.shown
        pieces += [before, shown]
        places[index] = (length + len(before), length + len(before) + len(shown))
        length += len(before) + len(shown)
        at = patch.end
    return ReplacedText("".join((*pieces, undo(text[at:]))), tuple(places))


def strip_spans(spliced: ReplacedText) -> ReplacedText:
    """Return the text without spaces at its ends, its places moved with it."""
    text = spliced.text.strip()
    gone = len(spliced.text) - len(spliced.text.lstrip())
    moved = (
        None
        if place is None
        else (max(0, min(place[0] - gone, len(text))), max(0, min(place[1] - gone, len(text))))
        for place in spliced.places
    )
    return ReplacedText(text, tuple(moved))


def unescape_x_text(text: str) -> str:
    """Undo the three escapes that X writes, once."""
    return _ESCAPE.sub(lambda match: html.unescape(match[0]), text)


def locate_text(text: str, start: int, end: int, wanted: Iterable[str]) -> tuple[int, int] | None:
    """Return where one of the wanted texts stands: at the offsets given, or else where it is found nearest to them.

    Letter case is not looked at. None where it is nowhere.
    """
    forms = [form for form in wanted if form]
    if any(text[start:end].casefold() == form.casefold() for form in forms):
        return start, end
    found = [
        match.span()
        for form in forms
        for match in re.finditer(re.escape(form), text, re.IGNORECASE)
    ]
    return min(found, key=lambda span: abs(span[0] - start), default=None)


def utf8_offsets_to_code_points(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return offsets in bytes of UTF-8 as code points; None where they cut a character or lie outside."""
    return _convert_offsets(text.encode(), "utf-8", start, end)


def utf16_offsets_to_code_points(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return offsets in units of UTF-16 as code points; None where they cut a character or lie outside."""
    return _convert_offsets(text.encode("utf-16-le"), "utf-16-le", 2 * start, 2 * end)


def _convert_offsets(data: bytes, encoding: str, start: int, end: int) -> tuple[int, int] | None:
    if not 0 <= start <= end <= len(data):
        return None
    try:
        first = len(data[:start].decode(encoding))
        return first, first + len(data[start:end].decode(encoding))
    except UnicodeDecodeError:
        return None


def is_shortened_url(shown: str, address: str) -> bool:
    """Return whether what is shown is an address, or the beginning of it, without its scheme."""
    form = shown.removesuffix("…").removesuffix("...")
    cut = form != shown
    plain, whole = (_strip_scheme(one) for one in (form, address))
    return bool(plain) and (
        whole.startswith(plain) if cut else whole.rstrip("/") == plain.rstrip("/")
    )


def _strip_scheme(address: str) -> str:
    return _SCHEME.sub("", address.strip()).casefold()
