"""Lines that are a block in Markdown and none here: a warning for each, with what to write instead.

They are printed as typed, so that nothing is lost; ordinary prose ("# of ships") gives none.
"""

import re
from collections.abc import Sequence

from threadbrief.core.problems import Location, Problem
from threadbrief.read import problems
from threadbrief.read.markup.text import Locate, Report
from threadbrief.read.schema.kinds import Prose

THEMATIC_BREAK = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"=+$|-{2,}$")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_TASK = re.compile(r"\[[ xX]\][ \t]")


def report_unsupported(
    lines: Sequence[tuple[int, str]], at: Locate, report: Report, kind: Prose, *, in_item: bool
) -> None:
    """Warn of each line of a paragraph that looks like another block.

    The lines are given without indentation, each with its offset; `in_item` says that the paragraph
    is in an item of a list.
    """
    for number, (start, line) in enumerate(lines):
        problem = _find_fault(line, number, at, start, kind, in_item=in_item)
        if problem:
            report(problem)


def _find_fault(
    line: str, number: int, at: Locate, start: int, kind: Prose, *, in_item: bool
) -> Problem | None:
    """Return the warning about a line, which is the one of that number in its paragraph."""
    where = at(start)
    match = _HEADING.match(line)
    if match:
        return _judge_heading(len(match[1]), line[match.end() :], number, where, kind)
    if _UNDERLINE.match(line) and number:
        hint = "write ## before the heading, or leave the line out"
        return problems.markup_unsupported(where, "a heading underlined with = or -", hint)
    if THEMATIC_BREAK.match(line):
        return problems.markup_unsupported(where, "a rule across the page", "leave the line out")
    if in_item and not number and _TASK.match(line):
        hint = r"leave the brackets out, or write \[ for a plain bracket"
        return problems.markup_unsupported(where, "the box of a task", hint)
    return None


def _judge_heading(
    level: int, words: str, number: int, where: Location, kind: Prose
) -> Problem | None:
    """Return the warning about a heading; a line like "# of ships" is none."""
    if level == 1:
        if number or not words[0].isalpha() or words[0].islower() or words.endswith("."):
            return None
        hint = "a section has its own heading; write ## for one inside it"
        return problems.markup_unsupported(where, "a heading with one #", hint)
    if not kind.headings:
        return problems.heading_misplaced(where, "outside the sections")
    if level > 3:
        hint = "there are two levels of headings inside a section, ## and ###"
        return problems.markup_unsupported(where, f"a heading with {level} #", hint)
    return problems.heading_misplaced(where, "in a list or a quotation")
