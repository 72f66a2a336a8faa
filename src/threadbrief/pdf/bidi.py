"""The direction of text: embedding levels and visual order (UAX 9)."""
