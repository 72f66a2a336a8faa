"""What makes Word offer a repair although every part keeps its schema: rules between parts, and of ids, as faults.

`faults(data)` returns a line for each breach, or nothing. Text alone is read here; nothing of the writer is used.
"""

import itertools
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "jpg": b"\xff\xd8\xff"}
ONCE = (
    "styles",
    "settings",
    "numbering",
    "footnotes",
    "endnotes",
    "comments",
    "fontTable",
    "webSettings",
)
SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
TRANSPARENT = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr")


class Package:
    """A file, its parts parsed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.data = {name: archive.read(name) for name in self.names}
        self.roots = {
            n: etree.fromstring(d) for n, d in self.data.items() if n.endswith((".xml", ".rels"))
        }
        self.types = {
            (row.get("PartName") or "").lower(): row.get("ContentType") for row in self.roots[TYPES]
        }
        self.ends = {row.get("Extension") for row in self.roots[TYPES] if row.get("Extension")}
        self.document = self.roots["word/document.xml"]

    def stories(self) -> Iterator[tuple[str, etree._Element]]:
        """Every part with text."""
        for name, root in self.roots.items():
            if root.tag in {W + tag for tag in ("document", "hdr", "ftr", "footnotes", "endnotes")}:
                yield name, root

    def part(self, tag: str) -> etree._Element | None:
        return next((root for root in self.roots.values() if root.tag == W + tag), None)

    def all(self, *tags: str) -> Iterator[etree._Element]:
        for _, root in self.stories():
            yield from root.iter(*(W + tag for tag in tags))


TYPES = "[Content_Types].xml"


def faults(data: bytes) -> list[str]:
    """Return what Word would want to repair."""
    package = Package(data)
    rules = (
        of_names,
        of_relationships,
        of_notes,
        of_ids,
        of_fields,
        of_tables,
        of_styles,
        of_links,
        of_text,
    )
    return [fault for rule in rules for fault in rule(package)]


def of_names(package: Package) -> Iterator[str]:
    for name, count in Counter(name.lower() for name in package.names).items():
        if count > 1:
            yield f"{name} is there {count} times"
    for name, data in package.data.items():
        end = name.rpartition(".")[2].lower()
        if name != TYPES and f"/{name}".lower() not in package.types and end not in package.ends:
            yield f"{name} has no content type"
        if end in MAGIC and not data.startswith(MAGIC[end]):
            yield f"{name} is no {end}"
        if b"<!DOCTYPE" in data[:400]:
            yield f"{name} has a DOCTYPE"
    for name in package.types:
        if name and name.removeprefix("/") not in {other.lower() for other in package.names}:
            yield f"a content type is given for {name}, which is not there"


def of_relationships(package: Package) -> Iterator[str]:
    reached = {TYPES, *(name for name in package.names if name.endswith(".rels"))}
    for name, root in package.roots.items():
        if not name.endswith(".rels"):
            continue
        source = name.replace("_rels/", "").removesuffix(".rels")
        given = [row.get("Id") or "" for row in root]
        yield from (f"{name}: {i} twice" for i, n in Counter(given).items() if n > 1)
        yield from (
            f"{name}: {i!r} is no id" for i in given if not re.fullmatch(r"[A-Za-z_][\w.\-]*", i)
        )
        kinds = Counter((row.get("Type") or "").rpartition("/")[2] for row in root)
        yield from (f"{name}: {kinds[kind]} parts of {kind}" for kind in ONCE if kinds[kind] > 1)
        for row in root:
            target = row.get("Target") or ""
            if row.get("TargetMode") == "External":
                if not target or re.search(r'[\s<>"{}|\\^`]', target):
                    yield f"{name}: {target!r} is no address"
                continue
            path = unquote(target.partition("#")[0])
            folder = posixpath.dirname(source)
            whole = (
                path[1:]
                if path.startswith("/")
                else posixpath.normpath(posixpath.join(folder, path))
            )
            reached.add(whole)
            if whole not in package.data:
                yield f"{name}: {whole} is not there"
        if source in package.roots:
            used = {
                v
                for n in package.roots[source].iter()
                for k, v in n.attrib.items()
                if k.startswith(R)
            }
            yield from (f"{source}: {i} leads nowhere" for i in used - set(given))
    yield from (f"nothing leads to {name}" for name in package.names if name not in reached)


def of_notes(package: Package) -> Iterator[str]:
    for kind in ("footnote", "endnote"):
        root = package.part(f"{kind}s")
        kinds = (
            {n.get(W + "id"): n.get(W + "type", "normal") for n in root} if root is not None else {}
        )
        if root is not None and len(kinds) != len(root):
            yield f"{kind}s share an id"
        if root is not None and not {"separator", "continuationSeparator"} <= set(kinds.values()):
            yield f"{kind}s lack a separator"
        for note in root if root is not None else ():
            numbers = list(note.iter(W + f"{kind}Ref"))
            if not len(note) or len(numbers) != (note.get(W + "type", "normal") == "normal"):
                yield f"{kind} {note.get(W + 'id')} has {len(numbers)} numbers"
        used = []
        for name, story in package.stories():
            marks = [n.get(W + "id") for n in story.iter(W + f"{kind}Reference")]
            used += marks
            if marks and story.tag != W + "document":
                yield f"{name} has marks of {kind}s"
        yield from (
            f"{kind} {i} is marked, and not there" for i in used if kinds.get(i) != "normal"
        )
        if sorted(used) != sorted(i for i, said in kinds.items() if said == "normal"):
            yield f"marks and {kind}s are not the same"
        listed = (
            package.part("settings").find(W + f"{kind}Pr")
            if package.part("settings") is not None
            else None
        )
        ids = [n.get(W + "id") for n in listed if n.tag == W + kind] if listed is not None else []
        if sorted(ids) != sorted(i for i, said in kinds.items() if said in SEPARATORS):
            yield f"the settings list {ids} as separators of {kind}s"


def of_ids(package: Package) -> Iterator[str]:
    starts = Counter(n.get(W + "id") for n in package.all("bookmarkStart"))
    ends = Counter(n.get(W + "id") for n in package.all("bookmarkEnd"))
    if starts != ends or any(count > 1 for count in starts.values()):
        yield "bookmarks do not begin and end once each"
    names = [n.get(W + "name") or "" for n in package.all("bookmarkStart")]
    yield from (
        f"bookmark {n!r} twice" for n, c in Counter(n.lower() for n in names).items() if c > 1
    )
    yield from (
        f"bookmark {n!r} is no name" for n in names if not re.fullmatch(r"[^\W\d]\w{0,39}", n)
    )
    drawings = Counter(n.get("id") for _, root in package.stories() for n in root.iter(DOC_PR))
    yield from (f"drawing {i} twice" for i, count in drawings.items() if count > 1)
    controls = Counter(
        n.find(W + "id").get(W + "val")
        for n in package.all("sdtPr")
        if n.find(W + "id") is not None
    )
    yield from (f"content control {i} twice" for i, count in controls.items() if count > 1)


def of_fields(package: Package) -> Iterator[str]:
    for name, root in package.stories():
        stack: list[str] = []
        for node in root.iter(W + "fldChar", W + "footnote", W + "endnote"):
            kind = node.get(W + "fldCharType")
            if kind is None:
                if stack:
                    yield f"{name}: a field goes on into the next note"
                stack = []
            elif kind == "begin":
                stack.append(kind)
            elif not stack or (kind == "separate" and stack[-1] != "begin"):
                yield f"{name}: {kind} without a beginning"
            elif kind == "separate":
                stack[-1] = kind
            elif stack.pop() == "begin":
                yield f"{name}: a field without a result"
        if stack:
            yield f"{name}: {len(stack)} fields do not end"


def of_tables(package: Package) -> Iterator[str]:
    for cell in package.all("tc"):
        inner = [n.tag for n in cell if n.tag not in {W + t for t in TRANSPARENT}]
        if not inner or inner[-1] not in (W + "p", W + "sdt"):
            yield "a cell does not end with a paragraph"
    for table in package.all("tbl"):
        rows = table.findall(W + "tr")
        if not rows or any(
            row.find(W + "tc") is None and row.find(W + "sdt") is None for row in rows
        ):
            yield "a table without rows, or a row without cells"
    body = package.document.find(W + "body")
    if body is None or not len(body) or body[-1].tag != W + "sectPr":
        yield "the text does not end with its section"
    for tag in ("body", "txbxContent", "hdr", "ftr"):
        for holder in package.all(tag):
            kinds = [n.tag for n in holder if n.tag in (W + "p", W + "tbl")]
            if (W + "tbl", W + "tbl") in itertools.pairwise(kinds):
                yield "two tables touch, and would become one"


def of_styles(package: Package) -> Iterator[str]:
    root, numbering = package.part("styles"), package.part("numbering")
    kinds = {n.get(W + "styleId"): n.get(W + "type", "paragraph") for n in root.iter(W + "style")}
    if len(kinds) != len(root.findall(W + "style")):
        yield "styles share an id"
    names = Counter(
        (n.get(W + "type"), (n.find(W + "name").get(W + "val") or "").lower())
        for n in root.iter(W + "style")
    )
    yield from (f"two styles are called {name}" for name, count in names.items() if count > 1)
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        for node in package.all(tag):
            if kinds.get(node.get(W + "val")) != kind:
                yield f"{tag} {node.get(W + 'val')} is no {kind} style"
    for node in root.iter(W + "basedOn", W + "next", W + "link"):
        if node.get(W + "val") not in kinds:
            yield f"a style names {node.get(W + 'val')}, which is none"
    abstracts = (
        [n.get(W + "abstractNumId") for n in numbering.findall(W + "abstractNum")]
        if numbering is not None
        else []
    )
    instances = numbering.findall(W + "num") if numbering is not None else []
    numbers = [n.get(W + "numId") for n in instances]
    if len(set(abstracts)) != len(abstracts) or len(set(numbers)) != len(numbers):
        yield "definitions of lists share an id"
    if any(n.find(W + "abstractNumId").get(W + "val") not in abstracts for n in instances):
        yield "a list has no definition"
    for holder in (root, *(story for _, story in package.stories())):
        for node in holder.iter(W + "numId"):
            if node.get(W + "val") not in {"0", *numbers}:
                yield f"list {node.get(W + 'val')} is not defined"


def of_links(package: Package) -> Iterator[str]:
    names = {(n.get(W + "name") or "").lower() for n in package.all("bookmarkStart")}
    for link in package.all("hyperlink"):
        if link.get(W + "anchor", "_top") != "_top" and link.get(W + "anchor").lower() not in names:
            yield f"a link leads to {link.get(W + 'anchor')}, which is no bookmark"
    for instruction in package.all("instrText"):
        words = (instruction.text or "").split()
        if words[:1] in (["NOTEREF"], ["PAGEREF"], ["REF"]) and words[1].lower() not in names:
            yield f"a field leads to {words[1]}, which is no bookmark"


def of_text(package: Package) -> Iterator[str]:
    for node in package.all("t"):
        text = node.text or ""
        if (
            text != text.strip()
            and node.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve"
        ):
            yield f"{text[:30]!r} loses its outer space"
    for section in package.document.iter(W + "sectPr"):
        kinds = Counter((n.tag, n.get(W + "type")) for n in section if n.tag.endswith("Reference"))
        yield from (
            f"a section has {count} of {kind}" for kind, count in kinds.items() if count > 1
        )
