"""Text parts are written with our own ids; where a file calls a style otherwise, or has lists of its own, they change.

The ids stand in elements that no text of a memo can contain, because its angle brackets are escaped.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from threadbrief.values import Value, field

_STYLE = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val=")([^"]*)"')
_NUMBER = re.compile(r'(<w:numId w:val=")(\d+)"')
_NONE: Mapping[str, str] = MappingProxyType({})


class Renaming(Value):
    """Other ids for styles, and numbering instances moved behind those that are there already."""

    styles: Mapping[str, str] = field(default_factory=lambda: _NONE)
    numbers: int = 0
    """Added to the number of each instance, apart from 0, which means none."""

    def apply(self, xml: str) -> str:
        """Return XML with the other ids."""
        if self.styles:
            xml = _STYLE.sub(lambda found: f'{found[1]}{self.styles.get(found[2], found[2])}"', xml)
        if self.numbers:
            xml = _NUMBER.sub(lambda found: f'{found[1]}{self._moved(int(found[2]))}"', xml)
        return xml

    def _moved(self, number: int) -> int:
        return number + self.numbers if number else 0
