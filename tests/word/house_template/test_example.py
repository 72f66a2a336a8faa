"""The letterhead in examples/ is what its script makes, and its memo is built on it."""

import importlib.util
import io
import zipfile
from pathlib import Path

import docx
import pytest
from test_package import validator

import threadbrief
from threadbrief.pipeline.build import build_brief
from threadbrief.pipeline.options import BuildOptions, Format

ROOT = Path(__file__).parents[3]
HOUSE = ROOT / "examples" / "house" / "letterhead.dotx"
MEMO = ROOT / "examples" / "house-letter.yaml"


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name) for name in archive.namelist() if not name.endswith(".png")
        }


def test_the_letterhead_is_that_of_its_script():
    spec = importlib.util.spec_from_file_location(
        "house_template", ROOT / "tools" / "house_template.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made, kept = parts(script.letterhead()), parts(HOUSE.read_bytes())
    assert made.keys() == kept.keys()
    for name, content in made.items():
        if name != "docProps/core.xml":
            assert content == kept[name], name


@pytest.fixture(scope="module")
def built():
    brief = threadbrief.load(MEMO)
    return build_brief(brief, BuildOptions((Format.DOCX,), folder=MEMO.parent))


def test_the_memo_stands_on_it_without_a_warning(built):
    assert built.problems == ()
    opened = docx.Document(io.BytesIO(built.files[Format.DOCX]))
    section = opened.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[-1].text == "  INTERNAL"
    assert section.header.paragraphs[0].text.startswith("Port of Saltholm · Why the north quay")
    assert opened.tables[0].rows[0].cells[1].text == "Harbour Director\nQuay Engineering"
    assert {"Saltholm Quote", "Saltholm Finding", "Saltholm Aside", "Saltholm Small"} <= {
        p.style.name for p in opened.paragraphs
    }
    assert opened.paragraphs[-1].text == "For questions, call the night desk: extension 2040."


def test_open_xml_sdk_finds_no_fault(built, missing_tool, tmp_path):
    import json
    import subprocess

    (tmp_path / "memo.docx").write_bytes(built.files[Format.DOCX])
    for file in (HOUSE, tmp_path / "memo.docx"):
        done = subprocess.run(
            [validator(missing_tool), file, "Microsoft365"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert json.loads(done.stdout[done.stdout.index("{") :])["errors"] == [], file
