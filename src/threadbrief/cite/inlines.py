"""Settled runs become the inlines of a document."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from threadbrief.cite.runs import BLOCK, TEXT, Font, Run, Runs
from threadbrief.model import document as doc
from threadbrief.values import Value

_Wrap = type[doc.Strong | doc.Emphasis | doc.SmallCaps | doc.Underline]


class _Look(Value):
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
