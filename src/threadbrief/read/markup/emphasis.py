"""Read a line with emphasis: markdown-it-py finds it, `scan` reads the other marks.

Only such a line loads markdown-it-py, which takes longer to load than a small memo takes to read.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from threadbrief.core.problems import Location
from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.markup.scanner import (
    KEPT_SIGNS,
    LinkSpan,
    MarkupLine,
    NoteSpan,
    scan_mark,
)

MAX_NESTING = 16

Signs = list[tuple[int, int, int]]
"""Runs of asterisks or underscores: the first token of each, its offset in the line, and how many
there are."""


def read_emphasis(line: MarkupLine) -> tuple[marks.Marked, ...]:
    """Return the marks of a line."""
    tokens: list[Token] = []
    signs: Signs = []
    _make_parser().inline.parse(line.text, _make_parser(), {"line": line, "signs": signs}, tokens)
    _report_unclosed(line, tokens, signs)
    return _build_tree(tokens, line)


@cache
def _make_parser() -> MarkdownIt:
    parser = (
        MarkdownIt("zero").enable(["escape", "emphasis", "balance_pairs"]).disable("fragments_join")
    )
    parser.inline.ruler.at("text", _skip_text)
    parser.inline.ruler.before("emphasis", "signs", _note_signs)
    parser.inline.ruler.push("marks", _read_mark)
    return parser


def _skip_text(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - a rule
    """Pass everything up to where a mark may begin."""
    line: MarkupLine = state.env["line"]
    match = line.special.search(state.src, state.pos, state.posMax)
    end = match.start() if match else state.posMax
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _note_signs(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - a rule
    """Note where the tokens of a run of signs will stand; the rule of markdown-it makes them."""
    sign = state.src[state.pos]
    if sign not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == sign:
        end += 1
    state.env["signs"].append((len(state.tokens) + bool(state.pending), state.pos, end - state.pos))
    return False


def _read_mark(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - a rule
    line: MarkupLine = state.env["line"]
    hit = scan_mark(line, state.pos, state.posMax)
    if hit is None:
        return False
    mark, after = hit
    if isinstance(mark, LinkSpan):
        rest, line.in_link = state.posMax, True
        state.pos, state.posMax = mark.start, mark.end
        state.push("link_open", "a", 1).meta["url"] = mark.url
        state.md.inline.tokenize(state)
        state.push("link_close", "a", -1)
        state.posMax, line.in_link = rest, False
    elif isinstance(mark, NoteSpan):
        rest, line.in_note = state.posMax, True
        state.pos, state.posMax = mark.start, mark.end
        state.push("note_open", "", 1).meta["where"] = mark.where
        state.md.inline.tokenize(state)
        state.push("note_close", "", -1)
        state.posMax, line.in_note = rest, False
    elif mark is not None:
        state.push("mark", "", 0).meta["mark"] = mark
    state.pos = after
    return True


def _report_unclosed(line: MarkupLine, tokens: list[Token], signs: Signs) -> None:
    """Warn of a sign before a word that none behind a word answers."""
    for first, start, count in signs:
        end = start + count
        left = [
            token
            for token in tokens[first : first + count]
            if token.type == "text" and token.content == line.text[start]
        ]
        before, after = line.text[start - 1 : start], line.text[end : end + 1]
        if left and after.isalnum() and not before.isalnum() and before not in {"*", "_"}:
            line.report(
                problems.emphasis_open(line.at(start), line.text[start], line.text[end : end + 20])
            )


def _build_tree(tokens: list[Token], line: MarkupLine) -> tuple[marks.Marked, ...]:
    """Return the marks that the tokens of markdown-it stand for."""
    stack: list[list[marks.Marked]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        match token.type:
            case "text_special" if token.content in KEPT_SIGNS:
                stack[-1].append(marks.Text(token.content, escaped=True))
            case "text" | "text_special":
                _add_words(stack[-1], token.content)
            case "mark":
                stack[-1].append(token.meta["mark"])
            case "hardbreak":
                stack[-1].append(marks.ForcedBreak())
            case "em_open" | "strong_open" | "link_open" | "note_open":
                opened.append(token)
                stack.append([])
            case "em_close" | "strong_close" | "link_close" | "note_close":
                content = tuple(stack.pop())
                stack[-1].append(_make_span(opened.pop(), content))
            case _:
                pass  # markdown-it has no other token here
        if len(stack) > MAX_NESTING:
            line.report(problems.marks_too_deep(line.at(0), MAX_NESTING))
            return ()
    return tuple(stack[0])


def _add_words(into: list[marks.Marked], text: str) -> None:
    if not text:
        return
    if into and isinstance(into[-1], marks.Text) and not into[-1].escaped:
        into[-1] = marks.Text(into[-1].text + text)
    else:
        into.append(marks.Text(text))


def _make_span(opening: Token, content: tuple[marks.Marked, ...]) -> marks.Marked:
    if opening.type == "em_open":
        return marks.Emphasis(content)
    if opening.type == "strong_open":
        return marks.Strong(content)
    if opening.type == "note_open":
        where: Location = opening.meta["where"]
        return marks.InlineNote(content, where)
    return marks.Link(content, opening.meta["url"])
