"""Reads the look from the settings of a template, and rejects one that leaves no room for text."""

from types import MappingProxyType
from typing import Any

from threadbrief.core.units import parse_length
from threadbrief.model.document import Role
from threadbrief.templates.look import (
    Align,
    Colour,
    EmojiForm,
    Family,
    Look,
    NoteArea,
    PageSetup,
    RuleStyle,
    TextStyle,
)
from threadbrief.templates.settings import TemplateSetting, parse_optional

Colours = dict[str, Colour]

MIN_MEASURE = 72.0
"""Points: an inch, which has room for a word of body text."""
MIN_FRAME = 144.0
"""Points: two inches of height, which have room for a paragraph and its note."""
BELOW_HEADER, ABOVE_FOOTER = 4.0, 8.0
"""Points between the text and the baselines of header and footer: descent and ascent."""
_BOUNDS = {"weight": (100, 900), "tracking": (-250, 2000), "raised": (-2, 2)}
MIN_LINE = 24.0
"""Points: a third of an inch, which has room for the number of a post."""
MIN_LEADING = 0.5
"""As a share of the size."""
_LENGTH = "a length such as 10.5, 12pt, 30mm or 1.2in"
_STYLE_KEYS = (
    "like", "family", "size", "leading", "colour", "weight", "italic", "tracking", "small_caps",
    "capitals", "tabular", "raised", "before", "after", "indent", "hanging", "indent_end", "align",
    "hyphenate", "keep_next", "hang_punctuation", "rule_start", "rule_above", "rule_below", "word",
)  # fmt: skip
_HEADINGS = frozenset(
    role.value for role in (Role.TITLE, Role.HEADING_1, Role.HEADING_2, Role.HEADING_3)
)
"""Roles that do not inherit `hyphenate`: their words are hyphenated only where they say so."""


def read_look(settings: TemplateSetting) -> Look:
    """Return the look. Raises BriefError at the first fault."""
    table = settings.as_table()
    colours = {
        name: colour.parse(_parse_colour, 'a colour such as "#1f3a5f"')
        for name, colour in _list_pairs(table["colours"])
    }
    families = {name: _read_family(setting) for name, setting in _list_pairs(table["families"])}
    notes = table["notes"]
    page = _read_page(table["page"])
    return Look(
        page=page,
        families=MappingProxyType(families),
        styles=MappingProxyType(_read_styles(table["styles"], families, colours, page)),
        notes=_read_notes(notes, colours),
        header_rule=_read_optional_rule(table["header_rule"], colours),
        figure_max_height=_parse_share(table["figure_max_height"]),
        field_label_width=_read_label_width(table["field_label_width"], page),
        term_width=_parse_share(table["term_width"]),
        emoji=parse_optional(table, "emoji", EmojiForm, "picture, mono or name")
        or EmojiForm.PICTURE,
    )


def _list_pairs(setting: TemplateSetting) -> list[tuple[str, TemplateSetting]]:
    return list(setting.as_table().items())


def _parse_colour(text: str) -> Colour:
    if len(text) != len("#rrggbb") or not text.startswith("#"):
        raise ValueError(text)
    return Colour(*bytes.fromhex(text[1:]))


def _look_up_colour(setting: TemplateSetting, colours: Colours) -> Colour:
    name = setting.as_text()
    if name in colours:
        return colours[name]
    return setting.parse(
        _parse_colour, f'a colour of this template ({", ".join(colours)}) or one such as "#1f3a5f"'
    )


def _parse_length(setting: TemplateSetting) -> float:
    value = setting.parse(parse_length, _LENGTH)
    if not -10_000 < value < 10_000:
        raise setting.make_error(f'"{setting.as_text()}" is no length that a page can have')
    return value


def _parse_positive(setting: TemplateSetting) -> float:
    value = _parse_length(setting)
    if value <= 0:
        raise setting.make_error(f'"{setting.as_text()}" must be more than 0')
    return value


