"""Citations and a CSL style become inlines: a processor of CSL 1.0.2 (docs/styles.md)."""

from threadbrief.cite.csl.load import load_locale, load_style, style_names
from threadbrief.cite.csl.style import Style
from threadbrief.cite.posts import SourceKind, kind_of
from threadbrief.cite.processor import Citer
from threadbrief.cite.state import NumberedCluster, Position, Repeat, State

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
