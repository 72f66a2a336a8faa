"""Bytes of reference files that people already have in.

Citations out, and citations as such files out again.
"""

from threadbrief.references.reader import make_folder_loader, read_references

__all__ = ["make_folder_loader", "read_references"]
