"""Which addresses lead to the web, and which of those may not lead where a person thinks."""

import re
import unicodedata
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\s<>\"\\^`{|}]")  # RFC 3986 has none of these, percent-encoding aside
_PLAIN = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,4})?(?=[/?#]|$)")
"""A host that needs no closer look."""
_TOGETHER = (
    {"LATIN"},
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
"""Scripts that may share a label of a host (UTS 39, 5.2, "Highly Restrictive"), by the first words of their names."""
_LOOK_ALIKES = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡүһԍ")
"""Cyrillic letters that look like Latin ones: a label of these alone is taken for a Latin one."""


def is_web_address(address: str) -> bool:
    """Return whether an address is http or https, names a host, and holds no character that cannot stand there."""
    if _FORBIDDEN.search(address):
        return False
    if _PLAIN.match(address):
        return True
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host)


def doubt_about(address: str) -> str | None:
    """Return why a web address may not lead where a person thinks, as the end of a sentence; None when it does."""
    match = _PLAIN.match(address)
    if match and "xn--" not in match[0]:
        return None
    parts = urlsplit(address)
    if "@" in parts.netloc:
        return f'leads to "{parts.hostname}"; what stands before the @ is a user name'
    for label in (parts.hostname or "").split("."):
        letters = _decoded(label)
        mixed = _scripts(letters)
        if len(mixed) > 1 and not any(mixed <= together for together in _TOGETHER):
            return f'has letters of {" and ".join(sorted(script.title() for script in mixed))} in "{letters}"'
        if mixed == {"CYRILLIC"} and set(letters) - set("0123456789-") <= _LOOK_ALIKES:
            return f'has "{letters}" in Cyrillic letters that look like Latin ones'
    return None


def _decoded(label: str) -> str:
    """Return a label of a host in the letters that a browser shows (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _scripts(label: str) -> set[str]:
    """Return the scripts of the letters of a label, by the first words of their names."""
    return {unicodedata.name(letter, "?").split(" ")[0] for letter in label if letter.isalpha()}
