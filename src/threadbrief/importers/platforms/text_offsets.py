"""Text offsets: spans of a text that are shown as another text, and what becomes of their offsets.

Platforms count the offsets of links and mentions in bytes of UTF-8, in UTF-16 code units or in code
points. Here they are code points of the text as it is written. Where that text is escaped, spans
are replaced before the escapes are undone, so that no escape shifts an offset.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence

from threadbrief.core.structs import Frozen

Offsets = tuple[int, int]
"""Start and end of a span."""
OUTSIDE: Offsets = (-1, -1)
"""The offsets of a span that is in no text: it is never replaced, and has no place."""
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_ESCAPE = re.compile(r"&(?:amp|lt|gt);")


def known_offsets(start: int | None, end: int | None) -> Offsets:
    """Return the offsets of a span; `OUTSIDE` where the source lacks one of them."""
    if start is None or end is None:
        return OUTSIDE
    return start, end


class Replacement(Frozen):
    """A span of a text, and the text that is shown there."""

    start: int
    end: int
    shown: str | None = None
    """None: the text that is written there."""


class ReplacedText(Frozen):
    """A text as its readers saw it."""

    text: str
    places: tuple[Offsets | None, ...]
    """The offsets of each span in it.

    None: the span was outside the text, or overlapped another.
    """


def replace_spans(
    text: str, spans: Sequence[Replacement], unescape: Callable[[str], str] = str
) -> ReplacedText:
    """Replace spans of a text, and undo the escapes of the rest."""
    places: list[Offsets | None] = [None] * len(spans)
    pieces: list[str] = []
    length = at = 0
    for index in sorted(range(len(spans)), key=lambda i: (spans[i].start, spans[i].end)):
        span = spans[index]
        if span.start < at or not span.start <= span.end <= len(text):
            continue
        before = unescape(text[at : span.start])
        shown = span.shown
        if shown is None:
            shown = unescape(text[span.start : span.end])
        pieces += [before, shown]
        start = length + len(before)
        length = start + len(shown)
        places[index] = (start, length)
        at = span.end
    pieces.append(unescape(text[at:]))
    return ReplacedText("".join(pieces), tuple(places))


def unescape_x_text(text: str) -> str:
    """Undo, once, the three escapes of X: `&amp;`, `&lt;` and `&gt;`."""
    return _ESCAPE.sub(lambda match: html.unescape(match[0]), text)


def locate_text(text: str, start: int, end: int, wanted: Iterable[str]) -> Offsets | None:
    """Return the span of one of the wanted texts, in any letter case.

    It is the given one where that fits, or else the nearest to it. None: the text has none of them.
    """
    forms = [form for form in wanted if form]
    if any(text[start:end].casefold() == form.casefold() for form in forms):
        return start, end
    spans = [
        match.span()
        for form in forms
        for match in re.finditer(re.escape(form), text, re.IGNORECASE)
    ]
    return min(spans, key=lambda span: abs(span[0] - start), default=None)


def utf8_offsets_to_code_points(text: str, start: int, end: int) -> Offsets | None:
    """Convert offsets in bytes of UTF-8. None: outside the text, or inside a character."""
    return _convert_offsets(text.encode(), "utf-8", start, end)


def utf16_offsets_to_code_points(text: str, start: int, end: int) -> Offsets | None:
    """Convert offsets in UTF-16 code units. None: outside the text, or inside a character."""
    return _convert_offsets(text.encode("utf-16-le"), "utf-16-le", 2 * start, 2 * end)


def _convert_offsets(data: bytes, encoding: str, start: int, end: int) -> Offsets | None:
    if not 0 <= start <= end <= len(data):
        return None
    try:
        first = len(data[:start].decode(encoding))
        return first, first + len(data[start:end].decode(encoding))
    except UnicodeDecodeError:
        return None


def is_shortened_url(shown: str, url: str) -> bool:
    """Return whether a text shows a URL, or the beginning of it and an ellipsis.

    The scheme and `www.` may be left out of it.
    """
    form = shown.removesuffix("…").removesuffix("...")
    short, full = _bare_url(form), _bare_url(url)
    if not short:
        return False
    if form != shown:
        return full.startswith(short)
    return full.rstrip("/") == short.rstrip("/")


def _bare_url(url: str) -> str:
    return _SCHEME.sub("", url.strip()).casefold()
