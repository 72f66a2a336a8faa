"""Each style of ours finds its like in a template: by the template's map, by Word's own name, or it is added.

What the template has stays as it is. A style that it lacks is added in the house's type: based on the house's body,
with our distances and relative sizes, without our faces and colours.
"""

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Problem, warning
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.document import Role
from threadbrief.templates import Colour, Look, PageSetup, TextStyle, WordOptions
from threadbrief.word.house_template.template import (
    HouseTemplate,
    parse_integer,
    qualify,
    read_attribute,
)
from threadbrief.word.parts.style_names import STYLES, ListStyle
from threadbrief.word.parts.styles import make_styles
from threadbrief.word.xml import W14

_USED = re.compile(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]*)"')
_MEMO_ONLY = 4
"""How many names a warning lists before it only counts."""
_LARGEST = 3276
"""Half points: the largest size of type that Word takes."""
_DEFAULT_SIZE = 20
"""Half points: what Word takes where nothing is said."""
_AFTER_SPACING = frozenset(map(qualify, ("ind", "contextualSpacing", "jc", "outlineLvl")))
_WORDS_OWN = frozenset(
    ["FootnoteText", "FootnoteReference", "EndnoteText", "EndnoteReference", "Hyperlink"]
)
"""Styles that Word itself adds when a file needs them."""
_WITHOUT_BASE = frozenset(["Header", "Footer", "Title", "FootnoteText", "EndnoteText", "MemoMarking", "MemoLabel",
                           "Heading1", "Heading2", "Heading3", "TOCHeading"])  # fmt: skip
"""Styles that are not set like the body."""


class NamedStyle(Frozen):
    """A style of the template."""

    id: str
    name: str
    kind: str
    element: etree._Element


class HouseStyles:
    """The styles of a template, by id and by name."""

    def __init__(self, house: HouseTemplate, options: WordOptions) -> None:
        self.root = house.roots["styles"]
        self.house = house
        self.options = options
        found = [_read_style(node) for node in self.root.iter(qualify("style"))]
        self.by_id = {style.id: style for style in found}
        self._by_name = {(style.kind, style.name.lower()): style for style in reversed(found)}
        self._defaults = {
            s.kind: s.id
            for s in reversed(found)
            if s.element.get(qualify("default")) in ("1", "true", "on")
        }

    def default(self, kind: str) -> str | None:
        """Return the id of the style that text of a kind has where nothing is said."""
        return self._defaults.get(kind)

    def named(self, kind: str, name: str) -> NamedStyle | None:
        """Return a style by its name, or by its id, whatever its case."""
        found = self._by_name.get((kind, name.lower()))
        if found is None and name in self.by_id and self.by_id[name].kind == kind:
            return self.by_id[name]
        return found

    def chain(self, style: str | None) -> list[etree._Element]:
        """Return a style and what it is based on, nearest first."""
        chain: list[etree._Element] = []
        while style in self.by_id and self.by_id[style].element not in chain:
            chain.append(self.by_id[style].element)
            style = read_attribute(chain[-1], "basedOn")
        return chain

    def said(self, style: str | None, path: str) -> str | None:
        """Return what a style says, or what it is based on, or the defaults."""
        for element in self.chain(style):
            text = read_attribute(element, path)
            if text is not None:
                return text
        return read_attribute(self.root, f"docDefaults/rPrDefault/{path}") or read_attribute(
            self.root, f"docDefaults/pPrDefault/{path}"
        )

    @property
    def language(self) -> str | None:
        """The language of text that says none."""
        return self.said(self.default("paragraph"), "rPr/lang")

    @property
    def rtl(self) -> bool:
        """Whether paragraphs run from right to left where nothing is said."""
        for element in self.chain(self.default("paragraph")):
            node = element.find(f"{qualify('pPr')}/{qualify('bidi')}")
            if node is not None:
                return node.get(qualify("val")) not in ("0", "false", "off")
        return False

    def numbers(self, style: str) -> bool:
        """Return whether a style numbers its paragraphs."""
        for element in self.chain(style):
            number = read_attribute(element, "pPr/numPr/numId")
            if number is not None:
                return number != "0"
        return False

    def tabbed(self, style: str) -> bool:
        """Return whether a style has tab stops of its own."""
        return any(
            element.find(f"{qualify('pPr')}/{qualify('tabs')}") is not None
            for element in self.chain(style)
        )


