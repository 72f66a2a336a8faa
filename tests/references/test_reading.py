"""Reference files as Zotero, Pandoc, JabRef and others write them become citations; what is wrong has its place."""

from collections.abc import Callable

import pytest

from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.read.reference_files import ReferenceFile

ZOTERO = r"""[
  {"id": "http://zotero.org/users/12/items/ABCD2345", "type": "webpage", "abstract": "Ice.\nMore ice.",
   "container-title": "Quay Log", "language": "en", "title": "Ice on the rails", "URL": "https://quay.example/ice",
   "author": [{"family": "Vesa", "given": "Ilmari"}, {"literal": "Port Authority"}, {"family": "", "given": ""}],
   "accessed": {"date-parts": [["2031", 3, 14]]}, "issued": {"date-parts": [[2031, 3, 12]]}},
  {"id": "gogh", "type": "book", "title": "Letters", "volume": 2, "publisher": null,
   "author": [{"family": "Gogh", "non-dropping-particle": "van", "given": "Vincent", "suffix": "Jr."}],
   "issued": {"date-parts": [[1888], [1890]], "circa": true}, "custom": {"shelf": "B 7", "deep": {"a": 1}}}
]"""


NO_DATE = "is not a date written as in ISO 8601 or EDTF"


def only(found: ReferenceFile) -> Citation:
    (citation,) = found.citations.values()
    return citation


def said(found: ReferenceFile) -> list[str]:
    return [str(problem) for problem in found.problems]


def doubts(found: ReferenceFile, key: str) -> list[str]:
    return [str(problem) for problem in found.doubts.get(key, ())]


# --- CSL-JSON ---


def test_zotero(read: Callable[..., ReferenceFile]) -> None:
    found = read("refs.json", ZOTERO)
    page, letters = found.citations.values()
    assert page.id == "ABCD2345"
    assert str(page.where) == "refs.json:2:3"
    assert page.variables["abstract"] == "Ice. More ice."
    assert page.names["author"] == (Name("Vesa", "Ilmari"), Name(literal="Port Authority"))
    assert page.dates["accessed"] == CslDate(DateParts(2031, 3, 14))
    assert letters.variables["volume"] == "2"
    assert letters.names["author"][0] == Name(
        "Gogh", "Vincent", non_dropping_particle="van", suffix="Jr."
    )
    assert letters.dates["issued"] == CslDate(DateParts(1888), DateParts(1890), circa=True)
    assert letters.custom == {"shelf": "B 7"}
    assert said(found) == [
        'refs.json:2:3: warning TB258: the id "http://zotero.org/users/12/items/ABCD2345" cannot be a key'
    ]
    assert found.problems[0].hint == "cite it as [@ABCD2345]"
    assert not found.doubts


def test_a_handle_behind_a_name_is_taken_from_it(read: Callable[..., ReferenceFile]) -> None:
    post = '{"id": "a", "type": "post", "title": "T", "author": [{"family": "Doe [@janedoe]", "given": "Jane"}]}'
    found = only(read("refs.json", f"[{post}]"))
    assert found.names["author"] == (Name("Doe", "Jane"),)
    assert found.custom == {"handle": "@janedoe"}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("DBLP:conf/x/Y20", "DBLP:conf-x-Y20"),
        ("Müller 2020", "Muller-2020"),
        ("smith+jones", "smith-jones"),
    ],
)
def test_an_id_that_is_no_key_becomes_one(
    read: Callable[..., ReferenceFile], written: str, key: str
) -> None:
    found = read("refs.json", f'[{{"id": "{written}", "type": "book", "title": "T"}}]')
    assert list(found.citations) == [key]
    assert found.problems[0].hint == f"cite it as [@{key}]"


def test_a_citation_key_goes_before_an_id_that_is_none(read: Callable[..., ReferenceFile]) -> None:
    found = read(
        "refs.json",
        '[{"id": "http://x.example/1", "citation-key": "vesa31", "type": "book", "title": "T"}]',
    )
    assert list(found.citations) == ["vesa31"]


