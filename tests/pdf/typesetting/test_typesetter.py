"""Paragraphs as lines: breaks, places, notes, alignment, directions, and bad input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Emphasis,
    LineBreak,
    Link,
    Note,
    Paragraph,
    RepeatedNoteMark,
    Role,
    SmallCaps,
    Strong,
    Subscript,
    Superscript,
    Text,
    Underline,
    UnresolvedMark,
)
from threadbrief.pdf.fonts.discovery import find_package_folder
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Align, Family
from threadbrief.templates.loading import load_template

LOOK = load_template().look
MONO = replace(
    LOOK,
    families={"serif": Family("Noto Sans Mono")},
    styles={
        role: replace(style, size=10, leading=10, tracking=0) for role, style in LOOK.styles.items()
    },
)
"""Every letter is 6 points wide."""


@pytest.fixture
def mono(missing_tool):
    if find_package_folder("justmytype_western_core") is None:
        missing_tool("justmytype-western-core")
    return Typesetter(MONO, "en")


def texts(lines):
    return ["".join(run.text for run in line.runs).strip() for line in lines]


def note(number):
    return Note(number, (Paragraph((Text("x"),)),))


def plain(*words):
    return tuple(Text(word) for word in words)


def test_as_many_words_as_fit(mono):
    lines = mono.set_lines(plain("aaa bbb ccc dd"), Role.BODY, 42)
    assert texts(lines) == ["aaa bbb", "ccc dd"]
    assert [line.width for line in lines] == pytest.approx([42, 36])
    assert [line.is_last for line in lines] == [False, True]


def test_a_first_line_may_be_shorter(mono):
    lines = mono.set_lines(plain("aaa bbb ccc"), Role.BODY, 42, first_indent=12)
    assert texts(lines) == ["aaa", "bbb ccc"]
    assert [line.runs[0].x for line in lines] == [12, 0]


def test_a_first_line_may_hang(mono):
    lines = mono.set_lines(plain("aaa bbb ccc"), Role.BODY, 42, first_indent=-24)
    assert texts(lines) == ["aaa bbb ccc"]
    assert lines[0].runs[0].x == -24


def test_an_empty_paragraph_has_no_lines(mono):
    assert mono.set_lines((), Role.BODY, 42) == ()
    assert mono.set_lines(plain(""), Role.BODY, 42) == ()


def test_a_break_that_stays(mono):
    lines = mono.set_lines(
        (Text("a"), LineBreak(), Text("b"), LineBreak(), LineBreak(), Text("c")), Role.BODY, 42
    )
    assert texts(lines) == ["a", "b", "", "c"]
    assert lines[2].width == 0


def test_a_word_that_no_line_holds_is_parted(mono):
    assert texts(mono.set_lines(plain("a " + "x" * 17), Role.BODY, 42)) == [
        "a",
        "x" * 7,
        "x" * 7,
        "xxx",
    ]


def test_a_soft_hyphen_is_seen_only_where_a_line_breaks(mono):
    lines = mono.set_lines(plain("ab co\u00adope\u00adrate"), Role.BODY, 54)
    assert texts(lines) == ["ab co\u00adope\u00ad", "rate"]
    assert lines[0].width == pytest.approx(54)
    assert lines[0].runs[-1].operators.count("ActualText<FEFF00AD>") == 1


def test_addresses_break_without_a_hyphen(mono):
    lines = mono.set_lines(
        (Link(plain("https://example.org/abc/def"), "https://example.org/abc/def"),), Role.BODY, 126
    )
    assert texts(lines) == ["https://example.org/", "abc/def"]
    links = {run.link.target for line in lines for run in line.runs if run.link}
    assert links == {"https://example.org/abc/def"}


def test_marks_are_raised_and_never_begin_a_line():
    typesetter = Typesetter(LOOK, "en")
    content = (Text("word "), note(7), Text(" next"))
    lines = typesetter.set_lines(content, Role.BODY, typesetter.measure_width("word", Role.BODY))
    assert texts(lines) == ["word7", "next"]
    word, mark = lines[0].runs[:2]
    assert mark.note == note(7)
    assert (mark.size, mark.rise) == (7, pytest.approx(0.33 * 10.5))
    assert mark.x == pytest.approx(word.width)
    assert lines[0].notes == (note(7),)
    assert lines[1].notes == ()


def test_marks_that_touch_are_parted_by_a_raised_comma():
    typesetter = Typesetter(LOOK, "en")
    (line,) = typesetter.set_lines(
        (Text("word"), note(1), note(2), RepeatedNoteMark(1)), Role.BODY, 400
    )
    assert [(run.text, run.rise > 0, run.note is not None) for run in line.runs] == [
        ("word", False, False),
        ("1", True, True),
        (",", True, False),
        ("2", True, True),
        (",", True, False),
        ("1", True, True),
    ]
    assert line.notes == (note(1), note(2))


def test_a_mark_after_an_address_never_begins_a_line():
    typesetter = Typesetter(LOOK, "en")
    content = (Text("https://example.org/abcdef/"), note(1), note(2), note(3), note(4))
    for width in range(60, 200, 5):
        lines = typesetter.set_lines(content, Role.BODY, width)
        assert all(not line.runs[0].rise for line in lines)


def test_a_mark_that_would_hang_too_far_takes_a_letter_along():
    typesetter = Typesetter(LOOK, "en")
    marks = [note(number) for number in (11, 12, 13)]
    width = typesetter.measure_width("word", Role.BODY) + 8
    lines = typesetter.set_lines((Text("word"), *marks, Text(" next")), Role.BODY, width)
    assert texts(lines) == ["wor", "d11,12,13", "next"]
    assert [line.notes for line in lines] == [(), tuple(marks), ()]
    assert all(line.width <= width for line in lines)


def test_marks_that_no_line_holds_are_parted_after_a_comma():
    typesetter = Typesetter(LOOK, "en")
    marks = [note(number) for number in range(1, 60)]
    lines = typesetter.set_lines((Text("word"), *marks), Role.BODY, 200)
    assert len(lines) > 2
    assert all(line.width <= 200 for line in lines)
    assert [mark for line in lines for mark in line.notes] == marks
    assert all(text[-1] == "," for text in texts(lines)[:-1])


def test_marks_in_a_heading_are_in_proportion():
    (line,) = Typesetter(LOOK, "en").set_lines((Text("Title"), note(1)), Role.TITLE, 400)
    assert line.runs[1].size == pytest.approx(7 * 19 / 10.5)


def test_a_mark_at_the_start_and_alone():
    (line,) = Typesetter(LOOK, "en").set_lines((note(3), Text("word")), Role.BODY, 400)
    assert texts([line]) == ["3word"]
    (line,) = Typesetter(LOOK, "en").set_lines((Text("   "), note(3)), Role.BODY, 400)
    assert texts([line]) == ["3"]


def test_styles_within_a_line():
    content = (
        Emphasis((Text("a"), Emphasis(plain("b")))),
        Strong(plain("c")),
        SmallCaps(plain("d")),
        Underline(plain("e")),
        Superscript(plain("f")),
        Subscript(plain("g")),
        UnresolvedMark("[h]"),
        Text("i", "fr"),
    )
    (line,) = Typesetter(LOOK, "en").set_lines(content, Role.BODY, 400, lang="en")
    runs = dict(zip("abcdefghi", line.runs, strict=True))
    assert runs["a"].face is not runs["b"].face
    assert dict(runs["c"].face.axes)["wght"] == 700
    assert runs["e"].underline
    assert not runs["d"].underline
    assert runs["f"].rise > 0 > runs["g"].rise
    assert runs["f"].size == runs["g"].size == pytest.approx(10.5 * 0.65)
    assert runs["h"].colour == LOOK.style(Role.MARK).colour
    assert [run.lang for run in line.runs] == [None] * 8 + ["fr"]


def test_alignment(mono):
    def first_x(align, words="ab"):
        return (
            mono.set_lines(plain(words), replace(MONO.style(Role.BODY), align=align), 60)[0]
            .runs[0]
            .x
        )

    assert first_x(Align.START) == 0
    assert first_x(Align.END) == pytest.approx(48)
    assert first_x(Align.CENTRE) == pytest.approx(24)


def test_justified_lines_fill_the_measure(mono):
    style = replace(MONO.style(Role.BODY), align=Align.JUSTIFY)
    first, last = mono.set_lines(plain("aa bb cc dddd"), style, 54)
    assert first.width == pytest.approx(54)
    assert first.runs[0].operators.count("-300") == 2
    assert last.width == pytest.approx(24)


def test_a_no_break_space_stretches_and_ends_no_line(mono):
    style = replace(MONO.style(Role.BODY), align=Align.JUSTIFY)
    first, last = mono.set_lines(plain("aa bb\u00a0cc dddd"), style, 54)
    assert first.width == pytest.approx(54)
    assert first.runs[0].operators.count("-300") == 2
    assert texts((first, last)) == ["aa bb\u00a0cc", "dddd"]
    assert texts(mono.set_lines(plain("aa bb\u00a0cc dddd"), style, 36)) == [
        "aa",
        "bb\u00a0cc",
        "dddd",
    ]


def test_a_justified_line_is_never_too_loose(mono):
    style = replace(MONO.style(Role.BODY), align=Align.JUSTIFY)
    first, _ = mono.set_lines(plain("a b cccccccccccccc"), style, 90)
    assert first.width == pytest.approx(18)


def test_the_space_at_the_end_is_kept_and_not_counted(mono):
    first, _ = mono.set_lines(plain("aaa bbb"), Role.BODY, 30)
    assert first.runs[-1].text == "aaa "
    assert first.width == pytest.approx(18)


def needs_arabic(missing_tool):
    if find_package_folder("justmytype_intl_rtl") is None:
        missing_tool("justmytype-intl-rtl")


def test_arabic_stands_at_the_right(missing_tool):
    needs_arabic(missing_tool)
    (line,) = Typesetter(LOOK, "ar").set_lines(plain("قال abc ثم"), Role.BODY, 300)
    last, *_, first = [run for run in line.runs if run.text.strip()]
    assert (first.text.strip(), last.text.strip()) == ("قال", "ثم")
    assert line.runs[-1].x + line.runs[-1].width == pytest.approx(300)
    assert line.runs[0].x == pytest.approx(300 - line.width)


def test_an_arabic_paragraph_of_an_english_memo_stands_at_the_right(missing_tool):
    needs_arabic(missing_tool)
    typesetter = Typesetter(LOOK, "en")
    (alone,) = typesetter.set_lines(plain("قال ثم"), Role.BODY, 300)
    (within,) = typesetter.set_lines(plain("He said قال ثم."), Role.BODY, 300)
    assert alone.runs[0].x > 200
    assert within.runs[0].x == 0


def test_an_arabic_paragraph_of_an_english_memo_does_not_hang_into_the_margin(missing_tool):
    needs_arabic(missing_tool)
    lines = Typesetter(LOOK, "en").set_lines(
        (Text("سلام " * 40),), Role.BODY, 200, first_indent=-18
    )
    assert len(lines) > 2
    assert all(max(run.x + run.width for run in line.runs) <= 200.01 for line in lines)
    assert all(line.width <= 200 for line in lines)


def test_a_mark_after_an_arabic_word_stands_at_its_left(missing_tool):
    needs_arabic(missing_tool)
    (line,) = Typesetter(LOOK, "ar").set_lines((Text("قال"), note(12), Text(" ثم")), Role.BODY, 300)
    assert [run.text.strip() for run in line.runs if run.text.strip()] == ["ثم", "12", "قال"]


def test_places_follow_one_another():
    content = (
        Text("Set "),
        Strong(plain("in")),
        Text(" several "),
        Emphasis(plain("faces, 漢字")),
        note(1),
        Text("."),
    )
    (line,) = Typesetter(LOOK, "en").set_lines(content, Role.BODY, 400)
    x = 0.0
    for run in line.runs:
        assert run.x == pytest.approx(x)
        x += run.width
    assert x == pytest.approx(line.width)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "a" + "\u0301" * 100_000,
        "س" + "\u064e" * 50_000,
        "\ud800" * 1000,
        "漢" * 50_000,
        "a\u00ad" * 20_000,
        "\u2067א" * 10_000,
        "https://x.y/" + "a/" * 20_000,
        "👩\u200d" * 5_000,
        " " * 50_000,
        "ก" * 50_000,
        "\ufdd0\ufdd1\uffff\x00",
    ],
    ids=lambda text: ascii(text[:3]),
)
def test_hostile_text_is_set(text):
    assert Typesetter(LOOK, "en").set_lines(plain(text), Role.BODY, 400)


def test_nesting_has_no_bound():
    content = plain("x")
    for _ in range(20_000):
        content = (Emphasis(content),)
    assert texts(Typesetter(LOOK, "en").set_lines(content, Role.BODY, 400)) == ["x"]


@pytest.mark.parametrize("width", [0.0, -10.0, 0.5])
def test_a_measure_without_room_still_ends(width):
    lines = Typesetter(LOOK, "en").set_lines((Text("ab cd"), note(1)), Role.BODY, width)
    assert texts(lines) == ["a", "b", "c", "d1"]


PARTS = st.lists(
    st.sampled_from(
        [
            Text("word "),
            Text("wörd"),
            Text("عربي "),
            Text("漢字"),
            Text(" "),
            Strong((Text("b "),)),
            note(1),
            RepeatedNoteMark(2),
            LineBreak(),
            Text("co\u00adop"),
            Text("(2024) "),
            Text("\u200f"),
            Link((Text("http://a.example/b"),), "#x"),
        ]
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(PARTS, st.floats(1, 300), st.sampled_from(["en", "ar"]))
def test_nothing_is_lost_whatever_is_set(parts, width, lang):
    lines = SHARED.set_lines(tuple(parts), Role.BODY, width, lang=lang)
    wanted = sorted("".join(_said(part) for part in parts).replace(" ", "").replace("\u200f", ""))
    got = "".join(run.text for line in lines for run in line.runs)
    assert sorted(got.replace(" ", "").replace(",", "").replace("\u200f", "")) == wanted
    assert all(line.width >= 0 for line in lines)
    assert [n for line in lines for n in line.notes] == [
        part for part in parts if isinstance(part, Note)
    ]


SHARED = Typesetter(LOOK, "en")


def _said(part):
    match part:
        case Text():
            return part.text
        case Note() | RepeatedNoteMark():
            return str(part.number)
        case LineBreak():
            return ""
    return "".join(_said(inner) for inner in part.content)


@pytest.mark.parametrize("align", [Align.START, Align.JUSTIFY])
def test_a_heading_does_not_end_with_a_word_alone(mono, align):
    style = replace(MONO.style(Role.HEADING_1), align=align, weight=400)
    words = plain("aaa bbb ccc ddd eee")
    assert texts(mono.set_lines(words, style, 114)) == ["aaa bbb ccc ddd eee"]
    assert texts(mono.set_lines(words, style, 100)) == ["aaa bbb ccc ddd", "eee"]
    assert texts(mono.set_lines(words, style, 100, balanced=True)) == ["aaa bbb ccc", "ddd eee"]
    assert texts(mono.set_lines(plain("aaa bbbbbbbbbbbbb"), style, 100, balanced=True)) == [
        "aaa",
        "bbbbbbbbbbbbb",
    ]
