"""A Brief and a template become a Document."""

from threadbrief.compose.document import Composed, compose_document

__all__ = ["Composed", "compose_document"]
