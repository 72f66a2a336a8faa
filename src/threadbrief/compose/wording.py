"""Words of a template, and what fills them in, become a line in which each part is in its own language."""

import re
from collections.abc import Iterable, Mapping

from threadbrief.compose.emoji import split_emoji
from threadbrief.model.document import Inline, Inlines, Text

_SLOT = re.compile(r"\{(\w+)\}")


def filled(words: str, lang: str | None, values: Mapping[str, Inlines]) -> Inlines:
    """Return words with each `{name}` in them replaced; `lang` is their language, None the memo's."""
    parts: list[Inline] = []
    end = 0
    for slot in _SLOT.finditer(words):
        if slot[1] in values:
            parts += (*split_emoji(words[end : slot.start()], lang), *values[slot[1]])
            end = slot.end()
    return run_together((*parts, *split_emoji(words[end:], lang)))


def run_together(parts: Iterable[Inline]) -> Inlines:
    """Return a line in which texts of one language that follow one another are one.

    The spaces around words of another language than the memo's are not part of them: they keep the direction of the
    line.
    """
    line: list[Inline] = []
    for part in _joined(parts):
        if isinstance(part, Text) and part.lang and part.text.strip():
            before, after = part.text[: len(part.text) - len(part.text.lstrip())], part.text[len(part.text.rstrip()) :]
            line += (Text(before), Text(part.text.strip(), part.lang), Text(after))
        else:
            line.append(part)
    return tuple(_joined(line))


def _joined(parts: Iterable[Inline]) -> list[Inline]:
    line: list[Inline] = []
    for part in parts:
        last = line[-1] if line else None
        if isinstance(part, Text) and isinstance(last, Text) and last.lang == part.lang:
            line[-1] = Text(last.text + part.text, part.lang)
        elif part != Text(""):
            line.append(part)
    return line
