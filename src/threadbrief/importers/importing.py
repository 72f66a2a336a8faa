"""A source in; the YAML of a draft memo out, or of a memo with new posts in it, and what a person must settle."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from threadbrief.core.problems import BriefError, Problem, Severity
from threadbrief.core.structs import Frozen, replace
from threadbrief.importers import import_problems
from threadbrief.importers.draft.draft import Draft, build_draft
from threadbrief.importers.draft.flags import DraftFlag
from threadbrief.importers.draft.merge import MergeResult, merge_thread
from threadbrief.importers.draft.review import review_thread
from threadbrief.importers.inputs.source import Source
from threadbrief.importers.model import CapturedThread, DoubtKind, Selection, ThreadSummary
from threadbrief.importers.registry import reader_of
from threadbrief.model.brief import Brief, Post
from threadbrief.read import read_brief
from threadbrief.read.emit import replace_unprintable, write_tree
from threadbrief.read.problems import TEXT_DIFFERS
from threadbrief.read.reference_files import skip_reference_files
from threadbrief.read.yaml.decode import UNPRINTABLE
from threadbrief.text.urls import is_web_address

_HEAD = """\
# The draft of a memo, from {source}. Nothing in it was guessed: what is not known stands under `flags`.
#   1. Settle each flag, the most important first: put it right above, and write `status: resolved`.
#   2. Write to, from, subject, and a summary that cites posts: [@p1].
#   threadbrief check FILE      says what is wrong
#   threadbrief build FILE      makes the Word file and the PDF, a DRAFT while a flag is open

"""
_HANDLE = re.compile(r"@?[\w-]+(?:\.[\w-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?")


class ImportResult(Frozen):
    """What became of a source."""

    text: str
    """The YAML."""
    posts: int
    """How many were found in the source."""
    flags: tuple[DraftFlag, ...]
    """What is to be settled, the most important first."""
    added: MergeResult | None = None
    """What was added to a memo that was there; None for a new one."""


def list_threads(source: Source, wanted: Selection, kind: str | None) -> Sequence[ThreadSummary]:
    """Return the threads of a source. Raises BriefError where it cannot be read."""
    return tuple(reader_of(source, kind).threads(source, wanted))


def import_thread(source: Source, wanted: Selection, kind: str | None, today: date) -> ImportResult:
    """Return the draft of a memo about the thread of a source. Raises BriefError where there is none."""
    thread = read_thread(source, wanted, kind)
    draft = build_draft(thread, today)
    text = _write_draft(draft, _strip_folder(source.name))
    faults = _read_errors(text)
    if faults and {fault.code for fault in faults} == {TEXT_DIFFERS}:
        draft = _without_verbatim_status(draft)
        text = _write_draft(draft, _strip_folder(source.name))
        faults = _read_errors(text)
    _check_readable(faults, source.name)
    return ImportResult(text, len(thread.posts), draft.flags)


def update_memo(
    memo: bytes, name: str, source: Source, wanted: Selection, kind: str | None, today: date
) -> ImportResult:
    """Return a memo with what is new in a source added to it; nothing that stands in it is changed.

    Raises BriefError where the memo has errors, is about another thread, or cannot be added to as it is written.
    """
    brief, _ = read_brief(memo, name, skip_reference_files)
    thread = read_thread(source, wanted, kind)

    def draft(new: CapturedThread, taken: Sequence[str], cited: Mapping[str, str]) -> Draft:
        return build_draft(new, today, taken, cited)

    added = merge_thread(brief, thread, draft)
    _check_readable(_read_errors(added.text), name)
    _check_unchanged(brief, added.text)
    return ImportResult(added.text, len(thread.posts), added.flags, added)


def read_thread(source: Source, wanted: Selection, kind: str | None) -> CapturedThread:
    """Return the thread of a source, examined."""
    if wanted.handle and not _HANDLE.fullmatch(wanted.handle):
        raise BriefError([import_problems.invalid_author(wanted.handle)])
    if wanted.url and not is_web_address(wanted.url):
        raise BriefError([import_problems.invalid_thread_url(wanted.url)])
    thread = reader_of(source, kind).read(source, wanted)
    if not thread.posts:
        raise BriefError(
            [import_problems.no_posts(source.name, "nothing in it is a post of the thread")]
        )
    return review_thread(thread, wanted)


def _write_draft(draft: Draft, source: str) -> str:
    parts = [write_tree({key: value}) for key, value in replace_unprintable(draft.tree()).items()]
    return UNPRINTABLE.sub("\ufffd", _HEAD.format(source=" ".join(source.split()))) + "\n".join(
        parts
    )


def _read_errors(text: str) -> list[Problem]:
    """Read a draft as a memo is read, and return what is wrong with it."""
    try:
        read_brief(text.encode(), "", skip_reference_files)
    except BriefError as fault:
        return [problem for problem in fault.problems if problem.severity is Severity.ERROR]
    return []


def _without_verbatim_status(draft: Draft) -> Draft:
    """Return a draft that does not call itself verbatim, and says why."""
    thread = {key: value for key, value in draft.thread.items() if key != "text_status"}
    detail = (
        "texts differ from their originals in more than marks; compare them, and write text_status"
    )
    return replace(
        draft,
        thread=thread,
        flags=(DraftFlag(DoubtKind.TEXT_CHANGED, ("thread",), detail), *draft.flags),
    )


def _strip_folder(name: str) -> str:
    """Return the name of a source without its folder."""
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1]


def _check_unchanged(brief: Brief, text: str) -> None:
    """Read a memo that was added to. Raises BriefError where it says anything else of what it had before."""
    again, _ = read_brief(text.encode(), brief.source.name, skip_reference_files)
    posts = {post.id: post for post in again.posts}
    kept = all(
        post.id in posts and _post_content(posts[post.id]) == _post_content(post)
        for post in brief.posts
    )
    kept = kept and all(
        again.citations[key].variables == old.variables for key, old in brief.citations.items()
    )
    if not kept or len(again.flags) < len(brief.flags):
        raise BriefError(
            [import_problems.invalid_draft(brief.source.name, "a post would not be what it was")]
        )


def _post_content(post: Post) -> tuple[str, str | None, int]:
    return post.text.source, post.original, post.number


def _check_readable(faults: Sequence[Problem], name: str) -> None:
    """Raise BriefError for a draft with errors, so that none is ever written."""
    if faults:
        raise BriefError(
            [import_problems.invalid_draft(name, f"{faults[0].code}, {faults[0].message}")]
        )
