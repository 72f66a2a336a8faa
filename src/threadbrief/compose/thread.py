"""The thread: a line about it, and its posts with their quoted posts, media and links."""

from datetime import date as Day  # noqa: N812 - as in the model
from datetime import datetime

from threadbrief.cite import SHORT_FORM_WORDS
from threadbrief.compose.front_matter import (
    compose_about_posts,
    join_facts,
    make_heading,
    make_post_anchor,
)
from threadbrief.compose.links import link_address, link_host, shorten_links
from threadbrief.compose.markup import DraftBlock, DraftInlines, MarkupComposer, PendingMark
from threadbrief.compose.people import is_named_by_handle
from threadbrief.compose.posts import find_author, find_person, find_thread_moment
from threadbrief.compose.wording import merge_texts
from threadbrief.core.memo_folder import MemoFolder
from threadbrief.core.problems import BriefError
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Citation,
    DateOrInstant,
    Media,
    MediaType,
    Person,
    Post,
    Ref,
    TextStatus,
    Thread,
    Visibility,
)
from threadbrief.model.marks import Cluster
from threadbrief.model.platforms import get_platform_name
from threadbrief.model.traverse import plain_quoted_text, plain_text
from threadbrief.templates import AddressForm, Part
from threadbrief.text.excerpts import GAP, take_first_words
from threadbrief.text.urls import has_web_scheme


def compose_thread(composer: MarkupComposer, files: MemoFolder) -> tuple[DraftBlock, ...]:
    """Return the thread under its heading; `files` has its pictures."""
    brief = composer.brief
    posts = tuple(
        _compose_post(place, post, composer, files) for place, post in enumerate(brief.posts)
    )
    if brief.thread:
        line = _compose_thread_line(brief.thread, composer)
    else:
        line = join_facts([_compose_count(composer)])
    return (
        make_heading(composer.compose_words("thread"), "thread"),
        doc.Paragraph(line, doc.Role.THREAD_LINE),
        *posts,
    )


def _compose_thread_line(thread: Thread, composer: MarkupComposer) -> doc.Inlines:
    """Return author, platform, date, number of posts, state of the text, and address."""
    author = composer.compose_words("unknown_author")
    person = find_person(thread.author, composer.brief)
    if person:
        author = composer.compose_own_text(_format_person(person))
    began = find_thread_moment(composer.brief)
    platform = get_platform_name(thread.platform, _to_day(began))
    lang = composer.language_of("on_platform")
    if platform:
        platform_text = (doc.Text(platform, lang),)
        author = composer.compose_words("on_platform", who=author, platform=platform_text)
    when = composer.compose_words("unknown_date")
    if began:
        when = composer.compose_moment(began)
    facts = [merge_texts((*author, doc.Text(", ", lang), *when)), _compose_count(composer)]
    if thread.text_status:
        facts.append(composer.compose_words(thread.text_status.value))
    if thread.url:
        facts.append(_link_thread(thread.url, composer))
    return join_facts(facts)


def _link_thread(url: str, composer: MarkupComposer) -> doc.Inlines:
    """Return the address of the thread as a link, short where the capture has it whole."""
    template = composer.template
    is_short = template.addresses is AddressForm.SHORT and Part.CAPTURE in template.outline
    return shorten_links((link_address(url),), (url,) if is_short else ())


def _to_day(moment: DateOrInstant | None) -> Day | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _compose_count(composer: MarkupComposer) -> doc.Inlines:
    count, thread = len(composer.brief.posts), composer.brief.thread
    if thread and thread.posts_expected and thread.posts_expected != count:
        return composer.compose_words("posts_of", count=count, expected=thread.posts_expected)
    return composer.compose_words("post_count" if count == 1 else "posts_count", count=count)


def _format_person(person: Person) -> str:
    if is_named_by_handle(person):
        return person.handle or person.name
    return f"{person.name} ({person.handle})" if person.handle else person.name


