"""A brief in; what a careful sub-editor would say about it out, as warnings."""

from threadbrief.checks.run import remarks

__all__ = ["remarks"]
