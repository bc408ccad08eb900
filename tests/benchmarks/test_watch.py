"""What a command takes: time and memory of all its processes, and how it ended."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.watch import Cost, Step, measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

ALLOWED = 60.0

BUSY = """
import time
while time.process_time() < 0.3:
    pass
"""

LARGE = """
import sys, time
kept = bytearray(60_000_000)
for place in range(0, len(kept), 4096):
    kept[place] = 1
print("here", flush=True)
time.sleep(0.5)
sys.stdin.read()
"""

TOGETHER = f"""
import subprocess, sys
pipes = {{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}}
below = [subprocess.Popen([sys.executable, "-c", {LARGE!r}], **pipes) for _ in range(2)]
for one in below: one.stdout.readline()
for one in below: one.communicate()
"""
"""Two large processes, of which neither ends before both are there."""


def python(code: str) -> Step:
    """Return a step that runs some Python."""
    return Step((sys.executable, "-c", code), str(Path.cwd()), dict(os.environ))


def run(*codes: str, allowed: float = ALLOWED) -> Cost:
    """Return what it takes to run some Python, one after another."""
    return measure([python(code) for code in codes], allowed)


def started(code: str, times: int) -> str:
    """Return Python that runs `code` in other processes at once, and waits for them."""
    return (
        "import subprocess, sys\n"
        f"below = [subprocess.Popen([sys.executable, '-c', {code!r}]) for _ in range({times})]\n"
        "for one in below: one.wait()\n"
    )


def test_processors_of_children_are_counted() -> None:
    """Two processes below a command that only waits: the time of both is its own."""
    assert run(started(BUSY, 2)).cpu >= 0.6


def test_what_is_left_behind_is_counted() -> None:
    """A process whose parent did not wait for it is adopted, and its time counted."""
    orphan = f"import os\nif os.fork() == 0:\n    exec({BUSY!r})\n    os._exit(0)\n"
    assert run(orphan).cpu >= 0.3


def test_memory_of_processes_is_summed() -> None:
    """Two processes of 60 MB at once are 120 MB; one after another they are 60."""
    at_once, in_turn = run(TOGETHER).memory, run(LARGE, LARGE).memory
    assert at_once is not None
    assert in_turn is not None
    assert at_once > 120 > in_turn > 60


def test_a_failure_has_its_code_and_its_words() -> None:
    """The first step that fails ends the run; its code and what it said are told."""
    cost = run("print('first')", "import sys; sys.exit('no paper')", "print('never')")
    assert (1, "first\nno paper") == (cost.code, cost.said)


def test_what_takes_too_long_is_ended() -> None:
    """A step that goes over the time allowed is killed, with all that it started."""
    sleep = started("import time; time.sleep(60)", 1)
    assert -9 == run(sleep, allowed=0.5).code


def test_steps_run_in_their_folder(tmp_path: Path) -> None:
    """A step runs in its folder, with its environment and no other."""
    code = "import os; print(os.getcwd(), os.environ['INK'])"
    step = Step((sys.executable, "-c", code), str(tmp_path), {"INK": "black"})
    assert f"{tmp_path} black" == measure([step], ALLOWED).said
