"""Text -> the same in capitals, as its language writes them."""

import unicodedata
from functools import cache

from threadbrief.text.language_tag import primary_language


@cache
def upper_case(lang: str) -> "UpperCase":
    """Return how a language writes capitals."""
    return UpperCase(primary_language(lang))


class UpperCase:
    """Capitals as a language writes them (Unicode, SpecialCasing.txt, and CLDR for Greek)."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: str) -> str:
        """Return the text in capitals."""
        if self._language in {"tr", "az"}:
            text = text.replace("i", "İ")
        elif self._language == "el":
            parts = unicodedata.normalize("NFD", text.upper())
            text = unicodedata.normalize("NFC", parts.replace("\u0301", "").replace("\u0342", ""))
        return text.upper()
