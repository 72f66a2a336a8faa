"""Names: one variable's names as a list, cut with et al., joined, labelled, or stood in for."""

from collections.abc import Callable

from threadbrief.cite.csl.elements import Element, Label, NameOptions, Names, TermText
from threadbrief.cite.render.context import BIBLIOGRAPHY, Frame, finished
from threadbrief.cite.render.person import name_key, name_runs
from threadbrief.cite.render.runs import NAMES, Run, Runs, formatted, has_text, plain_text
from threadbrief.cite.state import Position
from threadbrief.core.structs import replace
from threadbrief.model.brief import Name

_JOINING = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
"""A term for `and` that ends in one of these brings its own spaces."""
RenderChildren = Callable[[tuple[Element, ...], Frame], list[Runs]]


def names_runs(node: Names, frame: Frame, render: RenderChildren) -> Runs:
    """Return the output of `cs:names`. `render` renders what stands in for missing names."""
    is_first = frame.first_names is None
    if node.bare and frame.standing_in is not None:
        node = _standing_in(node, frame.standing_in)
    frame.called = True
    runs = _variables(node, frame, is_first=is_first)
    if runs or any(
        frame.item.names.get(name) and name not in frame.suppressed for name in node.variables
    ):
        frame.found = True
    elif node.substitute:
        runs = _again(_substituted(node, frame, render), frame)
    if not has_text(runs):  # an empty author substitute leaves nothing to print
        return []
    if frame.first_names is None and frame.standing_in is None:
        frame.first_names = plain_text(runs)
        if frame.omit_names:
            return []
        return [replace(run, tag=run.tag or NAMES) for run in runs]
    return runs


def _again(runs: Runs, frame: Frame) -> Runs:
    """Return what stands in for names, replaced like names where the entry before began with the same words."""
    if frame.area != BIBLIOGRAPHY or frame.first_names is not None or frame.name_keys or not runs:
        return runs
    frame.name_keys = ("\0", plain_text(runs))
    dash = frame.style.bibliography_options.author_substitute
    if dash is None or frame.author_substitute != frame.name_keys:
        return runs
    return [Run(dash)]


def _standing_in(node: Names, whole: Names) -> Names:
    """Return a bare names element of a substitute with the children of the one it stands in for."""
    delimiter = node.delimiter if node.delimiter is not None else whole.delimiter
    finish = whole.finish if node.finish.prefix == node.finish.suffix == "" else node.finish
    return replace(
        whole, variables=node.variables, substitute=(), delimiter=delimiter, finish=finish
    )


def _substituted(node: Names, frame: Frame, render: RenderChildren) -> Runs:
    """Return the first thing that stands in for missing names; what it prints is not printed again."""
    outer, kept = frame.standing_in, (frame.called, frame.found)
    for child in node.substitute:
        frame.standing_in = node
        frame.called = frame.found = False
        runs = [run for piece in render((child,), frame) for run in piece]
        frame.standing_in = outer
        if has_text(runs) or isinstance(child, TermText):
            frame.called, frame.found = kept[0], True
            return runs
    frame.called, frame.found = kept
    return []


def _variables(node: Names, frame: Frame, *, is_first: bool) -> Runs:
    options = frame.setting.name_options(node, frame.layout.options, frame.over)
    lists = [(name, frame.item.names[name]) for name in node.variables if _printable(name, frame)]
    if not lists:
        return []
    for name, _ in lists:
        frame.use(name)
    lists = _editor_translator(lists, frame, node.label)
    if options.form == "count":
        return [Run(str(sum(_shown(name, len(names), options, frame) for name, names in lists)))]
    if (
        is_first
        and frame.area == BIBLIOGRAPHY
        and frame.style.bibliography_options.author_substitute is not None
    ):
        frame.name_keys = _keys(*lists[0], options, frame)
    delimiter = node.delimiter if node.delimiter is not None else options.names_delimiter or ""
    out: Runs = []
    for variable, names in lists:
        runs = _listed(node, variable, names, options, frame)
        if out and delimiter:
            out.append(Run(delimiter))
        out.extend(runs)
    return finished(out, node.finish, frame)


