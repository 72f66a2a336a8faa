"""Memos of plain objects, and briefs that were changed: checked as files are, and printed whole."""

import concurrent.futures
import copy
import io
import json
import pickle
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from multiprocessing import get_context, resource_tracker
from pathlib import Path

import pypdf
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import threadbrief
from threadbrief import BriefError

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
EXAMPLE = ROOT / "examples" / "low-water-2026.yaml"


def make_values() -> dict:
    """The values of a small memo; a new dict each time."""
    return {
        "schema": "threadbrief/1",
        "memo": {
            "to": ["Desk"],
            "from": "Unit",
            "date": date(2031, 3, 14),
            "subject": "Low water",
            "summary": "It fell. [@gauge]",
        },
        "posts": [
            {"text": "One.", "date": datetime(2031, 3, 13, 8, 5, tzinfo=UTC)},
            {"text": "Two, see [^n].", "number": 7},
        ],
        "citations": {"gauge": {"type": "report", "title": "Gauge log", "issued": "2031-03"}},
        "notes": {"n": "A note of ours."},
    }


def read_pdf(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def codes_and_paths(error: BriefError) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.path) for problem in error.problems]


# --- plain objects ---


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_plain_objects_says_what_its_file_says(path: Path) -> None:
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    of_file = threadbrief.load(path)
    of_values = threadbrief.load(values, folder=path.parent)
    assert read_pdf(threadbrief.build(of_values)) == read_pdf(threadbrief.build(of_file))


def test_dates_numbers_and_paths_are_values() -> None:
    values = make_values()
    del values["citations"]["gauge"]["issued"]
    brief = threadbrief.load(values)
    assert brief.memo.date == date(2031, 3, 14)
    assert brief.posts[0].date == datetime(2031, 3, 13, 8, 5, tzinfo=UTC)
    assert brief.posts[1].number == 7
    assert threadbrief.check(brief, folder=".") == threadbrief.check(brief)


def spoil(values: dict, path: str, value: object) -> dict:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    inner: object = values
    for step in steps:
        inner = inner[step]  # type: ignore[index]
    inner[last] = value  # type: ignore[index]
    return values


@pytest.mark.parametrize(
    ("path", "value", "code", "told"),
    [
        ("posts/1/url", "nonsense", "TB212", "posts[1].url"),
        ("posts/1/nmber", 2, "TB202", "posts[1].nmber"),
        ("posts/1", {"number": 2}, "TB203", "posts[1]"),
        ("memo/date", "someday", "TB210", "memo.date"),
        ("memo/summary", "See [@nothing].", "TB204", "memo.summary"),
        ("posts/0/text", "a\x00b", "TB103", "posts[0].text"),
        ("posts/0/date", {1, 2}, "TB107", "posts[0].date"),
        ("memo/to", object(), "TB107", "memo.to"),
        ("people", {"a b": {"role": "x"}}, "TB215", "people['a b']"),
        ("memo", 5, "TB205", "memo"),
    ],
)
def test_a_problem_has_the_path_of_its_value(
    path: str, value: object, code: str, told: str
) -> None:
    with pytest.raises(BriefError) as caught:
        threadbrief.load(spoil(make_values(), path, value))
    assert (code, told) in codes_and_paths(caught.value)
    assert str(caught.value).splitlines()[0].startswith(told)


def test_values_in_a_circle_are_told() -> None:
    values = make_values()
    values["memo"]["to"] = [values["memo"]]
    with pytest.raises(BriefError) as caught:
        threadbrief.load(values)
    assert [code for code, _ in codes_and_paths(caught.value)] == ["TB107"]


def test_a_warning_of_a_check_and_an_error_of_a_build_have_their_paths() -> None:
    values = make_values()
    values["posts"][0]["media"] = [{"type": "image", "file": "no.png", "alt": "x"}]
    brief = threadbrief.load(values, folder=".")
    found = {problem.path for problem in threadbrief.check(brief)}
    assert "posts[0].media[0].file" in found
    with pytest.raises(BriefError) as caught:
        threadbrief.build(brief)
    assert "posts[0].media[0].file" in {path for _, path in codes_and_paths(caught.value)}


