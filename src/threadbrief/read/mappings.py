"""A node and the description of what it should be in; the values of the model out, every fault on the way noted."""

from typing import assert_never

from threadbrief.core.problems import BriefError, Problem, Where
from threadbrief.core.structs import Ledger, Value, field
from threadbrief.model.brief import CslDate, Ref
from threadbrief.model.marks import MarkedText
from threadbrief.read import problems, scalars
from threadbrief.read.markup.text import read_text
from threadbrief.read.problems import Told
from threadbrief.read.scalars import DateError
from threadbrief.read.schema.citation import CSL_DATE, csl_date
from threadbrief.read.schema.kinds import (
    Address,
    Block,
    Calendar,
    Captured,
    Choice,
    Digest,
    Field,
    FileName,
    Identifier,
    Inside,
    Instant,
    Kind,
    LanguageTag,
    Line,
    ListOf,
    Prose,
    Reference,
    ScalarOrInside,
    SourceDate,
    Space,
    TableOf,
    Values,
    Whole,
    YesNo,
)
from threadbrief.read.yaml.decode import FileText
from threadbrief.read.yaml.locations import ScalarPlace
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from threadbrief.text.urls import spoofing_risk

MAX_POSTS = 100_000
MAX_TEXT = 1024 * 1024

WHOLE_FILE = frozenset({"memo", "thread"})
"""Words that stand for the memo and the thread where an id is asked for, and so cannot be ids."""


class Mention(Value):
    """A key that must be defined somewhere in the file."""

    ref: Ref
    kind: Reference
    label: str
    """What refers to it."""


class Passage(Value):
    """A text with inline marks, for the checks that need the whole file."""

    text: MarkedText
    label: str
    at: ScalarPlace


class Reading(Ledger):
    """One file being read: what is wrong so far, what is defined, and what is referred to."""

    file: FileText
    problems: Told
    defined: dict[Space, dict[str, Where]] = field(
        default_factory=lambda: {space: {} for space in Space}
    )
    mentions: list[Mention] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    last_number: int = 0
    """Of the post before."""
    comparisons: int = 100_000
    """How many more ids may be looked at to find the one that was meant."""

    def offered(self, *spaces: Space) -> list[str]:
        """Return the ids to look for the one that was meant in; none when enough have been looked at."""
        count = sum(len(self.defined[space]) for space in spaces)
        if count > self.comparisons:
            return []
        self.comparisons -= count
        return [key for space in spaces for key in self.defined[space]]

    def define(self, space: Space, key: str, where: Where) -> None:
        """Note that a key is defined. Posts and citations share one set of ids."""
        shared = (
            (Space.POSTS, Space.CITATIONS) if space in (Space.POSTS, Space.CITATIONS) else (space,)
        )
        for other in shared:
            if key in self.defined[other]:
                self.problems.append(problems.id_twice(where, key, self.defined[other][key]))
                return
        if len(shared) == 2 and key in WHOLE_FILE:
            self.problems.append(problems.id_twice(where, key, None))
        self.defined[space][key] = where


class _Skip(Exception):  # noqa: N818 - not an error: the problem is noted already
    """A value that cannot be had."""


def read_block(reading: Reading, block: Block, node: Node, label: str) -> object | None:
    """Return what the block makes of a mapping, or None when something in it is wrong; `label` names it in messages."""
    found = read_fields(reading, block, node, label)
    if found is None:
        return None
    return _made(reading, block, found, node, label)


def read_fields(reading: Reading, block: Block, node: Node, label: str) -> Values | None:
    """Return the values of a mapping by their names in the model; those at fault or not given are left out.

    None when the node is no mapping.
    """
    if not isinstance(node, MappingNode):
        needed_first = sorted(block.fields, key=lambda field: not field.required)
        hint = f"its keys are: {problems.listed(field.key for field in needed_first[:6])}"
        reading.problems.append(
            problems.wrong_kind(
                node.where, label, "a mapping of keys and values", _name(node), hint
            )
        )
        return None
    found: Values = {}
    for key, value in node.entries:
        known = block.by_key.get(key.value)
        if known is None:
            if not key.value.startswith("x-"):
                reading.problems.append(_unknown(block, key, label))
            continue
        if isinstance(value, ScalarNode) and value.is_null:
            continue
        try:
            found[known.name] = _value(reading, known.kind, value, _label(known, label))
        except scalars.UnreadableError as fault:
            reading.problems.append(fault.problem)
            found[known.name] = None
        except _Skip:
            found[known.name] = None
    return found


def _unknown(block: Block, key: ScalarNode, label: str) -> Problem:
    known = [field.key for field in block.fields]
    return problems.unknown_key(key.where, key.value, label, known, block.renamed.get(key.value))


def _made(reading: Reading, block: Block, found: Values, node: Node, label: str) -> object | None:
    """Return what a block makes of its values, or None when one that it needs is missing or at fault."""
    if not required(reading, block, found, node, label) or any(
        value is None for value in found.values()
    ):
        return None
    return block.make(found, node.where)


