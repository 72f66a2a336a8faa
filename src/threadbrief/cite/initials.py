"""Given names as initials, and particles and suffixes that stand inside the parts of a name."""

import re
from functools import lru_cache
from typing import Final

from threadbrief.model.brief import Name
from threadbrief.values import replace

_TAG: Final = re.compile(r"</?(?:i|b|sc|sup|sub|span[^<>]*)>")
_PIECE: Final = re.compile(r"[^\s.\-‐‑]+\.?|[\-‐‑]|\.")
_PARTICLE: Final = re.compile(r"((?:[^\W\d_A-Z][^\s\-'’]*(?:['’]\s?|-|\s+))+)(?=\S)")


@lru_cache(maxsize=4096)
def initials(given: str, mark: str, *, hyphen: bool, whole: bool) -> str:
    """Return given names as initials, each followed by `mark`; with `whole` only what is abbreviated already.

    `hyphen`: compound names keep theirs (`J.-L.`). Particles written small stay whole.
    """
    tags = _TAG.findall(given)
    if tags:
        return _TAG.sub("", given) if len(tags) % 2 else _with_tags(given, mark, hyphen=hyphen, whole=whole)
    out, after_initial, dash = "", False, False
    for piece in _PIECE.findall(given):
        if piece in "-‐‑":
            dash = True
            continue
        word = piece.rstrip(".")
        if not word:
            continue
        if dash and after_initial and word[0].islower() and not whole:  # Guo-ping is G., not G.-p.
            dash = False
            continue
        short = piece != word or (len(word) == 1 and word.upper() == word)
        kept = not short and (whole or word[0].islower())
        letters = word if kept or short else word[0]
        if dash and not (hyphen or kept):
            joint = "" if after_initial else " "
        elif dash:
            out, joint = out.rstrip(), "-"
        else:
            joint = "" if after_initial and not kept else " "
        if joint == " ":
            out = out.rstrip()
        out += (joint if out else "") + letters + ("" if kept else mark)
        after_initial, dash = not kept, False
    return out.strip()


def _with_tags(given: str, mark: str, *, hyphen: bool, whole: bool) -> str:
    """Return initials with the tags of the field around the letters they stood around."""
    pieces = re.split(r"((?:</?(?:i|b|sc|sup|sub|span[^<>]*)>)+)", given)
    made = []
    for index, piece in enumerate(pieces):
        if index % 2:
            made.append(piece)
        elif piece.strip(" -"):
            lead = piece[: len(piece) - len(piece.lstrip(" -"))]
            made.append(lead + initials(piece.strip(" -"), mark, hyphen=hyphen, whole=whole))
        else:
            made.append(piece)
    return "".join(made)


@lru_cache(maxsize=4096)
def parsed_name(name: Name) -> Name:
    """Return a name with particles and suffix taken out of its parts, where the writer left them there."""
    if name.literal is not None or not name.parse_names:
        return name
    given, family = name.given or "", name.family or ""
    if family[:1] == family[-1:] == '"' and len(family) > 2:  # quoted: not to be taken apart
        return replace(name, family=family[1:-1])
    suffix, comma = name.suffix, name.comma_suffix
    if not suffix and "," in given:
        given, _, rest = (part.strip() for part in given.partition(","))
        suffix, comma = rest.removeprefix("!").strip() or None, rest.startswith("!") or comma
    before, kept = name.non_dropping_particle, name.dropping_particle
    if not before and not kept and (found := _PARTICLE.match(family)) and _all_small(found[1]):
        before, family = (
            found[1].rstrip() if not found[1].rstrip().endswith(("'", "’")) else found[1],
            family[found.end() :],
        )
    if not kept:
        given, kept = _without_particle(given)
    return replace(
        name,
        given=given or None,
        family=family or None,
        suffix=suffix,
        comma_suffix=comma,
        non_dropping_particle=before,
        dropping_particle=kept,
    )


def _without_particle(given: str) -> tuple[str, str | None]:
    """Return given names without the small words at their end, and those words."""
    words = given.split()
    at = len(words)
    while at > 1 and _all_small(words[at - 1]):
        at -= 1
    if at == len(words):
        return given, None
    return " ".join(words[:at]), " ".join(words[at:])


def _all_small(words: str) -> bool:
    return words == words.lower() and words[:1].isalpha() and words.upper() != words
