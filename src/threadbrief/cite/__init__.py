"""Citations and a CSL style become inlines: a processor of CSL 1.0.2 (docs/styles.md)."""

from threadbrief.cite.citer import Citer
from threadbrief.cite.kinds import SourceKind, kind_of
from threadbrief.cite.load import load_style, style_names
from threadbrief.cite.packages import load_locale
from threadbrief.cite.style import Style
from threadbrief.cite.values import NumberedCluster, Position, Repeat, State

__all__ = [
    "Citer",
    "NumberedCluster",
    "Position",
    "Repeat",
    "SourceKind",
    "State",
    "Style",
    "kind_of",
    "load_locale",
    "load_style",
    "style_names",
]
