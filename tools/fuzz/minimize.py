"""Makes a case with a fault smaller, as long as it has the same fault."""

import time
from collections.abc import Callable, Iterator

from cases import Case

SECONDS = 8.0
"""That one case is worth."""


def minimize(case: Case, still_fails: Callable[[Case], bool], seconds: float = SECONDS) -> Case:
    """Return a smaller case for which `still_fails` holds, or the same."""
    end = time.monotonic() + seconds
    smaller = True
    while smaller and time.monotonic() < end:
        smaller = False
        for candidate in _iter_smaller(case):
            if time.monotonic() > end:
                break
            if still_fails(candidate):
                case, smaller = candidate, True
                break
    return case


def _iter_smaller(case: Case) -> Iterator[Case]:
    """Yield the case without each of its files, then with parts cut out of each, large ones first."""
    if len(case.files) > 1:
        for name in reversed(case.files):
            yield case.with_file(name, None)
    for name, data in case.files.items():
        for shorter in _iter_shorter(data):
            yield case.with_file(name, shorter)


def _iter_shorter(data: bytes) -> Iterator[bytes]:
    """Yield bytes without halves, quarters and so on; of text, without lines first."""
    parts: list[bytes] = data.splitlines(keepends=True)
    if len(parts) < 2:
        parts = [data[at : at + 1] for at in range(len(data))]
    step = len(parts) // 2
    while step:
        for at in range(0, len(parts), step):
            yield b"".join(parts[:at] + parts[at + step :])
        step //= 2
    for at, line in enumerate(parts):
        for cut in (len(line) // 2, 8, 1):
            if 0 < cut < len(line):
                yield b"".join([*parts[:at], line[cut:], *parts[at + 1 :]])
                yield b"".join([*parts[:at], line[:-cut], *parts[at + 1 :]])
