"""Jobs are done once, wherever it is, and what they give is the same."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from scholiast import jobs, tools, workers
from scholiast.cache import Cache
from scholiast.jobs import Job, Parts, Works
from scholiast.workers import WorkerError, local


def shout(parts: Parts) -> bytes:
    """Join all parts, in large letters."""
    return b"/".join(parts[name] for name in sorted(parts)).upper()


def fail(parts: Parts) -> bytes:
    """Find fault."""
    raise ValueError(parts["text"].decode())


def die(parts: Parts) -> bytes:
    """End the process, the first time or each time."""
    mark = Path(parts["mark"].decode())
    if mark.name == "always" or not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return b"done"


def whose(parts: Parts) -> bytes:
    """Tell which process this is, and which object the shared part is."""
    return f"{os.getpid()} {id(parts['design'])}".encode()


def job(name: str, text: str = "words", **shared: jobs.Shared) -> Job:
    """Return a job."""
    return Job("shout", name, shout, {"text": text.encode()}, shared)


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    """Return an empty cache."""
    return Cache(tmp_path / "cache", b"s" * 32)


def done(works: Works) -> list[tuple[str, bool, str]]:
    """Return of each job that was done its name, whether it was reused, and why it was not."""
    return [(one.name, one.reused, one.why) for one in works.account]


def built(kept: Cache, *wanted: Job) -> tuple[list[bytes], list[tuple[str, bool, str]]]:
    """Have jobs done in works of their own."""
    works = jobs.here(kept)
    given = works.run(wanted)
    works.close()
    return given, done(works)


def test_without_a_cache_each_job_is_done() -> None:
    """In their order, whatever their size."""
    works = jobs.here()
    assert [b"A", b"BBBB"] == works.run([job("1", "a"), job("2", "bbbb")])
    assert {("1", False, ""), ("2", False, "")} == set(done(works))


def test_a_job_is_done_once(kept: Cache) -> None:
    """The second time its result is there."""
    assert ([b"WORDS"], [("a", False, "new")]) == built(kept, job("a"))
    assert ([b"WORDS"], [("a", True, "")]) == built(kept, job("a"))


def test_why_a_job_is_done_again_is_known(kept: Cache) -> None:
    """The part that is another than last time is named."""
    works = jobs.here()
    built(kept, job("a", design=works.share(b"x")))
    assert [("a", False, "text changed")] == built(kept, job("a", "w", design=works.share(b"x")))[1]
    again = built(kept, job("a", "v", design=works.share(b"y")))[1]
    assert [("a", False, "design and text changed")] == again


def test_two_jobs_of_a_name_are_both_new(kept: Cache) -> None:
    """What is told is what has changed since the last build, not in this one."""
    again = [("a", False, "new"), ("a", False, "new")]
    assert again == built(kept, job("a", "x"), job("a", "y"))[1]
    assert [("b", False, "new")] == built(kept, job("b"))[1]
    assert [("a", False, "text changed")] == built(kept, job("a", "z"))[1]


def test_what_was_deleted_is_made_again(kept: Cache) -> None:
    """That its result is not in the cache any more is a reason too."""
    built(kept, job("a"))
    for path in [path for path in kept.folder.rglob("*") if path.is_file()]:
        data = path.read_bytes()
        if data.endswith(b"WORDS"):
            path.unlink()
    assert ([b"WORDS"], [("a", False, "not in the cache any more")]) == built(kept, job("a"))


def test_other_tools_give_other_results(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of anything has everything made again."""
    built(kept, job("a"))
    monkeypatch.setattr(tools, "digest", lambda: "others")
    assert [("a", False, "tools changed")] == built(kept, job("a"))[1]


def test_equal_jobs_of_other_functions_are_told_apart(kept: Cache) -> None:
    """The key holds the function."""
    built(kept, job("a"))
    works = jobs.here(kept)
    with pytest.raises(ValueError, match="words"):
        works.submit(Job("shout", "a", fail, {"text": b"words"})).result()
    assert [] == works.account


