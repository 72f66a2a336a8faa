"""What a Word file of anyone's carries is listed, whatever made it."""

import io
import zipfile

import pytest

from threadbrief.inventory.items import Kind, ListedItem
from threadbrief.inventory.word import MAX_PART, list_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CORE = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
CUSTOM = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
BODY = """
<w:p><w:r><w:t>Plain.</w:t></w:r>
<w:ins w:author="Ada Lind" w:date="2031-03-14T06:40:00Z"><w:r><w:t>put in</w:t></w:r></w:ins>
<w:del w:author="Bo Vesa" w:date="2031-03-14T06:41:00Z"><w:r><w:delText>taken out</w:delText></w:r></w:del>
<w:r><w:rPr><w:vanish/></w:rPr><w:t>not for print</w:t></w:r>
<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>
<w:r><w:rPr><w:rPrChange w:author="Cai Moe" w:date="2031-03-14T06:42:00Z"/></w:rPr><w:t>x</w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://field.</w:instrText></w:r>
<w:r><w:instrText>example/a" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
<w:fldSimple w:instr="HYPERLINK \\l &quot;bookmark&quot;"/>
<w:fldSimple w:instr="HYPERLINK \\o &quot;tip&quot; &quot;https://tip.example/&quot;"/>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1 = 1 "</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK http://in.example/</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:permStart w:id="3" w:ed="DESK\\gia"/>
<w:fldSimple w:instr="INCLUDEPICTURE &quot;//server/share/a.png&quot;"/>
<w:fldSimple w:instr="DDEAUTO excel a"/><w:fldSimple w:instr="PAGE"/>
<wp:docPr id="2" name="memo1.jpeg"/><wp:docPr id="1" name="C:\\Users\\ada\\quay.png" descr="The quay at night"/>
<a:srcRect l="20000"/></w:p>
"""


