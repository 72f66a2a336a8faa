"""The YAML of a memo in; the same with lines put into its lists and mappings out. No line of it is changed."""

from collections.abc import Mapping, Sequence

from threadbrief.errors import BriefError
from threadbrief.importers import problems
from threadbrief.read.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose
from threadbrief.read.text import FileText, decode
from threadbrief.read.writing import Tree, write_item, write_tree
from threadbrief.values import Value

Mapped = dict[str, Tree]


class Insertion(Value):
    """A post and where it belongs."""

    after: str | None
    """The id of the post that it follows; None: it is the first."""
    tree: Mapped


class Page:
    """The lines of a memo, and what is to be put between them."""

    def __init__(self, data: bytes, name: str) -> None:
        self.file: FileText = decode(data, name)
        root, _ = compose(self.file)
        assert isinstance(root, MappingNode)  # noqa: S101 - the memo was read before
        self.root = root
        self.lines = self.file.text.split("\n")
        self.put: list[tuple[int, str]] = []
        """Before which line, counted from 0, and what."""

    def text(self) -> str:
        """Return the memo with everything put in."""
        lines = list(self.lines)
        for at, text in sorted(self.put, key=lambda item: item[0], reverse=True):
            lines[at:at] = text.rstrip("\n").split("\n")
        return "\n".join(lines)

    def add_posts(self, posts: Sequence[Insertion]) -> None:
        """Put posts into the list of posts, each behind the one that it follows."""
        if not posts:
            return
        node = self._block("posts")
        assert isinstance(node, SequenceNode)  # noqa: S101 - the memo was read before
        places = {name: number for number, name in enumerate(_ids(node))}
        ends = self._ends(node, "posts")
        texts: dict[int, str] = {}
        for post in posts:
            at = ends[places[post.after]] if post.after in places else self._line(node.items[0])
            texts[at] = texts.get(at, "") + "\n" + write_item(post.tree, self._indent(node))
        self.put += [(at, text if text.strip() else "") for at, text in texts.items()]

    def add_items(self, key: str, items: Sequence[Mapped]) -> None:
        """Put items at the end of a list, which is made where the memo has none."""
        if not items:
            return
        node = self._find(key)
        if node is None:
            self._append(write_tree({key: list(items)}))
            return
        node = self._block(key)
        if not isinstance(node, SequenceNode):
            raise BriefError([problems.cannot_add(node.where, key)])
        text = "".join(write_item(item, self._indent(node)) for item in items)
        self.put.append((self._ends(node, key)[-1], text))

    def add_entries(self, key: str, entries: Mapping[str, Mapped]) -> None:
        """Put entries at the end of a mapping, which is made where the memo has none."""
        if not entries:
            return
        if self._find(key) is None:
            self._append(write_tree({key: dict(entries)}))
            return
        node = self._block(key)
        if not isinstance(node, MappingNode):
            raise BriefError([problems.cannot_add(node.where, key)])
        self.put.append((self._end(node, key), write_tree(dict(entries), node.where.column - 1)))

    def _append(self, text: str) -> None:
        end = len(self.lines)
        while end > 1 and not self.lines[end - 1].strip():
            end -= 1
        self.put.append((end, f"\n{text}"))

    def _find(self, key: str) -> Node | None:
        found = next((value for name, value in self.root.entries if name.value == key), None)
        return None if isinstance(found, ScalarNode) and found.is_null and not self._stands(key) else found

    def _stands(self, key: str) -> bool:
        return any(name.value == key for name, _ in self.root.entries)

    def _block(self, key: str) -> Node:
        """Return a list or mapping whose items stand on lines of their own. Raises BriefError for any other."""
        name, node = next(entry for entry in self.root.entries if entry[0].value == key)
        if isinstance(node, ScalarNode) or node.where.line == name.where.line or not self.lines:
            raise BriefError([problems.cannot_add(node.where, key)])
        first = self.lines[node.where.line - 1][node.where.column - 1 :]
        if first.startswith(("[", "{")):
            raise BriefError([problems.cannot_add(node.where, key)])
        return node

    def _line(self, item: Node) -> int:
        """Return the line that an item begins on, its dash included, counted from 0."""
        number = item.where.line - 1
        while number and not self.lines[number].lstrip().startswith("-"):
            number -= 1
        return number

    def _indent(self, node: SequenceNode) -> int:
        line = self.lines[node.where.line - 1]
        return len(line) - len(line.lstrip())

    def _ends(self, node: SequenceNode, key: str) -> list[int]:
        """Return for each item the line behind it, counted from 0; comments above the next belong to that."""
        starts = [self._line(item) for item in node.items]
        indent = self._indent(node)
        return [*(self._behind(start, indent) for start in starts[1:]), self._end(node, key)]

    def _end(self, node: Node, key: str) -> int:
        """Return the line behind a block: that of the next key of the file, less the comments above it."""
        lines = sorted(name.where.line - 1 for name, _ in self.root.entries)
        own = next(name.where.line - 1 for name, value in self.root.entries if value is node and name.value == key)
        after = [line for line in lines if line > own]
        return self._behind(after[0] if after else len(self.lines), node.where.column - 1)

    def _behind(self, line: int, indent: int) -> int:
        """Return the line behind the last one with content above a line; a # that is indented further may be text."""
        while line > 1 and self._is_between(self.lines[line - 1], indent):
            line -= 1
        return line

    def _is_between(self, line: str, indent: int) -> bool:
        bare = line.lstrip()
        return not bare or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _ids(node: SequenceNode) -> list[str]:
    """Return the ids of posts, as the reader gives them where none is written."""
    found: list[str] = []
    last = 0
    for item in node.items:
        given = (
            {key.value: value.value for key, value in item.entries if isinstance(value, ScalarNode)}
            if isinstance(item, MappingNode)
            else {}
        )
        last = int(given["number"]) if given.get("number", "").isdigit() else last + 1
        found.append(given.get("id") or f"p{last}")
    return found
