"""Converts the SVG of an emoji to PDF path operators, in the units of a glyph, opaque.

It covers what Twemoji uses of SVG 1.1.
"""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence

from threadbrief.core.structs import Frozen, replace

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

_COLOUR_NAMES = {
    "black": "000000",
    "white": "ffffff",
    "red": "ff0000",
    "green": "008000",
    "navy": "000080",
    "blue": "0000ff",
}
_CIRCLE_KAPPA = 0.5522847498
"""Length of the handles of a quarter of a circle drawn as a Bézier curve."""
_NUMBER = r"[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?"
_NUMBERS = re.compile(_NUMBER)
_ARC_ARGUMENTS = re.compile(
    rf"[\s,]*+({_NUMBER})" * 3 + r"[\s,]*+([01])" * 2 + rf"[\s,]*+({_NUMBER})" * 2
)
_ARGUMENT_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_URL = re.compile(r"url\(#([^)]+)\)")


class _GraphicsState(Frozen):
    """What an element hands down to those in it."""

    fill: str
    opacity: float
    even_odd: bool
    matrix: Matrix
    clip: str | None


def convert_svg(source: bytes, size: float, rise: float, left: float) -> str:
    """Return the operators that fill a picture.

    It is `size` units high; its lower left corner is `left` units to the right of the origin and
    `rise` units above it. Opacity is mixed with white. Raises ValueError when the bytes are no SVG
    with a viewBox, or use more of SVG than pictures of emoji do.
    """
    try:
        root = ET.fromstring(source)  # noqa: S314 - an installed file
        box = [float(number) for number in root.get("viewBox", "").split()]
        scale = size / max(box[2], box[3])
        middle = (max(box[2], box[3]) - box[3]) / 2 * scale
        matrix = (
            scale,
            0.0,
            0.0,
            -scale,
            left - box[0] * scale,
            rise + size - middle + box[1] * scale,
        )
        clips = {e.get("id", ""): e for e in root.iter() if _get_local_name(e) == "clipPath"}
        return "\n".join(
            _iter_operators(
                root, _GraphicsState("#000", 1.0, even_odd=False, matrix=matrix, clip=None), clips
            )
        )
    except (ET.ParseError, IndexError, KeyError, TypeError, ZeroDivisionError) as fault:
        raise ValueError(f"not an SVG picture that can be drawn: {fault}") from fault


def _iter_operators(
    root: ET.Element, paint: _GraphicsState, clips: dict[str, ET.Element]
) -> Iterator[str]:
    stack = [(root, paint)]
    while stack:
        element, context = stack.pop()
        if _get_local_name(element) in {"defs", "clipPath"}:
            continue
        context = _inherit_state(element, context)
        shape = _list_shape_steps(element)
        if shape and context.fill != "none":
            colour = _format_colour(context.fill, context.opacity)
            filled = f"{colour} rg {_format_path(shape, context.matrix)} f"
            if context.even_odd:
                filled += "*"
            if context.clip:
                filled = f"q {_make_clip(clips[context.clip], context.matrix)} {filled} Q"
            yield filled
        stack += [(child, context) for child in reversed(element)]


def _inherit_state(element: ET.Element, paint: _GraphicsState) -> _GraphicsState:
    opacity = (
        paint.opacity * float(element.get("opacity", "1")) * float(element.get("fill-opacity", "1"))
    )
    changed = replace(paint, fill=element.get("fill", paint.fill), opacity=opacity)
    rule = element.get("fill-rule")
    if rule is not None:
        changed = replace(changed, even_odd=rule == "evenodd")
    transform = element.get("transform")
    if transform:
        matrix = _multiply(paint.matrix, _parse_transform(transform))
        changed = replace(changed, matrix=matrix)
    clip = _URL.match(element.get("clip-path", ""))
    if clip:
        changed = replace(changed, clip=clip[1])
    return changed


def _make_clip(element: ET.Element, matrix: Matrix) -> str:
    shapes = [(child, _list_shape_steps(child)) for child in element]
    paths = [
        _format_path(shape, _multiply(matrix, _parse_transform(child.get("transform", ""))))
        for child, shape in shapes
        if shape
    ]
    return f"{' '.join(paths)} W n"


