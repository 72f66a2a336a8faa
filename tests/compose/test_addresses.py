"""An address is printed whole once: among the sources, or among the addresses of the posts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.compose import ComposedDocument
from threadbrief.model.document import (
    Definition,
    Document,
    Heading,
    Link,
    Note,
    Paragraph,
    Role,
    Sources,
)
from threadbrief.model.traverse import descendants, plain_text

Compose = Callable[..., ComposedDocument]

REPORT = "https://port.example/reports/2031/the-depth-of-the-outer-channel-88213"
THREAD = "https://tide.example/@ilmari-vesa-of-the-north-quay/115300000000000001"
SECOND = "https://tide.example/@ilmari-vesa-of-the-north-quay/115300000000000002"
COPY = "https://archive.example/web/20311102080000/tide.example/115300000000000002"
MEMO = f"""
thread: {{platform: mastodon, author: {{name: Ilmari Vesa}}, url: "{THREAD}", text_status: verbatim}}
posts:
  - {{text: 'It fell [@report].', url: "{THREAD}"}}
  - {{text: It rose., url: "{SECOND}", archives: [{{url: "{COPY}", service: An Archive}}]}}
  - {{text: It stayed.}}
citations:
  report: {{type: report, title: Depth, URL: "{REPORT}"}}
"""
CITES = 'summary: "It fell [@report; @p2]."'


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], str]:
    """Write a template with more keys than `memo`, and return its path."""

    def write(keys: str) -> str:
        (tmp_path / "template.yaml").write_text(f"extends: memo\n{keys}\n", encoding="utf-8")
        return f"{tmp_path}/"

    return write


def shown(document: Document, kind: type) -> list[str]:
    """Return what the links to the web show in the nodes of a kind, in order."""
    nodes = [node for node in descendants(document.blocks) if isinstance(node, kind)]
    links = [node for node in descendants(nodes) if isinstance(node, Link)]
    return [plain_text(link.content) for link in links if link.target.startswith("https")]


def addresses(document: Document) -> str:
    (line,) = [
        block
        for before, block in zip(document.blocks, document.blocks[1:], strict=False)
        if isinstance(before, Heading) and before.anchor == "post_addresses"
        if isinstance(block, Paragraph)
    ]
    return plain_text(line.content)


def test_long_addresses_are_short_in_notes_and_whole_in_the_list_of_sources(
    composed: Compose,
) -> None:
    document = composed(MEMO, memo=CITES).document
    assert shown(document, Note)[:2] == [
        "port.example/…-depth-of-the-outer-channel-88213",
        "tide.example/…/115300000000000002",
    ]
    assert shown(document, Sources) == [REPORT, THREAD]
    targets = [n.target for n in descendants(document.blocks) if isinstance(n, Link)]
    assert targets.count(REPORT) == 2


def test_the_addresses_of_the_posts_are_whole_once(composed: Compose) -> None:
    document = composed(MEMO, memo=CITES).document
    stripped = [url.removeprefix("https://") for url in (SECOND, COPY)]
    assert addresses(document) == (
        f"1\u00a0\u00a0tide.example/…/115300000000000001 2\u00a0\u00a0{stripped[0]} · An Archive · {stripped[1]}"
    )
    links = [node for node in descendants(document.blocks) if isinstance(node, Link)]
    texts = [plain_text(link.content) for link in links if link.target.startswith("https")]
    whole = [text for text in texts if "/" in text and "…" not in text]
    assert sorted(whole) == sorted([REPORT, THREAD, *stripped])


def test_the_thread_has_its_address_short_above_the_posts(composed: Compose) -> None:
    blocks = composed(MEMO).document.blocks
    line = next(b for b in blocks if isinstance(b, Paragraph) and b.role is Role.THREAD_LINE)
    assert plain_text(line.content).endswith("tide.example/…/115300000000000001")


def test_all_addresses_are_whole_where_the_template_says_so(
    composed: Compose, template: Callable[[str], str]
) -> None:
    document = composed(MEMO, memo=CITES, template=template("addresses: full")).document
    notes = [text for text in shown(document, Note) if text.startswith("https")]
    assert notes[:3] == [REPORT, SECOND, COPY]
    assert "…" not in "".join(shown(document, Paragraph))


def test_an_address_that_no_other_part_has_stays_whole_in_the_note(
    composed: Compose, template: Callable[[str], str]
) -> None:
    only = template("outline: [summary, thread]")
    document = composed(MEMO, memo=CITES, template=only).document
    assert [t for t in shown(document, Note) if t.startswith("https")] == [REPORT, SECOND, COPY]
    assert THREAD.removeprefix("https://") in shown(document, Paragraph)


def test_a_post_that_is_listed_as_a_source_is_whole_there(composed: Compose) -> None:
    cites = 'style: threadbrief-author-date, summary: "It [@p1; @p2]."'
    document = composed(MEMO, memo=cites).document
    assert {SECOND, COPY} <= set(shown(document, Sources))
    assert not [b for b in document.blocks if getattr(b, "anchor", "") == "post_addresses"]


def test_posts_without_a_thread_have_their_addresses_under_a_heading_of_its_own(
    composed: Compose,
) -> None:
    document = composed(f"posts: [{{text: It rose., url: '{SECOND}'}}]").document
    assert document.blocks[-2] == Heading(1, document.blocks[-2].content, "post_addresses")
    assert addresses(document) == f"1\u00a0\u00a0{SECOND.removeprefix('https://')}"


def test_words_that_are_links_stay_words(composed: Compose) -> None:
    rest = f"posts: [{{text: 'It fell[^n].'}}]\nnotes: {{n: 'See [the report]({REPORT}) and {REPORT}.'}}"
    document = composed(rest).document
    assert shown(document, Note) == ["the report", REPORT]


def test_the_capture_names_the_thread_where_no_source_has_its_address(composed: Compose) -> None:
    own = MEMO.replace("text_status", "cite: own, text_status").replace(
        "citations:\n", "citations:\n  own: {type: post, title: Said, genre: Thread}\n"
    )
    document = composed(own).document
    assert shown(document, Definition) == [THREAD.removeprefix("https://")]
