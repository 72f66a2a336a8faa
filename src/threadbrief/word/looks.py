"""The look that the Word file of a template has, for those who lay it out elsewhere."""

from threadbrief.templates import Look, Template


def word_look(template: Template) -> Look:
    """Return the look of a template; with a template of Word, on its sheet and in its size of type.

    Raises BriefError for a template of Word that cannot be used.
    """
    if not template.word.house:
        return template.look
    from threadbrief.word.house import look_in_house  # noqa: PLC0415 - only a house template needs its room

    return look_in_house(template, template.word.house)
