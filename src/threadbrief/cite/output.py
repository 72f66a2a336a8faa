"""Final runs and inlines: quotation marks, colliding punctuation, and the inlines of a document.

Elements leave open which quotation mark is printed and what becomes of two marks that meet.
`resolve_punctuation` decides both for a whole note or entry; `to_inlines` ends the work of `cite/`.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from threadbrief.cite.csl.locale import Locale
from threadbrief.cite.render.fields import FIXED_PUNCTUATION
from threadbrief.cite.render.runs import (
    BLOCK,
    CLOSE,
    OPEN,
    OWN_MARK,
    ROMAN,
    TEXT,
    Font,
    Run,
    Runs,
)
from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.text.typography.smart import Piece, Typography, make_typography

# Of two marks that meet, both are printed but for these pairs.
_KEEP_FIRST = frozenset(
    {"::", ";:", "!:", "?:", ":.", "..", ";.", "!.", "?.", "….", ";;", "!!", "??", ",,"}
)
_KEEP_SECOND = frozenset({":!", ";!", ":?", ";?"})
_MARKS = frozenset(".,:;!?")
_COLLIDES_AT_START = _MARKS | {" "}
"""The first character of a run that may collide with the run before."""
_COLLIDES_AT_END = _COLLIDES_AT_START | {"\n", "…"}
"""The last character of a run that may collide with the run after."""
_MOVES_INSIDE = frozenset(".,!?")
"""Marks that move inside a closing quotation mark where the language has it so."""
_ENDS_SENTENCE = frozenset(".!?…")
_ELLIPSES = ("…", "...", ". . .")
"""What takes the place of the comma or full stop that would follow it inside quotation marks."""

_QUOTE_TERMS = (("open-quote", "close-quote"), ("open-inner-quote", "close-inner-quote"))


def resolve_punctuation(runs: Runs, locale: Locale) -> Runs:
    """Return runs of text and blocks only: quotation marks as text, and no mark doubled."""
    out: Runs = []
    inside = locale.punctuation_in_quote
    has_quotes = False
    for run in runs:
        if run.kind != TEXT:
            has_quotes = has_quotes or run.kind != BLOCK
            out.append(run)
        elif run.text and run.text[0] in _COLLIDES_AT_START and _can_collide(out):
            _append_resolved(out, run, inside=inside)
        elif run.text:
            out.append(run)
    return _print_quotes(out, locale) if has_quotes else out


def _can_collide(out: Runs) -> bool:
    return bool(out) and (out[-1].kind != TEXT or out[-1].text[-1] in _COLLIDES_AT_END)


def _append_resolved(out: Runs, run: Run, *, inside: bool) -> None:
    """Append a run without those of its first marks that collide with the text before it.

    `inside`: commas and full stops go before a closing quotation mark.
    """
    text = run.text
    while text and text[0] in _MARKS and out and run.tag != FIXED_PUNCTUATION:
        at = _last_text(out)
        if at < 0:
            break
        before, mark = out[at].text[-1:], text[0]
        is_closed = any(item.kind == CLOSE for item in out[at + 1 :])
        drops_mark = not is_closed or inside or (mark == "." and before in _ENDS_SENTENCE)
        drops_comma = is_closed and inside and mark == "," and out[at].text.endswith(_ELLIPSES)
        if not is_closed and before + mark in _KEEP_SECOND:
            out[at] = replace(out[at], text=out[at].text[:-1])
            if not out[at].text:
                del out[at]
        elif drops_comma or (drops_mark and before + mark in _KEEP_FIRST):
            text = text[1:]
        elif is_closed and inside and mark in _MOVES_INSIDE:
            out.insert(at + 1, replace(run, text=mark, font=out[at].font, tag=""))
            text = text[1:]
        else:
            break
    if text and text[0] == " " and _ends_in_space(out):
        text = text[1:]
    if text:
        out.append(run if text is run.text else replace(run, text=text))


def _last_text(out: Runs) -> int:
    """Return the index of the last run of text, when only closing marks follow it; otherwise -1."""
    for at in range(len(out) - 1, -1, -1):
        if out[at].kind == TEXT:
            return at
        if out[at].kind != CLOSE:
            return -1
    return -1


def _ends_in_space(out: Runs) -> bool:
    return bool(out) and out[-1].kind == TEXT and out[-1].text[-1] in " \n"


def _print_quotes(runs: Runs, locale: Locale) -> Runs:
    """Return the runs with quotation marks as text, outer and inner ones in turn."""
    levels: list[int] = []
    out: Runs = []
    for run in runs:
        if run.kind == OPEN:
            level = _choose_level(run, levels)
            levels.append(level)
            text = run.text if level == _AS_WRITTEN else locale.text(_QUOTE_TERMS[level][0])
            out.append(Run(text, run.font))
        elif run.kind == CLOSE:
            level = levels.pop() if levels else 0
            text = run.text if level == _AS_WRITTEN else locale.text(_QUOTE_TERMS[level][1])
            out.append(Run(text, run.font))
        else:
            out.append(run)
    return out


_AS_WRITTEN = -1
"""The level of an author's own marks that are not inside those of the style."""


