"""What a finished file carries when it leaves the desk, the memo inside it too."""

from collections.abc import Iterable

from threadbrief.core import problem_codes as codes
from threadbrief.core.files import MAX_MEMO
from threadbrief.core.problems import BriefError, make_brief_error
from threadbrief.inventory.items import (
    MAX_TEXT,
    AttachedFile,
    Inventory,
    Kind,
    ListedFormat,
    ListedItem,
)
from threadbrief.inventory.pdf import list_pdf
from threadbrief.inventory.word import list_word
from threadbrief.pipeline.check import decode_for_display
from threadbrief.pipeline.extract import extract_memo
from threadbrief.read.yaml.comments import MAX_COMMENTS, Comment, find_comments

_MAX_COMMENTS = 1000
"""That are listed; all are counted."""


def list_leaves(data: bytes, name: str) -> Inventory:
    """Return what a Word file or PDF carries, of ours or anyone's.

    `name` is what problems call the file. Raises BriefError when it is neither.
    """
    if data.startswith(b"PK"):
        listed = list_word(data)
        if listed is not None:
            memos = _list_memos(_extract_from_word(data, name))
            return Inventory(ListedFormat.WORD, len(data), (*memos, *listed))
    elif b"%PDF-" in data[:1024]:  # some begin with other bytes (ISO 32000-1, annex H.3)
        items, attached = list_pdf(data)
        return Inventory(ListedFormat.PDF, len(data), (*_list_memos(attached), *items))
    raise make_brief_error(
        codes.NOT_INSPECTED,
        f'"{name}" is neither a Word file nor a PDF',
        hint="an old .doc file can be saved as .docx in Word, and then be looked into",
    )


def _extract_from_word(data: bytes, name: str) -> tuple[AttachedFile, ...]:
    try:
        memo = extract_memo(data, name)
    except BriefError:
        return ()
    return (AttachedFile(memo.name, memo.data),)


def _list_memos(files: Iterable[AttachedFile]) -> tuple[ListedItem, ...]:
    """Return the memos inside a file, each with its comments."""
    items: list[ListedItem] = []
    for file in dict.fromkeys(files):
        comments = _find_comments(file.data)
        amount = _format_amount(comments)
        items.append(ListedItem(Kind.MEMO, file.name, f"{len(file.data):,} bytes, {amount}"))
        items += (
            ListedItem(Kind.MEMO, "comment", comment.text[:MAX_TEXT], f"line {comment.line}")
            for comment in (comments or ())[:_MAX_COMMENTS]
        )
    return tuple(items)


def _find_comments(memo: bytes) -> tuple[Comment, ...] | None:
    return find_comments(decode_for_display(memo)) if len(memo) <= MAX_MEMO else None


def _format_amount(comments: tuple[Comment, ...] | None) -> str:
    if comments is None:
        return "broken or oversize YAML, not searched for comments"
    if len(comments) == MAX_COMMENTS:
        return f"{MAX_COMMENTS:,} comments or more"
    return {0: "without comments", 1: "1 comment"}.get(len(comments), f"{len(comments)} comments")
