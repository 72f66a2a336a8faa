"""Fields and links of a template: what shows the document itself may stay, all else is refused by its name."""

import pytest
from house_specimen import changed, own_notes, plain
from test_house_template import build
from test_security import refusal, related

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PARTS = (
    "word/document.xml",
    "word/header9.xml",
    "word/footnotes.xml",
    "word/glossary/document9.xml",
    "customXml/item9.xml",
    "word/settings.xml",
    "word/webSettings.xml",
    "word/drawing9.vml",
)


def char(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def text(words):
    return (
        f"<w:r><w:instrText>{words.replace('&', '&amp;').replace('<', '&lt;')}</w:instrText></w:r>"
    )


def complex_field(*pieces):
    """A field of pieces of text, and of other fields where a piece is XML."""
    inner = "".join(piece if piece.startswith("<") else text(piece) for piece in pieces)
    return f"{char('begin')}{inner}{char('separate')}<w:r><w:t>1</w:t></w:r>{char('end')}"


def simple_field(instruction):
    return f"<w:fldSimple w:instr='{instruction}'><w:r><w:t>1</w:t></w:r></w:fldSimple>"


def choice(first, second):
    return (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="w14">{first}</mc:Choice>'
        f"<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"
    )


def with_runs(runs, part="word/document.xml"):
    """A template with runs in a part, which is made where there is none of its name."""
    paragraph = f"<w:p>{runs}</w:p>"
    if part == "word/document.xml":
        return changed(
            plain(), {part: lambda old: old.replace(b"<w:body>", b"<w:body>" + paragraph.encode())}
        )
    new = f'<w:hdr xmlns:w="{W}">{paragraph}</w:hdr>'.encode()
    match part:
        case "word/settings.xml":
            return _inserted(plain(), part, paragraph, before=b"<w:compat>")
        case "word/webSettings.xml":
            return changed(plain(), {part: lambda _: new})
        case "word/footnotes.xml":
            return _inserted(own_notes(), part, runs, before=b"</w:p>")
        case _:
            types = '<Default Extension="vml" ContentType="application/octet-stream"/></Types>'
            whole = changed(plain(), {}, {part: new})
            return _inserted(whole, "[Content_Types].xml", types, before=b"</Types>", until=8)


def _inserted(whole, part, xml, *, before, until=0):
    return changed(whole, {part: lambda old: old.replace(before, xml.encode() + before[until:], 1)})


@pytest.mark.parametrize(
    "instruction",
    ["PAGE", " page \\* MERGEFORMAT ", "NUMPAGES", "SECTIONPAGES", 'DATE \\@ "d MMMM yyyy"', "TITLE", "AUTHOR", "SUBJECT",
     "DOCPROPERTY Company", 'STYLEREF "Heading 1"', "REF mark \\h", "PAGEREF mark", 'TOC \\o "1-3" \\h', "SEQ Figure",
     'HYPERLINK "https://example.org/a?b=c"', "HYPERLINK https://example.org", 'HYPERLINK \\l "mark"', "= 1 + 2", "=2",
     'HYPERLINK "mailto:desk@example.org" \\o "write to us"', 'HYPERLINK "tel:+4930123"', 'HYPERLINK "#mark"', "",
     'IF 1 = 1 "a" "b"', 'PAGE"x"'],
)  # fmt: skip
def test_these_stay(instruction):
    assert build(with_runs(complex_field(instruction))).data
    assert build(with_runs(simple_field(instruction))).data
    assert build(with_runs(complex_field("IF 1 = 1 ", complex_field(instruction), ' "b"'))).data


@pytest.mark.parametrize(
    "name",
    ["DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "EMBED", "DATABASE", "RD",
     "MACROBUTTON", "GOTOBUTTON", "QUOTE", "ASK", "FILLIN", "MERGEFIELD", "NEXT", "PRINT", "PRIVATE", "ADDIN", "SET",
     "AUTOTEXT", "AUTOTEXTLIST", "GLOSSARY", "ADDRESSBLOCK", "CONTROL", "HTMLACTIVEX", "OCX", "SHAPE", "BARCODE", "mark"],
)  # fmt: skip
def test_these_are_refused_by_their_names(name):
    arguments = ' c:\\\\windows\\\\cmd.exe "/k calc"'
    for runs in (
        complex_field(f" {name}{arguments}"),
        complex_field(*name, arguments),
        complex_field(name.lower(), arguments),
        simple_field(f"{name.title()}{arguments}"),
        complex_field("PAGE ", complex_field(name, arguments)),
        complex_field("PAGE ", simple_field(name + arguments)),
        char("begin") + text(name + arguments),
        char("begin") + text(name + arguments) + char("end"),
    ):
        said = refusal(with_runs(runs))
        assert said.startswith("TB611"), said
        assert name.upper() in said
        assert "word/document.xml" in said


@pytest.mark.parametrize("part", PARTS)
def test_in_whatever_part_they_are(part):
    said = refusal(with_runs(complex_field("DDEAUTO", " c:\\\\x y"), part))
    assert "DDEAUTO" in said
    assert part in said


QUOTED = complex_field("QUOTE 68 68 69")
IGNORABLE = f'<x:x xmlns:x="urn:x">{text("PAGE ")}</x:x>'
BOUND = f"<w:sdt><w:sdtContent>{text('PAGE ')}</w:sdtContent></w:sdt>"
DELETED = "<w:del w:id='1'><w:r><w:delInstrText>DDE x y</w:delInstrText></w:r></w:del>"


@pytest.mark.parametrize(
    ("runs", "word"),
    [
        (complex_field(QUOTED, " c:\\\\x"), "QUOTE"),
        (complex_field(complex_field("REF a"), " c:\\\\x"), "not written out"),
        (complex_field("D", complex_field("REF de"), " c:\\\\x"), "not written out"),
        (complex_field("PAGE", complex_field("REF de"), " c:\\\\x"), "not written out"),
        (complex_field(" ", simple_field("REF a"), "PAGE"), "not written out"),
        (complex_field("PAGEX1"), "not written out"),
        (complex_field("\u200bPAGE"), "not written out"),
        (complex_field('"DDE" x'), "not written out"),
        (complex_field("PAGE ").replace("PAGE ", "</w:instrText></w:r></w:p><w:p><w:r><w:instrText>DDE x"), "DDE"),
        (char("begin") + text("PAGE ") + choice(text(" "), text("DDE")) + char("end"), "other readings"),
        (char("begin") + choice(text("PAGE"), text("DDE x y")) + char("end"), "other readings"),
        (choice(complex_field("PAGE"), complex_field("DDE x")), "DDE"),
        (char("begin") + text("PAGE ") + DELETED + char("end"), "other readings"),
        (char("begin") + DELETED + char("end"), "other readings"),
        (char("begin") + text("PAGE") + char("separate") + text("DDE x") + char("end"), "behind its result"),
        (char("begin") + IGNORABLE + text("DDE x y") + char("end"), "other readings"),
        (char("begin") + BOUND + text("DDE x y") + char("end"), "other readings"),
        (char("begin") + text("PAGE ") + "<w:r><w:t>DDE</w:t></w:r>" + char("end"), "text in its instruction"),
        (char("Begin") + text("DDE x") + char("End"), "outside of fields"),
        (text("DDE x"), "outside of fields"),
        (f"<w:del w:id='1'>{char('begin')}{text('DDE x')}{char('end')}</w:del>", "DDE"),
    ],
)  # fmt: skip
def test_no_name_is_put_together(runs, word):
    said = refusal(with_runs(runs))
    assert said.startswith("TB611"), said
    assert word in said


def test_a_field_may_be_an_alternative_as_a_whole():
    assert build(with_runs(choice(complex_field("PAGE"), complex_field("PAGE")))).data
    box = char("begin") + text("PAGE") + char("separate")
    box += choice(complex_field("PAGE"), complex_field("PAGE")) + char("end")
    assert build(with_runs(box)).data


HOSTILE_TARGETS = (
    "file:///c:/windows/win.ini", "FILE://host/share/a.docx", "\\\\host\\share\\a.docx", "//host/share/a.docx",
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "vbscript:x", "data:text/html,x", "a.docx",
    "../a.docx", "c:\\a.exe", "ms-word:ofe|u|http://e/x", "ms-msdt:/id", "search-ms:query=x", "ftp://example.org/",
    "smb://host/share", "ldap://host", "http:", "https:a", "http://", "mhtml:http://e/x", "about:blank", "\u200bhttps://e",
)  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE_TARGETS)
def test_a_link_leads_to_the_web_or_a_mailbox_and_nowhere_else(target):
    said = refusal(related("hyperlink", target))
    assert said.startswith("TB611")
    assert "a link that leads neither to the web nor to a mailbox" in said
    escaped = target.replace("\\", "\\\\")
    for instruction in (
        f'HYPERLINK "{escaped}"',
        f'HYPERLINK \\o "https://example.org" "{escaped}"',
        f'HYPERLINK \\n \\t "_blank" "{escaped}" \\l "mark"',
        f'HYPERLINK "https://example.org" "{escaped}"',
    ):
        assert "HYPERLINK" in refusal(with_runs(complex_field(instruction)))
        assert "HYPERLINK" in refusal(with_runs(simple_field(instruction)))
    shape = f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="{target}"/></w:pict></w:r>'
    assert "a link to" in refusal(with_runs(shape))