def _read_style(node: etree._Element) -> NamedStyle:
    kind = node.get(qualify("type")) or "paragraph"
    return NamedStyle(
        node.get(qualify("styleId")) or "", read_attribute(node, "name") or "", kind, node
    )


def adapt_look(look: Look, page: PageSetup, styles: HouseStyles) -> Look:
    """Return a look as the house would have it: its page, its size of type, its colours."""
    body = look.style(Role.BODY)
    normal = styles.default("paragraph")
    size = parse_integer(styles.said(normal, "rPr/sz"))
    scale = (size if 0 < size <= _LARGEST else _DEFAULT_SIZE) / 2 / body.size
    heading = styles.named("paragraph", STYLES[Role.HEADING_1].name)
    accent = _parse_colour(styles.said(heading.id, "rPr/color") if heading else None) or body.colour
    ours = look.style(Role.HEADING_1).colour

    def dressed(style: TextStyle) -> TextStyle:
        colour = accent if style.colour == ours else style.colour
        rule = style.rule_start
        return replace(
            style, family=body.family, size=style.size * scale, leading=style.leading * scale, colour=colour,
            rule_start=replace(rule, colour=accent) if rule and rule.colour == ours else rule,
        )  # fmt: skip

    return replace(
        look, page=page, styles={role: dressed(style) for role, style in look.styles.items()}
    )


def _parse_colour(text: str | None) -> Colour | None:
    return Colour(*bytes.fromhex(text)) if text and re.fullmatch("[0-9A-Fa-f]{6}", text) else None


