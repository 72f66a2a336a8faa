"""Bytes of reference files that people already have in; citations out, and citations as such files out again."""

from threadbrief.references.reader import read_references, shelf_of

__all__ = ["read_references", "shelf_of"]
