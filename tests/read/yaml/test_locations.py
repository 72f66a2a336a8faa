"""A mark inside any kind of scalar is found at its line and column of the file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError, Location
from threadbrief.model import marks
from threadbrief.model.brief import Brief
from threadbrief.read import read_brief

HEAD = "schema: threadbrief/1\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\n"

TEXTS = {
    "plain": "posts:\n  - text: ice @h and @h\n",
    "plain-lines": "posts:\n  - text: ice\n      on @h\n\n      and  @h\n",
    "plain-in-flow": "posts: [{text: ice @h and\n  @h}]\n",
    "single": "posts:\n  - text: 'ice @h and @h'\n",
    "single-apostrophe": "posts:\n  - text: 'it''s @h and ''@h'''\n",
    "single-lines": "posts:\n  - text: 'it''s @h\n\n      and @h'\n",
    "double": 'posts:\n  - text: "ice @h and @h"\n',
    "double-escapes": 'posts:\n  - text: "\\"ice\\" \\x41 @h \\u00e9\\n@h"\n',
    "double-lines": 'posts:\n  - text: "ice \\\n      on @h\n\n      and\\t@h"\n',
    "literal": "posts:\n  - text: |-\n      ice @h\n        and @h\n",
    "literal-blank-first": "posts:\n  - text: |\n\n\n      ice @h\n\n      and @h\n\n",
    "literal-indicator": "posts:\n  - text: |2-\n        ice @h\n       and @h\n",
    "literal-comment": "posts:\n  - text: |- # why\n      ice @h\n      and @h\n",
    "literal-anchor": "posts:\n  - text: &a !!str |-\n      ice @h\n      and @h\nx-a: *a\n",
    "literal-anchor-line": "posts:\n  - text: &a\n      |-\n      ice @h\n      and @h\nx-a: *a\n",
    "folded": "posts:\n  - text: >-\n      ice @h\n      and @h\n",
    "folded-paragraphs": "posts:\n  - text: >+\n\n      ice\n      @h\n\n\n      more\n        deeper @h\n\n",
    "wide-characters": "posts:\n  - text: |-\n      🧊 冯玉军 @h\n      é @h\n",
}


def handles(brief: Brief) -> list[Location]:
    found = []
    for post in brief.posts:
        for block in post.text.blocks:
            assert isinstance(block, marks.Paragraph)
            found.extend(mark.where for mark in block.content if isinstance(mark, marks.Handle))
    return found


def written(text: str) -> list[Location]:
    """Return the places of every @h, by looking."""
    return [
        Location("m", number, column + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for column in range(len(line))
        if line.startswith("@h", column)
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_place(text: str, end: str) -> None:
    brief, warnings = read_brief((HEAD + text).replace("\n", end).encode(), "m")
    assert warnings == ()
    assert len(written(text)) == 2
    assert handles(brief) == written(HEAD + text)


WORDS = st.lists(
    st.sampled_from(["@h", "ice", "é", "冯玉", "'", '"', "\\\\", "𝒳", "a:b", "-", "*"]),
    min_size=1,
    max_size=12,
)


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["|-", ">-", "'", '"']))
def test_place_in_any_text(lines: list[list[str]], style: str) -> None:
    text = "\n".join(" ".join(["x", *line]) for line in lines)
    if style == '"':
        scalar = json.dumps(text, ensure_ascii=False)
    elif style == "'":
        scalar = "'" + text.replace("'", "''").replace("\n", "\n\n      ") + "'"
    else:
        scalar = style + "\n      " + text.replace("\n", "\n      ")
    source = f"{HEAD}posts:\n  - text: {scalar}\n"
    brief, _ = read_brief(source.encode(), "m")
    assert handles(brief) == written(source)


def test_the_key_inside_a_cluster() -> None:
    source = HEAD + "posts:\n  - text: |-\n      ice\n      [see @p1, p. 4; also\n      @gone]\n"
    with pytest.raises(BriefError) as caught:
        read_brief(source.encode(), "m")
    assert [str(problem) for problem in caught.value.problems] == [
        'm:7:8: error TB204: post 1 cites "gone", which no citation defines'
    ]