class StyleMatch:
    """Which style of the template, or which added one, stands for each of ours."""

    def __init__(self, styles: HouseStyles, look: Look, language: str) -> None:
        self.styles = styles
        self.problems: list[Problem] = []
        xml = make_styles(look, language, endnotes=True, contents=True)
        root = etree.fromstring(xml.encode())
        self._ours = {style.id: style for style in map(_read_style, root.iter(qualify("style")))}
        self.ids: dict[str, str] = {}
        self.found: dict[str, str] = {}
        """Names of styles of the template by our ids."""
        self.added: list[str] = []
        """Our ids of those that had to be added."""
        self._mapped = {
            _role_style_id(role): (role, name) for role, name in styles.options.styles.items()
        }
        self._mapped.pop("", None)
        for identifier in ("Normal", "DefaultParagraphFont", "TableNormal", "NoList"):
            kind = self._ours[identifier].kind
            default = styles.default(kind)
            if default:
                self.ids[identifier] = default
        for identifier, style in self._ours.items():
            self._match(identifier, style)

    def _match(self, identifier: str, ours: NamedStyle) -> None:
        role, wanted = self._mapped.get(identifier, (None, ""))
        if role:
            found = self.styles.named(ours.kind, wanted)
            if found:
                self.ids[identifier], self.found[identifier] = found.id, found.name
                return
            fault = f'template "{self.styles.house.name}" has no {ours.kind} style "{wanted}" for "{role.value}"'
            hint = f'"{ours.name}" is used instead'
            self.problems.append(warning(codes.WORD_STYLE_NOT_FOUND, fault, None, hint))
        found = self.styles.named(ours.kind, ours.name)
        if found:
            self.ids[identifier], self.found[identifier] = found.id, found.name
        elif identifier == STYLES[Role.BODY].id and self.styles.default("paragraph"):
            self.ids[identifier] = self.styles.default("paragraph") or identifier

    def add_missing(self, xml: Iterable[str]) -> list[etree._Element]:
        """Return the styles to add for stories in our ids; `ids` knows them afterwards."""
        wanted = list(dict.fromkeys(name for text in xml for name in _USED.findall(text)))
        new: list[tuple[str, NamedStyle]] = []
        while wanted:
            identifier = wanted.pop(0)
            if identifier in self.ids or identifier not in self._ours:
                continue
            style = self._ours[identifier]
            self.ids[identifier] = self._free(identifier)
            self.added.append(identifier)
            new.append((identifier, style))
            base = read_attribute(style.element, "basedOn")
            wanted += [base] if base else []
        return [self._adopted(identifier, style) for identifier, style in new]

    def _free(self, identifier: str) -> str:
        taken = {name.lower() for name in (*self.styles.by_id, *self.ids.values())}
        name, number = identifier, 1
        while name.lower() in taken:
            number += 1
            name = f"{identifier}{number}"
        return name

    def _adopted(self, identifier: str, style: NamedStyle) -> etree._Element:
        """Return one of our styles in the house's type."""
        element = style.element
        element.set(qualify("styleId"), self.ids[identifier])
        for node in [
            n
            for n in element.iter()
            if n.tag == qualify("rFonts") or str(n.tag).startswith(f"{{{W14}}}")
        ]:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        if style.kind == "paragraph" and read_attribute(element, "basedOn") == "Normal":
            _write_distances(element)
        for tag in ("basedOn", "next", "link"):
            related = element.find(qualify(tag))
            if related is None:
                continue
            other = related.get(qualify("val")) or ""
            if tag == "basedOn" and other == "Normal" and identifier not in _WITHOUT_BASE:
                other = STYLES[Role.BODY].id
            if other in self.ids:
                related.set(qualify("val"), self.ids[other])
            else:
                element.remove(related)
        return element

    def warning(self) -> Problem | None:
        """Return what is to be said of styles that the template lacks."""
        names = [
            self._ours[identifier].name for identifier in self.added if identifier not in _WORDS_OWN
        ]
        if not names:
            return None
        shown = ", ".join(f'"{name}"' for name in names[:_MEMO_ONLY])
        more = f" and {len(names) - _MEMO_ONLY} more" if len(names) > _MEMO_ONLY else ""
        body = self.styles.by_id.get(self.ids[STYLES[Role.BODY].id])
        based = f'based on its "{body.name}"' if body else "in its type"
        fault = f'template "{self.styles.house.name}" lacks styles: {shown}{more}; each was added, {based}'
        hint = "name styles of the template under `styles` in a YAML file beside it"
        return warning(codes.STYLES_ADDED, fault, None, hint)

    def name_of(self, identifier: str) -> str:
        """Return Word's name for one of our styles."""
        return self._ours[identifier].name


def _write_distances(style: etree._Element) -> None:
    """Say the distances of a style in full: what it will be based on has others. The leading is left to the house."""
    properties = style.find(qualify("pPr"))
    if properties is None:
        properties = etree.Element(qualify("pPr"))
        text = style.find(qualify("rPr"))
        if text is None:
            style.append(properties)
        else:
            text.addprevious(properties)
    spacing = properties.find(qualify("spacing"))
    if spacing is None:
        spacing = etree.Element(qualify("spacing"))
        following = next((n for n in properties if n.tag in _AFTER_SPACING), None)
        if following is None:
            properties.append(spacing)
        else:
            following.addprevious(spacing)
    given = {name: spacing.get(qualify(name)) or "0" for name in ("before", "after")}
    spacing.attrib.clear()
    for name, distance in given.items():
        spacing.set(qualify(name), distance)


def _role_style_id(role: Role) -> str:
    if role is Role.LIST:
        return ListStyle.BULLET.id(0)
    return STYLES[role].id if role in STYLES else ""


def map_renamed(match: StyleMatch) -> Mapping[str, str]:
    """Return the ids that differ from ours."""
    return {ours: theirs for ours, theirs in match.ids.items() if ours != theirs}
