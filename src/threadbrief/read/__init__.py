"""Bytes of YAML become a Brief, every value knowing its place."""
