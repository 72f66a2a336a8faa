"""What the XML of a template would fetch or run without any relationship.

Fields, mail merge, pictures by address.
"""

from typing import NoReturn

from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error
from threadbrief.word.house_template.fields import check_fields, is_allowed_target
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
    """Return the error for a template that could run or fetch something, or leave its file."""
    return BriefError([error(UNSAFE, f'template "{name}" {fault}', None, hint)])


def make_broken_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template with a part that is missing or damaged."""
    return BriefError([error(BROKEN, f'template "{name}" {fault}', None, hint)])


def make_misplaced_error(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template whose places cannot take the memo."""
    return BriefError([error(MISPLACED, f'template "{name}" {fault}', None, hint)])


_VML = "{urn:schemas-microsoft-com:vml}*"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_REFUSED_ELEMENTS = {
    f"{{{W}}}mailMerge": "is made for mail merge, and would ask for its data",
    f"{{{W}}}entryMacro": "has a form field that calls a macro",
    f"{{{W}}}exitMacro": "has a form field that calls a macro",
    f"{_OFFICE}OLEObject": "has an embedded object",
    "{http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing}webVideoPr": (
        "has a video from elsewhere"
    ),
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}*": (
        "has a part in the strict form of Open XML"
    ),
}
"""Elements that are refused wherever they are, each with why."""
_SVG = "{http://www.w3.org/2000/svg}*"
_SVG_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_WITHIN_FILE = ("#", "data:image/")
HINT = "take it out in Word, and save the template again"


def refuse_fetching(root: etree._Element, part: str, name: str) -> None:
    """Raise BriefError for the first thing in a part that would fetch a file or call a program."""

    def refuse(fault: str) -> NoReturn:
        raise make_unsafe_error(name, f'{fault}: "{part}"', HINT)

    check_fields(root, refuse)
    for tag, fault in _REFUSED_ELEMENTS.items():
        if next(root.iter(tag), None) is not None:
            refuse(fault)
    for node in root.iter(_VML):
        target = node.get("href") or ""
        if node.get("src") or node.get(f"{_OFFICE}href"):
            refuse("has a picture from elsewhere")
        if not is_allowed_target(target):
            refuse(f'has a link to "{target[:80]}"')
    for node in root.iter(_SVG):
        if not all((node.get(key) or "#").lower().startswith(_WITHIN_FILE) for key in _SVG_HREFS):
            refuse("has a picture that shows another file")
