"""What a template says about Word files alone: notes, contents, embedded faces, the memo inside."""

import io
import re
import subprocess
import zipfile

import docx
import pytest
from package_rules import faults
from word_reading import parts, value, w, words
from word_specimen import document, full, note, para, text, title_block

from threadbrief.core.content_hash import hash_parts, read_content_hash
from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.model.brief import Source
from threadbrief.model.document import Heading, RepeatedNoteMark
from threadbrief.pdf import write_pdf
from threadbrief.pipeline.extract import extract_memo
from threadbrief.templates import FieldForm, NoteFormat, NoteKind, NoteRestart, WordOptions
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word


def build(whole, source=None, pages=None, **options):
    return write_word(
        whole, replace(load_template(), word=WordOptions(**options)), source, pages or {}
    )


def marked():
    return document(para("a", note(1, "one"), "b", note(2, "two"), RepeatedNoteMark(1)))


def test_endnotes_have_their_part_their_styles_and_their_numbers():
    found = parts(build(marked(), kind=NoteKind.ENDNOTES).data)
    assert "word/footnotes.xml" not in found
    root = found["word/endnotes.xml"]
    assert [n.get(w("id")) for n in root] == ["-1", "0", "1", "2", "3"]
    assert len(list(root.iter(w("endnoteRef")))) == 2
    assert value(root[3], "p/pPr/pStyle") == "EndnoteText"
    marks = list(found["word/document.xml"].iter(w("endnoteReference")))
    assert [mark.get(w("id")) for mark in marks] == ["2", "3"]
    assert {value(mark.getparent(), "rPr/rStyle") for mark in marks} == {"EndnoteReference"}
    settings = found["word/settings.xml"]
    assert (
        value(settings, "endnotePr/numFmt") == "decimal"
    )  # Word's own default for endnotes is Roman
    names = {s.get(w("styleId")) for s in found["word/styles.xml"].iter(w("style"))}
    assert {"EndnoteText", "EndnoteReference"} <= names


@pytest.mark.parametrize(
    ("form", "word", "shown"),
    [(NoteFormat.LOWER_ROMAN, "lowerRoman", "i"), (NoteFormat.UPPER_LETTER, "upperLetter", "A"),
     (NoteFormat.SYMBOLS, "chicago", "*")],
)  # fmt: skip
def test_numbers_have_the_form_of_the_template_in_fields_too(form, word, shown):
    found = parts(build(marked(), format=form, restart=NoteRestart.PAGE).data)
    for where in ("word/settings.xml", "word/document.xml"):
        group = next(found[where].iter(w("footnotePr")))
        assert value(group, "numFmt") == word
        assert value(group, "numRestart") == "eachPage"
    assert words(found["word/document.xml"]).endswith(shown)


def test_numbers_of_many_notes():
    from threadbrief.word.parts.note_numbering import NoteNumbering

    def shown(form, *numbers):
        return [NoteNumbering(format=form).shown(number) for number in numbers]

    assert shown("lowerRoman", 4, 9, 14, 1990) == ["iv", "ix", "xiv", "mcmxc"]
    assert shown("upperLetter", 1, 26, 27, 53) == ["A", "Z", "AA", "AAA"]
    assert shown("chicago", 1, 4, 5) == ["*", "§", "**"]
    assert NoteNumbering(start=5).shown(1) == "5"