def required(reading: Reading, block: Block, found: Values, node: Node, label: str) -> bool:
    """Return whether everything is there that a block needs; what is not is noted."""
    missing = [wanted for wanted in block.fields if wanted.required and wanted.name not in found]
    for wanted in missing:
        reading.problems.append(problems.missing_key(node.where, wanted.key, label, wanted.doc))
    return not missing


def _label(known: Field, label: str) -> str:
    """Return what messages call the value of a field."""
    if known.label:
        return known.label
    if isinstance(known.kind, Prose) or label == "the file":
        return label if isinstance(known.kind, Prose) else _whole(known)
    return f"{known.key} of {label}"


def _whole(known: Field) -> str:
    return f"the {known.key}" if isinstance(known.kind, Inside) else known.key


# --- one value ---------------------------------------------------------------------------------------------------


def _value(reading: Reading, kind: Kind, node: Node, label: str) -> object:  # noqa: PLR0911 - one case for each kind
    match kind:
        case Inside():
            return _or_skip(read_block(reading, kind.block, node, label))
        case ScalarOrInside():
            if isinstance(node, MappingNode):
                return _or_skip(read_block(reading, kind.block, node, label))
            return _value(reading, kind.scalar, node, label)
        case ListOf():
            return _list(reading, kind, node, label)
        case TableOf():
            return _table(reading, kind, node, label)
        case SourceDate() if isinstance(node, MappingNode):
            return _csl_object(reading, node, label)
        case _:
            return _scalar(reading, kind, _text_node(node, label), label)


def _scalar(  # noqa: PLR0911, PLR0912, C901 - one case for each kind
    reading: Reading,
    kind: Line | Captured | Prose | Choice | Whole | YesNo | Calendar | Instant | SourceDate | Address | Digest
    | LanguageTag | Identifier | FileName | Reference,
    node: ScalarNode,
    label: str,
) -> object:  # fmt: skip
    text, where = node.value, node.where
    match kind:
        case Line():
            text = scalars.line(text)
            if kind.filled and not text:
                raise scalars.UnreadableError(problems.empty_value(where, label, "a text"))
            return text
        case Prose():
            return _prose(reading, kind, node, label)
        case Captured():
            return text
        case Choice():
            return scalars.choice(kind, text, where, label)
        case Whole():
            return scalars.whole(kind, text, where, label)
        case YesNo():
            return scalars.yes_no(text, where, label)
        case Calendar():
            return scalars.calendar(text, where, label)
        case Instant():
            return scalars.moment(text, where, label)
        case SourceDate():
            return scalars.source_date(text, where, label)
        case Address():
            doubt = spoofing_risk(scalars.address(text, where, label))
            if doubt:
                reading.problems.append(problems.doubtful_address(where, text, doubt))
            return text
        case Digest():
            return scalars.digest(text, where, label)
        case LanguageTag():
            return scalars.language(text, where, label)
        case Identifier():
            return scalars.key(text, where, label)
        case FileName():
            return Ref(text, where)
        case Reference():
            ref = Ref(text, where)
            reading.mentions.append(Mention(ref, kind, label))
            return ref
        case _:
            assert_never(kind)


def _or_skip(made: object | None) -> object:
    if made is None:
        raise _Skip
    return made


def _text_node(node: Node, label: str) -> ScalarNode:
    if isinstance(node, ScalarNode):
        return node
    hint = "put a text that begins with [ or { in quotes, or in a block after |-"
    raise scalars.UnreadableError(
        problems.wrong_kind(node.where, label, "a text", _name(node), hint)
    )


def _prose(reading: Reading, kind: Prose, node: ScalarNode, label: str) -> MarkedText:
    if len(node.value) > MAX_TEXT:
        raise scalars.UnreadableError(problems.text_too_long(node.where, label, MAX_TEXT))
    place = ScalarPlace(reading.file, node)
    text = read_text(node.value, place, reading.problems.append, blocks=kind.blocks)
    reading.passages.append(Passage(text, label, place))
    return text


def _csl_object(reading: Reading, node: MappingNode, label: str) -> CslDate:
    found = read_fields(reading, CSL_DATE, node, label)
    if found is None or any(value is None for value in found.values()):
        raise _Skip
    try:
        return csl_date(found)
    except DateError as fault:
        raise scalars.UnreadableError(
            scalars.source_date_problem(node.where, label, "{...}", fault)
        ) from None


# --- lists and tables --------------------------------------------------------------------------------------------


