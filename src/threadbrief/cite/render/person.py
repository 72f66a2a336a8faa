"""One name: its parts in the order of its script and of the style, its given names in the form wanted."""

import re
from functools import lru_cache
from typing import Final

from threadbrief.cite.csl.elements import Affixes, NameOptions, Names
from threadbrief.cite.render.context import RenderContext, apply_affixes
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.runs import Run, Runs
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

_TAG: Final = re.compile(r"</?(?:i|b|sc|sup|sub|span[^<>]*)>")
_PIECE: Final = re.compile(r"[^\s.\-‐‑]+\.?|[\-‐‑]|\.")
_PARTICLE: Final = re.compile(r"((?:[^\W\d_A-Z][^\s\-'’]*(?:['’]\s?|-|\s+))+)(?=\S)")


@lru_cache(maxsize=4096)
def initialize_given_names(given: str, mark: str, *, hyphen: bool, whole: bool) -> str:
    """Return given names as initials, each followed by `mark`; with `whole` only what is abbreviated already.

    `hyphen`: compound names keep theirs (`J.-L.`). Particles written small stay whole.
    """
    tags = _TAG.findall(given)
    if tags:
        return (
            _TAG.sub("", given)
            if len(tags) % 2
            else _with_tags(given, mark, hyphen=hyphen, whole=whole)
        )
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
            made.append(
                lead + initialize_given_names(piece.strip(" -"), mark, hyphen=hyphen, whole=whole)
            )
        else:
            made.append(piece)
    return "".join(made)


@lru_cache(maxsize=4096)
def extract_particles(name: Name) -> Name:
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


# Scripts whose names come with the given name first; all others keep family and given together.
_GIVEN_FIRST: Final = re.compile(
    r"^[\u0020-\u02ff\u0300-\u06ff\u1d00-\u1eff\u1f00-\u1fff\u2000-\u206f<>]*$"
)


def name_key(name: Name) -> str:
    """Return what tells one name from another."""
    if name.literal is not None or not (
        name.given or name.non_dropping_particle or name.dropping_particle
    ):
        return name.literal or name.family or ""
    parts = (
        name.non_dropping_particle,
        name.family,
        name.given,
        name.dropping_particle,
        name.suffix,
    )
    return "\0".join(part or "" for part in parts)


def render_name(
    name: Name,
    node: Names,
    options: NameOptions,
    context: RenderContext,
    *,
    inverted: bool,
    level: int,
) -> Runs:
    """Return one name. `level`: 0 as the style says, 1 with initials at least, 2 with given names in full."""
    if name.literal is not None:
        return apply_affixes(list(parse_field(name.literal)), node.family, context)
    person = extract_particles(name)
    family, given = person.family or "", person.given or ""
    if not family:
        return apply_affixes(list(parse_field(given)), node.given, context)
    if not _GIVEN_FIRST.match(family + given):
        return _together(person, node, options, context, level)
    short = options.form == "short" and level == 0
    given = "" if short else _given(given, options, context, level)
    if context.sorting:
        return _sort_order(person, given, context)
    if short or person.static_ordering:
        return _spaced(_family(person, node, context), _part(given, node.given, context))
    return (
        _inverted(person, given, node, options, context)
        if inverted
        else _straight(person, given, node, context)
    )


def _together(
    name: Name, node: Names, options: NameOptions, context: RenderContext, level: int
) -> Runs:
    family = _part(name.family or "", node.family, context)
    if options.form == "short" and level == 0:
        return family
    return [*family, *_part(name.given or "", node.given, context)]


def _given(given: str, options: NameOptions, context: RenderContext, level: int) -> str:
    mark = options.initialize_with
    if mark is None or not given:
        return given
    full = options.initialize is None or options.initialize
    if level == 2 and full:
        return given
    return initialize_given_names(
        given, mark, hyphen=context.style.initialize_with_hyphen, whole=not full
    )


def _part(text: str, finish: Affixes, context: RenderContext) -> Runs:
    return apply_affixes(list(parse_field(text)), finish, context) if text else []


def _bare(finish: Affixes) -> Affixes:
    """Return the formatting of a part without its affixes, for a particle that stands apart from it."""
    return Affixes("", "", finish.format, text_case=finish.text_case)


def _spaced(*parts: Runs) -> Runs:
    out: Runs = []
    for part in parts:
        if not part:
            continue
        if out and not _clings(out[-1].text):
            out.append(Run(" "))
        out.extend(part)
    return out


def _clings(particle: str) -> bool:
    """Return whether what follows a particle is written on to it: `d'`, `al-`."""
    return particle.endswith(("'", "’", "-", "‐", "\u00a0", "‑", " "))


def _family(name: Name, node: Names, context: RenderContext) -> Runs:
    """Return the family name after its particle; affixes of the part go around both."""
    plain = _bare(node.family)
    before = _part(name.non_dropping_particle or "", plain, context)
    core = _part(name.family or "", plain, context)
    return apply_affixes(
        _spaced(before, core), Affixes(node.family.prefix, node.family.suffix), context
    )


def _suffixed(runs: Runs, name: Name) -> Runs:
    if not name.suffix:
        return runs
    return [*runs, Run(", " if name.comma_suffix else " "), *parse_field(name.suffix)]


def _straight(name: Name, given: str, node: Names, context: RenderContext) -> Runs:
    first = _part(given, node.given, context)
    particle = _part(name.dropping_particle or "", _bare(node.given), context)
    plain = _bare(node.family)
    family = _spaced(
        particle,
        _part(name.non_dropping_particle or "", plain, context),
        _part(name.family or "", plain, context),
    )
    family = apply_affixes(
        _suffixed(family, name), Affixes(node.family.prefix, node.family.suffix), context
    )
    return _spaced(first, family)


def _inverted(
    name: Name, given: str, node: Names, options: NameOptions, context: RenderContext
) -> Runs:
    separator = ", " if options.sort_separator is None else options.sort_separator
    demoted = context.style.demote_particle == "display-and-sort"
    plain_given = _bare(node.given)
    if demoted:
        family = apply_affixes(
            _part(name.family or "", _bare(node.family), context),
            Affixes(node.family.prefix, node.family.suffix),
            context,
        )
        after = _part(name.non_dropping_particle or "", _bare(node.family), context)
    else:
        family, after = _family(name, node, context), []
    dropping = _part(name.dropping_particle or "", plain_given, context)
    rest = _spaced(_part(given, plain_given, context), _spaced(dropping, after))
    rest = apply_affixes(rest, Affixes(node.given.prefix, node.given.suffix), context)
    out = [*family, Run(separator), *rest] if rest else family
    return [*out, Run(separator), *parse_field(name.suffix)] if name.suffix else out


def _sort_order(name: Name, given: str, context: RenderContext) -> Runs:
    """Return a name as a sort key: the parts in descending priority, apart by a sign below all letters."""
    non_dropping, dropping = name.non_dropping_particle or "", name.dropping_particle or ""
    family = name.family or ""
    if context.style.demote_particle == "never":
        parts = (_glued(non_dropping, family), dropping, given, name.suffix or "")
    else:
        parts = (family, _glued(dropping, non_dropping), given, name.suffix or "")
    return [Run("\u0001".join(parts).rstrip("\u0001"))]


def _glued(before: str, after: str) -> str:
    return f"{before} {after}".strip() if not _clings(before) else before + after
