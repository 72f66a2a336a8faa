"""The cites of one cluster, rendered, grouped and collapsed, become the runs of a note or a parenthesis."""

import re
from collections.abc import Callable, Sequence

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
"""A range in a free place: `, posts 7-8`."""
Render = Callable[[Cite, bool], tuple[Runs, RenderContext]]
"""Renders a cite, with or without the names at its head."""


class RenderedCite(Frozen):
    """A rendered cite."""

    placed: Cite
    runs: Runs
    names: str
    """What its first names element came to."""
    number: int | None
    suffix: int | None
    """Its year suffix."""

    @property
    def bare(self) -> bool:
        """Whether the writer added nothing to it, so that it may be collapsed."""
        item = self.placed.item
        return not (item.prefix.strip() or item.suffix.strip() or item.locator)


def render_cluster(cites: Sequence[Cite], style: Style, render: Render, *, in_prose: bool) -> Runs:
    """Return a cluster with the affixes of its layout; empty when no cite puts out anything."""
    rendered = [_cite(placed, render) for placed in cites]
    layout = style.citation
    body = _assembled(_grouped(rendered, style), style, render)
    if not has_text(body):
        return []
    if not style.in_text and not in_prose:
        body = _with_capital(body)
    suffix = layout.affixes.suffix
    if in_prose and not style.in_text:
        suffix = suffix.removeprefix(".") if suffix.strip() == "." else suffix
    runs = [*parse_superscripts(layout.affixes.prefix), *body, *parse_superscripts(suffix)]
    runs = [run for run in runs if run.text or run.kind]
    return apply_formatting(runs, layout.affixes.format) if layout.affixes.format else runs


def _cite(placed: Cite, render: Render, *, omit: bool = False) -> RenderedCite:
    runs, context = render(placed, omit or placed.item.suppress_author)
    return RenderedCite(
        placed, runs, context.first_names or "", context.number, context.addition.year_suffix
    )


def _with_capital(runs: Runs) -> Runs:
    """Return a note whose first word, if the style put it there as a term, has a capital."""
    for index, run in enumerate(runs):
        if run.kind == TEXT and run.text.strip():
            if run.tag != LEAD:
                return runs
            return [
                *runs[:index],
                replace(run, text=capitalize_first_letter(run.text)),
                *runs[index + 1 :],
            ]
    return runs


def _affixed(cite: RenderedCite) -> Runs:
    """Return a cite with the writer's words around it."""
    item, runs = cite.placed.item, cite.runs
    if item.prefix.strip():
        ends = item.prefix[-1]
        gap = " " if ends.isalnum() or ends in ".,;:!?)”’]" else ""
        if _ends_sentence(item.prefix):
            runs = _with_capital(runs)
        runs = [*parse_field(item.prefix + gap), *runs]
    if item.suffix.strip():
        gap = " " if item.suffix[0].isalnum() or item.suffix[0] in "([“‘" else ""
        runs = [*runs, *parse_field(gap + _RANGE.sub(r"\1–\2", item.suffix))]
    return runs


def _ends_sentence(prefix: str) -> bool:
    """Return whether the writer's words are a sentence; one word with a point is an abbreviation."""
    words = prefix.rstrip(" \"'”’»)")
    return words[-1:] in {".", "!", "?"} and " " in words.strip()


# --- grouping and collapsing ----------------------------------------------------------------------------------------


def _grouped(cites: list[RenderedCite], style: Style) -> list[list[RenderedCite]]:
    """Return cites in groups of the same names (CSL 1.0.2, "Cite Grouping"); without grouping each is its own."""
    options = style.citation_options
    if options.collapse in (None, "citation-number") and options.group_delimiter is None:
        return [[cite] for cite in cites]
    groups: list[list[RenderedCite]] = []
    at: dict[str, int] = {}
    moves = bool(
        style.citation.sort
    )  # without a sort the writer's order holds, and only neighbours are a group
    for cite in cites:
        if not has_text(cite.runs):
            continue
        if cite.names in at and not cite.placed.item.prefix.strip():
            groups[at[cite.names]].append(cite)
        else:
            at = {**at, cite.names: len(groups)} if moves else {cite.names: len(groups)}
            groups.append([cite])
    return groups