def _list(reading: Reading, kind: ListOf, node: Node, label: str) -> tuple[object, ...]:
    if not isinstance(node, SequenceNode):
        if not kind.lone or (
            isinstance(node, MappingNode) and not isinstance(kind.kind, Inside | ScalarOrInside)
        ):
            hint = 'begin each item with "- "'
            raise scalars.UnreadableError(
                problems.wrong_kind(node.where, label, "a list", _name(node), hint)
            )
        return (_value(reading, kind.kind, node, label),)
    if kind.space is Space.POSTS and len(node.items) > MAX_POSTS:
        problem = problems.too_many_posts(node.where, len(node.items), MAX_POSTS)
        reading.problems.append(problem)
        raise BriefError(reading.problems.in_order(), source=reading.file.text)
    found = []
    for number, item in enumerate(node.items, 1):
        value = _item(reading, kind, item, _item_label(kind, number, label))
        if value is not None or kind.nulls:
            found.append(value)
    if kind.filled and not node.items:
        raise scalars.UnreadableError(
            problems.empty_value(node.where, label, f"a list with at least one {kind.name}")
        )
    if len(found) < len(node.items):
        raise _Skip
    return tuple(found)


def _item_label(kind: ListOf, number: int, label: str) -> str:
    if not isinstance(kind.kind, Inside):
        return label
    owner = label.partition(" of ")[2]
    outer = "" if not owner or owner == "the memo" else f" of {owner}"
    return f"{kind.name} {number}{outer}"


def _item(reading: Reading, kind: ListOf, node: Node, label: str) -> object | None:
    if isinstance(node, ScalarNode) and node.is_null:
        if not kind.nulls:
            reading.problems.append(problems.empty_value(node.where, label, "given or left out"))
        return None
    try:
        if kind.space is not None and isinstance(kind.kind, Inside):
            return _identified(reading, kind.kind.block, kind.space, node, label)
        return _value(reading, kind.kind, node, label)
    except scalars.UnreadableError as fault:
        reading.problems.append(fault.problem)
    except _Skip:
        pass
    return None


def _identified(
    reading: Reading, block: Block, space: Space, node: Node, label: str
) -> object | None:
    """Return an item that has an id; a post gets its number and its id when it has none."""
    if space is Space.POSTS:
        label = _post_label(reading, node)
    found = read_fields(reading, block, node, label)
    if found is None:
        return None
    if space is Space.POSTS:
        reading.last_number = found.get("number") or reading.last_number + 1
        found.setdefault("number", reading.last_number)
        found.setdefault("id", f"p{reading.last_number}")
    if found.get("id"):
        reading.define(space, found["id"], _where_of(node, "id"))
    return _made(reading, block, found, node, label)


def _post_label(reading: Reading, node: Node) -> str:
    """Return what messages call a post: by the number given, or by the number it will get."""
    given = _entry(node, "number")
    number = given.value if given and given.value.isdecimal() else reading.last_number + 1
    return f"post {number}"


def _entry(node: Node, key: str) -> ScalarNode | None:
    if isinstance(node, MappingNode):
        for name, value in node.entries:
            if name.value == key and isinstance(value, ScalarNode) and not value.is_null:
                return value
    return None


def _where_of(node: Node, key: str) -> Where:
    entry = _entry(node, key)
    return entry.where if entry else node.where


def _table(reading: Reading, kind: TableOf, node: Node, label: str) -> dict[str, object]:
    if not isinstance(node, MappingNode):
        hint = f"write one {kind.name} below the other, each as key: value"
        raise scalars.UnreadableError(
            problems.wrong_kind(node.where, label, "a mapping", _name(node), hint)
        )
    found: dict[str, object] = {}
    complete = True
    for key, value in node.entries:
        if _is_passed_over(kind, key, value):
            continue
        inner = f'{kind.name} "{key.value}"' if kind.space else f"{key.value} of {label}"
        if kind.keys and key.value not in kind.keys:
            reading.problems.append(problems.not_silenceable(key.where, key.value))
            complete = False
            continue
        try:
            if kind.space is not None:
                scalars.key(key.value, key.where, f"the key of a {kind.name}")
                reading.define(kind.space, key.value, key.where)
            found[key.value] = _row(reading, kind.kind, key, value, inner)
        except scalars.UnreadableError as fault:
            reading.problems.append(fault.problem)
            complete = False
        except _Skip:
            complete = False
    if not complete:
        raise _Skip
    return found


def _is_passed_over(kind: TableOf, key: ScalarNode, value: Node) -> bool:
    if kind.space is not None:
        return key.value.startswith("x-")
    return isinstance(value, ScalarNode) and value.is_null


def _row(reading: Reading, kind: Kind, key: ScalarNode, node: Node, label: str) -> object:
    if isinstance(node, ScalarNode) and node.is_null:
        raise scalars.UnreadableError(problems.empty_value(key.where, label, "given or left out"))
    if not isinstance(kind, Inside):
        return _value(reading, kind, node, label)
    found = read_fields(reading, kind.block, node, label)
    if found is None:
        raise _Skip
    found["key"] = key.value
    made = _made(reading, kind.block, found, node, label)
    return _or_skip(made)


def _name(node: Node) -> str:
    """Return what a node is, for a message."""
    match node:
        case ScalarNode():
            return problems.quoted(node.value) if node.value else "nothing"
        case SequenceNode():
            return "a list"
        case MappingNode():
            return "a mapping"
        case _:
            assert_never(node)
