"""A Document becomes the bytes of a .pdf."""

from threadbrief.pdf.writer import WrittenPdf, pages_of_anchors, write_pdf

__all__ = ["WrittenPdf", "pages_of_anchors", "write_pdf"]
