"""The command `threadbrief`: it imports the module of a command when that is called.

`run` turns every exception into an exit status.
"""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from threadbrief import __version__
from threadbrief.cli.console import FAILED, INTERNAL, INTERRUPTED, OK, SIGNALLED, is_debugging
from threadbrief.core import problem_codes as codes
from threadbrief.core.files import describe_os_error
from threadbrief.core.problems import LimitReachedError, is_out_of_memory

EXAMPLES = """\b
Examples:
  threadbrief new memo                   memo.yaml, to begin with
  threadbrief import t.txt -o memo.yaml  the draft of one, from a copied thread
  threadbrief build memo.yaml            memo.docx and memo.pdf, beside memo.yaml
  threadbrief check memo.yaml            what is wrong with it, line by line
  threadbrief build reports/ -o out/     all in a folder, at once
"""
"""Shown after the options; the first character keeps click from filling the lines."""
_COMMANDS = (
    "new",
    "import",
    "build",
    "check",
    "explain",
    "fmt",
    "schema",
    "sources",
    "templates",
    "template",
    "extract",
    "leaves",
    "completion",
)
"""In the order of the help."""
_ELSEWHERE = {
    "import": ("import_", "command"),
    "templates": ("template", "list_command"),
    "schema": ("new", "schema_command"),
}
"""Module and name of each command that is not `command` in a module of its own name."""


class _Commands(click.Group):
    """A group that imports a command when it is called: each import is time that a run pays."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _ELSEWHERE.get(cmd_name, (cmd_name, "command"))
        command = getattr(import_module(f"threadbrief.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog=EXAMPLES,
)
@click.version_option(__version__, prog_name="threadbrief", message="%(prog)s %(version)s")
@click.option(
    "--limits",
    metavar="LIMITS",
    envvar="THREADBRIEF_LIMITS",
    help="What the run may take: time=20s,memory=600M, or one of them.",
)
@click.pass_context
def commands(context: click.Context, limits: str | None) -> None:
    """Turn a social-media thread and its citations, in YAML, into a briefing memo.

    The memo comes out as a Word file and a PDF with the same text, the same note numbers and the
    same sources.
    """
    if limits:
        # Loaded by the few runs that have limits.
        from threadbrief.pipeline.limits import lift_limits, parse_limits, set_limits  # noqa: PLC0415

        context.call_on_close(lift_limits)
        try:
            set_limits(parse_limits(limits))
        except ValueError as fault:
            raise click.BadParameter(str(fault), param_hint="--limits") from None


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, and return its exit status; None: the arguments of the process.

    A command returns its own exit status, or none for success.
    """
    _handle_endings()
    try:
        status = commands.main(arguments, prog_name="threadbrief", standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except LimitReachedError:
        return _report_limit("the time is over")
    except Exception as fault:
        if is_debugging() and not isinstance(fault, OSError):
            raise
        return _report_exception(fault)
    return status if isinstance(status, int) else OK


def _report_exception(fault: Exception) -> int:
    if is_out_of_memory(fault):
        return _report_limit("the memory is used up")
    if isinstance(fault, OSError):
        return _report_lost_output(fault)
    return _report_internal_error(fault)


def _report_limit(reason: str) -> int:
    click.echo(f"error {codes.LIMIT_REACHED}: {reason}; nothing more was written", err=True)
    click.echo("  hint: give more with --limits, or split the memo", err=True)
    return FAILED


def _report_internal_error(fault: Exception) -> int:
    name = type(fault).__name__
    click.echo(
        f"error {codes.INTERNAL_ERROR}: threadbrief hit a fault of its own: {name}", err=True
    )
    click.echo("  hint: please report it; THREADBRIEF_DEBUG=1 shows where it happened", err=True)
    return INTERNAL


def _report_lost_output(fault: OSError) -> int:
    """Report that standard output cannot be written; silently where its reader has ended."""
    if not isinstance(fault, BrokenPipeError):
        reason = describe_os_error(fault)
        with suppress(OSError):  # the same disk may hold standard error
            click.echo(
                f"error {codes.OUTPUT_NOT_WRITABLE}: standard output cannot be written: {reason}",
                err=True,
            )
    # What is still buffered would be written again at exit, and fail again with a traceback.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


_ENDINGS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""The signals that end a program, as far as the system has them: by another program, with its
terminal, and by Ctrl-Break. Ctrl-C raises KeyboardInterrupt."""


def _handle_endings() -> None:
    """Handle these signals by an exception, so that unfinished files are removed.

    One that is ignored stays so: `nohup` lets a program outlive its terminal.
    """
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _raise_exit)


def _raise_exit(number: int, frame: FrameType | None) -> NoReturn:
    for name in _ENDINGS:  # a terminal that is closed may send one twice
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    sys.exit(SIGNALLED + number)
