"""What writers write in their own texts becomes blocks: headings, lists, tables, figures, notes."""

from collections.abc import Callable

from threadbrief.compose import ComposedDocument
from threadbrief.model.document import BulletList, Heading, Inlines, NumberedList, Post
from threadbrief.model.traverse import plain_text

Compose = Callable[..., ComposedDocument]
AsLine = Callable[[Inlines], str]
POSTS = "posts:\n  - {text: Ice., date: '2031-03-14'}\n"


def section(text: str) -> str:
    """Return the YAML of a memo's section."""
    lines = "\\n".join(text.split("\n")).replace('"', '\\"')
    return f'sections: [{{heading: Ice, text: "{lines}"}}]'


def test_subheadings_are_below_the_heading_of_their_section(
    composed: Compose, as_line: AsLine
) -> None:
    text = "## Firm [@p1], they *say*\nIt is.\n### Here\n## Not firm"
    document = composed(POSTS, section(text)).document
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert [(block.level, plain_text(block.content)) for block in headings] == [
        (1, "The thread"),
        (1, "Ice"),
        (2, "Firm, they say"),
        (3, "Here"),
        (2, "Not firm"),
    ]
    assert len({block.anchor for block in headings}) == len(headings)
    assert as_line(headings[2].content).startswith("Firm,^2[")


def test_every_sign_begins_a_list(composed: Compose) -> None:
    blocks = composed(POSTS, section("* a\n* b\n\n+ c\n\n3) d\n4) e")).document.blocks
    lists = [block for block in blocks if isinstance(block, BulletList | NumberedList)]
    assert [len(block.items) for block in lists] == [2, 1, 2]
    assert isinstance(lists[2], NumberedList)
    assert lists[2].start == 3


def test_in_a_post_underscores_and_signs_are_the_authors(
    composed: Compose, as_line: AsLine
) -> None:
    rest = "posts:\n  - text: |-\n      * _so_ it\n      ## is ^[here]\n"
    blocks = composed(rest).document.blocks
    assert isinstance(blocks[-1], Post)
    assert as_line(blocks[-1].blocks[0].content) == "* _so_ it ## is ^[here]"
