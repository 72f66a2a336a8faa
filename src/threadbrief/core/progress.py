"""The progress callback: how a caller follows the stages of a run.

No stage reads a clock. It calls `progress` with its name when it is done, and the caller may
measure the time between two calls (`threadbrief build --timings`).
"""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of a stage at its end. A writer's own stages have its name and a dot:
`pdf.paint`."""


def no_progress(stage: str) -> None:
    """Do nothing at the end of a stage: the default of every `progress`."""
