"""Jobs done by the workers of a Dask cluster, on other machines: the same bytes as here, or none.

A cluster runs whatever it is given, so it must be the user's own, on a network that is (or with
TLS, as Dask is configured). Workers get the parts of a job and give back bytes; they need the
same versions of all tools as this machine, and nothing of the book or of its fonts, which travel.
"""

import contextlib
import functools
import hashlib
import importlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scholiast import tools
from scholiast.jobs import Crew, Function, Job, Parts, Result, Shared, perform
from scholiast.workers import WorkerError, peak

PATIENCE = 30
"""Seconds in which a scheduler must answer, and a worker be there."""


class ClusterError(WorkerError):
    """There is no cluster at an address, or none that can do jobs."""


class OtherToolsError(ClusterError):
    """A worker has other tools than this machine: it would give other bytes."""


@contextmanager
def crew(address: str) -> Iterator[Crew]:
    """Give the workers of the Dask scheduler at `address` as a crew.

    Raises ClusterError where there is none, or no worker, or Dask is not installed here, and
    OtherToolsError where a worker has other tools.
    """
    client = _client(address)
    try:
        _require_workers(client, address)
        _require_tools(client)
        found = _Cluster(client)
        try:
            yield found
        finally:
            found.close()
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        import distributed
    except ImportError as problem:
        raise ClusterError("this needs Dask: pip install 'scholiast[cluster]'") from problem
    try:
        connect: Any = distributed.Client
        return connect(address, timeout=PATIENCE, set_as_default=False, name="scholiast")
    except (OSError, ValueError, TypeError) as problem:
        raise ClusterError(f"there is no Dask scheduler at {address}: {problem}") from problem


def _require_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as problem:
        raise ClusterError(f"the scheduler at {address} has no worker") from problem


def _require_tools(client: Any) -> None:
    """Ask each worker that is there now; those that come later are asked with each job."""
    answers = client.run(tools.fingerprint, on_error="return")
    for worker, found in sorted(answers.items()):
        if isinstance(found, BaseException):
            raise ClusterError(f"the worker {worker} can't do jobs: {found!r}") from found
        if tools.differences(found):
            raise OtherToolsError(_difference(worker, tools.fingerprint(), found))


def _difference(worker: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    names = sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))
    said = ", ".join(f"{n} {_version(theirs, n)} instead of {_version(ours, n)}" for n in names)
    return f"the worker {worker} would give other bytes: it has {said}"


def _version(found: Mapping[str, str], name: str) -> str:
    return found.get(name, "none")[:12]  # as much of a digest as tells it from another


class _Cluster:
    """A Dask cluster as a crew, through the executor that Dask has for that."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)  # no digest of what has one
        self._shared: dict[str, Any] = {}
        self._warming: list[Any] = []
        self._lock = threading.Lock()

    def submit(self, job: Job) -> Future[Result]:
        """Have a job done; Dask itself gives it to another worker where one is lost."""
        outer: Future[Result] = Future()
        outer.set_running_or_notify_cancel()
        shared = {name: self._spread(part) for name, part in job.shared.items()}
        inner = self._executor.submit(
            _perform, job.function, dict(job.parts), shared, dict(tools.fingerprint())
        )

        def finish(done: "Future[Result]") -> None:
            try:
                problem = CancelledError() if done.cancelled() else done.exception()
            except BaseException as another:  # whoever waits must be told of it
                problem = another
            if problem is None:
                outer.set_result(done.result())
            elif type(problem).__name__ == "KilledWorker":
                killed = f"{job.stage} {job.name}: the workers that did it were lost: {problem}"
                outer.set_exception(WorkerError(killed))
            else:
                outer.set_exception(problem)

        inner.add_done_callback(finish)
        return outer

    def warm(self, modules: Sequence[str]) -> None:
        """Have each worker import modules."""
        if self._warming:
            return
        for worker in self._client.scheduler_info(n_workers=-1)["workers"]:
            self._warming.append(
                self._client.submit(_import, list(modules), workers=[worker], pure=False)
            )

    def close(self) -> None:
        """Take back what is not done yet, and what was told to all."""
        self._executor.shutdown(wait=False)
        with self._lock:
            for variable in self._shared.values():
                variable.delete()
            self._shared.clear()

    def _spread(self, part: Shared) -> "_Kept":
        """Leave bytes with the scheduler, of which each worker takes them once.

        If they were the result of a task, Dask would rather give all jobs to the worker that has
        them than send them to another, and they would be lost with it.
        """
        import distributed

        with self._lock:
            name = f"scholiast-{self._client.id}-{part.digest}"
            if part.digest not in self._shared:
                told: Any = distributed.Variable
                self._shared[part.digest] = told(name, client=self._client)
                self._shared[part.digest].set(part.data)
            return _Kept(name, part.digest)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Bytes that the scheduler keeps under a name, and their SHA-256."""

    name: str
    digest: str


# -- in the worker --

_ONE_AT_A_TIME = threading.Lock()
"""Held while a job is done: WeasyPrint is changed meanwhile, for the whole process."""


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        with contextlib.suppress(ImportError):  # the job will say so
            importlib.import_module(name)


def _perform(
    function: Function,
    parts: Parts,
    shared: Mapping[str, _Kept],
    wanted: Mapping[str, str],
) -> Result:
    if tools.differences(wanted):
        raise OtherToolsError(_difference(_own_name(), wanted, tools.fingerprint()))
    with _ONE_AT_A_TIME:
        taken = {name: _take(kept) for name, kept in shared.items()}
        result = perform(function, {**parts, **taken})
    return Result(result.data, result.seconds, peak())


def _own_name() -> str:
    import distributed

    return str(distributed.get_worker().address)


@functools.lru_cache(maxsize=32)
def _take(kept: _Kept) -> bytes:
    """Return a shared part, the same object each time."""
    import distributed

    told: Any = distributed.Variable
    data: bytes = told(kept.name, client=distributed.get_client()).get(timeout=PATIENCE)
    if hashlib.sha256(data).hexdigest() != kept.digest:
        raise OSError(f"{kept.name} is not what was sent")
    return data
