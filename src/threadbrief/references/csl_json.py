"""The characters of a JSON file in.

The same nodes that YAML gives out, each with its line and column (RFC 8259).
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from threadbrief.core.problems import BriefError, Location
from threadbrief.core.structs import Accumulator, field
from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Name
from threadbrief.read.problems import quoted
from threadbrief.read.yaml.decode import UNPRINTABLE, FileText
from threadbrief.read.yaml.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
)
from threadbrief.references import problems
from threadbrief.references.csl_json_dialects import CUSTOM_KEY

_TOKEN = re.compile(
    r'[ \t\n\r\ufeff]*(?:([{}\[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")'
    r"|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.]))",
    re.DOTALL,
)
_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_WORD = re.compile(r"[\w.+-]+|.", re.DOTALL)


class _OpenContainer(Accumulator):
    """A list or object whose end has not been reached."""

    where: Location
    is_object: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=dict)
    key: ScalarNode | None = None
    """The key whose value comes next."""

    def add(self, node: Node) -> None:
        if self.key is None:
            self.items.append(node)
        else:
            self.entries[self.key.value] = (self.key, node)
            self.key = None

    def node(self) -> Node:
        if self.is_object:
            return MappingNode(tuple(self.entries.values()), self.where)
        return SequenceNode(tuple(self.items), self.where)


def read_json(file: FileText) -> Node:
    """Return the root of a JSON file.

    Raises BriefError at the first fault, and for more than the limits allow.
    """
    return _JsonParser(file).parse()


class _JsonParser:
    """Reads without recursion."""

    def __init__(self, file: FileText) -> None:
        self.file = file
        self.open: list[_OpenContainer] = []
        self.at = 0
        self.count = 0

    def parse(self) -> Node:
        done: Node | None = None
        while done is None:
            done = self.value()
        rest = _SPACE.match(self.file.text, self.at)
        self.at = rest.end() if rest else self.at
        if self.at < len(self.file.text):
            raise self.fault("something follows its end")
        return done

    def value(self) -> Node | None:
        """Read up to the end of one value; return the root when it is done."""
        mark, text, bare = self.token()
        where = self.file.where(self.start)
        self.count += 1
        if self.count > MAX_NODES:
            raise BriefError([problems.make_too_large(where, "values", MAX_NODES)])
        if mark in {"{", "["}:
            return self.begin(where, is_object=mark == "{")
        if mark:
            raise self.fault("a value is missing here", self.start)
        if text:
            node = self.scalar(text, where)
        else:
            node = ScalarNode(bare, where, "", self.start, self.at)
        return self.close(node)

    def begin(self, where: Location, *, is_object: bool) -> Node | None:
        if len(self.open) == MAX_DEPTH:
            raise BriefError([problems.make_too_large(where, "levels", MAX_DEPTH)])
        self.open.append(_OpenContainer(where, is_object))
        before = self.at
        if self.token()[0] == ("}" if is_object else "]"):
            return self.close(self.open.pop().node())
        self.at = before
        if is_object:
            self.key()
        return None

    def close(self, node: Node) -> Node | None:
        """Put a finished value where it belongs, and those that end with it."""
        while self.open:
            level = self.open[-1]
            level.add(node)
            mark = self.token()[0]
            if mark == ",":
                if level.is_object:
                    self.key()
                return None
            if mark != ("}" if level.is_object else "]"):
                raise self.fault(
                    "a comma or the end of a list or object is missing here", self.start
                )
            node = self.open.pop().node()
        return node

    def key(self) -> None:
        text = self.token()[1]
        if not text:
            raise self.fault("a key in quotes is missing here", self.start)
        self.open[-1].key = self.scalar(text, self.file.where(self.start))
        if self.token()[0] != ":":
            raise self.fault("a colon is missing here", self.start)

    def token(self) -> tuple[str, str, str]:
        """Return the next sign, text in quotes, or bare word; two of the three are empty."""
        found = _TOKEN.match(self.file.text, self.at)
        if found is None:
            space = _SPACE.match(self.file.text, self.at)
            self.at = space.end() if space else self.at
            raise self.fault("")
        self.start = found.start(found.lastindex or 0)
        self.at = found.end()
        return found[1] or "", found[2] or "", found[3] or ""

    def scalar(self, token: str, where: Location) -> ScalarNode:
        try:
            text = json.loads(token, strict=False) if "\\" in token else token[1:-1]
        except ValueError:
            raise self.fault("a text has an escape that is none", self.start) from None
        if not text.isprintable():
            text = UNPRINTABLE.sub(" ", text)
        return ScalarNode(text, where, '"', self.start, self.at)

    def fault(self, what: str, at: int | None = None) -> BriefError:
        place = self.at if at is None else at
        word = _WORD.match(self.file.text, place)
        if not what:
            if word:
                what = f"{quoted(word[0])} cannot stand here"
            else:
                what = "it ends too early"
            if word and word[0] == '"':
                what = "a text is never closed"
        return BriefError(
            [problems.make_invalid_json(self.file.where(place), what)], source=self.file.text
        )


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
