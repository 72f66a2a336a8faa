"""The text of a message of Telegram in, a string or parts; its text, links and mentions out.

Parts follow one another: there are no offsets, so that none can be wrong.
"""

from collections.abc import Iterator

from threadbrief.importers.captured import CapturedLink, CapturedMention
from threadbrief.importers.fields import Record, text, whole
from threadbrief.text.urls import WEB_SCHEMES
from threadbrief.values import Value


class Message(Value):
    """A text as its readers saw it."""

    text: str
    links: tuple[CapturedLink, ...]
    mentions: tuple[CapturedMention, ...]


def message_text(message: Record) -> Message:
    """Return the text of a message."""
    pieces: list[str] = []
    links: list[CapturedLink] = []
    mentions: list[CapturedMention] = []
    at = 0
    for kind, shown, href in _best_parts(message):
        end = at + len(shown)
        if kind in {"link", "text_link"} and (address := _address(href or shown)):
            links.append(CapturedLink(address, at, end))
        elif kind == "mention" and shown.removeprefix("@"):
            mentions.append(CapturedMention(shown.removeprefix("@"), at, end))
        pieces.append(shown)
        at = end
    return Message("".join(pieces), tuple(links), tuple(mentions))


def plain(found: object) -> str:
    """Return the text of a string or of parts."""
    return "".join(shown for _, shown, _ in _parts(found))


def _best_parts(message: Record) -> list[tuple[str, str, str | None]]:
    """Return the parts of newer exports, unless they say less than the text itself."""
    entities, texts = list(_parts(message.get("text_entities"))), list(_parts(message.get("text")))
    same = "".join(part[1] for part in entities) == "".join(part[1] for part in texts)
    return entities if same or "text" not in message else texts


def _parts(found: object) -> Iterator[tuple[str, str, str | None]]:
    """Yield the kind, the text and the address of each part."""
    if isinstance(found, str):
        yield "plain", whole(found), None
    elif isinstance(found, list):
        for part in found:
            if isinstance(part, str):
                yield "plain", whole(part), None
            elif isinstance(part, dict):
                yield text(part, "type") or "plain", text(part, "text") or "", text(part, "href")


def _address(found: str) -> str | None:
    """Return an address with a scheme; None for one that leads to no page."""
    scheme, colon, _ = found.partition(":")
    if colon and scheme.isalpha() and "." not in scheme:
        return found if scheme.lower() in WEB_SCHEMES else None
    return f"https://{found}"
