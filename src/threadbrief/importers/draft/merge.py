"""The merge of a captured thread into an existing memo: new posts are inserted as lines.

*Lines are only inserted*: no line of the memo is changed, moved or removed. What differs between
the memo and the source becomes a flag.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import Accumulator, Frozen, field, replace
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text.post_numbers import assign_numbers, parse_post_number
from threadbrief.importers.draft.citations import map_cited_pages
from threadbrief.importers.draft.draft import Draft, YamlMapping
from threadbrief.importers.draft.flags import DraftFlag
from threadbrief.importers.model import CapturedPost, CapturedThread, DoubtKind
from threadbrief.importers.urls import parse_post_url
from threadbrief.model.brief import Brief, Post
from threadbrief.read.emit import Tree, replace_unprintable, write_item, write_tree
from threadbrief.read.yaml.decode import FileText, decode, keep_line_breaks
from threadbrief.read.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose_nodes

DraftBuilder = Callable[[CapturedThread, Sequence[str], Mapping[str, str]], Draft]
"""Builds the draft of a thread, given the ids in use and the keys of pages cited already."""
_NEW_THREAD_KINDS = frozenset(
    {
        DoubtKind.THREAD_CUT,
        DoubtKind.THREAD_BRANCH,
        DoubtKind.PARENT_MISSING,
        DoubtKind.NUMBER_GAP,
        DoubtKind.BOILERPLATE,
    }
)
"""Doubts about the whole thread that a second source may add to a memo."""


class MergeResult(Frozen):
    """A memo after a merge, and what was added to it."""

    text: str
    """The YAML of the memo."""
    posts: tuple[str, ...]
    """Ids of the new posts."""
    differences: tuple[str, ...]
    """For each post with another text in the source, a diff: lines with - and +."""
    flags: tuple[DraftFlag, ...]
    """The new flags."""


def merge_thread(brief: Brief, thread: CapturedThread, build: DraftBuilder) -> MergeResult:
    """Return a memo with the new posts of a thread, their people, citations and flags inserted.

    Raises BriefError where the memo is about another thread, or not extendable as written.
    """
    _check_same_thread(brief, thread)
    comparison = _compare_posts(brief, thread)
    taken = [post.id for post in brief.posts] + list(brief.citations)
    draft = build(thread, taken, map_cited_pages(brief))
    ids = _assign_ids(brief, thread, comparison.new)
    posts: list[YamlMapping] = []
    for at in comparison.new:
        previous = ids.get(at - 1) or comparison.after[at]
        posts.append(_rename_post(draft.posts[at], ids[at], previous))
    citations = _select_citations(draft, posts)
    people = _select_people(brief, draft, posts)
    names = {str(draft.posts[at]["id"]): name for at, name in ids.items()}
    names |= {name: name for name in (*citations, *people)}
    flags = [*_flag_changes(comparison), *_flag_new_posts(draft, names)]
    flags = _drop_known_flags(brief, flags)

    editor = MemoEditor(brief.source.data, brief.source.name)
    editor.add_posts(
        PostInsertion(comparison.after[at], replace_unprintable(tree))
        for at, tree in zip(comparison.new, posts, strict=True)
    )
    editor.add_entries("people", people)
    editor.add_entries("citations", citations)
    flag_ids = zip(flags, _generate_flag_ids(brief), strict=False)
    editor.add_items("flags", [replace_unprintable(flag.to_tree(name)) for flag, name in flag_ids])
    return MergeResult(
        text=keep_line_breaks(editor.insert_lines(), brief.source.data),
        posts=tuple(ids[at] for at in comparison.new),
        differences=tuple(_format_difference(old, new) for old, new in comparison.changed),
        flags=tuple(flags),
    )


# The comparison of memo and source


class _Comparison(Accumulator):
    """The posts of a source, compared with those of a memo."""

    new: list[int] = field(default_factory=list)
    """Indexes of the posts that the memo lacks."""
    after: dict[int, str | None] = field(default_factory=dict)
    """For each of them the id of the memo's post that it follows; None: it is the first."""
    changed: list[tuple[Post, CapturedPost]] = field(default_factory=list)
    """Posts whose text differs from the captured one in the memo."""


