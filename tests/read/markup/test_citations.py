"""Prefix, key, locator and suffix of citations, as Pandoc reads them."""

import pytest

from threadbrief.core.problems import Location
from threadbrief.model.marks import CiteItem, LocatorKind
from threadbrief.read.markup.citations import ClusterError, read_items


def items(text: str) -> tuple[CiteItem, ...]:
    return read_items(text, 0, len(text), lambda offset: Location("", 1, offset + 1))


CASES = [
    # written, prefix, key, locator, suffix
    ("@a", "", "a", None, ""),
    ("@a, p. 4", "", "a", (LocatorKind.PAGE, "4"), ""),
    ("@a p. 4", "", "a", (LocatorKind.PAGE, "4"), ""),
    ("@a, 4", "", "a", (LocatorKind.PAGE, "4"), ""),
    (
        "@a, pp. 33-35, 38-39 and *passim*",
        "",
        "a",
        (LocatorKind.PAGE, "33-35, 38-39"),
        " and *passim*",
    ),
    ("@a, pp. iv–ix", "", "a", (LocatorKind.PAGE, "iv–ix"), ""),
    ("@a, pp. 4 and 6", "", "a", (LocatorKind.PAGE, "4 and 6"), ""),
    (
        "see @a, ch. 2, for the background",
        "see",
        "a",
        (LocatorKind.CHAPTER, "2"),
        ", for the background",
    ),
    ("@a, chap. 1", "", "a", (LocatorKind.CHAPTER, "1"), ""),
    ("@a, para. 3", "", "a", (LocatorKind.PARAGRAPH, "3"), ""),
    ("@a, ¶ 3", "", "a", (LocatorKind.PARAGRAPH, "3"), ""),
    ("@a, § 4.2.1", "", "a", (LocatorKind.SECTION, "4.2.1"), ""),
    ("@a, §§ 4-5", "", "a", (LocatorKind.SECTION, "4-5"), ""),
    ("@a, sec. 12b", "", "a", (LocatorKind.SECTION, "12b"), ""),
    ("@a, vol. III", "", "a", (LocatorKind.VOLUME, "III"), ""),
    ("@a, fig. 2", "", "a", (LocatorKind.FIGURE, "2"), ""),
    ("@a, no. 7", "", "a", (LocatorKind.ISSUE, "7"), ""),
    ("@a, n. 12", "", "a", (LocatorKind.NOTE, "12"), ""),
    ("@a, col. 5", "", "a", (LocatorKind.COLUMN, "5"), ""),
    ("@a, fol. 5r", "", "a", (LocatorKind.FOLIO, "5r"), ""),
    ("@a, l. 5", "", "a", (LocatorKind.LINE, "5"), ""),
    ("@a, bk. 2", "", "a", (LocatorKind.BOOK, "2"), ""),
    ("@a, at 00:12:30", "", "a", (LocatorKind.TIMESTAMP, "00:12:30"), ""),
    ("@a, s.v. Ice", "", "a", (LocatorKind.SUB_VERBO, "Ice"), ""),
    ("@a, {p. 4 above}", "", "a", (LocatorKind.PAGE, "4 above"), ""),
    ("@a{ii, A, D-Z}, with a suffix", "", "a", (LocatorKind.PAGE, "ii, A, D-Z"), ", with a suffix"),
    ("@a, {}p. 4", "", "a", None, "p. 4"),
    ("@a, post 7", "", "a", None, ", post 7"),
    ("@a, posts 4 and 6", "", "a", None, ", posts 4 and 6"),
    ("@a, page", "", "a", None, ", page"),
    ("@a, pages of it", "", "a", None, ", pages of it"),
    ("@a.", "", "a", None, "."),
    ("e.g. @a:b.c-d_e", "e.g.", "a:b.c-d_e", None, ""),
    (r"see \[sic\] @a", "see [sic]", "a", None, ""),
]


@pytest.mark.parametrize(("text", "prefix", "key", "locator", "suffix"), CASES, ids=str)
def test_item(
    text: str, prefix: str, key: str, locator: tuple[LocatorKind, str] | None, suffix: str
) -> None:
    (item,) = items(text)
    found = (item.locator.kind, item.locator.value) if item.locator else None
    assert (item.prefix, item.key, found, item.suffix) == (prefix, key, locator, suffix)
    assert text[item.where.column - 1 :].startswith(key)


def test_several_sources() -> None:
    found = items("see @a, p. 4; -@b; also @c, ch. 2")
    assert [(item.key, item.prefix, item.suppress_author) for item in found] == [
        ("a", "see", False),
        ("b", "", True),
        ("c", "also", False),
    ]


def test_a_semicolon_in_brackets_or_escaped_parts_nothing() -> None:
    assert len(items(r"see [x; y] @a, a\; b")) == 1


@pytest.mark.parametrize("text", ["@a; and others", "; @a", "@a;"])
def test_a_part_without_a_key_is_at_fault(text: str) -> None:
    with pytest.raises(ClusterError):
        items(text)
