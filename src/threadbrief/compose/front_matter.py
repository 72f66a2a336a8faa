"""What comes before the thread: marking, title, fields, summary, key judgements."""

from threadbrief.compose.markup import DraftBlock, PendingMark, Scribe
from threadbrief.model import document as doc
from threadbrief.model.brief import Judgement
from threadbrief.model.traverse import language_of

DOT = " · "
"""Between facts that are said in passing."""


def heading(text: doc.Inlines, anchor: str, level: int = 1) -> doc.Heading:
    """Return the heading of a part."""
    return doc.Heading(level, text, anchor)


def post_anchor(place: int) -> str:
    """Return the anchor of the post at a place in the thread, from 0. A Word bookmark takes no hyphen."""
    return f"post_{place + 1}"


def marking(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return the marking line."""
    words = scribe.brief.memo.marking
    return (doc.Paragraph(scribe.text(words), doc.Role.MARKING),) if words else ()


def label(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return the line that says what kind of paper this is."""
    return (doc.Paragraph(scribe.words("label"), doc.Role.LABEL),)


def title(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return the title: the memo's own, or its subject."""
    memo = scribe.brief.memo
    return (
        doc.Paragraph(scribe.text(memo.title or memo.subject), doc.Role.TITLE, where=memo.where),
    )


def fields(scribe: Scribe) -> tuple[doc.Block, ...]:
    """Return To, From, Cc, Date, Subject, Reference; the subject only where the title says something else."""
    memo = scribe.brief.memo
    subject = (memo.subject,) if memo.title and memo.title != memo.subject else ()
    rows = [
        ("to", _values(memo.to, scribe)),
        ("from", _values(memo.from_, scribe)),
        ("cc", _values(memo.cc, scribe)),
        ("date", (scribe.day(memo.date),)),
        ("subject", _values(subject, scribe)),
        ("reference", _values((memo.reference,) if memo.reference else (), scribe)),
    ]
    found = tuple(
        doc.Field(scribe.say(key), values, scribe.language_of(key))
        for key, values in rows
        if values
    )
    return (doc.FieldList(found, where=memo.where),)


def _values(given: tuple[str, ...], scribe: Scribe) -> tuple[doc.Inlines, ...]:
    return tuple(map(scribe.text, given))


def summary(scribe: Scribe) -> tuple[DraftBlock, ...]:
    """Return the bottom line, under its heading."""
    text = scribe.brief.memo.summary
    if text is None or not text.blocks:
        return ()
    blocks = doc.Summary(scribe.blocks(text, doc.Role.SUMMARY), where=text.where)
    return heading(scribe.words("summary"), "summary"), blocks


def judgements(scribe: Scribe) -> tuple[DraftBlock, ...]:
    """Return the key judgements with their confidence and the posts they rest on."""
    given = scribe.brief.memo.key_judgements
    if not given:
        return ()
    items = tuple(
        _judgement(number, judgement, scribe) for number, judgement in enumerate(given, 1)
    )
    return heading(scribe.words("key_judgements"), "key_judgements"), doc.Judgements(items)


def _judgement(number: int, judgement: Judgement, scribe: Scribe) -> doc.Judgement[PendingMark]:
    return doc.Judgement(
        number,
        f"judgement_{number}",
        scribe.blocks(judgement.text, doc.Role.JUDGEMENT),
        _meta(judgement, scribe),
        where=judgement.where,
    )


def _meta(judgement: Judgement, scribe: Scribe) -> doc.Inlines:
    parts: list[doc.Inlines] = []
    if judgement.likelihood:
        parts.append(scribe.words("likelihood", words=judgement.likelihood))
    if judgement.confidence:
        parts.append(scribe.words("confidence", level=scribe.words(judgement.confidence.value)))
    if judgement.basis:
        parts.append(_basis(judgement, scribe))
    return joined(parts)


def _basis(judgement: Judgement, scribe: Scribe) -> doc.Inlines:
    """Return `rests on posts 1, 2, 5`, each number a link to its post."""
    places = {post.id: place for place, post in enumerate(scribe.brief.posts)}
    known = [places[ref.key] for ref in judgement.basis if ref.key in places]
    key = "rests_on_posts" if len(known) > 1 else "rests_on_post"
    return about_posts(key, [[place] for place in known], scribe)


def about_posts(key: str, runs: list[list[int]], scribe: Scribe) -> doc.Inlines:
    """Return words of the template about posts, each of which is named by its number, a link to it.

    Of three posts or more that follow one another only the ends are named. The line is in the language of the words
    from end to end, with the spaces in it, so that it runs in one direction.
    """
    lang = scribe.language_of(key)
    before, _, after = scribe.wording[key].partition("{posts}")
    comma = doc.Text(scribe.wording["list_join"], lang)
    line: list[doc.Inline] = []
    for run in runs:
        ends, between = (run, comma) if len(run) < 3 else ([run[0], run[-1]], doc.Text("–", lang))
        for nth, place in enumerate(ends):
            line += [between if nth else comma] if line else []
            line.append(
                doc.Link(
                    (doc.Text(str(scribe.brief.posts[place].number), lang),),
                    f"#{post_anchor(place)}",
                )
            )
    return (
        *([doc.Text(before, lang)] if before else []),
        *line,
        *([doc.Text(after, lang)] if after else []),
    )


def joined(parts: list[doc.Inlines]) -> doc.Inlines:
    """Return lines of small facts as one, with dots between them; between two of one language it is in that."""
    line: list[doc.Inline] = []
    for part in parts:
        if line and part:
            lang = language_of(part[:1])
            line.append(doc.Text(DOT, lang if lang == language_of((line[-1],)) else None))
        line += part
    return tuple(line)
