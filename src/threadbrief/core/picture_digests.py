"""The list of the SHA-256 of pictures that both files contain beside the memo."""

from collections.abc import Iterable

from threadbrief.core.structs import Frozen


class PictureDigest(Frozen):
    """The file of a picture that is shown, as it was before anything was left out."""

    sha256: str
    file: str
    """Its name; empty for one without."""


def list_digests(pictures: Iterable[PictureDigest]) -> str:
    """Return the list, each file once, as `sha256sum --check` reads it (GNU coreutils, 6.7)."""
    return "".join(dict.fromkeys(map(_format_digest, pictures)))


def _format_digest(picture: PictureDigest) -> str:
    escaped = picture.file.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    mark = "\\" if escaped != picture.file else ""
    return f"{mark}{picture.sha256}  {escaped or '-'}\n"
