"""What a person installs: the sdist gives the wheel, and the wheel works from another folder."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MEMO = ROOT / "examples" / "minimal.yaml"
CHECKOUT = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); from threadbrief.cli import main; main()"
"""The program of this checkout, whichever one the environment has."""


def run(*command: object, cwd: Path) -> str:
    """Run a program as a person has it: without this process's paths to the source."""
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist as an index would get it, with the build backend of this environment."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert len(list(out.glob("threadbrief-*.tar.gz"))) == 1
    return next(out.glob("threadbrief-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment with the wheel.

    What it depends on is lent by this one, threadbrief is not.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*/site-packages"))
    pip = (
        "-m",
        "pip",
        "--python",
        home / "bin" / "python",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    )
    run(sys.executable, *pip, wheel, cwd=home)
    # A folder on the path does not have its .pth files read, so an editable install in it stays
    # unseen.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin"


def test_the_wheel_holds_the_package_and_its_looks(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    package = {name for name in names if name.startswith("threadbrief/")}
    assert {
        "threadbrief/py.typed",
        "threadbrief/looks/memo/template.yaml",
        "threadbrief/cli/main.py",
    } <= package
    rest = {name.split("/")[0] for name in set(names) - package}
    assert rest == {name for name in rest if name.endswith(".dist-info")}
    source = {
        str(path.relative_to(ROOT / "src")) for path in (ROOT / "src" / "threadbrief").rglob("*.py")
    }
    assert source <= package
    looks = {path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.yaml")}
    assert {f"threadbrief/looks/{path}" for path in looks} <= package


def test_the_installed_command_builds_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_bytes(MEMO.read_bytes())
    printed = run(installed / "threadbrief", "build", "memo.yaml", "-o", "out", cwd=tmp_path)
    assert printed == "out/memo.docx\nout/memo.pdf\n"
    assert (tmp_path / "out" / "memo.docx").read_bytes().startswith(b"PK")
    assert (tmp_path / "out" / "memo.pdf").read_bytes().startswith(b"%PDF-")


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    code = "import threadbrief, threadbrief.templates.loading as t; print(threadbrief.__file__); print(*t.list_builtin_names())"
    place, names = run(installed / "python", "-c", code, cwd=tmp_path).splitlines()
    assert Path(place).is_relative_to(installed.parent)
    assert names.split() == sorted(
        path.parent.name for path in (ROOT / "templates").glob("*/template.yaml")
    )


def test_installed_and_checkout_build_the_same_bytes(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "memo.yaml").write_bytes(MEMO.read_bytes())
    for name, program in (
        ("a", [installed / "threadbrief"]),
        ("b", [sys.executable, "-c", CHECKOUT]),
    ):
        run(*program, "build", "memo.yaml", "-o", name, cwd=tmp_path)
    for suffix in ("docx", "pdf"):
        assert (tmp_path / f"a/memo.{suffix}").read_bytes() == (
            tmp_path / f"b/memo.{suffix}"
        ).read_bytes()
