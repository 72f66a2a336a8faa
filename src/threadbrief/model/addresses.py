"""Addresses in a text: of pages and mailboxes, handles and hashtags. They run from left to right in any text."""

import re
from collections.abc import Iterator

_PATH = r"(?:[^\s()<>«»“”،؛]*\([^\s()]*\))*(?:[^\s()<>«»“”،؛]*[\w/=&#%+~$-])?"
"""Up to a letter, figure or the like, or to a bracket that was opened in it."""
_HOST = r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
ADDRESS = (
    rf"https?://(?=\w){_PATH}"
    rf"|(?<![A-Za-z0-9._%+@/-])(?:[A-Za-z0-9._%+-]+@{_HOST}|{_HOST}(?:/{_PATH})?)"
    rf"|(?<![A-Za-z0-9_])[@#](?:[A-Za-z0-9_]+[.@-])*[A-Za-z0-9_]+"
)
"""A pattern for one; it needs time in proportion to the text."""
_ADDRESS = re.compile(ADDRESS)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses begin and end."""
    for match in _ADDRESS.finditer(text):
        yield match.span()
