"""Names: one variable's names as a list, cut with et al., joined, labelled, or stood in for."""

from collections.abc import Callable

from threadbrief.cite.csl.elements import Element, Label, NameOptions, Names, TermText
from threadbrief.cite.render.context import BIBLIOGRAPHY, RenderContext, apply_affixes
from threadbrief.cite.render.person import name_key, render_name
from threadbrief.cite.render.runs import NAMES, Run, Runs, apply_formatting, has_text, plain_text
from threadbrief.cite.state import Position
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

_JOINING = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
"""A term for `and` that ends in one of these brings its own spaces."""
RenderChildren = Callable[[tuple[Element, ...], RenderContext], list[Runs]]


def render_names(node: Names, context: RenderContext, render: RenderChildren) -> Runs:
    """Return the output of `cs:names`. `render` renders what stands in for missing names."""
    is_first = context.first_names is None
    if node.bare and context.substituted_names is not None:
        node = _standing_in(node, context.substituted_names)
    context.called = True
    runs = _variables(node, context, is_first=is_first)
    if runs or any(
        context.item.names.get(name) and name not in context.suppressed for name in node.variables
    ):
        context.found = True
    elif node.substitute:
        runs = _again(_substituted(node, context, render), context)
    if not has_text(runs):  # an empty author substitute leaves nothing to print
        return []
    if context.first_names is None and context.substituted_names is None:
        context.first_names = plain_text(runs)
        if context.omit_names:
            return []
        return [replace(run, tag=run.tag or NAMES) for run in runs]
    return runs


def _again(runs: Runs, context: RenderContext) -> Runs:
    """Return what stands in for names, replaced like names where the entry before began with the same words."""
    if (
        context.area != BIBLIOGRAPHY
        or context.first_names is not None
        or context.name_keys
        or not runs
    ):
        return runs
    context.name_keys = ("\0", plain_text(runs))
    dash = context.style.bibliography_options.author_substitute
    if dash is None or context.author_substitute != context.name_keys:
        return runs
    return [Run(dash)]


def _standing_in(node: Names, whole: Names) -> Names:
    """Return a bare names element of a substitute with the children of the one it stands in for."""
    delimiter = node.delimiter if node.delimiter is not None else whole.delimiter
    finish = whole.affixes if node.affixes.prefix == node.affixes.suffix == "" else node.affixes
    return replace(
        whole, variables=node.variables, substitute=(), delimiter=delimiter, affixes=finish
    )


def _substituted(node: Names, context: RenderContext, render: RenderChildren) -> Runs:
    """Return the first thing that stands in for missing names; what it prints is not printed again."""
    outer, kept = context.substituted_names, (context.called, context.found)
    for child in node.substitute:
        context.substituted_names = node
        context.called = context.found = False
        runs = [run for piece in render((child,), context) for run in piece]
        context.substituted_names = outer
        if has_text(runs) or isinstance(child, TermText):
            context.called, context.found = kept[0], True
            return runs
    context.called, context.found = kept
    return []


def _variables(node: Names, context: RenderContext, *, is_first: bool) -> Runs:
    options = context.style_context.name_options(node, context.layout.options, context.over)
    lists = [
        (name, context.item.names[name]) for name in node.variables if _printable(name, context)
    ]
    if not lists:
        return []
    for name, _ in lists:
        context.use(name)
    lists = _editor_translator(lists, context, node.label)
    if options.form == "count":
        return [Run(str(sum(_shown(name, len(names), options, context) for name, names in lists)))]
    if (
        is_first
        and context.area == BIBLIOGRAPHY
        and context.style.bibliography_options.author_substitute is not None
    ):
        context.name_keys = _keys(*lists[0], options, context)
    delimiter = node.delimiter if node.delimiter is not None else options.names_delimiter or ""
    out: Runs = []
    for variable, names in lists:
        runs = _listed(node, variable, names, options, context)
        if out and delimiter:
            out.append(Run(delimiter))
        out.extend(runs)
    return apply_affixes(out, node.affixes, context)


def _keys(
    variable: str, names: tuple[Name, ...], options: NameOptions, context: RenderContext
) -> tuple[str, ...]:
    """Return what tells the names shown from those of another entry; that some are hidden counts, not which."""
    shown = _shown(variable, len(names), options, context)
    return tuple(name_key(name) for name in names[:shown]) + (("…",) if shown < len(names) else ())


