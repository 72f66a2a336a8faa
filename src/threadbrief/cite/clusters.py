"""Rendering one cluster: its cites are grouped, collapsed and joined to runs.

A cluster is all that is cited at one mark, and becomes a note or a parenthesis. The writer's prefix
and suffix are put around each cite here, because only cites without them are collapsed (CSL 1.0.2,
"Cite Collapsing").
"""

import re
from collections.abc import Sequence
from typing import Protocol

from threadbrief.cite.csl.style import Style
from threadbrief.cite.render.context import RenderContext
from threadbrief.cite.render.fields import parse_field, parse_superscripts
from threadbrief.cite.render.runs import (
    LEAD,
    SUFFIX,
    TEXT,
    Run,
    Runs,
    apply_formatting,
    has_text,
    plain_text,
)
from threadbrief.cite.render.text_case import capitalize_first_letter
from threadbrief.cite.state import Cite
from threadbrief.core.structs import Frozen, replace

_RANGE = re.compile(r"(?<![\w-])(\d+)-(\d+)(?![\w-])")
"""A range in the writer's suffix: `, posts 7-8`."""
_MIN_RANGE = 3
"""Citation numbers in a row that are collapsed to a range."""


class RenderCite(Protocol):
    """Renders a cite, with or without its first names."""

    def __call__(self, cite: Cite, *, omit_names: bool) -> tuple[Runs, RenderContext]:
        """Return the runs, and the context that they were rendered in."""


class RenderedCite(Frozen):
    """A rendered cite."""

    cite: Cite
    runs: Runs
    names: str
    """The output of its first names element, by which cites are grouped."""
    number: int | None
    """Its citation number."""
    suffix: int | None
    """Its year suffix."""

    @property
    def can_collapse(self) -> bool:
        """Whether the writer added nothing to it."""
        item = self.cite.item
        return not (item.prefix.strip() or item.suffix.strip() or item.locator)


def render_cluster(
    cites: Sequence[Cite],
    style: Style,
    render: RenderCite,
    *,
    begins_sentence: bool = True,
    closing: str | None = None,
) -> Runs:
    """Return a cluster with the affixes of its layout; empty when no cite prints anything.

    `begins_sentence` and `closing` are those of a note in prose (NoteCluster).
    """
    rendered = [_render(cite, render) for cite in cites]
    groups = _group_by_names(rendered, style)
    if style.citation_options.collapse == "citation-number":
        body = _collapse_numbers([cite for group in groups for cite in group], style)
    else:
        body = _join_groups(groups, style, render)
    if not has_text(body):
        return []
    if not style.in_text and begins_sentence:
        body = _capitalize_term(body)
    affixes = style.citation.affixes
    suffix = affixes.suffix
    if closing is not None and not style.in_text:
        suffix = closing if suffix.strip() == "." else f"{suffix}{closing}"
    runs = [*parse_superscripts(affixes.prefix), *body, *parse_superscripts(suffix)]
    runs = [run for run in runs if run.text or run.kind]
    return apply_formatting(runs, affixes.format) if affixes.format else runs


def _render(cite: Cite, render: RenderCite, *, omit_names: bool = False) -> RenderedCite:
    runs, context = render(cite, omit_names=omit_names or cite.item.suppress_author)
    names = context.record.first_names or ""
    suffix = context.disambiguation.year_suffix
    return RenderedCite(cite, runs, names, context.citation_number, suffix)


def _capitalize_term(runs: Runs) -> Runs:
    """Return a note with a capital at its start where it begins with a term, as in `Ibid.`."""
    for index, run in enumerate(runs):
        if run.kind == TEXT and run.text.strip():
            if run.tag != LEAD:
                return runs
            capitalized = replace(run, text=capitalize_first_letter(run.text))
            return [*runs[:index], capitalized, *runs[index + 1 :]]
    return runs


def _add_prefix_suffix(rendered: RenderedCite) -> Runs:
    """Return a cite with the writer's prefix and suffix around it."""
    item, runs = rendered.cite.item, rendered.runs
    if item.prefix.strip():
        last = item.prefix[-1]
        gap = " " if last.isalnum() or last in ".,;:!?)”’]" else ""
        if _ends_sentence(item.prefix):
            runs = _capitalize_term(runs)
        runs = [*parse_field(item.prefix + gap), *runs]
    if item.suffix.strip():
        first = item.suffix[0]
        gap = " " if first.isalnum() or first in "([“‘" else ""
        runs = [*runs, *parse_field(gap + _RANGE.sub(r"\1–\2", item.suffix))]
    return runs


def _ends_sentence(prefix: str) -> bool:
    """Return whether a prefix is a sentence; one word with a full stop is an abbreviation."""
    words = prefix.rstrip(" \"'”’»)")
    return words[-1:] in {".", "!", "?"} and " " in words.strip()


# --- grouping (CSL 1.0.2, "Cite Grouping") ---


def _group_by_names(cites: list[RenderedCite], style: Style) -> list[list[RenderedCite]]:
    """Return cites in groups of the same names; without grouping, each is a group of its own.

    A cite with a prefix begins a group. In a style without a sort the writer's order is kept: only
    neighbours are grouped.
    """
    options = style.citation_options
    if options.collapse in (None, "citation-number") and options.group_delimiter is None:
        return [[cite] for cite in cites]
    groups: list[list[RenderedCite]] = []
    group_of: dict[str, list[RenderedCite]] = {}
    for cite in cites:
        if not has_text(cite.runs):
            continue
        group = group_of.get(cite.names)
        if group is not None and not cite.cite.item.prefix.strip():
            group.append(cite)
            continue
        if not style.citation.sort:
            group_of.clear()
        group_of[cite.names] = [cite]
        groups.append(group_of[cite.names])
    return groups


