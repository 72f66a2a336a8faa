"""One page never has two forms of a date: the examples in six languages, in both files.

A reader of its own finds what looks like a whole date, whatever its form, and names the forms that
it may have. What addresses have, and what the writer of a memo says in words, does not count.
"""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lxml import etree

import threadbrief
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
PLACES = ("document.xml", "footnotes.xml", "endnotes.xml")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "en, short": "Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec Sept",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru, nominative": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
}
SHAPES = {
    r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])": "ISO",
    r"(?<![\d.])\d{1,2}[./]\d{1,2}[./]\d{4}(?![\d.])": "figures",
    r"\d{4}年\d{1,2}月\d{1,2}日": "ja",
    r"(?<!\d)(?P<d>\d{1,2}(?:er)?\.?) (?P<m>[^\W\d]+\.?),? \d{4}": "day first",
    r"(?P<m>[^\W\d]+\.?) (?P<d>\d{1,2}),? \d{4}(?!\d)": "month first",
}
EXPECTED = {
    "en": "day first, en",
    "en-GB": "day first, en",
    "de": "day first, de",
    "fr": "day first, fr",
    "ru": "day first, ru",
    "ja": "ja",
}


def find_dates(text: str) -> Iterable[tuple[str, set[str]]]:
    """Give each whole date of a text with the forms that it may have: `May` is of two languages."""
    text = re.sub(r"\S*(?:https?:|\w\.\w+/|[/=])\S*", " ", re.sub(r"\s+", " ", text))
    for shape, form in SHAPES.items():
        for match in re.finditer(shape, text):
            if "first" not in form:
                yield match[0], {form}
                continue
            month = match["m"].rstrip(".")
            languages = {language for language, names in MONTHS.items() if month in names.split()}
            stop = match["d"].endswith(".")
            languages = {name for name in languages if stop == (name == "de")}
            if languages:
                yield match[0], {f"{form}, {language}" for language in languages}


def list_other_dates(text: str, expected: str, own: Iterable[str] = ()) -> list[str]:
    """Return the dates of another form, but for those of the writer's own words."""
    return [date for date, forms in find_dates(text) if expected not in forms and date not in own]


def read_pdf(data: bytes, pdftotext: str) -> str:
    done = subprocess.run(
        [pdftotext, "-raw", "-", "-"], input=data, check=True, capture_output=True
    )
    return done.stdout.decode()


def read_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.rpartition("/")[2] in PLACES]
        roots = [etree.fromstring(package.read(name)) for name in names]
    paragraphs = [p for root in roots for p in root.iter(f"{W}p")]
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs)


def load_in(path: Path, language: str) -> Brief:
    brief = threadbrief.load(path)
    return replace(brief, memo=replace(brief.memo, language=language))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", EXPECTED)
def test_one_page_has_one_form(path: Path, language: str, tool: Callable[[str], str]) -> None:
    brief = load_in(path, language)
    expected = EXPECTED[language]
    written = find_dates(path.read_text(encoding="utf-8"))
    own = [date for date, forms in written if "ISO" not in forms]
    for text in (
        read_pdf(threadbrief.build(brief, to="pdf"), tool("pdftotext")),
        read_docx(threadbrief.build(brief, to="docx")),
    ):
        assert list_other_dates(text, expected, own) == []
        assert list(find_dates(text)), "it has dates at all"


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("20 June 2020", {"day first, en"}),
        ("20. Juni 2020", {"day first, de"}),
        ("20 Juni 2020", set()),
        ("June 20, 2020", {"month first, en"}),
        ("Jun. 20, 2020", {"month first, en, short"}),
        ("1er mars 2020", {"day first, fr"}),
        ("20 июня 2020\u202fг.", {"day first, ru"}),
        ("20 июнь 2020 г.", {"day first, ru, nominative"}),
        ("2020年6月20日", {"ja"}),
        ("archived 2020-06-20 at", {"ISO"}),
        ("20.06.2020", {"figures"}),
        ("https://a.example/2020-06-20", set()),
        ("20 people 2020", set()),
        ("20 May\n2020", {"day first, en"}),
    ],
)
def test_the_reader_names_the_form_of_a_date(text: str, forms: set[str]) -> None:
    assert {form for _, each in find_dates(text) for form in each} == forms


def test_the_reader_sees_a_second_form() -> None:
    page = (
        "Date 23 November 2026\n1 Site, June 20, 2020, archived 2026-10-05 at x.example/2026-10-05."
    )
    assert list_other_dates(page, "day first, en") == ["2026-10-05", "June 20, 2020"]
    assert list_other_dates(page, "month first, en") == ["2026-10-05", "23 November 2026"]
