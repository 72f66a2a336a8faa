"""Parsing CSL: the XML of styles and locale files becomes frozen values.

What CSL 1.0.2 does not have is left out and collected in `ParseState`. The XML has been checked
before, in `load`.
"""

from collections.abc import Mapping
from typing import cast, get_args
from xml.etree.ElementTree import Element as Xml

from threadbrief.cite.csl.elements import (
    NO_AFFIXES,
    TEST_KINDS,
    Affixes,
    Branch,
    Choose,
    DateElement,
    DatePart,
    Display,
    Element,
    Group,
    Label,
    MacroCall,
    Match,
    NameOptions,
    Names,
    Number,
    TermForm,
    TermText,
    Test,
    TextCase,
    ValueText,
    VariableText,
)
from threadbrief.cite.csl.locale import LocalDate, LocaleData, Term
from threadbrief.cite.csl.style import BibliographyOptions, CitationOptions, Layout, SortKey, Style
from threadbrief.cite.render.runs import Formatting
from threadbrief.cite.state import SubsequentForm
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, error, warning
from threadbrief.core.structs import Accumulator, field

CSL = "{http://purl.org/net/xbiblio/csl}"
THREADBRIEF = "{https://threadbrief.dev/csl}"
"""The namespace of our own attributes."""
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_NO_NAME_OPTIONS = NameOptions()
_CLOSED_ATTRIBUTES = {"text-case": get_args(TextCase), "display": get_args(Display)}
"""Attributes with the values that they may have (CSL 1.0.2, "Text-case", "Display")."""
_NEAR_NOTE_DISTANCE = 5
"""The default of `near-note-distance`."""


class ParseState(Accumulator):
    """What parsing one style collects besides its elements."""

    unknown: set[str] = field(default_factory=set)
    """Elements and conditions that CSL 1.0.2 does not have."""
    names_count: int = 0
    """How many `cs:names` there have been."""


# --- styles ---


def parse_style(root: Xml, name: str) -> Style:
    """Return an independent style. Raises BriefError where `cs:citation` or a layout is missing.

    `name` is that of the style in problems.
    """
    state = ParseState()
    _drop_unknown_values(root, state)
    citation, bibliography = root.find(f"{CSL}citation"), root.find(f"{CSL}bibliography")
    if citation is None or citation.find(f"{CSL}layout") is None:
        message = f"{name} has no cs:citation with a cs:layout"
        raise BriefError([error(codes.INVALID_STYLE, message)])
    bibliography_layout, bibliography_options = None, BibliographyOptions()
    if bibliography is not None:
        bibliography_layout = _parse_layout(bibliography, root, state)
        bibliography_options = _parse_bibliography_options(bibliography.attrib)
    attributes = root.attrib
    return Style(
        id=root.findtext(f"{CSL}info/{CSL}id") or name,
        title=root.findtext(f"{CSL}info/{CSL}title") or name,
        in_text=attributes.get("class") == "in-text",
        citation=_parse_layout(citation, root, state),
        citation_options=_parse_citation_options(citation.attrib),
        bibliography=bibliography_layout,
        bibliography_options=bibliography_options,
        macros=_parse_macros(root, state),
        locales=tuple(parse_locale(xml) for xml in root.iterfind(f"{CSL}locale")),
        default_locale=attributes.get("default-locale"),
        demote_particle=attributes.get("demote-non-dropping-particle", "display-and-sort"),
        initialize_with_hyphen=attributes.get("initialize-with-hyphen") != "false",
        page_range_format=attributes.get("page-range-format"),
        repeat=_parse_repeat(attributes.get(f"{THREADBRIEF}repeat")),
        problems=tuple(
            warning(codes.STYLE_NOT_STANDARD, f"{name} uses {what}, which CSL 1.0.2 does not have")
            for what in sorted(state.unknown)
        ),
    )


def _drop_unknown_values(root: Xml, state: ParseState) -> None:
    """Take out of the elements the attributes whose value is none of those that there are."""
    for xml in root.iter():
        for name, values in _CLOSED_ATTRIBUTES.items():
            value = xml.get(name)
            if value is not None and value not in values:
                state.unknown.add(f'{name}="{value}"')
                del xml.attrib[name]


def _parse_repeat(value: str | None) -> SubsequentForm | None:
    return SubsequentForm(value) if value in {"short", "ibid"} else None


