"""The thread: a line about it, and its posts with what they quote and show."""

from datetime import date as Day  # noqa: N812 - as in the model
from datetime import datetime

from threadbrief.compose.front_matter import join_facts, make_heading, make_post_anchor
from threadbrief.compose.markup import DraftBlock, DraftInlines, MarkupComposer, PendingMark
from threadbrief.compose.posts import find_author, find_person, find_thread_moment
from threadbrief.compose.wording import merge_texts
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import MemoFolder
from threadbrief.core.problems import BriefError, warning
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Citation,
    DateOrInstant,
    Media,
    MediaType,
    Person,
    Post,
    Ref,
    Thread,
    Visibility,
)
from threadbrief.model.marks import Cluster
from threadbrief.model.platforms import get_platform_name
from threadbrief.model.traverse import plain_marked_text, plain_text
from threadbrief.text.urls import strip_scheme


def compose_thread(composer: MarkupComposer, files: MemoFolder) -> tuple[DraftBlock, ...]:
    """Return the thread under its heading."""
    brief = composer.brief
    posts = tuple(
        _compose_post(place, post, composer, files) for place, post in enumerate(brief.posts)
    )
    line = (
        _compose_thread_line(brief.thread, composer)
        if brief.thread
        else join_facts([_compose_count(composer)])
    )
    return (
        make_heading(composer.words("thread"), "thread"),
        doc.Paragraph(line, doc.Role.THREAD_LINE),
        *posts,
    )


def _compose_thread_line(thread: Thread, composer: MarkupComposer) -> doc.Inlines:
    """Return who, where, when, how many posts, verbatim or not, and the address."""
    person = find_person(thread.author, composer.brief)
    who = composer.text(_format_person(person)) if person else composer.words("unknown_author")
    began = find_thread_moment(composer.brief)
    where = get_platform_name(thread.platform, _to_day(began))
    lang = composer.language_of("on_platform")
    opening = (
        composer.words("on_platform", who=who, platform=(doc.Text(where, lang),)) if where else who
    )
    when = composer.instant(began) if began else composer.words("unknown_date")
    parts = [merge_texts((*opening, doc.Text(", ", lang), *when)), _compose_count(composer)]
    if thread.text_status:
        parts.append(composer.words(thread.text_status.value))
    if thread.url:
        parts.append((link_address(thread.url),))
    return join_facts(parts)


def _to_day(moment: DateOrInstant | None) -> Day | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _compose_count(composer: MarkupComposer) -> doc.Inlines:
    count, thread = len(composer.brief.posts), composer.brief.thread
    if thread and thread.posts_expected and thread.posts_expected != count:
        return composer.words("posts_of", count=count, expected=thread.posts_expected)
    return composer.words("post_count" if count == 1 else "posts_count", count=count)


def _format_person(person: Person) -> str:
    return f"{person.name} ({person.handle})" if person.handle else person.name


def link_address(url: str) -> doc.Link:
    """Return a link that shows its address without what every address begins with."""
    shown = strip_scheme(url).removesuffix("/")
    return doc.Link((doc.Text(shown),), url)


def _compose_post(
    place: int, post: Post, composer: MarkupComposer, files: MemoFolder
) -> doc.Post[PendingMark]:
    meta = _compose_meta(post, composer)
    text = list(composer.blocks(post.text, doc.Role.POST))
    if (post.url or post.date) and text:
        text[-1] = _add_mark(text[-1], composer.cite(post.id, post.where), composer)
    quoted = [_compose_quoted_post(ref, post, composer) for ref in post.quotes]
    shown = [block for media in post.media for block in _compose_media(media, composer, files)]
    language = post.language or (composer.brief.thread and composer.brief.thread.language) or None
    return doc.Post(
        str(post.number),
        make_post_anchor(place),
        meta,
        (*text, *quoted, *shown),
        _other_language(language, composer),
        where=post.where,
    )


def _other_language(language: str | None, composer: MarkupComposer) -> str | None:
    """Return the language of a text where it is not that of the memo; what we wrote ourselves is in the memo's."""
    thread = composer.brief.thread
    ours = thread is None or thread.text_status is None or thread.text_status.value != "verbatim"
    return None if ours or language == composer.brief.memo.language else language


def _add_mark(block: DraftBlock, mark: PendingMark, composer: MarkupComposer) -> DraftBlock:
    if isinstance(block, doc.Paragraph):
        space = () if composer.raised else (doc.Text(" "),)
        return doc.Paragraph((*block.content, *space, mark), block.role, block.lang, block.where)
    return block


