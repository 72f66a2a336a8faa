"""Each key of the schema does what the schema says: it is printed, decides something, is checked, or is kept.

A key is changed where a specimen has it; then the text of both files, the files, or the problems have to be others. A
new key without a specimen fails, and so does one whose fate is not the one that `threadbrief explain` tells.
"""

import copy
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml
from lxml import etree

import threadbrief
from threadbrief.core.problems import BriefError, Problem
from threadbrief.read.schema.keys import Key, list_keys
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    Choice,
    Date,
    DateTime,
    Digest,
    Fate,
    Integer,
    LanguageTag,
    ListOf,
    MapOf,
    Nested,
    SourceDate,
)

FOLDER = Path(__file__).parent / "data" / "every-key"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Tree = dict[str, Any]
Step = str | int

CHANGED = {
    "schema": "threadbrief/9",
    "memo.template": "memo-letter",
    "memo.style": "threadbrief-author-date",
    "memo.language": "de",
    "memo.yardstick": "phia",
    "memo.summary": "Another line.",
    "memo.sections.place": "after",
    "thread.author": "port",
    "thread.cite": "feed",
    "thread.sources_of_metadata": {"url": "clock of the server"},
    "posts.author": "vesa",
    "posts.text": "Voir le plan.",
    "posts.continues": "p3",
    "posts.reply_to": "3k2",
    "posts.mentions": ["nobody"],
    "posts.people": ["ilmari"],
    "posts.quotes": ["p1"],
    "posts.links.cite": "wire",
    "posts.media.file": "second.png",
    "sources": ["others.json"],
    "checks": {"TB331": "off"},
    "notes": {"why": "Another note."},
    "flags.where": ["memo"],
    "flags.was": ["so", "so"],
    "citations.custom": {"handle": "@other", "platform": "mastodon"},
    "citations.issued.date-parts": [[2028]],
    "citations.issued.season": "3",
    "citations.issued.circa": "false",
    "people.source": "https://other.example/",
    "thread.author.source": "https://other.example/",
}
"""Values to change to, where the kind alone does not say one."""

WITHOUT = {
    "memo.subject": ("memo.title",),
    "memo.status": ("flags",),
    "thread.title": ("thread.cite",),
    "people.kind": ("thread.cite",),
}
"""Keys that have to go before a key shows what it does."""


def load(name: str) -> Tree:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes strings only


@cache
def specimens() -> tuple[Tree, ...]:
    return tuple(load(path.name) for path in sorted(FOLDER.glob("*.yaml")))


# --- a key in a tree ---


def find_places(
    node: object, path: list[str], way: tuple[Step, ...] = ()
) -> Iterator[tuple[Step, ...]]:
    """Yield where a tree has a key: lists, and keys of the writer's own, are gone through."""
    if not path:
        yield way
    elif isinstance(node, list):
        for at, item in enumerate(node):
            yield from find_places(item, path, (*way, at))
    elif isinstance(node, dict):
        if path[0] in node:
            yield from find_places(node[path[0]], path[1:], (*way, path[0]))
        elif way and way[-1] in {"people", "citations", "notes"}:
            for key, item in node.items():
                yield from find_places(item, path, (*way, key))


def get(tree: Any, way: tuple[Step, ...]) -> Any:
    for step in way:
        tree = tree[step]
    return tree


def put(tree: Tree, way: tuple[Step, ...], value: object) -> Tree:
    tree = copy.deepcopy(tree)
    holder = get(tree, way[:-1])
    holder[way[-1]] = value
    return tree


def change(value: Any, key: Key) -> object:
    """Return another value for a key."""
    if key.path in CHANGED:
        return CHANGED[key.path]
    kind = key.field.kind
    while isinstance(kind, ListOf | MapOf) and not isinstance(value, list | dict):
        kind = kind.kind
    if isinstance(value, list):
        return value[:-1] if len(value) > 1 or isinstance(value[0], dict) else [f"{value[0]}x"]
    if isinstance(value, dict):
        return dict(list(value.items())[:-1])
    return change_scalar(value, kind)


def change_scalar(value: str, kind: object) -> str:
    match kind:
        case Choice(words):
            return next(word for word in words if word != value)
        case Boolean():
            return "false" if value == "true" else "true"
        case Integer():
            return str(int(value) + 1)
        case Date() | DateTime() | SourceDate():
            return value.replace("2031", "2030")
        case Digest():
            return "9" * 64
        case Address():
            return value.replace("://", "://x.")
        case LanguageTag():
            return "fi" if value != "fi" else "sv"
        case _:
            return f"{value}x"


# --- what a memo gives ---


class Given:
    """The two files of a memo and its problems."""

    def __init__(self, tree: Tree, folder: Path) -> None:
        data = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=10**6).encode()
        self.files: tuple[bytes, bytes] = (b"", b"")
        try:
            brief = threadbrief.load(data, folder=folder)
            problems = threadbrief.check(brief, folder=folder)
            self.files = (
                threadbrief.build(brief, to="docx", folder=folder),
                threadbrief.build(brief, to="pdf", folder=folder),
            )
        except BriefError as fault:
            problems = fault.problems
        self.problems = sorted(map(say, problems))

    @property
    def texts(self) -> tuple[str, str]:
        return read_word(self.files[0]), read_pdf(self.files[1])

    @property
    def parts(self) -> tuple[object, object]:
        """What the files have, without the memo that is embedded in them."""
        with zipfile.ZipFile(io.BytesIO(self.files[0])) as package:
            names = [name for name in package.namelist() if "custom" not in name]
            word = [(name, package.read(name)) for name in names]
        return word, self.texts[1]


