"""Properties of characters, and the script that writes their tables."""

import ast
import importlib
import unicodedata
from pathlib import Path

import pytest

from threadbrief.text import emoji_data, unicode_data
from threadbrief.text.unicode import (
    BIDI_CLASS,
    DEFAULT_IGNORABLE,
    EMOJI_PLACEHOLDER,
    GRAPHEME_BREAK,
    LINE_BREAK,
    NOTE_PLACEHOLDER,
    SCRIPT,
)

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.parametrize(
    ("table", "character", "value"),
    [
        (LINE_BREAK, "a", "AL"), (LINE_BREAK, "漢", "ID"), (LINE_BREAK, "「", "OPE"), (LINE_BREAK, "(", "OP"),
        (LINE_BREAK, "“", "QUI"), (LINE_BREAK, "»", "QUF"), (LINE_BREAK, "\u2010", "HH"),
        (LINE_BREAK, "\u0e31", "SAM"), (LINE_BREAK, "\U0001faff", "IDP"), (LINE_BREAK, "\U0010ffff", "XX"),
        (GRAPHEME_BREAK, "😀", "ExtPict"), (GRAPHEME_BREAK, "\u0301", "Extend"), (GRAPHEME_BREAK, "각", "LVT"),
        (BIDI_CLASS, "א", "R"), (BIDI_CLASS, "ش", "AL"), (BIDI_CLASS, "\u05ff", "R"), (BIDI_CLASS, "٣", "AN"),
        (SCRIPT, "я", "Cyrl"), (SCRIPT, "か", "Hira"), (SCRIPT, "、", "Zyyy"), (SCRIPT, "\u0301", "Zinh"),
        (DEFAULT_IGNORABLE, "\u200d", "Yes"), (DEFAULT_IGNORABLE, "x", "No"),
        (LINE_BREAK, NOTE_PLACEHOLDER, "CM"), (LINE_BREAK, EMOJI_PLACEHOLDER, "ID"), (BIDI_CLASS, NOTE_PLACEHOLDER, "ON"),
    ],
)  # fmt: skip
def test_properties(table, character, value):
    assert table[character] == value


@pytest.mark.parametrize(
    ("script", "module"), [("unicode_tables", unicode_data), ("emoji_tables", emoji_data)]
)
def test_the_tables_are_what_the_script_writes(script, module, unicode_source, monkeypatch):
    if script == "emoji_tables" and not unicodedata.unidata_version.startswith("14."):
        pytest.skip("the table of new names is made by Python 3.11")
    monkeypatch.syspath_prepend(str(TOOLS))
    writer = importlib.import_module(script)
    written, kept = (
        writer.write_tables(unicode_source),
        Path(module.__file__).read_text(encoding="utf-8"),
    )
    assert ast.dump(ast.parse(written)) == ast.dump(ast.parse(kept))
