"""What is known of where posts and sources came from: printed once, compact, and only where it says something."""

import re
from collections.abc import Callable
from pathlib import Path

from threadbrief.compose import ComposedDocument
from threadbrief.model import document as doc
from threadbrief.model.document import Inlines

Compose = Callable[..., ComposedDocument]
AsText = Callable[[object], str]
AsLine = Callable[[Inlines], str]

DIGEST = "5" * 64


def rows(document: ComposedDocument, as_line: AsLine) -> dict[str, str]:
    """Return the rows of all lists of two columns."""
    return {
        as_line(item.term): as_line(item.content)
        for block in document.document.blocks
        if isinstance(block, doc.DefinitionList)
        for item in block.items
    }


def headings(document: ComposedDocument, as_line: AsLine) -> list[str]:
    blocks = document.document.blocks
    return [as_line(block.content) for block in blocks if isinstance(block, doc.Heading)]


def metas(document: ComposedDocument, as_line: AsLine) -> list[str]:
    return [as_line(b.meta) for b in document.document.blocks if isinstance(b, doc.Post)]


def test_posts_that_were_captured_together_share_a_row(composed: Compose, as_line: AsLine) -> None:
    one = f"capture: {{file: a.html, sha256: {DIGEST}, bytes: 12345, screenshot: a.png}}"
    document = composed(
        f"posts:\n- {{text: a, {one}}}\n- {{text: b, {one}}}\n- {{text: c, {one}}}\n"
        "- {text: d}\n- {text: e, capture: {by: Ada, date: 2031-03-14}}\n"
    )
    assert headings(document, as_line)[-1] == "Posts captured separately"
    assert rows(document, as_line) == {
        "Posts <link #post_1>1</>–<link #post_3>3</>": (
            f"a.html · 12,345 bytes · SHA-256<br>{DIGEST}<br>Screenshot: a.png"
        ),
        "Post <link #post_5>5</>": "14 March 2031 · by Ada",
    }


def test_the_size_of_a_file_is_grouped_as_the_language_groups(
    composed: Compose, as_line: AsLine
) -> None:
    sizes = []
    for language in ("en", "de", "fr"):
        document = composed(
            "thread: {capture: {bytes: 1234567}}\nposts: [{text: a}]\n", f"language: {language}"
        )
        sizes += [text for text in rows(document, as_line).values() if "1" in text]
    assert sizes == ["1,234,567 bytes", "1.234.567 Bytes", "1\u202f234\u202f567 octets"]


def test_an_id_is_printed_where_the_address_does_not_have_it(
    composed: Compose, as_line: AsLine
) -> None:
    for address, printed in (("https://a.example/77", False), ("https://a.example/x", True)):
        document = composed(
            f'thread: {{id: "77", url: "{address}", capture: {{by: Ada}}}}\nposts: [{{text: a}}]\n'
        )
        assert ("Identifier" in rows(document, as_line)) is printed


def test_a_reply_is_named_unless_it_answers_the_post_before(
    composed: Compose, as_line: AsLine
) -> None:
    document = composed(
        'posts:\n- {text: a, post_id: "91", reply_to: "90"}\n'
        '- {text: b, url: "https://a.example/92", reply_to: "91"}\n'
        '- {text: c, reply_to: "91"}\n'
        '- {text: d, reply_to: "https://a.example/92", continues: p1}\n'
        '- {text: e, reply_to: "https://b.example/1"}\n'
    )
    assert metas(document, as_line) == [
        "in reply to 90",
        "",
        "in reply to post <link #post_1>1</>",
        "in reply to post <link #post_2>2</> · continues post <link #post_1>1</>",
        "in reply to <link https://b.example/1>b.example/1</>",
    ]


def test_who_could_see_a_post_is_said_in_words(composed: Compose, as_line: AsLine) -> None:
    document = composed(
        "posts:\n- {text: a, visibility: unlisted}\n- {text: b, visibility: followers}\n"
        "- {text: c, visibility: public}\n",
        "language: de",
    )
    assert metas(document, as_line) == ["nicht gelistet", "sichtbar für: Follower", ""]