def _printable(name: str, context: RenderContext) -> bool:
    return bool(context.item.names.get(name)) and name not in context.suppressed


def _editor_translator(
    lists: list[tuple[str, tuple[Name, ...]]], context: RenderContext, label: Label | None
) -> list[tuple[str, tuple[Name, ...]]]:
    """Return the lists with editors who are the translators named once (CSL 1.0.2, "Names")."""
    have = dict(lists)
    if have.get("editor") != have.get("translator") or "editor" not in have:
        return lists
    if label is not None and not context.locale.text("editortranslator", label.form):
        return lists
    merged = [("editortranslator" if name == "editor" else name, names) for name, names in lists]
    return [(name, names) for name, names in merged if name != "translator"]


def _listed(
    node: Names,
    variable: str,
    names: tuple[Name, ...],
    options: NameOptions,
    context: RenderContext,
) -> Runs:
    """Return the names of a variable with their label; who wrote one source has often written another."""
    if context.author_substitute is not None:
        return _labelled(node, variable, names, options, context)
    added, known = context.addition, context.style_context.names
    key = (
        names, variable, node.number, id(options), added.names_shown, added.given_levels, _is_later(context),
        context.sorting, context.item.language,
    )  # fmt: skip
    found = known.get(key)
    if found is None:
        runs = _labelled(node, variable, names, options, context)
        found = known[key] = runs, _shown(variable, len(names), options, context)
    runs, shown = found
    context.shown.setdefault(variable, (shown, len(names)))
    return runs


def _labelled(
    node: Names,
    variable: str,
    names: tuple[Name, ...],
    options: NameOptions,
    context: RenderContext,
) -> Runs:
    runs = _list(node, variable, names, options, context)
    if node.label is None or context.sorting or not runs:
        return runs
    label = _label(node.label, variable, len(names), context)
    return [*label, *runs] if node.label_first else [*runs, *label]


def _label(label: Label, variable: str, count: int, context: RenderContext) -> Runs:
    plural = label.plural == "always" or (label.plural == "contextual" and count > 1)
    word = context.locale.text(variable, label.form, plural=plural)
    return apply_affixes([Run(word)], label.affixes, context) if word else []


def _shown(variable: str, count: int, options: NameOptions, context: RenderContext) -> int:
    """Return how many of the names are shown."""
    least, first = options.et_al_min, options.et_al_use_first
    if _is_later(context):
        least = options.subsequent_min if options.subsequent_min is not None else least
        first = options.subsequent_use_first if options.subsequent_use_first is not None else first
    if least is None or first is None or count < least or first >= count:
        return count
    return min(max(first, dict(context.addition.names_shown).get(variable, 0)), count)


def _is_later(context: RenderContext) -> bool:
    return context.cite is not None and context.cite.position is not Position.FIRST


def _list(
    node: Names,
    variable: str,
    names: tuple[Name, ...],
    options: NameOptions,
    context: RenderContext,
) -> Runs:
    shown = _shown(variable, len(names), options, context)
    context.shown.setdefault(variable, (shown, len(names)))
    levels = dict(context.addition.given_levels).get(variable, ())
    inverted = [_inverted(index, name, options, context) for index, name in enumerate(names)]
    pieces = [
        _one(
            node,
            name,
            options,
            context,
            inverted=inverted[index],
            level=levels[index] if index < len(levels) else 0,
        )
        for index, name in enumerate(names[:shown])
    ]
    if (
        context.author_substitute is not None
        and context.area == BIBLIOGRAPHY
        and context.first_names is None
    ):
        pieces = _substitute_author(pieces, _keys(variable, names, options, context), context)
        if len(pieces) == 1 and shown > 1:
            return pieces[0]
        if (
            context.style.bibliography_options.substitute_rule == "complete-all"
            and pieces
            and _is_dash(pieces[0], context)
        ):
            return pieces[0]
    if shown < len(names):
        last = (
            _one(node, names[-1], options, context, inverted=inverted[-1], level=0)
            if options.use_last
            else []
        )
        return _cut(
            pieces,
            last,
            len(names) - shown,
            node,
            options,
            context,
            was_inverted=_at(inverted, shown),
        )
    return _joined(pieces, options, context, inverted)


