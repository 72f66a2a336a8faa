"""The sources of a memo, for a reference manager."""

from typing import Literal, Unpack

from threadbrief.api.memos import reread
from threadbrief.api.options import Options, make_build_options
from threadbrief.core.problems import BriefError
from threadbrief.model.brief import Brief
from threadbrief.pipeline.options import ReferenceFormat, SourcesOptions
from threadbrief.pipeline.sources import list_brief_sources
from threadbrief.read.values import place_by_path

ReferenceName = Literal["csl-json", "bibtex", "ris"]


def sources(
    brief: Brief,
    to: ReferenceName = "csl-json",
    *,
    only_cited: bool = False,
    **options: Unpack[Options],
) -> bytes:
    r"""Return the sources of a brief as a file for reference managers, in UTF-8.

    Those of its reference files are among them; `only_cited` leaves out what it does not cite.
    Raises BriefError as `build` does, ValueError for another format.

        >>> import threadbrief
        >>> sources(threadbrief.load("examples/minimal.yaml"))[:23]
        b'[\n  {\n    "id": "quay-l'
    """
    wanted = make_build_options(options, brief)
    brief, warnings = reread(brief, wanted)
    listing = SourcesOptions(ReferenceFormat(to), only_cited=only_cited)
    try:
        return list_brief_sources(brief, wanted, listing, warnings).data
    except BriefError as fault:
        raise BriefError(place_by_path(fault.problems, brief), fault.source) from None
