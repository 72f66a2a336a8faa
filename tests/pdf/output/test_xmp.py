"""Metadata, output intent, and what the file says it conforms to."""

import io
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pypdf
import pytest
from PIL import Image, ImageCms

from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Document,
    Figure,
    ImageFormat,
    Paragraph,
    Picture,
    Properties,
    RunningHeads,
    Text,
)
from threadbrief.pdf import write_pdf
from threadbrief.pdf.output.xmp import make_srgb_profile, make_xmp
from threadbrief.templates.loading import load_template

PROPERTIES = Properties(
    "Low <water> & more",
    "Night Desk",
    "en-GB",
    datetime(2031, 3, 14, 6, 30, tzinfo=UTC),
    subject="The quay",
    keywords=("tide", "水位"),
)
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def said(packet: str, name: str) -> str | None:
    found = ET.fromstring(packet).find(f".//{name}", NAMES)  # noqa: S314 - our own
    return None if found is None else "".join(found.itertext()).strip()


def test_the_packet_says_what_the_information_dictionary_says() -> None:
    packet = make_xmp(PROPERTIES, accessible=True)
    assert {
        name: said(packet, name)
        for name in ("dc:title", "dc:creator", "dc:description", "dc:language")
    } == {
        "dc:title": "Low <water> & more",
        "dc:creator": "Night Desk",
        "dc:description": "The quay",
        "dc:language": "en-GB",
    }
    assert said(packet, "pdf:Keywords") == "tide, 水位"
    assert said(packet, "pdf:Producer") == said(packet, "xmp:CreatorTool") == "threadbrief"
    assert (
        said(packet, "xmp:CreateDate")
        == said(packet, "xmp:ModifyDate")
        == "2031-03-14T06:30:00+00:00"
    )
    assert (said(packet, "pdfaid:part"), said(packet, "pdfaid:conformance")) == ("3", "A")
    assert said(packet, "pdfuaid:part") == "1"


def test_characters_that_xml_cannot_hold_are_spaces() -> None:
    packet = make_xmp(
        replace(PROPERTIES, title="a\x00b\x1fc\ufffe", subject="", keywords=()), accessible=True
    )
    assert said(packet, "dc:title") == "a b c"
    assert said(packet, "dc:description") is None
    assert said(packet, "pdf:Keywords") is None


@pytest.mark.parametrize(("alt", "claimed"), [("A gauge", "1"), ("", None)])
def test_a_picture_without_words_is_not_called_accessible(alt: str, claimed: str | None) -> None:
    data = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
        "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
    )
    figure = Figure(Picture(data, ImageFormat.PNG, 1, 1), alt)
    done = write_pdf(Document(PROPERTIES, RunningHeads(), (figure,)), load_template("memo"))
    packet = (
        pypdf.PdfReader(io.BytesIO(done.data))
        .trailer["/Root"]["/Metadata"]
        .get_data()
        .decode("utf-8")
    )
    assert said(packet, "pdfuaid:part") == claimed
    assert said(packet, "pdfaid:part") == "3"


def test_the_output_intent_is_srgb() -> None:
    done = write_pdf(
        Document(PROPERTIES, RunningHeads(), (Paragraph((Text("a"),)),)), load_template("memo")
    )
    (intent,) = pypdf.PdfReader(io.BytesIO(done.data)).trailer["/Root"]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.get_data() == make_srgb_profile()


def test_the_profile_turns_colours_into_themselves() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(make_srgb_profile()))
    colours = [
        (0, 0, 0),
        (31, 58, 95),
        (91, 100, 112),
        (138, 43, 14),
        (196, 202, 210),
        (255, 255, 255),
    ]
    image = Image.new("RGB", (len(colours), 1))
    image.putdata(colours)
    turned = ImageCms.profileToProfile(image, ours, ImageCms.createProfile("sRGB"))
    assert turned is not None
    for index, colour in enumerate(colours):
        got = turned.getpixel((index, 0))
        assert isinstance(got, tuple)
        assert max(abs(one - other) for one, other in zip(colour, got, strict=True)) <= 1
