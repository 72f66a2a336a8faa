"""A pool of processes, each of which does whole jobs one after the other.

Results come in the order of the jobs. A process that ends in the middle of a job costs that job
only. When this process ends, however it ends, those of the pool end too.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import active_children, connection, get_context, parent_process
from typing import Generic, TypeVar

from threadbrief.core.problems import LimitReachedError

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")
_AHEAD = 4
"""Jobs for each process that are given out before their results are wanted."""


class JobPool(Generic[_Job, _Result]):
    """Does jobs in the processes of a pool; `work` and jobs must be such as can be sent to one.

    `lose` gives the result of a job whose process ended in the middle of it.
    """

    def __init__(
        self, work: Callable[[_Job], _Result], lose: Callable[[_Job], _Result], processes: int
    ) -> None:
        self._work = work
        self._lose = lose
        self._processes = processes

    def run(self, jobs: Iterable[_Job]) -> Iterator[_Result]:
        """Yield the result of each job, in their order."""
        rest = iter(jobs)
        waiting: deque[_Job] = deque()
        while True:
            with start_processes(self._processes) as executor:
                try:
                    yield from self._run_in(executor, waiting, rest)
                except BrokenProcessPool:
                    pass
                else:
                    return
            # One of the jobs that were given out ended its process: each in a process of its own.
            while waiting:
                yield self._run_alone(waiting.popleft())

    def _run_in(
        self, executor: Executor, waiting: deque[_Job], rest: Iterator[_Job]
    ) -> Iterator[_Result]:
        """Yield the results; `waiting` has the jobs that were given out and have none yet."""
        results: deque[Future[_Result]] = deque()
        while True:
            for job in islice(rest, self._processes * _AHEAD - len(waiting)):
                waiting.append(job)
                results.append(executor.submit(self._work, job))
            if not waiting:
                return
            result = results.popleft().result()
            waiting.popleft()
            yield result

    def _run_alone(self, job: _Job) -> _Result:
        with start_processes(1) as executor:
            try:
                return executor.submit(self._work, job).result()
            except BrokenProcessPool:
                return self._lose(job)


@contextmanager
def start_processes(count: int) -> Iterator[Executor]:
    """Yield an executor of so many processes, which have ended when the context ends."""
    method = None if hasattr(os, "fork") else "spawn"  # what Windows has
    executor = ProcessPoolExecutor(count, get_context(method), prepare_process)
    try:
        yield executor
    except LimitReachedError:
        for process in active_children():  # a job that they have begun would be waited for
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def prepare_process() -> None:
    """Make this process end with its parent, and leave an interrupt to that.

    To be called first in each process of a pool of the caller's own, too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
