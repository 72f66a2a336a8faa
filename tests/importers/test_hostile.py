"""Whatever the bytes, what comes is a thread or a problem; never another fault, and never a text that runs."""

import json
import random
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from test_golden import DATA, READERS, SPECIMENS, name_of

from threadbrief.core.problems import BriefError
from threadbrief.importers.importing import import_thread
from threadbrief.importers.inputs.open import memory_source
from threadbrief.importers.inputs.source import Reader
from threadbrief.importers.model import CapturedThread, Selection
from threadbrief.read import read_brief

FILES = [path for path in SPECIMENS if path.is_file()]
FILES += [
    DATA / "x-archive" / "offsets" / "data" / "tweets.js",
    DATA / "x-archive" / "edited" / "data" / "tweets.js",
]
WANTED = (
    Selection(),
    Selection(select="2", with_private=True),
    Selection(select="1-9"),
    Selection(url="https://x.com/a/status/2"),
)
TODAY = date(2031, 3, 14)
ODD: tuple[object, ...] = (
    None, True, 0, -1, 1e300, 10**30, "", "x", "\ud83d", "at://", "https://[", "\0", [], {}, [None], [[]], {"": {}},
    "9" * 30, "2031-03-14T25:00:00Z", "0001-01-01T00:00:00+14:00", "<p><a href='x'>" * 300, [{}, 1, "a"],
)  # fmt: skip


def attempt(reader: Reader, data: bytes) -> list[CapturedThread]:
    """Do with some bytes all that a reader does, and return what it gives."""
    source = memory_source("stdin", data)
    found = []
    codes: list[str] = []
    reader.can_read(source)
    for wanted in WANTED:
        try:
            list(reader.list_threads(source, wanted))
            found.append(reader.read(source, wanted))
        except BriefError as fault:
            codes += (problem.code for problem in fault.problems)
    assert all(code.startswith("TB9") for code in codes)
    for thread in found:
        for post in thread.posts:
            post.text.encode()
            for one in (*post.links, *post.mentions):
                assert one.start is None or 0 <= one.start <= (one.end or 0) <= len(post.text)
    return found


@pytest.mark.parametrize("path", FILES, ids=map(name_of, FILES))
def test_bytes_that_changed_give_a_thread_or_a_problem(path: Path) -> None:
    chance = random.Random(path.name)  # noqa: S311 - the same each time
    whole = path.read_bytes()
    reader = READERS[path.relative_to(DATA).parts[0]]
    for _ in range(6):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.randrange(1, 6)):
            if data:
                data[chance.randrange(len(data))] = chance.choice(
                    b'{}[]",:\\0123456789abcnt\x00\xff\xf0 \n'
                )
        attempt(reader, bytes(data))


@pytest.mark.parametrize("path", FILES, ids=map(name_of, FILES))
def test_values_of_another_type_give_a_thread_or_a_problem(path: Path) -> None:
    chance = random.Random(path.name)  # noqa: S311 - the same each time
    text = path.read_text(encoding="utf-8")
    begin = text.index("[") if "window" in text else 0
    prefix, text = text[:begin], text[begin:]
    reader = READERS[path.relative_to(DATA).parts[0]]
    try:
        document = json.loads(text.rstrip(";\n"))
    except ValueError:
        return
    for _ in range(12):
        broken = json.loads(json.dumps(document))
        for _ in range(chance.randrange(1, 4)):
            spoil(broken, chance)
        attempt(reader, (prefix + json.dumps(broken)).encode())