def test_a_batch_does_what_is_missing(kept: Cache) -> None:
    """In one call, and in the order that was asked for."""
    asked: list[int] = []

    def together(many: list[Parts]) -> list[bytes]:
        asked.append(len(many))
        return [shout(parts) for parts in many]

    works = jobs.here(kept)
    works.batch([job("b", "b")], together)
    given = works.batch([job("a", "a"), job("b", "b"), job("c", "c")], together)
    assert ([b"A", b"B", b"C"], [1, 2]) == (given, asked)
    assert [] == works.batch([], together)


def test_all_files_of_the_package_are_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a printer asks changes pages as code does: a book is not up to date after that."""
    own = Path(tools.__file__).parent
    for ending in {path.suffix for path in own.rglob("*") if path.is_file()} - {".pyc", ".typed"}:
        copied = tmp_path / f"copied{ending}"
        monkeypatch.setattr(tools, "__file__", str(tmp_path / "tools.py"))
        before = tools._source()
        copied.write_text("", encoding="utf-8")
        assert before != tools._source(), ending


def test_the_fingerprint_names_what_sets_text() -> None:
    """Our own source, and the libraries as they are loaded."""
    found = tools.fingerprint()
    expected = {"scholiast", "python", "weasyprint", "pypandoc-binary", "Pango", "HarfBuzz"}
    assert expected <= found.keys()
    assert [] == tools.differences(found)
    assert ["Pango"] == tools.differences({**found, "Pango": "1.0"})


def test_the_tool_that_is_another_is_named(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of anything has everything made again, and the reason says of what."""
    built(kept, job("a"))
    changed = {**tools.fingerprint(), "weasyprint": "71.0", "Pango": "2.0"}
    monkeypatch.setattr(tools, "fingerprint", lambda: changed)
    monkeypatch.setattr(tools, "digest", lambda: "others")
    assert [("a", False, "tools (Pango, weasyprint) changed")] == built(kept, job("a"))[1]


def test_all_packages_that_a_book_is_made_with_count() -> None:
    """Whatever ours need belongs to the fingerprint, but for what only shows progress."""
    found: dict[str, set[str]] = {}
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    for line in project["dependencies"]:
        _follow(Requirement(line), found)
    shown = {"typer", "annotated-doc", "shellingham", "rich", "markdown-it-py", "mdurl", "pygments"}
    typed = {"typing-extensions", "typing-inspection", "annotated-types", "pycparser"}
    assert found.keys() - shown - typed == tools.PACKAGES
    assert tools.PACKAGES <= tools.fingerprint().keys()


def _follow(needed: Requirement, found: dict[str, set[str]]) -> None:
    """Enter a package and all that it needs."""
    name = re.sub(r"[-_.]+", "-", needed.name).lower()
    if name in found and needed.extras <= found[name]:
        return
    found.setdefault(name, set()).update(needed.extras)
    for line in importlib.metadata.requires(name) or ():
        one = Requirement(line)
        if one.marker is None or any(
            one.marker.evaluate({"extra": extra}) for extra in ("", *needed.extras)
        ):
            _follow(one, found)


# -- processes --


def test_processes_give_the_same() -> None:
    """Results come in their order, from other processes."""
    wanted = [job(str(number), str(number) * number) for number in range(1, 20)]
    with local(2) as works:
        works.warm("scholiast.text")
        assert jobs.here().run(wanted) == works.run(wanted)
        pids = {one.peak > 0 for one in works.account}
    assert {True} == pids


def test_nobody_waits_for_processes_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """They get ready while this process does other things, and the first job finds them so."""
    begun = threading.Event()
    begin = workers.Processes._begin

    def wait(self: workers.Processes, *words: Any) -> Future[Any]:
        assert begun.wait(20)
        return begin(self, *words)

    monkeypatch.setattr(workers.Processes, "_begin", wait)
    with local(2) as works:
        works.warm("scholiast.text")
        works.warm("scholiast.text")
        begun.set()
        assert [b"WORDS"] == works.run([job("a")])


def test_a_shared_part_is_one_object() -> None:
    """In each process, so that what is made of it can be kept."""
    with local(2) as works:
        design = works.share(bytes(1000))
        wanted = [Job("whose", str(n), whose, {"n": b"%d" % n}, {"design": design})
                  for n in range(12)]  # fmt: skip
        found = {tuple(data.split()) for data in works.run(wanted)}
    assert len(found) == len({pid for pid, _ in found})
    assert str(os.getpid()).encode() not in {pid for pid, _ in found}


