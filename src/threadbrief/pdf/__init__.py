"""A Document becomes the bytes of a .pdf."""

from threadbrief.pdf.writer import WrittenPdf, find_anchor_pages, write_pdf

__all__ = ["WrittenPdf", "find_anchor_pages", "write_pdf"]
