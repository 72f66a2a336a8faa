"""Compare a verbatim post, without our marks, with its captured original (rule 3 of the schema)."""

import re
from collections.abc import Iterator, Sequence

from threadbrief.core.problems import Problem
from threadbrief.model.brief import Flag, Post, TextStatus, Thread
from threadbrief.model.marks import MarkedText
from threadbrief.model.traverse import plain_marked_text
from threadbrief.read import problems
from threadbrief.read.mappings import Reading
from threadbrief.read.markup.text import join_lines

_BRACKETS = re.compile(r"(\[[^\[\]]*\])(\([^()\s]*\))?")
_SPACE = re.compile(r"\s+")
_EMOJI = re.compile(
    r"(?:(?<!\s)\s+)?(?:[#*0-9]\ufe0f?\u20e3"
    r"|[\u200d\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f"
    # UTS 51, roughly: the characters beyond emoji that it matches are no letters.
    r"\U0001f000-\U0001faff\U000e0020-\U000e007f])+"
)
_SHOWN = 30


def find_differences(
    reading: Reading, thread: Thread | None, posts: Sequence[Post], flags: Sequence[Flag] = ()
) -> Iterator[Problem]:
    """Yield the first difference of each post that its thread calls verbatim and that is not.

    White space counts as one space, as in the memo. Citations and notes count for nothing, nor does
    what they stand for: the number that the author gave the post, an address that `links` cites,
    and emoji put back for lost ones.
    """
    if thread is None or thread.text_status is not TextStatus.VERBATIM:
        return
    places = {id(passage.text): passage.at for passage in reading.passages}
    restored = frozenset(ref.key for flag in flags if flag.kind == "emoji-lost" for ref in flag.on)
    for post in posts:
        if post.original is None:
            continue
        ours, theirs = _flatten(_extract_words(post.text)), _flatten(_join_original(post.original))
        if ours != theirs:
            ours, theirs = _strip_extras(ours, theirs, post, emoji=post.id in restored)
        if ours != theirs:
            place = _find_first_difference(ours, theirs)
            word = ours.rfind(" ", 0, place) + 1
            text, original = (
                words[word : place + _SHOWN] or "nothing more" for words in (ours, theirs)
            )
            where = places[id(post.text)](_map_offset(post.text.source, ours, place))
            yield problems.text_differs(where, f"post {post.number}", place + 1, text, original)


def _extract_words(text: MarkedText) -> str:
    """Return the words of a text; its line breaks read as those of the original are."""
    return "\n".join(_join_original(plain_marked_text((block,))) for block in text.blocks)


def _strip_extras(ours: str, theirs: str, post: Post, *, emoji: bool) -> tuple[str, str]:
    """Return our text and the original without cited addresses, and without emoji if some are lost.

    The original comes back without the number that its author gave it, at its start or its end,
    where ours has none.
    """
    number = post.number_shown or ""
    originals = (theirs.removeprefix(number), theirs.removesuffix(number), theirs)
    bare, *others = (_strip_text(text, post, emoji=emoji) for text in (ours, *originals))
    return bare, bare if bare in others else others[0]


def _strip_text(text: str, post: Post, *, emoji: bool) -> str:
    names = (name for link in post.links if link.cite for name in (link.shown, link.url))
    cited = {name for name in names if name and "." in name and " " not in name}
    for address in sorted(cited, key=len, reverse=True):
        text = _cut_address(text, address)
    return _flatten(_EMOJI.sub("", text) if emoji else text)


def _cut_address(text: str, address: str) -> str:
    """Return a text without an address and the space before it; one that goes on is another."""
    at = text.find(address)
    while at >= 0:
        end = at + len(address)
        if text[end : end + 1].isalnum() or text[end : end + 1] in {"_", "/"}:
            at = text.find(address, end)
            continue
        before = text[:at].rstrip()
        text = before + text[end:]
        at = text.find(address, len(before))
    return text


def _flatten(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _join_original(original: str) -> str:
    """Return a captured text with its line breaks read as those of our text are."""
    lines = [line.strip() for line in original.split("\n")]
    joined = lines[0]
    for line in lines[1:]:
        joined += ("\n" if not joined or not line else join_lines(joined, line)) + line
    return joined


def _map_offset(source: str, flat: str, place: int) -> int:
    """Return the offset in a text of a character of its plain words; the end if there is none."""
    written = _BRACKETS.sub(_blank_bracket, source)
    at = -1
    for character in flat[: place + 1].replace(" ", ""):
        found = written.find(character, at + 1)
        if found < 0:
            break
        at = found
    return max(at, 0)


def _blank_bracket(bracket: re.Match[str]) -> str:
    """Return spaces for what are marks of ours: a citation, a note, and where a link leads."""
    words, target = bracket[1], bracket[2] or ""
    ours = not target and ("@" in words or words.startswith("[^"))
    return (" " * len(words) if ours else words) + " " * len(target)


def _find_first_difference(ours: str, theirs: str) -> int:
    shorter = min(len(ours), len(theirs))
    low, high = 0, shorter
    while low < high:  # comparing slices is faster than comparing characters
        middle = (low + high + 1) // 2
        if ours[:middle] == theirs[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