def _parse_space(setting: TemplateSetting) -> float:
    value = _parse_length(setting)
    if value < 0:
        raise setting.make_error(f'"{setting.as_text()}" must not be less than 0')
    return value


def _parse_within(setting: TemplateSetting, least: float, most: float) -> float:
    value = setting.as_number()
    if not least <= value <= most:
        raise setting.make_error(f'"{setting.as_text()}" is not between {least:g} and {most:g}')
    return value


def _parse_share(setting: TemplateSetting) -> float:
    value = setting.as_number()
    if not 0 < value <= 1:
        raise setting.make_error(f'"{setting.as_text()}" is not a share between 0 and 1')
    return value


def _read_family(setting: TemplateSetting) -> Family:
    setting.require_known_keys(("name", "substitutes"))
    table = setting.as_table()
    if "name" not in table:
        raise setting.make_error("a family needs a name")
    substitutes: tuple[TemplateSetting, ...] = ()
    if "substitutes" in table:
        substitutes = table["substitutes"].as_list()
    names = tuple(item.as_text() for item in substitutes)
    return Family(table["name"].as_text(), names, table["name"].where)


def _read_page(setting: TemplateSetting) -> PageSetup:
    keys = ("width", "height", "top", "bottom", "left", "right", "header", "footer")
    setting.require_known_keys(keys)
    table = setting.as_table()
    for key in keys:
        if key not in table:
            raise setting.make_error(f'the page lacks "{key}"')
    page = PageSetup(**{key: _parse_positive(table[key]) for key in keys})
    for key in ("header", "footer"):
        if getattr(page, key) > page.height:
            raise table[key].make_error(f'"{table[key].as_text()}" is outside the page')
    if page.measure < MIN_MEASURE or page.height - page.top - page.bottom < MIN_FRAME:
        raise setting.make_error(
            "the margins leave no room for text", "leave at least 1 in of width and 2 in of height"
        )
    if page.header + BELOW_HEADER > page.top:
        raise setting.make_error("the header stands in the text", "make header less than top")
    if page.footer + ABOVE_FOOTER > page.bottom:
        raise setting.make_error("the footer stands in the text", "make footer less than bottom")
    return page


def _read_optional_rule(setting: TemplateSetting, colours: Colours) -> RuleStyle | None:
    if setting.value == "none":
        return None
    return _read_rule(setting, colours)


def _read_rule(setting: TemplateSetting, colours: Colours) -> RuleStyle:
    setting.require_known_keys(("width", "colour", "gap"))
    table = setting.as_table()
    for key in ("width", "colour", "gap"):
        if key not in table:
            raise setting.make_error(f'a rule needs "{key}"')
    return RuleStyle(
        _parse_positive(table["width"]),
        _look_up_colour(table["colour"], colours),
        _parse_space(table["gap"]),
    )


def _read_notes(setting: TemplateSetting, colours: Colours) -> NoteArea:
    keys = ("rule", "rule_share", "space_above", "between", "continued_rule")
    setting.require_known_keys((*keys, "repeat", "kind", "restart", "format"))
    table = setting.as_table()
    for key in keys:
        if key not in table:
            raise setting.make_error(f'the notes lack "{key}"')
    return NoteArea(
        rule=_read_rule(table["rule"], colours),
        rule_share=_parse_share(table["rule_share"]),
        space_above=_parse_space(table["space_above"]),
        between=_parse_space(table["between"]),
        continued_rule=_read_rule(table["continued_rule"], colours),
    )


def _read_label_width(setting: TemplateSetting, page: PageSetup) -> float:
    width = _parse_space(setting)
    if width > page.measure - MIN_MEASURE:
        raise setting.make_error(
            f'"{setting.as_text()}" leaves no room for what stands beside the labels'
        )
    return width