@pytest.mark.parametrize(
    "wrapped", ['{"items": [%s]}', '{"references": [%s]}', "[%s]", "%s", "\ufeff[%s]"]
)
def test_where_the_items_may_stand(read: Callable[..., ReferenceFile], wrapped: str) -> None:
    assert list(
        read("r.json", wrapped % '{"id": "a", "type": "book", "title": "T"}').citations
    ) == ["a"]


def test_a_value_at_fault_is_left_out_and_the_rest_is_read(
    read: Callable[..., ReferenceFile],
) -> None:
    text = (
        '[{"id": "a", "type": "blog", "title": ["T"], "URL": "ftp://x.ex/",\n'
        '  "issued": {"date-parts": [[2031, 2, 30]]}, "accessed": "June 2031",\n'
        '  "author": [{"given": "I", "family": "V", "multi": 1}]}]'
    )
    found = read("refs.json", text)
    citation = only(found)
    assert citation.type == "document"
    assert citation.variables == {}
    assert citation.dates == {"accessed": CslDate(literal="June 2031")}
    assert citation.names["author"] == (Name("V", "I"),)
    assert sorted(doubts(found, "a")) == [
        'refs.json:1:22: warning TB256: type of "a" cannot be "blog"; it is left out',
        'refs.json:1:39: warning TB256: title of "a" must be a text, but here is a list; it is left out',
        'refs.json:1:53: warning TB256: URL of "a" must be an http or https address, not "ftp://x.ex/"; it is left out',
        'refs.json:2:13: warning TB256: issued of "a" "{...}" is no day: February 2031 has no 30; it is left out',
        f'refs.json:2:58: warning TB256: accessed of "a" "June 2031" {NO_DATE}; it is printed as written',
        'refs.json:3:44: warning TB256: author of "a" has no key "multi"; it is left out',
    ]


def test_unknown_fields_are_named_once(read: Callable[..., ReferenceFile]) -> None:
    items = ",".join(
        f'{{"id": "k{n}", "type": "book", "title": "T", "system_id": 1, "rating": 2}}'
        for n in range(9)
    )
    assert said(read("refs.json", f"[{items}]")) == [
        'refs.json:1:45: warning TB257: left out, since CSL has no place for them: "system_id", "rating"'
    ]


def test_items_without_an_id_are_left_out(read: Callable[..., ReferenceFile]) -> None:
    found = read(
        "refs.json",
        '[{"type": "book", "title": "T"}, 3, {"id": "a", "type": "book", "title": "T"}]',
    )
    assert list(found.citations) == ["a"]
    assert said(found) == [
        "refs.json:1:2: warning TB259: item 1 has no id; it is left out",
        "refs.json:1:34: warning TB259: item 2 is no mapping of fields; it is left out",
    ]


def test_a_key_twice_in_one_file_matters_when_it_is_cited(
    read: Callable[..., ReferenceFile],
) -> None:
    found = read("refs.json", '[{"id": "a", "title": "T"},\n {"id": "a", "title": "U"}]')
    assert only(found).variables["title"] == "T"
    assert doubts(found, "a") == [
        'refs.json:2:2: error TB261: the key "a" stands in refs.json:1 and in refs.json:2',
    ]


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "1:1", "it ends too early"),
        ("[", "1:2", "it ends too early"),
        ("[1,]", "1:4", "a value is missing here"),
        ('[{"a" 1}]', "1:7", "a colon is missing here"),
        ('[{"a": 1 "b": 2}]', "1:10", "a comma or the end of a list or object is missing here"),
        ('[{"a": 1,}]', "1:10", "a key in quotes is missing here"),
        ('[\n {"a": nul}]', "2:8", '"nul" cannot stand here'),
        ("[] x", "1:4", "something follows its end"),
        ('["a', "1:2", "a text is never closed"),
        (r'["\x"]', "1:2", "a text has an escape that is none"),
        ("[1}", "1:3", "a comma or the end of a list or object is missing here"),
        ("<html>", "1:1", '"<" cannot stand here'),
    ],
)
def test_broken_json(refused: Callable[..., list[str]], text: str, place: str, what: str) -> None:
    assert refused("r.json", text) == [f"r.json:{place}: error TB254: this is not JSON: {what}"]


