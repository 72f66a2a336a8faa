"""HTML of posts and of saved pages as text: the same elements are seen, and the same begin a line."""

import pytest
from lxml import html

from threadbrief.importers.platforms.html import MAX_DEPTH, TooDeepError, PageText, html_text, append_element


def page_text(source: str) -> str:
    written = PageText()
    append_element(html.fragment_fromstring(f"<div>{source}</div>"), written)
    return written.finished()[0]


@pytest.mark.parametrize(
    "element",
    ["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "form", "button", "textarea",
     "select"],
)  # fmt: skip
def test_what_no_reader_sees_is_left_out(element: str) -> None:
    source = f"<p>before <{element}>hidden</{element}>after</p>"
    assert html_text(source).text.split() == page_text(source).split() == ["before", "after"]


@pytest.mark.parametrize(
    "element", ["div", "h5", "pre", "blockquote", "figure", "li", "dt", "figcaption"]
)
def test_a_block_begins_a_line(element: str) -> None:
    source = f"before<{element}>within</{element}>after"
    lines = [line.removeprefix("• ") for line in html_text(source).text.split("\n") if line]
    assert lines == page_text(source).split("\n") == ["before", "within", "after"]


def test_white_space_is_the_authors_in_a_post_and_none_in_a_page() -> None:
    source = "<p>a   b\n  c</p><p>d<br>e</p>"
    assert html_text(source).text == "a   b c\n\nd\ne"
    assert page_text(source) == "a b c\n\nd\ne"


def test_a_link_in_a_page_shows_its_address_in_full() -> None:
    written = PageText()
    source = '<div>see <a href="https://example.org/long">example.org/lo…</a> <a href="https://b.example/">here</a></div>'
    append_element(html.fragment_fromstring(source), written)
    text, links = written.finished()
    assert text == "see https://example.org/long here"
    assert [(link.url, link.start, link.end) for link in links] == [
        ("https://example.org/long", 4, 28), ("https://b.example/", None, None),
    ]  # fmt: skip


def test_elements_within_elements_have_a_bound() -> None:
    source = "<i>" * (MAX_DEPTH + 10) + "deep" + "</i>" * (MAX_DEPTH + 10)
    assert html_text(source).text == "deep"
    with pytest.raises(TooDeepError):
        page_text(source)
