"""SVG pictures of emoji as path operators."""

import pytest

from threadbrief.pdf.fonts.svg import convert_svg, iter_arc_curves, iter_path_steps


def steps(data):
    return [
        (op, [(round(x, 3), round(y, 3)) for x, y in points])
        for op, points in iter_path_steps(data)
    ]


def test_moves_lines_and_their_shorthands():
    assert steps("M1 2 3 4h5v-1H0V0Zl1,1") == [
        ("m", [(1, 2)]),
        ("l", [(3, 4)]),
        ("l", [(8, 4)]),
        ("l", [(8, 3)]),
        ("l", [(0, 3)]),
        ("l", [(0, 0)]),
        ("h", []),
        ("l", [(2, 3)]),
    ]


def test_numbers_may_touch():
    assert steps("M.5.5-1-1e1") == [("m", [(0.5, 0.5)]), ("l", [(-1, -10)])]


def test_smooth_curves_mirror_the_handle_before():
    assert steps("M0 0C0 1 1 1 1 0S2-1 2 0")[-1] == ("c", [(1, -1), (2, -1), (2, 0)])
    assert steps("M0 0S2-1 2 0")[-1] == ("c", [(0, 0), (2, -1), (2, 0)])
    assert steps("M0 0Q1 1 2 0T4 0")[-1] == ("c", [(2.667, -0.667), (3.333, -0.667), (4, 0)])


def test_arcs_are_curves_of_a_quarter_turn():
    assert steps("M1 0A1 1 0 01-1 0")[-1][1][-1] == (-1, 0)
    assert len(steps("M1 0a1 1 0 11-1-1")) == 4
    half = list(iter_arc_curves((1.0, 0.0), (-1.0, 0.0), [1, 1, 0, 0, 1]))
    assert [tuple(round(v, 6) for v in curve[-1]) for curve in half] == [(0, 1), (-1, 0)]
    assert list(iter_arc_curves((0.0, 0.0), (0.0, 0.0), [1, 1, 0, 0, 1])) == []
    assert list(iter_arc_curves((0.0, 0.0), (2.0, 0.0), [0, 1, 0, 0, 1])) == [
        [(0, 0), (2, 0), (2, 0)]
    ]


def picture(body):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{body}</svg>'.encode()


def test_a_picture_is_turned_upright_and_put_in_its_place():
    operators = convert_svg(picture('<path fill="#F00" d="M0 0h10v10H0z"/>'), 1000, -200, 50)
    assert operators == "1 0 0 rg 50 800 m 1050 800 l 1050 -200 l 50 -200 l h f"


def test_opacity_is_mixed_with_white():
    body = '<g opacity=".5"><path fill="#000" fill-opacity=".5" d="M0 0h1z"/></g>'
    assert convert_svg(picture(body), 10, 0, 0).startswith("0.75 0.75 0.75 rg ")


def test_fills_are_handed_down_and_transforms_multiplied():
    body = (
        '<g fill="navy" fill-rule="evenodd" transform="translate(1 0)">'
        '<path transform="scale(2)" d="M0 0h1z"/><circle r="1"/></g><path fill="none" d="M0 0h1z"/>'
    )
    first, second = convert_svg(picture(body), 10, 0, 0).splitlines()
    assert first == "0 0 0.502 rg 1 10 m 3 10 l h f*"
    assert second.startswith("0 0 0.502 rg 2 10 m ")


def test_a_clip_path_clips():
    body = '<clipPath id="a"><path d="M0 0h5v5z"/></clipPath><path clip-path="url(#a)" fill="#fff" d="M0 0h9z"/>'
    assert (
        convert_svg(picture(body), 10, 0, 0)
        == "q 0 10 m 5 10 l 5 5 l h W n 1 1 1 rg 0 10 m 9 10 l h f Q"
    )


@pytest.mark.parametrize(
    "source",
    [
        b"", b"<svg", b"<svg/>", b'<svg viewBox="0 0 0 0"/>', picture('<path d="M1"/>'), picture("<image/>"),
        picture('<path fill="url(#x)" d="M0 0h1z"/>'), picture('<path transform="skewX(3)" d="M0 0"/>'),
        picture('<path clip-path="url(#gone)" d="M0 0h1z"/>'), b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(source):
    with pytest.raises(ValueError, match=r"."):
        convert_svg(source, 1000, 0, 0)
