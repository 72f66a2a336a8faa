"""The command line: parse, call, print, exit. The only room that reads the clock and the environment, or prints."""

import gc

gc.set_threshold(50_000)  # before the rest is imported, which makes many values and no circles, as a run does too

from threadbrief.cli.app import main  # noqa: E402 - see above

__all__ = ["main"]
