"""CSL-JSON, as the fixtures and other programs write it, becomes citations and cites."""

import re
from collections.abc import Mapping
from typing import Any

from threadbrief.core.problems import Location
from threadbrief.model.brief import Citation, CslDate, DateParts, Name
from threadbrief.model.marks import CiteItem, Locator, LocatorKind

NAME_VARIABLES = frozenset(
    re.split(
        r"\s+",
        """author chair collection-editor compiler composer container-author contributor curator director editor
        editor-translator editorial-director executive-producer guest host illustrator interviewer narrator organizer
        original-author performer producer recipient reviewed-author script-writer series-creator translator""",
    )
)
DATE_VARIABLES = frozenset(
    (
        "accessed",
        "available-date",
        "container",
        "event-date",
        "issued",
        "original-date",
        "submitted",
    )
)
_MONTHS = {
    name: number
    for number, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)
}
_SEASONS = {"spr": 1, "sum": 2, "aut": 3, "fal": 3, "win": 4}
_LINE = re.compile(r"^([A-Za-z][A-Za-z_ -]*): *(.+)$")
_BRACE = re.compile(r"\{:([\w -]+): *([^}]+)\}")
HERE = Location("refs.json", 1, 1)


def citation(item: Mapping[str, Any]) -> Citation:
    """Return an item of CSL-JSON as a citation; fields written into `note` are taken out of it."""
    fields = {**_from_note(item), **item}
    variables, names, dates = {}, {}, {}
    kind = str(fields.get("type", "document"))
    for key, value in fields.items():
        if key in NAME_VARIABLES and isinstance(value, list):
            names[key] = tuple(made for made in map(name, value) if made is not None)
        elif key in DATE_VARIABLES and isinstance(value, (dict, str)):
            made = date(value)
            if made is not None:
                dates[key] = made
        elif key not in ("id", "type") and isinstance(value, (str, int, float)) and str(value):
            variables[key] = str(value)
    return Citation(str(item["id"]), kind, HERE, variables, names, dates)


def _from_note(item: Mapping[str, Any]) -> dict[str, Any]:
    note = item.get("note")
    if not isinstance(note, str):
        return {}
    found: dict[str, Any] = {}
    lines = _BRACE.findall(note)
    for line in note.split("\n"):
        match = _LINE.match(line.strip())
        if match is None:
            continue
        lines.append((match[1], match[2]))
    for written, text in lines:
        key = written.strip()
        lowered = key.lower().replace(" ", "-")
        value = text.strip()
        if lowered in NAME_VARIABLES:
            family, _, given = value.partition("||")
            one = (
                {"family": family.strip(), "given": given.strip()}
                if given
                else {"literal": family.strip()}
            )
            found.setdefault(lowered, []).append(one)
        elif lowered in DATE_VARIABLES:
            found[lowered] = value
        else:
            found[key if key.isupper() else lowered] = value
    return found


def name(value: Mapping[str, Any]) -> Name | None:
    """Return a name variable's member; None when it says nothing."""
    text = {
        key: str(part) for key, part in value.items() if isinstance(part, (str, int)) and str(part)
    }
    literal = text.get("literal")
    if (
        literal is None
        and "family" in text
        and (value.get("isInstitution") or value.get("is-institution"))
    ):
        literal = text["family"]
    if literal is None and not text.get("family") and not text.get("given"):
        return None
    return Name(
        text.get("family") if literal is None else None,
        text.get("given") if literal is None else None,
        text.get("dropping-particle"),
        text.get("non-dropping-particle"),
        text.get("suffix"),
        bool(value.get("comma-suffix")),
        bool(value.get("static-ordering")),
        literal,
        value.get("parse-names") not in (False, 0, "false"),
    )


