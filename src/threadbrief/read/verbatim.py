"""Whether a verbatim post is one: its text without our marks must equal what was captured (rule 3 of the schema)."""

import re
from collections.abc import Iterator, Sequence

from threadbrief.errors import Problem
from threadbrief.model.brief import Post, TextStatus, Thread
from threadbrief.model.marks import plain_text
from threadbrief.read import problems
from threadbrief.read.paragraphs import seam
from threadbrief.read.reading import Reading

_BRACKETS = re.compile(r"(\[[^\[\]]*\])(\([^()\s]*\))?")
_SPACE = re.compile(r"\s+")
_SHOWN = 30


def differences(reading: Reading, thread: Thread | None, posts: Sequence[Post]) -> Iterator[Problem]:
    """Yield a problem with the first difference for each post that is verbatim by its own word and is not.

    White space counts as one space, as in the memo; citations and notes count for nothing.
    """
    if thread is None or thread.text_status is not TextStatus.VERBATIM:
        return
    places = {id(passage.text): passage.at for passage in reading.passages}
    for post in posts:
        if post.original is None:
            continue
        ours, theirs = _flat(plain_text(post.text)), _flat(_joined(post.original))
        if ours != theirs:
            place = _first_difference(ours, theirs)
            word = ours.rfind(" ", 0, place) + 1
            text, original = (words[word : place + _SHOWN] or "nothing more" for words in (ours, theirs))
            where = places[id(post.text)](_offset(post.text.source, ours, place))
            yield problems.text_differs(where, f"post {post.number}", place + 1, text, original)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _joined(original: str) -> str:
    """Return a captured text with its line breaks read as those of our text are."""
    lines = [line.strip() for line in original.split("\n")]
    joined = lines[0]
    for line in lines[1:]:
        joined += ("\n" if not joined or not line else seam(joined, line)) + line
    return joined


def _offset(source: str, flat: str, place: int) -> int:
    """Return where in a text as written the character at a place of its plain words stands; its end for none."""
    written = _BRACKETS.sub(_blank, source)
    at = -1
    for character in flat[: place + 1].replace(" ", ""):
        found = written.find(character, at + 1)
        if found < 0:
            break
        at = found
    return max(at, 0)


def _blank(bracket: re.Match[str]) -> str:
    """Return spaces for what are marks of ours: a citation, a note, and where a link leads."""
    words, target = bracket[1], bracket[2] or ""
    ours = not target and ("@" in words or words.startswith("[^"))
    return (" " * len(words) if ours else words) + " " * len(target)


def _first_difference(ours: str, theirs: str) -> int:
    shorter = min(len(ours), len(theirs))
    low, high = 0, shorter
    while low < high:  # comparing slices is faster than comparing characters
        middle = (low + high + 1) // 2
        if ours[:middle] == theirs[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
