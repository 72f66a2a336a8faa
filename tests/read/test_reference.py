"""The pages of docs/ say what the schema and the problems say."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from threadbrief.core import problem_codes
from threadbrief.read import problems
from threadbrief.read.schema import citation, memo
from threadbrief.read.schema.kinds import ListOf, MapOf, MappingSchema, Nested, ScalarOrNested
from threadbrief.read.yaml import explain

ROOT = Path(__file__).parent.parent.parent


def blocks(block: MappingSchema, seen: dict[str, MappingSchema]) -> dict[str, MappingSchema]:
    """Return a block and all blocks inside it by name, each once."""
    seen.setdefault(block.name, block)
    for field in block.fields:
        kind = field.kind
        while isinstance(kind, (ListOf, MapOf)):
            kind = kind.kind
        if isinstance(kind, (Nested, ScalarOrNested)) and kind.block.name not in seen:
            blocks(kind.block, seen)
    return seen


def rows(block: MappingSchema) -> Iterator[str]:
    """Yield the rows of the table of a block; the variables of CSL are listed on the page in words."""
    for field in block.fields:
        if not re.search(r"variable of CSL|The same as|Of CSL-JSON", field.doc):
            needed = " (needed)" if field.required and not field.unless else ""
            yield f"| `{field.key}`{needed} | {field.doc} | {field.use} |"


def test_every_key_is_on_the_page() -> None:
    page = (ROOT / "docs" / "yaml.md").read_text(encoding="utf-8")
    missing = [
        f"{block.name}: {row}"
        for block in blocks(memo.ROOT, {citation.CSL_DATE.name: citation.CSL_DATE}).values()
        for row in rows(block)
        if row not in page
    ]
    assert missing == []


def test_every_variable_of_csl_is_on_the_page() -> None:
    page = (ROOT / "docs" / "yaml.md").read_text(encoding="utf-8")
    assert [field.key for field in citation.CITATION.fields if f"`{field.key}`" not in page] == []


def test_every_code_of_reading_has_a_specimen() -> None:
    source = inspect.getsource(problems) + inspect.getsource(explain)
    given = {getattr(problem_codes, name) for name in re.findall(r"codes\.([A-Z_0-9]+)", source)}
    assert len(given) > 60
    told = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "data").glob("*/*.t*")
    )
    in_code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "read").rglob("test_*.py")
    )
    assert {code for code in given if code not in told + in_code} == set()
