"""Attach files to a PDF: the memo that it was made from, and the digests of its pictures.

Associated files of ISO 19005-3, 6.8, listed in the catalog and among the embedded files (ISO
32000-1, 7.11.4).
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import md5

from threadbrief.core.picture_digests import PictureDigest, list_digests
from threadbrief.core.structs import Frozen
from threadbrief.model.brief import Source
from threadbrief.pdf.layout.boxes import PicturePiece, Row
from threadbrief.pdf.output.canvas import Canvas, encode_text_string, format_date, make_stream

DIGESTS_NAME = "pictures.sha256"
"""The name of the list of fingerprints."""
_YAML_TYPE, _TEXT_TYPE = "application/yaml", "text/plain"
"""Media types (RFC 9512, RFC 2046)."""


def collect_pictures(rows: Iterable[Row]) -> tuple[PictureDigest, ...]:
    """Return the pictures in rows of text."""
    pieces = (piece for row in rows for piece in row.pieces if isinstance(piece, PicturePiece))
    return tuple(PictureDigest(piece.image.sha256, piece.image.file) for piece in pieces)


class _EmbeddedFile(Frozen):
    name: str
    data: bytes
    media_type: str
    relationship: str
    """What it is to the document (ISO 19005-3, 6.8)."""
    description: str
    """In words."""


def attach_files(
    canvas: Canvas, source: Source, pictures: Iterable[PictureDigest], moment: datetime
) -> None:
    """Embed the memo, and a list of the files of its pictures with their SHA-256."""
    name = _make_file_name(source)
    files = [
        _EmbeddedFile(
            name, source.data, _YAML_TYPE, "Source", "The memo that this document was made from"
        )
    ]
    listed = list_digests(pictures).encode("utf-8", "replace")
    if listed:
        description = "SHA-256 of the file of each picture, as it is beside the memo"
        files.append(_EmbeddedFile(DIGESTS_NAME, listed, _TEXT_TYPE, "Supplement", description))
    references = [(file.name, _embed_file(canvas, file, moment)) for file in files]
    names = " ".join(
        f"{encode_text_string(name)} {reference}"
        for name, reference in sorted(references, key=_sort_key)
    )
    listing = " ".join(reference for _, reference in references)
    canvas.catalog += f"/AF[{listing}]/Names<</EmbeddedFiles<</Names[{names}]>>>>"


def _sort_key(named: tuple[str, str]) -> str:
    return encode_text_string(named[0])


def _make_file_name(source: Source) -> str:
    """Return the memo's own name without its folders.

    One that came without a name is `memo.yaml`.
    """
    shown = "".join(character for character in source.file_name if character.isprintable())
    if shown and shown != DIGESTS_NAME:
        return shown
    return "memo.yaml"


def _embed_file(canvas: Canvas, file: _EmbeddedFile, moment: datetime) -> str:
    """Return a reference to the file specification (ISO 32000-1, 7.11.3)."""
    checksum = (
        md5(file.data, usedforsecurity=False).hexdigest().upper()
    )  # as ISO 32000-1, table 46 asks
    parameters = (
        f"/Params<</Size {len(file.data)}/ModDate{format_date(moment)}/CheckSum<{checksum}>>>"
    )
    kind = file.media_type.replace("/", "#2F")
    held = canvas.add(make_stream(f"/Type/EmbeddedFile/Subtype/{kind}{parameters}", file.data))
    name = encode_text_string(file.name)
    specification = (
        f"<</Type/Filespec/F{name}/UF{name}/EF<</F {held}/UF {held}>>"
        f"/AFRelationship/{file.relationship}/Desc{encode_text_string(file.description)}>>"
    )
    return canvas.add(specification.encode("ascii"))
