"""Two formats by two processes: the same bytes, the same faults, and no process left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief import export, tandem
from threadbrief.errors import BriefError, Problem, Where, warning
from threadbrief.export import export_memo
from threadbrief.options import Build, Format
from threadbrief.tandem import beside, in_tandem, received, sent
from threadbrief.values import Value

ROOT = Path(__file__).parents[1]
MEMO = (ROOT / "tests" / "cli" / "memo.yaml").read_bytes()

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be split here")


class Made(Value):
    by: int
    data: bytes = b""
    problems: tuple[Problem, ...] = ()


@pytest.fixture
def in_two(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let a build take two processes, whatever this machine has; every time it did is kept."""
    tried: list[bool] = []

    def kept(*arguments: object) -> object:
        pair = in_tandem(*arguments)  # type: ignore[arg-type]
        tried.append(pair is not None)
        return pair

    monkeypatch.setattr(export, "possible", lambda: True)
    monkeypatch.setattr(export, "in_tandem", kept)
    return tried


def no_child_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def made_here() -> Made:
    return Made(os.getpid())


def test_one_is_made_here_and_one_by_another_process() -> None:
    told = (warning("TB101", "something", Where("memo.yaml", 1, 2), "a hint"),)
    pair = in_tandem(lambda: Made(os.getpid(), b"\x00" * 10**6, told), made_here, Made)
    assert pair is not None
    first, second = pair
    assert first.by != os.getpid() == second.by
    assert first == Made(first.by, b"\x00" * 10**6, told)
    assert no_child_is_left()


def killed() -> Made:
    os.kill(os.getpid(), signal.SIGKILL)
    return made_here()


def gone() -> Made:
    sys.exit(0)


def failing() -> Made:
    raise BriefError(())


@pytest.mark.parametrize("first", [killed, gone, failing, lambda: Made("no number")])  # type: ignore[arg-type]
def test_whatever_becomes_of_the_other_process_nothing_is_made_up(first: Callable[[], Made], capfd) -> None:
    assert in_tandem(first, made_here, Made) is None
    assert no_child_is_left()
    assert capfd.readouterr() == ("", "")


def test_a_fault_here_ends_the_other_process() -> None:
    assert in_tandem(signal.pause, failing, Made) is None  # type: ignore[arg-type]
    assert no_child_is_left()


def test_an_interruption_ends_the_other_process_and_goes_on() -> None:
    def interrupted() -> Made:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_tandem(signal.pause, interrupted, Made)  # type: ignore[arg-type]
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
    assert b"sent" in data
    assert b"there" not in data
    found = received(data, {"here": here, ("made", 1): there}.__getitem__)
    assert found == tree
    assert found[0] is found[1][1] is there
    assert found[2] is here


def test_what_nobody_knows_by_its_name_is_a_fault() -> None:
    with pytest.raises(KeyError):
        received(sent(Made(1), {Made: lambda _: "made"}), {}.__getitem__)


def test_an_answer_is_as_long_as_it_likes_and_comes_once_it_is_there() -> None:
    with beside(lambda: b"x" * 10**7) as answer:
        assert answer() == b"x" * 10**7
    with beside(lambda: b"x" * 10**7):
        pass  # nobody asks
    assert no_child_is_left()


# --- builds ---


@pytest.mark.parametrize("formats", [(Format.DOCX, Format.PDF), (Format.PDF, Format.DOCX)])
def test_the_files_are_those_of_one_process(formats: tuple[Format, ...], in_two: list[bool]) -> None:
    alone = export_memo(MEMO, "memo.yaml", Build(formats))
    assert in_two == []
    pair = export_memo(MEMO, "memo.yaml", Build(formats, tandem=True))
    assert in_two == [True]
    assert list(pair.files.items()) == list(alone.files.items())
    assert pair.problems == alone.problems


def test_one_format_takes_one_process(in_two: list[bool]) -> None:
    export_memo(MEMO, "memo.yaml", Build((Format.PDF,), tandem=True))
    assert in_two == []


def test_a_long_memo_takes_one_process(in_two: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LONGEST_IN_TWO", len(MEMO) - 1)
    export_memo(MEMO, "memo.yaml", Build(tandem=True))
    assert in_two == []


def test_a_fault_of_a_file_is_told_as_in_turn(in_two: list[bool], tmp_path: Path) -> None:
    house = tmp_path / "house.docx"
    house.write_bytes(b"no Word file")
    faults = []
    for tandem_wanted in (False, True):
        with pytest.raises(BriefError) as fault:
            export_memo(MEMO, "memo.yaml", Build(template=str(house), tandem=tandem_wanted))
        faults.append(fault.value.problems)
    assert faults[0] == faults[1]
    assert in_two == [False]


def test_the_command_takes_two_processes_and_prints_once(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom threadbrief import tandem\ntandem._processors = lambda: 2\n"
        "from threadbrief.cli.app import main\nmain(sys.argv[1:])"
    )
    command = [sys.executable, "-c", code, "build", str(ROOT / "tests" / "cli" / "memo.yaml"), "-o", f"{tmp_path}/"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{tmp_path}/memo.docx", f"{tmp_path}/memo.pdf"]
    assert done.stderr == ""
    alone = export_memo(MEMO, "memo.yaml", Build())
    assert {path.suffix: path.read_bytes() for path in tmp_path.iterdir()} == {
        f".{wanted.value}": data for wanted, data in alone.files.items()
    }
