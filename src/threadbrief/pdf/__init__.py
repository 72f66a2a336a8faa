"""A Document becomes the bytes of a .pdf."""

from threadbrief.pdf.writer import WrittenPdf, write_pdf

__all__ = ["WrittenPdf", "write_pdf"]
