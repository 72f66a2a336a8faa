"""The threads of an export in, the one that is wanted out; or a problem that names the choices."""

import re
from collections.abc import Iterable
from itertools import islice

from threadbrief.errors import BriefError, error
from threadbrief.importers.captured import Listed, Wanted
from threadbrief.importers.source import Source

SHOWN = 10
"""Choices that a message names."""
_STATUS = re.compile(r"/(?:status(?:es)?|post)/([^/?#]+)|/@[^/]+/(\d+)(?:[/?#]|$)")


def only(source: Source, threads: Iterable[Listed]) -> str:
    """Return the id of the only thread there is. Raises BriefError where there are none, or several."""
    choices = list(threads)
    if not choices:
        raise nothing(source)
    if len(choices) == 1:
        return choices[0].id
    shown = [choice_line(choice) for choice in islice(choices, SHOWN)]
    if len(choices) > SHOWN:
        shown.append(f"and {len(choices) - SHOWN:,} more, which --list shows")
    message = f'"{source.name}" holds {len(choices):,} threads'
    hint = f"take one with --select {choices[0].id}: {'; '.join(shown)}"
    raise BriefError([error("TB963", message, None, hint)])


def choice_line(choice: Listed) -> str:
    """Return a thread in one line: its id, day, length and first words."""
    day = choice.date.strftime("%Y-%m-%d") if choice.date else "no date"
    posts = "1 post" if choice.posts == 1 else f"{choice.posts} posts"
    return f"{choice.id}  {day}  {posts}  {choice.opening}"


def selected(wanted: Wanted) -> str | None:
    """Return what was selected, from an address where one was given for it."""
    if wanted.select is None:
        return None
    found = _STATUS.search(wanted.select)
    return (found[1] or found[2]) if found and "/" in wanted.select else wanted.select.strip()


def named(wanted: Wanted) -> str | None:
    """Return the id of the post at the address of the thread, where one was given."""
    found = _STATUS.search(wanted.url or "")
    return (found[1] or found[2]) if found else None


def nothing(source: Source) -> BriefError:
    """Return what is said of a file without posts."""
    return BriefError([error("TB962", f'"{source.name}" holds no post')])


def said_key(wanted: Wanted) -> tuple[str, str] | None:
    """Return what was said of the thread that is wanted, and the id in it; None where nothing was."""
    select = selected(wanted)
    if wanted.select is not None and select is not None:
        return wanted.select, select
    key = named(wanted)
    return None if wanted.url is None or key is None else (wanted.url, key)


def unknown(source: Source, select: str) -> BriefError:
    """Return what is said where there is no post of the id that is selected."""
    message = f'"{source.name}" holds no post "{select}"'
    return BriefError([error("TB964", message, None, "--list shows the threads in it")])


def only_private(source: Source, count: int) -> BriefError:
    """Return what is said where all posts that are wanted were not public."""
    posts = "1 post" if count == 1 else f"{count} posts"
    message = f'"{source.name}": what is wanted was not public ({posts}), and is left out'
    return BriefError([error("TB966", message, None, "say that posts which were not public are wanted, if they are")])
