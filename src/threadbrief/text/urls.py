"""Web addresses: what one is, where it is in a text, how it is compared and written as a URI.

The rooms keep what they do with an address; what an address is they ask here.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

WEB_SCHEMES: Final = frozenset(("http", "https"))
"""Schemes of addresses in a memo."""
LINK_SCHEMES: Final = frozenset(("http", "https", "mailto"))
"""Schemes that a link in a finished file can have."""
WEB_URL: Final = r"https?://\S+"
"""A pattern for a web address up to the next white space, whatever is in it."""

_WEB_PREFIXES = ("https://", "http://")
_LINK_PREFIXES = ("https://", "http://", "mailto:")
_SCHEME_AND_WWW = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


# --- what a web address is ------------------------------------------------------------------

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\s<>\"\\^`{|}]")
"""Characters that RFC 3986 allows in no address, but for percent-encoding."""
_PLAIN_HOST = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,4})?(?=[/?#]|$)")
"""The beginning of an address whose host needs no closer look."""


def is_web_address(address: str) -> bool:
    """Return whether an address is http or https, has a host, and only characters of addresses."""
    if _FORBIDDEN.search(address):
        return False
    if _PLAIN_HOST.match(address):
        return True
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return parts.scheme in WEB_SCHEMES and bool(host)


def has_web_scheme(address: str) -> bool:
    """Return whether an address begins with http or https, whatever follows."""
    return address.startswith(_WEB_PREFIXES)


def has_link_scheme(address: str) -> bool:
    """Return whether an address begins with a scheme that a link in a file can have."""
    return address.startswith(_LINK_PREFIXES)


def split_url(url: str) -> SplitResult:
    """Return the parts of an address; of what is no address, all is the path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def strip_scheme(url: str) -> str:
    """Return an address without http or https and the `www.` after it."""
    match = _SCHEME_AND_WWW.match(url)
    if match:
        return url[match.end() :]
    return url


MAX_SHOWN_LENGTH: Final = 48
"""Characters of an address that is shown whole where it can be shortened."""
_OMITTED = "…"
_MIN_TAIL = 6
"""Characters of the end of an address that tell it from others."""
_END_OF_HOST, _END_OF_PATH = re.compile(r"[/?#]"), re.compile(r"[?#]")
_SEPARATOR = re.compile(r"[-_/.?#&=]")
_CUT_ESCAPE = re.compile(r"(?:%[89AB][0-9A-F])+", re.IGNORECASE)
"""What is left of a letter in UTF-8 whose first byte is cut off."""


def shorten_address(address: str) -> str:
    """Return a web address as `host/…/last-part`, of at most 48 characters; a short one as it is.

    Of a last part that is too long the end is shown: `wsj.com/…-spat-11592654401`. The host is
    always whole, with a user name before it, so that a risk in it (`find_spoofing_risk`) can be
    seen. The ellipsis and the missing scheme tell such a text from an address. What would not
    become shorter, or has an ellipsis of its own, stays as it is.
    """
    shown = strip_scheme(address).removesuffix("/")
    host = _END_OF_HOST.split(shown, maxsplit=1)[0]
    # Without a dot in it, `www.` was a part of the host.
    if len(shown) <= MAX_SHOWN_LENGTH or _OMITTED in shown or "." not in host:
        return address
    path = shown[len(host) :]
    start = _find_last_part(path)
    short = f"{host}/{_OMITTED}/{path[start:]}"
    if start <= 1 or len(short) > MAX_SHOWN_LENGTH:
        room = MAX_SHOWN_LENGTH - len(f"{host}/{_OMITTED}")
        short = f"{host}/{_OMITTED}{_take_end(path[start:], room)}"
    return short if len(short) < len(shown) else address


def _find_last_part(path: str) -> int:
    """Return where the last part of a path begins, behind its slash; its query belongs to it."""
    return _END_OF_PATH.split(path, maxsplit=1)[0].rstrip("/").rfind("/") + 1


def _take_end(text: str, room: int) -> str:
    """Return the end of a part of an address, from a separator on where it has one.

    It never begins inside a letter or an escape (`%D0`). Empty without room for what tells an
    address from others.
    """
    if room < _MIN_TAIL:
        return ""
    end = text[-room:]
    separator = _SEPARATOR.search(end, 0, max(0, len(end) - _MIN_TAIL))
    if separator:
        return end[separator.start() :]
    before = text[: -len(end)][-2:]
    if "%" in before:
        end = end[before.index("%") + 3 - len(before) :]
    end = _CUT_ESCAPE.sub("", end, count=1) if _CUT_ESCAPE.match(end) else end
    return end.lstrip("".join(filter(unicodedata.combining, end)))


def strip_doi_prefix(doi: str) -> str:
    """Return a DOI without the address of the resolver, or `doi:`, before it."""
    match = _DOI_PREFIX.match(doi)
    if match:
        return doi[match.end() :]
    return doi


# --- addresses in a text ----------------------------------------------------------------------

_URL_IN_TEXT = re.compile(
    r"(?<![A-Za-z0-9])https?://"
    r"[^\s<>\"“”„«»‹›{}|\\^`\[\]\u3000-\u3020\uff01-\uff0f\uff1a-\uff1f]+",
    re.IGNORECASE,
)
_TRAILING_PUNCTUATION = re.compile(r"[.,;:!?'’‘*_…]+$")


