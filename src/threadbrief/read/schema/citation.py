"""How a citation is written: the vocabulary of CSL-JSON as fields, and ours beside it."""

import re
from types import MappingProxyType

from threadbrief.core.problems import Location
from threadbrief.core.structs import fields, replace
from threadbrief.model.brief import Archive, Citation, CslDate, DateParts, Name
from threadbrief.read import problems
from threadbrief.read.scalars import DateError, UnreadableError, make_date_parts, read_csl_date
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    Choice,
    Date,
    DateTime,
    Digest,
    Field,
    LineText,
    ListOf,
    MapOf,
    Nested,
    ScalarOrNested,
    SourceDate,
    Use,
    Values,
    checked,
    decides,
    define_mapping,
    kept,
    printed,
)

_BY_STYLE = printed("where the citation style has it")
_WITH_COPIES = printed("in the capture part; of a source in the list of sources")
_IN_LIST = printed("in the list of sources")

TYPES = (
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
    "entry-dictionary", "entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview",
    "legal_case", "legislation", "manuscript", "map", "motion_picture", "musical_score", "pamphlet",
    "paper-conference", "patent", "performance", "periodical", "personal_communication", "post",
    "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech",
    "standard", "thesis", "treaty", "webpage",
)  # fmt: skip

DATES = ("accessed", "issued", "available-date", "event-date", "original-date", "submitted")

NAME_VARIABLES = (
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editor-translator", "editorial-director",
    "executive-producer", "guest", "host", "illustrator", "interviewer", "narrator", "organizer",
    "original-author", "performer", "producer", "recipient", "reviewed-author", "script-writer",
    "series-creator", "translator",
)  # fmt: skip

NUMBERS = (
    "chapter-number", "citation-number", "collection-number", "edition",
    "first-reference-note-number", "issue", "locator", "number", "number-of-pages",
    "number-of-volumes", "page", "page-first", "part-number", "printing-number", "section",
    "supplement-number", "version", "volume",
)  # fmt: skip

TEXTS = (
    "abstract", "annote", "archive", "archive_collection", "archive_location", "archive-place",
    "authority", "call-number", "citation-key", "citation-label", "collection-title",
    "container-title", "container-title-short", "dimensions", "division", "DOI", "event",
    "event-place", "event-title", "genre", "ISBN", "ISSN", "jurisdiction", "keyword", "language",
    "license", "medium", "note", "original-publisher", "original-publisher-place", "original-title",
    "part-title", "PMCID", "PMID", "publisher", "publisher-place", "references", "reviewed-genre",
    "reviewed-title", "scale", "source", "status", "title-short", "volume-title",
    "volume-title-short", "year-suffix",
)  # fmt: skip
"""Without `title` and `URL`, which have rules of their own."""

COMPUTED = ("citation-number", "first-reference-note-number", "locator", "year-suffix")
"""Variables of CSL that the citation processor makes itself."""

OLDER = {
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
    "part": "part-number",
    "printing": "printing-number",
    "supplement": "supplement-number",
}
"""Names that csl-data.json also allows, with the variable they stand for."""

ARCHIVE = define_mapping(
    "archived copy",
    "A copy kept by an archive.",
    (
        Field("url", Address(), "Address of the copy.", _WITH_COPIES, required=True),
        Field("service", LineText(), "Name of the archive.", _WITH_COPIES),
        Field("date", DateTime(), "When the copy was made.", _WITH_COPIES),
        Field("accessed", Date(), "When you looked at it.", _WITH_COPIES),
        Field("sha256", Digest(), "SHA-256 of the copy.", _WITH_COPIES),
    ),
    lambda found, where: Archive(**found, where=where),
)


def make_name(found: Values, where: Location) -> Name:
    """Return a name. Raises UnreadableError for one without a family or literal name."""
    if not any(found.get(part) for part in ("family", "given", "literal")):
        raise UnreadableError(problems.name_says_nothing(where, "this name"))
    return Name(**found)


NAME = define_mapping(
    "name",
    "A name as CSL-JSON has it.",
    (
        Field("family", LineText(), "Family name.", _BY_STYLE),
        Field("given", LineText(), "Given names.", _BY_STYLE),
        Field(
            "dropping-particle",
            LineText(),
            "A particle that sorting and short forms leave out (the `de` of La Fontaine).",
            _BY_STYLE,
        ),
        Field(
            "non-dropping-particle",
            LineText(),
            "A particle that stays with the family name (the `van` of van Gogh).",
            _BY_STYLE,
        ),
        Field("suffix", LineText(), "`Jr.`, `III`.", _BY_STYLE),
        Field(
            "comma-suffix",
            Boolean(),
            "A comma stands before the suffix.",
            decides("how the style writes the name"),
        ),
        Field(
            "static-ordering",
            Boolean(),
            "The family name always comes first.",
            decides("how the style writes the name"),
        ),
        Field(
            "literal", LineText(), "A name that is not taken apart: a body, a pseudonym.", _BY_STYLE
        ),
        Field(
            "parse-names",
            Boolean(),
            "Particles may be parted from the family name.",
            decides("how the style writes the name"),
        ),
    ),
    make_name,
)

