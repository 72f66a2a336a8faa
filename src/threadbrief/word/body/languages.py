"""A language tag and characters become what Word must be told: proofing language, fonts, direction.

Word has four slots for fonts (ECMA-376-1, 17.3.2.26). East Asian text takes its slot by its characters, with a hint
for those that Western text has too; right-to-left and other complex scripts only where a run is marked w:rtl or w:cs.
So a text is cut where its script changes.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache

from threadbrief.core.structs import Frozen
from threadbrief.text.direction import is_rtl
from threadbrief.text.scripts import CjkVariant, find_cjk_variant
from threadbrief.text.urls import LTR_ADDRESS

EMOJI_FONT = "Segoe UI Emoji"
COMPLEX_FONT = "Arial"
"""For right-to-left scripts, and where a complex script has no face of its own here."""

_REGIONS = {
    "af": "ZA", "ar": "SA", "az": "Latn-AZ", "be": "BY", "bg": "BG", "bn": "BD", "bs": "Latn-BA", "ca": "ES",
    "cs": "CZ", "cy": "GB", "da": "DK", "de": "DE", "el": "GR", "en": "US", "es": "ES", "et": "EE", "eu": "ES",
    "fa": "IR", "fi": "FI", "fr": "FR", "ga": "IE", "gl": "ES", "gu": "IN", "he": "IL", "hi": "IN", "hr": "HR",
    "hu": "HU", "hy": "AM", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ka": "GE", "kk": "KZ", "km": "KH",
    "kn": "IN", "ko": "KR", "ky": "KG", "lo": "LA", "lt": "LT", "lv": "LV", "mk": "MK", "ml": "IN", "mn": "MN",
    "mr": "IN", "ms": "MY", "my": "MM", "nb": "NO", "ne": "NP", "nl": "NL", "nn": "NO", "no": "NO", "pa": "IN",
    "pl": "PL", "ps": "AF", "pt": "PT", "ro": "RO", "ru": "RU", "si": "LK", "sk": "SK", "sl": "SI", "sq": "AL",
    "sr": "Cyrl-RS", "sv": "SE", "sw": "KE", "ta": "IN", "te": "IN", "th": "TH", "tr": "TR", "uk": "UA",
    "ur": "PK", "uz": "Latn-UZ", "vi": "VN", "yi": "001",
}  # fmt: skip
"""Word's proofing tools go by region; the one its own language list names first."""
_EAST_FONTS = {
    CjkVariant.SIMPLIFIED: "Microsoft YaHei",
    CjkVariant.TRADITIONAL: "Microsoft JhengHei",
    CjkVariant.JAPANESE: "Yu Gothic",
    CjkVariant.KOREAN: "Malgun Gothic",
}
_EAST_TAGS = {
    CjkVariant.SIMPLIFIED: "zh-CN",
    CjkVariant.TRADITIONAL: "zh-TW",
    CjkVariant.JAPANESE: "ja-JP",
    CjkVariant.KOREAN: "ko-KR",
}
"""What Word calls the languages of these forms: Chinese by region, not by script."""
_TAG = re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}")

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
_COMPLEX = "\u0900-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf\u1cd0-\u1cff\ua8e0-\ua8ff\ua9e0-\ua9ff\uaa60-\uaa7f"
_EAST = (
    "\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
)
_EMOJI = "\U0001f000-\U0001f1ff\U0001f300-\U0001faff"
_NEUTRAL = rf"(?:[^\w{_EMOJI}]|\d)*"
_FOREIGN = (
    rf"(?P<EAST>[{_EAST}](?:[^\S\r\n]*[{_EAST}])*)"
    rf"|(?P<RTL>[{_RTL}](?:{_NEUTRAL}[{_RTL}])*)"
    rf"|(?P<COMPLEX>[{_COMPLEX}](?:{_NEUTRAL}[{_COMPLEX}])*)"
    rf"|(?P<EMOJI>(?:[{_EMOJI}]|[\u00a9\u00ae\u203c-\u2bff]\ufe0f|[#*0-9]\ufe0f?\u20e3)"
    rf"(?:[{_EMOJI}\u200d\ufe0f\U000e0020-\U000e007f]|(?<=\u200d)[\u2600-\u27bf])*)"
)
_WESTERN = "A-Za-z\u00c0-\u024f\u0370-\u058f\u1e00-\u1fff"
_IN_RTL = rf"(?P<WESTERN>{LTR_ADDRESS}|[{_WESTERN}](?:{_NEUTRAL}[{_WESTERN}])*\d*)|{_FOREIGN}"
_FIRST_FOREIGN = "\u0590"
_SCRIPT_OF_COMPLEX = (
    ("\u0980", "hi-IN", "Nirmala UI"), ("\u0a00", "bn-IN", "Nirmala UI"), ("\u0a80", "pa-IN", "Nirmala UI"),
    ("\u0b00", "gu-IN", "Nirmala UI"), ("\u0b80", "or-IN", "Nirmala UI"), ("\u0c00", "ta-IN", "Nirmala UI"),
    ("\u0c80", "te-IN", "Nirmala UI"), ("\u0d00", "kn-IN", "Nirmala UI"), ("\u0d80", "ml-IN", "Nirmala UI"),
    ("\u0e00", "si-LK", "Nirmala UI"), ("\u0e80", "th-TH", "Leelawadee UI"), ("\u0f00", "lo-LA", "Leelawadee UI"),
    ("\u1000", "bo-CN", "Microsoft Himalaya"), ("\u10a0", "my-MM", "Myanmar Text"),
    ("\u1800", "km-KH", "Leelawadee UI"),
)  # fmt: skip
"""Scripts by the first character after their block: language when the text names none, and a face Windows has."""


