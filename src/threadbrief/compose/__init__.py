"""A Brief and a template become a Document."""

from threadbrief.compose.document import ComposedDocument, compose_document

__all__ = ["ComposedDocument", "compose_document"]
