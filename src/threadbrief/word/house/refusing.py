"""What is wrong with a template of Word, as a BriefError that names the part."""

from threadbrief.errors import BriefError, error

UNUSABLE, UNSAFE, BROKEN, MISPLACED = "TB610", "TB611", "TB612", "TB616"


def unusable(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a file that is no Word template, or too large for one."""
    return BriefError([error(UNUSABLE, f'template "{name}" {fault}', None, hint)])


def unsafe(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template with something in it that could run, fetch or lead out of the file."""
    return BriefError([error(UNSAFE, f'template "{name}" {fault}', None, hint)])


def broken(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template with a part that is missing or damaged."""
    return BriefError([error(BROKEN, f'template "{name}" {fault}', None, hint)])


def misplaced(name: str, fault: str, hint: str | None = None) -> BriefError:
    """Return the error for a template whose places cannot take the memo."""
    return BriefError([error(MISPLACED, f'template "{name}" {fault}', None, hint)])
