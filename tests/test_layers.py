"""The import table (docs/architecture.md): who may import whom, late imports included; and who may touch the world."""

import ast
import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
PACKAGE = SRC / "threadbrief"


@dataclass(frozen=True)
class Layer:
    ours: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


LAYERS = {
    "values": Layer((), ("msgspec",)),
    "stages": Layer(),
    "errors": Layer(("values",)),
    "units": Layer(),
    "text": Layer(),
    "model": Layer(("errors", "units")),
    "templates": Layer(("errors", "units", "model"), ("yaml",)),
    "read": Layer(("errors", "model"), ("yaml", "markdown_it")),
    "cite": Layer(("errors", "text", "model")),
    "beside": Layer(("errors", "model")),
    "references": Layer(("errors", "model", "read", "beside"), ("bibtexparser", "pylatexenc")),
    "compose": Layer(("errors", "text", "model", "templates", "cite", "beside", "tandem"), ("PIL",)),
    "fingerprint": Layer(),
    "word": Layer(("errors", "units", "model", "templates", "fingerprint"), ("docx", "lxml", "uharfbuzz")),
    "pdf": Layer(
        ("errors", "units", "text", "model", "templates", "tandem"),
        ("reportlab", "uharfbuzz", "PIL", "pyphen", "budoux", "msgspec"),
    ),
    "checks": Layer(("errors", "model")),
    "options": Layer(),
    "tandem": Layer(),
    "ahead": Layer(("options", "tandem", "writing", "export")),
    "writing": Layer(("errors", "model", "options", "templates", "word", "pdf", "paging")),
    "exchange": Layer(("errors", "options", "tandem", "writing")),
    "composition": Layer(("errors", "model", "options", "templates", "beside", "checks", "compose")),
    "checking": Layer(
        ("errors", "model", "options", "beside", "read", "references", "checks", "composition", "inspection")
    ),
    "export": Layer(
        (
            "errors",
            "model",
            "options",
            "tandem",
            "templates",
            "read",
            "checking",
            "composition",
            "exchange",
            "writing",
            "pinpoint",
        )
    ),
    "pinpoint": Layer(("errors",)),
    "paging": Layer(("errors", "model", "templates", "word", "pdf")),
    "files": Layer(("errors",)),
    "listing": Layer(("errors", "model", "options", "read", "checks", "checking", "references")),
    "origin": Layer(("errors", "files", "fingerprint")),
    "batch": Layer(
        ("errors", "options", "tandem", "ahead", "exchange", "checking", "export", "listing", "files", "origin")
    ),
    "api": Layer(("errors", "model", "options", "read", "checking", "export", "files", "origin")),
    "reference": Layer(("errors", "read")),
    "extract": Layer(("errors", "model", "files", "word")),
    "inspection": Layer(("errors", "model", "templates", "word")),
    "importers": Layer(("errors", "model", "read"), ("lxml",)),
    "cli": Layer(
        (
            "__init__",
            "errors",
            "options",
            "tandem",
            "ahead",
            "export",
            "extract",
            "inspection",
            "importers",
            "batch",
            "files",
            "reference",
        ),
        ("click", "watchfiles"),
    ),
    "__init__": Layer(("api", "errors", "model")),
    "__main__": Layer(("cli",)),
}

FOUNDATION = ("values", "stages")
"""What any room may use: what its values are, and what hears of its stages."""

LATE = {
    ("threadbrief.errors", "difflib"): "8 ms that only a mistake should cost",
    ("threadbrief.cite.rich", "unicodedata"): "1 ms that only a rare letter should cost",
    ("threadbrief.cite.sort", "unicodedata"): "1 ms that plain ASCII should not cost",
    ("threadbrief.compose.thread", "threadbrief.compose.pictures"): "a memo without pictures loads no pillow",
    ("threadbrief.read.nodes", "threadbrief.read.explain"): "only a fault needs words for it",
    ("threadbrief.read.nodes", "threadbrief.read.mending"): "only a fault is taken out",
    ("threadbrief.tandem", "pickle"): "who works alone needs none of it",
    ("threadbrief.checks.thread", "hashlib"): "3 ms that only a fingerprint should cost",
    ("threadbrief.pdf.blocks", "threadbrief.pdf.pictures"): "a memo without pictures loads no pillow",
    ("threadbrief.pdf.emoji", "threadbrief.pdf.svg"): "3 ms that a memo without emoji should not cost",
    ("threadbrief.pdf.breaks", "budoux"): "an optional package, for memos with Thai",
    ("threadbrief.pdf.hyphens", "pyphen"): "an optional package, wanted by few templates",
    ("threadbrief.read.inline", "threadbrief.read.emphasis"): "most texts need no markdown-it",
    ("threadbrief.read.prose", "threadbrief.read.structure"): "most texts need no markdown-it",
    ("threadbrief.checking", "threadbrief.composition"): "a memo of text alone needs none of it to be checked",
    ("threadbrief.checking", "threadbrief.inspection"): "only a memo on a template of Word needs python-docx",
    ("threadbrief.batch", "threadbrief.checking"): "a second process is split off before it is loaded",
    ("threadbrief.batch", "threadbrief.export"): "the same, and a check builds nothing",
    ("threadbrief.batch", "threadbrief.exchange"): "a check builds nothing",
    ("threadbrief.batch", "threadbrief.listing"): "a check lists nothing",
    ("threadbrief.batch", "threadbrief.origin"): "a check writes nothing",
    ("threadbrief.word.writer", "threadbrief.word.house"): "10 ms that only a house template should cost",
    ("threadbrief.word.looks", "threadbrief.word.house"): "the same",
    ("threadbrief.word.embedding", "uharfbuzz"): "10 ms that only a Word file with faces of its own should cost",
    ("threadbrief.extract", "threadbrief.word.extracting"): "a PDF needs none of python-docx",
    ("threadbrief.checking", "threadbrief.references"): "a memo without reference files loads no reader of them",
    ("threadbrief.references.shelf", "threadbrief.references.bibtex"): "an extra, and 40 ms",
    ("threadbrief.ahead", "threadbrief.export"): "imported by a second process, beside the reading of the arguments",
    ("threadbrief.ahead", "threadbrief.writing"): "imported once for many memos",
    ("threadbrief.writing", "threadbrief.word"): "a check, and a PDF, load no python-docx",
    ("threadbrief.writing", "threadbrief.pdf"): "a check, and a Word file, load neither ReportLab nor HarfBuzz",
    ("threadbrief.writing", "threadbrief.paging"): "only a Word file with contents is laid out",
    ("threadbrief.cli", "threadbrief.cli.app"): "a second process is split off before it is loaded",
    ("threadbrief.cli.build", "threadbrief.export"): "8 ms of other rooms that a second process is not to wait for",
    ("threadbrief.cli.check", "threadbrief.cli.watch"): "only --watch needs it",
    ("threadbrief.cli.watch", "watchfiles"): "an extra, which only --watch needs",
    ("threadbrief", "import_module()"): "`import threadbrief` costs next to nothing",
    ("threadbrief.cli.app", "import_module()"): "a command imports what it needs and no more",
}
"""The imports that are not at the top of their module, each with its reason."""

