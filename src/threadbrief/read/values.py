"""Values of Python in, a Brief out: plain objects, and a Brief that was changed after it was read.

Both become YAML, which is read as any memo is. So all that a memo is checked for is checked, and
the files contain the memo that their pages show. A problem is placed by the path of its value:
`posts[2].url`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief
from threadbrief.read import problems
from threadbrief.read.emit import Plain, Tree, write_brief, write_tree
from threadbrief.read.memo import read_brief
from threadbrief.read.reference_files import ReferenceLoader, no_folder
from threadbrief.read.yaml.decode import decode
from threadbrief.read.yaml.nodes import MAX_DEPTH, MappingNode, Node, SequenceNode, compose_nodes

VALUES = "<values>"
"""What problems call the YAML that was made of values."""
_BARE_KEY = re.compile(r"[^\W\d][\w-]*")


def read_values(
    values: Mapping[str, object], loader: ReferenceLoader = no_folder
) -> tuple[Brief, tuple[Problem, ...]]:
    """Return the memo that plain objects hold, and the warnings about it.

    The keys are those of a memo's YAML. Raises BriefError as `read_brief` does, and for a value
    that no memo can hold.
    """
    tree = {str(key): _make_tree(value, str(key), 1) for key, value in values.items()}
    return _read_placed(write_tree(tree).encode("utf-8", "surrogatepass"), loader)


def reread_brief(
    brief: Brief, loader: ReferenceLoader = no_folder
) -> tuple[Brief, tuple[Problem, ...]]:
    """Return a brief whose source says what its values say, and the warnings about it.

    It is the same brief where its source is read as that; a brief that was changed is written as
    YAML and read again. Raises BriefError where its values are no memo.
    """
    source = brief.source
    try:
        found, warnings = read_brief(source.data, source.name, loader)
    except BriefError:
        found, warnings = None, ()
    if found is not None and replace(found, source=source) == brief:
        return brief, place_by_path(warnings, brief)
    try:
        text = write_brief(brief)
    except (TypeError, ValueError, AttributeError) as fault:
        raise BriefError([problems.unwritable_brief(str(fault))]) from None
    changed, warnings = _read_placed(text.encode("utf-8", "surrogatepass"), no_folder)
    return replace(changed, source=replace(changed.source, folder=source.folder)), warnings


def _read_placed(data: bytes, loader: ReferenceLoader) -> tuple[Brief, tuple[Problem, ...]]:
    try:
        brief, warnings = read_brief(data, VALUES, loader)
    except BriefError as fault:
        raise BriefError(_add_paths(fault.problems, data), fault.source) from None
    return brief, _add_paths(warnings, data)


# --- problems by path ---


def place_by_path(found: Iterable[Problem], brief: Brief) -> tuple[Problem, ...]:
    """Return the problems of a brief; those of one that was made of values with their paths."""
    found = tuple(found)
    if brief.source.name != VALUES:
        return found
    return _add_paths(found, brief.source.data)


def _add_paths(found: Sequence[Problem], data: bytes) -> tuple[Problem, ...]:
    if not any(_needs_path(problem) for problem in found):
        return tuple(found)
    try:
        root, _ = compose_nodes(decode(data, VALUES))
    except BriefError:  # the text itself is at fault: a character that no memo can hold
        return tuple(found)
    if root is None:
        return tuple(found)
    return tuple(
        replace(problem, path=_find_path(root, problem.where, problem.code))
        if problem.where and _needs_path(problem)
        else problem
        for problem in found
    )


def _needs_path(problem: Problem) -> bool:
    return problem.where is not None and problem.where.file == VALUES and problem.path is None


def _find_path(root: Node, where: Location, code: str) -> str:
    """Return the path of the innermost value that begins at a place or before it.

    What a mapping lacks has the place of its first key, and is a fault of the mapping.
    """
    node, path = root, ""
    while not (code == codes.MISSING_KEY and node.where == where and path):
        step = None
        for name, start, child in _list_children(node):
            if start > where:
                break
            step = name, child
        if step is None:
            break
        path, node = _join_path(path, step[0]), step[1]
    return path or "the memo"


def _list_children(node: Node) -> Iterator[tuple[str, Location, Node]]:
    """Yield the step to each child of a node, where the child begins with its key, and itself."""
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            yield _format_key(key.value), key.where, value
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield f"[{index}]", item.where, item


def _join_path(path: str, step: str) -> str:
    return path + step if path else step.removeprefix(".")


def _format_key(key: str) -> str:
    return f".{key}" if _BARE_KEY.fullmatch(key) else f"[{key!r}]"


# --- plain objects ---


def _make_tree(value: object, path: str, depth: int) -> Tree:
    """Return a value as plain data of YAML. Raises BriefError for one that no memo can hold."""
    if depth > MAX_DEPTH:
        raise BriefError([problems.values_too_deep(path, MAX_DEPTH)])
    match value:
        case Mapping():
            return {
                str(key): _make_tree(inner, _join_path(path, _format_key(str(key))), depth + 1)
                for key, inner in value.items()
            }
        case list() | tuple():
            return [
                _make_tree(inner, f"{path}[{index}]", depth + 1)
                for index, inner in enumerate(value)
            ]
        case _:
            return _make_scalar(value, path)


def _make_scalar(value: object, path: str) -> Plain:
    match value:
        case Enum():
            return _make_scalar(value.value, path)
        case str():
            return str(value)
        case None | bool() | int():
            return value
        case float() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            raise BriefError([problems.unwritable_value(path, value)])
