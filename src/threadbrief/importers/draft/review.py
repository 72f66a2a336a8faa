"""A thread as any reader gives it in; the same with its numbers, and every doubt that its texts raise, out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from threadbrief.core.structs import replace
from threadbrief.importers.copied_text.post_numbers import (
    Numbers,
    check_sequence,
    find_inner_list,
    find_post_numbers,
    find_total,
    parse_post_number,
)
from threadbrief.importers.model import CapturedPost, CapturedThread, Doubt, DoubtKind, Selection
from threadbrief.importers.urls import decode_date, parse_post_url
from threadbrief.model.brief import Platform
from threadbrief.read.yaml.decode import UNPRINTABLE
from threadbrief.text.scripts import LETTERS
from threadbrief.text.urls import WEB_URL

_ESCAPE = re.compile(r"&(?:amp|lt|gt|quot|#\d{1,6}|#x[0-9a-f]{1,6}|apos|nbsp);", re.IGNORECASE)
_SEQUENCE_KINDS = {
    DoubtKind.NUMBER_GAP,
    DoubtKind.NUMBER_TWICE,
    DoubtKind.NUMBER_RANGE,
    DoubtKind.FIRST_NUMBER_MISSING,
}
_LETTER = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in LETTERS.items()))
_RUNS = {
    name: re.compile(f"[{letters}](?:[{letters}\\s\u00b7'’.,-]*[{letters}])?")
    for name, letters in LETTERS.items()
}
_ADDRESS = re.compile(rf"{WEB_URL}|@\w+")
_SHARED_SCRIPTS = {"Japanese": "Han"}


def review_thread(thread: CapturedThread, wanted: Selection) -> CapturedThread:
    """Return a thread with what the command line says, its posts' numbers, and the doubts that any thread can raise."""
    thread = _replace_unprintable(_apply_selection(thread, wanted))
    posts = _add_numbers(thread.posts)
    found = [parse_post_number(post.number_shown) for post in posts]
    doubts = list(thread.doubts)
    if not _SEQUENCE_KINDS & {doubt.kind for doubt in doubts}:
        doubts += check_sequence(found)
    doubts += _review_texts(posts)
    doubts += _find_missing(thread)
    expected = thread.posts_expected or _posts_expected(found)
    return replace(thread, posts=posts, posts_expected=expected, doubts=tuple(doubts))


def _posts_expected(found: Numbers) -> int | None:
    """Return the total that the numbers name; a post without one may come on top of it."""
    return find_total(found) if all(found) else None


def _apply_selection(thread: CapturedThread, wanted: Selection) -> CapturedThread:
    """Return a thread with the author and the address that a person gave; the address says more than it looks."""
    url = wanted.url or thread.url
    post = parse_post_url(url) if url else None
    handle = thread.handle or (wanted.handle or "").lstrip("@") or (post.handle if post else None)
    first = thread.posts[0]
    if post and not first.date and first.id in (None, post.id):
        first = replace(
            first, id=post.id, url=first.url or post.url, date=decode_date(post.platform, post.id)
        )
    return replace(
        thread,
        posts=(first, *thread.posts[1:]),
        handle=handle or None,
        url=post.url if post else url,
        id=thread.id or (post.id if post else None),
        platform=post.platform if post and thread.platform is Platform.OTHER else thread.platform,
    )


def _replace_unprintable(thread: CapturedThread) -> CapturedThread:
    """Return a thread without characters that no memo can hold; each becomes U+FFFD, a line separator a line break."""
    posts: list[CapturedPost] = []
    doubts = list(thread.doubts)
    for at, post in enumerate(thread.posts):
        text = post.text.replace("\r\n", "\n").translate({0x0D: "\n", 0x2028: "\n", 0x2029: "\n"})
        clean = UNPRINTABLE.sub("\ufffd", text)
        if clean != text:
            detail = "characters that cannot be printed stand as U+FFFD; look at the source"
            doubts.append(Doubt(DoubtKind.ESCAPE_DOUBT, detail, at, clean.index("\ufffd")))
        posts.append(post if clean == post.text else replace(post, text=clean))
    return replace(thread, posts=tuple(posts), doubts=tuple(doubts))


