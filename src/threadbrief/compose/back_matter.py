"""What comes after the thread: sections, people, sources, the capture, and what is still to settle."""

from collections.abc import Mapping

from threadbrief.cite import SourceKind, classify_source
from threadbrief.compose.front_matter import compose_about_posts, join_facts, make_heading
from threadbrief.compose.markup import DraftBlock, MarkupComposer
from threadbrief.compose.notes import refine_citation
from threadbrief.compose.thread import link_address
from threadbrief.compose.wording import format_partial_date
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


def compose_sections(composer: MarkupComposer, place: Place) -> tuple[DraftBlock, ...]:
    """Return the writer's own sections that stand before or after the thread."""
    blocks: list[DraftBlock] = []
    for number, section in enumerate(composer.brief.memo.sections, 1):
        if section.place is place:
            blocks.append(make_heading(composer.text(section.heading), f"section_{number}"))
            blocks += composer.blocks(section.text, doc.Role.BODY)
    return tuple(blocks)


def compose_people(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the people named: name, handle, role, and as of when."""
    items = tuple(_compose_person(person, composer) for person in composer.brief.people.values())
    if not items:
        return ()
    return make_heading(composer.words("people"), "people"), doc.DefinitionList(items)


def _compose_person(person: Person, composer: MarkupComposer) -> doc.Definition:
    term: list[doc.Inline] = [doc.Strong(composer.text(person.name))]
    if person.native:
        term += [doc.Text(" "), doc.Text(person.native, person.language)]
    parts: list[doc.Inlines] = [(doc.Text(person.handle),)] if person.handle else []
    if person.role:
        parts.append(composer.text(person.role))
    if person.as_of:
        parts.append(composer.words("as_of", when=_compose_partial_date(person.as_of, composer)))
    if person.source:
        parts.append((_link_host(person.source),))
    if person.verify:
        parts.append((mark_unconfirmed(person.verify, composer),))
    return doc.Definition(tuple(term), join_facts(parts), where=person.where)


def _compose_partial_date(text: str, composer: MarkupComposer) -> doc.Inlines:
    """Return a written day, month or year in words; anything else as it is, in the memo's language."""
    words = format_partial_date(text, composer.wording)
    return (doc.Text(words, None if words == text else composer.language_of("months")),)


def _link_host(url: str) -> doc.Link:
    """Return a link that shows the host of its address."""
    host = url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    return doc.Link((doc.Text(host),), url)


def mark_unconfirmed(fields: tuple[str, ...], composer: MarkupComposer) -> doc.Mark:
    """Return the mark for what nobody has confirmed yet: `[not confirmed: title, issued]`."""
    return doc.Mark(
        f"[{composer.label('unverified')}: {', '.join(fields)}]", composer.language_of("unverified")
    )


def compose_sources(
    entries: tuple[doc.SourceEntry, ...],
    citations: Mapping[str, Citation],
    composer: MarkupComposer,
) -> tuple[doc.Block, ...]:
    """Return the list of sources; what is not confirmed about one stands behind it.

    The thread is one source; its posts, which the memo prints, are listed one by one only where the template asks,
    or where the text names them by their place in the list.
    """
    listed = composer.template.posts_in_sources or composer.in_text
    posts = set() if listed else {post.id for post in composer.brief.posts}
    marked = tuple(
        _compose_source(entry, citations.get(entry.id), composer)
        for entry in entries
        if entry.id not in posts
    )
    if not marked:
        return ()
    title = make_heading(composer.words("sources"), "sources")
    if not composer.template.sources_by_kind:
        return title, doc.Sources(marked)
    kinds: dict[SourceKind, list[doc.SourceEntry]] = {}
    for entry in marked:
        kinds.setdefault(classify_source(citations[entry.id]), []).append(entry)
    blocks: list[doc.Block] = [title]
    for kind in SourceKind:
        if kind in kinds:
            key = f"sources_{kind.value}"
            blocks += [make_heading(composer.words(key), key, 2), doc.Sources(tuple(kinds[kind]))]
    return tuple(blocks)


def _compose_source(
    entry: doc.SourceEntry, citation: Citation | None, composer: MarkupComposer
) -> doc.SourceEntry:
    content = refine_citation(entry.content, composer)
    if citation and citation.verify:
        content = (*content, doc.Text(" "), mark_unconfirmed(citation.verify, composer))
    return doc.SourceEntry(entry.id, content)


# --- the capture ---


def compose_capture(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return how the thread was captured: address, time, file and fingerprint, archived and other copies."""
    thread = composer.brief.thread
    if thread is None:
        return ()
    rows: list[tuple[str, doc.Inlines]] = []
    if thread.capture:
        rows += _list_capture_facts(thread.capture, composer)
    copies = [
        _compose_archive(archive, composer) for archive in _collect_archives(thread, composer)
    ]
    if copies:
        rows.append(("archived_copies", stack_lines(copies)))
    if thread.copies:
        rows.append(
            ("other_copies", stack_lines([_compose_copy(copy, composer) for copy in thread.copies]))
        )
    if not rows:
        return ()
    if thread.url:
        rows.insert(0, ("address", (link_address(thread.url),)))
    items = tuple(
        doc.Definition(composer.words(key), content, where=thread.where) for key, content in rows
    )
    return make_heading(composer.words("capture"), "capture"), doc.DefinitionList(items)


def _list_capture_facts(
    capture: Capture, composer: MarkupComposer
) -> list[tuple[str, doc.Inlines]]:
    parts = [composer.instant(capture.date) if capture.date else composer.words("capture_unknown")]
    if capture.tool:
        parts.append(composer.words("captured_with", tool=capture.tool))
    if capture.by:
        parts.append(composer.words("captured_by", who=capture.by))
    rows = [("captured", join_facts(parts))]
    size = f"{capture.bytes:,} bytes" if capture.bytes is not None else None
    about = [composer.text(words) for words in (capture.file, size, capture.format) if words]
    if about:
        rows.append(("captured_file", join_facts(about)))
    if capture.sha256:
        rows.append(("fingerprint", (doc.Text(capture.sha256),)))
    return rows


def _collect_archives(thread: Thread, composer: MarkupComposer) -> tuple[Archive, ...]:
    """Return the archived copies of the thread and of its posts, each address once."""
    found = [
        *thread.archives,
        *(archive for post in composer.brief.posts for archive in post.archives),
    ]
    return tuple({archive.url: archive for archive in reversed(found)}.values())[::-1]


def _compose_archive(archive: Archive, composer: MarkupComposer) -> doc.Inlines:
    parts: list[doc.Inlines] = [composer.text(archive.service)] if archive.service else []
    if archive.date:
        parts.append(composer.words("archived_on", when=composer.instant(archive.date)))
    if archive.accessed:
        parts.append(composer.words("accessed_on", when=composer.instant(archive.accessed)))
    return join_facts([*parts, (link_address(archive.url),)])


def _compose_copy(copy: Copy, composer: MarkupComposer) -> doc.Inlines:
    parts: list[doc.Inlines] = [(link_address(copy.url),)]
    parts += [composer.text(words) for words in (copy.kind, copy.remark) if words]
    if copy.accessed:
        parts.append(composer.words("accessed_on", when=composer.instant(copy.accessed)))
    return join_facts(parts)


def stack_lines(parts: list[doc.Inlines]) -> doc.Inlines:
    """Return lines one under the other."""
    content: list[doc.Inline] = []
    for part in parts:
        content += [doc.LineBreak(), *part] if content else part
    return tuple(content)


# --- what is still to settle ---


def select_open_flags(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the doubts that keep a memo a draft."""
    return tuple(flag for flag in flags if flag.status is FlagStatus.OPEN)


def compose_open_points(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the open doubts: what each is about, its kind, and what is known of it."""
    flags = select_open_flags(composer.brief.flags)
    if not flags:
        return ()
    items = tuple((_compose_flag(flag, composer),) for flag in flags)
    return make_heading(composer.words("to_settle"), "to_settle"), doc.NumberedList(items)


def _compose_flag(flag: Flag, composer: MarkupComposer) -> doc.Paragraph:
    """Return `Emoji lost (post 1; 3 missing): what is known of it`."""
    kind = flag.kind.replace("-", " ")
    content: list[doc.Inline] = [doc.Strong((doc.Text(kind[:1].upper() + kind[1:]),))]
    about = _compose_subject(flag, composer)
    lost = sum(gap.count for gap in flag.gaps)
    if about or lost:
        missing = composer.words("missing", count=lost) if lost else ()
        content += [
            doc.Text(" ("),
            *about,
            *([doc.Text("; ")] if about and missing else []),
            *missing,
        ]
        content.append(doc.Text(")"))
    if flag.detail:
        content += [doc.Text(": "), *composer.text(flag.detail)]
    return doc.Paragraph(tuple(content), doc.Role.LIST, where=flag.where)


def _compose_subject(flag: Flag, composer: MarkupComposer) -> doc.Inlines:
    """Return what a doubt is about: posts by number, as links, and everything else by its name."""
    places = {post.id: place for place, post in enumerate(composer.brief.posts)}
    posts = sorted({places[ref.key] for ref in flag.on if ref.key in places})
    others = [_name_subject(ref.key, composer) for ref in flag.on if ref.key not in places]
    parts = [_link_posts(posts, composer)] if posts else []
    line: list[doc.Inline] = []
    for part in [*parts, *others]:
        line += [doc.Text(composer.wording["list_join"]), *part] if line else part
    return tuple(line)


def _link_posts(places: list[int], composer: MarkupComposer) -> doc.Inlines:
    """Return `post 3`, `posts 3, 9` or `posts 2–11`, each number a link to its post."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    key = "of_posts" if len(places) > 1 else "of_post"
    return compose_about_posts(key, runs, composer)


def _name_subject(key: str, composer: MarkupComposer) -> doc.Inlines:
    if key in ("thread", "memo"):
        return composer.words(f"the_{key}")
    citation = composer.brief.citations.get(key)
    title = citation.variables.get("title") if citation else None
    return composer.text(f"“{title}”" if title and not title.startswith("[") else title or key)
