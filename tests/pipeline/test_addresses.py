"""An address leads to the same place in the Word file and the PDF, and is doubted once."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree
from pypdf import PdfReader

from threadbrief.core.problems import Location
from threadbrief.model import document as doc
from threadbrief.model.document import Link, Paragraph, Text
from threadbrief.pdf import write_pdf
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.check import check_memo
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word

WHERE = Location("memo.yaml", 9, 9)
MEMO = """\
schema: threadbrief/1
memo: {{to: Director, from: Desk, date: 2031-03-14, subject: Addresses}}
posts:
  - text: "See [the log]({address}) of the day."
"""

DOUBTED = {
    "https://exam\u200bple.org/": "https://example.org/",
    "https://exam\u00adple.org/": "https://example.org/",
    "https://exam\ufeffple.org/": "https://example.org/",
    "https://\u2066example.org\u2069/": "https://example.org/",
    "https://example.org\u202e/": "https://example.org/",
    "https://exam\ufe0fple.org/a": "https://example.org/a",
    "https://user@example.org/": "https://user@example.org/",
    "https://example.org@b.example:8443/": "https://example.org@b.example:8443/",
    "https://ü:p@example.org/": "https://%C3%BC:p@example.org/",
    "https://exаmple.org/": "https://xn--exmple-4nf.org/",
    "https://XN--EXMPLE-4NF.org/": "https://xn--exmple-4nf.org/",
}
"""Addresses that may lead elsewhere than they seem, and their normal forms."""
SOUND = {
    "HTTPS://EXAMPLE.org/A": "https://example.org/A",
    "hTTp://example.ORG": "http://example.org",
    "https://bücher.example/ü?ü#ü": "https://xn--bcher-kva.example/%C3%BC?%C3%BC#%C3%BC",
    "https://BÜCHER.example/": "https://xn--bcher-kva.example/",
    "https://bücher。example/": "https://xn--bcher-kva.example/",
    "https://straße.example/": "https://xn--strae-oqa.example/",
    "https://пример.example/ж": "https://xn--e1afmkfd.example/%D0%B6",
    "https://例え.example/": "https://xn--r8jz45g.example/",
    "https://نامه\u200cای.example/": "https://xn--mgba3gch31f060k.example/",
    "https://ｅｘａｍｐｌｅ.org/": "https://example.org/",
    "https://example.org:443/": "https://example.org/",
    "https://example.org:8443/": "https://example.org:8443/",
    "http://example.org:080/": "http://example.org/",
    "https://example.org:/a": "https://example.org/a",
    "https://example.org./a": "https://example.org/a",
    "https://example.org/100%/[a]'b'": "https://example.org/100%25/%5Ba%5D'b'",
    "https://example.org/a\u200bb\u202ec": "https://example.org/a%E2%80%8Bb%E2%80%AEc",
    "https://192.0.2.1/": "https://192.0.2.1/",
}  # fmt: skip
DOUBTS = ("TB105", "TB245", "TB602", "TB723")
"""Of a change of direction, an address that is not what it seems, and those without a link."""
REFUSED = (
    "https://", "https:///a", "https://a..example/", "https://example.org:70000/", "https://exa%6dple.org/",
    "https://\u200b/", "https://a\u2100b.example/", "https://good.example\uff0fevil.example/", "javascript:alert(1)",
    "JavaScript:alert(1)", "file:///etc/passwd", "ftp://example.org/", "data:text/html,x", f"https://{'a' * 64}.example/",
)  # fmt: skip


def word_targets(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            row.get("Target", "")
            for name in package.namelist()
            if name.endswith(".rels")
            for row in etree.fromstring(package.read(name))
            if row.get("TargetMode") == "External"
        }


def pdf_targets(data: bytes) -> set[str]:
    annotations = [
        annotation.get_object()
        for page in PdfReader(io.BytesIO(data)).pages
        for annotation in page.get("/Annots", ())
    ]
    return {link["/A"]["/URI"] for link in annotations if "/A" in link}


@pytest.mark.parametrize(("address", "uri"), list((DOUBTED | SOUND).items()), ids=ascii)
def test_an_address_of_a_memo_leads_to_one_place(address: str, uri: str) -> None:
    data = MEMO.format(address=address.replace("\\", "\\\\")).encode()
    built = build_memo(data, "memo.yaml", BuildOptions())
    assert word_targets(built.files[Format.DOCX]) == {uri}
    assert pdf_targets(built.files[Format.PDF]) == {uri}
    codes = [one.code for one in built.problems if one.code in DOUBTS]
    expected = ["TB105"] if "\u202e" in address else ["TB245"]
    assert codes == (expected if address in DOUBTED or "\u202e" in address else [])
    assert [
        one for one in check_memo(data, "memo.yaml", BuildOptions()) if one.code == "TB245"
    ] == [one for one in built.problems if one.code == "TB245"]


@pytest.mark.parametrize("address", [*DOUBTED, *SOUND, *REFUSED], ids=ascii)
def test_so_does_one_of_a_document(address: str) -> None:
    content = (Link((Text("the log"),), address),)
    properties = doc.Properties("Addresses", "Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    block = Paragraph(content, where=WHERE)
    document = doc.Document(properties, doc.RunningHeads(), (block,))
    word = write_word(document, load_template())
    pdf = write_pdf(document, load_template())
    expected = {(DOUBTED | SOUND)[address]} if address not in REFUSED else set()
    assert word_targets(word.data) == pdf_targets(pdf.data) == expected
    assert [one.code for one in word.problems] == (["TB602"] if address in REFUSED else [])
    assert [one.code for one in pdf.problems] == (["TB723"] if address in REFUSED else [])


@pytest.mark.parametrize("address", REFUSED, ids=ascii)
def test_what_is_no_address_is_told_once_by_reading(address: str) -> None:
    problems = check_memo(MEMO.format(address=address).encode(), "memo.yaml", BuildOptions())
    assert [one.code for one in problems] == ["TB223"]
