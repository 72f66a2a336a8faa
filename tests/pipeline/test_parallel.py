"""One fork: both files of a memo by two processes are those of one, and no process is left behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import threadbrief
from threadbrief.core.problems import BriefError
from threadbrief.core.structs import replace
from threadbrief.pipeline import build
from threadbrief.pipeline.batch import Job, Outcome, build_all
from threadbrief.pipeline.build import RenderedFile, RenderRequest, build_memo, render
from threadbrief.pipeline.options import BuildOptions, Format
from threadbrief.pipeline.parallel import run_in_child

ROOT = Path(__file__).parents[2]
MEMO_FILE = ROOT / "tests" / "cli" / "memo.yaml"
MEMO = MEMO_FILE.read_bytes()
WARNED = MEMO.replace(b"subject: ", "subject: \ue000 ".encode())
"""With a character that no font holds."""
BOTH = (Format.DOCX, Format.PDF)
HERE = os.getpid()

pytestmark = pytest.mark.needs("fork", "signals")


def no_child_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def descriptors() -> int:
    """How many files and pipes this process has open; 0 where the system does not list them."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Every test ends without a child, with the descriptors and the signal mask that it began with."""
    open_ones, mask = descriptors(), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    yield
    assert no_child_is_left()
    assert descriptors() == open_ones
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask


# --- a child ---


def test_the_work_is_done_by_another_process_meanwhile() -> None:
    with run_in_child(lambda: str(os.getpid()).encode()) as result:
        assert result() not in {None, str(HERE).encode()}


def test_a_result_may_be_larger_than_a_pipe_holds() -> None:
    data = bytes(range(256)) * 40_000
    with run_in_child(lambda: data) as result:
        assert result() == data


def killed() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def failing() -> bytes:
    raise BriefError(())


class Cut(bytes):
    """A result that is shorter than it says."""

    __slots__ = ()

    def __len__(self) -> int:
        return super().__len__() + 1


