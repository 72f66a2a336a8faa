"""A value of BibTeX in; the text with the tags of CSL-JSON out.

pylatexenc knows what some 1,500 commands and signs stand for; what a bibliography adds to them stands here.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as text_context
from pylatexenc.latexwalker import get_default_latex_context_db as walker_context
from pylatexenc.macrospec import MacroSpec

logging.getLogger("pylatexenc").addHandler(
    logging.NullHandler()
)  # what it finds wrong is said by us

_MAX_DEPTH = 32
_MAX_LENGTH = 1 << 16
_LATEX_CHARACTERS = re.compile(r"[\\{}$~`]|--|''")
_BOUNDARY = re.compile(r"\$[^$]*\$|\\(?:[A-Za-z]+|.)\s*|\}\s+(?=[{\[])|[{}]|\s+", re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ACCENTS = frozenset("bcdHkrtuv")
_OLD_FONTS = re.compile(r"\{\\(em|it|sl|bf|sc|tt|rm)(?:\s+|(?=[{\\]))")
_NEW_FONTS = {"em": "emph", "it": "textit", "sl": "textit", "bf": "textbf", "sc": "textsc", "tt": "texttt",
              "rm": "textrm"}  # fmt: skip
_TAGS = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), "<i>%s</i>"),
    **dict.fromkeys(("textbf", "mkbibbold"), "<b>%s</b>"),
    **dict.fromkeys(("textsc",), '<span style="font-variant:small-caps;">%s</span>'),
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), "<sup>%s</sup>"),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), "<sub>%s</sub>"),
    **dict.fromkeys(("enquote", "mkbibquote"), "“%s”"),
    **dict.fromkeys(("nocase",), '<span class="nocase">%s</span>'),
    **dict.fromkeys(
        ("url", "path", "texttt", "textrm", "textup", "textnormal", "mbox", "hbox", "mkbibparens"),
        "%s",
    ),
}
_DROPPED = ("input", "include", "noopsort", "SortNoop", "cite", "citep", "citet", "label", "ref")


def convert_latex(value: str, *, protect: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return the text of a value, and the commands in it that have none.

    With `protect`, braces around words become what keeps their letter case in CSL. What is nested too deeply, or is
    too long to be looked at, only loses its braces.
    """
    if not _LATEX_CHARACTERS.search(value):
        return " ".join(value.split()), ()
    if len(value) > _MAX_LENGTH or _measure_depth(value) > _MAX_DEPTH:
        return _strip_braces(value), ()
    text = _OLD_FONTS.sub(lambda match: f"\\{_NEW_FONTS[match[1]]}{{", value)
    text = re.sub(
        r"(?<!\\)((?:\\\\)*)%", r"\1\\%", text
    )  # a percent sign begins no comment in BibTeX
    if protect:
        text = _protect_case(text)
    known, _ = _make_contexts()
    unknown = _list_unknown_commands(value, known)
    try:
        made = (
            _convert_with_library(text)
            if _ESCAPED.sub("", text).count("$") % 2
            else _convert_by_pieces(text)
        )
    except Exception:  # noqa: BLE001 - whatever a stranger's LaTeX does to the library, the rest is read
        return _strip_braces(value), unknown
    return " ".join(made.split()), unknown


def _convert_by_pieces(text: str) -> str:
    """Return the text of what the library would make of all at once, which takes it four times as long."""
    return "".join(map(_convert_piece, _iter_pieces(text)))


def _iter_pieces(text: str) -> Iterator[str]:
    """Yield what stands between spaces outside of braces, with those spaces; a command keeps what may belong to it."""
    start = depth = 0
    for match in _BOUNDARY.finditer(text):
        sign = match[0]
        if sign == "{":
            depth += 1
        elif sign[0] == "}":
            depth = max(depth - 1, 0)
        elif sign.isspace() and not depth:
            yield text[start : match.end()]
            start = match.end()
    yield text[start:]


@lru_cache(1 << 14)
def _convert_piece(piece: str) -> str:
    if not _LATEX_CHARACTERS.search(piece):
        return piece
    words = piece.rstrip()
    for opening, around in (("{", "%s"), (r"\nocase{", _TAGS["nocase"])):
        inner = _find_group_content(words, opening)
        if inner is not None and not inner.startswith("\\"):
            return around % _convert_by_pieces(inner) + piece[len(words) :]
    return _convert_with_library(piece)


