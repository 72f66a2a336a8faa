"""Strategies for memos: plain data by the schema, and YAML texts as people lay them out."""

from hypothesis import strategies as st

from threadbrief.read.emit import _format_scalar, _iter_lines
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    Choice,
    Date,
    DateTime,
    Digest,
    Field,
    Identifier,
    Integer,
    Kind,
    LanguageTag,
    LineText,
    ListOf,
    MapOf,
    MappingSchema,
    Nested,
    Prose,
    Reference,
    ScalarOrNested,
    SourceDate,
)
from threadbrief.read.schema.memo import NAME, ROOT

WORDS = st.sampled_from(
    ["ice", "rails", "冯玉军", "[@p1]", "[@quay-log, p. 3]", "[^why]", "@ilmari", "#ice", "*so*", "**so**", "https://a.example/x",
     "[so](https://a.example/)", r"\[@x]", "# no", "- so", "1. so", "> so", "a: b", "'", '"', "{", "no", "~",
     "2020", "🧊", "\u202e", "*", "[", "]", "\\", "é", "«so»",
     "_so_", "__so", "a_b", "## so", "### so", "#### so", "* so", "+ so", "1) so", "---", "===",
     "| a | b |", "|---|--:|", "| a \\| [@p1] | *so*", "Table: so", ": so", ">>>", '![so](so.png "so [@p1]")', "^[so *so* [@p1]]",
     "^[so", "<b>", "<https://a.example/>", "`so`", "$x^2$", "~~so~~", "[quay-log]", "[@p1, @quay-log]", "[^why]: so", "```"]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
TEXTS = st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=5).map("\n".join)
KEYS = st.sampled_from(["p1", "quay-log", "why", "ilmari", "a.b:c", "x-own", "no"])


def values(kind: Kind, depth: int = 3) -> st.SearchStrategy:
    """Values that are mostly of a kind."""
    match kind:
        case LineText():
            return LINES
        case Prose():
            return TEXTS
        case Choice():
            return st.sampled_from([*kind.words[:8], "no"])
        case Integer():
            return st.sampled_from([1, 2, 7, 12])
        case Boolean():
            return st.booleans()
        case Date():
            return st.dates().map(str)
        case DateTime():
            return st.sampled_from(["2031-03-14", "2031-03-14T06:40:00Z", "2031-03-14T06:40+02:00"])
        case SourceDate():
            return st.sampled_from(
                ["2031", "2031-03", "2031-03-14", "2031/2032", "2031~", "2031-21", "-0044"]
            )
        case Address():
            return st.sampled_from(
                ["https://a.example/x", "http://u@b.example", "https://bаnk.example/"]
            )
        case Digest():
            return st.just("0f" * 32)
        case LanguageTag():
            return st.sampled_from(["en", "zh-Hans", "eo"])
        case Identifier() | Reference():
            return KEYS
        case Nested() | ScalarOrNested():
            return blocks(kind.block, depth - 1)
        case ListOf():
            return st.lists(values(kind.kind, depth), max_size=3)
        case MapOf():
            return st.dictionaries(
                st.sampled_from(kind.keys) if kind.keys else KEYS,
                values(kind.kind, depth),
                max_size=3,
            )
        case _:
            return LINES


def blocks(block: MappingSchema, depth: int = 4) -> st.SearchStrategy:
    """Mappings with the keys that a block needs and some of the others."""
    shallow = [
        f for f in block.fields if depth > 0 or not isinstance(f.kind, ListOf | MapOf | Nested)
    ]
    needed = {f.key: values(f.kind, depth) for f in block.fields if f.required}
    others = [f for f in shallow if not f.required]

    @st.composite
    def made(draw: st.DrawFn) -> dict:
        chosen: list[Field] = (
            draw(st.lists(st.sampled_from(others), max_size=4, unique_by=lambda f: f.key))
            if others
            else []
        )
        found = {key: draw(strategy) for key, strategy in needed.items()}
        found |= {field.key: draw(values(field.kind, depth)) for field in chosen}
        return found

    return made()


