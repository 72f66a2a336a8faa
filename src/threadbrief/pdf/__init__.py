"""A Document becomes the bytes of a .pdf."""
