"""Have pages walked in jobs: each is given what some pages draw, and nothing else of the file.

So a page that is as it was, with fonts of the same widths, need not be walked again.
"""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import pikepdf

from scholiast.jobs import Job, Parts, Works
from scholiast.preflight import content, opening, strings
from scholiast.preflight.geometry import Box
from scholiast.preflight.opening import Register, Store
from scholiast.preflight.seen import Placed, Run, Seen, Shape
from scholiast.preflight.stock import Form, Sheet, Stock

_PAGES = 24  # of a job
_STAGE = "preflight PDF"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Some pages, as they are to be walked, and what they draw from."""

    store: Store
    sheets: Sequence[Sheet]


def cut(pages: Sequence[pikepdf.Page], trims: Sequence[Box], register: Register) -> list[Gathering]:
    """Return the pages of a file in gatherings; `trims` are the areas that are left of them."""
    found = []
    for at in range(0, len(pages), _PAGES):
        store = Store(register)
        several = zip(pages[at : at + _PAGES], trims[at : at + _PAGES], strict=True)
        found.append(Gathering(store, [opening.sheet(page, trim, store) for page, trim in several]))
    return found


@dataclass(frozen=True, slots=True)
class Walking:
    """Gatherings that are being walked: by jobs, or when it is asked what they draw."""

    gatherings: Sequence[Gathering]
    jobs: Sequence[Future[bytes]] | None


def begin(gatherings: Sequence[Gathering], works: Works | None) -> Walking:
    """Have pages walked in jobs of `works`; without it, it is done by who asks for them."""
    if works is None:
        return Walking(gatherings, None)
    return Walking(gatherings, [works.submit(_job(n, one)) for n, one in enumerate(gatherings, 1)])


def walked(walking: Walking) -> list[Seen]:
    """Return what pages draw."""
    if walking.jobs is None:
        found = [[content.walk(s, g.store.stock) for s in g.sheets] for g in walking.gatherings]
    else:
        records = [json.loads(job.result()) for job in walking.jobs]
        found = [[_seen(record) for record in pages] for pages in records]
    return [
        _in_file(seen, gathering.store)
        for gathering, pages in zip(walking.gatherings, found, strict=True)
        for seen in pages
    ]


def _in_file(seen: Seen, store: Store) -> Seen:
    """Return what was seen with fonts and images by their numbers in the file."""
    fonts, images = store.fonts, store.images
    for runs in (seen.reach, seen.furniture):
        runs |= {side: _run_in_file(run, fonts) for side, run in runs.items()}
    seen.sizes = {
        (fonts[font], size): _run_in_file(run, fonts) for (font, size), run in seen.sizes.items()
    }
    seen.codes = {fonts[font]: codes for font, codes in seen.codes.items()}
    seen.images = [
        Placed(images[one.image] if one.image >= 0 else -1, one.matrix, one.said)
        for one in seen.images
    ]
    seen.edges, seen.lost = (
        [Shape(one.box, one.what, one.codes, fonts[one.font]) if one.codes else one for one in kept]
        for kept in (seen.edges, seen.lost)
    )
    return seen


def _run_in_file(run: Run, fonts: Sequence[int]) -> Run:
    return Run(fonts[run.font], run.codes, run.size, run.box, run.artifact)


# -- the job --


def _job(number: int, gathering: Gathering) -> Job:
    stock = gathering.store.stock
    parts = {f"form {at}": form.content for at, form in enumerate(stock.forms)}
    parts |= {f"page {at}": sheet.content for at, sheet in enumerate(gathering.sheets)}
    said = {
        "pages": [[sheet.resources, sheet.trim] for sheet in gathering.sheets],
        "forms": [[form.matrix, form.box, form.resources] for form in stock.forms],
        "resources": stock.resources,
        "fonts": [
            [font.bytes, sorted(font.widths.items()), font.default, sorted(font.spaces)]
            for font in stock.fonts
        ],
    }
    parts["said"] = json.dumps(said, separators=(",", ":")).encode()
    return Job(_STAGE, f"gathering {number}", read, parts)


def read(parts: Parts) -> bytes:
    """Return what some pages draw, as JSON; the function of a job."""
    said = json.loads(parts["said"])
    forms = [
        Form(parts[f"form {at}"], tuple(matrix), tuple(box), resources)
        for at, (matrix, box, resources) in enumerate(said["forms"])
    ]
    fonts = [
        strings.Font(size, dict(widths), default, frozenset(spaces))
        for size, widths, default, spaces in said["fonts"]
    ]
    stock = Stock(said["resources"], forms, fonts)
    sheets = [
        Sheet(parts[f"page {at}"], resources, tuple(trim))
        for at, (resources, trim) in enumerate(said["pages"])
    ]
    records = [_record(content.walk(sheet, stock)) for sheet in sheets]
    return json.dumps(records, separators=(",", ":")).encode()


def _record(seen: Seen) -> dict[str, Any]:
    return {
        "codes": [[font, sorted(codes)] for font, codes in seen.codes.items()],
        "sizes": [_run_record(run) for run in seen.sizes.values()],
        "reach": [[side, _run_record(run)] for side, run in seen.reach.items()],
        "furniture": [[side, _run_record(run)] for side, run in seen.furniture.items()],
        "images": [[one.image, one.matrix, one.said] for one in seen.images],
        "edges": [_shape_record(one) for one in seen.edges],
        "lost": [_shape_record(one) for one in seen.lost],
        "inked": [[*colour, count] for colour, count in seen.inked.items()],
        "painted": [[*colour, count] for colour, count in seen.painted.items()],
        "thin": [seen.hairlines, seen.thinnest],
        "drawn": [seen.drawn, seen.beyond],
        "mixing": sorted(seen.mixing),
        "faults": seen.faults,
    }


def _shape_record(shape: Shape) -> list[Any]:
    return [shape.box, shape.what, shape.codes, shape.font]


def _run_record(run: Run) -> list[Any]:
    return [run.font, run.codes, run.size, run.box, run.artifact]


def _seen(record: dict[str, Any]) -> Seen:
    runs = [_run(one) for one in record["sizes"]]
    return Seen(
        codes={font: set(codes) for font, codes in record["codes"]},
        sizes={(run.font, run.size): run for run in runs},
        reach={side: _run(run) for side, run in record["reach"]},
        furniture={side: _run(run) for side, run in record["furniture"]},
        images=[Placed(image, tuple(matrix), said) for image, matrix, said in record["images"]],
        edges=[_shape(one) for one in record["edges"]],
        lost=[_shape(one) for one in record["lost"]],
        inked={(space, tuple(parts)): count for space, parts, count in record["inked"]},
        painted={(space, tuple(parts)): count for space, parts, count in record["painted"]},
        hairlines=record["thin"][0],
        thinnest=record["thin"][1],
        drawn=record["drawn"][0],
        beyond=record["drawn"][1],
        mixing=set(record["mixing"]),
        faults=record["faults"],
    )


def _shape(record: Any) -> Shape:
    box, what, codes, font = record
    return Shape(tuple(box), what, tuple(codes), font)


def _run(record: Any) -> Run:
    font, codes, size, box, artifact = record
    return Run(font, tuple(codes), size, tuple(box), artifact)
