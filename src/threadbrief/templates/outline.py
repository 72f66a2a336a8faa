"""What parts a memo has, in which order, and the words it brings of its own."""

from collections.abc import Mapping
from enum import Enum

from threadbrief.text.language_tag import primary_language
from threadbrief.values import Value

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


class Wording(Value):
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

    def month(self, number: int) -> str:
        """Return the name of a month, 1 to 12."""
        return self.words["months"].split()[number - 1]

    def listed(self, items: tuple[str, ...]) -> str:
        """Return the items joined as the language joins a list: `1, 2 and 5`."""
        if len(items) < 2:
            return "".join(items)
        return self.words["list_join"].join(items[:-1]) + self.words["last_join"] + items[-1]
