"""Every specimen of an export beside the thread that comes of it; one file or folder a trap, named for it."""

import difflib
from pathlib import Path

import pytest
from thread_dump import dump

from threadbrief.core.problems import BriefError
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.model import CapturedThread, Selection
from threadbrief.importers.platforms import bluesky, mastodon, telegram, x_api, x_archive
from threadbrief.importers.list_threads import format_listing

DATA = Path(__file__).parents[1] / "data" / "importers"
READERS = {one.READER.format: one.READER for one in (x_archive, x_api, bluesky, mastodon, telegram)}
SPECIMENS = sorted(
    path
    for format_ in READERS
    if (DATA / format_).is_dir()
    for path in (DATA / format_).iterdir()
    if path.suffix != ".golden"
)
WANTED = {
    "x-archive/private-beside": Selection(
        select="https://x.com/ilmari_grid/status/2694463777797046272"
    ),
    "mastodon/private-wanted": Selection(with_private=True),
    "telegram/range.json": Selection(select="2-6", handle="@grid_watch"),
    "telegram/chain.json": Selection(select="4", url="https://t.me/grid_watch"),
    "telegram/account.json": Selection(select="1000000002:1"),
    "telegram/list.json": Selection(select="7, 1-2"),
}
"""What was said on the command line, where anything was."""


def name_of(path: Path) -> str:
    return path.relative_to(DATA).as_posix()


def captured(path: Path) -> CapturedThread:
    return READERS[path.parent.name].read(open_source(path), WANTED.get(name_of(path), Selection()))


def outcome(path: Path) -> str:
    """What comes of a specimen: a thread, or what is said against it."""
    try:
        return dump(captured(path))
    except BriefError as fault:
        lines = (
            f"{problem.code}: {problem.message}\n  {problem.hint}\n" for problem in fault.problems
        )
        return "".join(lines).replace(str(DATA), "...")


@pytest.mark.parametrize("path", SPECIMENS, ids=map(name_of, SPECIMENS))
def test_a_specimen_gives_its_thread(path: Path, request: pytest.FixtureRequest) -> None:
    golden = path.with_name(f"{path.name}.golden")
    found = outcome(path)
    if request.config.getoption("--accept"):
        golden.write_text(found, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        expected.splitlines(), found.splitlines(), "expected", "found", lineterm=""
    )
    assert found == expected, "\n".join(difference)


@pytest.mark.parametrize("path", SPECIMENS, ids=map(name_of, SPECIMENS))
def test_a_specimen_is_of_its_format_alone(path: Path) -> None:
    source = open_source(path)
    assert [name for name, reader in READERS.items() if reader.can_read(source)] == [
        path.parent.name
    ]


@pytest.mark.parametrize("path", SPECIMENS, ids=map(name_of, SPECIMENS))
def test_a_thread_is_sound(path: Path) -> None:
    """Offsets lie in the text, ids stand once, doubts are about posts that there are."""
    try:
        thread = captured(path)
    except BriefError:
        return
    ids = [post.id for post in thread.posts]
    assert len(set(ids)) == len(ids)
    for post in thread.posts:
        post.text.encode()
        for link in post.links:
            assert (link.start is None) == (link.end is None)
            assert link.start is None or 0 <= link.start < (link.end or 0) <= len(post.text)
        for mention in post.mentions:
            assert post.text[mention.start : mention.end].startswith(("@", "＠"))
        assert post.date is None or post.date.tzinfo is not None
    assert all(doubt.post is None or 0 <= doubt.post < len(ids) for doubt in thread.doubts)


@pytest.mark.parametrize("path", SPECIMENS, ids=map(name_of, SPECIMENS))
def test_what_is_listed_can_be_selected(path: Path) -> None:
    reader = READERS[path.parent.name]
    source = open_source(path)
    listed = list(reader.list_threads(source, Selection(with_private=True)))
    dates = [one.date for one in listed if one.date]
    assert dates == sorted(dates, reverse=True)
    for one in listed:
        thread = reader.read(source, Selection(select=one.id, with_private=True))
        assert len(thread.posts) == one.posts, format_listing(one)


