"""A Brief and a template become a Document."""

from threadbrief.compose.files import Files, Folder, NoFiles
from threadbrief.compose.memo import Composed, compose_document

__all__ = ["Composed", "Files", "Folder", "NoFiles", "compose_document"]
