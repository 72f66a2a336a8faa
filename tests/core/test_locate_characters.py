"""Problems about a character are said at its own line."""

from threadbrief.core.problems import Location, Problem, locate_characters, warning
from threadbrief.core.structs import replace

TEXT = "a: ሰ\r\nb: |-\n  one\rtwo ሰ\n"


def about(character: str, where: Location | None) -> Problem:
    return replace(warning("TB711", "no font", where), character=character)


def place(problem: Problem) -> Location | None:
    (found,) = locate_characters([problem], "memo.yaml", lambda: TEXT)
    return found.where


def test_the_first_place_from_where_the_text_begins() -> None:
    assert place(about("ሰ", Location("memo.yaml", 1, 1))) == Location("memo.yaml", 1, 4)
    assert place(about("ሰ", Location("memo.yaml", 2, 1))) == Location("memo.yaml", 4, 5)


def test_what_an_escape_stands_for_stays_where_its_text_begins() -> None:
    assert place(about("ሱ", Location("memo.yaml", 3, 3))) == Location("memo.yaml", 3, 3)


def test_other_files_and_other_problems_are_let_be() -> None:
    def never() -> str:
        raise AssertionError

    problems = (
        about("ሰ", Location("refs.bib", 1, 1)),
        about("ሰ", None),
        warning("TB712", "x", Location("memo.yaml", 1, 1)),
    )
    assert locate_characters(problems, "memo.yaml", never) == problems
