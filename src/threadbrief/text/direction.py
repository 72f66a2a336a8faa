"""The direction of a language: whether it is written from right to left.

This is the only place that decides it; the writers of Word and PDF files call `is_rtl`.
"""

from functools import lru_cache

from threadbrief.text.language_tag import split_tag

_RTL_SCRIPTS = frozenset({
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr", "Hebr",
    "Hung", "Khar", "Lydi", "Mand", "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo",
    "Orkh", "Palm", "Phli", "Phlp", "Phlv", "Phnx", "Prti", "Rohg", "Samr", "Sarb", "Sidt",
    "Sogd", "Sogo", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi",
})  # fmt: skip
"""ISO 15924 codes of the scripts whose letters have the bidi classes R and AL (Unicode 17)."""
_RTL_LANGUAGES = frozenset({
    "aao", "abh", "abv", "acm", "acq", "acw", "acx", "adf", "ae", "aeb", "aec", "aee", "aeq",
    "afb", "aib", "aii", "aij", "aiq", "amw", "apc", "apd", "ar", "arc", "arq", "ars", "ary",
    "arz", "ask", "atn", "auj", "auz", "avd", "avl", "ayh", "ayl", "ayn", "ayp", "azb", "bal",
    "bdz", "bej", "bft", "bgn", "bgp", "bhe", "bhm", "bhn", "bjf", "bjm", "bqi", "brh", "brk",
    "bsh", "bsk", "chg", "cja", "ckb", "clh", "czk", "dcc", "def", "deh", "dgl", "dmk", "dml",
    "dv", "ecy", "esh", "fa", "fay", "faz", "fia", "fub", "gbz", "ggg", "gha", "ghr", "gig",
    "gjk", "gju", "glh", "glk", "grr", "gwc", "gwf", "gwt", "gzi", "hac", "haz", "hbo", "he",
    "hkh", "hnd", "hno", "hoh", "hrt", "hrz", "hss", "huy", "isk", "itk", "iw", "jad", "jat",
    "jbe", "jbn", "jdg", "ji", "jnd", "jog", "jpa", "jpr", "jrb", "jye", "kbu", "kby", "kcy",
    "kfm", "khw", "klj", "kmz", "kqd", "ks", "ktl", "kvx", "kxp", "lad", "lah", "lhs", "lki",
    "lrc", "lrk", "lrl", "lsa", "lsd", "lss", "luv", "luz", "mby", "mde", "mey", "mfa", "mfi",
    "mhj", "mid", "mki", "mnj", "mve", "mvy", "myz", "mzb", "mzn", "nli", "nlm", "nqo", "ntz",
    "nyq", "oar", "obm", "odk", "omy", "oru", "ota", "otk", "pal", "pbt", "pgd", "phl", "phn",
    "phr", "phv", "plk", "pnb", "prc", "prd", "prs", "prx", "ps", "psh", "psi", "pst", "qxq",
    "rdb", "rhg", "rmt", "sam", "sbn", "scl", "sd", "sdb", "sdf", "sdg", "sdh", "sds", "sgr",
    "sgy", "shd", "shm", "shu", "shv", "siy", "siz", "skr", "smp", "smy", "sog", "sqo", "sqt",
    "srh", "srz", "ssh", "sts", "swb", "syc", "syn", "syr", "tjo", "tks", "tmr", "tov", "tra",
    "trg", "trm", "trw", "ug", "ur", "ush", "uzs", "vaf", "vgr", "vmh", "wbk", "wne", "wni",
    "wsv", "xco", "xhe", "xka", "xkc", "xkj", "xkp", "xld", "xly", "xmn", "xmr", "xna", "xpr",
    "xsa", "xsd", "xvi", "ydg", "yhd", "yi", "yih", "yud", "zba", "zdj", "zrp", "zum",
})  # fmt: skip
"""Languages whose likely script is one of those (CLDR 49, likelySubtags.xml).

`prs` (Dari) and `pnb` (Western Punjabi) are added: CLDR replaces these before it looks them up.
"""
_RTL_IN_REGION = frozenset({
    "az-IQ", "az-IR", "ha-CM", "ha-SD", "kk-AF", "kk-CN", "kk-IR", "kk-MN", "ku-IQ", "ku-IR",
    "ku-LB", "ky-CN", "ms-CC", "pa-PK", "tg-PK", "uz-AF",
})  # fmt: skip
"""Languages that are written from right to left in one region (CLDR, the same)."""
_LTR_IN_REGION = frozenset(("mey-SN", "sd-IN", "ug-KZ", "ug-MN"))
"""Languages that are written from left to right in one region."""


@lru_cache(1024)
def is_rtl(language_tag: str) -> bool:
    """Return whether text in a language is written from right to left.

    A script that the BCP 47 tag names decides; else the likely script of the language, in the
    region that the tag names. False for a language that CLDR does not know.
    """
    tag = split_tag(language_tag)
    if tag.script:
        return tag.script in _RTL_SCRIPTS
    regional = f"{tag.language}-{tag.region}"
    if tag.language in _RTL_LANGUAGES:
        return regional not in _LTR_IN_REGION
    return regional in _RTL_IN_REGION
