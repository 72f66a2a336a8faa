"""Web addresses: where they begin and end, what they are, and how they are written as URIs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbrief.text.urls import (
    find_ltr_addresses,
    find_spoofing_risk,
    find_web_addresses,
    has_link_scheme,
    has_web_scheme,
    is_web_address,
    match_web_address,
    shorten_address,
    split_url,
    strip_doi_prefix,
    strip_scheme,
    to_uri,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a(b)/c?d=1, and", ["https://example.org/a(b)/c?d=1"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("انظر https://ar.example/wiki/السلام، هنا", ["https://ar.example/wiki/السلام"]),
        ("social.example/@m/1. Next", ["social.example/@m/1"]),
        ("write to desk@example.org.", ["desk@example.org"]),
        ("(@harbour_1), @m@social.example: yes", ["@harbour_1", "@m@social.example"]),
        ("#COVID19 و #وسم", ["#COVID19"]),
        ("انظر و@desk_one.", ["@desk_one"]),
        ("3.5 of 10, e.g. Reuters; a @ b # c", []),
    ],
)
def test_an_address_ends_before_the_punctuation_behind_it(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_ltr_addresses(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "see https://example.org/a, and http://b.example.",
            ["https://example.org/a", "http://b.example"],
        ),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("HTTPS://example.org/*bold*", ["HTTPS://example.org/*bold"]),
        (
            "“https://example.org/”。https://b.example/一。",
            ["https://example.org/", "https://b.example/一"],
        ),
        ("ahttps://example.org https://? http://", []),
        ("https://example.org:port/", []),
    ],
)
def test_an_address_in_a_text_has_no_punctuation_of_the_sentence(
    text: str, found: list[str]
) -> None:
    assert [address for _, address in find_web_addresses(text)] == found
    assert [
        match_web_address(text, start, len(text)) for start, _ in find_web_addresses(text)
    ] == found


@pytest.mark.parametrize(
    "address",
    [
        "http://a",
        "https://example.org:8080/a?b#c",
        "HTTP://EXAMPLE.org",
        "https://пример.example/ж",
    ],
)
def test_these_are_web_addresses(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "ftp://a.example", "mailto:a@b.example", "javascript:alert(1)", "data:text/html,a", "https://",
     "https:///a", "https://a b", "https://a\n", "https://a.example/<b>", "https://a.example/{b}", "https://[::1",
     "https://a.example:1x/", "file:///etc/passwd", " https://a.example", "https://a..example/", "https://a.example:70000",
     "https://\u200b.example", "https://a\u2100b.example"],
)  # fmt: skip
def test_these_are_no_web_addresses(address: str) -> None:
    assert not is_web_address(address)


def test_a_link_in_a_file_leads_to_the_web_or_to_a_mailbox() -> None:
    assert [has_link_scheme(f"{scheme}a") for scheme in ("http://", "HTTPS://", "Mailto:", "ftp://", "#", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert has_web_scheme("https://a")
    assert has_web_scheme("HTTP://a")
    assert not has_web_scheme("mailto:a")


def test_an_address_is_compared_without_what_they_all_begin_with() -> None:
    assert strip_scheme("https://www.example.org/a") == "example.org/a"
    assert strip_scheme("HTTP://example.org") == "example.org"
    assert strip_scheme("www.example.org") == "www.example.org"
    assert (
        strip_doi_prefix("https://dx.doi.org/10.1/a") == strip_doi_prefix("doi: 10.1/a") == "10.1/a"
    )
    assert strip_doi_prefix("10.1/doi:a") == "10.1/doi:a"


@pytest.mark.parametrize(
    ("address", "short"),
    [
        # Short ones stay what they are.
        ("https://x.com/ada/status/1274555669098659847", None),
        ("https://www.port.example/an/address/of/48/characters/in/all/", None),
        # The last part, or the end of a long one from a separator on.
        (
            "https://twitter.com/AlexGabuev/status/1274555669098659847",
            "twitter.com/…/1274555669098659847",
        ),
        (
            "https://www.port.example/an/address/of/49/characters/in/all/x",
            "port.example/…/x",
        ),
        ("https://port.example/a/folder/that/ends/in/a/slash/as/some/do/", "port.example/…/do"),
        ("https://port.example:8443/a/long/way/down/to/the/harbour/of/a", "port.example:8443/…/a"),
        (
            "https://www.wsj.com/articles/weary-russia-tries-to-avoid-entanglement-in-u-s-china-spat-11592654401",
            "wsj.com/…-in-u-s-china-spat-11592654401",
        ),
        (
            "https://port.example/" + "0123456789" * 6,
            "port.example/…6789012345678901234567890123456789",
        ),
        # Query and fragment belong to the last part.
        (
            "https://port.example/log/of/the/outer/channel/show?entry=12&lang=en#top",
            "port.example/…/show?entry=12&lang=en#top",
        ),
        (
            "https://port.example/a/long/way/down/to/the/harbour/?lang=en",
            "port.example/…/harbour/?lang=en",
        ),
        (
            "https://port.example?entry=" + "0123456789" * 5,
            "port.example/…6789012345678901234567890123456789",
        ),
        (
            "https://port.example/index.php?option=com_content&view=article&id=12345",
            "port.example/…=com_content&view=article&id=12345",
        ),
        # An address within an address is no more than an end behind the host that answers.
        (
            "https://archive.example/web/20200621041206/https://x.com/ada/status/1274555669098659847",
            "archive.example/…/1274555669098659847",
        ),
        (
            "https://evil.example/redirect/to?where=https://bank.example/account/login",
            "evil.example/…//bank.example/account/login",
        ),
        # The host is whole, whatever is before it.
        (
            "https://www.bank.example@evil.example/a/long/way/down/to/the/login",
            "bank.example@evil.example/…/login",
        ),
        (
            "https://xn--e1afmkfd.example/a/long/way/down/to/the/harbour/log",
            "xn--e1afmkfd.example/…/log",
        ),
        ("https://порт.example/очень/длинная/дорога/вниз/к/морю/и/дальше", "порт.example/…/дальше"),
        ("https://www.com/a/long/way/down/to/the/harbour/and/its/own/log", None),
        # A host that leaves no room for more than itself.
        (
            "https://a-host-with-a-long-name.in.a-long-domain.example/a/b/c/d/e/log-of-the-day",
            "a-host-with-a-long-name.in.a-long-domain.example/…",
        ),
        # Escapes and letters are not cut.
        (
            "https://ru.port.example/" + "%D0%BF%D0%BE%D1%80%D1%82" * 3,
            "ru.port.example/…%D1%82%D0%BF%D0%BE%D1%80%D1%82",
        ),
        ("https://port.example/" + "e\u0301" * 20, "port.example/…" + "e\u0301" * 17),
        # It would be no shorter, or have two ellipses.
        ("https://port.example/a/…/" + "0123456789" * 5, None),
    ],
)
def test_a_long_address_is_shortened_to_its_host_and_its_end(
    address: str, short: str | None
) -> None:
    assert shorten_address(address) == (short or address)
    assert len(short or "") <= 48 or short == f"{short.split('/')[0]}/…"


@given(st.text("ab/?#-%1.éя…@:", max_size=90))
def test_a_shortened_address_begins_with_its_host_and_shows_that_something_is_left_out(
    rest: str,
) -> None:
    address = f"https://port.example/{rest}"
    short = shorten_address(address)
    if short != address:
        assert short.startswith("port.example/…")
        assert address.removesuffix("/").endswith(short.removeprefix("port.example/…"))
        assert len(short) <= 48


def test_of_what_is_no_address_all_is_the_path() -> None:
    assert split_url("https://a.example/b?c").query == "c"
    assert split_url("https://[a") == ("", "", "https://[a", "", "")


@pytest.mark.parametrize(
    ("address", "risk"),
    [
        ("https://example.org/a", None),
        ("https://пример.example/", None),
        ("https://例え.example/", None),
        ("https://example.org@b.example/", "user name"),
        ("https://exаmple.org/", "Cyrillic and Latin"),
        ("https://xn--exmple-4nf.org/", "Cyrillic and Latin"),
        ("https://сор.example/", "look like Latin ones"),
        ("HTTPS://EXAMPLE.org/a", None),
        ("https://EXAMPLE.org:443/a", None),
        ("https://exam\u200bple.org/", "U+200B ZERO WIDTH SPACE"),
        ("https://\u2066example.org\u2069/", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("https://example.org\u202e/", None),  # TB105 tells it
        ("https://exam\ufe0fple.org/", "U+FE0F VARIATION SELECTOR-16"),
        ("https://example.org/a\u200bb", None),
        ("https://XN--EXMPLE-4NF.org/", "Cyrillic and Latin"),
        ("https://user@EXAMPLE.org:99999", None),
    ],
)
def test_a_host_that_looks_like_another_is_a_risk(address: str, risk: str | None) -> None:
    found = find_spoofing_risk(address)
    assert found is None if risk is None else risk in (found or "")


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/100%/%C3%A9é", "https://example.org/100%25/%C3%A9%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("HTTPS://bücher.example:81", "https://xn--bcher-kva.example:81"),
        ("mailto:a@b.example?subject=x y", "mailto:a@b.example?subject=x%20y"),
        ("ftp://example.org", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://ü@example.org/", "https://%C3%BC@example.org/"),
        ("https://EXAMPLE.org/A", "https://example.org/A"),
        ("https://example.org:443/:80", "https://example.org/:80"),
        ("http://example.org:443", "http://example.org:443"),
        ("http://example.org:080?a", "http://example.org?a"),
        ("https://example.org:/", "https://example.org/"),
        ("https://example.org:65536/", None),
        ("https://example.org./", "https://example.org/"),
        ("https://example..org/", None),
        ("https://.example.org/", None),
        ("https://user:a b@example.org/", None),
        ("https://user:@b@example.org/", "https://user:@b@example.org/"),
        ("https://[::1]:80/", "https://[::1]:80/"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
        ("https://[::1/", None),
        ("https://a_b.example/", "https://a_b.example/"),
        (f"https://{'a' * 63}.example/", f"https://{'a' * 63}.example/"),
        (f"https://{'a' * 64}.example/", None),
        (f"https://{'ü' * 63}.example/", None),
        (f"https://{'a.' * 127}a/", None),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://ΣΊΣΥΦΟΣ.example/", "https://xn--kxa6akbbkh.example/"),
        ("https://BÜCHER。example/", "https://xn--bcher-kva.example/"),
        ("https://ｅｘａｍｐｌｅ.org/", "https://example.org/"),
        ("https://XN--BCHER-KVA.example/", "https://xn--bcher-kva.example/"),
        ("https://exam\u200bple.org/", "https://example.org/"),
        ("https://exam\u00adple.org/", "https://example.org/"),
        ("https://exam\ufeffple.org/a\u200bb", "https://example.org/a%E2%80%8Bb"),
        ("https://\u202egro.elpmaxe/", "https://gro.elpmaxe/"),
        ("https://exam\ufe0fple.org", "https://example.org"),
        ("https://exam\u200cple.org", "https://example.org"),
        ("https://نامه‌ای.example", "https://xn--mgba3gch31f060k.example"),
        ("https://\u200b/", None),
        ("https://a\u2100b.example/", None),
        ("https://good.example\uff0fevil.example/", None),
        ("https://a\u3000b.example/", None),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("https://exa%6dple.org/", None),
        ("https://*.example.org/", None),
        ("https://good.example\\@evil.example/", None),
        ("https://a\\b/", None),
    ],
)
def test_an_address_is_written_as_a_uri(address: str, uri: str | None) -> None:
    assert to_uri(address) == uri
