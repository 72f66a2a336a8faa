"""The quotation marks of a language: those of CLDR, and of the trade where CLDR differs from it."""

from functools import cache, lru_cache

from threadbrief.core.structs import Frozen
from threadbrief.text.language_tag import split_tag
from threadbrief.text.scripts import CjkVariant, find_cjk_variant
from threadbrief.text.typography.quotation_data import QUOTATION_MARKS

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"


class QuotationMarks(Frozen):
    """The four marks of a language, each with the space that belongs inside it."""

    open: str
    close: str
    open_inner: str
    """Of a quotation inside another."""
    close_inner: str

    def at(self, level: int) -> tuple[str, str]:
        """Return the marks of a quotation inside so many others: outer and inner ones in turn."""
        if level % 2:
            return self.open_inner, self.close_inner
        return self.open, self.close


_CORRECTIONS = {
    # New Hart's Rules (Oxford), the government style manuals of Australia and New Zealand, and the
    # terms of CSL for en-GB: single marks outside.
    "‘ ’ “ ”": "en-AU en-GB en-IE en-NZ en-ZA",
    # Ortografía de la lengua española (RAE, 2010); Latin America has English marks (CLDR 47).
    # Lexique des règles typographiques (Imprimerie nationale); Al-Hayat and most Arabic books.
    "« » “ ”": "es fr ar",
    "“ ” ‘ ’": "nl es-419 es-AR es-BO es-CL es-CO es-CR es-CU es-DO es-EC es-GT es-HN es-MX es-NI "
    "es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE",
    # Retskrivningsordbogen (Dansk Sprognævn, 2024).
    "” ” ’ ’": "da iw",
    # Schweizerische Bundeskanzlei, Schreibweisungen (2015).
    "« » ‹ ›": "de-CH de-LI",
}  # fmt: skip
_SPACES = {"fr": NARROW_NO_BREAK, "fr-CA": NO_BREAK}
"""The space inside French marks: of Canada a full one (Office québécois de la langue française)."""


@cache
def _load_marks() -> dict[str, str]:
    """Return the four marks of each language tag, in small letters."""
    found: dict[str, str] = {}
    for line in QUOTATION_MARKS.strip().splitlines():
        *four, tags = line.split(" ", 4)
        found |= dict.fromkeys(tags.lower().split(), " ".join(four))
    for four_marks, tags in _CORRECTIONS.items():
        found |= dict.fromkeys(tags.lower().split(), four_marks)
    found["fr-ca"] = found["fr"]
    return found


@lru_cache(64)
def find_quotation_marks(language: str) -> QuotationMarks:
    """Return the quotation marks of a language, by its BCP 47 tag; English ones where unknown."""
    tag = language.replace("_", "-").lower()
    if find_cjk_variant(language) is CjkVariant.TRADITIONAL:
        tag = "zh-hant"
    space = _find_space(tag)
    while tag not in _load_marks():
        tag = tag.rpartition("-")[0] or "und"
    opening, closing, open_inner, close_inner = _load_marks()[tag].split()
    outer = _pad(opening, closing, space)
    return QuotationMarks(*outer, *_pad(open_inner, close_inner, space))


def _find_space(tag: str) -> str:
    parts = split_tag(tag)
    return _SPACES.get(f"{parts.language}-{parts.region}") or _SPACES.get(parts.language, "")


def _pad(opening: str, closing: str, space: str) -> tuple[str, str]:
    """Return marks with a space inside, where they are angle marks."""
    if opening in "«‹":
        return opening + space, space + closing
    return opening, closing