def _read_styles(
    setting: TemplateSetting, families: dict[str, Family], colours: Colours, page: PageSetup
) -> dict[Role, TextStyle]:
    setting.require_known_keys(role.value for role in Role)
    table = setting.as_table()
    for role in Role:
        if role.value not in table:
            raise setting.make_error(
                f'the styles lack "{role.value}"', "begin with `extends: memo`"
            )
    flat = {role: _resolve_like(role.value, table, ()) for role in Role}
    styles = {role: _read_style(flat[role], families, colours) for role in Role}
    for role, style in styles.items():
        _check_room(flat[role], style, page)
    return styles


def _check_room(setting: TemplateSetting, style: TextStyle, page: PageSetup) -> None:
    """Raise BriefError when lines would leave the page, have no room, or overlap."""
    table = setting.as_table()
    start, end = style.indent - max(style.hanging, 0.0), style.indent_end
    for key, outside in (("indent", page.left + start), ("indent_end", page.right + end)):
        if outside < 0:
            raise table.get(key, setting).make_error("text would begin or end outside the page")
    if page.measure - style.indent - end + min(style.hanging, 0.0) < MIN_LINE:
        key = "indent_end" if end > style.indent else "indent"
        raise table.get(key, setting).make_error("the indents leave no room for text")
    if style.leading < style.size * MIN_LEADING:
        hint = f"a leading of {style.size * 1.3:.3g} would suit a size of {style.size:g}"
        raise table["leading"].make_error("lines would stand on one another", hint)


def _resolve_like(
    name: str, table: dict[str, TemplateSetting], seen: tuple[str, ...]
) -> TemplateSetting:
    """Return a style with all that it inherits from the style in its `like`, and from that one's.

    `seen` are the names on the way, to find a circle.
    """
    setting = table[name]
    setting.require_known_keys(_STYLE_KEYS)
    own = setting.as_table()
    if "like" not in own:
        return setting
    base = own["like"].as_text()
    if base not in table:
        raise own["like"].make_error(f'there is no style "{base}" to be like')
    if base in seen or base == name:
        first = table[seen[0] if seen else name].as_table()["like"]
        raise first.make_error(f'"{name}" and "{base}" are each like the other')
    inherited = dict(_resolve_like(base, table, (*seen, name)).as_table())
    if name in _HEADINGS and base not in _HEADINGS:
        inherited.pop("hyphenate", None)
    return TemplateSetting({**inherited, **own}, setting.where)


def _read_style(
    setting: TemplateSetting, families: dict[str, Family], colours: Colours
) -> TextStyle:
    table = setting.as_table()
    for key in ("family", "size", "leading", "colour"):
        if key not in table:
            raise setting.make_error(f'a style needs "{key}", or another to be like')
    family = table["family"]
    if family.as_text() not in families:
        raise family.make_error(
            f'there is no family "{family.as_text()}"', f"families here: {', '.join(families)}"
        )
    values = {
        key: _read_style_value(key, item, colours)
        for key, item in table.items()
        if key not in ("like", "word")
    }
    return TextStyle(**values)


def _read_style_value(  # noqa: PLR0911 - one a key
    key: str, item: TemplateSetting, colours: Colours
) -> Any:  # noqa: ANN401 - the key decides
    match key:
        case "family":
            return item.as_text()
        case "colour":
            return _look_up_colour(item, colours)
        case "size" | "leading":
            return _parse_positive(item)
        case "weight" | "tracking" | "raised":
            value = _parse_within(item, *_BOUNDS[key])
            return round(value) if key == "weight" else value
        case (
            "italic"
            | "small_caps"
            | "capitals"
            | "tabular"
            | "hyphenate"
            | "hang_punctuation"
            | "keep_next"
        ):
            return item.as_boolean()
        case "align":
            return item.parse(Align, "start, end, centre or justify")
        case "rule_start" | "rule_above" | "rule_below":
            return _read_optional_rule(item, colours)
        case "before" | "after":
            return _parse_space(item)
        case _:
            return _parse_length(item)
