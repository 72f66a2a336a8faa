"""What a template says: everything about a memo that is not in the memo."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from threadbrief.core.structs import Frozen, field
from threadbrief.model.brief import Repeat
from threadbrief.templates.look import Look
from threadbrief.templates.word_options import WordOptions
from threadbrief.text.language_tag import primary_language

ENGLISH = "en"
"""The language that has all the words."""


class Part(Enum):
    """A part of the memo. One with nothing in it does not appear."""

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
    """The words of a template in one language, by key."""

    language: str
    words: Mapping[str, str]
    borrowed: frozenset[str] = frozenset()
    """The keys of those that are in English, for want of a translation."""

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def language_of(self, key: str, memo: str) -> str | None:
        """Return the language that the words of a key are in; None when it is that of a memo, in whatever region."""
        language = ENGLISH if key in self.borrowed else self.language
        return None if primary_language(language) == primary_language(memo) else language

    def fill(self, key: str, **values: object) -> str:
        """Return the words of a key with each `{name}` in them replaced; nothing else in them has a meaning."""
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
    """The language whose words are used when the memo's own has none."""
    style: str
    """The CSL style of its notes and sources."""
    repeat: Repeat | None = None
    """How a source is cited again; None: as the style has it."""
    posts_in_sources: bool = False
    """Whether posts of the thread are listed among the sources, one by one."""
    sources_by_kind: bool = False
    """Whether the sources stand under a heading for each kind."""
    wants: tuple[Part, ...] = ()
    """Parts that a memo should have; one without is warned."""
    word: WordOptions = field(default_factory=WordOptions)
    """What only its Word file has."""
    fonts: tuple[Path, ...] = ()
    """Folders with fonts of its own, for the PDF."""

    def wording(self, language: str) -> Wording:
        """Return the words for a language: those of the tag, of its first part, or the template's own."""
        for tag in (language, primary_language(language)):
            if tag in self.wordings:
                return self.wordings[tag]
        return self.wordings[self.language]
