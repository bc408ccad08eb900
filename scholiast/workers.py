"""Jobs done by processes of this machine, as many as it has processors for."""

import contextlib
import functools
import hashlib
import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TypeVar

from scholiast.cache import Cache
from scholiast.jobs import Crew, Function, Here, Job, Parts, Result, Shared, Works, perform

if sys.platform != "win32":
    import resource


T = TypeVar("T")

_KILLED = (
    "the process that did it was killed, twice; is there enough memory? Fewer processes at once"
    " need less (--jobs)"
)


class WorkerError(OSError):
    """Those who do jobs are lost, mostly by lack of memory, or can't do any."""


@contextmanager
def crew(jobs: int | None = None) -> Iterator[Crew]:
    """Give a crew of up to `jobs` processes, one for each processor by default, while it lasts.

    One does all in this process.
    """
    count = processors() if jobs is None else jobs
    found: Crew = Here() if count <= 1 else Processes(count)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def local(jobs: int | None = None, cache: Cache | None = None) -> Iterator[Works]:
    """Give works that have up to `jobs` processes do what is to be done, for as long as it lasts.

    By default that is one for each processor; with one, all is done in this process.
    """
    with crew(jobs) as found:
        works = Works(found, cache)
        try:
            yield works
        finally:
            works.settle()


def processors() -> int:
    """Return how many processors this process may use, by its affinity and its control group."""
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):
        # Control group v2 (kernel.org, admin-guide/cgroup-v2, cpu.max): microseconds in a period.
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        count = min(count, max(1, int(quota) // int(period)))
    # ProcessPoolExecutor takes no more on Windows, which waits for 63 things at most.
    return min(count, 61) if sys.platform == "win32" else count


class Processes:
    """Up to `count` processes that do jobs; they are started when they are needed, and kept.

    They come of a process that has imported what jobs need (`forkserver`), where the system has
    that. Large parts that jobs share travel once, as files of a folder that only this user reads;
    what the processes write for themselves lies there too, and goes with it. All of them end when
    the pipe from this process is closed: by `close`, or because this process ended.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._context = _context()
        self._pool: ProcessPoolExecutor | None = None
        self._folder: Path | None = None
        self._lifeline: tuple[Connection, Connection] | None = None
        self._warmed: list[str] = []
        self._closed = False
        self._lock = threading.RLock()

    def warm(self, modules: Sequence[str]) -> None:
        """Start the processes, and have them import modules, while others do other things.

        The first of them is there when `forkserver` has imported all, which takes a second.
        """
        if list(modules) == self._warmed:
            return
        self._warmed = list(modules)
        if hasattr(self._context, "set_forkserver_preload"):
            self._context.set_forkserver_preload(["scholiast.workers", *modules])
        threading.Thread(target=self._start, daemon=True).start()

    def _start(self) -> None:
        # What goes wrong here goes wrong with the first job as well, and is told there.
        with contextlib.suppress(Exception), self._lock:
            for _ in range(self.count):
                self._begin(_import, self._warmed)

    def submit(self, job: Job) -> Future[Result]:
        """Have a job done, and again if the process that did it was killed."""
        with self._lock:
            shared = {name: self._spread(part) for name, part in job.shared.items()}
        name = f"{job.stage} {job.name}"
        return self.call(name, _perform, job.function, dict(job.parts), shared)

    def call(self, name: str, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a function called, and again if the process that did it was killed."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        self._attempt(name, lambda: self._begin(function, *arguments), outer, again=True)
        return outer

    def close(self) -> None:
        """End the processes, whatever they do; what they were to do is cancelled."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
            lifeline, self._lifeline = self._lifeline, None
            folder, self._folder = self._folder, None
        # Not while locked: the thread that tells of ended processes takes the lock too.
        # Once told to end, a pool forgets the thread that minds its processes. Were that still
        # running when Python ends, both would close the same pipe.
        minder = getattr(pool, "_executor_manager_thread", None)
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        if lifeline is not None:
            for end in lifeline:
                end.close()
        if minder is not None:
            minder.join()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _attempt(
        self, name: str, begin: Callable[[], Future[T]], outer: Future[T], *, again: bool
    ) -> None:
        def finish(inner: Future[T]) -> None:
            try:
                problem = CancelledError() if inner.cancelled() else inner.exception()
                if isinstance(problem, BrokenExecutor):
                    self._drop(pool)
                    if again:
                        return self._attempt(name, begin, outer, again=False)
                    problem = WorkerError(f"{name}: {_KILLED}")
            except BaseException as another:  # whoever waits must be told of it
                problem = another
            if problem is not None:
                return outer.set_exception(problem)
            return outer.set_result(inner.result())

        with self._lock:
            try:
                inner = begin()
            except BrokenExecutor:
                self._drop(self._pool)
                inner = begin()
            pool = self._pool
        inner.add_done_callback(finish)

    def _begin(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        if self._closed:
            raise CancelledError
        if self._lifeline is None:
            self._lifeline = self._context.Pipe(duplex=False)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count, self._context, _prepare, (self._lifeline[0], str(self._home()))
            )
        try:
            with _without_main():
                return self._pool.submit(function, *arguments)
        except EOFError as problem:  # of the process that all others come of
            raise WorkerError("no process can be started, for the reason above") from problem

    def _drop(self, pool: ProcessPoolExecutor | None) -> None:
        """Let go of processes one of which was killed: the others end as well."""
        with self._lock:
            if pool is not None and self._pool is pool:
                self._pool = None

    def _home(self) -> Path:
        """Return the folder of these processes."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="scholiast-jobs-"))
        return self._folder

    def _spread(self, part: Shared) -> str:
        """Return the path of a file with the bytes of a shared part."""
        path = self._home() / part.digest
        if not path.exists():
            path.write_bytes(part.data)
        return str(path)


def _context() -> BaseContext:
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep new processes from importing the program that was started, which no job needs.

    multiprocessing looks for its name or its file (multiprocessing.spawn, get_preparation_data).
    """
    main = sys.modules["__main__"]
    spec, file = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    main.__spec__ = None
    main.__file__ = None
    try:
        yield
    finally:
        main.__spec__, main.__file__ = spec, file


# -- in the other process --


def _prepare(lifeline: Connection, folder: str) -> None:
    """Leave interrupts to the process that gives the jobs, and end when it wants or ends.

    Processes such as these run nothing at their end, so all their temporary files lie in a folder
    that is deleted for them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(0)


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        importlib.import_module(name)


def _perform(function: Function, parts: Parts, shared: Mapping[str, str]) -> Result:
    result = perform(function, {**parts, **{name: _read(path) for name, path in shared.items()}})
    return Result(result.data, result.seconds, peak())


@functools.lru_cache(maxsize=32)
def _read(path: str) -> bytes:
    """Return a shared part, the same object each time; its file is named by its digest."""
    data = Path(path).read_bytes()
    if hashlib.sha256(data).hexdigest() != Path(path).name:
        raise OSError(f"{path} is not what was written")
    return data


def peak() -> float:
    """Return the most memory that this process has had, in MB."""
    if sys.platform == "win32":
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2) of each
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000
