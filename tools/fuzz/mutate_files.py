"""Mutations of structured files: XML, zip archives, PNG chunks, JPEG segments, font tables."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

from cases import Dice
from lxml import etree
from mutate_text import choose_nasty_text, mutate_bytes

Element = etree._Element  # noqa: SLF001 - the type of an element has no other name
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)
_ENTRY_NAMES = (
    "../x",
    "/x",
    "x\\y",
    "C:/x",
    "a//b",
    "./a",
    "é",
    "x" * 300,
    "data/tweets.js",
    "word/document.xml",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


# --- XML ---


def mutate_xml(data: bytes, dice: Dice) -> bytes:
    """Return XML with from one to five changes of its elements; bytes where it is none."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return mutate_bytes(data, dice)
    for _ in range(dice.choice((1, 1, 2, 3, 5))):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        dice.choice(_XML_CHANGES)(nodes, dice)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _remove(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice(nodes)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _double(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice(nodes)
    if node.getparent() is not None:
        for _ in range(dice.choice((1, 1, 3, 30))):
            node.addnext(etree.fromstring(etree.tostring(node, with_tail=False), _PARSER))


def _move(nodes: Sequence[Element], dice: Dice) -> None:
    node, to = dice.choice(nodes), dice.choice(nodes)
    if node.getparent() is not None and node not in (to, *to.iterancestors()):
        to.insert(dice.randrange(len(to) + 1), node)


def _retag(nodes: Sequence[Element], dice: Dice) -> None:
    dice.choice(nodes).tag = dice.choice(nodes).tag


def _set_attribute(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice([node for node in nodes if node.attrib] or nodes)
    other = dice.choice([node for node in nodes if node.attrib] or nodes)
    names = list(node.attrib) or ["id"]
    if dice.random() < 0.3:
        names = list(other.attrib) or names
    value = choose_nasty_text(dice)
    if dice.random() < 0.5 and other.attrib:
        value = dice.choice(list(other.attrib.values()))
    _try_set(node, dice.choice(names), value)


def _try_set(node: Element, name: str, value: str) -> None:
    try:
        node.set(name, value)
    except ValueError:  # a character that XML does not have
        node.set(name, "")


def _drop_attribute(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice([node for node in nodes if node.attrib] or nodes)
    for name in list(node.attrib)[:1]:
        del node.attrib[name]


def _set_text(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice([node for node in nodes if node.text] or nodes)
    try:
        node.text = choose_nasty_text(dice)
    except ValueError:
        node.text = "{{ body }}"


def _wrap(nodes: Sequence[Element], dice: Dice) -> None:
    node = dice.choice(nodes)
    if node.getparent() is None:
        return
    node.addnext(etree.Comment(" between "))
    for _ in range(dice.choice((1, 1, 5, 120))):
        around = etree.Element(dice.choice(nodes).tag)
        parent = node.getparent()
        if parent is not None:
            parent.replace(node, around)
        around.append(node)


_XML_CHANGES: tuple[Callable[[Sequence[Element], Dice], None], ...] = (
    _remove, _double, _move, _retag, _set_attribute, _set_attribute, _drop_attribute, _set_text, _wrap,
)  # fmt: skip


# --- zip ---


def mutate_zip(data: bytes, dice: Dice, change: Callable[[str, bytes, Dice], bytes]) -> bytes:
    """Return a zip with from one to four entries changed, dropped, exchanged or renamed.

    `change` mutates the content of an entry by its name.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(dice.choice((1, 1, 2, 4))):
        _change_entries(entries, dice, change)
    changed = pack_zip(entries, dice)
    return mutate_bytes(changed, dice) if dice.random() < 0.1 else changed


def _change_entries(
    entries: list[tuple[str, bytes]], dice: Dice, change: Callable[[str, bytes, Dice], bytes]
) -> None:
    if not entries:
        return
    at, to = dice.randrange(len(entries)), dice.randrange(len(entries))
    name, content = entries[at]
    match dice.randrange(10):
        case 0:
            del entries[at]
        case 1:
            entries[at] = (name, entries[to][1])
        case 2:
            new = (name.upper(), f"{name}x", f"x/{name}", name.replace("/", "//"), *_ENTRY_NAMES)
            entries[at] = (dice.choice(new), content)
        case 3 if dice.random() < 0.3:
            entries.append((name, content))
        case _:
            entries[at] = (name, change(name, content, dice))


def pack_zip(entries: Sequence[tuple[str, bytes]], dice: Dice) -> bytes:
    """Return a zip of entries."""
    buffer = io.BytesIO()
    method = dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # a name that is there twice
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, method)
    return buffer.getvalue()


# --- pictures and fonts ---


def mutate_png(data: bytes, dice: Dice) -> bytes:
    """Return a PNG with chunks changed, dropped, doubled or exchanged, their checksums right."""
    chunks = list(_split_png(data))
    for _ in range(dice.choice((1, 1, 2, 4))):
        if not chunks:
            break
        at, to = dice.randrange(len(chunks)), dice.randrange(len(chunks))
        kind, content = chunks[at]
        match dice.randrange(6):
            case 0:
                del chunks[at]
            case 1:
                chunks.insert(to, (kind, content))
            case 2:
                chunks[at], chunks[to] = chunks[to], chunks[at]
            case 3:
                names = (
                    b"tEXt",
                    b"iTXt",
                    b"eXIf",
                    b"iCCP",
                    b"PLTE",
                    b"tRNS",
                    b"acTL",
                    b"gAMA",
                    b"\0\0\0\0",
                )
                chunks[at] = (dice.choice(names), content)
            case _:
                chunks[at] = (kind, mutate_bytes(content, dice))
    return data[:8] + b"".join(_join_chunk(kind, content) for kind, content in chunks)


def _split_png(data: bytes) -> Sequence[tuple[bytes, bytes]]:
    chunks, at = [], 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunks.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def _join_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", checksum)


def mutate_font(data: bytes, dice: Dice) -> bytes:
    """Return a font with tables changed, dropped, renamed or exchanged; its directory may be right."""
    count = int.from_bytes(data[4:6], "big")
    records = [struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count)]
    tables = [[tag, data[start : start + length]] for tag, _, start, length in records]
    for _ in range(dice.choice((1, 1, 2, 4))):
        if not tables:
            break
        at, to = dice.randrange(len(tables)), dice.randrange(len(tables))
        match dice.randrange(8):
            case 0:
                del tables[at]
            case 1:
                tables[at][1] = tables[to][1]
            case 2:
                tables[at][0] = dice.choice(
                    (b"CFF ", b"glyf", b"SVG ", b"fvar", b"cmap", b"\xff\xfe\0\0")
                )
            case _:
                tables[at][1] = mutate_bytes(tables[at][1], dice)
    packed = _pack_tables(data[:4], [(bytes(tag), content) for tag, content in tables])
    return mutate_bytes(packed, dice) if dice.random() < 0.15 else packed


def _pack_tables(kind: bytes, tables: Sequence[tuple[bytes, bytes]]) -> bytes:
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for tag, content in tables:
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return kind + struct.pack(">HHHH", len(tables), 0, 0, 0) + directory + body
