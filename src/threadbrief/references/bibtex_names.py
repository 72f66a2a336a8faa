"""A field of names in BibTeX in; the names of CSL-JSON out (BibTeXing, 4; BibLaTeX manual, 2.2.1 and 3.13)."""

import re

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from threadbrief.errors import Where
from threadbrief.read.nodes import MappingNode
from threadbrief.references.latex import plain
from threadbrief.references.source import mapping

_WHOLE = re.compile(r"\{.*\}", re.DOTALL)
_EXTENDED = re.compile(r"(?:^|,)\s*(family|given|prefix|suffix|useprefix)(?:-i)?\s*=\s*", re.IGNORECASE)
_PARTS = {"family": "family", "given": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}
_MAX_NAME = 4096


def read_names(value: str, where: Where) -> list[MappingNode]:
    """Return the names of a field; `and others` is a name as well, as in Pandoc."""
    return [made for written in split_multiple_persons_names(value) if (made := _name(written.strip(), where))]


def _name(written: str, where: Where) -> MappingNode | None:
    if not written:
        return None
    if len(written) > _MAX_NAME or _is_one_group(written):
        return _literal(written, where)
    if _EXTENDED.match(written):
        return _extended(written, where)
    parts = parse_single_name_into_parts(written, strict=False)
    found = {
        "family": _text(parts.last),
        "given": _text(parts.first),
        "non-dropping-particle": _text(parts.von),
        "suffix": _text(parts.jr),
    }
    if not found["given"] and not found["non-dropping-particle"]:
        return _literal(written, where)
    return mapping({part: text for part, text in found.items() if text}, where)


def _literal(written: str, where: Where) -> MappingNode | None:
    text = plain(written)[0]
    return mapping({"literal": text}, where) if text else None


def _is_one_group(written: str) -> bool:
    """Return whether one pair of braces holds the whole name."""
    if not _WHOLE.fullmatch(written):
        return False
    depth = 0
    for place, sign in enumerate(written):
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return place == len(written) - 1
    return False


def _extended(written: str, where: Where) -> MappingNode | None:
    """Return a name whose parts are named: `family=Vesa, given=Ilmari`."""
    marks = list(_EXTENDED.finditer(written))
    ends = [*(mark.start() for mark in marks[1:]), len(written)]
    found = {}
    for mark, end in zip(marks, ends, strict=True):
        part = _PARTS.get(mark[1].lower())
        text = plain(written[mark.end() : end].strip().strip('"'))[0]
        if part and text:
            found[part] = text
    return mapping(found, where) if found else None


def _text(parts: list[str]) -> str:
    return plain(" ".join(parts))[0]