def _compose_post(
    place: int, post: Post, composer: MarkupComposer, files: MemoFolder
) -> doc.Post[PendingMark]:
    meta = _compose_meta(place, post, composer)
    text = list(composer.compose_blocks(post.text, doc.Role.POST, own=_is_own_text(composer)))
    if composer.template.post_notes and (post.url or post.date) and text:
        text[-1] = _add_mark(text[-1], composer.cite(post.id, post.where), composer)
    blocks: list[DraftBlock] = list(text)
    blocks += [_compose_quoted_post(ref, post, composer) for ref in post.quotes]
    for media in post.media:
        blocks += _compose_media(media, composer, files)
    blocks += _compose_links(post, composer)
    return doc.Post(
        label=_compose_number(post, composer),
        anchor=make_post_anchor(place),
        meta=meta,
        blocks=tuple(blocks),
        lang=_find_language(post, composer),
        where=post.where,
    )


def _compose_number(post: Post, composer: MarkupComposer) -> doc.Inlines:
    """Return the number of a post, a link to its address where it has one of its own."""
    number = (doc.Text(str(post.number)),)
    if not post.url:
        return number
    return (_link_post_address(number, post, post.url, composer),)


def _link_post_address(
    content: doc.Inlines, post: Post, address: str, composer: MarkupComposer
) -> doc.Link:
    """Return words as a link to an address of a post, described as `Post 2, https://...`."""
    number = composer.format_words("post", number=post.number)
    return doc.Link(content, address, composer.wording["list_join"].join((number, address)))


def _is_own_text(composer: MarkupComposer) -> bool:
    """Return whether the texts of the posts are our own words: a paraphrase or a translation."""
    thread = composer.brief.thread
    if thread is None:
        return False
    return thread.text_status in (TextStatus.PARAPHRASE, TextStatus.TRANSLATION)


def _find_language(post: Post, composer: MarkupComposer) -> str | None:
    """Return the language of the text of a post; None where it is that of the memo.

    A text that is not verbatim is the writer's own, in the language of the memo.
    """
    thread = composer.brief.thread
    if thread is None or thread.text_status is not TextStatus.VERBATIM:
        return None
    language = post.language or thread.language
    if not language or language == composer.brief.memo.language:
        return None
    return language


def _add_mark(block: DraftBlock, mark: PendingMark, composer: MarkupComposer) -> DraftBlock:
    """Return a paragraph with a mark at its end; any other block as it is."""
    if not isinstance(block, doc.Paragraph):
        return block
    content = _append_mark(block.content, mark, composer)
    return doc.Paragraph(content, block.role, lang=block.lang, where=block.where)


def _append_mark(line: DraftInlines, mark: PendingMark, composer: MarkupComposer) -> DraftInlines:
    if composer.raised:
        return (*line, mark)
    return (*line, doc.Text(" "), mark)


def _compose_meta(place: int, post: Post, composer: MarkupComposer) -> doc.Inlines:
    """Return the author and the time of a post where they differ from the thread's.

    The time is a link to the post's address; its archived copy, its state, what it answers and what
    it continues follow.
    """
    brief = composer.brief
    parts: list[doc.Inlines] = []
    person = find_author(post, brief)
    thread_author = None
    if brief.thread:
        thread_author = find_person(brief.thread.author, brief)
    if post.author and person and person != thread_author:
        parts.append(composer.compose_own_text(_format_person(person)))
    if post.date and (brief.thread is None or post.date != find_thread_moment(brief)):
        when = composer.compose_moment(post.date)
        if post.url:
            when = (_link_post_address(when, post, post.url, composer),)
        parts.append(when)
    if post.archives:
        archived = composer.compose_words("archived")
        parts.append((_link_post_address(archived, post, post.archives[0].url, composer),))
    if post.edited:
        parts.append(composer.compose_words("edited", when=composer.compose_moment(post.edited)))
    if post.deleted:
        parts.append(composer.compose_words("deleted"))
    if post.visibility is Visibility.UNLISTED:
        parts.append(composer.compose_words("unlisted"))
    elif post.visibility is not Visibility.PUBLIC:
        who = composer.compose_words(post.visibility.value)
        parts.append(composer.compose_words("not_public", who=who))
    return join_facts([*parts, *_list_relations(place, post, composer)])