def _add_numbers(posts: Sequence[CapturedPost]) -> tuple[CapturedPost, ...]:
    """Return the posts with the numbers in their texts, where the reader did not look for them."""
    if any(post.number_shown for post in posts) or len(posts) < 2:
        return tuple(posts)
    numbers = find_post_numbers([post.text for post in posts])
    return tuple(
        replace(post, number_shown=number.shown) if number else post
        for post, number in zip(posts, numbers, strict=True)
    )


def _review_texts(posts: Sequence[CapturedPost]) -> Iterator[Doubt]:
    main = _main_script([post.text for post in posts])
    for at, post in enumerate(posts):
        if inner := find_inner_list(post.text):
            detail = f'"{" ".join(inner)}" are taken for a list inside the post, not for numbers of posts'
            yield Doubt(DoubtKind.INNER_ENUMERATION, detail, at)
        escapes = sorted(set(_ESCAPE.findall(post.text)))
        if escapes:
            detail = (
                f"{', '.join(escapes)} may be an escape that was never undone; it is kept as it is"
            )
            yield Doubt(DoubtKind.ESCAPE_DOUBT, detail, at)
        for start, script, run in _foreign_runs(post.text, main) if main else ():
            detail = f'"{run}" is in {script} letters; say who or what it is, and its language'
            yield Doubt(DoubtKind.SCRIPT_CHANGE, detail, at, start)


def _main_script(texts: Sequence[str]) -> str | None:
    """Return the script of most letters; None where there are none."""
    counts: Counter[str] = Counter()
    for text in texts:
        for match in _LETTER.finditer(_ADDRESS.sub(" ", text)):
            counts[match.lastgroup or ""] += len(match[0])
    return counts.most_common(1)[0][0] if counts else None


def _foreign_runs(text: str, main: str) -> list[tuple[int, str, str]]:
    """Return the runs of other scripts: where each begins, the script and the run."""
    hidden = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    ours = {main, _SHARED_SCRIPTS.get(main, main)}
    found = [
        (match.start(), name, match[0])
        for name, pattern in _RUNS.items()
        if name not in ours and not (main == "Han" and name == "Japanese")
        for match in pattern.finditer(hidden)
        if name != "Latin"  # words of Latin letters stand in texts of every script
    ]
    return sorted(found)


def _find_missing(thread: CapturedThread) -> Iterator[Doubt]:
    """Yield what is not known of the thread as a whole, and of the posts' addresses and dates."""
    known = {doubt.kind for doubt in thread.doubts}
    if not thread.handle and not thread.name:
        yield Doubt(
            DoubtKind.AUTHOR_MISSING,
            "the source does not say whose thread it is; --author gives a handle",
        )
    if not thread.url and not thread.posts[0].url:
        detail = "the address of the thread is not in the source; --url gives it, and with it platform, id and date"
        yield Doubt(DoubtKind.THREAD_URL_MISSING, detail)
    without_id = [at for at, post in enumerate(thread.posts) if not post.id and not post.url]
    for at in without_id if DoubtKind.POST_IDS_MISSING not in known else ():
        yield Doubt(
            DoubtKind.POST_IDS_MISSING, "ids and addresses of these posts are not in the source", at
        )
    for at, post in enumerate(thread.posts):
        if not post.date and DoubtKind.DATE_MISSING not in known:
            yield Doubt(
                DoubtKind.DATE_MISSING, "the times of these posts are not in the source", at
            )
    yield Doubt(
        DoubtKind.CAPTURE_DATE_MISSING,
        "nothing says when the source was captured, by whom and with what",
    )
