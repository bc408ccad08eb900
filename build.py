#!/usr/bin/env python3
"""The way in: sets up what this checkout needs, once, then runs Scholiast from it.

    python3 build.py                 build the book in `book/` into `dist/`
    python3 build.py test [...]      run all tests (further words go to pytest)
    python3 build.py setup           only set up
    python3 build.py WORDS ...       the same as `scholiast WORDS ...`

Everything is installed into `.venv`, at the versions and hashes of `requirements.lock`; nothing is
installed again until that file changes. Only Python's standard library is used here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - older ones must reach this line and say so
    here = ".".join(map(str, sys.version_info[:2]))
    sys.stderr.write(f"Scholiast needs Python 3.11 or newer; {sys.executable} is Python {here}.\n")
    sys.exit(2)

from scholiast import locks, machine

CHECKOUT = Path(__file__).resolve().parent
VENV = CHECKOUT / ".venv"
LOCK = CHECKOUT / "requirements.lock"
STAMP = VENV / "installed.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

MACHINE_AT_FAULT = 2


class SetUpError(Exception):
    """The set-up can't be done; the message says why, and what to do."""


def main(words: list[str]) -> int:
    """Set up, run what `words` ask for, and return its exit code; 2 where the set-up fails."""
    try:
        check_libraries()
        set_up()
    except SetUpError as problem:
        sys.stderr.write(f"{problem}\n")
        return MACHINE_AT_FAULT
    if words == ["setup"]:
        return 0
    if words[:1] == ["test"]:
        os.chdir(CHECKOUT)
        return run(["-m", "pytest", *words[1:]])
    # -P: a file of the user's called `json.py` must not stand in for Python's own.
    return run(["-P", "-m", "scholiast", *with_book(words)])


def check_libraries() -> None:
    """Raise SetUpError where a library is missing that sets the text of the PDF."""
    missing = machine.missing_libraries(machine.MAC_FOLDERS)
    if missing:
        raise SetUpError(
            f"Scholiast {machine.PANGO.purpose}, but this machine lacks: {', '.join(missing)}.\n"
            f"Install it, then run this again:\n{machine.advice(machine.PANGO.install)}"
        )


def set_up() -> None:
    """Make `.venv` from `requirements.lock`, unless it was made from the very same.

    The stamp is written last: a set-up that was interrupted has none, and is done anew.
    """
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if is_set_up(digest):
        return
    with locks.exclusive(CHECKOUT / ".venv.lock"):
        if is_set_up(digest):
            return
        sys.stderr.write("Setting up .venv from requirements.lock: once, about a minute ...\n")
        install()
        STAMP.write_text(digest, encoding="ascii")


def is_set_up(digest: str) -> bool:
    """Tell whether `.venv` was made in full from the lock file of this digest."""
    return PYTHON.exists() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == digest


def install() -> None:
    """Make `.venv` anew, by uv where it is on the PATH and works, else by venv and pip."""
    uv = shutil.which("uv")
    if uv is not None:
        by_uv = [
            [uv, "venv", "--quiet", "--python", base_python(), str(VENV)],
            [uv, "pip", "install", "--quiet", "--python", str(PYTHON)],
        ]
        if make(by_uv):
            return
        sys.stderr.write("uv could not do it; trying with pip ...\n")
    by_pip = [
        [base_python(), "-m", "venv", str(VENV)],
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
    ]
    if not make(by_pip):
        raise SetUpError(
            "The set-up failed, for the reason above. It needs the network once, and Python's"
            " `venv`\n(Debian, Ubuntu: sudo apt-get install -y python3-venv)."
        )


def make(commands: list[list[str]]) -> bool:
    """Make `.venv` by the first command, fill it by the second; tell whether both went well."""
    if VENV.is_symlink():
        raise SetUpError(f"{VENV} is a symbolic link; remove it, then run this again.")
    shutil.rmtree(VENV, ignore_errors=True)
    create, fill = commands
    fill = [*fill, "--require-hashes", "--requirement", str(LOCK)]
    # What installers say must not mix with what a command prints for a machine.
    return all(
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, check=False).returncode == 0
        for command in (create, fill)
    )


def base_python() -> str:
    """Return the Python that virtual environments are made from, never one inside `.venv`."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def with_book(words: list[str]) -> list[str]:
    """Return `words`, with the book of this checkout where they need one and name none.

    A book in the folder where the user stands comes first.
    """
    if not words:
        return ["build", "--book", str(CHECKOUT / "book"), "--dist", str(CHECKOUT / "dist")]
    own = any(Path(folder, "book.yaml").is_file() for folder in ("book", "."))
    named = any(word.split("=")[0] in ("--book", "--help") for word in words)
    if words[0] in ("build", "check") and not own and not named:
        return [*words, "--book", str(CHECKOUT / "book")]
    return words


def run(arguments: list[str]) -> int:
    """Run Python of `.venv` on `arguments` from this source tree; return its exit code."""
    environment = machine.environment()
    paths = [str(CHECKOUT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    command = [str(PYTHON), *arguments]
    if os.name == "posix":  # one process: signals and the exit code go straight through
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the program got it too, and ends in its own way
                continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
