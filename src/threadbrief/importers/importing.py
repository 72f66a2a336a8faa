"""The two imports: a source becomes the YAML of a draft memo, or is merged into an existing memo.

Both read the captured thread with the reader of its format, review it for doubts, and build a
draft. What they return was read back as a memo first (*the round trip*): no draft with errors is
written.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from threadbrief.core.problems import BriefError, Problem, Severity
from threadbrief.core.structs import Frozen, replace
from threadbrief.importers import import_problems
from threadbrief.importers.copied_text import reader, web_page
from threadbrief.importers.copied_text.reader import decode_text, trim_partial_character
from threadbrief.importers.draft.draft import Draft, build_draft
from threadbrief.importers.draft.flags import DraftFlag
from threadbrief.importers.draft.merge import MergeResult, merge_thread
from threadbrief.importers.draft.review import review_thread
from threadbrief.importers.inputs.source import ImportSource, Reader
from threadbrief.importers.model import CapturedThread, DoubtKind, Selection, ThreadSummary
from threadbrief.importers.platforms import bluesky, mastodon, telegram, x_api, x_archive
from threadbrief.model.brief import Brief, Post
from threadbrief.read import read_brief
from threadbrief.read.emit import replace_unprintable, write_tree
from threadbrief.read.problems import LIMITS, TEXT_DIFFERS
from threadbrief.read.reference_files import skip_reference_files
from threadbrief.read.yaml.decode import UNPRINTABLE
from threadbrief.text.urls import is_web_address

READERS: tuple[Reader, ...] = (
    x_archive.READER,
    x_api.READER,
    bluesky.READER,
    mastodon.READER,
    telegram.READER,
    web_page.READER,
    reader.READER,
)
"""In the order in which they are tried. Copied text is the last, because anything may be text."""


def list_formats(readers: Sequence[Reader] = READERS) -> list[str]:
    """Return the names of formats that `--from` accepts."""
    return [reader.format for reader in readers]


def choose_reader(
    source: ImportSource, wanted: str | None, readers: Sequence[Reader] = READERS
) -> Reader:
    """Return the reader of the wanted format; without one, the first that can read the source.

    Raises BriefError where there is none.
    """
    if wanted is not None:
        return _reader_of_format(wanted, readers)
    is_single_file = len(source.names) == 1
    if is_single_file and not source.head(source.names[0]).strip():
        raise BriefError([import_problems.empty_source(source.name)])
    for candidate in readers:
        if candidate.can_read(source):
            return candidate
    if is_single_file:
        # Raises the problem of the encoding, where that is why the file is no text.
        decode_text(trim_partial_character(source.head(source.names[0])), source.name)
    raise BriefError([import_problems.unrecognized_format(source.name, list_formats(readers))])


def _reader_of_format(name: str, readers: Sequence[Reader]) -> Reader:
    for candidate in readers:
        if candidate.format == name:
            return candidate
    raise BriefError([import_problems.unknown_format(name, list_formats(readers))])


_HEAD = """\
# The draft of a memo, from {source}. Nothing in it was guessed: \
what is not known stands under `flags`.
#   1. Settle each flag, the most important first: \
put it right above, and write `status: resolved`.
#   2. Write to, from, subject, and a summary that cites posts: [@p1].
#   threadbrief check FILE      says what is wrong
#   threadbrief build FILE      makes the Word file and the PDF, a DRAFT while a flag is open

