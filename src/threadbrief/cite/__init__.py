"""Citations and a CSL style become inlines: a processor of CSL 1.0.2 (docs/styles.md)."""

from threadbrief.cite.citer import Citer
from threadbrief.cite.load import load_style, style_names
from threadbrief.cite.packages import load_locale
from threadbrief.cite.posts import platform_name
from threadbrief.cite.values import NumberedCluster, Position, Repeat, State

__all__ = [
    "Citer",
    "NumberedCluster",
    "Position",
    "Repeat",
    "State",
    "load_locale",
    "load_style",
    "platform_name",
    "style_names",
]
