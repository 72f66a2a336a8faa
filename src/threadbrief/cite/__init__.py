"""Citations and a CSL style become inlines."""
