"""`threadbrief explain`: what the code of a problem means, and what a key of a memo is for."""

import re

import click
from click.shell_completion import CompletionItem

from threadbrief.core.problem_codes import REGISTRY, ProblemCode
from threadbrief.core.problems import Severity, find_nearest
from threadbrief.read.schema.keys import Key, describe_kind, find_keys, get_mapping, list_keys

EXAMPLES = """\b
Examples:
  threadbrief explain TB204
  threadbrief explain posts.reply_to
  threadbrief explain posts.capture     a key with the keys below it
  threadbrief explain sha256            wherever it stands
  threadbrief explain                   all codes, one a line
"""
"""Shown after the options; the first character keeps click from filling the lines."""
_CODE = re.compile(r"(?:TB)?\d+", re.IGNORECASE)


def _complete(ctx: click.Context, argument: click.Parameter, start: str) -> list[CompletionItem]:
    codes = [CompletionItem(row.code, help=row.meaning) for row in REGISTRY.values()]
    keys = [CompletionItem(key.path, help=key.field.doc) for key in list_keys()]
    return [item for item in (*codes, *keys) if item.value.startswith(start)]


@click.command(
    "explain", epilog=EXAMPLES, short_help="Say what a code means, or what a key is for."
)
@click.argument("what", metavar="[CODE|KEY]", required=False, shell_complete=_complete)
def command(what: str | None) -> None:
    """Say what the code of a problem means, or what a key of a memo is for.

    Of a code: an example, and what to do. Of a key: what it takes, and whether it is printed,
    checked, or only kept for the record.
    """
    if what is None:
        for row in REGISTRY.values():
            click.echo(f"{row.code}  {row.severities[0].value:7}  {row.meaning}")
    elif _CODE.fullmatch(what):
        click.echo(_format_row(_find_code(what)))
    else:
        click.echo(_format_keys(_find_keys(what)))


def _find_code(written: str) -> ProblemCode:
    code = f"TB{written.upper().removeprefix('TB')}"
    if code not in REGISTRY:
        near = find_nearest(code, list(REGISTRY))
        hint = f'did you mean "{near}"?' if near else "`threadbrief explain` lists them"
        raise click.BadParameter(f'there is no "{written}"; {hint}', param_hint="CODE")
    return REGISTRY[code]


def _find_keys(written: str) -> tuple[Key, ...]:
    keys = find_keys(written)
    if not keys:
        paths = [key.path for key in list_keys()]
        near = find_nearest(written, [*paths, *(path.rpartition(".")[2] for path in paths)])
        hint = "docs/yaml.md lists the keys"
        if near:
            hint = f'did you mean "{near}"?'
        raise click.BadParameter(f'there is no key "{written}"; {hint}', param_hint="KEY")
    return keys


def _format_keys(keys: tuple[Key, ...]) -> str:
    """Return all about a key, or a line about each of many."""
    if len(keys) > 1:
        return _format_list([(key.path, f"{key.field.doc} {_format_use(key)}") for key in keys])
    (key,) = keys
    lines = [key.path, "", key.field.doc]
    lines.append(f"Value: {describe_kind(key.field.kind)}{' (needed)' * key.field.required}")
    lines.append(_format_use(key))
    inner = get_mapping(key.field.kind)
    if inner:
        lines += ["", _format_list([(field.key, field.doc) for field in inner.fields])]
    return "\n".join(lines)


def _format_use(key: Key) -> str:
    use = str(key.field.use)
    return f"{use[0].upper()}{use[1:]}."


def _format_list(rows: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {text}" for name, text in rows)


def _format_row(row: ProblemCode) -> str:
    names = {Severity.ERROR: "an error", Severity.WARNING: "a warning"}
    severities = " or ".join(names[severity] for severity in row.severities)
    lines = [f"{row.code}, {severities}", "", row.meaning]
    if row.example:
        lines.append(f"Example: {row.example}")
    if row.advice:
        lines.append(f"What to do: {row.advice}")
    if row.is_suppressible:
        lines.append(f"To switch it off in a memo, at its top level: checks: {{{row.code}: off}}")
    return "\n".join(lines)
