"""Work by two processes: the same bytes, the same faults, and no process left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief import ahead, export, tandem, writing
from threadbrief.ahead import SecondWriter, early_writer
from threadbrief.batch import Job, Outcome, build_all
from threadbrief.errors import BriefError
from threadbrief.export import export_memo
from threadbrief.options import Build, Format
from threadbrief.stages import Done
from threadbrief.tandem import First, beside, received, sent
from threadbrief.values import Value
from threadbrief.writing import Order, Written

ROOT = Path(__file__).parents[1]
MEMO = (ROOT / "tests" / "cli" / "memo.yaml").read_bytes()

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")


class Made(Value):
    by: int
    data: bytes = b""


@pytest.fixture
def in_two(monkeypatch: pytest.MonkeyPatch) -> list[Format | None]:
    """Let a build take two processes, whatever this machine has; what the second one wrote each time is kept."""
    written: list[Format | None] = []

    def kept(order: Order, build: Build, done: Done, second: SecondWriter) -> dict[Format, Written]:
        files = in_tandem(order, build, done, second)
        written.append(second.wanted if second.wanted in files else None)
        return files

    in_tandem = export._in_tandem
    monkeypatch.setattr(ahead, "possible", lambda: True)
    monkeypatch.setattr(export, "_in_tandem", kept)
    return written


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
    with beside(lambda first: (first.hear() or b"") * 2) as second:
        second.tell(told)
        assert second.answer() == told * 2
    with beside(lambda first: first.hear() or b"") as second:
        assert second.answer() == b""  # nobody told it anything
    assert no_child_is_left()


def killed(_: First) -> bytes:
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
    assert in_two == [None]


def test_a_second_writer_that_dies_is_stood_in_for(
    in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = built(MEMO, Build())
    monkeypatch.setattr(writing, "written_to", lambda _, first: killed(first))
    assert built(MEMO, Build(tandem=True)).files == alone.files
    assert in_two == [None]


# --- a process that is split off before the memo is known ---


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ("build memo.yaml", Format.PDF),
        ("build memo.yaml --to docx", Format.DOCX),
        ("build memo.yaml --to=DOCX", Format.DOCX),
        ("build memo.yaml --to docx,pdf", Format.PDF),
        ("build memo.yaml -o a.docx -o a.pdf", Format.PDF),
        ("build memo.yaml --timings", None),
        ("check memo.yaml", None),
        ("--version", None),
        ("", None),
    ],
)
def test_the_arguments_say_what_is_likely_wanted(
    arguments: str, wanted: Format | None, in_two: list[Format | None]
) -> None:
    del in_two
    with early_writer(arguments.split()) as early:
        assert (early.wanted if early else None) is wanted
    assert no_child_is_left()


@pytest.mark.parametrize("formats", [(Format.DOCX, Format.PDF), (Format.PDF,)])
def test_a_process_that_was_split_off_before_writes_for_the_first_memo(
    formats: tuple[Format, ...], in_two: list[Format | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Job(Path(f"{name}.yaml"), formats, data=MEMO) for name in "ab"]
    alone = list(build_all(jobs, Build()))
    splits: list[int] = []
    fork = os.fork
    with early_writer(["build"]) as early:
        monkeypatch.setattr(os, "fork", lambda: splits.append(1) or fork())
        pairs = build_all(jobs, Build(tandem=True), early=early)
        assert next(pairs).files == alone[0].files
        assert splits == []
        assert next(pairs).files == alone[1].files
        assert splits == [1]
    assert in_two == [Format.PDF] * 2
    assert no_child_is_left()


def test_a_process_that_was_split_off_for_nothing_is_ended_at_once(in_two: list[Format | None]) -> None:
    with early_writer(["build", "pdf.yaml"]) as early:
        (outcome,) = build_all([Job(Path("memo.yaml"), (Format.DOCX,), data=MEMO)], Build(tandem=True), early=early)
        assert no_child_is_left()
    assert in_two == [Format.DOCX]
    assert outcome.files == built(MEMO, Build((Format.DOCX,))).files


def test_the_command_takes_two_processes_and_prints_once(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom threadbrief import tandem\ntandem._processors = lambda: 2\n"
        "from threadbrief.cli import main\nmain()"
    )
    command = [sys.executable, "-c", code, "build", str(ROOT / "tests" / "cli" / "memo.yaml"), "-o", f"{tmp_path}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{tmp_path}/memo.docx", f"{tmp_path}/memo.pdf"]
    assert done.stderr == ""
    alone = export_memo(MEMO, "memo.yaml", Build())
    assert {path.suffix: path.read_bytes() for path in tmp_path.iterdir()} == {
        f".{wanted.value}": data for wanted, data in alone.files.items()
    }
