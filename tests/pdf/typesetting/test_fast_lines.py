"""The short way for plain paragraphs: the same lines as by the long one, and each word shaped once."""

import uharfbuzz as hb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threadbrief.model.document import (
    Emphasis,
    Link,
    Note,
    Paragraph,
    RepeatedNoteMark,
    Role,
    Text,
    Underline,
)
from threadbrief.pdf.typesetting import typesetter as lines_module
from threadbrief.pdf.typesetting.line_breaks import find_line_breaks, find_word_breaks
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates.loading import load_template

LOOK = load_template().look
NOTE = Note(12, (Paragraph((Text("x"),)),))
PARTS = st.lists(
    st.sampled_from(
        [
            Text("A quay "),
            Text("“office”"),
            Text(" (the 2nd) of"),
            Text(", "),
            Text("."),
            Text(" "),
            Text("well-known"),
            Text("$1,200.50"),
            Text(" he said « ici » and"),
            Emphasis((Text("Harbour Notes"),)),
            Emphasis((Text(" led"),)),
            Underline((Text("under it "),)),
            NOTE,
            RepeatedNoteMark(3),
            Link((Text("https://press.example/2031/00001/?a=b"),), "https://press.example/"),
            Link((Text("two words "),), "#x"),
        ]
    ),
    max_size=10,
)


def by_the_long_way(typesetter, parts, width):
    way = lines_module.set_plain_lines
    lines_module.set_plain_lines = lambda *_: None
    try:
        return typesetter.set_lines(parts, Role.BODY, width)
    finally:
        lines_module.set_plain_lines = way


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PARTS, st.floats(30, 300))
@example([Text("A quay "), NOTE, Text(" (the 2nd) of")], 60.0)
def test_both_ways_lead_to_the_same_lines(parts, width):
    typesetter = Typesetter(LOOK, "en")
    short = typesetter.set_lines(tuple(parts), Role.BODY, width)
    long = by_the_long_way(typesetter, tuple(parts), width)
    assert [_words(line) for line in short] == [_words(line) for line in long]
    assert [line.notes for line in short] == [line.notes for line in long]
    assert all(abs(a.width - b.width) < 2 for a, b in zip(short, long, strict=True))


def _words(line):
    """The words of a line and how they are set, without the spaces at its end, which nobody sees."""
    runs = [(run.text, run.link, run.underline, run.rise, run.size) for run in line.runs]
    while runs and not runs[-1][0].strip():
        runs.pop()
    return [*runs[:-1], *((text.rstrip(), *how) for text, *how in runs[-1:])]


def test_a_word_is_shaped_once_however_often_it_is_said(monkeypatch):
    shaped = []
    shape = hb.shape
    monkeypatch.setattr(
        hb,
        "shape",
        lambda font, buffer, features: (shaped.append(1), shape(font, buffer, features)),
    )
    typesetter = Typesetter(LOOK, "en")
    for number in range(200):
        typesetter.set_lines(
            (Text("the quay and the crane and the pilot"), NOTE, Text(f" of {number}.")),
            Role.BODY,
            200,
        )
    distinct = len({"the", "quay", "and", "crane", "pilot", "of", " ", "12"}) + 200
    assert len(shaped) <= distinct + 2


@settings(max_examples=2000, deadline=None)
@given(st.text("ab190éÀ.,:;!?…)](\"'“‘’”[@#\u00a0\ufdd0", min_size=1, max_size=8))
def test_words_told_at_a_glance_break_as_the_table_says(word):
    assert find_word_breaks(word) == find_line_breaks(word)
