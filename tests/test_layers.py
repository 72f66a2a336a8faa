"""The import table (docs/dev/architecture.md): who may import whom, late imports too.

And who may touch the world.
"""

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
    "core": Layer((), ("msgspec", "yaml")),
    "text": Layer(("core",)),
    "model": Layer(("core", "text"), ("typing_extensions",)),
    "templates": Layer(("core", "text", "model"), ("yaml",)),
    "read": Layer(("core", "text", "model"), ("yaml", "markdown_it")),
    "checks": Layer(("core", "text", "model")),
    "cite": Layer(("core", "text", "model")),
    "references": Layer(("core", "text", "model", "read"), ("bibtexparser", "pylatexenc")),
    "importers": Layer(("core", "text", "model", "read"), ("lxml",)),
    "compose": Layer(("core", "text", "model", "templates", "cite"), ("PIL",)),
    "word": Layer(("core", "text", "model", "templates"), ("docx", "lxml", "uharfbuzz")),
    "pdf": Layer(
        ("core", "text", "model", "templates"),
        ("reportlab", "uharfbuzz", "PIL", "pyphen", "budoux", "msgspec"),
    ),
    "inventory": Layer(("core",), ("PIL", "lxml")),
    "pipeline": Layer(
        (
            "core",
            "text",
            "model",
            "templates",
            "read",
            "checks",
            "references",
            "compose",
            "word",
            "pdf",
            "inventory",
        ),
        ("msgspec",),
    ),
    "api": Layer(("core", "inventory", "model", "read", "importers", "pipeline")),
    "cli": Layer(
        ("__init__", "core", "read", "importers", "inventory", "pipeline"), ("click", "watchfiles")
    ),
    "__init__": Layer(("core", "inventory", "model", "importers", "pipeline", "api")),
    "__main__": Layer(("cli",)),
}
"""A package, or a module at the top: the packages of this program, and those of others, that it may
import."""

