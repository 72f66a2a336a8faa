"""`threadbrief completion`: the script with which a shell completes commands and options."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}

EXAMPLES = """\b
Examples:
  bash:  eval "$(threadbrief completion bash)"      in ~/.bashrc
  zsh:   eval "$(threadbrief completion zsh)"       in ~/.zshrc
  fish:  threadbrief completion fish | source       in ~/.config/fish/config.fish
"""
"""Shown after the options; the first character keeps click from filling the lines."""


@click.command("completion", epilog=EXAMPLES, short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the lines that make a shell complete `threadbrief`."""
    root = ctx.find_root()
    click.echo(_SHELLS[shell](root.command, {}, "threadbrief", "_THREADBRIEF_COMPLETE").source())
