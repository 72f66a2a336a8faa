"""Styles: found by name, read from bytes, refused when they are not to be trusted."""

from collections.abc import Callable

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, list_styles, load_locale, load_style
from threadbrief.cite.csl import load
from threadbrief.cite.csl.load import _load_by_name, _load_bytes
from threadbrief.core.problems import BriefError, Location, Severity
from threadbrief.model.brief import Citation
from threadbrief.model.document import Emphasis, Inlines, Text
from threadbrief.model.marks import CiteItem

HERE = Location("memo.yaml", 1, 1)

HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>T</title><id>t</id></info>'
CITATION = '<citation><layout><text variable="title"/></layout></citation>'


def codes(style: str | bytes) -> list[str]:
    with pytest.raises(BriefError) as caught:
        load_style(style)
    return [problem.code for problem in caught.value.problems]


def test_an_unknown_style_names_the_nearest() -> None:
    with pytest.raises(BriefError) as caught:
        load_style("threadbrief-note")
    (problem,) = caught.value.problems
    assert problem.code == "TB501"
    assert problem.hint == 'did you mean "threadbrief-notes"?'


@pytest.mark.parametrize("name", ["../secret", "a/b", "house.csl", "", "c:\\x"])
def test_a_name_is_no_path(name: str) -> None:
    assert codes(name) == ["TB501"]


def test_a_doctype_is_refused() -> None:
    laughs = '<!DOCTYPE style [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for encoding in ("utf-8", "utf-16"):
        assert codes(
            f'<?xml version="1.0" encoding="{encoding}"?>{laughs}{HEAD}{CITATION}</style>'.encode(
                encoding
            )
        ) == ["TB504"]
    assert codes(f"{laughs}{HEAD}{CITATION}</style>") == ["TB504"]


@pytest.mark.parametrize(
    "text",
    [
        "<style>",
        "<style/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        f"{HEAD}</style>",
        "<a>\x00</a>",
        f"{HEAD}<x:info/>{CITATION}</style>",
        f'<?xml version="1.0" encoding="utf-99"?>{HEAD}{CITATION}</style>',
        f'<?xml version="1.0" encoding="base64"?>{HEAD}{CITATION}</style>',
    ],
)
def test_what_is_no_style_is_refused(text: str) -> None:
    assert codes(text.encode()) == ["TB503"]


def test_macros_in_a_circle_are_refused() -> None:
    macros = '<macro name="a"><text macro="b"/></macro><macro name="b"><group><text macro="a"/></group></macro>'
    citation = '<citation><layout><text macro="a"/></layout></citation>'
    assert codes(f"{HEAD}{macros}{citation}</style>") == ["TB503"]


def test_a_macro_that_is_not_there_is_refused() -> None:
    assert codes(f'{HEAD}<citation><layout><text macro="gone"/></layout></citation></style>') == [
        "TB503"
    ]


def test_macros_that_double_and_double_are_refused() -> None:
    macros = "".join(
        f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>'
        for n in range(40)
    )
    macros += '<macro name="m40"><text variable="title"/></macro>'
    citation = '<citation><layout><text macro="m0"/></layout></citation>'
    assert codes(f"{HEAD}{macros}{citation}</style>") == ["TB505"]


def test_elements_too_deep_are_refused() -> None:
    deep = "<group>" * 5000 + '<text variable="title"/>' + "</group>" * 5000
    assert codes(f"{HEAD}<citation><layout>{deep}</layout></citation></style>") == ["TB505"]
    group = "<group>" * 60 + '<text macro="{}"/>' + "</group>" * 60
    macros = "".join(f'<macro name="m{n}">{group.format(f"m{n + 1}")}</macro>' for n in range(90))
    citation = '<citation><layout><text macro="m0"/></layout></citation>'
    assert codes(
        f'{HEAD}{macros}<macro name="m90"><text value="x"/></macro>{citation}</style>'
    ) == ["TB505"]


def test_what_csl_does_not_have_is_a_warning() -> None:
    style = load_style(
        f'{HEAD}<citation><layout><institution/><text variable="title"/></layout></citation></style>'
    )
    (problem,) = style.problems
    assert (problem.code, problem.severity) == ("TB506", Severity.WARNING)
    assert "cs:institution" in problem.message


def test_a_style_is_read_once() -> None:
    assert load_style("threadbrief-notes") is load_style("threadbrief-notes")
    text = f"{HEAD}{CITATION}</style>"
    assert load_style(text) is load_style(text.encode())


