"""The problems of an import, one function each; their codes are in docs/problems.md."""

from collections.abc import Iterable

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, error, find_nearest


def unrecognized_format(name: str, known: Iterable[str]) -> Problem:
    """Return the problem that no reader recognises the format of a source."""
    hint = f"--from names a format ({', '.join(known)}); text is read where it is UTF-8"
    return error(
        codes.UNKNOWN_IMPORT_FORMAT, f'"{name}" is none of the formats that are read', None, hint
    )


def empty_source(name: str) -> Problem:
    """Return the problem that a source is empty."""
    return error(
        codes.IMPORT_EMPTY,
        f'"{name}" holds no text',
        None,
        "copy the thread again, from its first post to its last",
    )


def not_utf8_text(name: str, what: str) -> Problem:
    """Return the problem that a source is not text in UTF-8."""
    return error(
        codes.IMPORT_NOT_UTF8,
        f'"{name}" is no text in UTF-8: {what}',
        None,
        "save it as plain text in UTF-8",
    )


def source_too_large(name: str, most: int) -> Problem:
    """Return the problem that a text is larger than any thread can be."""
    hint = "a copied thread is a few kilobytes; for an export name its format with --from"
    return error(codes.IMPORT_TOO_LARGE, f'"{name}" is larger than {most >> 20} MiB', None, hint)


def thread_too_large(name: str, what: str) -> Problem:
    """Return the problem that the thread of a source is more than a memo can hold."""
    message = f'the thread in "{name}" is more than a memo can hold: {what}'
    return error(codes.IMPORT_TOO_LARGE, message, None, "take a part of it")


def unknown_format(given: str, known: Iterable[str]) -> Problem:
    """Return the problem that `--from` names an unknown format."""
    names = list(known)
    near = find_nearest(given, names)
    hint = f'did you mean "{near}"?' if near else f"there are {', '.join(names)}"
    return error(codes.NO_SUCH_IMPORT_FORMAT, f'there is no format "{given}"', None, hint)


def unknown_thread(name: str, select: str) -> Problem:
    """Return the problem that `--select` names a thread that the source does not have."""
    return error(
        codes.THREAD_NOT_FOUND,
        f'"{name}" has no thread "{select}"',
        None,
        "--list shows the threads there are",
    )


def no_posts(name: str, what: str) -> Problem:
    """Return the problem that a source contains no posts."""
    return error(
        codes.NO_POSTS_FOUND,
        f'no post was found in "{name}": {what}',
        None,
        "copy the text of the thread, and import that",
    )


def invalid_author(given: str) -> Problem:
    """Return the problem that `--author` is not a handle."""
    return error(
        codes.INVALID_AUTHOR,
        f'"{given}" is no handle',
        None,
        "write it as @name, or as @name@server.example",
    )


def invalid_thread_url(given: str) -> Problem:
    """Return the problem that `--url` is not a web address."""
    return error(
        codes.INVALID_THREAD_URL,
        f'"{given}" is no http or https address',
        None,
        "give the address of the first post",
    )


def memo_not_extendable(where: Location, what: str) -> Problem:
    """Return the problem that nothing can be added to a block of a memo as it is written."""
    hint = (
        "write it as a list with dashes, or as keys each on its line; "
        "`threadbrief fmt` puts a memo in order"
    )
    return error(
        codes.MEMO_NOT_EXTENDABLE,
        f"nothing can be added to {what} as it is written here",
        where,
        hint,
    )


def other_thread(name: str, theirs: str, ours: str) -> Problem:
    """Return the problem that memo and source are about different threads."""
    hint = "name another memo with -o"
    return error(
        codes.OTHER_THREAD,
        f'"{name}" is about another thread: {theirs}, and the source holds {ours}',
        None,
        hint,
    )


def invalid_draft(name: str, what: str) -> Problem:
    """Return the problem that a draft would not be a valid memo, so that it is not written."""
    hint = "please report it, with the source if you may show it"
    return error(
        codes.INVALID_DRAFT, f'the draft of "{name}" would not be a valid memo: {what}', None, hint
    )
