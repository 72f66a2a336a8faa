"""Attempts to have a memo, a template or an export read what lies outside its folder: none succeeds, each is told.

What lies outside is whole and would be used: with `allow_outside` it is, which is tested too.
"""

import io
import os
import signal
import socket
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pytest
from PIL import Image

from threadbrief.core.problems import BriefError, has_errors
from threadbrief.importers.importing import import_thread
from threadbrief.importers.inputs.open import open_source
from threadbrief.importers.model import Selection
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.check import check_memo
from threadbrief.pipeline.options import BuildOptions, Embed, Format

TODAY = date(2031, 3, 14)
CANARY, INSIDE = "Kanarienvogel", "Sperling"
"""A word in all that lies outside, and one in what lies inside under the same name."""
MEMO = """\
schema: threadbrief/1
memo:
  to: A
  from: B
  date: 2031-03-14
  subject: Ice
{memo}
  summary: |-
    So [@src].

    {figure}
posts:
- id: p1
  text: Ice.
{post}
citations:
  src: {{type: webpage, title: Ice, URL: "https://e.example/"}}
{more}
"""
STYLE = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">
<info><title>T</title><id>t</id></info>
<citation><layout prefix="{word} "><text variable="title"/></layout></citation>
</style>
"""


@cache
def picture(word: str) -> bytes:
    """Return a picture in whose file the word can be found: no line of pixels is filtered."""
    buffer = io.BytesIO()
    image = Image.frombytes("P", (32, 16), word.ljust(32).encode() * 16)
    image.putpalette(bytes(range(256)) * 3)
    image.save(buffer, "PNG", compress_level=0)
    return buffer.getvalue()


@cache
def house(word: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(word)
    document.add_paragraph("{{ body }}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


ROLES: dict[str, tuple[str, str, Callable[[str], bytes]]] = {
    "picture": ("a.png", "post", picture),
    "figure": ("a.png", "figure", picture),
    "references": (
        "a.json", "references",
        lambda word: f'[{{"id": "x", "type": "webpage", "title": "{word}"}}]'.encode(),
    ),
    "style": ("a.csl", "style", lambda word: STYLE.format(word=word).encode()),
    "template": (
        "a.yaml", "template",
        lambda word: f'extends: memo\nname: {word}\ndate: "{word} {{day}} {{month}} {{year}}"\n'.encode(),
    ),
    "house": ("a.docx", "template", house),
}  # fmt: skip
"""What a memo names: the name of the file, the key, and what is in it."""


def memo_with(role: str, path: str) -> bytes:
    """Return a memo that names a file in a role."""
    key = ROLES[role][1]
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    memo = post = more = figure = ""
    match key:
        case "post":
            post = f"  media: [{{type: image, alt: A, file: {quoted}}}]"
        case "figure":
            figure = f"![A]({path})"
        case "references":
            more = f"sources: [{quoted}]"
        case _:
            memo = f"  {key}: {quoted}"
    text = MEMO.format(memo=memo, figure=figure, post=post, more=more)
    if role == "references":
        text = text.replace("[@src]", "[@x]")
    return text.encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a memo, beside folders with the same files; what waits is ended."""
    inside, outside = tmp_path / "memo", tmp_path / "outside"
    for home, word in ((inside / "sub", INSIDE), (outside, CANARY), (tmp_path / "memo-2", CANARY)):
        home.mkdir(parents=True)
        for name, _, make in ROLES.values():
            (home / name).write_bytes(make(word))
    (inside / "deep" / "er").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(outside))
    monkeypatch.chdir(inside)
    if hasattr(signal, "alarm"):
        signal.alarm(30)
    yield inside
    if hasattr(signal, "alarm"):
        signal.alarm(0)


