"""Reference files as texts, read as a memo reads them."""

from collections.abc import Callable

import pytest

from threadbrief.core.problems import BriefError, Where
from threadbrief.model.brief import Ref
from threadbrief.read.reference_files import References
from threadbrief.references import read_references

HERE = Where("memo.yaml", 3, 11)


@pytest.fixture
def read() -> Callable[..., References]:
    """Read the text of a file of some name."""

    def run(name: str, text: str | bytes) -> References:
        data = text if isinstance(text, bytes) else text.encode()
        return read_references(data, name, Ref(name, HERE))

    return run


@pytest.fixture
def refused(read: Callable[..., References]) -> Callable[..., list[str]]:
    """Read a file that cannot be read, and return what is said about it."""

    def run(name: str, text: str | bytes) -> list[str]:
        with pytest.raises(BriefError) as caught:
            read(name, text)
        return [str(problem) for problem in caught.value.problems]

    return run
