"""What a copy lost stands as a mark in the text, is shown as missing, and keeps the memo a draft."""

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.model import marks
from threadbrief.model.traverse import plain_marked_text
from threadbrief.read import read_brief

MEMO = """\
schema: threadbrief/1
memo: {{to: A, from: B, date: 2031-03-14, subject: C}}
thread: {{text_status: verbatim}}
posts:
  - text: |-
      {text}
    original: |-
      {original}
    number_shown: "1/"
    links: [{{url: "https://log.example/a", shown: "https://log.example/a?s=1", cite: log}}]
citations:
  log: {{type: webpage, title: Log, URL: "https://log.example/a"}}
flags:
  - {{id: f1, kind: {kind}, where: p1, status: open}}
"""


def read(text: str, original: str, kind: str = "emoji-lost"):
    return (
        read_brief(MEMO.format(text=text, original=original, kind=kind).encode(), "m")[0]
        .posts[0]
        .text
    )


def test_the_mark_is_read_with_its_count() -> None:
    text = read(
        "So {?emoji*2} it {?emoji} is {?emojis} {?emoji*0}", "So it is {?emojis} {?emoji*0}"
    )
    found = [mark for block in text.blocks for mark in block.content]
    assert found == [
        marks.Text("So "),
        marks.LostCharacters("emoji", 2),
        marks.Text(" it "),
        marks.LostCharacters("emoji", 1),
        marks.Text(" is {?emojis} {?emoji*0}"),
    ]
    assert plain_marked_text(text.blocks) == "So it is {?emojis} {?emoji*0}"


def test_a_backslash_makes_it_text() -> None:
    assert plain_marked_text(read(r"So \{?emoji}", "So {?emoji}").blocks) == "So {?emoji}"


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("So [@log] it is", "1/ So https://log.example/a?s=1 it is"),
        ("So it is ([@log]).", "So it is (https://log.example/a). 1/"),
        ("So 🇷🇺🇨🇳 it is", "So\n      it is"),
        ("So it is 1️⃣ 👩‍👩‍👧", "1/ So it is"),
        ("1/ So it is", "1/ 1/ So it is"),
        ("1/ So it is https://log.example/a", "1/ So it is https://log.example/a"),
        ("河水\\\n      很低", "河水\n      很低"),
    ],
)
def test_what_the_importer_may_change_is_no_difference(text: str, original: str) -> None:
    read(text, original)


@pytest.mark.parametrize(
    ("text", "original", "kind"),
    [
        ("So 🇷🇺 it is", "So it is", "archive-missing"),
        ("So it is", "2/ So it is", "emoji-lost"),
        ("So it is", "So it is https://log.example/ab", "emoji-lost"),
        ("So 5 it is", "So it is", "emoji-lost"),
        ("So かな it is", "So it is", "emoji-lost"),
    ],
)
def test_other_differences_are_errors(text: str, original: str, kind: str) -> None:
    with pytest.raises(BriefError) as caught:
        read(text, original, kind)
    assert [problem.code for problem in caught.value.problems] == ["TB242"]
