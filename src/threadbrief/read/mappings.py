"""Validate YAML nodes against the schema and make values of them; every fault becomes a problem."""

from typing import assert_never

from threadbrief.core.problems import BriefError, Location, Problem
from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.model.brief import CslDate, Ref
from threadbrief.model.marks import MarkedText
from threadbrief.read import problems, scalars
from threadbrief.read.markup.text import read_text
from threadbrief.read.problems import ProblemList
from threadbrief.read.scalars import DateError
from threadbrief.read.schema.citation import CSL_DATE, make_csl_date
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    CapturedText,
    Choice,
    Date,
    DateTime,
    Digest,
    Field,
    FileName,
    Identifier,
    Integer,
    Kind,
    LanguageTag,
    LineText,
    ListOf,
    MapOf,
    MappingSchema,
    Namespace,
    Nested,
    Prose,
    Reference,
    ScalarOrNested,
    SourceDate,
    Values,
)
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.locations import ScalarLocator
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from threadbrief.text.urls import find_spoofing_risk

MAX_POSTS = 100_000
MAX_TEXT = 1024 * 1024

WHOLE_FILE = frozenset({"memo", "thread"})
"""Words that stand for the memo and the thread where an id is asked for, and so cannot be ids."""


class CrossReference(Frozen):
    """A key that must be defined somewhere in the file."""

    ref: Ref
    kind: Reference
    label: str
    """What refers to it."""


class Passage(Frozen):
    """A text with inline marks, for the checks that need the whole file."""

    text: MarkedText
    label: str
    at: ScalarLocator


class Reading(Accumulator):
    """One file being read: what is wrong so far, what is defined, and what is referred to."""

    file: FileText
    problems: ProblemList
    defined: dict[Namespace, dict[str, Location]] = field(
        default_factory=lambda: {space: {} for space in Namespace}
    )
    mentions: list[CrossReference] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    last_number: int = 0
    """Of the post before."""
    comparisons: int = 100_000
    """How many more ids may be looked at to find the one that was meant."""

    def offered(self, *spaces: Namespace) -> list[str]:
        """Return the ids to search for the intended one; none when enough have been searched."""
        count = sum(len(self.defined[space]) for space in spaces)
        if count > self.comparisons:
            return []
        self.comparisons -= count
        return [key for space in spaces for key in self.defined[space]]

    def define(self, space: Namespace, key: str, where: Location) -> None:
        """Note that a key is defined. Posts and citations share one set of ids."""
        if space in (Namespace.POSTS, Namespace.CITATIONS):
            shared: tuple[Namespace, ...] = (Namespace.POSTS, Namespace.CITATIONS)
        else:
            shared = (space,)
        for other in shared:
            if key in self.defined[other]:
                self.problems.append(problems.id_twice(where, key, self.defined[other][key]))
                return
        if len(shared) == 2 and key in WHOLE_FILE:
            self.problems.append(problems.id_twice(where, key, None))
        self.defined[space][key] = where


class _Skip(Exception):  # noqa: N818 - not an error: the problem is noted already
    """A value that cannot be had."""


def read_block(reading: Reading, block: MappingSchema, node: Node, label: str) -> object | None:
    """Return the object that a schema makes of a mapping; None when something in it is wrong.

    `label` names the mapping in messages.
    """
    found = read_fields(reading, block, node, label)
    if found is None:
        return None
    return _make_value_of(reading, block, found, node, label)


def read_fields(reading: Reading, block: MappingSchema, node: Node, label: str) -> Values | None:
    """Return the values of a mapping by their names in the model, without absent and faulty ones.

    None when the node is no mapping.
    """
    if not isinstance(node, MappingNode):
        needed_first = sorted(block.fields, key=lambda field: not field.required)
        hint = f"its keys are: {problems.listed(field.key for field in needed_first[:6])}"
        reading.problems.append(
            problems.wrong_kind(
                node.where, label, "a mapping of keys and values", _describe_node(node), hint
            )
        )
        return None
    found: Values = {}
    for key, value in node.entries:
        known = block.by_key.get(key.value)
        if known is None:
            if not key.value.startswith("x-"):
                reading.problems.append(_make_unknown_key_problem(block, key, label))
            continue
        if isinstance(value, ScalarNode) and value.is_null:
            continue
        try:
            found[known.name] = _read_value(reading, known.kind, value, _label_field(known, label))
        except scalars.UnreadableError as fault:
            reading.problems.append(fault.problem)
            found[known.name] = None
        except _Skip:
            found[known.name] = None
    return found