def _list_relations(place: int, post: Post, composer: MarkupComposer) -> list[doc.Inlines]:
    """Return what a post answers, unless it is the post before, and whose sentence it continues."""
    facts: list[doc.Inlines] = []
    if post.reply_to:
        answered = composer.find_place(post.reply_to)
        if answered is None:
            what = composer.compose_text(post.reply_to)
            if has_web_scheme(post.reply_to):
                what = (link_address(post.reply_to),)
            facts.append(composer.compose_words("in_reply_to", what=what))
        elif answered != place - 1:
            facts.append(compose_about_posts("in_reply_to_post", [[answered]], composer))
    continued = composer.find_place(post.continues.key) if post.continues else None
    if continued is not None:
        facts.append(compose_about_posts("continues_post", [[continued]], composer))
    return facts


# --- quoted posts ---


def _compose_quoted_post(
    ref: Ref, quoting: Post, composer: MarkupComposer
) -> doc.Quotation[PendingMark]:
    """Return a quoted post, which is one of the thread or one of the sources."""
    for place, post in enumerate(composer.brief.posts):
        if post.id == ref.key:
            return _quote_own_post(ref, place, composer)
    return _quote_source(ref, quoting, composer)


def _quote_own_post(ref: Ref, place: int, composer: MarkupComposer) -> doc.Quotation[PendingMark]:
    """Return the first words of a post of the thread as a quotation, with a link to it.

    The memo has the whole post already.
    """
    brief = composer.brief
    post = brief.posts[place]
    text = take_first_words(plain_quoted_text(post.text.blocks, GAP), SHORT_FORM_WORDS)
    compose = composer.compose_own_text if _is_own_text(composer) else composer.compose_text
    words = doc.Paragraph(compose(text), doc.Role.QUOTATION, where=ref.where)
    number = composer.compose_words("post", number=post.number)
    meta: doc.Inlines = (doc.Link(number, f"#{make_post_anchor(place)}"),)
    person = find_author(post, brief)
    if person:
        meta = join_facts([composer.compose_own_text(_format_person(person)), meta])
    return doc.Quotation((words,), meta, where=ref.where)


def _quote_source(ref: Ref, quoting: Post, composer: MarkupComposer) -> doc.Quotation[PendingMark]:
    """Return a source as a quotation.

    A quoted post is not cited in a note, which would print its words again: its line leads to its
    address, and it is listed. Any other source is cited, unless the text of the post cites it.
    """
    source = composer.brief.citations[ref.key]
    title = source.variables.get("title") or ref.key
    if source.type != "post":
        title = composer.set_text(title)
    text = source.variables.get("abstract") or title
    content: DraftInlines = composer.compose_text(" ".join(text.split()))
    if _is_shown_whole(source, composer):
        composer.quoted.append(ref.key)
    elif not _has_citation(quoting, ref.key):
        content = _append_mark(content, composer.cite(ref.key, ref.where), composer)
    language = source.variables.get("language")
    if language == composer.brief.memo.language:
        language = None
    return doc.Quotation(
        (doc.Paragraph(content, doc.Role.QUOTATION, where=ref.where),),
        _compose_source_line(source, composer),
        lang=language,
        where=ref.where,
    )


def _is_shown_whole(source: Citation, composer: MarkupComposer) -> bool:
    """Return whether a quoted source is a post whose quotation says all that a note would."""
    if composer.template.post_notes or composer.in_text or not composer.lists_sources:
        return False
    return source.type == "post"


def _has_citation(post: Post, key: str) -> bool:
    """Return whether the text of a post has a citation of the key."""
    for block in post.text.blocks:
        for marked in getattr(block, "content", ()):
            if isinstance(marked, Cluster) and any(item.key == key for item in marked.items):
                return True
    return False


