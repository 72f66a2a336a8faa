"""Reference files as texts, read as a memo reads them."""

from collections.abc import Callable

import pytest

from threadbrief.core.problems import BriefError, Location
from threadbrief.model.brief import Ref
from threadbrief.read.reference_files import ReferenceFile
from threadbrief.references import read_references

HERE = Location("memo.yaml", 3, 11)


@pytest.fixture
def read() -> Callable[..., ReferenceFile]:
    """Read the text of a file of some name."""

    def run(name: str, text: str | bytes) -> ReferenceFile:
        data = text if isinstance(text, bytes) else text.encode()
        return read_references(data, name, Ref(name, HERE))

    return run


@pytest.fixture
def refused(read: Callable[..., ReferenceFile]) -> Callable[..., list[str]]:
    """Read a file that cannot be read, and return what is said about it."""

    def run(name: str, text: str | bytes) -> list[str]:
        with pytest.raises(BriefError) as caught:
            read(name, text)
        return [str(problem) for problem in caught.value.problems]

    return run
