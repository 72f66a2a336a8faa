"""What the entry types and fields of BibTeX and BibLaTeX are in CSL, and back.

Types and fields are those of the BibLaTeX manual (3.20, 2.1 and 2.2) and of BibTeX's own (BibTeXing, 1988, 3). What
they are in CSL follows what Pandoc and Zotero make of them; the tests compare with Pandoc.
"""

CSL_TYPES = {
    "article": "article-journal", "artwork": "graphic", "audio": "song", "book": "book", "bookinbook": "chapter",
    "booklet": "pamphlet", "collection": "book", "commentary": "book", "conference": "paper-conference",
    "dataset": "dataset", "electronic": "webpage", "image": "graphic", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference", "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case", "legal": "treaty", "legislation": "legislation", "letter": "personal_communication",
    "manual": "book", "mastersthesis": "thesis", "misc": "document", "movie": "motion_picture", "music": "song",
    "mvbook": "book", "mvcollection": "book", "mvproceedings": "book", "mvreference": "book", "online": "webpage",
    "patent": "patent", "performance": "performance", "periodical": "periodical", "phdthesis": "thesis",
    "proceedings": "book", "reference": "book", "report": "report", "review": "review", "software": "software",
    "standard": "standard", "suppbook": "chapter", "suppcollection": "chapter", "suppperiodical": "article-journal",
    "techreport": "report", "thesis": "thesis", "unpublished": "manuscript", "video": "motion_picture",
    "www": "webpage",
}  # fmt: skip

SUBTYPES = {
    ("article", "magazine"): "article-magazine",
    ("article", "newspaper"): "article-newspaper",
    ("article", "review"): "review",
    ("online", "post"): "post",
    ("online", "blog"): "post-weblog",
    ("online", "blogpost"): "post-weblog",
}
"""By type and `entrysubtype`."""

BIBLATEX_TYPES = {
    "article": "unpublished", "article-journal": "article", "article-magazine": "article",
    "article-newspaper": "article", "bill": "legislation", "book": "book", "broadcast": "video",
    "chapter": "incollection",
    "classic": "book", "collection": "misc", "dataset": "dataset", "document": "misc", "entry": "inreference",
    "entry-dictionary": "inreference", "entry-encyclopedia": "inreference", "event": "misc", "figure": "image",
    "graphic": "artwork", "hearing": "misc", "interview": "misc", "legal_case": "jurisdiction",
    "legislation": "legislation", "manuscript": "unpublished", "map": "misc", "motion_picture": "movie",
    "musical_score": "misc", "pamphlet": "booklet", "paper-conference": "inproceedings", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "personal_communication": "letter", "post": "online",
    "post-weblog": "online", "regulation": "legislation", "report": "report", "review": "review",
    "review-book": "review", "software": "software", "song": "audio", "speech": "unpublished",
    "standard": "standard", "thesis": "thesis", "treaty": "legal", "webpage": "online",
}  # fmt: skip
"""The types of CSL, with the nearest of BibLaTeX."""

BIBLATEX_SUBTYPES = {
    kind: subtype for (_, subtype), kind in SUBTYPES.items() if subtype != "blogpost"
}

GENRES = {
    "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis", "candthesis": "Candidate thesis", "techreport": "Technical report",
    "resreport": "Research report", "software": "Computer software", "datacd": "Data CD", "audiocd": "Audio CD",
    "patent": "Patent", "patentus": "U.S. patent", "patreq": "Patent request",
}  # fmt: skip
"""Words of the field `type` that stand for others (BibLaTeX manual, 4.9.2.13), and types that say one."""

TEXT_FIELDS = {
    "shorttitle": "title-short", "series": "collection-title", "volume": "volume", "volumes": "number-of-volumes",
    "edition": "edition", "chapter": "chapter-number", "part": "part-number", "version": "version",
    "pagetotal": "number-of-pages", "publisher": "publisher", "location": "publisher-place",
    "address": "publisher-place", "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "url": "URL", "abstract": "abstract",
    "annotation": "annote", "annote": "annote", "keywords": "keyword", "note": "note", "pubstate": "status",
    "shorthand": "citation-label", "library": "call-number", "shortjournal": "container-title-short",
    "eventtitle": "event-title", "venue": "event-place", "origtitle": "original-title",
    "origpublisher": "original-publisher", "origlocation": "original-publisher-place", "howpublished": "medium",
    "pmid": "PMID", "pmcid": "PMCID", "journaltitle": "container-title", "journal": "container-title",
    "booktitle": "container-title", "maintitle": "volume-title",
}  # fmt: skip
"""Fields that say the same whatever the type; the first for a variable is the one that is written."""

