"""A Brief and a template become a Document."""

from threadbrief.compose.memo import Composed, compose_document

__all__ = ["Composed", "compose_document"]
