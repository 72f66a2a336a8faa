"""A second source goes into a memo that is there: lines are put in, and none is changed."""

from collections.abc import Callable
from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.importers.importing import ImportResult, update_memo
from threadbrief.importers.inputs.open import memory_source
from threadbrief.importers.model import Selection
from threadbrief.read import read_brief

DATA = Path(__file__).parents[2] / "data" / "importers" / "adding"
TODAY = date(2031, 3, 15)
MEMO = (DATA / "memo.yaml").read_text(encoding="utf-8")


def add(memo: str, source: str, wanted: Selection | None = None) -> ImportResult:
    opened = memory_source("longer.txt", source.encode())
    return update_memo(memo.encode(), "memo.yaml", opened, wanted or Selection(), None, TODAY)


def taken_out(before: str, after: str) -> list[str]:
    return [
        line for line in ndiff(before.splitlines(), after.splitlines()) if line.startswith("- ")
    ]


SAME = "The dam was opened on Sunday: https://log.example/sunday\n\n2/ Nobody said why, says @ada_pilot.\n"


def test_the_same_again_adds_nothing() -> None:
    brought = add(MEMO, SAME)
    assert brought.text == MEMO
    assert (brought.added.posts, brought.added.differences, brought.flags) == ((), (), ())


def test_new_posts_come_behind_the_ones_they_follow(golden: Callable[[Path, str], None]) -> None:
    source = (
        SAME
        + "\n3/ @new_one asked, see https://answer.example/2031/03/14/the-answer-of-the-ministry\n\n4/ It is shut.\n"
    )
    brought = add(MEMO, source)
    assert brought.added.posts == ("p3", "p4")
    assert taken_out(MEMO, brought.text) == []
    golden(DATA / "longer.yaml", brought.text)


def test_a_post_between_two_comes_between_them() -> None:
    memo = (
        MEMO.replace("number: 2\n", "number: 3\n")
        .replace('"2/"', '"3/"')
        .replace("2/ Nobody", "3/ Nobody")
    )
    brought = add(memo, SAME.replace("\n\n2/", "\n\n2/ It was a quiet one.\n\n3/"))
    assert [post.number for post in read_brief(brought.text.encode(), "m")[0].posts] == [1, 2, 3]
    assert taken_out(memo, brought.text) == []


def test_a_post_that_differs_is_shown_and_flagged_and_kept() -> None:
    brought = add(MEMO, SAME.replace("Nobody said why", "Nobody has said why"))
    assert brought.added.posts == ()
    (difference,) = brought.added.differences
    assert difference.splitlines() == [
        "post 2 (p2)", "-2/ Nobody said why, says @ada_pilot.", "+2/ Nobody has said why, says @ada_pilot."
    ]  # fmt: skip
    assert [flag.kind.value for flag in brought.flags] == ["text-changed"]
    assert taken_out(MEMO, brought.text) == []
    assert "A person wrote this, with a note [@log-sunday]." in brought.text
    again = add(brought.text, SAME.replace("Nobody said why", "Nobody has said why"))
    assert again.text == brought.text


def test_a_source_that_is_cited_already_keeps_its_key() -> None:
    brought = add(MEMO, SAME + "\n3/ Once more: https://www.log.example/sunday?utm_source=x\n")
    assert "Once more: [@log-sunday]" in brought.text
    assert list(read_brief(brought.text.encode(), "m")[0].citations) == ["log-sunday"]


def test_a_text_that_ends_in_a_tag_is_not_cut_in_two() -> None:
    memo = MEMO.replace("      A person wrote", "      #why\n      A person wrote")
    memo = memo.replace("with a note [@log-sunday].", "with a note [@log-sunday].\n      #north")
    brought = add(memo, SAME + "\n3/ More.\n")
    assert taken_out(memo, brought.text) == []
    assert read_brief(brought.text.encode(), "m")[0].posts[1].text.source.endswith("#north")


def test_another_thread_is_refused() -> None:
    with pytest.raises(BriefError) as caught:
        add(MEMO, SAME, Selection(url="https://x.com/ada_pilot/status/1700000000000000000"))
    assert [problem.code for problem in caught.value.problems] == ["TB911"]


@pytest.mark.parametrize("key", ["people", "citations", "flags"])
def test_a_block_in_brackets_is_not_taken_apart(key: str) -> None:
    at = MEMO.index(f"\n{key}:\n")
    end = MEMO.find("\n\n", at)
    flow = {
        "people": '{ada_pilot: {name: Ada, handle: "@ada_pilot"}}',
        "citations": '{log-sunday: {type: webpage, title: Log, URL: "https://log.example/sunday"}}',
        "flags": "[{id: f1, kind: x, where: p1, status: open}]",
    }[key]
    memo = f"{MEMO[:at]}\n{key}: {flow}{MEMO[end:] if end > 0 else chr(10)}"
    with pytest.raises(BriefError) as caught:
        add(memo, SAME + "\n3/ @somebody has https://new.example/page-of-words\n")
    assert [problem.code for problem in caught.value.problems] == ["TB910"]


def test_a_memo_with_errors_is_not_touched() -> None:
    with pytest.raises(BriefError) as caught:
        add(MEMO.replace("subject:", "subjct:"), SAME)
    assert "TB202" in {problem.code for problem in caught.value.problems}


def test_reference_files_beside_the_memo_are_not_needed() -> None:
    memo = MEMO.replace("# who is who", "sources: refs.json\n\n# who is who").replace(
        "[@p1]", "[@p1; @smith-2030]"
    )
    brought = add(memo, SAME + "\n3/ More.\n")
    assert brought.added.posts == ("p3",)
    assert taken_out(memo, brought.text) == []