def _parse_macros(root: Xml, state: ParseState) -> dict[str, tuple[Element, ...]]:
    macros = root.iterfind(f"{CSL}macro")
    return {macro.get("name", ""): parse_children(macro, state) for macro in macros}


def _parse_layout(area: Xml, root: Xml, state: ParseState) -> Layout:
    layout = area.find(f"{CSL}layout")
    if layout is None:
        message = f"{area.tag.removeprefix(CSL)} has no cs:layout"
        raise BriefError([error(codes.INVALID_STYLE, message)])
    return Layout(
        children=parse_children(layout, state),
        affixes=_parse_affixes(layout),
        delimiter=layout.get("delimiter", ""),
        sort=tuple(_parse_sort_key(key) for key in area.iterfind(f"{CSL}sort/{CSL}key")),
        options=merge_name_options(
            _parse_name_options(area.attrib, inherited=True),
            _parse_name_options(root.attrib, inherited=True),
        ),
    )


def _parse_sort_key(key: Xml) -> SortKey:
    names_min, use_first = key.get("names-min"), key.get("names-use-first")
    attributes = {
        "et-al-min": names_min,
        "et-al-subsequent-min": names_min,
        "et-al-use-first": use_first,
        "et-al-subsequent-use-first": use_first,
        "et-al-use-last": key.get("names-use-last"),
    }
    given = {name: value for name, value in attributes.items() if value is not None}
    return SortKey(
        variable=key.get("variable"),
        macro=key.get("macro"),
        descending=key.get("sort") == "descending",
        options=_parse_name_options(given, inherited=False),
    )


def _parse_citation_options(attributes: Mapping[str, str]) -> CitationOptions:
    distance = attributes.get("near-note-distance", "")
    near_note_distance = _NEAR_NOTE_DISTANCE
    if distance.isascii() and distance.isdigit():
        near_note_distance = int(distance)
    return CitationOptions(
        add_names=attributes.get("disambiguate-add-names") == "true",
        add_given_name=attributes.get("disambiguate-add-givenname") == "true",
        given_name_rule=attributes.get("givenname-disambiguation-rule", "by-cite"),
        add_year_suffix=attributes.get("disambiguate-add-year-suffix") == "true",
        group_delimiter=attributes.get("cite-group-delimiter"),
        collapse=attributes.get("collapse"),
        year_suffix_delimiter=attributes.get("year-suffix-delimiter"),
        after_collapse_delimiter=attributes.get("after-collapse-delimiter"),
        near_note_distance=near_note_distance,
    )


def _parse_bibliography_options(attributes: Mapping[str, str]) -> BibliographyOptions:
    return BibliographyOptions(
        author_substitute=attributes.get("subsequent-author-substitute"),
        substitute_rule=attributes.get("subsequent-author-substitute-rule", "complete-all"),
        second_field_align="second-field-align" in attributes,
    )


# --- rendering elements ---


def parse_children(xml: Xml | None, state: ParseState) -> tuple[Element, ...]:
    """Return the rendering elements inside an element; none without an element."""
    if xml is None:
        return ()
    children = []
    for child in xml:
        if not isinstance(child.tag, str):  # a comment
            continue
        element = _parse_element(child, state)
        if element is not None:
            children.append(element)
    return tuple(children)


def _parse_element(  # noqa: PLR0911 - one line an element
    xml: Xml, state: ParseState
) -> Element | None:
    match xml.tag.removeprefix(CSL):
        case "text":
            return _parse_text(xml, state)
        case "group":
            children = parse_children(xml, state)
            return Group(children, xml.get("delimiter", ""), _parse_affixes(xml))
        case "choose":
            return _parse_choose(xml, state)
        case "names":
            return _parse_names(xml, state)
        case "date":
            return _parse_date(xml)
        case "number":
            form = xml.get("form", "numeric")
            return Number(xml.get("variable", ""), form, _parse_affixes(xml))
        case "label":
            return _parse_label(xml)
        case name:
            state.unknown.add(f"cs:{name}")
            return None


