"""What a finished file carries."""

from pathlib import Path

from threadbrief.api.options import NO_NAME, PathLike
from threadbrief.core.files import read_memo
from threadbrief.inventory.items import Inventory
from threadbrief.pipeline.extract import MAX_FILE
from threadbrief.pipeline.leaves import list_leaves


def leaves(source: PathLike | bytes) -> Inventory:
    """Return what a Word file or PDF carries, whoever made it: what leaves the desk with it.

    `source` is a path, or the bytes of the file. The memo inside and its comments, properties,
    authors, what pictures say besides their pixels, links, and so on, each with its kind. Raises
    BriefError for a file that is neither, or that cannot be read.

        >>> import threadbrief
        >>> built = threadbrief.build(threadbrief.load("examples/minimal.yaml"))
        >>> leaves(built).format.value
        'pdf'
    """
    if isinstance(source, bytes):
        return list_leaves(source, NO_NAME)
    return list_leaves(read_memo(Path(source), MAX_FILE), str(source))
