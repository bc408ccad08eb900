"""The wheel is complete: installed alone, anywhere, it makes a book and builds it."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: object, cwd: Path, **variables: str) -> str:
    """Run a command that must end well, knowing nothing of the checkout; return its stdout."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), **variables}
    if sys.platform == "win32":
        environment |= {"SYSTEMROOT": os.environ["SYSTEMROOT"]}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command `scholiast` of a new environment with the wheel.

    What it depends on is lent by the environment of the tests, so that no network is needed.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = next(scripts.glob("python*"))
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    run(python, "-m", "pip", *install, wheel, cwd=home)
    scheme = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run(python, "-c", "import scholiast; print(scholiast.__file__)", cwd=home)
    assert packages / "scholiast" / "__init__.py" == Path(where.strip())
    return next(scripts.glob("scholiast*"))


def test_a_new_book_is_built_by_the_installed_command(installed: Path, tmp_path: Path) -> None:
    """`scholiast new`, then `build`, in any folder: three artifacts, and nothing to complain of."""
    run(installed, "new", "a book", cwd=tmp_path)
    folder = tmp_path / "a book"
    table = run(installed, "build", "--strict", cwd=folder)
    assert ["epub", "html", "pdf"] == [line.split()[0] for line in table.splitlines()[1:]]
    for name in ("in-the-margin.epub", "in-the-margin.pdf", "web/index.html", "notes.json"):
        assert (folder / "dist" / name).stat().st_size > 1000


def test_the_installed_command_builds_what_the_checkout_builds(
    installed: Path, tmp_path: Path
) -> None:
    """Wheel and checkout give the same bytes for the same book."""
    sample = ROOT / "tests" / "sample"
    words = ("build", "epub", "html", "--quiet", "--book", sample, "--dist")
    run(installed, *words, tmp_path / "wheel", cwd=tmp_path)
    checkout = {"PYTHONPATH": str(ROOT)}
    run(sys.executable, "-m", "scholiast", *words, tmp_path / "here", cwd=tmp_path, **checkout)
    first, second = (
        {p.relative_to(tmp_path / top): p.read_bytes() for p in (tmp_path / top).rglob("*.*")
         if p.is_file()}
        for top in ("wheel", "here")
    )  # fmt: skip
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def test_the_wheel_holds_all_that_is_shipped(wheel: Path) -> None:
    """Styles, templates, fonts with their licence, and the beginnings of a book travel along."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for top in ("styles", "templates"):
        shipped = {p.relative_to(ROOT).as_posix() for p in (ROOT / top).rglob("*") if p.is_file()}
        assert {f"scholiast/{path}" for path in shipped} <= names
    package = {p.relative_to(ROOT).as_posix() for p in (ROOT / "scholiast").rglob("*.*")}
    assert {path for path in package if "__pycache__" not in path} <= names
    assert not [name for name in names if name.startswith(("tests/", "book/", "build.py"))]
