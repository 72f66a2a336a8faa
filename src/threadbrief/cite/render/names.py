"""Rendering `cs:names`: lists of names with et al., `and`, labels and substitutes.

One name is rendered in `person`. A list is shortened by et al., joined with delimiters, and in the
list of sources replaced where it repeats the entry before (`subsequent-author-substitute`).
"""

from collections.abc import Callable

from threadbrief.cite.csl.elements import Element, Label, NameOptions, Names, TermText
from threadbrief.cite.render.context import BIBLIOGRAPHY, RenderContext, apply_affixes
from threadbrief.cite.render.person import name_key, render_name
from threadbrief.cite.render.runs import (
    NAMES,
    Run,
    Runs,
    apply_formatting,
    has_text,
    join_runs,
    plain_text,
)
from threadbrief.cite.render.variables import GroupVariables
from threadbrief.cite.state import Position
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import Name

_SPACES = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
"""A term for `and` that ends in one of these has its own spaces."""
_FIRST_CJK = "\u2e80"
"""The first character of Chinese and Japanese, which need no space before et al."""
_MIN_NAMES_FOR_ELLIPSIS = 2
"""With fewer names hidden, `et-al-use-last` prints et al. and no ellipsis."""
RenderChildren = Callable[[tuple[Element, ...], RenderContext], list[Runs]]
NamesByVariable = list[tuple[str, tuple[Name, ...]]]


class _NameList(Frozen):
    """The names of one variable, and how `cs:names` prints them."""

    node: Names
    variable: str
    names: tuple[Name, ...]
    options: NameOptions
    shown: int
    """How many of the names are shown; the others are hidden behind et al."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the names shown; that some are hidden counts, not which."""
        keys = [name_key(name) for name in self.names[: self.shown]]
        if self.shown < len(self.names):
            keys.append("…")
        return tuple(keys)

    @property
    def delimiter(self) -> str:
        """What separates two names."""
        return ", " if self.options.delimiter is None else self.options.delimiter


def render_names(node: Names, context: RenderContext, render: RenderChildren) -> Runs:
    """Return the output of `cs:names`. `render` renders the children of `cs:substitute`."""
    record = context.record
    is_first = record.first_names is None
    if node.bare and context.substituted_names is not None:
        node = _inherit_children(node, context.substituted_names)
    context.group.called = True
    runs = _render_variables(node, context, is_first=is_first)
    if runs or any(_is_printable(name, context) for name in node.variables):
        context.group.nonempty = True
    elif node.substitute:
        runs = _substitute_repeated(_render_substitute(node, context, render), context)
    if not has_text(runs):  # an empty author substitute leaves nothing to print
        return []
    if record.first_names is None and context.substituted_names is None:
        record.first_names = plain_text(runs)
        if context.omit_names:
            return []
        return [replace(run, tag=run.tag or NAMES) for run in runs]
    return runs


def _is_printable(name: str, context: RenderContext) -> bool:
    return bool(context.item.names.get(name)) and name not in context.record.suppressed


# --- substitute ---


def _inherit_children(node: Names, outer: Names) -> Names:
    """Return a names element without children in `cs:substitute`, with those of the outer one."""
    delimiter = outer.delimiter if node.delimiter is None else node.delimiter
    affixes = node.affixes
    if affixes.prefix == affixes.suffix == "":
        affixes = outer.affixes
    return replace(
        outer, variables=node.variables, substitute=(), delimiter=delimiter, affixes=affixes
    )


def _render_substitute(node: Names, context: RenderContext, render: RenderChildren) -> Runs:
    """Return the first child of `cs:substitute` that prints anything.

    Its variables are suppressed in the rest of the cite (CSL 1.0.2, "Substitute").
    """
    outer_names, outer_group = context.substituted_names, context.group
    out: Runs = []
    for child in node.substitute:
        context.substituted_names = node
        context.group = GroupVariables()
        runs = [run for piece in render((child,), context) for run in piece]
        context.substituted_names = outer_names
        if has_text(runs) or isinstance(child, TermText):
            outer_group.nonempty = True
            out = runs
            break
    context.group = outer_group
    return out


def _substitute_repeated(runs: Runs, context: RenderContext) -> Runs:
    """Return a substitute, replaced like names where the entry before began with the same words."""
    record = context.record
    if context.area != BIBLIOGRAPHY or record.first_names is not None or record.name_keys:
        return runs
    if not runs:
        return runs
    record.name_keys = ("\0", plain_text(runs))
    dash = context.style.bibliography_options.author_substitute
    if dash is None or context.previous_names != record.name_keys:
        return runs
    return [Run(dash)]


# --- the variables of one element ---


