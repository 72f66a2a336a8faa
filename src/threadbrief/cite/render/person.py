"""Rendering one name: its parts in order, particles, and given names as initials.

The order of the parts depends on the script of the name and on the style (CSL 1.0.2, "Names" and
"Name-part Order").
"""

import re
from functools import lru_cache
from typing import Final

from threadbrief.cite.csl.elements import Affixes, NameOptions, Names
from threadbrief.cite.render.context import RenderContext, apply_affixes
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.runs import Run, Runs
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

# Scripts whose names have the given name first; all others keep family and given name together.
_GIVEN_FIRST: Final = re.compile(
    r"^[\u0020-\u02ff\u0300-\u06ff\u1d00-\u1eff\u1f00-\u1fff\u2000-\u206f<>]*$"
)
_IN_FULL: Final = 2
"""The level of disambiguation at which given names are printed in full."""


def name_key(name: Name) -> str:
    """Return a key that is equal for equal names only."""
    has_parts = name.given or name.non_dropping_particle or name.dropping_particle
    if name.literal is not None or not has_parts:
        return name.literal or name.family or ""
    parts = (
        name.non_dropping_particle,
        name.family,
        name.given,
        name.dropping_particle,
        name.suffix,
    )
    return "\0".join(part or "" for part in parts)


def render_name(  # noqa: PLR0911 - one line for each order of the parts
    name: Name,
    node: Names,
    options: NameOptions,
    context: RenderContext,
    *,
    inverted: bool,
    level: int,
) -> Runs:
    """Return one name; `inverted` is family name first, for lists that are sorted by names.

    `level` is that of disambiguation: 0 as in the style, 1 at least with initials, 2 with given
    names in full.
    """
    if name.literal is not None:
        return apply_affixes(list(parse_field(name.literal)), node.family, context)
    person = extract_particles(name)
    if not person.family:
        return apply_affixes(list(parse_field(person.given or "")), node.given, context)
    if not _GIVEN_FIRST.match(person.family + (person.given or "")):
        return _render_unspaced(person, node, options, context, level)
    is_short = options.form == "short" and level == 0
    given = "" if is_short else _abbreviate_given(person.given or "", options, context, level)
    if context.sorting:
        return _render_sort_key(person, given, context)
    if is_short or person.static_ordering:
        family = _render_family(person, node, context)
        return _join_parts(family, _render_part(given, node.given, context))
    if inverted:
        return _render_inverted(person, given, node, options, context)
    return _render_given_first(person, given, node, context)


def _render_unspaced(
    name: Name, node: Names, options: NameOptions, context: RenderContext, level: int
) -> Runs:
    """Return a name of a script such as Chinese: family name first, without a space."""
    family = _render_part(name.family or "", node.family, context)
    if options.form == "short" and level == 0:
        return family
    return [*family, *_render_part(name.given or "", node.given, context)]


def _abbreviate_given(given: str, options: NameOptions, context: RenderContext, level: int) -> str:
    """Return given names as initials where the style initializes them."""
    mark = options.initialize_with
    if mark is None or not given:
        return given
    is_initialized = options.initialize is None or options.initialize
    if level == _IN_FULL and is_initialized:
        return given
    hyphen = context.style.initialize_with_hyphen
    return initialize_given_names(given, mark, hyphen=hyphen, only_initials=not is_initialized)


def _render_given_first(name: Name, given: str, node: Names, context: RenderContext) -> Runs:
    """Return a name in the order given name, particles, family name, suffix."""
    given_runs = _render_part(given, node.given, context)
    dropping = _render_part(name.dropping_particle or "", _without_affixes(node.given), context)
    family = _join_parts(
        dropping,
        _render_part(name.non_dropping_particle or "", _without_affixes(node.family), context),
        _render_part(name.family or "", _without_affixes(node.family), context),
    )
    if name.suffix:
        comma = ", " if name.comma_suffix else " "
        family = [*family, Run(comma), *parse_field(name.suffix)]
    family = apply_affixes(family, _only_affixes(node.family), context)
    return _join_parts(given_runs, family)


