"""What the types and tags of RIS are in CSL, and back.

The tags are those of the RIS Format Specifications (Reference Manager, 2001; EndNote's, 2011); where the two or the
programs that write RIS differ, that is taken which Zotero reads and writes (its translator "RIS").
"""

TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic", "ART": "graphic",
    "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter",
    "CHART": "figure", "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference", "CPAPER": "paper-conference",
    "CTLG": "book", "DATA": "dataset", "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book",
    "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "EQUA": "document", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report", "GRANT": "document",
    "HEAR": "hearing", "ICOMM": "personal_communication", "INPR": "article", "JFULL": "periodical",
    "JOUR": "article-journal", "LEGAL": "regulation", "MANSCPT": "manuscript", "MAP": "map",
    "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "webpage", "MUSIC": "musical_score",
    "NEWS": "article-newspaper", "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication",
    "RPRT": "report", "SER": "collection", "SLIDE": "speech", "SOUND": "song", "STAND": "standard",
    "STAT": "legislation", "THES": "thesis", "UNBILL": "bill", "UNPB": "manuscript", "VIDEO": "motion_picture",
}  # fmt: skip

WRITTEN = {
    "article": "INPR", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "bill": "BILL", "book": "BOOK", "broadcast": "VIDEO", "chapter": "CHAP", "classic": "CLSWK", "collection": "SER",
    "dataset": "DATA", "document": "GEN", "entry": "ENCYC", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC",
    "event": "GEN", "figure": "FIGURE", "graphic": "ART", "hearing": "HEAR", "interview": "PCOMM",
    "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT", "map": "MAP", "motion_picture": "MPCT",
    "musical_score": "MUSIC", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT",
    "performance": "GEN", "periodical": "JFULL", "personal_communication": "PCOMM", "post": "ELEC",
    "post-weblog": "BLOG", "regulation": "LEGAL", "report": "RPRT", "review": "JOUR", "review-book": "JOUR",
    "software": "COMP", "song": "SOUND", "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "treaty": "STAT",
    "webpage": "ELEC",
}  # fmt: skip
"""The types of CSL, with the nearest of RIS."""

TEXTS = {
    "TI": "title", "T1": "title", "CT": "title", "ST": "title-short", "T3": "collection-title",
    "JO": "container-title", "JF": "container-title", "JA": "container-title-short", "J1": "container-title-short",
    "J2": "container-title-short", "PB": "publisher", "CY": "publisher-place", "PP": "publisher-place",
    "VL": "volume", "CP": "issue", "ET": "edition", "NV": "number-of-volumes", "SE": "section", "CN": "call-number",
    "DO": "DOI", "DI": "DOI", "AB": "abstract", "N2": "abstract", "N1": "note", "RN": "note", "M3": "genre",
    "LA": "language", "DB": "archive", "AN": "archive_location", "DP": "source", "LB": "citation-label",
}  # fmt: skip
"""Tags that say the same whatever the type; the first for a variable is the one that is written."""

TOGETHER = frozenset({"note", "abstract"})
"""Variables that several fields make together."""

NAMES = {"AU": "author", "A1": "author", "ED": "editor", "A2": "editor", "A3": "collection-editor", "A4": "translator"}

QUIET = frozenset(
    ["AD", "ER", "ID", "L1", "L3", "L4", "RP", "TY", "UK", "VO", *(f"C{n}" for n in range(1, 9)),
     *(f"U{n}" for n in range(1, 16))]
)  # fmt: skip
"""Tags that programs keep for themselves: files, addresses of authors, fields of the user."""

CONTAINED = frozenset(
    ["article", "article-journal", "article-magazine", "article-newspaper", "chapter", "paper-conference",
     "entry", "entry-dictionary", "entry-encyclopedia", "webpage", "post-weblog", "post", "legal_case", "speech",
     "broadcast", "review", "review-book", "dataset", "figure", "graphic", "document"]
)  # fmt: skip
"""Types in which T2 names what contains the thing; in the others it names the series."""

SERIAL = frozenset(["article", "article-journal", "article-magazine", "article-newspaper", "periodical", "review",
                    "review-book", "webpage", "post-weblog"])  # fmt: skip
"""Types with an ISSN rather than an ISBN, and with an issue rather than a number."""