def test_characters_that_no_memo_holds_become_spaces(read: Callable[..., ReferenceFile]) -> None:
    title = only(
        read("r.json", r'[{"id": "a", "title": "x\u0000y\ud83d\ude00\ud800z"}]')
    ).variables["title"]
    assert title == "x y😀 z"
    assert (
        only(read("r.json", '[{"id": "a", "title": "x\x0cy\u2028z"}]')).variables["title"]
        == "x y z"
    )


# --- CSL-YAML ---


def test_pandoc_yaml(read: Callable[..., ReferenceFile]) -> None:
    text = """\
---
references:
- id: foo
  type: article-journal
  title: The *real* H~2~O of \\*stars\\* and [NASA]{.nocase}
  author:
  - family: X
    given: Y
  issued:
  - year: '2020'
    month: '6'
  - year: '2021'
  accessed: 2019~/2020~
  volume: 012
  URL: https://x.example/a_b_c
nocite: whatever
---
"""
    found = read("refs.yaml", text)
    citation = only(found)
    assert citation.variables == {
        "title": 'The <i>real</i> H<sub>2</sub>O of *stars* and <span class="nocase">NASA</span>',
        "volume": "012",
        "URL": "https://x.example/a_b_c",
    }
    assert citation.dates == {
        "issued": CslDate(DateParts(2020, 6), DateParts(2021)),
        "accessed": CslDate(DateParts(2019), DateParts(2020), circa=True),
    }
    assert not found.problems
    assert not found.doubts


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("{year: 2020, month: 6, day: 1}", CslDate(DateParts(2020, 6, 1))),
        ("{date-parts: [[2020, 6]], timestamp: 1}", CslDate(DateParts(2020, 6))),
        ("{date-parts: [[2020]], season: Autumn}", CslDate(DateParts(2020, season=3))),
        ("[2020, 6]", CslDate(DateParts(2020, 6))),
        ("[{literal: in press}]", CslDate(literal="in press")),
        ("n.d.", CslDate(literal="n.d.")),
    ],
)
def test_dates_in_older_forms(
    read: Callable[..., ReferenceFile], date: str, expected: CslDate
) -> None:
    assert (
        only(read("r.yml", f"- {{id: a, type: book, issued: {date}}}")).dates["issued"] == expected
    )


def test_broken_yaml_says_what_a_broken_memo_says(refused: Callable[..., list[str]]) -> None:
    (message,) = refused("r.yaml", "- id: a\n  title: a: b\n")
    assert message.startswith("r.yaml:2:")
    assert refused("r.yaml", "") == [
        "r.yaml:1:1: error TB254: the file holds no references in CSL-YAML"
    ]
    assert refused("r.yaml", "a: b") == [
        "r.yaml:1:1: error TB254: the file holds no references in CSL-YAML"
    ]


# --- BibTeX ---

BIB = r"""
@string{nyt = "New York Times"}
@preamble{"\newcommand{\foo}{bar}"}
@comment{nothing}
@Article{godel,
  author = {van der Berg, Jr., Hans and {Barnes and Noble} and Jean de La Fontaine and UNESCO and others},
  TITLE = {The {NASA} {\"O}ffice: \emph{Nature} \& {\'e}t{\'e} 50\% --- ``q'' H\textsubscript{2}O {\em old}},
  journal = nyt # { Magazine},
  month = jan # "~12", year = 2020, pages = "12--15", number = 3, bogus = {x}, file = {a.pdf},
  url = {https://example.org/a_b%20c\_d}, doi = {https://doi.org/10.1000/xyz},
}
"""


def test_bibtex(read: Callable[..., ReferenceFile]) -> None:
    found = read("refs.bib", BIB)
    citation = only(found)
    assert citation.type == "article-journal"
    assert str(citation.where) == "refs.bib:5:1"
    assert citation.variables == {
        "title": (
            'The <span class="nocase">NASA</span> Öffice: <i>Nature</i> & été 50% — “q” H<sub>2</sub>O <i>old</i>'
        ),
        "container-title": "New York Times Magazine",
        "page": "12-15",
        "issue": "3",
        "URL": "https://example.org/a_b%20c_d",
        "DOI": "10.1000/xyz",
    }
    assert citation.names["author"] == (
        Name("Berg", "Hans", non_dropping_particle="van der", suffix="Jr."),
        Name(literal="Barnes and Noble"),
        Name("La Fontaine", "Jean", non_dropping_particle="de"),
        Name(literal="UNESCO"),
        Name(literal="others"),
    )
    assert citation.dates == {"issued": CslDate(DateParts(2020, 1, 12))}
    assert said(found) == [
        'refs.bib:9:67: warning TB257: left out, since CSL has no place for them: "bogus"'
    ]


