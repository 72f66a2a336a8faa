"""Lists become numbering.xml: bullets, numbers and key judgements, and one instance for each list that counts anew."""

from threadbrief.core.units import to_half_points, to_twips
from threadbrief.model.document import Role
from threadbrief.templates import Look
from threadbrief.word.parts.formatting import BOLD_FROM
from threadbrief.word.parts.style_names import LIST_LEVELS, STYLES, ListStyle
from threadbrief.word.xml import DECLARATION, W, escape_attribute

BULLETS = 1
NUMBERS = 2
JUDGEMENTS = 3
"""Numbering instances that the styles name; further ones are made as lists come."""
LEVELS = 9
"""What Word has (ECMA-376-1, 17.9.5)."""
BULLET = "•"
NUMBER_GAP = 4.0
"""Points between the number of a list and its text."""


def measure_list_indent(look: Look, level: int) -> float:
    """Return where the text of a list begins at a level, from 0; in points from the start edge."""
    return look.style(Role.LIST).indent * (level + 1)


def measure_list_hanging(look: Look, family: ListStyle) -> float:
    """Return how far before its text the mark of a list stands; in points.

    A bullet begins there, a number ends there: so its dots stand below each other, and 10 has room where 1 has.
    """
    hanging = look.style(Role.LIST).hanging
    return {
        ListStyle.BULLET: hanging,
        ListStyle.NUMBER: min(NUMBER_GAP, hanging),
        ListStyle.CONTINUE: 0.0,
    }[family]


class Numbering:
    """The numbering instances of a document, made in the order of its lists."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._instances: list[str] = [
            _make_instance(number, number) for number in (BULLETS, NUMBERS, JUDGEMENTS)
        ]
        self._next_judgement = 1
        self.unstyled: frozenset[str] = frozenset()
        """Ids of styles that do not number their paragraphs, although ours of that name do."""

    def new_list(self, level: int, start: int) -> int:
        """Return an instance whose level, from 0, counts from a start; for a numbered list."""
        return self._add(NUMBERS, level, start)

    def judgement(self, number: int) -> int | None:
        """Return the instance that shows this number for the next key judgement; None: the one of the style."""
        expected, self._next_judgement = self._next_judgement, number + 1
        if number != expected:
            return self._add(JUDGEMENTS, 0, number)
        return JUDGEMENTS if STYLES[Role.JUDGEMENT].id in self.unstyled else None

    def xml(self) -> str:
        """Return the numbering part."""
        abstract = (
            _make_bullets(self._look) + _make_numbers(self._look) + _make_judgements(self._look)
        )
        return f'{DECLARATION}<w:numbering xmlns:w="{W}">{abstract}{"".join(self._instances)}</w:numbering>'

    def _add(self, abstract: int, level: int, start: int) -> int:
        number = len(self._instances) + 1
        restart = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{max(0, start)}"/></w:lvlOverride>'
        self._instances.append(_make_instance(number, abstract, restart))
        return number


def _make_instance(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def _make_abstract(number: int, levels: str, kind: str = "hybridMultilevel") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="7B1E00{number:02X}"/>'
        f'<w:multiLevelType w:val="{kind}"/><w:tmpl w:val="7B1EA0{number:02X}"/>{levels}</w:abstractNum>'
    )


def _make_level(
    level: int, mark: tuple[str, str], place: tuple[float, float], style: str = "", run: str = ""
) -> str:
    """Return one level; `place` is where text begins and how far the mark hangs before it, in points."""
    form, text = mark
    start, hanging = place
    align = "right" if text.endswith(".") else "left"
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="{align}"/>'
        f'<w:pPr><w:ind w:left="{to_twips(start)}" w:hanging="{to_twips(hanging)}"/></w:pPr>{properties}</w:lvl>'
    )


def _measure_level(look: Look, level: int, family: ListStyle) -> tuple[float, float]:
    return measure_list_indent(look, level), measure_list_hanging(look, family)


def _link_style(family: ListStyle, level: int) -> str:
    return family.id(level) if level < LIST_LEVELS else ""


def _make_bullets(look: Look) -> str:
    name = escape_attribute(look.families[look.style(Role.LIST).family].name)
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:hint="default"/>'
    family = ListStyle.BULLET
    levels = (
        _make_level(
            n, ("bullet", BULLET), _measure_level(look, n, family), _link_style(family, n), fonts
        )
        for n in range(LEVELS)
    )
    return _make_abstract(BULLETS, "".join(levels))


def _make_numbers(look: Look) -> str:
    family = ListStyle.NUMBER
    levels = (
        _make_level(
            n, ("decimal", f"%{n + 1}."), _measure_level(look, n, family), _link_style(family, n)
        )
        for n in range(LEVELS)
    )
    return _make_abstract(NUMBERS, "".join(levels))


def _make_judgements(look: Look) -> str:
    text, number = look.style(Role.JUDGEMENT), look.style(Role.JUDGEMENT_NUMBER)
    bold = "" if number.weight >= BOLD_FROM else ' w:val="0"'
    italic = "" if number.italic else ' w:val="0"'
    size = to_half_points(number.size)
    run = (
        f'<w:b{bold}/><w:bCs{bold}/><w:i{italic}/><w:iCs{italic}/><w:color w:val="{number.colour.hex}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )
    level = _make_level(
        0, ("decimal", "%1"), (text.indent, text.hanging), STYLES[Role.JUDGEMENT].id, run
    )
    return _make_abstract(JUDGEMENTS, level, "singleLevel")
