"""Names: in parts, as one text, with a handle behind them; of people and of the authors of sources."""

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.model.brief import Citation, Name, Person
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief

HEAD = """\
schema: threadbrief/1
memo: {to: A, from: B, date: "2031-03-14", subject: C}
posts: [{text: One.}]
"""


def read_author(written: str) -> Citation:
    source = f"citations: {{a: {{type: post, title: T, author: {written}}}}}"
    brief, _ = read_brief((HEAD + source).encode(), "memo.yaml")
    again, _ = read_brief(write_brief(brief).encode(), "memo.yaml")
    assert again.citations["a"].names == brief.citations["a"].names
    assert again.citations["a"].custom == brief.citations["a"].custom
    return brief.citations["a"]


def read_person(written: str) -> Person:
    brief, _ = read_brief((HEAD + f"people: {{a: {{{written}}}}}").encode(), "memo.yaml")
    return brief.people["a"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Lindqvist, Ada"', Name("Lindqvist", "Ada")),
        ("Ada Lindqvist", Name(literal="Ada Lindqvist")),
        ('"de la Cruz, Ana María"', Name("de la Cruz", "Ana María")),
        ('"Ortega y Gasset, José"', Name("Ortega y Gasset", "José")),
        (
            '"Ministry of Foreign Affairs, Russia"',
            Name(literal="Ministry of Foreign Affairs, Russia"),
        ),
        ('"Smith & Sons, London"', Name(literal="Smith & Sons, London")),
        ('"Acme, Inc."', Name(literal="Acme, Inc.")),
        ('"King, Martin Luther, Jr."', Name(literal="King, Martin Luther, Jr.")),
        ('"Martin Luther King, Jr."', Name(literal="Martin Luther King, Jr.")),
        ('{literal: "Port Authority, Saltholm"}', Name(literal="Port Authority, Saltholm")),
        ('"Lindqvist,"', Name(literal="Lindqvist,")),
    ],
)
def test_one_comma_parts_family_and_given_name(written: str, name: Name) -> None:
    assert read_author(written).names["author"] == (name,)


@pytest.mark.parametrize(
    ("written", "name", "handle"),
    [
        ('"Jane Doe [@janedoe]"', Name(literal="Jane Doe"), "@janedoe"),
        ('"Doe, Jane [@janedoe]"', Name("Doe", "Jane"), "@janedoe"),
        ('"Jane Doe (@jane@doe.example)"', Name(literal="Jane Doe"), "@jane@doe.example"),
        ('[{family: "Doe [@janedoe]", given: Jane}]', Name("Doe", "Jane"), "@janedoe"),
        ('[{family: Doe, given: "Jane [@janedoe]"}]', Name("Doe", "Jane"), "@janedoe"),
        ('[{literal: "Doe Press [@doe]"}]', Name(literal="Doe Press"), "@doe"),
        ('"[@janedoe]"', Name(literal="@janedoe"), "@janedoe"),
    ],
)
def test_a_handle_behind_a_name_is_taken_from_it(written: str, name: Name, handle: str) -> None:
    source = read_author(written)
    assert source.names["author"] == (name,)
    assert source.custom["handle"] == handle


def test_a_handle_that_is_given_stays() -> None:
    source = read_author('"Jane Doe [@other]", custom: {handle: "@janedoe"}')
    assert source.custom["handle"] == "@janedoe"


@pytest.mark.parametrize(
    ("written", "name", "family", "given"),
    [
        ('name: "Gabuev, Alexander"', "Alexander Gabuev", "Gabuev", "Alexander"),
        ("name: Alexander Gabuev", "Alexander Gabuev", None, None),
        ("family: Gabuev, given: Alexander", "Alexander Gabuev", "Gabuev", "Alexander"),
        ("family: Gabuev", "Gabuev", "Gabuev", None),
        ("name: Feng Yujun, family: Feng, given: Yujun", "Feng Yujun", "Feng", "Yujun"),
        ('name: "Ports, Saltholm", kind: organisation', "Ports, Saltholm", None, None),
    ],
)
def test_a_person_has_a_name_or_its_parts(
    written: str, name: str, family: str | None, given: str | None
) -> None:
    person = read_person(written)
    assert (person.name, person.family, person.given) == (name, family, given)


def test_a_person_needs_a_name_or_a_family() -> None:
    with pytest.raises(BriefError, match='lacks "name"'):
        read_person("given: Alexander")
