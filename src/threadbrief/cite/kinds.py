"""The kind of a source, for a list that has a heading for each."""

from enum import Enum

from threadbrief.model.brief import Citation


class SourceKind(Enum):
    """Kinds of sources, in the order of printing."""

    POST = "post"
    NEWS = "news"
    REPORT = "report"
    BOOK = "book"
    ARTICLE = "article"
    LAW = "law"
    WEB = "web"
    OTHER = "other"


_TYPES = {
    SourceKind.POST: "post post-weblog",
    SourceKind.NEWS: "article-newspaper article-magazine broadcast interview",
    SourceKind.REPORT: "report dataset standard hearing",
    SourceKind.BOOK: "book chapter classic entry entry-dictionary entry-encyclopedia collection periodical thesis",
    SourceKind.ARTICLE: "article article-journal paper-conference review review-book",
    SourceKind.LAW: "bill legal_case legislation regulation treaty patent",
    SourceKind.WEB: "webpage software",
}
_KIND = {name: kind for kind, names in _TYPES.items() for name in names.split()}


def kind_of(citation: Citation) -> SourceKind:
    """Return the kind of a source, by its type of CSL."""
    return _KIND.get(citation.type, SourceKind.OTHER)