def test_text_and_bytes_are_the_same_memo() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert threadbrief.load(text).memo.subject == threadbrief.load(EXAMPLE).memo.subject
    assert threadbrief.load(text) == threadbrief.load(text.encode())


def test_the_folder_of_a_load_is_remembered(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (30, 20), "navy").save(tmp_path / "quay.png")
    values = make_values()
    values["posts"][0]["media"] = [{"type": "image", "file": "quay.png", "alt": "The quay."}]
    brief = threadbrief.load(values, folder=tmp_path)
    for kept in (brief, pickle.loads(pickle.dumps(brief))):  # noqa: S301 - our own bytes
        package = zipfile.ZipFile(io.BytesIO(threadbrief.build(kept, "docx")))
        assert [name for name in package.namelist() if name.startswith("word/media/")]


# --- a brief that was changed ---


def test_a_note_is_never_printed_empty() -> None:
    brief = threadbrief.replace(threadbrief.load(EXAMPLE), citations={})
    found = threadbrief.check(brief)
    assert ("TB204", "memo.summary") in [(problem.code, problem.path) for problem in found]
    with pytest.raises(BriefError, match="TB204"):
        threadbrief.build(brief)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_what_is_embedded_is_what_the_page_says(form: str) -> None:
    brief = threadbrief.load(EXAMPLE)
    changed = threadbrief.replace(
        brief, memo=threadbrief.replace(brief.memo, subject="A changed subject")
    )
    built = threadbrief.build(changed, form)  # type: ignore[call-overload]
    again = threadbrief.load(threadbrief.extract(built), folder=EXAMPLE.parent)
    assert again.memo.subject == "A changed subject"
    assert threadbrief.check(changed) == threadbrief.check(brief) == ()
    if form == "pdf":
        assert "A changed subject" in read_pdf(built)
        assert read_pdf(threadbrief.build(again)) == read_pdf(built)


def test_a_brief_that_was_not_changed_contains_its_file_byte_for_byte() -> None:
    for brief in (
        threadbrief.load(EXAMPLE),
        copy.deepcopy(threadbrief.load(EXAMPLE)),
        threadbrief.replace(threadbrief.load(EXAMPLE)),
    ):
        assert threadbrief.extract(threadbrief.build(brief, "docx")) == EXAMPLE.read_bytes()


def wrong_values() -> st.SearchStrategy[object]:
    scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats()
    return scalars | st.binary(max_size=3) | st.lists(scalars, max_size=2) | st.just({})


CHANGES: tuple[tuple[str, ...], ...] = (
    ("memo",), ("thread",), ("posts",), ("people",), ("citations",), ("notes",), ("flags",),
    ("memo", "to"), ("memo", "date"), ("memo", "subject"), ("memo", "summary"),
    ("memo", "key_judgements"), ("memo", "language"), ("memo", "style"), ("memo", "sections"),
    ("thread", "author"), ("thread", "platform"), ("thread", "url"), ("thread", "archives"),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CHANGES), wrong_values())
def test_whatever_is_replaced_check_tells_or_the_files_are_whole(
    path: tuple[str, ...], value: object
) -> None:
    brief = threadbrief.load(EXAMPLE)
    if len(path) == 2:
        value = threadbrief.replace(getattr(brief, path[0]), **{path[1]: value})
    changed = threadbrief.replace(brief, **{path[0]: value})
    found = threadbrief.check(changed)
    if any(problem.severity is threadbrief.Severity.ERROR for problem in found):
        with pytest.raises(BriefError):
            threadbrief.build(changed, "docx")
        return
    built = threadbrief.build(changed, "docx")
    package = zipfile.ZipFile(io.BytesIO(built))
    notes = package.read("word/footnotes.xml").decode()
    bodies = re.findall(r"<w:footnote w:id=.*?</w:footnote>", notes, re.DOTALL)
    assert bodies
    for body in bodies:
        assert re.search(r"\w", "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", body))), body
    if changed != brief:
        again = threadbrief.load(threadbrief.extract(built), folder=EXAMPLE.parent)
        assert threadbrief.build(again, "docx") == built


