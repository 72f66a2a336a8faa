"""Every regular expression of the source, and texts that are bad for it.

A text is derived from the expression itself: what each of its repetitions takes, many times, behind
what leads there, and before a character that ends no match. A search that begins anew at each
character of such a text, and goes to its end each time, is quadratic.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import threadbrief

_SOURCE = Path(threadbrief.__file__).parent
_ANCHORED = {"match", "fullmatch"}
_FUNCTIONS = {"search", "sub", "subn", "split", "findall", "finditer", *_ANCHORED}
_ALPHABET = "a1A -.,:;@#/<>()[]{}&_^*'\"=\\|!%\n\t\u00a0é…’–א漢😀\u200b\x00"
"""What is tried for a set of characters, in this order."""
_MOST_TRIED = 6
"""Characters that are tried for a repetition of one set."""
_ENDS = ("", "\x00", "!", " a")
_MOST_LEADS = 12


class Expression:
    """One expression, where it is, and whether a search with it begins at each character."""

    def __init__(self, place: str, pattern: re.Pattern[Any], *, is_anchored: bool) -> None:
        self.place = place
        self.pattern = pattern
        self.is_anchored = is_anchored

    def run(self, text: str) -> None:
        """Do what the source does with it: match at the beginning, or find all matches."""
        subject: Any = text
        if isinstance(self.pattern.pattern, bytes):
            subject = text.encode("utf-8")
        if self.is_anchored:
            self.pattern.match(subject)
            self.pattern.fullmatch(subject)
            return
        for _ in self.pattern.finditer(subject):
            pass


def collect() -> list[Expression]:
    """Return the expressions that the modules hold, and those written where they are used."""
    paths = sorted(_SOURCE.rglob("*.py"))
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    imported = set().union(*(_list_imports(t) & _find_searched(t) for t in trees.values()))
    expressions = []
    for path, tree in trees.items():
        place = path.relative_to(_SOURCE.parent).as_posix()
        searched = _find_searched(tree) | imported
        if path.name != "__main__.py":
            for name, pattern in _patterns_of(path):
                is_anchored = name not in searched
                expressions.append(Expression(f"{place}: {name}", pattern, is_anchored=is_anchored))
        expressions += _find_literals(place, tree)
    return expressions


def _list_imports(tree: ast.AST) -> set[str]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {alias.name for node in imports for alias in node.names}


def _find_searched(tree: ast.AST) -> set[str]:
    """Return the names of what a module searches with, or gives to some function that may."""
    searched = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _FUNCTIONS - _ANCHORED:
            holder = node.value
            if isinstance(holder, ast.Subscript):
                holder = holder.value
            if isinstance(holder, ast.Name | ast.Attribute):
                searched.add(holder.id if isinstance(holder, ast.Name) else holder.attr)
        if isinstance(node, ast.Call | ast.Tuple | ast.Dict | ast.List | ast.For | ast.IfExp):
            children = ast.iter_child_nodes(node)
            searched |= {child.id for child in children if isinstance(child, ast.Name)}
    return searched


def _patterns_of(path: Path) -> Iterator[tuple[str, re.Pattern[Any]]]:
    parts = path.relative_to(_SOURCE.parent).with_suffix("").parts
    module = import_module(".".join(part for part in parts if part != "__init__"))
    for name, value in vars(module).items():
        values = value.values() if isinstance(value, dict) else (value,)
        if isinstance(value, tuple | list):
            values = [item for row in value for item in (row if isinstance(row, tuple) else (row,))]
        for pattern in values:
            if isinstance(pattern, re.Pattern):
                yield name, pattern


def _find_literals(place: str, tree: ast.AST) -> Iterator[Expression]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        module, name = node.func.value, node.func.attr
        if not (isinstance(module, ast.Name) and module.id == "re" and name in _FUNCTIONS):
            continue
        if isinstance(node.args[0], ast.Constant):
            pattern = re.compile(node.args[0].value)
            where = f"{place}:{node.lineno}"
            yield Expression(where, pattern, is_anchored=name in _ANCHORED)


# --- texts that are bad for an expression ---


def make_attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Return texts as a beginning, what is repeated, and an end."""
    written = pattern.pattern
    if isinstance(written, bytes):
        written = written.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    attacks: dict[tuple[str, str, str], None] = {}
    leads: dict[str, None] = {}
    for lead, pump in _find_pumps(list(parser.parse(written, flags)), "", flags):
        leads[lead] = None
        for end in _ENDS:
            attacks["", pump, end] = None
            if lead:
                attacks[lead, pump, end] = None
        attacks["", lead + pump, "\x00"] = None
    for lead in list(leads)[:_MOST_LEADS]:
        if lead:
            attacks["", lead, ""] = None
    return list(attacks)


