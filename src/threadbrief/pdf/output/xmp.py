"""Metadata for archives and assistive readers: XMP, the output intent, and the conformance claims.

PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file. The tags that both ask for are in
tags.py.
"""

import struct
from datetime import datetime

from threadbrief.model.document import Properties
from threadbrief.pdf.output.canvas import CREATOR, Canvas, join_keywords, make_stream

_D50_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
"""Of sRGB (IEC 61966-2-1), adapted to D50 by the Bradford transform."""
_CURVE_POINTS = 1024
"""Points of the curve from the value of a channel to its light."""
_XMP_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
{description}
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>{accessible}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_PDFUA_DESCRIPTION = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
"""PDF/A knows no properties of PDF/UA: the schema describes itself (ISO 19005-3, 6.6.2.3.3)."""


def write_metadata(canvas: Canvas, properties: Properties, *, accessible: bool) -> None:
    """Add metadata and output intent to a file.

    `accessible`: every picture says in words what it shows.
    """
    packet = make_xmp(properties, accessible=accessible).encode("utf-8", "replace")
    # Metadata is not compressed, so that programs which know no PDF find it (ISO 32000-1, 14.3.2).
    metadata = canvas.add(make_stream("/Type/Metadata/Subtype/XML", packet, compressed=True))
    profile = canvas.add(make_stream("/N 3", make_srgb_profile()))
    intent = (
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        f"/DestOutputProfile {profile}>>"
    )
    canvas.catalog += f"/Metadata {metadata}/OutputIntents[{intent}]"


def make_xmp(properties: Properties, *, accessible: bool) -> str:
    """Return the metadata packet.

    The information dictionary once more, and what the file conforms to.
    """
    description = [
        _format_lang_alt("dc:title", properties.title),
        _format_array("dc:creator", "Seq", properties.author),
    ]
    description.append(_format_array("dc:language", "Bag", properties.language))
    description += (
        [_format_lang_alt("dc:description", properties.subject)] if properties.subject else []
    )
    description += (
        [_format_simple("pdf:Keywords", join_keywords(properties))] if properties.keywords else []
    )
    description += [
        _format_simple("pdf:Producer", CREATOR),
        _format_simple("xmp:CreatorTool", CREATOR),
    ]
    description += [
        _format_simple(f"xmp:{name}", _format_date(properties.moment))
        for name in ("CreateDate", "ModifyDate")
    ]
    return _XMP_PACKET.format(
        description="\n".join(description), accessible=_PDFUA_DESCRIPTION if accessible else ""
    )


def make_srgb_profile() -> bytes:
    """Return an ICC profile of sRGB: primaries, white and curve, and no more (ICC.1:2001-04)."""
    curve = b"curv" + struct.pack(
        f">II{_CURVE_POINTS}H", 0, _CURVE_POINTS, *map(_linearize, range(_CURVE_POINTS))
    )
    name = b"sRGB\0"
    # A name in ASCII, with empty ones in Unicode and for the Macintosh (6.5.17).
    described = b"desc" + struct.pack(">II", 0, len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    tags = {
        b"desc": described,
        b"cprt": b"text" + bytes(4) + b"CC0\0",
        b"wtpt": _encode_xyz(_D50_WHITE),
    }
    tags |= {tag: _encode_xyz(value) for tag, value in _PRIMARIES.items()} | {b"rTRC": curve}
    table, data = [], b""
    first = 128 + 4 + 12 * (len(tags) + 2)
    for tag, value in tags.items():
        entry = struct.pack(">II", first + len(data), len(value))
        table += [
            name + entry for name in ((b"rTRC", b"gTRC", b"bTRC") if tag == b"rTRC" else (tag,))
        ]
        data += value + bytes(-len(value) % 4)
    body = struct.pack(">I", len(table)) + b"".join(table) + data
    head = struct.pack(
        ">I4sI4s4s4s", 128 + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ "
    )
    head += (
        struct.pack(">6H4s28x", 2000, 1, 1, 0, 0, 0, b"acsp")
        + _encode_xyz(_D50_WHITE)[8:]
        + bytes(48)
    )
    return head + body


def _linearize(step: int) -> int:
    """Return the light of a channel at one of the steps, of 65535 (IEC 61966-2-1, 5.2)."""
    value = step / (_CURVE_POINTS - 1)
    return round(65535 * (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4))


def _encode_xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *(round(value * 65536) for value in values))


def _format_simple(name: str, value: str) -> str:
    return f"<{name}>{_escape_xml(value)}</{name}>"


def _format_array(name: str, kind: str, value: str) -> str:
    return f"<{name}><rdf:{kind}><rdf:li>{_escape_xml(value)}</rdf:li></rdf:{kind}></{name}>"


def _format_lang_alt(name: str, value: str) -> str:
    return (
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{_escape_xml(value)}</rdf:li></rdf:Alt>'
        f"</{name}>"
    )


def _escape_xml(text: str) -> str:
    """Return text escaped for XML, without the characters that XML cannot hold (XML 1.0, 2.2)."""
    held = "".join(
        character if character >= " " and character not in "\ufffe\uffff" else " "
        for character in text
    )
    return held.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _format_date(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
