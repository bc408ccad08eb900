"""What is told of a PDF that was examined: facts, in rows for a table and as a record for JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from scholiast.diagnostics import as_record
from scholiast.preflight import Report, pictures
from scholiast.preflight.examined import Examined, in_words
from scholiast.preflight.geometry import MM, Box
from scholiast.preflight.inks import spaces
from scholiast.preflight.sheets import is_blank

Rows = list[tuple[str, ...]]


def record(report: Report) -> dict[str, Any]:
    """Return all that was found as a record: facts and findings."""
    book = report.book
    found: dict[str, Any] = {"file": report.name}
    if book is not None:
        found |= _record(book)
        found["claims"] = [
            {"claim": claim, "validation": report.validations.get(claim, "not validated")}
            for claim in book.file.claims
        ]
    found["programs"] = dict(report.asked)
    found["findings"] = [as_record(finding) for finding in report.findings]
    return found


def _record(book: Examined) -> dict[str, Any]:
    file = book.file
    return {
        "size": file.size,
        "version": file.version,
        "title": file.title,
        "language": file.language,
        "tagged": file.tagged,
        "encrypted": file.encrypted,
        "holds": list(file.things),
        "pages": len(book.pages),
        "boxes": [
            {"trim": _mm(trim), "bleed": _mm(bleed), "media": _mm(media), "pages": pages}
            for (trim, bleed, media), pages in _sizes(book)
        ],
        "blank": [n for n in range(1, len(book.pages) + 1) if is_blank(book, n)],
        "annotations": dict(sorted(_annotations(book).items())),
        "fonts": [
            {"name": name, "kind": kind, "embedded": embedded, "subset": subset, "pages": pages}
            for name, kind, embedded, subset, pages in _fonts(book)
        ],
        "images": [
            {
                "page": use.page,
                "width": use.image.width,
                "height": use.image.height,
                "dpi": round(use.dpi),
                "space": use.image.space,
                "alpha": use.image.alpha or None,
                "packed": use.image.packed,
                "ink": use.image.most_ink,
            }
            for use in pictures.uses(book)
        ],
        "spaces": {space: len(pages) for space, pages in spaces(book).items()},
        "intents": [f"{one.kind}: {one.condition}" for one in file.intents],
    }


def _mm(box: Box) -> list[float]:
    return [round((box[2] - box[0]) / MM, 2), round((box[3] - box[1]) / MM, 2)]


def _sizes(book: Examined) -> list[tuple[tuple[Box, Box, Box], int]]:
    """Return the boxes of pages (trim, bleed, media), and how many pages have them."""
    counts: Counter[tuple[Box, Box, Box]] = Counter()
    for page in book.pages:
        trim = page.trimmed
        counts[trim, page.bleed or trim, page.media] += 1
    return counts.most_common()


def _annotations(book: Examined) -> Counter[str]:
    return Counter(kind for page in book.pages for kind in page.annotations)


def _fonts(book: Examined) -> list[tuple[str, str, bool, bool, int]]:
    """Return name, kind, whether it is embedded, whether cut down, and on how many pages it is."""
    found = []
    for number, font in enumerate(book.fonts):
        pages = sum(number in seen.codes for seen in book.seen)
        if pages:
            found.append((font.name, font.shown, font.file is not None, font.subset, pages))
    return found


# -- for people --


def summary(report: Report) -> Rows:
    """Return what a file is, as names and values."""
    book = report.book
    if book is None:
        return []
    file, count = book.file, len(book.pages)
    rows: Rows = [
        ("size", f"{file.size / 1e6:.1f} MB, PDF {file.version}" + ", encrypted" * file.encrypted),
        ("title", f"{file.title or 'none'} ({file.language or 'no language'})"),
        ("pages", f"{count}{_blanks(book)}"),
    ]
    for (trim, bleed, media), pages in _sizes(book)[:4]:
        width, height = _mm(trim)
        said = f"{width:g} × {height:g} mm{_beyond(trim, bleed, media)}"
        rows.append(("trim", said if pages == count else f"{said}, {pages} pages"))
    rows += [("colours", _said(spaces(book)))]
    if file.intents:
        rows.append(("intent", ", ".join(f"{one.condition} ({one.kind})" for one in file.intents)))
    if annotations := _annotations(book):
        said = ", ".join(f"{number} {kind}" for kind, number in sorted(annotations.items()))
        rows.append(("annotations", said))
    if file.things:
        rows.append(("holds", ", ".join(file.things)))
    for claim in file.claims:
        rows.append(("claims", f"{claim}: {report.validations.get(claim, 'not validated')}"))
    rows += [("by", f"{program}: {said}") for program, said in report.asked.items()]
    return rows


def _blanks(book: Examined) -> str:
    blank = [n for n in range(1, len(book.pages) + 1) if is_blank(book, n)]
    return f", blank {in_words(blank)}" if blank else ""


def _beyond(trim: Box, bleed: Box, media: Box) -> str:
    extra = max(abs(a - b) for a, b in zip(trim, bleed, strict=True)) / MM
    room = max(abs(a - b) for a, b in zip(trim, media, strict=True)) / MM
    said = f", bleed {extra:.3g} mm" if extra > 0.1 else ""
    return said + (f", on sheets of {_mm(media)[0]:g} × {_mm(media)[1]:g} mm" * (room > 0.1))


def _said(found: dict[str, list[int]]) -> str:
    told = (f"{space} on {len(p)} page{'s' * (len(p) != 1)}" for space, p in found.items())
    return ", ".join(told) or "none"


def fonts(report: Report) -> Rows:
    """Return the fonts of a file."""
    if report.book is None:
        return []
    return [
        (name, kind, "yes" if embedded else "NO", "yes" if subset else "no", str(pages))
        for name, kind, embedded, subset, pages in _fonts(report.book)
    ]


def images(report: Report, most: int) -> Rows:
    """Return the images of a file as they are printed, the coarsest first, at most so many."""
    if report.book is None:
        return []
    uses = sorted(pictures.uses(report.book), key=lambda use: use.dpi)[:most]
    return [
        (
            str(use.page),
            f"{use.image.width} × {use.image.height}",
            f"{use.width / MM:.0f} × {use.height / MM:.0f} mm",
            f"{use.dpi:.0f}",
            _colours(use),
        )
        for use in uses
    ]


def _colours(use: pictures.Use) -> str:
    image = use.image
    said = [image.space, f"{image.bits} bit", image.packed, image.alpha]
    if image.most_ink is not None:
        said.append(f"{image.most_ink:.0f} % ink")
    return ", ".join(word for word in said if word)


def count_of_images(report: Report) -> int:
    """Return how often a file shows an image."""
    return len(pictures.uses(report.book)) if report.book else 0


__all__: Sequence[str] = ("count_of_images", "fonts", "images", "record", "summary")