def _make_unknown_key_problem(block: MappingSchema, key: ScalarNode, label: str) -> Problem:
    known = [field.key for field in block.fields]
    return problems.unknown_key(key.where, key.value, label, known, block.renamed.get(key.value))


def _make_value_of(
    reading: Reading, block: MappingSchema, found: Values, node: Node, label: str
) -> object | None:
    """Return the object made of its values; None when a required one is missing or faulty."""
    if not check_required(reading, block, found, node, label) or any(
        value is None for value in found.values()
    ):
        return None
    return block.make(found, node.where)


def check_required(
    reading: Reading, block: MappingSchema, found: Values, node: Node, label: str
) -> bool:
    """Return whether everything is there that a block needs; what is not is noted."""
    missing = [
        wanted
        for wanted in block.fields
        if wanted.required and wanted.name not in found and wanted.unless not in found
    ]
    for wanted in missing:
        reading.problems.append(problems.missing_key(node.where, wanted.key, label, wanted.doc))
    return not missing


def _label_field(known: Field, label: str) -> str:
    """Return what messages call the value of a field."""
    if known.label:
        return known.label
    if isinstance(known.kind, Prose) or label == "the file":
        if isinstance(known.kind, Prose):
            return label
        return _label_whole(known)
    return f"{known.key} of {label}"


def _label_whole(known: Field) -> str:
    if isinstance(known.kind, Nested):
        return f"the {known.key}"
    return known.key


# --- one value ------------------------------------------------------------------------------------


def _read_value(  # noqa: PLR0911 - one case for each kind
    reading: Reading, kind: Kind, node: Node, label: str
) -> object:
    match kind:
        case Nested():
            return _skip_if_none(read_block(reading, kind.block, node, label))
        case ScalarOrNested():
            if isinstance(node, MappingNode):
                return _skip_if_none(read_block(reading, kind.block, node, label))
            return _read_value(reading, kind.scalar, node, label)
        case ListOf():
            return _read_list(reading, kind, node, label)
        case MapOf():
            return _read_map(reading, kind, node, label)
        case SourceDate() if isinstance(node, MappingNode):
            return _read_csl_object(reading, node, label)
        case _:
            return _read_scalar(reading, kind, _require_text(node, label), label)


def _read_scalar(  # noqa: PLR0911, PLR0912, C901 - one case for each kind
    reading: Reading,
    kind: LineText | CapturedText | Prose | Choice | Integer | Boolean | Date | DateTime
    | SourceDate | Address | Digest | LanguageTag | Identifier | FileName | Reference,
    node: ScalarNode,
    label: str,
) -> object:  # fmt: skip
    text, where = node.value, node.where
    if not (text.isascii() or isinstance(kind, LineText | CapturedText | Prose | FileName)):
        scalars.refuse_curly_quotes(text, where, label)
    match kind:
        case LineText():
            text = scalars.read_line(text)
            if kind.is_name:
                scalars.refuse_curly_quotes(text, where, label)
            if kind.filled and not text:
                raise scalars.UnreadableError(problems.empty_value(where, label, "a text"))
            return text
        case Prose():
            return _read_prose(reading, kind, node, label)
        case CapturedText():
            return text
        case Choice():
            return scalars.read_choice(kind, text, where, label)
        case Integer():
            return scalars.read_integer(kind, text, where, label)
        case Boolean():
            return scalars.read_boolean(text, where, label)
        case Date():
            return scalars.read_date_value(text, where, label)
        case DateTime():
            return scalars.read_moment_value(text, where, label)
        case SourceDate():
            return scalars.read_source_date(text, where, label)
        case Address():
            doubt = find_spoofing_risk(scalars.read_address(text, where, label))
            if doubt:
                reading.problems.append(problems.doubtful_address(where, text, doubt))
            return text
        case Digest():
            return scalars.read_digest(text, where, label)
        case LanguageTag():
            return scalars.read_language(text, where, label)
        case Identifier():
            return scalars.read_key(text, where, label)
        case FileName():
            return Ref(text, where)
        case Reference():
            ref = Ref(text, where)
            reading.mentions.append(CrossReference(ref, kind, label))
            return ref
        case _:
            assert_never(kind)


