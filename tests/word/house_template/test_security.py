"""A template is a stranger's file: what could run, fetch, lead out or blow up is refused by the name of its part."""

import io
import zipfile

import pytest
from house_specimen import changed, letterhead, own_notes, plain
from lxml import etree
from test_house_template import build

from threadbrief.core.problems import BriefError

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(data):
    with pytest.raises(BriefError) as caught:
        build(data)
    (problem,) = caught.value.problems
    return f"{problem.code} {problem.message}"


def related(kind, target, mode=' TargetMode="External"', part="word/_rels/document.xml.rels"):
    row = f'<Relationship Id="rIdX" Type="{REL}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(plain(), {part: lambda old: old.replace(b"</Relationships>", row.encode())})


@pytest.mark.parametrize(
    ("kind", "target"),
    [("attachedTemplate", "file:///c:/evil.dotm"), ("image", "https://evil.example/a.png"), ("oleObject", "http://e/x"),
     ("frame", "http://e/x"), ("subDocument", "other.docx"), ("externalLinkPath", r"\\host\share")],
)  # fmt: skip
def test_what_would_be_fetched(kind, target):
    said = refusal(related(kind, target))
    assert said.startswith("TB611")
    assert "word/_rels/document.xml.rels" in said


def test_what_hides_inside():
    for kind in ("vbaProject", "oleObject", "aFChunk", "control"):
        assert refusal(related(kind, "styles.xml", mode="")).startswith("TB611")


def test_hyperlinks_may_stay():
    assert build(related("hyperlink", "https://example.org/")).data


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (changed(plain(), {}, {"word/vbaProject.bin": b"x"}), "word/vbaProject.bin"),
        (changed(plain(), {"[Content_Types].xml": lambda old: old.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml")}), "word/document.xml"),
        (changed(plain(), {}, {"../evil.xml": b"x"}), "../evil.xml"),
        (changed(plain(), {}, {"/etc/evil.xml": b"x"}), "/etc/evil.xml"),
        (changed(plain(), {}, {"word/../../evil.xml": b"x"}), "evil.xml"),
        (changed(plain(), {}, {"WORD/Styles.xml": b"x"}), "WORD/Styles.xml"),
        (changed(plain(), {}, {"word/bomb.xml": b" " * (4 << 20)}), "word/bomb.xml"),
        (related("image", "../../../etc/passwd", mode=""), "leads out"),
    ],
)  # fmt: skip
def test_what_leads_out_or_blows_up(data, word):
    said = refusal(data)
    assert said.startswith("TB611")
    assert word in said


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE w:styles [<!ENTITY a "aaaa">]>', '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'],
)
def test_entities(declared):
    for part in ("word/styles.xml", "word/theme/theme1.xml", "_rels/.rels"):
        for encoding in ("utf-8", "utf-16"):
            data = changed(plain(), {part: lambda old, e=encoding: infected(old, declared, e)})
            said = refusal(data)
            assert said.startswith("TB611"), said
            assert part in said


def infected(old, declared, encoding):
    text = old.decode()
    body = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    return f'<?xml version="1.0" encoding="{encoding}"?>{declared}{body}'.encode(encoding)


@pytest.mark.parametrize(
    "instruction", ['INCLUDEPICTURE "http://e/x.png" \\d', "ddeauto c:\\\\x", "DATABASE \\d x"]
)
def test_fields_that_fetch(instruction):
    first, second = instruction[:4], instruction[4:].replace('"', "&quot;")
    field = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {first}</w:instrText></w:r>'
        f'<w:r><w:instrText>{second}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    data = changed(
        plain(),
        {"word/document.xml": lambda old: old.replace(b"<w:body>", b"<w:body>" + field.encode())},
    )
    assert refusal(data).startswith("TB611")


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "TB610", "no Word file"),
        (b"no zip at all", "TB610", "no Word file"),
        (plain()[:-400], "TB610", "damaged"),
        (plain()[: len(plain()) // 2], "TB610", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "TB610", "password"),
        (changed(plain(), {"[Content_Types].xml": lambda _: None}), "TB610", "no Word file"),
        (changed(plain(), {"word/styles.xml": lambda _: None}), "TB612", "word/styles.xml"),
        (changed(plain(), {"word/styles.xml": lambda old: old[:-20]}), "TB612", "word/styles.xml"),
        (changed(own_notes(), {"word/footnotes.xml": lambda _: b"<w:footnotes"}), "TB612", "word/footnotes.xml"),
        (changed(own_notes(), {"word/footnotes.xml": lambda _: b"<x/>"}), "TB612", "word/footnotes.xml"),
        (changed(own_notes(), {"word/footnotes.xml": lambda old: old.replace(b'w:id="7"', b'w:id="0"')}), "TB612",
         "word/footnotes.xml"),
        (changed(plain(), {"word/document.xml": lambda _: b"\x00\x01"}), "TB612", "word/document.xml"),
    ],
)  # fmt: skip
def test_what_is_no_template(data, code, word):
    said = refusal(data)
    assert said.startswith(code), said
    assert word in said