def test_an_address_that_the_text_does_not_show_follows_the_post(
    composed: Compose, as_text: AsText
) -> None:
    document = composed(
        "posts:\n- text: see https://a.example/1 and more [@s]\n  links:\n"
        "  - {url: https://a.example/1}\n  - {url: https://b.example/2, shown: more}\n"
        "  - {url: https://c.example/3, cite: s}\n"
        "citations: {s: {type: webpage, title: S}}\n"
    )
    text = as_text(document.document.blocks)
    assert "Link · more · <link https://b.example/2>b.example/2</>" in text
    assert text.count("Link · ") == 1


def test_flags_that_were_settled_alike_are_one(composed: Compose, as_line: AsLine) -> None:
    document = composed(
        "posts: [{text: a}, {text: b}, {text: c}]\nflags:\n"
        "- {id: f1, kind: emoji-lost, where: p1, status: accepted, by: tool, gaps: [{after: x, count: 2}]}\n"
        "- {id: f2, kind: emoji-lost, where: p2, status: accepted, by: tool, gaps: [{after: y, count: 1}]}\n"
        "- {id: f3, kind: emoji-lost, where: p3, status: resolved, resolution: seen,"
        ' gaps: [{after: z, count: 1}, {after: w, count: 1}], was: ["so", null]}\n'
    )
    assert headings(document, as_line)[-1] == "Settled"
    items = document.document.blocks[-1].items  # type: ignore[union-attr]
    assert [as_line(item.content) for item in items] == [
        "posts <link #post_1>1</>, <link #post_2>2</>; 3 missing · accepted by a program",
        (
            "post <link #post_3>3</>; 2 missing · resolved: seen"
            " · was: <emphasis>z</> so, <emphasis>w</> not known"
        ),
    ]


SOURCE = """
citations:
  s:
    type: webpage
    title: S
    descriptor: wire report
    access: subscription
    reliability: B2
    archived:
    - {url: "https://one.example/s", service: One, date: 2031-03-14, sha256: DIGEST}
    - {url: "https://two.example/s", service: Two, accessed: 2031-03-15}
""".replace("DIGEST", DIGEST)


def test_a_source_says_what_it_is_worth_in_every_style(composed: Compose, as_line: AsLine) -> None:
    for style in ("threadbrief-notes", "threadbrief-author-date", "apa"):
        document = composed(f"posts: [{{text: 'a [@s]'}}]{SOURCE}", f"style: {style}")
        (sources,) = (b for b in document.document.blocks if isinstance(b, doc.Sources))
        text = as_line(sources.entries[0].content)
        assert "[wire report; access: subscription; reliability: B2]" in text
        for once in ("wire report", "https://one.example/s>", "https://two.example/s>", DIGEST):
            assert text.count(once) == 1, (style, once)
        assert re.search(rf"SHA-256: {DIGEST}<br>Two · accessed 15 March 2031", text)


def test_what_a_style_prints_itself_is_not_printed_again(
    composed: Compose, as_line: AsLine, tmp_path: Path
) -> None:
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="note"><info><title>h</title>'
        "<id>h</id><updated>2031-03-14T00:00:00Z</updated></info><citation><layout><text "
        'variable="title"/></layout></citation><bibliography><layout delimiter=" "><text variable="title"/>'
        '<text variable="descriptor" prefix=", "/></layout></bibliography></style>'
    )
    (tmp_path / "h.csl").write_text(style, encoding="utf-8")
    document = composed(f"posts: [{{text: 'a [@s]'}}]{SOURCE}", "style: h.csl")
    (sources,) = (b for b in document.document.blocks if isinstance(b, doc.Sources))
    text = as_line(sources.entries[0].content)
    assert text.startswith("S, wire report [access: subscription; reliability: B2]<br>One · ")


def test_an_account_is_told_apart_by_platform_number_and_profile(
    composed: Compose, as_line: AsLine
) -> None:
    document = composed(
        'posts: [{text: a}]\npeople:\n  a: {name: Ada, handle: "@a", url: "https://x.example/a",'
        ' platform: bluesky, platform_id: "7", source: the staff list}\n'
        "  b: {name: B, platform: Usenet}\n  c: {name: C, url: https://c.example/me}\n"
    )
    assert rows(document, as_line) == {
        "<strong>Ada</>": "<link https://x.example/a>@a</> on Bluesky · account 7 · the staff list",
        "<strong>B</>": "Usenet",
        "<strong>C</>": "<link https://c.example/me>c.example</>",
    }
