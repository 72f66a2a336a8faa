"""What our own files carry is listed, also when other programs have changed them since."""

import io
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import docx
import pypdf
import pytest
from picture_specimens import KINDS, OTHERS

import threadbrief
from threadbrief.inventory.items import Inventory, Kind
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.leaves import list_leaves
from threadbrief.pipeline.options import BuildOptions, Embed, Format

ROOT = Path(__file__).parents[2]
OF_A_PICTURE = ("picture", "alternative text", "colour profile", "SHA-256 of ", "name of its file")
UNSEEN = frozenset(["between-segments.jpg", "gAMA-tail.png", "pHYs.png", "behind-pixels.png"])
"""No reader sees these."""
MEMO = """\
# the source is K.
schema: threadbrief/1
memo: {{to: Desk, from: Wire, date: 2031-03-14, subject: Gauges, language: en}}  # check
posts:
  - text: Sounded, see https://gauge.example/a
    media:
{media}
"""


def built(folder: Path, pictures: dict[str, bytes], **options: object) -> dict[Format, bytes]:
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
    media = "\n".join(f"      - {{type: image, file: {name}, alt: A gauge}}" for name in pictures)
    memo = MEMO.format(media=media).encode()
    return dict(build_memo(memo, "gauges.yaml", BuildOptions(folder=folder, **options)).files)


def metadata(inventory: Inventory) -> list[str]:
    """What is listed of pictures besides that they are there."""
    names = [item.name for item in inventory.list_kind(Kind.PICTURE)]
    return [name for name in names if not name.startswith(OF_A_PICTURE)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gauges")


@pytest.fixture(scope="module")
def plain(folder: Path) -> dict[Format, bytes]:
    return built(folder, {**KINDS, **OTHERS})


@pytest.mark.parametrize("form", Format)
def test_no_metadata_of_pictures_is_listed(form: Format, plain: dict[Format, bytes]) -> None:
    inventory = list_leaves(plain[form], "x")
    assert metadata(inventory) == []
    assert len(inventory.list_kind(Kind.PICTURE)) > len(KINDS)


@pytest.mark.parametrize("name", [name for name in KINDS if name not in UNSEEN])
def test_metadata_that_are_kept_are_listed(name: str, tmp_path: Path) -> None:
    files = built(tmp_path, {name: KINDS[name]}, keep_picture_metadata=True)
    profile = name == "icc-name.png"  # of a profile, its own words are listed, not its name
    assert metadata(list_leaves(files[Format.DOCX], "x")) or profile
    if name.endswith(".jpg"):  # of a PNG, a PDF has the pixels and the profile
        assert metadata(list_leaves(files[Format.PDF], "x"))


@pytest.mark.parametrize("form", Format)
def test_the_hash_of_each_picture_as_it_was_is_listed(
    form: Format, plain: dict[Format, bytes]
) -> None:
    listed = {
        item.name: item.value
        for item in list_leaves(plain[form], "x").list_kind(Kind.PICTURE)
        if item.name.startswith("SHA-256")
    }
    assert listed == {
        f"SHA-256 of {name}, as it was": sha256(data).hexdigest()
        for name, data in {**KINDS, **OTHERS}.items()
    }


def memo_of(inventory: Inventory) -> list[tuple[str, str]]:
    return [(item.name, item.value) for item in inventory.list_kind(Kind.MEMO)]


@pytest.mark.parametrize("form", Format)
def test_the_memo_inside_and_its_comments_are_listed(form: Format, tmp_path: Path) -> None:
    full = list_leaves(built(tmp_path, {})[form], "x")
    assert memo_of(full)[1:] == [("comment", "# the source is K."), ("comment", "# check")]
    assert memo_of(full)[0][0] == "gauges.yaml"
    assert memo_of(full)[0][1].endswith(" bytes, 2 comments")
    clean = list_leaves(built(tmp_path, {}, embed=Embed.CLEAN)[form], "x")
    assert [value.partition(", ")[2] for _, value in memo_of(clean)] == ["without comments"]
    none = list_leaves(built(tmp_path, {}, embed=Embed.NONE)[form], "x")
    assert memo_of(none) == []
    for inventory in (full, clean, none):
        assert {item.value for item in inventory.list_kind(Kind.LINK)} == {
            "https://gauge.example/a"
        }
        assert {item.name for item in inventory.list_kind(Kind.AUTHOR)} == {"Wire"}


# --- changed since ---


def test_a_word_file_with_a_comment_of_a_colleague(plain: dict[Format, bytes]) -> None:
    document = docx.Document(io.BytesIO(plain[Format.DOCX]))
    paragraph = next(one for one in document.paragraphs if one.runs)
    document.add_comment(paragraph.runs, text="Who told us?", author="Dee Ruiz")
    file = io.BytesIO()
    document.save(file)
    inventory = list_leaves(file.getvalue(), "x")
    (comment,) = inventory.list_kind(Kind.COMMENT)
    assert (comment.name, comment.value.endswith("Who told us?")) == ("Dee Ruiz", True)
    assert len(memo_of(inventory)) == 3


def with_pypdf(path: Path, tool: Callable[[str], str]) -> None:  # noqa: ARG001 - as the others
    pypdf.PdfWriter(clone_from=path).write(path.with_name("changed.pdf"))


def with_qpdf(path: Path, tool: Callable[[str], str]) -> None:
    command = [tool("qpdf"), "--object-streams=generate", path, path.with_name("changed.pdf")]
    subprocess.run(command, check=True)


def with_mutool(path: Path, tool: Callable[[str], str]) -> None:
    subprocess.run(
        [tool("mutool"), "clean", "-gggz", path, path.with_name("changed.pdf")], check=True
    )


@pytest.mark.parametrize("change", [with_pypdf, with_qpdf, with_mutool])
def test_a_pdf_that_another_program_wrote_anew(
    change: Callable[[Path, Callable[[str], str]], None],
    tool: Callable[[str], str],
    tmp_path: Path,
) -> None:
    data = built(tmp_path, {"artist.jpg": KINDS["artist.jpg"]}, keep_picture_metadata=True)[
        Format.PDF
    ]
    (tmp_path / "memo.pdf").write_bytes(data)
    change(tmp_path / "memo.pdf", tool)
    changed = (tmp_path / "changed.pdf").read_bytes()
    before, after = (list_leaves(one, "x") for one in (data, changed))
    assert data != changed
    assert memo_of(before) == memo_of(after)
    for kind in (Kind.AUTHOR, Kind.LINK, Kind.PICTURE, Kind.ATTACHMENT, Kind.FONT):
        names = [sorted((i.name, i.value) for i in one.list_kind(kind)) for one in (before, after)]
        assert names[0] == names[1]


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4 x", b"\xd0\xcf\x11\xe0", b"plain"])
def test_a_file_that_is_neither_is_refused(data: bytes) -> None:
    with pytest.raises(threadbrief.BriefError, match="TB606"):
        list_leaves(data, "x")


def test_the_examples_can_be_listed() -> None:
    for path in sorted(ROOT.glob("examples/*.yaml")):
        files = threadbrief.build(threadbrief.load(path), ("docx", "pdf"))
        for data in files.values():
            inventory = threadbrief.leaves(data)
            assert inventory.list_kind(Kind.MEMO)
            assert not inventory.list_kind(Kind.UNREAD)
            assert metadata(inventory) == []
