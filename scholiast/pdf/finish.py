"""A PDF as WeasyPrint writes it, finished: page labels, notes named as notes, the same bytes."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from scholiast.pdf.sequence import PageRun


def finish(data: bytes, runs: Sequence[PageRun]) -> bytes:
    """Return a finished PDF of pages in `runs`, which are numbered each by itself."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label_pages(pdf, runs)
        pdf.Root.PageLayout = Name.TwoPageRight
        pdf.Root.PageMode = Name.UseOutlines
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _label_pages(pdf: pikepdf.Pdf, runs: Sequence[PageRun]) -> None:
    """Name pages by their folios (ISO 32000-1, 12.4.2)."""
    numbers: list[object] = []
    start = 0
    for run in runs:
        numbers += [start, Dictionary(S=Name(f"/{run.numerals.value}"))]
        start += len(run.pages)
    pdf.Root.PageLabels = Dictionary(Nums=Array(numbers))
