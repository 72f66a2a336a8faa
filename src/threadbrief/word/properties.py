"""What a file says about itself: core, extended and custom properties."""

from datetime import UTC

from threadbrief.model.document import Properties
from threadbrief.word.markup import DECLARATION, escape, visible

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that Word shows as custom (MS-OLEPS, 2.18)."""


def core_xml(properties: Properties) -> str:
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
    inner = "".join(f"<{name}>{_text(text)}</{name}>" for name, text in texts if text)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{inner}{dates}</cp:coreProperties>"
    )


def extended_xml() -> str:
    """Return the extended properties: the program, and no statistics that would be wrong after the first edit."""
    return f'{DECLARATION}<Properties xmlns="{_EXTENDED}"><Application>threadbrief</Application></Properties>'


def custom_xml(properties: Properties) -> str | None:
    """Return the custom properties, which Word lists and fields can show; None when there are none."""
    given = (("Marking", properties.marking), ("Reference", properties.reference))
    items = [(name, value) for name, value in given if value]
    if not items:
        return None
    # Numbers begin at 2 (ISO/IEC 29500-1, 22.3.2.2).
    inner = "".join(
        f'<property fmtid="{_USER_FORMAT}" pid="{pid}" name="{name}"><vt:lpwstr>{_text(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(items, 2)
    )
    return f'{DECLARATION}<Properties xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}">{inner}</Properties>'


def _text(text: str) -> str:
    return escape(visible(text)[0])
