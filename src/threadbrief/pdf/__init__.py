"""A Document becomes the bytes of a .pdf."""

from threadbrief.pdf.paging import pages_of_anchors
from threadbrief.pdf.writer import WrittenPdf, write_pdf

__all__ = ["WrittenPdf", "pages_of_anchors", "write_pdf"]
