"""Our own words among marks: quotations over emphasis, beside citations, in cells and notes."""

import json
from collections.abc import Callable

import pytest

from threadbrief.compose import ComposedDocument
from threadbrief.model.document import Heading, Inlines, Note, Paragraph, Role, Table
from threadbrief.model.traverse import descendants, plain_text

Compose = Callable[..., ComposedDocument]
AsLine = Callable[[Inlines], str]
REST = """\
posts: [{text: x}]
citations: {log: {type: report, title: Log}}
"""


def body_of(composed: Compose, as_line: AsLine, text: str) -> list[str]:
    memo = f"sections: [{{heading: X, text: {json.dumps(text)}}}]"
    blocks = composed(REST, memo).document.blocks
    return [
        as_line(node.content)
        for node in descendants(blocks)
        if isinstance(node, Paragraph) and node.role in {Role.BODY, Role.LIST, Role.QUOTATION}
    ]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('"*word* and"', "“<emphasis>word</> and”"),
        ('*"word"* -- "a *\'b\'*"', "<emphasis>“word”</> – “a <emphasis>‘b’</>”"),
        ('"so it was [@log]."', "“so it was.”^1[<emphasis>Log</> (n.d.).]"),
        ('"so it was" [@log].', "“so it was”.^1[<emphasis>Log</> (n.d.).]"),
        ('see [@log] "then"', "see^1[<emphasis>Log</> (n.d.).] “then”"),
        ('"a [@log]" b', "“a^1[<emphasis>Log</> (n.d.).]” b"),
        (r"a 10\" gun, \'x\', 1\-\-2, \.\.\.", "a 10\" gun, 'x', 1--2, ..."),
        (r"say \"*no*\" twice", 'say "<emphasis>no</>" twice'),
        ("[it's](https://a.example/b--c)", "<link https://a.example/b--c>it’s</>"),
        (
            "https://a.example/b--c?d=1-2",
            "<link https://a.example/b--c?d=1-2>https://a.example/b--c?d=1-2</>",
        ),
        ("@o_neill's #tag's", "@o_neill’s #tag’s"),
    ],
)
def test_a_line(composed: Compose, as_line: AsLine, written: str, printed: str) -> None:
    assert body_of(composed, as_line, written) == [printed]


def test_a_quotation_of_several_paragraphs(composed: Compose, as_line: AsLine) -> None:
    text = 'He wrote: "It\'s so.\n\n"And it \'was\'.\n\n"It ends." Yes.'
    assert body_of(composed, as_line, text) == [
        "He wrote: “It’s so.",
        "“And it ‘was’.",
        "“It ends.” Yes.",
    ]


def test_lists_tables_headings_and_inline_notes(composed: Compose) -> None:
    text = (
        '## It\'s "here"\n\n- "one"\n\n| a | "b" |\n|---|---|\n| \'c\' | it\'s ^["So" it\'s.] |\n'
    )
    memo = f"sections: [{{heading: X, text: {json.dumps(text)}}}]"
    nodes = list(descendants(composed(REST, memo).document.blocks))
    assert "It’s “here”" in [plain_text(n.content) for n in nodes if isinstance(n, Heading)]
    (table,) = (node for node in nodes if isinstance(node, Table))
    assert [plain_text(cell) for cell in (*table.head[0], *table.rows[0])] == [
        "a",
        "“b”",
        "“c”",
        "it’s",
    ]
    (note,) = (node for node in nodes if isinstance(node, Note))
    assert plain_text(note.blocks[0].content) == "“So” it’s."
    assert "“one”" in [plain_text(n.content) for n in nodes if isinstance(n, Paragraph)]