def test_nor_is_the_address_of_a_link_put_together():
    runs = complex_field("HYPERLINK ", complex_field("DOCPROPERTY Base"), "x")
    assert "put together" in refusal(with_runs(runs))


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/a b",
        "HTTPS://EXAMPLE.ORG",
        "mailto:desk@example.org",
        "tel:+4930123",
        "#mark",
    ],
)
def test_these_links_stay(target):
    assert build(related("hyperlink", target)).data


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("attachedTemplate", ""),
        ("ATTACHEDTEMPLATE", ""),
        ("image", ' TargetMode="external"'),
        ("header", ' TargetMode="External"'),
        ("settings", ' TargetMode="External"'),
        ("transform", ' TargetMode="External"'),
        ("webextension", ""),
        ("webextensiontaskpanes", ""),
        ("extensibility", ""),
        ("video", ' TargetMode="External"'),
        ("customXml", ' TargetMode="External"'),
    ],
)
def test_relationships_that_fetch(kind, mode):
    for part in ("word/_rels/document.xml.rels", "_rels/.rels"):
        assert refusal(related(kind, "styles.xml", mode, part)).startswith("TB611")


@pytest.mark.parametrize(
    ("runs", "word"),
    [
        ('<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r>', "object"),
        ("<w:r><w:fldChar><w:ffData><w:entryMacro w:val='x'/></w:ffData></w:fldChar></w:r>", "macro"),
        ('<x:webVideoPr xmlns:x="http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing"/>', "video"),
        ('<x:p xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"/>', "strict"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><image href="https://e/x"/></svg>', "another file"),
    ],
)  # fmt: skip
def test_elements_that_fetch_or_run(runs, word):
    said = refusal(with_runs(runs))
    assert said.startswith("TB611")
    assert word in said
