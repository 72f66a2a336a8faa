"""Disambiguation: names, given names and year suffixes distinguish cites that would be the same.

CSL 1.0.2, "Disambiguation". The methods are tried in the order of the specification: given names,
more names, the `disambiguate` conditions of the style, and at last a year suffix.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from threadbrief.cite.csl.style import CitationOptions
from threadbrief.cite.render.person import name_key
from threadbrief.cite.render.variables import CslItem
from threadbrief.cite.state import NOTHING_ADDED, Disambiguation
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

_MAX_NAMES = 40
"""Names beyond these are not tried: a source with thousands of authors must not take hours."""
NameCounts = dict[str, tuple[int, int]]
"""For each name variable of a cite: how many names are shown, of how many."""
NameText = Callable[[Name, int], str]
"""A name as cites print it: at level 0 as in the style, at 1 with initials, at 2 in full."""
Groups = list[list[CslItem]]
"""Sources whose cites are the same, in one group each."""
Additions = dict[str, Disambiguation]
"""What is added to the cites of each source, by its id; a source without additions is missing."""


class CiteTexts:
    """The cites of all sources in plain text, rendered with any addition, each once."""

    __slots__ = ("_cache", "_render")

    def __init__(self, render: Callable[[CslItem, Disambiguation], tuple[str, NameCounts]]) -> None:
        self._render = render
        self._cache: dict[tuple[str, Disambiguation], tuple[str, NameCounts]] = {}

    def text(self, item: CslItem, added: Disambiguation) -> str:
        """Return a cite in plain text."""
        return self._rendered(item, added)[0]

    def name_counts(self, item: CslItem, added: Disambiguation) -> NameCounts:
        """Return how many names a cite shows."""
        return self._rendered(item, added)[1]

    def split(self, group: Sequence[CslItem], added: Mapping[str, Disambiguation]) -> Groups:
        """Return sources in groups with the same cite."""
        by_text: dict[str, list[CslItem]] = defaultdict(list)
        for item in group:
            by_text[self.text(item, added.get(item.id, NOTHING_ADDED))].append(item)
        return list(by_text.values())

    def _rendered(self, item: CslItem, added: Disambiguation) -> tuple[str, NameCounts]:
        key = (item.id, added)
        if key not in self._cache:
            self._cache[key] = self._render(item, added)
        return self._cache[key]


def disambiguate(
    items: Sequence[CslItem],
    options: CitationOptions,
    cites: CiteTexts,
    name_text: NameText,
    *,
    conditions: int,
) -> Additions:
    """Return what is added for each source; a source that needs nothing is missing.

    `items` are in the order of the list of sources, which is that of the year suffixes.
    `conditions` is the number of `disambiguate` conditions of the style.
    """
    added: Additions = {}
    if options.add_given_name and options.given_name_rule != "by-cite":
        _expand_all_names(items, options.given_name_rule, cites, name_text, added)
    if not (options.add_names or options.add_given_name or options.add_year_suffix or conditions):
        return added
    for group in _ambiguous_groups(items, cites, added):
        _disambiguate_group(group, options, cites, added, conditions=conditions)
    if options.add_year_suffix:
        for group in _ambiguous_groups(items, cites, added):
            for number, item in enumerate(group):
                before = added.get(item.id, NOTHING_ADDED)
                added[item.id] = replace(before, year_suffix=number)
    return added


def _ambiguous_groups(items: Sequence[CslItem], cites: CiteTexts, added: Additions) -> Groups:
    """Return the sources whose cites are the same and not empty, in groups of two and more."""
    groups = [group for group in cites.split(items, added) if len(group) > 1]
    return [
        group for group in groups if cites.text(group[0], added.get(group[0].id, NOTHING_ADDED))
    ]


# --- names, in all cites (`givenname-disambiguation-rule` but for `by-cite`) ---


def _expand_all_names(
    items: Sequence[CslItem], rule: str, cites: CiteTexts, name_text: NameText, added: Additions
) -> None:
    """Expand names that are printed alike and are not the same, in all cites."""
    only_primary, only_initials = rule.startswith("primary-name"), rule.endswith("with-initials")
    by_text: dict[str, dict[str, Name]] = defaultdict(dict)
    shown: list[tuple[CslItem, str, tuple[Name, ...]]] = []
    for item in items:
        for variable, (count, _) in cites.name_counts(item, NOTHING_ADDED).items():
            source = "editor" if variable == "editortranslator" else variable
            names = item.names.get(source, ())
            names = names[: 1 if only_primary else count]
            shown.append((item, variable, names))
            for name in names:
                by_text[name_text(name, 0)][name_key(name)] = name
    levels: dict[str, int] = {}
    for alike in by_text.values():
        if len(alike) > 1:
            max_level = 1 if only_initials else 2
            levels |= _choose_levels(list(alike.values()), name_text, max_level)
    for item, variable, names in shown:
        wanted = tuple(levels.get(name_key(name), 0) for name in names)
        if any(wanted):
            before = added.get(item.id, NOTHING_ADDED)
            given_levels = (*before.given_levels, (variable, wanted))
            added[item.id] = replace(before, given_levels=given_levels)


def _choose_levels(names: list[Name], name_text: NameText, max_level: int) -> dict[str, int]:
    """Return for each of some names the first level at which its text is that of no other."""
    levels: dict[str, int] = {}
    for name in names:
        others = [other for other in names if other is not name]
        for level in range(1, max_level + 1):
            text = name_text(name, level)
            if all(name_text(other, level) != text for other in others):
                levels[name_key(name)] = level
                break
    return levels


# --- names and conditions, in the cites of one group ---


def _disambiguate_group(
    group: list[CslItem],
    options: CitationOptions,
    cites: CiteTexts,
    added: Additions,
    *,
    conditions: int,
) -> None:
    """Distinguish the cites of one group as far as names and conditions can."""
    groups = [group]
    if options.add_given_name and options.given_name_rule == "by-cite":
        groups = _expand_given_names(group, cites, added)
    if options.add_names:
        groups = [rest for part in groups for rest in _add_names(part, options, cites, added)]
    for level in range(1, conditions + 1):
        groups = [rest for part in groups for rest in _add_condition(part, level, cites, added)]


def _expand_given_names(group: list[CslItem], cites: CiteTexts, added: Additions) -> Groups:
    """Expand one name after the other where that splits the group; return what is left."""
    before = {item.id: added.get(item.id, NOTHING_ADDED) for item in group}
    current = dict(before)
    groups = [group]
    for variable, index in _shown_names(group[0], cites, current[group[0].id]):
        split = []
        for part in groups:
            split.extend(_expand_name(part, variable, index, cites, current))
        groups = [part for part in split if len(part) > 1]
        if not groups:
            break
    for item in group:
        if current[item.id] != before[item.id]:
            added[item.id] = current[item.id]
    return groups


def _shown_names(item: CslItem, cites: CiteTexts, added: Disambiguation) -> list[tuple[str, int]]:
    """Return the names that a cite shows, as variable and index."""
    counts = cites.name_counts(item, added).items()
    return [
        (variable, index)
        for variable, (count, _) in counts
        for index in range(min(count, _MAX_NAMES))
    ]


def _expand_name(
    part: list[CslItem], variable: str, index: int, cites: CiteTexts, current: Additions
) -> Groups:
    """Return a group split by one given name, at the first level that splits it most.

    `current` is updated where that splits the group; otherwise the name is not expanded.
    """
    best, best_added = [part], current
    for level in (1, 2):
        tried = {item.id: _with_level(current[item.id], variable, index, level) for item in part}
        split = cites.split(part, tried)
        if len(split) > len(best):
            best, best_added = split, tried
    current.update(best_added)
    return best


def _with_level(added: Disambiguation, variable: str, index: int, level: int) -> Disambiguation:
    by_variable = dict(added.given_levels)
    levels = list(by_variable.get(variable, ()))
    levels += [0] * (index + 1 - len(levels))
    levels[index] = level
    by_variable[variable] = tuple(levels)
    return replace(added, given_levels=tuple(by_variable.items()))


def _add_names(
    group: list[CslItem], options: CitationOptions, cites: CiteTexts, added: Additions
) -> Groups:
    """Show hidden names one by one as long as that splits a group; return what is left."""
    waiting, alike = [group], []
    while waiting:
        part = waiting.pop()
        current = {item.id: added.get(item.id, NOTHING_ADDED) for item in part}
        split, tried = _add_one_name(part, options, cites, current)
        if len(split) == 1:
            alike.append(part)
            continue
        added.update(tried)
        waiting.extend(rest for rest in split if len(rest) > 1)
    return alike


def _add_one_name(
    part: list[CslItem], options: CitationOptions, cites: CiteTexts, current: Additions
) -> tuple[Groups, Additions]:
    """Return a group split by the fewest additional names; as one group when no number does."""
    counts = cites.name_counts(part[0], current[part[0].id])
    for variable, (count, _) in counts.items():
        most = max(
            cites.name_counts(item, current[item.id]).get(variable, (0, 0))[1] for item in part
        )
        for number in range(count + 1, min(most, _MAX_NAMES) + 1):
            tried = {item.id: _with_names(current[item.id], variable, number) for item in part}
            split = cites.split(part, tried)
            if len(split) > 1:
                return split, tried
            if options.add_given_name:
                split = _expand_name(part, variable, number - 1, cites, tried)
                if len(split) > 1:
                    return split, tried
    return [part], current


def _with_names(added: Disambiguation, variable: str, number: int) -> Disambiguation:
    by_variable = dict(added.names_shown)
    by_variable[variable] = number
    return replace(added, names_shown=tuple(by_variable.items()))


def _add_condition(group: list[CslItem], level: int, cites: CiteTexts, added: Additions) -> Groups:
    """Make one more condition true where that splits the group; return what is left."""
    tried = {}
    for item in group:
        tried[item.id] = replace(added.get(item.id, NOTHING_ADDED), conditions=level)
    split = cites.split(group, tried)
    if len(split) > 1:
        added.update(tried)
    return [part for part in split if len(part) > 1]
