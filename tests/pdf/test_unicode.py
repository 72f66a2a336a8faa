"""Properties of characters, and the script that writes their tables."""

import importlib.util
from pathlib import Path

import pytest

from threadbrief.pdf import unicode_data
from threadbrief.pdf.unicode import BIDI_CLASS, GRAPHEME_BREAK, IGNORABLE, LINE_BREAK, NOTE_MARK, PICTURE, SCRIPT

ROOT = Path("/usr/share/unicode")
TOOL = Path(__file__).parents[2] / "tools/unicode_tables.py"


@pytest.mark.parametrize(
    ("table", "character", "value"),
    [
        (LINE_BREAK, "a", "AL"), (LINE_BREAK, "漢", "ID"), (LINE_BREAK, "「", "OPE"), (LINE_BREAK, "(", "OP"),
        (LINE_BREAK, "\u0e31", "SAM"), (LINE_BREAK, "\U0001faff", "IDP"), (LINE_BREAK, "\U0010ffff", "XX"),
        (GRAPHEME_BREAK, "😀", "ExtPict"), (GRAPHEME_BREAK, "\u0301", "Extend"), (GRAPHEME_BREAK, "각", "LVT"),
        (BIDI_CLASS, "א", "R"), (BIDI_CLASS, "ش", "AL"), (BIDI_CLASS, "\u05ff", "R"), (BIDI_CLASS, "٣", "AN"),
        (SCRIPT, "я", "Cyrl"), (SCRIPT, "か", "Hira"), (SCRIPT, "、", "Zyyy"), (SCRIPT, "\u0301", "Zinh"),
        (IGNORABLE, "\u200d", "Yes"), (IGNORABLE, "x", "No"),
        (LINE_BREAK, NOTE_MARK, "CM"), (LINE_BREAK, PICTURE, "ID"), (BIDI_CLASS, NOTE_MARK, "ON"),
    ],
)  # fmt: skip
def test_properties(table, character, value):
    assert table[character] == value


def test_the_tables_are_what_the_script_writes(missing_tool):
    if not ROOT.is_dir():
        missing_tool(f"{ROOT} (Debian package unicode-data)")
    spec = importlib.util.spec_from_file_location("unicode_tables", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    for table, written, names in (
        (tool.line_break(ROOT), unicode_data.LINE_BREAK, unicode_data.LINE_BREAK_VALUES),
        (tool.scripts(ROOT), unicode_data.SCRIPT, unicode_data.SCRIPT_VALUES),
    ):
        assert tool.packed(table, names.split()) == written
