"""threadbrief: a thread and its citations, in YAML, become a briefing memo in Word and PDF.

    >>> import threadbrief
    >>> brief = threadbrief.load("examples/minimal.yaml")
    >>> pdf = threadbrief.build(brief, to="pdf")
    >>> pdf[:5]
    b'%PDF-'

The names in `__all__` are the public ones (docs/python.md). Each is imported when it is first used,
so that `import threadbrief` costs next to nothing. A memo that cannot be read or built raises
`BriefError`, which carries its `problems`.
"""

from importlib import import_module

TYPE_CHECKING = False  # type checkers know the name; importing `typing` for it would cost 10 ms
if TYPE_CHECKING:
    from threadbrief.api.house_templates import template_report
    from threadbrief.api.leaves import leaves
    from threadbrief.api.memos import build, check, load, write
    from threadbrief.api.options import Options
    from threadbrief.api.references import sources
    from threadbrief.api.threads import import_thread
    from threadbrief.api.yaml import escape, extract, format_yaml
    from threadbrief.core.problems import BriefError, Location, Problem, Severity
    from threadbrief.core.structs import replace
    from threadbrief.importers.importing import ImportResult
    from threadbrief.importers.model import Selection
    from threadbrief.inventory.items import Inventory
    from threadbrief.model.brief import Brief
    from threadbrief.pipeline.inspect_template import HouseReport

__version__ = "0.1.0"

__all__ = [
    "Brief",
    "BriefError",
    "HouseReport",
    "ImportResult",
    "Inventory",
    "Location",
    "Options",
    "Problem",
    "Selection",
    "Severity",
    "__version__",
    "build",
    "check",
    "escape",
    "extract",
    "format_yaml",
    "import_thread",
    "leaves",
    "load",
    "replace",
    "sources",
    "template_report",
    "write",
]

_MODULES = {
    "Brief": "threadbrief.model.brief",
    "BriefError": "threadbrief.core.problems",
    "HouseReport": "threadbrief.pipeline.inspect_template",
    "ImportResult": "threadbrief.importers.importing",
    "Inventory": "threadbrief.inventory.items",
    "Location": "threadbrief.core.problems",
    "Options": "threadbrief.api.options",
    "Problem": "threadbrief.core.problems",
    "Selection": "threadbrief.importers.model",
    "Severity": "threadbrief.core.problems",
    "build": "threadbrief.api.memos",
    "check": "threadbrief.api.memos",
    "escape": "threadbrief.api.yaml",
    "extract": "threadbrief.api.yaml",
    "format_yaml": "threadbrief.api.yaml",
    "import_thread": "threadbrief.api.threads",
    "leaves": "threadbrief.api.leaves",
    "load": "threadbrief.api.memos",
    "replace": "threadbrief.core.structs",
    "sources": "threadbrief.api.references",
    "template_report": "threadbrief.api.house_templates",
    "write": "threadbrief.api.memos",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'threadbrief' has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
