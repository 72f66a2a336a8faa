"""Scan (tokenize) a line of text: citations, note marks, links, handles, hashtags and addresses."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from threadbrief.core.problems import Location, Problem
from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.model import marks
from threadbrief.read import problems
from threadbrief.read.markup.citations import (
    CITES,
    KEY,
    ClusterError,
    find_misspelt_label,
    read_items,
)
from threadbrief.read.schema.kinds import Prose
from threadbrief.text.scripts import is_cjk
from threadbrief.text.urls import find_spoofing_risk, is_web_address, match_web_address

_SPECIAL = r"\\|@|#|\[|\]|\{\?|\*(?<!\*\*)\*{0,2}(?!\*)|h[Tt][Tt][Pp][Ss]?://|H[Tt][Tt][Pp][Ss]?://"
SPECIAL = re.compile(_SPECIAL)
"""Where a mark may begin in any text. Four asterisks in a row are no mark of anything.

Each alternative begins with a character of its own, by which `re` passes over text that has none of
them: six times as fast as with a set, or a look behind, in front.
"""
OWN_SPECIAL = re.compile(rf"{_SPECIAL}|_(?<!__)_{{0,2}}(?!_)|\^\[|!\[|<|~~|`|\$")
"""Where a mark may begin in a text of the writer's own."""
PUNCTUATION = r"[!-/:-@\[-`{-~]"
"""What a backslash can stand before (CommonMark 0.31, 2.4)."""

_BARS_HANDLE = re.compile(r"[\w@/]")
_BARS_TAG = re.compile(r"[\w&/#]")
"""What a handle or hashtag cannot follow, except at the end of a word of a spaceless script."""
_HANDLE = re.compile(
    r"@(?P<name>"
    r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # @user@host.tld
    r"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![A-Za-z0-9_])"  # @name.bsky.social
    r"|[A-Za-z0-9_]+)"
)
_NOT_IN_TAG = (
    "\\s!-/:-@\\[-^`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    "\u2010-\u206f\u2190-\u2bff\u3000-\u3004"
)
_TAG = (
    rf"#(?P<name>(?=[^{_NOT_IN_TAG}]*[^\W\d_])"
    rf"[^{_NOT_IN_TAG}\u3008-\u3020\uff00-\uff0f\uff1a-\uff20\uff3b-\uff3d\uff5b-\uff65"
    r"\U0001f000-\U0001faff]+)"
)
_LINK_TARGET = re.compile(r"\(\s*(?:(?=[^\s)])([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\s*)?\)")
_LOST = re.compile(r"\{\?(emoji)(?:\*([1-9]\d{0,3}))?\}")
_NOTE = re.compile(rf"\^({KEY})$")
_BRACKETS = re.compile(r"\\.|\[|\]", re.DOTALL)
_OPENED = re.compile(rf"\[(?:\^{KEY}|-?@{KEY})")
_ESCAPE = re.compile(rf"\\({PUNCTUATION})")
KEPT_SIGNS = frozenset("\"'-.")
"""Signs that typography would change; behind a backslash they are texts of their own."""


class MarkupLine(Accumulator):
    """What the rules know of the line they read."""

    at: Callable[[int], Location]
    report: Callable[[Problem], None]
    text: str
    kind: Prose
    in_link: bool = False
    in_note: bool = False
    """Whether the words are those of a note."""
    closers: dict[int, int] = field(default_factory=dict)
    """For each bracket that opens, where it is closed; brackets behind a backslash do not count."""

    @property
    def special(self) -> re.Pattern[str]:
        """The pattern of the places where a mark may begin."""
        return OWN_SPECIAL if self.kind.blocks else SPECIAL

    def __post_init__(self) -> None:
        self.in_note = self.kind.is_note
        self.closers = _match_brackets(self.text) if "[" in self.text else {}


class LinkSpan(Frozen):
    """A link whose words are still to be read."""

    url: str
    start: int
    """Where its words begin."""
    end: int
    """The closing bracket behind them."""


class NoteSpan(Frozen):
    """An inline note whose words are still to be read."""

    where: Location
    start: int
    """Where its words begin."""
    end: int
    """The closing bracket behind them."""


ScanResult = tuple[marks.Marked | LinkSpan | NoteSpan | None, int]
"""What is there, None for what was at fault and is passed over; and where reading goes on."""


def scan(line: MarkupLine, start: int, end: int) -> tuple[marks.Marked, ...]:
    """Return the marks of a part of a line that holds no asterisk."""
    text = line.text
    search = line.special.search
    found: list[marks.Marked] = []
    words = ""
    while start < end:
        match = search(text, start, end)
        begin = match.start() if match else end
        words += text[start:begin]
        if not match:
            break
        if text[begin] == "\\":
            hit = _scan_escape(text, begin, end)
        else:
            hit = scan_mark(line, begin, end)
        if hit is None:
            words += text[begin]
            start = begin + 1
            continue
        mark, start = hit
        if isinstance(mark, marks.Text) and not mark.escaped:
            words += mark.text
            continue
        if isinstance(mark, LinkSpan | NoteSpan):
            mark = _read_span(line, mark)
        if mark is not None:
            if words:
                found.append(marks.Text(words))
                words = ""
            found.append(mark)
    if words:
        found.append(marks.Text(words))
    return tuple(found)