def _complete(tree: dict) -> dict:
    """A memo in which most of what the texts refer to is defined."""
    tree = {**tree, "schema": NAME}
    tree["posts"] = [*tree["posts"], {"text": "so", "id": "p1", "number": 90}]
    tree["citations"] = {"quay-log": {"type": "report", "title": "Log"}} | tree.get("citations", {})
    tree["notes"] = {"why": "so"} | tree.get("notes", {})
    tree["people"] = {
        key: {"name": key} for key in ("p1", "quay-log", "why", "ilmari", "a.b:c", "no")
    }
    return tree


MEMOS = blocks(ROOT).map(_complete)


def plain(tree: dict) -> str:
    """The YAML of a memo."""
    return "\n".join(_iter_lines(tree, 0)) + "\n"


@st.composite
def laid_out(draw: st.DrawFn) -> str:
    """The YAML of a memo as somebody lays it out: keys in any order, any indentation, comments anywhere."""
    lines: list[str] = draw(
        st.sampled_from([[], ["# head"], ["# yaml-language-server: $schema=s.json", "", "# two"]])
    )
    lines = [*lines, *_mapping(draw, draw(MEMOS), 0)]
    return "\n".join([*lines, *draw(st.sampled_from([[], ["# end"], ["", "# end"]])), ""])


def _comments(draw: st.DrawFn, indent: int) -> list[str]:
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return [" " * indent + "# so: it - is"]
    if kind == 1:
        return ["", " " * indent + "# one", " " * indent + "#two"]
    return [""] if kind == 2 else []


def _mapping(draw: st.DrawFn, tree: dict, indent: int) -> list[str]:
    lines = []
    for key in draw(st.permutations(list(tree))):
        above = _comments(draw, indent)
        lines += above if lines else [line for line in above if line]
        lines += _entry(draw, " " * indent + f"{_format_scalar(key)}:", tree[key], indent)
    return lines


def _entry(draw: st.DrawFn, head: str, value: object, indent: int) -> list[str]:
    tail = draw(st.sampled_from(["", "", "", "  # so"]))
    step = draw(st.integers(1, 5))
    match value:
        case dict() if value:
            return [head + tail, *_mapping(draw, value, indent + step)]
        case list() if value:
            dash = indent + draw(st.integers(0, 3)) if head.endswith(":") else indent + step
            lines = [head + tail]
            for item in value:
                lines += [line for line in _comments(draw, dash) if line]
                lines += _item(draw, item, dash)
            return lines
        case str() if (
            "\n" in value.strip("\n") and value[:1] not in {" ", "\n"} and "\u202e" not in value
        ):
            inner = " " * (indent + step)
            mark = draw(st.sampled_from(["|", ">"])) + draw(st.sampled_from(["", "-", "+"]))
            return [
                f"{head} {mark}{tail}",
                *(inner + line if line else "" for line in value.split("\n")),
            ]
        case str():
            style = draw(st.integers(0, 3))
            if style == 0 and "\n" not in value:
                return [
                    head
                    + " '"
                    + value.replace("'", "''").replace(" ", "\n" + " " * (indent + step), 1)
                    + "'"
                    + tail
                ]
            return [f"{head} {_format_scalar(value)}{tail}"]
        case _:
            return [*_iter_lines({"k": value}, 0)][:1] and [
                f"{head} {next(_iter_lines({'k': value}, 0)).partition(' ')[2] or '{}'}{tail}"
            ]


def _item(draw: st.DrawFn, value: object, dash: int) -> list[str]:
    if isinstance(value, dict) and value:
        gap = draw(st.integers(1, 3))
        inner = _mapping(draw, value, dash + 1 + gap)
        if draw(st.booleans()) and not inner[0].lstrip().startswith("#"):
            return [" " * dash + "-" + " " * gap + inner[0].lstrip(), *inner[1:]]
        return [" " * dash + "-", *inner]
    return _entry(draw, " " * dash + "-", value, dash)
