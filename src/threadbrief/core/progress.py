"""Who wants to know how far a run is hears the name of each stage when it is done; nobody here reads a clock."""

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of a stage at its end. A dot parts a writer from its own stages: `pdf.paint`."""


def no_progress(stage: str) -> None:
    """Hear of a stage, and do nothing: what a run calls when nobody asks."""