class Script(Enum):
    """The slot that Word takes a font from."""

    WESTERN = "western"
    EAST = "east"
    RTL = "rtl"
    COMPLEX = "complex"
    EMOJI = "emoji"


class ScriptProperties(Frozen, eq=False):
    """What a run says of its script: elements of w:rPr, each empty where the styles say it already.

    Compared by identity; each is made once.
    """

    fonts: str = ""
    flow: str = ""
    lang: str = ""


@lru_cache(1024)
def to_word_tag(language: str) -> str:
    """Return a BCP 47 tag as Word writes it: with a region, and Chinese by region instead of script.

    What has not the form of a tag says nothing, and becomes Word's own default.
    """
    if not _TAG.fullmatch(language):
        return "en-US"
    variant = find_cjk_variant(language)
    if variant in (CjkVariant.SIMPLIFIED, CjkVariant.TRADITIONAL):
        return _EAST_TAGS[variant]
    if "-" in language:
        return language
    first = language.lower()
    return f"{first}-{_REGIONS[first]}" if first in _REGIONS else language


def choose_east_asian_font(language: str) -> str:
    """Return the face for East Asian characters in a document of a language; Simplified Chinese where it has none."""
    return _EAST_FONTS[find_cjk_variant(language) or CjkVariant.SIMPLIFIED]


def make_default_lang(language: str) -> str:
    """Return w:lang for the document defaults: the memo's language in the slot of its script, the usual elsewhere."""
    tag = to_word_tag(language)
    is_east = find_cjk_variant(language) is not None
    east = tag if is_east else "zh-CN"
    western = "en-US" if is_rtl(language) or is_east else tag
    bidi = tag if is_rtl(language) else "ar-SA"
    return f'<w:lang w:val="{western}" w:eastAsia="{east}" w:bidi="{bidi}"/>'


def split_by_script(
    text: str, language: str, document: str
) -> Iterator[tuple[str, ScriptProperties]]:
    """Yield a text cut where its script changes, each piece with what Word must be told of it.

    `language` is that of the text, `document` that of the memo, which the styles know.
    """
    rtl = is_rtl(language)
    base = _base_script(language)
    if not text:
        return
    setting = find_plain_properties(language, document)
    if setting and max(text) < _FIRST_FOREIGN:
        yield text, setting
        return
    end = 0
    for match in _compile_script_changes(rtl=rtl).finditer(text):
        script = Script[match.lastgroup or "WESTERN"]
        if script is base:
            continue
        if match.start() > end:
            yield _make_piece(text[end : match.start()], base, language, document)
        yield _make_piece(match[0], script, language, document)
        end = match.end()
    if end < len(text):
        yield _make_piece(text[end:], base, language, document)