LATE = {
    ("threadbrief.core.file_system", "fcntl"): "Windows has none",
    ("threadbrief.core.problems", "difflib"): "8 ms that only a mistake should cost",
    ("threadbrief.cite.render.fields", "unicodedata"): "1 ms that only a rare letter should cost",
    ("threadbrief.cite.processor", "unicodedata"): "1 ms that plain ASCII should not cost",
    (
        "threadbrief.compose.thread",
        "threadbrief.compose.pictures",
    ): "a memo without pictures loads no pillow",
    (
        "threadbrief.compose.markup",
        "threadbrief.compose.pictures",
    ): "a memo without pictures loads no pillow",
    (
        "threadbrief.read.yaml.nodes",
        "threadbrief.read.yaml.explain",
    ): "only a fault needs words for it",
    ("threadbrief.checks.thread", "hashlib"): "3 ms that only a fingerprint should cost",
    (
        "threadbrief.pdf.layout.blocks",
        "threadbrief.pdf.output.image_files",
    ): "a memo without pictures loads no pillow",
    (
        "threadbrief.pdf.fonts.emoji",
        "threadbrief.pdf.fonts.svg",
    ): "3 ms that a memo without emoji should not cost",
    (
        "threadbrief.pdf.typesetting.line_breaks",
        "budoux",
    ): "an optional package, for memos with Thai",
    (
        "threadbrief.pdf.typesetting.hyphenation",
        "pyphen",
    ): "an optional package, wanted by few templates",
    (
        "threadbrief.read.markup.text",
        "threadbrief.read.markup.emphasis",
    ): "most texts need no markdown-it",
    (
        "threadbrief.read.markup.text",
        "threadbrief.read.markup.blocks",
    ): "most texts need no markdown-it",
    (
        "threadbrief.pipeline.check",
        "threadbrief.pipeline.document",
    ): "a memo of text alone needs none of it to be checked",
    (
        "threadbrief.pipeline.check",
        "threadbrief.pipeline.inspect_template",
    ): "only a memo on a template of Word needs python-docx",
    ("threadbrief.pipeline.batch", "threadbrief.pipeline.build"): "a check builds nothing",
    ("threadbrief.pipeline.check", "threadbrief.pdf"): "only fonts of one's own need HarfBuzz",
    ("threadbrief.pipeline.batch", "threadbrief.pipeline.pool"): "20 ms that only a pool costs",
    ("threadbrief.pipeline.batch", "threadbrief.pipeline.manifest"): "only --changed hashes files",
    ("threadbrief.cli.build", "threadbrief.pipeline.manifest"): "only --changed hashes files",
    ("threadbrief.cli.build", "importlib.metadata"): "only --changed asks for versions",
    ("threadbrief.pipeline.batch", "threadbrief.pipeline.sources"): "a check lists nothing",
    ("threadbrief.pipeline.batch", "threadbrief.pipeline.overwrite"): "a check writes nothing",
    (
        "threadbrief.word.writer",
        "threadbrief.word.house_template",
    ): "10 ms that only a house template should cost",
    (
        "threadbrief.word.parts.embedded_fonts",
        "uharfbuzz",
    ): "10 ms that only a Word file with faces of its own should cost",
    ("threadbrief.pipeline.extract", "threadbrief.word.extract"): "a PDF needs none of python-docx",
    (
        "threadbrief.pipeline.check",
        "threadbrief.references",
    ): "a memo without reference files loads no reader of them",
    ("threadbrief.references.reader", "threadbrief.references.bibtex"): "an extra, and 40 ms",
    ("threadbrief.pipeline.build", "threadbrief.word"): "a check, and a PDF, load no python-docx",
    (
        "threadbrief.pipeline.build",
        "threadbrief.pdf",
    ): "a check, and a Word file, load neither ReportLab nor HarfBuzz",
    (
        "threadbrief.pipeline.build",
        "threadbrief.pipeline.toc_pages",
    ): "only a Word file with contents is laid out",
    ("threadbrief.cli", "threadbrief.cli.main"): "an interrupt may come while it is loaded",
    ("threadbrief.cli.build", "threadbrief.pipeline.document"): "a help page builds nothing",
    ("threadbrief.cli.check", "watchfiles"): "an extra, which only --watch needs",
    ("threadbrief", "import_module()"): "`import threadbrief` costs next to nothing",
    ("threadbrief.cli.main", "threadbrief.pipeline.limits"): "few runs have limits",
    ("threadbrief.pipeline.limits", "_thread"): "Windows only",
    ("threadbrief.pipeline.limits", "resource"): "there is none on Windows",
    ("threadbrief.cli.main", "import_module()"): "a command imports what it needs and no more",
}
"""The imports that are not at the top of their module, each with its reason."""

WORLD = {
    "the environment": ("os.environ", "os.getenv", "os.environb", "os.putenv"),
    "the clock": ("time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    "the terminal": (
        "print",
        "input",
        "sys.stdout",
        "sys.stderr",
        "sys.stdin",
        "sys.exit",
        "sys.argv",
        "exit",
        "quit",
    ),
}
"""What only cli may touch."""

NEVER = {
    "the network": (
        "socket",
        "ssl",
        "http",
        "urllib.request",
        "ftplib",
        "smtplib",
        "asyncio",
        "xmlrpc",
    ),
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
"""What makes a process, and lets processes exchange values."""
MAKES_PROCESSES = {
    "pipeline/parallel.py": {"os.fork"},
    "pipeline/pool.py": {"multiprocessing", "multiprocessing.connection"},
}
EXIT = "os._exit"
"""What ends a process at once: a child, and the command."""

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
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
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
            case ast.Call(
                func=ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module")
            ):
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
            assert target in {layer, *allowed.ours}, f"{layer} may not import {imported.name}"
        elif imported.name != "import_module()":
            assert top in sys.stdlib_module_names or top in allowed.outside, (
                f"{layer} may not import {imported.name}"
            )


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
    layer = layer_of(path)
    may = MAKES_PROCESSES.get(path.relative_to(PACKAGE).as_posix(), set())
    assert used & FORK <= may, "only a few modules make processes"
    assert EXIT not in used or may or layer == "cli", "only a child and the command end at once"
    if layer != "cli":
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
