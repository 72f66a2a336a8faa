"""Citations and a CSL style become inlines: a processor of CSL 1.0.2 (docs/styles.md)."""

from threadbrief.cite.values import NumberedCluster, Position, Repeat, State

__all__ = ["NumberedCluster", "Position", "Repeat", "State"]
