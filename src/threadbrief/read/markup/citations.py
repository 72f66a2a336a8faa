"""Parse the inside of citation brackets, in Pandoc's syntax: prefix, key, locator and suffix."""

import re
from collections.abc import Callable
from functools import cache

from threadbrief.core.problems import Location
from threadbrief.model.marks import CiteItem, Locator, LocatorKind

KEY = r"[A-Za-z0-9_](?:[.:-]*[A-Za-z0-9_])*"
"""A key ends in a letter, digit or underscore, so the full stop of a sentence is not part of it."""

CITES = re.compile(rf"(?<![\w@/.])(-?)@({KEY})")
"""A key with its sign, anywhere in a bracket."""

_PARTS = re.compile(r"\\.|[^;\\\[\]{}]+|.", re.DOTALL)

# The terms and short terms of locales-en-US.xml for the locators of CSL 1.0.2, appendix II.
_LABELS = {
    LocatorKind.ACT: "act acts",
    LocatorKind.APPENDIX: "appendix appendices app. apps.",
    LocatorKind.ARTICLE: "article articles art. arts.",
    LocatorKind.BOOK: "book books bk. bks.",
    LocatorKind.CANON: "canon canons can. cans.",
    LocatorKind.CHAPTER: "chapter chapters chap. chaps. ch. chs.",
    LocatorKind.COLUMN: "column columns col. cols.",
    LocatorKind.ELOCATION: "location locations loc. locs.",
    LocatorKind.EQUATION: "equation equations eq. eqs.",
    LocatorKind.FIGURE: "figure figures fig. figs.",
    LocatorKind.FOLIO: "folio folios fol. fols. f. ff.",
    LocatorKind.ISSUE: "number numbers no. nos. issue issues",
    LocatorKind.LINE: "line lines l. ll.",
    LocatorKind.NOTE: "note notes n. nn.",
    LocatorKind.OPUS: "opus opera op. opp.",
    LocatorKind.PAGE: "page pages p. pp.",
    LocatorKind.PARAGRAPH: "paragraph paragraphs para. paras. ¶ ¶¶",
    LocatorKind.PART: "part parts pt. pts.",
    LocatorKind.RULE: "rule rules r. rr.",
    LocatorKind.SCENE: "scene scenes sc. scs.",
    LocatorKind.SECTION: "section sections sec. secs. § §§",
    LocatorKind.SUB_VERBO: "s.v. s.vv.",
    LocatorKind.SUPPLEMENT: "supplement supplements suppl. suppls. supp.",
    LocatorKind.TABLE: "table tables tbl. tbls.",
    LocatorKind.TIMESTAMP: "timestamp timestamps min. at",
    LocatorKind.TITLE: "title titles tit. tits.",
    LocatorKind.VERSE: "verse verses v. vv.",
    LocatorKind.VERSION: "version versions ver. vers.",
    LocatorKind.VOLUME: "volume volumes vol. vols.",
}
_MISSPELT = {
    "pg": "p.", "pgs": "pp.", "pge": "p.", "pag": "p.", "pags": "pp.", "seite": "p.",
    "par": "para.", "parag": "para.", "chapt": "ch.", "chp": "ch.", "sect": "sec.",
    "fn": "n.", "ftn": "n.", "footnote": "n.", "tab": "table", "fg": "fig.",
}  # fmt: skip
"""What people write in place of a label, without its full stop."""
_MISSPELT_LABEL = re.compile(rf",?\s*(({'|'.join(_MISSPELT)})\.?)\s*\d", re.IGNORECASE)
_KIND_OF = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_LABEL = "|".join(re.escape(label) for label in sorted(_KIND_OF, key=len, reverse=True))
_UNIT = r"(?:(?=[\w.:/]*\d)\w+(?:[.:/]\w+)*|[ivxlcdm]+|[IVXLCDM]+)(?![\w@])"
_VALUE = rf"{_UNIT}(?:\s?[-–—]\s?{_UNIT})?(?:(?:\s?[,&]\s?|\sand\s){_UNIT}(?:\s?[-–—]\s?{_UNIT})?)*"
_ENTRY = re.compile(r",?\s*s\.vv?\.\s*(?P<value>\"[^\"]+\"|“[^”]+”|[^\s,;]+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@cache
def _compile_braces() -> re.Pattern[
    str
]:  # like its neighbours made at its first use: 5 ms that few memos should cost
    return re.compile(
        rf",?\s*\{{\s*(?:(?P<label>{_LABEL})\s*)?(?P<value>[^{{}}]*?)\s*\}}", re.IGNORECASE
    )


@cache
def _compile_labelled() -> re.Pattern[str]:
    return re.compile(rf",?\s*(?:(?P<label>{_LABEL})\s*(?P<value>{_VALUE}))", re.IGNORECASE)


@cache
def _compile_number() -> re.Pattern[str]:
    return re.compile(rf",\s*(?P<value>(?=[\w.:/]*\d){_VALUE})")


class ClusterError(ValueError):
    """A part of a cluster that names no source; `start` is its offset."""

    def __init__(self, part: str, start: int) -> None:
        super().__init__(part)
        self.part = part
        self.start = start


def read_items(
    text: str, start: int, end: int, at: Callable[[int], Location]
) -> tuple[CiteItem, ...]:
    """Return the cites of the cluster whose content lies from start to end. Raises ClusterError."""
    return tuple(
        _read_item(text, first, last, at) for first, last in _split_parts(text, start, end)
    )


def _split_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the start and end of each part between semicolons.

    A semicolon in brackets or braces, or behind a backslash, is text.
    """
    parts = []
    depth = 0
    first = start
    for match in _PARTS.finditer(text, start, end):
        piece = match[0]
        if piece == ";" and depth == 0:
            parts.append((first, match.start()))
            first = match.end()
        elif piece in "[{":
            depth += 1
        elif piece in "]}":
            depth -= 1
    return [*parts, (first, end)]


def _read_item(text: str, start: int, end: int, at: Callable[[int], Location]) -> CiteItem:
    match = CITES.search(text, start, end)
    if not match:
        raise ClusterError(text[start:end].strip(), start)
    prefix = _unescape(text[start : match.start()]).strip()
    rest = text[match.end() : end]
    locator, suffix = _split_locator(rest) if rest.strip() else (None, rest)
    return CiteItem(
        key=match[2],
        where=at(match.start(2)),
        prefix=prefix,
        locator=locator,
        suffix=_unescape(suffix).rstrip(),
        suppress_author=bool(match[1]),
    )


def find_misspelt_label(item: CiteItem) -> tuple[str, str] | None:
    """Return a label behind a key that CSL does not have, and the one that is meant."""
    match = item.locator is None and _MISSPELT_LABEL.match(item.suffix)
    return (match[1], _MISSPELT[match[2].casefold()]) if match else None


def _split_locator(rest: str) -> tuple[Locator | None, str]:
    """Return the locator at the beginning of what follows a key, and what follows the locator."""
    match = _compile_braces().match(rest)
    if match:
        if not match["value"]:
            return None, rest[match.end() :]
        return Locator(_look_up_kind(match["label"]), _unescape(match["value"])), rest[
            match.end() :
        ]
    match = _compile_labelled().match(rest)
    if match:
        return Locator(_look_up_kind(match["label"]), match["value"]), rest[match.end() :]
    match = _ENTRY.match(rest)
    if match:
        return Locator(LocatorKind.SUB_VERBO, match["value"]), rest[match.end() :]
    match = _compile_number().match(rest)
    if match:
        return Locator(LocatorKind.PAGE, match["value"]), rest[match.end() :]
    return None, rest


def _look_up_kind(label: str | None) -> LocatorKind:
    if label:
        return _KIND_OF[label.casefold()]
    return LocatorKind.PAGE


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