@pytest.mark.parametrize(
    ("entry", "variables"),
    [
        (r"@misc{a, howpublished={\url{https://x.example/~me}}}", {"URL": "https://x.example/~me"}),
        (r"@misc{a, howpublished={Leaflet}, note={See \url{https://x.example/}.}}",
         {"medium": "Leaflet", "URL": "https://x.example/"}),
        ("@phdthesis{a, school={MIT}}", {"genre": "PhD thesis", "publisher": "MIT"}),
        ("@thesis{a, type={mathesis}, institution={MIT}}", {"genre": "Master’s thesis", "publisher": "MIT"}),
        ("@online{a, organization={The Log}}", {"container-title": "The Log"}),
        ("@book{a, series={S}, number={4}, langid={ngerman}}",
         {"collection-title": "S", "collection-number": "4", "language": "de"}),
        ("@report{a, number={4}}", {"number": "4"}),
        ("@article{a, eprint={2001.1}, eprinttype={arxiv}}", {"archive": "arXiv", "archive_location": "2001.1"}),
        ("@book{a, title={One}, subtitle={Two}}", {"title": "One: Two"}),
        ("@book{a, title={Why?}, subtitle={So}}", {"title": "Why? So"}),
        ("@book(a, title = {x (y) z})", {"title": "x (y) z"}),
        ("@book{a, title = {{Whole}}}", {"title": '<span class="nocase">Whole</span>'}),
        (r"@book{a, title = {a \url{b} $x_1$ {\ss} \o}}", {"title": "a b x_1 ß ø"}),
        ("@book{a, title = jan # feb}", {"title": "0102"}),
    ],
)  # fmt: skip
def test_fields_of_bibtex(
    read: Callable[..., ReferenceFile], entry: str, variables: dict[str, str]
) -> None:
    assert only(read("r.bib", entry)).variables == variables


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year=2020, month=mar", CslDate(DateParts(2020, 3))),
        ("year={2020}, month={June}", CslDate(DateParts(2020, 6))),
        ("year=2020, month=6, day=1", CslDate(DateParts(2020, 6, 1))),
        ("year=2020, month={June--July}", CslDate(literal="June–July 2020")),
        ("date={2020-06/2020-07}", CslDate(DateParts(2020, 6), DateParts(2020, 7))),
        ("date={2020~}", CslDate(DateParts(2020), circa=True)),
        ("year={in press}", CslDate(literal="in press")),
        ("date={2020}, year={1999}", CslDate(DateParts(2020))),
    ],
)
def test_dates_of_bibtex(read: Callable[..., ReferenceFile], fields: str, date: CslDate) -> None:
    assert only(read("r.bib", f"@book{{a, {fields}}}")).dates["issued"] == date


def test_an_extended_name(read: Callable[..., ReferenceFile]) -> None:
    names = only(
        read("r.bib", "@book{a, author={family=Berg, given=Hans, prefix=von and given=Cher}}")
    ).names
    assert names["author"] == (
        Name("Berg", "Hans", non_dropping_particle="von"),
        Name(given="Cher"),
    )


def test_editors_by_their_role(read: Callable[..., ReferenceFile]) -> None:
    names = only(
        read("r.bib", "@book{a, editor={A, B}, editora={C, D}, editoratype={compiler}}")
    ).names
    assert names == {"editor": (Name("A", "B"),), "compiler": (Name("C", "D"),)}


def test_a_part_inherits_from_the_whole(read: Callable[..., ReferenceFile]) -> None:
    text = """
@inproceedings{child, crossref={whole}, xdata={x}, title={Part}, author={V, I}}
@proceedings{whole, title={Proc}, year=2019, editor={E, F}}
@xdata{x, publisher={P}}
"""
    child = read("r.bib", text).citations["child"]
    assert child.variables == {"title": "Part", "container-title": "Proc", "publisher": "P"}
    assert child.names["editor"] == (Name("E", "F"),)
    assert child.dates["issued"] == CslDate(DateParts(2019))
    assert list(read("r.bib", text).citations) == ["child", "whole"]


