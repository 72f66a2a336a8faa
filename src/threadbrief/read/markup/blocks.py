"""A text with lists, quotations or headings in; its blocks out.

They are CommonMark's, read by the block parser of markdown-it-py, but for a year that begins a
line: "2020. A year" is text. A line that looks like another block of Markdown is a warning
(unsupported.py).
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, heading, list_block
from markdown_it.token import Token

from threadbrief.core.problems import Location
from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.markup.text import MAX_MARKS, Locate, Report, read_inline, read_paragraph
from threadbrief.read.markup.unsupported import THEMATIC_BREAK, report_unsupported
from threadbrief.read.schema.kinds import Prose

_SIGN = re.compile(r"^[ \t]*(?:[-+*>#]|\d{1,3}[.)])", re.MULTILINE)
_LIST_SIGN = re.compile(r"(?:[-+*]|\d{1,3}[.)])(?:[ \t]|$)")  # "2020. A year" begins no list
_SUBHEADING = re.compile(r"#{2,3}[ \t]+(?=[^\s#])")
_MAX_LEVEL = 16
"""Of markdown-it's tokens; a list counts for two."""


@cache
def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["list", "blockquote", "heading"])
    rules = parser.block.ruler
    lists: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    rules.at("list", _begin_list, lists)
    headings: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    rules.at("heading", _read_heading, headings)
    return parser


def _begin_list(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Begin a list; `* * *` is a line of signs and no list."""
    begin = state.bMarks[start] + state.tShift[start]
    if not _LIST_SIGN.match(state.src, begin, state.eMarks[start]) or THEMATIC_BREAK.match(
        state.src, begin, state.eMarks[start]
    ):
        return False
    return list_block(state, start, end, silent)


def _read_heading(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Read a heading of the second or third level, where the text takes headings."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.env["headings"] or state.level or not _SUBHEADING.match(state.src, begin):
        return False
    return heading(state, start, end, silent)


def read_structure(
    source: str, at: Locate, report: Report, kind: Prose
) -> tuple[marks.MarkedBlock, ...]:
    """Return the blocks of a text; none, and a problem, when they are too many or too deep."""
    if sum(1 for _ in _SIGN.finditer(source)) > MAX_MARKS:
        report(problems.too_many_marks(at(0), MAX_MARKS))
        return ()
    parser = _make_parser()
    tokens: list[Token] = []
    parser.block.parse(source, parser, {"headings": kind.headings}, tokens)
    if any(token.level >= _MAX_LEVEL for token in tokens):
        report(problems.marks_too_deep(at(0), _MAX_LEVEL // 2))
        return ()
    return _Builder(source, at, report, kind).build(tokens)


class _Builder:
    """Builds blocks from the tokens of markdown-it, without recursion."""

    def __init__(self, source: str, at: Locate, report: Report, kind: Prose) -> None:
        self.at = at
        self.report = report
        self.kind = kind
        self.starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.lines = source.split("\n")
        self.blocks: list[list[marks.MarkedBlock]] = [[]]
        """What each open quotation or item holds so far, the text itself first."""
        self.items: list[list[tuple[marks.MarkedBlock, ...]]] = []
        """The items of each open list."""
        self.opened: list[Token] = []
        self.has_heading = False
        """Whether there was a heading of the second level."""

    def build(self, tokens: list[Token]) -> tuple[marks.MarkedBlock, ...]:
        for token in tokens:
            match token.type:
                case "inline":
                    self.add_text(token)
                case "bullet_list_open" | "ordered_list_open":
                    self.items.append([])
                    self.opened.append(token)
                case "blockquote_open" | "list_item_open":
                    self.blocks.append([])
                    self.opened.append(token)
                case "heading_open":
                    self.opened.append(token)
                case "heading_close":
                    self.opened.pop()
                case "list_item_close":
                    self.opened.pop()
                    self.items[-1].append(tuple(self.blocks.pop()))
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                    self.close(self.opened.pop())
                case _:
                    pass  # the tags of a paragraph
        return tuple(self.blocks[0])

    def add_text(self, token: Token) -> None:
        """Add the lines of a paragraph, or of a heading."""
        lines = self.list_lines(token)
        around = self.opened[-1] if self.opened else None
        if around and around.type == "heading_open":
            self.blocks[-1].append(self.read_heading(around, *lines[0]))
            return
        in_item = around is not None and around.type == "list_item_open"
        report_unsupported(lines, self.at, self.report, self.kind, in_item=in_item)
        self.blocks[-1].append(read_paragraph(lines, self.at, self.report))

    def read_heading(self, opening: Token, start: int, words: str) -> marks.Heading:
        """Return a heading; one of the third level under none is one of the second."""
        where = self.locate(opening)
        level = len(opening.markup)
        if level == 2:
            self.has_heading = True
        elif not self.has_heading:
            self.report(problems.heading_skips(where))
            level = 2
        content = read_inline(words, lambda offset: self.at(start + offset), self.report)
        return marks.Heading(level, content, where)

    def close(self, opening: Token) -> None:
        where = self.locate(opening)
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

    def locate(self, token: Token) -> Location:
        """Return the place of the first character of a block's first line."""
        line = token.map[0] if token.map else 0
        return self.at(self.starts[line] + len(self.lines[line]) - len(self.lines[line].lstrip()))

    def list_lines(self, token: Token) -> list[tuple[int, str]]:
        """Return the lines of a text, without their indentation, each with its source offset."""
        first = token.map[0] if token.map else 0
        found = []
        for number, content in enumerate(token.content.split("\n"), first):
            words = content.strip()
            line = self.lines[number]
            found.append((self.starts[number] + line.rfind(words), words))
        return found
