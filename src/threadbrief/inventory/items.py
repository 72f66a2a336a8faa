"""The list of what a file carries, and its bounds: a stranger's file cannot make it endless."""

import re
from collections import Counter
from enum import Enum
from urllib.parse import urlsplit

from threadbrief.core.structs import Frozen

MAX_ITEMS = 10_000
"""Of one kind; what is beyond is only counted."""
MAX_TEXT = 500
"""Characters of a name or a value; a longer one is cut."""
_SPACE = re.compile(r"\s+")


class Kind(Enum):
    """What an item is; the value is its heading, and in JSON its `kind`."""

    MEMO = "memo"
    """The YAML that threadbrief built the file from, and the comments in it."""
    AUTHOR = "author"
    """A name of a person or an account, as a program noted it."""
    PROPERTY = "property"
    """Title, dates, programs, custom properties, form fields, variables."""
    COMMENT = "comment"
    CHANGE = "tracked change"
    HIDDEN = "hidden"
    """What is in the file and is not shown: hidden text, hidden layers, cropped parts."""
    PICTURE = "picture"
    """What a picture says besides its pixels, and its alternative text."""
    LINK = "link"
    EXTERNAL = "external"
    """What a reader's program would fetch: linked pictures, attached templates."""
    ACTIVE = "active"
    """Macros, scripts, embedded objects, actions."""
    ATTACHMENT = "attachment"
    FONT = "font"
    REVISION = "earlier version"
    """States of the file before the last, which are still in it."""
    UNREAD = "not read"
    """What could not be looked into, or is too much to list."""


class ListedFormat(Enum):
    """A format that can be listed."""

    WORD = "docx"
    PDF = "pdf"


class ListedItem(Frozen):
    """One thing that a file carries."""

    kind: Kind
    name: str
    """What it is: the name of a property, a tag of EXIF, the host of a link, an author."""
    value: str = ""
    """What it says; empty where the name says all."""
    where: str = ""
    """The part of a Word file, or the number of the object in a PDF; empty: the whole file."""


class AttachedFile(Frozen):
    """A file inside a file."""

    name: str
    data: bytes


class Inventory(Frozen):
    """What a file carries."""

    format: ListedFormat
    size: int
    """Bytes."""
    items: tuple[ListedItem, ...]
    """By kind, in the order of `Kind`; links by host, others in the order of the file."""

    def list_kind(self, kind: Kind) -> tuple[ListedItem, ...]:
        """Return the items of a kind."""
        return tuple(item for item in self.items if item.kind is kind)


class ItemList:
    """Collects items: each once, and of each kind no more than MAX_ITEMS."""

    def __init__(self) -> None:
        self._items: dict[ListedItem, None] = {}
        self._counts: Counter[Kind] = Counter()
        self._omitted: Counter[Kind] = Counter()

    def add(self, kind: Kind, name: str, value: str = "", where: str = "") -> None:
        """Add an item with its texts on one line."""
        item = ListedItem(kind, _shorten(name), _shorten(value), _shorten(where))
        if item in self._items:
            return
        if self._counts[kind] == MAX_ITEMS:
            self._omitted[kind] += 1
            return
        self._counts[kind] += 1
        self._items[item] = None

    def add_author(self, name: str, role: str, where: str = "") -> None:
        """Add the name of a person; nothing for an empty one."""
        if name.strip():
            self.add(Kind.AUTHOR, name, role, where)

    def add_link(self, target: str) -> None:
        """Add a link, once, by its host; one without is named by its scheme."""
        try:
            parts = urlsplit(target)
            name = parts.hostname or (f"{parts.scheme}:" if parts.scheme else "")
        except ValueError:
            name = ""
        self.add(Kind.LINK, name or "no host", target)

    def add_digests(self, listed: str, where: str) -> None:
        """Add the SHA-256 of the files of pictures as they were, from a list of ours."""
        for line in listed.splitlines():
            digest, _, file = line.partition("  ")
            if digest:
                self.add(Kind.PICTURE, f"SHA-256 of {file}, as it was", digest, where)

    def finish(self) -> tuple[ListedItem, ...]:
        """Return the items by kind, links also by host."""
        for kind, count in self._omitted.items():
            item = ListedItem(Kind.UNREAD, f"{count:,} more of kind {kind.value}", "not listed")
            self._items[item] = None
        order = {kind: place for place, kind in enumerate(Kind)}

        def sort_key(item: ListedItem) -> tuple[int, str]:
            return order[item.kind], item.name if item.kind is Kind.LINK else ""

        return tuple(sorted(self._items, key=sort_key))


def _shorten(text: str) -> str:
    line = _SPACE.sub(" ", text[: 4 * MAX_TEXT]).strip()
    if len(line) > MAX_TEXT or len(text) > 4 * MAX_TEXT:
        return f"{line[: MAX_TEXT - 1]}…"
    return line