def match_web_address(text: str, start: int, end: int) -> str | None:
    """Return the web address that begins at an offset of a text, and ends before another."""
    match = _URL_IN_TEXT.match(text, start, end)
    address = _trim_punctuation(match[0]) if match else ""
    if is_web_address(address):
        return address
    return None


def find_web_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of each web address in a text, and the address."""
    for match in _URL_IN_TEXT.finditer(text):
        address = _trim_punctuation(match[0])
        if is_web_address(address):
            yield match.start(), address


def _trim_punctuation(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    surplus = address.count(")") - address.count("(")
    while True:
        tail = _TRAILING_PUNCTUATION.search(address)
        if tail:
            address = address[: tail.start()]
        elif surplus > 0 and address.endswith(")"):
            address = address[:-1]
            surplus -= 1
        else:
            return address


_PATH = r"(?:[^\s()<>«»“”،؛]*\([^\s()]*\))*(?:[^\s()<>«»“”،؛]*[\w/=&#%+~$-])?"
"""Up to a letter, figure or the like, or to a bracket that was opened in it."""
_HOST = r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
LTR_ADDRESS: Final = (
    rf"https?://(?=\w){_PATH}"
    rf"|(?<![A-Za-z0-9._%+@/-])(?:[A-Za-z0-9._%+-]+@{_HOST}|{_HOST}(?:/{_PATH})?)"
    rf"|(?<![A-Za-z0-9_])[@#](?:[A-Za-z0-9_]+[.@-])*[A-Za-z0-9_]+"
)
"""A pattern for the address of a page or a mailbox, a handle or a hashtag.

These run from left to right in any text. It needs time in proportion to the text.
"""


def find_ltr_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each address of a page or mailbox, handle and hashtag."""
    for match in _compile_ltr_address().finditer(text):
        yield match.span()


@cache
def _compile_ltr_address() -> re.Pattern[str]:
    return re.compile(LTR_ADDRESS)


# --- hosts that look like others (UTS 39) -----------------------------------------------------

_COMBINABLE_SCRIPTS = (
    {"LATIN"},
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
"""Scripts that can share a label of a host ("Highly Restrictive", 5.2), by first words of names."""
_CONFUSABLES = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡүһԍ")
"""Cyrillic letters that look like Latin ones: a label of these alone is taken for a Latin one."""


def find_spoofing_risk(address: str) -> str | None:
    """Return why a web address may lead elsewhere than it seems, as the end of a sentence.

    None where it does not.
    """
    match = _PLAIN_HOST.match(address)
    if match and "xn--" not in match[0]:
        return None
    parts = urlsplit(address)
    if "@" in parts.netloc:
        return f'leads to "{parts.hostname}"; what stands before the @ is a user name'
    for label in (parts.hostname or "").split("."):
        letters = _decode_label(label)
        mixed = _find_scripts(letters)
        if len(mixed) > 1 and not any(mixed <= together for together in _COMBINABLE_SCRIPTS):
            scripts = " and ".join(sorted(script.title() for script in mixed))
            return f'has letters of {scripts} in "{letters}"'
        if mixed == {"CYRILLIC"} and set(letters) - set("0123456789-") <= _CONFUSABLES:
            return f'has "{letters}" in Cyrillic letters that look like Latin ones'
    return None


def _decode_label(label: str) -> str:
    """Return a label of a host in the letters that a browser shows (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _find_scripts(label: str) -> set[str]:
    """Return the scripts of the letters of a label, by the first words of their names."""
    letters = (letter for letter in label if letter.isalpha())
    return {unicodedata.name(letter, "?").split(" ")[0] for letter in letters}


# --- an address as a URI (RFC 3987, 3.1) --------------------------------------------------------

_RESERVED = "!#$%&'()*+,/:;=?@~"
"""Reserved characters of RFC 3986, 2.2, and `%`: what is escaped already stays so."""
_URI_HOST = re.compile(r"[^\s/?#\\%<>\"{}|^`]+")
_PLAIN_URI = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9!#$&'()*+,/:;=?@~._-]*)?")
"""Most addresses: nothing in them needs an escape."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PRINTABLE_ASCII = re.compile("[!-~]*")
_ASCII_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def to_uri(address: str) -> str | None:
    """Return an address as a URI, as a strict reader wants it; None for no http, https or mailto.

    Characters that a URI has not are escaped, hosts outside ASCII written by RFC 3492.
    """
    if _PLAIN_URI.fullmatch(address):
        return address
    scheme, _, rest = address.strip().partition(":")
    scheme = scheme.lower()
    if scheme not in LINK_SCHEMES:
        return None
    if scheme == "mailto":
        return f"mailto:{_escape(rest)}"
    split = _split_host(f"{scheme}:{rest}")
    if split is None:
        return None
    netloc, after = split
    return f"{scheme}://{netloc}{_escape(after)}"


def to_ascii(address: str) -> str:
    """Return an address with all beyond printable ASCII escaped, and nothing else changed."""
    if _PRINTABLE_ASCII.fullmatch(address):
        return address
    return quote(address.encode("utf-8", "replace"), safe=_ASCII_PUNCTUATION)


def _split_host(address: str) -> tuple[str, str] | None:
    """Return the host with its port, and what follows it; None where there is no host."""
    try:
        parts = urlsplit(address)
        netloc, _ = parts.netloc, parts.port
    except ValueError:
        return None
    if not _URI_HOST.fullmatch(netloc):
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


def _escape(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_RESERVED, errors="replace")
