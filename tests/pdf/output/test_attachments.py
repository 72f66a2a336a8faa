"""What a PDF carries with it, read back by another program."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pypdf
import pytest

from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Figure, Picture
from threadbrief.pdf import write_pdf
from threadbrief.templates.loading import load_template

MEMO = load_template("memo")
YAML = "memo:\n  to: Émile\r\n".encode()


def opened(document: Document, source: Source | None) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(write_pdf(document, MEMO, source).data))


def test_the_memo_is_embedded_byte_for_byte(specimen: Document) -> None:
    file = opened(specimen, Source("desk/memos/low water.yaml", YAML))
    root = file.trailer["/Root"]
    assert file.attachments["low water.yaml"] == [YAML]
    first, second = (reference.get_object() for reference in root["/AF"])
    assert (first["/AFRelationship"], second["/AFRelationship"]) == ("/Source", "/Supplement")
    assert first["/F"] == first["/UF"] == "low water.yaml"
    held = first["/EF"]["/F"].get_object()
    assert held["/Subtype"] == "/application/yaml"
    assert held["/Params"]["/Size"] == len(YAML)
    moment = specimen.properties.moment
    assert held["/Params"]["/ModDate"] == f"D:{moment:%Y%m%d%H%M%S}Z"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<bytes>", "memo.yaml"),
        ("-", "-"),
        ("C:\\memos\\a.yaml", "a.yaml"),
        ("水.yaml", "水.yaml"),
        ("", "memo.yaml"),
    ],
)
def test_the_file_is_named_without_its_folder(specimen: Document, name: str, shown: str) -> None:
    document = replace(specimen, blocks=specimen.blocks[:3])
    assert list(opened(document, Source(name, YAML)).attachments) == [shown]


def test_pictures_are_listed_by_the_digest_of_their_files(
    specimen: Document, make_picture: Callable[[int, int], Picture]
) -> None:
    picture = replace(make_picture(60, 40), file="a/one.png", sha256="1" * 64)
    other = replace(make_picture(40, 60), file="two\n.png")
    blocks = (
        Figure(picture, "A gauge", where=Location("a/memo.yaml", 7, 3)),
        Figure(other, "A gauge", where=Location("a/memo.yaml", 9, 3)),
        Figure(picture, "Again", where=Location("a/memo.yaml", 12, 3)),
    )
    file = opened(replace(specimen, blocks=blocks), Source("a/memo.yaml", YAML))
    listed = f"{'1' * 64}  a/one.png\n\\{sha256(other.data).hexdigest()}  two\\n.png\n"
    assert file.attachments["pictures.sha256"] == [listed.encode()]


def test_without_a_source_nothing_is_embedded(specimen: Document) -> None:
    root = opened(specimen, None).trailer["/Root"]
    assert "/AF" not in root
    assert "/Names" not in root


def test_the_same_source_gives_the_same_bytes(specimen: Document) -> None:
    source = Source("memo.yaml", YAML)
    assert write_pdf(specimen, MEMO, source).data == write_pdf(specimen, MEMO, source).data
    later = replace(specimen.properties, moment=datetime(2032, 1, 1, tzinfo=UTC))
    assert (
        write_pdf(replace(specimen, properties=later), MEMO, source).data
        != write_pdf(specimen, MEMO, source).data
    )
