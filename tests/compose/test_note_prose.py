"""Citations within free notes: what pandoc prints, and where we print something else on purpose."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.cite.csl.load import read_public_style
from threadbrief.compose import ComposedDocument
from threadbrief.model import document as doc
from threadbrief.model.traverse import descendants, plain_text

Compose = Callable[..., ComposedDocument]

SOURCES = {
    "log": {
        "type": "webpage",
        "author": [{"literal": "Port of Saltholm"}],
        "title": "Depth Log",
        "issued": {"date-parts": [[2031, 3, 12]]},
        "URL": "https://port.example/log_(2031)",
    },
    "news": {
        "type": "article-newspaper",
        "author": [{"family": "Trofimov", "given": "Yaroslav"}],
        "title": "Weary Russia",
        "container-title": "The Wall Street Journal",
        "issued": {"date-parts": [[2020, 6, 20]]},
    },
    "book": {
        "type": "book",
        "author": [{"family": "Voss", "given": "Mara"}],
        "title": "Grain",
        "publisher": "Vell",
        "issued": {"date-parts": [[2025]]},
    },
}
CHICAGO = "chicago-notes-bibliography"
LOG = "Port of Saltholm, “Depth Log,” March 12, 2031, https://port.example/log_(2031)"
NEWS = "Yaroslav Trofimov, “Weary Russia,” The Wall Street Journal, June 20, 2020"
BOOK = "Mara Voss, Grain (Vell, 2025)"

AS_PANDOC = [
    ("Seven hours [@log].", f"Seven hours ({LOG})."),
    ("Seven hours [@news]?", f"Seven hours ({NEWS})?"),
    ("“Seven” [@news]", f"“Seven” ({NEWS})"),
    ("*Seven* [@news].", f"Seven ({NEWS})."),
    ("Seven hours [see @news, p. 4].", f"Seven hours (see {NEWS}, 4)."),
    ("Seven hours, [@news].", f"Seven hours, ({NEWS})."),
    ("[@news]", f"{NEWS}."),
    ("[see @news, p. 4].", f"see {NEWS}, 4."),
    ("Seven hours [@news] and more.", f"Seven hours ({NEWS}) and more."),
    ("Seven [@news; @log].", f"Seven ({NEWS}; {LOG})."),
]
"""What we print in notes as pandoc does."""
OTHERWISE = [
    ("Seven hours [@book].", "Seven hours (Mara Voss, Grain [Vell, 2025]).", "brackets in parentheses"),
    ("(Seven hours [@news].)", f"(Seven hours [{NEWS}].)", "brackets in parentheses"),
    ("(Seven hours [@book].)", f"(Seven hours [{BOOK}].)", "parentheses in brackets"),
    ("Seven ([@book]).", "Seven (Mara Voss, Grain [Vell, 2025]).", "they are there already"),
    ("Seven hours. [@book]", f"Seven hours. {BOOK}.", "a sentence of its own"),
    ("See [@news].", f"See {NEWS}.", "after see"),
    ("Seven; see also [@news, p. 3] and [@log].", f"Seven; see also {NEWS}, 3 and {LOG}.", "after see"),
    ("According to [@news], seven.", f"According to {NEWS}, seven.", "its object"),
    ("Source: [@news].", f"Source: {NEWS}.", "after a colon"),
    ("[@log] says seven.", f"{LOG} says seven.", "no full stop within a sentence"),
    ("[@news]. And more.", f"{NEWS}. And more.", "one full stop"),
    ("One.\n\n[@news]", f"One. ¶ {NEWS}.", "the beginning of a paragraph"),
    ("- [@news]\n- seven [@log]", f"{NEWS}. ¶ seven ({LOG})", "the beginning of an item"),
]  # fmt: skip
"""What we print otherwise, and why."""


def note_of(composed: Compose, text: str, *, style: str, template: str = "memo-letter") -> str:
    rest = "\n".join(
        (
            "posts: [{text: x}]",
            f"citations: {json.dumps(SOURCES)}",
            f"notes: {{n: {json.dumps(text)}}}",
        )
    )
    memo = f'summary: "T [^n]", style: {style}'
    blocks = composed(rest, memo, template).document.blocks
    (note,) = (node for node in descendants(blocks) if isinstance(node, doc.Note))
    lines = [node for node in descendants(note.blocks) if isinstance(node, doc.Paragraph)]
    return " ¶ ".join(plain_text(line.content).replace("\u00a0", " ") for line in lines)


def print_by_pandoc(pandoc: str, texts: list[str], style: str, folder: Path) -> list[str]:
    """Return the notes with these texts; each has sources of its own, so that each cites them first."""
    data = read_public_style(style)
    assert data is not None
    (folder / "style.csl").write_bytes(data)
    sources, lines = [], []
    for number, text in enumerate(texts, 1):
        sources += [{"id": f"{key}{number}", **source} for key, source in SOURCES.items()]
        lines.append(
            f"T.[^{number}]\n\n[^{number}]: " + re.sub(r"@(\w+)", rf"@\g<1>{number}", text)
        )
    (folder / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    command = [pandoc, "--citeproc", "--bibliography", "sources.json", "--csl", "style.csl"]
    command += ["--metadata", "suppress-bibliography=true", "--to", "plain", "--wrap", "none"]
    memo = "\n\n".join(lines).encode()
    done = subprocess.run(command, input=memo, cwd=folder, capture_output=True, check=True)
    notes = re.findall(r"^\[\d+\] (.*)$", done.stdout.decode(), re.MULTILINE)
    return [note.replace("*", "").replace("_", "") for note in notes]


@pytest.mark.parametrize(("text", "printed"), AS_PANDOC)
def test_a_citation_after_text_is_in_parentheses(
    text: str, printed: str, composed: Compose
) -> None:
    assert note_of(composed, text, style=CHICAGO) == printed


def test_pandoc_prints_the_same(tool: Callable[[str], str], tmp_path: Path) -> None:
    texts = [text for text, _ in AS_PANDOC]
    notes = print_by_pandoc(tool("pandoc"), texts, CHICAGO, tmp_path)
    # a plain text of pandoc's has underscores for italics
    assert notes == [printed.replace("_", "") for _, printed in AS_PANDOC]


@pytest.mark.parametrize(("text", "printed", "reason"), OTHERWISE)
def test_where_we_print_otherwise(text: str, printed: str, reason: str, composed: Compose) -> None:
    assert note_of(composed, text, style=CHICAGO) == printed, reason
    with_dates = printed.replace("March 12, 2031", "12 March 2031").replace(
        "June 20, 2020", "20 June 2020"
    )
    ours = note_of(composed, text, style="threadbrief-notes", template="memo")
    assert ours == with_dates


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("threadbrief-author-date", "Seven (Trofimov 2020)."),
        ("apa", "Seven (Trofimov, 2020)."),
        ("ieee", "Seven [1]."),
    ],
)
def test_a_style_with_citations_in_the_text_has_its_own_parentheses(
    style: str, printed: str, composed: Compose
) -> None:
    assert note_of(composed, "Seven [@news].", style=style) == printed
    assert note_of(composed, "See [@news].", style=style) == printed.replace("Seven", "See")


def test_the_language_of_the_memo_says_what_see_is(composed: Compose) -> None:
    rest = f"posts: [{{text: x}}]\ncitations: {json.dumps(SOURCES)}\nnotes: {{n: %s}}"
    for language, text, bare in (
        ("de", "Sieben Stunden, vgl. [@book].", True),
        ("de", "Sieben, see [@book].", False),
        ("ru", "Семь часов, см. [@book].", True),
        ("fr", "Sept heures, voir [@book].", True),
        ("zh-Hant", "參見[@book]。", True),
        ("ja", "七時間[@book]。", False),
    ):
        memo = f'language: {language}, summary: "T [^n]"'
        blocks = composed(rest % json.dumps(text, ensure_ascii=False), memo).document.blocks
        (note,) = (node for node in descendants(blocks) if isinstance(node, doc.Note))
        assert ("(Vell" in plain_text(note.blocks[0].content)) is bare, text  # type: ignore[union-attr]


def test_an_abbreviation_ends_no_sentence(composed: Compose) -> None:
    printed = note_of(composed, "Seven in the U.S. [@news].", style="threadbrief-notes")
    assert printed.startswith("Seven in the U.S. (Yaroslav")


def test_ibid_has_a_capital_at_the_beginning_of_a_sentence(composed: Compose) -> None:
    rest = f"""posts: [{{text: x}}]
