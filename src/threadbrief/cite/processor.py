"""The citations of one document: read once as a whole, then note by note and source by source as inlines."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Final, TypeVar

from threadbrief.cite.clusters import render_cluster
from threadbrief.cite.csl.elements import (
    NO_AFFIXES,
    Choose,
    Element,
    Group,
    MacroCall,
    NameOptions,
    Names,
    Number,
    VariableText,
)
from threadbrief.cite.csl.load import load_locale
from threadbrief.cite.csl.parse import merge_name_options
from threadbrief.cite.csl.style import SortKey, Style
from threadbrief.cite.disambiguation import CiteTexts, NameCounts, disambiguate
from threadbrief.cite.output import resolve_punctuation, to_inlines
from threadbrief.cite.render.context import (
    BIBLIOGRAPHY,
    CITATION,
    RenderContext,
    StyleContext,
    apply_affixes,
)
from threadbrief.cite.render.dates import date_sort_key
from threadbrief.cite.render.elements import (
    render_children,
    render_element,
    render_layout,
    render_macro,
)
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.names import render_names
from threadbrief.cite.render.person import render_name
from threadbrief.cite.render.runs import BLOCK, NUMBER, Run, Runs, has_text, plain_text
from threadbrief.cite.render.variables import Item
from threadbrief.cite.state import (
    NOTHING_ADDED,
    CitationState,
    Cite,
    Disambiguation,
    NoteCluster,
    Position,
    SubsequentForm,
    assign_positions,
)
from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.brief import Citation, Name
from threadbrief.model.document import Inlines, SourceEntry
from threadbrief.model.marks import CiteItem

_Member = TypeVar("_Member")
_DROPPED: Final = re.compile(r"[^\w\s\x01\x02+/-]|_")
_APOSTROPHE: Final = re.compile("['’‘ʼ`]")
"""Comes before all letters, as in other programs."""


def sort_by_keys(
    members: Sequence[_Member],
    keys: Sequence[SortKey],
    make_context: Callable[[_Member, SortKey], RenderContext],
) -> list[_Member]:
    """Return members in order; those without a value for a key come last, whichever way the key goes.

    A key is asked of those alone whom the keys before it do not tell apart.
    """
    made = list(members)
    if len(made) < 2 or not keys:
        return made
    key, *others = keys
    values = {id(member): _value(key, make_context(member, key)) for member in made}
    made.sort(key=lambda member: values[id(member)], reverse=key.descending)
    made.sort(key=lambda member: values[id(member)] == "")
    alike = groupby(made, key=lambda member: values[id(member)])
    return [
        member for _, group in alike for member in sort_by_keys(list(group), others, make_context)
    ]


def _value(key: SortKey, context: RenderContext) -> str:
    context.sorting = True
    context.over = key.options
    if key.macro is not None:
        text = plain_text(render_macro(key.macro, context))
        return collation_key(text)
    name = key.variable or ""
    if context.item.names.get(name):
        context.over = None
        node = Names((name,), NameOptions(form="long", sort_order="all"), NO_AFFIXES, NO_AFFIXES, NO_AFFIXES, NO_AFFIXES, "et-al", None,
                     label_first=False, substitute=(), delimiter=None, bare=True, affixes=NO_AFFIXES, number=-1)  # fmt: skip
        return collation_key(plain_text(render_names(node, context, render_children)))
    date = context.item.date(name)
    if date is not None:
        return date_sort_key(date)
    value = plain_text(render_element(VariableText(name, short=False, affixes=NO_AFFIXES), context))
    return value.zfill(9) if value.isdecimal() else collation_key(value)


@lru_cache(maxsize=8192)
def collation_key(text: str) -> str:
    """Return what letters are compared by: no case, no accents, no punctuation."""
    if not text.isascii():
        import unicodedata  # noqa: PLC0415 - 1 ms that plain ASCII should not cost

        text = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", text)
            if not unicodedata.combining(letter)
        )
    text = text.strip("'’‘\" “”«»([")
    return _DROPPED.sub("", _APOSTROPHE.sub("\x02", text)).casefold().strip()


_NOWHERE = Location("", 0, 0)


class CitationProcessor:
    """Renders the citations of one document in one style and language.

    `items` are the sources by key; a cite of a key that is not among them is left out. `repeat` is the memo's
    policy for later notes; None: what the style itself wants. `problems` are those of the style and of its language.
    """

    def __init__(
        self,
        style: Style,
        items: Mapping[str, Citation],
        language: str = "en",
        repeat: SubsequentForm | None = None,
    ) -> None:
        self.style = style
        locale, problems = load_locale(style.default_locale or language, style.locales)
        self.problems = (*style.problems, *problems)
        self.repeat = repeat or style.repeat
        self._citations = items
        self._items: dict[str, Item] = {}
        self._style_context = StyleContext(style, locale, _explicit(style))
        self._rendered: dict[object, tuple[Runs, RenderContext]] = {}

    def _item(self, key: str) -> Item:
        """Return a source as the style asks for it; most posts of a thread never are."""
        found = self._items.get(key)
        if found is None:
            english = self._style_context.locale.language.startswith("en")
            found = self._items[key] = Item(self._citations[key], english_by_default=english)
        return found

    # --- the document as a whole -----------------------------------------------------------------------------------

    def read_clusters(
        self, clusters: Sequence[NoteCluster], uncited: Sequence[str] = ()
    ) -> CitationState:
        """Return what the clusters of a document, in its order, say about each other.

        `uncited` names sources that are listed though nothing cites them.
        """
        known = [
            replace(
                cluster, items=tuple(item for item in cluster.items if item.key in self._citations)
            )
            for cluster in clusters
        ]
        cited = dict.fromkeys(item.key for cluster in known for item in cluster.items)
        keys = list(dict.fromkeys([*cited, *(key for key in uncited if key in self._citations)]))
        keys = self._sorted_sources(keys, {})
        additions = self._additions([self._item(key) for key in keys])
        if any(added.year_suffix is not None for added in additions.values()):
            keys = self._sorted_sources(keys, additions)
        numbers = {key: number for number, key in enumerate(keys, 1)}
        rows = [self._sorted_cites(cluster, numbers, additions) for cluster in known]
        near = self.style.citation_options.near_note_distance
        cites, first = assign_positions(known, rows, near, self.repeat)
        return CitationState(tuple(known), cites, numbers, tuple(keys), additions, first)

    def _sorted_sources(
        self, keys: list[str], additions: Mapping[str, Disambiguation]
    ) -> list[str]:
        layout = self.style.bibliography
        if layout is None or not layout.sort:
            return keys
        order = {key: number for number, key in enumerate(keys, 1)}

        def make_context(key: str, sort: SortKey) -> RenderContext:
            del sort
            added = additions.get(key, NOTHING_ADDED)
            return RenderContext(
                self._style_context, self._item(key), layout, BIBLIOGRAPHY, None, added, order[key]
            )

        return sort_by_keys(keys, layout.sort, make_context)

    def _sorted_cites(
        self,
        cluster: NoteCluster,
        numbers: Mapping[str, int],
        additions: Mapping[str, Disambiguation],
    ) -> list[CiteItem]:
        layout = self.style.citation
        if not layout.sort or len(cluster.items) < 2:
            return list(cluster.items)

        def make_context(item: CiteItem, sort: SortKey) -> RenderContext:
            del sort
            added = additions.get(item.key, NOTHING_ADDED)
            source = self._item(item.key)
            return RenderContext(
                self._style_context, source, layout, CITATION, Cite(item), added, numbers[item.key]
            )

        return sort_by_keys(cluster.items, layout.sort, make_context)

    def _additions(self, items: list[Item]) -> dict[str, Disambiguation]:
        options = self.style.citation_options
        conditions = _conditions(self.style.citation.children, self.style)
        if not (
            options.add_names or options.add_given_name or options.add_year_suffix or conditions
        ):
            return {}
        return disambiguate(
            items, options, CiteTexts(self._look), self._name_text, conditions=conditions
        )

    def _look(self, item: Item, added: Disambiguation) -> tuple[str, NameCounts]:
        cite = Cite(CiteItem(item.id, _NOWHERE), Position.SUBSEQUENT, first_note=1)
        context = RenderContext(
            self._style_context,
            item,
            self.style.citation,
            CITATION,
            cite,
            added,
            for_disambiguation=True,
        )
        runs = _joined(render_layout(context))
        return plain_text(runs), context.shown

    def _name_text(self, name: Name, level: int) -> str:
        node = _first_names(self.style.citation.children, self.style)
        if node is None:
            return name.literal or name.family or ""
        options = merge_name_options(node.options, self.style.citation.options)
        item = self._item(next(iter(self._citations)))
        context = RenderContext(self._style_context, item, self.style.citation)
        return plain_text(render_name(name, node, options, context, inverted=False, level=level))

    # --- notes -----------------------------------------------------------------------------------------------------

    def render_note(self, index: int, state: CitationState) -> Inlines:
        """Return the inlines of a cluster of the document. Never empty: a source without any data gives its key."""
        cluster = state.clusters[index]
        runs = self.render_note_runs(index, state)
        if has_text(runs):
            return to_inlines(runs)
        keys = ", ".join(item.key for item in cluster.items)
        return to_inlines([Run(self._bare_title(cluster) or keys)]) if keys else ()

    def render_note_runs(self, index: int, state: CitationState) -> Runs:
        """Return the settled runs of a cluster; empty when the style prints nothing of its sources."""
        cites, in_prose = state.cites[index], state.clusters[index].in_prose
        runs = render_cluster(
            cites,
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=in_prose,
        )
        return resolve_punctuation(runs, self._style_context.locale)

    def render_short_form(self, key: str, state: CitationState) -> Inlines:
        """Return the short form of a source, as a later note begins, without a final full stop."""
        placed = Cite(
            CiteItem(key, _NOWHERE), Position.SUBSEQUENT, first_note=state.first_note_of(key)
        )
        runs = render_cluster(
            [placed],
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=True,
        )
        return to_inlines(resolve_punctuation(runs, self._style_context.locale))

    def _bare_title(self, cluster: NoteCluster) -> str:
        return "; ".join(
            title for item in cluster.items if (title := self._item(item.key).text("title"))
        )

    def _cite(
        self, placed: Cite, state: CitationState, *, omit: bool
    ) -> tuple[Runs, RenderContext]:
        item = placed.item
        added, number = state.addition(item.key), state.numbers.get(item.key)
        key = (
            item.key,
            item.locator,
            placed.position,
            placed.near_note,
            placed.first_note,
            added,
            number,
            omit,
        )
        found = self._rendered.get(key)
        if found is None:
            context = RenderContext(
                self._style_context, self._item(item.key), self.style.citation, CITATION, placed, added,
                number, omit_names=omit,
            )  # fmt: skip
            found = self._rendered[key] = (_joined(render_layout(context)), context)
        return found

    # --- the list of sources ---------------------------------------------------------------------------------------

    def render_sources(
        self, state: CitationState, *, posts: bool = True
    ) -> tuple[SourceEntry, ...]:
        """Return the list of sources as the style sorts it; a style without one gives full notes, as cited first.

        `posts`: False leaves out sources of type `post`.
        """
        made = []
        before: tuple[str, ...] | None = None
        for key in state.order:
            if not posts and self._item(key).type == "post":
                continue
            # some styles list no posts, letters and the like: these get their full note
            runs, before = self.render_entry(
                key, state, before, partial(self._full_note, key, state)
            )
            content = (
                to_inlines(runs)
                if has_text(runs)
                else to_inlines([Run(self._item(key).text("title") or key)])
            )
            made.append(SourceEntry(key, content))
        return tuple(made)

    def render_entry(
        self,
        key: str,
        state: CitationState,
        before: tuple[str, ...] | None,
        stand_in: Callable[[], Runs],
    ) -> tuple[Runs, tuple[str, ...] | None]:
        """Return the settled runs of an entry, and its names, by which the next may leave its own out.

        `stand_in` gives what is listed of a source of which the style lists nothing, or nothing but a number.
        """
        layout = self.style.bibliography
        if layout is None:
            return self._full_note(key, state), None
        context = RenderContext(
            self._style_context, self._item(key), layout, BIBLIOGRAPHY, None, state.addition(key), state.numbers[key],
            author_substitute=before if self.style.bibliography_options.author_substitute is not None else None,
        )  # fmt: skip
        pieces = render_layout(context)
        if self.style.bibliography_options.second_field_align and len(pieces) > 1:
            pieces = [
                [Run("left-margin", kind=BLOCK), *pieces[0], Run("", kind=BLOCK)],
                [Run("right-inline", kind=BLOCK)],
                *pieces[1:],
            ]
        if not _says_anything(pieces) and (len(layout.children) > 1 or not pieces):
            if not pieces and _is_numbered(
                layout.children, self.style
            ):  # the numbers of a list have no gaps
                pieces.append([Run(f"{state.numbers[key]}. ")])
            pieces.append(stand_in())
            layout = replace(layout, affixes=NO_AFFIXES)
        runs = _joined(pieces)
        if has_text(runs):
            runs = apply_affixes(
                runs, replace(layout.affixes, prefix="", suffix="", format=None), context
            )
            runs = [*_affix(layout.affixes.prefix), *runs, *_affix(layout.affixes.suffix)]
            if layout.affixes.format is not None:
                runs = apply_affixes(
                    runs, replace(NO_AFFIXES, format=layout.affixes.format), context
                )
        return resolve_punctuation(runs, self._style_context.locale), context.name_keys

    def _full_note(self, key: str, state: CitationState) -> Runs:
        placed = Cite(CiteItem(key, _NOWHERE))
        runs = render_cluster(
            [placed],
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=False,
        )
        return resolve_punctuation(runs, self._style_context.locale)


def _says_anything(pieces: list[Runs]) -> bool:
    """Return whether an entry holds more than its number."""
    return any(
        letter.isalnum()
        for piece in pieces
        for run in piece
        if run.tag != NUMBER
        for letter in run.text
    )


def _affix(text: str) -> Runs:
    return list(parse_field(text)) if text else []


def _joined(pieces: list[Runs]) -> Runs:
    return [run for piece in pieces for run in piece]


def _walk(children: tuple[Element, ...], style: Style) -> list[Element]:
    """Return all elements under some, macros written out, each macro once."""
    found: list[Element] = []
    waiting, seen = list(children), set()
    while waiting:
        element = waiting.pop(0)
        found.append(element)
        match element:
            case Group():
                waiting[:0] = element.children
            case Choose():
                waiting[:0] = [child for branch in element.branches for child in branch.children]
            case Names():
                waiting[:0] = element.substitute
            case MacroCall() if element.name not in seen:
                seen.add(element.name)
                waiting[:0] = style.macros[element.name]
            case _:
                pass
    return found


def _explicit(style: Style) -> frozenset[str]:
    """Return the areas in which the automatic year suffix keeps silent (CSL 1.0.2, "disambiguate-add-year-suffix")."""
    areas = {
        CITATION: style.citation.children,
        BIBLIOGRAPHY: style.bibliography.children if style.bibliography else (),
    }
    found = {
        area
        for area, children in areas.items()
        if any(
            isinstance(x, VariableText) and x.name == "year-suffix" for x in _walk(children, style)
        )
    }
    return frozenset(areas) if found else frozenset()


def _is_numbered(children: tuple[Element, ...], style: Style) -> bool:
    """Return whether the entries of a list carry their citation number."""
    return any(
        isinstance(x, VariableText | Number) and x.name == "citation-number"
        for x in _walk(children, style)
    )


def _conditions(children: tuple[Element, ...], style: Style) -> int:
    """Return how many `disambiguate` conditions there are."""
    return sum(
        test.kind == "disambiguate"
        for element in _walk(children, style)
        if isinstance(element, Choose)
        for branch in element.branches
        for test in branch.tests
    )


def _first_names(children: tuple[Element, ...], style: Style) -> Names | None:
    return next((element for element in _walk(children, style) if isinstance(element, Names)), None)
