"""What is shipped for the CI of users: its steps are run in a clean folder, as a runner would."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
from lxml import etree

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "sample"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the steps are written for bash")


def loaded(name: str) -> Any:
    """Return a YAML file of the checkout."""
    return ruamel.yaml.YAML(typ="safe", pure=True).load(ROOT / name)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with nothing in it but a book."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    return tmp_path


def break_it(project: Path) -> None:
    """Lose a note of the book."""
    with (project / "book" / "chapters" / "after.md").open("a", encoding="utf-8") as file:
        file.write("\nWords.[^lost]\n")


def shell(script: str, project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script by bash, as GitHub does: it ends at the first command that fails."""
    command = project / "bin" / "scholiast"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m scholiast "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = os.pathsep.join([str(command.parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=project,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# -- GitHub --


def run_action(project: Path, **inputs: str) -> list[subprocess.CompletedProcess[str]]:
    """Run the steps of the action that call Scholiast, until one fails."""
    action = loaded("action.yml")
    said = {name: one["default"] for name, one in action["inputs"].items()} | inputs
    # What stands for build.py is Scholiast itself: setting up is tested elsewhere.
    home = project / "action"
    home.mkdir(exist_ok=True)
    (home / "build.py").write_text(
        "import subprocess, sys\n"
        f"sys.exit(subprocess.call([{sys.executable!r}, '-m', 'scholiast', *sys.argv[1:]]))\n"
    )
    done = []
    for step in action["runs"]["steps"]:
        if "BOOK" not in step.get("env", {}) or (
            step.get("if") == "inputs.build == 'true'" and said["build"] != "true"
        ):
            continue
        variables = {
            name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: said[m[1]], value)
            for name, value in step["env"].items()
        }
        done.append(shell(step["run"], project, GITHUB_ACTION_PATH=str(home), **variables))
        if done[-1].returncode:
            break
    return done


def test_the_action_builds_a_good_book(project: Path) -> None:
    """It checks, then builds and proofreads, into the folder that is its output."""
    done = run_action(project, dist="out put")
    assert [0, 0] == [one.returncode for one in done], [one.stderr for one in done]
    assert (project / "out put" / "roads-and-walls.epub").is_file()
    assert ["", ""] == [one.stdout for one in done]


def test_the_action_refuses_a_lost_note(project: Path) -> None:
    """The annotation names file and line as seen from the repository; nothing is built."""
    break_it(project)
    (done,) = run_action(project)
    assert 1 == done.returncode
    assert re.search(r"^::error file=book/chapters/after\.md,line=\d+,.*title=N001 ", done.stdout)
    assert not (project / "dist").exists()


def test_no_input_becomes_part_of_a_script() -> None:
    """Inputs reach scripts by the environment alone, so that none can run anything."""
    for step in loaded("action.yml")["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_input_runs_nothing(project: Path) -> None:
    """Not even by the name of a folder."""
    done = run_action(project, book="$(touch hacked); touch hacked #")
    assert 2 == done[0].returncode
    assert not (project / "hacked").exists()


# -- GitLab --


def test_the_jobs_for_gitlab_check_and_build(project: Path) -> None:
    """The report is one that GitLab reads; the second job leaves the editions."""
    jobs = loaded("ci/gitlab.yml")
    said = {name: str(value) for name, value in jobs["variables"].items()}
    for name in ("scholiast-check", "scholiast-build"):
        done = shell("\n".join(jobs[name]["script"]), project, **said)
        assert 0 == done.returncode, done.stderr
    report = etree.parse(project / jobs["scholiast-check"]["artifacts"]["reports"]["junit"])
    assert "0" == report.getroot().get("failures")
    assert (project / "dist" / "roads-and-walls.pdf").is_file()
    break_it(project)
    done = shell("\n".join(jobs["scholiast-check"]["script"]), project, **said)
    assert 1 == done.returncode
    assert "N001" in (project / "scholiast.xml").read_text(encoding="utf-8")


# -- pre-commit --


def test_the_hook_runs_for_what_a_book_is_made_of(project: Path) -> None:
    """It looks when a file of a book is committed, and refuses a lost note."""
    (hook,) = loaded(".pre-commit-hooks.yaml")
    wanted = re.compile(hook["files"])
    for path in ("book/book.yaml", "chapters/a.md", "book/notes/notes.yaml", "refs.bib"):
        assert wanted.search(path), path
    for path in ("README.md", "src/notebook.py", "dist/a.epub"):
        assert not wanted.search(path), path
    assert 0 == shell(hook["entry"], project).returncode
    break_it(project)
    assert 1 == shell(hook["entry"], project).returncode


# -- the container --


def test_the_container_installs_what_a_build_needs() -> None:
    """The libraries that set text are those that the program asks for."""
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert library in recipe
        assert library in (ROOT / "action.yml").read_text(encoding="utf-8")
        assert library in (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "dist"} <= set(left_out)
