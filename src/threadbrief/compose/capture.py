"""How the thread and its posts were captured: files, digests, archived and other copies."""

from collections.abc import Container

from threadbrief.compose.front_matter import (
    compose_about_posts,
    group_runs,
    join_facts,
    link_post,
    make_heading,
)
from threadbrief.compose.links import collect_whole_addresses, link_address, shorten_links
from threadbrief.compose.markup import MarkupComposer
from threadbrief.core.structs import replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Archive, Capture, Copy, Thread

Rows = list[tuple[str, doc.Inlines]]
"""Rows of a list, each with the key of its label."""

_BESIDE = {"html": "saved_page", "screenshot": "screenshot", "timestamp_token": "time_stamp"}
"""What is kept beside a captured file, with the keys of the labels."""
_METADATA = {
    "url": "address", "date": "date", "id": "identifier", "author": "author", "title": "title",
    "platform": "platform",
}  # fmt: skip
"""Keys of a thread with words of their own; the others are printed as they are written."""


def compose_capture(composer: MarkupComposer, listed: Container[str] = ()) -> tuple[doc.Block, ...]:
    """Return how the thread was captured, under its heading, and how single posts were.

    Of the thread: address, time, file and SHA-256, archived and other copies, and where its
    metadata is from. The addresses of the posts follow. `listed` are the addresses that the list
    of sources shows whole; they are short here.
    """
    thread = composer.brief.thread
    rows: Rows = []
    if thread:
        rows = _list_thread_rows(thread, composer)
        if thread.url and (rows or thread.url not in listed):
            rows.insert(0, ("address", (link_address(thread.url),)))
    posts = _compose_post_captures(composer)
    blocks: list[doc.Block] = []
    if rows or posts:
        blocks.append(make_heading(composer.compose_words("capture"), "capture"))
    if thread and rows:
        items = [
            doc.Definition(
                composer.compose_words(key), shorten_links(content, listed), where=thread.where
            )
            for key, content in rows
        ]
        blocks.append(doc.DefinitionList(tuple(items)))
    if posts:
        heading = composer.compose_words("captured_separately")
        blocks += [make_heading(heading, "captured_posts", level=2), doc.DefinitionList(posts)]
    addresses = doc.Paragraph(
        shorten_links(_compose_post_addresses(composer), listed), doc.Role.THREAD_LINE
    )
    if collect_whole_addresses((addresses,)):
        title = composer.compose_words("post_addresses")
        blocks += [make_heading(title, "post_addresses", level=2 if blocks else 1), addresses]
    return tuple(blocks)


# --- the thread ---


def _list_thread_rows(thread: Thread, composer: MarkupComposer) -> Rows:
    """Return the rows about the thread; none where only its address and id are known."""
    rows: Rows = []
    if thread.capture:
        rows += _list_capture_rows(thread.capture, composer)
    archives = [_compose_archive(archive, composer) for archive in thread.archives]
    if archives:
        rows.append(("archived_copies", stack_lines(archives)))
    copies = [_compose_copy(copy, composer) for copy in thread.copies]
    if copies:
        rows.append(("other_copies", stack_lines(copies)))
    if thread.sources_of_metadata:
        lines = [
            _compose_metadata_source(key, told, composer)
            for key, told in thread.sources_of_metadata
        ]
        rows.append(("sources_of_metadata", stack_lines(lines)))
    if rows and thread.id and thread.id not in (thread.url or ""):
        rows.insert(0, ("identifier", composer.compose_text(thread.id)))
    return rows


def _list_capture_rows(capture: Capture, composer: MarkupComposer) -> Rows:
    """Return the rows about the capture of the thread."""
    when = _list_circumstances(capture, composer)
    if not capture.date:
        when.insert(0, composer.compose_words("capture_unknown"))
    rows = [("captured", join_facts(when))]
    file = _list_file_facts(capture, composer)
    if file:
        rows.append(("captured_file", join_facts(file)))
    if capture.sha256:
        rows.append(("fingerprint", (doc.Text(capture.sha256),)))
    rows += [(label, composer.compose_text(name)) for label, name in _list_files_beside(capture)]
    return rows


def _list_circumstances(capture: Capture, composer: MarkupComposer) -> list[doc.Inlines]:
    """Return when, with what and by whom something was captured, as far as it is known."""
    facts: list[doc.Inlines] = []
    if capture.date:
        facts.append(composer.compose_moment(capture.date))
    if capture.tool:
        facts.append(composer.compose_words("captured_with", tool=capture.tool))
    if capture.by:
        facts.append(composer.compose_words("captured_by", who=capture.by))
    return facts


def _list_file_facts(capture: Capture, composer: MarkupComposer) -> list[doc.Inlines]:
    """Return name, size and format of a captured file."""
    facts: list[doc.Inlines] = []
    if capture.file:
        facts.append(composer.compose_text(capture.file))
    if capture.bytes is not None:
        size = f"{capture.bytes:,}".replace(",", composer.wording["thousands"])
        facts.append(composer.compose_words("file_size", size=size))
    if capture.format:
        facts.append(composer.compose_text(capture.format))
    return facts


