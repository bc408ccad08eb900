"""`build.py` sets up once, on any machine, and then is the command line itself.

The set-up is tried in checkouts of an almost empty package, with an installer that writes down
what it is asked to do: so the tests need no network, and see when nothing is installed again.
"""

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the false installer is a script")

INSTALLER = """#!/bin/sh
echo "$*" >> "$LOG"
sleep "${PAUSE:-0}"
test -z "$FAIL" || exit 1
for last; do :; done
case "$1" in venv) "$BASE" -m venv --without-pip "$last" ;; esac
"""

PROGRAM = """
import os, sys
print(os.getcwd(), *sys.argv[1:])
sys.exit(7)
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout whose package says how it was run, and whose lock file is empty."""
    folder = tmp_path / "a checkout"
    (folder / "scholiast").mkdir(parents=True)
    for name in ("build.py", "scholiast/__init__.py", "scholiast/locks.py", "scholiast/machine.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "scholiast" / "__main__.py").write_text(PROGRAM)
    (folder / "requirements.lock").write_text("# nothing\n")
    (tmp_path / "bin").mkdir()
    installer = tmp_path / "bin" / "uv"
    installer.write_text(INSTALLER)
    installer.chmod(0o755)
    return folder


@pytest.fixture
def environment(checkout: Path) -> dict[str, str]:
    """Return an environment in which the false installer is the only one."""
    path = f"{checkout.parent / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    base = str(getattr(sys, "_base_executable", sys.executable))
    log = str(checkout.parent / "log")
    return {"PATH": path, "LOG": log, "BASE": base, "HOME": str(checkout.parent)}


@pytest.fixture
def run(checkout: Path, environment: dict[str, str]) -> Run:
    """Return a function that runs `build.py` with words, in a folder, with variables."""

    def run(*words: str, cwd: Path = checkout, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(checkout / "build.py"), *words],
            cwd=cwd,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def installs(checkout: Path) -> list[str]:
    """Return the first two words of each call of the installer."""
    log = checkout.parent / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    return [" ".join(line.split()[:2]) for line in lines]


ONCE = ["venv --quiet", "pip install"]


def test_it_sets_up_once_and_then_starts_at_once(checkout: Path, run: Run) -> None:
    """The first run installs; the second calls no installer and says nothing."""
    first = run("setup")
    assert (0, ONCE) == (first.returncode, installs(checkout)), first.stderr
    second = run("setup", FAIL="yes")
    assert (0, "", "", ONCE) == (
        second.returncode,
        second.stdout,
        second.stderr,
        installs(checkout),
    )


def test_it_asks_for_hashes(checkout: Path, run: Run) -> None:
    """What is installed must have the hashes of the lock file."""
    run("setup")
    last = (checkout.parent / "log").read_text().splitlines()[-1]
    assert "--require-hashes" in last.split()
    assert last.endswith(f"--requirement {checkout / 'requirements.lock'}")


def test_it_installs_again_when_the_lock_changes(checkout: Path, run: Run) -> None:
    """Another lock file means another set-up."""
    run("setup")
    (checkout / "requirements.lock").write_text("# nothing, but in other words\n")
    assert 0 == run("setup").returncode
    assert ONCE * 2 == installs(checkout)


def test_it_redoes_a_set_up_that_was_killed(
    checkout: Path, run: Run, environment: dict[str, str]
) -> None:
    """Nothing of a set-up that was cut short is trusted."""
    log = checkout.parent / "log"
    process = subprocess.Popen(
        [sys.executable, str(checkout / "build.py"), "setup"],
        env=environment | {"PAUSE": "30"},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    while not log.exists():
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (checkout / ".venv").mkdir(exist_ok=True)
    (checkout / ".venv" / "left over").touch()
    done = run("setup")
    assert 0 == done.returncode, done.stderr
    assert ["venv --quiet", *ONCE] == installs(checkout)
    assert not (checkout / ".venv" / "left over").exists()
    assert not (checkout / ".venv.lock").exists()


def test_runs_at_the_same_time_install_once(checkout: Path, environment: dict[str, str]) -> None:
    """Of several first runs at once one installs, and all go on."""
    command = [sys.executable, str(checkout / "build.py"), "explain", "N001"]
    several = [
        subprocess.Popen(
            command,
            env=environment | {"PAUSE": "0.3"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    outputs = [process.communicate(timeout=60)[0] for process in several]
    assert [7] * 4 == [process.returncode for process in several]
    assert all(b"explain N001" in output for output in outputs)
    assert ONCE == installs(checkout)


def test_it_passes_words_and_exit_code_through(checkout: Path, run: Run, tmp_path: Path) -> None:
    """From any folder, the words and the exit code are those of the command line."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run("explain", "N001", "--x=ü ö", cwd=elsewhere, PYTHONUTF8="1")
    assert (7, f"{elsewhere} explain N001 --x=ü ö\n") == (done.returncode, done.stdout)


def test_a_file_of_the_users_replaces_no_module(run: Run, tmp_path: Path) -> None:
    """A `json.py` where the user stands is not taken for Python's own."""
    (tmp_path / "os.py").write_text("raise SystemExit('taken')")
    (tmp_path / "scholiast.py").write_text("raise SystemExit('taken')")
    done = run("doctor", cwd=tmp_path)
    assert (7, f"{tmp_path} doctor\n") == (done.returncode, done.stdout)


def test_without_words_it_builds_the_book_beside_it(
    checkout: Path, run: Run, tmp_path: Path
) -> None:
    """Without words the book of the checkout is built, wherever the user stands."""
    expected = f"build --book {checkout / 'book'} --dist {checkout / 'dist'}\n"
    assert run(cwd=tmp_path).stdout == f"{tmp_path} {expected}"


def test_a_book_where_the_user_stands_comes_first(checkout: Path, run: Run, tmp_path: Path) -> None:
    """`build` and `check` mean the user's book, and the checkout's where there is none."""
    beside = f" --book {checkout / 'book'}"
    assert f"{tmp_path} check --strict{beside}\n" == run("check", "--strict", cwd=tmp_path).stdout
    assert f"{tmp_path} check --book=b\n" == run("check", "--book=b", cwd=tmp_path).stdout
    assert f"{tmp_path} doctor\n" == run("doctor", cwd=tmp_path).stdout
    (tmp_path / "book.yaml").touch()
    assert f"{tmp_path} check\n" == run("check", cwd=tmp_path).stdout


def test_a_set_up_that_fails_says_so(checkout: Path, run: Run, environment: dict[str, str]) -> None:
    """Where neither installer works the exit code is 2, and the next run tries again."""
    (checkout / "requirements.lock").write_text("no-such-thing @ file:///nowhere --hash=sha256:0\n")
    done = run("explain", "N001", FAIL="yes", PIP_NO_INDEX="1")
    assert (2, "") == (done.returncode, done.stdout)
    assert "The set-up failed" in done.stderr
    (checkout / "requirements.lock").write_text("# nothing\n")
    assert 7 == run("explain", "N001").returncode


def load() -> ModuleType:
    """Return `build.py` as a module."""
    spec = importlib.util.spec_from_file_location("build_script", ROOT / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_pango_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a library is missing, the install line of each system is shown; exit code 2."""
    script = load()
    nowhere = dict(script.machine.LIBRARIES, Pango=("no-such-library.so",))
    monkeypatch.setattr(script.machine, "LIBRARIES", nowhere)
    assert 2 == script.main(["build"])
    said = capsys.readouterr().err
    assert "this machine lacks: Pango.\n" in said
    for line in ("apt-get install -y libpango", "dnf install -y pango", "brew install pango"):
        assert line in said
    assert "pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango" in said


def test_an_older_python_is_told(tmp_path: Path) -> None:
    """Python 3.7 to 3.10 can read the script as far as the line that says what it needs."""
    script = (ROOT / "build.py").read_text()
    ast.parse(script, feature_version=(3, 7))
    older = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path({!r})"
    done = subprocess.run(
        [sys.executable, "-c", older.format(str(ROOT / "build.py"))],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert 2 == done.returncode
    expected = f"Scholiast needs Python 3.11 or newer; {sys.executable} is Python 3.9.\n"
    assert expected == done.stderr


def test_the_lock_file_holds_hashes_and_no_addresses() -> None:
    """Every package is pinned with its hashes, from whatever index a machine uses."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pinned = [line for line in lines if line and line[0] not in " #"]
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert len(pinned) > 50
    assert not [line for line in lines if "://" in line or "index-url" in line.partition("#")[0]]
