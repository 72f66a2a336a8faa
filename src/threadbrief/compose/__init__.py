"""A Brief and a template become a Document."""