def test_mail_merge_and_pictures_by_address():
    merge = b'<w:mailMerge><w:mainDocumentType w:val="formLetters"/></w:mailMerge><w:compat>'
    data = changed(plain(), {"word/settings.xml": lambda old: old.replace(b"<w:compat>", merge)})
    assert "word/settings.xml" in refusal(data)
    picture = (
        b'<w:body><w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        b'<v:imagedata src="https://evil.example/a.png"/></v:shape></w:pict></w:r></w:p>'
    )
    data = changed(plain(), {"word/document.xml": lambda old: old.replace(b"<w:body>", picture)})
    assert refusal(data).startswith("TB611")


def test_without_styles_at_all():
    data = changed(
        plain(),
        {
            "word/styles.xml": lambda _: None,
            "word/_rels/document.xml.rels": lambda old: b"".join(
                piece
                for piece in old.replace(b"<Relationship ", b"\0<Relationship ").split(b"\0")
                if b"styles.xml" not in piece
            ),
        },
    )
    assert "styles.xml" in refusal(data)


def test_a_strict_file_is_named_as_one():
    data = changed(
        plain(),
        {
            "_rels/.rels": lambda old: old.replace(
                REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
        },
    )
    assert "strict" in refusal(data)


def test_any_damage_is_a_problem_or_a_file():
    whole = letterhead()
    for at in range(40, len(whole), len(whole) // 60):
        damaged = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        assert outcome(damaged) in ("built", "TB610", "TB611", "TB612")


def outcome(data):
    try:
        build(data)
    except BriefError as fault:
        return fault.problems[0].code
    return "built"


def test_a_template_with_very_many_parts_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(5000):
            archive.writestr(f"word/{number}.xml", b"")
    assert "parts" in refusal(buffer.getvalue())


def test_a_relationship_without_an_id_is_damage():
    row = f'<Relationship Type="{REL}/image" Target="styles.xml"/></Relationships>'.encode()
    rels = "word/_rels/document.xml.rels"
    whole = changed(plain(), {rels: lambda old: old.replace(b"</Relationships>", row)})
    assert refusal(whole).startswith("TB612")
    assert "without an Id" in refusal(whole)


def test_a_kind_of_part_with_any_character_is_written_as_it_was():
    kind = b"text/&lt;b&gt; &quot;&amp;"
    whole = changed(
        plain(),
        {
            "[Content_Types].xml": lambda old: old.replace(
                b"</Types>",
                b'<Override PartName="/x/a&amp;b.bin" ContentType="' + kind + b'"/></Types>',
            ),
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>",
                b'<Relationship Id="a&amp;b" Type="http://e/?a&amp;b" Target="/x/a&amp;b.bin"/></Relationships>',
            ),
        },
        {"x/a&b.bin": b"x"},
    )
    with zipfile.ZipFile(io.BytesIO(build(whole).data)) as archive:
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        rows = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
    assert {"/x/a&b.bin": 'text/<b> "&'}.items() <= {
        row.get("PartName"): row.get("ContentType") for row in types
    }.items()
    assert ("a&b", "http://e/?a&b") in {(row.get("Id"), row.get("Type")) for row in rows}
