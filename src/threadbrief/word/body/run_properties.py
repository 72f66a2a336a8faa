"""How runs are set. Every way of setting is made once, so that what it looks like in XML is worked out once too."""

from collections.abc import Callable
from functools import lru_cache

from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc

_KEPT = 4096
"""Far more than a memo has; a stranger's file may name as many languages as it likes."""


class RunFormat(Frozen, eq=False):
    """How a run is set: the text it belongs to, and what has been put on it on the way there.

    Compared by identity, which is what makes it a quick key; `make_run_format` and the functions below make each once.
    """

    role: doc.Role
    language: str
    style: str = ""
    """The id of a character style."""
    emphasised: bool = False
    strong: bool = False
    small_caps: bool = False
    underlined: bool = False
    raised: str = ""
    """`superscript` or `subscript`."""


_TURNS: dict[type[doc.Inline], Callable[[RunFormat], RunFormat]] = {
    doc.Emphasis: lru_cache(_KEPT)(lambda face: replace(face, emphasised=not face.emphasised)),
    doc.Strong: lru_cache(_KEPT)(lambda face: replace(face, strong=not face.strong)),
    doc.SmallCaps: lru_cache(_KEPT)(lambda face: replace(face, small_caps=True)),
    doc.Underline: lru_cache(_KEPT)(lambda face: replace(face, underlined=True)),
    doc.Superscript: lru_cache(_KEPT)(lambda face: replace(face, raised="superscript")),
    doc.Subscript: lru_cache(_KEPT)(lambda face: replace(face, raised="subscript")),
}
"""What an inline that holds others puts on them."""


@lru_cache(_KEPT)
def make_run_format(role: doc.Role, language: str, style: str = "") -> RunFormat:
    """Return the face of the text of a role, in a character style if one is named."""
    return RunFormat(role, language, style)


def with_emphasis(face: RunFormat, inline: doc.Inline) -> RunFormat:
    """Return the face inside an inline that holds others."""
    return _TURNS[type(inline)](face)


@lru_cache(_KEPT)
def with_style(face: RunFormat, style: str) -> RunFormat:
    """Return the face in a character style."""
    return replace(face, style=style)


@lru_cache(_KEPT)
def with_language(face: RunFormat, language: str | None) -> RunFormat:
    """Return the face for another language; None: it stays in its own."""
    return replace(face, language=language) if language else face
