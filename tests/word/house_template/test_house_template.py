"""A memo in the house's own template: what stays, what is filled, and which styles are used."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import docx
import mammoth
import pytest
from docx.oxml import OxmlElement
from house_specimen import (
    ALL,
    as_template,
    changed,
    controls,
    german,
    landscape,
    letterhead,
    own_notes,
    plain,
    typed,
)
from test_package import validator
from word_reading import paragraphs, parts, placed, value, w, words
from word_specimen import document, full, heads, note, para, stress, text, title_block

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.model.brief import Source
from threadbrief.model.document import (
    BulletList,
    Heading,
    Judgement,
    Judgements,
    Post,
    Role,
    Summary,
)
from threadbrief.templates import HouseFile, NoteFormat, NoteKind, NoteRestart, WordOptions
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word
from threadbrief.word.house_template.template import read_page

SOURCE = Source("memo.yaml", b"schema: threadbrief/1\n")


def build(data, whole=None, **options):
    word = WordOptions(house=HouseFile("house.docx", data), **options)
    return write_word(whole or memo(), replace(load_template(), word=word), SOURCE)


def memo(language="en", **changes):
    """A memo whose fields have no notes, as memos are."""
    label, title = title_block()[1:3]
    summary = Summary((para("The bottom line.", note(1, "One.")),))
    judgement = Judgement(
        1, "j1", (para("A judgement.", note(2, "Two.")),), text("Confidence: high")
    )
    post = Post(text("1"), "p1", (), (para("A post.", note(3, "Three."), role=Role.POST),))
    listed = BulletList(((para("a point"),),))
    fields = title_block()[3]
    bare = replace(fields, fields=fields.fields[:3])
    return document(
        para("UNCLASSIFIED", role=Role.MARKING), label, title, bare, Heading(1, text("Summary"), "summary"), summary,
        Heading(1, text("Key judgements"), "judgements"), Judgements((judgement,)),
        Heading(1, text("The thread"), "thread"), post, listed, language=language, **changes,
    )  # fmt: skip


def main_part(result):
    return parts(result.data)["word/document.xml"]


def said(result):
    return [p.code for p in result.problems]


def notes_of(result):
    found = parts(result.data)
    name = next(
        name
        for name in found
        if name.endswith(("footnotes.xml", "endnotes.xml")) and "_rels" not in name
    )
    return [words(n).strip() for n in found[name] if n.get(w("type")) is None]


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        *((name, memo) for name in ALL),
        ("letterhead", full),
        ("landscape", stress),
        ("own-notes", stress),
    ],
)
def test_open_xml_sdk_finds_no_fault(name, whole, missing_tool, tmp_path):
    file = tmp_path / "memo.docx"
    file.write_bytes(build(ALL[name](), whole(), contents=whole is full).data)
    done = subprocess.run(
        [validator(missing_tool), file, "Microsoft365"], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == []


@pytest.mark.parametrize("name", ALL)
def test_notes_are_those_of_the_memo_in_their_order(name):
    result = build(ALL[name]())
    assert notes_of(result) == ["One.", "Two.", "Three."]
    html = mammoth.convert_to_html(io.BytesIO(result.data)).value
    assert re.findall(r'<li id="footnote-\d+">.*?(One|Two|Three)\.', html) == [
        "One",
        "Two",
        "Three",
    ]


@pytest.mark.parametrize("name", ["letterhead", "german", "own-notes"])
def test_pandoc_reads_the_notes(name, tool, tmp_path):
    file = tmp_path / "memo.docx"
    file.write_bytes(build(ALL[name]()).data)
    done = subprocess.run(
        [tool("pandoc"), file, "-t", "plain"], capture_output=True, text=True, check=True
    )
    assert re.findall(r"^\[\d\] (\w+)\.", done.stdout, re.MULTILINE) == ["One", "Two", "Three"]


HERE = Path(__file__).parent


def test_same_bytes_in_any_process(tmp_path):
    (tmp_path / "house.docx").write_bytes(letterhead())
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1].split(); from test_house_template import build;"
        "print(hashlib.sha256(build(open(sys.argv[2], 'rb').read()).data).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code, f"{HERE} {HERE.parent}", tmp_path / "house.docx"],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }  # fmt: skip
    assert found == {hashlib.sha256(build((tmp_path / "house.docx").read_bytes()).data).hexdigest()}


def test_a_sample_gives_way_and_all_else_stays():
    result = build(plain())
    assert "Sample" not in words(main_part(result))
    opened = docx.Document(io.BytesIO(result.data))
    assert opened.sections[0].header.paragraphs[0].text == "Ministry of Tides"
    assert opened.styles["Normal"].font.name == "Georgia"
    with (
        zipfile.ZipFile(io.BytesIO(plain())) as old,
        zipfile.ZipFile(io.BytesIO(result.data)) as new,
    ):
        assert old.read("word/theme/theme1.xml") == new.read("word/theme/theme1.xml")


def test_styles_of_the_house_are_not_changed():
    def by_id(data):
        styles = parts(data)["word/styles.xml"].iter(w("style"))
        from lxml import etree

        return {s.get(w("styleId")): etree.tostring(s, with_tail=False) for s in styles}

    before, after = by_id(plain()), by_id(build(plain()).data)
    assert before.items() <= after.items()


def test_added_styles_have_the_type_of_the_house():
    styles = parts(build(plain()).data)["word/styles.xml"]
    post = next(s for s in styles.iter(w("style")) if s.get(w("styleId")) == "ThreadPost")
    assert value(post, "basedOn") == "BodyText"
    assert not list(post.iter(w("rFonts")))
    assert value(post, "pPr/spacing", "line") is None
    summary = next(s for s in styles.iter(w("style")) if s.get(w("styleId")) == "MemoSummary")
    assert value(summary, "pPr/pBdr/left", "color") == "800020"


def test_letterhead_is_filled_in_its_own_type_and_the_rest_stays():
    result = build(letterhead())
    opened = docx.Document(io.BytesIO(result.data))
    rows = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert rows == [
        ["", "MEMORANDUM"], ["To", "Director, Eurasia Desk\nDeputy Director"], ["From", "Open-Source Team"],
        ["Date", "23 November 2026"],
    ]  # fmt: skip
    assert all(run.bold for run in opened.tables[0].rows[1].cells[1].paragraphs[0].runs)
    subject = next(p for p in opened.paragraphs if p.text.startswith("Re: "))
    assert (
        subject.text
        == "Re: Russian unease about dependence on China: reading of a June 2020 thread (internal)"
    )
    assert [run.italic for run in subject.runs] == [True, True, None]
    texts = [p.text for p in opened.paragraphs]
    assert texts.index("Text of the house that stays.") < texts.index("Summary") < len(texts) - 1
    assert texts[-1] == "Printed on recycled paper."
    assert [p.text for p in opened.sections[0].header.paragraphs] == [
        "UNCLASSIFIED", "File  - DRAFT: 1 point to settle",
    ]  # fmt: skip
    assert "Briefing memo" not in texts
    assert "UNCLASSIFIED" not in texts
    assert "{{" not in words(main_part(result))


def test_content_controls_keep_being_controls_but_not_placeholders():
    result = build(controls())
    body = main_part(result)
    assert not list(body.iter(w("showingPlcHdr")))
    tags = [node.get(w("val")) for node in body.iter(w("tag"))]
    assert tags == ["to", "subject", "summary", "Body"]
    texts = [t for _, t in paragraphs(body)]
    assert texts[0] == "To: Director, Eurasia Desk\nDeputy Director"
    assert (
        texts.index("The bottom line.^1")
        < texts.index("And now the rest.")
        < texts.index("\t1\tA post.^3")
    )
    assert "Summary" not in texts


def read_controls(result):
    """The kind of each control by its tag, its text, and whether it shows its placeholder."""
    kinds = ("text", "richText", "date", "dropDownList", "comboBox")
    found = {}
    for control in main_part(result).iter(w("sdt")):
        properties = control.find(w("sdtPr"))
        kind = next((name for name in kinds if properties.find(w(name)) is not None), None)
        shows = properties.find(w("showingPlcHdr")) is not None
        tag = properties.find(w("tag")).get(w("val"))
        found[tag] = (kind, words(control.find(w("sdtContent"))), shows)
    return found


def dated(**changes):
    whole = memo(**changes)
    return replace(whole, properties=replace(whole.properties, day=date(2020, 6, 21)))


def test_a_content_control_keeps_its_kind():
    result = build(typed(), dated())
    found = read_controls(result)
    lines = {name: words for name, (_, words, _) in found.items()}
    body = lines.pop("body")
    assert {name: kind for name, (kind, _, _) in found.items()} == {
        "to": "text", "from": "comboBox", "date": "date", "marking": "dropDownList",
        "title": "text", "subject": "richText", "label": "text", "status": "text", "body": None,
    }  # fmt: skip
    assert lines["to"] == "Director, Eurasia Desk\nDeputy Director"
    assert lines["marking"] == "Unclassified"
    assert "A post." in body
    sdt = {
        node.find(w("sdtPr")).find(w("tag")).get(w("val")): node.find(w("sdtPr"))
        for node in main_part(result).iter(w("sdt"))
    }
    assert sdt["to"].find(w("text")).get(w("multiLine")) == "1"
    assert sdt["date"].find(w("date")).get(w("fullDate")) == "2020-06-21T00:00:00Z"
    assert sdt["marking"].find(w("dropDownList")).get(w("lastValue")) == "UNCLASSIFIED"


def test_what_a_control_is_bound_to_says_what_it_says():
    whole = dated()
    title = read_controls(build(typed(), whole))["title"][1]
    whole = replace(whole, properties=replace(whole.properties, title=title))
    result = build(typed(), whole)
    item = zipfile.ZipFile(io.BytesIO(result.data)).read("customXml/item9.xml").decode()
    assert "<to>Director, Eurasia Desk\nDeputy Director</to>" in item
    assert 'day="2020-06-21"' in item
    bound = {
        node.find(w("tag")).get(w("val"))
        for node in main_part(result).iter(w("sdtPr"))
        if node.find(w("dataBinding")) is not None
    }
    # The title of the core properties is that of the memo; what "none" means is not in the item.
    assert bound == {"to", "date", "title"}
    assert build(typed(), whole).data == result.data


def test_libreoffice_shows_what_controls_say(tool, tmp_path):
    """It opens no file with a prefix in a binding that is not declared: such a binding goes."""
    undeclared = changed(
        typed(), {"word/document.xml": lambda xml: re.sub(rb" xmlns:ns1='[^']*'", b"", xml)}
    )
    for number, house in enumerate((typed(), undeclared)):
        folder = tmp_path / str(number)
        folder.mkdir()
        shown = " ".join(word for word, *_ in placed(build(house, dated()).data, tool, folder))
        assert "To: Director, Eurasia Desk" in shown
        assert "Marking: Unclassified" in shown
        assert "A post." in shown


def test_an_empty_control_shows_its_placeholder():
    """A row stays when one of its places is filled."""
    found = read_controls(build(typed(), replace(dated(), running=replace(heads(), header_end=()))))
    assert found["label"][2] is False
    assert found["status"] == ("text", "Click here", True)


def test_a_choice_that_a_list_has_not_is_told():
    whole = replace(dated(), blocks=(para("RESTRICTED", role=Role.MARKING), *dated().blocks[1:]))
    result = build(typed(), whole)
    assert read_controls(result)["marking"][:2] == ("dropDownList", "RESTRICTED")
    assert [p.message for p in result.problems if p.code == "TB618"] == [
        'a drop-down list of the template has no choice "RESTRICTED"'
    ]


def test_a_note_makes_a_plain_text_rich():
    fields = title_block()[3]
    noted = replace(fields.fields[0], values=((*text("Director"), note(1, "Acting.")),))
    whole = document(replace(fields, fields=(noted,)), para("A line."))
    result = build(typed(), whole)
    assert read_controls(result)["to"][0] is None
    assert notes_of(result)[0].endswith("Acting.")


def test_columns_of_their_own_widths_are_measured_by_the_narrowest():
    house = docx.Document()
    columns = house.sections[0]._sectPr.find(w("cols"))
    columns.set(w("equalWidth"), "0")
    columns.set(w("num"), "2")
    for width in ("5000", "2880"):
        column = OxmlElement("w:col")
        column.set(w("w"), width)
        columns.append(column)
    house.add_paragraph("{{ body }}")
    section = house.element.body.sectPr
    page = read_page(section, load_template().look.page)
    assert page.measure == 144


def test_language_and_style_ids_of_the_house():
    result = build(german())
    body = main_part(result)
    styles = {style for style, _ in paragraphs(body)}
    assert {"berschrift1", "Titel"} <= styles
    run = next(r for r in body.iter(w("r")) if words(r) == "A post.")
    assert value(run, "rPr/lang") == "en-US"
    same = main_part(build(german(), memo("de")))
    assert not list(same.iter(w("lang")))


def test_a_style_map_names_styles_and_a_judgement_keeps_its_number():
    result = build(
        german(),
        styles={Role.JUDGEMENT: "Haus Urteil", Role.POST: "haus zitat", Role.SUMMARY: "Nirgends"},
    )
    found = {words(p): p for p in main_part(result).iter(w("p"))}
    judgement = found["A judgement.^2"]
    assert value(judgement, "pPr/pStyle") == "HausUrteil"
    assert value(judgement, "pPr/numPr/numId") not in (None, "0")
    post = found["1\tA post.^3"]
    assert value(post, "pPr/pStyle") == "HausZitat"
    assert (value(post, "pPr/ind", "hanging"), value(post, "pPr/ind", "left")) == ("296", None)
    told = next(p for p in result.problems if p.code == "TB614")
    assert '"Nirgends"' in told.message
    assert told.hint == '"Memo Summary" is used instead'


def test_missing_styles_are_said_with_what_is_used():
    told = next(p for p in build(plain()).problems if p.code == "TB613")
    assert '"Memo Label"' in told.message
    assert 'based on its "Body Text"' in told.message


def test_lists_go_behind_those_of_the_house():
    numbering = parts(build(plain()).data)["word/numbering.xml"]
    ids = [node.get(w("numId")) for node in numbering.iter(w("num"))]
    abstracts = [node.get(w("abstractNumId")) for node in numbering.findall(w("abstractNum"))]
    assert len(ids) == len(set(ids))
    assert len(abstracts) == len(set(abstracts))
    kinds = [node.tag for node in numbering]
    assert kinds == sorted(kinds, key=[w("abstractNum"), w("num"), w("numIdMacAtCleanup")].index)


def test_sections_stay_and_lines_are_as_long_as_those_of_the_text():
    result = build(landscape())
    sections = docx.Document(io.BytesIO(result.data)).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]
    assert words(main_part(result)).endswith("Distribution list.")


def test_own_separators_and_numbering_stay():
    found = parts(build(own_notes()).data)
    root = found["word/footnotes.xml"]
    kinds = [(n.get(w("type")), n.get(w("id"))) for n in root]
    assert kinds[:3] == [
        ("separator", "-1"),
        ("continuationSeparator", "0"),
        ("continuationNotice", "7"),
    ]
    assert [identifier for kind, identifier in kinds if kind is None] == ["8", "9", "10"]
    assert words(root[0]) == "====="
    settings = found["word/settings.xml"]
    assert value(settings, "footnotePr/numFmt") == "lowerRoman"
    assert [n.get(w("id")) for n in settings.find(w("footnotePr")).findall(w("footnote"))] == [
        "-1",
        "0",
        "7",
    ]
    assert settings.find(w("updateFields")) is None
    assert "TB603" in said(build(own_notes()))


def test_the_yaml_beside_it_goes_before_the_settings_of_the_house():
    result = build(own_notes(), restart=NoteRestart.DOCUMENT, format=NoteFormat.DECIMAL)
    settings = parts(result.data)["word/settings.xml"]
    assert value(settings, "footnotePr/numFmt") is None
    assert "TB603" not in said(result)
    ends = parts(build(plain(), kind=NoteKind.ENDNOTES).data)
    assert [words(n).strip() for n in ends["word/endnotes.xml"]][-1] == "Three."


def test_a_template_becomes_a_document():
    with zipfile.ZipFile(io.BytesIO(build(as_template(plain())).data)) as archive:
        types = archive.read("[Content_Types].xml")
    assert b"document.main+xml" in types
    assert b"template.main" not in types


def test_a_file_of_ours_can_be_the_template():
    first = write_word(memo(), load_template(), SOURCE).data
    result = build(first)
    assert notes_of(result) == ["One.", "Two.", "Three."]
    assert said(result) == ["TB617"] if heads().header_end else []
    again = parts(result.data)
    assert [n for n in again if n.startswith("customXml/item") and "Props" not in n] == [
        "customXml/item2.xml"
    ]


def test_properties_of_the_house_are_kept_and_ours_join_them(missing_tool, tmp_path):
    first = write_word(memo(), load_template(), SOURCE).data
    client = (
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="Client"><vt:lpwstr>Quay &amp; Co'
        b"</vt:lpwstr></property></Properties>"
    )
    data = changed(
        first, {"docProps/custom.xml": lambda old: old.replace(b"</Properties>", client)}
    )
    result = build(data)
    found = [(n.get("name"), n.get("pid")) for n in parts(result.data)["docProps/custom.xml"]]
    assert [name for name, _ in found] == [
        "Client",
        "Marking",
        "Reference",
        "Source SHA-256",
        "Content SHA-256",
    ]
    assert [pid for _, pid in found] == ["2", "3", "4", "5", "6"]
    file = tmp_path / "memo.docx"
    file.write_bytes(result.data)
    done = subprocess.run(
        [validator(missing_tool), file, "Microsoft365"], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == []


def test_right_to_left_text_in_a_left_to_right_house():
    arabic = main_part(build(plain(), document(para("مرحبا"), language="ar")))
    assert next(arabic.iter(w("p"))).find(f".//{w('bidi')}") is not None


@pytest.mark.parametrize(
    ("texts", "code", "word"),
    [
        (["{{ sbject }}", "{{ body }}"], "TB615", "sbject"),
        (["{{ subject }}"], "TB615", '"body"'),
        (["Text: {{ body }}"], "TB615", "no paragraphs"),
        (["{{ body }}"], "TB617", "status"),
    ],
)
def test_places_that_cannot_be_used_are_said(texts, code, word):
    result = build(with_paragraphs(texts))
    told = [p.message for p in result.problems if p.code == code]
    assert any(word in message for message in told), result.problems
    assert notes_of(result) == ["One.", "Two.", "Three."]


def with_paragraphs(texts):
    made = docx.Document()
    for line in texts:
        made.add_paragraph(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_places_in_an_order_that_would_count_notes_otherwise_are_refused():
    with pytest.raises(BriefError, match=r"TB616.*note 2 at the place \"body\" before note 1"):
        build(with_paragraphs(["{{ body }}", "{{ summary }}"]))


def test_a_note_in_text_that_stays_is_refused():
    data = changed(
        own_notes(),
        {"word/document.xml": lambda old: old.replace(b"Sample with", b"{{ body }} with")},
    )
    with pytest.raises(BriefError, match="TB616"):
        build(data)


def test_a_draft_says_so_above_the_text_where_the_house_has_no_place_for_it():
    texts = [t for _, t in paragraphs(main_part(build(plain())))]
    assert texts[0] == "DRAFT: 1 point to settle"
