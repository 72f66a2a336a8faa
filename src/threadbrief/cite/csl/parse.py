"""The rendering elements and locales of a CSL document, from XML to frozen values."""

from collections.abc import Iterator
from typing import cast
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
from threadbrief.cite.render.runs import Formatting
from threadbrief.core.structs import Accumulator, field

CSL = "{http://purl.org/net/xbiblio/csl}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


class ParseState(Accumulator):
    """What the reading of one style gathers beside its tree."""

    unknown: set[str] = field(default_factory=set)
    """Elements and conditions that CSL 1.0.2 does not have."""
    names: int = 0
    """How many `cs:names` there were."""


def parse_children(xml: Xml, seen: ParseState) -> tuple[Element, ...]:
    """Return the rendering elements inside an element."""
    found = []
    for child in xml:
        if not isinstance(child.tag, str):  # a comment
            continue
        element = _parse_element(child, seen)
        if element is not None:
            found.append(element)
    return tuple(found)


def _parse_element(xml: Xml, seen: ParseState) -> Element | None:  # noqa: PLR0911 - one line for each element of CSL
    match xml.tag.removeprefix(CSL):
        case "text":
            return _text(xml, seen)
        case "group":
            return Group(parse_children(xml, seen), xml.get("delimiter", ""), parse_affixes(xml))
        case "choose":
            return _choose(xml, seen)
        case "names":
            return _names(xml, seen)
        case "date":
            return _date(xml)
        case "number":
            return Number(xml.get("variable", ""), xml.get("form", "numeric"), parse_affixes(xml))
        case "label":
            return _label(xml)
        case name:
            seen.unknown.add(f"cs:{name}")
            return None


def parse_affixes(xml: Xml) -> Affixes:
    """Return the formatting, affixes and the like of an element."""
    have = xml.attrib
    if not have:
        return NO_AFFIXES
    made = Affixes(
        have.get("prefix", ""),
        have.get("suffix", ""),
        _format(have),
        have.get("quotes") == "true",
        have.get("strip-periods") == "true",
        cast("TextCase | None", have.get("text-case")),
        cast("Display | None", have.get("display")),
    )
    return NO_AFFIXES if made == NO_AFFIXES else made


def _format(have: dict[str, str]) -> Formatting | None:
    shape = Formatting(
        _is(have.get("font-style"), ("italic", "oblique")),
        _is(have.get("font-weight"), ("bold",)),
        _is(have.get("font-variant"), ("small-caps",)),
        _is(have.get("text-decoration"), ("underline",)),
        have.get("vertical-align"),
    )
    return shape if shape != Formatting() else None


def _is(value: str | None, on: tuple[str, ...]) -> bool | None:
    return None if value is None else value in on


def _text(xml: Xml, seen: ParseState) -> Element | None:
    have = xml.attrib
    if "variable" in have:
        return VariableText(have["variable"], have.get("form") == "short", parse_affixes(xml))
    if "macro" in have:
        return MacroCall(have["macro"], parse_affixes(xml))
    if "term" in have:
        form = cast("TermForm", have.get("form", "long"))
        return TermText(have["term"], form, have.get("plural") == "true", parse_affixes(xml))
    if "value" in have:
        return ValueText(have["value"], parse_affixes(xml))
    seen.unknown.add("cs:text without variable, macro, term or value")
    return None


def _label(xml: Xml) -> Label:
    form = cast("TermForm", xml.get("form", "long"))
    return Label(xml.get("variable", ""), form, xml.get("plural", "contextual"), parse_affixes(xml))


def _date(xml: Xml) -> DateElement:
    shown = tuple(xml.get("date-parts", "year-month-day").split("-"))
    parts = tuple(_date_part(part) for part in xml.iterfind(f"{CSL}date-part"))
    return DateElement(
        xml.get("variable", ""),
        xml.get("form"),
        shown,
        parts,
        xml.get("delimiter", ""),
        parse_affixes(xml),
    )


def _date_part(xml: Xml) -> DatePart:
    return DatePart(
        xml.get("name", ""), xml.get("form"), xml.get("range-delimiter"), parse_affixes(xml)
    )


def _choose(xml: Xml, seen: ParseState) -> Choose:
    branches = []
    for child in xml:
        if not isinstance(child.tag, str):
            continue
        tests = tuple(
            Test(kind, value) for kind in TEST_KINDS for value in child.get(kind, "").split()
        )
        for name in sorted(set(child.attrib) - {*TEST_KINDS, "match"}):
            seen.unknown.add(f"condition {name}")
        match = cast("Match", child.get("match", "all"))
        branches.append(Branch(tests, match, parse_children(child, seen)))
    return Choose(tuple(branches))


