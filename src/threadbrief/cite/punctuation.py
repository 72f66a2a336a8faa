"""Runs as elements left them become runs as they are set: marks of quotation chosen, punctuation that meets settled."""

from threadbrief.cite.locale import Locale
from threadbrief.cite.rich import KEPT
from threadbrief.cite.runs import BLOCK, CLOSE, OPEN, TEXT, Run, Runs
from threadbrief.values import replace

# What becomes of two marks that meet, where it is not both: the first is kept, or the second.
_KEEP_FIRST = frozenset({"::", ";:", "!:", "?:", ":.", "..", ";.", "!.", "?.", ";;", "!!", "??", ",,"})
_KEEP_SECOND = frozenset({":!", ";!", ":?", ";?"})
_MARKS = frozenset(".,:;!?")
_MEETING = _MARKS | {" "}
"""How a run begins that may have to be settled with what stands before it."""
_MET = _MEETING | {"\n"}
"""How a run ends with which what follows may have to be settled."""
_GOES_IN = frozenset(".,!?")
_ENDS = frozenset(".!?")


def settle(runs: Runs, locale: Locale) -> Runs:
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
        elif before + sign in _KEEP_FIRST and (not closed or inside or (sign == "." and before in _ENDS)):
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
