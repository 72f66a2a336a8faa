"""The items of a reference file as nodes in; citations out, read by the description that reads those of a memo.

*Somebody else's list.* A reference file was made by another program for other ends. A value at fault is left out with
a warning, where the same in a memo would be an error; and what is wrong with a source matters to a memo that cites it.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from types import MappingProxyType

from threadbrief.core.memo_folder import MemoFolder
from threadbrief.core.problems import BriefError, Location, Problem, Severity
from threadbrief.core.structs import Accumulator, field, replace
from threadbrief.model.brief import Citation, Ref
from threadbrief.read.mappings import Reading, read_fields
from threadbrief.read.problems import ProblemList
from threadbrief.read.reference_files import ReferenceFile, ReferenceLoader
from threadbrief.read.scalars import UnreadableError, is_key
from threadbrief.read.schema.citation import CITATION, make_citation
from threadbrief.read.schema.kinds import Values, define_mapping
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes
from threadbrief.references import problems
from threadbrief.references.csl_json import read_json
from threadbrief.references.csl_json_dialects import convert_markdown, normalize_item
from threadbrief.references.nodes import MAX_ENTRIES, ParsedItems, decode_leniently
from threadbrief.references.ris import read_ris

ITEM_SCHEMA = define_mapping(
    "source",
    "A source of a reference file; only what CSL cannot do without is needed.",
    tuple(replace(known, required=False) for known in CITATION.fields if known.key != "id"),
    make_citation,
)
_ITEM_URI = re.compile(r"https?://(?:www\.)?zotero\.org/.*/items/(\w+)")  # what Zotero writes as id
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9_.:-]+")
_DEFAULT_TYPE = "document"


class _Collector(Accumulator):
    """The sources of one file so far."""

    file: FileText
    found: ParsedItems
    citations: dict[str, Citation] = field(default_factory=dict)
    doubts: dict[str, list[Problem]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    """Ids that cannot be keys, with the keys that they got."""
    renamed_at: Location | None = None


def read_items(file: FileText, found: ParsedItems) -> ReferenceFile:
    """Return the citations in the items of a file. Raises BriefError for more items than a file may hold."""
    if len(found.items) > MAX_ENTRIES:
        raise BriefError(
            [problems.make_too_large(found.items[MAX_ENTRIES].where, "sources", MAX_ENTRIES)]
        )
    shelving = _Collector(file, found)
    for number, item in enumerate(found.items, 1):
        _collect_item(shelving, item, number)
    told = list(found.problems)
    if found.unknown_fields:
        told.append(problems.make_unknown_fields(found.unknown_fields))
    if shelving.renamed_at is not None:
        told.append(problems.make_changed_ids(shelving.renamed, shelving.renamed_at))
    doubts = {key: tuple(said) for key, said in shelving.doubts.items()}
    return ReferenceFile(
        MappingProxyType(shelving.citations), tuple(told), MappingProxyType(doubts)
    )


def _collect_item(shelving: _Collector, item: Node, number: int) -> None:
    if not isinstance(item, MappingNode):
        problem = problems.make_entry_left_out(
            item.where, f"item {number}", "is no mapping of fields"
        )
        shelving.found.problems.append(problem)
        return
    written = _get_text(item, "id")
    key = _choose_key(written, _get_text(item, "citation-key"))
    if not key:
        shelving.found.problems.append(
            problems.make_entry_left_out(item.where, f"item {number}", "has no id")
        )
        return
    first = shelving.citations.get(key)
    if first is not None and first.where is not None:
        shelving.doubts.setdefault(key, []).append(
            problems.make_duplicate_key(item.where, key, first.where)
        )
        return
    if key != written:
        shelving.renamed[written] = key
        shelving.renamed_at = shelving.renamed_at or item.where
    said = list(shelving.found.doubts.get(written, ()))
    citation = _read_citation(shelving, item, key, said)
    if citation is not None:
        shelving.citations[key] = citation
    if said:
        shelving.doubts[key] = said


def _read_citation(
    shelving: _Collector, item: MappingNode, key: str, doubts: list[Problem]
) -> Citation | None:
    """Return the citation of an item; what is wrong with it is added to what is said about it."""
    label = f'"{key}"'
    known = normalize_item(_keep_known_fields(shelving.found, item), label, doubts)
    reading = Reading(shelving.file, ProblemList(shelving.file.text))
    try:
        found: Values = read_fields(reading, ITEM_SCHEMA, known, label) or {}
        values = {name: value for name, value in found.items() if value is not None}
        values["key"] = key
        values.setdefault("type", _DEFAULT_TYPE)
        made = make_citation(values, item.where)
    except UnreadableError as fault:
        made = None
        reading.problems.append(fault.problem)
    except BriefError:  # more problems than anybody reads, in one item
        made = None
        doubts.append(
            problems.make_entry_left_out(item.where, f"the source {label}", "has too many faults")
        )
    doubts += (_to_warning(problem) for problem in reading.problems.found)
    return made


def _to_warning(problem: Problem) -> Problem:
    return (
        problem if problem.severity is Severity.WARNING else problems.make_value_left_out(problem)
    )


def _keep_known_fields(found: ParsedItems, item: MappingNode) -> MappingNode:
    """Return an item without its id, empty values, and fields that CSL does not know; those are noted."""
    entries = []
    for key, value in item.entries:
        if key.value == "id" or (isinstance(value, ScalarNode) and not value.value.strip()):
            continue
        if key.value in ITEM_SCHEMA.by_key:
            entries.append((key, value))
        elif not key.value.startswith("x-"):
            found.unknown_fields.setdefault(key.value, key.where)
    return MappingNode(tuple(entries), item.where)


def _get_text(item: MappingNode, name: str) -> str:
    """Return the text of a field; nothing when it has none."""
    for key, value in item.entries:
        if key.value == name and isinstance(value, ScalarNode) and not value.is_null:
            return value.value.strip()
    return ""


def _choose_key(written: str, citation_key: str) -> str:
    """Return the key of an item: its id, its citation key, or its id with hyphens for what a key cannot hold."""
    for candidate in (written, citation_key):
        if is_key(candidate):
            return candidate
    item = _ITEM_URI.match(written)
    if item:
        return item[1]
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", written) if not unicodedata.combining(c)
    )
    key = _NOT_IN_KEY.sub("-", plain).strip("-.:")
    return key if is_key(key) else ""


_LIST_KEYS = ("references", "items")
"""Under which the items stand: in Pandoc's YAML, and in what Zotero's web interface sends."""
_CLOSING_LINE = re.compile(r"\n(?:---|\.\.\.)\s*\Z")


def collect_json_items(root: Node) -> ParsedItems:
    """Return the items of CSL-JSON: a list, a list under `references` or `items`, or one item alone."""
    return ParsedItems(list(_find_items(root, "CSL-JSON")))


def collect_yaml_items(file: FileText) -> ParsedItems:
    """Return the items of CSL-YAML, their texts as CSL-JSON has them. Raises BriefError where the YAML is broken.

    The line of dashes that closes a metadata block of Pandoc's begins no second document.
    """
    root, told = compose_nodes(replace(file, text=_CLOSING_LINE.sub("\n", file.text)))
    if any(problem.severity is Severity.ERROR for problem in told.found):
        raise BriefError(
            [problem for problem in told.sorted() if problem.severity is Severity.ERROR]
        )
    if root is None:
        raise BriefError([problems.make_no_references(file.where(0), "CSL-YAML")])
    return ParsedItems([convert_markdown(item) for item in _find_items(root, "CSL-YAML")])


def _find_items(root: Node, kind: str) -> tuple[Node, ...]:
    if isinstance(root, SequenceNode):
        return root.items
    if isinstance(root, MappingNode):
        entries = {key.value: value for key, value in root.entries}
        for name in _LIST_KEYS:
            inner = entries.get(name)
            if isinstance(inner, SequenceNode):
                return inner.items
        if isinstance(entries.get("id"), ScalarNode):
            return (root,)
    raise BriefError([problems.make_no_references(root.where, kind)])


def make_folder_loader(files: MemoFolder) -> ReferenceLoader:
    """Return what gives the references in a file, by the name that the memo gives it."""
    return lambda name: read_references(
        files.read(name.key, name.where), files.path(name.key), name
    )


def read_references(data: bytes, path: str, name: Ref) -> ReferenceFile:
    """Return what a reference file holds; its suffix says what it is.

    `path` is what problems call it, `name` where the memo names it. Raises BriefError when nothing can be made of it.
    """
    suffix = PurePosixPath(name.key).suffix.lower()
    if suffix not in _READERS:
        raise BriefError([problems.make_unknown_format(name.where, name.key, tuple(_READERS))])
    file = decode_leniently(data, path)
    return read_items(file, _READERS[suffix](file, name))


def _read_json(file: FileText, name: Ref) -> ParsedItems:  # noqa: ARG001 - the signature of a reader
    return collect_json_items(read_json(file))


def _read_yaml(file: FileText, name: Ref) -> ParsedItems:  # noqa: ARG001 - the signature of a reader
    return collect_yaml_items(file)


def _read_bibtex(file: FileText, name: Ref) -> ParsedItems:
    try:
        from threadbrief.references.bibtex import read_bibtex  # noqa: PLC0415 - an extra, and 40 ms
    except ImportError:
        raise BriefError([problems.make_not_installed(name.where, name.key)]) from None
    return read_bibtex(file)


def _read_ris(file: FileText, name: Ref) -> ParsedItems:  # noqa: ARG001 - the signature of a reader
    return read_ris(file)


_READERS: dict[str, Callable[[FileText, Ref], ParsedItems]] = {
    ".json": _read_json,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".bib": _read_bibtex,
    ".bibtex": _read_bibtex,
    ".ris": _read_ris,
}
