"""A template: everything about a memo that is not in the memo."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, field, replace
from threadbrief.model.brief import Repeat
from threadbrief.templates.look import Look
from threadbrief.templates.word_options import WordOptions
from threadbrief.text.date_forms import DateForm, find_date_form
from threadbrief.text.language_tag import get_primary_language

ENGLISH = "en"
"""The language that a word without a translation is taken from."""
ALL_LANGUAGES = "*"
"""In Template.dates, the key of the pattern for each language without one of its own."""


class Part(Enum):
    """A part of the memo. One without content is left out."""

    MARKING = "marking"
    LABEL = "label"
    TITLE = "title"
    FIELDS = "fields"
    SUMMARY = "summary"
    JUDGEMENTS = "judgements"
    SECTIONS_BEFORE = "sections-before"
    THREAD = "thread"
    SECTIONS_AFTER = "sections-after"
    PEOPLE = "people"
    SOURCES = "sources"
    CAPTURE = "capture"
    TO_SETTLE = "to-settle"


class AddressForm(Enum):
    """How an address is shown that the memo has whole in another place."""

    SHORT = "short"
    """As `host/…/last-part` where it is long."""
    FULL = "full"


class Wording(Frozen):
    """The words of a template in one language, such as headings and labels, by key."""

    language: str
    words: Mapping[str, str]
    borrowed: frozenset[str] = frozenset()
    """The keys whose words are English, because they are not translated."""

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def language_of(self, key: str, memo: str) -> str | None:
        """Return the language of the words of a key; None where it is that of the memo.

        Regions make no difference: `en-GB` and `en-US` are one language.
        """
        language = ENGLISH if key in self.borrowed else self.language
        if get_primary_language(language) == get_primary_language(memo):
            return None
        return language

    def fill(self, key: str, **values: object) -> str:
        """Return the words of a key with each slot `{name}` filled; other braces stay."""
        text = self.words[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def has_own(self, key: str) -> bool:
        """Return whether there are words of a key in this language; English does not count."""
        return key in self.words and key not in self.borrowed

    def join_list(self, items: tuple[str, ...]) -> str:
        """Return the items joined as the language joins a list: `1, 2 and 5`."""
        if len(items) < 2:
            return "".join(items)
        return self.words["list_join"].join(items[:-1]) + self.words["last_join"] + items[-1]


class FontFolder(Frozen):
    """A folder with fonts, for the PDF."""

    path: Path
    root: Path | None = None
    """The folder that its fonts must lie in; None: they may be links to anywhere."""
    where: Location | None = None
    """The place in the template that names it; None: the caller did."""


class Template(Frozen):
    """Everything about a memo that is not in the memo."""

    name: str
    description: str
    look: Look
    outline: tuple[Part, ...]
    wordings: Mapping[str, Wording]
    """By language; at least one."""
    language: str
    """The language whose words are used when those of the memo's language are missing."""
    style: str
    """The name of the CSL style of notes and sources."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """Patterns of dates by language tag; a language without one writes them as CLDR has them."""
    repeat: Repeat | None = None
    """How later citations of a source are written; None: as the style does."""
    addresses: AddressForm = AddressForm.SHORT
    post_notes: bool = False
    """Whether each post with an address or a date is cited in a note of its own."""
    posts_in_sources: bool = False
    """Whether each post of the thread is listed among the sources."""
    sources_by_kind: bool = False
    """Whether the sources are listed by kind, each under a heading."""
    wants: tuple[Part, ...] = ()
    """Parts that a memo should have; one without them gets a warning."""
    word: WordOptions = field(default_factory=WordOptions)
    """What only its Word file has."""
    fonts: tuple[FontFolder, ...] = ()
    """Folders with fonts of its own, for the PDF."""

    def choose_wording(self, language: str) -> Wording:
        """Return the words for a language tag: its own, its primary language's, or the default."""
        for tag in (language, get_primary_language(language)):
            if tag in self.wordings:
                return self.wordings[tag]
        return self.wordings[self.language]

    def choose_date_form(self, language: str) -> DateForm:
        """Return how dates are written in a memo of a language.

        A language that CLDR's table lacks takes the form of the words that it gets.
        """
        wording = self.choose_wording(language)
        for tag in (language, wording.language, ENGLISH):
            form = find_date_form(tag)
            if form is not None:
                return _apply_words(self._apply_pattern(form), wording, language)
        raise LookupError(ENGLISH)  # the table has it

    def _apply_pattern(self, form: DateForm) -> DateForm:
        for tag in (form.language, get_primary_language(form.language), ALL_LANGUAGES):
            if tag in self.dates:
                return replace(form, day=self.dates[tag])
        return form


def _apply_words(form: DateForm, wording: Wording, language: str) -> DateForm:
    """Return a form with the `months` and the pattern `day` of a wording in the memo's language."""
    if get_primary_language(wording.language) != get_primary_language(language):
        return form
    if wording.has_own("months"):
        months = tuple(wording["months"].split())
        form = replace(form, language=language, months=months, months_alone=months)
    if wording.has_own("day"):
        form = replace(form, day=wording["day"])
    return form
