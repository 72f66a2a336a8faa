"""Faces -> font objects of the PDF: Type0 with Identity-H, a subset of the glyphs used, and a true ToUnicode.

ISO 32000-1, 9.7 (composite fonts), 9.8 (descriptors), 9.10 (text extraction). The CID of a glyph is its number in the
font file, so that a word shaped once shows the same bytes wherever it stands.
"""
