"""The citation processor: the citations of one document, in a CSL style, become inlines.

`CitationProcessor.read_clusters` takes all clusters of a document first, because a cite depends on
those around it: its position (first, subsequent, ibid), its number, and what disambiguation adds.
After that, notes and entries of the list of sources are rendered one by one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Final, TypeVar

from threadbrief.cite.clusters import render_cluster
from threadbrief.cite.csl.elements import (
    NO_AFFIXES,
    Affixes,
    NameOptions,
    Names,
    VariableText,
)
from threadbrief.cite.csl.load import load_locale
from threadbrief.cite.csl.locale import Locale, make_quote_layer
from threadbrief.cite.csl.parse import merge_name_options
from threadbrief.cite.csl.style import (
    Layout,
    SortKey,
    Style,
    count_disambiguate_conditions,
    find_first_names,
    has_numbered_entries,
    list_variables,
    prints_year_suffix,
)
from threadbrief.cite.disambiguation import CiteTexts, NameCounts, disambiguate
from threadbrief.cite.output import resolve_punctuation, set_runs, to_inlines
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
from threadbrief.cite.render.variables import CslItem
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
from threadbrief.cite.thread_facts import (
    PROBE,
    FactsPlace,
    append_missing,
    find_facts_place,
    format_facts,
    format_number,
    has_facts,
    merge_facts_places,
    prints_ibid,
)
from threadbrief.core.problems import Location
from threadbrief.core.structs import replace
from threadbrief.model.brief import Citation, Name
from threadbrief.model.document import Inlines, SourceEntry
from threadbrief.model.marks import CiteItem
from threadbrief.text.date_forms import DateForm
from threadbrief.text.typography.smart import Typography

_NO_LOCATION = Location("", 0, 0)
Additions = Mapping[str, Disambiguation]


class CitationProcessor:
    """Renders the citations of one document in one style and language.

    `items` are the sources by key; a cite of another key is left out. `repeat` is the memo's form
    of subsequent notes; None: that of the style. `typography` sets what is printed, in its own
    quotation marks; None: as CSL has it. `problems` are those of the style and of its language.
    """

    def __init__(
        self,
        style: Style,
        items: Mapping[str, Citation],
        language: str = "en",
        repeat: SubsequentForm | None = None,
        dates: DateForm | None = None,
        typography: Typography | None = None,
    ) -> None:
        self.style = style
        locale, problems = load_locale(style.default_locale or language, style.locales, dates)
        if typography is not None:
            layers = (make_quote_layer(typography.marks), *locale.layers)
            locale = Locale(locale.language, layers)
        self._typography = typography
        self.problems = (*style.problems, *problems)
        self.repeat = repeat or style.repeat
        self._citations = items
        self._items: dict[str, CslItem] = {}
        self._style_context = StyleContext(style, locale, prints_year_suffix(style))
        self._has_numbered_entries = has_numbered_entries(style)
        self._rendered: dict[object, tuple[Runs, RenderContext]] = {}
        self._facts_places: dict[str, FactsPlace] = {}

    def _item(self, key: str) -> CslItem:
        """Return a source with its variables, made late: most posts of a thread are not cited."""
        item = self._items.get(key)
        if item is None:
            english = self._style_context.locale.language.startswith("en")
            item = CslItem(self._citations[key], english_by_default=english)
            self._add_thread_facts(item)
            self._items[key] = item
        return item

    # --- what a post has from its thread ---

    def _add_thread_facts(self, item: CslItem) -> None:
        """Add what a post has from its thread to a variable that the style prints."""
        if not has_facts(item.citation):
            return
        place = merge_facts_places(self._find_facts_places().values())
        facts = format_facts(item.citation, place, self._style_context.locale)
        if facts and place.carrier is not None:
            item.add_words(place.carrier, facts)

    def _find_facts_places(self) -> Mapping[str, FactsPlace]:
        """Return where the style prints what a post has from its thread, by area; found once.

        Citations in the text only tell the sources apart: there the list of sources has it.
        """
        if not self._facts_places:
            layout = self.style.bibliography
            if not (self.style.in_text and layout is not None):
                self._facts_places[CITATION] = self._find_facts_place(self.style.citation, CITATION)
            if layout is not None:
                self._facts_places[BIBLIOGRAPHY] = self._find_facts_place(layout, BIBLIOGRAPHY)
        return self._facts_places

    def _find_facts_place(self, layout: Layout, area: str) -> FactsPlace:
        probe = CslItem(PROBE, english_by_default=True)
        cite = Cite(CiteItem(PROBE.id, _NO_LOCATION)) if area == CITATION else None
        context = RenderContext(
            self._style_context, probe, layout, area, cite=cite, citation_number=1
        )
        runs = _flatten(render_layout(context))
        return find_facts_place(runs, list_variables(layout, self.style))

    def _append_thread_facts(self, runs: Runs, key: str, position: Position | None) -> Runs:
        """Return a cite or entry with the facts that the style does not print; `ibid.` has none.

        `position` is None for an entry.
        """
        area = BIBLIOGRAPHY if position is None else CITATION
        citation = self._citations[key]
        if not has_facts(citation) or area not in self._find_facts_places():
            return runs
        locale = self._style_context.locale
        if position in (None, Position.FIRST):
            place = self._find_facts_places()[area]
            return append_missing(runs, format_facts(citation, place, locale))
        if position is not Position.SUBSEQUENT and prints_ibid(runs, locale):
            return runs
        return append_missing(runs, format_number(citation, locale, short=True))

    # --- the document as a whole ---

    def read_clusters(
        self, clusters: Sequence[NoteCluster], uncited: Sequence[str] = ()
    ) -> CitationState:
        """Return what depends on all clusters of a document, given in its order.

        `uncited` are the keys of sources that are listed though nothing cites them.
        """
        clusters = [self._drop_unknown(cluster) for cluster in clusters]
        cited = (item.key for cluster in clusters for item in cluster.items)
        listed = (key for key in uncited if key in self._citations)
        keys = self._sort_sources(list(dict.fromkeys([*cited, *listed])), {})
        additions = self._disambiguate([self._item(key) for key in keys])
        if any(added.year_suffix is not None for added in additions.values()):
            keys = self._sort_sources(keys, additions)
        numbers = {key: number for number, key in enumerate(keys, 1)}
        rows = [self._sort_cites(cluster, numbers, additions) for cluster in clusters]
        near = self.style.citation_options.near_note_distance
        cites, first = assign_positions(clusters, rows, near, self.repeat)
        return CitationState(tuple(clusters), cites, numbers, tuple(keys), additions, first)

    def _drop_unknown(self, cluster: NoteCluster) -> NoteCluster:
        items = tuple(item for item in cluster.items if item.key in self._citations)
        return replace(cluster, items=items)

    def _sort_sources(self, keys: list[str], additions: Additions) -> list[str]:
        layout = self.style.bibliography
        if layout is None or not layout.sort:
            return keys
        order = {key: number for number, key in enumerate(keys, 1)}

        def make_context(key: str) -> RenderContext:
            return self._entry_context(key, layout, additions, order[key])

        return sort_by_keys(keys, layout.sort, make_context)

    def _sort_cites(
        self, cluster: NoteCluster, numbers: Mapping[str, int], additions: Additions
    ) -> list[CiteItem]:
        layout = self.style.citation
        if not layout.sort or len(cluster.items) < 2:
            return list(cluster.items)

        def make_context(item: CiteItem) -> RenderContext:
            added = additions.get(item.key, NOTHING_ADDED)
            return self._cite_context(Cite(item), added, numbers[item.key])

        return sort_by_keys(cluster.items, layout.sort, make_context)

    def _cite_context(
        self, cite: Cite, added: Disambiguation, number: int | None, *, omit_names: bool = False
    ) -> RenderContext:
        return RenderContext(
            style_context=self._style_context,
            item=self._item(cite.item.key),
            layout=self.style.citation,
            area=CITATION,
            cite=cite,
            disambiguation=added,
            citation_number=number,
            omit_names=omit_names,
        )

    def _entry_context(
        self,
        key: str,
        layout: Layout,
        additions: Additions,
        number: int,
        previous_names: tuple[str, ...] | None = None,
    ) -> RenderContext:
        return RenderContext(
            style_context=self._style_context,
            item=self._item(key),
            layout=layout,
            area=BIBLIOGRAPHY,
            disambiguation=additions.get(key, NOTHING_ADDED),
            citation_number=number,
            previous_names=previous_names,
        )

    # --- disambiguation ---

    def _disambiguate(self, items: list[CslItem]) -> dict[str, Disambiguation]:
        options = self.style.citation_options
        conditions = count_disambiguate_conditions(self.style)
        adds = options.add_names or options.add_given_name or options.add_year_suffix
        if not adds and not conditions:
            return {}
        texts = CiteTexts(self._render_for_disambiguation)
        return disambiguate(items, options, texts, self._name_text, conditions=conditions)

    def _render_for_disambiguation(
        self, item: CslItem, added: Disambiguation
    ) -> tuple[str, NameCounts]:
        cite = Cite(CiteItem(item.id, _NO_LOCATION), Position.SUBSEQUENT, first_note=1)
        context = self._cite_context(cite, added, None)
        context.for_disambiguation = True
        runs = _flatten(render_layout(context))
        return plain_text(runs), context.record.name_counts

    def _name_text(self, name: Name, level: int) -> str:
        """Return a name as cites print it, at a level of disambiguation."""
        node = find_first_names(self.style)
        if node is None:
            return name.literal or name.family or ""
        options = merge_name_options(node.options, self.style.citation.options)
        item = self._item(next(iter(self._citations)))
        context = RenderContext(self._style_context, item, self.style.citation)
        return plain_text(render_name(name, node, options, context, inverted=False, level=level))

    # --- notes ---

    def render_note(self, index: int, state: CitationState, *, has_stop: bool = True) -> Inlines:
        """Return the inlines of a cluster of the document.

        They are never empty: of a source without any data, the title or the key is printed.
        `has_stop`: False leaves out the stop at its end (`find_stop`), because the note goes on.
        """
        runs = self.render_note_runs(index, state, has_stop=has_stop)
        if has_text(runs):
            return to_inlines(runs)
        items = state.clusters[index].items
        titles = [self._item(item.key).text("title") for item in items]
        text = "; ".join(title for title in titles if title)
        text = text or ", ".join(item.key for item in items)
        return to_inlines([Run(text)] if text else [])

    def render_note_runs(self, index: int, state: CitationState, *, has_stop: bool = True) -> Runs:
        """Return the final runs of a cluster; empty where the style prints nothing."""
        cluster = state.clusters[index]
        return self._render_cluster(
            state.cites[index],
            state,
            begins_sentence=cluster.begins_sentence or not cluster.in_prose,
            closing=self._closing_of(cluster) if has_stop else "",
        )

    def _closing_of(self, cluster: NoteCluster) -> str | None:
        return cluster.closing if cluster.in_prose else None

    def find_stop(self, cluster: NoteCluster) -> str:
        """Return the stop at the end of a cluster: that of its sentence, or that of the style."""
        closing = self._closing_of(cluster)
        if closing is not None:
            return closing
        return "." if self.style.citation.affixes.suffix.strip() == "." else ""

    def render_short_form(self, key: str, state: CitationState) -> Inlines:
        """Return the short form of a source, as in a subsequent note, without a final full stop."""
        item, first = CiteItem(key, _NO_LOCATION), state.first_note_of(key)
        cite = Cite(item, Position.SUBSEQUENT, first_note=first)
        return to_inlines(self._render_cluster([cite], state, begins_sentence=False, closing=""))

    def _render_full_note(self, key: str, state: CitationState) -> Runs:
        return self._render_cluster([Cite(CiteItem(key, _NO_LOCATION))], state)

    def _render_cluster(
        self,
        cites: Sequence[Cite],
        state: CitationState,
        *,
        begins_sentence: bool = True,
        closing: str | None = None,
    ) -> Runs:
        render = partial(self._render_cite, state)
        runs = render_cluster(
            cites, self.style, render, begins_sentence=begins_sentence, closing=closing
        )
        return self._finish(runs)

    def _finish(self, runs: Runs) -> Runs:
        """Return the final runs of a note or an entry."""
        runs = resolve_punctuation(runs, self._style_context.locale)
        return set_runs(runs, self._typography) if self._typography else runs

    def _render_cite(
        self, state: CitationState, cite: Cite, *, omit_names: bool
    ) -> tuple[Runs, RenderContext]:
        """Return a cite without prefix and suffix, cached by all that it depends on."""
        item = cite.item
        added, number = state.addition(item.key), state.numbers.get(item.key)
        place = (item.locator, cite.position, cite.near_note, cite.first_note)
        key = (item.key, place, added, number, omit_names)
        rendered = self._rendered.get(key)
        if rendered is None:
            context = self._cite_context(cite, added, number, omit_names=omit_names)
            runs = _flatten(render_layout(context))
            runs = self._append_thread_facts(runs, item.key, cite.position)
            rendered = self._rendered[key] = (runs, context)
        return rendered

    # --- the list of sources ---

    def render_sources(
        self, state: CitationState, *, posts: bool = True
    ) -> tuple[SourceEntry, ...]:
        """Return the list of sources, sorted by the style; a style without one gives full notes.

        `posts`: False leaves out sources of type `post`.
        """
        entries = []
        previous: tuple[str, ...] | None = None
        for key in state.order:
            if not posts and self._item(key).type == "post":
                continue
            render_missing = partial(self._render_full_note, key, state)
            runs, previous = self.render_entry(key, state, previous, render_missing)
            if not has_text(runs):
                runs = [Run(self._item(key).text("title") or key)]
            entries.append(SourceEntry(key, to_inlines(runs)))
        return tuple(entries)

    def render_entry(
        self,
        key: str,
        state: CitationState,
        previous_names: tuple[str, ...] | None,
        render_missing: Callable[[], Runs],
    ) -> tuple[Runs, tuple[str, ...] | None]:
        """Return the final runs of an entry, and the keys of its names, for the entry after it.

        `render_missing` gives what is listed where the style prints nothing, or nothing but a
        number: some styles list no posts, letters and the like.
        """
        layout = self.style.bibliography
        if layout is None:
            return self._render_full_note(key, state), None
        options, number = self.style.bibliography_options, state.numbers[key]
        if options.author_substitute is None:
            previous_names = None
        context = self._entry_context(key, layout, state.additions, number, previous_names)
        pieces = render_layout(context)
        affixes = layout.affixes
        if options.second_field_align and len(pieces) > 1:
            pieces = _align_second_field(pieces)
        if not _has_content(pieces) and (len(layout.children) > 1 or not pieces):
            if not pieces and self._has_numbered_entries:
                pieces.append([Run(f"{number}. ")])  # the numbers of a list have no gaps
            pieces.append(render_missing())
            affixes = NO_AFFIXES
        runs = self._append_thread_facts(_flatten(pieces), key, None)
        runs = _apply_layout_affixes(runs, affixes, context)
        return self._finish(runs), context.record.name_keys


def _has_content(pieces: list[Runs]) -> bool:
    """Return whether an entry prints more than its number."""
    text = [run.text for piece in pieces for run in piece if run.tag != NUMBER]
    return any(letter.isalnum() for letter in "".join(text))


def _align_second_field(pieces: list[Runs]) -> list[Runs]:
    """Return an entry with its first field in the margin (`second-field-align`)."""
    end = Run("", kind=BLOCK)
    first = [Run("left-margin", kind=BLOCK), *pieces[0], end]
    return [first, [Run("right-inline", kind=BLOCK)], *pieces[1:]]


def _apply_layout_affixes(runs: Runs, affixes: Affixes, context: RenderContext) -> Runs:
    """Return an entry with the affixes of its layout, which are inside the formatting here."""
    if not has_text(runs):
        return runs
    inner = replace(affixes, prefix="", suffix="", format=None)
    runs = apply_affixes(runs, inner, context)
    runs = [*_parse_affix(affixes.prefix), *runs, *_parse_affix(affixes.suffix)]
    if affixes.format is None:
        return runs
    return apply_affixes(runs, replace(NO_AFFIXES, format=affixes.format), context)


def _parse_affix(text: str) -> Runs:
    return list(parse_field(text)) if text else []


def _flatten(pieces: list[Runs]) -> Runs:
    return [run for piece in pieces for run in piece]


# --- sorting (CSL 1.0.2, "Sorting") ---

_Member = TypeVar("_Member")
_IGNORED: Final = re.compile(r"[^\w\s\x01\x02+/-]|_")
"""What is not compared. The signs \\x01 and \\x02 are separators of sort keys."""
_APOSTROPHE: Final = re.compile("['’‘ʼ`]")
"""Sorts before all letters, as in other processors; \\x02 takes its place."""


def sort_by_keys(
    members: Sequence[_Member],
    keys: Sequence[SortKey],
    make_context: Callable[[_Member], RenderContext],
) -> list[_Member]:
    """Return members in order; those without a value for a key come last, ascending or descending.

    A key is rendered only for members that all keys before it leave equal.
    """
    ordered = list(members)
    if len(ordered) < 2 or not keys:
        return ordered
    key, *others = keys
    values = {id(member): _sort_value(key, make_context(member)) for member in ordered}
    ordered.sort(key=lambda member: values[id(member)], reverse=key.descending)
    ordered.sort(key=lambda member: values[id(member)] == "")
    out: list[_Member] = []
    for _, equal in groupby(ordered, key=lambda member: values[id(member)]):
        out.extend(sort_by_keys(list(equal), others, make_context))
    return out


def _sort_value(key: SortKey, context: RenderContext) -> str:
    context.sorting = True
    context.sort_options = key.options
    if key.macro is not None:
        return collation_key(plain_text(render_macro(key.macro, context)))
    name = key.variable or ""
    if context.item.names.get(name):
        context.sort_options = None
        return collation_key(
            plain_text(render_names(_sorted_names(name), context, render_children))
        )
    date = context.item.date(name)
    if date is not None:
        return date_sort_key(date)
    element = VariableText(name, short=False, affixes=NO_AFFIXES)
    value = plain_text(render_element(element, context))
    return value.zfill(9) if value.isdecimal() else collation_key(value)


def _sorted_names(variable: str) -> Names:
    """Return the names element of a sort key: long form, family name first."""
    return Names(
        variables=(variable,),
        options=NameOptions(form="long", sort_order="all"),
        name=NO_AFFIXES,
        family=NO_AFFIXES,
        given=NO_AFFIXES,
        et_al=NO_AFFIXES,
        et_al_term="et-al",
        label=None,
        label_first=False,
        substitute=(),
        delimiter=None,
        bare=True,
        affixes=NO_AFFIXES,
        number=-1,
    )


@lru_cache(maxsize=8192)
def collation_key(text: str) -> str:
    """Return what letters are compared by: no case, no accents, no punctuation."""
    if not text.isascii():
        import unicodedata  # noqa: PLC0415 - 1 ms that plain ASCII should not cost

        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    text = text.strip("'’‘\" “”«»([")
    return _IGNORED.sub("", _APOSTROPHE.sub("\x02", text)).casefold().strip()
