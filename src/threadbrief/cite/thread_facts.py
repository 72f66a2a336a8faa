"""What a post has from its thread, in styles that do not know our variables.

Our styles print `post-number`, `thread-date` and `thread-url` as variables. In any other style the
same facts are added to a variable that it prints for posts, in the words `post 2 of 11 (date of the
thread)`. Which one is found by rendering one post whose variables are known words (`PROBE`).
"""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Final

from threadbrief.cite.csl.locale import Locale
from threadbrief.cite.render.runs import CLOSE, OPEN, TEXT, Run, Runs, plain_text
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import Citation, CslDate, DateParts, Name

CARRIERS: Final = ("container-title", "genre", "publisher", "medium", "note")
"""Variables that the facts can be added to, the best first: after the platform reads best."""

_YEAR, _URL = "1789", "https://probe.example/post"
_WORDS: Final = {name: f"qz{letter * 3}" for name, letter in zip(CARRIERS, "abcde", strict=True)}
PROBE: Final = Citation(
    id="probe",
    type="post",
    variables={**_WORDS, "URL": _URL},
    names={"author": (Name("Doe", "Jane"),)},
    dates={"issued": CslDate(DateParts(int(_YEAR), 6, 21))},
    custom={"excerpt": "Some words"},
)
"""A post with a word of its own for each variable that matters."""


class FactsPlace(Frozen):
    """Where a style prints what a post has from its thread."""

    carrier: str | None
    """The variable that the facts are added to; None: they follow what the style prints."""
    needs_number: bool
    """The style does not print the variable `post-number`."""
    needs_date: bool
    """The style prints the date of a post without `thread-date`."""
    needs_url: bool
    """The style prints the address of a post without `thread-url`."""


def find_facts_place(runs: Runs, variables: Container[str]) -> FactsPlace:
    """Return where a style prints the facts, by what it prints of PROBE, and its variables.

    A variable inside quotation marks carries nothing: these are for the author's words.
    """
    text = plain_text(runs).casefold()
    unquoted = _drop_quoted(runs).casefold()
    return FactsPlace(
        carrier=next((name for name in CARRIERS if _WORDS[name] in unquoted), None),
        needs_number="post-number" not in variables,
        needs_date=_YEAR in text and "thread-date" not in variables,
        needs_url=_URL in text and "thread-url" not in variables,
    )


def merge_facts_places(places: Iterable[FactsPlace]) -> FactsPlace:
    """Return one place for the notes and the list of sources of a style: what either needs."""
    found = list(places)
    return FactsPlace(
        carrier=next((place.carrier for place in found if place.carrier), None),
        needs_number=any(place.needs_number for place in found),
        needs_date=any(place.needs_date for place in found),
        needs_url=any(place.needs_url for place in found),
    )


def _drop_quoted(runs: Runs) -> str:
    parts, depth = [], 0
    for run in runs:
        depth += (run.kind == OPEN) - (run.kind == CLOSE)
        if run.kind == TEXT and depth <= 0:
            parts.append(run.text)
    return "".join(parts)


def has_facts(citation: Citation) -> bool:
    """Return whether a post has anything from its thread."""
    if citation.type != "post":
        return False
    custom: Mapping[str, str] = citation.custom
    return bool(
        custom.get("post-number") or custom.get("thread-url") or "thread-date" in citation.dates
    )


def format_facts(citation: Citation, place: FactsPlace, locale: Locale) -> str:
    """Return what a style does not print by itself: `post 2 of 11 (address of the thread)`.

    Empty where it prints all.
    """
    number = format_number(citation, locale) if place.needs_number else ""
    has_date = place.needs_date and "thread-date" in citation.dates
    has_url = place.needs_url and bool(citation.custom.get("thread-url"))
    source = ""
    if has_date and has_url:
        source = locale.text("date-and-address-of-thread")
    elif has_date:
        source = locale.text("date-of-thread")
    elif has_url:
        source = locale.text("address-of-thread")
    return f"{number} ({source})" if number and source else number or source


def format_number(citation: Citation, locale: Locale, *, short: bool = False) -> str:
    """Return the number of a post, `post 2 of 11`, or `post 2`; empty without one."""
    number, count = citation.custom.get("post-number"), citation.custom.get("post-count")
    if not number:
        return ""
    words = f"{locale.text('thread-post')} {number}"
    if short or not count:
        return words
    return f"{words} {locale.text('thread-post-of')} {count}"


def prints_ibid(runs: Runs, locale: Locale) -> bool:
    """Return whether a cite is `ibid.`; some styles have a short form in its place."""
    ibid = locale.text("ibid").rstrip(".").casefold()
    return bool(ibid) and ibid in plain_text(runs).casefold()


_PARTS = re.compile(r" \(|\)$")


def _has_words(text: str, words: str) -> bool:
    """Return whether a text has some words, and not as a part of longer ones: `post 1` of 11."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not text[max(at - 1, 0) : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(words, end)
    return False


def append_missing(runs: Runs, facts: str) -> Runs:
    """Return a cite or entry with facts at its end in parentheses, unless it has them already."""
    if not facts or not runs:
        return runs
    parts = [part for part in _PARTS.split(facts) if part]
    text = plain_text(runs).casefold()
    if all(_has_words(text, part.casefold()) for part in parts):
        return runs
    facts = "; ".join(parts)
    last = runs[-1]
    if last.kind == TEXT and last.text.endswith(".") and last.font.link is None:
        return [*runs[:-1], replace(last, text=last.text[:-1]), Run(f" ({facts}).")]
    return [*runs, Run(f" ({facts})")]
