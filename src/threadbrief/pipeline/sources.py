"""The bytes of a memo in; its sources as a file that reference managers read out."""

from collections.abc import Iterable
from typing import assert_never

from threadbrief.checks.usage import Usage
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Problem, has_errors, warning, without
from threadbrief.core.structs import Value
from threadbrief.model.brief import Brief, Citation
from threadbrief.pipeline.check import judged, memo_text, shelf
from threadbrief.pipeline.options import Build, Listing, Wanted
from threadbrief.read import read_brief
from threadbrief.references.write_bibtex import write_bibtex
from threadbrief.references.write_csl_json import write_csl_json
from threadbrief.references.write_ris import write_ris


class Listed(Value):
    """A file of references, and what is to be said about it."""

    data: bytes
    problems: tuple[Problem, ...]


def list_sources(data: bytes, name: str, build: Build, wanted: Wanted) -> Listed:
    """Return the sources of a memo, those of its reference files too.

    Raises BriefError with every problem found when the memo cannot be read.
    """
    brief, found = read_brief(data, name, shelf(build))
    sources = _cited(brief) if wanted.cited else tuple(brief.citations.values())
    made, unplaced = _write(sources, wanted.listing)
    told = judged(without([*found, *_left_out(unplaced, wanted.listing)], brief.silenced), build)
    if has_errors(told):
        raise BriefError(told, memo_text(data))
    return Listed(made, told)


def _cited(brief: Brief) -> tuple[Citation, ...]:
    used = Usage.of(brief).sources
    return tuple(citation for key, citation in brief.citations.items() if key in used)


def _write(sources: Iterable[Citation], listing: Listing) -> tuple[bytes, Iterable[str]]:
    match listing:
        case Listing.CSL_JSON:
            return write_csl_json(sources), ()
        case Listing.BIBTEX:
            bibtex = write_bibtex(sources)
            return bibtex.data(), bibtex.unplaced
        case Listing.RIS:
            ris = write_ris(sources)
            return ris.data(), ris.unplaced
        case _:
            assert_never(listing)


def _left_out(unplaced: Iterable[str], listing: Listing) -> Iterable[Problem]:
    names = ", ".join(unplaced)
    if names:
        hint = "csl-json keeps everything"
        yield warning(
            codes.SOURCES_LEFT_OUT, f"{listing.value} has no place for: {names}", None, hint
        )