# --- formats, options, processes ---


def test_both_files_come_from_one_call() -> None:
    brief = threadbrief.load(EXAMPLE)
    both = threadbrief.build(brief, ("docx", "pdf"))
    assert list(both) == ["docx", "pdf"]
    assert both["docx"] == threadbrief.build(brief, "docx")
    assert both["pdf"] == threadbrief.build(brief, "pdf")


def test_several_paths_are_written_together(tmp_path: Path) -> None:
    brief = threadbrief.load(EXAMPLE)
    (tmp_path / "a.pdf").write_text("somebody's")
    with pytest.raises(BriefError, match="TB803"):
        threadbrief.write(brief, (tmp_path / "a.docx", tmp_path / "a.pdf"))
    assert not (tmp_path / "a.docx").exists()
    paths = threadbrief.write(brief, [tmp_path / "b.docx", tmp_path / "b.pdf"])
    assert all(path.stat().st_size > 1000 for path in paths)


def test_an_option_that_there_is_not_is_a_type_error() -> None:
    brief = threadbrief.load(EXAMPLE)
    with pytest.raises(TypeError, match=r"no option 'fonst'; do you mean 'fonts'\?"):
        threadbrief.build(brief, fonst=["."])  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="half"):
        threadbrief.build(brief, embed="half")  # type: ignore[call-overload]


def test_every_option_reaches_the_build(tmp_path: Path) -> None:
    brief = threadbrief.load(EXAMPLE)
    plain = threadbrief.build(brief, "docx")
    assert threadbrief.build(brief, "docx", template="memo-letter") != plain
    assert threadbrief.build(brief, "docx", moment=datetime(2031, 1, 1, tzinfo=UTC)) != plain
    clean = threadbrief.extract(threadbrief.build(brief, "docx", embed="clean"))
    assert clean != EXAMPLE.read_bytes()
    with pytest.raises(BriefError, match="TB605"):
        threadbrief.extract(threadbrief.build(brief, "docx", embed="none"))
    strict = threadbrief.load(
        EXAMPLE.read_bytes().replace(b"memo:", b"memo:\n  typography: off", 1)
    )
    assert threadbrief.build(strict, "docx", folder=EXAMPLE.parent, strict=True)
    values = make_values()
    values["posts"][0]["media"] = [{"type": "image", "file": "../no.png", "alt": "x"}]
    outside = threadbrief.load(values, folder=tmp_path)
    with pytest.raises(BriefError, match=r"outside|leaves"):
        threadbrief.build(outside)
    with pytest.raises(BriefError, match="cannot be read"):
        threadbrief.build(outside, allow_outside=True)


def test_fonts_of_the_house_are_used(tmp_path: Path) -> None:
    template = tmp_path / "house.yaml"
    template.write_text(
        "name: house\nextends: memo\nfamilies: {serif: {name: P052}}\n", encoding="utf-8"
    )
    fonts = Path("/usr/share/fonts/opentype/urw-base35")
    if not fonts.is_dir():
        pytest.skip("no URW fonts")
    brief = threadbrief.load(EXAMPLE)
    built = threadbrief.build(brief, template=template, fonts=[fonts])
    fonts_in = pypdf.PdfReader(io.BytesIO(built)).pages[0]["/Resources"]["/Font"].values()
    assert any("P052" in font.get_object().get("/BaseFont", "") for font in fonts_in)


@pytest.mark.parametrize("change", [False, True])
def test_a_brief_and_its_errors_travel_to_other_processes(change: bool) -> None:
    brief = threadbrief.load(EXAMPLE)
    if change:
        brief = threadbrief.replace(brief, memo=threadbrief.replace(brief.memo, subject="Another"))
    spawn = get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert pool.submit(threadbrief.build, brief, "docx").result() == threadbrief.build(
            brief, "docx"
        )
        with pytest.raises(BriefError) as caught:
            pool.submit(threadbrief.load, b"memo: [").result()
    with pytest.raises(BriefError) as here:
        threadbrief.load(b"memo: [")
    resource_tracker._resource_tracker._stop()  # a process that would stay to the end of this one
    assert caught.value.problems == here.value.problems
    assert str(caught.value) == str(here.value)
    assert caught.value.source == here.value.source


