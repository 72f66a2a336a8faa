"""What the XML of a template would fetch or run without any relationship: fields, mail merge, pictures by address."""

from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.word.xml import W

UNUSABLE, UNSAFE, BROKEN, MISPLACED = (
    codes.UNUSABLE_WORD_TEMPLATE,
    codes.UNSAFE_WORD_TEMPLATE,
    codes.BROKEN_WORD_TEMPLATE,
    codes.NOTES_MISPLACED,
)


def make_unusable_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a file that is no Word template, or too large for one."""
    return BriefError([error(UNUSABLE, f'template "{name}" {fault}', None, hint)])


def make_unsafe_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template with something in it that could run, fetch or lead out of the file."""
    return BriefError([error(UNSAFE, f'template "{name}" {fault}', None, hint)])


def make_broken_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template with a part that is missing or damaged."""
    return BriefError([error(BROKEN, f'template "{name}" {fault}', None, hint)])


def make_misplaced_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template whose places cannot take the memo."""
    return BriefError([error(MISPLACED, f'template "{name}" {fault}', None, hint)])


_FETCHING = frozenset(
    ["DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "EMBED", "DATABASE", "RD",
     "MACROBUTTON"]
)  # fmt: skip
"""ECMA-376-1, 17.16.5, and the two that Word has beside it."""
_MAIL_MERGE = f"{{{W}}}mailMerge"
_VML = "{urn:schemas-microsoft-com:vml}*"
_HREF = "{urn:schemas-microsoft-com:office:office}href"
_HINT = "take it out in Word, and save the template again"
_CHARACTER, _INSTRUCTION, _SIMPLE = f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}fldSimple"


def refuse_fetching(root: etree._Element, part: str, name: str) -> None:
    """Raise BriefError for the first thing in a part that would fetch a file, or talk to a program."""
    _refuse_fields(root, part, name)
    if next(root.iter(_MAIL_MERGE), None) is not None:
        raise make_unsafe_error(
            name, f'is made for mail merge, and would ask for its data: "{part}"', _HINT
        )
    for node in root.iter(_VML):
        if node.get("src") or node.get(_HREF):
            raise make_unsafe_error(name, f'has a picture from elsewhere: "{part}"', _HINT)


def _refuse_fields(root: etree._Element, part: str, name: str) -> None:
    """Raise BriefError for the first field that fetches; instructions may lie in pieces, and in each other."""
    open_fields: list[list[str]] = []
    for node in root.iter(_CHARACTER, _INSTRUCTION, _SIMPLE):
        if node.tag == _SIMPLE:
            _check_instruction(node.get(f"{{{W}}}instr") or "", part, name)
        elif node.tag == _INSTRUCTION:
            if open_fields:
                open_fields[-1].append(node.text or "")
        elif node.get(f"{{{W}}}fldCharType") == "begin":
            open_fields.append([])
        elif open_fields:
            _check_instruction("".join(open_fields[-1]), part, name)
            if node.get(f"{{{W}}}fldCharType") == "end":
                open_fields.pop()
    for pieces in open_fields:
        _check_instruction("".join(pieces), part, name)


def _check_instruction(instruction: str, part: str, name: str) -> None:
    words = instruction.split(maxsplit=1)
    if words and words[0].upper() in _FETCHING:
        raise make_unsafe_error(
            name, f'has a field that fetches or runs something, {words[0].upper()}: "{part}"', _HINT
        )
