"""The review of a captured thread: the doubts that its texts raise, whatever its format is.

The reader of a format adds the doubts of that format. The review checks the numbers of the posts,
and adds a doubt for what is missing, escaped, unprintable or in another script.
"""

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
from threadbrief.read.scalars import is_language_tag
from threadbrief.read.yaml.decode import UNPRINTABLE
from threadbrief.text.scripts import SCRIPT_LETTERS
from threadbrief.text.urls import WEB_URL, is_web_address

_ESCAPE = re.compile(r"&(?:amp|lt|gt|quot|#\d{1,6}|#x[0-9a-f]{1,6}|apos|nbsp);", re.IGNORECASE)
_SEQUENCE_KINDS = {
    DoubtKind.NUMBER_GAP,
    DoubtKind.NUMBER_TWICE,
    DoubtKind.NUMBER_RANGE,
    DoubtKind.FIRST_NUMBER_MISSING,
}
_LETTER = re.compile(
    "|".join(f"(?P<{name}>[{letters}]+)" for name, letters in SCRIPT_LETTERS.items())
)
_RUNS = {
    name: re.compile(f"[{letters}](?:[{letters}\\s\u00b7'’.,-]*[{letters}])?")
    for name, letters in SCRIPT_LETTERS.items()
}
_ADDRESS = re.compile(rf"{WEB_URL}|@\w+")
_SHARED_SCRIPTS = {"Japanese": "Han", "Han": "Japanese"}
"""Scripts that occur in the texts of another."""


def review_thread(thread: CapturedThread, selection: Selection) -> CapturedThread:
    """Return a thread with the given options, the numbers of its posts, and all doubts."""
    thread = _replace_unprintable(_drop_unusable(_apply_selection(thread, selection)))
    posts = _add_numbers(thread.posts)
    numbers = [parse_post_number(post.number_shown) for post in posts]
    doubts = list(thread.doubts)
    if not _SEQUENCE_KINDS & {doubt.kind for doubt in doubts}:
        doubts += check_sequence(numbers)
    doubts += _review_texts(posts)
    doubts += _find_missing(thread)
    expected = thread.posts_expected or _find_expected_total(numbers)
    return replace(thread, posts=posts, posts_expected=expected, doubts=tuple(doubts))


def _find_expected_total(numbers: Numbers) -> int | None:
    """Return the total in the numbers of the posts; None where a post has no number."""
    if not all(numbers):
        return None
    return find_total(numbers)


def _apply_selection(thread: CapturedThread, selection: Selection) -> CapturedThread:
    """Return a thread with the given author, and with platform, id and date of the address."""
    handle = thread.handle or (selection.handle or "").lstrip("@")
    url = selection.url or thread.url
    post = parse_post_url(url) if url else None
    if post is None:
        return replace(thread, handle=handle or None, url=url)
    first = thread.posts[0]
    if not first.date and first.id in (None, post.id):
        written = decode_date(post.platform, post.id)
        first = replace(first, id=post.id, url=first.url or post.url, date=written)
    platform = thread.platform
    if platform is Platform.OTHER:
        platform = post.platform
    return replace(
        thread,
        posts=(first, *thread.posts[1:]),
        handle=handle or post.handle or None,
        url=post.url,
        id=thread.id or post.id,
        platform=platform,
    )


def _drop_unusable(thread: CapturedThread) -> CapturedThread:
    """Return a thread without addresses, languages and names that are none, as memos need them.

    A handle is spelt as where it is first: its case is not significant.
    """
    handles = [thread.handle, *(post.handle for post in thread.posts)]
    spelt = {handle.lower(): handle for handle in reversed(handles) if handle}
    posts = tuple(
        replace(
            post,
            handle=spelt[post.handle.lower()] if post.handle else None,
            url=_keep_address(post.url),
            language=_keep_language(post.language),
        )
        for post in thread.posts
    )
    url, language = _keep_address(thread.url), _keep_language(thread.language)
    name = (thread.name or "").strip() or None
    return replace(thread, posts=posts, name=name, url=url, language=language)


def _keep_address(url: str | None) -> str | None:
    return url if url and is_web_address(url) else None


def _keep_language(tag: str | None) -> str | None:
    return tag if tag and is_language_tag(tag) else None


