"""A Brief and a Template become a Document: parts in the order of the outline, then notes with their numbers."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_never

from threadbrief.cite import Citer, load_style
from threadbrief.cite import Repeat as CiteRepeat
from threadbrief.cite.csl.style import Style
from threadbrief.compose import back_matter, front_matter
from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.markup import DraftBlock, PendingMark, Scribe
from threadbrief.compose.notes import note_filler, plan_notes
from threadbrief.compose.posts import citations_of, person_of, thread_key
from threadbrief.compose.thread import thread_part
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import Files
from threadbrief.core.problems import BriefError, Problem, Where, has_errors, in_file_order, warning
from threadbrief.core.structs import Value, replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Brief, Place, Ref, Repeat, Status
from threadbrief.model.traverse import transform
from threadbrief.templates import Part, Template

_REPEATED = {
    None: None,
    Repeat.SHORT: CiteRepeat.SHORT,
    Repeat.IBID: CiteRepeat.IBID,
    Repeat.SAME_NUMBER: CiteRepeat.SHORT,
    Repeat.SEE_NOTE: CiteRepeat.SHORT,
}
"""What a policy asks of the style; the rest of it is done in notes.py."""
MAX_RUNNING = 60
"""Characters of the title that a footer repeats."""


class Composed(Value):
    """A document and what a person should know about it."""

    document: doc.Document
    problems: tuple[Problem, ...]
    """Warnings; errors are raised."""


def compose_document(
    brief: Brief, template: Template, files: Files, moment: datetime | None = None
) -> Composed:
    """Return the document of a memo.

    `files` gives the pictures, and a citation style that lies beside the memo. `moment` dates the files that are
    written from the document; None: the start of the memo's own day, UTC. Raises BriefError with every error found.
    """
    style = _style(brief, template, files)
    scribe = Scribe(
        brief, template, template.wording(brief.memo.language), style.in_text, style.raised
    )
    parts = [(part, _part(part, scribe, files)) for part in template.outline]
    running = _running(scribe)
    plan = plan_notes(scribe)
    citations = citations_of(brief, scribe.wording)
    citer = Citer(style, citations, brief.memo.language, _REPEATED[template.repeat])
    state = citer.read(plan.clusters, (thread_key(brief),) if brief.thread else ())
    fill = note_filler(plan, citer, state, scribe)

    blocks: list[doc.Block] = []
    for part, composed in parts:
        if part is Part.SOURCES:
            blocks += back_matter.sources(citer.sources(state), citations, scribe)
        else:
            blocks += [transform(block, PendingMark, fill) for block in composed]
    problems = in_file_order([*scribe.problems, *plan.problems, *citer.problems])
    if has_errors(problems):
        raise BriefError(problems)
    words = doc.FixedWords(
        scribe.say("continued"), scribe.say("page"), scribe.language_of("continued")
    )
    return Composed(
        doc.Document(_properties(scribe, moment), running, tuple(blocks), words), problems
    )


def _style(brief: Brief, template: Template, files: Files) -> Style:
    """Return the citation style: the memo's, by name or from a file beside it, or the template's."""
    name = brief.memo.style or Ref(template.style, brief.memo.where)
    try:
        if name.key.endswith(".csl"):
            style = load_style(files.read(name.key, name.where), name.key)
        else:
            style = load_style(name.key)
    except BriefError as fault:
        raise BriefError(_placed(fault.problems, name.where), fault.source) from None
    return replace(style, problems=_placed(style.problems, name.where)) if style.problems else style


def _placed(problems: Iterable[Problem], where: Where) -> tuple[Problem, ...]:
    """Return what is wrong with a style, at the place that names it."""
    return tuple(
        problem if problem.where else replace(problem, where=where) for problem in problems
    )


def _part(part: Part, scribe: Scribe, files: Files) -> tuple[DraftBlock, ...]:  # noqa: C901, PLR0911, PLR0912 - one line a case
    match part:
        case Part.MARKING:
            return front_matter.marking(scribe)
        case Part.LABEL:
            return front_matter.label(scribe)
        case Part.TITLE:
            return front_matter.title(scribe)
        case Part.FIELDS:
            return front_matter.fields(scribe)
        case Part.SUMMARY:
            return front_matter.summary(scribe)
        case Part.JUDGEMENTS:
            return front_matter.judgements(scribe)
        case Part.SECTIONS_BEFORE:
            return back_matter.sections(scribe, Place.BEFORE)
        case Part.THREAD:
            return thread_part(scribe, files)
        case Part.SECTIONS_AFTER:
            return back_matter.sections(scribe, Place.AFTER)
        case Part.PEOPLE:
            return back_matter.people(scribe)
        case Part.SOURCES:
            return ()  # made when all citations are known
        case Part.CAPTURE:
            return back_matter.capture(scribe)
        case Part.TO_SETTLE:
            return back_matter.to_settle(scribe)
        case _:
            assert_never(part)


def _properties(scribe: Scribe, moment: datetime | None) -> doc.Properties:
    memo, thread = scribe.brief.memo, scribe.brief.thread
    person = person_of(thread.author, scribe.brief) if thread else None
    tags = (tag for post in scribe.brief.posts for tag in post.hashtags)
    return doc.Properties(
        title=memo.title or memo.subject,
        author=", ".join(memo.from_),
        language=memo.language,
        moment=moment or datetime(memo.date.year, memo.date.month, memo.date.day, tzinfo=UTC),
        subject=memo.subject,
        keywords=tuple(
            dict.fromkeys(([person.name] if person else []) + [f"#{tag}" for tag in tags])
        ),
        marking=memo.marking or "",
        reference=memo.reference or "",
    )


def _running(scribe: Scribe) -> doc.RunningHeads:
    memo = scribe.brief.memo
    draft = _draft(scribe)
    title = shortened(memo.title or memo.subject)
    footer = front_matter.DOT.join(filter(None, (title, memo.reference)))
    lang = scribe.language_of("page")
    page = (
        doc.Text(f"{scribe.say('page')} ", lang),
        doc.PageNumber(),
        doc.Text(scribe.say("page_of"), lang),
        doc.PageCount(),
    )
    return doc.RunningHeads(
        _words(memo.marking or ""), _words(draft, scribe.language_of("draft")), _words(footer), page
    )


def _draft(scribe: Scribe) -> str:
    """Return what every page says of a memo that is not finished; empty when it is."""
    memo = scribe.brief.memo
    flags = len(back_matter.open_flags(scribe.brief.flags)) or scribe.lost
    if not flags:
        return scribe.say("draft") if memo.status is Status.DRAFT else ""
    if memo.status is Status.FINAL:
        hint = "settle the open flags, or leave `status` out"
        scribe.refuse(
            warning(
                codes.FINAL_WITH_OPEN_FLAGS,
                f"the memo calls itself final and has {flags} open flags",
                memo.where,
                hint,
            )
        )
    return scribe.say("draft_point" if flags == 1 else "draft_points", count=flags)


def _words(text: str, lang: str | None = None) -> doc.RunningText:
    return tuple(part for part in split_emoji(text, lang) if isinstance(part, doc.Text | doc.Emoji))


def shortened(title: str) -> str:
    """Return a title cut for a footer: before its colon, or at a word with an ellipsis."""
    if len(title) <= MAX_RUNNING:
        return title
    before = title.partition(": ")[0]
    if MAX_RUNNING // 3 <= len(before) <= MAX_RUNNING:
        return before
    cut = title[:MAX_RUNNING].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return f"{cut}…"