def contents(data: bytes) -> bytes:
    """Return all that is in a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def build(memo: bytes, *, outside: bool = False) -> bytes:
    """Return what is in the Word file of a memo."""
    options = BuildOptions(
        formats=(Format.DOCX,), folder=Path(), allow_outside=outside, embed=Embed.NONE
    )
    built = build_memo(memo, "memo.yaml", options)
    return contents(built.files[Format.DOCX])


def assert_refused(memo: bytes) -> None:
    """Assert that a build refuses a memo with a problem, and that a check has one too."""
    assert has_errors(check_memo(memo, "memo.yaml", BuildOptions(folder=Path())))
    with pytest.raises(BriefError) as caught:
        build(memo)
    told = "\n".join(f"{problem} {problem.hint}" for problem in caught.value.problems)
    assert CANARY not in told
    assert "fault in threadbrief" not in told


# --- controls: what is outside would be used ---


@pytest.mark.parametrize("role", ROLES)
def test_what_is_inside_is_used_and_what_is_outside_where_it_is_allowed(
    role: str, folder: Path
) -> None:
    name = ROLES[role][0]
    assert INSIDE.encode() in build(memo_with(role, f"sub/{name}"))
    assert CANARY.encode() in build(memo_with(role, f"../outside/{name}"), outside=True)
    assert CANARY.encode() in build(
        memo_with(role, str(folder.parent / "outside" / name)), outside=True
    )


# --- by name ---

NAMES = (
    "../outside/{}", "./../outside/{}", "..//outside//{}", "../outside/./{}", "sub/../../outside/{}",
    "deep/er/../../../outside/{}", "nowhere/../../outside/{}", "sub/{}/../../../outside/{}", "../memo-2/{}",
    "../memo/../outside/{}", "{root}/outside/{}", "//{root}/outside/{}", "/.{root}/outside/{}",
    "{root}/memo/../outside/{}", "/proc/self/cwd/../outside/{}", "/proc/self/root{root}/outside/{}",
    "/proc/thread-self/cwd/../outside/{}", "..\\outside\\{}", "sub\\..\\..\\outside\\{}", "C:\\outside\\{}", "C:/outside/{}",
    "C:..\\outside\\{}", "\\\\host\\share\\{}", "//host/share/{}", "\\\\?\\C:\\{}", "file://{root}/outside/{}",
    "file:../outside/{}", "%2e%2e/outside/{}", "..%2foutside%2f{}", "%2e%2e%2foutside/{}", "..%c0%afoutside/{}",
    "..%252foutside/{}", "．．/outside/{}", "‥/outside/{}", "..∕outside∕{}", "..／outside／{}", ".\u200b./outside/{}",
    "~/{}", "$HOME/{}", "${{HOME}}/{}", "../OUTSIDE/{}", "../Outside/{}", "../outside/../outside/{}", ".../outside/{}",
    "../outside/{}/", "../outside/{}/.", "../outside", "..", "/", "/dev/zero", "/dev/stdin", "/dev/fd/0",
    "/proc/self/environ", "/proc/self/mem",
)  # fmt: skip
"""Paths; `{}` is the name of the file, `{root}` the folder above."""


def fill(pattern: str, name: str, root: Path) -> str:
    return (
        pattern.replace("{root}", str(root))
        .replace("{{", "{")
        .replace("}}", "}")
        .replace("{}", name)
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("pattern", NAMES)
def test_no_name_leads_out(role: str, pattern: str, folder: Path) -> None:
    path = fill(pattern, ROLES[role][0], folder.parent)
    if role in ("template", "house") and not path.lower().endswith((".yaml", ".docx")):
        path += "/"  # else it is the name of a built-in template
    assert_refused(memo_with(role, path))


# --- by what is in the folder ---


def _link(target: str) -> Callable[[Path, str], str]:
    """Make a link under another name, and return that; `{}` and `{root}` as above."""

    def make(folder: Path, name: str) -> str:
        link = f"link{Path(name).suffix}"
        (folder / link).symlink_to(fill(target, name, folder.parent))
        return link

    return make


def _link_folder(target: str, path: str) -> Callable[[Path, str], str]:
    def make(folder: Path, name: str) -> str:
        (folder / "way").symlink_to(fill(target, name, folder.parent))
        return fill(path, name, folder.parent)

    return make


def _chain(length: int) -> Callable[[Path, str], str]:
    def make(folder: Path, name: str) -> str:
        suffix = Path(name).suffix
        target = f"../outside/{name}"
        for number in range(length):
            (folder / f"link{number}{suffix}").symlink_to(target)
            target = f"link{number}{suffix}"
        return target

    return make


def _circle(folder: Path, name: str) -> str:
    one, other = (folder / f"{part}{Path(name).suffix}" for part in ("one", "other"))
    one.symlink_to(other.name)
    other.symlink_to(one.name)
    return one.name


def _pipe(folder: Path, name: str) -> str:
    path = folder / f"pipe{Path(name).suffix}"
    os.mkfifo(path)
    return path.name


def _socket(_folder: Path, name: str) -> str:
    path = f"socket{Path(name).suffix}"
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path)  # relative: such names are short
    return path


def _device(folder: Path, name: str) -> str:
    path = folder / f"device{Path(name).suffix}"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    except OSError:
        pytest.skip("only an administrator makes devices")
    return path.name


THINGS: dict[str, Callable[[Path, str], str]] = {
    "a link": _link("../outside/{}"),
    "a link from the root": _link("{root}/outside/{}"),
    "a link through proc": _link("/proc/self/cwd/../outside/{}"),
    "a link in and out": _link("sub/../../outside/{}"),
    "a link through itself": _link("../memo/../outside/{}"),
    "a link to zeros": _link("/dev/zero"),
    "a link to the environment": _link("/proc/self/environ"),
    "a link to standard input": _link("/dev/stdin"),
    "a link to nothing": _link("../outside/nothing"),
    "a folder": _link_folder("../outside", "way/{}"),
    "a folder from the root": _link_folder("{root}/outside", "way/{}"),
    "the folder above": _link_folder("..", "way/outside/{}"),
    "the root": _link_folder("/", "way{root}/outside/{}"),
    "a folder and back": _link_folder("sub", "way/../../outside/{}"),
    "the parent of a link": _link_folder("../outside/../outside", "way/../outside/{}"),
    "a folder of a folder": _link_folder("../memo-2", "deep/../way/{}"),
    "the folder of a process": _link_folder("/proc/self/cwd", "way/../outside/{}"),
    "two links": _chain(2),
    "thirty links": _chain(30),
    "sixty links": _chain(60),
    "a circle": _circle,
}
if hasattr(os, "mkfifo"):
    THINGS |= {"a pipe": _pipe, "a socket": _socket, "a device": _device}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("thing", THINGS)
def test_no_link_leads_out_and_nothing_waits(role: str, thing: str, folder: Path) -> None:
    assert_refused(memo_with(role, THINGS[thing](folder, ROLES[role][0])))


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    "beside", ["template.yaml", "words.en.yaml", "words.nl.yaml", "a.yaml", "fonts/a.ttf"]
)
def test_nor_does_what_is_beside_a_template(beside: str, thing: str, folder: Path) -> None:
    words = folder.parent / "outside" / "words.yaml"
    words.write_text(f"to: {CANARY}\n", encoding="utf-8")
    own = folder / "own"
    (own / "fonts").mkdir(parents=True)
    made = THINGS[thing](folder, "a.yaml")
    if beside != "template.yaml":
        more = "fonts: [fonts]\n" if beside.startswith("fonts") else ""
        (own / "template.yaml").write_text(f"extends: memo\n{more}", encoding="utf-8")
    template = "own/template.yaml"
    if beside == "a.yaml":
        (own / "a.docx").write_bytes(house(INSIDE))
        template = "own/a.docx"
    (own / beside).symlink_to(folder / made)
    assert_refused(memo_with("template", template))


@pytest.mark.parametrize("pattern", NAMES)
def test_nor_does_a_folder_of_fonts(pattern: str, folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    path = fill(pattern, "", folder.parent).replace("\\", "\\\\")
    (own / "template.yaml").write_text(f'extends: memo\nfonts: ["{path}"]\n', encoding="utf-8")
    assert_refused(memo_with("template", "own/template.yaml"))


@pytest.mark.parametrize("pattern", ["../outside/{}", "{root}/outside/{}", "way/{}", "link.json"])
def test_a_captured_file_outside_is_not_measured(pattern: str, folder: Path) -> None:
    (folder / "way").symlink_to("../outside")
    (folder / "link.json").symlink_to("../outside/a.json")
    path = fill(pattern, "a.json", folder.parent)
    capture = (
        f'thread: {{platform: x, capture: {{file: "{path}", bytes: 1, sha256: "{"0" * 64}"}}}}'
    )
    memo = MEMO.format(memo="", figure="", post="", more=capture).encode()
    options = BuildOptions(folder=Path())
    codes = {problem.code for problem in check_memo(memo, "m", options)}
    allowed = {
        problem.code
        for problem in check_memo(memo, "m", BuildOptions(folder=Path(), allow_outside=True))
    }
    assert allowed - codes == {"TB333"}


# --- by an exchange in between ---


class Watched:
    """Does something before the call of some number of those that open, follow or ask for a file.

    It is undone after that call.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.number = 0, 0
        self.action: Callable[[], None] = list
        self.undo: Callable[[], None] = list
        for name in ("open", "stat", "lstat", "readlink"):
            monkeypatch.setattr(os, name, self.watch(getattr(os, name)))
        monkeypatch.setattr(io, "open", self.watch(open))

    def arm(self, number: int, action: Callable[[], None], undo: Callable[[], None]) -> None:
        self.calls, self.number, self.action, self.undo = 0, number, action, undo

    def watch(self, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            self.calls += 1
            if self.calls != self.number:
                return function(*arguments, **options)
            self.action()
            try:
                return function(*arguments, **options)
            finally:
                self.undo()

        return call


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def exchange(folder: Path, name: str, what: str) -> None:
    """Put a link that leads out in the place of a folder, or of a file in it."""
    if what == "the folder":
        folder.rename(folder.with_name("gone"))
        folder.symlink_to(folder.parents[1] / "outside")
    else:
        (folder / name).rename(folder / "gone")
        (folder / name).symlink_to(folder.parents[1] / "outside" / name)


def put_back(folder: Path, name: str) -> None:
    if folder.is_symlink():
        folder.unlink()
        folder.with_name("gone").rename(folder)
    elif (folder / name).is_symlink():
        (folder / name).unlink()
        (folder / "gone").rename(folder / name)


def try_exchanges(
    watched: Watched, folder: Path, name: str, what: str, give: Callable[[], bytes]
) -> None:
    """Make the exchange before each of the calls in turn, for good or for that call alone."""
    assert INSIDE.encode() in give()
    number = 0
    while watched.calls >= number:
        number += 1
        for undo in (list, lambda: put_back(folder, name)):
            watched.arm(number, lambda: exchange(folder, name, what), undo)
            given = give()
            watched.number = 0
            put_back(folder, name)
            assert CANARY.encode() not in given, number
    assert number > LEAST_CALLS


LEAST_CALLS = 3


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", ["the folder", "the file"])
def test_an_exchange_meanwhile_leads_nowhere(
    role: str, what: str, folder: Path, watched: Watched
) -> None:
    name = ROLES[role][0]
    options = BuildOptions(formats=(Format.DOCX,), folder=Path(), embed=Embed.NONE)

    def give() -> bytes:
        try:
            built = build_memo(memo_with(role, f"sub/{name}"), "memo.yaml", options)
        except BriefError as fault:
            return str(fault).encode()
        return contents(built.files[Format.DOCX])

    try_exchanges(watched, folder / "sub", name, what, give)


# --- exports ---

TWEETS = (
    'window.YTD.tweets.part0 = [{{"tweet": {{"id_str": "1", "full_text": "{}", '
    '"created_at": "Fri Mar 14 09:00:00 +0000 2031"}}}}]'
)


def import_from(path: Path) -> str:
    """Return the draft of an export, or what is said about it."""
    try:
        return import_thread(open_source(path), Selection(), None, TODAY).text
    except BriefError as fault:
        return str(fault)


ENTRIES = (
    "../outside/tweets.js", "data/../../outside/tweets.js", "/etc/tweets.js", "{root}/outside/tweets.js", "data\\tweets.js",
    "..\\tweets.js", "C:/tweets.js", "C:tweets.js", "./../tweets.js", "data/./../../tweets.js", "~/../tweets.js/..",
)  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz"])
def test_no_entry_of_an_archive_leads_out(entry: str, form: str, folder: Path) -> None:
    name = entry.replace("{root}", str(folder.parent))
    data = TWEETS.format("Ice").encode()
    path = folder / f"export.{form}"
    if form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo(name), data)
    else:
        with tarfile.open(path, "w:gz" if form == "tar.gz" else "w") as archive:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with pytest.raises(BriefError, match="TB953"):
        open_source(path)


