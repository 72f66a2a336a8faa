"""Bytes of reference files that people already have in; citations out, and citations as such files out again."""

from threadbrief.references.reader import make_folder_loader, read_references

__all__ = ["read_references", "make_folder_loader"]
