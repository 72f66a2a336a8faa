"""The citations of one document: read once as a whole, then note by note and source by source as inlines."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Final, TypeVar

from threadbrief.cite.clusters import cluster_runs
from threadbrief.cite.csl.elements import (
    PLAIN,
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
from threadbrief.cite.csl.parse import merged
from threadbrief.cite.csl.style import SortKey, Style
from threadbrief.cite.disambiguation import Cites, Shown, disambiguated
from threadbrief.cite.output import settle, to_inlines
from threadbrief.cite.render.context import BIBLIOGRAPHY, CITATION, Frame, Setting, finished
from threadbrief.cite.render.dates import sort_date
from threadbrief.cite.render.elements import (
    render_children,
    render_element,
    render_layout,
    render_macro,
)
from threadbrief.cite.render.fields import parse_field
from threadbrief.cite.render.names import names_runs
from threadbrief.cite.render.person import name_runs
from threadbrief.cite.render.runs import BLOCK, NUMBER, Run, Runs, has_text, plain_text
from threadbrief.cite.render.variables import Item
from threadbrief.cite.state import (
    NOTHING_ADDED,
    Disambiguation,
    NumberedCluster,
    PlacedCite,
    Position,
    Repeat,
    State,
    place,
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


def sorted_by(
    members: Sequence[_Member],
    keys: Sequence[SortKey],
    frame_of: Callable[[_Member, SortKey], Frame],
) -> list[_Member]:
    """Return members in order; those without a value for a key come last, whichever way the key goes.

    A key is asked of those alone whom the keys before it do not tell apart.
    """
    made = list(members)
    if len(made) < 2 or not keys:
        return made
    key, *others = keys
    values = {id(member): _value(key, frame_of(member, key)) for member in made}
    made.sort(key=lambda member: values[id(member)], reverse=key.descending)
    made.sort(key=lambda member: values[id(member)] == "")
    alike = groupby(made, key=lambda member: values[id(member)])
    return [member for _, group in alike for member in sorted_by(list(group), others, frame_of)]


def _value(key: SortKey, frame: Frame) -> str:
    frame.sorting = True
    frame.over = key.options
    if key.macro is not None:
        text = plain_text(render_macro(key.macro, frame))
        return collation(text)
    name = key.variable or ""
    if frame.item.names.get(name):
        frame.over = None
        node = Names((name,), NameOptions(form="long", sort_order="all"), PLAIN, PLAIN, PLAIN, PLAIN, "et-al", None,
                     label_first=False, substitute=(), delimiter=None, bare=True, finish=PLAIN, number=-1)  # fmt: skip
        return collation(plain_text(names_runs(node, frame, render_children)))
    date = frame.item.date(name)
    if date is not None:
        return sort_date(date)
    value = plain_text(render_element(VariableText(name, short=False, finish=PLAIN), frame))
    return value.zfill(9) if value.isdecimal() else collation(value)


@lru_cache(maxsize=8192)
def collation(text: str) -> str:
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


class Citer:
    """Renders the citations of one document in one style and language.

    `items` are the sources by key; a cite of a key that is not among them is left out. `repeat` is the memo's
    policy for later notes; None: what the style itself wants. `problems` are those of the style and of its language.
    """

    def __init__(
        self,
        style: Style,
        items: Mapping[str, Citation],
        language: str = "en",
        repeat: Repeat | None = None,
    ) -> None:
        self.style = style
        locale, problems = load_locale(style.default_locale or language, style.locales)
        self.problems = (*style.problems, *problems)
        self.repeat = repeat or style.repeat
        self._citations = items
        self._items: dict[str, Item] = {}
        self._setting = Setting(style, locale, _explicit(style))
        self._rendered: dict[object, tuple[Runs, Frame]] = {}

    def _item(self, key: str) -> Item:
        """Return a source as the style asks for it; most posts of a thread never are."""
        found = self._items.get(key)
        if found is None:
            english = self._setting.locale.language.startswith("en")
            found = self._items[key] = Item(self._citations[key], english_by_default=english)
        return found

    # --- the document as a whole -----------------------------------------------------------------------------------

    def read(self, clusters: Sequence[NumberedCluster], uncited: Sequence[str] = ()) -> State:
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
        cites, first = place(known, rows, near, self.repeat)
        return State(tuple(known), cites, numbers, tuple(keys), additions, first)

    def _sorted_sources(
        self, keys: list[str], additions: Mapping[str, Disambiguation]
    ) -> list[str]:
        layout = self.style.bibliography
        if layout is None or not layout.sort:
            return keys
        order = {key: number for number, key in enumerate(keys, 1)}

        def frame_of(key: str, sort: SortKey) -> Frame:
            del sort
            added = additions.get(key, NOTHING_ADDED)
            return Frame(
                self._setting, self._item(key), layout, BIBLIOGRAPHY, None, added, order[key]
            )

        return sorted_by(keys, layout.sort, frame_of)

    def _sorted_cites(
        self,
        cluster: NumberedCluster,
        numbers: Mapping[str, int],
        additions: Mapping[str, Disambiguation],
    ) -> list[CiteItem]:
        layout = self.style.citation
        if not layout.sort or len(cluster.items) < 2:
            return list(cluster.items)

        def frame_of(item: CiteItem, sort: SortKey) -> Frame:
            del sort
            added = additions.get(item.key, NOTHING_ADDED)
            source = self._item(item.key)
            return Frame(
                self._setting, source, layout, CITATION, PlacedCite(item), added, numbers[item.key]
            )

        return sorted_by(cluster.items, layout.sort, frame_of)

    def _additions(self, items: list[Item]) -> dict[str, Disambiguation]:
        options = self.style.citation_options
        conditions = _conditions(self.style.citation.children, self.style)
        if not (
            options.add_names or options.add_given_name or options.add_year_suffix or conditions
        ):
            return {}
        return disambiguated(
            items, options, Cites(self._look), self._name_text, conditions=conditions
        )

    def _look(self, item: Item, added: Disambiguation) -> tuple[str, Shown]:
        cite = PlacedCite(CiteItem(item.id, _NOWHERE), Position.SUBSEQUENT, first_note=1)
        frame = Frame(self._setting, item, self.style.citation, CITATION, cite, added, looking=True)
        runs = _joined(render_layout(frame))
        return plain_text(runs), frame.shown

    def _name_text(self, name: Name, level: int) -> str:
        node = _first_names(self.style.citation.children, self.style)
        if node is None:
            return name.literal or name.family or ""
        options = merged(node.options, self.style.citation.options)
        item = self._item(next(iter(self._citations)))
        frame = Frame(self._setting, item, self.style.citation)
        return plain_text(name_runs(name, node, options, frame, inverted=False, level=level))

    # --- notes -----------------------------------------------------------------------------------------------------

    def note(self, index: int, state: State) -> Inlines:
        """Return the inlines of a cluster of the document. Never empty: a source without any data gives its key."""
        cluster = state.clusters[index]
        runs = self.note_runs(index, state)
        if has_text(runs):
            return to_inlines(runs)
        keys = ", ".join(item.key for item in cluster.items)
        return to_inlines([Run(self._bare_title(cluster) or keys)]) if keys else ()

    def note_runs(self, index: int, state: State) -> Runs:
        """Return the settled runs of a cluster; empty when the style prints nothing of its sources."""
        cites, in_prose = state.cites[index], state.clusters[index].in_prose
        runs = cluster_runs(
            cites,
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=in_prose,
        )
        return settle(runs, self._setting.locale)

    def short(self, key: str, state: State) -> Inlines:
        """Return the short form of a source, as a later note begins, without a final full stop."""
        placed = PlacedCite(
            CiteItem(key, _NOWHERE), Position.SUBSEQUENT, first_note=state.first_note_of(key)
        )
        runs = cluster_runs(
            [placed],
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=True,
        )
        return to_inlines(settle(runs, self._setting.locale))

    def _bare_title(self, cluster: NumberedCluster) -> str:
        return "; ".join(
            title for item in cluster.items if (title := self._item(item.key).text("title"))
        )

    def _cite(self, placed: PlacedCite, state: State, *, omit: bool) -> tuple[Runs, Frame]:
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
            frame = Frame(
                self._setting, self._item(item.key), self.style.citation, CITATION, placed, added,
                number, omit_names=omit,
            )  # fmt: skip
            found = self._rendered[key] = (_joined(render_layout(frame)), frame)
        return found

    # --- the list of sources ---------------------------------------------------------------------------------------

    def sources(self, state: State, *, posts: bool = True) -> tuple[SourceEntry, ...]:
        """Return the list of sources as the style sorts it; a style without one gives full notes, as cited first.

        `posts`: False leaves out sources of type `post`.
        """
        made = []
        before: tuple[str, ...] | None = None
        for key in state.order:
            if not posts and self._item(key).type == "post":
                continue
            # some styles list no posts, letters and the like: these get their full note
            runs, before = self.entry_runs(key, state, before, partial(self._full_note, key, state))
            content = (
                to_inlines(runs)
                if has_text(runs)
                else to_inlines([Run(self._item(key).text("title") or key)])
            )
            made.append(SourceEntry(key, content))
        return tuple(made)

    def entry_runs(
        self, key: str, state: State, before: tuple[str, ...] | None, stand_in: Callable[[], Runs]
    ) -> tuple[Runs, tuple[str, ...] | None]:
        """Return the settled runs of an entry, and its names, by which the next may leave its own out.

        `stand_in` gives what is listed of a source of which the style lists nothing, or nothing but a number.
        """
        layout = self.style.bibliography
        if layout is None:
            return self._full_note(key, state), None
        frame = Frame(
            self._setting, self._item(key), layout, BIBLIOGRAPHY, None, state.addition(key), state.numbers[key],
            author_substitute=before if self.style.bibliography_options.author_substitute is not None else None,
        )  # fmt: skip
        pieces = render_layout(frame)
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
            layout = replace(layout, finish=PLAIN)
        runs = _joined(pieces)
        if has_text(runs):
            runs = finished(runs, replace(layout.finish, prefix="", suffix="", format=None), frame)
            runs = [*_affix(layout.finish.prefix), *runs, *_affix(layout.finish.suffix)]
            if layout.finish.format is not None:
                runs = finished(runs, replace(PLAIN, format=layout.finish.format), frame)
        return settle(runs, self._setting.locale), frame.name_keys

    def _full_note(self, key: str, state: State) -> Runs:
        placed = PlacedCite(CiteItem(key, _NOWHERE))
        runs = cluster_runs(
            [placed],
            self.style,
            lambda cite, omit: self._cite(cite, state, omit=omit),
            in_prose=False,
        )
        return settle(runs, self._setting.locale)


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