def _render_variables(node: Names, context: RenderContext, *, is_first: bool) -> Runs:
    options = context.style_context.name_options(node, context.layout.options, context.sort_options)
    names_of = context.item.names
    pairs = [(name, names_of[name]) for name in node.variables if _is_printable(name, context)]
    if not pairs:
        return []
    for name, _ in pairs:
        context.mark_printed(name)
    lists = [
        _NameList(
            node=node,
            variable=variable,
            names=names,
            options=options,
            shown=_count_shown(variable, names, options, context),
        )
        for variable, names in _merge_editor_translator(pairs, context, node.label)
    ]
    if options.form == "count":
        return [Run(str(sum(names.shown for names in lists)))]
    if is_first and context.area == BIBLIOGRAPHY and _author_substitute(context) is not None:
        context.record.name_keys = lists[0].keys
    delimiter = node.delimiter
    if delimiter is None:
        delimiter = options.names_delimiter or ""
    runs = join_runs([_render_variable(names, context) for names in lists], delimiter)
    return apply_affixes(runs, node.affixes, context)


def _merge_editor_translator(
    pairs: NamesByVariable, context: RenderContext, label: Label | None
) -> NamesByVariable:
    """Return the lists with editors that are the translators, too, named once.

    CSL 1.0.2, "Names".
    """
    by_variable = dict(pairs)
    editors = by_variable.get("editor")
    if "editor" not in by_variable or editors != by_variable.get("translator"):
        return pairs
    if label is not None and not context.locale.text("editortranslator", label.form):
        return pairs
    merged: NamesByVariable = []
    for variable, names in pairs:
        if variable == "editor":
            merged.append(("editortranslator", names))
        elif variable != "translator":
            merged.append((variable, names))
    return merged


def _count_shown(
    variable: str, names: tuple[Name, ...], options: NameOptions, context: RenderContext
) -> int:
    """Return how many of the names are shown before et al. (CSL 1.0.2, "Et-al Abbreviation")."""
    count = len(names)
    least, first = options.et_al_min, options.et_al_use_first
    if _is_subsequent(context):
        if options.subsequent_min is not None:
            least = options.subsequent_min
        if options.subsequent_use_first is not None:
            first = options.subsequent_use_first
    if least is None or first is None or count < least or first >= count:
        return count
    added = dict(context.disambiguation.names_shown).get(variable, 0)
    return min(max(first, added), count)


def _is_subsequent(context: RenderContext) -> bool:
    return context.cite is not None and context.cite.position is not Position.FIRST


def _render_variable(names: _NameList, context: RenderContext) -> Runs:
    """Return the names of a variable with their label.

    They are cached by all that they depend on, because many sources of a document share their
    authors.
    """
    context.record.name_counts.setdefault(names.variable, (names.shown, len(names.names)))
    if context.previous_names is not None:
        return _render_labelled(names, context)
    added, cache = context.disambiguation, context.style_context.names_cache
    key = (
        names.names,
        names.variable,
        names.node.number,
        id(names.options),
        added.names_shown,
        added.given_levels,
        _is_subsequent(context),
        context.sorting,
        context.item.language,
    )
    runs = cache.get(key)
    if runs is None:
        runs = cache[key] = _render_labelled(names, context)
    return runs


def _render_labelled(names: _NameList, context: RenderContext) -> Runs:
    runs = _render_list(names, context)
    if names.node.label is None or context.sorting or not runs:
        return runs
    label = _render_label(names.node.label, names.variable, len(names.names), context)
    if names.node.label_first:
        return [*label, *runs]
    return [*runs, *label]


def _render_label(label: Label, variable: str, count: int, context: RenderContext) -> Runs:
    plural = label.plural == "always" or (label.plural == "contextual" and count > 1)
    word = context.locale.text(variable, label.form, plural=plural)
    if not word:
        return []
    return apply_affixes([Run(word)], label.affixes, context)


# --- one list of names ---


def _render_list(names: _NameList, context: RenderContext) -> Runs:
    levels = dict(context.disambiguation.given_levels).get(names.variable, ())
    pieces = []
    for index in range(names.shown):
        level = levels[index] if index < len(levels) else 0
        pieces.append(_render_one(names, index, context, level=level))
    is_first = context.area == BIBLIOGRAPHY and context.record.first_names is None
    if context.previous_names is not None and is_first:
        pieces = _substitute_author(pieces, names.keys, context)
        if _is_complete(pieces, names, context):
            return pieces[0]
    if names.shown < len(names.names):
        return _abbreviate(pieces, names, context)
    return _join(pieces, names, context)


def _is_complete(pieces: list[Runs], names: _NameList, context: RenderContext) -> bool:
    """Return whether one author substitute replaces the whole list, et al. included."""
    if len(pieces) == 1 and names.shown > 1:
        return True
    options = context.style.bibliography_options
    if options.substitute_rule != "complete-all" or not pieces:
        return False
    return plain_text(pieces[0]) == options.author_substitute


def _render_one(names: _NameList, index: int, context: RenderContext, *, level: int) -> Runs:
    runs = render_name(
        names.names[index],
        names.node,
        names.options,
        context,
        inverted=_is_inverted(names, index, context),
        level=level,
    )
    return apply_affixes(runs, names.node.name, context)


