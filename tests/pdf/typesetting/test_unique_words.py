"""Every word of a right-to-left memo can be found in what four programs read out of its PDF.

Each word of the memos is unique, so that the loss of one letter is seen. MuPDF and pdfminer give
letters in the order of their places; there a word may be turned round.
"""

import random
import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pdfminer.high_level import extract_text

import threadbrief

LETTERS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "he": "אבגדהוזחטיכלמנסעפצקרשת",
}
TEMPLATES = {
    "ragged": "name: ragged\nextends: memo\n",
    "justified": "name: justified\nextends: memo\nstyles: {body: {align: justify}}\n",
}


class Words:
    """Words that are not made twice: of the language, Latin, numbers, handles, addresses."""

    def __init__(self, letters: str) -> None:
        self.chance = random.Random(letters)  # noqa: S311 - the same words each time
        self.letters = letters
        self.made: list[str] = []

    def choose(self, letters: str, least: int, most: int) -> str:
        return "".join(self.chance.choices(letters, k=self.chance.randint(least, most)))

    def make(self) -> str:
        small = "abcdefghijklmnopqrstuvwxyz"
        kind = self.chance.random()
        if kind < 0.15:
            word = self.choose("BDFGHKLMNPRST", 1, 1) + self.choose(small, 4, 8)
        elif kind < 0.2:
            word = self.choose("123456789", 4, 6)
        elif kind < 0.22:
            word = f"https://x.example/{self.choose(small, 8, 8)}"
        elif kind < 0.25:
            word = f"@{self.choose(small, 7, 7)}"
        else:
            word = self.choose(self.letters, 4, 9)
        return self.make() if word in self.made else word

    def say(self, count: int) -> str:
        words = [self.make() for _ in range(count)]
        self.made += words
        return " ".join(words)


def make_memo(language: str) -> tuple[dict[str, object], list[str]]:
    words = Words(LETTERS[language])
    say = words.say
    summary = f"{say(60)}\n\n- {say(25)}\n- ({say(20)})\n\n> {say(40)}\n\n| {say(2)} | {say(2)} |\n"
    summary += f"|---|---|\n| {say(3)} | {say(3)} |"
    memo = {
        "schema": "threadbrief/1",
        "memo": {
            "to": "Desk", "from": "Unit", "date": "2031-03-14", "language": language,
            "subject": say(5), "summary": summary,
            "key_judgements": [{"text": say(25), "confidence": "high"}],
            "sections": [{"heading": say(4), "text": f"{say(70)} [^n] {say(30)}"}],
        },
        "thread": {"platform": "mastodon", "author": {"name": "Watch"}, "language": language},
        "posts": [{"text": say(30)} for _ in range(4)],
        "notes": {"n": say(40)},
    }  # fmt: skip
    return memo, words.made


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_by_pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def strip_controls(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Cf")


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize("alignment", TEMPLATES)
def test_no_word_is_lost(
    language: str, alignment: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    template = tmp_path / "house.yaml"
    template.write_text(TEMPLATES[alignment], encoding="utf-8")
    memo, words = make_memo(language)
    path = tmp_path / "memo.pdf"
    threadbrief.write(threadbrief.load(memo), path, template=template)
    poppler, mupdf = tool("pdftotext"), tool("mutool")
    readings = {
        "poppler": run(poppler, str(path), "-"),
        "poppler, raw": run(poppler, "-raw", str(path), "-"),
        "poppler, layout": run(poppler, "-layout", str(path), "-"),
        "mupdf": run(mupdf, "draw", "-q", "-F", "txt", str(path)),
        "pdfium": read_by_pdfium(path),
        "pdfminer": extract_text(path),
    }
    lost = {}
    for reader, text in readings.items():
        read = strip_controls(text)
        # The parts of an address may stand on two lines; PDFium turns them round.
        parts = [part for word in words for part in re.findall(r"\w+", strip_controls(word))]
        lost[reader] = [part for part in parts if part not in read and part[::-1] not in read]
        if reader.startswith("poppler"):
            lost[reader] += [word for word in words if word[0] == "@" and word not in read]
    assert lost == {reader: [] for reader in readings}
