"""Citations in; the bytes of a CSL-JSON file out, valid by csl-data.json of CSL 1.0.2.

What is ours stands in `custom`, which the schema leaves to programs; our own reader takes it from there.
"""

import json
from collections.abc import Iterable
from typing import Any

from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Name
from threadbrief.references.csl_json_dialects import CUSTOM_KEY

_PARTICLES = {
    "family": "family",
    "given": "given",
    "dropping-particle": "dropping_particle",
    "non-dropping-particle": "non_dropping_particle",
    "suffix": "suffix",
    "literal": "literal",
}
_SWITCHES = {"comma-suffix": "comma_suffix", "static-ordering": "static_ordering"}


def write_csl_json(citations: Iterable[Citation]) -> bytes:
    """Return the file: a list of items in the order of the citations."""
    items = [_make_item(citation) for citation in citations]
    return (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode()


def _make_item(citation: Citation) -> dict[str, Any]:
    item: dict[str, Any] = {"id": citation.id, "type": citation.type}
    item |= citation.variables
    item |= {
        variable: [_make_name(name) for name in names] for variable, names in citation.names.items()
    }
    item |= {variable: _make_date(date) for variable, date in citation.dates.items()}
    custom: dict[str, Any] = dict(citation.custom)
    ours = _make_custom(citation)
    if ours:
        custom[CUSTOM_KEY] = ours
    if custom:
        item["custom"] = custom
    return item


def _make_name(name: Name) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: getattr(name, part) for key, part in _PARTICLES.items() if getattr(name, part)
    }
    found |= {key: True for key, switch in _SWITCHES.items() if getattr(name, switch)}
    if not name.parse_names:
        found["parse-names"] = False
    return found


def _make_date(date: CslDate) -> dict[str, Any]:
    if date.start is None:
        return {"literal": date.literal or ""}
    found: dict[str, Any] = {
        "date-parts": [_make_date_parts(part) for part in (date.start, date.end) if part]
    }
    if date.start.season:
        found["season"] = date.start.season
    if date.circa:
        found["circa"] = True
    return found


def _make_date_parts(parts: DateParts) -> list[int]:
    return [part for part in (parts.year, parts.month, parts.day) if part is not None]


def _make_custom(citation: Citation) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(citation, name)
        for name in ("descriptor", "reliability", "access", "short")
        if getattr(citation, name)
    }
    if citation.verify:
        found["verify"] = list(citation.verify)
    if citation.archived:
        found["archived"] = [_make_archive(copy) for copy in citation.archived]
    return found


def _make_archive(copy: Archive) -> dict[str, str]:
    found = {"url": copy.url, "service": copy.service, "sha256": copy.sha256}
    found |= {
        key: day.isoformat()
        for key, day in (("date", copy.date), ("accessed", copy.accessed))
        if day
    }
    return {key: value for key, value in found.items() if value}
