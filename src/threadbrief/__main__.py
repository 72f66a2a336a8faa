"""`python -m threadbrief` is the command `threadbrief`."""

from threadbrief.cli import main

main()