def _parse_affixes(xml: Xml | None) -> Affixes:
    """Return the affixes, formatting and the like of an element; `NO_AFFIXES` where it has none."""
    if xml is None or not xml.attrib:
        return NO_AFFIXES
    attributes = xml.attrib
    affixes = Affixes(
        prefix=attributes.get("prefix", ""),
        suffix=attributes.get("suffix", ""),
        format=_parse_formatting(attributes),
        quotes=attributes.get("quotes") == "true",
        strip_periods=attributes.get("strip-periods") == "true",
        text_case=cast("TextCase | None", attributes.get("text-case")),
        display=cast("Display | None", attributes.get("display")),
    )
    return NO_AFFIXES if affixes == NO_AFFIXES else affixes


def _parse_formatting(attributes: Mapping[str, str]) -> Formatting | None:
    formatting = Formatting(
        italic=_is_one_of(attributes.get("font-style"), ("italic", "oblique")),
        bold=_is_one_of(attributes.get("font-weight"), ("bold",)),
        small_caps=_is_one_of(attributes.get("font-variant"), ("small-caps",)),
        underline=_is_one_of(attributes.get("text-decoration"), ("underline",)),
        align=attributes.get("vertical-align"),
    )
    return None if formatting == Formatting() else formatting


def _is_one_of(value: str | None, values: tuple[str, ...]) -> bool | None:
    return None if value is None else value in values


def _parse_text(xml: Xml, state: ParseState) -> Element | None:
    attributes, affixes = xml.attrib, _parse_affixes(xml)
    if "variable" in attributes:
        return VariableText(attributes["variable"], attributes.get("form") == "short", affixes)
    if "macro" in attributes:
        return MacroCall(attributes["macro"], affixes)
    if "term" in attributes:
        form = cast("TermForm", attributes.get("form", "long"))
        return TermText(attributes["term"], form, attributes.get("plural") == "true", affixes)
    if "value" in attributes:
        return ValueText(attributes["value"], affixes)
    state.unknown.add("cs:text without variable, macro, term or value")
    return None


def _parse_label(xml: Xml | None) -> Label | None:
    if xml is None:
        return None
    form = cast("TermForm", xml.get("form", "long"))
    plural = xml.get("plural", "contextual")
    return Label(xml.get("variable", ""), form, plural, _parse_affixes(xml))


def _parse_date(xml: Xml) -> DateElement:
    return DateElement(
        variable=xml.get("variable", ""),
        form=xml.get("form"),
        shown=tuple(xml.get("date-parts", "year-month-day").split("-")),
        parts=_parse_date_parts(xml),
        delimiter=xml.get("delimiter", ""),
        affixes=_parse_affixes(xml),
    )


def _parse_date_parts(xml: Xml) -> tuple[DatePart, ...]:
    return tuple(
        DatePart(
            part.get("name", ""),
            part.get("form"),
            part.get("range-delimiter"),
            _parse_affixes(part),
        )
        for part in xml.iterfind(f"{CSL}date-part")
    )


def _parse_choose(xml: Xml, state: ParseState) -> Choose:
    branches = []
    for child in xml:
        if not isinstance(child.tag, str):  # a comment
            continue
        tests: list[Test] = []
        for kind in TEST_KINDS:
            tests.extend(Test(kind, value) for value in child.get(kind, "").split())
        for name in sorted(set(child.attrib) - {*TEST_KINDS, "match"}):
            state.unknown.add(f"condition {name}")
        match = child.get("match", "all")
        if match not in {"all", "any", "none"}:
            state.unknown.add(f'match="{match}"')
            match = "all"
        children = parse_children(child, state)
        branches.append(Branch(tuple(tests), cast("Match", match), children))
    return Choose(tuple(branches))


# --- names ---


def _parse_names(xml: Xml, state: ParseState) -> Names:
    state.names_count += 1
    name, et_al, label = (xml.find(f"{CSL}{tag}") for tag in ("name", "et-al", "label"))
    options = parts = {}
    et_al_term = "et-al"
    if et_al is not None:
        et_al_term = et_al.get("term", et_al_term)
    if name is not None:
        options = name.attrib
        parts = {
            part.get("name"): _parse_affixes(part) for part in name.iterfind(f"{CSL}name-part")
        }
    substitute = xml.find(f"{CSL}substitute")
    return Names(
        variables=tuple(xml.get("variable", "").split()),
        options=merge_name_options(
            _parse_name_options(options, inherited=False),
            _parse_name_options(xml.attrib, inherited=True),
        ),
        name=_parse_affixes(name),
        family=parts.get("family", NO_AFFIXES),
        given=parts.get("given", NO_AFFIXES),
        et_al=_parse_affixes(et_al),
        et_al_term=et_al_term,
        label=_parse_label(label),
        label_first=_is_first(label, name, xml),
        substitute=parse_children(substitute, state),
        delimiter=xml.get("delimiter"),
        bare=not any(isinstance(child.tag, str) for child in xml),
        affixes=_parse_affixes(xml),
        number=state.names_count,
    )


