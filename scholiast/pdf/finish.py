"""A PDF as WeasyPrint writes it, finished: tags, claims, page labels, the same bytes each time."""

import hashlib
import io
from collections.abc import Mapping, Sequence

import pikepdf
import pydyf
from pikepdf import Array, Dictionary, Name
from weasyprint import Document

from scholiast.pdf import tags
from scholiast.pdf.sequence import PageRun
from scholiast.pdf.speed import pages_listed_once
from scholiast.pdf.standards import Claims, Description, declare, information


def write(
    document: Document,
    runs: Sequence[PageRun],
    descriptions: Mapping[str, str],
    said: Description,
    claims: Claims,
) -> bytes:
    """Return the finished PDF of a document, whose pages are in `runs`, each numbered by itself.

    `descriptions` are as in `tags.mend`; `said` is what the file says of itself.
    """

    def complete(_: Document, pdf: pydyf.PDF) -> None:
        seed = _seed(pdf) if claims.printable else b""
        if claims.tagged:
            tags.mend(pdf, descriptions, fenotes=claims.fenotes)
        declare(pdf, pdf.catalog, said, claims, seed)
        pdf.info.clear()
        pdf.info.update(information(said, claims))

    with pages_listed_once():
        data = document.write_pdf(
            pdf_tags=claims.tagged, pdf_version=claims.version, finisher=complete
        )
    return _finish(data, runs, claims)


def _seed(pdf: pydyf.PDF) -> bytes:
    """Return a digest of all that pages hold."""
    digest = hashlib.sha256()
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream):
            digest.update(thing.data)
    return digest.digest()


def _finish(data: bytes, runs: Sequence[PageRun], claims: Claims) -> bytes:
    objects = pikepdf.ObjectStreamMode
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label_pages(pdf, runs)
        pdf.Root.PageLayout = Name.TwoPageRight
        pdf.Root.PageMode = Name.UseOutlines
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=objects.disable if claims.version < "1.5" else objects.generate,
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