@pytest.mark.parametrize(
    "work", [killed, failing, sys.exit, lambda: "no bytes", lambda: Cut(b"part")]
)
def test_a_child_that_fails_gives_nothing_and_prints_nothing(
    work: Callable[[], bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    with run_in_child(work) as result:
        assert result() is None
    assert capfd.readouterr() == ("", "")


def sleeping() -> bytes:
    signal.pause()
    return b""


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_fault_here_ends_the_child(fault: type[BaseException]) -> None:
    with pytest.raises(fault), run_in_child(sleeping):
        raise fault


def test_a_result_that_is_not_asked_for_is_dropped() -> None:
    with run_in_child(lambda: bytes(10**7)):
        pass


def test_an_interrupt_during_the_fork_leaves_no_child() -> None:
    # In a process of its own: another thread of this one, which a test runner may have, could take
    # the signal.
    code = (
        "import os, signal\nfrom threadbrief.pipeline.parallel import run_in_child\nfork = "
        "os.fork\n"
        "os.fork = lambda: os.kill(os.getpid(), signal.SIGINT) or fork()\n"
        "try:\n    with run_in_child(signal.pause): print('not interrupted')\n"
        "except KeyboardInterrupt:\n    print('interrupted', "
        "signal.pthread_sigmask(signal.SIG_BLOCK, ()))\n"
        "try: os.waitpid(-1, os.WNOHANG)\nexcept ChildProcessError: print('no child')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == "interrupted set()\nno child\n"


def refused() -> int:
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_where_the_system_gives_no_child_there_is_no_result(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, call, refused)
    with run_in_child(lambda: b"done") as result:
        assert result() is None


@pytest.mark.parametrize("work", ["bytes(10 ** 7)", "time.sleep(0.3) or b''"])
def test_a_child_ends_when_its_parent_is_killed(work: str) -> None:
    code = (
        "import os, signal, time\nfrom threadbrief.pipeline.parallel import run_in_child\n"
        f"with run_in_child(lambda: {work}):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The output ends only when the child has ended, too.
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGKILL, "", "")


# --- where a fork is safe ---

MACOS = sys.platform == "darwin"
TWO_PROCESSORS = (
    "import os, signal, sys, threading\nos.sched_getaffinity = lambda process: {0, 1}\n"
)


@pytest.mark.parametrize(
    ("before", "safe"),
    [
        ("", not MACOS),
        ("threading.Thread(target=signal.pause, daemon=True).start()", False),
        ("os.sched_getaffinity = lambda process: {0}", False),
        ("signal.signal(signal.SIGCHLD, signal.SIG_IGN)", False),
        ("sys.platform = 'darwin'", False),
        ("del os.fork", False),
    ],
)
def test_a_fork_is_safe_in_a_process_of_one_thread_that_waits_for_its_children(
    before: str, *, safe: bool
) -> None:
    code = f"{TWO_PROCESSORS}from threadbrief.pipeline.parallel import can_fork\n{before}\nprint(can_fork(), flush=True)\n"
    code += "os._exit(0)"  # whatever thread there is
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{safe}\n"


def test_a_child_that_nobody_waits_for_does_no_harm() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with run_in_child(lambda: b"done") as result:
            assert result() == b"done"
    finally:
        signal.signal(signal.SIGCHLD, before)


# --- both files of a memo ---


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let builds fork, whatever this machine has; each fork is noted."""
    noted: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: noted.append(1) or fork())
    monkeypatch.setattr(build, "can_fork", lambda: True)
    return noted


def by_one(data: bytes, build: BuildOptions) -> Outcome:
    (outcome,) = build_all([Job(Path("memo.yaml"), build.formats, data=data)], build)
    return outcome


def by_two(data: bytes, build: BuildOptions) -> Outcome:
    (outcome,) = build_all(
        [Job(Path("memo.yaml"), build.formats, data=data)], replace(build, may_fork=True)
    )
    return outcome


def assert_same(one: Outcome, two: Outcome) -> None:
    assert list(two.files.items()) == list(one.files.items())
    assert (two.problems, two.source, repr(two.internal_error)) == (
        one.problems,
        one.source,
        repr(one.internal_error),
    )


@pytest.mark.parametrize("formats", [BOTH, BOTH[::-1]])
@pytest.mark.parametrize("data", [MEMO, WARNED], ids=["plain", "warned"])
def test_the_files_and_problems_are_those_of_one_process(
    data: bytes, formats: tuple[Format, ...], forks: list[int]
) -> None:
    one = by_one(data, BuildOptions(formats))
    assert forks == []
    two = by_two(data, BuildOptions(formats))
    assert forks == [1]
    assert len(two.files) == 2
    assert bool(two.problems) == (data is WARNED)
    assert_same(one, two)


@pytest.mark.parametrize("formats", [BOTH, BOTH[::-1]])
@pytest.mark.parametrize("strict", [False, True])
def test_a_file_that_cannot_be_written_stops_the_build_as_in_turn(
    formats: tuple[Format, ...],
    forks: list[int],
    tmp_path: Path,
    *,
    strict: bool,
) -> None:
    house = tmp_path / "house.docx"
    house.write_bytes(b"no Word file")
    for template in (None, str(house)):
        build = BuildOptions(formats, template=template, strict=strict)
        one, two = by_one(WARNED, build), by_two(WARNED, build)
        assert one.has_failed == (strict or template is not None)
        assert_same(one, two)
    assert forks


def test_a_memo_with_errors_is_not_forked_for(forks: list[int]) -> None:
    assert_same(by_one(b"memo: 1", BuildOptions()), by_two(b"memo: 1", BuildOptions()))
    assert forks == []


@pytest.mark.parametrize("end", [killed, failing, sys.exit])
def test_what_the_child_does_not_write_is_written_here(
    end: Callable[[], bytes], forks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = by_one(WARNED, BuildOptions())

    def ending(*given: object) -> object:
        return render(*given) if os.getpid() == HERE else end()

    monkeypatch.setattr(build, "render", ending)
    assert_same(one, by_two(WARNED, BuildOptions()))
    assert forks == [1]


def test_where_no_process_is_to_be_had_both_are_written_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = by_one(MEMO, BuildOptions())
    monkeypatch.setattr(build, "can_fork", lambda: True)
    monkeypatch.setattr(os, "fork", refused)
    assert_same(one, by_two(MEMO, BuildOptions()))


@pytest.mark.parametrize("formats", [BOTH, BOTH[::-1]])
def test_a_fault_of_the_pdf_appears_as_in_turn(
    formats: tuple[Format, ...], forks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(wanted: Format, order: RenderRequest, *done: Callable[[str], None]) -> RenderedFile:
        if wanted is Format.PDF:
            raise ZeroDivisionError
        return render(wanted, order, *done)

    monkeypatch.setattr(build, "render", faulty)
    one = by_one(MEMO, BuildOptions(formats))
    assert one.has_failed
    assert_same(one, by_two(MEMO, BuildOptions(formats)))
    assert forks == [1]


def test_one_file_takes_one_process(forks: list[int], tmp_path: Path) -> None:
    for wanted in Format:
        assert by_two(MEMO, BuildOptions((wanted,))).files
    brief = threadbrief.load(MEMO_FILE)
    assert (
        threadbrief.build(brief, "docx")
        == by_one(MEMO, BuildOptions((Format.DOCX,))).files[Format.DOCX]
    )
    threadbrief.write(brief, tmp_path / "memo.pdf")
    assert threadbrief.build(brief, ("docx", "pdf")).keys() == {"docx", "pdf"}
    assert forks == []


def test_a_build_in_a_process_with_threads_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a fork beside a thread"))
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert len(by_two(MEMO, BuildOptions()).files) == 2
    finally:
        over.set()
        thread.join()


def test_the_memos_of_a_batch_have_no_children(forks: list[int]) -> None:
    jobs = [Job(Path(f"{name}.yaml"), BOTH, data=MEMO) for name in "abc"]
    assert all(outcome.files for outcome in build_all(jobs, BuildOptions(may_fork=True)))
    assert forks == []


# --- the command ---

only_where_it_is_safe = pytest.mark.skipif(MACOS, reason="a fork is not safe on macOS")


def command(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = [
        sys.executable,
        "-c",
        TWO_PROCESSORS + code,
        "build",
        str(MEMO_FILE),
        "-o",
        f"{folder}/",
    ]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)


@only_where_it_is_safe
def test_the_command_takes_two_processes_and_prints_once(tmp_path: Path) -> None:
    code = (
        "fork = os.fork\nos.fork = lambda: print('fork', file=sys.stderr, flush=True) or fork()\n"
        "from threadbrief.cli import main\nmain()"
    )
    done = command(code, tmp_path)
    assert done.stdout.splitlines() == [f"{tmp_path}/memo.docx", f"{tmp_path}/memo.pdf"]
    assert (done.returncode, done.stderr) == (0, "fork\n")
    alone = build_memo(MEMO, "memo.yaml", BuildOptions())
    assert {path.suffix: path.read_bytes() for path in tmp_path.iterdir()} == {
        f".{wanted.value}": data for wanted, data in alone.files.items()
    }


@only_where_it_is_safe
def test_the_process_that_writes_one_pdf_loads_no_python_docx(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom threadbrief.pipeline.batch import Job, build_all\n"
        "from threadbrief.pipeline.options import BuildOptions, Format\n"
        "jobs = [Job(Path(sys.argv[2]), tuple(Format))]\n"
        "outcomes = build_all(jobs, BuildOptions(may_fork=True))\n"
        "print(*('docx' in sys.modules for outcome in outcomes if outcome.files))"
    )
    assert command(code, tmp_path).stdout == "False\n"


@only_where_it_is_safe
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_end_from_outside_ends_the_child(
    number: signal.Signals, status: int, tmp_path: Path
) -> None:
    code = (
        "import time\nfrom threadbrief.pipeline import build as export\nhere, render, note = "
        "os.getpid(), export.render, sys.argv[4]\n"
        "def waiting(*given):\n    if os.getpid() != here:\n        "
        "os.mkdir(f'{note}child-{os.getpid()}')\n"
        "        signal.pause()\n    while not os.listdir(note): time.sleep(0.01)\n"
        f"    os.kill(here, {number.value})\n    return render(*given)\n"
        "export.render = waiting\nfrom threadbrief.cli import main\nmain()"
    )
    done = command(code, tmp_path)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (status, "", "")
    (child,) = tmp_path.iterdir()
    with pytest.raises(ProcessLookupError):
        os.kill(int(child.name.removeprefix("child-")), 0)


def test_a_parent_that_waits_for_no_child_gets_the_same(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "threadbrief", "build", str(MEMO_FILE), "-o", f"{tmp_path}/"]
    code = "import os, signal, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nos.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, *line], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2