def test_a_brief_says_in_one_line_which_it_is() -> None:
    assert repr(threadbrief.load(make_values())) == "<Brief 'Low water': 2 posts, 1 source>"


# --- the other functions ---


def test_sources_of_a_changed_brief() -> None:
    brief = threadbrief.load(EXAMPLE)
    listed = json.loads(threadbrief.sources(brief))
    assert [entry["id"] for entry in listed] == list(brief.citations)
    cited = json.loads(threadbrief.sources(brief, only_cited=True))
    assert {entry["id"] for entry in cited} <= {entry["id"] for entry in listed}
    assert threadbrief.sources(brief, "bibtex").startswith(b"@")
    assert b"TY  - " in threadbrief.sources(brief, "ris")
    with pytest.raises(ValueError, match="odt"):
        threadbrief.sources(brief, "odt")  # type: ignore[arg-type]


def test_a_thread_becomes_a_memo() -> None:
    day = date(2031, 3, 14)
    draft = threadbrief.import_thread(b"1/ One.\n\n2/ Two.", today=day)
    assert draft.posts == 2
    brief = threadbrief.load(draft.text)
    assert [post.text.source for post in brief.posts] == ["One.", "Two."]
    more = threadbrief.import_thread(
        b"1/ One.\n\n2/ Two.\n\n3/ Three.", today=day, into=draft.text.encode()
    )
    assert more.text.startswith(draft.text[:40])
    assert [post.text.source for post in threadbrief.load(more.text).posts][-1] == "Three."
    with pytest.raises(BriefError):
        threadbrief.import_thread(b"", today=day)


def test_a_template_of_word_is_reported(tmp_path: Path) -> None:
    import docx

    docx.Document().save(str(tmp_path / "house.docx"))
    report = threadbrief.template_report(tmp_path / "house.docx")
    assert report.sections == 1
    with pytest.raises(BriefError):
        threadbrief.template_report(tmp_path / "none.docx")


def test_every_public_name_is_there_and_documented() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for name in threadbrief.__all__:
        assert getattr(threadbrief, name) is not None
        assert name == "__version__" or f"`{name}" in page or f"{name}`" in page, name
    for option in threadbrief.Options.__annotations__:
        assert f"`{option}`" in page, option


def test_the_script_for_a_database_makes_its_memo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    rows = [
        ("The *gauge* is under [1.40] m.", "2031-03-13T08:05:00+00:00", "quay.png"),
        ("Two\nlines: - one", "2031-03-13T08:15:00+00:00", None),
        ("1. ^[no note] {?emoji}", "2031-03-13T09:00:00+00:00", "ice.png"),
    ]
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("quay.db")) as table:
        table.execute("CREATE TABLE posts (text, at, url, picture)")
        for number, (text, at, picture) in enumerate(rows, 1):
            url = f"https://social.example/@watch/{number}"
            table.execute("INSERT INTO posts VALUES (?, ?, ?, ?)", (text, at, url, picture))
        table.commit()
    for name, colour in (("quay.png", "navy"), ("ice.png", "white")):
        Image.new("RGB", (60, 40), colour).save(name)
    page = (ROOT / "docs" / "howto" / "database.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len([line for line in script.splitlines() if line.strip()]) <= 20
    exec(compile(script, "database.md", "exec"), {})  # noqa: S102 - our own page
    words = read_pdf(Path("quay.pdf").read_bytes())
    for told in ("The *gauge* is under [1.40] m.", "1. ^[no note] {?emoji}"):
        assert told in words
    package = zipfile.ZipFile("quay.docx")
    assert len([name for name in package.namelist() if name.startswith("word/media/")]) == 2
