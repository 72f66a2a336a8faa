"""A text with lists, quotations, headings, tables or figures in; its blocks out.

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
from threadbrief.read.markup.pipe_tables import (
    CAPTION,
    TableLines,
    cut_caption_sign,
    make_table,
    read_table_rule,
)
from threadbrief.read.markup.text import MAX_MARKS, Locate, Report, read_inline, read_paragraph
from threadbrief.read.markup.unsupported import THEMATIC_BREAK, report_unsupported
from threadbrief.read.schema.kinds import Prose

_SIGN = re.compile(r"^[ \t]*(?:[-+*>#|!]|\d{1,3}[.)])", re.MULTILINE)
_LIST_SIGN = re.compile(r"(?:[-+*]|\d{1,3}[.)])(?:[ \t]|$)")  # "2020. A year" begins no list
_SUBHEADING = re.compile(r"#{2,3}[ \t]+(?=[^\s#])")
_FENCE = re.compile(r"(>{3,})[ \t]*$")
_NAME = r"[^()<>\"\s]+(?:[ \t]+[^()<>\"\s]+)*"
_FIGURE = re.compile(
    rf"!\[(?P<alt>(?:\\.|[^\[\]\\])*)\]\([ \t]*(?:<(?P<path>[^<>]*)>|(?P<file>{_NAME}))"
    r"(?:[ \t]+\"(?P<caption>(?:\\.|[^\"\\])*)\")?[ \t]*\)[ \t]*$"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAX_LEVEL = 16
"""Of markdown-it's tokens; a list counts for two."""


@cache
def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["list", "blockquote", "heading"])
    rules = parser.block.ruler
    lists: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    rules.at("list", _begin_list, lists)
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    rules.at("heading", _read_heading, alternatives)
    rules.before("blockquote", "table_with_caption", read_table_rule, alternatives)
    rules.before("blockquote", "figure", _read_figure_rule, alternatives)
    anywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    rules.before("blockquote", "fenced_quotation", _read_fence, anywhere)
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


def _read_fence(
    state: StateBlock,
    start: int,
    end: int,
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Read a quotation between two lines of `>>>`, as GitLab has it."""
    sign = _FENCE.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if sign is None:
        return False
    if silent:
        return True
    close = start + 1
    while close < end and state.sCount[close] >= state.blkIndent:
        begin = state.bMarks[close] + state.tShift[close]
        if state.src[begin : state.eMarks[close]].rstrip() == sign[1]:
            break
        close += 1
    is_closed = close < end and state.sCount[close] >= state.blkIndent
    opening = state.push("blockquote_open", "blockquote", 1)
    opening.map = [start, close]
    opening.meta = {"open": "" if is_closed else sign[1]}
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "blockquote", close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = parent, last
    state.push("blockquote_close", "blockquote", -1)
    state.line = close + 1 if is_closed else close
    return True


def _read_figure_rule(
    state: StateBlock,
    start: int,
    end: int,  # noqa: ARG001 - the signature of a rule
    silent: bool,  # noqa: FBT001 - the signature of a rule
) -> bool:
    """Read a line with a picture and nothing else."""
    begin = state.bMarks[start] + state.tShift[start]
    match = _FIGURE.match(state.src, begin, state.eMarks[start])
    if match is None:
        return False
    if silent:
        return True
    state.line = start + 1
    token = state.push("figure", "img", 0)
    token.map = [start, state.line]
    token.meta = {"match": match}
    return True


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
        self.caption: tuple[tuple[int, str], ...] = ()
        """The lines of a caption above the table that comes next."""
        self.has_heading = False
        """Whether there was a heading of the second level."""

    def build(  # noqa: C901 - one line a case
        self, tokens: list[Token]
    ) -> tuple[marks.MarkedBlock, ...]:
        for index, token in enumerate(tokens):
            match token.type:
                case "inline" if _find_caption_sign(tokens, index):
                    self.caption = cut_caption_sign(self.list_lines(token))
                case "inline":
                    self.add_text(token)
                case "table":
                    self.add_table(token)
                case "figure":
                    self.add_figure(token)
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
        if report_unsupported(lines, self.at, self.report, self.kind, in_item=in_item):
            return
        self.blocks[-1].append(read_paragraph(lines, self.at, self.report, self.kind))

    def add_table(self, token: Token) -> None:
        """Add a table; none in a note."""
        if self.kind.is_note:
            self.report(problems.block_in_note(self.locate(token), "a table"))
            return
        lines: TableLines = token.meta["lines"]
        caption: tuple[marks.Marked, ...] = ()
        named = lines.caption or self.caption
        if named:
            caption = read_paragraph(named, self.at, self.report, self.kind).content
        self.caption = ()
        table = make_table(lines, caption, self.at, self.report, self.kind)
        if table:
            self.blocks[-1].append(table)

    def add_figure(self, token: Token) -> None:
        """Add a figure; none in a note, and none whose picture is on the web."""
        where, match = self.locate(token), token.meta["match"]
        if self.kind.is_note:
            self.report(problems.block_in_note(where, "a figure"))
            return
        group = "file" if match["path"] is None else "path"
        file = match[group]
        if "://" in file or file.startswith("data:"):
            self.report(problems.picture_not_a_file(self.at(match.start(group)), file))
            return
        caption: tuple[marks.Marked, ...] = ()
        if match["caption"]:
            start = match.start("caption")
            caption = read_inline(
                match["caption"], lambda offset: self.at(start + offset), self.report, self.kind
            )
        alt = _ESCAPE.sub(r"\1", match["alt"]).strip()
        self.blocks[-1].append(marks.Figure(file, self.at(match.start(group)), alt, caption, where))

    def read_heading(self, opening: Token, start: int, words: str) -> marks.Heading:
        """Return a heading; one of the third level under none is one of the second."""
        where = self.locate(opening)
        level = len(opening.markup)
        if level == 2:
            self.has_heading = True
        elif not self.has_heading:
            self.report(problems.heading_skips(where))
            level = 2
        content = read_inline(words, lambda offset: self.at(start + offset), self.report, self.kind)
        return marks.Heading(level, content, where)

    def close(self, opening: Token) -> None:
        where = self.locate(opening)
        made: marks.MarkedBlock
        if opening.type == "blockquote_open":
            if opening.meta.get("open"):
                self.report(problems.quotation_open(where, opening.meta["open"]))
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


def _find_caption_sign(tokens: list[Token], index: int) -> bool:
    """Return whether a text is the caption of the table that follows it."""
    follower = tokens[index + 2] if index + 2 < len(tokens) else None
    return (
        follower is not None
        and follower.type == "table"
        and not follower.meta["lines"].caption
        and CAPTION.match(tokens[index].content) is not None
    )