def _skip_if_none(made: object | None) -> object:
    if made is None:
        raise _Skip
    return made


def _require_text(node: Node, label: str) -> ScalarNode:
    if isinstance(node, ScalarNode):
        return node
    hint = "put a text that begins with [ or { in quotes, or in a block after |-"
    raise scalars.UnreadableError(
        problems.wrong_kind(node.where, label, "a text", _describe_node(node), hint)
    )


def _read_prose(reading: Reading, kind: Prose, node: ScalarNode, label: str) -> MarkedText:
    if len(node.value) > MAX_TEXT:
        raise scalars.UnreadableError(problems.text_too_long(node.where, label, MAX_TEXT))
    place = ScalarLocator(reading.file, node)
    text = read_text(node.value, place, reading.problems.append, kind)
    reading.passages.append(Passage(text, label, place))
    return text


def _read_csl_object(reading: Reading, node: MappingNode, label: str) -> CslDate:
    found = read_fields(reading, CSL_DATE, node, label)
    if found is None or any(value is None for value in found.values()):
        raise _Skip
    try:
        return make_csl_date(found)
    except DateError as fault:
        raise scalars.UnreadableError(
            scalars.make_source_date_problem(node.where, label, "{...}", fault)
        ) from None


# --- lists and tables -----------------------------------------------------------------------------


def _read_list(reading: Reading, kind: ListOf, node: Node, label: str) -> tuple[object, ...]:
    if not isinstance(node, SequenceNode):
        if not kind.lone or (
            isinstance(node, MappingNode) and not isinstance(kind.kind, Nested | ScalarOrNested)
        ):
            hint = 'begin each item with "- "'
            raise scalars.UnreadableError(
                problems.wrong_kind(node.where, label, "a list", _describe_node(node), hint)
            )
        if isinstance(kind.kind, Reference) and isinstance(node, ScalarNode):
            keys = scalars.split_keys(node.value)
            if keys:
                raise scalars.UnreadableError(problems.not_a_list(node.where, label, keys))
        return (_read_value(reading, kind.kind, node, label),)
    if kind.space is Namespace.POSTS and len(node.items) > MAX_POSTS:
        problem = problems.too_many_posts(node.where, len(node.items), MAX_POSTS)
        reading.problems.append(problem)
        raise BriefError(reading.problems.sorted(), source=reading.file.text)
    found = []
    for number, item in enumerate(node.items, 1):
        value = _read_item(reading, kind, item, _label_item(kind, number, label))
        if value is not None or kind.nulls:
            found.append(value)
    if kind.filled and not node.items:
        raise scalars.UnreadableError(
            problems.empty_value(node.where, label, f"a list with at least one {kind.name}")
        )
    if len(found) < len(node.items):
        raise _Skip
    return tuple(found)


def _label_item(kind: ListOf, number: int, label: str) -> str:
    if not isinstance(kind.kind, Nested):
        return label
    owner = label.partition(" of ")[2]
    outer = "" if not owner or owner == "the memo" else f" of {owner}"
    return f"{kind.name} {number}{outer}"


