"""How much of a memo says again what its posts say: pages, notes, and words printed twice.

    python benchmarks/repeated_words.py [posts]

The memo is a thread of verbatim posts, each with an address and a time of its own; nothing but the
posts speaks of them. LibreOffice, where it is installed, counts the pages of the Word file.
"""

import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format

POSTS = 40
RUN = 6
"""Words in a row that are no accident when they stand on a page a second time."""
NOTE_SIZE, NOTE_LEADING = 8.5, 11.25
"""Points, of notes in the template `memo`."""
TEXT_HEIGHT = (297 - 27 - 25) / 25.4 * 72
_SEED = 20311102
_HEAD = """\
schema: threadbrief/1
memo:
  to: Director, Ports Desk
  from: Open Source Unit
  date: "2031-11-02"
  subject: A night of soundings in the outer channel
  summary: A pilot counted the depth of the channel through one night. Nobody else did.
thread:
  platform: mastodon
  url: https://tide.example/@vesa/115300000000000001
  author: {name: Ilmari Vesa, handle: "@vesa"}
  text_status: verbatim
  capture: {date: "2031-11-01T08:00:00Z", tool: wget, by: Open Source Unit}
"""
_WHO = ("the dredger", "our pilot boat", "a grain barge", "the harbour tug", "the night ferry")
_SAW = ("read", "sounded", "measured", "logged", "called out", "wrote down")
_WHERE = ("off the old mole", "under the rail bridge", "at the outer buoy", "by the third lock")
_THEN = (
    "nobody aboard believed the chart after that",
    "which is less than the port office gave at noon",
    "and the master turned back without a word",
    "so two of the loaded ships dropped anchor there",
    "while the gauge on the quay stood still all night",
)


def make_memo(posts: int = POSTS, more: str = "") -> bytes:
    """Return the YAML of a memo with so many posts; `more` are further keys of `memo`."""
    chance = random.Random(_SEED)
    head = _HEAD.replace("thread:\n", f"{more}thread:\n", 1)
    lines = [head.rstrip(), "posts:"]
    for number in range(1, posts + 1):
        hour, minute = divmod((20 + 9 * number) % 1440, 60)
        lines += [
            f"  - url: https://tide.example/@vesa/{115300000000000000 + number}",
            f'    date: "2031-10-31T{hour:02}:{minute:02}:00Z"',
            f"    text: {_write_text(chance, number)}",
        ]
    return "\n".join([*lines, ""]).encode()


def _write_text(chance: random.Random, number: int) -> str:
    depth = f"{chance.randrange(3, 9)}.{number:02} m"
    parts = (
        f"{number * 100} metres on, {chance.choice(_WHO)} {chance.choice(_SAW)} {depth}",
        f"{chance.choice(_WHERE)}; {chance.choice(_THEN)}, as entry {700 + number} of the log says.",
        f"{chance.choice(_WHO).capitalize()} {chance.choice(_SAW)} the same in row {300 + number}.",
    )
    return " ".join(parts)


def list_words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case."""
    return re.findall(r"\w+", text.lower())


def count_runs(words: list[str]) -> Counter[tuple[str, ...]]:
    """Return how often each run of words stands in a text."""
    return Counter(zip(*(words[start:] for start in range(RUN)), strict=False))


def find_repeated(texts: list[str], printed: str) -> list[int]:
    """Return the posts, from 1, of which words are printed twice, in a row that no other has."""
    wanted: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        wanted += count_runs(list_words(text))
    shown = count_runs(list_words(printed))
    return [
        number
        for number, text in enumerate(texts, 1)
        if any(shown[run] > wanted[run] == 1 for run in count_runs(list_words(text)))
    ]


def read_texts(memo: bytes) -> list[str]:
    """Return the texts of the posts of a memo made here."""
    return re.findall(r"^    text: (.*)$", memo.decode(), re.MULTILINE)


def read_pages(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return tuple(page.get_textpage().get_text_range() for page in document)


def measure_notes(pdf: bytes) -> list[float]:
    """Return the share of each page that the lines of notes take, below all other text."""
    shares = []
    for page in pypdfium2.PdfDocument(pdf):
        characters = list(_iter_characters(page.get_textpage()))
        lowest = min((low for size, low in characters if size > NOTE_SIZE + 0.1), default=0.0)
        notes = {round(low) for size, low in characters if abs(size - NOTE_SIZE) < 0.1}
        lines = [low for low in notes if low < lowest]
        shares.append(len(lines) * NOTE_LEADING / TEXT_HEIGHT)
    return shares


def _iter_characters(text: pypdfium2.PdfTextPage) -> Iterator[tuple[float, float]]:
    """Yield size and baseline of the characters of a page."""
    matrix = pdfium.FS_MATRIX()
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        yield pdfium.FPDFText_GetFontSize(text, index) * (matrix.d or 1), matrix.f


def convert(word: bytes) -> bytes | None:
    """Return a Word file as LibreOffice sets it; None where that is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "memo.docx").write_bytes(word)
        profile = f"-env:UserInstallation=file://{folder}/office"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*command, str(folder / "memo.docx")], check=True, capture_output=True)
        return (folder / "memo.pdf").read_bytes()


def main() -> None:
    memo = make_memo(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS)
    with tempfile.TemporaryDirectory() as folder:
        # In the Word file LibreOffice would set another face, and other pages.
        Path(folder, "template.yaml").write_text("extends: memo\nembed_fonts: true\n")
        files = build_memo(memo, "memo.yaml", BuildOptions(template=f"{folder}/")).files
    for name, data in (("pdf", files[Format.PDF]), ("docx", convert(files[Format.DOCX]))):
        if data is None:
            print(f"{name}: LibreOffice is not installed")
            continue
        pages = read_pages(data)
        shares = " ".join(f"{share:.0%}" for share in measure_notes(data))
        repeated = find_repeated(read_texts(memo), " ".join(pages))
        print(f"{name}: {len(pages)} pages; notes take {shares}; {len(repeated)} posts said again")


if __name__ == "__main__":
    main()
