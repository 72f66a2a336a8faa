"""Text in; the runs of letters that are of another script than most of it out."""

import re
from collections import Counter
from collections.abc import Sequence

_RANGES = {
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "Armenian": "\u0531-\u058a",
    "Hebrew": "\u0590-\u05ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Georgian": "\u10a0-\u10ff",
    "Hangul": "\u1100-\u11ff\uac00-\ud7af",
    "Japanese": "\u3040-\u30ff",
    "Han": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_LETTER = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _RANGES.items()))
_RUNS = {
    name: re.compile(f"[{letters}](?:[{letters}\\s\u00b7'’.,-]*[{letters}])?") for name, letters in _RANGES.items()
}
_ADDRESS = re.compile(r"https?://\S+|@\w+")
_TOGETHER = {"Japanese": "Han"}


def main_script(texts: Sequence[str]) -> str | None:
    """Return the script of most letters; None where there are none."""
    counts: Counter[str] = Counter()
    for text in texts:
        for match in _LETTER.finditer(_ADDRESS.sub(" ", text)):
            counts[match.lastgroup or ""] += len(match[0])
    return counts.most_common(1)[0][0] if counts else None


def foreign_runs(text: str, main: str) -> list[tuple[int, str, str]]:
    """Return the runs of other scripts: where each begins, the script and the run."""
    hidden = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    ours = {main, _TOGETHER.get(main, main)}
    found = [
        (match.start(), name, match[0])
        for name, pattern in _RUNS.items()
        if name not in ours and not (main == "Han" and name == "Japanese")
        for match in pattern.finditer(hidden)
        if name != "Latin"  # words of Latin letters stand in texts of every script
    ]
    return sorted(found)
