"""The front matter, before the thread: marking, title, fields, summary, key judgements."""

from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.model import document as doc
from threadbrief.model.brief import Judgement
from threadbrief.model.traverse import language_of

DOT = " · "
"""The separator of facts in one line."""


def make_heading(text: doc.Inlines, anchor: str, level: int = 1) -> doc.Heading:
    """Return the heading of a part."""
    return doc.Heading(level, text, anchor)


def make_post_anchor(place: int) -> str:
    """Return the anchor of the post at a place in the thread, from 0.

    It is the name of a Word bookmark too, which may have no hyphen.
    """
    return f"post_{place + 1}"


def compose_marking(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the marking line."""
    marking = composer.brief.memo.marking
    if not marking:
        return ()
    return (doc.Paragraph(composer.compose_text(marking), doc.Role.MARKING),)


def compose_label(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the line with the kind of document: `Briefing memo`."""
    return (doc.Paragraph(composer.compose_words("label"), doc.Role.LABEL),)


def compose_title(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return the title: the memo's own, or its subject."""
    memo = composer.brief.memo
    return (
        doc.Paragraph(
            composer.compose_own_text(memo.title or memo.subject), doc.Role.TITLE, where=memo.where
        ),
    )


def compose_fields(composer: MarkupComposer) -> tuple[doc.Block, ...]:
    """Return To, From, Cc, Date, Subject and Reference; Subject only where it is not the title."""
    memo = composer.brief.memo
    subject = (memo.subject,) if memo.title and memo.title != memo.subject else ()
    reference = (memo.reference,) if memo.reference else ()
    rows = [
        ("to", _compose_values(memo.to, composer)),
        ("from", _compose_values(memo.from_, composer)),
        ("cc", _compose_values(memo.cc, composer)),
        ("date", (composer.compose_day(memo.date),)),
        ("subject", _compose_values(subject, composer)),
        ("reference", tuple(map(composer.compose_text, reference))),
    ]
    fields = tuple(
        doc.FieldRow(composer.format_words(key), values, composer.language_of(key))
        for key, values in rows
        if values
    )
    return (doc.FieldList(fields, where=memo.where),)


def _compose_values(values: tuple[str, ...], composer: MarkupComposer) -> tuple[doc.Inlines, ...]:
    return tuple(map(composer.compose_own_text, values))


def compose_summary(composer: MarkupComposer) -> tuple[DraftBlock, ...]:
    """Return the summary under its heading."""
    text = composer.brief.memo.summary
    if text is None or not text.blocks:
        return ()
    blocks = doc.Summary(composer.compose_blocks(text, doc.Role.SUMMARY), where=text.where)
    return make_heading(composer.compose_words("summary"), "summary"), blocks


def compose_judgements(composer: MarkupComposer) -> tuple[DraftBlock, ...]:
    """Return the key judgements with their likelihood, confidence and posts, under a heading."""
    judgements = composer.brief.memo.key_judgements
    if not judgements:
        return ()
    items = tuple(
        _compose_judgement(number, judgement, composer)
        for number, judgement in enumerate(judgements, 1)
    )
    return make_heading(composer.compose_words("key_judgements"), "key_judgements"), doc.Judgements(
        items
    )


def _compose_judgement(
    number: int, judgement: Judgement, composer: MarkupComposer
) -> doc.Judgement[PendingMark]:
    return doc.Judgement(
        number=number,
        anchor=f"judgement_{number}",
        blocks=composer.compose_blocks(judgement.text, doc.Role.JUDGEMENT),
        meta=_compose_meta(judgement, composer),
        where=judgement.where,
    )


def _compose_meta(judgement: Judgement, composer: MarkupComposer) -> doc.Inlines:
    parts: list[doc.Inlines] = []
    if judgement.likelihood:
        parts.append(composer.compose_words("likelihood", words=judgement.likelihood))
    if judgement.confidence:
        parts.append(
            composer.compose_words(
                "confidence", level=composer.compose_words(judgement.confidence.value)
            )
        )
    if judgement.basis:
        parts.append(_compose_basis(judgement, composer))
    return join_facts(parts)


def _compose_basis(judgement: Judgement, composer: MarkupComposer) -> doc.Inlines:
    """Return `rests on posts 1, 2, 5`, each number a link to its post."""
    places = {post.id: place for place, post in enumerate(composer.brief.posts)}
    posts = [places[ref.key] for ref in judgement.basis if ref.key in places]
    key = "rests_on_posts" if len(posts) > 1 else "rests_on_post"
    return compose_about_posts(key, [[place] for place in posts], composer)


def compose_about_posts(key: str, runs: list[list[int]], composer: MarkupComposer) -> doc.Inlines:
    """Return words of the template with the numbers of posts, each a link to its post.

    Each of `runs` has the places of consecutive posts, from 0; of three or more only the ends are
    given, as in `posts 2–11`. All text, spaces included, is in the language of the words, so that
    the line has one direction.
    """
    lang = composer.language_of(key)
    before, _, after = composer.wording[key].partition("{posts}")
    comma = doc.Text(composer.wording["list_join"], lang)
    dash = doc.Text("–", lang)
    line: list[doc.Inline] = []
    for run in runs:
        numbers = [link_post(place, lang, composer) for place in run]
        if line:
            line.append(comma)
        if len(run) > 2:
            line += (numbers[0], dash, numbers[-1])
            continue
        line.append(numbers[0])
        for number in numbers[1:]:
            line += (comma, number)
    if before:
        line.insert(0, doc.Text(before, lang))
    if after:
        line.append(doc.Text(after, lang))
    return tuple(line)


def group_runs(places: list[int]) -> list[list[int]]:
    """Return places in runs of consecutive ones, as `compose_about_posts` takes them."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def link_post(place: int, lang: str | None, composer: MarkupComposer) -> doc.Link:
    """Return the number of a post as a link to it."""
    number = doc.Text(str(composer.brief.posts[place].number), lang)
    return doc.Link((number,), f"#{make_post_anchor(place)}")


def join_facts(parts: list[doc.Inlines]) -> doc.Inlines:
    """Return facts as one line, separated by dots.

    A dot between two facts of one language is in that language, which keeps their direction.
    """
    line: list[doc.Inline] = []
    for part in parts:
        if line and part:
            lang = language_of(part[:1])
            if lang != language_of((line[-1],)):
                lang = None
            line.append(doc.Text(DOT, lang))
        line += part
    return tuple(line)
