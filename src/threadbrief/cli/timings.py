"""`--timings`: how long each stage of a run took, as a table for people and as JSON for scripts."""

import time

import click

START = "start"
"""Python and this program, until the command began: processor time, as a process does not know when it was started."""


class Stopwatch:
    """Adds up the seconds of each stage; a stage that comes again, for the next memo, goes on with its sum."""

    def __init__(self) -> None:
        self._seconds = {START: time.process_time()}
        self._before = time.perf_counter()

    def done(self, stage: str) -> None:
        """Give a stage the time since the end of the one before."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._before
        self._before = now

    def table(self) -> str:
        """Return the stages with their milliseconds and their shares, and the sum of them."""
        whole = sum(self._seconds.values())
        rows = [*self._seconds.items(), ("all", whole)]
        return "\n".join(f"{name:<14}{seconds * 1000:9.1f} ms {seconds / whole:6.1%}" for name, seconds in rows)

    def entries(self) -> list[dict[str, str | float]]:
        """Return the stages in their order, as JSON has them."""
        return [{"stage": name, "seconds": round(seconds, 6)} for name, seconds in self._seconds.items()]

    def show(self) -> None:
        """Show the table on standard error."""
        click.echo(self.table(), err=True)