citations: {json.dumps(SOURCES)}
notes: {{n: "Seven. [@news]; see [@news].", m: "[@news] says."}}
"""
    memo = 'summary: "T [@news] [^n] [^m]", style: chicago-notes-bibliography-subsequent-ibid'
    blocks = composed(rest, memo).document.blocks
    notes = [node for node in descendants(blocks) if isinstance(node, doc.Note)]
    lines = [plain_text(note.blocks[0].content) for note in notes]  # type: ignore[union-attr]
    assert lines[1:] == [
        "Seven. Ibid.; see Trofimov, “Weary Russia.”",
        "Trofimov, “Weary Russia” says.",
    ]


def test_the_number_of_the_first_note_goes_before_the_stop(
    tmp_path: Path, composed: Compose
) -> None:
    (tmp_path / "template.yaml").write_text(
        "extends: memo\nnotes: {repeat: see-note}", encoding="utf-8"
    )
    rest = f"""posts: [{{text: x}}]
citations: {json.dumps(SOURCES)}
notes: {{n: "Seven [@news]. See [@news]."}}
"""
    document = composed(rest, 'summary: "T [@news] [@news] [^n]"', f"{tmp_path}/").document
    notes = [node for node in descendants(document.blocks) if isinstance(node, doc.Note)]
    lines = [plain_text(note.blocks[0].content) for note in notes]  # type: ignore[union-attr]
    short = "Trofimov, “Weary Russia”"
    assert lines[1:] == [
        f"{short} (see note 1).",
        f"Seven ({short} [see note 1]). See {short} (see note 1).",
    ]
