"""An item of CSL-YAML in; the same with the few marks of Pandoc's Markdown as the tags of CSL-JSON out.

Pandoc reads the fields of a bibliography in YAML as Markdown ("Using citeproc", its manual, Citations), and writes
them so.
"""

import re

from threadbrief.read.nodes import MappingNode, Node, ScalarNode, SequenceNode
from threadbrief.read.vocabulary import DATES
from threadbrief.values import replace

_AS_WRITTEN = frozenset(
    ["id", "type", "URL", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "page", "language", "citation-key", "custom",
     "archived", *DATES]
)  # fmt: skip
_MARKS = (
    (re.compile(r"\[([^\[\]\n]*)\]\{\.nocase\}"), r'<span class="nocase">\1</span>'),
    (re.compile(r"\[([^\[\]\n]*)\]\{\.smallcaps\}"), r'<span style="font-variant:small-caps;">\1</span>'),
    (re.compile(r"(?<![\\*])\*\*(?=\S)([^*\n]+)(?<=\S)(?<!\\)\*\*(?!\*)"), r"<b>\1</b>"),
    (re.compile(r"(?<![\\*])\*(?=\S)([^*\n]+)(?<=\S)(?<!\\)\*(?!\*)"), r"<i>\1</i>"),
    (re.compile(r"(?<![\w\\])_(?=\S)([^_\n]+)(?<=\S)(?<!\\)_(?!\w)"), r"<i>\1</i>"),
    (re.compile(r"(?<!\\)\^([^\s^]+)(?<!\\)\^"), r"<sup>\1</sup>"),
    (re.compile(r"(?<![\\~])~([^\s~]+)(?<!\\)~(?!~)"), r"<sub>\1</sub>"),
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TELLING = re.compile(r"[\\*_^~\[]")


def without_markdown(item: Node) -> Node:
    """Return an item whose texts are those of CSL-JSON."""
    if not isinstance(item, MappingNode):
        return item
    return MappingNode(
        tuple((key, value if key.value in _AS_WRITTEN else _texts(value)) for key, value in item.entries), item.where
    )


def _texts(node: Node) -> Node:
    """Return a text, or the texts of a list or name one level down; what is deeper holds none."""
    match node:
        case ScalarNode():
            return _text(node)
        case SequenceNode():
            return replace(node, items=tuple(_name(item) for item in node.items))
        case MappingNode():
            return _name(node)


def _name(node: Node) -> Node:
    if not isinstance(node, MappingNode):
        return _text(node) if isinstance(node, ScalarNode) else node
    entries = ((key, _text(value) if isinstance(value, ScalarNode) else value) for key, value in node.entries)
    return MappingNode(tuple(entries), node.where)


def _text(node: ScalarNode) -> ScalarNode:
    text = node.value
    if not _TELLING.search(text):
        return node
    for mark, tag in _MARKS:
        text = mark.sub(tag, text)
    return replace(node, value=_ESCAPED.sub(r"\1", text))