def _read_span(line: MarkupLine, span: LinkSpan | NoteSpan) -> marks.Link | marks.InlineNote:
    if isinstance(span, NoteSpan):
        line.in_note = True
        content = scan(line, span.start, span.end)
        line.in_note = False
        return marks.InlineNote(content, span.where)
    line.in_link = True
    content = scan(line, span.start, span.end)
    line.in_link = False
    return marks.Link(content, span.url)


def _scan_escape(text: str, pos: int, end: int) -> ScanResult | None:
    if text.startswith("\n", pos + 1, end):
        after = pos + 2
        while after < end and text[after] in " \t":
            after += 1
        return marks.ForcedBreak(), after
    match = _ESCAPE.match(text, pos, end)
    if match:
        return marks.Text(match[1], escaped=match[1] in KEPT_SIGNS), pos + 2
    return None


@cache
def _compile_hashtag() -> re.Pattern[str]:
    """Return the pattern of a hashtag; compiled on first use, since that takes over 1 ms."""
    return re.compile(_TAG)


def scan_mark(  # noqa: C901, PLR0911 - cases
    line: MarkupLine, pos: int, end: int
) -> ScanResult | None:
    """Return the mark that begins at a place, or None when the character there is text."""
    first = line.text[pos]
    if first == "[":
        return _scan_bracket(line, pos)
    if first == "@":
        match = _is_free_before(line.text, pos, _BARS_HANDLE) and _HANDLE.match(line.text, pos, end)
        if match:
            return (marks.Handle(match["name"], line.at(pos)), match.end())
        return None
    if first == "#":
        match = _is_free_before(line.text, pos, _BARS_TAG) and _compile_hashtag().match(
            line.text, pos, end
        )
        if match:
            return (marks.Hashtag(match["name"]), match.end())
        return None
    if first == "{":
        match = _LOST.match(line.text, pos, end)
        if match:
            return (marks.LostCharacters(match[1], int(match[2] or 1)), match.end())
        if line.text.startswith("{?emoji", pos):
            what, hint = "this mark of lost emoji", "write {?emoji}, or {?emoji*2} up to 9999"
            line.report(problems.markup_unsupported(line.at(pos), what, hint))
        return None
    if first in "hH":
        return _scan_address(line, pos, end)
    if first == "^":
        return _scan_inline_note(line, pos)
    if first in "!<~`$" and line.kind.blocks:
        return _scan_unsupported(line, pos, end)
    return None


def _scan_inline_note(line: MarkupLine, pos: int) -> ScanResult | None:
    end = line.closers.get(pos + 1)
    if end is None:
        line.report(problems.bracket_open(line.at(pos), "note"))
        return None
    if line.in_note or line.in_link:
        misplaced = problems.mark_in_link if line.in_link else problems.note_in_note
        line.report(misplaced(line.at(pos), "a note"))
        return None, end + 1
    return NoteSpan(line.at(pos), pos + 2, end), end + 1


_AUTOLINK = re.compile(r"<(?=[Hh][Tt][Tt][Pp])([^\s<>]+)>")
_PICTURE = re.compile(r"!\[(?:\\.|[^\[\]\\])*\]\([^()]*\)")
_TAGS = (
    "a abbr b big blockquote br center cite code dd del details div dl dt em figure font h[1-6] hr"
    " i img ins kbd li mark ol p pre q s small span strike strong sub summary sup table tbody td"
    " tfoot th thead tr tt u ul"
)
"""Of HTML; "<name>" in a text is none."""
_UNSUPPORTED = {
    "<": (
        re.compile(
            rf"</?(?:{_TAGS.replace(' ', '|')})(?:\s[^<>]*)?/?>|<!--.{0, 2000}?-->", re.IGNORECASE
        ),
        "an HTML tag",
        r"write *emphasis* or **strong**, or \< for a plain sign",
    ),
    "~": (
        re.compile(r"~~(?=[^\s~])[^~]*[^\s~]~~"),
        "text struck through",
        "leave it out, or say that it was withdrawn",
    ),
    "`": (
        re.compile(r"(`+)[^`]+\1"),
        "code",
        r"leave the backticks out, or write \` for a plain one",
    ),
    "$": (
        re.compile(
            r"\$\$[^$]+\$\$|\$(?=[^\s$\d])(?=[^$]{0,200}[\\^_={])[^$]{1,200}(?<=\S)\$(?!\d)"
        ),
        "a formula",
        r"write it in words and Unicode signs, or \$ for a plain sign",
    ),
}
"""By its first character: what is something in Markdown or HTML and not here; its name; a hint."""


