"""LaTeX is read in pieces, for speed: they say what the library says of the whole value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.references.latex import _convert_by_pieces, _convert_with_library, convert_latex

ATOMS = ("a", "Bc", "NATO", r"\"{u}", r"\'e", r"{\v r}", r"{\o}", r"\ss{}", r"\&", r"\%", "--", "---", "``so''", "~",
         r"\emph{x y}", r"\textbf{b {c} d}", r"\nocase{Q r}", r"\href{u} {t}", "$x^2$", "$a < b$",
         r"\textsuperscript{2}", r"\LaTeX{}", r"\unknown{z}", r"\ ", r"\enquote{a b}", "{EU} {US}",
         "#", "_", "[1]")  # fmt: skip
TEXTS = st.recursive(
    st.lists(st.sampled_from((*ATOMS, " ", " ", "  ")), max_size=8).map("".join),
    lambda inner: st.lists(
        inner.map(lambda text: f"{{{text}}}") | st.sampled_from((*ATOMS, " ")), max_size=4
    ).map("".join),
    max_leaves=6,
)


@given(TEXTS)
def test_pieces_are_what_the_whole_is(text: str) -> None:
    assert _convert_by_pieces(text).split() == _convert_with_library(text).split()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"M{\"u}ller, J{\'o}zef", "Müller, Józef"),
        (
            "{{The {NATO} question} in 2004: \\emph{a study}}",
            "The NATO question in 2004: <i>a study</i>",
        ),
        (r"10\% more of $x^2$ than \textit{a b}", "10% more of x^2 than <i>a b</i>"),
        ("cost $5 or more", "cost 5 or more"),
    ],
)
def test_values_as_they_are_written(value: str, text: str) -> None:
    assert convert_latex(value)[0] == text
