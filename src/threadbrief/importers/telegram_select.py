"""What a person selects from a chat: `12` (with its chain of answers), `12-20`, `3,7,12-20`; `<chat>:` before any."""

import re

from threadbrief.errors import BriefError, error
from threadbrief.values import Value

_PIECE = re.compile(r"(\d{1,19})(?:\s*-\s*(\d{1,19}))?")
_ADDRESS = re.compile(r"(?:https?://)?t\.me/(?:c/)?([\w]+)/(\d{1,18})(?:[/?#].*)?")


class Selection(Value):
    """Messages of a chat."""

    chat: str | None
    """The id of the chat; None where it was not said."""
    ranges: tuple[tuple[int, int], ...]
    chain: int | None = None
    """The message whose chain of answers is wanted."""

    def takes(self, key: int) -> bool:
        """Return whether a message is in one of the ranges."""
        return any(first <= key <= last for first, last in self.ranges)


def read_selection(said: str) -> Selection:
    """Return what is selected; raises BriefError where it cannot be understood."""
    address = _ADDRESS.fullmatch(said.strip())
    if address:
        return Selection(None, (), int(address[2]))
    chat, colon, rest = said.rpartition(":")
    pieces = [_PIECE.fullmatch(piece.strip()) for piece in rest.split(",")]
    found = [(int(piece[1]), int(piece[2] or piece[1])) for piece in pieces if piece]
    if len(found) < len(pieces) or any(first > last for first, last in found):
        message = f'"{said}" selects no messages'
        raise BriefError(
            [error("TB965", message, None, "write 12, 12-20 or 3,7,12-20, after the chat's id and a colon")]
        )
    alone = len(pieces) == 1 and pieces[0] is not None and pieces[0][2] is None
    where = chat.strip() if colon else None
    return Selection(where, () if alone else tuple(found), found[0][0] if alone else None)
