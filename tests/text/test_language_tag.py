"""Language tags as BCP 47 has them."""

import pytest

from threadbrief.text.language_tag import Subtags, get_primary_language, split_tag


@pytest.mark.parametrize(
    ("tag", "subtags"),
    [
        ("en", Subtags("en")),
        ("EN-gb", Subtags("en", region="GB")),
        ("zh-hant-hk", Subtags("zh", "Hant", "HK")),
        ("es-419", Subtags("es", region="419")),
        ("zh-yue-Hans-CN", Subtags("zh", "Hans", "CN")),
        ("de-CH-1996", Subtags("de", region="CH")),
        ("ar-u-nu-latn", Subtags("ar")),
        ("en-x-arab-gb", Subtags("en")),
        ("x-arab", Subtags("x")),
        ("", Subtags("")),
    ],
)
def test_a_tag_has_a_language_a_script_and_a_region(tag: str, subtags: Subtags) -> None:
    assert split_tag(tag) == subtags


def test_the_primary_language_is_in_small_letters() -> None:
    assert get_primary_language("DE-AT") == "de"
    assert get_primary_language("de") == "de"
