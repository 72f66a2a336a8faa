"""The back matter, after the thread: people, sources, the capture, open flags; and own sections."""

from collections.abc import Mapping

from threadbrief.cite import SourceKind, classify_source
from threadbrief.compose.front_matter import compose_about_posts, join_facts, make_heading
from threadbrief.compose.markup import DraftBlock, MarkupComposer
from threadbrief.compose.notes import refine_citation
from threadbrief.compose.people import is_named_by_handle
from threadbrief.compose.thread import link_address
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Archive,
    Capture,
    Citation,
    Copy,
    Flag,
    FlagStatus,
    Person,
    SectionPlace,
    Thread,
)


def compose_sections(composer: MarkupComposer, place: SectionPlace) -> tuple[DraftBlock, ...]:
    """Return the writer's own sections, those before or those after the thread."""
    blocks: list[DraftBlock] = []
    for number, section in enumerate(composer.brief.memo.sections, 1):
        if section.place is place:
            heading = composer.compose_text(section.heading)
            blocks.append(make_heading(heading, f"section_{number}"))
            blocks += composer.compose_blocks(section.text, doc.Role.BODY)
    return tuple(blocks)


# --- people ---


def compose_people(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the people under their heading: name, handle, role and its date, source."""
    items = tuple(_compose_person(person, composer) for person in composer.brief.people.values())
    if not items:
        return ()
    heading = make_heading(composer.compose_words("people"), "people")
    return heading, doc.DefinitionList(items)


def _compose_person(person: Person, composer: MarkupComposer) -> doc.Definition:
    term: list[doc.Inline] = [doc.Strong(composer.compose_text(person.name))]
    if person.native:
        term += [doc.Text(" "), doc.Text(person.native, person.language)]
    facts: list[doc.Inlines] = []
    if person.handle and not is_named_by_handle(person):
        facts.append((doc.Text(person.handle),))
    if person.role:
        facts.append(composer.compose_text(person.role))
    if person.as_of:
        when = composer.compose_partial_date(person.as_of)
        facts.append(composer.compose_words("as_of", when=when))
    if person.source:
        facts.append((_link_host(person.source),))
    if person.verify:
        facts.append((mark_unconfirmed(person.verify, composer),))
    return doc.Definition(tuple(term), join_facts(facts), where=person.where)


def _link_host(url: str) -> doc.Link:
    """Return a link that shows the host of its address."""
    host = url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    return doc.Link((doc.Text(host),), url)


def mark_unconfirmed(fields: tuple[str, ...], composer: MarkupComposer) -> doc.UnresolvedMark:
    """Return the mark for fields that are not confirmed yet: `[not confirmed: title, issued]`."""
    words = composer.format_words("unverified")
    return doc.UnresolvedMark(f"[{words}: {', '.join(fields)}]", composer.language_of("unverified"))


# --- sources ---


def compose_sources(
    entries: tuple[doc.SourceEntry, ...],
    citations: Mapping[str, Citation],
    composer: MarkupComposer,
) -> tuple[doc.Block, ...]:
    """Return the list of sources under its heading, with the marks of unconfirmed fields.

    Posts of the thread are left out: the memo contains them, and the thread as a whole is a source.
    They are listed where the template says so (`posts_in_sources`), and where the citations in the
    text refer to the list.
    """
    left_out: set[str] = set()
    if not composer.template.posts_in_sources and not composer.in_text:
        left_out = {post.id for post in composer.brief.posts}
    sources = tuple(
        _compose_source(entry, citations.get(entry.id), composer)
        for entry in entries
        if entry.id not in left_out
    )
    if not sources:
        return ()
    title = make_heading(composer.compose_words("sources"), "sources")
    if not composer.template.sources_by_kind:
        return title, doc.Sources(sources)
    kinds: dict[SourceKind, list[doc.SourceEntry]] = {}
    for entry in sources:
        kinds.setdefault(classify_source(citations[entry.id]), []).append(entry)
    blocks: list[doc.Block] = [title]
    for kind in SourceKind:
        if kind in kinds:
            key = f"sources_{kind.value}"
            blocks.append(make_heading(composer.compose_words(key), key, level=2))
            blocks.append(doc.Sources(tuple(kinds[kind])))
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
    """Return how the thread was captured, under its heading.

    These are its address, time, file and SHA-256, and its archived and other copies.
    """
    thread = composer.brief.thread
    if thread is None:
        return ()
    rows: list[tuple[str, doc.Inlines]] = []
    if thread.capture:
        rows += _list_capture_facts(thread.capture, composer)
    archives = [
        _compose_archive(archive, composer) for archive in _collect_archives(thread, composer)
    ]
    if archives:
        rows.append(("archived_copies", stack_lines(archives)))
    copies = [_compose_copy(copy, composer) for copy in thread.copies]
    if copies:
        rows.append(("other_copies", stack_lines(copies)))
    if not rows:
        return ()
    if thread.url:
        rows.insert(0, ("address", (link_address(thread.url),)))
    items = tuple(
        doc.Definition(composer.compose_words(key), content, where=thread.where)
        for key, content in rows
    )
    heading = make_heading(composer.compose_words("capture"), "capture")
    return heading, doc.DefinitionList(items)


def _list_capture_facts(
    capture: Capture, composer: MarkupComposer
) -> list[tuple[str, doc.Inlines]]:
    """Return the rows about a capture, each with the key of its label."""
    facts: list[doc.Inlines] = []
    if capture.date:
        facts.append(composer.compose_moment(capture.date))
    else:
        facts.append(composer.compose_words("capture_unknown"))
    if capture.tool:
        facts.append(composer.compose_words("captured_with", tool=capture.tool))
    if capture.by:
        facts.append(composer.compose_words("captured_by", who=capture.by))
    rows = [("captured", join_facts(facts))]
    file_facts = []
    if capture.file:
        file_facts.append(composer.compose_text(capture.file))
    if capture.bytes is not None:
        file_facts.append(composer.compose_text(f"{capture.bytes:,} bytes"))
    if capture.format:
        file_facts.append(composer.compose_text(capture.format))
    if file_facts:
        rows.append(("captured_file", join_facts(file_facts)))
    if capture.sha256:
        rows.append(("fingerprint", (doc.Text(capture.sha256),)))
    return rows


def _collect_archives(thread: Thread, composer: MarkupComposer) -> list[Archive]:
    """Return the archived copies of the thread and of its posts, each address once.

    A repeated address keeps its last place in the order, and its first details.
    """
    archives = list(thread.archives)
    for post in composer.brief.posts:
        archives += post.archives
    by_url = {archive.url: archive for archive in reversed(archives)}
    return list(reversed(by_url.values()))


def _compose_archive(archive: Archive, composer: MarkupComposer) -> doc.Inlines:
    facts: list[doc.Inlines] = []
    if archive.service:
        facts.append(composer.compose_text(archive.service))
    if archive.date:
        when = composer.compose_moment(archive.date)
        facts.append(composer.compose_words("archived_on", when=when))
    if archive.accessed:
        when = composer.compose_moment(archive.accessed)
        facts.append(composer.compose_words("accessed_on", when=when))
    facts.append((link_address(archive.url),))
    return join_facts(facts)


def _compose_copy(copy: Copy, composer: MarkupComposer) -> doc.Inlines:
    facts: list[doc.Inlines] = [(link_address(copy.url),)]
    facts += [composer.compose_text(words) for words in (copy.kind, copy.remark) if words]
    if copy.accessed:
        when = composer.compose_moment(copy.accessed)
        facts.append(composer.compose_words("accessed_on", when=when))
    return join_facts(facts)


def stack_lines(lines: list[doc.Inlines]) -> doc.Inlines:
    """Return lines as one run of inlines, with a line break between two of them."""
    content: list[doc.Inline] = []
    for line in lines:
        if content:
            content.append(doc.LineBreak())
        content += line
    return tuple(content)


# --- what is still to settle ---


def select_open_flags(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the flags that are not settled; with one the memo is a draft."""
    return tuple(flag for flag in flags if flag.status is FlagStatus.OPEN)


def compose_open_points(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the open flags under their heading: the kind, the subject and the detail of each."""
    flags = select_open_flags(composer.brief.flags)
    if not flags:
        return ()
    items = tuple((_compose_flag(flag, composer),) for flag in flags)
    heading = make_heading(composer.compose_words("to_settle"), "to_settle")
    return heading, doc.NumberedList(items)


def _compose_flag(flag: Flag, composer: MarkupComposer) -> doc.Paragraph:
    """Return a flag as `Emoji lost (post 1; 3 missing): detail`."""
    kind = flag.kind.replace("-", " ")
    content: list[doc.Inline] = [doc.Strong((doc.Text(kind[:1].upper() + kind[1:]),))]
    subject = _compose_subject(flag, composer)
    lost = sum(gap.count for gap in flag.gaps)
    if subject or lost:
        content += [doc.Text(" ("), *subject]
        if lost:
            missing = composer.compose_words("missing", count=lost)
            if subject and missing:
                content.append(doc.Text("; "))
            content += missing
        content.append(doc.Text(")"))
    if flag.detail:
        content += [doc.Text(": "), *composer.compose_text(flag.detail)]
    return doc.Paragraph(tuple(content), doc.Role.LIST, where=flag.where)


def _compose_subject(flag: Flag, composer: MarkupComposer) -> doc.Inlines:
    """Return what a flag is about: posts by number, as links, and everything else by its name."""
    places = {post.id: place for place, post in enumerate(composer.brief.posts)}
    posts = sorted({places[ref.key] for ref in flag.on if ref.key in places})
    parts: list[doc.Inlines] = []
    if posts:
        parts.append(_link_posts(posts, composer))
    parts += [_name_subject(ref.key, composer) for ref in flag.on if ref.key not in places]
    line: list[doc.Inline] = []
    for part in parts:
        if line:
            line.append(doc.Text(composer.wording["list_join"]))
        line += part
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
    """Return the name of the thread, the memo, or a source; without a title its key."""
    if key in ("thread", "memo"):
        return composer.compose_words(f"the_{key}")
    citation = composer.brief.citations.get(key)
    title = citation.variables.get("title") if citation else None
    if title and not title.startswith("["):  # [a description] is no title (CSL)
        return composer.compose_text(f"“{title}”")
    return composer.compose_text(title or key)
