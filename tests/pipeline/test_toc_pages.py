"""The pages that contents show in a Word file.

Those of our own layout, on the sheet that the Word file has.
"""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

import threadbrief
from threadbrief.core.structs import replace
from threadbrief.model.document import Heading
from threadbrief.pipeline.build import build_brief
from threadbrief.pipeline.document import compose_brief
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.pipeline.toc_pages import predict_word_pages
from threadbrief.templates.loading import load_template

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def template(tmp_path):
    (tmp_path / "contents.yaml").write_text(
        "extends: memo\ncontents: true\nembed_fonts: true\n", encoding="utf-8"
    )
    return str(tmp_path / "contents.yaml")


def built(name, template):
    path = EXAMPLES / f"{name}.yaml"
    build = BuildOptions((Format.DOCX,), template=template, folder=path.parent)
    return build_brief(threadbrief.load(path), build).files[Format.DOCX]


def shown(data):
    """Return the entries of the contents of a Word file, each with its page."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    entries = re.findall(r'<w:pStyle w:val="TOC\d"/>(.*?)</w:p>', body)
    return [re.findall(r"<w:t[^>]*>([^<]*)</w:t>", entry) for entry in entries]


def test_every_heading_has_its_page(template):
    composition = compose_brief(
        threadbrief.load(EXAMPLES / "low-water-2026.yaml"), BuildOptions(folder=EXAMPLES)
    )
    headings = [block.anchor for block in composition.document.blocks if isinstance(block, Heading)]
    pages = predict_word_pages(composition.document, composition.template)
    numbers = [pages[anchor] for anchor in headings]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    entries = shown(built("low-water-2026", template))
    assert len(entries) == len(headings)
    assert all(len(entry) == 2 and entry[1].isdecimal() for entry in entries)


def test_what_cannot_be_laid_out_has_no_pages():
    composition = compose_brief(
        threadbrief.load(EXAMPLES / "minimal.yaml"), BuildOptions(folder=EXAMPLES)
    )
    look = load_template().look
    families = {
        key: replace(family, name="Nowhere", substitutes=())
        for key, family in look.families.items()
    }
    lost = replace(composition.template, look=replace(look, families=families))
    assert isinstance(predict_word_pages(composition.document, lost), dict)


def test_a_house_template_is_laid_out_on_its_own_sheet(tmp_path):
    small = docx.Document()
    section = small.sections[0]
    section.page_width, section.page_height = section.page_width // 2, section.page_height // 2
    section.left_margin = section.right_margin = section.page_width // 8
    section.top_margin = section.bottom_margin = section.page_height // 8
    small.save(str(tmp_path / "small.docx"))
    (tmp_path / "small.yaml").write_text("contents: true\n", encoding="utf-8")
    pages = [
        int(entry[1]) for entry in shown(built("low-water-2026", str(tmp_path / "small.docx")))
    ]
    assert pages[-1] > 12


@pytest.mark.parametrize("name", ["low-water-2026", "russia-china-2020"])
def test_libreoffice_sets_headings_on_those_pages_or_the_next(name, template, tool, tmp_path):
    pytest.importorskip("fontpkg_source_serif_4")
    data = built(name, template)
    (tmp_path / "memo.docx").write_bytes(data)
    subprocess.run(
        [tool("soffice"), "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "pdf",
         "--outdir", tmp_path, tmp_path / "memo.docx"], capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [tool("pdftotext"), tmp_path / "memo.pdf", "-"], capture_output=True, text=True, check=True
    )
    pages = [page.splitlines() for page in done.stdout.split("\f")]
    wrong = []
    for heading, page in shown(data):
        real = next(
            number
            for number, lines in enumerate(pages, 1)
            if heading.replace("&apos;", "'") in lines
        )
        assert abs(real - int(page)) <= 1, heading
        wrong += [heading] if real != int(page) else []
    assert len(wrong) <= 2