@cache
def _compile_script_changes(*, rtl: bool) -> re.Pattern[str]:
    """Return what finds text of another script; made where there may be some, since it takes 5 ms."""
    return re.compile(_IN_RTL if rtl else _FOREIGN)


@lru_cache(1024)
def find_plain_properties(language: str, document: str) -> ScriptProperties | None:
    """Return the setting of text that has Western letters only; None in a language that runs from right to left."""
    base = _base_script(language)
    return (
        None
        if base is Script.RTL
        else _make_properties(base, _choose_language(base, language), document)
    )


def _base_script(language: str) -> Script:
    """Return the script that text of a language has where its characters leave it open."""
    if is_rtl(language):
        return Script.RTL
    return Script.WESTERN if find_cjk_variant(language) is None else Script.EAST


def make_script_properties(script: Script) -> ScriptProperties:
    """Return the setting of a script that needs no language."""
    return _make_properties(script, ("", ""), "")


def _make_piece(
    text: str, script: Script, language: str, document: str
) -> tuple[str, ScriptProperties]:
    """Return a piece with its setting; its language is its text's, else the memo's, else the script's usual one."""
    for tag in (language, document):
        if _is_of_script(script, tag):
            return text, _make_properties(script, _choose_language(script, tag, text), document)
    return text, _make_properties(script, _guess_language(script, text), document)


def _is_of_script(script: Script, language: str) -> bool:
    match script:
        case Script.RTL:
            return is_rtl(language)
        case Script.EAST:
            return find_cjk_variant(language) is not None
        case Script.WESTERN:
            return not is_rtl(language) and find_cjk_variant(language) is None
        case Script.COMPLEX | Script.EMOJI:
            return False


def _choose_language(script: Script, language: str, text: str = "") -> tuple[str, str]:
    tag = to_word_tag(language)
    return tag, choose_east_asian_font(language) if script is Script.EAST else _guess_language(
        script, text
    )[1]


def _guess_language(script: Script, text: str) -> tuple[str, str]:
    """Return the language and the face that a piece has by its characters alone."""
    match script:
        case Script.EAST:
            variant = _guess_cjk_variant(text)
            return _EAST_TAGS[variant], _EAST_FONTS[variant]
        case Script.COMPLEX:
            first = text[0]
            return next(
                ((tag, font) for end, tag, font in _SCRIPT_OF_COMPLEX if first < end),
                ("", COMPLEX_FONT),
            )
        case Script.RTL:
            hebrew = any("\u0590" <= character <= "\u05ff" for character in text[:8])
            return ("he-IL" if hebrew else "ar-SA"), COMPLEX_FONT
        case Script.WESTERN | Script.EMOJI:
            return "", ""


def _guess_cjk_variant(text: str) -> CjkVariant:
    for character in text:
        if "\u3040" <= character <= "\u30ff":
            return CjkVariant.JAPANESE
        if "\uac00" <= character <= "\ud7ff" or "\u1100" <= character <= "\u11ff":
            return CjkVariant.KOREAN
    return CjkVariant.SIMPLIFIED


@lru_cache(1024)
def _make_properties(script: Script, own: tuple[str, str], document: str) -> ScriptProperties:
    tag, font = own
    match script:
        case Script.WESTERN:
            known = not tag or tag == to_word_tag(document)
            return (
                ScriptProperties() if known else ScriptProperties(lang=f'<w:lang w:val="{tag}"/>')
            )
        case Script.EAST:
            return ScriptProperties(
                f'<w:rFonts w:hint="eastAsia" w:eastAsia="{font}"/>',
                "",
                f'<w:lang w:eastAsia="{tag}"/>',
            )
        case Script.RTL:
            return ScriptProperties(
                f'<w:rFonts w:cs="{COMPLEX_FONT}"/>', "<w:rtl/>", f'<w:lang w:bidi="{tag}"/>'
            )
        case Script.COMPLEX:
            lang = f'<w:lang w:bidi="{tag}"/>' if tag else ""
            return ScriptProperties(f'<w:rFonts w:cs="{font}"/>', "<w:cs/>", lang)
        case Script.EMOJI:
            slots = " ".join(
                f'w:{slot}="{EMOJI_FONT}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs")
            )
            return ScriptProperties(f"<w:rFonts {slots}/>")
