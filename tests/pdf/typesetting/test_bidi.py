"""The direction of text, against Unicode's own tests."""

from pathlib import Path

import pytest

from threadbrief.pdf.typesetting.bidi import (
    has_rtl_characters,
    reorder_line,
    reset_line_levels,
    resolve_isolated_levels,
    resolve_levels,
)

CASES = Path("/usr/share/unicode/BidiCharacterTest.txt")


def test_every_case_of_bidi_character_test(missing_tool):
    if not CASES.is_file():
        missing_tool(f"{CASES} (Debian package unicode-data)")
    count = 0
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        codes, direction, base, wanted, order = line.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        got_base, resolved = resolve_levels(text, {"0": 0, "1": 1, "2": None}[direction])
        assert got_base == int(base), line
        resolved = reset_line_levels(text, resolved, got_base)
        kept = [i for i, level in enumerate(wanted.split()) if level != "x"]
        assert [resolved[i] for i in kept] == [int(x) for x in wanted.split() if x != "x"], line
        assert [kept[i] for i in reorder_line([resolved[i] for i in kept])] == [
            int(x) for x in order.split()
        ], line
        count += 1
    assert count == 91_707


def test_text_without_backward_letters_is_passed_over():
    assert not has_rtl_characters("Hello — мир 世界 é")
    assert has_rtl_characters("a ש")
    assert has_rtl_characters("a \u202eb")
    assert has_rtl_characters("\U0001e900")


@pytest.mark.parametrize(
    "text",
    ["א" * 50_000, "(" * 50_000 + "א", "א(a)" * 12_000, "\u2067" * 50_000 + "א", "א1,%" * 10_000],
)
def test_twice_the_paragraph_is_twice_the_work(text, calls_of):
    assert len(resolve_levels(text)[1]) == len(text)
    assert (
        calls_of(resolve_levels, text)
        < 2.2 * calls_of(resolve_levels, text[: len(text) // 2]) + 100
    )


def test_isolated_text_has_the_levels_that_isolates_give_it():
    text = "קדם 2 posts, קדם 3 פוסט"
    assert (
        resolve_isolated_levels(text, 1, [(4, 11)]) == [1] * 4 + [2] * 7 + [1] * 6 + [2] + [1] * 5
    )
    assert (
        resolve_isolated_levels("He said קדם 2, then", 0, [(8, 11)]) == [0] * 8 + [1] * 3 + [0] * 8
    )
    assert (
        resolve_isolated_levels("ab קד 1 קד", 0, [(3, 5), (8, 10)])
        == [0] * 3 + [1] * 2 + [0] * 3 + [1] * 2
    )
    assert resolve_isolated_levels(text, 1, []) == resolve_levels(text, 1)[1]
