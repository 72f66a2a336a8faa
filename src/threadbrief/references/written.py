"""What the writers of references share: dates as numbers and as text, and what a format had no place for."""

from collections.abc import Iterable

from threadbrief.model.brief import Citation, CslDate, DateParts
from threadbrief.values import Ledger, field


class Written(Ledger):
    """A file of references on its way."""

    lines: list[str] = field(default_factory=list)
    unplaced: dict[str, None] = field(default_factory=dict)
    """Variables that the format has no field for, in the order in which they were met."""

    def leave_out(self, names: Iterable[str]) -> None:
        """Note what is not written."""
        self.unplaced.update(dict.fromkeys(names))

    def data(self) -> bytes:
        """Return the file, in UTF-8."""
        return ("\n".join(self.lines) + "\n").encode() if self.lines else b""


def ours_in(citation: Citation) -> list[str]:
    """Return the names of what is set of ours, which only our own CSL-JSON keeps."""
    names = ("archived", "descriptor", "reliability", "access", "verify", "short", "custom")
    return [name for name in names if getattr(citation, name)]


def iso(parts: DateParts) -> str:
    """Return a date as ISO 8601 and EDTF write it: `2020-06-21`, `2020-21` for a spring."""
    year = f"-{-parts.year:04}" if parts.year < 0 else f"{parts.year:04}"
    if parts.season:
        return f"{year}-{parts.season + 20}"
    return "-".join([year, *(f"{part:02}" for part in (parts.month, parts.day) if part)])


def edtf(date: CslDate) -> str:
    """Return a date as EDTF writes it; words as they are."""
    if date.start is None:
        return date.literal or ""
    doubt = "~" if date.circa else ""
    return "/".join(f"{iso(part)}{doubt}" for part in (date.start, date.end) if part)