"""
"""The comment at the top of a draft."""
_HANDLE = re.compile(r"@?[\w-]+(?:\.[\w-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?")


class ImportResult(Frozen):
    """The YAML that an import made, and what a person must settle in it."""

    text: str
    """The YAML of the memo."""
    posts: int
    """How many posts the source has."""
    flags: tuple[DraftFlag, ...]
    """The flags that are new, the most important first."""
    added: MergeResult | None = None
    """What was added to an existing memo; None for a new one."""


def list_threads(
    source: ImportSource, selection: Selection, format_name: str | None
) -> Sequence[ThreadSummary]:
    """Return the threads of a source. Raises BriefError where it cannot be read.

    `format_name` is the value of `--from`; None: the content of the source decides.
    """
    return tuple(choose_reader(source, format_name).list_threads(source, selection))


def import_thread(
    source: ImportSource, selection: Selection, format_name: str | None, today: date
) -> ImportResult:
    """Return the draft of a memo about the thread of a source, dated `today`.

    Raises BriefError where the source cannot be read or has no such thread.
    """
    thread = read_thread(source, selection, format_name)
    draft = build_draft(thread, today)
    text = _write_draft(draft, _strip_folder(source.name))
    errors = _read_errors(text)
    if errors and {problem.code for problem in errors} == {TEXT_DIFFERS}:
        draft = _drop_verbatim_status(draft)
        text = _write_draft(draft, _strip_folder(source.name))
        errors = _read_errors(text)
    _check_readable(errors, source.name)
    return ImportResult(text, len(thread.posts), draft.flags)


def update_memo(
    memo: bytes,
    name: str,
    source: ImportSource,
    selection: Selection,
    format_name: str | None,
    today: date,
) -> ImportResult:
    """Return a memo with the new posts of a source merged into it; its own lines stay as they are.

    Raises BriefError where the memo has errors, is about another thread, or cannot be extended as
    it is written.
    """
    brief, _ = read_brief(memo, name, skip_reference_files)
    thread = read_thread(source, selection, format_name)

    def draft(new: CapturedThread, taken: Sequence[str], cited: Mapping[str, str]) -> Draft:
        return build_draft(new, today, taken, cited)

    result = merge_thread(brief, thread, draft)
    _check_readable(_read_errors(result.text), name)
    _check_unchanged(brief, result.text)
    return ImportResult(result.text, len(thread.posts), result.flags, added=result)


def read_thread(
    source: ImportSource, selection: Selection, format_name: str | None
) -> CapturedThread:
    """Return the selected thread of a source, reviewed. Raises BriefError where there is none."""
    if selection.handle and not _HANDLE.fullmatch(selection.handle):
        raise BriefError([import_problems.invalid_author(selection.handle)])
    if selection.url and not is_web_address(selection.url):
        raise BriefError([import_problems.invalid_thread_url(selection.url)])
    thread = choose_reader(source, format_name).read(source, selection)
    if not thread.posts:
        raise BriefError(
            [import_problems.no_posts(source.name, "nothing in it is a post of the thread")]
        )
    return review_thread(thread, selection)


def _write_draft(draft: Draft, source: str) -> str:
    """Return the YAML of a draft, its parts separated by empty lines."""
    head = UNPRINTABLE.sub("\ufffd", _HEAD.format(source=" ".join(source.split())))
    tree = replace_unprintable(draft.to_tree())
    return head + "\n".join(write_tree({key: value}) for key, value in tree.items())


def _strip_folder(name: str) -> str:
    return re.split(r"[/\\]", name.rstrip("/\\"))[-1]


def _drop_verbatim_status(draft: Draft) -> Draft:
    """Return a draft that does not claim verbatim texts, with a flag that gives the reason."""
    thread = {key: value for key, value in draft.thread.items() if key != "text_status"}
    detail = (
        "texts differ from their originals in more than marks; compare them, and write text_status"
    )
    flag = DraftFlag(DoubtKind.TEXT_CHANGED, ("thread",), detail)
    return replace(draft, thread=thread, flags=(flag, *draft.flags))


# The round trip


def _read_errors(text: str) -> list[Problem]:
    """Read a draft as a memo, and return the errors."""
    try:
        read_brief(text.encode(), "", skip_reference_files)
    except BriefError as fault:
        return [problem for problem in fault.problems if problem.severity is Severity.ERROR]
    return []


def _check_readable(errors: Sequence[Problem], name: str) -> None:
    """Raise BriefError for a draft with errors, so that it is not written."""
    for problem in errors:
        if problem.code in LIMITS:
            raise BriefError([import_problems.thread_too_large(name, problem.message)])
    if errors:
        first = errors[0]
        raise BriefError([import_problems.invalid_draft(name, f"{first.code}, {first.message}")])


def _check_unchanged(brief: Brief, text: str) -> None:
    """Raise BriefError where a merged memo changed a post, a citation or a flag that it had."""
    merged, _ = read_brief(text.encode(), brief.source.name, skip_reference_files)
    posts = {post.id: post for post in merged.posts}
    posts_kept = all(
        post.id in posts and _select_content(posts[post.id]) == _select_content(post)
        for post in brief.posts
    )
    if posts_kept and len(merged.flags) >= len(brief.flags):
        old = brief.citations
        if all(merged.citations[key].variables == old[key].variables for key in old):
            return
    raise BriefError(
        [import_problems.invalid_draft(brief.source.name, "a post would not be what it was")]
    )


def _select_content(post: Post) -> tuple[str, str | None, int]:
    return post.text.source, post.original, post.number
