"""The command line: parse, call, print, exit. The only room that reads the clock and the environment, or prints."""

from threadbrief.cli.app import main

__all__ = ["main"]