@pytest.mark.parametrize(
    "target", ["../outside/tweets.js", "{root}/outside/tweets.js", "/dev/zero", "data/other.js"]
)
@pytest.mark.parametrize(
    "kind",
    ["zip", tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_no_link_in_an_archive_is_followed(target: str, kind: str | bytes, folder: Path) -> None:
    (folder.parent / "outside" / "tweets.js").write_text(TWEETS.format(CANARY), encoding="utf-8")
    target = target.replace("{root}", str(folder.parent))
    path = folder / "export"
    if kind == "zip":
        entry = zipfile.ZipInfo("data/tweets.js")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, target)
    else:
        info = tarfile.TarInfo("data/tweets.js")
        info.type, info.linkname = bytes(kind), target  # type: ignore[arg-type]
        with tarfile.open(path, "w") as archive:
            archive.addfile(info)
    with pytest.raises(BriefError, match="TB953"):
        open_source(path)


def _made(folder: Path, thing: str) -> None:
    data = folder / "export" / "data"
    data.mkdir(parents=True)
    target = THINGS[thing](folder, "tweets.js")
    (data / "tweets.js").symlink_to(folder / target)


@pytest.mark.parametrize("thing", THINGS)
def test_no_link_in_a_folder_of_an_export_leads_out(thing: str, folder: Path) -> None:
    for home in ("outside", "memo-2"):
        (folder.parent / home / "tweets.js").write_text(TWEETS.format(CANARY), encoding="utf-8")
    _made(folder, thing)
    assert CANARY not in import_from(folder / "export")


@pytest.mark.parametrize("what", ["the folder", "the file"])
def test_nor_an_exchange_in_it(what: str, folder: Path, watched: Watched) -> None:
    (folder.parent / "outside" / "tweets.js").write_text(TWEETS.format(CANARY), encoding="utf-8")
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "tweets.js").write_text(TWEETS.format(INSIDE), encoding="utf-8")
    try_exchanges(watched, data, "tweets.js", what, lambda: import_from(folder).encode())


def test_there_are_two_hundred_of_them() -> None:
    by_name_and_link = len(ROLES) * (len(NAMES) + len(THINGS))
    assert by_name_and_link > 200
