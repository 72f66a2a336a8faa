"""Archives of X beyond what specimens show: many posts, posts that stand twice, versions that come late."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import Selection
from threadbrief.importers.platforms import x_archive_index
from threadbrief.importers.platforms.x_archive import READER
from threadbrief.importers.platforms.x_archive_index import SortedLinks
from threadbrief.importers.platforms.x_entities import id_moment, x_moment
from threadbrief.importers.list_threads import Links

DATA = Path(__file__).parents[2] / "data" / "importers" / "x-archive"
PAIRS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=14, unique_by=lambda pair: pair[0]
)


def archive(*posts: dict[str, object]) -> ImportSource:
    entries = [{"tweet": post} for post in posts]
    return memory_source("tweets.js", f"window.YTD.tweets.part0 = {json.dumps(entries)}".encode())


def post(key: int, parent: int | None = None, **more: object) -> dict[str, object]:
    made: dict[str, object] = {"id_str": str(key), "full_text": f"post {key}", **more}
    return made if parent is None else made | {"in_reply_to_status_id_str": str(parent)}


def test_first_words_are_looked_up_where_they_were_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = open_source(DATA / "several")
    expected = list(READER.list_threads(source, Selection()))
    monkeypatch.setattr(x_archive_index, "KEPT", 1)
    assert list(READER.list_threads(source, Selection())) == expected


@settings(max_examples=200, deadline=None)
@given(PAIRS)
def test_sorted_links_say_what_plain_ones_say(pairs: list[tuple[int, int]]) -> None:
    forward = {child: parent for child, parent in pairs if parent < child}
    plain, packed = Links(forward), SortedLinks(list(forward), list(forward.values()), {})
    for key in range(14):
        assert packed.parent_of(key) == plain.parent_of(key)
        assert list(packed.answers_to(key)) == sorted(plain.answers_to(key))
    assert list(packed.answered()) == sorted(plain.answered())


@settings(max_examples=200, deadline=None)
@given(PAIRS)
def test_sorted_links_have_no_circle(pairs: list[tuple[int, int]]) -> None:
    links = SortedLinks([child for child, _ in pairs], [parent for _, parent in pairs], {})
    for key, _ in pairs:
        seen = [key]
        while (parent := links.parent_of(seen[-1])) is not None:
            assert parent not in seen
            seen.append(parent)


def test_an_answer_to_a_post_that_was_edited_later_stays_in_its_thread() -> None:
    info = {"edit_info": {"initial": {"editTweetIds": ["1", "9"]}}}
    source = archive(post(1, **info), post(2, 1), post(3, 2), post(9, **info))
    for key in ("1", "2", "3", "9"):
        thread = READER.read(source, Selection(select=key))
        assert [one.id for one in thread.posts] == ["9", "2", "3"]


def test_a_post_that_stands_twice_is_read_once() -> None:
    source = archive(post(1), post(2, 1), post(2, 1), post(1), post(3, 2))
    assert [one.id for one in READER.read(source, Selection()).posts] == ["1", "2", "3"]
    assert [one.posts for one in READER.list_threads(source, Selection())] == [3]


def test_an_id_dates_a_post() -> None:
    assert id_moment(1274555669098659847) == datetime(2020, 6, 21, 4, 12, 6, 269000, UTC)
    assert id_moment(20) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat Feb 18 12:33:11 +0000 2023", datetime(2023, 2, 18, 12, 33, 11, tzinfo=UTC)),
        ("Sat Feb 18 12:33:11 +0230 2023", datetime(2023, 2, 18, 10, 3, 11, tzinfo=UTC)),
        ("2023-02-18T12:33:11.000Z", datetime(2023, 2, 18, 12, 33, 11, tzinfo=UTC)),
        ("Sat Feb 30 12:33:11 +0000 2023", None),
        ("Sat Foo 18 12:33:11 +0000 2023", None),
        ("2023-02-18T12:33:11", None),
        (7, None),
    ],
)
def test_dates_of_x(text: object, expected: datetime | None) -> None:
    assert x_moment(text) == expected
