r"""Signs behind a backslash: `\"` and its like are kept apart, since typography leaves them."""

import pytest

from threadbrief.core.problems import Location
from threadbrief.model import marks
from threadbrief.read.markup.text import read_inline
from threadbrief.read.schema.kinds import Prose

HERE = Location("memo.yaml", 1, 1)


def read(text):
    return read_inline(text, lambda _: HERE, pytest.fail, Prose(blocks=True))


@pytest.mark.parametrize("emphasis", [False, True])
def test_a_sign_of_typography_behind_a_backslash_is_a_text_of_its_own(emphasis):
    end = (marks.Emphasis((marks.Text("x"),)),) if emphasis else ()
    assert read(r"a 10\" gun, \'x, 1\-2" + " *x*" * emphasis) == (
        marks.Text("a 10"),
        marks.Text('"', escaped=True),
        marks.Text(" gun, "),
        marks.Text("'", escaped=True),
        marks.Text("x, 1"),
        marks.Text("-", escaped=True),
        marks.Text("2" + " " * emphasis),
        *end,
    )


@pytest.mark.parametrize("emphasis", [False, True])
def test_any_other_sign_behind_a_backslash_is_text(emphasis):
    end = (marks.Emphasis((marks.Text("x"),)),) if emphasis else ()
    assert read(r"a \@b, \[c\]" + " *x*" * emphasis) == (
        marks.Text("a @b, [c]" + " " * emphasis),
        *end,
    )
