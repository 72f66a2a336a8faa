"""A memo and a thread in; the memo with the new posts of the thread added out, and what differs told.

Lines are only ever put in: nothing that stands in the memo is changed, moved or taken out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text.post_numbers import assign_numbers, parse_post_number
from threadbrief.importers.draft.citations import map_cited_pages
from threadbrief.importers.draft.draft import Draft
from threadbrief.importers.draft.flags import DraftFlag
from threadbrief.importers.model import CapturedPost, CapturedThread, DoubtKind
from threadbrief.importers.urls import parse_post_url
from threadbrief.model.brief import Brief, Post
from threadbrief.read.emit import Tree, replace_unprintable, write_item, write_tree
from threadbrief.read.yaml.decode import FileText, decode
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes

YamlMapping = dict[str, Tree]


class PostInsertion(Frozen):
    """A post and where it belongs."""

    after: str | None
    """The id of the post that it follows; None: it is the first."""
    tree: YamlMapping


class MemoEditor:
    """The lines of a memo, and what is to be put between them."""

    def __init__(self, data: bytes, name: str) -> None:
        self.file: FileText = decode(data, name)
        root, _ = compose_nodes(self.file)
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

    def add_posts(self, posts: Sequence[PostInsertion]) -> None:
        """Put posts into the list of posts, each behind the one that it follows."""
        if not posts:
            return
        node = self._block("posts")
        assert isinstance(node, SequenceNode)  # noqa: S101 - the memo was read before
        places = {name: number for number, name in enumerate(_read_post_ids(node))}
        ends = self._ends(node, "posts")
        texts: dict[int, str] = {}
        for post in posts:
            at = ends[places[post.after]] if post.after in places else self._line(node.items[0])
            texts[at] = texts.get(at, "") + "\n" + write_item(post.tree, self._indent(node))
        self.put += [(at, text if text.strip() else "") for at, text in texts.items()]

    def add_items(self, key: str, items: Sequence[YamlMapping]) -> None:
        """Put items at the end of a list, which is made where the memo has none."""
        if not items:
            return
        node = self._find(key)
        if node is None:
            self._append(write_tree({key: list(items)}))
            return
        node = self._block(key)
        if not isinstance(node, SequenceNode):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        text = "".join(write_item(item, self._indent(node)) for item in items)
        self.put.append((self._ends(node, key)[-1], text))

    def add_entries(self, key: str, entries: Mapping[str, YamlMapping]) -> None:
        """Put entries at the end of a mapping, which is made where the memo has none."""
        if not entries:
            return
        if self._find(key) is None:
            self._append(write_tree({key: dict(entries)}))
            return
        node = self._block(key)
        if not isinstance(node, MappingNode):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        self.put.append((self._end(node, key), write_tree(dict(entries), node.where.column - 1)))

    def _append(self, text: str) -> None:
        end = len(self.lines)
        while end > 1 and not self.lines[end - 1].strip():
            end -= 1
        self.put.append((end, f"\n{text}"))

    def _find(self, key: str) -> Node | None:
        found = next((value for name, value in self.root.entries if name.value == key), None)
        return (
            None
            if isinstance(found, ScalarNode) and found.is_null and not self._stands(key)
            else found
        )

    def _stands(self, key: str) -> bool:
        return any(name.value == key for name, _ in self.root.entries)

    def _block(self, key: str) -> Node:
        """Return a list or mapping whose items stand on lines of their own. Raises BriefError for any other."""
        name, node = next(entry for entry in self.root.entries if entry[0].value == key)
        if isinstance(node, ScalarNode) or node.where.line == name.where.line or not self.lines:
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        first = self.lines[node.where.line - 1][node.where.column - 1 :]
        if first.startswith(("[", "{")):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
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
        own = next(
            name.where.line - 1
            for name, value in self.root.entries
            if value is node and name.value == key
        )
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


def _read_post_ids(node: SequenceNode) -> list[str]:
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


DraftBuilder = Callable[[CapturedThread, Sequence[str], Mapping[str, str]], Draft]
"""A thread, ids that are taken, and the keys of addresses that are cited already."""
_NEW_THREAD_KINDS = frozenset(
    {
        DoubtKind.THREAD_CUT,
        DoubtKind.THREAD_BRANCH,
        DoubtKind.PARENT_MISSING,
        DoubtKind.NUMBER_GAP,
        DoubtKind.BOILERPLATE,
    }
)
"""What a second source may say of the whole thread; author, address and the like are the memo's already."""