def _assembled(groups: list[list[RenderedCite]], style: Style, render: Render) -> Runs:
    options, delimiter = style.citation_options, style.citation.delimiter
    if options.collapse == "citation-number":
        return _ranges([cite for group in groups for cite in group], style)
    after = options.after_collapse_delimiter
    out: Runs = []
    before: RenderedCite | None = None
    for group in groups:
        runs = _group(group, style, render)
        if not has_text(runs):
            continue
        mark = after if after is not None else delimiter
        out.extend(_between(before, mark, group[0]))
        before = group[-1]
        out.extend(runs)
    return out


def _between(before: RenderedCite | None, mark: str, cite: RenderedCite) -> Runs:
    """Return the delimiter before a cite; none where the writer's own words bring punctuation."""
    ends = before.placed.item.suffix.rstrip()[-1:] if before is not None else ""
    if before is None or cite.placed.item.prefix.lstrip()[:1] in {",", ".", ";", ":"}:
        return []
    return [Run(" " if ends in {",", ";", ":", "."} and mark[:1] in {",", ";"} else mark)]


def _group(group: list[RenderedCite], style: Style, render: Render) -> Runs:
    options = style.citation_options
    between = options.group_delimiter
    if between is None:
        between = ", " if style.in_text else style.citation.delimiter
    out = [*_affixed(group[0])]  # what is kept of the cite is not to grow
    if options.collapse is None:
        for cite in group[1:]:
            out = [*out, Run(between), *_affixed(cite)]
        return out
    rest = [_cite(cite.placed, render, omit=True) for cite in group]
    index = 1
    while index < len(group):
        taken = _suffixes(group, rest, index, style)
        if taken:
            out.extend(_suffix_runs(rest[index : index + taken], rest[index - 1], style))
            index += taken
            continue
        after = options.after_collapse_delimiter
        mark = after if after is not None and not group[index - 1].bare else between
        runs = _affixed(rest[index])
        if has_text(runs):
            out = [*out, Run(mark), *runs]
        index += 1
    return out


def _suffixes(group: list[RenderedCite], rest: list[RenderedCite], index: int, style: Style) -> int:
    """Return how many cites from here on differ from the one before by the year suffix alone."""
    if not (style.citation_options.collapse or "").startswith("year-suffix"):
        return 0
    before, written = rest[index - 1], group[index - 1].placed.item
    if before.suffix is None or written.suffix or written.locator:
        return 0
    count = 0
    for cite in rest[index:]:
        if cite.suffix is None or not cite.bare or _year(cite) != _year(before):
            break
        count += 1
    return count


def _year(cite: RenderedCite) -> str:
    return plain_text(run for run in cite.runs if run.tag != SUFFIX)


def _suffix_runs(cites: list[RenderedCite], before: RenderedCite, style: Style) -> Runs:
    """Return year suffixes alone, ranges of three and more as such where the style wants it."""
    options = style.citation_options
    given = (options.year_suffix_delimiter, options.group_delimiter, style.citation.delimiter)
    delimiter = next(mark for mark in given if mark is not None)
    out: Runs = []
    index, last = 0, before.suffix
    while index < len(cites):
        end = index
        while end + 1 < len(cites) and cites[end + 1].suffix == (cites[end].suffix or 0) + 1:
            end += 1
        follows = cites[index].suffix == (last or 0) + 1
        ranged = options.collapse == "year-suffix-ranged" and follows and end > index
        index = end if ranged else index
        out.extend([Run("–" if ranged else delimiter), *_only_suffix(cites[index])])
        last = cites[index].suffix
        index += 1
    return out


def _only_suffix(cite: RenderedCite) -> Runs:
    return [run for run in cite.runs if run.tag == SUFFIX]


def _ranges(cites: list[RenderedCite], style: Style) -> Runs:
    """Return citation numbers with three and more in a row as a range."""
    delimiter, after = style.citation.delimiter, style.citation_options.after_collapse_delimiter
    out: Runs = []
    index, was_range = 0, False
    while index < len(cites):
        cite = cites[index]
        end = index
        while end + 1 < len(cites) and _follows(cites[end], cites[end + 1]):
            end += 1
        mark = after if was_range and after is not None else delimiter
        if out and has_text(cite.runs):
            out.append(Run(mark))
        was_range = end - index >= 2
        if was_range:
            out.extend([*_affixed(cite), Run("–"), *_affixed(cites[end])])
            index = end + 1
        else:
            out.extend(_affixed(cite))
            index += 1
    return out


def _follows(before: RenderedCite, cite: RenderedCite) -> bool:
    return (
        before.bare and cite.bare and before.number is not None and cite.number == before.number + 1
    )