def _render_inverted(
    name: Name, given: str, node: Names, options: NameOptions, context: RenderContext
) -> Runs:
    """Return a name in the order family name, given name, particles, suffix.

    The non-dropping particle stays before the family name unless the style demotes it.
    """
    separator = ", " if options.sort_separator is None else options.sort_separator
    demoted: Runs = []
    if context.style.demote_particle == "display-and-sort":
        inner = _without_affixes(node.family)
        family = _render_part(name.family or "", inner, context)
        family = apply_affixes(family, _only_affixes(node.family), context)
        demoted = _render_part(name.non_dropping_particle or "", inner, context)
    else:
        family = _render_family(name, node, context)
    inner = _without_affixes(node.given)
    dropping = _render_part(name.dropping_particle or "", inner, context)
    rest = _join_parts(_render_part(given, inner, context), _join_parts(dropping, demoted))
    rest = apply_affixes(rest, _only_affixes(node.given), context)
    out = family
    if rest:
        out = [*out, Run(separator), *rest]
    if name.suffix:
        out = [*out, Run(separator), *parse_field(name.suffix)]
    return out


def _render_sort_key(name: Name, given: str, context: RenderContext) -> Runs:
    """Return a name as a sort key: its parts in descending priority, separated by a control sign.

    The sign sorts before all letters. CSL 1.0.2, "Names", demote-non-dropping-particle.
    """
    non_dropping, dropping = name.non_dropping_particle or "", name.dropping_particle or ""
    family, suffix = name.family or "", name.suffix or ""
    if context.style.demote_particle == "never":
        parts = (_join_particle(non_dropping, family), dropping, given, suffix)
    else:
        parts = (family, _join_particle(dropping, non_dropping), given, suffix)
    return [Run("\u0001".join(parts).rstrip("\u0001"))]


def _render_family(name: Name, node: Names, context: RenderContext) -> Runs:
    """Return the family name after its particle; the affixes of the part are around both."""
    inner = _without_affixes(node.family)
    particle = _render_part(name.non_dropping_particle or "", inner, context)
    family = _render_part(name.family or "", inner, context)
    return apply_affixes(_join_parts(particle, family), _only_affixes(node.family), context)


def _render_part(text: str, affixes: Affixes, context: RenderContext) -> Runs:
    return apply_affixes(list(parse_field(text)), affixes, context) if text else []


def _without_affixes(affixes: Affixes) -> Affixes:
    """Return the formatting of a name part alone, for a particle that is separate from it."""
    return Affixes("", "", affixes.format, text_case=affixes.text_case)


def _only_affixes(affixes: Affixes) -> Affixes:
    """Return the prefix and suffix of a name part alone."""
    return Affixes(affixes.prefix, affixes.suffix)


def _join_parts(*parts: Runs) -> Runs:
    out: Runs = []
    for part in parts:
        if not part:
            continue
        if out and not _has_no_space_after(out[-1].text):
            out.append(Run(" "))
        out.extend(part)
    return out


def _join_particle(particle: str, text: str) -> str:
    if _has_no_space_after(particle):
        return particle + text
    return f"{particle} {text}".strip()


def _has_no_space_after(particle: str) -> bool:
    """Return whether a particle is joined to what follows: `d'`, `al-`."""
    return particle.endswith(("'", "’", "-", "‐", "\u00a0", "‑", " "))


# --- initials ---

_TAG: Final = re.compile(r"</?(?:i|b|sc|sup|sub|span[^<>]*)>")
_TAGS: Final = re.compile(rf"((?:{_TAG.pattern})+)")
_PIECE: Final = re.compile(r"[^\s.\-‐‑]+\.?|[\-‐‑]|\.")
_HYPHENS: Final = "-‐‑"


@lru_cache(maxsize=4096)
def initialize_given_names(given: str, mark: str, *, hyphen: bool, only_initials: bool) -> str:
    """Return given names as initials, each followed by `mark`: `J. R. R.`.

    `hyphen`: compound names keep theirs, `J.-L.`. `only_initials`: only names that are initials
    already take the mark. Particles in small letters are not abbreviated.
    """
    tags = _TAG.findall(given)
    if len(tags) % 2:
        return _TAG.sub("", given)
    if tags:
        return _initialize_between_tags(given, mark, hyphen=hyphen, only_initials=only_initials)
    return _initialize(given, mark, hyphen=hyphen, only_initials=only_initials)


