"""A captured thread in; the draft of a memo as plain data, with its flags, out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.post_numbers import numbers_of, read_shown, stripped
from threadbrief.importers.draft.citations import Drafts, instant
from threadbrief.importers.draft.flags import DraftFlag, by_importance, flags_of
from threadbrief.importers.model import CapturedMedia, CapturedPost, CapturedThread, DoubtKind
from threadbrief.importers.urls import is_shown
from threadbrief.model.brief import Visibility
from threadbrief.read.emit import BlockText, FlowSequence, Tree
from threadbrief.read.markup.scanner import find_handles, find_hashtags
from threadbrief.read.schema.memo import NAME
from threadbrief.text.urls import is_web_address

_MARKS = re.compile(r"[\\*\[\]]|\{(?=\?)")
_JOINED = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Scripts without spaces between words, as the reader has them."""
_WIDTH = 96
"""Columns of a text in the YAML."""


class Places(Frozen):
    """What stands at places of a text, by offset."""

    cited: Mapping[tuple[int, int], str]
    """The key for each address, by where it begins and ends."""
    beside: Sequence[str]
    """Keys of what stands beside the text."""
    lost: Mapping[int, int]
    """How many emoji are lost at a line break."""
    doubtful: frozenset[int]
    """Line breaks that may be none."""


def text_of(post: CapturedPost, places: Places) -> str:
    """Return the text of a post as a memo has it; its words are those of the original."""
    parts: list[str] = []
    end = 0
    for (start, stop), key in sorted(places.cited.items()):
        parts.append(_lines(post.text, end, start, places))
        parts.append(f"\0{key}\0")
        end = stop
    parts.append(_lines(post.text, end, len(post.text), places))
    text = _unbroken(stripped("".join(parts).strip(), escaped(post.number_shown or "")))
    text = re.sub(r"(?:\\\n|(?<!\n)\n)[ \t]*(?=\0)", " ", text)
    text = re.sub(r"(?<=[(“«\"'])[ \t]*\0([^\0]+)\0", r"[@\1]", text)
    text = re.sub(r"[ \t]*\0([^\0]+)\0", r" [@\1]", text)
    marks = "; ".join(f"@{key}" for key in places.beside)
    return _tidy(f"{text} [{marks}]" if marks else text)


def filled(text: str) -> str:
    """Return a text with its lines broken at spaces, which changes nothing: a line break is a space."""
    return "\n".join(_filled_line(line) for line in text.split("\n"))


def _filled_line(line: str) -> str:
    lines: list[str] = []
    for word in line.split(" "):
        if lines and (len(lines[-1]) + len(word) < _WIDTH or not word or _glued(lines[-1], word)):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def _glued(before: str, word: str) -> bool:
    """Return whether a line break between two words would not be read as a space."""
    return (
        bool(_JOINED.match(before[-1:]) and _JOINED.match(word[:1]))
        or before.endswith(("\\", " "))
        or not before
    )


