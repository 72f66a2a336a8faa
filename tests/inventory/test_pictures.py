"""What a picture says besides its pixels is listed, and a hostile one ends in a list."""

import random

import pytest
from picture_specimens import JPEGS, KINDS, canary, jpeg, png

from threadbrief.inventory.pictures import list_picture_facts

ONLY_SIZE = frozenset([
    "maker-note", "user-comment", "thumbnail", "extended-xmp", "photoshop", "jfif-thumbnail", "flashpix",
    "content-credentials", "behind-adobe", "behind-the-end", "second-picture", "multi-picture", "ducky",
    "between-segments", "behind-pixels", "behind-IEND", "private", "credentials-png", "sPLT", "pCAL",
    "sCAL", "gAMA-tail", "icc-name", "tIME", "pHYs", "xp-title", "app10", "app14", "app15", "app2",
    "app4", "jfxx", "gps-method", "gps-area",
])  # fmt: skip
"""Of these it is listed that they are there."""
UNSEEN = frozenset(["between-segments", "behind-pixels", "gAMA-tail", "pHYs"])
"""No reader sees these: they are left out, but not listed."""


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_metadata_is_listed(name: str) -> None:
    facts = list(list_picture_facts(KINDS[name]))
    kind = name[:-4]
    if kind in UNSEEN:
        return
    assert facts
    if kind not in ONLY_SIZE:
        assert canary(kind).decode() in " ".join(value for _, value in facts)


def test_a_picture_without_metadata_has_none() -> None:
    assert list(list_picture_facts(jpeg())) == []
    assert list(list_picture_facts(png())) == []


def test_the_position_is_in_degrees() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 30.0, 0.0), 3: "E", 4: (151.0, 15.0, 36.0)})
    facts = dict(list_picture_facts(jpeg(exif=exif.tobytes())))
    assert facts["GPS position"] == "-33.500000, 151.260000"


def test_any_damage_ends_in_a_list() -> None:
    chance = random.Random(16)  # noqa: S311 - a seed
    for data in (*JPEGS.values(), *KINDS.values()):
        for _ in range(20):
            damaged = bytearray(data)
            for _ in range(chance.randrange(1, 6)):
                damaged[chance.randrange(2, min(len(damaged), 400))] = chance.randrange(256)
            list(list_picture_facts(bytes(damaged)))
