"""The terms and date formats of a language, in layers: those of a style are above its own.

A term that a layer does not have is searched in the next one, and in other forms (CSL 1.0.2,
"Locale Fallback").
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from threadbrief.cite.csl.elements import NO_AFFIXES, DatePart
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.text.date_forms import DateForm, split_pattern
from threadbrief.text.typography.quotation_marks import QuotationMarks

_PRIMARY_DIALECTS = {
    "de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "pt": "pt-PT", "zh": "zh-CN",
    "af": "af-ZA", "bg": "bg-BG", "ca": "ca-AD", "cs": "cs-CZ", "cy": "cy-GB", "da": "da-DK",
    "el": "el-GR", "et": "et-EE", "fa": "fa-IR", "fi": "fi-FI", "gl": "gl-ES", "he": "he-IL",
    "hi": "hi-IN", "hr": "hr-HR", "hu": "hu-HU", "id": "id-ID", "is": "is-IS", "it": "it-IT",
    "ja": "ja-JP", "km": "km-KH", "ko": "ko-KR", "lt": "lt-LT", "lv": "lv-LV", "mn": "mn-MN",
    "ms": "ms-MY", "nb": "nb-NO", "nl": "nl-NL", "nn": "nn-NO", "pl": "pl-PL", "ro": "ro-RO",
    "ru": "ru-RU", "sk": "sk-SK", "sl": "sl-SI", "sr": "sr-RS", "sv": "sv-SE", "th": "th-TH",
    "tr": "tr-TR", "uk": "uk-UA", "vi": "vi-VN",
}  # fmt: skip
"""The dialect of a language without one (CSL 1.0.2, "Locale Fallback"), as locale files name it."""

_FORMS = {
    "long": ("long",),
    "short": ("short", "long"),
    "verb": ("verb", "long"),
    "verb-short": ("verb-short", "verb", "long"),
    "symbol": ("symbol", "short", "long"),
    "whole-date": ("whole-date", "long"),
    "month-alone": ("month-alone", "long"),
}
"""The forms in which a term is searched, in order (CSL 1.0.2, "Terms").

