"""Words parted by the patterns of their language."""

import io
from datetime import UTC, datetime
from importlib.util import find_spec

import pypdfium2
import pytest

from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Document,
    Link,
    Paragraph,
    Properties,
    Role,
    RunningHeads,
    Text,
)
from threadbrief.pdf import write_pdf
from threadbrief.pdf.typesetting.hyphenation import insert_soft_hyphens
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")
BODY = replace(MEMO.look.style(Role.BODY), hyphenate=True)
PROSE = (
    "Characteristically, representatives of administrations throughout understand communication."
)


@pytest.fixture(autouse=True)
def _patterns(missing_tool):
    if find_spec("pyphen") is None:
        missing_tool("pyphen")


def shown(text, lang):
    return insert_soft_hyphens(text, lang).replace("\u00ad", "-")


def test_each_language_has_its_own_patterns():
    assert shown("representatives", "en-US") == "rep-re-sen-ta-tives"
    assert shown("Wasserstand", "de") == "Was-ser-stand"
    assert shown("représentation", "fr") == "re-pré-sen-ta-tion"


@pytest.mark.parametrize("text", ["@representatives", "https://example.org/representatives", "UNESCO", "memo.yaml",
                                  "a tide", "representa\u00adtives", "水位水位水位水位"])  # fmt: skip
def test_what_stays_whole(text):
    assert insert_soft_hyphens(text, "en-US") == text


def test_lines_end_with_hyphens_and_nothing_is_lost():
    lines = Typesetter(MEMO.look, "en-US").set_lines((Text(PROSE),), BODY, 90)
    texts = ["".join(run.text for run in line.runs) for line in lines]
    assert any(text.endswith("\u00ad") for text in texts)
    assert "".join(texts).replace("\u00ad", "") == PROSE
    whole = Typesetter(MEMO.look, "en-US").set_lines(
        (Text(PROSE),), replace(BODY, hyphenate=False), 90
    )
    assert len(lines) <= len(whole)
    assert all(line.width <= 90.01 for line in lines)


def test_a_language_without_patterns_is_said_once():
    typesetter = Typesetter(MEMO.look, "en")
    for _ in range(2):
        typesetter.set_lines((Text("mhzxqw words", "tlh"),), BODY, 90)
    assert [problem.code for problem in typesetter.problems] == ["TB716"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("th", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันด้วยเจตนารมณ์แห่งภราดรภาพ"),
        ("zh-Hans", "双方同意"),
        ("ar", "الكرامة"),
    ],
)
def test_languages_without_hyphens_get_none_and_no_warning(lang, text):
    typesetter = Typesetter(MEMO.look, "en")
    lines = typesetter.set_lines((Text(text, lang),), BODY, 90)
    assert "\u00ad" not in "".join(run.text for line in lines for run in line.runs)
    assert not any(problem.code == "TB716" for problem in typesetter.problems)


def test_the_words_are_read_back_whole_and_links_keep_their_addresses():
    look = replace(MEMO.look, styles={**MEMO.look.styles, Role.BODY: BODY})
    address = "https://example.org/characteristically"
    content = (Text(PROSE + " "), Link((Text(address),), address), Text(" " + PROSE * 3))
    properties = Properties("Low water", "Night Desk", "en-US", datetime(2031, 3, 14, tzinfo=UTC))
    data = write_pdf(
        Document(properties, RunningHeads(), (Paragraph(content),)), replace(MEMO, look=look)
    ).data
    text = pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage().get_text_bounded()
    joined = (
        text.replace("\ufffe", "")
        .replace("\u00ad", "")
        .replace("\u0002", "")
        .replace("\r\n", "")
        .replace(" ", "")
    )
    assert joined == (PROSE + address + PROSE * 3).replace(" ", "")
