"""A captured thread as an indented text, which golden files hold: every field, and what stands at every offset."""

from collections.abc import Iterator

from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedPost,
    CapturedQuote,
    CapturedThread,
    Doubt,
)

_THREAD = ("handle", "name", "id", "url", "language", "posts_expected")
_POST = ("id", "url", "date", "edited", "number_shown", "handle", "reply_to", "language")


def dump(thread: CapturedThread) -> str:
    return "\n".join(_lines(thread)) + "\n"


def _lines(thread: CapturedThread) -> Iterator[str]:
    yield f"{thread.format}, {thread.platform.value}"
    for name in _THREAD:
        if getattr(thread, name) is not None:
            yield f"  {name}: {getattr(thread, name)}"
    yield from (
        f"  file: {file.name}, {file.bytes} bytes, {file.sha256[:12]}" for file in thread.files
    )
    yield from (f"  doubt: {_doubt(doubt)}" for doubt in thread.doubts if doubt.post is None)
    for index, post in enumerate(thread.posts):
        yield f"post {index + 1}"
        yield from (f"  {line}" for line in _post(post))
        yield from (f"  doubt: {_doubt(doubt)}" for doubt in thread.doubts if doubt.post == index)


def _post(post: CapturedPost) -> Iterator[str]:
    for name in _POST:
        if getattr(post, name) is not None:
            yield f"{name}: {getattr(post, name)}"
    if post.visibility.value != "public":
        yield f"visibility: {post.visibility.value}"
    yield from (f"| {line}".rstrip() for line in post.text.split("\n"))
    yield from (_link(link, post.text) for link in post.links)
    yield from (
        f'mention: @{one.handle} at {one.start}-{one.end} "{post.text[one.start : one.end]}"'
        + (f", {one.name}" if one.name else "")
        for one in post.mentions
    )
    yield from (_media(one) for one in post.media)
    for quote in post.quotes:
        yield from _quote(quote)


def _link(link: CapturedLink, text: str) -> str:
    place = (
        "beside"
        if link.start is None
        else f'at {link.start}-{link.end} "{text[link.start : link.end]}"'
    )
    return f"link: {link.url} {place}{f', {link.title!r}' if link.title else ''}{', quoted' if link.quotes else ''}"


def _media(one: CapturedMedia) -> str:
    said = (
        f"{name} {getattr(one, name)!r}"
        for name in ("file", "url", "alt", "caption")
        if getattr(one, name)
    )
    return ", ".join((f"media: {one.type.value}", *said))


def _quote(quote: CapturedQuote) -> Iterator[str]:
    yield f"quote: {quote.url}, @{quote.handle}, {quote.name}, {quote.date}"
    yield from (f"  | {line}" for line in (quote.text or "").split("\n"))


def _doubt(doubt: Doubt) -> str:
    return f"{doubt.kind.value}{'' if doubt.at is None else f' at {doubt.at}'}: {doubt.detail}"
