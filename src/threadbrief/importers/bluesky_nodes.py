"""Answers of the interface of Bluesky in; the posts in them, and what they say is not shown, out."""

from collections.abc import Iterable, Iterator

from threadbrief.importers.fields import Record, record, records, text
from threadbrief.values import Ledger, field


class Nodes(Ledger):
    """The posts of answers, by address."""

    posts: dict[str, Record] = field(default_factory=dict)
    focus: list[str] = field(default_factory=list)
    """The posts whose threads were asked for."""
    gone: dict[str, str] = field(default_factory=dict)
    """Posts that are not shown, each with why."""
    unseen: dict[str, list[str]] = field(default_factory=dict)
    """Answers to a post that are not shown, each with why."""

    def answers_to(self, uri: str) -> int:
        """Return how many answers to a post there are, or are said not to be shown."""
        there = sum(parent_of(post) == uri for post in self.posts.values())
        return there + len(self.unseen.get(uri, ()))


def read_nodes(documents: Iterable[object]) -> Nodes:
    """Return the posts of all answers; where one stands twice, the first."""
    nodes = Nodes()
    for document in documents:
        if isinstance(document, dict):
            for post in _listed(document):
                _add(nodes, post)
            for item in records(document, "thread"):
                _flat(nodes, item)
            if isinstance(document.get("thread"), dict):
                _tree(nodes, record(document, "thread"))
            elif "post" in document and isinstance(document["post"], dict):
                _tree(nodes, document)
    return nodes


def parent_of(post: Record) -> str | None:
    """Return the address of the post that a post answers."""
    return text(record(post, "record", "reply", "parent"), "uri")


def author_of(uri: str) -> str:
    """Return whose a post is, by its address: `at://<author>/<collection>/<key>`."""
    return uri.removeprefix("at://").partition("/")[0]


def key_of(uri: str) -> str:
    """Return the last part of an address."""
    return uri.rpartition("/")[2]


def _listed(document: Record) -> Iterator[Record]:
    """Yield the posts of a feed, a search or a repository."""
    for item in records(document, "feed"):
        yield record(item, "post")
    yield from records(document, "posts")
    for item in records(document, "records"):
        yield {"uri": item.get("uri"), "cid": item.get("cid"), "record": item.get("value")}


def _add(nodes: Nodes, post: Record) -> str | None:
    uri = text(post, "uri")
    if uri is None or not uri.startswith("at://") or not record(post, "record"):
        return None
    nodes.posts.setdefault(uri, post)
    return uri


def _flat(nodes: Nodes, item: Record) -> None:
    """Take an item of the second kind of answer, in which a thread is a list."""
    uri = _add(nodes, record(item, "value", "post"))
    if uri is None:
        missing = text(item, "uri")
        if missing:
            nodes.gone[missing] = _why(record(item, "value"))
    elif item.get("depth") == 0:
        nodes.focus.append(uri)


def _tree(nodes: Nodes, thread: Record) -> None:
    """Take a thread with its posts above and below, however deep."""
    waiting: list[tuple[Record, str | None]] = [(thread, None)]
    while waiting:
        node, above = waiting.pop()
        uri = _add(nodes, record(node, "post"))
        if uri is None:
            _missing(nodes, node, above)
            continue
        if node is thread:
            nodes.focus.append(uri)
        if isinstance(node.get("parent"), dict):
            waiting.append((record(node, "parent"), None))
        waiting += [(answer, uri) for answer in records(node, "replies")]


def _missing(nodes: Nodes, node: Record, above: str | None) -> None:
    """Keep what is said of a post that is not shown: one above, or an answer to the one above."""
    uri = text(node, "uri")
    if uri:
        nodes.gone[uri] = _why(node)
    if above:
        nodes.unseen.setdefault(above, []).append(_why(node))


def _why(node: Record) -> str:
    kind = text(node, "$type") or ""
    if node.get("blocked") or "blocked" in kind.casefold():
        return "blocked"
    return "not found" if node.get("notFound") or "notfound" in kind.casefold() else "not shown"
