"""The attributes that any element may carry, put on its output: case, periods, quotation marks, formatting, affixes."""

from threadbrief.cite.elements import PLAIN, Finish
from threadbrief.cite.frame import Frame
from threadbrief.cite.rich import raised
from threadbrief.cite.runs import BLOCK, CLOSING, OPENING, TEXT, Run, Runs, formatted, plain_text
from threadbrief.cite.text_case import with_case
from threadbrief.values import replace


def finished(runs: Runs, finish: Finish, frame: Frame) -> Runs:
    """Return output with what its element asks for; nothing stays nothing, affixes included."""
    if not runs or finish is PLAIN:
        return runs
    if finish.text_case and not (finish.text_case == "title" and _is_description(runs)):
        runs = with_case(
            runs, finish.text_case, frame.item.language or frame.locale.language, english=frame.item.english
        )
    if finish.strip_periods:
        runs = [replace(run, text=run.text.replace(".", "")) if run.kind == TEXT else run for run in runs]
    if finish.quotes and not _is_description(runs):
        runs = [OPENING, *runs, CLOSING]
    if finish.format is not None:
        runs = formatted(runs, finish.format)
    if finish.prefix:
        runs = [*raised(finish.prefix), *runs]
    if finish.suffix:
        runs = [*runs, *raised(finish.suffix)]
    if finish.display is not None:
        runs = [Run(finish.display, kind=BLOCK), *runs, Run("", kind=BLOCK)]
    return runs


def _is_description(runs: Runs) -> bool:
    """Return whether a title is a description in square brackets, which takes no quotation marks."""
    text = plain_text(runs)
    return text.startswith("[") and text.endswith("]") and len(text) > 2
