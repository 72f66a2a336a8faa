"""Web addresses: where they begin and end, what they are, and how they are written as URIs."""

import pytest

from threadbrief.text.urls import (
    find_ltr_addresses,
    find_spoofing_risk,
    find_web_addresses,
    has_link_scheme,
    has_web_scheme,
    is_web_address,
    match_web_address,
    split_url,
    strip_doi_prefix,
    strip_scheme,
    to_ascii,
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
     "https://a.example:1x/", "file:///etc/passwd", " https://a.example"],
)  # fmt: skip
def test_these_are_no_web_addresses(address: str) -> None:
    assert not is_web_address(address)


def test_a_link_in_a_file_leads_to_the_web_or_to_a_mailbox() -> None:
    assert [has_link_scheme(f"{scheme}a") for scheme in ("http://", "https://", "mailto:", "ftp://", "#", "")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert has_web_scheme("https://a")
    assert not has_web_scheme("mailto:a")


def test_an_address_is_compared_without_what_they_all_begin_with() -> None:
    assert strip_scheme("https://www.example.org/a") == "example.org/a"
    assert strip_scheme("HTTP://example.org") == "example.org"
    assert strip_scheme("www.example.org") == "www.example.org"
    assert (
        strip_doi_prefix("https://dx.doi.org/10.1/a") == strip_doi_prefix("doi: 10.1/a") == "10.1/a"
    )
    assert strip_doi_prefix("10.1/doi:a") == "10.1/doi:a"


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
        ("https://ü@example.org/", None),
        ("https://a\\b/", None),
    ],
)
def test_an_address_is_written_as_a_uri(address: str, uri: str | None) -> None:
    assert to_uri(address) == uri


def test_what_is_beyond_ascii_is_escaped_and_nothing_else() -> None:
    assert to_ascii("https://example.org/%41[b]") == "https://example.org/%41[b]"
    assert to_ascii("https://bücher.example/é ") == "https://b%C3%BCcher.example/%C3%A9%20"
