"""Importers: a copied thread or an export becomes the YAML of a draft memo, its doubts as flags."""
