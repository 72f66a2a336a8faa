"""The bytes of a memo in YAML in; a Brief out, or every problem of the file at once."""

from types import MappingProxyType
from typing import Any

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem, drop_suppressed, has_errors
from threadbrief.model.brief import Brief, Source
from threadbrief.read import problems
from threadbrief.read.mappings import Reading, check_required, read_fields
from threadbrief.read.reference_files import (
    ReferenceLoader,
    find_undefined_references,
    iter_cited_doubts,
    load_reference_files,
    no_folder,
)
from threadbrief.read.schema.kinds import Values
from threadbrief.read.schema.memo import NAME, ROOT
from threadbrief.read.verbatim import find_differences
from threadbrief.read.yaml.decode import decode, find_bidi_controls, find_lost_characters
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, compose_nodes

_FILE = "the file"


def read_brief(
    data: bytes, name: str, loader: ReferenceLoader = no_folder
) -> tuple[Brief, tuple[Problem, ...]]:
    """Return the memo that a file holds, and the warnings about it in file order.

    `name` is what messages call the file. Reference files that the memo names under `sources` come
    from the loader; other files are not looked for. Raises BriefError with all the errors and
    warnings of the file.
    """
    file = decode(data, name)
    root, found = compose_nodes(file)
    found.extend(find_bidi_controls(file))
    found.extend(find_lost_characters(file))
    if root is None or (isinstance(root, ScalarNode) and root.is_null):
        found.append(problems.empty_file(Location(name, 1, 1)))
        raise BriefError(found.sorted(), source=file.text)
    if any(problem.code == codes.SECOND_DOCUMENT for problem in found.found):
        raise BriefError(found.sorted(), source=file.text)  # what it holds would be missing
    reading = Reading(file, found)
    values = _read_values(reading, root)
    loaded = load_reference_files(reading, values.get("sources") or (), loader)
    found.extend(iter_cited_doubts(reading, loaded))
    found.extend(
        p
        for p in find_undefined_references(reading)
        if loaded.complete or p.code != codes.UNDEFINED_CITATION
    )
    found.extend(
        find_differences(
            reading, values.get("thread"), values.get("posts") or (), values.get("flags") or ()
        )
    )
    suppressed = _collect_suppressed(values)
    told = drop_suppressed(found.sorted(), suppressed)
    if has_errors(told):
        raise BriefError(told, source=file.text)
    values["citations"] = {**values.get("citations", {}), **loaded.citations}
    return _make_brief(values, Source(name, data), suppressed), told


def _read_values(reading: Reading, root: Node) -> Values:
    """Return what the blocks of the file hold; one at fault is None."""
    if isinstance(root, MappingNode):
        _check_schema(reading, root)
    found = read_fields(reading, ROOT, root, _FILE)
    if found is None:
        return {}
    check_required(reading, ROOT, found, root, _FILE)
    return found


def _check_schema(reading: Reading, root: MappingNode) -> None:
    for key, value in root.entries:
        if key.value == "schema":
            if isinstance(value, ScalarNode):
                named = value.value
            else:
                named = "a list or mapping"
            if named != NAME:
                reading.problems.append(problems.wrong_schema(value.where, named or None, NAME))
            return
    reading.problems.append(problems.wrong_schema(root.where, None, NAME))


def _collect_suppressed(values: Values) -> frozenset[str]:
    return frozenset(
        code for code, switch in (values.get("checks") or {}).items() if switch == "off"
    )


def _make_brief(values: Values, source: Source, suppressed: frozenset[str]) -> Brief:
    def table(name: str) -> Any:  # noqa: ANN401 - a mapping of what the schema says
        return MappingProxyType(values.get(name, {}))

    return Brief(
        memo=values["memo"],
        thread=values.get("thread"),
        posts=values["posts"],
        people=table("people"),
        citations=table("citations"),
        notes=table("notes"),
        flags=values.get("flags", ()),
        source=source,
        suppressed=suppressed,
    )
