"""Work in jobs: pure functions of bytes, which can be run anywhere, and need be run but once.

What a job gives depends on its function, its parts and the tools it is done with, and on nothing
else. So it is kept in a cache under the digest of all these, and a change of one chapter has only
what comes of that chapter made again.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol, TypeAlias

from scholiast import tools
from scholiast.cache import Cache

Parts: TypeAlias = Mapping[str, bytes]
Function: TypeAlias = Callable[[Parts], bytes]

_LAST = "last, 2"  # names, in the cache, the digests of the parts that jobs were last done with
_MOST_NAMES = 50_000  # of jobs of which that is known
_TOOLS = "tools"


@dataclass(frozen=True, slots=True)
class Shared:
    """Bytes that many jobs take, known by their SHA-256."""

    digest: str
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: `function` of `parts`, bytes by name; equal parts give equal bytes.

    `function` stands at the top of a module, so that another process finds it. `stage` and `name`
    say which piece it is, the same from build to build. `shared` are large parts that other jobs
    take as well; the function meets them beside the others.
    """

    stage: str
    name: str
    function: Function
    parts: Parts = field(repr=False)
    shared: Mapping[str, Shared] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Return how many bytes it is given, those left out that are shared."""
        return sum(map(len, self.parts.values()))


@dataclass(frozen=True, slots=True)
class Done:
    """A job that was done, in `seconds`, or whose result was there (`reused`).

    `why` it was done, in words; `peak` is the most memory that the process which did it has had,
    in MB, 0 where it is not known.
    """

    stage: str
    name: str
    seconds: float
    reused: bool
    why: str = ""
    peak: float = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What a crew gives back: bytes, the seconds they took, and the peak memory in MB."""

    data: bytes = field(repr=False)
    seconds: float
    peak: float = 0


class Crew(Protocol):
    """Those who do jobs: this process, others on this machine, or other machines."""

    def submit(self, job: Job) -> "Future[Result]":
        """Have a job done."""

    def warm(self, modules: Sequence[str]) -> None:
        """Get ready: import modules that jobs will need."""

    def close(self) -> None:
        """End all that was begun."""


class Here:
    """This process as a crew: each job is done when it is given."""

    def submit(self, job: Job) -> Future[Result]:
        """Do a job."""
        future: Future[Result] = Future()
        try:
            shared = {name: part.data for name, part in job.shared.items()}
            future.set_result(perform(job.function, {**job.parts, **shared}))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def warm(self, modules: Sequence[str]) -> None:
        """Import nothing before it is needed."""

    def close(self) -> None:
        """Do nothing: nothing was begun."""


def by_the_book(parts: Parts) -> bytes:
    """Stand for what is made in a `batch`, of a book at hand; `parts` are all it depends on."""
    raise NotImplementedError


def perform(function: Function, parts: Parts) -> Result:
    """Do a job in this process."""
    started = time.perf_counter()
    data = function(parts)
    return Result(data, time.perf_counter() - started)


