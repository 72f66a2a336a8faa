"""Runs as elements left them become runs as they are set: marks of quotation chosen, punctuation that meets settled."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from threadbrief.cite.csl.locale import Locale
from threadbrief.cite.render.fields import KEPT
from threadbrief.cite.render.runs import BLOCK, CLOSE, OPEN, TEXT, Font, Run, Runs
from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc

# What becomes of two marks that meet, where it is not both: the first is kept, or the second.
_KEEP_FIRST = frozenset(
    {"::", ";:", "!:", "?:", ":.", "..", ";.", "!.", "?.", ";;", "!!", "??", ",,"}
)
_KEEP_SECOND = frozenset({":!", ";!", ":?", ";?"})
_MARKS = frozenset(".,:;!?")
_MEETING = _MARKS | {" "}
"""How a run begins that may have to be settled with what stands before it."""
_MET = _MEETING | {"\n"}
"""How a run ends with which what follows may have to be settled."""
_GOES_IN = frozenset(".,!?")
_ENDS = frozenset(".!?")


def resolve_punctuation(runs: Runs, locale: Locale) -> Runs:
    """Return runs of text and blocks only, quotation marks in the language's form, no mark doubled where runs meet."""
    out: Runs = []
    inside = locale.punctuation_in_quote
    quoted = False
    for run in runs:
        if run.kind != TEXT:
            quoted = quoted or run.kind != BLOCK
            out.append(run)
        elif run.text and run.text[0] in _MEETING and _may_meet(out):
            _join(out, run, inside=inside)
        elif run.text:
            out.append(run)
    return _quoted(out, locale) if quoted else out


def _may_meet(out: Runs) -> bool:
    """Return whether what stands last may have to be settled with what follows."""
    return bool(out) and (out[-1].kind != TEXT or out[-1].text[-1] in _MET)


def _join(out: Runs, run: Run, *, inside: bool) -> None:
    """Append a run; its first marks are settled with what stands before them."""
    text = run.text
    while text and text[0] in _MARKS and out and run.tag != KEPT:
        at = _last_text(out)
        if at < 0:
            break
        before, sign = out[at].text[-1:], text[0]
        closed = any(item.kind == CLOSE for item in out[at + 1 :])
        if not closed and before + sign in _KEEP_SECOND:
            out[at] = replace(out[at], text=out[at].text[:-1])
            if not out[at].text:
                del out[at]
        elif before + sign in _KEEP_FIRST and (
            not closed or inside or (sign == "." and before in _ENDS)
        ):
            text = text[1:]
        elif closed and inside and sign in _GOES_IN:
            out.insert(at + 1, replace(run, text=sign, font=out[at].font, tag=""))
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


def _quoted(runs: Runs, locale: Locale) -> Runs:
    """Return the runs with quotation marks as text: outer ones, and inner ones inside those, by turns."""
    names = (("open-quote", "close-quote"), ("open-inner-quote", "close-inner-quote"))
    levels: list[int] = []
    out: Runs = []
    for run in runs:
        if run.kind == OPEN:
            levels.append(1 - levels[-1] if levels else int(run.text == "‘"))
            out.append(Run(locale.text(names[levels[-1]][0]), run.font))
        elif run.kind == CLOSE:
            level = levels.pop() if levels else 0
            out.append(Run(locale.text(names[level][1]), run.font))
        else:
            out.append(run)
    return out


def last_sign(runs: Runs) -> str:
    """Return the last character that can be seen, through closing quotation marks; empty when there is none."""
    for run in reversed(runs):
        if run.kind == TEXT and run.text.strip():
            return run.text.rstrip()[-1]
        if run.kind == BLOCK:
            return ""
    return ""


_Wrap = type[doc.Strong | doc.Emphasis | doc.SmallCaps | doc.Underline]


class _Look(Frozen):
    """How some characters show, in terms of inlines."""

    wraps: tuple[_Wrap, ...]
    """What stands around them, from the outside in."""
    align: str | None
    link: str | None
    lang: str | None


_Shown = tuple[_Look, str]


def to_inlines(runs: Runs) -> doc.Inlines:
    """Return the inlines of runs: never an emphasis inside an emphasis, links outermost, equal neighbours joined."""
    made: list[doc.Inline] = []
    for link, members in groupby(_shown(_spaced(runs)), key=lambda item: item[0].link):
        content = _wrapped(members, 0)
        made.extend((doc.Link(content, link),) if link else content)
    return tuple(made)


def _shown(runs: Runs) -> list[_Shown]:
    """Return the characters with their looks; no two neighbours look alike."""
    made: list[_Shown] = []
    for font, members in groupby(runs, key=attrgetter("font")):
        look, text = _look(font), "".join([run.text for run in members])
        if made and made[-1][0] == look:
            text = made.pop()[1] + text
        made.append((look, text))
    return made


@lru_cache(maxsize=256)
def _look(font: Font) -> _Look:
    align = None if font.align == "baseline" else font.align
    if font.plain:
        return _Look((), align, font.link, font.lang)
    wraps: list[_Wrap] = [doc.Strong] if bool(font.bold) ^ font.flip_bold else []
    if bool(font.italic) ^ font.flip_italic:
        wraps.append(doc.Emphasis)
    if bool(font.small_caps) ^ font.flip_small_caps:
        wraps.append(doc.SmallCaps)
    if font.underline:
        wraps.append(doc.Underline)
    return _Look(tuple(wraps), align, font.link, font.lang)


def _spaced(runs: Runs) -> Runs:
    """Return the runs without display blocks; where one begins a space keeps the words apart."""
    out: Runs = []
    apart = False
    for run in runs:
        if run.kind == BLOCK:
            apart = bool(out)
        elif run.kind == TEXT and run.text:
            if apart and not out[-1].text[-1].isspace() and run.text[0] not in " \n.,;:!?)":
                out.append(Run(" "))
            apart = False
            out.append(run)
    return out


def _wrapped(shown: Iterable[_Shown], level: int) -> doc.Inlines:
    """Return what stands around characters from a level on, as long as neighbours share it, and the characters."""
    made: list[doc.Inline] = []
    for wraps, members in groupby(shown, key=lambda item: item[0].wraps[level : level + 1]):
        if wraps:
            made.append(wraps[0](_wrapped(members, level + 1)))
        else:
            made += [_aligned(look, text) for look, text in members]
    return tuple(made)


def _aligned(look: _Look, text: str) -> doc.Inline:
    inline = doc.Text(text, look.lang)
    return (
        doc.Superscript((inline,))
        if look.align == "sup"
        else doc.Subscript((inline,))
        if look.align == "sub"
        else inline
    )
