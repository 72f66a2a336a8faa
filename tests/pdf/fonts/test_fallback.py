"""Faces, families and fallback."""

import io
import os
import random
import shutil
import struct
from pathlib import Path

import pytest
import uharfbuzz as hb
from reportlab.pdfgen.canvas import Canvas

from threadbrief.core.problems import BriefError, Location
from threadbrief.core.structs import replace
from threadbrief.model.document import Emphasis, Role, Text
from threadbrief.pdf.fonts.discovery import (
    PACKAGED_FAMILIES,
    find_extra,
    find_package_folder,
    list_font_paths,
    list_packaged_files,
    read_fonts,
)
from threadbrief.pdf.fonts.fallback import DEFAULT_FAMILY, FontSet
from threadbrief.pdf.fonts.subset import subset_font
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import Family, FontFolder
from threadbrief.templates.loading import load_template

LOOK = load_template().look
BODY = LOOK.style(Role.BODY)


def name_of(face):
    return Path(face.path).name.partition("[")[0].removesuffix(".ttf")


def look_with(*names):
    return replace(LOOK, families={"serif": Family(names[0], names[1:])})


def test_the_default_family_is_there_upright_and_italic():
    upright, italic = list_packaged_files(DEFAULT_FAMILY)
    assert (upright.italic, italic.italic) == (False, True)


def test_axes_follow_the_style():
    book = FontSet(LOOK, "en")
    axes = {
        role: dict(book.get_chain(LOOK.style(role), None).primary.axes)
        for role in (Role.BODY, Role.TITLE, Role.NOTE)
    }
    assert axes == {
        Role.BODY: {"wght": 400, "opsz": 11},
        Role.TITLE: {"wght": 600, "opsz": 18},
        Role.NOTE: {"wght": 400, "opsz": 8.5},
    }


def test_sizes_near_one_another_share_a_face():
    book = FontSet(LOOK, "en")
    assert (
        book.get_chain(BODY, "en").primary
        is book.get_chain(replace(BODY, size=12, tracking=20), "de").primary
    )


def test_italics_have_their_own_file():
    book = FontSet(LOOK, "en")
    assert (
        name_of(book.get_chain(replace(BODY, italic=True), None).primary) == "SourceSerif4-Italic"
    )


@pytest.mark.parametrize(
    ("lang", "character", "family"),
    [
        ("zh-Hans", "骨", "NotoSansSC"),
        ("zh-Hant", "骨", "NotoSansTC"),
        ("ja", "骨", "NotoSansJP"),
        ("ko", "骨", "NotoSansKR"),
        ("en", "骨", "NotoSansSC"),
        ("en", "か", "NotoSansJP"),
        ("en", "한", "NotoSansKR"),
        ("ja", "。", "NotoSansJP"),
        ("en", "ش", "NotoSansArabic"),
        ("en", "ש", "NotoSansHebrew"),
        ("en", "क", "NotoSansDevanagari"),
        ("en", "ท", "NotoSansThai"),
        ("en", "ἄ", "NotoSerif"),
        ("en", "𝗕", "STIXTwoMath-Regular"),
        ("en", "ж", "SourceSerif4"),
    ],
)
def test_fallback_by_script_and_language(lang, character, family, missing_tool):
    for package in (
        "justmytype_western_core",
        "justmytype_intl_cjk",
        "justmytype_intl_rtl",
        "justmytype_intl_sea",
    ):
        if find_package_folder(package) is None:
            missing_tool(package)
    face = FontSet(LOOK, lang).get_chain(BODY, lang).find_face(character)
    assert name_of(face) == family
    assert dict(face.axes).get("wght", 400) == 400


def test_every_packaged_file_is_where_it_is_looked_for(missing_tool):
    for family, packages in PACKAGED_FAMILIES.items():
        if all(find_package_folder(one.package) is None for one in packages):
            missing_tool(packages[0].package)
        files = list_packaged_files(family)
        assert len(files) == (2 if packages[0].italic else 1), family
        assert find_extra(family) is None


def test_a_character_without_a_font_is_reported_once_and_shown(monkeypatch):
    monkeypatch.setattr("threadbrief.pdf.fonts.fallback.find_system_fonts", lambda _: ())
    character = "\u1230"
    typesetter = Typesetter(LOOK, "en")
    where = Location("memo.yaml", 14, 9)
    first = typesetter.set_lines((Text(f"a{character}b"),), Role.BODY, 400, where=where)
    typesetter.set_lines((Text(character),), Role.TITLE, 400)
    assert first[0].width == pytest.approx(
        typesetter.measure_width("a[U+1230]b", Role.BODY), abs=0.5
    )
    assert character in {said for run in first[0].runs for said in run.face.to_unicode.values()}
    (problem,) = typesetter.problems
    assert problem.code == "TB711"
    assert problem.where == where
    assert (
        problem.message
        == "no font holds U+1230 ETHIOPIC SYLLABLE SA “ሰ”; [U+1230] is printed instead"
    )


