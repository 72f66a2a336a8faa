"""Posts cited as posts."""

from collections.abc import Callable

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, load_style
from threadbrief.cite.posts import main_title
from threadbrief.core.structs import replace
from threadbrief.model.brief import Citation
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem
from threadbrief.text.excerpts import ELLIPSIS, make_excerpt, take_first_words

Item = Callable[..., CiteItem]
Note = Callable[..., NoteCluster]
Plain = Callable[[Inlines], str]
FLAG = "\U0001f1f7\U0001f1fa"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def cited(
    post: Citation, item: Item, note: Note, plain: Plain, style: str = "threadbrief-notes"
) -> str:
    processor = CitationProcessor(load_style(style), {post.id: post})
    return plain(processor.render_note(0, processor.read_clusters([note(1, item(post.id))])))


def test_states_are_said(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    post = replace(
        sources["post"],
        custom={**sources["post"].custom, "edited": "2020-06-22", "deleted": "true"},
    )
    assert "04:12 UTC, edited, deleted, <https" in cited(post, item, note, plain)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("2020-06-21T04:12:06Z", "04:12 UTC"),
        ("2020-06-21T09:42:06+05:30", "09:42 UTC+5:30"),
        ("2020-06-20T23:12:06-05:00", "23:12 UTC−5"),
        ("2020-06-21T04:12:06", ""),
        ("2020-06-21", ""),
        ("noon", ""),
    ],
)
def test_a_time_has_its_zone_or_is_not_given(
    time: str, shown: str, sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    post = replace(sources["post"], custom={**sources["post"].custom, "time": time})
    expected = f"June 21, 2020, {shown}, <" if shown else "June 21, 2020, <"
    assert expected in cited(post, item, note, plain)


def test_a_description_has_no_quotation_marks(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    custom = {"handle": "AlexGabuev"}
    variables = {
        "title": "[Thread of 11 posts on Russia's dependence]",
        "container-title": "Twitter",
    }
    post = replace(sources["post"], custom=custom, variables=variables, archived=())
    first = "Alexander Gabuev (@AlexGabuev), [Thread of 11 posts on Russia’s dependence], Twitter, June 21, 2020."
    assert cited(post, item, note, plain) == first
    processor = CitationProcessor(load_style("threadbrief-notes"), {"post": post})
    state = processor.read_clusters(
        [note(1, item("post")), note(3, item("post", suffix=", post 10"))]
    )
    later = "Gabuev (@AlexGabuev), [Thread of 11 posts on Russia’s dependence], post 10."
    assert plain(processor.render_note(1, state)) == later


def test_the_words_of_a_post_keep_their_case(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    post = replace(
        sources["post"], variables={"title": "noon: 1.52 and falling. I have seen that."}, custom={}
    )
    assert "“noon: 1.52 and falling. I have seen that,” June 21, 2020" in cited(
        post, item, note, plain
    )


def test_a_post_without_a_name_goes_by_its_handle(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    assert cited(replace(sources["post"], names={}), item, note, plain).startswith(
        "@AlexGabuev, “Talks"
    )


def test_an_undated_post_says_so(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    assert "…” X, n.d., 04:12 UTC, " in cited(replace(sources["post"], dates={}), item, note, plain)


@pytest.mark.parametrize("length", ["280", "20"])
def test_the_length_of_an_excerpt_can_be_chosen(
    length: str, sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    post = replace(sources["post"], custom={**sources["post"].custom, "excerpt-length": length})
    wanted = {"280": "dependence on China,” Twitter", "20": "“Talks he has had…” Twitter"}
    assert wanted[length] in cited(post, item, note, plain)


def test_an_excerpt_never_cuts_a_grapheme() -> None:
    assert make_excerpt("ab" + FLAG * 3, 3) == "ab" + FLAG + ELLIPSIS
    assert make_excerpt("a" + FAMILY + "b", 2) == "a" + FAMILY + ELLIPSIS
    assert make_excerpt("ae\u0301e\u0301e\u0301", 2) == "ae\u0301" + ELLIPSIS
    assert (
        make_excerpt("\u0915\u094d\u0937\u093f\u0915\u0915", 2)
        == "\u0915\u094d\u0937\u093f\u0915" + ELLIPSIS
    )
    assert (
        make_excerpt("\u1112\u1161\u11ab\u1100\u1173\u11af", 1) == "\u1112\u1161\u11ab" + ELLIPSIS
    )


def test_an_excerpt_keeps_words_whole() -> None:
    assert make_excerpt("Growing concern about ties", 17) == "Growing concern" + ELLIPSIS
    assert make_excerpt("Donaudampfschifffahrt", 5) == "Donau" + ELLIPSIS
    assert make_excerpt("  so \n it   is ", 80) == "so it is"
    assert take_first_words("one two three", 5) == "one two three"
    assert (
        take_first_words("one, two, three, four, five, six", 5)
        == "one, two, three, four, five" + ELLIPSIS
    )


def test_a_title_without_its_subtitle() -> None:
    assert main_title("Rivals at the river: a history") == "Rivals at the river"
    assert main_title("Who gains? The ledger of the war") == "Who gains?"
    assert main_title("X: a life") == "X: a life"
    assert main_title("[Thread: eleven posts]") == "[Thread: eleven posts]"
