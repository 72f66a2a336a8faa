"""A text with lists or quotations in; its blocks out.

They are CommonMark's, read by the block parser of markdown-it-py with `-` and `1.` as the only
signs of a list.
"""

import re
from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.token import Token

from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.markup.text import MAX_MARKS, Locate, Report, read_paragraph

_SIGN = re.compile(r"^[ \t]*(?:-|>|\d{1,3}\.)", re.MULTILINE)
_NUMBER_SIGN = re.compile(r"\d{1,3}\.(?:[ \t]|$)")  # "2020. A year" begins no list
_MAX_LEVEL = 16
"""Of markdown-it's tokens; a list counts for two."""


@cache
def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["list", "blockquote"])
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.at("list", _begin_list, alternatives)
    return parser


def _begin_list(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Begin a list at `-` or `1.` only."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.src[begin : begin + 1] != "-" and not _NUMBER_SIGN.match(
        state.src, begin, state.eMarks[start]
    ):
        return False
    return list_block(state, start, end, silent)


def read_structure(source: str, at: Locate, report: Report) -> tuple[marks.MarkedBlock, ...]:
    """Return the blocks of a text; none, and a problem, when they are too many or too deep."""
    if sum(1 for _ in _SIGN.finditer(source)) > MAX_MARKS:
        report(problems.too_many_marks(at(0), MAX_MARKS))
        return ()
    parser = _make_parser()
    tokens: list[Token] = []
    parser.block.parse(source, parser, {}, tokens)
    if any(token.level >= _MAX_LEVEL for token in tokens):
        report(problems.marks_too_deep(at(0), _MAX_LEVEL // 2))
        return ()
    return _Builder(source, at, report).build(tokens)


class _Builder:
    """Builds blocks from the tokens of markdown-it, without recursion."""

    def __init__(self, source: str, at: Locate, report: Report) -> None:
        self.at = at
        self.report = report
        self.starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.lines = source.split("\n")
        self.blocks: list[list[marks.MarkedBlock]] = [[]]
        """What each open quotation or item holds so far, the text itself first."""
        self.items: list[list[tuple[marks.MarkedBlock, ...]]] = []
        """The items of each open list."""
        self.opened: list[Token] = []

    def build(self, tokens: list[Token]) -> tuple[marks.MarkedBlock, ...]:
        for token in tokens:
            match token.type:
                case "inline":
                    lines = _iter_lines(token, self.starts, self.lines)
                    self.blocks[-1].append(read_paragraph(lines, self.at, self.report))
                case "bullet_list_open" | "ordered_list_open":
                    self.items.append([])
                    self.opened.append(token)
                case "blockquote_open" | "list_item_open":
                    self.blocks.append([])
                    self.opened.append(token)
                case "list_item_close":
                    self.opened.pop()
                    self.items[-1].append(tuple(self.blocks.pop()))
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                    self.close(self.opened.pop())
                case _:
                    pass  # the tags of a paragraph
        return tuple(self.blocks[0])

    def close(self, opening: Token) -> None:
        line = opening.map[0] if opening.map else 0
        where = self.at(self.starts[line] + len(self.lines[line]) - len(self.lines[line].lstrip()))
        made: marks.MarkedBlock
        if opening.type == "blockquote_open":
            made = marks.Quotation(tuple(self.blocks.pop()), where)
        elif opening.type == "bullet_list_open":
            made = marks.BulletList(tuple(self.items.pop()), where)
        else:
            made = marks.NumberedList(
                tuple(self.items.pop()), int(opening.attrs.get("start", 1)), where
            )
        self.blocks[-1].append(made)


def _iter_lines(token: Token, starts: list[int], lines: list[str]) -> Iterable[tuple[int, str]]:
    """Yield the lines of a paragraph, without their indentation, each with its source offset."""
    first = token.map[0] if token.map else 0
    for number, content in enumerate(token.content.split("\n"), first):
        words = content.strip()
        yield starts[number] + len(lines[number].rstrip()) - len(words), words
