"""How fast Word files are written, beside pandoc, and how much memory that takes.

    python benchmarks/word.py

Prints the time from Document to bytes for a thread of 1,000 posts with 1,500 notes (memo L) and for
one of ten times the size, the time that pandoc takes to write memo L from Markdown on the same
machine in the same run, the time in a house template, and the peak memory of a process that writes
memo L. The aims: a tenth of pandoc's time, less than 150 MB, and at most eleven times the time for
ten times the posts.
"""

import gc
import io
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import docx

from threadbrief.core.structs import replace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "word"))
POSTS, NOTES = 1000, 1500
RUNS = 5


def main() -> None:
    if "--memory" in sys.argv:
        write(POSTS)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return
    # First, because a process inherits the peak of the one that starts it.
    done = subprocess.run(
        [sys.executable, __file__, "--memory"], capture_output=True, text=True, check=True
    )
    write(100)  # what is imported and worked out once
    once = median(lambda: write(POSTS), RUNS)
    house = median(lambda: write(POSTS, letterhead()), RUNS)
    tenfold = median(lambda: write(10 * POSTS), 3)
    theirs = pandoc()
    print(f"{'memo L, Document to bytes':40}{once * 1000:8.0f} ms")
    print(f"{'the same in a house template':40}{house * 1000:8.0f} ms")
    if theirs:
        print(
            f"{'pandoc memo.md -o memo.docx':40}{theirs * 1000:8.0f} ms   {once / theirs:.3f} of "
            "it is ours (aim 0.100)"
        )
    print(
        f"{'ten times the posts':40}{tenfold * 1000:8.0f} ms   {tenfold / once:.1f} times (aim 11)"
    )
    print(f"{'peak memory of the process':40}{int(done.stdout):8} MB   (aim 150)")


def document(posts: int):
    from word_specimen import thread

    return thread(posts, posts * NOTES // POSTS)


_DOCUMENTS: dict = {}


def write(posts: int, house: bytes | None = None) -> float:
    """Return the seconds that it takes to write a thread; its Document is made before."""
    from threadbrief.model.brief import Source
    from threadbrief.templates import HouseFile, WordOptions
    from threadbrief.templates.loading import load_template
    from threadbrief.word import write_word

    if posts not in _DOCUMENTS:
        _DOCUMENTS[posts] = document(posts)
    whole, template = _DOCUMENTS[posts], load_template()
    if house:
        template = replace(template, word=WordOptions(house=HouseFile("house.docx", house)))
    source = Source("memo.yaml", b"a line of the memo\n" * 20 * posts)
    gc.collect()
    start = time.perf_counter()
    write_word(whole, template, source)
    return time.perf_counter() - start


def letterhead() -> bytes:
    """Return a template with a place for the text."""
    made = docx.Document()
    made.add_paragraph("{{ body }}")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def median(call, runs: int) -> float:
    return statistics.median(call() for _ in range(runs))


def pandoc() -> float | None:
    """Return the seconds that pandoc takes for the same thread from Markdown.

    None where there is no pandoc.
    """
    if not shutil.which("pandoc"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "memo.md")
        source.write_text(markdown(), encoding="utf-8")

        def run() -> float:
            start = time.perf_counter()
            subprocess.run(["pandoc", source, "-o", Path(folder, "memo.docx")], check=True)
            return time.perf_counter() - start

        return median(run, 3)


def markdown() -> str:
    """Return memo L in Markdown, word for word."""
    lines, number = ["# The thread", ""], 0
    notes = []
    for post in range(1, POSTS + 1):
        line = f"{post} Post {post} says what a post says, in about the words that fit a post, "
        line += "and *some of them* with stress."
        while number * POSTS < NOTES * post:
            number += 1
            address = f"https://example.org/{number}"
            notes.append(
                f"[^{number}]: Author {number}, “Title,” *Journal*, [{address}]({address})."
            )
            line += f"[^{number}] More words follow the mark."
        lines += [line, ""]
    return "\n".join([*lines, "\n\n".join(notes), ""])


if __name__ == "__main__":
    main()
