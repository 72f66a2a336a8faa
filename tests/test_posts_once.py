"""A post is printed once: no words of it stand in a note that only it would have.

Both files are read back; benchmarks/repeated_words.py makes the memo and counts.
"""

import io
import re
import zipfile
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pypdf
import pytest
from lxml import etree

from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format

POSTS = 12
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture
def repeated(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    return import_module("repeated_words")


def build(memo: bytes, template: str | None = None) -> dict[Format, bytes]:
    return build_memo(memo, "memo.yaml", BuildOptions(template=template)).files


def read_part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(f"word/{name}"))


def read_word(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {"document.xml", "footnotes.xml"} & {Path(n).name for n in package.namelist()}
    parts = [read_part(data, name) for name in sorted(names)]
    paragraphs = [paragraph for part in parts for paragraph in part.iter(f"{W}p")]
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs)


def read_links(data: bytes, part: str) -> list[tuple[str, str | None, str]]:
    """Return the target, the ScreenTip and the text of each link to the web in a part."""
    relations = {
        item.get("Id"): item.get("Target") for item in read_part(data, f"_rels/{part}.xml.rels")
    }
    return [
        (relations[link.get(f"{R}id")], link.get(f"{W}tooltip"), "".join(link.itertext()))
        for link in read_part(data, f"{part}.xml").iter(f"{W}hyperlink")
        if link.get(f"{R}id")
    ]


def read_both(repeated: ModuleType, memo: bytes, template: str | None = None) -> tuple[str, str]:
    files = build(memo, template)
    return " ".join(repeated.read_pages(files[Format.PDF])), read_word(files[Format.DOCX])


def test_no_words_of_a_post_are_printed_twice(repeated: ModuleType) -> None:
    memo = repeated.make_memo(POSTS)
    texts = repeated.read_texts(memo)
    for printed in read_both(repeated, memo):
        assert all(text.split()[-1] in printed for text in texts)
        assert repeated.find_repeated(texts, printed) == []


def test_only_a_post_that_is_cited_elsewhere_is_said_again(repeated: ModuleType) -> None:
    judgements = "  key_judgements: [{text: 'It fell [@p3].'}, {text: 'It rose [@p7].'}]\n"
    memo = repeated.make_memo(POSTS, judgements)
    for printed in read_both(repeated, memo):
        assert repeated.find_repeated(repeated.read_texts(memo), printed) == [3, 7]


def test_a_template_may_print_them_all_again(repeated: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("extends: memo\npost_notes: true\n", encoding="utf-8")
    memo = repeated.make_memo(POSTS)
    for printed in read_both(repeated, memo, f"{tmp_path}/"):
        everyone = list(range(1, POSTS + 1))
        assert repeated.find_repeated(repeated.read_texts(memo), printed) == everyone


def test_number_and_time_of_a_post_lead_to_its_address_in_both_files(repeated: ModuleType) -> None:
    memo = repeated.make_memo(POSTS)
    addresses = re.findall(r"  - url: (\S+)", memo.decode())
    files = build(memo)
    annotations = [
        item.get_object()
        for page in pypdf.PdfReader(io.BytesIO(files[Format.PDF])).pages
        for item in page.get("/Annots", ())
    ]
    for number, address in enumerate(addresses, 1):
        links = [link for link in annotations if link.get("/A", {}).get("/URI") == address]
        described = [link["/Contents"] for link in links]
        # The first post has the time of the thread, which the line above it says.
        assert described.count(f"Post {number}, {address}") == (1 if number == 1 else 2)
    shown = read_links(files[Format.DOCX], "document")
    for number, address in enumerate(addresses, 1):
        tip = f"Post {number}, {address}"
        words = [text for target, said, text in shown if (target, said) == (address, tip)]
        assert words[0] == str(number)
        assert number == 1 or re.fullmatch(r"31\sOctober 2031, \d\d:\d\d\sUTC", words[1])


def test_a_shortened_address_leads_to_the_whole_one_in_both_files() -> None:
    address = "https://port.example/reports/2031/the-depth-of-the-outer-channel-88213"
    memo = f"""\
schema: threadbrief/1
memo: {{to: Desk, from: Team, date: "2031-11-02", subject: Depth, summary: "It fell [@report]."}}
posts: [{{text: It fell.}}]
citations: {{report: {{type: report, title: Depth, URL: "{address}"}}}}
"""
    files = build(memo.encode())
    pages = pypdf.PdfReader(io.BytesIO(files[Format.PDF])).pages
    links = [item.get_object() for page in pages for item in page.get("/Annots", ())]
    described = [(link["/A"]["/URI"], link["/Contents"]) for link in links if "/A" in link]
    assert set(described) == {(address, address)}
    short = "port.example/…-depth-of-the-outer-channel-88213"
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    assert (text.count(short), text.count(address)) == (1, 1)
    assert read_links(files[Format.DOCX], "footnotes") == [(address, None, short)]
    assert read_links(files[Format.DOCX], "document") == [(address, None, address)]
