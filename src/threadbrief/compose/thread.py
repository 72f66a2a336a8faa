"""The thread: a line about it, and its posts with what they quote and show."""

from datetime import date as Day  # noqa: N812 - as in the model
from datetime import datetime

from threadbrief.compose.front_matter import heading, joined, post_anchor
from threadbrief.compose.markup import DraftBlock, DraftInlines, PendingMark, Scribe
from threadbrief.compose.posts import author_of, person_of, thread_moment
from threadbrief.compose.wording import run_together
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import Files
from threadbrief.core.problems import BriefError, warning
from threadbrief.model import document as doc
from threadbrief.model.brief import (
    Citation,
    Media,
    MediaType,
    Moment,
    Person,
    Post,
    Ref,
    Thread,
    Visibility,
)
from threadbrief.model.marks import Cluster
from threadbrief.model.platforms import platform_name
from threadbrief.model.traverse import plain_marked_text, plain_text
from threadbrief.text.urls import strip_scheme


def thread_part(scribe: Scribe, files: Files) -> tuple[DraftBlock, ...]:
    """Return the thread under its heading."""
    brief = scribe.brief
    posts = tuple(_post(place, post, scribe, files) for place, post in enumerate(brief.posts))
    line = _thread_line(brief.thread, scribe) if brief.thread else joined([_count(scribe)])
    return (
        heading(scribe.words("thread"), "thread"),
        doc.Paragraph(line, doc.Role.THREAD_LINE),
        *posts,
    )


def _thread_line(thread: Thread, scribe: Scribe) -> doc.Inlines:
    """Return who, where, when, how many posts, verbatim or not, and the address."""
    person = person_of(thread.author, scribe.brief)
    who = scribe.text(_person(person)) if person else scribe.words("unknown_author")
    began = thread_moment(scribe.brief)
    where = platform_name(thread.platform, _day(began))
    lang = scribe.language_of("on_platform")
    opening = (
        scribe.words("on_platform", who=who, platform=(doc.Text(where, lang),)) if where else who
    )
    when = scribe.instant(began) if began else scribe.words("unknown_date")
    parts = [run_together((*opening, doc.Text(", ", lang), *when)), _count(scribe)]
    if thread.text_status:
        parts.append(scribe.words(thread.text_status.value))
    if thread.url:
        parts.append((address(thread.url),))
    return joined(parts)


def _day(moment: Moment | None) -> Day | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _count(scribe: Scribe) -> doc.Inlines:
    count, thread = len(scribe.brief.posts), scribe.brief.thread
    if thread and thread.posts_expected and thread.posts_expected != count:
        return scribe.words("posts_of", count=count, expected=thread.posts_expected)
    return scribe.words("post_count" if count == 1 else "posts_count", count=count)


def _person(person: Person) -> str:
    return f"{person.name} ({person.handle})" if person.handle else person.name


def address(url: str) -> doc.Link:
    """Return a link that shows its address without what every address begins with."""
    shown = strip_scheme(url).removesuffix("/")
    return doc.Link((doc.Text(shown),), url)


def _post(place: int, post: Post, scribe: Scribe, files: Files) -> doc.Post[PendingMark]:
    meta = _meta(post, scribe)
    text = list(scribe.blocks(post.text, doc.Role.POST))
    if (post.url or post.date) and text:
        text[-1] = _with_mark(text[-1], scribe.cite(post.id, post.where), scribe)
    quoted = [_quoted(ref, post, scribe) for ref in post.quotes]
    shown = [block for media in post.media for block in _media(media, scribe, files)]
    language = post.language or (scribe.brief.thread and scribe.brief.thread.language) or None
    return doc.Post(
        str(post.number),
        post_anchor(place),
        meta,
        (*text, *quoted, *shown),
        _other(language, scribe),
        where=post.where,
    )


def _other(language: str | None, scribe: Scribe) -> str | None:
    """Return the language of a text where it is not that of the memo; what we wrote ourselves is in the memo's."""
    thread = scribe.brief.thread
    ours = thread is None or thread.text_status is None or thread.text_status.value != "verbatim"
    return None if ours or language == scribe.brief.memo.language else language


def _with_mark(block: DraftBlock, mark: PendingMark, scribe: Scribe) -> DraftBlock:
    if isinstance(block, doc.Paragraph):
        space = () if scribe.raised else (doc.Text(" "),)
        return doc.Paragraph((*block.content, *space, mark), block.role, block.lang, block.where)
    return block


