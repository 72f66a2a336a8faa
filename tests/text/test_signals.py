"""Words that a citation follows without parentheses."""

import pytest

from threadbrief.text.signals import ends_with_signal, joins_citations


@pytest.mark.parametrize(
    ("text", "language", "is_signal"),
    [
        ("Seven hours; see", "en", True),
        ("See also ", "en-GB", True),
        ("But see, e.g.,", "en", True),
        ("according to", "en", True),
        ("cf.", "tlh", True),
        ("we foresee", "en", False),
        ("seven hours", "en", False),
        ("siehe auch", "de-AT", True),
        ("Vgl.", "de", True),
        ("z.\u202fB.", "de", True),
        ("see", "de", False),
        ("selon", "fr-CA", True),
        ("См.", "ru", True),
        ("此事參見", "zh-TW", True),
        ("", "en", False),
    ],
)
def test_a_signal_is_a_word_of_the_language(text: str, language: str, *, is_signal: bool) -> None:
    assert ends_with_signal(text, language) is is_signal


@pytest.mark.parametrize(
    ("text", "language", "joins"),
    [
        (" and ", "en", True),
        (", ", "en", True),
        (", and ", "en", True),
        ("; ", "en", True),
        (" und ", "de", True),
        (" und ", "en", False),
        (" ", "en", False),
        (" and then ", "en", False),
    ],
)
def test_what_joins_two_citations(text: str, language: str, *, joins: bool) -> None:
    assert joins_citations(text, language) is joins
