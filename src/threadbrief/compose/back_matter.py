"""The back matter, after the thread: people, sources, flags; and own sections."""

from collections.abc import Mapping

from threadbrief.cite import SourceKind, classify_source
from threadbrief.compose.capture import list_archive_facts, stack_lines
from threadbrief.compose.front_matter import (
    compose_about_posts,
    group_runs,
    join_facts,
    make_heading,
)
from threadbrief.compose.links import link_host
from threadbrief.compose.markup import DraftBlock, MarkupComposer
from threadbrief.compose.notes import refine_citation
from threadbrief.compose.people import is_named_by_handle
from threadbrief.compose.wording import merge_texts
from threadbrief.core.structs import replace
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Archive,
    Brief,
    Citation,
    Flag,
    FlagStatus,
    Person,
    Platform,
    SectionPlace,
)
from threadbrief.model.platforms import get_platform_name
from threadbrief.model.traverse import descendants, plain_text
from threadbrief.text.typography.quotation_marks import NO_BREAK
from threadbrief.text.urls import has_web_scheme


def compose_sections(composer: MarkupComposer, place: SectionPlace) -> tuple[DraftBlock, ...]:
    """Return the writer's own sections, those before or those after the thread."""
    blocks: list[DraftBlock] = []
    for number, section in enumerate(composer.brief.memo.sections, 1):
        if section.place is place:
            heading = composer.compose_own_text(section.heading)
            blocks.append(make_heading(heading, f"section_{number}"))
            blocks += composer.compose_blocks(section.text, doc.Role.BODY)
    return tuple(blocks)


# --- people ---


