"""The parts of a language tag (BCP 47, RFC 5646): language, script and region."""

from functools import lru_cache

from threadbrief.core.structs import Frozen


class Subtags(Frozen):
    """The parts of a language tag, each in its usual case; empty where the tag has none."""

    language: str
    """The primary language, `zh`."""
    script: str = ""
    """An ISO 15924 code, `Hant`."""
    region: str = ""
    """An ISO 3166-1 or UN M.49 code, `TW` or `419`."""


@lru_cache(1024)
def split_tag(tag: str) -> Subtags:
    """Return the language, the script and the region that a tag names.

    Extensions and private use follow a subtag of one character and are passed over: `ar-u-nu-latn`
    is Arabic with Latin figures, not Arabic in Latin letters.
    """
    subtags = tag.split("-")
    script = region = ""
    for index, subtag in enumerate(subtags):
        if len(subtag) == 1:
            break
        if index == 0:
            continue
        if len(subtag) == 4 and subtag.isalpha():
            script = script or subtag.title()
        elif (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdecimal()):
            region = region or subtag.upper()
    return Subtags(subtags[0].lower(), script, region)


def get_primary_language(tag: str) -> str:
    """Return the primary language of a tag in small letters."""
    return tag.partition("-")[0].lower()