class MergeResult(Frozen):
    """What was added to a memo."""

    text: str
    """The memo."""
    posts: tuple[str, ...]
    """Ids of the new posts."""
    differences: tuple[str, ...]
    """How each post that differs does, as lines with - and +."""
    flags: tuple[DraftFlag, ...]
    """The new ones."""


class _Comparison(Accumulator):
    """The posts of a source beside those of a memo."""

    new: list[int] = field(default_factory=list)
    """Places of posts that the memo has not."""
    after: dict[int, str | None] = field(default_factory=dict)
    """For each of them the id of the memo's post that it follows; None: it is the first."""
    changed: list[tuple[Post, CapturedPost]] = field(default_factory=list)


def merge_thread(brief: Brief, thread: CapturedThread, draft: DraftBuilder) -> MergeResult:
    """Return a memo with what is new in a thread."""
    _check_same_thread(brief, thread)
    found = _compare_posts(brief, thread)
    taken = [post.id for post in brief.posts] + list(brief.citations)
    made = draft(thread, taken, map_cited_pages(brief))
    ids = _assign_ids(brief, thread, found.new)
    posts = [
        _rename_post(made.posts[at], ids[at], ids.get(at - 1) or found.after[at])
        for at in found.new
    ]
    cited, people = _select_citations(made, posts), _select_people(brief, made, posts)
    names = {str(made.posts[at]["id"]): name for at, name in ids.items()} | {
        name: name for name in (*cited, *people)
    }
    flags = _drop_known_flags(brief, [*_flags_of_changes(found), *_flags_of_new_posts(made, names)])
    posts = [replace_unprintable(post) for post in posts]
    page = MemoEditor(brief.source.data, brief.source.name)
    page.add_posts(
        [PostInsertion(found.after[at], tree) for at, tree in zip(found.new, posts, strict=True)]
    )
    page.add_entries("people", people)
    page.add_entries("citations", cited)
    page.add_items(
        "flags",
        [
            replace_unprintable(flag.to_tree(name))
            for flag, name in zip(flags, _flag_ids(brief), strict=False)
        ],
    )
    differences = tuple(_format_difference(before, after) for before, after in found.changed)
    return MergeResult(page.text(), tuple(ids[at] for at in found.new), differences, tuple(flags))


def _check_same_thread(brief: Brief, thread: CapturedThread) -> None:
    """Raise BriefError where memo and source say that they are about two threads."""
    theirs = (
        {value for value in (brief.thread.id, brief.thread.url) if value} if brief.thread else set()
    )
    ours = {value for value in (thread.id, thread.url) if value}
    theirs |= {post.id for url in set(theirs) if (post := parse_post_url(url))}
    ours |= {post.id for url in set(ours) if (post := parse_post_url(url))}
    known = {post.post_id for post in brief.posts} & {post.id for post in thread.posts} - {None}
    if theirs and ours and not theirs & ours and not known:
        raise BriefError([import_problems.other_thread(brief.source.name, min(theirs), min(ours))])


def _compare_posts(brief: Brief, thread: CapturedThread) -> _Comparison:
    """Compare posts by the platform's id or address, else by what was captured, else by number."""
    found = _Comparison()
    numbers = assign_numbers([parse_post_number(post.number_shown) for post in thread.posts])
    used: set[str] = set()
    last: str | None = None
    for at, (post, number) in enumerate(zip(thread.posts, numbers, strict=True)):
        before = _match_post(brief, post, number, used)
        if before is None:
            found.new.append(at)
            found.after[at] = last
            continue
        used.add(before.id)
        last = before.id
        if before.original is not None and _normalize_spaces(before.original) != _normalize_spaces(
            post.text
        ):
            found.changed.append((before, post))
    return found


def _match_post(brief: Brief, post: CapturedPost, number: int, used: set[str]) -> Post | None:
    left = [candidate for candidate in brief.posts if candidate.id not in used]
    if post.id or post.url:
        same = [
            c
            for c in left
            if (post.id and c.post_id == post.id) or (post.url and c.url == post.url)
        ]
        if same:
            return same[0]
        left = [candidate for candidate in left if not (candidate.post_id or candidate.url)]
    words = _normalize_spaces(post.text)
    same = [
        c
        for c in left
        if _normalize_spaces(c.original if c.original is not None else c.text.source) == words
    ]
    return same[0] if same else next((c for c in left if c.number == number), None)


