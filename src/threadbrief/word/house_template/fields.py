"""Fields of a Word template: only those that show something of the document itself may stay.

*Fields by an allowlist* (ECMA-376-1, 17.16): a field can fetch a file, call a program or ask the
reader, and the name of one can be put together from others inside it (`QUOTE 68 68 69`). So a field
needs a name of the list, written out, in pieces that no other reading of the file takes apart.
"""

import re
from collections.abc import Callable

from lxml import etree

from threadbrief.core.structs import Accumulator, field
from threadbrief.text.urls import to_uri
from threadbrief.word.xml import W

ALLOWED_FIELDS = frozenset(
    ["=", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "COMMENTS", "COMPARE",
     "CREATEDATE", "DATE", "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "FILENAME", "FILESIZE",
     "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "IF", "INDEX", "INFO",
     "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS",
     "PAGE", "PAGEREF", "PRINTDATE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES",
     "SEQ", "STYLEREF", "SUBJECT", "SYMBOL", "TC", "TEMPLATE", "TIME", "TITLE", "TOC",
     "USERADDRESS", "USERINITIALS", "USERNAME", "XE"]
)  # fmt: skip
"""They print what the document, or the reader's Word, has, or lead to a place in it or on the web.
"""
_OTHER_SCHEMES = ("tel:",)
"""Of links that a letterhead has beside those of a memo."""
_NAME = re.compile(r"\s*(=|[A-Za-z]+)")
_ENDS_NAME = re.compile(r"[\s\"\\]")
_WORD_OF_FIELD = re.compile(r'"((?:\\.|[^"\\])*)"|(\\[A-Za-z*@#!](?![^\s"\\]))|([^\s"]+)|"')
_SWITCHES_WITH_VALUE = frozenset(["\\l", "\\o", "\\t"])
"""Of HYPERLINK (17.16.5.25): a place in the document, a tip, a frame."""
_ESCAPED = re.compile(r"\\(.)")
_CHARACTER, _SIMPLE = f"{{{W}}}fldChar", f"{{{W}}}fldSimple"
_INSTRUCTIONS = (f"{{{W}}}instrText", f"{{{W}}}delInstrText")
_TEXTS = (f"{{{W}}}t", f"{{{W}}}delText")
_READINGS = frozenset(
    f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "sdt", "fldSimple")
)
"""Elements whose content is another in another reading of the file: tracked changes, controls that
may show data, results of fields. So is that of each element of another namespace: alternatives, and
what a program may ignore (ECMA-376-3).
"""

Refuse = Callable[[str], None]
"""Raises BriefError for a fault, which is given as the end of a sentence."""


class _OpenField(Accumulator):
    """A complex field between its beginning and its end."""

    reading: etree._Element | None
    """The element that all of its instruction must be in; None: in every reading."""
    instruction: str = ""
    fields: list[int] = field(default_factory=list)
    """Where other fields are in the instruction, in characters."""
    is_instruction: bool = True
    """False: its result has begun."""


def check_fields(root: etree._Element, refuse: Refuse) -> None:
    """Call `refuse` for the first field of a part that is not allowed."""
    open_fields: list[_OpenField] = []
    for node in root.iter(_CHARACTER, _SIMPLE, *_INSTRUCTIONS, *_TEXTS):
        around = open_fields[-1] if open_fields else None
        if node.tag == _SIMPLE:
            _note_inner_field(around)
            _check_instruction(node.get(f"{{{W}}}instr") or "", [], refuse)
        elif node.tag in _TEXTS:
            if around is not None and around.is_instruction:
                _refuse_text(around, node, refuse)
        elif node.tag in _INSTRUCTIONS:
            _add_instruction(around, node, refuse)
        elif node.get(f"{{{W}}}fldCharType") == "begin":
            _note_inner_field(around)
            open_fields.append(_OpenField(_find_reading(node)))
        elif around is not None:
            _require_one_reading(around, node, refuse)
            if node.get(f"{{{W}}}fldCharType") == "end":
                open_fields.pop()
            _end_instruction(around, refuse)
    for unfinished in open_fields:
        _end_instruction(unfinished, refuse)


def _note_inner_field(around: _OpenField | None) -> None:
    if around is not None:
        around.fields.append(len(around.instruction))


def _add_instruction(around: _OpenField | None, node: etree._Element, refuse: Refuse) -> None:
    if not (node.text or "").strip():
        return
    if around is None:
        refuse("has an instruction outside of fields")
        return
    _require_one_reading(around, node, refuse)
    if not around.is_instruction:
        refuse("has a field with an instruction behind its result")
    around.instruction += node.text or ""


def _refuse_text(around: _OpenField, node: etree._Element, refuse: Refuse) -> None:
    """Refuse text in an instruction, unless it is the result of a simple field in it."""
    reading = _find_reading(node)
    is_result = reading is not None and reading is not around.reading and reading.tag == _SIMPLE
    if node.text and not is_result:
        _end_instruction(around, refuse)
        refuse("has a field with text in its instruction")


def _end_instruction(around: _OpenField, refuse: Refuse) -> None:
    if around.is_instruction:
        around.is_instruction = False
        _check_instruction(around.instruction, around.fields, refuse)


def _require_one_reading(around: _OpenField, node: etree._Element, refuse: Refuse) -> None:
    if _find_reading(node) is not around.reading:
        refuse("has a field of which a part is in other readings only")


def _find_reading(node: etree._Element) -> etree._Element | None:
    """Return the nearest element around a node whose content depends on the reader."""
    for above in node.iterancestors():
        if above.tag in _READINGS or not above.tag.startswith(f"{{{W}}}"):
            return above
    return None


def _check_instruction(instruction: str, fields: list[int], refuse: Refuse) -> None:
    """Refuse an instruction without an allowed name; `fields` are the places of others in it."""
    if not instruction.strip() and not fields:
        return
    named = _NAME.match(instruction)
    end = named.end() if named else 0
    name = named[1].upper() if named else ""
    is_ended = name == "=" or end == len(instruction) or _ENDS_NAME.match(instruction, end)
    if not name or not is_ended or any(place <= end for place in fields):
        refuse("has a field with a name that is not written out")
    if name not in ALLOWED_FIELDS:
        refuse(f"has a field that may fetch, run or ask something, {name}")
    if name == "HYPERLINK":
        if fields:
            refuse("has a field HYPERLINK with an address that other fields put together")
        for target in _find_targets(instruction[end:]):
            if not is_allowed_target(target):
                refuse(f'has a field HYPERLINK that leads to "{target[:80]}"')


def _find_targets(arguments: str) -> list[str]:
    """Return the arguments of HYPERLINK that are no switch, and no value of one."""
    targets: list[str] = []
    is_value = False
    for match in _WORD_OF_FIELD.finditer(arguments):
        quoted, switch, bare = match.groups()
        if switch is not None:
            is_value = switch.lower() in _SWITCHES_WITH_VALUE
        elif is_value:
            is_value = False
        elif quoted is not None:
            targets.append(_ESCAPED.sub(r"\1", quoted))
        else:
            targets.append(bare or '"')
    return targets


def is_allowed_target(target: str) -> bool:
    """Return whether a link leads to the web, a mailbox, a telephone or a place in the document."""
    if not target or target.startswith("#"):
        return True
    return target.lower().startswith(_OTHER_SCHEMES) or to_uri(target) is not None