def parse_name_options(have: dict[str, str], *, inherited: bool) -> NameOptions:
    """Return the name options among the attributes of `cs:name`, or (inherited) of a layout or the style."""
    return NameOptions(
        have.get("and"),
        have.get("name-delimiter" if inherited else "delimiter"),
        have.get("delimiter-precedes-et-al"),
        have.get("delimiter-precedes-last"),
        _count(have.get("et-al-min")),
        _count(have.get("et-al-use-first")),
        _count(have.get("et-al-subsequent-min")),
        _count(have.get("et-al-subsequent-use-first")),
        _TRUTH.get(have.get("et-al-use-last", "")),
        _TRUTH.get(have.get("initialize", "")),
        have.get("initialize-with"),
        have.get("name-as-sort-order"),
        have.get("sort-separator"),
        have.get("name-form" if inherited else "form"),
        have.get("names-delimiter") if inherited else None,
    )


def _count(value: str | None) -> int | None:
    return (
        int(value)
        if value is not None and value.strip().isascii() and value.strip().isdigit()
        else None
    )


def _names(xml: Xml, seen: ParseState) -> Names:
    seen.names += 1
    name, et_al, label = (xml.find(f"{CSL}{tag}") for tag in ("name", "et-al", "label"))
    tags = [child.tag for child in xml]
    first = label is not None and (name is None or tags.index(label.tag) < tags.index(name.tag))
    substitute = xml.find(f"{CSL}substitute")
    parts = {
        part.get("name"): parse_affixes(part)
        for part in (name.iterfind(f"{CSL}name-part") if name is not None else ())
    }
    # attributes of cs:name may stand on cs:names too, and are then inherited
    own = parse_name_options(name.attrib if name is not None else {}, inherited=False)
    return Names(
        tuple(xml.get("variable", "").split()),
        merge_name_options(own, parse_name_options(xml.attrib, inherited=True)),
        parse_affixes(name) if name is not None else NO_AFFIXES,
        parts.get("family", NO_AFFIXES),
        parts.get("given", NO_AFFIXES),
        parse_affixes(et_al) if et_al is not None else NO_AFFIXES,
        et_al.get("term", "et-al") if et_al is not None else "et-al",
        _label(label) if label is not None else None,
        first,
        parse_children(substitute, seen) if substitute is not None else (),
        xml.get("delimiter"),
        not any(isinstance(child.tag, str) for child in xml),
        parse_affixes(xml),
        seen.names,
    )


def merge_name_options(inner: NameOptions, outer: NameOptions) -> NameOptions:
    """Return the options of an element with those around it where it sets none."""
    pairs = ((getattr(inner, slot), getattr(outer, slot)) for slot in NameOptions.__struct_fields__)
    return NameOptions(*(near if near is not None else far for near, far in pairs))


def parse_locale(xml: Xml) -> LocaleData:
    """Return a `cs:locale`, of a style or of a locale file."""
    options = xml.find(f"{CSL}style-options")
    have = options.attrib if options is not None else {}
    dates = {date.get("form", ""): _local_date(date) for date in xml.iterfind(f"{CSL}date")}
    terms: dict[tuple[str, str, str], Term] = {}
    for term in xml.iterfind(f"{CSL}terms/{CSL}term"):
        key = (_term_name(term), term.get("form", "long"), term.get("gender-form", ""))
        terms[key] = _term(term)
    return LocaleData(
        xml.get(_XML_LANG),
        terms,
        dates,
        _TRUTH.get(have.get("punctuation-in-quote", "")),
        _TRUTH.get(have.get("limit-day-ordinals-to-day-1", "")),
    )


def _term_name(term: Xml) -> str:
    name = term.get("name", "")
    return "sub-verbo" if name == "sub verbo" else name  # CSL 1.0.1 wrote it with a space


def _local_date(xml: Xml) -> LocalDate:
    return LocalDate(
        tuple(_date_part(part) for part in xml.iterfind(f"{CSL}date-part")),
        xml.get("delimiter", ""),
    )


def _term(xml: Xml) -> Term:
    single, multiple = xml.find(f"{CSL}single"), xml.find(f"{CSL}multiple")
    one = (single.text if single is not None else xml.text) or ""
    many = (multiple.text if multiple is not None else one) or ""
    one, many = (one.strip("\n"), many.strip("\n")) if single is not None else (one, many)
    return Term(one, many, xml.get("gender", ""), xml.get("match", ""))


def parse_macros(xml: Xml, seen: ParseState) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """Yield the macros of a style by name."""
    for macro in xml.iterfind(f"{CSL}macro"):
        yield macro.get("name", ""), parse_children(macro, seen)