def _check_same_thread(brief: Brief, thread: CapturedThread) -> None:
    """Raise BriefError where memo and source have ids and addresses, but none in common."""
    ours = _identify_thread(thread.id, thread.url)
    theirs: set[str] = set()
    if brief.thread:
        theirs = _identify_thread(brief.thread.id, brief.thread.url)
    common_posts = {post.post_id for post in brief.posts} & {post.id for post in thread.posts}
    if theirs and ours and not theirs & ours and not common_posts - {None}:
        raise BriefError([import_problems.other_thread(brief.source.name, min(theirs), min(ours))])


def _identify_thread(thread_id: str | None, url: str | None) -> set[str]:
    """Return the id and the address of a thread, and the id of a post in either."""
    given = {value for value in (thread_id, url) if value}
    posts = [parse_post_url(value) for value in given]
    return given | {post.id for post in posts if post}


def _compare_posts(brief: Brief, thread: CapturedThread) -> _Comparison:
    """Match each post of a thread with one of the memo, and return what is new or changed."""
    comparison = _Comparison()
    numbers = assign_numbers([parse_post_number(post.number_shown) for post in thread.posts])
    used: set[str] = set()
    last: str | None = None
    for at, (post, number) in enumerate(zip(thread.posts, numbers, strict=True)):
        known = _match_post(brief, post, number, used)
        if known is None:
            comparison.new.append(at)
            comparison.after[at] = last
            continue
        used.add(known.id)
        last = known.id
        original = known.original
        if original is not None and _normalize_spaces(original) != _normalize_spaces(post.text):
            comparison.changed.append((known, post))
    return comparison


def _match_post(brief: Brief, post: CapturedPost, number: int, used: set[str]) -> Post | None:
    """Return the post of a memo by the platform's id or address, else by its text, else by number.

    A post with an id is never matched with one that has another id. `used` are ids of matched
    posts.
    """
    candidates = [candidate for candidate in brief.posts if candidate.id not in used]
    if post.id or post.url:
        for candidate in candidates:
            same_id = post.id and candidate.post_id == post.id
            if same_id or (post.url and candidate.url == post.url):
                return candidate
        candidates = [each for each in candidates if not (each.post_id or each.url)]
    words = _normalize_spaces(post.text)
    for candidate in candidates:
        text = candidate.original
        if text is None:
            text = candidate.text.source
        if _normalize_spaces(text) == words:
            return candidate
    return next((candidate for candidate in candidates if candidate.number == number), None)


def _normalize_spaces(text: str) -> str:
    return " ".join(text.split())


def _format_difference(before: Post, after: CapturedPost) -> str:
    """Return a diff of the text in the memo and the captured one: lines with - and +."""
    old, new = (before.original or "").split("\n"), after.text.split("\n")
    lines = list(unified_diff(old, new, lineterm="", n=1))[3:]
    return "\n".join([f"post {before.number} ({before.id})", *lines])


# What the new posts need


def _assign_ids(brief: Brief, thread: CapturedThread, new: Sequence[int]) -> dict[int, str]:
    """Return an id for each new post, by index, that no post and no citation of the memo has."""
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


def _rename_post(tree: YamlMapping, name: str, previous: str | None) -> YamlMapping:
    """Return a post of the draft with the ids that it and the previous post have in the memo."""
    renamed: YamlMapping = {**tree, "id": name}
    if "continues" in tree:
        renamed["continues"] = previous
    return renamed


def _select_citations(draft: Draft, posts: Sequence[YamlMapping]) -> dict[str, YamlMapping]:
    """Return the citations of the draft that the new posts use."""
    used = set(_find_cited_keys(posts))
    return {key: tree for key, tree in draft.citations.items() if key in used}


def _find_cited_keys(posts: Sequence[YamlMapping]) -> Iterator[str]:
    for post in posts:
        for link in _as_list(post.get("links")):
            if isinstance(link, dict):
                yield str(link["cite"])
        yield from map(str, _as_list(post.get("quotes")))


