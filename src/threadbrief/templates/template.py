"""What a template says: everything about a memo that is not in the memo."""

from collections.abc import Mapping
from pathlib import Path

from threadbrief.model.brief import Repeat
from threadbrief.templates.look import Look
from threadbrief.templates.outline import Part, Wording
from threadbrief.templates.word_options import WordOptions
from threadbrief.text.language_tag import primary_language
from threadbrief.values import Value, field


class Template(Value):
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
