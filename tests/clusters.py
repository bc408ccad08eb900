"""Dask's own programs, run on loopback for the tests that need a cluster."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Give a program of Dask's for as long as the context lasts."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    environment["DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE"] = "false"
    command = [sys.executable, "-m", *words, "--host", "127.0.0.1", "--no-dashboard"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


@contextmanager
def scheduler() -> Iterator[str]:
    """Give the address of a scheduler."""
    with running("distributed.cli.dask_scheduler", "--port", "0") as program:
        assert program.stderr is not None
        for line in program.stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                yield found[1]
                return
    raise AssertionError("the scheduler did not start")


def worker(address: str, *words: str) -> AbstractContextManager[object]:
    """Return a worker of one thread, without anyone who starts it again."""
    return running("distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", *words)


def wait_for(address: str, count: int) -> None:
    """Wait until a scheduler has so many workers."""
    import distributed

    connect: Any = distributed.Client
    with connect(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=30)
