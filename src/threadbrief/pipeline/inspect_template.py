"""What a Word template of the user's offers a memo, and what is wrong with it.

Loaded late by a check: this module imports the Word writer.
"""

from threadbrief.core.problems import BriefError, Problem
from threadbrief.model.document import Document
from threadbrief.templates import Template
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word
from threadbrief.word.house_template import (
    HouseReport,
    StyleUse,
    inspect_house,
    make_unusable_error,
)

__all__ = ["HouseReport", "StyleUse", "check_house_template", "inspect_template"]


def inspect_template(name: str) -> HouseReport:
    """Return what a Word template, with the YAML file beside it, offers.

    Raises BriefError when it cannot be used.
    """
    template = load_template(name)
    if template.word.house is None:
        hint = "name a .docx or .dotx file; `threadbrief check --template` tries any other"
        raise make_unusable_error(name, "is no template of Word", hint)
    return inspect_house(template.word.house, template)


def check_house_template(document: Document, template: Template) -> tuple[Problem, ...]:
    """Return the problems of writing a document into its Word template.

    The Word file is written and dropped: only then it is known on which placeholders the notes are,
    and in which order Word numbers them.
    """
    try:
        return write_word(document, template).problems
    except BriefError as fault:
        return fault.problems