@pytest.mark.parametrize(
    ("specimen", "address", "first"),
    [
        (
            "x-archive/several",
            "https://twitter.com/ilmari_grid/status/2694493976785846272?s=20",
            "thread 2 begins",
        ),
        (
            "x-archive/first-deleted",
            "https://x.com/ilmari_grid/status/2694463777797046272",
            "2/ the first was",
        ),
        (
            "x-api/conversation.json",
            "https://x.com/ilmari_grid/status/2694464029455286272",
            "🌬️👩‍🚒 Storm",
        ),
        ("bluesky/feed.json", "https://bsky.app/profile/ilmari.example/post/3k1", "alone"),
        ("bluesky/feed.json", "at://did:plc:ilmari/app.bsky.feed.post/3m2", "first of two"),
        ("mastodon/list.json", "https://grid.example/@ilmari/199", "alone"),
        ("mastodon/outbox.json", "https://grid.example/users/ilmari/statuses/6", "another day"),
        ("telegram/chain.json", "https://t.me/grid_watch/5", "2: root"),
    ],
)
def test_a_thread_is_selected_by_the_address_of_any_of_its_posts(
    specimen: str, address: str, first: str
) -> None:
    reader = READERS[specimen.partition("/")[0]]
    thread = reader.read(open_source(DATA / specimen), Selection(select=address))
    assert thread.posts[0].text.startswith(first)


@pytest.mark.parametrize(
    ("specimen", "select", "code"),
    [
        ("x-archive/several", "1", "TB964"),
        ("x-archive/several", "nonsense", "TB964"),
        ("x-api/lines.jsonl", "1", "TB964"),
        ("bluesky/feed.json", "3zz", "TB964"),
        ("mastodon/list.json", "1", "TB964"),
        ("telegram/chain.json", "77", "TB964"),
        ("telegram/chain.json", "20-12", "TB965"),
        ("telegram/chain.json", "first", "TB965"),
        ("telegram/account.json", "1", "TB964"),
        ("telegram/account.json", "42:1", "TB966"),
        ("telegram/account.json", "43:1", "TB966"),
        ("telegram/account.json", "9:1", "TB964"),
    ],
)
def test_what_cannot_be_selected_is_told(specimen: str, select: str, code: str) -> None:
    reader = READERS[specimen.partition("/")[0]]
    with pytest.raises(BriefError) as fault:
        reader.read(open_source(DATA / specimen), Selection(select=select))
    assert [problem.code for problem in fault.value.problems] == [code]


def test_the_address_of_another_thread_is_never_taken_for_this_one() -> None:
    for specimen in ("x-archive/offsets", "x-api/lines.jsonl", "bluesky/branch.json"):
        reader = READERS[specimen.partition("/")[0]]
        for address in ("https://x.com/a/status/5", "https://bsky.app/profile/a/post/5"):
            with pytest.raises(BriefError) as fault:
                reader.read(open_source(DATA / specimen), Selection(url=address))
            assert fault.value.problems[0].code == "TB964"


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("telegram", '{"name": "x", "type": "public_channel", "id": 1, "messages": []}'),
        ("mastodon", '{"type": "OrderedCollection", "orderedItems": [{"type": "Announce"}]}'),
    ],
)
def test_an_export_without_posts_is_an_error(format_: str, text: str) -> None:
    with pytest.raises(BriefError) as fault:
        READERS[format_].read(memory_source("export.json", text.encode()), Selection())
    assert [problem.code for problem in fault.value.problems] == ["TB962"]


def test_only_what_was_public_is_listed() -> None:
    telegram_list = READERS["telegram"].list_threads(
        open_source(DATA / "telegram" / "account.json"), Selection()
    )
    assert [one.id for one in telegram_list] == ["1000000003:1-1", "1000000002:1-3", "1000000002:1"]
    outbox = READERS["mastodon"].list_threads(
        open_source(DATA / "mastodon" / "outbox.json"), Selection()
    )
    assert [(one.id, one.posts) for one in outbox] == [("5", 2), ("1", 2)]
    outbox = READERS["mastodon"].list_threads(
        open_source(DATA / "mastodon" / "outbox.json"), Selection(with_private=True)
    )
    assert [(one.id, one.posts) for one in outbox] == [("5", 2), ("1", 3)]
