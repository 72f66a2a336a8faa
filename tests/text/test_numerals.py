"""Roman numerals."""

import pytest

from threadbrief.text.numerals import format_roman_numeral


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "i"), (4, "iv"), (49, "xlix"), (1994, "mcmxciv"), (5999, "mmmmmcmxcix"), (0, "")],
)
def test_a_number_has_a_roman_numeral(number: int, numeral: str) -> None:
    assert format_roman_numeral(number) == numeral