def test_the_extra_that_would_help_is_named(monkeypatch):
    from threadbrief.pdf.fonts import discovery, fallback

    monkeypatch.setattr(
        discovery,
        "find_package_folder",
        lambda name: None if "intl" in name else find_package_folder(name),
    )
    monkeypatch.setattr(
        fallback,
        "list_packaged_files",
        lambda name: list_packaged_files(name) if name == DEFAULT_FAMILY else (),
    )
    monkeypatch.setattr(fallback, "find_system_fonts", lambda _: ())
    typesetter = Typesetter(LOOK, "en")
    typesetter.set_lines((Text("漢 ش"),), Role.BODY, 400)
    assert [problem.hint for problem in typesetter.problems] == [
        "pip install 'threadbrief[cjk]'",
        "pip install 'threadbrief[scripts]'",
    ]


def test_a_family_of_the_users_folder(tmp_path):
    _, italic = list_packaged_files(DEFAULT_FAMILY)
    shutil.copy(italic.path, tmp_path / "deep.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 no font at all")
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "hollow.otf").write_bytes(b"OTTO" + bytes(100))
    (font,) = [font for path in list_font_paths(tmp_path) for font in read_fonts(path)]
    assert font.italic
    book = FontSet(look_with(font.family), "en", [FontFolder(tmp_path)])
    assert book.get_chain(BODY, None).primary.path == font.path
    assert [(problem.code, problem.message) for problem in book.problems] == [
        ("TB715", "the file broken.ttf is no font"),
        ("TB715", "the file empty.otf is no font"),
        ("TB715", "the file hollow.otf has no letters with outlines that a PDF can hold"),
    ]


@pytest.mark.needs("named pipes")
def test_a_web_font_and_a_pipe_are_said_to_be_no_fonts(tmp_path):
    (tmp_path / "a.woff2").write_bytes(b"wOF2" + bytes(60))
    (tmp_path / "b.ttf").write_bytes(b"wOFF" + bytes(60))
    os.mkfifo(tmp_path / "c.ttf")
    book = FontSet(LOOK, "en", [FontFolder(tmp_path)])
    assert book.get_user_fonts() == ()
    assert [problem.message for problem in book.problems] == [
        "the file a.woff2 is a web font, and those are not read",
        "the file b.ttf is a web font, and those are not read",
        "the file c.ttf is no font",
    ]