def test_our_styles_use_nothing_unknown() -> None:
    for name in ("threadbrief-notes", "threadbrief-notes-ibid", "threadbrief-author-date"):
        assert not load_style(name).problems
    assert not load_style("threadbrief-notes").in_text
    assert load_style("threadbrief-author-date").in_text
    assert list_styles()[:3] == (
        "threadbrief-author-date",
        "threadbrief-notes",
        "threadbrief-notes-ibid",
    )


def test_without_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (
        load._styles_folder,
        load._locales_folder,
        load._load_language,
        _load_by_name,
        _load_bytes,
    )
    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(load, "_find_folder", lambda *_: None)
    try:
        assert codes("apa") == ["TB501"]
        assert len(list_styles()) == 3
        locale, problems = load_locale("de")
        assert [problem.code for problem in problems] == ["TB507"]
        assert locale.text("editor", "verb") == "edited by"
        assert not load_locale("en-GB")[1]
    finally:
        for cache in caches:
            cache.cache_clear()


def test_another_language(missing_tool: object) -> None:
    locale, problems = load_locale("de")
    if problems:
        missing_tool("the package citeproc-py")  # type: ignore[operator]
    assert locale.text("and") == "und"
    assert locale.text("month-01") == "Januar"
    assert locale.find("nowhere") is None


def test_an_unknown_language_is_a_warning() -> None:
    processor = CitationProcessor(load_style("threadbrief-notes"), {}, "tlh")
    assert [problem.code for problem in processor.problems] == ["TB507"]


def test_titles_take_title_case_in_english_only(
    sources: dict[str, Citation], plain: Callable[[Inlines], str]
) -> None:
    book = sources["book"]
    german = Citation(
        "g", "book", book.where, {**book.variables, "language": "de"}, book.names, book.dates
    )
    small = "Rivals at the river"
    for language, own, title in (
        ("en", book, "Rivals at the River"),
        ("en", german, small),
        ("de", book, small),
    ):
        processor = CitationProcessor(load_style("threadbrief-notes"), {"a": own}, language)
        state = processor.read_clusters([NoteCluster((CiteItem("a", HERE),), 1)])
        assert f"*{title}" in plain(processor.render_note(0, state))


def test_a_title_in_another_language_says_so(sources: dict[str, Citation]) -> None:
    book = sources["book"]
    german = Citation(
        "a", "book", book.where, {"title": "Streit am <i>Fluss</i>", "language": "de-AT"}, {}, {}
    )
    processor = CitationProcessor(load_style("threadbrief-notes"), {"a": german})
    first, second, third = processor.render_note(
        0, processor.read_clusters([NoteCluster((CiteItem("a", HERE),), 1)])
    )
    assert first == Emphasis((Text("Streit am ", "de-AT"),))
    assert second == Text("Fluss", "de-AT")
    assert third == Text(" (n.d.).")


def test_the_parent_of_a_style_is_a_style_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    link = '<link rel="independent-parent" href="http://www.zotero.org/styles/{}"/>'
    head = HEAD.replace("</info>", link + "</info>")
    assert codes(head.format("no-such-style") + "</style>") == ["TB502"]
    dependent = (head.format("threadbrief-notes") + "</style>").encode()
    monkeypatch.setattr(load, "_read_style", lambda _: dependent)
    assert codes(head.format("a-dependent-style") + "</style>") == ["TB502"]


def test_a_match_that_csl_does_not_have_is_named() -> None:
    branch = '<choose><if type="book" match="0"><text value="B"/></if></choose>'
    style = load_style(f"{HEAD}<citation><layout>{branch}</layout></citation></style>")
    assert [str(problem) for problem in style.problems] == [
        'warning TB506: the style uses match="0", which CSL 1.0.2 does not have'
    ]


@pytest.mark.parametrize("attribute", ['text-case="shouting"', 'display="sideways"'])
def test_a_value_that_csl_does_not_have_is_named_and_left_out(attribute: str) -> None:
    text = f'<text term="in" prefix="(" {attribute}/>'
    style = load_style(f"{HEAD}<citation><layout>{text}</layout></citation></style>")
    assert [str(problem) for problem in style.problems] == [
        f"warning TB506: the style uses {attribute}, which CSL 1.0.2 does not have"
    ]
    (term,) = style.citation.children
    assert (term.affixes.text_case, term.affixes.display) == (None, None)
