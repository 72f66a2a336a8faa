"""A document in the house's own Word template: its styles, page, running heads and note settings, our text."""

from threadbrief.word.house.writing import write_in_house

__all__ = ["write_in_house"]
