"""Bytes of YAML in; a Brief out, every value knowing its file, line and column."""

from threadbrief.read.memo import read_brief

__all__ = ["read_brief"]
