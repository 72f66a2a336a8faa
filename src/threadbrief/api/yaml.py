"""The YAML of memos: put in order, taken out of a built file, and words made safe for it."""

from pathlib import Path

from threadbrief.api.options import NO_NAME, PathLike
from threadbrief.core.files import read_memo
from threadbrief.pipeline.extract import MAX_FILE, extract_memo
from threadbrief.read.markup.escape import escape_words
from threadbrief.read.reorder import reorder_keys


def escape(text: str) -> str:
    r"""Return plain words as a text of a memo that prints just these words.

    Give it whatever comes from a database or a form, so that no sign in it is read as a mark. An
    address stays a link, a line break a line break.

        >>> escape("5 * 3 [sic]")
        '5 \\* 3 \\[sic\\]'
    """
    return escape_words(text)


def format_yaml(source: PathLike | bytes) -> str:
    r"""Return the YAML of a memo with its keys in the house order, as `threadbrief fmt` does.

    `source` is a path, or the bytes of a memo; nothing is written. Raises BriefError when it is
    not YAML, or when another order would change what it says.

        >>> format_yaml(b"posts: []\nschema: threadbrief/1\n")
        'schema: threadbrief/1\nposts: []\n'
    """
    if isinstance(source, bytes):
        return reorder_keys(source, NO_NAME)
    return reorder_keys(read_memo(Path(source)), str(source))


def extract(source: PathLike | bytes) -> bytes:
    """Return the YAML that a Word file or PDF was built from, byte for byte.

    `source` is a path, or the bytes of the file. Raises BriefError when it contains no memo.

        >>> import threadbrief
        >>> built = threadbrief.build(threadbrief.load("examples/minimal.yaml"))
        >>> extract(built)[:21]
        b'schema: threadbrief/1'
    """
    if isinstance(source, bytes):
        return extract_memo(source, NO_NAME).data
    return extract_memo(read_memo(Path(source), MAX_FILE), str(source)).data
