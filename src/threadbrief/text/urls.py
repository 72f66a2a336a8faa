"""Web addresses: what one is, where it is in a text, how it is compared and written as a URI.

The rooms keep what they do with an address; what an address is they ask here.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from threadbrief.core.structs import Frozen

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
_PLAIN_HOST = re.compile(
    r"https?://(?:[A-Za-z0-9-]{1,63}\.){0,9}[A-Za-z0-9-]{1,63}(?::[0-9]{1,4})?(?=[/?#]|\Z)"
)
"""The beginning of an address whose host needs no closer look."""


def is_web_address(address: str) -> bool:
    """Return whether an address is http or https, and has characters and a host that can be."""
    if _FORBIDDEN.search(address):
        return False
    if _PLAIN_HOST.match(address):
        return True
    return has_web_scheme(address) and to_uri(address) is not None


def has_web_scheme(address: str) -> bool:
    """Return whether an address begins with http or https, whatever follows."""
    return address[:8].lower().startswith(_WEB_PREFIXES)


def has_link_scheme(address: str) -> bool:
    """Return whether an address begins with a scheme that a link in a file can have."""
    return address[:8].lower().startswith(_LINK_PREFIXES)


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
_TRAILING_PUNCTUATION = ".,;:!?'’‘*_…"


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
    for end in range(len(address), 0, -1):
        letter = address[end - 1]
        if letter == ")" and surplus > 0:
            surplus -= 1
        elif letter not in _TRAILING_PUNCTUATION:
            return address[:end]
    return ""


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

_TOLD_ANYWHERE = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Embeddings and overrides, of which the reader of YAML warns wherever they are."""


def find_spoofing_risk(address: str) -> str | None:
    """Return why a web address may lead elsewhere than it seems, as the end of a sentence.

    None where it does not.
    """
    match = _PLAIN_HOST.match(address)
    if match and "xn--" not in match[0].lower():
        return None
    authority = _split_authority(address)
    if authority is None:
        return None
    if authority.user:
        return f'leads to "{authority.host}"; what stands before the @ is a user name'
    host = authority.host
    hidden = next(
        (
            letter
            for at, letter in enumerate(host)
            if letter not in _TOLD_ANYWHERE and _is_dropped(host, at)
        ),
        None,
    )
    if hidden:
        name = unicodedata.name(hidden, "a control character")
        return f"has an invisible character in its host, U+{ord(hidden):04X} {name}"
    risks = map(_find_label_risk, re.split(_DOTS, authority.host))
    return next(filter(None, risks), None)


def _find_label_risk(label: str) -> str | None:
    letters = _decode_label(_normalize_label(label) or label)
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
_PLAIN_URI = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.){0,9}[a-z0-9-]{1,63}(?:/[A-Za-z0-9!#$&'()*+,/:;=?@~._-]*)?"
)
"""Most addresses: nothing in them needs an escape."""
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def to_uri(address: str) -> str | None:
    """Return an address as a URI, as a strict reader wants it; None for no http, https or mailto.

    *The normal form of an address*, which both writers link to: scheme and host in small letters,
    the host without invisible characters and in ASCII as browsers write it (UTS 46), no port that
    the scheme implies; characters that a URI has not are escaped. None too where there is no host,
    or one that no name server could know.
    """
    if _PLAIN_URI.fullmatch(address):
        return address
    scheme, _, rest = address.strip().partition(":")
    scheme = scheme.lower()
    if scheme == "mailto":
        return f"mailto:{_escape(rest)}"
    if scheme not in WEB_SCHEMES:
        return None
    authority = _split_authority(address)
    host = _normalize_host(authority.host) if authority else None
    if authority is None or host is None:
        return None
    user = f"{_escape(authority.user)}@" if authority.user else ""
    port = f":{authority.port}" if authority.port not in (None, _PORTS[scheme]) else ""
    return f"{scheme}://{user}{host}{port}{_escape(authority.after)}"


_AUTHORITY = (
    r"(?is)https?://(?:(?P<user>[^/?#\\\s]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#\\\s@:\[\]]+)"
    r"(?::(?P<port>[0-9]{0,9}))?(?P<after>(?:[/?#].*)?)"
)
_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 0xFFFF


class _Authority(Frozen):
    """The parts of an address (RFC 3986, 3.2), as they are written in it."""

    user: str
    host: str
    port: int | None
    after: str
    """Path, query and fragment."""


def _split_authority(address: str) -> _Authority | None:
    """Return the parts of an http or https address; None where it has no host."""
    match = re.fullmatch(_AUTHORITY, address.strip(), re.ASCII)
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    if port is not None and port > _MAX_PORT:
        return None
    return _Authority(match["user"] or "", match["host"], port, match["after"])


# --- hosts (UTS 46, non-transitional as in browsers; RFC 5892) ------------------------------------

_DOTS = "[.\u3002\uff0e\uff61]"
"""Compiled, as `_AUTHORITY`, for the few memos that need it."""
_ASCII_LABEL = re.compile("[a-z0-9_-]{1,63}")
_NOT_IN_LABEL = "[\x00-,./:-^`{-\xa0\ud800-\udfff]"
"""ASCII characters that a compatibility form may bring in (`℀` is `a/c`), and what is none."""
_MAX_LABEL, _MAX_HOST = 63, 253
_JOINERS = "\u200c\u200d"
_IGNORED = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164),
        (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Invisible characters (Default_Ignorable_Code_Point) that are letters or marks by category."""
_VIRAMA = 9
"""The combining class of a sign after which a joiner counts (RFC 5892, A.1 and A.2)."""


def _normalize_host(host: str) -> str | None:
    """Return a host in ASCII and small letters; None for one that there cannot be."""
    if host.startswith("["):
        return host.lower()
    labels = re.split(_DOTS, host)
    if not labels[-1] and len(labels) > 1:  # the root, written out
        labels.pop()
    written = [_normalize_label(label) for label in labels]
    whole = ".".join(label or "" for label in written)
    if None in written or len(whole) > _MAX_HOST:
        return None
    return whole


def _normalize_label(label: str) -> str | None:
    """Return a label in ASCII and small letters; None for one that there cannot be."""
    label = "".join(map(str.lower, label))  # not as a word: no final sigma
    if _ASCII_LABEL.fullmatch(label):
        return label
    seen = "".join(letter for at, letter in enumerate(label) if not _is_dropped(label, at))
    folded = unicodedata.normalize(
        "NFKC", "".join(map(str.lower, unicodedata.normalize("NFKC", seen)))
    )
    if not folded or re.search(_NOT_IN_LABEL, folded):
        return None
    if not folded.isascii():
        folded = f"xn--{folded.encode('punycode').decode('ascii')}"
    if len(folded) > _MAX_LABEL:
        return None
    return folded


def _is_dropped(label: str, at: int) -> bool:
    """Return whether a character of a label is invisible, and tells it from no other."""
    if not _is_invisible(label[at]):
        return False
    before, after = label[at - 1 : at], label[at + 1 : at + 2]
    if label[at] not in _JOINERS or not before:
        return True
    if unicodedata.combining(before) == _VIRAMA:
        return False
    return label[at] != _JOINERS[0] or _find_scripts(before + after) != {"ARABIC"}


def _is_invisible(letter: str) -> bool:
    """Return whether a character of a host is not shown, or only directs others."""
    if letter.isascii():
        return False
    return letter in _IGNORED or unicodedata.category(letter) in ("Cf", "Cc")


def _escape(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_RESERVED, errors="replace")
