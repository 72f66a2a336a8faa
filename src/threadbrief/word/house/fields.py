"""Fields of a template that would fetch a file or talk to a program when Word updates them: refused."""

from lxml import etree

from threadbrief.word.house.refusing import unsafe
from threadbrief.word.markup import W

_FETCHING = frozenset(
    ["DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "EMBED", "DATABASE", "RD",
     "MACROBUTTON"]
)  # fmt: skip
"""ECMA-376-1, 17.16.5, and the two that Word has beside it."""
_CHARACTER, _INSTRUCTION, _SIMPLE = f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}fldSimple"


def refuse_fields(root: etree._Element, part: str, name: str) -> None:
    """Raise BriefError for the first field that fetches; instructions may lie in pieces, and in each other."""
    open_fields: list[list[str]] = []
    for node in root.iter(_CHARACTER, _INSTRUCTION, _SIMPLE):
        if node.tag == _SIMPLE:
            _look_at(node.get(f"{{{W}}}instr") or "", part, name)
        elif node.tag == _INSTRUCTION:
            if open_fields:
                open_fields[-1].append(node.text or "")
        elif node.get(f"{{{W}}}fldCharType") == "begin":
            open_fields.append([])
        elif open_fields:
            _look_at("".join(open_fields[-1]), part, name)
            if node.get(f"{{{W}}}fldCharType") == "end":
                open_fields.pop()
    for pieces in open_fields:
        _look_at("".join(pieces), part, name)


def _look_at(instruction: str, part: str, name: str) -> None:
    words = instruction.split(maxsplit=1)
    if words and words[0].upper() in _FETCHING:
        hint = "take the field out in Word, and save the template again"
        raise unsafe(name, f'has a field that fetches or runs something, {words[0].upper()}: "{part}"', hint)