def _keys(
    variable: str, names: tuple[Name, ...], options: NameOptions, frame: Frame
) -> tuple[str, ...]:
    """Return what tells the names shown from those of another entry; that some are hidden counts, not which."""
    shown = _shown(variable, len(names), options, frame)
    return tuple(name_key(name) for name in names[:shown]) + (("…",) if shown < len(names) else ())


def _printable(name: str, frame: Frame) -> bool:
    return bool(frame.item.names.get(name)) and name not in frame.suppressed


def _editor_translator(
    lists: list[tuple[str, tuple[Name, ...]]], frame: Frame, label: Label | None
) -> list[tuple[str, tuple[Name, ...]]]:
    """Return the lists with editors who are the translators named once (CSL 1.0.2, "Names")."""
    have = dict(lists)
    if have.get("editor") != have.get("translator") or "editor" not in have:
        return lists
    if label is not None and not frame.locale.text("editortranslator", label.form):
        return lists
    merged = [("editortranslator" if name == "editor" else name, names) for name, names in lists]
    return [(name, names) for name, names in merged if name != "translator"]


def _listed(
    node: Names, variable: str, names: tuple[Name, ...], options: NameOptions, frame: Frame
) -> Runs:
    """Return the names of a variable with their label; who wrote one source has often written another."""
    if frame.author_substitute is not None:
        return _labelled(node, variable, names, options, frame)
    added, known = frame.addition, frame.setting.names
    key = (
        names, variable, node.number, id(options), added.names_shown, added.given_levels, _is_later(frame),
        frame.sorting, frame.item.language,
    )  # fmt: skip
    found = known.get(key)
    if found is None:
        runs = _labelled(node, variable, names, options, frame)
        found = known[key] = runs, _shown(variable, len(names), options, frame)
    runs, shown = found
    frame.shown.setdefault(variable, (shown, len(names)))
    return runs


def _labelled(
    node: Names, variable: str, names: tuple[Name, ...], options: NameOptions, frame: Frame
) -> Runs:
    runs = _list(node, variable, names, options, frame)
    if node.label is None or frame.sorting or not runs:
        return runs
    label = _label(node.label, variable, len(names), frame)
    return [*label, *runs] if node.label_first else [*runs, *label]


def _label(label: Label, variable: str, count: int, frame: Frame) -> Runs:
    plural = label.plural == "always" or (label.plural == "contextual" and count > 1)
    word = frame.locale.text(variable, label.form, plural=plural)
    return finished([Run(word)], label.finish, frame) if word else []


def _shown(variable: str, count: int, options: NameOptions, frame: Frame) -> int:
    """Return how many of the names are shown."""
    least, first = options.et_al_min, options.et_al_use_first
    if _is_later(frame):
        least = options.subsequent_min if options.subsequent_min is not None else least
        first = options.subsequent_use_first if options.subsequent_use_first is not None else first
    if least is None or first is None or count < least or first >= count:
        return count
    return min(max(first, dict(frame.addition.names_shown).get(variable, 0)), count)


def _is_later(frame: Frame) -> bool:
    return frame.cite is not None and frame.cite.position is not Position.FIRST


