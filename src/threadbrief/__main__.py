"""`python -m threadbrief` is the command `threadbrief`.

*The current folder runs nothing.* Python puts it before all others that it imports from. It may be
a stranger's, with a `click.py` in it: it is taken out before anything else is imported.
"""

import os  # in memory since Python started
import sys


def _drop_current_folder() -> None:
    """Take the folder that `python -m` has added out of those that modules are imported from."""
    try:
        current = os.getcwd()  # noqa: PTH109 - pathlib may not be in memory yet
    except OSError:  # it is gone, and was not added
        return
    if not sys.flags.safe_path and sys.path[:1] in ([""], [current]):
        del sys.path[0]


_drop_current_folder()

from threadbrief.cli import main  # noqa: E402 - see above

main()