def _scan_unsupported(line: MarkupLine, pos: int, end: int) -> ScanResult | None:
    """Warn of what would be a mark in Markdown, and read it as text; an address in <> is a link."""
    first = line.text[pos]
    if first == "!":
        return _skip_picture(line, pos, end)
    if first == "<":
        link = _AUTOLINK.match(line.text, pos, end)
        if link and is_web_address(link[1]) and not line.in_link:
            _warn_of_doubtful_address(line, pos + 1, link[1])
            return marks.Link((marks.Text(link[1]),), link[1]), link.end()
    pattern, what, hint = _UNSUPPORTED[first]
    match = pattern.match(line.text, pos, end)
    if match is None:
        return None
    line.report(problems.markup_unsupported(line.at(pos), what, hint))
    return marks.Text(match[0], escaped=True), match.end()


def _skip_picture(line: MarkupLine, pos: int, end: int) -> ScanResult | None:
    match = _PICTURE.match(line.text, pos, end)
    if match is None:
        return None
    line.report(problems.picture_in_line(line.at(pos)))
    return None, match.end()


def _is_free_before(text: str, pos: int, barring: re.Pattern[str]) -> bool:
    before = text[pos - 1 : pos]
    return not barring.match(before) or is_cjk(before)


def _scan_address(line: MarkupLine, pos: int, end: int) -> ScanResult | None:
    if line.in_link:
        return None
    address = match_web_address(line.text, pos, end)
    if address is None:
        return None
    _warn_of_doubtful_address(line, pos, address)
    return marks.Link((marks.Text(address),), address), pos + len(address)


def _warn_of_doubtful_address(line: MarkupLine, pos: int, address: str) -> None:
    doubt = find_spoofing_risk(address)
    if doubt:
        line.report(problems.doubtful_address(line.at(pos), address, doubt))


def find_handles(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of the @ of each handle of a text, and the handle without it."""
    for match in _HANDLE.finditer(text):
        if _is_free_before(text, match.start(), _BARS_HANDLE):
            yield match.start(), match["name"]


def find_hashtags(text: str) -> Iterator[str]:
    """Yield the tags of a text, without their #."""
    for match in _compile_hashtag().finditer(text):
        if _is_free_before(text, match.start(), _BARS_TAG):
            yield match["name"]


def _scan_bracket(line: MarkupLine, start: int) -> ScanResult | None:
    """Read a citation, the mark of a note, or a link; any other bracket is text."""
    text = line.text
    end = line.closers.get(start)
    if end is None:
        if _OPENED.match(text, start):
            what = "note mark" if text[start + 1] == "^" else "citation"
            line.report(problems.bracket_open(line.at(start), what))
        return None
    if text.startswith("(", end + 1):
        return _scan_link(line, start, end)
    if text.startswith("^", start + 1):
        return _scan_note(line, start, end)
    if not CITES.search(text, start + 1, end):
        if end == start + 2 and text[start + 1] == "@":
            hint = r"write the key of a source behind the @, or \[ for plain brackets"
            line.report(problems.markup_unsupported(line.at(start), "a citation of nothing", hint))
        return None
    return _scan_cluster(line, start, end)


def _scan_cluster(line: MarkupLine, start: int, end: int) -> ScanResult:
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a citation"))
    try:
        items = read_items(line.text, start + 1, end, line.at)
    except ClusterError as fault:
        line.report(problems.cluster_malformed(line.at(fault.start), fault.part))
        return None, end + 1
    for item in items:
        misspelt = find_misspelt_label(item) if item.suffix else None
        if misspelt:
            line.report(problems.locator_unknown(item.where, *misspelt))
    return marks.Cluster(items, line.at(start)), end + 1


def _scan_note(line: MarkupLine, start: int, end: int) -> ScanResult:
    match = _NOTE.match(line.text, start + 1, end)
    if not match:
        line.report(problems.note_malformed(line.at(start), line.text[start + 2 : end]))
        return None, end + 1
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a note"))
    if line.in_note and not line.kind.is_note:
        line.report(problems.note_in_note(line.at(start), "a note"))
        return None, end + 1
    return marks.FreeNote(match[1], line.at(start + 2)), end + 1


def _scan_link(line: MarkupLine, start: int, end: int) -> ScanResult:
    text = line.text
    match = _LINK_TARGET.match(text, end + 1)
    if match:
        target = _ESCAPE.sub(r"\1", match[1] or "")
    else:
        target = text[end + 2 : end + 40]
    if not match or not is_web_address(target):
        line.report(problems.link_malformed(line.at(end + 2), target))
        return None, match.end() if match else end + 1
    if line.in_link:
        line.report(problems.mark_in_link(line.at(start), "a link"))
        return None, match.end()
    _warn_of_doubtful_address(line, end + 2, target)
    return LinkSpan(target, start + 1, end), match.end()


def _match_brackets(text: str) -> dict[int, int]:
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            found[opened.pop()] = match.start()
    return found
