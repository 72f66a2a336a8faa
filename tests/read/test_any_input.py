"""Whatever the file holds, reading ends soon, and with nothing but a Brief or a BriefError."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError, sort_problems
from threadbrief.read import read_brief
from threadbrief.read.markup.text import MAX_MARKS

HEAD = "schema: threadbrief/1\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\n"
MIB = 1024 * 1024


def codes(data: bytes) -> list[str]:
    """Return the codes of what is wrong, and see that it is in the order of the file."""
    try:
        _, problems = read_brief(data, "m")
    except BriefError as error:
        problems = error.problems
        assert problems
    assert problems == sort_problems(problems)
    for problem in problems:
        if problem.code in {"TB190", "TB191"}:
            continue
        assert problem.where is not None
        assert problem.where.line >= 1
        assert problem.where.column >= 1
        assert "\n" not in problem.message
    return [problem.code for problem in problems]


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes(data: bytes) -> None:
    codes(data)


@given(st.text(alphabet=st.sampled_from(list("ab:- \n\t'\"[]{}|>&*!#%@`,?~\\")), max_size=80))
@settings(max_examples=400, deadline=None)
def test_any_yaml(text: str) -> None:
    codes(text.encode())


@given(st.text(alphabet=st.sampled_from(list("ab1. -\n'[]()^@;,*\\#:/hp{}>_冯")), max_size=120))
@settings(max_examples=400, deadline=None)
def test_any_marks(text: str) -> None:
    lines = text.replace("\n", "\n    ")
    codes(f"{HEAD}posts:\n- text: |2-\n    {lines}\nnotes:\n  a: |2-\n    {lines}\n".encode())


KEYS = ["schema", "memo", "thread", "posts", "people", "citations", "notes", "flags", "to", "text", "id", "number",
        "author", "issued", "date", "url", "where", "type", "title", "links", "media", "custom", "x-a"]  # fmt: skip
SCALARS = st.sampled_from(["", "~", "a", "p1", "1", "0", "true", "2031-03-14", "2031-03-14T06:40Z", "https://a.example",
                           "threadbrief/1", "book", "x", "'[@a]'", "thread", "literal"])  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=5).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_values(values: dict[str, str]) -> None:
    codes("".join(f"{key}: {value}\n" for key, value in values.items()).encode())


HOSTILE = ["[", "*", "*a", "**a ", "a* ", "[@", "[@a", "[]", "[](", "[a](b", "\\", "@", "@a@", "#a", "https://", "http://a(",
           "[^", "[@a;", "[@a p. 1,", "*a **b ", "***a", " ", "1.1", "a\n      ", "冯\n      "]  # fmt: skip


@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_hostile_text_ends(pattern: str) -> None:
    text = (pattern * (MIB // len(pattern)))[: MIB - 8]
    codes(f"{HEAD}posts:\n  - text: |-\n      x{text}".encode())


@pytest.mark.parametrize("pattern", ["> ", "- ", "1. ", "- a\n    ", "> a\n    ", "> - "])
def test_a_hostile_summary_ends(pattern: str) -> None:
    text = (pattern * (MIB // len(pattern)))[: MIB - 8]
    codes(f"schema: threadbrief/1\nposts: []\nmemo:\n  summary: |-\n    {text}".encode())


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: |\n" + " " * 1_000_000,
        "#" * MIB,
    ],
)
def test_hostile_yaml_ends(text: str) -> None:
    codes(text.encode())


def test_a_fault_of_yaml_that_has_no_better_words() -> None:
    assert codes(b"---\n? : a: ,") == ["TB119"]


def test_too_many_marks() -> None:
    assert codes(f"{HEAD}posts:\n  - text: {'a*b ' * (MAX_MARKS + 1)}\n".encode()) == ["TB225"]


def section(text: str) -> bytes:
    """Return a memo with a section of this text."""
    head = HEAD.replace("}\n", ", sections: [{heading: H, text: *text}]}\n")
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    return f"x-text: &text |\n{lines}{head}posts:\n  - text: So.\n".encode()


def test_a_table_of_too_many_cells_is_refused_and_not_padded() -> None:
    table = "|a" * 60 + "|\n" + "|-" * 60 + "|\n" + "|1\n" * 100_000
    assert codes(section(table)) == ["TB225"]


@pytest.mark.parametrize(
    "sign",
    ["^[", "![", "![a](", "<!--", "<b ", "`", "$a", "~~a", "|", "|-", "_", "__a", "[a]: http://",
     ">>>\n", "> >>>\n", "^[a](b) ", "- ![a](b.png)\n  "],
)  # fmt: skip
def test_many_signs_that_open_something_end(sign: str) -> None:
    assert len(codes(section(sign * 15_000))) <= 1001


@pytest.mark.parametrize(
    "text",
    ["".join(">" * length + "\n" for length in range(3, 900)), "![a](" + " " * 200_000 + "x",
     "![a](" + "b " * 100_000, "| a |\n|---" + " " * 200_000 + "x", "[@a" + " " * 200_000 + "@]"],
    ids=["fences", "figure", "names", "dashes", "keys"],
)  # fmt: skip
def test_one_long_construct_ends(text: str) -> None:
    assert len(codes(section(text))) <= 1001


def test_too_many_problems() -> None:
    told = codes((HEAD + "posts:\n" + "  - txt: a\n" * 5000).encode())
    assert len(told) == 1001
    assert told[-1] == "TB190"


def test_too_many_warnings() -> None:
    told = codes((HEAD + "posts:\n" + "  - text: a *b\n" * 5000).encode())
    assert told == ["TB228"] * 1000 + ["TB191"]


def test_many_ids_that_nearly_match_end() -> None:
    ids = "".join(f"  quay-{number}: {{type: book, title: T}}\n" for number in range(20_000))
    texts = "  - text: see [@quey-1]\n" * 500
    told = codes(f"{HEAD}posts:\n{texts}citations:\n{ids}".encode())
    assert told == ["TB204"] * 500


def test_many_unknown_keys_end() -> None:
    told = codes(
        (
            HEAD + "posts:\n- text: a\n" + "".join(f"key{number}: 1\n" for number in range(60_000))
        ).encode()
    )
    assert told[-1] == "TB190"


def test_too_long_a_text() -> None:
    assert codes(f"{HEAD}posts:\n  - text: {'ice ' * (MIB // 4 + 1)}\n".encode()) == ["TB240"]


def test_too_many_posts() -> None:
    assert codes(f"{HEAD}posts: [{'a,' * 100_001}]\n".encode()) == ["TB241"]


def test_too_large_a_file() -> None:
    assert codes(b" " * (32 * MIB + 1)) == ["TB102"]
