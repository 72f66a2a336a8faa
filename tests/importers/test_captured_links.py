"""Words behind which an address is hidden stay; an address that is shown, whole or cut, gives way to its citation."""

from datetime import UTC, date, datetime

import pytest

from threadbrief.importers.draft.draft import build_draft
from threadbrief.importers.draft.review import review_thread
from threadbrief.importers.model import CapturedLink, CapturedPost, CapturedThread, Selection
from threadbrief.importers.urls import decode_date, parse_post_url
from threadbrief.model.brief import Platform


def text_of(text: str, shown: str, url: str) -> str:
    start = text.index(shown)
    post = CapturedPost(text, links=(CapturedLink(url, start, start + len(shown)),))
    thread = review_thread(CapturedThread("any", Platform.OTHER, (post,)), Selection())
    return str(build_draft(thread, date(2031, 3, 14)).posts[0]["text"])


@pytest.mark.parametrize(
    ("text", "shown", "url", "expected"),
    [
        ("so see here, please", "here", "https://log.example/a", "so see here [@log-a], please"),
        ("so see log.example/a/ver…, please", "log.example/a/ver…", "https://log.example/a/very-long",
         "so see [@log-very-long], please"),
        ("🧊🧊 冰 é e\u0301 https://log.example/a end", "https://log.example/a", "https://log.example/a",
         "🧊🧊 冰 é e\u0301 [@log-a] end"),
        ("Log.Example", "Log.Example", "https://www.log.example/", "[@log]"),
        ("the u.s. report", "the u.s. report", "https://log.example/a", "the u.s. report [@log-a]"),
    ],
)  # fmt: skip
def test_where_the_citation_stands(text: str, shown: str, url: str, expected: str) -> None:
    assert text_of(text, shown, url) == expected


@pytest.mark.parametrize(
    "url", ["https://[quay", "https://quay]/a", "https://[::1/a?utm_source=b", "http://", "[", ""]
)
def test_what_is_no_address_is_not_cited(url: str) -> None:
    assert text_of("so see here, please", "here", url) == "so see here, please"


@pytest.mark.parametrize(
    ("url", "platform", "moment"),
    [
        (
            "https://twitter.com/a/status/1272458566167924736",
            Platform.X,
            datetime(2020, 6, 15, 9, 18, 57, tzinfo=UTC),
        ),
        (
            "https://x.com/i/web/status/1273693461963780098?s=20",
            Platform.X,
            datetime(2020, 6, 18, 19, 6, tzinfo=UTC),
        ),
        ("https://mobile.twitter.com/a/status/20", Platform.X, None),
        ("https://bsky.app/profile/a.example/post/3k1", Platform.BLUESKY, None),
        ("https://t.me/s/channel/12", Platform.TELEGRAM, None),
        ("https://threads.net/@a/post/Cxyz", Platform.THREADS, None),
    ],
)
def test_an_address_of_a_post_says_which_and_when(
    url: str, platform: Platform, moment: datetime | None
) -> None:
    found = parse_post_url(url)
    assert found is not None
    assert (found.platform, found.date) == (platform, moment)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/a",
        "https://x.com/a/status/12ab",
        "https://a.example/@b/notes",
        "https://bsky.app/profile/a",
    ],
)
def test_other_addresses_are_no_posts(url: str) -> None:
    assert parse_post_url(url) is None


def test_an_id_that_is_none_has_no_date() -> None:
    assert decode_date(Platform.X, "abc") is None
    assert (
        decode_date(Platform.X, "9" * 20) is None or decode_date(Platform.X, "9" * 20).year < 2100
    )
    assert decode_date(Platform.BLUESKY, "zzzzzzzzzzzzz") is None
    assert decode_date(Platform.OTHER, "1") is None