def _at(inverted: list[bool], shown: int) -> bool:
    return bool(shown) and inverted[shown - 1]


def _is_dash(runs: Runs, context: RenderContext) -> bool:
    return plain_text(runs) == context.style.bibliography_options.author_substitute


def _inverted(index: int, name: Name, options: NameOptions, context: RenderContext) -> bool:
    if name.literal is not None:
        return False
    order = "all" if context.sorting else options.sort_order
    return order == "all" or (order == "first" and index == 0)


def _one(
    node: Names,
    name: Name,
    options: NameOptions,
    context: RenderContext,
    *,
    inverted: bool,
    level: int,
) -> Runs:
    runs = render_name(name, node, options, context, inverted=inverted, level=level)
    return apply_affixes(runs, node.name, context)


def _delimiter(options: NameOptions) -> str:
    return ", " if options.delimiter is None else options.delimiter


def _joined(
    pieces: list[Runs], options: NameOptions, context: RenderContext, inverted: list[bool]
) -> Runs:
    """Return whole names with delimiters, and the word for `and` before the last."""
    delimiter, count = _delimiter(options), len(pieces)
    word = ""
    if options.and_ == "text":
        word = context.locale.text("and")
    elif options.and_ == "symbol":
        word = context.locale.text("and", "symbol") if context.locale.find("and", "symbol") else "&"
        word = "&" if word == context.locale.text("and") else word
    if context.sorting and word:
        word = ""
    out: Runs = []
    for index, piece in enumerate(pieces):
        if index == 0:
            pass
        elif index < count - 1 or not word:
            out.append(Run(delimiter))
        elif _precedes(options.precedes_last, before=count > 2, after_inverted=inverted[index - 1]):
            out.append(
                Run(
                    f"{delimiter}{word} "
                    if delimiter[-1:].isspace() or not delimiter
                    else f"{delimiter} {word} "
                )
            )
        else:
            out.append(Run(f" {word} " if word[-1] not in _JOINING else word))
        out.extend(piece)
    return out


def _precedes(rule: str | None, *, before: bool, after_inverted: bool) -> bool:
    match rule:
        case "always":
            return True
        case "never":
            return False
        case "after-inverted-name":
            return after_inverted
        case _:
            return before


def _cut(
    pieces: list[Runs], last: Runs, hidden: int, node: Names, options: NameOptions, context: RenderContext, *, was_inverted: bool
) -> Runs:  # fmt: skip
    """Return the names shown with et al., or with an ellipsis and the last name."""
    delimiter = _delimiter(options)
    out: Runs = []
    for index, piece in enumerate(pieces):
        if index:
            out.append(Run(delimiter))
        out.extend(piece)
    if context.sorting and last:
        return [*out, Run(delimiter), *last]
    if context.sorting or not pieces:
        return out
    if last and hidden >= 2:
        return [*out, Run(f"{delimiter}… "), *last]
    word = context.locale.text(node.et_al_term)
    if not word.strip():
        return out
    apart = _precedes(options.precedes_et_al, before=len(pieces) > 1, after_inverted=was_inverted)
    term = [Run(word)]
    if node.et_al.format is not None:
        term = apply_formatting(term, node.et_al.format)
    gap = "" if word[0] >= "\u2e80" else " "  # Chinese and Japanese need none
    return [*out, Run(delimiter if apart else gap), *term]


def _substitute_author(
    pieces: list[Runs], keys: tuple[str, ...], context: RenderContext
) -> list[Runs]:
    """Return the names with those repeated from the entry before replaced (CSL 1.0.2, "Reference Grouping")."""
    dash = context.style.bibliography_options.author_substitute
    before = context.author_substitute
    if dash is None or before is None:
        return pieces
    stroke: Runs = [Run(dash)]
    match context.style.bibliography_options.substitute_rule:
        case "complete-each":
            return [stroke] * len(pieces) if keys == before else pieces
        case "partial-each":
            same = next(
                (i for i, (a, b) in enumerate(zip(keys, before, strict=False)) if a != b),
                min(len(keys), len(before)),
            )
            return [stroke if index < same else piece for index, piece in enumerate(pieces)]
        case "partial-first":
            return [stroke, *pieces[1:]] if keys[:1] == before[:1] else pieces
        case _:
            return [stroke] if keys == before else pieces
