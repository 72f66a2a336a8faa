"""Lines that are a block in Markdown and none here: a problem for each, with what to write instead.

A warning where they are printed as typed, an error where something would be lost. Ordinary prose
("# of ships") gives none.
"""

import re
from collections.abc import Sequence

from threadbrief.core.problems import Location, Problem
from threadbrief.read import problems
from threadbrief.read.markup.pipe_tables import DELIMITERS, describe_mismatch
from threadbrief.read.markup.text import Locate, Report
from threadbrief.read.schema.kinds import Prose

THEMATIC_BREAK = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"=+$|-{2,}$")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_TASK = re.compile(r"\[[ xX]\][ \t]")
_CODE = re.compile(r"`{3,}|~{3,}")
_DIV = re.compile(r":{3,}")
_DEFINITION = re.compile(r":[ \t]+\S")
_NOTE = re.compile(r"\[\^([^\]]+)\]:")
_REFERENCE = re.compile(r"\[[^\]@^]+\]:[ \t]*<?(?:https?://|www\.)", re.IGNORECASE)


def report_unsupported(
    lines: Sequence[tuple[int, str]], at: Locate, report: Report, kind: Prose, *, in_item: bool
) -> bool:
    """Report each line of a paragraph that looks like another block; return whether one is refused.

    The lines are given without indentation, each with its offset; `in_item` says that the paragraph
    is in an item of a list.
    """
    before = ""
    for start, line in lines:
        refused = _find_error(line, before, at(start))
        if refused:
            report(refused)
            return True
        before = line
    for number, (start, line) in enumerate(lines):
        doubt = _find_doubt(line, number, at(start), kind, in_item=in_item)
        if doubt:
            report(doubt)
    return False


def _find_error(line: str, before: str, where: Location) -> Problem | None:
    """Return the problem of a line with which something would be lost."""
    note = _NOTE.match(line)
    if note:
        return problems.note_definition(where, note[1])
    if _CODE.match(line):
        return problems.code_block(where)
    if "|" in line and DELIMITERS.fullmatch(line):
        return problems.table_malformed(where, *describe_mismatch(before, line))
    return None


def _find_doubt(
    line: str, number: int, where: Location, kind: Prose, *, in_item: bool
) -> Problem | None:
    """Return the warning about a line, which is the one of that number in its paragraph."""
    match = _HEADING.match(line)
    if match:
        return _judge_heading(len(match[1]), line[match.end() :], number, where, kind)
    construct = _name_construct(line, number, in_item=in_item)
    if construct:
        return problems.markup_unsupported(where, *construct)
    return None


def _name_construct(  # noqa: PLR0911 - one a construct
    line: str, number: int, *, in_item: bool
) -> tuple[str, str] | None:
    """Return what a line is in Markdown, and a hint; None where it is text."""
    if _UNDERLINE.match(line) and number:
        return "a heading underlined with = or -", "write ## before it, or leave the line out"
    if THEMATIC_BREAK.match(line):
        return "a rule across the page", "leave the line out"
    if in_item and not number and _TASK.match(line):
        return "the box of a task", r"leave it out, or write \[ for a plain bracket"
    if _DIV.match(line):
        return "a block between lines of :::", "for a quotation write >>> in place of :::"
    if _DEFINITION.match(line) and number:
        return "a definition", "write a list: - **term**: words"
    if line.startswith("|"):
        return "a line that begins with |", r"a table has a second line, |---|; write \| for a bar"
    if _REFERENCE.match(line):
        return "the address of a link, apart from it", "write [words](https://...) in the text"
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
