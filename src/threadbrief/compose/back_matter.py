"""What comes after the thread: sections, people, sources, the capture, and what is still to settle."""

from collections.abc import Mapping

from threadbrief.cite import SourceKind, kind_of
from threadbrief.compose.front_matter import about_posts, heading, joined
from threadbrief.compose.markup import DraftBlock, Scribe
from threadbrief.compose.notes import refined
from threadbrief.compose.thread import address
from threadbrief.compose.wording import partial
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Archive,
    Capture,
    Citation,
    Copy,
    Flag,
    FlagStatus,
    Person,
    Place,
    Thread,
)


def sections(scribe: Scribe, place: Place) -> tuple[DraftBlock, ...]:
    """Return the writer's own sections that stand before or after the thread."""
    blocks: list[DraftBlock] = []
    for number, section in enumerate(scribe.brief.memo.sections, 1):
        if section.place is place:
            blocks.append(heading(scribe.text(section.heading), f"section_{number}"))
            blocks += scribe.blocks(section.text, doc.Role.BODY)
    return tuple(blocks)


def people(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return the people named: name, handle, role, and as of when."""
    items = tuple(_person(person, scribe) for person in scribe.brief.people.values())
    if not items:
        return ()
    return heading(scribe.words("people"), "people"), doc.DefinitionList(items)


def _person(person: Person, scribe: Scribe) -> doc.Definition:
    term: list[doc.Inline] = [doc.Strong(scribe.text(person.name))]
    if person.native:
        term += [doc.Text(" "), doc.Text(person.native, person.language)]
    parts: list[doc.Inlines] = [(doc.Text(person.handle),)] if person.handle else []
    if person.role:
        parts.append(scribe.text(person.role))
    if person.as_of:
        parts.append(scribe.words("as_of", when=_partial(person.as_of, scribe)))
    if person.source:
        parts.append((_host(person.source),))
    if person.verify:
        parts.append((unconfirmed(person.verify, scribe),))
    return doc.Definition(tuple(term), joined(parts), where=person.where)


def _partial(text: str, scribe: Scribe) -> doc.Inlines:
    """Return a written day, month or year in words; anything else as it is, in the memo's language."""
    words = partial(text, scribe.wording)
    return (doc.Text(words, None if words == text else scribe.language_of("months")),)


def _host(url: str) -> doc.Link:
    """Return a link that shows the host of its address."""
    host = url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    return doc.Link((doc.Text(host),), url)


def unconfirmed(fields: tuple[str, ...], scribe: Scribe) -> doc.Mark:
    """Return the mark for what nobody has confirmed yet: `[not confirmed: title, issued]`."""
    return doc.Mark(
        f"[{scribe.say('unverified')}: {', '.join(fields)}]", scribe.language_of("unverified")
    )


def sources(
    entries: tuple[doc.SourceEntry, ...], citations: Mapping[str, Citation], scribe: Scribe
) -> tuple[doc.Block, ...]:
    """Return the list of sources; what is not confirmed about one stands behind it.

    The thread is one source; its posts, which the memo prints, are listed one by one only where the template asks,
    or where the text names them by their place in the list.
    """
    listed = scribe.template.posts_in_sources or scribe.in_text
    posts = set() if listed else {post.id for post in scribe.brief.posts}
    marked = tuple(
        _source(entry, citations.get(entry.id), scribe)
        for entry in entries
        if entry.id not in posts
    )
    if not marked:
        return ()
    title = heading(scribe.words("sources"), "sources")
    if not scribe.template.sources_by_kind:
        return title, doc.Sources(marked)
    kinds: dict[SourceKind, list[doc.SourceEntry]] = {}
    for entry in marked:
        kinds.setdefault(kind_of(citations[entry.id]), []).append(entry)
    blocks: list[doc.Block] = [title]
    for kind in SourceKind:
        if kind in kinds:
            key = f"sources_{kind.value}"
            blocks += [heading(scribe.words(key), key, 2), doc.Sources(tuple(kinds[kind]))]
    return tuple(blocks)


def _source(entry: doc.SourceEntry, citation: Citation | None, scribe: Scribe) -> doc.SourceEntry:
    content = refined(entry.content, scribe)
    if citation and citation.verify:
        content = (*content, doc.Text(" "), unconfirmed(citation.verify, scribe))
    return doc.SourceEntry(entry.id, content)


# --- the capture ---


def capture(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return how the thread was captured: address, time, file and fingerprint, archived and other copies."""
    thread = scribe.brief.thread
    if thread is None:
        return ()
    rows: list[tuple[str, doc.Inlines]] = []
    if thread.capture:
        rows += _captured(thread.capture, scribe)
    copies = [_archived(archive, scribe) for archive in _archives(thread, scribe)]
    if copies:
        rows.append(("archived_copies", lines(copies)))
    if thread.copies:
        rows.append(("other_copies", lines([_copy(copy, scribe) for copy in thread.copies])))
    if not rows:
        return ()
    if thread.url:
        rows.insert(0, ("address", (address(thread.url),)))
    items = tuple(
        doc.Definition(scribe.words(key), content, where=thread.where) for key, content in rows
    )
    return heading(scribe.words("capture"), "capture"), doc.DefinitionList(items)


def _captured(capture: Capture, scribe: Scribe) -> list[tuple[str, doc.Inlines]]:
    parts = [scribe.instant(capture.date) if capture.date else scribe.words("capture_unknown")]
    if capture.tool:
        parts.append(scribe.words("captured_with", tool=capture.tool))
    if capture.by:
        parts.append(scribe.words("captured_by", who=capture.by))
    rows = [("captured", joined(parts))]
    size = f"{capture.bytes:,} bytes" if capture.bytes is not None else None
    about = [scribe.text(words) for words in (capture.file, size, capture.format) if words]
    if about:
        rows.append(("captured_file", joined(about)))
    if capture.sha256:
        rows.append(("fingerprint", (doc.Text(capture.sha256),)))
    return rows


def _archives(thread: Thread, scribe: Scribe) -> tuple[Archive, ...]:
    """Return the archived copies of the thread and of its posts, each address once."""
    found = [
        *thread.archives,
        *(archive for post in scribe.brief.posts for archive in post.archives),
    ]
    return tuple({archive.url: archive for archive in reversed(found)}.values())[::-1]


def _archived(archive: Archive, scribe: Scribe) -> doc.Inlines:
    parts: list[doc.Inlines] = [scribe.text(archive.service)] if archive.service else []
    if archive.date:
        parts.append(scribe.words("archived_on", when=scribe.instant(archive.date)))
    if archive.accessed:
        parts.append(scribe.words("accessed_on", when=scribe.instant(archive.accessed)))
    return joined([*parts, (address(archive.url),)])


def _copy(copy: Copy, scribe: Scribe) -> doc.Inlines:
    parts: list[doc.Inlines] = [(address(copy.url),)]
    parts += [scribe.text(words) for words in (copy.kind, copy.remark) if words]
    if copy.accessed:
        parts.append(scribe.words("accessed_on", when=scribe.instant(copy.accessed)))
    return joined(parts)


def lines(parts: list[doc.Inlines]) -> doc.Inlines:
    """Return lines one under the other."""
    content: list[doc.Inline] = []
    for part in parts:
        content += [doc.LineBreak(), *part] if content else part
    return tuple(content)


# --- what is still to settle ---


def open_flags(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the doubts that keep a memo a draft."""
    return tuple(flag for flag in flags if flag.status is FlagStatus.OPEN)


def to_settle(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return the open doubts: what each is about, its kind, and what is known of it."""
    flags = open_flags(scribe.brief.flags)
    if not flags:
        return ()
    items = tuple((_flag(flag, scribe),) for flag in flags)
    return heading(scribe.words("to_settle"), "to_settle"), doc.NumberedList(items)


def _flag(flag: Flag, scribe: Scribe) -> doc.Paragraph:
    """Return `Emoji lost (post 1; 3 missing): what is known of it`."""
    kind = flag.kind.replace("-", " ")
    content: list[doc.Inline] = [doc.Strong((doc.Text(kind[:1].upper() + kind[1:]),))]
    about = _about(flag, scribe)
    lost = sum(gap.count for gap in flag.gaps)
    if about or lost:
        missing = scribe.words("missing", count=lost) if lost else ()
        content += [
            doc.Text(" ("),
            *about,
            *([doc.Text("; ")] if about and missing else []),
            *missing,
        ]
        content.append(doc.Text(")"))
    if flag.detail:
        content += [doc.Text(": "), *scribe.text(flag.detail)]
    return doc.Paragraph(tuple(content), doc.Role.LIST, where=flag.where)


def _about(flag: Flag, scribe: Scribe) -> doc.Inlines:
    """Return what a doubt is about: posts by number, as links, and everything else by its name."""
    places = {post.id: place for place, post in enumerate(scribe.brief.posts)}
    posts = sorted({places[ref.key] for ref in flag.on if ref.key in places})
    others = [_named(ref.key, scribe) for ref in flag.on if ref.key not in places]
    parts = [_posts(posts, scribe)] if posts else []
    line: list[doc.Inline] = []
    for part in [*parts, *others]:
        line += [doc.Text(scribe.wording["list_join"]), *part] if line else part
    return tuple(line)


def _posts(places: list[int], scribe: Scribe) -> doc.Inlines:
    """Return `post 3`, `posts 3, 9` or `posts 2–11`, each number a link to its post."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    key = "of_posts" if len(places) > 1 else "of_post"
    return about_posts(key, runs, scribe)


def _named(key: str, scribe: Scribe) -> doc.Inlines:
    if key in ("thread", "memo"):
        return scribe.words(f"the_{key}")
    citation = scribe.brief.citations.get(key)
    title = citation.variables.get("title") if citation else None
    return scribe.text(f"“{title}”" if title and not title.startswith("[") else title or key)
