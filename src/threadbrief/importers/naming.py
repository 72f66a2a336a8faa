"""The handles of a thread in; the people of a draft out, with names where the source has them."""

import re
from collections.abc import Mapping

from threadbrief.importers.captured import CapturedThread, DoubtKind
from threadbrief.importers.flagging import DraftFlag
from threadbrief.read.scan import handles_in
from threadbrief.read.writing import Row, Tree


def accounts(thread: CapturedThread) -> dict[str, str]:
    """Return the names that the source has, by handle in lower case."""
    names = {thread.handle.lower(): thread.name} if thread.handle and thread.name else {}
    for post in thread.posts:
        if post.handle and post.name:
            names.setdefault(post.handle.lower(), post.name)
        for mention in post.mentions:
            if mention.name:
                names.setdefault(mention.handle.lower(), mention.name)
        for quote in post.quotes:
            if quote.handle and quote.name:
                names.setdefault(quote.handle.lower(), quote.name)
    return names


def key_of(handle: str) -> str:
    """Return the key of a person: the handle, with a hyphen where a key cannot have what stands there."""
    key = re.sub(r"[^A-Za-z0-9_.:]+", "-", handle.lstrip("@")).strip("-.:") or "author"
    return f"_{key}" if key.startswith("x-") else key


def people_of(thread: CapturedThread, names: Mapping[str, str]) -> tuple[dict[str, dict[str, Tree]], list[DraftFlag]]:
    """Return everybody whom the thread names by handle, its author first, and the flag about those without a name."""
    handles = [thread.handle] if thread.handle else []
    for post in thread.posts:
        handles += [post.handle] if post.handle else []
        handles += [mention.handle for mention in post.mentions] or [handle for _, handle in handles_in(post.text)]
    people: dict[str, dict[str, Tree]] = {}
    if not thread.handle and thread.name:
        people[key_of(thread.name)] = {"name": thread.name}
    unknown: list[str] = []
    for handle in _first_spelling(handles):
        key = key_of(handle)
        name = names.get(handle.lower())
        people[key] = {"name": " ".join((name or f"@{handle}").split()), "handle": f"@{handle}"}
        if not name:
            people[key]["verify"] = Row(["name"])
            unknown.append(key)
    detail = "names and roles are not in the source"
    return people, [DraftFlag(DoubtKind.HANDLE_UNKNOWN, tuple(unknown), detail)] if unknown else []


def _first_spelling(handles: list[str]) -> list[str]:
    """Return each handle once, as it is first written; letter case tells no two apart."""
    found: dict[str, str] = {}
    for handle in handles:
        found.setdefault(handle.lower(), handle)
    return list(found.values())
