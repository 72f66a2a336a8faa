"""Values one by one out of JSON, however the file is cut into pieces, and where it goes wrong."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError
from threadbrief.importers.inputs import json_stream
from threadbrief.importers.inputs.json_stream import JsonStream

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


def stream(text: str | bytes) -> JsonStream:
    return JsonStream(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "a.json")


def said(text: str | bytes) -> str:
    """What is said of a file whose elements cannot all be read."""
    with pytest.raises(BriefError) as fault:
        read(text)
    return str(fault.value)


def read(text: str | bytes) -> list[object]:
    reading = stream(text)
    reading.skip_assignment()
    found = list(reading.iter_elements())
    reading.expect_end()
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES), st.integers(1, 40), st.sampled_from([None, 2]), st.booleans())
def test_elements_are_those_of_the_array(
    values: list[object], chunk: int, indent: int | None, escape: bool
) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=escape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        reading = stream(
            text.encode(errors="surrogatepass") if escape else text.encode(errors="replace")
        )
        found = list(reading.iter_elements())
        reading.expect_end()
    expected = json.loads(text if escape else text.encode(errors="replace"))
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES), st.integers(1, 40))
def test_members_are_those_of_the_object(value: dict[str, object], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        reading = stream(json.dumps(value))
        assert {key: reading.read_value() for key in reading.iter_members()} == value


DOCUMENT = [
    {"a": [None, True, False, -1.5e-7, 12], "\x05é": {'ÿ🌬️\\"': "\x85x\U0001f32c"}},
    {"b": {}, "c": [], "d": -0.0, "e": [[{"f": None}]]},
]


@pytest.mark.parametrize("escape", [True, False])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_that_is_cut_anywhere_is_told(indent: int | None, escape: bool) -> None:
    text = json.dumps(DOCUMENT, indent=indent, ensure_ascii=escape)
    for length in range(len(text)):
        reading = stream(text[:length])
        with pytest.raises(BriefError) as fault:
            list(reading.iter_elements())
        assert fault.value.problems[0].code == "TB957"


@pytest.mark.parametrize(
    "text",
    [
        "window.YTD.tweets.part0 = [1]",
        " \n[1] ;\n; ",
        "\ufeff[1]",
        "window.YTD.tweets.part0=[1];",
        "[1]\ufeff",
    ],
)
def test_an_assignment_is_cut_off(text: str) -> None:
    reading = stream(text)
    reading.skip_assignment()
    assert list(reading.iter_elements()) == [1]
    reading.expect_end()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_other_encodings_are_known_by_their_mark(encoding: str) -> None:
    text = '["冰🌬️"]'
    mark = "" if encoding in {"utf-16", "utf-8-sig"} else "\ufeff"
    assert list(stream((mark + text).encode(encoding)).iter_elements()) == ["冰🌬️"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a.json:1:1: error TB957: the file ends in the middle, after 0 bytes"),
        (
            '[{"a": 1},\n {"b": "cut',
            "a.json:2:12: error TB957: the file ends in the middle, after 22 bytes",
        ),
        ("[1,\n2", "a.json:2:2: error TB957: the file ends in the middle, after 5 bytes"),
        ("[1,\n 2 3]", 'a.json:2:4: error TB958: it is not JSON: "]" is expected here'),
        ("[1,\n\n nope]", "a.json:3:2: error TB958: it is not JSON: expecting value"),
        ("[NaN]", "a.json:1:2: error TB958: it is not JSON: NaN is no JSON"),
        ("[1e999999, -Infinity]", "a.json:1:12: error TB958: it is not JSON: -Infinity is no JSON"),
        (
            "[1] [2]",
            "a.json:1:5: error TB958: it is not JSON: there is text after the end of the JSON",
        ),
        ("alert(1)", "a.json:1:1: error TB958: it is not JSON: no JSON begins here"),
        ('["\\q"]', "a.json:1:3: error TB958: it is not JSON: invalid \\escape"),
        ("<html>=[", "a.json:1:9: error TB957: the file ends in the middle, after 8 bytes"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, expected: str) -> None:
    assert said(text) == expected


def test_deep_nesting_is_told() -> None:
    assert "TB958" in said("[" * 200_000)
    assert "TB958" in said("[" + '{"a":' * 200_000)


def test_a_number_beyond_all_measure_is_told() -> None:
    assert "TB958" in said(f"[{'9' * 5000}]")


def test_a_byte_that_belongs_to_no_character_is_told() -> None:
    assert (
        said(b'["ab\xff"]') == 'error TB959: "a.json" is not UTF-8: byte 4 belongs to no character'
    )


def test_a_byte_late_in_the_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 10)
    assert "byte 40 " in said(b"[" + b"1, " * 13 + b"\xe5")


def test_a_value_beyond_all_measure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 10)
    monkeypatch.setattr(json_stream, "MAX_VALUE", 100)
    assert "TB960" in said('["' + "a" * 1000 + '"]')


def test_stray_escapes_are_read() -> None:
    assert list(stream(r'["a\x0Bb \\x0B \u0041 \\\x1f"]').iter_elements()) == [
        "a\x0bb \\x0B A \\\x1f"
    ]


@given(st.text(st.sampled_from('ax0B\\"u'), max_size=12), st.integers(1, 20))
def test_stray_escapes_never_raise_another_fault(inner: str, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        try:
            reading = stream(f'["{inner}"]')
            list(reading.iter_elements())
            reading.expect_end()
        except BriefError:
            pass


class Endless(io.RawIOBase):
    """An array of many elements that is never in memory."""

    def __init__(self, element: bytes, count: int) -> None:
        self.element = element
        self.count = count
        self.waiting = b"["

    def read(self, size: int = -1) -> bytes:
        while len(self.waiting) < size and self.count:
            self.count -= 1
            self.waiting += self.element + (b", " if self.count else b"]")
        out, self.waiting = self.waiting[:size], self.waiting[size:]
        return out


def test_a_large_array_takes_the_memory_of_a_piece() -> None:
    element = b'"' + b"x" * (1 << 16) + b'"'
    tracemalloc.start()
    try:
        found = sum(1 for _ in JsonStream(Endless(element, 2000), "large.json").iter_elements())  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == 2000
    assert peak < 16 << 20