def _join_groups(groups: list[list[RenderedCite]], style: Style, render: RenderCite) -> Runs:
    delimiter = style.citation_options.after_collapse_delimiter
    if delimiter is None:
        delimiter = style.citation.delimiter
    out: Runs = []
    previous: RenderedCite | None = None
    for group in groups:
        runs = _render_group(group, style, render)
        if not has_text(runs):
            continue
        if previous is not None:
            out.extend(_delimit(previous, delimiter, group[0]))
        previous = group[-1]
        out.extend(runs)
    return out


def _delimit(previous: RenderedCite, delimiter: str, cite: RenderedCite) -> Runs:
    """Return the delimiter between two cites; less where the writer's affixes have punctuation."""
    if cite.cite.item.prefix.lstrip()[:1] in {",", ".", ";", ":"}:
        return []
    last = previous.cite.item.suffix.rstrip()[-1:]
    if last in {",", ";", ":", "."} and delimiter[:1] in {",", ";"}:
        delimiter = " "
    return [Run(delimiter)]


# --- collapsing (CSL 1.0.2, "Cite Collapsing") ---


def _render_group(group: list[RenderedCite], style: Style, render: RenderCite) -> Runs:
    """Return the cites of one group; collapsed, those after the first omit the names."""
    options = style.citation_options
    delimiter = options.group_delimiter
    if delimiter is None:
        delimiter = ", " if style.in_text else style.citation.delimiter
    out = [*_add_prefix_suffix(group[0])]  # a copy: the runs of a cite are cached
    if options.collapse is None:
        for cite in group[1:]:
            out += [Run(delimiter), *_add_prefix_suffix(cite)]
        return out
    rest = [_render(cite.cite, render, omit_names=True) for cite in group]
    index = 1
    while index < len(group):
        count = _count_by_year_suffix(group, rest, index, style)
        if count:
            out += _collapse_year_suffixes(rest[index : index + count], rest[index - 1], style)
            index += count
            continue
        mark = delimiter
        if options.after_collapse_delimiter is not None and not group[index - 1].can_collapse:
            mark = options.after_collapse_delimiter
        runs = _add_prefix_suffix(rest[index])
        if has_text(runs):
            out += [Run(mark), *runs]
        index += 1
    return out


def _count_by_year_suffix(
    group: list[RenderedCite], rest: list[RenderedCite], index: int, style: Style
) -> int:
    """Return how many cites from an index on differ only by the year suffix."""
    if not (style.citation_options.collapse or "").startswith("year-suffix"):
        return 0
    previous, item = rest[index - 1], group[index - 1].cite.item
    if previous.suffix is None or item.suffix or item.locator:
        return 0
    year = _without_suffix(previous)
    count = 0
    for cite in rest[index:]:
        if cite.suffix is None or not cite.can_collapse or _without_suffix(cite) != year:
            break
        count += 1
    return count


def _without_suffix(cite: RenderedCite) -> str:
    return plain_text(run for run in cite.runs if run.tag != SUFFIX)


def _collapse_year_suffixes(
    cites: list[RenderedCite], previous: RenderedCite, style: Style
) -> Runs:
    """Return year suffixes alone, as ranges where the style has `year-suffix-ranged`."""
    options = style.citation_options
    delimiter = options.year_suffix_delimiter
    if delimiter is None:
        delimiter = options.group_delimiter
    if delimiter is None:
        delimiter = style.citation.delimiter
    out: Runs = []
    index, last = 0, previous.suffix
    while index < len(cites):
        end = index
        while end + 1 < len(cites) and cites[end + 1].suffix == (cites[end].suffix or 0) + 1:
            end += 1
        mark = delimiter
        follows = cites[index].suffix == (last or 0) + 1
        if options.collapse == "year-suffix-ranged" and follows and end > index:
            index, mark = end, "–"
        out.append(Run(mark))
        out.extend(run for run in cites[index].runs if run.tag == SUFFIX)
        last = cites[index].suffix
        index += 1
    return out


def _collapse_numbers(cites: list[RenderedCite], style: Style) -> Runs:
    """Return citation numbers with three and more in a row as a range."""
    delimiter, after = style.citation.delimiter, style.citation_options.after_collapse_delimiter
    out: Runs = []
    index, was_range = 0, False
    while index < len(cites):
        end = index
        while end + 1 < len(cites) and _follows(cites[end], cites[end + 1]):
            end += 1
        if out and has_text(cites[index].runs):
            out.append(Run(after if was_range and after is not None else delimiter))
        out.extend(_add_prefix_suffix(cites[index]))
        was_range = end - index + 1 >= _MIN_RANGE
        if was_range:
            out.extend([Run("–"), *_add_prefix_suffix(cites[end])])
            index = end
        index += 1
    return out


def _follows(previous: RenderedCite, cite: RenderedCite) -> bool:
    """Return whether the number of a cite is the next one, and both can be collapsed."""
    if previous.number is None or not (previous.can_collapse and cite.can_collapse):
        return False
    return cite.number == previous.number + 1
