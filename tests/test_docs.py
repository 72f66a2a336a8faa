"""The pages for developers name modules that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "threadbrief"
PAGES = [
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "tests/README.md")),
    *(ROOT / "docs" / "dev").rglob("*.md"),
]
FILES = ["/" + path.relative_to(ROOT).as_posix() for path in ROOT.glob("[bdst]*/**/*.py")]
MODULE = re.compile(r"`((?:[a-z_0-9]+/)*[a-z_0-9]+\.py)`")
FOLDER = re.compile(r"`((?:[a-z_0-9]+/)+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        name
        for name in MODULE.findall(text)
        if not any(file.endswith(f"/{name}") for file in FILES)
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_folder_that_a_page_names_is_there(page: Path) -> None:
    roots = (PACKAGE, ROOT, ROOT / "tests", *PACKAGE.iterdir(), ROOT / "tests" / "data")
    names = FOLDER.findall(page.read_text(encoding="utf-8"))
    assert [name for name in names if not any((root / name).is_dir() for root in roots)] == []


def glossary_rows() -> list[tuple[str, list[str]]]:
    """The terms of each row of the glossary, and the texts of the modules that it names."""
    rows = []
    for line in (ROOT / "docs" / "dev" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.replace("\\|", "").strip("|").split("|")]
        if len(cells) == 3 and cells[0] not in {"term", "---"}:
            rows.append((cells[0], re.findall(r"`([a-z_/0-9]+(?:\.py|/))`", cells[2])))
    return rows


def plain(text: str) -> str:
    return re.sub(r"[-_\s`]+", " ", text.lower())


@pytest.mark.parametrize(("terms", "places"), glossary_rows())
def test_a_term_of_the_glossary_is_found_where_its_thing_is_done(
    terms: str, places: list[str]
) -> None:
    folder = next(place.rpartition("/")[0] for place in places if "/" in place)
    paths = [PACKAGE / (place if "/" in place else f"{folder}/{place}") for place in places]
    files = [file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])]
    text = plain("\n".join(f"{file.stem} {file.read_text(encoding='utf-8')}" for file in files))
    wanted = [plain(term).strip().removesuffix("s") for term in terms.replace("w:", "").split(",")]
    assert [term for term in wanted if term not in text and term.replace(" ", "") not in text] == []
