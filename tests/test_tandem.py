"""Work by two processes: the same bytes, the same faults, and no process left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from threadbrief import ahead, exchange, export, tandem
from threadbrief.ahead import early_exporter
from threadbrief.batch import Job, Outcome, build_all
from threadbrief.composition import compose_brief
from threadbrief.errors import BriefError
from threadbrief.exchange import Refused, Task, exported_by, part_of_first
from threadbrief.export import export_memo
from threadbrief.options import Build, Format
from threadbrief.read import read_brief
from threadbrief.tandem import First, Second, beside, each, received, sent
from threadbrief.values import Value
from threadbrief.writing import Built, Order, Written

ROOT = Path(__file__).parents[1]
MEMO = (ROOT / "tests" / "cli" / "memo.yaml").read_bytes()

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")


class Made(Value):
    by: int
    data: bytes = b""


@pytest.fixture
def in_two(monkeypatch: pytest.MonkeyPatch) -> list[Format | None]:
    """Let a build take two processes, whatever this machine has; what the first one wrote each time is kept."""
    written: list[Format | None] = []

    def kept(second: Second, task: Task) -> Built | None:
        found = exported_by(second, task)
        written.append(part_of_first(task.build.formats) if found else None)
        return found

    monkeypatch.setattr(ahead, "possible", lambda: True)
    monkeypatch.setattr(exchange, "exported_by", kept)
    return written


def descriptors() -> int:
    """How many files and pipes this process has open; 0 where the system does not tell."""
    open_ones = Path("/proc/self/fd")
    return sum(1 for _ in open_ones.iterdir()) if open_ones.is_dir() else 0


def no_child_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_one_is_made_here_and_one_by_another_process() -> None:
    with beside(lambda _: str(os.getpid()).encode()) as second:
        assert second.answer() not in {None, str(os.getpid()).encode()}
    assert no_child_is_left()


def test_it_waits_for_what_it_is_told() -> None:
    told = b"x" * 10**7
    with beside(lambda first: first.hear() * 2) as second:
        second.tell(told)
        assert second.answer() == told * 2
    with beside(lambda first: first.hear()) as second:
        assert second.answer() is None  # nobody told it anything
    assert no_child_is_left()


def killed(_: First | None) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def gone(_: First) -> bytes:
    sys.exit(0)


def failing(_: First) -> bytes:
    raise BriefError(())


@pytest.mark.parametrize("work", [killed, gone, failing, lambda _: "no bytes"])
def test_whatever_becomes_of_the_other_process_nothing_is_made_up(work: Callable[[First], bytes], capfd) -> None:
    with beside(work) as second:
        second.tell(b"x" * 10**7)  # more than a pipe holds
        assert second.answer() is None
    assert no_child_is_left()
    assert capfd.readouterr() == ("", "")


def sleeping(_: First) -> bytes:
    signal.pause()
    return b""


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_a_fault_here_ends_the_other_process(fault: type[BaseException]) -> None:
    with pytest.raises(fault), beside(sleeping):
        raise fault
    assert no_child_is_left()


def test_a_process_with_threads_is_not_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tandem, "_processors", lambda: 2)
    monkeypatch.setattr(tandem, "_threads", lambda: 2)
    assert not tandem.possible()
    monkeypatch.setattr(tandem, "_threads", lambda: 1)
    assert tandem.possible() == (sys.platform != "darwin")
    monkeypatch.setattr(tandem, "_processors", lambda: 1)
    assert not tandem.possible()


def test_a_system_that_gives_no_process_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    before = descriptors()
    monkeypatch.setattr(os, "fork", refused)
    with beside(lambda _: b"") as second:
        assert second is None
    assert each(str, [1, 2, 3], 1) == ["1", "2", "3"]
    monkeypatch.setattr(ahead, "possible", lambda: True)
    with early_exporter(["build"]) as early:
        assert early is None
    assert built(MEMO, Build(tandem=True)).files == built(MEMO, Build()).files
    assert descriptors() == before


def test_nothing_is_split_where_nobody_waits_for_the_ends_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tandem, "_processors", lambda: 2)
    monkeypatch.setattr(tandem, "_threads", lambda: 1)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert not tandem.possible()
        with beside(lambda _: b"done") as second:  # and who does it all the same comes to no harm
            assert second
            assert second.answer() == b"done"
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_second_process_ends_when_the_first_is_gone(tmp_path: Path) -> None:
    for waits in ("first.hear()", "time.sleep(0.5); first.tell(b'x' * 10**7)"):
        note = tmp_path / "note"
        code = (
            "import os, sys, time\nfrom pathlib import Path\nfrom threadbrief.tandem import beside\n"
            f"def work(first):\n    {waits}\n    Path(sys.argv[1]).write_text('it went on')\n    return b''\n"
            "with beside(work) as second:\n    os.kill(os.getpid(), 9)\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(note)], capture_output=True, text=True, check=False)
        assert done.returncode == -signal.SIGKILL  # its output ends only when the second process has ended, too
        assert not note.exists()


def test_what_both_processes_have_is_named_and_not_sent() -> None:
    here, there = object(), Made(1, b"there")
    tree = (there, [Made(2, b"sent"), there], here)
    data = sent(tree, {object: lambda _: "here", Made: lambda made: ("made", made.by) if made is there else None})
    assert b"sent" in bytes(data)
    assert b"there" not in bytes(data)
    found = received(data, {"here": here, ("made", 1): there}.__getitem__)
    assert found == tree
    assert found[0] is found[1][1] is there
    assert found[2] is here


def test_a_second_process_makes_what_stands_behind_a_cut() -> None:
    for cut in (0, 1, 3):
        made = each(lambda item: (item, os.getpid()), "abc", cut)
        assert [item for item, _ in made] == ["a", "b", "c"]
        assert [by == os.getpid() for _, by in made] == [place < cut for place in range(3)]
    assert no_child_is_left()


def test_what_a_second_process_cannot_make_is_made_here() -> None:
    here = os.getpid()
    assert each(lambda item: item if os.getpid() == here else killed(None), [1, 2, 3], 1) == [1, 2, 3]
    functions = each(lambda item: lambda: item, [1, 2, 3], 1)  # which cannot be sent
    assert [function() for function in functions] == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        each(lambda item: 1 / item, [1, 0], 1)
    assert no_child_is_left()


def test_what_nobody_knows_by_its_name_is_a_fault() -> None:
    with pytest.raises(KeyError):
        received(sent(Made(1), {Made: lambda _: "made"}), {}.__getitem__)


# --- builds ---


def built(data: bytes, build: Build) -> Outcome:
    """Return what becomes of a memo in a batch."""
    (outcome,) = build_all([Job(Path("memo.yaml"), build.formats, data=data)], build)
    assert no_child_is_left()
    return outcome


@pytest.mark.parametrize(
    "formats", [(Format.DOCX, Format.PDF), (Format.PDF, Format.DOCX), (Format.PDF,), (Format.DOCX,)]
)
def test_the_files_are_those_of_one_process(formats: tuple[Format, ...], in_two: list[Format | None]) -> None:
    alone = built(MEMO, Build(formats))
    assert in_two == []
    pair = built(MEMO, Build(formats, tandem=True))
    assert in_two == [Format.PDF if Format.PDF in formats else Format.DOCX]
    assert list(pair.files.items()) == list(alone.files.items())
    assert pair.problems == alone.problems


def test_every_memo_of_a_batch_takes_two(in_two: list[Format | None]) -> None:
    jobs = [Job(Path(f"{name}.yaml"), (Format.PDF,), data=MEMO) for name in "abc"]
    pairs, alone = (list(build_all(jobs, Build(tandem=wanted))) for wanted in (True, False))
    assert [outcome.files for outcome in pairs] == [outcome.files for outcome in alone]
    assert in_two == [Format.PDF] * 3


def test_a_long_memo_takes_one_process(in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LONGEST", len(MEMO) - 1)
    assert built(MEMO, Build(tandem=True)).files
    assert in_two == []


def test_a_memo_with_errors_leaves_no_process_behind(in_two: list[Format | None]) -> None:
    assert built(b"memo: 1", Build(tandem=True)).problems == built(b"memo: 1", Build()).problems
    assert in_two == []


def test_a_fault_of_a_file_is_told_as_in_turn(in_two: list[Format | None], tmp_path: Path) -> None:
    house = tmp_path / "house.docx"
    house.write_bytes(b"no Word file")
    alone, pair = (built(MEMO, Build(template=str(house), tandem=wanted)) for wanted in (False, True))
    assert alone.failed
    assert pair.problems == alone.problems
    assert pair.source == alone.source
    assert in_two == []  # the second process has told it


def test_warnings_come_with_the_text_they_are_about(in_two: list[Format | None]) -> None:
    memo = MEMO.replace(b"subject: ", "subject: \ue000 ".encode())  # a character that no font holds
    alone, pair = (built(memo, Build(tandem=wanted)) for wanted in (False, True))
    assert pair.problems == alone.problems != ()
    assert pair.source == alone.source == memo.decode()
    assert in_two == [Format.PDF]


@pytest.mark.parametrize("step", ["exported_for", "export_memo", "packed", "_in_tandem"])
def test_a_second_process_that_dies_is_stood_in_for(
    step: str, in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(MEMO, Build())
    first, work = os.getpid(), getattr(export, step)

    def dying(*arguments: Any, **named: Any) -> object:
        return work(*arguments, **named) if os.getpid() == first else killed(arguments[0])

    monkeypatch.setattr(export, step, dying)
    assert built(MEMO, Build(tandem=True)).files == alone.files
    assert in_two == [None]


def test_a_fault_of_the_first_process_is_made_up_for(
    in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    alone = built(MEMO, Build())
    monkeypatch.setattr(exchange, "write", faulty)
    assert built(MEMO, Build(tandem=True)).files == alone.files
    assert in_two == [None]


def test_the_processes_tell_each_other_what_they_mean() -> None:
    composition = compose_brief(read_brief(MEMO, "memo.yaml")[0], Build())
    order = Order(composition.document, composition.template)
    for message in (Task(b"memo", "m.yaml", Build()), order, Written(b"file", ()), Refused((), None)):
        assert exchange.unpacked(bytes(exchange.packed(message))) == message


# --- a process that is split off before the memo is known ---


@pytest.mark.parametrize(
    ("arguments", "split"),
    [
        ("build memo.yaml", True),
        ("build memo.yaml --to docx", True),
        ("build memo.yaml --timings", False),
        ("check memo.yaml", False),
        ("--version", False),
        ("", False),
    ],
)
def test_who_is_to_build_is_split_at_once(arguments: str, split: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a case
    monkeypatch.setattr(ahead, "possible", lambda: True)
    with early_exporter(arguments.split()) as early:
        assert (early is not None) is split
    assert no_child_is_left()
    monkeypatch.setattr(ahead, "possible", lambda: False)
    with early_exporter(arguments.split()) as early:
        assert early is None


@pytest.mark.parametrize("formats", [(Format.DOCX, Format.PDF), (Format.PDF,), (Format.DOCX,)])
def test_a_process_that_was_split_off_before_exports_the_first_memo(
    formats: tuple[Format, ...], in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Job(Path(f"{name}.yaml"), formats, data=MEMO) for name in "ab"]
    alone = list(build_all(jobs, Build()))
    splits: list[int] = []
    fork = os.fork
    with early_exporter(["build"]) as early:
        monkeypatch.setattr(os, "fork", lambda: splits.append(1) or fork())
        pairs = build_all(jobs, Build(tandem=True), early=early)
        assert next(pairs).files == alone[0].files
        assert splits == []
        assert next(pairs).files == alone[1].files
        assert splits == [1]
    assert in_two == [part_of_first(formats)] * 2
    assert no_child_is_left()


def test_a_process_that_was_split_off_before_is_for_the_first_memo_that_can_be_read(
    in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Job(Path("none.yaml"), (Format.PDF,)), *(Job(Path(f"{n}.yaml"), (Format.PDF,), data=MEMO) for n in "ab")]
    splits: list[int] = []
    fork = os.fork
    with early_exporter(["build"]) as early:
        monkeypatch.setattr(os, "fork", lambda: splits.append(1) or fork())
        pairs = build_all(jobs, Build(tandem=True), early=early)
        assert next(pairs).failed
        assert next(pairs).files
        assert splits == []
        assert no_child_is_left()  # as soon as its memo is built
        assert next(pairs).files
        assert splits == [1]
    assert in_two == [Format.PDF] * 2


def test_a_process_that_was_split_off_for_nothing_is_ended_at_once(
    in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LONGEST", len(MEMO) - 1)
    with early_exporter(["build", "memo.yaml"]) as early:
        (outcome,) = build_all([Job(Path("memo.yaml"), (Format.DOCX,), data=MEMO)], Build(tandem=True), early=early)
        assert no_child_is_left()
    assert in_two == []
    assert outcome.files == built(MEMO, Build((Format.DOCX,))).files


def test_the_command_takes_two_processes_and_prints_once(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom threadbrief import tandem\ntandem._processors = lambda: 2\nfork = os.fork\n"
        "def counted():\n"
        "    print('split', 'after' if 'click' in sys.modules else 'before', 'click', file=sys.stderr, flush=True)\n"
        "    return fork()\n"
        "os.fork = counted\n"
        "from threadbrief.cli import main\nmain()"
    )
    command = [sys.executable, "-c", code, "build", str(ROOT / "tests" / "cli" / "memo.yaml"), "-o", f"{tmp_path}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{tmp_path}/memo.docx", f"{tmp_path}/memo.pdf"]
    assert done.stderr == "split before click\n"
    alone = export_memo(MEMO, "memo.yaml", Build())
    assert {path.suffix: path.read_bytes() for path in tmp_path.iterdir()} == {
        f".{wanted.value}": data for wanted, data in alone.files.items()
    }


def test_the_process_that_writes_the_pdf_loads_nothing_that_reads(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom threadbrief import tandem\ntandem._processors = lambda: 2\nleave = os._exit\n"
        "def noted(status):\n    print(*sys.modules, file=sys.stderr, flush=True)\n    leave(status)\n"
        "from threadbrief import cli\ncli.os._exit = noted\nfork = os.fork\n"
        "def quiet():\n    child = fork()\n    if not child: os._exit = leave\n    return child\n"
        "os.fork = quiet\ncli.main()"
    )
    command = [sys.executable, "-c", code, "build", str(ROOT / "tests" / "cli" / "memo.yaml"), "-o", f"{tmp_path}/"]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split())
    assert "threadbrief.pdf.writer" in loaded
    assert not loaded & {
        "yaml",
        "docx",
        "threadbrief.read",
        "threadbrief.cite",
        "threadbrief.compose",
        "threadbrief.word",
    }


def test_a_parent_that_waits_for_nobody_gets_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "threadbrief", "build", str(ROOT / "tests" / "cli" / "memo.yaml")]
    code = "import os, signal, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nos.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "-o", f"{tmp_path}/"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2


# --- the end of a process ---


@pytest.mark.parametrize(
    ("watching", "told"),
    [("", ""), ("sys.settrace(lambda *_: None)\n", "left\n"), ("sys.setprofile(lambda *_: None)\n", "left\n")],
)
def test_a_command_ends_at_once_unless_somebody_watches(watching: str, told: str) -> None:
    code = (
        f"import atexit, sys\natexit.register(print, 'left')\n{watching}sys.argv = ['threadbrief', 'templates', '-x']\n"
        "from threadbrief.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, told)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="there is no sys.monitoring")
def test_a_monitored_command_ends_as_python_ends() -> None:
    code = (
        "import atexit, sys\natexit.register(print, 'left')\nsys.monitoring.use_tool_id(2, 'watch')\n"
        "sys.argv = ['threadbrief', '--version']\nfrom threadbrief.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("left\n")
