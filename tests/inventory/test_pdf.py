"""What a PDF of anyone's carries is listed, whatever made it."""

import io
import random
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from picture_specimens import KINDS, canary
from pypdf.annotations import FreeText, Link, Text
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from threadbrief.inventory.items import Kind
from threadbrief.inventory.pdf import list_pdf
from threadbrief.inventory.pdf_objects import PdfFile

ROOT = Path(__file__).parents[2]


SCRIPT = TextStringObject("app.alert('hello')")


def annotated() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(300, 300)
    writer.add_metadata({"/Author": "Ada Lind", "/Title": "Low wäter", "/Client": "Port"})
    note = Text(rect=(1, 1, 9, 9), text="Who told us?")
    note[NameObject("/T")] = TextStringObject("Dee Ruiz")
    writer.add_annotation(0, note)
    writer.add_annotation(0, FreeText(rect=(1, 1, 9, 9), text="(not) for \\ print"))
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://desk.example/x?y=1"))
    writer.add_attachment("secret.txt", b"canary in an attachment")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): SCRIPT}
    launch = {
        NameObject("/S"): NameObject("/GoToR"),
        NameObject("/F"): TextStringObject("\\\\server\\a.pdf"),
        NameObject("/Next"): DictionaryObject(script),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(launch)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


ANNOTATED = annotated()


def listed(data: bytes) -> list[tuple[Kind, str, str]]:
    return [(item.kind, item.name, item.value) for item in list_pdf(data)[0]]


EXPECTED = [
    (Kind.AUTHOR, "Ada Lind", "Author"),
    (Kind.AUTHOR, "Dee Ruiz", "comment"),
    (Kind.PROPERTY, "Title", "Low wäter"),
    (Kind.PROPERTY, "Client", "Port"),
    (Kind.COMMENT, "Dee Ruiz", "Text: Who told us?"),
    (Kind.COMMENT, "no author", "FreeText: (not) for \\ print"),
    (Kind.LINK, "desk.example", "https://desk.example/x?y=1"),
    (Kind.ACTIVE, "JavaScript", "app.alert('hello')"),
    (Kind.EXTERNAL, "GoToR", "\\\\server\\a.pdf"),
]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row[0].value}-{row[1]}")
def test_it_is_listed(expected: tuple[Kind, str, str]) -> None:
    assert expected in listed(ANNOTATED)


def test_attachments_are_listed() -> None:
    assert [name for kind, name, _ in listed(ANNOTATED) if kind is Kind.ATTACHMENT] == [
        "secret.txt"
    ]


def test_it_is_listed_from_object_streams_too(tool: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(ANNOTATED)
    subprocess.run(
        [tool("qpdf"), "--object-streams=generate", "a.pdf", "b.pdf"], cwd=tmp_path, check=True
    )
    packed = (tmp_path / "b.pdf").read_bytes()
    assert b"Who told us" not in packed
    assert set(EXPECTED) <= set(listed(packed))


def test_a_changed_file_has_an_earlier_version() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(ANNOTATED), incremental=True)
    writer.add_metadata({"/Author": "Bo Vesa"})
    file = io.BytesIO()
    writer.write(file)
    found = listed(file.getvalue())
    assert (Kind.REVISION, "1", "changes were added behind what was there") in found
    assert (Kind.AUTHOR, "Bo Vesa", "Author") in found


def test_an_encrypted_file_is_told() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(ANNOTATED))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    assert listed(file.getvalue()) == [(Kind.UNREAD, "the content", "the file is encrypted")]


def test_what_a_jpeg_in_it_says_is_listed() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PDF")
    data = file.getvalue()
    start = data.index(b"\xff\xd8")
    end = data.index(b"\xff\xd9", start) + 2
    data = data[:start] + KINDS["artist.jpg"] + data[end:]
    assert (Kind.PICTURE, "EXIF Artist", canary("artist").decode()) in listed(data)


# --- hostile files ---


@pytest.mark.parametrize(
    "unit",
    [
        b"1 0 obj (",
        b"1 0 obj <<",
        b"1 0 obj [[[[",
        b"1 0 obj <</Length 9>> stream\n",
        b"1 0 obj <</Length 1 0 R>> stream\n x endstream endobj ",
        b"1 0 obj (\\",
        b"trailer <<",
        b"<</Type/ObjStm/First 9/N 9>>",
        b"1",
        b"1 ",
        b"% ",
        b"(((",
        b"1 0 obj <41",
        b"1 0 obj /a#41",
        b"startxref ",
    ],
    ids=repr,
)
def test_time_grows_with_the_length(unit: bytes) -> None:
    def measure(size: int) -> float:
        data = b"%PDF-1.7\n" + unit * (size // len(unit))
        start = time.process_time()
        list_pdf(data)
        return time.process_time() - start

    measure(50_000)
    small, large = measure(200_000), measure(1_600_000)
    assert large < 24 * max(small, 0.01)


def test_values_in_each_other_without_end_are_damage() -> None:
    for opening in (b"[", b"<</a ", b"("):
        assert list_pdf(b"%PDF-1.7\n1 0 obj " + opening * 100_000) == ((), ())
    loop = b"%PDF-1.7\n1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj trailer <</Info 1 0 R/Root 2 0 R>>"
    assert list_pdf(loop) == ((), ())


def test_a_bomb_is_told() -> None:
    import zlib

    packed = zlib.compress(bytes(80 << 20), 9)
    data = b"%%PDF-1.7\n1 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>> stream\n"
    data = data % len(packed) + packed + b"\nendstream endobj"
    assert listed(data) == [(Kind.UNREAD, "part of the file", "too large, or packed in a rare way")]


def test_any_damage_ends_in_a_list() -> None:
    chance = random.Random(16)  # noqa: S311 - a seed
    for _ in range(400):
        damaged = bytearray(ANNOTATED)
        for _ in range(chance.randrange(1, 9)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        list_pdf(bytes(damaged[: chance.randrange(9, len(damaged) + 1)]))


def test_objects_are_found_without_a_table() -> None:
    data = (
        b"%PDF-1.7\n7 0 obj <</A(\\050\\)\\\n)/B<4142 4>/C#20D[1 .5 -2 true null /x 7 0 R]>> endobj"
    )
    (found,) = PdfFile(data).iter_objects(re.compile(b""))
    value = found.dictionary
    assert value["A"] == b"()"
    assert value["B"] == b"AB@"
    assert value["C D"][:5] == [1, 0.5, -2, True, None]
