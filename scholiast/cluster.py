"""Jobs done by the workers of a Dask cluster, on other machines: the same bytes as here, or none.

A cluster runs whatever it is given, so it must be the user's own, on a network that is (or with
TLS, as Dask is configured). Workers get the parts of a job and give back bytes; they need the
same versions of all tools as this machine, and nothing of the book or of its fonts, which travel.
"""

import contextlib
import functools
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
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
        self._executor = client.get_executor()
        self._shared: dict[str, Any] = {}
        self._lock = threading.Lock()

    def submit(self, job: Job) -> Future[Result]:
        """Have a job done; Dask itself gives it to another worker where one is lost."""
        outer: Future[Result] = Future()
        outer.set_running_or_notify_cancel()
        names = {name: part.digest for name, part in job.shared.items()}
        spread = [self._spread(part) for part in job.shared.values()]
        inner = self._executor.submit(
            _perform, job.function, dict(job.parts), names, dict(tools.fingerprint()), *spread
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
        self._client.run(_import, list(modules), wait=False)

    def close(self) -> None:
        """Take back what is not done yet."""
        self._executor.shutdown(wait=False)
        self._shared.clear()

    def _spread(self, part: Shared) -> Any:
        """Return bytes as a task of their own: Dask makes it again where their worker is lost."""
        with self._lock:
            if part.digest not in self._shared:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # that it is large: it is sent once
                    self._shared[part.digest] = self._client.submit(
                        _same, part.digest, part.data, key=f"scholiast-shared-{part.digest}"
                    )
            return self._shared[part.digest]


# -- in the worker --

_ONE_AT_A_TIME = threading.Lock()
"""Held while a job is done: WeasyPrint is changed meanwhile, for the whole process."""


def _import(modules: Sequence[str]) -> None:
    import importlib

    for name in modules:
        with contextlib.suppress(ImportError):  # the job will say so
            importlib.import_module(name)


def _perform(
    function: Function,
    parts: Parts,
    names: Mapping[str, str],
    wanted: Mapping[str, str],
    *shared: bytes,
) -> Result:
    if tools.differences(wanted):
        raise OtherToolsError(_difference(_own_name(), wanted, tools.fingerprint()))
    same = {
        name: _same(digest, data)
        for (name, digest), data in zip(names.items(), shared, strict=True)
    }
    with _ONE_AT_A_TIME:
        result = perform(function, {**parts, **same})
    return Result(result.data, result.seconds, peak())


def _own_name() -> str:
    import distributed

    return str(distributed.get_worker().address)


def _same(digest: str, data: bytes) -> bytes:
    """Return equal bytes as one object, even where Dask had put them on the disk meanwhile."""
    box = _box(digest)
    if not box:
        box.append(data)
    return box[0]


@functools.lru_cache(maxsize=32)
def _box(digest: str) -> list[bytes]:
    return []