CSL_DATE = define_mapping(
    "date",
    "A date as CSL-JSON has it.",
    (
        Field(
            "date-parts",
            ListOf(ListOf(LineText(), name="number"), name="date"),
            "Year, month and day; two for a range.",
            _BY_STYLE,
        ),
        Field("season", LineText(), "1 to 4, spring first.", _BY_STYLE),
        Field("circa", LineText(), "The date is not exact.", _BY_STYLE),
        Field("literal", LineText(), "Words to print as they are.", _BY_STYLE),
        Field("raw", LineText(), "A date as a string.", _BY_STYLE),
    ),
    lambda found, where: make_csl_date(found),  # noqa: ARG005 - a date carries no place
)


def make_csl_date(values: Values) -> CslDate:
    """Return the date that an object of CSL-JSON gives. Raises DateError."""
    circa = values.get("circa", "false").casefold() not in {"false", "0", ""}
    if values.get("literal"):
        return CslDate(literal=values["literal"])
    if values.get("raw"):
        return _parse_raw_date(values["raw"])
    try:
        dates = [
            make_date_parts([int(part) for part in parts if part])
            for parts in values.get("date_parts", ())
        ]
        season = int(values.get("season", 0))
    except ValueError as fault:
        if isinstance(fault, DateError):
            raise
        raise DateError("has parts that are no numbers") from None
    if not 1 <= len(dates) <= 2:
        raise DateError("has neither date-parts nor literal nor raw")
    if season:
        dates = [DateParts(dates[0].year, season=season - 20 if season > 20 else season)]
    return CslDate(dates[0], dates[1] if len(dates) == 2 else None, circa=circa)


def _parse_raw_date(text: str) -> CslDate:
    try:
        return read_csl_date(text)
    except DateError:
        return CslDate(literal=text)


_BODY = re.compile(
    r"\b(?:of|for|and|the|und|für|et|pour)\b|&"
    r"|,\s*(?:Inc|Ltd|LLC|LLP|LP|PLC|Corp|Co|GmbH|AG|SA|NV|BV|AB|Oy|Jr|Sr|II|III|IV|M\.?D|Ph\.?D)\.?$",
    re.IGNORECASE,
)
"""What the name of a person in the order `Family, Given` never has: the words that join the name of
a body, and what follows a name after a comma."""
_ACCOUNT = re.compile(r"(?:(?<!\s)\s+)?[\[(]\s*(@[\w.-]+(?:@[\w.-]+)?)\s*[\])]\s*$")
"""A handle behind a name, as Zotero's users write it: `Jane Doe [@janedoe]`."""


def parse_name(text: str) -> Name:
    """Return a name that is written as one text: `Family, Given`, or one that is not taken apart.

    With no comma, or more than one, it is not taken apart, nor is one that can only be of a body
    (`Ministry of Trade, Norway`; `Acme, Inc.`).
    """
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and family and given and "," not in given and not _BODY.search(text):
        return Name(family=family, given=given)
    return Name(literal=text)


def _split_account(name: Name) -> tuple[Name, str]:
    """Return a name without the handle behind it, and the handle; empty without one."""
    handle = ""
    for part in ("literal", "family", "given"):
        text = getattr(name, part) or ""
        while "@" in text and (match := _ACCOUNT.search(text)):
            handle = match[1]
            text = text[: match.start()]
            name = replace(name, **{part: text or None})
    if handle and not (name.literal or name.family or name.given):
        name = Name(literal=handle)
    return name, handle


def _read_names(value: tuple[str | Name, ...]) -> tuple[tuple[Name, ...], str]:
    """Return the names of a variable, and the handle behind the first of them."""
    names: list[Name] = []
    first = ""
    for item in value:
        given = Name(literal=item) if isinstance(item, str) else item
        name, handle = _split_account(given)
        if isinstance(item, str) and name.literal:
            name = parse_name(name.literal)
        names.append(name)
        first = first or handle
    return tuple(names), first


NAMES = ListOf(ScalarOrNested(LineText(filled=True), NAME), name="name", lone=True)
"""A name variable."""

