"""A damaged template of Word is built on, or refused with a problem: nothing else, and soon."""

import zipfile
from io import BytesIO

import pytest
from house_mutations import mutated, outcome
from house_specimen import changed, own_notes, plain

REFUSED = ("TB610", "TB611", "TB612", "TB616")


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_any_damage_is_a_file_or_a_problem(first):
    for seed in range(first, first + 20):
        assert outcome(mutated(seed), seed) in ("built", *REFUSED), seed


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "²", "٣", "1.5", ""])
def test_numbers_that_are_none(number):
    for part, old in (
        ("word/document.xml", b'w:pgSz w:w="12240"'),
        ("word/numbering.xml", b'w:abstractNumId="0"'),
        ("word/styles.xml", b'w:sz w:val="24"'),
    ):
        name, _, _ = old.rpartition(b"=")
        new = name + b'="' + number.encode() + b'"'
        data = changed(plain(), {part: lambda text, old=old, new=new: text.replace(old, new)})
        with zipfile.ZipFile(BytesIO(data)) as archive:
            assert new in archive.read(part)
        assert outcome(data) in ("built", *REFUSED)


def test_comments_and_instructions_among_elements():
    between = b"<!-- between --><?some instruction?>"
    parts = (
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/numbering.xml",
        "word/footnotes.xml",
    )
    for part in parts:
        data = changed(
            own_notes(), {part: lambda text: text.replace(b"><w:", b">" + between + b"<w:")}
        )
        assert outcome(data) == "built", part


def test_some_damage_is_survived_and_some_is_not():
    assert {outcome(mutated(seed), seed) for seed in range(80, 100)} >= {"built", "TB610", "TB612"}