WORLD = {
    "the environment": ("os.environ", "os.getenv", "os.environb", "os.putenv"),
    "the clock": ("time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    "the terminal": ("print", "input", "sys.stdout", "sys.stderr", "sys.stdin", "sys.exit", "sys.argv", "exit", "quit"),
}
"""What only cli may touch."""

NEVER = {
    "the network": ("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "asyncio", "xmlrpc"),
    "other programs": ("subprocess", "os.system", "os.popen", "os.execv", "os.spawnv", "pty"),
    "code that a file brings": (
        "eval",
        "exec",
        "compile",
        "marshal",
        "shelve",
        "yaml.load",
        "yaml.unsafe_load",
    ),
}
"""What nothing here touches."""

FORK = {"os.fork", "os.forkpty", "multiprocessing", "pickle"}
"""What splits a process and lets its halves talk, which only tandem may do, and only as *the tandem rule* has it."""

MODULES = sorted(PACKAGE.rglob("*.py"))
IDS = [str(path.relative_to(SRC)) for path in MODULES]


@dataclass(frozen=True)
class Imported:
    name: str
    late: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(tree: ast.Module) -> Iterator[Imported]:
    """Each import of a module; one inside a function or a class is late."""
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    inside = {id(child) for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield Imported(alias.name, id(node) in inside)
            case ast.ImportFrom(module=module, level=level):
                assert level == 0, f"line {node.lineno}: a relative import"
                yield Imported(module or "", id(node) in inside)
            case ast.Call(func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module")):
                yield Imported("import_module()", late=True)


def touched(tree: ast.Module) -> set[str]:
    """The modules and names that are imported, the dotted names that are used, and the builtins."""
    found = {imported.name for imported in imports(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=module, names=names):
                found |= {f"{module}.{alias.name}" for alias in names}
            case ast.Attribute():
                found.add(ast.unparse(node))
            case ast.Name(id=name, ctx=ast.Load()) if hasattr(builtins, name):
                found.add(name)
    return found


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_arrows_run_one_way(path: Path) -> None:
    layer = layer_of(path)
    assert layer in LAYERS, f"{layer} is in no layer: put it into the table"
    allowed = LAYERS[layer]
    for imported in imports(ast.parse(path.read_text(encoding="utf-8"))):
        top, _, rest = imported.name.partition(".")
        if top == "threadbrief":
            target = rest.partition(".")[0] or "__init__"
            assert target in {layer, *FOUNDATION, *allowed.ours}, f"{layer} may not import {imported.name}"
        elif imported.name != "import_module()":
            assert top in sys.stdlib_module_names or top in allowed.outside, f"{layer} may not import {imported.name}"


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_imports_stand_at_the_top_but_for_a_reason(path: Path) -> None:
    late = {
        (module_name(path), imported.name)
        for imported in imports(ast.parse(path.read_text(encoding="utf-8")))
        if imported.late
    }
    assert late <= LATE.keys(), "put the import at the top, or give its reason in the table"


def test_every_late_import_in_the_table_is_there() -> None:
    found = {
        (module_name(path), imported.name)
        for path in MODULES
        for imported in imports(ast.parse(path.read_text(encoding="utf-8")))
        if imported.late
    }
    assert LATE.keys() <= found


@pytest.mark.parametrize("path", MODULES, ids=IDS)
def test_only_the_command_line_touches_the_world(path: Path) -> None:
    used = touched(ast.parse(path.read_text(encoding="utf-8")))
    for what, names in NEVER.items():
        assert not used & set(names), f"nothing here may touch {what}"
    assert layer_of(path) == "tandem" or not used & FORK, "only tandem may split a process"
    if layer_of(path) != "cli":
        for what, names in WORLD.items():
            assert not used & set(names), f"only cli may touch {what}"


def test_the_table_has_no_circle() -> None:
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        for other in LAYERS[name].ours:
            visit(other, (*path, name))
        if name not in order:
            order.append(name)

    for name in LAYERS:
        visit(name, ())
    assert set(order) == set(LAYERS)
