"""The memo inside a Word file, also one that was edited since.

Nothing is unpacked that is not bounded.
"""

from threadbrief.core.content_hash import CUSTOM_PART, hash_parts, read_content_hash
from threadbrief.core.problems import BriefError
from threadbrief.model.brief import Source
from threadbrief.word.house_template.package import parse, read_entries
from threadbrief.word.parts.source import is_source, parse_source


def read_source(data: bytes, name: str) -> Source | None:
    """Return the memo that a Word file was built from, byte for byte; None when it has none.

    Raises BriefError when the file is no Word file, or one that no program of good faith would
    write.
    """
    for part, content in read_entries(data, name).items():
        if part.startswith("customXml/") and part.endswith(".xml") and is_source(content):
            try:
                source = parse_source(parse(content, part, name))
            except BriefError:
                continue
            if source:
                return source
    return None


def is_edited_word(data: bytes, name: str) -> bool:
    """Return whether a Word file has other parts than *the content hash* in it says, or no hash.

    Raises BriefError as `read_source` does.
    """
    parts = read_entries(data, name)
    stored = read_content_hash(parts.get(CUSTOM_PART, b""))
    return stored is None or stored != hash_parts(parts.items())