def test_contents_lead_to_every_heading_and_are_full_on_opening():
    whole = document(
        para("before"),
        Heading(1, (*text("One"), note(1, "n")), "one"),
        Heading(2, text("Two"), "two"),
        para("after"),
    )
    body = parts(build(whole, contents=True).data)["word/document.xml"]
    control = next(body.iter(w("sdt")))
    links = list(control.iter(w("hyperlink")))
    assert [(words(link), link.get(w("anchor"))) for link in links] == [
        ("One", "one"),
        ("Two", "two"),
    ]
    assert [words(p) for p in control.iter(w("p"))] == ["Contents", "One", "Two"]
    anchors = {start.get(w("name")) for start in body.iter(w("bookmarkStart"))}
    assert {"one", "two"} <= anchors
    kinds = [c.get(w("fldCharType")) for c in control.iter(w("fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert not list(control.iter(w("footnoteReference")))
    assert "sdt" not in str(
        [
            n.tag
            for n in parts(build(document(para("a")), contents=True).data)[
                "word/document.xml"
            ].iter()
        ]
    )


def test_contents_show_the_pages_that_are_known_in_fields_as_word_writes_them():
    whole = document(Heading(1, text("One"), "one"), para("a"), Heading(2, text("Two"), "two"))
    found = parts(build(whole, pages={"one": 3}, contents=True).data)
    first, second = next(found["word/document.xml"].iter(w("sdt"))).iter(w("hyperlink"))
    assert (words(first), words(second)) == ("One\t3", "Two")
    assert next(first.iter(w("instrText"))).text == " PAGEREF one \\h "
    kinds = [c.get(w("fldCharType")) for c in first.iter(w("fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    styles = {s.get(w("styleId")): s for s in found["word/styles.xml"].iter(w("style"))}
    assert value(styles["TOC1"], "pPr/tabs/tab", "leader") == "dot"


def test_fields_are_a_table_where_a_template_wants_one():
    whole = document(*title_block(), para("after"))
    body = parts(build(whole, field_list=FieldForm.TABLE).data)["word/document.xml"]
    (table,) = body.iter(w("tbl"))
    assert value(table, "tblPr/tblLook", "firstColumn") == "1"
    rows = [[words(cell) for cell in row.iter(w("tc"))] for row in table.iter(w("tr"))]
    assert rows[0] == ["To", "Director, Eurasia Desk\nDeputy Director"]
    assert rows[-1] == ["Reference", "SPECIMEN-0001^1"]
    assert {value(p, "pPr/pBdr/bottom") for p in table.iter(w("p"))} == {"nil"}
    assert faults(build(whole, field_list=FieldForm.TABLE).data) == []


def test_embedded_faces_are_fonts_once_they_are_turned_back():
    fonts = pytest.importorskip("fontTools.ttLib")
    pytest.importorskip("fontpkg_source_serif_4")
    data = build(document(para("Ψ and Щ and words")), embed_fonts=True).data
    table = parts(data)["word/fontTable.xml"]
    faces = [node for node in table.iter() if node.tag.startswith(w("embed"))]
    assert [node.tag.removeprefix(w("")) for node in faces] == [
        "embedRegular", "embedBold", "embedItalic", "embedBoldItalic",
    ]  # fmt: skip
    settings = parts(data)["word/settings.xml"]
    assert settings.find(w("embedTrueTypeFonts")) is not None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for number, node in enumerate(faces, 1):
            mask = bytes.fromhex(node.get(w("fontKey")).strip("{}").replace("-", ""))[::-1] * 2
            raw = archive.read(f"word/fonts/font{number}.odttf")
            font = fonts.TTFont(
                io.BytesIO(bytes(a ^ b for a, b in zip(raw[:32], mask, strict=True)) + raw[32:])
            )
            assert "glyf" in font
            assert "fvar" not in font
            assert font["OS/2"].usWeightClass == (700 if number in (2, 4) else 400)
            assert bool(font["head"].macStyle & 1) == (number in (2, 4))
            assert bool(font["head"].macStyle & 2) == (number in (3, 4))
            assert {ord("Ψ"), ord("Щ"), ord("a")} <= set(font.getBestCmap())


def test_faces_that_are_not_here_are_named():
    template = load_template()
    families = {
        key: replace(family, name="Nowhere Sans") for key, family in template.look.families.items()
    }
    look = replace(template.look, families=families)
    result = write_word(
        document(para("a")), replace(template, look=look, word=WordOptions(embed_fonts=True))
    )
    assert [p.code for p in result.problems] == ["TB604"]


MEMOS = [
    b"schema: threadbrief/1\nmemo: {subject: <&> ]]>}\n",
    b"\xef\xbb\xbfwith: a mark\r\nand: returns\r\n",
    "umlaut: ä, 冯玉军, 😉, \t tab, \u2028\n\n  \n".encode(),
    "utf-16: ä\n".encode("utf-16"),
    b"\x00\xff\xfe\x07",
    b"",
]


@pytest.mark.parametrize("memo", MEMOS)
def test_the_memo_comes_back_byte_for_byte_from_word(memo):
    assert extract_memo(
        build(document(para("a")), Source("x/memo ä.yaml", memo)).data, "memo.docx"
    ) == Source("memo ä.yaml", memo)


@pytest.mark.parametrize("memo", MEMOS)
def test_the_memo_comes_back_byte_for_byte_from_the_pdf(memo):
    data = write_pdf(document(para("a")), load_template(), Source("memo.yaml", memo)).data
    assert extract_memo(data, "memo.pdf").data == memo


def test_the_memo_survives_an_edit():
    data = build(full(), Source("memo.yaml", MEMOS[2])).data
    opened = docx.Document(io.BytesIO(data))
    opened.add_paragraph("A comment of the reader's.")
    buffer = io.BytesIO()
    opened.save(buffer)
    assert extract_memo(buffer.getvalue(), "memo.docx").data == MEMOS[2]


@pytest.mark.parametrize("data", [b"", b"text", b"%PDF-1.7 nothing", b"PK\x03\x04 broken"])
def test_a_file_without_a_memo_is_named(data):
    with pytest.raises(BriefError, match=r"TB6(05|10)"):
        extract_memo(data, "file")


def test_a_memo_that_was_tampered_with_is_none():
    data = build(document(para("a")), Source("memo.yaml", b"memo: one")).data
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"memo: one", b"memo: two"))
    with pytest.raises(BriefError, match="TB605"):
        extract_memo(buffer.getvalue(), "memo.docx")


def test_the_seal_is_the_hash_of_the_parts():
    data = build(full(), Source("memo.yaml", b"a: b")).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    seal = read_content_hash(dict(entries)["docProps/custom.xml"])
    assert seal == hash_parts(entries)
    assert re.fullmatch("[0-9a-f]{64}", seal or "")
    for name, content in entries:
        touched = [(n, c + b" ") if n == name else (n, c) for n, c in entries]
        assert hash_parts(touched) != seal, name
        assert content is not None


def test_libreoffice_sets_endnotes_in_order(tool, tmp_path):
    (tmp_path / "memo.docx").write_bytes(build(marked(), kind=NoteKind.ENDNOTES).data)
    subprocess.run(
        [tool("soffice"), "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "pdf",
         "--outdir", tmp_path, tmp_path / "memo.docx"], capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [tool("pdftotext"), tmp_path / "memo.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert re.findall(r"\b(one|two)\b", done.stdout) == ["one", "two"]
