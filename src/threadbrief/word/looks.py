"""The look that the Word file of a template has, for those who lay it out elsewhere."""

from threadbrief.templates import Look, Template
from threadbrief.word.house import look_in_house


def word_look(template: Template) -> Look:
    """Return the look of a template; with a template of Word, on its sheet and in its size of type.

    Raises BriefError for a template of Word that cannot be used.
    """
    return look_in_house(template, template.word.house) if template.word.house else template.look