def say(problem: Problem) -> str:
    return f"{problem.code} {problem.message}"


def read_word(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = sorted(n for n in package.namelist() if n.startswith("word/") and n.endswith("xml"))
        parts = [etree.fromstring(package.read(name)) for name in names]
    return "\n".join("".join(text.text or "" for text in part.iter(f"{W}t")) for part in parts)


def read_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Tree], Given]:
    folder = tmp_path_factory.mktemp("every-key")
    for file in FOLDER.iterdir():
        shutil.copy(file, folder)
    shutil.copy(FOLDER.parent / "warned" / "beside" / "quay.png", folder / "second.png")
    known: dict[str, Given] = {}

    def make(tree: Tree) -> Given:
        name = repr(tree)
        if name not in known:
            known[name] = Given(tree, folder)
        return known[name]

    return make


# --- the tests ---


def is_tested_by_styles(key: Key) -> bool:
    """Return whether a key is a variable of CSL, which is printed by the style that has it."""
    return "variable of CSL" in key.field.doc or key.field.doc.startswith("The same as")


def holds_keys(key: Key) -> bool:
    """Return whether a key is only a holder of others."""
    kind = key.field.kind
    while isinstance(kind, ListOf | MapOf):
        kind = kind.kind
    return isinstance(kind, Nested)


KEYS = [key for key in list_keys() if not is_tested_by_styles(key) and not holds_keys(key)]


def variants(key: Key) -> Iterator[tuple[Tree, Tree]]:
    """Yield each specimen that has a key, and the same with another value there."""
    for tree in specimens():
        base = copy.deepcopy(tree)
        for path in WITHOUT.get(key.path, ()):
            for way in list(find_places(base, path.split("."))):
                del get(base, way[:-1])[way[-1]]
        for way in find_places(base, key.path.split(".")):
            value = get(base, way)
            if value not in ("", [], {}):
                yield base, put(base, way, change(value, key))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.path)
def test_a_key_has_the_fate_that_the_schema_tells(key: Key, given: Callable[[Tree], Given]) -> None:
    fate = key.field.use.fate
    found: set[Fate] = set()
    for before, after in variants(key):
        found.add(observe(given(before), given(after)))
        if fate in found and fate in {Fate.PRINTED, Fate.DECIDES}:
            return
    assert found, f"no specimen of tests/data/every-key has {key.path}"
    match fate:
        case Fate.PRINTED:
            assert Fate.PRINTED in found
        case Fate.DECIDES:
            assert found & {Fate.PRINTED, Fate.DECIDES}
        case Fate.CHECKED:
            assert Fate.CHECKED in found
            assert found <= {Fate.CHECKED, Fate.KEPT}
        case Fate.KEPT:
            assert found == {Fate.KEPT}


def observe(one: Given, other: Given) -> Fate:
    """Return what a change did: to the text of both files, else to the files, else to the problems."""
    assert one.files[0], one.problems
    if other.files[0]:
        changed = [a != b for a, b in zip(one.texts, other.texts, strict=True)]
        if all(changed):
            return Fate.PRINTED
        if any(changed) or one.parts != other.parts:
            return Fate.DECIDES
    if one.problems != other.problems:
        return Fate.CHECKED
    return Fate.KEPT


def test_a_holder_of_printed_keys_is_said_to_be_printed() -> None:
    paths = {key.path: key.field.use.fate for key in list_keys()}
    for key in filter(holds_keys, list_keys()):
        inner = [fate for path, fate in paths.items() if path.startswith(f"{key.path}.")]
        assert (key.field.use.fate is Fate.PRINTED) is (Fate.PRINTED in inner), key.path


# --- the variables of CSL ---


def write_style(variables: list[Key]) -> str:
    """Return a citation style whose list of sources prints variables."""
    elements = []
    for key in variables:
        name = key.field.name
        if isinstance(key.field.kind, SourceDate):
            elements.append(f'<date variable="{name}"><date-part name="year"/></date>')
        elif isinstance(key.field.kind, ListOf):
            elements.append(f'<names variable="{name}"/>')
        else:
            elements.append(f'<text variable="{name}"/>')
    return (
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="note"><info><title>All</title>'
        "<id>all</id><updated>2031-03-14T00:00:00Z</updated></info><citation><layout>"
        '<text variable="title"/></layout></citation><bibliography><layout><group delimiter=" | ">'
        f"{''.join(elements)}</group></layout></bibliography></style>"
    )


def test_every_variable_of_csl_is_printed_by_a_style_that_has_it(tmp_path: Path) -> None:
    variables = [
        key
        for key in list_keys()
        if "variable of CSL" in key.field.doc and key.field.use.fate is Fate.PRINTED
    ]
    values = {}
    for at, key in enumerate(variables):
        number = str(1100 + at)
        values[key.field.key] = (
            [{"literal": f"X{number}"}] if isinstance(key.field.kind, ListOf) else number
        )
    (tmp_path / "all.csl").write_text(write_style(variables), encoding="utf-8")
    memo = {
        "schema": "threadbrief/1",
        "memo": {"to": "A", "from": "B", "date": "2031-03-14", "subject": "S", "style": "all.csl"},
        "posts": [{"text": "Ice [@s]."}],
        "citations": {"s": {"type": "book", "title": "T", **values}},
    }
    given = Given(memo, tmp_path)
    assert len(values) > 90
    for text in given.texts:
        missing = [key.path for at, key in enumerate(variables) if str(1100 + at) not in text]
        assert missing == []