def _list(
    node: Names, variable: str, names: tuple[Name, ...], options: NameOptions, frame: Frame
) -> Runs:
    shown = _shown(variable, len(names), options, frame)
    frame.shown.setdefault(variable, (shown, len(names)))
    levels = dict(frame.addition.given_levels).get(variable, ())
    inverted = [_inverted(index, name, options, frame) for index, name in enumerate(names)]
    pieces = [
        _one(
            node,
            name,
            options,
            frame,
            inverted=inverted[index],
            level=levels[index] if index < len(levels) else 0,
        )
        for index, name in enumerate(names[:shown])
    ]
    if (
        frame.author_substitute is not None
        and frame.area == BIBLIOGRAPHY
        and frame.first_names is None
    ):
        pieces = _substitute_author(pieces, _keys(variable, names, options, frame), frame)
        if len(pieces) == 1 and shown > 1:
            return pieces[0]
        if (
            frame.style.bibliography_options.substitute_rule == "complete-all"
            and pieces
            and _is_dash(pieces[0], frame)
        ):
            return pieces[0]
    if shown < len(names):
        last = (
            _one(node, names[-1], options, frame, inverted=inverted[-1], level=0)
            if options.use_last
            else []
        )
        return _cut(
            pieces,
            last,
            len(names) - shown,
            node,
            options,
            frame,
            was_inverted=_at(inverted, shown),
        )
    return _joined(pieces, options, frame, inverted)


def _at(inverted: list[bool], shown: int) -> bool:
    return bool(shown) and inverted[shown - 1]


def _is_dash(runs: Runs, frame: Frame) -> bool:
    return plain_text(runs) == frame.style.bibliography_options.author_substitute


def _inverted(index: int, name: Name, options: NameOptions, frame: Frame) -> bool:
    if name.literal is not None:
        return False
    order = "all" if frame.sorting else options.sort_order
    return order == "all" or (order == "first" and index == 0)


def _one(
    node: Names, name: Name, options: NameOptions, frame: Frame, *, inverted: bool, level: int
) -> Runs:
    runs = name_runs(name, node, options, frame, inverted=inverted, level=level)
    return finished(runs, node.name, frame)


def _delimiter(options: NameOptions) -> str:
    return ", " if options.delimiter is None else options.delimiter


def _joined(pieces: list[Runs], options: NameOptions, frame: Frame, inverted: list[bool]) -> Runs:
    """Return whole names with delimiters, and the word for `and` before the last."""
    delimiter, count = _delimiter(options), len(pieces)
    word = ""
    if options.and_ == "text":
        word = frame.locale.text("and")
    elif options.and_ == "symbol":
        word = frame.locale.text("and", "symbol") if frame.locale.find("and", "symbol") else "&"
        word = "&" if word == frame.locale.text("and") else word
    if frame.sorting and word:
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
    pieces: list[Runs], last: Runs, hidden: int, node: Names, options: NameOptions, frame: Frame, *, was_inverted: bool
) -> Runs:  # fmt: skip
    """Return the names shown with et al., or with an ellipsis and the last name."""
    delimiter = _delimiter(options)
    out: Runs = []
    for index, piece in enumerate(pieces):
        if index:
            out.append(Run(delimiter))
        out.extend(piece)
    if frame.sorting and last:
        return [*out, Run(delimiter), *last]
    if frame.sorting or not pieces:
        return out
    if last and hidden >= 2:
        return [*out, Run(f"{delimiter}… "), *last]
    word = frame.locale.text(node.et_al_term)
    if not word.strip():
        return out
    apart = _precedes(options.precedes_et_al, before=len(pieces) > 1, after_inverted=was_inverted)
    term = [Run(word)]
    if node.et_al.format is not None:
        term = formatted(term, node.et_al.format)
    gap = "" if word[0] >= "\u2e80" else " "  # Chinese and Japanese need none
    return [*out, Run(delimiter if apart else gap), *term]


def _substitute_author(pieces: list[Runs], keys: tuple[str, ...], frame: Frame) -> list[Runs]:
    """Return the names with those repeated from the entry before replaced (CSL 1.0.2, "Reference Grouping")."""
    dash = frame.style.bibliography_options.author_substitute
    before = frame.author_substitute
    if dash is None or before is None:
        return pieces
    stroke: Runs = [Run(dash)]
    match frame.style.bibliography_options.substitute_rule:
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