TITLE_VARIABLES = frozenset(
    [
        "title",
        "title-short",
        "container-title",
        "collection-title",
        "event-title",
        "original-title",
        "volume-title",
    ]
)
"""Variables whose letter case a style may change, and in which braces keep it."""

VERBATIM_VARIABLES = frozenset(["DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID"])
"""Variables that are no words (BibLaTeX manual, 2.2.1: URIs and verbatim fields)."""

SUBTITLES = {"title": "subtitle", "booktitle": "booksubtitle", "journaltitle": "journalsubtitle",
             "maintitle": "mainsubtitle"}  # fmt: skip

PUBLISHER_FIELDS = ("institution", "school", "organization")
"""Fields that name who published it where there is no publisher."""

NAME_FIELDS = {
    "author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
    "director": "director", "holder": "author",
}  # fmt: skip

EDITOR_TYPES = {
    "compiler": "compiler", "collaborator": "contributor", "director": "director", "organizer": "organizer",
    "producer": "producer", "editor": "editor", "founder": "series-creator", "editorial-director": "editorial-director",
}  # fmt: skip

DATE_FIELDS = {
    "date": "issued",
    "urldate": "accessed",
    "eventdate": "event-date",
    "origdate": "original-date",
}

SERIAL_TYPES = frozenset(
    ["article-journal", "article-magazine", "article-newspaper", "periodical", "review"]
)
"""Types in which `number` is the issue."""

BOOK_TYPES = frozenset(["book", "chapter", "paper-conference", "entry-encyclopedia"])
"""Types in which `number` is that of the series."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)}

LANGUAGES = {
    "american": "en-US", "arabic": "ar", "brazilian": "pt-BR", "british": "en-GB", "bulgarian": "bg", "catalan": "ca",
    "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "estonian": "et", "finnish": "fi", "french": "fr", "german": "de", "germanb": "de", "greek": "el", "hebrew": "he",
    "hungarian": "hu", "icelandic": "is", "italian": "it", "japanese": "ja", "korean": "ko", "latin": "la",
    "latvian": "lv", "lithuanian": "lt", "ngerman": "de", "norsk": "nb", "nynorsk": "nn", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk",
    "slovene": "sl", "slovenian": "sl", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
    "ukenglish": "en-GB", "usenglish": "en-US", "vietnamese": "vi",
}  # fmt: skip
"""Names of babel's, with their BCP 47 tags."""

IGNORED_FIELDS = frozenset(
    ["crossref", "xref", "xdata", "file", "groups", "owner", "timestamp", "date-added", "date-modified", "creationdate",
     "modificationdate", "__markedentry", "ids", "options", "presort", "sortkey", "sortname", "sorttitle", "sortyear",
     "key", "langidopts", "execute", "gender", "label", "month_numeric", "copyright", "rating", "read", "priority",
     "editortype", "editoratype", "editorbtype", "editorctype", "entrysubtype", "type", "year", "month", "day",
     "langid", "language", "hyphenation", "number", "issue", "pages", "eprint", "eprinttype", "eprintclass",
     "archiveprefix", "primaryclass", "title", "titleaddon", "urlyear", "urlmonth", "urlday",
     *SUBTITLES.values(), *PUBLISHER_FIELDS]
)  # fmt: skip
"""Fields that are read with others, or that programs keep for themselves."""

INHERITED_FIELDS = {
    "title": "booktitle",
    "subtitle": "booksubtitle",
    "titleaddon": "booktitleaddon",
}
"""What the fields of a book are in a part of it that names it as `crossref` (BibLaTeX manual, appendix B)."""
PART_TYPES = frozenset(["inbook", "incollection", "inproceedings", "inreference", "suppbook", "suppcollection", "bookinbook",
                   "conference"])  # fmt: skip
