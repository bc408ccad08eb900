"""Which furniture a book needs: each look once, in jobs that a change elsewhere leaves alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scholiast.jobs import Shared, Works
from scholiast.pdf.furniture import Look, Strip, strips
from scholiast.pdf.sheaf import Sheaf, SheafPage
from scholiast.pdf.work import furniture_job

_GROUP = 96  # pages whose furniture is made in one job


@dataclass(frozen=True, slots=True)
class Seen:
    """What the furniture of a page depends on; `exact` where it is good for that number alone."""

    look: Look
    number: int
    exact: bool = False

    @property
    def key(self) -> tuple[Look, int, bool]:
        """Return what pages with the same furniture have in common."""
        return self.look, self.number if self.exact else len(str(self.number)), self.exact


Drawn = tuple[int, int]
"""A sheaf by its index, and a page in it."""


def furnish(
    works: Works, design: Shared, pages: Iterable[Seen | None]
) -> tuple[list[Sheaf], list[Drawn | None]]:
    """Return sheaves of furniture, and for each page where in them its own is."""
    wanted = list(pages)
    sheaves: list[Sheaf] = []
    found = _drawn(works, design, wanted, sheaves)
    fixed = [
        replace(seen, exact=True)
        if seen and not seen.exact and _page(sheaves, found[seen.key]).fixed
        else None
        for seen in wanted
    ]
    found |= _drawn(works, design, fixed, sheaves)
    chosen = [again or seen for again, seen in zip(fixed, wanted, strict=True)]
    return sheaves, [None if seen is None else found[seen.key] for seen in chosen]


def _page(sheaves: Sequence[Sheaf], at: Drawn) -> SheafPage:
    return sheaves[at[0]].pages[at[1]]


def _drawn(
    works: Works, design: Shared, wanted: Sequence[Seen | None], sheaves: list[Sheaf]
) -> dict[tuple[Look, int, bool], Drawn]:
    """Have the furniture of pages made, add its sheaves, and return where each look is."""
    groups = [
        group
        for start in range(0, len(wanted), _GROUP)
        if (group := [seen for seen in wanted[start : start + _GROUP] if seen])
    ]
    made = [_strips(group) for group in groups]
    jobs = [
        furniture_job(f"pages from {group[0].number}", [*exact, *others], design)
        for group, (exact, others) in zip(groups, made, strict=True)
    ]
    found: dict[tuple[Look, int, bool], Drawn] = {}
    for rows, data in zip(made, works.run(jobs), strict=True):
        for page, key in enumerate(_keys(*rows)):
            found.setdefault(key, (len(sheaves), page))
        sheaves.append(Sheaf.from_bytes(data))
    return found


def _strips(group: Sequence[Seen]) -> tuple[list[Strip], list[Strip]]:
    """Return strips with each look of a group once: for exact numbers, and for any of a length."""
    once = {seen.key: seen for seen in group}.values()
    exact = strips([(seen.look, seen.number) for seen in once if seen.exact], exact=True)
    others = strips([(seen.look, seen.number) for seen in once if not seen.exact], exact=False)
    return exact, others


def _keys(exact: Sequence[Strip], others: Sequence[Strip]) -> list[tuple[Look, int, bool]]:
    """Return the key of each page that is made of strips."""
    return [
        Seen(look, strip.start + index, exact=is_exact).key
        for is_exact, rows in ((True, exact), (False, others))
        for strip in rows
        for index, look in enumerate(strip.looks)
        if look is not None
    ]