def _choose_level(mark: Run, levels: list[int]) -> int:
    """Return the level of an opening mark inside those that are open: outer 0, inner 1."""
    if levels and levels[-1] != _AS_WRITTEN:
        return 1 - levels[-1]
    if mark.tag == OWN_MARK:
        return _AS_WRITTEN
    return int(mark.text == "‘")


# --- typography ---


def set_runs(runs: Runs, typography: Typography) -> Runs:
    """Return final runs set by the rules of typography; quotation marks are set already.

    Addresses and the words of posts stay. Words in another language follow its rules.
    """
    out = list(runs)
    pieces: list[Piece] = []
    for place, run in enumerate(runs):
        font, text = run.font, run.text
        if run.kind != TEXT:
            pieces.append(("\n", False))
        elif font is ROMAN:
            pieces.append((text, True))
        elif font.verbatim or font.link:
            pieces.append((text, False))
        elif font.lang:
            foreign = _set_foreign(text, font.lang)
            if foreign is not text:
                out[place] = replace(run, text=foreign)
            pieces.append((foreign, False))
        else:
            pieces.append((text, True))
    for place, text in typography.find_changes(pieces, quotes=False).items():
        out[place] = replace(out[place], text=text)
    return out


def _set_foreign(text: str, language: str) -> str:
    texts = make_typography(language).set_pieces([(text, True)], quotes=False)
    return texts[0] if texts else text


# --- inlines ---


_Wrapper = type[doc.Strong | doc.Emphasis | doc.SmallCaps | doc.Underline]


class _InlineFormat(Frozen):
    """The format of some characters, in terms of inlines."""

    wrappers: tuple[_Wrapper, ...]
    """The inlines around them, from the outside in."""
    align: str | None
    link: str | None
    lang: str | None


_FormattedText = tuple[_InlineFormat, str]


def to_inlines(runs: Runs) -> doc.Inlines:
    """Return the inlines of runs: links outermost, no emphasis inside an emphasis."""
    out: list[doc.Inline] = []
    texts = _join_equal(_replace_blocks(runs))
    for link, members in groupby(texts, key=lambda item: item[0].link):
        content = _wrap(members, 0)
        if link:
            out.append(doc.Link(content, link))
        else:
            out.extend(content)
    return tuple(out)


def _replace_blocks(runs: Runs) -> Runs:
    """Return the runs without display blocks; where one begins, a space separates the words."""
    out: Runs = []
    begins_block = False
    for run in runs:
        if run.kind == BLOCK:
            begins_block = bool(out)
        elif run.kind == TEXT and run.text:
            is_apart = not begins_block or out[-1].text[-1].isspace()
            if not is_apart and run.text[0] not in " \n.,;:!?)":
                out.append(Run(" "))
            begins_block = False
            out.append(run)
    return out


def _join_equal(runs: Runs) -> list[_FormattedText]:
    """Return the characters with their formats; no two neighbours have the same format."""
    out: list[_FormattedText] = []
    for font, members in groupby(runs, key=attrgetter("font")):
        format_, text = _inline_format(font), "".join([run.text for run in members])
        if out and out[-1][0] == format_:
            text = out.pop()[1] + text
        out.append((format_, text))
    return out


@lru_cache(maxsize=256)
def _inline_format(font: Font) -> _InlineFormat:
    align = None if font.align == "baseline" else font.align
    if font.plain:
        return _InlineFormat((), align, font.link, font.lang)
    wrappers: list[_Wrapper] = []
    if bool(font.bold) ^ font.flip_bold:
        wrappers.append(doc.Strong)
    if bool(font.italic) ^ font.flip_italic:
        wrappers.append(doc.Emphasis)
    if bool(font.small_caps) ^ font.flip_small_caps:
        wrappers.append(doc.SmallCaps)
    if font.underline:
        wrappers.append(doc.Underline)
    return _InlineFormat(tuple(wrappers), align, font.link, font.lang)


def _wrap(texts: Iterable[_FormattedText], level: int) -> doc.Inlines:
    """Return characters in their wrappers from a level on; neighbours share one."""
    out: list[doc.Inline] = []
    for wrappers, members in groupby(texts, key=lambda item: item[0].wrappers[level : level + 1]):
        if wrappers:
            out.append(wrappers[0](_wrap(members, level + 1)))
        else:
            out += [_align(format_, text) for format_, text in members]
    return tuple(out)


def _align(format_: _InlineFormat, text: str) -> doc.Inline:
    inline = doc.Text(text, format_.lang)
    match format_.align:
        case "sup":
            return doc.Superscript((inline,))
        case "sub":
            return doc.Subscript((inline,))
        case _:
            return inline
