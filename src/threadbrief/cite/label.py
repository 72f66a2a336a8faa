"""Citation labels such as `Doe65` for styles that print them."""

from threadbrief.cite.initials import parsed_name
from threadbrief.cite.variables import Item

_LETTERS = {1: (4,), 2: (2, 2), 3: (2, 2, 2)}
"""Letters of each family name, by how many names there are; of more names one letter each, four at most."""


def trigraph(item: Item) -> str:
    """Return a label of letters of the authors' names and two digits of the year."""
    names = next((item.names[name] for name in ("author", "editor", "translator") if item.names.get(name)), ())
    families = [name.literal or parsed_name(name).family or name.given or "" for name in names]
    sizes = _LETTERS.get(len(families), (1, 1, 1, 1))
    letters = "".join(family[:size] for family, size in zip(families, sizes, strict=False))
    issued = item.date("issued")
    year = f"{issued.start.year % 100:02}" if issued is not None and issued.start is not None else ""
    return letters + year if letters or year else item.text("title").replace(" ", "")[:4]
