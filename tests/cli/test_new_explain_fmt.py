"""`new`, `explain`, `schema` and `fmt`."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from threadbrief.cli.explain import command as explain
from threadbrief.core.problem_codes import REGISTRY
from threadbrief.core.problems import Severity
from threadbrief.read.schema.keys import list_keys

DOCS = Path(__file__).parents[2] / "docs"
UNTIDY = "schema: threadbrief/1\nposts:\n- text: ice   # so\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\n"
TIDY = "schema: threadbrief/1\nmemo: {to: A, from: B, date: 2031-03-14, subject: S}\nposts:\n  - text: ice   # so\n"


def test_a_new_memo_has_nothing_wrong_and_builds(threadbrief: Callable, folder: Path) -> None:
    made = threadbrief("new", "reports/harbour")
    assert (made.status, made.out, made.err) == (0, "reports/harbour.yaml\n", "")
    assert sorted(path.name for path in (folder / "reports").iterdir()) == [
        "harbour.yaml",
        "threadbrief-1.schema.json",
    ]
    assert threadbrief("check", "--strict", "reports/harbour.yaml").err == ""
    assert threadbrief("fmt", "--check", "reports/harbour.yaml").status == 0
    built = threadbrief("build", "--strict", "reports/harbour.yaml")
    assert (built.status, built.err) == (0, "")


def test_its_first_line_names_the_schema_beside_it(threadbrief: Callable, folder: Path) -> None:
    threadbrief("new", "harbour.yml")
    first = (folder / "harbour.yml").read_text(encoding="utf-8").split("\n")[0]
    comment, _, path = first.partition("=")
    assert comment == "# yaml-language-server: $schema"
    schema = (folder / path).read_text(encoding="utf-8")
    assert json.loads(schema)["$id"] == "urn:threadbrief:1"
    assert threadbrief("schema").out == schema


def test_it_is_of_the_day(
    threadbrief: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    threadbrief("new", "harbour")
    assert '  date: "1970-01-02"\n' in (folder / "harbour.yaml").read_text(encoding="utf-8")


def test_a_memo_in_the_way_stays(threadbrief: Callable, folder: Path) -> None:
    before = (folder / "memo.yaml").read_bytes()
    refused = threadbrief("new", "memo")
    assert (refused.status, refused.out) == (1, "")
    assert "TB803" in refused.err
    assert (folder / "memo.yaml").read_bytes() == before
    assert threadbrief("new", "memo", "--force").status == 0
    assert (folder / "memo.yaml").read_bytes() != before


def test_a_code_is_explained(threadbrief: Callable) -> None:
    said = threadbrief("explain", "TB317")
    assert said.status == 0
    assert f"```console\n$ threadbrief explain TB317\n{said.out}```\n" in (
        DOCS / "cli.md"
    ).read_text(encoding="utf-8")
    assert threadbrief("explain", "317").out == threadbrief("explain", "tb317").out == said.out
    unknown = threadbrief("explain", "TB20")
    assert (unknown.status, unknown.out) == (2, "")
    assert "did you mean" in unknown.err


def test_every_code_is_explained(threadbrief: Callable) -> None:
    rows = (DOCS / "problems.md").read_text(encoding="utf-8").count("\n| TB")
    assert len(REGISTRY) == rows
    assert threadbrief("explain").out.count("\n") == rows
    for code, row in REGISTRY.items():
        explained = threadbrief("explain", code).out
        assert explained.startswith(
            f"{code}, {'an error' if Severity.ERROR in row.severities else 'a warning'}"
        )
        assert row.meaning in explained
        assert row.advice in explained


def test_a_key_is_explained(threadbrief: Callable) -> None:
    said = threadbrief("explain", "posts.reply_to")
    assert said.status == 0
    assert f"```console\n$ threadbrief explain posts.reply_to\n{said.out}```\n" in (
        DOCS / "cli.md"
    ).read_text(encoding="utf-8")
    assert threadbrief("explain", "posts[].reply_to").out == said.out
    assert threadbrief("explain", "reply_to").out == said.out
    unknown = threadbrief("explain", "posts.replyto")
    assert (unknown.status, unknown.out) == (2, "")
    assert 'did you mean "posts.reply_to"?' in unknown.err


def test_every_key_is_explained(threadbrief: Callable) -> None:
    for key in list_keys():
        explained = threadbrief("explain", key.path).out
        assert explained.startswith(f"{key.path}\n\n{key.field.doc}\nValue: ")
        assert str(key.field.use)[1:] in explained


def test_a_key_of_many_places_is_listed(threadbrief: Callable) -> None:
    lines = threadbrief("explain", "sha256").out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "thread.capture.sha256",
        "thread.archives.sha256",
        "posts.media.sha256",
        "posts.capture.sha256",
        "posts.archives.sha256",
        "citations.archived.sha256",
    ]
    assert (
        "\nscreenshot       A screenshot, by name.\n" in threadbrief("explain", "posts.capture").out
    )


def test_codes_and_keys_are_completed() -> None:
    context = click.Context(explain)
    found = [item.value for item in explain.params[0].shell_complete(context, "posts.rep")]
    assert found == ["posts.reply_to"]
    codes = [item.value for item in explain.params[0].shell_complete(context, "TB317")]
    assert codes == ["TB317"]


def test_a_memo_is_put_in_order(threadbrief: Callable, folder: Path) -> None:
    (folder / "memo.yaml").write_text(UNTIDY, encoding="utf-8")
    looked = threadbrief("fmt", "--check", "memo.yaml")
    assert (looked.status, looked.out) == (1, "memo.yaml\n")
    assert (folder / "memo.yaml").read_text(encoding="utf-8") == UNTIDY
    changed = threadbrief("fmt", "memo.yaml")
    assert (changed.status, changed.out, changed.err) == (0, "memo.yaml\n", "")
    assert (folder / "memo.yaml").read_text(encoding="utf-8") == TIDY
    again = threadbrief("fmt", "memo.yaml")
    assert (again.status, again.out) == (0, "")
    assert threadbrief("fmt", "-", stdin=UNTIDY.encode()).out == TIDY


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (UNTIDY.replace("\n", "\r\n"), TIDY.replace("\n", "\r\n")),
        (UNTIDY.replace("\n", "\r\n", 2), TIDY),
        (UNTIDY.replace("\n", "\r"), TIDY),
    ],
    ids=["of Windows", "mixed", "of the old Macintosh"],
)
def test_line_breaks_stay_those_of_the_memo(
    threadbrief: Callable, folder: Path, before: str, after: str
) -> None:
    (folder / "memo.yaml").write_bytes(before.encode())
    assert threadbrief("fmt", "memo.yaml").status == 0
    assert (folder / "memo.yaml").read_bytes().decode() == after
    assert threadbrief("fmt", "--check", "memo.yaml").status == 0


def test_what_is_no_yaml_is_left_alone(threadbrief: Callable, folder: Path) -> None:
    (folder / "bad.yaml").write_text("memo: [\n", encoding="utf-8")
    result = threadbrief("fmt", "bad.yaml", "gone.yaml", "memo.yaml")
    assert (result.status, result.out) == (1, "memo.yaml\n")
    assert "bad.yaml:2:1: error TB118" in result.err
    assert "TB801" in result.err
