"""Work in jobs: pure functions of bytes, which can be run anywhere."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shared:
    """Bytes that many jobs take, known by their digest."""

    digest: str
    data: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work: `function` of `parts`, bytes by name; equal parts give equal bytes.

    `stage` and `name` say which it is, `shared` are parts that other jobs take as well.
    """

    stage: str
    name: str
    function: Callable[[Mapping[str, bytes]], bytes]
    parts: Mapping[str, bytes]
    shared: Mapping[str, Shared] = field(default_factory=dict)


class Works:
    """What runs jobs, here one after the other in this process."""

    def share(self, data: bytes) -> Shared:
        """Return bytes as a part that many jobs take."""
        return Shared(hashlib.sha256(data).hexdigest(), data)

    def submit(self, job: Job) -> Future[bytes]:
        """Return the future result of a job."""
        future: Future[bytes] = Future()
        try:
            shared = {name: part.data for name, part in job.shared.items()}
            future.set_result(job.function({**job.parts, **shared}))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def run(self, jobs: Sequence[Job]) -> list[bytes]:
        """Return the results of jobs, in their order."""
        return [future.result() for future in [self.submit(job) for job in jobs]]


def here() -> Works:
    """Return works that do all in this process."""
    return Works()
