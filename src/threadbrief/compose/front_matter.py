"""What comes before the thread: marking, title, fields, summary, key judgements."""

from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.model import document as doc
from threadbrief.model.brief import Judgement
from threadbrief.model.traverse import language_of

DOT = " · "
"""Between facts that are said in passing."""


def make_heading(text: doc.Inlines, anchor: str, level: int = 1) -> doc.Heading:
    """Return the heading of a part."""
    return doc.Heading(level, text, anchor)


def make_post_anchor(place: int) -> str:
    """Return the anchor of the post at a place in the thread, from 0. A Word bookmark takes no hyphen."""
    return f"post_{place + 1}"


def compose_marking(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the marking line."""
    words = composer.brief.memo.marking
    return (doc.Paragraph(composer.text(words), doc.Role.MARKING),) if words else ()


def compose_label(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the line that says what kind of paper this is."""
    return (doc.Paragraph(composer.words("label"), doc.Role.LABEL),)


def compose_title(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the title: the memo's own, or its subject."""
    memo = composer.brief.memo
    return (
        doc.Paragraph(composer.text(memo.title or memo.subject), doc.Role.TITLE, where=memo.where),
    )


def compose_fields(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return To, From, Cc, Date, Subject, Reference; the subject only where the title says something else."""
    memo = composer.brief.memo
    subject = (memo.subject,) if memo.title and memo.title != memo.subject else ()
    rows = [
        ("to", _compose_values(memo.to, composer)),
        ("from", _compose_values(memo.from_, composer)),
        ("cc", _compose_values(memo.cc, composer)),
        ("date", (composer.day(memo.date),)),
        ("subject", _compose_values(subject, composer)),
        ("reference", _compose_values((memo.reference,) if memo.reference else (), composer)),
    ]
    found = tuple(
        doc.FieldRow(composer.label(key), values, composer.language_of(key))
        for key, values in rows
        if values
    )
    return (doc.FieldList(found, where=memo.where),)


def _compose_values(given: tuple[str, ...], composer: MarkupComposer) -> tuple[doc.Inlines, ...]:
    return tuple(map(composer.text, given))


def compose_summary(composer: MarkupComposer) -> tuple[DraftBlock, ...]:
    """Return the bottom line, under its heading."""
    text = composer.brief.memo.summary
    if text is None or not text.blocks:
        return ()
    blocks = doc.Summary(composer.blocks(text, doc.Role.SUMMARY), where=text.where)
    return make_heading(composer.words("summary"), "summary"), blocks


def compose_judgements(composer: MarkupComposer) -> tuple[DraftBlock, ...]:
    """Return the key judgements with their confidence and the posts they rest on."""
    given = composer.brief.memo.key_judgements
    if not given:
        return ()
    items = tuple(
        _compose_judgement(number, judgement, composer) for number, judgement in enumerate(given, 1)
    )
    return make_heading(composer.words("key_judgements"), "key_judgements"), doc.Judgements(items)


def _compose_judgement(
    number: int, judgement: Judgement, composer: MarkupComposer
) -> doc.Judgement[PendingMark]:
    return doc.Judgement(
        number,
        f"judgement_{number}",
        composer.blocks(judgement.text, doc.Role.JUDGEMENT),
        _compose_meta(judgement, composer),
        where=judgement.where,
    )


def _compose_meta(judgement: Judgement, composer: MarkupComposer) -> doc.Inlines:
    parts: list[doc.Inlines] = []
    if judgement.likelihood:
        parts.append(composer.words("likelihood", words=judgement.likelihood))
    if judgement.confidence:
        parts.append(composer.words("confidence", level=composer.words(judgement.confidence.value)))
    if judgement.basis:
        parts.append(_compose_basis(judgement, composer))
    return join_facts(parts)


def _compose_basis(judgement: Judgement, composer: MarkupComposer) -> doc.Inlines:
    """Return `rests on posts 1, 2, 5`, each number a link to its post."""
    places = {post.id: place for place, post in enumerate(composer.brief.posts)}
    known = [places[ref.key] for ref in judgement.basis if ref.key in places]
    key = "rests_on_posts" if len(known) > 1 else "rests_on_post"
    return compose_about_posts(key, [[place] for place in known], composer)


def compose_about_posts(key: str, runs: list[list[int]], composer: MarkupComposer) -> doc.Inlines:
    """Return words of the template about posts, each of which is named by its number, a link to it.

    Of three posts or more that follow one another only the ends are named. The line is in the language of the words
    from end to end, with the spaces in it, so that it runs in one direction.
    """
    lang = composer.language_of(key)
    before, _, after = composer.wording[key].partition("{posts}")
    comma = doc.Text(composer.wording["list_join"], lang)
    line: list[doc.Inline] = []
    for run in runs:
        ends, between = (run, comma) if len(run) < 3 else ([run[0], run[-1]], doc.Text("–", lang))
        for nth, place in enumerate(ends):
            line += [between if nth else comma] if line else []
            line.append(
                doc.Link(
                    (doc.Text(str(composer.brief.posts[place].number), lang),),
                    f"#{make_post_anchor(place)}",
                )
            )
    return (
        *([doc.Text(before, lang)] if before else []),
        *line,
        *([doc.Text(after, lang)] if after else []),
    )


def join_facts(parts: list[doc.Inlines]) -> doc.Inlines:
    """Return lines of small facts as one, with dots between them; between two of one language it is in that."""
    line: list[doc.Inline] = []
    for part in parts:
        if line and part:
            lang = language_of(part[:1])
            line.append(doc.Text(DOT, lang if lang == language_of((line[-1],)) else None))
        line += part
    return tuple(line)