def _get_local_name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _format_colour(fill: str, opacity: float) -> str:
    text = _COLOUR_NAMES.get(fill.strip().lower(), fill.strip().lstrip("#"))
    if len(text) == 3:
        text = "".join(digit * 2 for digit in text)
    parts = [int(text[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    return " ".join(f"{part * opacity + 1 - opacity:.3g}" for part in parts)


# --- matrices ------------------------------------------------------------------------------------


def _multiply(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _parse_transform(text: str) -> Matrix:
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for name, arguments in re.findall(r"\b(\w+)\s*\(([^()]*)\)", text):
        numbers = [float(number) for number in re.split(r"[\s,]+", arguments.strip())]
        matrix = _multiply(matrix, _make_transform(name, numbers))
    return matrix


def _make_transform(name: str, numbers: Sequence[float]) -> Matrix:
    match name, len(numbers):
        case "matrix", 6:
            a, b, c, d, e, f = numbers
            return (a, b, c, d, e, f)
        case "translate", 1 | 2:
            x, y = (*numbers, 0.0)[:2]
            return (1.0, 0.0, 0.0, 1.0, x, y)
        case "scale", 1 | 2:
            return (numbers[0], 0.0, 0.0, numbers[-1], 0.0, 0.0)
        case "rotate", 1 | 3:
            cosine, sine = math.cos(math.radians(numbers[0])), math.sin(math.radians(numbers[0]))
            x, y = numbers[1:] or (0.0, 0.0)
            return (
                cosine,
                sine,
                -sine,
                cosine,
                x - cosine * x + sine * y,
                y - sine * x - cosine * y,
            )
        case _:
            raise ValueError(f"transform {name!r} is not known")


# --- shapes --------------------------------------------------------------------------------------

PathStep = tuple[str, tuple[Point, ...]]
"""A PDF operator (m, l, c or h) and its points."""


def _format_path(steps: Iterable[PathStep], matrix: Matrix) -> str:
    a, b, c, d, e, f = matrix
    out: list[str] = []
    for operator, points in steps:
        out += [f"{a * x + c * y + e:.0f} {b * x + d * y + f:.0f}" for x, y in points]
        out.append(operator)
    return " ".join(out)


def _list_shape_steps(element: ET.Element) -> list[PathStep] | None:
    match _get_local_name(element):
        case "path":
            return list(iter_path_steps(element.get("d", "")))
        case "circle":
            radius = float(element.get("r", "0"))
            return _list_ellipse_steps(element, radius, radius)
        case "ellipse":
            return _list_ellipse_steps(
                element, float(element.get("rx", "0")), float(element.get("ry", "0"))
            )
        case "svg" | "g":
            return None
        case other:
            raise ValueError(f"element {other!r} is not known")


def _list_ellipse_steps(element: ET.Element, rx: float, ry: float) -> list[PathStep]:
    x, y = float(element.get("cx", "0")), float(element.get("cy", "0"))
    h, v = rx * _CIRCLE_KAPPA, ry * _CIRCLE_KAPPA
    return [
        ("m", ((x + rx, y),)),
        ("c", ((x + rx, y + v), (x + h, y + ry), (x, y + ry))),
        ("c", ((x - h, y + ry), (x - rx, y + v), (x - rx, y))),
        ("c", ((x - rx, y - v), (x - h, y - ry), (x, y - ry))),
        ("c", ((x + h, y - ry), (x + rx, y - v), (x + rx, y))),
        ("h", ()),
    ]


# --- path data (SVG 1.1, 8.3) --------------------------------------------------------------------


def iter_path_steps(data: str) -> Iterator[PathStep]:
    """Yield the steps of path data, all absolute, curves cubic; raises ValueError for bad data."""
    pen = _PathPen()
    for command, arguments in _iter_commands(data):
        yield from pen.draw(command, arguments)


def _iter_commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with as many numbers as one of its kind takes."""
    for letter, rest in re.findall(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)", data):
        if letter in "Aa":
            numbers = _parse_arc_numbers(rest)
        else:
            numbers = [float(number) for number in _NUMBERS.findall(rest)]
        count = _ARGUMENT_COUNTS[letter.upper()]
        if not count:
            yield letter, []
            continue
        if len(numbers) % count or not numbers:
            raise ValueError(f"path command {letter!r} has {len(numbers)} numbers")
        for start in range(0, len(numbers), count):
            # More pairs after a move are lines (8.3.2).
            if start:
                letter = {"M": "L", "m": "l"}.get(letter, letter)  # noqa: PLW2901 - as in SVG
            yield letter, numbers[start : start + count]


def _parse_arc_numbers(text: str) -> list[float]:
    """Return the numbers of elliptical arcs, whose two flags need no space after them.

    Those before the first fault are returned.
    """
    numbers: list[float] = []
    match = _ARC_ARGUMENTS.match(text)
    while match:
        numbers += map(float, match.groups())
        match = _ARC_ARGUMENTS.match(text, match.end())
    return numbers


class _PathPen:
    def __init__(self) -> None:
        self._position: Point = (0.0, 0.0)
        self._subpath_start: Point = (0.0, 0.0)
        self._control_point: Point | None = None
        """The last control point, and of which kind of curve it was."""
        self._kind = ""

    def draw(self, command: str, numbers: Sequence[float]) -> Iterator[PathStep]:
        """Yield what one command draws."""
        kind = command.upper()
        points = self._read_points(command, numbers) if kind not in "HVAZ" else []
        x, y = self._position
        before = (
            self._control_point
            if self._kind
            and self._kind in {"CS": "CS", "QT": "QT"}.get(_find_curve_family(kind), "")
            else None
        )
        mirrored = (2 * x - before[0], 2 * y - before[1]) if before else self._position
        match kind:
            case "M":
                self._subpath_start = points[0]
                yield self._move_to("m", points)
            case "L":
                yield self._move_to("l", points)
            case "H":
                yield self._move_to("l", [(numbers[0] + (x if command == "h" else 0), y)])
            case "V":
                yield self._move_to("l", [(x, numbers[0] + (y if command == "v" else 0))])
            case "C" | "S":
                curve = points if kind == "C" else [mirrored, *points]
                self._control_point = curve[1]
                yield self._move_to("c", curve)
            case "Q" | "T":
                handle, end = points if kind == "Q" else (mirrored, points[0])
                self._control_point = handle
                yield self._move_to(
                    "c",
                    [
                        _raise_control_point(self._position, handle),
                        _raise_control_point(end, handle),
                        end,
                    ],
                )
            case "A":
                offset = self._position if command == "a" else (0.0, 0.0)
                end = (numbers[5] + offset[0], numbers[6] + offset[1])
                for curve in iter_arc_curves(self._position, end, numbers):
                    yield self._move_to("c", curve)
            case _:
                self._position = self._subpath_start
                yield ("h", ())
        self._kind = kind

    def _read_points(self, command: str, numbers: Sequence[float]) -> list[Point]:
        x, y = self._position if command.islower() else (0.0, 0.0)
        return [(numbers[i] + x, numbers[i + 1] + y) for i in range(0, len(numbers), 2)]

    def _move_to(self, operator: str, points: Sequence[Point]) -> PathStep:
        self._position = points[-1]
        return operator, tuple(points)


def _find_curve_family(kind: str) -> str:
    for curve in ("CS", "QT"):
        if kind in curve:
            return curve
    return ""


def _raise_control_point(point: Point, handle: Point) -> Point:
    """Return the cubic control point of a quadratic curve."""
    return (point[0] + (handle[0] - point[0]) * 2 / 3, point[1] + (handle[1] - point[1]) * 2 / 3)


def iter_arc_curves(start: Point, end: Point, numbers: Sequence[float]) -> Iterator[list[Point]]:
    """Yield an elliptical arc as Bézier curves of at most a quarter turn (SVG 1.1, F.6)."""
    rx, ry = abs(numbers[0]), abs(numbers[1])
    if start == end:
        return
    if not rx or not ry:
        yield [start, end, end]
        return
    cosine, sine = math.cos(math.radians(numbers[2])), math.sin(math.radians(numbers[2]))
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cosine * half_x + sine * half_y, cosine * half_y - sine * half_x
    grown = max(1.0, math.sqrt((x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    share = max(0.0, (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1)
    side = math.sqrt(share)
    if numbers[3] == numbers[4]:
        side = -side
    centre_x, centre_y = side * rx * y / ry, -side * ry * x / rx
    first = math.atan2((y - centre_y) / ry, (x - centre_x) / rx)
    sweep = math.atan2((-y - centre_y) / ry, (-x - centre_x) / rx) - first
    if numbers[4] and sweep < 0:
        sweep += math.tau
    elif not numbers[4] and sweep > 0:
        sweep -= math.tau
    mid_x, mid_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    x = cosine * centre_x - sine * centre_y + mid_x
    y = sine * centre_x + cosine * centre_y + mid_y
    matrix = (rx * cosine, rx * sine, -ry * sine, ry * cosine, x, y)
    yield from _iter_unit_arc(first, sweep, matrix)


def _iter_unit_arc(first: float, sweep: float, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield an arc of the unit circle, moved to its place."""
    a, b, c, d, e, f = matrix
    count = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    step = sweep / count
    handle = 4 / 3 * math.tan(step / 4)
    for index in range(count):
        t, u = first + index * step, first + (index + 1) * step
        points = (
            (math.cos(t) - handle * math.sin(t), math.sin(t) + handle * math.cos(t)),
            (math.cos(u) + handle * math.sin(u), math.sin(u) - handle * math.cos(u)),
            (math.cos(u), math.sin(u)),
        )
        yield [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
