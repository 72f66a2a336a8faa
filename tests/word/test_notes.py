"""Footnotes as Word itself would have written them."""

import re

import pytest
from word_reading import indented, notes, parts, value, w, words, written
from word_specimen import document, full, note, para, stress

from threadbrief.model.document import (
    BulletList,
    Emphasis,
    Link,
    Note,
    RepeatedNoteMark,
    Role,
    Text,
)


def footnotes(*blocks):
    return parts(written(document(*blocks)).data)["word/footnotes.xml"]


def test_separators_are_those_that_word_writes():
    separator, continuation, notice = footnotes(para("a", note(1, "b")))[:3]
    assert [n.get(w("id")) for n in (separator, continuation, notice)] == ["-1", "0", "1"]
    assert indented(separator).splitlines() == [
        "footnote type=separator id=-1",
        "  p",
        "    pPr",
        "      spacing after=0 line=240 lineRule=auto",
        "    r",
        "      separator",
    ]
    assert "continuationSeparator" in indented(continuation[0])
    assert words(continuation) == "(continued)"
    assert not list(notice.iter(w("r")))
    assert not [n for s in (separator, continuation, notice) for n in s.iter(w("footnoteRef"))]


def test_settings_list_the_separators():
    settings = parts(written(document(para("a", note(1, "b")))).data)["word/settings.xml"]
    listed = [item.get(w("id")) for item in settings.find(w("footnotePr"))]
    assert listed == ["-1", "0", "1"]


def test_a_document_without_notes_has_no_part_for_them():
    found = parts(written(document(para("a"))).data)
    assert "word/footnotes.xml" not in found
    assert found["word/settings.xml"].find(w("footnotePr")) is None


def test_note_begins_with_its_number_and_a_space():
    body = footnotes(para("a", note(1, "b")))[3]
    assert body.get(w("id")) == "2"
    first, second = body[0].findall(w("r"))[:2]
    assert value(first, "rPr/rStyle") == "FootnoteReference"
    assert first.find(w("footnoteRef")) is not None
    assert second.find(w("t")).text == " "
    assert value(body[0], "pPr/pStyle") == "FootnoteText"


def test_note_that_begins_with_a_list_has_its_number_on_a_line_of_its_own():
    body = footnotes(para("a", Note(1, (BulletList(((para("point"),),)),))))[3]
    assert [words(p) for p in body] == [" ", "point"]
    assert body[0].find(f".//{w('footnoteRef')}") is not None


def test_notes_keep_the_order_of_their_marks():
    for whole in (full(), stress()):
        data = written(whole).data
        marks = [
            int(m.get(w("id")))
            for m in parts(data)["word/document.xml"].iter(w("footnoteReference"))
        ]
        assert marks == list(range(2, len(marks) + 2))
        assert len(notes(data)) == len(marks)


def test_second_mark_is_a_field_to_the_first():
    data = written(document(para("a", note(1, "b"), " c", RepeatedNoteMark(1)))).data
    xml = parts(data)["word/document.xml"]
    start = next(xml.iter(w("bookmarkStart")))
    assert start.get(w("name")) == "_RefNote1"
    assert start.getnext().find(w("footnoteReference")) is not None
    assert next(xml.iter(w("instrText"))).text == " NOTEREF _RefNote1 \\f \\h "
    kinds = [field.get(w("fldCharType")) for field in xml.iter(w("fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    result = xml.findall(f".//{w('r')}")[-2]
    assert words(result) == "1"
    assert value(result, "rPr/rStyle") == "FootnoteReference"


def test_marks_that_touch_are_parted_by_a_comma_and_spaces_before_a_mark_go():
    link = Link((Text("c "),), "https://example.org/")
    content = para(
        "a ",
        note(1, "x"),
        " ",
        RepeatedNoteMark(1),
        Emphasis((note(2, "y"), Text(" b"))),
        link,
        note(3, "z"),
    )
    xml = parts(written(document(content)).data)["word/document.xml"]
    assert words(xml) == "a^1,1,^2 bc^3"
    comma = next(run for run in xml.iter(w("r")) if words(run) == ",")
    assert value(comma, "rPr/rStyle") == "FootnoteReference"


def test_only_notes_with_a_second_mark_are_bookmarked():
    xml = parts(written(document(para("a", note(1, "b"), note(2, "c")))).data)["word/document.xml"]
    assert not list(xml.iter(w("bookmarkStart")))


def test_addresses_in_notes_are_relationships_of_the_notes():
    link = Link((Text("here"),), "https://example.org/a")
    found = parts(written(document(para("a", note(1, link)))).data)
    targets = {row.get("Id"): row.get("Target") for row in found["word/_rels/footnotes.xml.rels"]}
    identifier = next(found["word/footnotes.xml"].iter(w("hyperlink"))).get(
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    )
    assert targets[identifier] == "https://example.org/a"
    assert not [
        row for row in found["word/_rels/document.xml.rels"] if row.get("TargetMode") == "External"
    ]


def test_no_mark_stands_outside_the_text():
    for name, part in parts(written(full()).data).items():
        if name != "word/document.xml":
            assert not list(part.iter(w("footnoteReference"))), name


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (2, 1)])
def test_notes_that_are_not_counted_as_word_counts_are_refused(numbers):
    with pytest.raises(ValueError, match="is mark"):
        written(document(para("a", *(note(number, "b") for number in numbers))))


def test_text_of_notes_is_in_the_size_of_notes():
    quoted = Note(1, (para("b", role=Role.NOTE), para("c", Emphasis((Text("d"),)), role=Role.NOTE)))
    body = footnotes(para("a", quoted))[3]
    assert [value(p, "pPr/pStyle") for p in body] == ["FootnoteText", "FootnoteText"]
    assert not re.search(r"\bsz\b", indented(body))
