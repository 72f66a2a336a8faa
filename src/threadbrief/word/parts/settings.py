"""What a file says about itself: core, extended and custom properties."""

import hashlib
from collections.abc import Sequence
from datetime import UTC

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.part import Part

from threadbrief.core.content_hash import EMPTY_HASH, HASH_PROPERTY
from threadbrief.model.brief import Source
from threadbrief.model.document import Document, Properties
from threadbrief.templates import Family, Look
from threadbrief.word.parts.embedded_fonts import EmbeddedFont
from threadbrief.word.parts.note_numbering import SEPARATORS, NoteNumbering
from threadbrief.word.parts.package import make_part, relate
from threadbrief.word.xml import DECLARATION, R, W, escape, escape_attribute, replace_controls

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that Word shows as custom (MS-OLEPS, 2.18)."""


def make_package(main: Part, document: Document, custom: str) -> OpcPackage:
    """Return the package of a main part, with what it says about itself."""
    package = OpcPackage()
    relate(package, RELATIONSHIP_TYPE.OFFICE_DOCUMENT, main, "rId1")
    rows = (
        (
            "core",
            CONTENT_TYPE.OPC_CORE_PROPERTIES,
            RELATIONSHIP_TYPE.CORE_PROPERTIES,
            make_core_properties(document.properties),
        ),
        (
            "app",
            CONTENT_TYPE.OFC_EXTENDED_PROPERTIES,
            RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
            make_extended_properties(),
        ),
        ("custom", CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES, custom),
    )
    for number, (name, content_type, relationship, xml) in enumerate(rows, 2):
        relate(
            package,
            relationship,
            make_part(f"/docProps/{name}.xml", content_type, xml),
            f"rId{number}",
        )
    return package


def make_core_properties(properties: Properties) -> str:
    """Return the core properties (ISO/IEC 29500-2, 11); moments are written in UTC."""
    moment = properties.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = (
        ("dc:title", properties.title),
        ("dc:subject", properties.subject),
        ("dc:creator", properties.author),
        ("cp:keywords", ", ".join(properties.keywords)),
        ("cp:lastModifiedBy", properties.author),
        ("cp:revision", "1"),
        ("dc:identifier", properties.reference),
        ("dc:language", properties.language),
    )
    inner = "".join(f"<{name}>{_escape_text(text)}</{name}>" for name, text in texts if text)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{inner}{dates}</cp:coreProperties>"
    )


def make_extended_properties() -> str:
    """Return the extended properties: the program, and no statistics that would be wrong after the first edit."""
    return f'{DECLARATION}<Properties xmlns="{_EXTENDED}"><Application>threadbrief</Application></Properties>'


def make_custom_properties(
    properties: Properties, source: Source | None, kept: Sequence[str] = ()
) -> str:
    """Return the custom properties, which Word lists and fields can show.

    `kept` are properties of another file in XML, which come first, without the numbers that they get here.
    """
    items = [
        *kept,
        *(
            _make_property(name, value)
            for name, value in list_custom_properties(properties, source)
            if value
        ),
    ]
    # Numbers begin at 2 (ISO/IEC 29500-1, 22.3.2.2).
    inner = "".join(
        item.replace("<property ", f'<property pid="{pid}" ', 1)
        for pid, item in enumerate(items, 2)
    )
    return f'{DECLARATION}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}">{inner}</Properties>'


def list_custom_properties(
    properties: Properties, source: Source | None
) -> tuple[tuple[str, str], ...]:
    """Return the names and values of our custom properties; the value of the seal is filled in at the end."""
    checksum = hashlib.sha256(source.data).hexdigest() if source else ""
    return (
        ("Marking", properties.marking),
        ("Reference", properties.reference),
        ("Source SHA-256", checksum),
        (HASH_PROPERTY, EMPTY_HASH),
    )


def _make_property(name: str, value: str) -> str:
    return f'<property fmtid="{_USER_FORMAT}" name="{name}"><vt:lpwstr>{_escape_text(value)}</vt:lpwstr></property>'


def _escape_text(text: str) -> str:
    return escape(replace_controls(text)[0])


_WORD = "http://schemas.microsoft.com/office/word"
_COMPATIBILITY = (
    ("compatibilityMode", "15"),
    ("overrideTableStyleFontSizeAndJustification", "1"),
    ("enableOpenTypeFeatures", "1"),
    ("doNotFlipMirrorIndents", "1"),
    ("differentiateMultirowTableHeaders", "1"),
    ("useWord2013TrackBottomHyphenation", "0"),
)
"""What Word 2013 and later write into a new document; without the first they open it in compatibility mode."""
_FAMILY_CLASSES = {
    "roman": (
        "times",
        "georgia",
        "cambria",
        "garamond",
        "serif",
        "palatino",
        "book antiqua",
        "charter",
    ),
    "modern": ("courier", "consolas", "mono"),
    "swiss": ("arial", "calibri", "helvetica", "segoe", "verdana", "tahoma", "sans", "aptos"),
}


def make_settings(notes: NoteNumbering | None, *, embedded: bool = False) -> str:
    """Return the settings part; `notes` is the form of the notes when there are any."""
    note_settings = make_note_settings(notes) if notes else ""
    fonts = "<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" if embedded else ""
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{_WORD}" w:val="{value}"/>'
        for name, value in _COMPATIBILITY
    )
    return (
        f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{fonts}<w:defaultTabStop w:val="360"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{note_settings}<w:compat>{compatibility}</w:compat>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def make_note_settings(form: NoteNumbering) -> str:
    """Return what the settings say of notes: how they are counted, and which of them are separators."""
    listed = "".join(f'<w:{form.element} w:id="{number}"/>' for number in SEPARATORS)
    return f"<w:{form.element}Pr>{form.properties()}{listed}</w:{form.element}Pr>"


def make_font_table(look: Look, embedded: Sequence[EmbeddedFont] = ()) -> str:
    """Return the font table: what stands in for a family that a machine has not, and what the file carries."""
    families = {family.name: family for family in look.families.values()}
    fonts = "".join(_make_font(family, embedded) for _, family in sorted(families.items()))
    return f'{DECLARATION}<w:fonts xmlns:w="{W}" xmlns:r="{R}">{fonts}</w:fonts>'


def _make_font(family: Family, embedded: Sequence[EmbeddedFont]) -> str:
    carried = "".join(
        f'<w:embed{face.slot} r:id="{face.identifier}" w:fontKey="{face.key}"/>'
        for face in embedded
        if face.family == family.name
    )
    others = ",".join(family.substitutes)
    alternative = f'<w:altName w:val="{escape_attribute(others)}"/>' if others else ""
    return (
        f'<w:font w:name="{escape_attribute(family.name)}">{alternative}<w:charset w:val="00"/>'
        f'<w:family w:val="{_guess_family_class(family)}"/><w:pitch w:val="variable"/>{carried}</w:font>'
    )


def _guess_family_class(family: Family) -> str:
    """Return the kind of face, by which Word chooses when it has none of the names."""
    for name in (*family.substitutes, family.name):
        for kind, words in _FAMILY_CLASSES.items():
            if any(word in name.lower() for word in words):
                return kind
    return "auto"
