"""Templates of Word with something wrong in them: parts dropped, bytes flipped, elements moved, numbers that are none.

`make fuzz TARGET=house` tries as many as one wants, with whole memos.
"""

import contextlib
import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from house_specimen import ALL
from lxml import etree
from word_specimen import full, stress

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.templates import HouseFile, NoteKind, Template, WordOptions
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word
from threadbrief.word.house_template import inspect_house

Entries = dict[str, bytes]
ODD = ("", "0", "-1", "1", "2147483648", "9" * 40, "9" * 5000, "-" + "9" * 5000, "NaN", "1.5", "٣", "²", "a b",
       "{{ body }}", "../../x", "http://e/", "on", "Normal", "separator", "w:val", "\t")  # fmt: skip


def mutated(seed: int) -> bytes:
    """Return a template with from one to four things wrong in it; the same seed gives the same bytes."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    whole = dice.choice(SPECIMENS)()
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(dice.randint(1, 4)):
        dice.choice(CHANGES)(entries, dice)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return flipped(buffer.getvalue(), dice) if dice.random() < 0.1 else buffer.getvalue()


def flipped(data: bytes, dice: random.Random) -> bytes:
    """Return bytes with a few of them changed, or cut short."""
    if not data or dice.random() < 0.1:
        return data[: dice.randrange(len(data) + 1)]
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def drop(entries: Entries, dice: random.Random) -> None:
    entries.pop(dice.choice(list(entries) or [""]), None)


def flip(entries: Entries, dice: random.Random) -> None:
    name = dice.choice(list(entries) or [""])
    entries[name] = flipped(entries.get(name, b""), dice)


def swap(entries: Entries, dice: random.Random) -> None:
    """Let two parts change places."""
    names = list(entries) or [""]
    one, two = dice.choice(names), dice.choice(names)
    entries[one], entries[two] = entries.get(two, b""), entries.get(one, b"")


def rename(entries: Entries, dice: random.Random) -> None:
    name = dice.choice(list(entries) or [""])
    new = dice.choice(
        (
            name.upper(),
            name + "x",
            "x/" + name,
            name.replace("/", "\\"),
            name.replace("/", "//"),
            "é.xml",
        )
    )
    entries[new] = entries.pop(name, b"")


def in_tree(
    change: Callable[[list[etree._Element], random.Random], None],
) -> Callable[[Entries, random.Random], None]:
    """Return a change of one part, given what it does to the elements of its tree."""

    def apply(entries: Entries, dice: random.Random) -> None:
        names = [name for name in entries if name.endswith((".xml", ".rels"))]
        likely = [name for name in names if name in LIKELY]
        name = dice.choice(likely if likely and dice.random() < 0.8 else names or [""])
        try:
            root = etree.fromstring(entries.get(name, b""))
        except etree.XMLSyntaxError:
            return
        for _ in range(dice.randint(1, 5)):
            change([node for node in root.iter() if isinstance(node.tag, str)], dice)
        entries[name] = etree.tostring(root)

    return apply


LIKELY = ("word/document.xml", "word/styles.xml", "word/settings.xml", "word/numbering.xml", "word/footnotes.xml",
          "word/_rels/document.xml.rels", "[Content_Types].xml", "_rels/.rels", "word/header1.xml")  # fmt: skip


def remove(nodes: list[etree._Element], dice: random.Random) -> None:
    node = dice.choice(nodes)
    if node.getparent() is not None:
        node.getparent().remove(node)


def double(nodes: list[etree._Element], dice: random.Random) -> None:
    node = dice.choice(nodes)
    if node.getparent() is not None:
        node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))


def move(nodes: list[etree._Element], dice: random.Random) -> None:
    node, to = dice.choice(nodes), dice.choice(nodes)
    if node.getparent() is not None and node not in (to, *to.iterancestors()):
        to.insert(dice.randrange(len(to) + 1), node)


def retag(nodes: list[etree._Element], dice: random.Random) -> None:
    dice.choice(nodes).tag = dice.choice(nodes).tag


def odd_value(nodes: list[etree._Element], dice: random.Random) -> None:
    node = dice.choice([n for n in nodes if n.attrib] or nodes)
    for name in dice.sample(list(node.attrib), min(1, len(node.attrib))):
        node.set(
            name,
            dice.choice((*ODD, dice.choice([v for n in nodes for v in n.attrib.values()] or [""]))),
        )


def odd_text(nodes: list[etree._Element], dice: random.Random) -> None:
    words = (
        "{{ body }}",
        "{{ subject }}",
        "{{",
        "}} {{ to }}",
        "{{ judgements }}",
        "{{ summary }}{{ body }}",
        "",
    )
    dice.choice([n for n in nodes if n.text] or nodes).text = dice.choice(words)


def no_attribute(nodes: list[etree._Element], dice: random.Random) -> None:
    node = dice.choice([n for n in nodes if n.attrib] or nodes)
    for name in list(node.attrib)[:1]:
        del node.attrib[name]


def wrap(nodes: list[etree._Element], dice: random.Random) -> None:
    """Put an element into many of its kind, or into a comment's neighbourhood."""
    node = dice.choice(nodes)
    if node.getparent() is None:
        return
    node.addnext(etree.Comment(" between "))
    for _ in range(dice.choice((1, 5, 200))):
        around = etree.Element(dice.choice(nodes).tag)
        node.getparent().replace(node, around)
        around.append(node)


CHANGES = (
    drop, flip, swap, rename,
    *(in_tree(change) for change in (
        remove, double, move, retag, odd_value, odd_value, odd_text, no_attribute, wrap,
    )),
)  # fmt: skip


def letterhead() -> bytes:
    return (Path(__file__).parents[3] / "examples" / "house" / "letterhead.dotx").read_bytes()


SPECIMENS = (*ALL.values(), letterhead)


def outcome(data: bytes, seed: int = 0) -> str:
    """Return what comes of a template: `built`, or the code of the first problem. Anything else is raised."""
    kind = (None, NoteKind.ENDNOTES)[seed % 2]
    word = WordOptions(house=HouseFile("house.docx", data), contents=seed % 3 == 0, kind=kind)
    template: Template = replace(load_template(), word=word)
    with contextlib.suppress(BriefError):
        inspect_house(word.house, template)
    try:
        made = write_word(DOCUMENTS[seed % 5 == 0], template)
    except BriefError as fault:
        return fault.problems[0].code
    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and name in LIKELY:
                etree.fromstring(archive.read(name))
    return "built"


DOCUMENTS = {False: full(), True: stress()}
