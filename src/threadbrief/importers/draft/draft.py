"""A captured thread in; the draft of a memo as plain data, with its flags, out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.copied_text.post_numbers import (
    assign_numbers,
    parse_post_number,
    strip_number,
)
from threadbrief.importers.draft.citations import CitationDrafts, format_utc
from threadbrief.importers.draft.flags import DraftFlag, build_flags, sort_flags
from threadbrief.importers.model import CapturedMedia, CapturedPost, CapturedThread, DoubtKind
from threadbrief.importers.urls import is_shown_url
from threadbrief.model.brief import Visibility
from threadbrief.read.emit import BlockText, FlowSequence, Tree
from threadbrief.read.markup.scanner import find_handles, find_hashtags
from threadbrief.read.schema.memo import NAME
from threadbrief.text.urls import is_web_address

_MARKUP = re.compile(r"[\\*\[\]]|\{(?=\?)")
_UNSPACED_SCRIPT = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Scripts without spaces between words, as the reader has them."""
_WIDTH = 96
"""Columns of a text in the YAML."""


class TextPlaces(Frozen):
    """What stands at places of a text, by offset."""

    cited: Mapping[tuple[int, int], str]
    """The key for each address, by where it begins and ends."""
    beside: Sequence[str]
    """Keys of what stands beside the text."""
    lost: Mapping[int, int]
    """How many emoji are lost at a line break."""
    doubtful: frozenset[int]
    """Line breaks that may be none."""


def build_post_text(post: CapturedPost, places: TextPlaces) -> str:
    """Return the text of a post as a memo has it; its words are those of the original."""
    parts: list[str] = []
    end = 0
    for (start, stop), key in sorted(places.cited.items()):
        parts.append(_escape_lines(post.text, end, start, places))
        parts.append(f"\0{key}\0")
        end = stop
    parts.append(_escape_lines(post.text, end, len(post.text), places))
    text = _strip_line_breaks(
        strip_number("".join(parts).strip(), escape_markup(post.number_shown or ""))
    )
    text = re.sub(r"(?:\\\n|(?<!\n)\n)[ \t]*(?=\0)", " ", text)
    text = re.sub(r"(?<=[(“«\"'])[ \t]*\0([^\0]+)\0", r"[@\1]", text)
    text = re.sub(r"[ \t]*\0([^\0]+)\0", r" [@\1]", text)
    marks = "; ".join(f"@{key}" for key in places.beside)
    return _collapse_spaces(f"{text} [{marks}]" if marks else text)


def wrap_text(text: str) -> str:
    """Return a text with its lines broken at spaces, which changes nothing: a line break is a space."""
    return "\n".join(_wrap_line(line) for line in text.split("\n"))


def _wrap_line(line: str) -> str:
    lines: list[str] = []
    for word in line.split(" "):
        if lines and (
            len(lines[-1]) + len(word) < _WIDTH or not word or _must_not_break(lines[-1], word)
        ):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def _must_not_break(before: str, word: str) -> bool:
    """Return whether a line break between two words would not be read as a space."""
    return (
        bool(_UNSPACED_SCRIPT.match(before[-1:]) and _UNSPACED_SCRIPT.match(word[:1]))
        or before.endswith(("\\", " "))
        or not before
    )