def _compose_meta(post: Post, composer: MarkupComposer) -> doc.Inlines:
    """Return the author when it is not the thread's, the time when it is not the thread's, and the post's state."""
    brief = composer.brief
    parts: list[doc.Inlines] = []
    person = find_author(post, brief)
    if (
        post.author
        and person
        and person != (brief.thread and find_person(brief.thread.author, brief))
    ):
        parts.append(composer.text(_format_person(person)))
    if post.date and (brief.thread is None or post.date != find_thread_moment(brief)):
        parts.append(composer.instant(post.date))
    if post.edited:
        parts.append(composer.words("edited", when=composer.instant(post.edited)))
    if post.deleted:
        parts.append(composer.words("deleted"))
    if post.visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
        parts.append(composer.words("not_public", who=post.visibility.value))
    return join_facts(parts)


# --- quoted posts ---


def _compose_quoted_post(
    ref: Ref, by: Post, composer: MarkupComposer
) -> doc.Quotation[PendingMark]:
    """Return a quoted post: one of the thread, or a source; cited here unless the text of the post cites it."""
    brief = composer.brief
    own = next((place for place, post in enumerate(brief.posts) if post.id == ref.key), None)
    if own is not None:
        post = brief.posts[own]
        number = doc.Link(composer.words("post", number=post.number), f"#{make_post_anchor(own)}")
        words = doc.Paragraph(
            composer.text(plain_marked_text(post.text.blocks).replace("\n", " ")),
            doc.Role.QUOTATION,
            where=ref.where,
        )
        person = find_author(post, brief)
        meta = (
            join_facts([composer.text(_format_person(person)), (number,)]) if person else (number,)
        )
        return doc.Quotation((words,), meta, where=ref.where)
    source = brief.citations[ref.key]
    words_of = source.variables.get("abstract") or source.variables.get("title") or ref.key
    content: DraftInlines = composer.text(" ".join(words_of.split()))
    if not _cites(by, ref.key):
        content = (
            *content,
            *(() if composer.raised else (doc.Text(" "),)),
            composer.cite(ref.key, ref.where),
        )
    language = source.variables.get("language")
    return doc.Quotation(
        (doc.Paragraph(content, doc.Role.QUOTATION, where=ref.where),),
        _compose_source_line(source, composer),
        lang=None if language == brief.memo.language else language,
        where=ref.where,
    )


def _cites(post: Post, key: str) -> bool:
    """Return whether the text of a post has a citation of the key."""
    return any(
        item.key == key
        for block in post.text.blocks
        for marked in getattr(block, "content", ())
        if isinstance(marked, Cluster)
        for item in marked.items
    )


def _compose_source_line(source: Citation, composer: MarkupComposer) -> doc.Inlines:
    """Return whose words a quoted source holds, where and when: `Alexander Gabuev (@AlexGabuev) · 15 June 2020`."""
    names = source.names.get("author", ())
    who = composer.wording.listed(
        tuple(n.literal or " ".join(filter(None, (n.given, n.family))) for n in names)
    )
    if who and source.custom.get("handle"):
        who = f"{who} ({source.custom['handle']})"
    parts = [composer.text(who)] if who else []
    moment = _find_moment(source)
    if moment:
        parts.append(composer.instant(moment))
    return join_facts(parts)


def _find_moment(source: Citation) -> DateOrInstant | None:
    """Return when a source was published: the instant in `custom.time`, or the day in `issued` where it is whole."""
    try:
        return datetime.fromisoformat(source.custom["time"])
    except (KeyError, ValueError):
        issued = source.dates.get("issued")
    start = issued.start if issued else None
    if start is None or start.month is None or start.day is None or start.year < 1:
        return None
    return Day(start.year, start.month, start.day)


# --- pictures and what else was attached ---


def _compose_media(
    media: Media, composer: MarkupComposer, files: MemoFolder
) -> tuple[doc.Block, ...]:
    if media.type is MediaType.IMAGE and media.file and media.print:
        return _compose_figure(media, media.file, composer, files)
    parts: list[doc.Inlines] = [composer.words(media.type.value)]
    parts += [composer.text(words) for words in (media.caption, media.alt) if words]
    parts += [(link_address(media.url),)] if media.url else []
    return (doc.Paragraph(join_facts(parts), doc.Role.POST_META, where=media.where),)


def _compose_figure(
    media: Media, file: Ref, composer: MarkupComposer, files: MemoFolder
) -> tuple[doc.Block, ...]:
    from threadbrief.compose.pictures import check_digest, read_picture  # noqa: PLC0415 - 40 ms, rarely needed

    try:
        data = files.read(file.key, file.where)
        picture = read_picture(data, file)
    except BriefError as fault:
        composer.add_problems_of(fault)
        return ()
    composer.problems += check_digest(data, media, file)
    if not media.alt:
        hint = "say in `alt` what it shows, for people who cannot see it"
        composer.add_problem(
            warning(
                codes.PICTURE_WITHOUT_ALT_TEXT,
                f'the picture "{file.key}" has no words for what it shows',
                media.where,
                hint,
            )
        )
    caption = composer.text(media.caption) if media.caption else ()
    alt = media.alt or ""
    shows = bool(alt) and alt != plain_text(caption)
    return (doc.Figure(picture, alt, caption, show_alt=shows, where=media.where),)
