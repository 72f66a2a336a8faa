"""The items of a reference file as nodes in; citations out, read by the description that reads those of a memo.

*Somebody else's list.* A reference file was made by another program for other ends. A value at fault is left out with
a warning, where the same in a memo would be an error; and what is wrong with a source matters to a memo that cites it.
"""

import re
import unicodedata
from types import MappingProxyType

from threadbrief.errors import BriefError, Problem, Severity, Where
from threadbrief.model.brief import Citation
from threadbrief.read.blocks import read_fields
from threadbrief.read.fields import Values, block
from threadbrief.read.nodes import MappingNode, Node, ScalarNode
from threadbrief.read.reading import Reading
from threadbrief.read.shelf import References
from threadbrief.read.sources import CITATION, make_citation
from threadbrief.read.text import FileText
from threadbrief.read.told import Told
from threadbrief.read.values import UnreadableError, is_key
from threadbrief.references import problems
from threadbrief.references.older import as_written_now
from threadbrief.references.source import MAX_ENTRIES, Found
from threadbrief.values import Ledger, field, replace

ITEM = block(
    "source",
    "A source of a reference file; only what CSL cannot do without is needed.",
    tuple(replace(known, required=False) for known in CITATION.fields if known.key != "id"),
    make_citation,
)
_ITEM_URI = re.compile(r"https?://(?:www\.)?zotero\.org/.*/items/(\w+)")  # what Zotero writes as id
_NO_KEY = re.compile(r"[^A-Za-z0-9_.:-]+")
_NO_TYPE = "document"


class _Shelving(Ledger):
    """The sources of one file so far."""

    file: FileText
    found: Found
    citations: dict[str, Citation] = field(default_factory=dict)
    doubts: dict[str, list[Problem]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    """Ids that cannot be keys, with the keys that they got."""
    renamed_at: Where | None = None


def read_items(file: FileText, found: Found) -> References:
    """Return the citations in the items of a file. Raises BriefError for more items than a file may hold."""
    if len(found.items) > MAX_ENTRIES:
        raise BriefError([problems.too_much(found.items[MAX_ENTRIES].where, "sources", MAX_ENTRIES)])
    shelving = _Shelving(file, found)
    for number, item in enumerate(found.items, 1):
        _shelve(shelving, item, number)
    told = list(found.problems)
    if found.unknown:
        told.append(problems.unknown_fields(found.unknown))
    if shelving.renamed_at is not None:
        told.append(problems.other_keys(shelving.renamed, shelving.renamed_at))
    doubts = {key: tuple(said) for key, said in shelving.doubts.items()}
    return References(MappingProxyType(shelving.citations), tuple(told), MappingProxyType(doubts))


def _shelve(shelving: _Shelving, item: Node, number: int) -> None:
    if not isinstance(item, MappingNode):
        problem = problems.entry_left_out(item.where, f"item {number}", "is no mapping of fields")
        shelving.found.problems.append(problem)
        return
    written = _text_of(item, "id")
    key = _key(written, _text_of(item, "citation-key"))
    if not key:
        shelving.found.problems.append(problems.entry_left_out(item.where, f"item {number}", "has no id"))
        return
    first = shelving.citations.get(key)
    if first is not None and first.where is not None:
        shelving.doubts.setdefault(key, []).append(problems.stands_twice(item.where, key, first.where))
        return
    if key != written:
        shelving.renamed[written] = key
        shelving.renamed_at = shelving.renamed_at or item.where
    said = list(shelving.found.doubts.get(written, ()))
    citation = _citation(shelving, item, key, said)
    if citation is not None:
        shelving.citations[key] = citation
    if said:
        shelving.doubts[key] = said


def _citation(shelving: _Shelving, item: MappingNode, key: str, said: list[Problem]) -> Citation | None:
    """Return the citation of an item; what is wrong with it is added to what is said about it."""
    label = f'"{key}"'
    known = as_written_now(_known(shelving.found, item), label, said)
    reading = Reading(shelving.file, Told(shelving.file.text))
    try:
        found: Values = read_fields(reading, ITEM, known, label) or {}
        values = {name: value for name, value in found.items() if value is not None}
        values["key"] = key
        values.setdefault("type", _NO_TYPE)
        made = make_citation(values, item.where)
    except UnreadableError as fault:
        made = None
        reading.problems.append(fault.problem)
    except BriefError:  # more problems than anybody reads, in one item
        made = None
        said.append(problems.entry_left_out(item.where, f"the source {label}", "has too many faults"))
    said += (_as_warning(problem) for problem in reading.problems.found)
    return made


def _as_warning(problem: Problem) -> Problem:
    return problem if problem.severity is Severity.WARNING else problems.left_out(problem)


def _known(found: Found, item: MappingNode) -> MappingNode:
    """Return an item without its id, empty values, and fields that CSL does not know; those are noted."""
    entries = []
    for key, value in item.entries:
        if key.value == "id" or (isinstance(value, ScalarNode) and not value.value.strip()):
            continue
        if key.value in ITEM.by_key:
            entries.append((key, value))
        elif not key.value.startswith("x-"):
            found.unknown.setdefault(key.value, key.where)
    return MappingNode(tuple(entries), item.where)


def _text_of(item: MappingNode, name: str) -> str:
    """Return the text of a field; nothing when it has none."""
    for key, value in item.entries:
        if key.value == name and isinstance(value, ScalarNode) and not value.is_null:
            return value.value.strip()
    return ""


def _key(written: str, citation_key: str) -> str:
    """Return the key of an item: its id, its citation key, or its id with hyphens for what a key cannot hold."""
    for candidate in (written, citation_key):
        if is_key(candidate):
            return candidate
    item = _ITEM_URI.match(written)
    if item:
        return item[1]
    plain = "".join(c for c in unicodedata.normalize("NFKD", written) if not unicodedata.combining(c))
    key = _NO_KEY.sub("-", plain).strip("-.:")
    return key if is_key(key) else ""