def package(**parts: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relationships(*rows: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(rows)
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'{inner}<Relationship Id="i" Type="{R}/styles" Target="styles.xml"/></Relationships>'
    )


def core(creator: str, last: str) -> str:
    return (
        f'<cp:coreProperties {CORE} xmlns:dc="d"><dc:creator>{creator}</dc:creator>'
        f"<cp:lastModifiedBy>{last}</cp:lastModifiedBy><dc:title>Low water</dc:title>"
        "</cp:coreProperties>"
    )


WHOLE_PARTS = {
    "word/document.xml": f"<w:document {W} {WP} {A}><w:body>{BODY}</w:body></w:document>",
    "word/_rels/document.xml.rels": relationships(
        ("hyperlink", "https://desk.example/x?y=1"),
        ("hyperlink", "mailto:ada@desk.example"),
        ("image", "http://tracker.example/p.gif"),
        ("attachedTemplate", "file:///C:/Users/ada/desk.dotm"),
    ),
    "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="Dee Ruiz" w:initials="D" '
    'w:date="2031-03-14T07:00:00Z"><w:p><w:r><w:t>Who told us?</w:t></w:r></w:p></w:comment>'
    "</w:comments>",
    "word/people.xml": f'<w15:people {W15}><w15:person w15:author="Dee Ruiz">'
    '<w15:presenceInfo w15:providerId="AD" w15:userId="S::dee@desk.example"/></w15:person>'
    "</w15:people>",
    "word/settings.xml": f'<w:settings {W}><w:rsids><w:rsid w:val="1"/><w:rsid w:val="2"/></w:rsids>'
    '<w:docVars><w:docVar w:name="case" w:val="K-77"/></w:docVars></w:settings>',
    "word/fontTable.xml": f'<w:fonts {W} xmlns:r="{R}"><w:font w:name="Desk Sans">'
    '<w:embedRegular r:id="r1"/></w:font><w:font w:name="Arial"/></w:fonts>',
    "word/embeddings/oleObject1.bin": b"\xd0\xcf",
    "word/vbaProject.bin": b"\xd0\xcf",
    "word/notes.txt": b"ab",
    "docProps/core.xml": core("Eli Foy", "Fen Gil"),
    "docProps/custom.xml": f'<Properties {CUSTOM}><property name="Client"><v>Port of Saltholm</v></property></Properties>',
    "customXml/item1.xml": "<data xmlns='urn:desk'/>",
}  # fmt: skip
WHOLE = package(**WHOLE_PARTS)
FILE = "word/document.xml"


def listed(data: bytes = WHOLE) -> list[tuple[Kind, str, str]]:
    items = list_word(data)
    assert items is not None
    return [(item.kind, item.name, item.value) for item in items]


@pytest.mark.parametrize(
    "expected",
    [
        (Kind.AUTHOR, "Ada Lind", "tracked change"),
        (Kind.AUTHOR, "Dee Ruiz", "comment"),
        (Kind.AUTHOR, "S::dee@desk.example", "account, AD"),
        (Kind.AUTHOR, "Eli Foy", "creator"),
        (Kind.AUTHOR, "Fen Gil", "lastModifiedBy"),
        (Kind.PROPERTY, "title", "Low water"),
        (Kind.PROPERTY, "Client", "Port of Saltholm"),
        (Kind.PROPERTY, "variable case", "K-77"),
        (Kind.PROPERTY, "editing sessions (rsid)", "2"),
        (Kind.COMMENT, "Dee Ruiz", "2031-03-14T07:00:00Z Who told us?"),
        (Kind.CHANGE, "Ada Lind", "2031-03-14T06:40:00Z inserted: put in"),
        (Kind.CHANGE, "Bo Vesa", "2031-03-14T06:41:00Z deleted: taken out"),
        (Kind.CHANGE, "Cai Moe", "2031-03-14T06:42:00Z changed format"),
        (Kind.HIDDEN, "hidden text", "not for print"),
        (Kind.HIDDEN, "cropped part of a picture", ""),
        (Kind.PICTURE, "alternative text", "The quay at night"),
        (Kind.PICTURE, "name of its file", "C:\\Users\\ada\\quay.png"),
        (Kind.LINK, "desk.example", "https://desk.example/x?y=1"),
        (Kind.LINK, "mailto:", "mailto:ada@desk.example"),
        (Kind.LINK, "field.example", "https://field.example/a"),
        (Kind.LINK, "tip.example", "https://tip.example/"),
        (Kind.LINK, "in.example", "http://in.example/"),
        (Kind.AUTHOR, "DESK\\gia", "may edit"),
        (Kind.ATTACHMENT, "word/notes.txt", "2 bytes"),
        (Kind.EXTERNAL, "image", "http://tracker.example/p.gif"),
        (Kind.EXTERNAL, "attachedTemplate", "file:///C:/Users/ada/desk.dotm"),
        (Kind.EXTERNAL, "field INCLUDEPICTURE", 'INCLUDEPICTURE "//server/share/a.png"'),
        (Kind.ACTIVE, "field DDEAUTO", "DDEAUTO excel a"),
        (Kind.ACTIVE, "word/vbaProject.bin", "2 bytes"),
        (Kind.ATTACHMENT, "word/embeddings/oleObject1.bin", "2 bytes"),
        (Kind.ATTACHMENT, "customXml/item1.xml", "XML data, {urn:desk}data, 24 bytes"),
        (Kind.FONT, "Desk Sans", "embedded: regular"),
    ],
    ids=lambda expected: f"{expected[0].value}-{expected[1]}",
)
def test_it_is_listed(expected: tuple[Kind, str, str]) -> None:
    assert expected in listed()


def test_what_is_shown_is_not_listed() -> None:
    values = " ".join(value for _, _, value in listed())
    assert "Plain" not in values
    assert "shown" not in values
    assert "bookmark" not in values
    assert "memo1.jpeg" not in values
    assert not any(name == "Arial" for _, name, _ in listed())


def test_items_are_in_the_order_of_their_kinds_and_say_where() -> None:
    items = list_word(WHOLE) or ()
    order = list(Kind)
    assert [order.index(item.kind) for item in items] == sorted(
        order.index(item.kind) for item in items
    )
    assert ListedItem(Kind.HIDDEN, "hidden text", "not for print", FILE) in items


def test_a_file_of_the_strict_form_is_read_as_well() -> None:
    strict = WHOLE_PARTS["word/comments.xml"].replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    found = listed(package(**{"notes/comments2.xml": strict}))
    assert (Kind.COMMENT, "Dee Ruiz", "2031-03-14T07:00:00Z Who told us?") in found


# --- hostile packages ---


def test_a_part_that_cannot_be_read_is_told_and_the_rest_listed() -> None:
    bomb = bytes(MAX_PART + 10)
    entities = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    data = package(**{
        "word/media/a.png": bomb,
        "word/document.xml": "<w:document",
        "docProps/app.xml": entities,
        "docProps/core.xml": core("Ada", "Bo"),
    })  # fmt: skip
    found = listed(data)
    assert (Kind.UNREAD, "word/media/a.png", "too large") in found
    assert (
        Kind.UNREAD,
        "word/document.xml",
        "no well-formed XML, or with a document type",
    ) in found
    assert (Kind.AUTHOR, "Ada", "creator") in found


def test_a_list_has_an_end() -> None:
    runs = "".join(
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{number}</w:t></w:r>" for number in range(12_000)
    )
    data = package(**{FILE: f"<w:d {W}>{runs}</w:d>"})
    found = listed(data)
    assert sum(kind is Kind.HIDDEN for kind, _, _ in found) == 10_000
    assert (Kind.UNREAD, "2,000 more of kind hidden", "not listed") in found


@pytest.mark.parametrize("data", [b"PK", b"PK\3\4" + b"\0" * 99, package()[:-9], WHOLE[:900]])
def test_what_is_no_package_is_none(data: bytes) -> None:
    assert list_word(data) is None


def test_any_damage_ends_in_a_list_or_in_none() -> None:
    for place in range(0, len(WHOLE), 7):
        damaged = bytearray(WHOLE)
        damaged[place] ^= 0x5A
        list_word(bytes(damaged))
