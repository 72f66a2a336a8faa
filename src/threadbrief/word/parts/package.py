"""Parts become the bytes of a package, the same bytes for the same parts.

python-docx has the model of a package: parts, their names and their relationships. Its own writer
puts the time of the writing into the file and looks for each relationship among all others, so the
writing is ours.
"""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.rel import Relationships

from threadbrief.core.content_hash import insert_content_hash
from threadbrief.model.document import ImageFormat
from threadbrief.word.context import MediaPart, Story
from threadbrief.word.xml import DECLARATION, escape_attribute

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip file can say."""
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_BY_EXTENSION = {
    "jpeg": CONTENT_TYPE.JPEG,
    "png": CONTENT_TYPE.PNG,
    "rels": CONTENT_TYPE.OPC_RELATIONSHIPS,
    "xml": CONTENT_TYPE.XML,
}
_IMAGE_TYPES = {ImageFormat.PNG: CONTENT_TYPE.PNG, ImageFormat.JPEG: CONTENT_TYPE.JPEG}
_MODE = {False: "", True: ' TargetMode="External"'}
_LEVEL = 6
"""Of deflate: zlib's own middle."""


def make_part(name: str, content_type: str, xml: str) -> Part:
    """Return a part of XML."""
    return Part(PackURI(name), content_type, xml.encode("utf-8"))


def relate(source: OpcPackage | Part, relationship: str, target: Part, identifier: str) -> None:
    """Let a package or a part point to a part."""
    source.rels.add_relationship(relationship, target, identifier)


def relate_story(source: Part, story: Story, images: dict[MediaPart, Part]) -> None:
    """Let the part of a story point to its addresses and its pictures."""
    for address, identifier in story.links.items():
        source.rels.add_relationship(
            RELATIONSHIP_TYPE.HYPERLINK, address, identifier, is_external=True
        )
    for media, identifier in story.pictures.items():
        relate(source, RELATIONSHIP_TYPE.IMAGE, images[media], identifier)


def make_image_part(media: MediaPart) -> Part:
    """Return the part of a picture."""
    return Part(PackURI(media.name), _IMAGE_TYPES[media.format], media.data)


def write_package(package: OpcPackage) -> bytes:
    """Return a package as a zip file: content types first, then relationships and parts by name.

    With *the seal*.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in insert_content_hash(_iter_entries(package)):
            _add_entry(archive, name, data)
    return buffer.getvalue()


def _iter_entries(package: OpcPackage) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of everything in the zip file, in its order."""
    parts = {item.partname: item for item in _iter_parts(package)}
    yield CONTENT_TYPES_URI.membername, _make_content_types(parts).encode()
    yield PACKAGE_URI.rels_uri.membername, _make_relationships(package.rels).encode()
    for name, item in sorted(parts.items()):
        if item.rels:
            yield name.rels_uri.membername, _make_relationships(item.rels).encode()
        yield name.membername, item.blob


def _iter_parts(package: OpcPackage) -> Iterator[Part]:
    """Yield every part that a relationship leads to, once."""
    seen: set[int] = set()
    stack = [package.rels]
    while stack:
        for relationship in stack.pop().values():
            if relationship.is_external or id(relationship.target_part) in seen:
                continue
            seen.add(id(relationship.target_part))
            stack.append(relationship.target_part.rels)
            yield relationship.target_part


def _add_entry(archive: ZipFile, name: str, data: bytes) -> None:
    info = ZipInfo(name, _EPOCH)
    info.create_system = 0  # as Word on Windows writes it; the default is the machine's own
    archive.writestr(info, data, ZIP_DEFLATED, _LEVEL)


def _make_content_types(parts: dict[PackURI, Part]) -> str:
    defaults = "".join(
        f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in _BY_EXTENSION.items()
    )
    overrides = "".join(
        f'<Override PartName="{escape_attribute(name)}" '
        f'ContentType="{escape_attribute(item.content_type)}"/>'
        for name, item in sorted(parts.items())
        if _BY_EXTENSION.get(name.ext) != item.content_type
    )
    return f'{DECLARATION}<Types xmlns="{_TYPES}">{defaults}{overrides}</Types>'


def _make_relationships(relationships: Relationships) -> str:
    rows = "".join(
        f'<Relationship Id="{escape_attribute(item.rId)}" '
        f'Type="{escape_attribute(item.reltype)}" '
        f'Target="{escape_attribute(item.target_ref)}"'
        f"{_MODE[bool(item.is_external)]}/>"
        for item in relationships.values()
    )
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{rows}</Relationships>'
