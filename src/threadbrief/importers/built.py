"""Posts and what is doubtful about each in; the posts of a thread, and its doubts by the places of its posts, out."""

from collections.abc import Iterable, Iterator

from threadbrief.importers.captured import CapturedPost, Doubt, DoubtKind
from threadbrief.values import Value, replace


class Built(Value):
    """A post that a reader made, and its doubts, which do not know yet where it will stand."""

    post: CapturedPost
    doubts: tuple[Doubt, ...] = ()


def gathered(built: Iterable[Built]) -> tuple[tuple[CapturedPost, ...], list[Doubt]]:
    """Return posts in their order, and their doubts in the same order."""
    whole = tuple(built)
    doubts = [
        replace(doubt, post=index)
        for index, one in enumerate(whole)
        for doubt in (*one.doubts, *_unreadable(one.post.text))
    ]
    return tuple(one.post for one in whole), doubts


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def media_missing(what: str) -> Doubt:
    """Return the doubt about a picture or a film that the source does not hold."""
    return Doubt(DoubtKind.MEDIA_MISSING, f"{what} is not in the source; add the file, and say what it shows")


def _unreadable(text: str) -> Iterator[Doubt]:
    """Yield the doubt about a character that the source holds in halves, or not at all."""
    at = text.find("\ufffd")
    if at >= 0:
        detail = "a character cannot be read, and U+FFFD stands in its place"
        yield Doubt(DoubtKind.TEXT_CHANGED, detail, at=at)
