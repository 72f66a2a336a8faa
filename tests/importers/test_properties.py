"""No post is lost, doubled or put before the one that it answers, and its text is the one that was written."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape as html_escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.importers.inputs.open import memory_source
from threadbrief.importers.inputs.source import Reader
from threadbrief.importers.model import CapturedPost, Selection
from threadbrief.importers.platforms import bluesky, mastodon, telegram, x_api, x_archive

START = datetime(2031, 3, 14, 9, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
EMOJI = st.text(st.sampled_from(list("a &<>;é冰🌬️👩‍🚒\U0001f1eb\U0001f1eeе\u0301אم#")), max_size=12)
Made = tuple[int | None, str]
"""A post: which one it answers, by its place; and its text."""


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[Made], list[int]]:
    """Posts of one author, and the order in which a file holds them."""
    count = draw(st.integers(1, 9))
    posts = [
        (draw(st.none() | st.integers(0, index - 1)) if index else None, draw(WORDS))
        for index in range(count)
    ]
    return posts, draw(st.permutations(range(count)))


def key(index: int) -> int:
    milliseconds = int((START + timedelta(minutes=index)).timestamp() * 1000) - 1_288_834_974_657
    return milliseconds << 22


def iso(index: int) -> str:
    return (START + timedelta(minutes=index)).isoformat().replace("+00:00", "Z")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def an_x_archive(posts: list[Made], order: list[int]) -> str:
    entries = []
    for index in order:
        parent, text = posts[index]
        tweet = {"id_str": str(key(index)), "full_text": escaped(text), "created_at": iso(index)}
        if parent is not None:
            tweet |= {"in_reply_to_status_id_str": str(key(parent)), "in_reply_to_user_id_str": "7"}
        entries.append({"tweet": tweet})
    return "window.YTD.tweets.part0 = " + json.dumps(entries)


def an_x_answer(posts: list[Made], order: list[int]) -> str:
    data = []
    for index in order:
        parent, text = posts[index]
        refs = [{"type": "replied_to", "id": str(key(parent))}] if parent is not None else []
        data.append(
            {
                "id": str(key(index)),
                "text": escaped(text),
                "author_id": "7",
                "created_at": iso(index),
                "referenced_tweets": refs,
            }
        )
    return json.dumps({"data": data})


def a_bluesky_list(posts: list[Made], order: list[int]) -> str:
    def uri(index: int) -> str:
        return f"at://did:plc:me/app.bsky.feed.post/{key(index)}"

    found = []
    for index in order:
        parent, text = posts[index]
        record = {"text": text, "createdAt": iso(index)}
        if parent is not None:
            record["reply"] = {"parent": {"uri": uri(parent)}, "root": {"uri": uri(0)}}
        found.append(
            {
                "uri": uri(index),
                "author": {"did": "did:plc:me", "handle": "me.example"},
                "record": record,
            }
        )
    return json.dumps({"posts": found})


def a_mastodon_list(posts: list[Made], order: list[int]) -> str:
    return json.dumps(
        [
            {
                "id": str(key(index)),
                "in_reply_to_id": None
                if posts[index][0] is None
                else str(key(posts[index][0] or 0)),
                "in_reply_to_account_id": None if posts[index][0] is None else "7",
                "spoiler_text": "",
                "created_at": iso(index),
                "content": f"<p>{html_escape(posts[index][1])}</p>",
                "account": {"id": "7", "acct": "me", "url": "https://a.example/@me"},
            }
            for index in order
        ]
    )


def an_outbox(posts: list[Made], order: list[int]) -> str:
    actor = "https://a.example/users/me"
    notes = [
        {
            "id": f"{actor}/statuses/{key(index)}",
            "type": "Note",
            "attributedTo": actor,
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "inReplyTo": None
            if posts[index][0] is None
            else f"{actor}/statuses/{key(posts[index][0] or 0)}",
            "published": iso(index),
            "content": f"<p>{html_escape(posts[index][1])}</p>",
        }
        for index in order
    ]
    items = [{"type": "Create", "actor": actor, "object": note} for note in notes]
    return json.dumps({"type": "OrderedCollection", "orderedItems": items})


def a_telegram_chat(posts: list[Made], order: list[int]) -> str:
    messages = []
    for index in order:
        parent, text = posts[index]
        message = {
            "id": key(index),
            "type": "message",
            "from_id": "channel1",
            "date_unixtime": str(int((START + timedelta(minutes=index)).timestamp())),
            "text": text,
        }
        if parent is not None:
            message["reply_to_message_id"] = key(parent)
        messages.append(message)
    return json.dumps({"name": "Me", "type": "public_channel", "id": 1, "messages": messages})


FORMATS: list[tuple[Reader, Callable[[list[Made], list[int]], str]]] = [
    (x_archive.READER, an_x_archive),
    (x_api.READER, an_x_answer),
    (bluesky.READER, a_bluesky_list),
    (mastodon.READER, a_mastodon_list),
    (mastodon.READER, an_outbox),
    (telegram.READER, a_telegram_chat),
]
IDS = [make.__name__ for _, make in FORMATS]


def shown(text: str, make: Callable[..., str]) -> str:
    """What a reader of a page sees: HTML ends without spaces."""
    return text.rstrip() if make in {a_mastodon_list, an_outbox} else text


@pytest.mark.parametrize(("reader", "make"), FORMATS, ids=IDS)
@settings(max_examples=40, deadline=None)
@given(forest=forests())
def test_every_post_stands_once_after_the_one_that_it_answers(
    reader: Reader, make: Callable[..., str], forest: tuple[list[Made], list[int]]
) -> None:
    posts, order = forest
    source = memory_source("stdin", make(posts, order).encode())
    assert reader.can_read(source)
    threads: dict[str, tuple[CapturedPost, ...]] = {}
    for index in range(len(posts)):
        thread = reader.read(source, Selection(select=str(key(index))))
        ids = [post.id for post in thread.posts]
        assert str(key(index)) in ids
        threads.setdefault(str(ids), thread.posts)
    found = [post for one in threads.values() for post in one]
    assert sorted(post.id or "" for post in found) == sorted(
        str(key(index)) for index in range(len(posts))
    )
    texts = {post.id: post.text for post in found}
    assert texts == {str(key(index)): shown(text, make) for index, (_, text) in enumerate(posts)}
    for one in threads.values():
        places = {post.id: place for place, post in enumerate(one)}
        for post in one:
            parent = posts[
                next(index for index in range(len(posts)) if str(key(index)) == post.id)
            ][0]
            assert parent is None or places[str(key(parent))] < places[post.id]


@pytest.mark.parametrize(("reader", "make"), FORMATS, ids=IDS)
@settings(max_examples=15, deadline=None)
@given(texts=st.lists(WORDS, min_size=2, max_size=8), data=st.data())
def test_a_line_of_answers_keeps_its_order(
    reader: Reader, make: Callable[..., str], texts: list[str], data: st.DataObject
) -> None:
    posts = [(index - 1 if index else None, text) for index, text in enumerate(texts)]
    order = data.draw(st.permutations(range(len(texts))))
    thread = reader.read(memory_source("stdin", make(posts, order).encode()), Selection())
    assert [post.text for post in thread.posts] == [shown(text, make) for text in texts]
    assert not [
        doubt for doubt in thread.doubts if doubt.kind.value in {"thread-branch", "parent-missing"}
    ]


ADDRESS = "https://a.example/?b=1&c=2"


def first_post(reader: Reader, document: object, prefix: str = "") -> CapturedPost:
    return reader.read(
        memory_source("a", (prefix + json.dumps(document)).encode()), Selection()
    ).posts[0]


@settings(max_examples=80, deadline=None)
@given(EMOJI, EMOJI, EMOJI)
def test_offsets_of_x_are_code_points_of_the_escaped_text(
    before: str, between: str, after: str
) -> None:
    plain = f"{before} @kaisa {between} https://t.co/abc {after}."
    expected = plain.replace("https://t.co/abc", ADDRESS)
    at, link = len(escaped(before)) + 1, len(escaped(f"{before} @kaisa {between} "))
    url = {"url": "https://t.co/abc", "expanded_url": ADDRESS}
    entities = {
        "urls": [{**url, "indices": [link, link + 16]}],
        "user_mentions": [{"screen_name": "kaisa", "indices": [str(at), str(at + 6)]}],
    }
    tweet = {"id_str": "5", "full_text": escaped(plain), "entities": entities}
    check(
        first_post(x_archive.READER, [{"tweet": tweet}], "window.YTD.tweet.part0 = "),
        expected,
        ADDRESS,
    )
    entities = {
        "urls": [{**url, "start": link, "end": link + 16}],
        "mentions": [{"username": "kaisa", "start": at, "end": at + 6}],
    }
    answer = {"data": {"id": "5", "text": escaped(plain), "entities": entities}}
    check(first_post(x_api.READER, answer), expected, ADDRESS)


@settings(max_examples=80, deadline=None)
@given(EMOJI, EMOJI)
def test_offsets_of_bluesky_are_bytes(before: str, between: str) -> None:
    text = f"{before} @kaisa {between} here."
    spots = spots_of(text, before, lambda part: len(part.encode()))
    facets = [
        {
            "index": {"byteStart": start, "byteEnd": end},
            "features": [{"$type": f"app.bsky.richtext.facet#{kind}", "uri": ADDRESS}],
        }
        for kind, start, end in spots
    ]
    check(
        first_post(bluesky.READER, a_bluesky_thread({"text": text, "facets": facets})), text, "here"
    )


@settings(max_examples=80, deadline=None)
@given(EMOJI, EMOJI)
def test_offsets_of_old_posts_of_bluesky_are_units_of_utf16(before: str, between: str) -> None:
    text = f"{before} @kaisa {between} here."
    spots = spots_of(text, before, lambda part: len(part.encode("utf-16-le")) // 2)
    entities = [
        {"index": {"start": start, "end": end}, "type": kind, "value": ADDRESS}
        for kind, start, end in spots
    ]
    check(
        first_post(bluesky.READER, a_bluesky_thread({"text": text, "entities": entities})),
        text,
        "here",
    )


def spots_of(text: str, before: str, size: Callable[[str], int]) -> list[tuple[str, int, int]]:
    return [
        ("mention", size(f"{before} "), size(f"{before} @kaisa")),
        ("link", size(text[:-5]), size(text[:-1])),
    ]


def a_bluesky_thread(record: dict[str, object]) -> dict[str, object]:
    return {"thread": {"post": {"uri": "at://did:plc:me/app.bsky.feed.post/1", "record": record}}}


@settings(max_examples=60, deadline=None)
@given(EMOJI, EMOJI)
def test_places_in_mastodon_and_telegram_are_code_points_of_the_text(
    before: str, between: str
) -> None:
    text = f"{before} @kaisa {between} here."
    content = (
        f"<p>{html_escape(before)} <a class='mention' href='https://m.example/@kaisa'>@<span>kaisa</span></a> "
        f"{html_escape(between)} <a href='https://a.example/'>he<span>re</span></a>.</p>"
    )
    status = {"id": "1", "content": content, "spoiler_text": "", "account": {"id": "7"}}
    check(first_post(mastodon.READER, status), text, "here")
    parts = [
        f"{before} ",
        {"type": "mention", "text": "@kaisa"},
        f" {between} ",
        {"type": "text_link", "text": "here", "href": ADDRESS},
        ".",
    ]
    chat = {"type": "public_channel", "messages": [{"id": 1, "from_id": "channel1", "text": parts}]}
    check(first_post(telegram.READER, chat), text, "here")


def check(post: CapturedPost, text: str, link: str) -> None:
    assert post.text == text
    assert [text[one.start : one.end] for one in post.mentions] == ["@kaisa"]
    assert [text[one.start : one.end] for one in post.links] == [link]