The last two are not of CSL: only the layer of a DateForm has them, for its months and its day.
"""


class Term(Frozen):
    """One form of one term."""

    single: str
    multiple: str
    gender: str = ""
    """Of the noun: `masculine`, `feminine` or none."""
    match: str = ""
    """For ordinals: what must be equal."""


_NO_TERM = Term("", "")


class LocaleData(Frozen):
    """One layer: a `cs:locale` of a style, or a whole language."""

    lang: str | None
    """None: for every language."""
    terms: Mapping[tuple[str, str, str], Term]
    """By name, form and gender form."""
    dates: Mapping[str, "LocalDate"]
    punctuation_in_quote: bool | None = None
    limit_ordinals_to_day_1: bool | None = None


class LocalDate(Frozen, cache_hash=True):
    """A `cs:date` of a locale."""

    parts: tuple[DatePart, ...]
    delimiter: str = ""


def add_dialect(language: str) -> str:
    """Return a language tag with its primary dialect where it has none: `de` becomes `de-DE`."""
    return _PRIMARY_DIALECTS.get(language, language)


def list_fallback_locales(language: str) -> tuple[str, ...]:
    """Return the names of the locales of a language, nearest first; `en-US` is always the last."""
    full = add_dialect(language)
    names = (full, add_dialect(full.split("-")[0]), "en-US")
    return tuple(dict.fromkeys(names))


def select_style_layers(layers: Sequence[LocaleData], language: str) -> tuple[LocaleData, ...]:
    """Return the layers of a style for a language, nearest first."""
    full = add_dialect(language)
    wanted = (full, full.split("-")[0], None)
    return tuple(layer for name in wanted for layer in layers if layer.lang == name)


class Locale(Frozen):
    """The layers of one language, and a cache of their terms."""

    language: str
    layers: tuple[LocaleData, ...]
    _cache: dict[tuple[str, str, str], Term | None] = field(default_factory=dict)

    def find(self, name: str, form: str = "long", gender: str = "") -> Term | None:
        """Return a term, in another form where no layer has this one; None without any."""
        key = (name, form, gender)
        if key not in self._cache:
            self._cache[key] = self._search(name, form, gender)
        return self._cache[key]

    def _search(self, name: str, form: str, gender: str) -> Term | None:
        for other in _FORMS.get(form, ("long",)):
            for layer in self.layers:
                term = layer.terms.get((name, other, gender))
                if term is not None:
                    return term
        return None

    def text(self, name: str, form: str = "long", *, plural: bool = False) -> str:
        """Return the text of a term; empty when there is none."""
        term = self.find(name, form) or _NO_TERM
        return term.multiple if plural else term.single

    def gender(self, name: str) -> str:
        """Return the gender of a noun; empty when it has none."""
        return (self.find(name) or _NO_TERM).gender

    def ordinals(self) -> Mapping[tuple[str, str, str], Term]:
        """Return the ordinal terms: those of the nearest layer that has any, and of no other."""
        for layer in self.layers:
            if any(name.startswith("ordinal") for name, _, _ in layer.terms):
                return layer.terms
        return MappingProxyType({})

    def date(self, form: str, smallest: str = "day") -> LocalDate:
        """Return a date format; one without parts where no layer has it.

        `smallest` is the smallest part that will be printed: a layer may have a format for a month
        with its year, and one for a year.
        """
        for layer in self.layers:
            if form in layer.dates:
                return layer.dates.get(f"{form}-{smallest}", layer.dates[form])
        return LocalDate(())

    @property
    def punctuation_in_quote(self) -> bool:
        """Whether a comma or full stop goes before the closing quotation mark."""
        return _first_set(layer.punctuation_in_quote for layer in self.layers)

    @property
    def limit_ordinals_to_day_1(self) -> bool:
        """Whether only the first of a month is an ordinal."""
        return _first_set(layer.limit_ordinals_to_day_1 for layer in self.layers)


def make_date_layer(form: DateForm) -> LocaleData:
    """Return the layer that writes dates in words as a form has them."""
    terms = {("day-01", "whole-date", ""): Term(form.first_day, form.first_day)}
    for name, months in (("whole-date", form.months), ("month-alone", form.months_alone)):
        for number, month in enumerate(months, 1):
            terms[f"month-{number:02}", name, ""] = Term(month, month)
    dates = {
        "text": LocalDate(_make_parts(form.day, "whole-date")),
        "text-month": LocalDate(_make_parts(form.month, "month-alone")),
        "text-year": LocalDate(_make_parts(form.year, "long")),
    }
    return LocaleData(form.language, terms, dates)


def _make_parts(pattern: str, form: str) -> tuple[DatePart, ...]:
    """Return the parts of a pattern; text before the first is its prefix, all other text suffix."""
    before, *rest = split_pattern(pattern)
    parts = []
    for name, suffix in zip(rest[::2], rest[1::2], strict=True):
        affixes = replace(NO_AFFIXES, prefix=before, suffix=suffix)
        parts.append(DatePart(name, None if name == "year" else form, None, affixes))
        before = ""
    return tuple(parts)


QUOTE_TERMS = ("open-quote", "close-quote", "open-inner-quote", "close-inner-quote")


def make_quote_layer(marks: QuotationMarks) -> LocaleData:
    """Return the layer that gives a language its quotation marks."""
    texts = (marks.open, marks.close, marks.open_inner, marks.close_inner)
    terms = zip(QUOTE_TERMS, texts, strict=True)
    layer = {(name, "long", ""): Term(text, text) for name, text in terms}
    return LocaleData(None, MappingProxyType(layer), MappingProxyType({}))


def _first_set(values: Iterable[bool | None]) -> bool:
    for value in values:
        if value is not None:
            return value
    return False