def _normalize_spaces(text: str) -> str:
    return " ".join(text.split())


def _assign_ids(brief: Brief, thread: CapturedThread, new: Sequence[int]) -> dict[int, str]:
    """Return an id for each new post that neither a post nor a citation of the memo has."""
    taken = {post.id for post in brief.posts} | set(brief.citations)
    numbers = assign_numbers([parse_post_number(post.number_shown) for post in thread.posts])
    ids: dict[int, str] = {}
    for at in new:
        name, count = f"p{numbers[at]}", 1
        while name in taken:
            count += 1
            name = f"p{numbers[at]}-{count}"
        taken.add(name)
        ids[at] = name
    return ids


def _rename_post(tree: dict[str, Tree], name: str, before: str | None) -> dict[str, Tree]:
    """Return a post of the draft under its id in the memo."""
    renamed = {**tree, "id": name}
    if "continues" in tree:
        renamed["continues"] = before
    return renamed


def _select_citations(made: Draft, posts: Sequence[dict[str, Tree]]) -> dict[str, dict[str, Tree]]:
    """Return the citations that the new posts need and the memo has not."""
    wanted = set(_find_cited_keys(posts))
    return {key: tree for key, tree in made.citations.items() if key in wanted}


def _find_cited_keys(posts: Sequence[dict[str, Tree]]) -> Iterator[str]:
    for post in posts:
        links, quotes = post.get("links"), post.get("quotes")
        for link in links if isinstance(links, list) else []:
            if isinstance(link, dict):
                yield str(link["cite"])
        yield from map(str, quotes if isinstance(quotes, list) else [])


def _select_people(
    brief: Brief, made: Draft, posts: Sequence[dict[str, Tree]]
) -> dict[str, dict[str, Tree]]:
    """Return the people whom the new posts name and the memo does not know."""
    known = {key.lower() for key in brief.people}
    known |= {
        person.handle.lstrip("@").lower() for person in brief.people.values() if person.handle
    }
    named = {str(handle).lower() for post in posts for handle in _as_list(post.get("mentions"))}
    named |= {str(post["author"]).lower() for post in posts if post.get("author")}
    return {
        key: tree
        for key, tree in made.people.items()
        if {key.lower(), str(tree.get("handle", "")).lstrip("@").lower()} & named
        and key.lower() not in known
    }


def _as_list(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else []


def _flags_of_changes(found: _Comparison) -> Iterator[DraftFlag]:
    for before, after in found.changed:
        detail = f'the source now has "{_excerpt(before.original or "", after.text)}"; the memo keeps what it had'
        yield DraftFlag(DoubtKind.TEXT_CHANGED, (before.id,), detail)


def _excerpt(before: str, after: str) -> str:
    """Return what a text has from the first word that differs on."""
    old, new = before.split(), after.split()
    at = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    words = new[max(at - 2, 0) : at + 12]
    return ("… " if at > 2 else "") + " ".join(words) + (" …" if len(new) > at + 12 else "")


def _flags_of_new_posts(made: Draft, names: Mapping[str, str]) -> Iterator[DraftFlag]:
    """Yield the flags of the draft that are about what is new, by the names that it has in the memo."""
    for flag in made.flags:
        on = tuple(names[name] for name in flag.on if name in names)
        if on:
            yield replace(flag, on=on)
        elif flag.on == ("thread",) and flag.kind in _NEW_THREAD_KINDS:
            yield flag


def _drop_known_flags(brief: Brief, flags: Iterable[DraftFlag]) -> list[DraftFlag]:
    """Return the flags that the memo has not, whatever became of them."""
    said = {(flag.kind, flag.detail, tuple(ref.key for ref in flag.on)) for flag in brief.flags}
    return [
        flag
        for flag in flags
        if (flag.kind.value, " ".join(flag.detail.split()), flag.on) not in said
    ]


def _flag_ids(brief: Brief) -> Iterator[str]:
    taken = {flag.id for flag in brief.flags}
    number = len(taken)
    while True:
        number += 1
        if f"f{number:02}" not in taken:
            yield f"f{number:02}"


def _format_difference(before: Post, after: CapturedPost) -> str:
    """Return how a captured text differs from the one in the memo, as lines with - and +."""
    lines = unified_diff(
        (before.original or "").split("\n"), after.text.split("\n"), lineterm="", n=1
    )
    return "\n".join([f"post {before.number} ({before.id})", *list(lines)[3:]])
