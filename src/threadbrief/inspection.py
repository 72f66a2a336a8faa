"""The name of a template of Word in, what it offers a memo out."""

from threadbrief.templates import load_template
from threadbrief.word.house import HouseReport, StyleUse, inspect_house, unusable

__all__ = ["HouseReport", "StyleUse", "inspect_template"]


def inspect_template(name: str) -> HouseReport:
    """Return what a template of Word, with the YAML beside it, offers. Raises BriefError when it cannot be used."""
    template = load_template(name)
    if template.word.house is None:
        hint = "name a .docx or .dotx file; `threadbrief check --template` tries any other"
        raise unusable(name, "is no template of Word", hint)
    return inspect_house(template.word.house, template)
