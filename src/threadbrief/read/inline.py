"""A line of text in; its marks out: markdown-it-py reads escapes and emphasis, rules of ours read the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from threadbrief.errors import Problem, Where
from threadbrief.model.marks import (
    Cluster,
    Emphasised,
    ForcedBreak,
    FreeNote,
    Handle,
    Linked,
    Marked,
    Strengthened,
    Tag,
    Words,
)
from threadbrief.read import problems
from threadbrief.read.addresses import is_web_address
from threadbrief.read.clusters import CITES, KEY, ClusterError, read_items

MAX_MARKS = 20_000
"""In one paragraph; at ten microseconds each a hostile one still takes no longer than a fifth of a second."""
MAX_NESTING = 16

SPECIAL = re.compile(r"[\\@#\[\]]|(?<!\*)\*{1,3}(?!\*)|https?://", re.IGNORECASE)
"""Where a mark may begin. Four asterisks in a row are no mark of anything."""

_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_HANDLE = re.compile(
    rf"(?:(?<![\w@/])|(?<=[{_CJK}]))@"
    r"(?P<name>[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # @user@host.tld
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![A-Za-z0-9_])"  # @name.bsky.social
    r"|[A-Za-z0-9_]+)"
)
_NOT_IN_TAG = (
    "\\s!-/:-@\\[-^`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u206f\u2190-\u2bff\u3000-\u3004"
)
_TAG = re.compile(
    rf"(?:(?<![\w&/#])|(?<=[{_CJK}]))#(?P<name>(?=[^{_NOT_IN_TAG}]*[^\W\d_])"
    rf"[^{_NOT_IN_TAG}\u3008-\u3020\uff00-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65\U0001f000-\U0001faff]+)"
)
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])https?://[^\s<>\"“”„«»‹›{}|\\^`\[\]\u3000-\u3020\uff01-\uff0f\uff1a-\uff1f]+", re.IGNORECASE
)
_ADDRESS_TAIL = re.compile(r"[.,;:!?'’‘*_…]+$")
_LINK_TARGET = re.compile(r"\(\s*([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\s*\)")
_NOTE = re.compile(rf"\^({KEY})$")
_BRACKETS = re.compile(r"\\.|[\[\]]", re.DOTALL)


@dataclass(slots=True)
class _Line:
    """What the rules know of the line they read."""

    at: Callable[[int], Where]
    report: Callable[[Problem], None]
    in_link: bool = False
    closers: dict[int, int] = field(default_factory=dict)
    """For each bracket that opens, where it is closed."""


def read_inline(text: str, at: Callable[[int], Where], report: Callable[[Problem], None]) -> tuple[Marked, ...]:
    """Return the marks of a paragraph.

    `text` has no line break but behind the backslash of a forced one. `at` gives the place of an offset in it;
    faults go to `report`, and the text around them is read on.
    """
    if not SPECIAL.search(text):
        return (Words(text),) if text else ()
    if sum(1 for _ in SPECIAL.finditer(text)) > MAX_MARKS:
        report(problems.too_many_marks(at(0), MAX_MARKS))
        return ()
    line = _Line(at, report)
    line.closers = _closers(text)
    tokens: list[Token] = []
    _parser().inline.parse(text, _parser(), {"line": line}, tokens)
    return _tree(tokens, line)


# --- rules -------------------------------------------------------------------------------------------------------


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["escape", "emphasis", "balance_pairs", "fragments_join"])
    parser.inline.ruler.at("text", _text)
    parser.inline.ruler.push("marks", _mark)
    return parser


def _text(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - the signature of a rule
    """Pass everything up to where a mark may begin."""
    match = SPECIAL.search(state.src, state.pos, state.posMax)
    end = match.start() if match else state.posMax
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _mark(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - the signature of a rule
    first = state.src[state.pos]
    if first == "[":
        return _bracket(state)
    if first == "@":
        return _handle(state)
    if first == "#":
        return _tag(state)
    if first in "hH":
        return _address(state)
    return False


def _put(state: StateInline, mark: Marked, end: int) -> bool:
    state.push("mark", "", 0).meta["mark"] = mark
    state.pos = end
    return True


def _handle(state: StateInline) -> bool:
    match = _HANDLE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    return _put(state, Handle(match["name"], state.env["line"].at(state.pos)), match.end())


def _tag(state: StateInline) -> bool:
    match = _TAG.match(state.src, state.pos, state.posMax)
    return match is not None and _put(state, Tag(match["name"]), match.end())


def _address(state: StateInline) -> bool:
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not match or state.env["line"].in_link:
        return False
    address = _trimmed(match[0])
    if not is_web_address(address):
        return False
    return _put(state, Linked((Words(address),), address), state.pos + len(address))


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    surplus = address.count(")") - address.count("(")
    while True:
        tail = _ADDRESS_TAIL.search(address)
        if tail:
            address = address[: tail.start()]
        elif surplus > 0 and address.endswith(")"):
            address = address[:-1]
            surplus -= 1
        else:
            return address


def _bracket(state: StateInline) -> bool:
    """Read a citation, the mark of a note, or a link; any other bracket is text."""
    line: _Line = state.env["line"]
    start = state.pos
    end = line.closers.get(start)
    if end is None:
        opened = re.compile(rf"\[(?:\^{KEY}|-?@{KEY})").match(state.src, start)
        if opened:
            what = "note mark" if state.src[start + 1] == "^" else "citation"
            line.report(problems.bracket_open(line.at(start), what))
        return False
    if state.src.startswith("(", end + 1):
        return _link(state, line, end)
    if state.src.startswith("^", start + 1):
        return _note(state, line, end)
    if not CITES.search(state.src, start + 1, end):
        return False
    return _cluster(state, line, end)


def _cluster(state: StateInline, line: _Line, end: int) -> bool:
    start = state.pos
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a citation"))
    try:
        items = read_items(state.src, start + 1, end, line.at)
    except ClusterError as fault:
        line.report(problems.cluster_malformed(line.at(fault.start), fault.part))
        state.pos = end + 1
        return True
    return _put(state, Cluster(items, line.at(start)), end + 1)


def _note(state: StateInline, line: _Line, end: int) -> bool:
    start = state.pos
    match = _NOTE.match(state.src, start + 1, end)
    if not match:
        line.report(problems.note_malformed(line.at(start), state.src[start + 2 : end]))
        state.pos = end + 1
        return True
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a note"))
    return _put(state, FreeNote(match[1], line.at(start + 2)), end + 1)


def _link(state: StateInline, line: _Line, end: int) -> bool:
    start = state.pos
    match = _LINK_TARGET.match(state.src, end + 1)
    target = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", match[1]) if match else state.src[end + 2 : end + 40]
    if not match or not is_web_address(target):
        line.report(problems.link_malformed(line.at(end + 2), target))
        state.pos = match.end() if match else end + 1
        return True
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a link"))
        state.pos = match.end()
        return True
    rest, line.in_link = state.posMax, True
    state.pos, state.posMax = start + 1, end
    state.push("link_open", "a", 1).meta["url"] = target
    state.md.inline.tokenize(state)
    state.push("link_close", "a", -1)
    state.pos, state.posMax, line.in_link = match.end(), rest, False
    return True


def _closers(text: str) -> dict[int, int]:
    """Return for each opening bracket where it is closed; brackets behind a backslash do not count."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match[0] == "[":
            open_.append(match.start())
        elif match[0] == "]" and open_:
            found[open_.pop()] = match.start()
    return found


# --- tokens to marks ---------------------------------------------------------------------------------------------


def _tree(tokens: list[Token], line: _Line) -> tuple[Marked, ...]:
    """Return the marks that the tokens of markdown-it stand for."""
    stack: list[list[Marked]] = [[]]
    urls: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                _add_words(stack[-1], token.content)
            case "mark":
                stack[-1].append(token.meta["mark"])
            case "hardbreak":
                stack[-1].append(ForcedBreak())
            case "em_open" | "strong_open" | "link_open":
                urls.append(token.meta.get("url", ""))
                stack.append([])
            case "em_close" | "strong_close" | "link_close":
                content = tuple(stack.pop())
                stack[-1].append(_span(token.type, content, urls.pop()))
            case _:
                pass  # markdown-it has no other token here
        if len(stack) > MAX_NESTING:
            line.report(problems.marks_too_deep(line.at(0), MAX_NESTING))
            return ()
    return tuple(stack[0])


def _add_words(into: list[Marked], text: str) -> None:
    if not text:
        return
    if into and isinstance(into[-1], Words):
        into[-1] = Words(into[-1].text + text)
    else:
        into.append(Words(text))


def _span(closing: str, content: tuple[Marked, ...], url: str) -> Marked:
    if closing == "em_close":
        return Emphasised(content)
    if closing == "strong_close":
        return Strengthened(content)
    return Linked(content, url)