def _is_inverted(names: _NameList, index: int, context: RenderContext) -> bool:
    """Return whether a name is printed family name first (`name-as-sort-order`)."""
    if names.names[index].literal is not None:
        return False
    order = names.options.sort_order
    return context.sorting or order == "all" or (order == "first" and index == 0)


def _join(pieces: list[Runs], names: _NameList, context: RenderContext) -> Runs:
    """Return all names with delimiters, and the word for `and` before the last."""
    word = _and_word(names.options, context)
    out: Runs = []
    for index, piece in enumerate(pieces):
        if index and index == len(pieces) - 1 and word:
            inverted = _is_inverted(names, index - 1, context)
            out.append(Run(_last_delimiter(names, word, len(pieces), after_inverted=inverted)))
        elif index:
            out.append(Run(names.delimiter))
        out.extend(piece)
    return out


def _and_word(options: NameOptions, context: RenderContext) -> str:
    """Return the term or sign for `and`; empty where there is neither, and in sort keys."""
    if context.sorting:
        return ""
    if options.and_ == "text":
        return context.locale.text("and")
    if options.and_ != "symbol":
        return ""
    symbol = context.locale.text("and", "symbol")
    if context.locale.find("and", "symbol") is None or symbol == context.locale.text("and"):
        return "&"
    return symbol


def _last_delimiter(names: _NameList, word: str, count: int, *, after_inverted: bool) -> str:
    """Return what precedes the last name: `and`, after a delimiter where the style has it so."""
    rule, delimiter = names.options.precedes_last, names.delimiter
    if not _delimiter_precedes(rule, by_count=count > 2, after_inverted=after_inverted):
        return word if word[-1] in _SPACES else f" {word} "
    if delimiter and not delimiter[-1].isspace():
        delimiter += " "
    return f"{delimiter}{word} "


def _delimiter_precedes(rule: str | None, *, by_count: bool, after_inverted: bool) -> bool:
    """Return whether a delimiter precedes et al. or the last name; `by_count` for `contextual`."""
    match rule:
        case "always":
            return True
        case "never":
            return False
        case "after-inverted-name":
            return after_inverted
        case _:
            return by_count


def _abbreviate(pieces: list[Runs], names: _NameList, context: RenderContext) -> Runs:
    """Return the names shown with et al., or with an ellipsis and the last name."""
    out: Runs = []
    for index, piece in enumerate(pieces):
        if index:
            out.append(Run(names.delimiter))
        out.extend(piece)
    last: Runs = []
    if names.options.use_last:
        last = _render_one(names, len(names.names) - 1, context, level=0)
    if context.sorting and last:
        return [*out, Run(names.delimiter), *last]
    if context.sorting or not pieces:
        return out
    if last and len(names.names) - names.shown >= _MIN_NAMES_FOR_ELLIPSIS:
        return [*out, Run(f"{names.delimiter}… "), *last]
    return [*out, *_render_et_al(len(pieces), names, context)]


def _render_et_al(count: int, names: _NameList, context: RenderContext) -> Runs:
    """Return et al. with what separates it from the names before; empty where the term is empty."""
    word = context.locale.text(names.node.et_al_term)
    if not word.strip():
        return []
    inverted = bool(names.shown) and _is_inverted(names, names.shown - 1, context)
    gap = " "
    if _delimiter_precedes(
        names.options.precedes_et_al, by_count=count > 1, after_inverted=inverted
    ):
        gap = names.delimiter
    elif word[0] >= _FIRST_CJK:
        gap = ""
    term = [Run(word)]
    if names.node.et_al.format is not None:
        term = apply_formatting(term, names.node.et_al.format)
    return [Run(gap), *term]


# --- subsequent-author-substitute ---


def _author_substitute(context: RenderContext) -> str | None:
    return context.style.bibliography_options.author_substitute


def _substitute_author(
    pieces: list[Runs], keys: tuple[str, ...], context: RenderContext
) -> list[Runs]:
    """Return the names, replaced where the entry before has the same.

    CSL 1.0.2, "Reference Grouping".
    """
    dash, previous = _author_substitute(context), context.previous_names
    if dash is None or previous is None:
        return pieces
    substitute: Runs = [Run(dash)]
    match context.style.bibliography_options.substitute_rule:
        case "complete-each" if keys == previous:
            return [substitute] * len(pieces)
        case "partial-each":
            same = _count_equal(keys, previous)
            return [substitute] * min(same, len(pieces)) + pieces[same:]
        case "partial-first" if keys[:1] == previous[:1]:
            return [substitute, *pieces[1:]]
        case "complete-each" | "partial-first":
            return pieces
        case _:
            return [substitute] if keys == previous else pieces


def _count_equal(keys: tuple[str, ...], others: tuple[str, ...]) -> int:
    """Return how many keys are equal from the beginning on."""
    count = 0
    for key, other in zip(keys, others, strict=False):
        if key != other:
            break
        count += 1
    return count