def spoil(value: object, chance: random.Random) -> None:
    """Put something odd at a random place of a document."""
    while isinstance(value, dict | list) and value:
        key = (
            chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        )
        inner = value[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.15:
            value[key] = deepcopy(chance.choice(ODD))
            return
        value = inner


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_random_bytes_give_a_problem(reader: Reader) -> None:
    chance = random.Random(reader.format)  # noqa: S311 - the same each time
    for length in (0, 1, 3, 10, 100, 5000):
        for _ in range(10):
            attempt(reader, chance.randbytes(length))
        attempt(reader, bytes(length))
        attempt(reader, b"[" * length)
        attempt(reader, b"{}" * length)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"1",
        b'"a"',
        b"[[]]",
        b"[{}]",
        b'{"data": []}',
        b'{"thread": {}}',
        b'{"messages":[]}',
    ],
)
def test_a_file_without_posts_gives_a_problem(reader: Reader, data: bytes) -> None:
    assert attempt(reader, data) == []


def test_addresses_and_languages_that_are_none_do_not_reach_the_draft() -> None:
    post = {"id": "1", "text": "Ice.", "lang": "Fri Mar 14", "created_at": "2031-03-14T09:00:00Z"}
    data = json.dumps({"data": [post]}).encode()
    text = import_thread(memory_source("x.json", data), Selection(), None, TODAY).text
    brief, _ = read_brief(text.encode(), "m")
    assert brief.thread.language is None
    chat = {
        "type": "private_channel",
        "name": "A",
        "id": "a b",
        "messages": [{"id": 2, "type": "message", "text": "Ice."}],
    }
    data = json.dumps(chat).encode()
    text = import_thread(memory_source("x.json", data), Selection(), None, TODAY).text
    brief, _ = read_brief(text.encode(), "m")
    assert brief.thread.url is None


@pytest.mark.parametrize("name", [" ", "a" * 2000, "a b " * 400, "-", "\t"])
def test_whatever_a_person_is_called_the_draft_is_a_memo(name: str) -> None:
    chat = {"name": name, "type": "public_channel", "id": 1,
            "messages": [{"id": 2, "type": "message", "from": name, "text": f"Ice. @{name}"}]}  # fmt: skip
    post = {"id": "1", "text": "Ice.", "author_id": "9"}
    users = {"users": [{"id": "9", "name": name, "username": name}]}
    for source in (chat, {"data": [post], "includes": users}):
        data = memory_source("x.json", json.dumps(source).encode())
        read_brief(import_thread(data, Selection(), None, TODAY).text.encode(), "m")


def test_a_circle_of_answers_ends() -> None:
    posts = [
        {"tweet": {"id_str": str(a), "full_text": f"{a}", "in_reply_to_status_id_str": str(b)}}
        for a, b in ((1, 2), (2, 3), (3, 1), (4, 4), (5, 3))
    ]
    source = memory_source("a", f"window.YTD.tweets.part0 = {json.dumps(posts)}".encode())
    found = [READERS["x-archive"].read(source, Selection(select=str(key))) for key in range(1, 6)]
    ids = {tuple(post.id for post in thread.posts) for thread in found}
    assert sorted(key for thread in ids for key in thread) == ["1", "2", "3", "4", "5"]


def test_a_thread_of_ten_thousand_posts_is_read() -> None:
    posts = [
        {
            "tweet": {
                "id_str": str(key),
                "full_text": str(key),
                "in_reply_to_status_id_str": str(key - 1),
            }
        }
        for key in range(2, 10_002)
    ]
    posts.append({"tweet": {"id_str": "1", "full_text": "1"}})
    source = memory_source("a", f"window.YTD.tweets.part0 = {json.dumps(posts)}".encode())
    thread = READERS["x-archive"].read(source, Selection())
    assert [post.text for post in thread.posts] == [str(key) for key in range(1, 10_002)]


def test_a_handle_in_another_case_is_the_same_person() -> None:
    copy = b"Ice.\n@IlmariVesa\nJun 21, 2020\nMore ice.\n@ILmariVesa\nJun 21, 2020\n"
    read_brief(
        import_thread(memory_source("x.txt", copy), Selection(), None, TODAY).text.encode(), "m"
    )
    copy = b"a\n@IlmariVesa\nJun 21, 2020\n@ILmariVesa\n2h"
    read_brief(
        import_thread(memory_source("x.txt", copy), Selection(), None, TODAY).text.encode(), "m"
    )
