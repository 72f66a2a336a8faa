"""Citations and a CSL style become inlines: a processor of CSL 1.0.2 (docs/styles.md)."""

from threadbrief.cite.csl.load import list_styles, load_locale, load_style
from threadbrief.cite.csl.style import Style, find_quotes_of_style
from threadbrief.cite.posts import SHORT_FORM_WORDS, SourceKind, classify_source
from threadbrief.cite.processor import CitationProcessor
from threadbrief.cite.state import CitationState, NoteCluster, Position, SubsequentForm

__all__ = [
    "SHORT_FORM_WORDS",
    "CitationProcessor",
    "CitationState",
    "NoteCluster",
    "Position",
    "SourceKind",
    "Style",
    "SubsequentForm",
    "classify_source",
    "find_quotes_of_style",
    "list_styles",
    "load_locale",
    "load_style",
]
