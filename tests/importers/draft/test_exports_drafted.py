"""Whatever a reader of an export gives, its draft is a valid memo with every post in it."""

from pathlib import Path

import pytest
from drafting import TODAY

from threadbrief.core.problems import BriefError
from threadbrief.importers.importing import ImportResult, import_thread, list_threads
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import Selection
from threadbrief.model.traverse import plain_marked_text
from threadbrief.read import read_brief

DATA = Path(__file__).parents[2] / "data" / "importers"
FORMATS = ("x-archive", "x-api", "bluesky", "mastodon", "telegram")
SPECIMENS = [
    path for name in FORMATS for path in sorted((DATA / name).iterdir()) if path.suffix != ".golden"
]
REFUSED = {"TB966"}
"""A thread of which nothing was public."""


def brought(source: ImportSource, select: str) -> ImportResult | None:
    codes = set()
    try:
        return import_thread(source, Selection(select=select, with_private=True), None, TODAY)
    except BriefError as fault:
        codes = {problem.code for problem in fault.problems}
    assert codes <= REFUSED
    return None


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_draft_of_an_export_is_a_memo(path: Path) -> None:
    source = open_source(path)
    for thread in list_threads(source, Selection(with_private=True), None):
        draft = brought(source, thread.id)
        if draft:
            brief, _ = read_brief(draft.text.encode(), "m")
            assert len(brief.posts) == draft.posts
            assert brief.thread.capture.sha256


@pytest.mark.parametrize("text", ['"()"', '"(see)"', '"(", "x"'])
def test_a_bracket_behind_a_cited_link_is_no_address(text: str) -> None:
    link = '{"type": "link", "text": "e"}'
    data = f'{{"name": "", "messages": [{{"id": 2, "from_id": "", "text": [{link}, {text}]}}]}}'
    source = memory_source("result.json", data.encode())
    draft = import_thread(source, Selection(), None, TODAY)
    brief, _ = read_brief(draft.text.encode(), "m")
    assert "(" in plain_marked_text(brief.posts[0].text.blocks)