def date(value: Mapping[str, Any] | str) -> CslDate | None:
    """Return a date variable; None when it says nothing."""
    if isinstance(value, str):
        return raw_date(value)
    circa = str(value.get("circa", "")).lower() in ("1", "true")
    if value.get("raw"):
        made = raw_date(str(value["raw"]))
        return (
            made
            if made is None or not circa
            else CslDate(made.start, made.end, circa, made.literal)
        )
    if value.get("literal"):
        return CslDate(literal=str(value["literal"]), circa=circa)
    ends = [parts(list(part)) for part in value.get("date-parts", []) if part]
    known = [end for end in ends if end is not None]
    if not known:
        return None
    season = value.get("season")
    if season and known[0].month is None:
        number = int(season) if str(season).isdigit() else _SEASONS.get(str(season)[:3].lower(), 0)
        known[0] = DateParts(known[0].year, season=number or None)
    end = known[1] if len(known) > 1 and known[1] != known[0] else None
    if end is None and value["date-parts"][1:2] == [[0]]:
        end = DateParts(0)
    return CslDate(known[0], end, circa)


def parts(values: list[Any]) -> DateParts | None:
    """Return year, month and day; a month from 13 on is a season."""
    numbers = [int(str(value)) for value in values if re.fullmatch(r"\s*-?\d+\s*", str(value))]
    if not numbers or (len(numbers) == 1 and numbers[0] == 0):
        return None
    year, month, day = (*numbers, None, None)[:3]
    if month is not None and month >= 13:
        return DateParts(
            year, season=month - 12 if month <= 16 else (month - 20 if 21 <= month <= 24 else None)
        )
    return DateParts(year, month or None, (day or None) if month else None)


def raw_date(text: str) -> CslDate | None:
    """Return a date written as people write it, or EDTF; what is none is kept as words."""
    text = text.strip()
    if not text:
        return None
    circa = bool(re.search(r"[~?]$|^ca?\.|^circa", text))
    bare = re.sub(r"^(?:circa|ca?\.)\s*|[~?%]", "", text)
    halves = [bare]
    for mark in ("/", "–", " - ", "--"):
        pieces = bare.split(mark)
        if (
            len(pieces) == 2
            and all(re.search(r"\d", piece) for piece in pieces)
            and not _slashed(bare)
        ):
            halves = pieces
            break
    made = [_one_date(half.strip()) for half in halves]
    if len(made) == 2 and made[0] is None and made[1] is not None:
        made[0] = _borrow(halves[0], made[1])
    if made[0] is None or (len(made) == 2 and made[1] is None):
        return CslDate(literal=text)
    return CslDate(made[0], made[1] if len(made) == 2 else None, circa)


def _slashed(text: str) -> bool:
    return re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d{1,2}/\d{1,2}", text) is not None


def _borrow(text: str, other: DateParts) -> DateParts | None:
    made = _one_date(f"{text} {other.year}")
    return made if made is not None and (made.month or made.season) else None


def _one_date(text: str) -> DateParts | None:
    match = re.fullmatch(r"(-?\d{1,6})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:T.*)?", text)
    if match:
        return parts([part for part in match.groups() if part])
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if match:
        return parts([match[3], match[1], match[2]])
    words = re.findall(r"[^\W\d_]+|\d+", text)
    month = next((_MONTHS[word[:3].lower()] for word in words if word[:3].lower() in _MONTHS), None)
    season = next(
        (_SEASONS[word[:3].lower()] for word in words if word[:3].lower() in _SEASONS), None
    )
    numbers = [int(word) for word in words if word.isdigit()]
    year = next((number for number in numbers if number > 31), None)
    if year is None or len(numbers) > 2:
        return None
    if any(
        not word.isdigit() and word[:3].lower() not in {**_MONTHS, **_SEASONS} for word in words
    ):
        return None
    if season is not None:
        return DateParts(year, season=season)
    day = next((number for number in numbers if number != year), None)
    return DateParts(year, month, day if month else None)


def cite(item: Mapping[str, Any]) -> CiteItem:
    """Return a cite of a citation cluster."""
    label = str(item.get("label") or "page").replace("sub verbo", "sub-verbo")
    value = str(item.get("locator") or "").strip()
    kinds = {kind.value: kind for kind in LocatorKind}
    locator = Locator(kinds.get(label, LocatorKind.PAGE), value) if value else None
    prefix, suffix = str(item.get("prefix") or ""), str(item.get("suffix") or "")
    suppressed = bool(item.get("suppress-author"))
    return CiteItem(str(item["id"]), HERE, prefix, locator, suffix, suppressed)
