"""Words of a database become marks, and are read as the same words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.model import marks
from threadbrief.model.traverse import descendants
from threadbrief.read.markup.escape import escape_words
from threadbrief.read.memo import read_brief

SIGNS = st.text(
    st.sampled_from("aZ1é文 \n.-*_[]{}?()<>#@~`$^!|\\\"'+:=;/&0"), min_size=1, max_size=60
)
PIECES = (
    "https://x.org/a_b [@p1] {?emoji} 1. - >>> #a ## ^[n] ![a](b) | --- @ada #tag 2020. <b> ... "
    "10-12 say"
)
WORDS = st.lists(st.sampled_from([*PIECES.split(), "\n", "\n\n"]), min_size=1).map(" ".join)
MEMO = """schema: threadbrief/1
memo: {{to: A, from: B, date: 2031-03-14, subject: S, summary: {}}}
posts: [{{text: words}}]
"""


def read_words(text: str) -> str:
    """The words of a summary, a space for a break of any kind."""
    brief, warnings = read_brief(MEMO.format(json.dumps(text)).encode(), "m")
    assert not [problem for problem in warnings if problem.code != "TB205"]
    assert brief.memo.summary is not None
    blocks = brief.memo.summary.blocks
    assert all(isinstance(block, marks.Paragraph) for block in blocks)
    return " ".join(
        "".join(
            " " if isinstance(node, marks.ForcedBreak) else node.text
            for node in descendants((block,))
            if isinstance(node, marks.Text | marks.ForcedBreak)
        )
        for block in blocks
    )


@given(SIGNS | WORDS)
def test_the_words_come_back(text: str) -> None:
    words = " ".join(text.split())
    if words:
        assert read_words(escape_words(text)) == words


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("5 * 3 [sic]", r"5 \* 3 \[sic\]"),
        ("see https://x.org/a_b.", "see https://x.org/a_b."),
        ("1. first\n2. second", "1\\. first\\\n2\\. second"),
        ("one\n\n\ntwo", "one\n\ntwo"),
        ('10-12 "so" e.g.', r"10\-12 \"so\" e.g."),
        ("", ""),
    ],
)
def test_what_is_escaped(text: str, marked: str) -> None:
    assert escape_words(text) == marked