def _meta(post: Post, scribe: Scribe) -> doc.Inlines:
    """Return the author when it is not the thread's, the time when it is not the thread's, and the post's state."""
    brief = scribe.brief
    parts: list[doc.Inlines] = []
    person = author_of(post, brief)
    if (
        post.author
        and person
        and person != (brief.thread and person_of(brief.thread.author, brief))
    ):
        parts.append(scribe.text(_person(person)))
    if post.date and (brief.thread is None or post.date != thread_moment(brief)):
        parts.append(scribe.instant(post.date))
    if post.edited:
        parts.append(scribe.words("edited", when=scribe.instant(post.edited)))
    if post.deleted:
        parts.append(scribe.words("deleted"))
    if post.visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
        parts.append(scribe.words("not_public", who=post.visibility.value))
    return joined(parts)


# --- quoted posts ---


def _quoted(ref: Ref, by: Post, scribe: Scribe) -> doc.Quotation[PendingMark]:
    """Return a quoted post: one of the thread, or a source; cited here unless the text of the post cites it."""
    brief = scribe.brief
    own = next((place for place, post in enumerate(brief.posts) if post.id == ref.key), None)
    if own is not None:
        post = brief.posts[own]
        number = doc.Link(scribe.words("post", number=post.number), f"#{post_anchor(own)}")
        words = doc.Paragraph(
            scribe.text(plain_marked_text(post.text.blocks).replace("\n", " ")),
            doc.Role.QUOTATION,
            where=ref.where,
        )
        person = author_of(post, brief)
        meta = joined([scribe.text(_person(person)), (number,)]) if person else (number,)
        return doc.Quotation((words,), meta, where=ref.where)
    source = brief.citations[ref.key]
    words_of = source.variables.get("abstract") or source.variables.get("title") or ref.key
    content: DraftInlines = scribe.text(" ".join(words_of.split()))
    if not _cites(by, ref.key):
        content = (
            *content,
            *(() if scribe.raised else (doc.Text(" "),)),
            scribe.cite(ref.key, ref.where),
        )
    language = source.variables.get("language")
    return doc.Quotation(
        (doc.Paragraph(content, doc.Role.QUOTATION, where=ref.where),),
        _source_line(source, scribe),
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


def _source_line(source: Citation, scribe: Scribe) -> doc.Inlines:
    """Return whose words a quoted source holds, where and when: `Alexander Gabuev (@AlexGabuev) · 15 June 2020`."""
    names = source.names.get("author", ())
    who = scribe.wording.listed(
        tuple(n.literal or " ".join(filter(None, (n.given, n.family))) for n in names)
    )
    if who and source.custom.get("handle"):
        who = f"{who} ({source.custom['handle']})"
    parts = [scribe.text(who)] if who else []
    moment = _moment(source)
    if moment:
        parts.append(scribe.instant(moment))
    return joined(parts)


def _moment(source: Citation) -> Moment | None:
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


def _media(media: Media, scribe: Scribe, files: Files) -> tuple[doc.Block, ...]:
    if media.type is MediaType.IMAGE and media.file and media.print:
        return _figure(media, media.file, scribe, files)
    parts: list[doc.Inlines] = [scribe.words(media.type.value)]
    parts += [scribe.text(words) for words in (media.caption, media.alt) if words]
    parts += [(address(media.url),)] if media.url else []
    return (doc.Paragraph(joined(parts), doc.Role.POST_META, where=media.where),)


def _figure(media: Media, file: Ref, scribe: Scribe, files: Files) -> tuple[doc.Block, ...]:
    from threadbrief.compose.pictures import fingerprint_problems, read_picture  # noqa: PLC0415 - 40 ms, rarely needed

    try:
        data = files.read(file.key, file.where)
        picture = read_picture(data, file)
    except BriefError as fault:
        scribe.keep(fault)
        return ()
    scribe.problems += fingerprint_problems(data, media, file)
    if not media.alt:
        hint = "say in `alt` what it shows, for people who cannot see it"
        scribe.refuse(
            warning(
                codes.PICTURE_WITHOUT_ALT_TEXT,
                f'the picture "{file.key}" has no words for what it shows',
                media.where,
                hint,
            )
        )
    caption = scribe.text(media.caption) if media.caption else ()
    alt = media.alt or ""
    shows = bool(alt) and alt != plain_text(caption)
    return (doc.Figure(picture, alt, caption, show_alt=shows, where=media.where),)
