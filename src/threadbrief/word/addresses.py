"""An address that a person wrote becomes one that Word opens, or none."""

import re
from urllib.parse import quote, urlsplit

_SCHEMES = frozenset(("http", "https", "mailto"))
_LONGEST = 2079
"""Office takes no longer address."""
_KEPT = "!#$%&'()*+,/:;=?@~"
"""Reserved characters of RFC 3986, 2.2, and `%`: what is escaped already stays so."""
_HOST = re.compile(r"[^\s/?#\\%<>\"{}|^`]+")
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9!#$&'()*+,/:;=?@~._-]*)?")
"""Most addresses: nothing in them needs an escape."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def target(address: str) -> str | None:
    """Return an address as the target of a relationship; None when it is no http, https or mailto address.

    Office refuses a whole file for one target that is not a URI, so characters that a URI has not are escaped
    (RFC 3987, 3.1), hosts outside ASCII as RFC 3492 has them.
    """
    if _PLAIN.fullmatch(address) and len(address) <= _LONGEST:
        return address
    scheme, _, rest = address.strip().partition(":")
    scheme = scheme.lower()
    if scheme not in _SCHEMES:
        return None
    if scheme == "mailto":
        whole = f"mailto:{_escaped(rest)}"
    else:
        host = _host(f"{scheme}:{rest}")
        if host is None:
            return None
        netloc, after = host
        whole = f"{scheme}://{netloc}{_escaped(after)}"
    return whole if len(whole) <= _LONGEST else None


def _host(address: str) -> tuple[str, str] | None:
    """Return the host with its port, and what follows it; None when there is no host."""
    try:
        parts = urlsplit(address)
        netloc, _ = parts.netloc, parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(netloc):
        return None
    after = address.partition("//")[2][len(netloc) :]
    if netloc.isascii():
        return netloc, after
    if "@" in netloc:
        return None
    name, colon, port = netloc.partition(":")
    try:
        return name.encode("idna").decode("ascii") + colon + port, after
    except UnicodeError:
        return None


def _escaped(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_KEPT, errors="replace")
