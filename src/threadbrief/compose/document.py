"""A Brief and a Template become a Document, with every note numbered and every citation rendered.

The parts are composed in the order of the template's outline, and leave a pending mark for each
citation. When all are known, the citation processor renders them, and notes replace the marks.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import assert_never

from threadbrief.cite import (
    CitationProcessor,
    SubsequentForm,
    find_quotes_of_style,
    load_style,
)
from threadbrief.cite.csl.style import Style
from threadbrief.compose import back_matter, front_matter
from threadbrief.compose.capture import compose_capture
from threadbrief.compose.emoji import split_emoji
from threadbrief.compose.links import collect_whole_addresses
from threadbrief.compose.markup import DraftBlock, MarkupComposer, PendingMark
from threadbrief.compose.notes import make_note_filler, plan_notes
from threadbrief.compose.people import resolve_authors
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
from threadbrief.model.brief import (
    Brief,
    MemoStatus,
    Ref,
    Repeat,
    SectionPlace,
    TypographySetting,
)
from threadbrief.model.traverse import transform
from threadbrief.templates import AddressForm, Part, Template
from threadbrief.text.date_forms import DateForm
from threadbrief.text.typography.numbers import make_months
from threadbrief.text.typography.quotation_marks import find_quotation_marks
from threadbrief.text.typography.smart import Typography, make_typography

_REPEATED = {
    None: None,
    Repeat.SHORT: SubsequentForm.SHORT,
    Repeat.IBID: SubsequentForm.IBID,
    Repeat.SAME_NUMBER: SubsequentForm.SHORT,
    Repeat.SEE_NOTE: SubsequentForm.SHORT,
}
"""How the style renders a later citation of a source; notes.py does the rest of each policy."""
MAX_FOOTER_TITLE = 60
"""Characters."""


class ComposedDocument(Frozen):
    """A document, and the warnings about it."""

    document: doc.Document
    problems: tuple[Problem, ...]
    """Warnings; errors are raised as BriefError."""


def compose_document(
    brief: Brief,
    template: Template,
    files: MemoFolder,
    moment: datetime | None = None,
    *,
    keep_metadata: bool = False,
) -> ComposedDocument:
    """Return the document of a memo.

    `files` has the pictures, and a citation style that the memo names by path. `moment` dates the
    files that are written from the document; None: the start of the memo's day, UTC. With
    `keep_metadata` pictures keep the metadata of their files. Raises BriefError with every error
    found.
    """
    style = _load_style(brief, template, files)
    brief = resolve_authors(brief)
    wording = template.choose_wording(brief.memo.language)
    dates = template.choose_date_form(brief.memo.language)
    composer = MarkupComposer(
        brief,
        template,
        wording,
        dates,
        in_text=style.in_text,
        raised=style.raised,
        files=files,
        keep_metadata=keep_metadata,
        lists_sources=Part.SOURCES in template.outline,
        typography=_choose_typography(brief, dates, style),
    )
    parts = [(part, _compose_part(part, composer, files)) for part in template.outline]
    running = _compose_running_heads(composer)
    plan = plan_notes(composer)
    citations = collect_citations(brief, composer.wording)
    processor = CitationProcessor(
        style,
        citations,
        brief.memo.language,
        repeat=_REPEATED[template.repeat],
        dates=template.choose_date_form(style.default_locale or brief.memo.language),
        typography=composer.typography,
    )
    thread = (find_thread_key(brief),) if brief.thread else ()
    state = processor.read_clusters(plan.clusters, (*thread, *composer.quoted))
    entries = processor.render_sources(state)
    late = _compose_late_parts(back_matter.compose_sources(entries, citations, composer), composer)
    fill = make_note_filler(
        plan, processor, state, composer, whole=_collect_whole_addresses(late, composer)
    )

    blocks: list[doc.Block] = []
    for part, composed in parts:
        blocks += late.get(part) or [transform(block, PendingMark, fill) for block in composed]
    problems = sort_problems([*composer.problems, *plan.problems, *processor.problems])
    if has_errors(problems):
        raise BriefError(problems)
    words = doc.FixedWords(
        composer.format_words("continued"),
        composer.format_words("page"),
        composer.language_of("continued"),
    )
    return ComposedDocument(
        doc.Document(_make_properties(composer, moment), running, tuple(blocks), words), problems
    )


def _compose_late_parts(
    sources: tuple[doc.Block, ...], composer: MarkupComposer
) -> dict[Part, tuple[doc.Block, ...]]:
    """Return the parts that are composed when all citations are known; those in the outline."""
    outline = composer.template.outline
    late: dict[Part, tuple[doc.Block, ...]] = {}
    if Part.SOURCES in outline:
        late[Part.SOURCES] = sources
    if Part.CAPTURE in outline:
        listed = _collect_whole_addresses(late, composer)
        late[Part.CAPTURE] = compose_capture(composer, listed)
    return late


def _collect_whole_addresses(
    parts: Mapping[Part, tuple[doc.Block, ...]], composer: MarkupComposer
) -> frozenset[str]:
    """Return the addresses that parts show whole, so that others shorten them.

    None where the template shows all whole.
    """
    if composer.template.addresses is AddressForm.FULL:
        return frozenset()
    return collect_whole_addresses(block for blocks in parts.values() for block in blocks)


def _choose_typography(brief: Brief, dates: DateForm, style: Style) -> Typography | None:
    """Return the rules by which the memo's own words are set; None where it switches them off.

    Quotation marks are those of the style where it has its own, so that one page has one kind.
    """
    memo = brief.memo
    if memo.typography is TypographySetting.OFF:
        return None
    marks = find_quotes_of_style(style, memo.language, find_quotation_marks(memo.language))
    return make_typography(memo.language, make_months(dates.months + dates.months_alone), marks)


def _load_style(brief: Brief, template: Template, files: MemoFolder) -> Style:
    """Return the citation style: that of the memo, by name or as a file, or of the template."""
    name = brief.memo.style or Ref(template.style, brief.memo.where)
    try:
        if name.key.endswith(".csl"):
            style = load_style(files.read(name.key, name.where), name.key)
        else:
            style = load_style(name.key)
    except BriefError as fault:
        raise BriefError(_locate_problems(fault.problems, name.where), fault.source) from None
    if style.problems:
        return replace(style, problems=_locate_problems(style.problems, name.where))
    return style


def _locate_problems(problems: Iterable[Problem], where: Location) -> tuple[Problem, ...]:
    """Return the problems of a style, at the location in the memo that names it."""
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
            return back_matter.compose_sections(composer, SectionPlace.BEFORE)
        case Part.THREAD:
            return compose_thread(composer, files)
        case Part.SECTIONS_AFTER:
            return back_matter.compose_sections(composer, SectionPlace.AFTER)
        case Part.PEOPLE:
            return back_matter.compose_people(composer)
        case Part.SOURCES | Part.CAPTURE:
            return ()  # see _compose_late_parts
        case Part.TO_SETTLE:
            return back_matter.compose_flags(composer)
        case _:
            assert_never(part)


def _make_properties(composer: MarkupComposer, moment: datetime | None) -> doc.Properties:
    memo, thread = composer.brief.memo, composer.brief.thread
    keywords: list[str] = []
    if thread:
        person = find_person(thread.author, composer.brief)
        if person:
            keywords.append(person.name)
    for post in composer.brief.posts:
        keywords += [f"#{tag}" for tag in post.hashtags]
    midnight = datetime(memo.date.year, memo.date.month, memo.date.day, tzinfo=UTC)
    return doc.Properties(
        title=composer.set_text(memo.title or memo.subject),
        author=composer.set_text(", ".join(memo.from_)),
        language=memo.language,
        moment=moment or midnight,
        subject=composer.set_text(memo.subject),
        keywords=tuple(dict.fromkeys(keywords)),
        marking=memo.marking or "",
        reference=memo.reference or "",
        day=memo.date,
    )


def _compose_running_heads(composer: MarkupComposer) -> doc.RunningHeads:
    memo = composer.brief.memo
    draft = _label_draft(composer)
    title = shorten_title(composer.set_text(memo.title or memo.subject))
    footer = front_matter.DOT.join(filter(None, (title, memo.reference)))
    lang = composer.language_of("page")
    page = (
        doc.Text(f"{composer.format_words('page')} ", lang),
        doc.PageNumber(),
        doc.Text(composer.format_words("page_of"), lang),
        doc.PageCount(),
    )
    return doc.RunningHeads(
        header_start=_make_running_text(memo.marking or ""),
        header_end=_make_running_text(draft, composer.language_of("draft")),
        footer_start=_make_running_text(footer),
        footer_end=page,
    )


def _label_draft(composer: MarkupComposer) -> str:
    """Return the draft label of every page; empty for a memo that is not a draft."""
    memo = composer.brief.memo
    flags = len(back_matter.select_open_flags(composer.brief.flags))
    if flags == 0:
        flags = composer.lost
    if flags == 0:
        return composer.format_words("draft") if memo.status is MemoStatus.DRAFT else ""
    if memo.status is MemoStatus.FINAL:
        message = f"the memo calls itself final and has {flags} open flags"
        hint = "settle the open flags, or leave `status` out"
        composer.add_problem(
            warning(codes.FINAL_WITH_OPEN_FLAGS, message, where=memo.where, hint=hint)
        )
    return composer.format_words("draft_point" if flags == 1 else "draft_points", count=flags)


def _make_running_text(text: str, lang: str | None = None) -> doc.RunningText:
    return tuple(part for part in split_emoji(text, lang) if isinstance(part, doc.Text | doc.Emoji))


def shorten_title(title: str) -> str:
    """Return a title that fits a footer: cut before its colon, or after a word with an ellipsis."""
    if len(title) <= MAX_FOOTER_TITLE:
        return title
    before = title.partition(": ")[0].rstrip("\u00a0\u202f")
    if MAX_FOOTER_TITLE // 3 <= len(before) <= MAX_FOOTER_TITLE:
        return before
    cut = title[:MAX_FOOTER_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:–—-")
    return f"{cut}…"
