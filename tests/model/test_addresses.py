"""Addresses in a text: where they begin and end."""

import pytest

from threadbrief.model.addresses import addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a(b)/c?d=1, and", ["https://example.org/a(b)/c?d=1"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("انظر https://ar.example/wiki/السلام، هنا", ["https://ar.example/wiki/السلام"]),
        ("social.example/@m/1. Next", ["social.example/@m/1"]),
        ("write to desk@example.org.", ["desk@example.org"]),
        ("(@harbour_1), @m@social.example: yes", ["@harbour_1", "@m@social.example"]),
        ("#COVID19 و #وسم", ["#COVID19"]),
        ("انظر و@desk_one.", ["@desk_one"]),
        ("3.5 of 10, e.g. Reuters; a @ b # c", []),
    ],
)
def test_an_address_ends_before_the_punctuation_behind_it(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in addresses(text)] == found
