"""Values of Python that no memo can hold are told by their path, never raised as they come."""

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.read import read_brief
from threadbrief.read.values import read_values, reread_brief

MEMO = b"schema: threadbrief/1\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\nposts: []\n"


def circle() -> dict[str, object]:
    inner: dict[str, object] = {}
    inner["to"] = inner
    return inner


@pytest.mark.parametrize(
    ("value", "path"),
    [({"to": {1}}, "memo.to"), ({"to": [b"A"]}, "memo.to[0]"), (circle(), "memo" + ".to" * 64)],
)
def test_a_value_of_no_kind(value: object, path: str) -> None:
    with pytest.raises(BriefError) as caught:
        read_values({"schema": "threadbrief/1", "memo": value})
    assert [(p.code, p.path) for p in caught.value.problems] == [("TB107", path)]


def test_a_field_of_the_wrong_type() -> None:
    brief, _ = read_brief(MEMO.replace(b"[]", b"[{text: One.}]"), "memo.yaml")
    with pytest.raises(BriefError, match="TB107"):
        reread_brief(replace(brief, posts=5))
