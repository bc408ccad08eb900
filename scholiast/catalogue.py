"""Many books at once: which there are below a folder, and each built without regard to others."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from scholiast import cache, dist, receipt
from scholiast.jobs import Crew, Done, Works
from scholiast.order import Order, Publication
from scholiast.publish import publish
from scholiast.reading import BOOK_FILE


@dataclass(frozen=True, slots=True)
class Title:
    """A book of a catalogue that was built in `seconds`: what came of it, or what was in the way.

    `problem` is of the machine, or of this program; nothing was published then. `account` tells of
    its jobs, `trouble` why nothing was kept for the next build, where that is so.
    """

    order: Order
    publication: Publication | None
    seconds: float
    problem: Exception | None = None
    account: Sequence[Done] = ()
    trouble: str | None = None


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
    """Build books one after the other, each by the whole crew; yield what came of each.

    `watch` is told of each book as it begins. No fault of one, nor a bug that it meets, keeps the
    others from being built.
    """
    for order in orders:
        with watch(order.root.as_posix()):
            yield _build(order, crew, cached=cached)


def _build(order: Order, crew: Crew, *, cached: bool) -> Title:
    started = time.perf_counter()
    shelf = cache.for_book(order.root) if cached else None
    works = Works(crew, shelf)
    title = Title(order, None, 0)
    try:
        title = replace(title, publication=_publication(order, works, shelf))
    except Exception as problem:
        title = replace(title, problem=problem)
    works.settle()
    return replace(
        title,
        seconds=time.perf_counter() - started,
        account=works.account,
        trouble=shelf.trouble if shelf else None,
    )


def _publication(order: Order, works: Works, shelf: cache.Cache | None) -> Publication:
    dist.tidy(order.folder)
    archive = receipt.archive(shelf, order) if shelf else None
    known = receipt.recall(archive, order) if archive else None
    return known or publish(order, lambda _: nullcontext(), works, archive)
