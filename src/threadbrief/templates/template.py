"""A template: everything about a memo that is not in the memo."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from threadbrief.core.structs import Frozen, field
from threadbrief.model.brief import Repeat
from threadbrief.templates.look import Look
from threadbrief.templates.word_options import WordOptions
from threadbrief.text.language_tag import get_primary_language

ENGLISH = "en"
"""The language that a word without a translation is taken from."""


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

    def name_month(self, number: int) -> str:
        """Return the name of a month, 1 to 12."""
        return self.words["months"].split()[number - 1]

    def join_list(self, items: tuple[str, ...]) -> str:
        """Return the items joined as the language joins a list: `1, 2 and 5`."""
        if len(items) < 2:
            return "".join(items)
        return self.words["list_join"].join(items[:-1]) + self.words["last_join"] + items[-1]


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
    repeat: Repeat | None = None
    """How later citations of a source are written; None: as the style does."""
    posts_in_sources: bool = False
    """Whether each post of the thread is listed among the sources."""
    sources_by_kind: bool = False
    """Whether the sources are listed by kind, each under a heading."""
    wants: tuple[Part, ...] = ()
    """Parts that a memo should have; one without them gets a warning."""
    word: WordOptions = field(default_factory=WordOptions)
    """What only its Word file has."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of its own, for the PDF."""

    def choose_wording(self, language: str) -> Wording:
        """Return the words for a language tag: its own, its primary language's, or the default."""
        for tag in (language, get_primary_language(language)):
            if tag in self.wordings:
                return self.wordings[tag]
        return self.wordings[self.language]