def test_what_is_wrong_with_bibtex(read: Callable[..., ReferenceFile]) -> None:
    text = r"""@book{a, title={\weird{x} y}, author=foo, url={www.x.example}}
@blog{b, title={T}}
@broken{c, title = {never closed
@book{d, title={T}}
"""
    found = read("r.bib", text)
    assert list(found.citations) == ["a", "b", "d"]
    assert doubts(found, "a") == [
        'r.bib:1:31: warning TB256: author of "a" names the @string "foo", which is not defined; it is left out',
        r'r.bib:1:10: warning TB260: title of "a" has LaTeX without a plain text: \weird',
        'r.bib:1:43: warning TB256: URL of "a" must be an http or https address, not "www.x.example"; it is left out',
    ]
    assert doubts(found, "b") == [
        'r.bib:2:1: warning TB256: type of "b" cannot be "blog"; it is left out'
    ]
    assert said(found) == [
        'r.bib:3:1: warning TB259: the entry "c" cannot be read: a brace, a quote or a comma is missing; it is left out'
    ]


def test_latin_1_is_named(refused: Callable[..., list[str]]) -> None:
    (message,) = refused("r.bib", "@book{a, title={Möwe}}".encode("latin-1"))
    assert message.startswith("r.bib:1:18: error TB101")


# --- RIS ---

RIS = """TY  - JOUR
AU  - Vesa, Ilmari, Jr.
A2  - Port Authority
TI  - Ice on the rails
T2  - Journal of Ports
PY  - 2020
DA  - 2020/06/21/
SP  - 12
EP  - 15
VL  - 3
IS  - 2
UR  - https://example.org/ice
Y2  - 2020/06/22/
DO  - https://doi.org/10.1000/ice
N1  - one
 and more
KW  - ice
KW  - rails
SN  - 1234-5678
XX  - what
ER  -

TY  - RPRT
ID  - rep1
TI  - Report
IS  - 7
"""


def test_ris(read: Callable[..., ReferenceFile]) -> None:
    found = read("refs.ris", RIS.replace("\n", "\r\n"))
    journal, report = found.citations.values()
    assert (journal.id, str(journal.where), journal.type) == (
        "vesa2020",
        "refs.ris:1:1",
        "article-journal",
    )
    assert journal.variables == {
        "title": "Ice on the rails", "container-title": "Journal of Ports", "page": "12-15", "volume": "3",
        "issue": "2", "URL": "https://example.org/ice", "DOI": "10.1000/ice", "note": "one and more",
        "keyword": "ice, rails", "ISSN": "1234-5678",
    }  # fmt: skip
    assert journal.names["author"] == (Name("Vesa", "Ilmari", suffix="Jr."),)
    assert journal.names["editor"] == (Name(literal="Port Authority"),)
    assert journal.dates == {
        "issued": CslDate(DateParts(2020, 6, 21)),
        "accessed": CslDate(DateParts(2020, 6, 22)),
    }
    assert report.variables == {"title": "Report", "number": "7"}
    assert said(found) == [
        "refs.ris:1:1: warning TB258: a record has no id; keys are made of author and year",
        'refs.ris:20:1: warning TB257: left out, since CSL has no place for them: "XX"',
    ]


def test_made_up_ids_differ(read: Callable[..., ReferenceFile]) -> None:
    record = "TY  - BOOK\nAU  - Vesa, I\nPY  - 2020\nER  - \n"
    assert list(read("r.ris", record * 3).citations) == ["vesa2020", "vesa2020-2", "vesa2020-3"]


# --- other files ---


def test_a_file_of_another_kind(refused: Callable[..., list[str]]) -> None:
    message = 'memo.yaml:3:11: error TB252: "refs.docx" is no kind of reference file that is read'
    assert refused("refs.docx", b"PK") == [message]
    assert refused("refs.ris", "nothing") == [
        "refs.ris:1:1: error TB254: the file holds no references in RIS"
    ]
    assert refused("refs.bib", "nothing") == [
        "refs.bib:1:1: error TB254: the file holds no references in BibTeX"
    ]
