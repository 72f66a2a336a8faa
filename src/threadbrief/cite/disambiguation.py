"""Cites that could be taken for each other are told apart (CSL 1.0.2, "Disambiguation")."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from threadbrief.cite.csl.style import CitationOptions
from threadbrief.cite.render.person import name_key
from threadbrief.cite.render.variables import Item
from threadbrief.cite.state import NOTHING_ADDED, Disambiguation
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

_MOST_NAMES = 40
"""Names beyond these tell nobody apart; a source with thousands of authors must not take hours."""
NameCounts = dict[str, tuple[int, int]]
"""For each name variable of a cite: how many names are shown, of how many."""


class CiteTexts:
    """What the cites of all sources look like with this or that added."""

    __slots__ = ("_look", "_made")

    def __init__(self, look: Callable[[Item, Disambiguation], tuple[str, NameCounts]]) -> None:
        self._look = look
        self._made: dict[tuple[str, Disambiguation], tuple[str, NameCounts]] = {}

    def text(self, item: Item, added: Disambiguation) -> str:
        """Return a cite in plain text."""
        return self._both(item, added)[0]

    def shown(self, item: Item, added: Disambiguation) -> NameCounts:
        """Return how many names a cite shows."""
        return self._both(item, added)[1]

    def _both(self, item: Item, added: Disambiguation) -> tuple[str, NameCounts]:
        key = (item.id, added)
        if key not in self._made:
            self._made[key] = self._look(item, added)
        return self._made[key]


def disambiguate(
    items: Sequence[Item],
    options: CitationOptions,
    cites: CiteTexts,
    name_text: Callable[[Name, int], str],
    *,
    conditions: int,
) -> dict[str, Disambiguation]:
    """Return what is added for each source; sources that need nothing are not in it.

    `items` stand in the order of the list of sources, which year suffixes follow. `name_text` gives a name as cites
    show it: at level 0 as the style says, at 1 with initials, at 2 in full.
    """
    added: dict[str, Disambiguation] = {}
    if options.add_given_name and options.given_name_rule != "by-cite":
        _tell_names_apart(items, options.given_name_rule, cites, name_text, added)
    if not (options.add_names or options.add_given_name or options.add_year_suffix or conditions):
        return added
    for group in _groups(items, cites, added):
        _resolve(group, options, cites, added, conditions=conditions)
    if options.add_year_suffix:
        for group in _groups(items, cites, added):
            for number, item in enumerate(group):
                added[item.id] = replace(added.get(item.id, NOTHING_ADDED), year_suffix=number)
    return added


def _groups(
    items: Sequence[Item], cites: CiteTexts, added: dict[str, Disambiguation]
) -> list[list[Item]]:
    """Return the sources whose cites are the same, in groups of two and more."""
    by_text: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_text[cites.text(item, added.get(item.id, NOTHING_ADDED))].append(item)
    return [group for text, group in by_text.items() if len(group) > 1 and text]


# --- names ---


def _tell_names_apart(
    items: Sequence[Item],
    rule: str,
    cites: CiteTexts,
    name_text: Callable[[Name, int], str],
    added: dict[str, Disambiguation],
) -> None:
    """Expand names that are shown alike and are not the same, in all cites."""
    primary, only_initials = rule.startswith("primary-name"), rule.endswith("with-initials")
    alike: dict[str, dict[str, Name]] = defaultdict(dict)
    shown: list[tuple[Item, str, tuple[Name, ...]]] = []
    for item in items:
        for variable, (count, _) in cites.shown(item, NOTHING_ADDED).items():
            names = item.names.get(variable if variable != "editortranslator" else "editor", ())
            names = names[: 1 if primary else count]
            shown.append((item, variable, names))
            for name in names:
                alike[name_text(name, 0)][name_key(name)] = name
    levels: dict[str, int] = {}
    for same in alike.values():
        if len(same) > 1:
            levels |= _levels(list(same.values()), name_text, top=1 if only_initials else 2)
    for item, variable, names in shown:
        wanted = tuple(levels.get(name_key(name), 0) for name in names)
        if any(wanted):
            before = added.get(item.id, NOTHING_ADDED)
            added[item.id] = replace(
                before, given_levels=(*before.given_levels, (variable, wanted))
            )


def _levels(names: list[Name], name_text: Callable[[Name, int], str], top: int) -> dict[str, int]:
    """Return for each of some names that look alike the first level at which it looks like no other."""
    made: dict[str, int] = {}
    for name in names:
        for level in range(1, top + 1):
            text = name_text(name, level)
            others = [other for other in names if other is not name]
            if all(name_text(other, level) != text for other in others):
                made[name_key(name)] = level
                break
    return made


# --- cites ---


def _resolve(
    group: list[Item],
    options: CitationOptions,
    cites: CiteTexts,
    added: dict[str, Disambiguation],
    *,
    conditions: int,
) -> None:
    """Tell the cites of one group apart as far as names and the condition can."""
    base = {item.id: added.get(item.id, NOTHING_ADDED) for item in group}
    open_groups = [group]
    if options.add_given_name and options.given_name_rule == "by-cite":
        open_groups = [
            rest for part in open_groups for rest in _by_given_names(part, cites, added, base)
        ]
    if options.add_names:
        open_groups = [
            rest for part in open_groups for rest in _by_more_names(part, options, cites, added)
        ]
    for level in range(1, conditions + 1):
        open_groups = [
            rest for part in open_groups for rest in _by_condition(part, level, cites, added)
        ]


def _split(
    group: list[Item], cites: CiteTexts, tried: dict[str, Disambiguation]
) -> list[list[Item]]:
    by_text: dict[str, list[Item]] = defaultdict(list)
    for item in group:
        by_text[cites.text(item, tried[item.id])].append(item)
    return list(by_text.values())


def _by_given_names(
    group: list[Item],
    cites: CiteTexts,
    added: dict[str, Disambiguation],
    base: dict[str, Disambiguation],
) -> list[list[Item]]:
    """Expand one name after the other; an expansion that parts nobody is taken back. Return who is still alike."""
    current = {item.id: added.get(item.id, NOTHING_ADDED) for item in group}
    waiting, alike = [group], []
    places = _places(group[0], cites, current[group[0].id])
    for variable, index in places:
        next_waiting = []
        for part in waiting:
            next_waiting.extend(_expand(part, variable, index, cites, current))
        waiting = [part for part in next_waiting if len(part) > 1]
        if not waiting:
            break
    alike = waiting
    for item in group:
        if current[item.id] != base.get(item.id, NOTHING_ADDED):
            added[item.id] = current[item.id]
    return alike


def _places(item: Item, cites: CiteTexts, added: Disambiguation) -> list[tuple[str, int]]:
    shown = cites.shown(item, added).items()
    return [
        (variable, index)
        for variable, (count, _) in shown
        for index in range(min(count, _MOST_NAMES))
    ]


def _expand(
    part: list[Item],
    variable: str,
    index: int,
    cites: CiteTexts,
    current: dict[str, Disambiguation],
) -> list[list[Item]]:
    """Return a group parted by one name at the first level that parts it most, or as it was."""
    best, kept = [part], current
    for level in (1, 2):
        tried = {item.id: _with_level(current[item.id], variable, index, level) for item in part}
        parts = _split(part, cites, tried)
        if len(parts) > len(best):
            best, kept = parts, tried
    current.update(kept)
    return best


def _with_level(added: Disambiguation, variable: str, index: int, level: int) -> Disambiguation:
    have = dict(added.given_levels)
    levels = list(have.get(variable, ()))
    levels += [0] * (index + 1 - len(levels))
    levels[index] = level
    have[variable] = tuple(levels)
    return replace(added, given_levels=tuple(have.items()))


def _by_more_names(
    group: list[Item], options: CitationOptions, cites: CiteTexts, added: dict[str, Disambiguation]
) -> list[list[Item]]:
    """Show hidden names one by one as long as that parts anybody. Return who is still alike."""
    waiting, alike = [group], []
    while waiting:
        part = waiting.pop()
        current = {item.id: added.get(item.id, NOTHING_ADDED) for item in part}
        parts, tried = _one_more(part, options, cites, current)
        if len(parts) == 1:
            alike.append(part)
            continue
        added.update(tried)
        waiting.extend(rest for rest in parts if len(rest) > 1)
    return alike


def _one_more(
    part: list[Item], options: CitationOptions, cites: CiteTexts, current: dict[str, Disambiguation]
) -> tuple[list[list[Item]], dict[str, Disambiguation]]:
    """Return a group parted by the fewest names more that part it; as one group when no number does."""
    for variable, (count, _) in cites.shown(part[0], current[part[0].id]).items():
        most = max(cites.shown(item, current[item.id]).get(variable, (0, 0))[1] for item in part)
        for number in range(count + 1, min(most, _MOST_NAMES) + 1):
            tried = {item.id: _with_names(current[item.id], variable, number) for item in part}
            parts = _split(part, cites, tried)
            if len(parts) > 1:
                return parts, tried
            if options.add_given_name:
                current_tried = dict(tried)
                parts = _expand(part, variable, number - 1, cites, current_tried)
                if len(parts) > 1:
                    return parts, current_tried
    return [part], current


def _with_names(added: Disambiguation, variable: str, number: int) -> Disambiguation:
    have = dict(added.names_shown)
    have[variable] = number
    return replace(added, names_shown=tuple(have.items()))


def _by_condition(
    group: list[Item], level: int, cites: CiteTexts, added: dict[str, Disambiguation]
) -> list[list[Item]]:
    """Let one condition more be true for sources that are still alike, if that parts any. Return who still is."""
    tried = {
        item.id: replace(added.get(item.id, NOTHING_ADDED), conditions=level) for item in group
    }
    parts = _split(group, cites, tried)
    if len(parts) > 1:
        added.update(tried)
    return [part for part in parts if len(part) > 1]
