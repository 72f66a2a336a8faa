"""Which addresses lead to the web."""

import re
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\s<>\"\\^`{|}]")  # RFC 3986 has none of these, percent-encoding aside


def is_web_address(address: str) -> bool:
    """Return whether an address is http or https, names a host, and holds no character that cannot stand there."""
    if _FORBIDDEN.search(address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host)