def compose_people(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the people under their heading: name, handle, role and its date, source."""
    items = tuple(_compose_person(person, composer) for person in _list_people(composer.brief))
    if not items:
        return ()
    heading = make_heading(composer.compose_words("people"), "people")
    return heading, doc.DefinitionList(items)


def _list_people(brief: Brief) -> list[Person]:
    """Return the people, after the thread's author where that is given in place.

    An author of whom nothing is known but name and handle is left out: the thread names both.
    """
    people = list(brief.people.values())
    author = brief.thread.author if brief.thread else None
    if isinstance(author, Person):
        account = (author.native, author.platform, author.platform_id, author.url)
        if any((*account, author.role, author.as_of, author.source, author.verify)):
            people.insert(0, author)
    return people


def _compose_person(person: Person, composer: MarkupComposer) -> doc.Definition:
    term: list[doc.Inline] = [doc.Strong(composer.compose_own_text(person.name))]
    if person.native:
        term += [doc.Text(" "), doc.Text(person.native, person.language)]
    facts = _list_account_facts(person, composer)
    if person.role:
        facts.append(composer.compose_own_text(person.role))
    if person.as_of:
        when = composer.compose_partial_date(person.as_of)
        facts.append(composer.compose_words("as_of", when=when))
    if person.source:
        facts.append(_link_if_address(person.source, composer))
    if person.verify:
        facts.append((mark_unconfirmed(person.verify, composer),))
    return doc.Definition(tuple(term), join_facts(facts), where=person.where)


def _list_account_facts(person: Person, composer: MarkupComposer) -> list[doc.Inlines]:
    """Return the handle, which leads to the profile, and what else tells the account apart."""
    account: doc.Inlines = ()
    if person.handle and not is_named_by_handle(person):
        account = (doc.Text(person.handle),)
        if person.url:
            account = (doc.Link(account, person.url),)
    elif person.url:
        account = (link_host(person.url),)
    if person.platform:
        name = composer.compose_text(_name_platform(person.platform))
        if account:
            account = composer.compose_words("on_platform", who=account, platform=name)
        else:
            account = name
    facts: list[doc.Inlines] = [account] if account else []
    if person.platform_id:
        facts.append(composer.compose_words("account_id", id=person.platform_id))
    return facts


def _name_platform(written: str) -> str:
    """Return the name of one of our platforms; any other is named as it is written."""
    try:
        return get_platform_name(Platform(written.casefold()), None) or written
    except ValueError:
        return written


def _link_if_address(written: str, composer: MarkupComposer) -> doc.Inlines:
    """Return an address as a link that shows its host; any other text as it is."""
    if has_web_scheme(written):
        return (link_host(written),)
    return composer.compose_own_text(written)


def mark_unconfirmed(fields: tuple[str, ...], composer: MarkupComposer) -> doc.UnresolvedMark:
    """Return the mark for fields that are not confirmed yet: `[not confirmed: title, issued]`."""
    start = composer.set_text(f"[{composer.format_words('unverified')}: ").replace(" ", NO_BREAK)
    return doc.UnresolvedMark(f"{start}{', '.join(fields)}]", composer.language_of("unverified"))


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
    if citation is None or citation.where is None:
        return doc.SourceEntry(entry.id, content)
    if citation.archived or citation.descriptor or citation.access or citation.reliability:
        content = _add_evidence(content, citation, composer)
    elif citation.verify:
        content = (*content, doc.Text(" "), mark_unconfirmed(citation.verify, composer))
    return doc.SourceEntry(entry.id, content)


def _add_evidence(
    content: doc.Inlines, citation: Citation, composer: MarkupComposer
) -> doc.Inlines:
    """Return a source with what it is worth and its archived copies, without what is printed."""
    links = {node.target for node in descendants(content) if isinstance(node, doc.Link)}
    facts = _list_descriptors(citation, plain_text(content), composer)
    for copy in citation.archived:
        if copy.accessed and copy.url in links:
            when = composer.compose_moment(copy.accessed)
            facts.append(composer.compose_words("copy_accessed", when=when))
    if facts:
        content = (*content, doc.Text(" "), *_compose_bracket(facts))
    if citation.verify:
        content = (*content, doc.Text(" "), mark_unconfirmed(citation.verify, composer))
    copies = [_compose_copy(copy, composer, shown=copy.url in links) for copy in citation.archived]
    return stack_lines([content, *filter(None, copies)])


def _list_descriptors(
    citation: Citation, printed: str, composer: MarkupComposer
) -> list[doc.Inlines]:
    """Return what a source is worth, without what its style printed.

    Source descriptors of ICD 206 (Intelligence Community Directive 206, E.2.b): what kind of source
    it is, how it can be reached, and how far it can be trusted.
    """
    facts: list[doc.Inlines] = []
    if citation.descriptor and citation.descriptor not in printed:
        facts.append(composer.compose_own_text(citation.descriptor))
    if citation.access and citation.access not in printed:
        facts.append(composer.compose_words("access", words=citation.access))
    if citation.reliability and citation.reliability not in printed:
        facts.append(composer.compose_words("reliability", grade=citation.reliability))
    return facts


def _compose_bracket(facts: list[doc.Inlines]) -> doc.Inlines:
    """Return facts as `[wire report; access: subscription; reliability: B2]`."""
    line: list[doc.Inline] = [doc.Text("[")]
    for number, fact in enumerate(facts):
        if number:
            line.append(doc.Text("; "))
        line += fact
    return merge_texts((*line, doc.Text("]")))


def _compose_copy(archive: Archive, composer: MarkupComposer, *, shown: bool) -> doc.Inlines:
    """Return the line about an archived copy; empty for one that is shown and has no SHA-256."""
    facts = [] if shown else list_archive_facts(archive, composer)
    if archive.sha256:
        facts.append(composer.label("fingerprint", (doc.Text(archive.sha256),)))
    return join_facts(facts)


# --- what is still to settle, and what is settled ---


def select_open_flags(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the flags that are not settled; with one the memo is a draft."""
    return tuple(flag for flag in flags if flag.status is FlagStatus.OPEN)


def select_settled_flags(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Return the settled flags that a reader needs: doubts that stay, and how others were resolved.

    One that is resolved without a word was only on the writer's list of things to do.
    """
    return tuple(
        flag
        for flag in flags
        if flag.status is FlagStatus.ACCEPTED
        or (flag.status is FlagStatus.RESOLVED and (flag.resolution or flag.was))
    )


def compose_flags(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the open flags, then those that are settled, each list under its heading."""
    blocks: list[doc.Block] = []
    opened = select_open_flags(composer.brief.flags)
    if opened:
        items = tuple((_compose_open_flag(flag, composer),) for flag in opened)
        heading = make_heading(composer.compose_words("to_settle"), "to_settle")
        blocks += [heading, doc.NumberedList(items)]
    settled = _merge_alike(select_settled_flags(composer.brief.flags))
    if settled:
        heading = make_heading(composer.compose_words("settled"), "settled")
        rows = tuple(_compose_settled_flag(flag, composer) for flag in settled)
        blocks += [heading, doc.DefinitionList(rows)]
    return tuple(blocks)


def _compose_open_flag(flag: Flag, composer: MarkupComposer) -> doc.Paragraph:
    """Return a flag as `Emoji lost (post 1; 3 missing): detail`."""
    content: doc.Inlines = (doc.Strong((doc.Text(_name_kind(flag)),)),)
    scope = _compose_scope(flag, composer)
    if scope:
        content = (*content, doc.Text(" ("), *scope, doc.Text(")"))
    if flag.detail:
        content = composer.label(content, composer.compose_own_text(flag.detail))
    return doc.Paragraph(content, doc.Role.LIST, where=flag.where)


def _merge_alike(flags: tuple[Flag, ...]) -> list[Flag]:
    """Return settled flags; those that were settled alike become one."""
    merged: dict[tuple[object, ...], Flag] = {}
    for flag in flags:
        key = (flag.kind, flag.status, flag.by, flag.detail, flag.resolution, flag.was and flag.id)
        first = merged.get(key)
        if first:
            flag = replace(first, on=first.on + flag.on, gaps=first.gaps + flag.gaps)  # noqa: PLW2901
        merged[key] = flag
    return list(merged.values())


def _compose_settled_flag(flag: Flag, composer: MarkupComposer) -> doc.Definition:
    """Return how a flag was settled and by whom, and what was lost.

    The detail is that of the doubt: it is printed where the doubt stays.
    """
    status = composer.compose_words(flag.status.value)
    if flag.by:
        status = composer.compose_words(f"settled_by_{flag.by}", status=status)
    if flag.resolution:
        status = composer.label(status, composer.compose_own_text(flag.resolution))
    facts = [_compose_scope(flag, composer), status]
    if flag.detail and flag.status is FlagStatus.ACCEPTED:
        facts.insert(1, composer.compose_own_text(flag.detail))
    if flag.was:
        facts.append(composer.compose_words("was", what=_compose_restored(flag, composer)))
    facts = [fact for fact in facts if fact]
    return doc.Definition((doc.Text(_name_kind(flag)),), join_facts(facts), where=flag.where)


def _compose_restored(flag: Flag, composer: MarkupComposer) -> doc.Inlines:
    """Return what was lost, each after the words before it, which are emphasized."""
    line: list[doc.Inline] = []
    for number, what in enumerate(flag.was):
        if line:
            line.append(doc.Text(composer.wording["list_join"]))
        if number < len(flag.gaps):
            after = composer.compose_text(flag.gaps[number].after)
            line += [doc.Emphasis(after), doc.Text(" ")]
        line += composer.compose_words("not_known") if what is None else composer.compose_text(what)
    return tuple(line)


def _name_kind(flag: Flag) -> str:
    kind = flag.kind.replace("-", " ")
    return kind[:1].upper() + kind[1:]


def _compose_scope(flag: Flag, composer: MarkupComposer) -> doc.Inlines:
    """Return what a flag is about, and how much is lost: `post 1; 3 missing`."""
    subject = _compose_subject(flag, composer)
    lost = sum(gap.count for gap in flag.gaps)
    content = list(subject)
    if lost:
        missing = composer.compose_words("missing", count=lost)
        if subject and missing:
            content.append(doc.Text("; "))
        content += missing
    return tuple(content)


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
    key = "of_posts" if len(places) > 1 else "of_post"
    return compose_about_posts(key, group_runs(places), composer)


def _name_subject(key: str, composer: MarkupComposer) -> doc.Inlines:
    """Return the name of the thread, the memo, a judgement, a person, or a source; else its key."""
    if key in ("thread", "memo"):
        return composer.compose_words(f"the_{key}")
    for number, judgement in enumerate(composer.brief.memo.key_judgements, 1):
        if judgement.id == key:
            words = composer.compose_words("judgement", number=number)
            return (doc.Link(words, f"#judgement_{number}"),)
    if key in composer.brief.people:
        return composer.compose_own_text(composer.brief.people[key].name)
    citation = composer.brief.citations.get(key)
    title = citation.variables.get("title") if citation else None
    if title and not title.startswith("["):  # [a description] is no title (CSL)
        return composer.quote(title)
    return composer.compose_text(title or key)