def _replace_unprintable(thread: CapturedThread) -> CapturedThread:
    """Return a thread that YAML can hold: unprintable characters are U+FFFD, line separators LF."""
    posts: list[CapturedPost] = []
    doubts = list(thread.doubts)
    for at, post in enumerate(thread.posts):
        text = post.text.replace("\r\n", "\n").translate({0x0D: "\n", 0x2028: "\n", 0x2029: "\n"})
        clean = UNPRINTABLE.sub("\ufffd", text)
        if clean != text:
            detail = "characters that cannot be printed stand as U+FFFD; look at the source"
            doubts.append(Doubt(DoubtKind.ESCAPE_DOUBT, detail, post=at, at=clean.index("\ufffd")))
        posts.append(replace(post, text=clean))
    return replace(thread, posts=tuple(posts), doubts=tuple(doubts))


def _add_numbers(posts: Sequence[CapturedPost]) -> tuple[CapturedPost, ...]:
    """Return the posts with the numbers in their texts, where the reader found none."""
    if any(post.number_shown for post in posts) or len(posts) < 2:
        return tuple(posts)
    numbered: list[CapturedPost] = []
    numbers = find_post_numbers([post.text for post in posts])
    for post, number in zip(posts, numbers, strict=True):
        if number:
            numbered.append(replace(post, number_shown=number.shown))
        else:
            numbered.append(post)
    return tuple(numbered)


def _review_texts(posts: Sequence[CapturedPost]) -> Iterator[Doubt]:
    """Yield the doubts about inner lists, escapes and words in another script than the thread's."""
    main = _find_main_script([post.text for post in posts])
    for at, post in enumerate(posts):
        items = find_inner_list(post.text)
        if items:
            detail = (
                f'"{" ".join(items)}" are taken for a list inside the post, '
                "not for numbers of posts"
            )
            yield Doubt(DoubtKind.INNER_ENUMERATION, detail, at)
        escapes = sorted(set(_ESCAPE.findall(post.text)))
        if escapes:
            detail = (
                f"{', '.join(escapes)} may be an escape that was never undone; it is kept as it is"
            )
            yield Doubt(DoubtKind.ESCAPE_DOUBT, detail, at)
        if main is None:
            continue
        for start, script, run in _find_foreign_runs(post.text, main):
            detail = f'"{run}" is in {script} letters; say who or what it is, and its language'
            yield Doubt(DoubtKind.SCRIPT_CHANGE, detail, post=at, at=start)


def _find_main_script(texts: Sequence[str]) -> str | None:
    """Return the script with the most letters; None where there are no letters."""
    counts: Counter[str] = Counter()
    for text in texts:
        for match in _LETTER.finditer(_ADDRESS.sub(" ", text)):
            counts[match.lastgroup or ""] += len(match[0])
    return counts.most_common(1)[0][0] if counts else None


def _find_foreign_runs(text: str, main: str) -> list[tuple[int, str, str]]:
    """Return the runs of letters in another script, in their order: offset, script and run.

    Latin letters are never foreign: texts in every script have them.
    """
    without_addresses = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    native = {main, _SHARED_SCRIPTS.get(main, main), "Latin"}
    runs: list[tuple[int, str, str]] = []
    for script, pattern in _RUNS.items():
        if script not in native:
            matches = pattern.finditer(without_addresses)
            runs += [(match.start(), script, match[0]) for match in matches]
    return sorted(runs)


def _find_missing(thread: CapturedThread) -> Iterator[Doubt]:
    """Yield the doubts about what the source lacks: author, addresses, ids, dates."""
    raised = {doubt.kind for doubt in thread.doubts}
    if not thread.handle and not thread.name:
        detail = "the source does not say whose thread it is; --author gives a handle"
        yield Doubt(DoubtKind.AUTHOR_MISSING, detail)
    if not thread.url and not thread.posts[0].url:
        detail = (
            "the address of the thread is not in the source; "
            "--url gives it, and with it platform, id and date"
        )
        yield Doubt(DoubtKind.THREAD_URL_MISSING, detail)
    if DoubtKind.POST_IDS_MISSING not in raised:
        detail = "ids and addresses of these posts are not in the source"
        for at, post in enumerate(thread.posts):
            if not post.id and not post.url:
                yield Doubt(DoubtKind.POST_IDS_MISSING, detail, at)
    if DoubtKind.DATE_MISSING not in raised:
        detail = "the times of these posts are not in the source"
        for at, post in enumerate(thread.posts):
            if not post.date:
                yield Doubt(DoubtKind.DATE_MISSING, detail, at)
    detail = "nothing says when the source was captured, by whom and with what"
    yield Doubt(DoubtKind.CAPTURE_DATE_MISSING, detail)
