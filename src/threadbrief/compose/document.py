"""A Brief and a Template become a Document: parts in the order of the outline, then notes with their numbers."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_never

from threadbrief.cite import CitationProcessor, SubsequentForm, load_style
from threadbrief.cite.csl.style import Style
from threadbrief.compose import back_matter, front_matter
from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.compose.notes import make_note_filler, plan_notes
from threadbrief.compose.posts import collect_citations, find_person, find_thread_key
from threadbrief.compose.thread import compose_thread
from threadbrief.core import problem_codes as codes
from threadbrief.core.memo_folder import MemoFolder
from threadbrief.core.problems import (
    BriefError,
    Location,
    Problem,
    has_errors,
    sort_problems,
    warning,
)
from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.model.brief import Brief, Place, Ref, Repeat, Status
from threadbrief.model.traverse import transform
from threadbrief.templates import Part, Template

_REPEATED = {
    None: None,
    Repeat.SHORT: SubsequentForm.SHORT,
    Repeat.IBID: SubsequentForm.IBID,
    Repeat.SAME_NUMBER: SubsequentForm.SHORT,
    Repeat.SEE_NOTE: SubsequentForm.SHORT,
}
"""What a policy asks of the style; the rest of it is done in notes.py."""
MAX_RUNNING = 60
"""Characters of the title that a footer repeats."""


class ComposedDocument(Frozen):
    """A document and what a person should know about it."""

    document: doc.Document
    problems: tuple[Problem, ...]
    """Warnings; errors are raised."""


def compose_document(
    brief: Brief, template: Template, files: MemoFolder, moment: datetime | None = None
) -> ComposedDocument:
    """Return the document of a memo.

    `files` gives the pictures, and a citation style that lies beside the memo. `moment` dates the files that are
    written from the document; None: the start of the memo's own day, UTC. Raises BriefError with every error found.
    """
    style = _load_style(brief, template, files)
    composer = MarkupComposer(
        brief, template, template.wording(brief.memo.language), style.in_text, style.raised
    )
    parts = [(part, _compose_part(part, composer, files)) for part in template.outline]
    running = _compose_running_heads(composer)
    plan = plan_notes(composer)
    citations = collect_citations(brief, composer.wording)
    processor = CitationProcessor(style, citations, brief.memo.language, _REPEATED[template.repeat])
    state = processor.read_clusters(
        plan.clusters, (find_thread_key(brief),) if brief.thread else ()
    )
    fill = make_note_filler(plan, processor, state, composer)

    blocks: list[doc.Block] = []
    for part, composed in parts:
        if part is Part.SOURCES:
            blocks += back_matter.compose_sources(
                processor.render_sources(state), citations, composer
            )
        else:
            blocks += [transform(block, PendingMark, fill) for block in composed]
    problems = sort_problems([*composer.problems, *plan.problems, *processor.problems])
    if has_errors(problems):
        raise BriefError(problems)
    words = doc.FixedWords(
        composer.label("continued"), composer.label("page"), composer.language_of("continued")
    )
    return ComposedDocument(
        doc.Document(_make_properties(composer, moment), running, tuple(blocks), words), problems
    )


def _load_style(brief: Brief, template: Template, files: MemoFolder) -> Style:
    """Return the citation style: the memo's, by name or from a file beside it, or the template's."""
    name = brief.memo.style or Ref(template.style, brief.memo.where)
    try:
        if name.key.endswith(".csl"):
            style = load_style(files.read(name.key, name.where), name.key)
        else:
            style = load_style(name.key)
    except BriefError as fault:
        raise BriefError(_locate_problems(fault.problems, name.where), fault.source) from None
    return (
        replace(style, problems=_locate_problems(style.problems, name.where))
        if style.problems
        else style
    )


def _locate_problems(problems: Iterable[Problem], where: Location) -> tuple[Problem, ...]:
    """Return what is wrong with a style, at the place that names it."""
    return tuple(
        problem if problem.where else replace(problem, where=where) for problem in problems
    )


def _compose_part(  # noqa: C901, PLR0911, PLR0912 - one line a case
    part: Part, composer: MarkupComposer, files: MemoFolder
) -> tuple[DraftBlock, ...]:
    match part:
        case Part.MARKING:
            return front_matter.compose_marking(composer)
        case Part.LABEL:
            return front_matter.compose_label(composer)
        case Part.TITLE:
            return front_matter.compose_title(composer)
        case Part.FIELDS:
            return front_matter.compose_fields(composer)
        case Part.SUMMARY:
            return front_matter.compose_summary(composer)
        case Part.JUDGEMENTS:
            return front_matter.compose_judgements(composer)
        case Part.SECTIONS_BEFORE:
            return back_matter.compose_sections(composer, Place.BEFORE)
        case Part.THREAD:
            return compose_thread(composer, files)
        case Part.SECTIONS_AFTER:
            return back_matter.compose_sections(composer, Place.AFTER)
        case Part.PEOPLE:
            return back_matter.compose_people(composer)
        case Part.SOURCES:
            return ()  # made when all citations are known
        case Part.CAPTURE:
            return back_matter.compose_capture(composer)
        case Part.TO_SETTLE:
            return back_matter.compose_open_points(composer)
        case _:
            assert_never(part)


def _make_properties(composer: MarkupComposer, moment: datetime | None) -> doc.Properties:
    memo, thread = composer.brief.memo, composer.brief.thread
    person = find_person(thread.author, composer.brief) if thread else None
    tags = (tag for post in composer.brief.posts for tag in post.hashtags)
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


def _compose_running_heads(composer: MarkupComposer) -> doc.RunningHeads:
    memo = composer.brief.memo
    draft = _label_draft(composer)
    title = shorten_title(memo.title or memo.subject)
    footer = front_matter.DOT.join(filter(None, (title, memo.reference)))
    lang = composer.language_of("page")
    page = (
        doc.Text(f"{composer.label('page')} ", lang),
        doc.PageNumber(),
        doc.Text(composer.label("page_of"), lang),
        doc.PageCount(),
    )
    return doc.RunningHeads(
        _make_running_text(memo.marking or ""),
        _make_running_text(draft, composer.language_of("draft")),
        _make_running_text(footer),
        page,
    )


def _label_draft(composer: MarkupComposer) -> str:
    """Return what every page says of a memo that is not finished; empty when it is."""
    memo = composer.brief.memo
    flags = len(back_matter.select_open_flags(composer.brief.flags)) or composer.lost
    if not flags:
        return composer.label("draft") if memo.status is Status.DRAFT else ""
    if memo.status is Status.FINAL:
        hint = "settle the open flags, or leave `status` out"
        composer.add_problem(
            warning(
                codes.FINAL_WITH_OPEN_FLAGS,
                f"the memo calls itself final and has {flags} open flags",
                memo.where,
                hint,
            )
        )
    return composer.label("draft_point" if flags == 1 else "draft_points", count=flags)


def _make_running_text(text: str, lang: str | None = None) -> doc.RunningText:
    return tuple(part for part in split_emoji(text, lang) if isinstance(part, doc.Text | doc.Emoji))


def shorten_title(title: str) -> str:
    """Return a title cut for a footer: before its colon, or at a word with an ellipsis."""
    if len(title) <= MAX_RUNNING:
        return title
    before = title.partition(": ")[0]
    if MAX_RUNNING // 3 <= len(before) <= MAX_RUNNING:
        return before
    cut = title[:MAX_RUNNING].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return f"{cut}…"