def only(characters, path):
    """Return a font with no other characters."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    return bytes(hb.subset(hb.Face(hb.Blob.from_file_path(path)), wanted).blob.data)


def test_what_the_family_lacks_of_ascii_is_set_by_another(tmp_path):
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    (tmp_path / "capitals.ttf").write_bytes(only("ABCDEFGHIJKLMNOPQRSTUVWXYZ", upright.path))
    typesetter = Typesetter(look_with(DEFAULT_FAMILY), "en", folders=[FontFolder(tmp_path)])
    content = (Text("Low WATER [at] 7 \U0010fff0 "), Emphasis((Text("So, LOW"),)))
    runs = [run for line in typesetter.set_lines(content, Role.BODY, 400) for run in line.runs]
    assert {Path(run.face.path).name for run in runs} >= {"capitals.ttf", Path(upright.path).name}
    assert all(0 not in run.face.used.values() for run in runs), (
        "never the box that stands for what a font lacks"
    )
    assert "".join(run.text for run in runs) == "Low WATER [at] 7 \U0010fff0 So, LOW"


def test_a_family_that_is_nowhere_is_reported(tmp_path):
    book = FontSet(look_with("Nowhere Sans"), "en", [FontFolder(tmp_path)])
    assert name_of(book.get_chain(BODY, None).primary) == "SourceSerif4"
    assert [problem.code for problem in book.problems] == ["TB712"]
    assert "'Nowhere Sans' was not found; 'Source Serif 4' is used" in book.problems[0].message


def test_a_substitute_is_used_and_reported():
    book = FontSet(look_with("Nowhere Sans", "Source Serif 4"), "en")
    assert name_of(book.get_chain(BODY, None).primary) == "SourceSerif4"
    assert [problem.code for problem in book.problems] == ["TB712"]


def forbidding(path, rights):
    """Return a font whose OS/2 table says so."""
    data = bytearray(Path(path).read_bytes())
    for record in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        if data[record : record + 4] == b"OS/2":
            struct.pack_into(">H", data, struct.unpack_from(">I", data, record + 8)[0] + 8, rights)
    return bytes(data)


@pytest.mark.parametrize(
    ("rights", "what"),
    [(0x0002, "forbids embedding;"), (0x0104, "a part of it"), (0x0200, "a part of it")],
)
def test_a_font_that_forbids_embedding_is_not_used(rights, what, tmp_path):
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    (tmp_path / "closed.ttf").write_bytes(forbidding(upright.path, rights))
    (font,) = [font for path in list_font_paths(tmp_path) for font in read_fonts(path)]
    book = FontSet(look_with(font.family), "en", [FontFolder(tmp_path)])
    assert book.get_chain(BODY, None).primary.path == upright.path
    (problem,) = book.problems
    assert problem.code == "TB713"
    assert what in problem.message


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008])
def test_a_font_that_allows_embedding_is_used(rights, tmp_path):
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    (tmp_path / "open.ttf").write_bytes(forbidding(upright.path, rights))
    book = FontSet(look_with(DEFAULT_FAMILY), "en", [FontFolder(tmp_path)])
    assert Path(book.get_chain(BODY, None).primary.path).name == "open.ttf"


def codes_of_embedding(typesetter):
    try:
        typesetter.embed(Canvas(io.BytesIO()))
    except BriefError as fault:
        return [problem.code for problem in fault.problems]
    return []


def test_damaged_fonts_are_refused_without_a_traceback(tmp_path):
    _, italic = list_packaged_files(DEFAULT_FAMILY)
    sound = Path(italic.path).read_bytes()
    dice = random.Random(7)  # noqa: S311 - damage, not secrets
    for number in range(24):
        data = bytearray(sound[: dice.randrange(100, len(sound))] if number % 3 == 0 else sound)
        for _ in range(dice.choice((5, 50, 2000))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path = tmp_path / str(number) / "f.ttf"
        path.parent.mkdir()
        path.write_bytes(data)
        typesetter = Typesetter(LOOK, "en", folders=[FontFolder(path.parent)])
        assert typesetter.set_lines((Text("Hamburgefonts ሰ"),), Role.BODY, 400)
        assert codes_of_embedding(typesetter) in ([], ["TB715"])


def test_a_font_whose_axes_have_no_names_is_set_at_its_default(tmp_path):
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    data = Path(upright.path).read_bytes()
    axes = hb.Face(hb.Blob(data)).reference_table("fvar").data
    (tmp_path / "f.ttf").write_bytes(data.replace(axes, axes.replace(b"wght", b"\xff\xfe\xfd\xfc")))
    typesetter = Typesetter(LOOK, "en", folders=[FontFolder(tmp_path)])
    assert typesetter.set_lines((Text("Hamburgefonts"),), Role.BODY, 400)
    assert codes_of_embedding(typesetter) == []


def test_a_glyph_that_a_font_does_not_have_is_damage():
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    face = hb.Face(hb.Blob.from_file_path(upright.path))
    with pytest.raises(ValueError, match="does not have"):
        subset_font(face, (), (face.glyph_count + 7,))


def test_a_thousand_characters_without_a_font_are_all_set():
    typesetter = Typesetter(LOOK, "en")
    text = "".join(chr(code) for code in range(0x12000, 0x12399))
    typesetter.set_lines((Text(text),), Role.BODY, 400)


@pytest.mark.needs("links", "named pipes", "devices")
@pytest.mark.parametrize("target", ["../secret.ttf", "pipe", "/dev/zero", "gone"])
def test_a_font_that_is_exchanged_after_its_folder_was_listed_is_not_opened(
    tmp_path: Path, target: str
) -> None:
    """The template was loaded before; its fonts are read when the PDF is written."""
    upright, _ = list_packaged_files(DEFAULT_FAMILY)
    shutil.copy(upright.path, tmp_path / "secret.ttf")
    fonts = tmp_path / "house" / "fonts"
    fonts.mkdir(parents=True)
    font = fonts / "own.ttf"
    shutil.copy(upright.path, font)
    folder = FontFolder(fonts, tmp_path / "house")
    assert FontSet(LOOK, "en", [folder]).get_user_fonts()
    font.unlink()
    if target == "pipe":
        os.mkfifo(font)
    elif target != "gone":
        font.symlink_to(target if target.startswith("/") else f"../{target}")
    assert FontSet(LOOK, "en", [folder]).get_user_fonts() == ()