def _read_item(reading: Reading, kind: ListOf, node: Node, label: str) -> object | None:
    if isinstance(node, ScalarNode) and node.is_null:
        if not kind.nulls:
            reading.problems.append(problems.empty_value(node.where, label, "given or left out"))
        return None
    try:
        if kind.space is not None and isinstance(kind.kind, Nested):
            return _read_identified(reading, kind.kind.block, kind.space, node, label)
        return _read_value(reading, kind.kind, node, label)
    except scalars.UnreadableError as fault:
        reading.problems.append(fault.problem)
    except _Skip:
        pass
    return None


def _read_identified(
    reading: Reading, block: MappingSchema, space: Namespace, node: Node, label: str
) -> object | None:
    """Return an item that has an id; a post gets its number and its id when it has none."""
    if space is Namespace.POSTS:
        label = _label_post(reading, node)
    found = read_fields(reading, block, node, label)
    if found is None:
        return None
    if space is Namespace.POSTS:
        reading.last_number = found.get("number") or reading.last_number + 1
        found.setdefault("number", reading.last_number)
        found.setdefault("id", f"p{reading.last_number}")
    if found.get("id"):
        reading.define(space, found["id"], _locate_entry(node, "id"))
    return _make_value_of(reading, block, found, node, label)


def _label_post(reading: Reading, node: Node) -> str:
    """Return what messages call a post: by the number given, or by the number it will get."""
    given = _find_scalar(node, "number")
    if given and given.value.isdecimal():
        return f"post {given.value}"
    return f"post {reading.last_number + 1}"


def _find_scalar(node: Node, key: str) -> ScalarNode | None:
    if isinstance(node, MappingNode):
        for name, value in node.entries:
            if name.value == key and isinstance(value, ScalarNode) and not value.is_null:
                return value
    return None


def _locate_entry(node: Node, key: str) -> Location:
    entry = _find_scalar(node, key)
    if entry:
        return entry.where
    return node.where


def _read_map(reading: Reading, kind: MapOf, node: Node, label: str) -> dict[str, object]:
    if not isinstance(node, MappingNode):
        hint = f"write one {kind.name} below the other, each as key: value"
        raise scalars.UnreadableError(
            problems.wrong_kind(node.where, label, "a mapping", _describe_node(node), hint)
        )
    found: dict[str, object] = {}
    complete = True
    for key, value in node.entries:
        if _is_extension(kind, key, value):
            continue
        if kind.space:
            inner = f'{kind.name} "{key.value}"'
        else:
            inner = f"{key.value} of {label}"
        if kind.keys and key.value not in kind.keys:
            reading.problems.append(problems.not_silenceable(key.where, key.value))
            complete = False
            continue
        try:
            if kind.space is not None:
                scalars.read_key(key.value, key.where, f"the key of a {kind.name}")
                reading.define(kind.space, key.value, key.where)
            found[key.value] = _read_map_entry(reading, kind.kind, key, value, inner)
        except scalars.UnreadableError as fault:
            reading.problems.append(fault.problem)
            complete = False
        except _Skip:
            complete = False
    if not complete:
        raise _Skip
    return found


def _is_extension(kind: MapOf, key: ScalarNode, value: Node) -> bool:
    if kind.space is not None:
        return key.value.startswith("x-")
    return isinstance(value, ScalarNode) and value.is_null


def _read_map_entry(
    reading: Reading, kind: Kind, key: ScalarNode, node: Node, label: str
) -> object:
    if isinstance(node, ScalarNode) and node.is_null:
        raise scalars.UnreadableError(problems.empty_value(key.where, label, "given or left out"))
    if not isinstance(kind, Nested):
        return _read_value(reading, kind, node, label)
    found = read_fields(reading, kind.block, node, label)
    if found is None:
        raise _Skip
    found["key"] = key.value
    made = _make_value_of(reading, kind.block, found, node, label)
    return _skip_if_none(made)


def _describe_node(node: Node) -> str:
    """Return what a node is, for a message."""
    match node:
        case ScalarNode():
            if node.value:
                return problems.quoted(node.value)
            return "nothing"
        case SequenceNode():
            return "a list"
        case MappingNode():
            return "a mapping"
        case _:
            assert_never(node)
