"""Emoji and flags are parted from text as UTS 51 parts them, and named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.compose.emoji import name_emoji, split_emoji
from threadbrief.model.document import Emoji, Text
from threadbrief.model.traverse import plain_text


def emoji_of(text: str) -> list[str]:
    return [part.sequence for part in split_emoji(text) if isinstance(part, Emoji)]


def test_flags_side_by_side_are_two_flags() -> None:
    assert split_emoji("of 🇷🇺🇨🇳.") == (
        Text("of "),
        Emoji("🇷🇺", "flag: Russia"),
        Emoji("🇨🇳", "flag: China"),
        Text("."),
    )


@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "flag: Scotland"),
        ("1️⃣", "keycap: 1"),
        ("😉", "winking face"),
        ("👍🏽", "thumbs up sign, skin tone type-4"),
        ("👩‍🚀", "woman and rocket"),
        ("🇦🇦", "flag: AA"),
        ("\U0001fae9", "face with bags under eyes"),
        ("\U0001facd", "orca"),
        ("🇨🇶", "flag: Sark"),
    ],
)
def test_a_sequence_is_one_emoji_with_a_name(sequence: str, name: str) -> None:
    assert split_emoji(sequence) == (Emoji(sequence, name),)
    assert name_emoji(sequence) == name


def test_signs_that_are_text_stay_text() -> None:
    for text in ("© 2026", "™", "☎", "☎\ufe0e", "⚓\ufe0e", "1 # *", "↔", "🇨 alone", "冯玉军"):
        assert emoji_of(text) == [], text
    assert emoji_of("☎\ufe0f ⚓ ⚓\ufe0f") == ["☎\ufe0f", "⚓", "⚓\ufe0f"]


def test_every_recommended_sequence_is_one(unicode_source: dict[str, Any]) -> None:
    sequences = unicode_source["RGI_Emoji"]
    assert len(sequences) > 3900
    assert [s for s in sequences if "U+" in name_emoji(s)] == []
    assert [s for s in sequences if emoji_of(f"a {s}{s} b") != [s, s]] == []


@given(
    st.text(
        alphabet=st.sampled_from(
            "a1#©☎⚓❤🇨🇳🏴😉👩🚀🏽\u200d\ufe0f\ufe0e\u20e3\U000e0067\U000e007f "
        ),
        max_size=30,
    )
)
def test_no_character_is_lost(text: str) -> None:
    assert plain_text(split_emoji(text)) == text
