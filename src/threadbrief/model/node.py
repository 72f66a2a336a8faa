"""The base of what the two trees of the model are made of.

The marks of a text, and the document.
"""

from typing import ClassVar

from threadbrief.core.structs import Frozen


class Node(Frozen, gc=False):
    """A frozen value that is part of a tree; traverse.py walks trees of them."""

    child_fields: ClassVar[tuple[str, ...]] = ()
    """The fields that hold other nodes, in the order in which a page shows them.

    Such a field is a tuple of nodes, or a tuple of such tuples.
    """