def test_a_fault_of_a_job_comes_out_as_it_is() -> None:
    """From another process as from this one."""
    for works in (jobs.here(), None):
        if works is None:
            with local(2) as others, pytest.raises(ValueError, match="no good"):
                others.submit(Job("fail", "a", fail, {"text": b"no good"})).result()
        else:
            with pytest.raises(ValueError, match="no good"):
                works.submit(Job("fail", "a", fail, {"text": b"no good"})).result()


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Its job and those beside it are done by others."""
    killer = Job("die", "a", die, {"mark": str(tmp_path / "once").encode()})
    others = [job(str(number), "x" * number) for number in range(10)]
    with local(2) as works:
        given = works.run([killer, *others])
    assert [b"done", *(b"X" * number for number in range(10))] == given


def test_a_job_that_kills_each_time_is_an_error(tmp_path: Path) -> None:
    """No endless rounds, and a message that says what may be wrong."""
    killer = Job("die", "a", die, {"mark": str(tmp_path / "always").encode()})
    with local(2) as works, pytest.raises(WorkerError, match="enough memory"):
        works.submit(killer).result(timeout=60)


def test_threads_can_give_jobs(kept: Cache) -> None:
    """At the same time, through one cache."""
    with local(2, kept) as works, ThreadPoolExecutor(4) as threads:
        wanted = [[job(f"{t} {n}", f"{t}{n}") for n in range(10)] for t in range(4)]
        given = list(threads.map(works.run, wanted))
    assert [jobs.here().run(some) for some in wanted] == given
    assert 40 == len(works.account)


def test_one_processor_needs_no_processes() -> None:
    """All is done here then."""
    before = threading.active_count()
    with local(1) as works:
        part = works.share(b"x")
        data = works.run([Job("whose", "a", whose, {"n": b""}, {"design": part})])[0]
    assert str(os.getpid()).encode() == data.split()[0]
    assert before == threading.active_count()
    assert workers.processors() >= 1


def lie(parts: Parts) -> bytes:
    """Make a temporary file that is never deleted, and tell where."""
    handle, name = tempfile.mkstemp()
    os.close(handle)
    return name.encode()


def sleep(parts: Parts) -> bytes:
    """Be busy for a minute."""
    time.sleep(60)
    return b"awake"


def test_nothing_is_left_of_processes() -> None:
    """Neither they, nor a file of theirs."""
    with local(2) as works:
        (name,) = works.run([Job("lie", "a", lie, {})])
        (said,) = works.run([Job("whose", "a", whose, {}, {"design": works.share(b"x")})])
        assert Path(name.decode()).is_file()
    assert not Path(name.decode()).parent.exists()
    assert has_ended(int(said.split()[0]))


def has_ended(pid: int) -> bool:
    """Wait until a process is gone; tell whether it is."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.05)
    return False


def test_an_end_ends_what_is_being_done() -> None:
    """Who waits for a job that will not be done is told so, at once."""
    started = time.monotonic()
    with local(2) as works:
        waiting = [works.submit(Job("sleep", str(n), sleep, {})) for n in range(5)]
        time.sleep(0.5)
    assert time.monotonic() - started < 30
    for future in waiting:
        with pytest.raises((CancelledError, WorkerError)):
            future.result(timeout=10)


PROGRAM = """
import signal, sys, time
from scholiast.workers import local
from scholiast.jobs import Job
from tests.test_jobs import sleep, whose
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has none
    with local(2) as works:
        part = {"design": works.share(b"x")}
        print(works.run([Job("whose", "a", whose, {}, part)])[0].decode().split()[0], flush=True)
        works.run([Job("sleep", str(n), sleep, {}) for n in range(4)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_gives_the_jobs(sign: signal.Signals) -> None:
    """By an interrupt, by being asked to end, and by being killed."""
    root = Path(__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        time.sleep(0.3)
        program.send_signal(sign)
        program.wait(timeout=20)
        assert 0 != program.returncode
    assert has_ended(worker)


def test_a_fault_of_the_cache_comes_out(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever when something goes wrong after the job was done."""
    works = jobs.here(kept)
    monkeypatch.setattr(Cache, "put", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        works.submit(job("a")).result(timeout=10)