def _select_people(
    brief: Brief, draft: Draft, posts: Sequence[YamlMapping]
) -> dict[str, YamlMapping]:
    """Return the people of the draft that the new posts name and the memo lacks."""
    known = {key.lower() for key in brief.people}
    for person in brief.people.values():
        if person.handle:
            known.add(person.handle.lstrip("@").lower())
    named: set[str] = set()
    for post in posts:
        named |= {str(handle).lower() for handle in _as_list(post.get("mentions"))}
        if post.get("author"):
            named.add(str(post["author"]).lower())
    selected: dict[str, YamlMapping] = {}
    for key, tree in draft.people.items():
        handle = str(tree.get("handle", "")).lstrip("@").lower()
        if key.lower() not in known and named & {key.lower(), handle}:
            selected[key] = tree
    return selected


def _as_list(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else []


def _flag_changes(comparison: _Comparison) -> Iterator[DraftFlag]:
    """Yield a flag for each post whose text differs."""
    for before, after in comparison.changed:
        excerpt = _cut_excerpt(before.original or "", after.text)
        detail = f'the source now has "{excerpt}"; the memo keeps what it had'
        yield DraftFlag(DoubtKind.TEXT_CHANGED, (before.id,), detail)


def _cut_excerpt(before: str, after: str) -> str:
    """Return the words of a text around the first one that differs."""
    old, new = before.split(), after.split()
    pairs = enumerate(zip(old, new, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    excerpt = " ".join(new[max(at - 2, 0) : at + 12])
    if at > 2:
        excerpt = f"… {excerpt}"
    if len(new) > at + 12:
        excerpt = f"{excerpt} …"
    return excerpt


def _flag_new_posts(draft: Draft, names: Mapping[str, str]) -> Iterator[DraftFlag]:
    """Yield the flags of the draft about new things; `names` maps its ids to the memo's."""
    for flag in draft.flags:
        on = tuple(names[name] for name in flag.on if name in names)
        if on:
            yield replace(flag, on=on)
        elif flag.on == ("thread",) and flag.kind in _NEW_THREAD_KINDS:
            yield flag


def _drop_known_flags(brief: Brief, flags: Iterable[DraftFlag]) -> list[DraftFlag]:
    """Return the flags that the memo lacks; one that it has resolved is not raised again."""
    known = {(flag.kind, flag.detail, tuple(ref.key for ref in flag.on)) for flag in brief.flags}
    return [
        flag
        for flag in flags
        if (flag.kind.value, _normalize_spaces(flag.detail), flag.on) not in known
    ]


def _generate_flag_ids(brief: Brief) -> Iterator[str]:
    taken = {flag.id for flag in brief.flags}
    number = len(taken)
    while True:
        number += 1
        if f"f{number:02}" not in taken:
            yield f"f{number:02}"


# The insertion of lines


class PostInsertion(Frozen):
    """A post to insert, and its place."""

    after: str | None
    """The id of the post that it follows; None: it is the first."""
    tree: YamlMapping


class MemoEditor:
    """Inserts lines into the YAML of a memo, at the places that its nodes have.

    Insertions are collected first, by line numbers of the memo as it is; `insert_lines` applies
    them.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.file: FileText = decode(data, name)
        root, _ = compose_nodes(self.file)
        assert isinstance(root, MappingNode)  # noqa: S101 - the memo was read before
        self.root = root
        self.lines = self.file.text.split("\n")
        self.insertions: list[tuple[int, str]] = []
        """The line before which a text is inserted, counted from 0, and the text."""

    def insert_lines(self) -> str:
        """Return the memo with all insertions."""
        lines = list(self.lines)
        for at, text in sorted(self.insertions, key=lambda item: item[0], reverse=True):
            lines[at:at] = text.rstrip("\n").split("\n")
        return "\n".join(lines)

    def add_posts(self, posts: Iterable[PostInsertion]) -> None:
        """Add posts to the list of posts, each after the one that it follows."""
        posts = tuple(posts)
        if not posts:
            return
        node = self._find_block("posts")
        assert isinstance(node, SequenceNode)  # noqa: S101 - the memo was read before
        indexes = {name: index for index, name in enumerate(_read_post_ids(node))}
        ends = self._find_item_ends(node, "posts")
        texts: dict[int, str] = {}
        for post in posts:
            if post.after in indexes:
                at = ends[indexes[post.after]]
            else:
                at = self._find_start(node.items[0])
            texts[at] = texts.get(at, "") + "\n" + write_item(post.tree, self._measure_indent(node))
        self.insertions += [(at, text if text.strip() else "") for at, text in texts.items()]

    def add_items(self, key: str, items: Sequence[YamlMapping]) -> None:
        """Add items at the end of a list of the memo, which is created where it is missing."""
        if not items:
            return
        if self._find(key) is None:
            self._append(write_tree({key: list(items)}))
            return
        node = self._find_block(key)
        if not isinstance(node, SequenceNode):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        text = "".join(write_item(item, self._measure_indent(node)) for item in items)
        self.insertions.append((self._find_item_ends(node, key)[-1], text))

    def add_entries(self, key: str, entries: Mapping[str, YamlMapping]) -> None:
        """Add entries at the end of a mapping of the memo, which is created where it is missing."""
        if not entries:
            return
        if self._find(key) is None:
            self._append(write_tree({key: dict(entries)}))
            return
        node = self._find_block(key)
        if not isinstance(node, MappingNode):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        text = write_tree(dict(entries), node.where.column - 1)
        self.insertions.append((self._find_block_end(node, key), text))

    def _append(self, text: str) -> None:
        """Add a block at the end of the memo, before its last empty lines."""
        end = len(self.lines)
        while end > 1 and not self.lines[end - 1].strip():
            end -= 1
        self.insertions.append((end, f"\n{text}"))

    def _find(self, key: str) -> Node | None:
        return next((value for name, value in self.root.entries if name.value == key), None)

    def _find_block(self, key: str) -> Node:
        """Return a block list or mapping. Raises BriefError for flow style and for scalars."""
        name, node = next(entry for entry in self.root.entries if entry[0].value == key)
        if isinstance(node, ScalarNode) or node.where.line == name.where.line or not self.lines:
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        first = self.lines[node.where.line - 1][node.where.column - 1 :]
        if first.startswith(("[", "{")):
            raise BriefError([import_problems.memo_not_extendable(node.where, key)])
        return node

    def _find_start(self, item: Node) -> int:
        """Return the line of the dash of an item, counted from 0."""
        number = item.where.line - 1
        while number and not self.lines[number].lstrip().startswith("-"):
            number -= 1
        return number

    def _measure_indent(self, node: SequenceNode) -> int:
        line = self.lines[node.where.line - 1]
        return len(line) - len(line.lstrip())

    def _find_item_ends(self, node: SequenceNode, key: str) -> list[int]:
        """Return the line after each item, counted from 0; comments above an item belong to it."""
        starts = [self._find_start(item) for item in node.items]
        indent = self._measure_indent(node)
        ends = [self._skip_back(start, indent) for start in starts[1:]]
        return [*ends, self._find_block_end(node, key)]

    def _find_block_end(self, node: Node, key: str) -> int:
        """Return the line after a block: that of the next key, or of the comments above that."""
        own = next(
            name.where.line - 1
            for name, value in self.root.entries
            if value is node and name.value == key
        )
        lines = [name.where.line - 1 for name, _ in self.root.entries]
        end = min((line for line in lines if line > own), default=len(self.lines))
        return self._skip_back(end, node.where.column - 1)

    def _skip_back(self, line: int, indent: int) -> int:
        """Return a line less the empty lines and comments above it.

        A # that is indented further than the block may be text.
        """
        while line > 1 and self._is_between(self.lines[line - 1], indent):
            line -= 1
        return line

    def _is_between(self, line: str, indent: int) -> bool:
        bare = line.lstrip()
        return not bare or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _read_post_ids(node: SequenceNode) -> list[str]:
    """Return the ids of posts; a post without one has the id that the reader of memos gives it."""
    ids: list[str] = []
    last = 0
    for item in node.items:
        given: dict[str, str] = {}
        if isinstance(item, MappingNode):
            for key, value in item.entries:
                if isinstance(value, ScalarNode):
                    given[key.value] = value.value
        number = given.get("number", "")
        last += 1
        if number.isdigit():
            last = int(number)
        ids.append(given.get("id") or f"p{last}")
    return ids