def _list_files_beside(capture: Capture) -> list[tuple[str, str]]:
    """Return the names of the files kept beside a captured one, with the keys of their labels."""
    names = [(label, getattr(capture, field)) for field, label in _BESIDE.items()]
    return [(label, name) for label, name in names if name]


def _compose_metadata_source(key: str, told: str, composer: MarkupComposer) -> doc.Inlines:
    """Return where the value of a key is from: `Address: built from the handle and the id`."""
    label = composer.compose_text(key.replace("_", " ").capitalize())
    if key in _METADATA:
        label = composer.compose_words(_METADATA[key])
    return composer.label(label, composer.compose_own_text(told))


def _compose_archive(archive: Archive, composer: MarkupComposer) -> doc.Inlines:
    """Return an archived copy, and below it its SHA-256."""
    line = join_facts(list_archive_facts(archive, composer))
    return _append_digest(line, archive.sha256, composer)


def list_archive_facts(archive: Archive, composer: MarkupComposer) -> list[doc.Inlines]:
    """Return service, days and address of an archived copy."""
    facts: list[doc.Inlines] = []
    if archive.service:
        facts.append(composer.compose_own_text(archive.service))
    if archive.date:
        when = composer.compose_moment(archive.date)
        facts.append(composer.compose_words("archived_on", when=when))
    if archive.accessed:
        when = composer.compose_moment(archive.accessed)
        facts.append(composer.compose_words("accessed_on", when=when))
    facts.append((link_address(archive.url),))
    return facts


def _compose_copy(copy: Copy, composer: MarkupComposer) -> doc.Inlines:
    facts: list[doc.Inlines] = [(link_address(copy.url),)]
    facts += [composer.compose_own_text(words) for words in (copy.kind, copy.remark) if words]
    if copy.accessed:
        when = composer.compose_moment(copy.accessed)
        facts.append(composer.compose_words("accessed_on", when=when))
    return join_facts(facts)


# --- single posts ---


def _compose_post_addresses(composer: MarkupComposer) -> doc.Inlines:
    """Return a line for each post, with its number, its address and those of its archived copies.

    Empty where no post has any.
    """
    lines: list[doc.Inlines] = []
    for place, post in enumerate(composer.brief.posts):
        facts: list[doc.Inlines] = []
        if post.url:
            facts.append((link_address(post.url),))
        for archive in post.archives:
            facts += list_archive_facts(archive, composer)
            if archive.sha256:
                facts.append(composer.label("fingerprint", (doc.Text(archive.sha256),)))
        if facts:
            number = doc.Strong((link_post(place, None, composer),))
            lines.append(
                (number, doc.Text("\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"), *join_facts(facts))
            )
    return stack_lines(lines)


def _compose_post_captures(composer: MarkupComposer) -> tuple[doc.Definition, ...]:
    """Return the captures of posts; posts that were captured together share one."""
    posts = composer.brief.posts
    places: dict[Capture, list[int]] = {}
    for place, post in enumerate(posts):
        if post.capture:
            alike = replace(post.capture, where=composer.brief.memo.where)
            places.setdefault(alike, []).append(place)
    return tuple(
        doc.Definition(
            _name_posts(captured, composer),
            _compose_post_capture(capture, composer),
            where=posts[captured[0]].where,
        )
        for capture, captured in places.items()
    )


def _name_posts(places: list[int], composer: MarkupComposer) -> doc.Inlines:
    key = "captured_posts" if len(places) > 1 else "captured_post"
    return compose_about_posts(key, group_runs(places), composer)


def _compose_post_capture(capture: Capture, composer: MarkupComposer) -> doc.Inlines:
    """Return a capture in few lines: circumstances, file with its SHA-256, files beside it."""
    lines: list[doc.Inlines] = []
    circumstances = _list_circumstances(capture, composer)
    if circumstances:
        lines.append(join_facts(circumstances))
    file = _list_file_facts(capture, composer)
    if file or capture.sha256:
        lines.append(_append_digest(join_facts(file), capture.sha256, composer))
    beside = [
        composer.label(label, composer.compose_text(name))
        for label, name in _list_files_beside(capture)
    ]
    if beside:
        lines.append(join_facts(beside))
    return stack_lines(lines)


# --- lines ---


def _append_digest(line: doc.Inlines, digest: str | None, composer: MarkupComposer) -> doc.Inlines:
    """Return a line with a SHA-256 after it, if there is one.

    The digest has a line of its own, so that it can be copied whole.
    """
    if not digest:
        return line
    facts = [line] if line else []
    facts.append(composer.compose_words("fingerprint"))
    return stack_lines([join_facts(facts), (doc.Text(digest),)])


def stack_lines(lines: list[doc.Inlines]) -> doc.Inlines:
    """Return lines as one run of inlines, with a line break between two of them."""
    content: list[doc.Inline] = []
    for line in lines:
        if content:
            content.append(doc.LineBreak())
        content += line
    return tuple(content)
