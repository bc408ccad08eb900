"""Which furniture a book needs: each look once, in jobs that a change elsewhere leaves alone."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from scholiast.jobs import Shared, Works
from scholiast.pdf.looks import Look, Strip, strips
from scholiast.pdf.sheaf import Sheaf
from scholiast.pdf.work import furniture_job

_GROUP = 96  # pages whose furniture is made in one job

Key: TypeAlias = tuple[Look, int, bool]
"""A look, and its number where that is exact, else how many digits it has."""

Drawn: TypeAlias = tuple[int, int]
"""A sheaf by its index, and a page in it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the furniture of a page depends on; `exact` where it is good for that number alone."""

    look: Look
    number: int
    exact: bool = False

    @property
    def key(self) -> Key:
        """Return what pages with the same furniture have in common."""
        return self.look, self.number if self.exact else len(str(self.number)), self.exact


@dataclass(slots=True)
class Furnishing:
    """The furniture of a book, made by `works` in a `design` while other work goes on.

    `sheaves` are those that are made so far.
    """

    works: Works
    design: Shared
    sheaves: list[Sheaf] = field(default_factory=list)
    _waiting: list[tuple[list[Key], Future[bytes]]] = field(default_factory=list)
    _known: set[Key] = field(default_factory=set)
    _found: dict[Key, Drawn] = field(default_factory=dict)

    def want(self, pages: Iterable[Seen | None]) -> None:
        """Have the furniture of pages made that is not yet; None is a page without."""
        wanted = list(pages)
        for start in range(0, len(wanted), _GROUP):
            group = {
                seen.key: seen
                for seen in wanted[start : start + _GROUP]
                if seen and seen.key not in self._known
            }
            if group:
                self._order(list(group.values()))

    def _order(self, group: Sequence[Seen]) -> None:
        exact = strips([(seen.look, seen.number) for seen in group if seen.exact], exact=True)
        others = strips([(seen.look, seen.number) for seen in group if not seen.exact], exact=False)
        name = f"pages from {group[0].number}"
        future = self.works.submit(furniture_job(name, [*exact, *others], self.design))
        keys = [*_keys(exact, exact=True), *_keys(others, exact=False)]
        self._known.update(keys)
        self._waiting.append((keys, future))

    def drawn(self, pages: Iterable[Seen | None]) -> list[Drawn | None]:
        """Return for each page where its furniture is."""
        wanted = list(pages)
        self.want(wanted)
        self._collect()
        chosen = [self._exact_if_fixed(seen) for seen in wanted]
        self.want(chosen)
        self._collect()
        return [None if seen is None else self._found[seen.key] for seen in chosen]

    def _collect(self) -> None:
        for keys, future in self._waiting:
            for page, key in enumerate(keys):
                self._found.setdefault(key, (len(self.sheaves), page))
            self.sheaves.append(Sheaf.from_bytes(future.result()))
        self._waiting.clear()

    def _exact_if_fixed(self, seen: Seen | None) -> Seen | None:
        """Return a page as it has to be wanted: for its own number, where no other will do."""
        if seen is None:
            return None
        sheaf, page = self._found[seen.key]
        return replace(seen, exact=True) if self.sheaves[sheaf].pages[page].fixed else seen


def _keys(rows: Sequence[Strip], *, exact: bool) -> list[Key]:
    """Return the key of each page that is made of strips."""
    return [
        Seen(look, strip.start + index, exact=exact).key
        for strip in rows
        for index, look in enumerate(strip.looks)
        if look is not None
    ]
