"""Jobs done by a Dask cluster: a real scheduler and two workers, on loopback."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from scholiast import cli, cluster, jobs
from scholiast.cluster import ClusterError, OtherToolsError
from scholiast.jobs import Job, Parts, Works
from tests import books
from tests.clusters import scheduler, wait_for, worker

pytest.importorskip("distributed")

OTHER = """
from scholiast import tools
found = {**tools.fingerprint(), "Pango": "1.0", "weasyprint": "71.0"}
tools.fingerprint = lambda: found
"""
"""What makes a worker say that it has other tools."""


def shout(parts: Parts) -> bytes:
    """Join all parts, in large letters."""
    return b"/".join(parts[name] for name in sorted(parts)).upper()


def whose(parts: Parts) -> bytes:
    """Tell which process this is, and which object the shared part is."""
    time.sleep(0.05)
    return f"{os.getpid()} {id(parts['design'])}".encode()


def die(parts: Parts) -> bytes:
    """End the process, the first time."""
    mark = Path(parts["mark"].decode())
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    return b"done " + parts["design"]


def fail(parts: Parts) -> bytes:
    """Find fault."""
    raise ValueError(parts["text"].decode())


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Return the address of a scheduler that has two workers."""
    with ExitStack() as stack:
        found = stack.enter_context(scheduler())
        for _ in range(2):
            stack.enter_context(worker(found))
        wait_for(found, 2)
        yield found


def test_a_cluster_gives_the_same(address: str) -> None:
    """Results come in their order, from both workers; a fault comes as it is."""
    wanted = [Job("shout", str(n), shout, {"text": b"x" * n}) for n in range(20)]
    with cluster.crew(address) as crew:
        works = Works(crew)
        works.warm("scholiast.text", "there_is_no_such_module")
        assert jobs.here().run(wanted) == works.run(wanted)
        with pytest.raises(ValueError, match="no good"):
            works.submit(Job("fail", "a", fail, {"text": b"no good"})).result()


def test_shared_parts_travel_once(address: str) -> None:
    """In each worker a part is one object, so that what is made of it can be kept."""
    with cluster.crew(address) as crew:
        works = Works(crew)
        design = works.share(os.urandom(1_000_000))
        found = [
            data.split()
            for data in works.run(
                [Job("whose", str(n), whose, {}, {"design": design}) for n in range(12)]
            )
        ]
    pids = {pid for pid, _ in found}
    assert (2, 2) == (len(pids), len({tuple(one) for one in found}))


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Neither what it was doing nor the parts that lay with it."""
    with scheduler() as address, worker(address), worker(address):
        wait_for(address, 2)
        with cluster.crew(address) as crew:
            works = Works(crew)
            parts = {"mark": str(tmp_path / "mark").encode()}
            design = works.share(bytes(100_000))
            wanted = [Job("die", str(n), die, parts, {"design": design}) for n in range(20)]
            assert [b"done " + bytes(100_000)] * 20 == works.run(wanted)
    assert (tmp_path / "mark").exists()


def test_a_worker_with_other_tools_is_refused(tmp_path: Path) -> None:
    """Before anything is made; the message names the worker and what differs."""
    (tmp_path / "other.py").write_text(OTHER)
    with scheduler() as address, worker(address):
        wait_for(address, 1)
        with (
            cluster.crew(address) as crew,
            worker(address, "--preload", str(tmp_path / "other.py")),
        ):
            wait_for(address, 2)  # it came later: the job itself finds it
            works = Works(crew)
            wanted = [Job("whose", str(n), whose, {"design": b"%d" % n}) for n in range(20)]
            with pytest.raises(OtherToolsError, match=r"has Pango 1\.0 instead of"):
                works.run(wanted)
            with (
                pytest.raises(OtherToolsError, match=r"weasyprint 71\.0 instead of 70\.0"),
                cluster.crew(address),
            ):
                pass


def test_where_there_is_no_cluster_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler, a wrong address, or no worker."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    for wrong in ("tcp://127.0.0.1:1", "nonsense://x"):
        with (
            pytest.raises(ClusterError, match="there is no Dask scheduler at"),
            cluster.crew(wrong),
        ):
            pass
    with (
        scheduler() as address,
        pytest.raises(ClusterError, match="has no worker"),
        cluster.crew(address),
    ):
        pass


def test_the_command_line_says_what_is_wrong_with_a_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The machine is at fault, not the book; Dask that is not installed has its line."""
    monkeypatch.chdir(books.write(tmp_path, {"chapters/1.md": "# One\n\nWords.\n"}))
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    words = ["scholiast", "build", "epub", "--quiet", "--dask", "tcp://127.0.0.1:1"]
    monkeypatch.setattr(sys, "argv", words)
    assert cli.MACHINE_AT_FAULT == cli.main()
    assert "there is no Dask scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.MACHINE_AT_FAULT == cli.main()
    assert "scholiast: this needs Dask: pip install 'scholiast[cluster]'" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()
