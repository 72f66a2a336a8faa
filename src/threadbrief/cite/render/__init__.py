"""Rendering the elements of a CSL style for one source, as runs."""
