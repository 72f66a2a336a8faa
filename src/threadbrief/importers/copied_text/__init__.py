"""Copied text: a thread copied from a browser or an unroller, split into its posts."""
