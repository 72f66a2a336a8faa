"""Justified paragraphs: lines as even as they can be."""

import re

import pytest

from threadbrief.core.structs import replace
from threadbrief.model.document import LineBreak, Note, Paragraph, Role, Text
from threadbrief.pdf.fonts.discovery import find_package_folder
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align
from threadbrief.templates.loading import load_template

LOOK = load_template().look
RAGGED = LOOK.style(Role.BODY)
STYLE = replace(RAGGED, align=Align.JUSTIFY)
STORY = (
    "In olden times when wishing still helped one, there lived a king whose daugh|ters were all beau|ti|ful; and the "
    "young|est was so beau|ti|ful that the sun itself, which has seen so much, was aston|ished when|ever it shone "
    "in her face. Close by the king’s castle lay a great dark for|est, and under an old lime-tree in the for|est was a "
    "well, and when the day was very warm, the king’s child went out into the for|est and sat down by the side of the "
    "cool foun|tain; and when she was bored she took a golden ball, and threw it up on high and caught it."
).replace("|", "\u00ad")


def _spaces(line):
    return "".join(run.text for run in line.runs).strip().count(" ")


@pytest.mark.parametrize("width", [170, 230, 300, 400])
def test_all_lines_but_the_last_are_full(width):
    lines = Typesetter(LOOK, "en").set_lines((Text(STORY),), STYLE, width)
    assert [line.width for line in lines[:-1]] == pytest.approx([width] * (len(lines) - 1))
    assert lines[-1].width < width
    said = "".join(run.text for line in lines for run in line.runs)
    assert said == STORY


def test_lines_are_more_even_than_when_each_is_filled():
    typesetter = Typesetter(LOOK, "en")
    for width in (180, 230, 260):
        natural = typesetter.set_lines((Text(STORY),), RAGGED, width)
        fitted = typesetter.set_lines((Text(STORY),), STYLE, width)
        stretched = [_stretch_of(line, typesetter) for line in fitted[:-1]]
        filled = [(width - line.width) / max(1, _spaces(line)) for line in natural[:-1]]
        assert max(stretched) < max(filled)


def _stretch_of(line, typesetter):
    text = "".join(run.text for run in line.runs).rstrip()
    hyphen = "-" if text.endswith("\u00ad") else ""
    natural = sum(typesetter.measure_width(part, STYLE) for part in (text, hyphen) if part)
    return (line.width - natural) / max(1, _spaces(line))


def test_breaks_that_stay_and_first_indents():
    content = (Text(STORY), LineBreak(), Text("Short."), LineBreak(), Text(STORY))
    lines = Typesetter(LOOK, "en").set_lines(content, STYLE, 230, first_indent=20)
    assert lines[0].runs[0].x == 20
    assert lines[0].width == pytest.approx(210)
    short = next(line for line in lines if line.runs[0].text == "Short.")
    assert short.width < 60
    assert [line.is_last for line in lines].count(True) == 1
    assert lines[-1].is_last


def test_marks_stay_with_their_words():
    note = Note(1, (Paragraph((Text("x"),)),))
    for width in range(150, 260, 7):
        lines = Typesetter(LOOK, "en").set_lines(
            (Text(STORY[:150]), note, Text(STORY[150:])), STYLE, width
        )
        assert all(line.runs[0].note is None for line in lines)


def test_a_paragraph_that_cannot_be_even_is_still_set():
    typesetter = Typesetter(LOOK, "en")
    for text in (
        "x" * 300,
        "a " + "x" * 50 + " b c d",
        "",
        " ",
        "漢字仮名交じり文" * 9,
        "a\u00adb" * 90,
    ):
        lines = typesetter.set_lines((Text(text),), STYLE, 100)
        assert "".join(run.text for line in lines for run in line.runs).strip() == text.strip()


def test_twice_the_paragraph_is_twice_the_work(calls_of):
    once, twice = (
        calls_of(Typesetter(LOOK, "en").set_lines, (Text("a b cd " * n),), STYLE, 400)
        for n in (1500, 3000)
    )
    assert twice < 2.2 * once


def test_ideographs_are_spread_over_a_justified_line(missing_tool):
    if find_package_folder("justmytype_intl_cjk") is None:
        missing_tool("justmytype-intl-cjk")
    lines = Typesetter(LOOK, "zh-Hans").set_lines(
        (Text("港务局表示，北码头的疏浚工作将于三月完成。" * 5),), STYLE, 205
    )
    assert [line.width for line in lines[:-1]] == pytest.approx([205] * (len(lines) - 1))
    assert lines[-1].width < 205
    assert (
        "".join(run.text for line in lines for run in line.runs)
        == "港务局表示，北码头的疏浚工作将于三月完成。" * 5
    )
    first = lines[0].runs[0].operators
    assert len(set(re.findall(r">(-[\d.]+)<", first))) == 1  # the same everywhere


def test_ideographs_are_not_torn_apart(missing_tool):
    if find_package_folder("justmytype_intl_cjk") is None:
        missing_tool("justmytype-intl-cjk")
    short = Typesetter(LOOK, "zh-Hans").set_lines((Text("港务 abcdefghijklmnopqrst"),), STYLE, 100)
    assert short[0].width < 60


def test_punctuation_hangs_over_the_edges_where_asked():
    typesetter = Typesetter(LOOK, "en")
    hanging = replace(RAGGED, hang_punctuation=True)
    text = (Text("“Quays are long and pilots are patient, or so they say.”"),)
    plain, hung = (
        typesetter.set_lines(text, style, 120)[0].runs[0].x for style in (RAGGED, hanging)
    )
    quote = typesetter.measure_width("“", RAGGED)
    assert (plain, hung) == (0, pytest.approx(-0.7 * quote))
    assert typesetter.set_lines((Text("Quays"),), hanging, 120)[0].runs[0].x == 0
    lines = typesetter.set_lines(
        (Text("one two, " * 40),), replace(STYLE, hang_punctuation=True), 130
    )
    edges = {line.runs[-1].text.strip()[-1]: line.width for line in lines[:-1]}
    comma = typesetter.measure_width(",", RAGGED)
    assert edges == {end: pytest.approx(130 + (0.7 * comma if end == "," else 0)) for end in edges}
    assert "," in edges