class Works:
    """What has jobs done: by a crew, each once, with an account of all.

    Jobs can be given from several threads. What they give does not depend on who does them.
    """

    def __init__(self, crew: Crew | None = None, cache: Cache | None = None) -> None:
        self.cache = cache
        self.account: list[Done] = []
        self._crew = crew or Here()
        self._last: dict[str, dict[str, str]] | None = None  # when works began
        self._now: dict[str, dict[str, str]] = {}
        self._other_tools: list[str] = []
        self._changed = False
        self._lock = Lock()

    def share(self, data: bytes) -> Shared:
        """Return bytes as a part that many jobs take; equal bytes are the same part."""
        return Shared(hashlib.sha256(data).hexdigest(), data)

    def warm(self, *modules: str) -> None:
        """Have those who do jobs import modules now, while this process does other things."""
        self._crew.warm(modules)

    def submit(self, job: Job) -> Future[bytes]:
        """Return what a job gives, as soon as it is there; an exception of the job is its own."""
        request = self._request(job)
        outer: Future[bytes] = Future()
        if request.known is not None:
            outer.set_result(request.known)
            return outer
        outer.set_running_or_notify_cancel()

        def finish(inner: "Future[Result]") -> None:
            try:
                result = inner.result()
                self._finish(request, result)
            except BaseException as problem:  # whoever waits must be told of it
                outer.set_exception(problem)
            else:
                outer.set_result(result.data)

        self._crew.submit(job).add_done_callback(finish)
        return outer

    def run(self, jobs: Sequence[Job]) -> list[bytes]:
        """Return what jobs give, in their order; the largest are begun first."""
        order = sorted(range(len(jobs)), key=lambda index: -jobs[index].size)
        futures = {index: self.submit(jobs[index]) for index in order}
        return [futures[index].result() for index in range(len(jobs))]

    def batch(
        self, jobs: Sequence[Job], together: Callable[[list[Parts]], list[bytes]]
    ) -> list[bytes]:
        """Return what jobs give; all that is not there yet is made by one call of `together`."""
        requests = [self._request(job) for job in jobs]
        missing = [request for request in requests if request.known is None]
        made: list[bytes] = []
        if missing:
            started = time.perf_counter()
            made = together([_all_parts(request.job) for request in missing])
            seconds = (time.perf_counter() - started) / len(missing)
            for request, data in zip(missing, made, strict=True):
                self._finish(request, Result(data, seconds))
        rest = iter(made)
        return [next(rest) if r.known is None else r.known for r in requests]

    def close(self) -> None:
        """End all work, and put the cache in order."""
        self._crew.close()
        self.settle()

    def settle(self) -> None:
        """Put the cache in order, and leave those who do jobs to others."""
        with self._lock:
            if self.cache is None or self._last is None or not self._changed:
                return
            self._changed = False
            # What was done long ago is forgotten first.
            rest = {name: self._last[name] for name in self._last.keys() - self._now.keys()}
            newest = dict([*sorted(rest.items()), *self._now.items()][-_MOST_NAMES:])
            data = json.dumps({"parts": newest, "tools": tools.fingerprint()}).encode()
        self.cache.put(_key_of(_LAST), data)
        self.cache.trim()

    # -- what was done before --

    def _request(self, job: Job) -> "_Request":
        """Look a job up."""
        if self.cache is None:
            return _Request(job, "", {}, None)
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in job.parts.items()}
        digests |= {name: part.digest for name, part in job.shared.items()}
        digests[_TOOLS] = tools.digest()
        function = f"{job.function.__module__}.{job.function.__qualname__}"
        key = _key_of(function, json.dumps(digests, sort_keys=True))
        known = self.cache.get(key)
        if known is not None:
            self.account.append(Done(job.stage, job.name, 0, reused=True))
            self._remember(job, digests)
        return _Request(job, key, digests, known)

    def _finish(self, request: "_Request", result: Result) -> None:
        job, why = request.job, ""
        if self.cache is not None:
            why = self._why(job, request.digests)
            self.cache.put(request.key, result.data)
            self._remember(job, request.digests)
        self.account.append(
            Done(job.stage, job.name, result.seconds, reused=False, why=why, peak=result.peak)
        )

    def _why(self, job: Job, digests: Mapping[str, str]) -> str:
        """Return why a job is done: what in it is not as it was when it was last done."""
        with self._lock:
            last = self._last_digests().get(_name_of(job))
        if last is None:
            return "new"
        changed = sorted(n for n in digests.keys() | last.keys() if digests.get(n) != last.get(n))
        if not changed:
            return "not in the cache any more"
        if _TOOLS in changed and self._other_tools:
            changed[changed.index(_TOOLS)] = f"{_TOOLS} ({', '.join(self._other_tools)})"
        *others, end = changed
        return f"{', '.join(others)} and {end} changed" if others else f"{end} changed"

    def _remember(self, job: Job, digests: Mapping[str, str]) -> None:
        with self._lock:
            name = _name_of(job)
            self._now[name] = dict(digests)
            self._changed |= self._last_digests().get(name) != digests

    def _last_digests(self) -> dict[str, dict[str, str]]:
        if self._last is None:
            assert self.cache is not None
            data = self.cache.get(_key_of(_LAST))
            found = {"parts": {}, "tools": {}} if data is None else json.loads(data)
            self._last = found["parts"]
            self._other_tools = tools.differences(found["tools"]) if found["tools"] else []
        assert self._last is not None
        return self._last


@dataclass(frozen=True, slots=True)
class _Request:
    """A job looked up: its key, the digests of its parts, and what it gives, if that is known."""

    job: Job
    key: str
    digests: Mapping[str, str]
    known: bytes | None


def _all_parts(job: Job) -> Parts:
    return {**job.parts, **{name: part.data for name, part in job.shared.items()}}


def _name_of(job: Job) -> str:
    return f"{job.stage}: {job.name}"


def _key_of(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def here(cache: Cache | None = None) -> Works:
    """Return works that do all in this process, one job after the other."""
    return Works(Here(), cache)