def _is_first(label: Xml | None, name: Xml | None, names: Xml) -> bool:
    """Return whether a label precedes the name; True without a name."""
    if label is None:
        return False
    if name is None:
        return True
    children = list(names)
    return children.index(label) < children.index(name)


def _parse_name_options(attributes: Mapping[str, str], *, inherited: bool) -> NameOptions:
    """Return the name options among the attributes of `cs:name`.

    `inherited`: those of an element around it, where some have other names (CSL 1.0.2,
    "Inheritable Name Options").
    """
    delimiter, form, names_delimiter = "delimiter", "form", None
    if inherited:
        delimiter, form = "name-delimiter", "name-form"
        names_delimiter = attributes.get("names-delimiter")
    return NameOptions(
        and_=attributes.get("and"),
        delimiter=attributes.get(delimiter),
        precedes_et_al=attributes.get("delimiter-precedes-et-al"),
        precedes_last=attributes.get("delimiter-precedes-last"),
        et_al_min=_parse_count(attributes.get("et-al-min")),
        et_al_use_first=_parse_count(attributes.get("et-al-use-first")),
        subsequent_min=_parse_count(attributes.get("et-al-subsequent-min")),
        subsequent_use_first=_parse_count(attributes.get("et-al-subsequent-use-first")),
        use_last=_BOOLEANS.get(attributes.get("et-al-use-last", "")),
        initialize=_BOOLEANS.get(attributes.get("initialize", "")),
        initialize_with=attributes.get("initialize-with"),
        sort_order=attributes.get("name-as-sort-order"),
        sort_separator=attributes.get("sort-separator"),
        form=attributes.get(form),
        names_delimiter=names_delimiter,
    )


def _parse_count(value: str | None) -> int | None:
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() else None


def merge_name_options(inner: NameOptions, outer: NameOptions) -> NameOptions:
    """Return the options of an element, with those of the element around it where it sets none."""
    if outer == _NO_NAME_OPTIONS:
        return inner
    values = []
    for name in NameOptions.__struct_fields__:
        value = getattr(inner, name)
        if value is None:
            value = getattr(outer, name)
        values.append(value)
    return NameOptions(*values)


# --- locales ---


def parse_locale(xml: Xml) -> LocaleData:
    """Return a `cs:locale`, of a style or of a locale file."""
    attributes: Mapping[str, str] = {}
    options = xml.find(f"{CSL}style-options")
    if options is not None:
        attributes = options.attrib
    terms: dict[tuple[str, str, str], Term] = {}
    for term in xml.iterfind(f"{CSL}terms/{CSL}term"):
        key = (_term_name(term), term.get("form", "long"), term.get("gender-form", ""))
        terms[key] = _parse_term(term)
    dates = {}
    for date in xml.iterfind(f"{CSL}date"):
        parts = _parse_date_parts(date)
        dates[date.get("form", "")] = LocalDate(parts, date.get("delimiter", ""))
    return LocaleData(
        lang=xml.get(_XML_LANG),
        terms=terms,
        dates=dates,
        punctuation_in_quote=_BOOLEANS.get(attributes.get("punctuation-in-quote", "")),
        limit_ordinals_to_day_1=_BOOLEANS.get(attributes.get("limit-day-ordinals-to-day-1", "")),
    )


def _term_name(term: Xml) -> str:
    name = term.get("name", "")
    return "sub-verbo" if name == "sub verbo" else name  # CSL 1.0.1 wrote it with a space


def _parse_term(xml: Xml) -> Term:
    """Return a term; one without a plural has the singular for both."""
    single, multiple = xml.find(f"{CSL}single"), xml.find(f"{CSL}multiple")
    if single is None:
        one = many = xml.text or ""
        if multiple is not None:
            many = multiple.text or ""
    else:
        one = many = (single.text or "").strip("\n")
        if multiple is not None:
            many = (multiple.text or "").strip("\n")
    return Term(one, many, xml.get("gender", ""), xml.get("match", ""))
