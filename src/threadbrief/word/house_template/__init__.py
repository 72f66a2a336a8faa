"""A document in the house's own Word template: its styles, page, running heads and note settings, our text."""

from threadbrief.word.house_template.inspect import (
    HouseReport,
    StyleUse,
    inspect_house,
    look_in_house,
)
from threadbrief.word.house_template.security import make_unusable_error
from threadbrief.word.house_template.writer import write_in_house

__all__ = [
    "HouseReport",
    "StyleUse",
    "inspect_house",
    "look_in_house",
    "make_unusable_error",
    "write_in_house",
]
