"""A file in CSL-JSON or CSL-YAML in; the nodes of its items out."""

import re

from threadbrief.errors import BriefError, Severity
from threadbrief.read.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose
from threadbrief.read.text import FileText
from threadbrief.references import problems
from threadbrief.references.markdown import without_markdown
from threadbrief.references.source import Found
from threadbrief.values import replace

_LISTS = ("references", "items")
"""Under which the items stand: in Pandoc's YAML, and in what Zotero's web interface sends."""
_CLOSING_LINE = re.compile(r"\n(?:---|\.\.\.)\s*\Z")


def json_items(root: Node) -> Found:
    """Return the items of CSL-JSON: a list, a list under `references` or `items`, or one item alone."""
    return Found(list(_items(root, "CSL-JSON")))


def yaml_items(file: FileText) -> Found:
    """Return the items of CSL-YAML, their texts as CSL-JSON has them. Raises BriefError where the YAML is broken.

    The line of dashes that closes a metadata block of Pandoc's begins no second document.
    """
    root, told = compose(replace(file, text=_CLOSING_LINE.sub("\n", file.text)))
    if any(problem.severity is Severity.ERROR for problem in told.found):
        raise BriefError([problem for problem in told.in_order() if problem.severity is Severity.ERROR])
    if root is None:
        raise BriefError([problems.no_references(file.where(0), "CSL-YAML")])
    return Found([without_markdown(item) for item in _items(root, "CSL-YAML")])


def _items(root: Node, kind: str) -> tuple[Node, ...]:
    if isinstance(root, SequenceNode):
        return root.items
    if isinstance(root, MappingNode):
        entries = {key.value: value for key, value in root.entries}
        for name in _LISTS:
            inner = entries.get(name)
            if isinstance(inner, SequenceNode):
                return inner.items
        if isinstance(entries.get("id"), ScalarNode):
            return (root,)
    raise BriefError([problems.no_references(root.where, kind)])
