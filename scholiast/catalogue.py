"""Many books at once: which there are below a folder, and each built without regard to others."""

import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from scholiast import cache, dist, receipt
from scholiast.jobs import Crew, Done, Here, Works
from scholiast.order import DateError, Order, Publication
from scholiast.pandoc import PandocError
from scholiast.publish import publish
from scholiast.reading import BOOK_FILE
from scholiast.workers import Processes, WorkerError

_MANY = 2  # books for each process: with fewer, the last would keep one busy and the others idle


@dataclass(frozen=True, slots=True)
class Problem:
    """What was in the way of a book, of the machine or (`is_bug`) of this program, with its trace.

    It is told in words, since not every exception can travel between processes.
    """

    message: str
    is_bug: bool
    trace: str


@dataclass(frozen=True, slots=True)
class Title:
    """A book of a catalogue that was built in `seconds`: what came of it, or what was in the way.

    Nothing was published where there was a problem. `account` tells of its jobs, `trouble` why
    nothing was kept for the next build, where that is so; `lost` that its process was killed.
    """

    order: Order
    publication: Publication | None
    seconds: float
    problem: Problem | None = None
    account: Sequence[Done] = ()
    trouble: str | None = None
    lost: bool = False


def books(folder: Path) -> Iterator[Path]:
    """Yield the folders of all books in and below `folder`, by name.

    What is hidden, what is called `dist`, and what lies in a book belongs to none; links are not
    followed.
    """
    for place, names, files in os.walk(folder):
        if BOOK_FILE in files:
            names.clear()
            yield Path(place)
        names[:] = sorted(name for name in names if not name.startswith(".") and name != "dist")


def build(
    orders: Sequence[Order],
    crew: Crew,
    watch: Callable[[str], AbstractContextManager[object]],
    *,
    cached: bool = True,
) -> Iterator[Title]:
    """Build books, and yield what came of each, in their order.

    Many books are built side by side, each by one process of the crew from beginning to end, which
    keeps all of them busy; a few are built one after the other, each by the whole crew. `watch` is
    told of each book as it begins. No fault of one, nor a bug that it meets, keeps the others from
    being built.
    """
    if isinstance(crew, Processes) and len(orders) >= crew.count * _MANY:
        yield from _side_by_side(orders, crew, watch, cached=cached)
        return
    for order in orders:
        with watch(order.root.as_posix()):
            title = _build(order, crew, cached=cached)
        yield title


def _side_by_side(
    orders: Sequence[Order],
    crew: Processes,
    watch: Callable[[str], AbstractContextManager[object]],
    *,
    cached: bool,
) -> Iterator[Title]:
    """Build books in processes, as many at once as there are; a thread waits for each of these.

    When one is killed, those beside it are lost too. So all that are lost are built again in the
    end, one by one: then only a book fails that is itself too much for the machine.
    """

    def wait(order: Order) -> Title:
        name = order.root.as_posix()
        with watch(name):
            try:
                return crew.call(name, _alone, order, cached).result()
            except Exception as problem:
                return Title(order, None, 0, _told(problem), lost=isinstance(problem, WorkerError))

    threads = ThreadPoolExecutor(crew.count)
    try:
        titles = list(threads.map(wait, orders))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)  # who ends early has ended the crew
    yield from (wait(title.order) if title.lost else title for title in titles)


def _alone(order: Order, cached: bool) -> Title:
    """Build a book in this process."""
    return _build(order, Here(), cached=cached)


def _build(order: Order, crew: Crew, *, cached: bool) -> Title:
    started = time.perf_counter()
    shelf = cache.for_book(order.root) if cached else None
    works = Works(crew, shelf)
    title = Title(order, None, 0)
    try:
        title = replace(title, publication=_publication(order, works, shelf))
    except Exception as problem:
        title = replace(title, problem=_told(problem))
    works.settle()
    return replace(
        title,
        seconds=time.perf_counter() - started,
        account=works.account,
        trouble=shelf.trouble if shelf else None,
    )


def is_of_the_machine(problem: Exception) -> bool:
    """Tell whether the system, pandoc or the environment is at fault, and not this program.

    What the system refuses has a number; an OSError without one was raised by a program.
    """
    if isinstance(problem, OSError):
        return problem.errno is not None or isinstance(problem, WorkerError)
    return isinstance(problem, PandocError | DateError)


def _told(problem: Exception) -> Problem:
    trace = "".join(traceback.format_exception(problem))
    return Problem(str(problem), not is_of_the_machine(problem), trace)


def _publication(order: Order, works: Works, shelf: cache.Cache | None) -> Publication:
    dist.tidy(order.folder)
    archive = receipt.archive(shelf, order) if shelf else None
    known = receipt.recall(archive, order) if archive else None
    done = known or publish(order, lambda _: nullcontext(), works, archive)
    about = {finding.place.path for finding in done.findings if finding.place is not None}
    return replace(done, sources={path: s for path, s in done.sources.items() if path in about})