def _compose_source_line(source: Citation, composer: MarkupComposer) -> doc.Inlines:
    """Return author and date of a source: `Alexander Gabuev (@AlexGabuev) · 15 June 2020`.

    The date is a link to its address; without a date, its host is. The archived copy follows.
    """
    names: list[str] = []
    for name in source.names.get("author", ()):
        parts = filter(None, (name.given, name.family))
        names.append(name.literal or " ".join(parts))
    author = composer.wording.join_list(tuple(names))
    if author and source.custom.get("handle"):
        author = f"{author} ({source.custom['handle']})"
    facts: list[doc.Inlines] = []
    if author:
        facts.append(composer.compose_own_text(author))
    moment = _find_moment(source)
    when: doc.Inlines = composer.compose_moment(moment) if moment else ()
    address = source.variables.get("URL")
    if address:
        when = (link_host(address),) if not when else (doc.Link(when, address),)
    if when:
        facts.append(when)
    if source.archived:
        copy = doc.Link(composer.compose_words("archived"), source.archived[0].url)
        facts.append((copy,))
    return join_facts(facts)


def _find_moment(source: Citation) -> DateOrInstant | None:
    """Return when a source was published: the time in `custom.time`, else a full `issued`."""
    try:
        return datetime.fromisoformat(source.custom["time"])
    except (KeyError, ValueError):
        issued = source.dates.get("issued")
    start = issued.start if issued else None
    if start is None or start.month is None or start.day is None or start.year < 1:
        return None
    return Day(start.year, start.month, start.day)


# --- pictures, other media and links ---


def _compose_links(post: Post, composer: MarkupComposer) -> list[doc.Paragraph]:
    """Return the addresses that a post links to and that neither its text nor a note shows."""
    written = post.text.source
    lines: list[doc.Paragraph] = []
    for link in post.links:
        if link.cite or link.url in written:
            continue
        facts = [composer.compose_words("link")]
        if link.shown:
            facts.append(composer.compose_text(link.shown))
        facts.append((link_address(link.url),))
        lines.append(doc.Paragraph(join_facts(facts), doc.Role.POST_META, where=link.where))
    return lines


def _compose_media(
    media: Media, composer: MarkupComposer, files: MemoFolder
) -> tuple[doc.Block, ...]:
    if media.type is MediaType.IMAGE and media.file and media.print:
        return _compose_figure(media, media.file, composer, files)
    parts: list[doc.Inlines] = [composer.compose_words(media.type.value)]
    file = media.file.key if media.file else None
    described = (composer.set_text(media.caption or ""), _describe(media, composer), file)
    parts += [composer.compose_text(words) for words in described if words]
    if media.url:
        parts.append((link_address(media.url),))
    return (doc.Paragraph(join_facts(parts), doc.Role.POST_META, where=media.where),)


def _describe(media: Media, composer: MarkupComposer) -> str:
    """Return what media show, in words, and whose words these are; empty without a description.

    Those of the author are as they were written.
    """
    alt = media.alt or ""
    if media.alt_by != "author":
        alt = composer.set_text(alt)
    if media.alt and media.alt_by:
        return composer.format_words(f"described_by_{media.alt_by}", words=alt)
    return alt


def _compose_figure(
    media: Media, file: Ref, composer: MarkupComposer, files: MemoFolder
) -> tuple[doc.Block, ...]:
    from threadbrief.compose.pictures import (  # noqa: PLC0415 - 40 ms, rarely needed
        check_digest,
        make_alt_warning,
        read_picture,
    )

    try:
        data = files.read(file.key, file.where)
        picture = read_picture(data, file, keep_metadata=composer.keep_metadata)
    except BriefError as fault:
        composer.add_problems_of(fault)
        return ()
    composer.problems += check_digest(data, media, file)
    if not media.alt:
        hint = "say in `alt` what it shows, for people who cannot see it"
        composer.add_problem(make_alt_warning(file.key, media.where, hint))
    caption = composer.compose_own_text(media.caption or "")
    alt = _describe(media, composer)
    shows = bool(alt) and media.alt != plain_text(caption)
    return (doc.Figure(picture, alt, caption, show_alt=shows, where=media.where),)