_OURS = (
    Field(
        "archived",
        ListOf(Nested(ARCHIVE), name="archived copy", lone=True),
        "Copies kept by archives.",
        _WITH_COPIES,
    ),
    Field("descriptor", LineText(), "What kind of source it is, in words.", _IN_LIST),
    Field(
        "reliability",
        LineText(),
        "How far the source can be trusted, in the scale of your house.",
        _IN_LIST,
    ),
    Field("access", LineText(), "Who can reach it: `subscription`, `registration`.", _IN_LIST),
    Field(
        "verify", ListOf(LineText(), lone=True), "Fields that nobody has confirmed yet.", _IN_LIST
    ),
    Field(
        "short",
        LineText(),
        "The short form for later notes, where it should differ from the style's.",
        printed("in later notes"),
    ),
    Field(
        "custom",
        MapOf(LineText()),
        "Whatever else you keep with it: `handle`, `platform-id`, `time`.",
        printed("in notes and sources of posts: `handle` and `time`; the rest is kept"),
    ),
)


def _choose_use(variable: str) -> Use:
    if variable in COMPUTED:
        return kept("citations are numbered and told apart by the processor")
    return _BY_STYLE


_CSL = (
    Field(
        "id",
        LineText(),
        "Not needed: the key is the id. If given, it must be the same.",
        checked("against the key"),
    ),
    Field(
        "type",
        Choice(TYPES),
        "A type of CSL: post, webpage, report, article-newspaper, ...",
        decides("how the style writes the source"),
        required=True,
    ),
    *(
        Field(
            name,
            NAMES,
            "A name variable of CSL.",
            _BY_STYLE,
            attribute=name,
        )
        for name in NAME_VARIABLES
    ),
    Field(
        "title",
        LineText(filled=True),
        "The title; in brackets where you had to make one up.",
        _BY_STYLE,
        required=True,
    ),
    *(
        Field(name, LineText(), "A variable of CSL.", _choose_use(name), attribute=name)
        for name in TEXTS
    ),
    *(
        Field(old, LineText(), f"The same as `{new}`.", _BY_STYLE, attribute=new)
        for old, new in OLDER.items()
    ),
    *(
        Field(name, LineText(), "A number variable of CSL.", _choose_use(name), attribute=name)
        for name in NUMBERS
    ),
    *(
        Field(name, SourceDate(), "A date variable of CSL.", _BY_STYLE, attribute=name)
        for name in DATES[1:]
    ),
    Field("URL", Address(), "Where it is on the web.", _BY_STYLE),
    Field(DATES[0], SourceDate(), "A date variable of CSL.", _BY_STYLE),
    Field(
        "categories",
        ListOf(LineText()),
        "Of CSL-JSON; read and not used.",
        kept("another program may need them"),
    ),
)

_OUR_NAMES = frozenset(field.name for field in _OURS) & {field.name for field in fields(Citation)}
_DATES = frozenset(DATES)
_NAMES = frozenset(NAME_VARIABLES)
_UNUSED = frozenset({"id", "key", "type", "categories"})


def make_citation(found: Values, where: Location) -> Citation:
    """Return the citation, its variables sorted by kind.

    Raises UnreadableError for one whose own id differs from its key.
    """
    key = found["key"]
    if found.get("id", key) != key:
        raise UnreadableError(problems.id_differs(where, key, found["id"]))
    names, dates, variables, ours = {}, {}, {}, {}
    account: dict[str, str] = {}
    for name, value in found.items():
        if name in _OUR_NAMES:
            ours[name] = value
        elif name in _NAMES:
            names[name], handle = _read_names(value)
            if handle and name == "author":
                account = {"handle": handle}
        elif name in _DATES:
            dates[name] = value
        elif name not in _UNUSED:
            variables[name] = value
    if account:
        ours["custom"] = account | ours.get("custom", {})
    return Citation(
        id=key,
        type=found["type"],
        where=where,
        variables=MappingProxyType(variables),
        names=MappingProxyType(names),
        dates=MappingProxyType(dates),
        **ours,
    )


CITATION = define_mapping(
    "citation",
    "A source, in the vocabulary of CSL-JSON; the key is its id.",
    _CSL + _OURS,
    make_citation,
    {"url": "URL", "doi": "DOI", "isbn": "ISBN", "date": "issued", "year": "issued",
     "published": "issued", "journal": "container-title", "site": "container-title",
     "website": "container-title", "publication": "container-title", "pages": "page",
     "authors": "author", "editors": "editor", "archives": "archived", "archive-url": "archived",
     "place": "publisher-place", "handle": "custom", "lang": "language"},
)  # fmt: skip
