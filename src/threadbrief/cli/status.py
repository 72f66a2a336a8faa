"""The exit statuses. Usage is 2, as click has it."""

OK = 0
FAILED = 1
"""A memo has errors, or a file could not be read or written."""
INTERNAL = 70
"""A fault of threadbrief itself (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
TERMINATED = 143
"""128 and the number of SIGTERM."""
