"""The thread as evidence: its numbers, its fingerprints, and what was lost on the way."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from threadbrief.checks.usage import collect_flagged
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.model.brief import Brief, Capture, FlagStatus, Post

_DIGITS = re.compile(r"\d+")
_WESTERNMOST = timedelta(hours=12)
"""The last offset behind UTC at which a day ends."""
_LOST = ("emoji-lost", "line-break-doubt")
"""Kinds of flags for what a copy has lost of a text."""


def check_thread(brief: Brief, captured: Callable[[str], bytes | None]) -> Iterator[Problem]:
    """Yield the warnings about the thread and its posts."""
    yield from _check_numbers(brief)
    yield from _check_expected(brief)
    yield from _check_lost(brief)
    yield from _check_replies(brief)
    for post in brief.posts:
        yield from _check_original(post)
        yield from _check_date(post, brief)
        yield from _check_content(post)
    captures = [
        brief.thread.capture if brief.thread else None,
        *(post.capture for post in brief.posts),
    ]
    for capture in filter(None, captures):
        yield from _check_capture(capture, captured)


def _check_numbers(brief: Brief) -> Iterator[Problem]:
    known = collect_flagged(
        brief, "number-gap", "number-twice", "number-range", "first-number-missing"
    )
    last = 0
    for post in brief.posts:
        if post.id not in known:
            yield from _check_step(last, post)
        last = post.number


def _check_step(last: int, post: Post) -> Iterator[Problem]:
    first, final = last + 1, post.number - 1
    if post.number <= last:
        message = f"post {post.number} stands behind post {last}"
        yield warning(
            codes.POST_NUMBERS_BROKEN,
            message,
            post.where,
            "correct one of the numbers, or the order",
        )
    elif first == final:
        yield warning(
            codes.POST_NUMBERS_BROKEN,
            f"post {first} is missing before this one",
            post.where,
            "add it, or flag the gap",
        )
    elif first < final:
        message = f"posts {first} to {final} are missing before this one"
        yield warning(codes.POST_NUMBERS_BROKEN, message, post.where, "add them, or flag the gap")


def _check_expected(brief: Brief) -> Iterator[Problem]:
    thread = brief.thread
    if thread and thread.posts_expected and thread.posts_expected != len(brief.posts):
        message = (
            f"the thread should have {thread.posts_expected} posts, and here are {len(brief.posts)}"
        )
        yield warning(
            codes.POST_COUNT_DIFFERS,
            message,
            thread.where,
            "add what is missing, or correct posts_expected",
        )


def _check_lost(brief: Brief) -> Iterator[Problem]:
    """Yield one warning for all flags about lost emoji and line breaks that are open."""
    flags = [flag for flag in brief.flags if flag.kind in _LOST and flag.status is FlagStatus.OPEN]
    if flags:
        names = ", ".join(flag.id for flag in flags[:10]) + (", …" if len(flags) > 10 else "")
        message = f"emoji or line breaks that the copy lost are still to be settled: {names}"
        hint = "look at another copy of the post; then write status: resolved, or accepted"
        yield warning(codes.LOST_CHARACTERS_OPEN, message, flags[0].where, hint)


def _check_replies(brief: Brief) -> Iterator[Problem]:
    """Yield a warning for each post that answers none, though it names one of ours, or itself."""
    names = {
        name: post.id
        for post in reversed(brief.posts)
        for name in (post.url, post.post_id, post.id)
        if name
    }
    forms = {_DIGITS.sub("0", post.id) for post in brief.posts} - {"0"}
    answered: dict[str, str] = {}
    for post in brief.posts:
        name = post.continues.key if post.continues else post.reply_to
        if name in names:
            answered[post.id] = names[name]
        elif name and _DIGITS.sub("0", name) in forms:
            message = f'post {post.number} answers "{name}", which is no post of this memo'
            hint = "correct the id; of a post that is not in the memo, write the address"
            yield warning(codes.REPLY_LEADS_NOWHERE, message, post.where, hint)
    circular = _find_circle(answered)
    for post in brief.posts:
        if post.id == circular:
            message = f"post {post.number} answers itself, in a circle of replies"
            hint = "correct reply_to or continues of one of them"
            yield warning(codes.REPLY_LEADS_NOWHERE, message, post.where, hint)


def _find_circle(answered: dict[str, str]) -> str | None:
    """Return a post whose answers lead back to it; None without one. It empties `answered`."""
    while answered:
        key, seen = next(iter(answered)), set[str]()
        while key in answered:
            seen.add(key)
            key = answered.pop(key)
        if key in seen:
            return key
    return None


def _check_date(post: Post, brief: Brief) -> Iterator[Problem]:
    """Yield a warning for a post after the memo, wherever on earth the memo was written."""
    if post.date is None:
        return
    if isinstance(post.date, datetime):
        day = (post.date.astimezone(UTC) - _WESTERNMOST).date()
    else:
        day = post.date
    if day > brief.memo.date:
        message = f"post {post.number} is dated after the memo, {brief.memo.date.isoformat()}"
        yield warning(codes.POST_AFTER_MEMO, message, post.where, "correct one of the two dates")


def _check_content(post: Post) -> Iterator[Problem]:
    if post.text.blocks or post.media or post.links or post.quotes or post.original:
        return
    message = f"post {post.number} has nothing in it, and its number is printed alone"
    hint = "add its text, or say in it that there is none"
    yield warning(codes.POST_EMPTY, message, post.where, hint)


def _check_original(post: Post) -> Iterator[Problem]:
    """Yield a warning when captured text differs from its digest; a final line break is ignored."""
    if post.original is None or post.original_sha256 is None:
        return
    text = post.original.rstrip("\n")
    if post.original_sha256 not in {
        _hash_hex(text.encode()),
        _hash_hex(f"{text}\n".encode()),
        _hash_hex(post.original.encode()),
    }:
        message = f"the original of post {post.number} is not the one whose SHA-256 was noted"
        yield warning(
            codes.ORIGINAL_DIGEST_DIFFERS,
            message,
            post.where,
            "compare it with the capture; then correct the text or the number",
        )


def _check_capture(capture: Capture, captured: Callable[[str], bytes | None]) -> Iterator[Problem]:
    if capture.file is None or (capture.sha256 is None and capture.bytes is None):
        return
    data = captured(capture.file)
    if data is None:
        return
    if capture.sha256 is not None and capture.sha256 != _hash_hex(data):
        message = (
            f'"{capture.file}" is not the file that was captured: its SHA-256 is {_hash_hex(data)}'
        )
    elif capture.bytes is not None and capture.bytes != len(data):
        message = f'"{capture.file}" has {len(data):,} bytes, and the memo says {capture.bytes:,}'
    else:
        return
    yield warning(
        codes.CAPTURE_DIFFERS,
        message,
        capture.where,
        "find the captured file again, or say that it was changed",
    )


def _hash_hex(data: bytes) -> str:
    from hashlib import sha256  # noqa: PLC0415 - 3 ms that only a fingerprint should cost

    return sha256(data).hexdigest()