def _initialize(given: str, mark: str, *, hyphen: bool, only_initials: bool) -> str:
    out, after_initial, after_hyphen = "", False, False
    for piece in _PIECE.findall(given):
        if piece in _HYPHENS:
            after_hyphen = True
            continue
        word = piece.rstrip(".")
        if not word:
            continue
        if after_hyphen and after_initial and word[0].islower() and not only_initials:
            after_hyphen = False  # Guo-ping is G., not G.-p.
            continue
        is_initial = piece != word or (len(word) == 1 and word.upper() == word)
        is_kept = not is_initial and (only_initials or word[0].islower())
        keeps_hyphen = after_hyphen and (hyphen or is_kept)
        is_joined = after_initial and (after_hyphen or not is_kept)
        out = _add_separator(out, keeps_hyphen=keeps_hyphen, is_joined=is_joined)
        out += word if is_kept or is_initial else word[0]
        if not is_kept:
            out += mark
        after_initial, after_hyphen = not is_kept, False
    return out.strip()


def _add_separator(initials: str, *, keeps_hyphen: bool, is_joined: bool) -> str:
    if is_joined and not keeps_hyphen:
        return initials
    initials = initials.rstrip()
    if not initials:
        return initials
    return initials + ("-" if keeps_hyphen else " ")


def _initialize_between_tags(given: str, mark: str, *, hyphen: bool, only_initials: bool) -> str:
    """Return initials with the tags of the field around the same letters."""
    out = []
    for index, piece in enumerate(_TAGS.split(given)):
        names = piece.strip(" -")
        if index % 2 or not names:
            out.append(piece)
            continue
        lead = piece[: len(piece) - len(piece.lstrip(" -"))]
        out.append(lead + _initialize(names, mark, hyphen=hyphen, only_initials=only_initials))
    return "".join(out)


# --- particles and suffixes inside the parts of a name ---

_PARTICLE: Final = re.compile(r"((?:[^\W\d_A-Z][^\s\-'’]*(?:['’]\s?|-|\s+))+)(?=\S)")


@lru_cache(maxsize=4096)
def extract_particles(name: Name) -> Name:
    """Return a name with its particles and suffix taken out of the given and the family name.

    A family name in quotation marks is not taken apart.
    """
    if name.literal is not None or not name.parse_names:
        return name
    given, family = name.given or "", name.family or ""
    if family[:1] == family[-1:] == '"' and len(family) > 2:
        return replace(name, family=family[1:-1])
    suffix, comma_suffix = name.suffix, name.comma_suffix
    if not suffix and "," in given:
        given, _, rest = (part.strip() for part in given.partition(","))
        suffix = rest.removeprefix("!").strip() or None
        comma_suffix = rest.startswith("!") or comma_suffix
    non_dropping, dropping = name.non_dropping_particle, name.dropping_particle
    if not non_dropping and not dropping:
        non_dropping, family = _split_family(family, non_dropping)
    if not dropping:
        given, dropping = _split_given(given)
    return replace(
        name,
        given=given or None,
        family=family or None,
        suffix=suffix,
        comma_suffix=comma_suffix,
        non_dropping_particle=non_dropping,
        dropping_particle=dropping,
    )


def _split_family(family: str, particle: str | None) -> tuple[str | None, str]:
    """Return the small words at the start of a family name, and the name without them.

    Where there are none, `particle` is returned.
    """
    match = _PARTICLE.match(family)
    if match is None or not _is_lowercase(match[1]):
        return particle, family
    particle = match[1].rstrip()
    if particle.endswith(("'", "’")):
        particle = match[1]
    return particle, family[match.end() :]


def _split_given(given: str) -> tuple[str, str | None]:
    """Return given names without the small words at their end, and those words."""
    words = given.split()
    at = len(words)
    while at > 1 and _is_lowercase(words[at - 1]):
        at -= 1
    if at == len(words):
        return given, None
    return " ".join(words[:at]), " ".join(words[at:])


def _is_lowercase(words: str) -> bool:
    return words == words.lower() and words[:1].isalpha() and words.upper() != words