def _strip_line_breaks(text: str) -> str:
    """Return a text without line breaks at its start and end, which a number on a line of its own leaves."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", re.sub(r"^(?:\\\n|\s)+", "", text)).rstrip()


def escape_markup(text: str) -> str:
    """Return words in which nothing is taken for a mark of ours."""
    return _MARKUP.sub(lambda match: f"\\{match[0]}", text)


def lost_emoji_markup(count: int) -> str:
    """Return what stands for lost emoji."""
    return "{?emoji}" if count == 1 else f"{{?emoji*{count}}}"


def _escape_lines(text: str, start: int, stop: int, places: TextPlaces) -> str:
    """Return a part of a text, each line break as what it is: kept, doubtful, or a lost emoji."""
    parts: list[str] = []
    for match in re.finditer(r"[^\n]+|\n+", text[start:stop]):
        at = start + match.start()
        parts.append(
            _line_break_markup(text, at, len(match[0]), places)
            if match[0][0] == "\n"
            else escape_markup(match[0])
        )
    return "".join(parts)


def _line_break_markup(text: str, at: int, count: int, places: TextPlaces) -> str:
    if at in places.lost:
        space = (
            ""
            if _UNSPACED_SCRIPT.match(text[:at].rstrip()[-1:])
            and _UNSPACED_SCRIPT.match(text[at + 1 : at + 2])
            else " "
        )
        return f"{space}{lost_emoji_markup(places.lost[at])}{space}"
    if count > 1:
        return "\n\n"
    if at in places.doubtful or not text[:at].strip() or not text[at:].strip():
        return "\n"
    return "\\\n"


def _collapse_spaces(text: str) -> str:
    """Return a text without spaces at the ends of its lines, and without more than one in a row that we made."""
    lines = [
        re.sub(r"(?<=\S) {2,}(?=[\[{])|(?<=[\]}]) {2,}(?=\S)", " ", line.rstrip())
        for line in text.split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.lstrip() for line in lines)).strip()


def collect_names(thread: CapturedThread) -> dict[str, str]:
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


def person_key(handle: str) -> str:
    """Return the key of a person: the handle, with a hyphen where a key cannot have what stands there."""
    key = re.sub(r"[^A-Za-z0-9_.:]+", "-", handle.lstrip("@")).strip("-.:") or "author"
    return f"_{key}" if key.startswith("x-") else key


def build_people(
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
        people[person_key(thread.name)] = {"name": thread.name}
    unknown: list[str] = []
    for handle in _unique_handles(handles):
        key = person_key(handle)
        name = names.get(handle.lower())
        people[key] = {"name": " ".join((name or f"@{handle}").split()), "handle": f"@{handle}"}
        if not name:
            people[key]["verify"] = FlowSequence(["name"])
            unknown.append(key)
    detail = "names and roles are not in the source"
    return people, [DraftFlag(DoubtKind.HANDLE_UNKNOWN, tuple(unknown), detail)] if unknown else []


def _unique_handles(handles: list[str]) -> list[str]:
    """Return each handle once, as it is first written; letter case tells no two apart."""
    found: dict[str, str] = {}
    for handle in handles:
        found.setdefault(handle.lower(), handle)
    return list(found.values())


YamlMapping = dict[str, Tree]
_TO, _FROM = "[reader of the memo]", "[writer of the memo]"
_ELLIPSIS = ("…", "...")


class Draft(Frozen):
    """The parts of a memo, as plain data."""

    memo: YamlMapping
    thread: YamlMapping
    posts: tuple[YamlMapping, ...]
    people: dict[str, YamlMapping]
    citations: dict[str, YamlMapping]
    flags: tuple[DraftFlag, ...]

    def tree(self) -> YamlMapping:
        """Return the whole file."""
        tree: YamlMapping = {
            "schema": NAME,
            "memo": self.memo,
            "thread": self.thread,
            "posts": list(self.posts),
        }
        tree |= {"people": dict(self.people)} if self.people else {}
        tree |= {"citations": dict(self.citations)} if self.citations else {}
        tree["flags"] = [flag.tree(f"f{number:02}") for number, flag in enumerate(self.flags, 1)]
        return tree


def build_draft(
    thread: CapturedThread,
    today: date,
    taken: Sequence[str] = (),
    cited: Mapping[str, str] | None = None,
) -> Draft:
    """Return the draft of a memo about a thread that was examined.

    `taken` are ids that it must not give, `cited` the keys of pages that have their citation already.
    """
    numbers = assign_numbers([parse_post_number(post.number_shown) for post in thread.posts])
    ids = [f"p{number}" for number in numbers]
    names = collect_names(thread)
    told = " ".join(doubt.detail for doubt in thread.doubts if doubt.kind is DoubtKind.QUOTE_UNSEEN)
    drafts = CitationDrafts({*ids, *taken}, names, keys=dict(cited or {}), told=told)
    breaks = _LineBreaks.by_post(thread)
    posts = tuple(
        _build_post(thread, at, PostIds(ids, numbers), drafts, breaks[at])
        for at in range(len(thread.posts))
    )
    people, unknown = build_people(thread, names)
    flags = [
        *build_flags(thread.doubts, thread.posts, ids),
        *drafts.all_flags(),
        *unknown,
        *_routine_flags(thread, drafts),
    ]
    return Draft(
        _build_memo(thread, today),
        _build_thread(thread),
        posts,
        people,
        drafts.citations,
        tuple(sort_flags(flags)),
    )


def _routine_flags(thread: CapturedThread, drafts: CitationDrafts) -> Iterator[DraftFlag]:
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


def _build_memo(thread: CapturedThread, today: date) -> YamlMapping:
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


def _build_thread(thread: CapturedThread) -> YamlMapping:
    first = thread.posts[0]
    tree: YamlMapping = {"platform": thread.platform.value}
    if thread.handle or thread.name:
        tree["author"] = person_key(thread.handle or thread.name or "")
    url = thread.url or first.url
    given: tuple[tuple[str, Tree], ...] = (
        ("id", thread.id or first.id),
        ("url", url),
        ("date", format_utc(first.date) if first.date else None),
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


class PostIds(Frozen):
    """The ids and numbers of the posts of a draft."""

    ids: Sequence[str]
    numbers: Sequence[int]


class _LineBreaks(Accumulator):
    """What the line breaks of a post are."""

    lost: dict[int, int] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)

    @classmethod
    def by_post(cls, thread: CapturedThread) -> "list[_LineBreaks]":
        """Return what the doubts say of the line breaks of each post."""
        found = [cls() for _ in thread.posts]
        for doubt in thread.doubts:
            if doubt.post is not None and doubt.at is not None:
                if doubt.kind is DoubtKind.EMOJI_LOST:
                    found[doubt.post].lost[doubt.at] = doubt.count or 1
                elif doubt.kind is DoubtKind.LINE_BREAK_DOUBT:
                    found[doubt.post].doubtful.add(doubt.at)
        return found


def _build_post(
    thread: CapturedThread, at: int, ids: PostIds, drafts: CitationDrafts, breaks: _LineBreaks
) -> YamlMapping:
    post = thread.posts[at]
    tree: YamlMapping = {"id": ids.ids[at], "number": ids.numbers[at]}
    if post.number_shown:
        tree["number_shown"] = post.number_shown
    tree |= _build_metadata(post, thread)
    if continues_previous(thread.posts, at):
        tree["continues"] = ids.ids[at - 1]
    links, places = _cite_links(post, ids.ids[at], drafts, breaks)
    text = build_post_text(post, places) or escape_markup(" ".join(post.text.split()))
    tree["text"] = BlockText(wrap_text(text) or escape_markup("[no text]"))
    if post.text.strip():
        tree["original"] = BlockText(post.text)
        tree["original_sha256"] = sha256(post.text.encode()).hexdigest()
    tree |= _build_entities(post)
    quotes = [link.get("cite") for link, quoted in links if quoted]
    tree |= {"quotes": FlowSequence(dict.fromkeys(quotes))} if quotes else {}
    tree |= {"links": [link for link, _ in links]} if links else {}
    tree |= {"media": [_build_media(media) for media in post.media]} if post.media else {}
    return tree


def continues_previous(posts: Sequence[CapturedPost], at: int) -> bool:
    """Return whether a post goes on with the sentence of the one before, by its own dots at both ends."""
    if at == 0:
        return False
    words = [_strip_number_and_links(posts[at - 1]), _strip_number_and_links(posts[at])]
    return words[0].endswith(_ELLIPSIS) and words[1].startswith(_ELLIPSIS)


def _strip_number_and_links(post: CapturedPost) -> str:
    """Return the text of a post without its number and the addresses at its end."""
    text = post.text
    for link in sorted(post.links, key=lambda link: -(link.start or 0)):
        if link.start is not None and link.end is not None:
            text = text[: link.start] + text[link.end :]
    shown = post.number_shown or ""
    return text.strip().removeprefix(shown).removesuffix(shown).strip()


def _build_metadata(post: CapturedPost, thread: CapturedThread) -> YamlMapping:
    given: tuple[tuple[str, Tree], ...] = (
        ("post_id", post.id),
        ("url", post.url),
        ("date", format_utc(post.date) if post.date else None),
        ("edited", format_utc(post.edited) if post.edited else None),
        ("visibility", post.visibility.value if post.visibility is not Visibility.PUBLIC else None),
        (
            "author",
            person_key(post.handle) if post.handle and post.handle != thread.handle else None,
        ),
        ("reply_to", post.reply_to),
        ("language", post.language if post.language != thread.language else None),
    )
    return {key: value for key, value in given if value}


def _cite_links(
    post: CapturedPost, name: str, drafts: CitationDrafts, breaks: _LineBreaks
) -> tuple[list[tuple[YamlMapping, bool]], TextPlaces]:
    """Return the links of a post, whether each is of a quoted post, and where their citations stand in the text."""
    cited: dict[tuple[int, int], str] = {}
    beside: list[str] = []
    links: list[tuple[YamlMapping, bool]] = []
    for link in post.links:
        key = drafts.cite(link, name, post.quotes)
        if key is None:
            continue
        url = drafts.url_of(key, link.url)
        tree: YamlMapping = {"url": url}
        if link.start is not None and link.end is not None:
            shown = post.text[link.start : link.end]
            tree |= {"shown": shown} if shown != url else {}
            cited[link.start if is_shown_url(shown, link.url) else link.end, link.end] = key
        else:
            beside += [] if link.quotes else [key]
        links.append(({**tree, "cite": key}, link.quotes))
    return links, TextPlaces(
        cited, tuple(dict.fromkeys(beside)), breaks.lost, frozenset(breaks.doubtful)
    )


def _build_entities(post: CapturedPost) -> YamlMapping:
    """Return the handles and the tags in a post."""
    said = [mention.handle for mention in post.mentions] or [
        handle for _, handle in find_handles(post.text)
    ]
    handles = list(dict.fromkeys(said))
    tags = list(dict.fromkeys(find_hashtags(post.text)))
    tree: YamlMapping = {}
    tree |= {"mentions": FlowSequence(handles)} if handles else {}
    tree |= {"hashtags": FlowSequence(tags)} if tags else {}
    return tree


def _build_media(media: CapturedMedia) -> YamlMapping:
    """Return an attachment; its file is named only in words, since it does not lie beside the memo."""
    tree: YamlMapping = {"type": media.type.value}
    tree |= {"url": media.url} if media.url and is_web_address(media.url) else {}
    tree |= {"alt": media.alt, "alt_by": "author"} if media.alt else {}
    caption = media.caption or (f"in the source as {media.file}" if media.file else None)
    return {**tree, "caption": caption} if caption else tree
