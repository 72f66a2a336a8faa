"""How much a build does, in counts, which are the same on every machine.

The benchmark's smoke test, without peers.
"""

import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from threadbrief.core.progress import no_progress
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Format

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "speed"
POSTS = 30
PDF, WORD = BuildOptions((Format.PDF,)), BuildOptions((Format.DOCX,))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Return a module of the benchmark by name."""
    monkeypatch.syspath_prepend(BENCHMARK)
    return import_module


@pytest.fixture
def memo(bench: Callable[[str], ModuleType]) -> Callable[[int], bytes]:
    return bench("memos").memo_yaml


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[tuple[object, ...]]]:
    """Keep the arguments of every call of a function, named by the module that calls it."""

    def count(module: str, name: str) -> list[tuple[object, ...]]:
        calls: list[tuple[object, ...]] = []
        place: object = import_module(module)
        *parents, last = name.split(".")
        for parent in parents:
            place = getattr(place, parent)
        function = getattr(place, last)

        def kept(*arguments: object, **named: object) -> object:
            calls.append(arguments)
            return function(*arguments, **named)

        monkeypatch.setattr(place, last, kept)
        return calls

    return count


def build(data: bytes, options: BuildOptions) -> bytes:
    return build_memo(data, "memo.yaml", options).files[options.formats[0]]


def test_every_scalar_of_the_file_is_read_once(memo, counted) -> None:
    data = memo(POSTS)
    scalars = sum(
        isinstance(event, yaml.ScalarEvent) for event in yaml.parse(data, Loader=yaml.CSafeLoader)
    )
    calls = counted("threadbrief.read.yaml.nodes", "_Composer.add_scalar")
    build(data, WORD)
    assert len(calls) == scalars


def test_a_word_is_shaped_once_in_each_style(memo, counted) -> None:
    calls = counted("threadbrief.pdf.typesetting.shaping", "Shaper._shape_word")
    build(memo(POSTS), PDF)
    shaped = Counter((id(arguments[0]), *arguments[1:]) for arguments in calls)
    assert shaped
    assert max(shaped.values()) == 1
    words = len(memo(POSTS).split())
    assert len(calls) < words / 2


def test_more_posts_of_the_same_words_shape_only_what_is_new(memo, counted) -> None:
    calls = counted("threadbrief.pdf.typesetting.shaping", "Shaper._shape_word")
    build(memo(POSTS), PDF)
    once = len(calls)
    build(memo(2 * POSTS), PDF)
    # What is new with every post are its address, its date, its numbers and the address of its
    # source.
    assert len(calls) - once < 1.9 * once


def test_a_face_is_cut_down_once_whatever_the_length(memo, counted) -> None:
    subsets = counted("threadbrief.pdf.fonts.embed", "subset_font")
    counts = []
    for posts in (POSTS, 2 * POSTS):
        build(memo(posts), PDF)
        assert len({(id(face), axes) for face, axes, _ in subsets}) == len(subsets)
        counts.append(len(subsets))
        subsets.clear()
    assert counts[0] == counts[1]


def test_the_template_and_the_style_are_read_once_in_a_process(memo, counted) -> None:
    data = memo(POSTS)
    build(data, WORD)
    templates = counted("threadbrief.templates.loading", "read_settings")
    styles = counted("threadbrief.cite.csl.load", "_parse_xml")
    build(data, WORD)
    build(data, PDF)
    assert templates == []
    assert styles == []


def test_a_citation_style_is_specialized_once_for_each_shape_of_source(memo, counted) -> None:
    calls = counted("threadbrief.cite.render.context", "SpecializedStyle")
    build(memo(POSTS), WORD)
    shapes = {item.shape() for _, item in calls}
    assert len(calls) == len(shapes) == 4  # the thread, posts, reports and articles
    build(memo(2 * POSTS), WORD)
    assert len(calls) == 2 * len(shapes)


@pytest.mark.parametrize("options", [WORD, PDF], ids=["docx", "pdf"])
def test_twice_the_posts_are_twice_the_work(options: BuildOptions, memo, calls_of) -> None:
    once, twice = memo(POSTS), memo(2 * POSTS)
    build(twice, options)  # what is imported, read and worked out once
    assert calls_of(build, twice, options) < 2.15 * calls_of(build, once, options)


def test_nobody_is_told_of_stages_unless_asked(memo) -> None:
    stages: list[str] = []
    told = build_memo(memo(POSTS), "memo.yaml", BuildOptions(), stages.append)
    assert told.files == build_memo(memo(POSTS), "memo.yaml", BuildOptions(), no_progress).files
    assert stages == [
        "read", "checks", "compose", "word.load", "word", "pdf.load", "pdf.lines", "pdf.pages",
        "pdf.paint", "pdf.tags", "pdf.archive", "pdf.fonts", "pdf.file",
    ]  # fmt: skip


# --- the benchmark itself ---


def test_every_peer_gets_the_same_words_and_notes(memo, bench, monkeypatch, tmp_path: Path) -> None:
    written = bench("written")
    monkeypatch.setattr("sys.argv", ["written.py", str(tmp_path), str(POSTS)])
    written.main()
    notes = bench("memos").note_count(POSTS)
    assert notes == 45
    markdown, typst = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("memo.md", "memo.typ")
    )
    assert markdown.count("^[") == typst.count("#footnote[") == notes
    # Without marks, and without the lines before the text, they are one text.
    plain_markdown = re.sub(r"(?m)^(%|#+|-) |\\|\^\[|\]|\*|[<>]", "", markdown).split()
    plain_typst = re.sub(
        r'(?m)^(=+|-) |\\|#footnote\[|#emph\[|#link\("|"\)|\]', "", typst.split("#title()")[1]
    ).split()
    title = plain_markdown[: -len(plain_typst)]
    assert plain_markdown == [*title, *plain_typst]
    assert (tmp_path / "memo.yaml").read_bytes() == memo(POSTS)


def test_the_proof_counts_the_notes_of_both_files(memo, bench, tmp_path: Path) -> None:
    proof, built = bench("proof"), build_memo(memo(POSTS), "memo.yaml", BuildOptions())
    for wanted, data in built.files.items():
        (tmp_path / f"memo.{wanted.value}").write_bytes(data)
    word, pdf = proof.word(tmp_path / "memo.docx"), proof.pdf(tmp_path / "memo.pdf")
    assert word["notes"] == word["marks"] == pdf["notes"] == 45
    assert pdf["tagged"] == 1


def test_the_table_stands_between_its_markers(bench, tmp_path: Path) -> None:
    report, measure = bench("report"), bench("measure")
    cold = {
        "both": measure.Series([0.2, 0.1, 0.3], [2048, 1024, 1024]),
        "pandoc": measure.Series([0.1], [1024]),
        "typst": measure.Series([0.3], [1024]),
        "docx": measure.Series(failed="exit 1"),
    }
    found = report.Result("a machine", 3, ["Typst is old"], {"S": cold}, warm={"both": 0.05})
    found.stages["S"] = [("read", 0.01)]
    document = tmp_path / "performance.md"
    document.write_text(
        f"before\n{report.BEGIN}\nlast week\n{report.END}\nafter\n", encoding="utf-8"
    )
    report.put(document, report.markdown(found))
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "last week" not in text
    assert "| S cold | 100 ms + 300 ms | 200 ms | 0.50 | 1 |" in text
    assert "| S warm, one process | not measured + not measured | 50 ms | – | 1 |" in text
    assert "| | the same, Word alone | exit 1 | | |" in text.replace("|  |", "| |")
    assert "| read | 10.0 |" in text


@pytest.mark.needs("wait4")
def test_a_command_is_measured_as_a_process(bench, tmp_path: Path) -> None:
    measure = bench("measure")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "left.txt").write_text("from the run before", encoding="utf-8")
    series = measure.in_turn({"good": ["true"], "bad": ["false"]}, tmp_path, 2)
    assert len(series["good"].seconds) == len(series["good"].kilobytes) == 2
    assert series["good"].time > 0
    assert series["bad"].failed == "exit 1"
    assert list((tmp_path / "good").iterdir()) == []
    assert measure.whole_peak(["sleep", "0.05"], tmp_path / "good") < 100


def test_twice_the_free_notes_are_twice_the_work(calls_of) -> None:
    once, twice = memo_with_notes(300), memo_with_notes(600)
    build(twice, WORD)
    assert calls_of(build, twice, WORD) < 2.15 * calls_of(build, once, WORD)


def memo_with_notes(count: int) -> bytes:
    """Return a memo in which every post marks a free note of its own."""
    lines = [
        "schema: threadbrief/1",
        'memo: {to: Director, from: Desk, date: "2031-03-14", subject: Depths}',
        "posts:",
        *(
            f"  - {{text: 'Depth {n}[^n{n}]', url: 'https://sea.example/{n}'}}"
            for n in range(count)
        ),
        "notes:",
        *(f"  n{n}: The chart has {n} m." for n in range(count)),
    ]
    return "\n".join(lines).encode()
