"""How the tests read a .docx: its parts parsed, its text by paragraph, its XML as indented text."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from threadbrief.model.document import Document
from threadbrief.templates.loading import load_template
from threadbrief.word import WrittenWord, write_word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def written(document: Document) -> WrittenWord:
    return write_word(document, load_template())


def parts(data: bytes) -> dict[str, etree._Element]:
    """Return every part of XML, by its name."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def boxes_of(
    data: bytes, tool: Callable[[str], str], folder: Path
) -> list[tuple[str, float, float]]:
    """Return the words that LibreOffice sets, each with its left and right edge in points."""
    return [(word, left, right) for word, left, _, right, _ in placed(data, tool, folder)]


def placed(
    data: bytes, tool: Callable[[str], str], folder: Path
) -> list[tuple[str, float, float, float, float]]:
    """Return the words that LibreOffice sets, each with its left, top, right and bottom edge in points."""
    (folder / "memo.docx").write_bytes(data)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [tool("soffice"), "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", folder,
         folder / "memo.docx"], capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    done = subprocess.run(
        [tool("pdftotext"), "-bbox", folder / "memo.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    box = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
    return [(word, *map(float, edges)) for *edges, word in re.findall(box, done.stdout)]


def w(name: str) -> str:
    return W + name


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    """Return an attribute of the first element at a path of names without prefix."""
    found = element.find("/".join(w(name) for name in path.split("/")))
    return None if found is None else found.get(w(attribute))


def words(element: etree._Element) -> str:
    """Return the text that a person reads, note marks as `^2` and fields by their result."""
    out = []
    for node in element.iter():
        if node.tag == w("t"):
            out.append(node.text or "")
        elif node.tag == w("tab") and node.getparent().tag == w("r"):
            out.append("\t")
        elif node.tag == w("br"):
            out.append("\n")
        elif node.tag == w("footnoteReference"):
            out.append(f"^{int(node.get(w('id'))) - 1}")
    return "".join(out)


def paragraphs(element: etree._Element) -> list[tuple[str | None, str]]:
    """Return the style and the text of every paragraph."""
    return [(value(p, "pPr/pStyle"), words(p)) for p in element.iter(w("p"))]


def notes(data: bytes) -> list[str]:
    """Return the text of every note, in the order of the part."""
    root = parts(data)["word/footnotes.xml"]
    return [words(note).strip() for note in root if note.get(w("type")) is None]


def notes_in(data: bytes) -> list[str]:
    """Return the text of every note, whatever kind it is, in the order of the part; none where there is no part."""
    found = parts(data)
    names = [name for name in ("word/footnotes.xml", "word/endnotes.xml") if name in found]
    return [
        words(note).strip() for name in names for note in found[name] if note.get(w("type")) is None
    ]


def indented(element: etree._Element, depth: int = 0) -> str:
    """Return an element as indented text: local names, attributes, text in quotes."""
    name = etree.QName(element).localname
    given = " ".join(
        f"{etree.QName(key).localname}={item}"
        for key, item in element.attrib.items()
        if XML not in key
    )
    said = f' "{element.text}"' if element.text and element.text.strip() else ""
    line = f"{'  ' * depth}{name}{' ' + given if given else ''}{said}\n"
    return line + "".join(indented(child, depth + 1) for child in element)


def lines(element: etree._Element) -> str:
    """Return the structure of a text part, a run on one line, so that a person can read it."""
    out = []
    for child in element:
        out.extend(_lines(child, 0))
    return "\n".join(out) + "\n"


def _lines(element: etree._Element, depth: int) -> list[str]:
    name = etree.QName(element).localname
    pad = "  " * depth
    if name in ("pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr"):
        return [f"{pad}{name}: " + ", ".join(_short(child) for child in element)]
    if name == "r":
        properties = element.find(w("rPr"))
        set_as = (
            "" if properties is None else f" [{', '.join(_short(child) for child in properties)}]"
        )
        content = [child for child in element if child.tag != w("rPr")]
        return [f"{pad}r{set_as} " + " ".join(_content(child) for child in content)]
    given = "".join(f" {etree.QName(key).localname}={item}" for key, item in element.attrib.items())
    return [
        f"{pad}{name}{given}",
        *(line for child in element for line in _lines(child, depth + 1)),
    ]


def _short(element: etree._Element) -> str:
    name = etree.QName(element).localname
    given = " ".join(
        item if etree.QName(key).localname == "val" else f"{etree.QName(key).localname}={item}"
        for key, item in element.attrib.items()
    )
    inner = "; ".join(_short(child) for child in element)
    return " ".join(piece for piece in (name, given, f"({inner})" if inner else "") if piece)


def _content(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name == "t":
        return f'"{element.text}"'
    if name == "instrText":
        return f"field{element.text}"
    if name == "drawing":
        properties = next(
            child for child in element.iter() if etree.QName(child).localname == "docPr"
        )
        return f"drawing descr={properties.get('descr')} title={properties.get('title')}"
    return _short(element)