def _unbroken(text: str) -> str:
    """Return a text without line breaks at its start and end, which a number on a line of its own leaves."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", re.sub(r"^(?:\\\n|\s)+", "", text)).rstrip()


def escaped(text: str) -> str:
    """Return words in which nothing is taken for a mark of ours."""
    return _MARKS.sub(lambda match: f"\\{match[0]}", text)


def lost_mark(count: int) -> str:
    """Return what stands for lost emoji."""
    return "{?emoji}" if count == 1 else f"{{?emoji*{count}}}"


def _lines(text: str, start: int, stop: int, places: Places) -> str:
    """Return a part of a text, each line break as what it is: kept, doubtful, or a lost emoji."""
    parts: list[str] = []
    for match in re.finditer(r"[^\n]+|\n+", text[start:stop]):
        at = start + match.start()
        parts.append(
            _break(text, at, len(match[0]), places) if match[0][0] == "\n" else escaped(match[0])
        )
    return "".join(parts)


def _break(text: str, at: int, count: int, places: Places) -> str:
    if at in places.lost:
        space = (
            ""
            if _JOINED.match(text[:at].rstrip()[-1:]) and _JOINED.match(text[at + 1 : at + 2])
            else " "
        )
        return f"{space}{lost_mark(places.lost[at])}{space}"
    if count > 1:
        return "\n\n"
    if at in places.doubtful or not text[:at].strip() or not text[at:].strip():
        return "\n"
    return "\\\n"


def _tidy(text: str) -> str:
    """Return a text without spaces at the ends of its lines, and without more than one in a row that we made."""
    lines = [
        re.sub(r"(?<=\S) {2,}(?=[\[{])|(?<=[\]}]) {2,}(?=\S)", " ", line.rstrip())
        for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.lstrip() for line in lines)).strip()


def accounts(thread: CapturedThread) -> dict[str, str]:
    """Return the names that the source has, by handle in lower case."""
    names = {thread.handle.lower(): thread.name} if thread.handle and thread.name else {}
    for post in thread.posts:
        if post.handle and post.name:
            names.setdefault(post.handle.lower(), post.name)
        for mention in post.mentions:
            if mention.name:
                names.setdefault(mention.handle.lower(), mention.name)
        for quote in post.quotes:
            if quote.handle and quote.name:
                names.setdefault(quote.handle.lower(), quote.name)
    return names


def key_of(handle: str) -> str:
    """Return the key of a person: the handle, with a hyphen where a key cannot have what stands there."""
    key = re.sub(r"[^A-Za-z0-9_.:]+", "-", handle.lstrip("@")).strip("-.:") or "author"
    return f"_{key}" if key.startswith("x-") else key


def people_of(
    thread: CapturedThread, names: Mapping[str, str]
) -> tuple[dict[str, dict[str, Tree]], list[DraftFlag]]:
    """Return everybody whom the thread names by handle, its author first, and the flag about those without a name."""
    handles = [thread.handle] if thread.handle else []
    for post in thread.posts:
        handles += [post.handle] if post.handle else []
        handles += [mention.handle for mention in post.mentions] or [
            handle for _, handle in find_handles(post.text)
        ]
    people: dict[str, dict[str, Tree]] = {}
    if not thread.handle and thread.name:
        people[key_of(thread.name)] = {"name": thread.name}
    unknown: list[str] = []
    for handle in _first_spelling(handles):
        key = key_of(handle)
        name = names.get(handle.lower())
        people[key] = {"name": " ".join((name or f"@{handle}").split()), "handle": f"@{handle}"}
        if not name:
            people[key]["verify"] = FlowSequence(["name"])
            unknown.append(key)
    detail = "names and roles are not in the source"
    return people, [DraftFlag(DoubtKind.HANDLE_UNKNOWN, tuple(unknown), detail)] if unknown else []


def _first_spelling(handles: list[str]) -> list[str]:
    """Return each handle once, as it is first written; letter case tells no two apart."""
    found: dict[str, str] = {}
    for handle in handles:
        found.setdefault(handle.lower(), handle)
    return list(found.values())


Mapped = dict[str, Tree]
_TO, _FROM = "[reader of the memo]", "[writer of the memo]"
_ELLIPSIS = ("…", "...")


class Draft(Frozen):
    """The parts of a memo, as plain data."""

    memo: Mapped
    thread: Mapped
    posts: tuple[Mapped, ...]
    people: dict[str, Mapped]
    citations: dict[str, Mapped]
    flags: tuple[DraftFlag, ...]

    def tree(self) -> Mapped:
        """Return the whole file."""
        tree: Mapped = {
            "schema": NAME,
            "memo": self.memo,
            "thread": self.thread,
            "posts": list(self.posts),
        }
        tree |= {"people": dict(self.people)} if self.people else {}
        tree |= {"citations": dict(self.citations)} if self.citations else {}
        tree["flags"] = [flag.tree(f"f{number:02}") for number, flag in enumerate(self.flags, 1)]
        return tree


def draft_of(
    thread: CapturedThread,
    today: date,
    taken: Sequence[str] = (),
    cited: Mapping[str, str] | None = None,
) -> Draft:
    """Return the draft of a memo about a thread that was examined.

    `taken` are ids that it must not give, `cited` the keys of pages that have their citation already.
    """
    numbers = numbers_of([read_shown(post.number_shown) for post in thread.posts])
    ids = [f"p{number}" for number in numbers]
    names = accounts(thread)
    told = " ".join(doubt.detail for doubt in thread.doubts if doubt.kind is DoubtKind.QUOTE_UNSEEN)
    drafts = Drafts({*ids, *taken}, names, keys=dict(cited or {}), told=told)
    breaks = _Breaks.by_post(thread)
    posts = tuple(
        _post(thread, at, Ids(ids, numbers), drafts, breaks[at]) for at in range(len(thread.posts))
    )
    people, unknown = people_of(thread, names)
    flags = [
        *flags_of(thread.doubts, thread.posts, ids),
        *drafts.all_flags(),
        *unknown,
        *_unlooked(thread, drafts),
    ]
    return Draft(
        _memo(thread, today),
        _thread(thread),
        posts,
        people,
        drafts.citations,
        tuple(by_importance(flags)),
    )


def _unlooked(thread: CapturedThread, drafts: Drafts) -> Iterator[DraftFlag]:
    """Yield what is to be done for every draft: archive, look at the sources, write the memo."""
    if thread.url or thread.posts[0].url:
        yield DraftFlag(
            DoubtKind.ARCHIVE_MISSING, ("thread",), "no archived copy of the thread is known"
        )
    if drafts.citations:
        detail = "nobody has looked at these addresses yet; add `accessed` to each"
        yield DraftFlag(DoubtKind.ACCESS_MISSING, tuple(drafts.citations), detail)
    detail = "to, from, subject and summary are still to be written"
    yield DraftFlag(DoubtKind.MEMO_UNFINISHED, ("memo",), detail)


def _memo(thread: CapturedThread, today: date) -> Mapped:
    who = thread.name or (f"@{thread.handle}" if thread.handle else None)
    count = "1 post" if len(thread.posts) == 1 else f"{len(thread.posts)} posts"
    subject = f"Thread of {count} by {who}" if who else f"Thread of {count}"
    return {
        "to": _TO,
        "from": _FROM,
        "date": today.isoformat(),
        "subject": subject,
        "status": "draft",
    }


def _thread(thread: CapturedThread) -> Mapped:
    first = thread.posts[0]
    tree: Mapped = {"platform": thread.platform.value}
    if thread.handle or thread.name:
        tree["author"] = key_of(thread.handle or thread.name or "")
    url = thread.url or first.url
    given: tuple[tuple[str, Tree], ...] = (
        ("id", thread.id or first.id),
        ("url", url),
        ("date", instant(first.date) if first.date else None),
        ("language", thread.language),
    )
    tree |= {key: value for key, value in given if value}
    tree["text_status"] = "verbatim"
    if thread.posts_expected:
        tree["posts_expected"] = thread.posts_expected
    if thread.files:
        source = thread.files[0]
        tree["capture"] = {
            "file": source.name, "sha256": source.sha256, "bytes": source.bytes, "format": thread.format
        }  # fmt: skip
    return tree


class Ids(Frozen):
    """The ids and numbers of the posts of a draft."""

    ids: Sequence[str]
    numbers: Sequence[int]


class _Breaks(Accumulator):
    """What the line breaks of a post are."""

    lost: dict[int, int] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)

    @classmethod
    def by_post(cls, thread: CapturedThread) -> "list[_Breaks]":
        """Return what the doubts say of the line breaks of each post."""
        found = [cls() for _ in thread.posts]
        for doubt in thread.doubts:
            if doubt.post is not None and doubt.at is not None:
                if doubt.kind is DoubtKind.EMOJI_LOST:
                    found[doubt.post].lost[doubt.at] = doubt.count or 1
                elif doubt.kind is DoubtKind.LINE_BREAK_DOUBT:
                    found[doubt.post].doubtful.add(doubt.at)
        return found


def _post(thread: CapturedThread, at: int, ids: Ids, drafts: Drafts, breaks: _Breaks) -> Mapped:
    post = thread.posts[at]
    tree: Mapped = {"id": ids.ids[at], "number": ids.numbers[at]}
    if post.number_shown:
        tree["number_shown"] = post.number_shown
    tree |= _facts(post, thread)
    if continued(thread.posts, at):
        tree["continues"] = ids.ids[at - 1]
    links, places = _cited(post, ids.ids[at], drafts, breaks)
    text = text_of(post, places) or escaped(" ".join(post.text.split()))
    tree["text"] = BlockText(filled(text) or escaped("[no text]"))
    if post.text.strip():
        tree["original"] = BlockText(post.text)
        tree["original_sha256"] = sha256(post.text.encode()).hexdigest()
    tree |= _named(post)
    quotes = [link.get("cite") for link, quoted in links if quoted]
    tree |= {"quotes": FlowSequence(dict.fromkeys(quotes))} if quotes else {}
    tree |= {"links": [link for link, _ in links]} if links else {}
    tree |= {"media": [_media(media) for media in post.media]} if post.media else {}
    return tree


def continued(posts: Sequence[CapturedPost], at: int) -> bool:
    """Return whether a post goes on with the sentence of the one before, by its own dots at both ends."""
    if at == 0:
        return False
    words = [_bare(posts[at - 1]), _bare(posts[at])]
    return words[0].endswith(_ELLIPSIS) and words[1].startswith(_ELLIPSIS)


def _bare(post: CapturedPost) -> str:
    """Return the text of a post without its number and the addresses at its end."""
    text = post.text
    for link in sorted(post.links, key=lambda link: -(link.start or 0)):
        if link.start is not None and link.end is not None:
            text = text[: link.start] + text[link.end :]
    shown = post.number_shown or ""
    return text.strip().removeprefix(shown).removesuffix(shown).strip()


def _facts(post: CapturedPost, thread: CapturedThread) -> Mapped:
    given: tuple[tuple[str, Tree], ...] = (
        ("post_id", post.id),
        ("url", post.url),
        ("date", instant(post.date) if post.date else None),
        ("edited", instant(post.edited) if post.edited else None),
        ("visibility", post.visibility.value if post.visibility is not Visibility.PUBLIC else None),
        ("author", key_of(post.handle) if post.handle and post.handle != thread.handle else None),
        ("reply_to", post.reply_to),
        ("language", post.language if post.language != thread.language else None),
    )
    return {key: value for key, value in given if value}


def _cited(
    post: CapturedPost, name: str, drafts: Drafts, breaks: _Breaks
) -> tuple[list[tuple[Mapped, bool]], Places]:
    """Return the links of a post, whether each is of a quoted post, and where their citations stand in the text."""
    cited: dict[tuple[int, int], str] = {}
    beside: list[str] = []
    links: list[tuple[Mapped, bool]] = []
    for link in post.links:
        key = drafts.cite(link, name, post.quotes)
        if key is None:
            continue
        url = drafts.url_of(key, link.url)
        tree: Mapped = {"url": url}
        if link.start is not None and link.end is not None:
            shown = post.text[link.start : link.end]
            tree |= {"shown": shown} if shown != url else {}
            cited[link.start if is_shown(shown, link.url) else link.end, link.end] = key
        else:
            beside += [] if link.quotes else [key]
        links.append(({**tree, "cite": key}, link.quotes))
    return links, Places(
        cited, tuple(dict.fromkeys(beside)), breaks.lost, frozenset(breaks.doubtful)
    )


def _named(post: CapturedPost) -> Mapped:
    """Return the handles and the tags in a post."""
    said = [mention.handle for mention in post.mentions] or [
        handle for _, handle in find_handles(post.text)
    ]
    handles = list(dict.fromkeys(said))
    tags = list(dict.fromkeys(find_hashtags(post.text)))
    tree: Mapped = {}
    tree |= {"mentions": FlowSequence(handles)} if handles else {}
    tree |= {"hashtags": FlowSequence(tags)} if tags else {}
    return tree


def _media(media: CapturedMedia) -> Mapped:
    """Return an attachment; its file is named only in words, since it does not lie beside the memo."""
    tree: Mapped = {"type": media.type.value}
    tree |= {"url": media.url} if media.url and is_web_address(media.url) else {}
    tree |= {"alt": media.alt, "alt_by": "author"} if media.alt else {}
    caption = media.caption or (f"in the source as {media.file}" if media.file else None)
    return {**tree, "caption": caption} if caption else tree
