"""CSL styles and locales: loading, parsing, and specialization to a source."""
