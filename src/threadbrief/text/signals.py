"""Words that a citation follows without parentheses, by language: `see`, `vgl.`, `voir`, `см.`.

The Bluebook calls them signals (rule 1.2). Prepositions whose object is the source are among them:
*according to*, *in*.
"""

import re
from functools import lru_cache

from threadbrief.text.language_tag import get_primary_language

_EVERYWHERE = "cf.; cf; e.g.; vide; apud"
_SIGNALS = {
    "ar": "انظر; راجع; ينظر; وفقا ل; في",
    "be": "гл.; пар.; паводле; у; ў",
    "bg": "вж.; вж; срв.; според; в",
    "ca": "vegeu; vegeu també; cfr.; segons; a",
    "cs": "viz; viz též; viz také; srov.; podle; v; ve",
    "da": "se; se også; jf.; ifølge; i",
    "de": "siehe; siehe auch; s.; s. auch; vgl.; vgl. auch; vergleiche; z. B.; etwa; so; nach; "
    "laut; gemäß; in; bei",
    "el": "βλ.; βλ. και; πρβλ.; σύμφωνα με; σε; στο; στη; στην",
    "en": "see; see also; see generally; but see; see, e.g.; compare; contra; according to; in; "
    "by; from; per",
    "es": "véase; véase también; véanse; ver; cfr.; compárese; según; en",
    "et": "vt; vt ka; vrd",
    "fa": "نگاه کنید به; ر.ک.; بنگرید به; در",
    "fi": "ks.; ks. myös; vrt.",
    "fr": "voir; voir aussi; v.; comparer; selon; d’après; d'après; dans; par",
    "he": "ראו; ראה; ראו גם; השוו; לפי; אצל",
    "hr": "vidi; v.; usp.; prema; u",
    "hu": "lásd; lásd még; ld.; vö.",
    "is": "sjá; sjá einnig; sbr.; í",
    "it": "vedi; si veda; v.; cfr.; confronta; secondo; in",
    "lt": "žr.; plg.; pagal",
    "lv": "sk.; sal.; saskaņā ar",
    "nb": "se; se også; jf.; ifølge; i",
    "nl": "zie; zie ook; vgl.; volgens; in; bij",
    "nn": "sjå; sjå òg; jf.; ifølgje; i",
    "pl": "zob.; zob. też; por.; patrz; według; za; w; we",
    "pt": "ver; veja; ver também; vide; cfr.; segundo; conforme; em",
    "ro": "vezi; vezi și; v.; potrivit; în",
    "ru": "см.; см. также; ср.; согласно; по; в",
    "sk": "pozri; pozri aj; porov.; podľa; v; vo",
    "sl": "glej; gl.; prim.; po; v",
    "sr": "види; в.; уп.; према; у; vidi; v.; up.; prema; u",
    "sv": "se; se även; jfr; enligt; i",
    "tr": "bkz.; krş.; bakınız",
    "uk": "див.; див. також; пор.; згідно з; за; у; в",
    "vi": "xem; xem thêm; theo",
    "zh": "见; 见于; 参见; 参阅; 据; 見; 參見; 參閱; 據",
}  # fmt: skip
_JOINED = {
    "cs": "a", "da": "og", "de": "und; oder", "en": "and; or; and also", "es": "y; e; o",
    "fr": "et; ou", "it": "e; ed; o", "nb": "og", "nl": "en; of", "pl": "i; oraz; lub",
    "pt": "e; ou", "ru": "и; или; а также", "sv": "och", "uk": "і; й; та; або",
}  # fmt: skip
"""Words between two citations that are joined."""
_SPACELESS = frozenset(("zh", "ja"))


@lru_cache(64)
def _compile_words(language: str, *, joining: bool) -> re.Pattern[str]:
    """Return the pattern of a text that ends with a signal, or that is a joining word."""
    if joining:
        alternatives = "|".join(map(re.escape, _JOINED.get(language, "and").split("; ")))
        return re.compile(rf"[,;]?(?:\s*(?:{alternatives}))?", re.IGNORECASE)
    words = f"{_EVERYWHERE}; {_SIGNALS.get(language, '')}"
    longest_first = sorted(filter(None, words.split("; ")), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, longest_first)).replace(r"\ ", r"\s+")
    before = "" if language in _SPACELESS else r"(?<!\w)"
    return re.compile(rf"{before}(?:{alternatives}),?$", re.IGNORECASE)


def ends_with_signal(text: str, language: str) -> bool:
    """Return whether a text in a language ends with words that a citation follows directly."""
    pattern = _compile_words(get_primary_language(language), joining=False)
    return pattern.search(text.rstrip()) is not None


def joins_citations(text: str, language: str) -> bool:
    """Return whether the text between two citations joins them: `, `, ` and `, `; see also `."""
    text = text.strip()
    joining = _compile_words(get_primary_language(language), joining=True)
    return bool(text) and joining.fullmatch(text) is not None
