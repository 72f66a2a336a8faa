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
    from threadbrief.api import build, check, load, write
    from threadbrief.core.problems import BriefError, Location, Problem, Severity
    from threadbrief.model.brief import Brief

__version__ = "0.1.0"

__all__ = [
    "Brief",
    "BriefError",
    "Location",
    "Problem",
    "Severity",
    "__version__",
    "build",
    "check",
    "load",
    "write",
]

_MODULES = {
    "Brief": "threadbrief.model.brief",
    "BriefError": "threadbrief.core.problems",
    "Problem": "threadbrief.core.problems",
    "Severity": "threadbrief.core.problems",
    "Location": "threadbrief.core.problems",
    "build": "threadbrief.api",
    "check": "threadbrief.api",
    "load": "threadbrief.api",
    "write": "threadbrief.api",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'threadbrief' has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
