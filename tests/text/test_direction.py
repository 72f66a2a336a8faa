"""The direction of a language, which is the same in a Word file and in a PDF."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from threadbrief.model.document import Document, Paragraph, Properties, Role, RunningHeads, Text
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates.loading import load_template
from threadbrief.text.direction import is_rtl
from threadbrief.word import write_word

TEMPLATE = load_template()
RTL = (
    *("ar", "fa", "he", "ur", "yi", "dv", "syr", "nqo", "ckb", "arc", "sd", "ug", "ps"),
    *("prs", "arz", "pnb", "mzn", "glk", "azb", "sdh", "lrc", "bal", "rhg", "iw", "ji", "ks"),
)
"""Those of the second line had two directions while each writer had a list of its own."""


@pytest.mark.parametrize(
    "tag", [*RTL, "FA-ir", "ar-EG", "smp", "mid", "az-Arab", "ff-Adlm", "ur-Aran"]
)
def test_these_languages_are_written_from_right_to_left(tag: str) -> None:
    assert is_rtl(tag)


@pytest.mark.parametrize(
    "tag", ["en", "zh-Hant-TW", "ks-Deva", "ar-Latn", "ku", "tlh", "x-arab", "", '"<']
)
def test_these_languages_are_written_from_left_to_right(tag: str) -> None:
    assert not is_rtl(tag)


@pytest.mark.parametrize(
    "script", ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"]
)
def test_a_script_decides_before_the_language(script: str) -> None:
    assert is_rtl(f"en-{script}")
    assert is_rtl(f"en-{script.upper()}-GB")


@pytest.mark.parametrize(
    ("tag", "rtl"), [("pa-PK", True), ("pa-IN", False), ("sd-IN", False), ("sd-PK", True)]
)
def test_a_region_can_have_a_script_of_its_own(tag: str, rtl: bool) -> None:
    assert is_rtl(tag) is rtl


def test_what_an_extension_holds_is_no_script() -> None:
    assert is_rtl("ar-u-nu-latn")
    assert not is_rtl("en-u-nu-arab")
    assert not is_rtl("en-x-arab")


@pytest.mark.parametrize(
    "language", [*RTL, "ks-Deva", "sam", "en-Samr", "en-Mand", "en-Rohg", "en", "ku"]
)
def test_both_files_have_the_direction_of_the_language(language: str) -> None:
    assert runs_rtl_in_word(language) is runs_rtl_in_pdf(language) is is_rtl(language)


def runs_rtl_in_word(language: str) -> bool:
    properties = Properties("Memo", "Desk", language, datetime(2026, 11, 23, tzinfo=UTC))
    document = Document(properties, RunningHeads(), (Paragraph((Text("abc"),)),))
    data = write_word(document, TEMPLATE).data
    with ZipFile(BytesIO(data)) as archive:
        styles = archive.read("word/styles.xml").decode()
    normal = styles[styles.index('w:styleId="Normal"') :]
    return "<w:bidi/>" in normal[: normal.index("</w:style>")]


def runs_rtl_in_pdf(language: str) -> bool:
    (line,) = Typesetter(TEMPLATE.look, language).set_lines((Text("abc"),), Role.BODY, 300)
    return line.runs[0].x > 150
