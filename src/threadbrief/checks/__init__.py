"""A brief in; what a careful sub-editor would say about it out, as warnings."""

from threadbrief.checks.run import run_checks

__all__ = ["run_checks"]