def _find_pumps(items: list[Any], lead: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield each text that a repetition takes, with a text that leads there."""
    for operator, argument in items:
        if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most > 1:
                for sample in _sample_each(list(body), flags):
                    yield lead, sample
            yield from _find_pumps(list(body), lead, flags)
        for branch in _branches_of(operator, argument):
            yield from _find_pumps(branch, lead, flags)
        lead += _sample([(operator, argument)], flags)


def _branches_of(operator: Any, argument: Any) -> list[list[Any]]:
    if operator is sre.SUBPATTERN:
        return [list(argument[3])]
    if operator is sre.BRANCH:
        return [list(branch) for branch in argument[1]]
    if operator is sre.ATOMIC_GROUP:
        return [list(argument)]
    if operator in (sre.ASSERT, sre.ASSERT_NOT):
        return [list(argument[1])]
    return []


def _sample_each(items: list[Any], flags: int) -> list[str]:
    """Return some texts that a sequence takes: all characters of one set, and each branch."""
    if len(items) == 1:
        operator, argument = items[0]
        if operator in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            return [sign for sign in _ALPHABET if _takes(items, sign, flags)][:_MOST_TRIED] or [
                _sample(items, flags)
            ]
        branches = _branches_of(operator, argument)
        if branches and operator not in (sre.ASSERT, sre.ASSERT_NOT):
            return [text for branch in branches for text in _sample_each(branch, flags)][:16]
    text = _sample(items, flags)
    return [text] if text else []


def _sample(items: list[Any], flags: int) -> str:
    """Return one text that a sequence takes, at its shortest (but one of what is optional)."""
    text = ""
    for operator, argument in items:
        if operator is sre.LITERAL:
            text += chr(argument)
        elif operator in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            one = [(operator, argument)]
            every = (sign for sign in _ALPHABET if _takes(one, sign, flags))
            text += next(every, "") or _first_of_set(argument)
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _sample(list(argument[2]), flags) * min(argument[0], 3)
        elif operator not in (sre.ASSERT, sre.ASSERT_NOT):
            branches = _branches_of(operator, argument)
            text += _sample(branches[0], flags) if branches else ""
    return text


def _takes(items: list[Any], sign: str, flags: int) -> bool:
    """Whether a set takes a character; `sign` is looked up by the meaning of the set."""
    operator, argument = items[0]
    if operator is sre.ANY:
        return sign != "\n" or bool(flags & re.DOTALL)
    if operator is sre.NOT_LITERAL:
        return ord(sign) != argument
    return any(_holds(rule, sign) for rule in argument) != (argument[0][0] is sre.NEGATE)


def _holds(rule: tuple[Any, Any], sign: str) -> bool:
    operator, argument = rule
    if operator is sre.LITERAL:
        return ord(sign) == argument
    if operator is sre.RANGE:
        return bool(argument[0] <= ord(sign) <= argument[1])
    if operator is sre.CATEGORY:
        escape = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
        name = str(argument).removeprefix("CATEGORY_").removeprefix("NOT_")
        return bool(re.match(escape[name], sign)) != ("NOT_" in str(argument))
    return False


def _first_of_set(argument: Any) -> str:
    for operator, value in argument if isinstance(argument, list) else ():
        if operator is sre.LITERAL:
            return chr(value)
        if operator is sre.RANGE:
            return chr(value[0])
    return ""
