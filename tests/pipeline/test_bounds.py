"""What a stranger's file may cost: memory is measured in a process of its own."""

import io
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

import threadbrief
from threadbrief.core.content_hash import hash_package, hash_parts

ROOT = Path(__file__).parents[2]
MEMO = (ROOT / "tests" / "cli" / "memo.yaml").read_text(encoding="utf-8")
PICTURED = MEMO.replace(
    "  - text:", "  - media: [{type: image, file: big.png, alt: Big.}]\n    text:", 1
)
MEASURED = """
import re, sys
from pathlib import Path
from threadbrief.cli.main import run
status = run(sys.argv[1:])
# Not ru_maxrss, which counts the memory of the parent at the fork.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(status, int(peak) // 1024, file=sys.stderr)
"""


def measure(*arguments: str, folder: Path) -> tuple[int, int, str]:
    """The exit status of a command, the most megabytes that it had, and its messages."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    *messages, last = done.stderr.splitlines()
    status, megabytes = map(int, last.split())
    return status, megabytes, "\n".join(messages)


def bomb(path: Path) -> None:
    """A megabyte that unpacks to three hundred, with the content hash that one of ours has."""
    custom = zipfile.ZipFile(io.BytesIO(threadbrief.build(threadbrief.load(MEMO), "docx"))).read(
        "docProps/custom.xml"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "docProps/app.xml", "<Properties><Application>threadbrief</Application></Properties>"
        )
        package.writestr("docProps/custom.xml", custom)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1 << 20))


@pytest.mark.needs("/proc")
def test_a_bomb_in_the_place_of_the_word_file_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_text(MEMO, encoding="utf-8")
    bomb(tmp_path / "memo.docx")
    assert (tmp_path / "memo.docx").stat().st_size < 1 << 20
    status, megabytes, messages = measure("build", "memo.yaml", "--to", "docx", folder=tmp_path)
    assert status == 1
    assert "TB803" in messages
    assert megabytes < 200


@pytest.mark.needs("/proc")
def test_a_large_file_in_the_place_of_the_pdf_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_text(MEMO, encoding="utf-8")
    with (tmp_path / "memo.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(3 << 30)
    status, megabytes, messages = measure("build", "memo.yaml", "--to", "pdf", folder=tmp_path)
    assert status == 1
    assert "TB803" in messages
    assert megabytes < 300


def make_picture(mode: str) -> bytes:
    """A PNG of 50 megapixels in one colour."""
    file = io.BytesIO()
    colour = {"RGB": (10, 60, 90), "RGBA": (10, 60, 90, 128), "P": 3}[mode]
    Image.new(mode, (7071, 7071), colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.needs("/proc")
@pytest.mark.parametrize(
    ("form", "mode", "most"), [("pdf", "RGB", 300), ("pdf", "RGBA", 350), ("docx", "P", 300)]
)
def test_a_picture_of_50_megapixels_has_a_bound(
    form: str, mode: str, most: int, tmp_path: Path
) -> None:
    (tmp_path / "memo.yaml").write_text(PICTURED, encoding="utf-8")
    (tmp_path / "big.png").write_bytes(make_picture(mode))
    status, megabytes, _ = measure("build", "memo.yaml", "--to", form, folder=tmp_path)
    assert status == 0
    assert megabytes < most


def test_fmt_reads_no_more_than_a_memo_may_have() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "threadbrief", "fmt", "-"],
        input=b"# " + b"x" * (33 << 20), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"TB102" in done.stderr


def test_a_package_has_the_hash_of_its_parts() -> None:
    data = threadbrief.build(threadbrief.load(MEMO), "docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
        assert hash_package(package) == hash_parts(parts)


def test_a_picture_that_is_converted_in_parts_is_the_same_picture(tmp_path: Path) -> None:
    """With transparency, larger than one part."""
    picture = Image.effect_noise((1500, 1600), 60).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(tmp_path / "big.png")
    (tmp_path / "memo.yaml").write_text(PICTURED, encoding="utf-8")
    built = threadbrief.build(threadbrief.load(tmp_path / "memo.yaml"))
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    assert zlib.compress(white.tobytes()) in built