def _find_group_content(piece: str, opening: str) -> str | None:
    """Return what is in the braces of a piece that is nothing else; None for any other."""
    if not piece.startswith(opening) or not piece.endswith("}"):
        return None
    depth = 1
    for match in _BOUNDARY.finditer(piece, len(opening)):
        depth += {"{": 1, "}": -1}.get(match[0][0], 0)
        if not depth:
            return piece[len(opening) : -1] if match.start() == len(piece) - 1 else None
    return None


def _convert_with_library(text: str) -> str:
    known, walker = _make_contexts()
    made: str = known.latex_to_text(text, latex_context=walker, tolerant_parsing=True)
    return made


def _list_unknown_commands(value: str, known: LatexNodes2Text) -> tuple[str, ...]:
    """Return the commands in a value that nobody knows a text for, each once."""
    names = {match[1]: None for match in _COMMAND.finditer(value)}
    said = (name for name in names if name not in _ACCENTS and name not in _NEW_FONTS)
    return tuple(f"\\{name}" for name in said if known.latex_context.get_macro_spec(name) is None)


def unescape_verbatim(value: str) -> str:
    """Return an address or an identifier: only what LaTeX had to escape is undone."""
    text = re.sub(r"^\\url\s*\{(.*)\}$", r"\1", value.strip(), flags=re.DOTALL)
    text = (
        text.replace(r"\textasciitilde", "~")
        .replace(r"{\~{}}", "~")
        .replace(r"\~{}", "~")
        .replace("{~}", "~")
    )
    text = re.sub(r"\\([_%&#~$])", r"\1", text)
    return "".join(text.replace("{", "").replace("}", "").split())


def _strip_braces(value: str) -> str:
    return " ".join(value.replace("{", "").replace("}", "").split())


def _measure_depth(value: str) -> int:
    """Return how deep braces are nested; those that are escaped count too, which does no harm."""
    depth = deepest = 0
    for sign in re.findall(r"[{}]|\\begin", value):
        depth += -1 if sign == "}" else 1
        deepest = max(deepest, depth)
    return deepest


def _protect_case(text: str) -> str:
    """Return a value whose braces that keep the letter case are a command that says so.

    A group that begins with a backslash is one character to BibTeX (BibTeXing, 4), and keeps nothing; the braces
    behind a command hold what it is about.
    """
    made: list[str] = []
    depth = 0
    at = 0
    for match in re.finditer(r"\\(?:[A-Za-z]+\s*|.)|\$[^$]*\$|[{}]", text, re.DOTALL):
        sign = match[0]
        made.append(text[at : match.start()])
        at = match.end()
        if sign == "{":
            argument = bool(made) and _ends_with_command(text, match.start())
            special = text.startswith("\\", match.end())
            made.append(r"\nocase{" if not depth and not argument and not special else "{")
            depth += 1
            continue
        depth -= sign == "}" and depth > 0
        made.append(sign)
    return "".join(made) + text[at:]


def _ends_with_command(text: str, end: int) -> bool:
    """Return whether a brace at a place opens the argument of a command."""
    before = text[max(0, end - 40) : end]
    return re.search(r"\\(?:[A-Za-z]+\s*|[^A-Za-z])(?:\{[^{}]*\})?$|[\^_]$", before) is not None


@cache
def _make_contexts() -> tuple[LatexNodes2Text, object]:
    """Return the library's knowledge with what a bibliography adds; files are never read."""
    text, walker = text_context(), walker_context()
    macros = [MacroTextSpec(name, simplify_repl=tag) for name, tag in _TAGS.items()]
    macros += [MacroTextSpec(name, discard=True) for name in _DROPPED]
    macros.append(MacroTextSpec("href", simplify_repl="%(2)s"))
    text.add_context_category("bibliography", prepend=True, macros=macros)
    arguments = [MacroSpec(name, "{") for name in (*_TAGS, *_DROPPED)]
    walker.add_context_category(
        "bibliography", prepend=True, macros=[*arguments, MacroSpec("href", "{{")]
    )
    return LatexNodes2Text(latex_context=text, math_mode="text", strict_latex_spaces=False), walker
