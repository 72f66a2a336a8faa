"""What a Word template of yours offers a memo."""

import os

from threadbrief.api.options import PathLike
from threadbrief.pipeline.inspect_template import HouseReport, inspect_template


def template_report(template: PathLike) -> HouseReport:
    """Return what a .docx or .dotx template offers, and what is missing or wrong.

    Raises BriefError when it cannot be used at all.
    """
    return inspect_template(os.fspath(template))
