"""What the memo claims: every judgement has a basis, every paragraph of the summary a source."""

from collections.abc import Collection, Iterator

from threadbrief.checks.usage import marks_of
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.model import marks
from threadbrief.model.brief import Brief, Judgement, Memo
from threadbrief.model.traverse import plain_marked_text
from threadbrief.text.language_tag import get_primary_language


def check_judgements(brief: Brief) -> Iterator[Problem]:
    """Yield the warnings about summary and judgements."""
    if brief.memo.summary:
        yield from _check_unsourced(brief.memo.summary)
    for number, judgement in enumerate(brief.memo.key_judgements, 1):
        basis = _collect_basis(judgement, brief)
        if not basis:
            hint = "name the posts under basis, or cite a source in its text"
            yield warning(
                codes.JUDGEMENT_WITHOUT_SOURCE,
                f"judgement {number} says nothing of what it rests on",
                judgement.where,
                hint,
            )
        elif len(basis) == 1:
            hint = "find a second source, or say in the text that there is one only"
            yield warning(
                codes.JUDGEMENT_ON_ONE_SOURCE,
                f"judgement {number} rests on one source, {basis.pop()}",
                judgement.where,
                hint,
            )


def _check_unsourced(summary: marks.MarkedText) -> Iterator[Problem]:
    """Yield a warning for each block without a source; one that ends in a colon joins the next."""
    led = ""
    for block in summary.blocks:
        cited = any(not isinstance(mark, marks.Handle) for mark in marks_of((block,)))
        words = plain_marked_text((block,)).strip()
        if isinstance(block, marks.Paragraph) and words.endswith(":") and not cited:
            led = words
            continue
        if not cited and not isinstance(block, marks.Figure):
            start = led or words
            shown = start if len(start) <= 40 else f"{start[:39].rstrip()}…"
            hint = "cite what it rests on: a source, or a post by its id, [@p1]"
            yield warning(
                codes.SUMMARY_WITHOUT_SOURCE,
                f'this paragraph of the summary has no source: "{shown}"',
                block.where,
                hint,
            )
        led = ""


def _collect_basis(judgement: Judgement, brief: Brief) -> set[str]:
    """Return the sources of a judgement: its posts by their authors, the rest by their ids."""
    cited = {ref.key for ref in judgement.basis}
    for mark in marks_of(judgement.text.blocks):
        if isinstance(mark, marks.Cluster):
            cited |= {item.key for item in mark.items}
        elif isinstance(mark, marks.FreeNote):
            cited |= _collect_cited(brief.notes[mark.key])
    authors = _map_authors(brief)
    return {authors.get(key, f'"{key}"') for key in cited}


def _collect_cited(note: marks.MarkedText) -> set[str]:
    return {
        item.key
        for mark in marks_of(note.blocks)
        if isinstance(mark, marks.Cluster)
        for item in mark.items
    }


def _map_authors(brief: Brief) -> dict[str, str]:
    """Return for each post, and for the thread and its citation, whose words they are."""
    thread = brief.thread
    author = "the thread"
    found = {"thread": author}
    if thread and thread.cite:
        found[thread.cite.key] = author
    own = thread.author.key if thread and thread.author else None
    for post in brief.posts:
        other = post.author is not None and post.author.key != own
        found[post.id] = f"the posts of {post.author.key}" if other and post.author else author
    return found


LONGEST_SUBJECT = 120
"""Characters: two lines of the title, and what an inbox shows of it."""


def check_front_matter(memo: Memo, wanted: Collection[str]) -> Iterator[Problem]:
    """Yield the warnings about the front matter."""
    given = {"marking": memo.marking, "summary": memo.summary, "judgements": memo.key_judgements}
    names = {"judgements": "key_judgements"}
    for part in wanted:
        if part in given and not given[part]:
            key = names.get(part, part)
            yield warning(
                codes.FRONT_MATTER_MISSING,
                f"the memo has no {key}, and its template wants one",
                memo.where,
                f"add {key}: to memo",
            )
    if len(memo.subject) > LONGEST_SUBJECT:
        message = (
            f"the subject has {len(memo.subject)} characters; "
            f"more than {LONGEST_SUBJECT} are hard to take in"
        )
        yield warning(
            codes.SUBJECT_TOO_LONG,
            message,
            memo.where,
            "say it shorter, and the rest in the summary",
        )


def check_language(memo: Memo, languages: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for a language that the template has no words in; none known: nothing."""
    ours = {get_primary_language(language) for language in languages}
    if ours and get_primary_language(memo.language) not in ours:
        message = (
            f'the template has no words in the language "{memo.language}": headings and labels are '
            "in another"
        )
        hint = f"put words.{memo.language}.yaml beside a template of your own (docs/templates.md)"
        yield warning(codes.LANGUAGE_WITHOUT_WORDS, message, memo.where, hint)
