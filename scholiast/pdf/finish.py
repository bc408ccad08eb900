"""A PDF as WeasyPrint writes it, finished: tags, claims, page labels, the same bytes each time."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import partial

import pikepdf
import pydyf
from pikepdf import Array, Dictionary, Name, String
from weasyprint import Document

from scholiast.languages import direction
from scholiast.pdf import initials, tags
from scholiast.pdf.cids import by_number
from scholiast.pdf.letters import letters_settled
from scholiast.pdf.sequence import Numerals, PageRun
from scholiast.pdf.speed import pages_listed_once
from scholiast.pdf.standards import Claims, Description, declare, information


def write(
    document: Document,
    runs: Sequence[PageRun],
    descriptions: Mapping[str, str],
    said: Description,
    claims: Claims,
    *,
    facing: bool = True,
    cover: str = "Cover",
) -> bytes:
    """Return the finished PDF of a document, whose pages are in `runs`, each numbered by itself.

    Pages are shown side by side where they are `facing`; `cover` is what the cover's is called.
    `descriptions` are as in `tags.mend`; `said` is what the file says of itself.
    """

    def complete(painted: Document, pdf: pydyf.PDF) -> None:
        seed = _seed(pdf) if claims.printable else b""
        words = partial(initials.words, painted.pages)
        tags.mend(pdf, descriptions, fenotes=claims.fenotes, words=words)
        declare(pdf, pdf.catalog, said, claims, seed)
        pdf.info.clear()
        pdf.info.update(information(said, claims))

    with pages_listed_once(), letters_settled():
        data = document.write_pdf(pdf_tags=True, pdf_version=claims.version, finisher=complete)
    labels = _labels(runs, cover)
    return _finish(data, labels, claims, Name.TwoPageRight if facing else Name.OneColumn)


def _seed(pdf: pydyf.PDF) -> bytes:
    """Return a digest of all that pages hold."""
    digest = hashlib.sha256()
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream):
            digest.update(thing.data)
    return digest.digest()


def _finish(data: bytes, labels: Dictionary, claims: Claims, layout: Name) -> bytes:
    objects = pikepdf.ObjectStreamMode
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.PageLabels = labels
        pdf.Root.PageLayout = layout
        pdf.Root.PageMode = Name.UseOutlines
        if direction(str(pdf.Root.Lang)) == "rtl":
            pdf.Root.ViewerPreferences.Direction = Name.R2L
        if claims.fenotes:
            _lead_to_elements(pdf)
        _number_glyphs(pdf)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=objects.disable if claims.version < "1.5" else objects.generate,
            compress_streams=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _number_glyphs(pdf: pikepdf.Pdf) -> None:
    """Have the CIDs of fonts be the numbers of their glyphs, as streams have them."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/OpenType":
            program = thing.read_bytes()
            if (numbered := by_number(program)) != program:
                thing.write(numbered)


def _lead_to_elements(pdf: pikepdf.Pdf) -> None:
    """Have names and the outline lead to elements as well as to pages (ISO 14289-2, 8.8).

    That is a note or a call of its own, or the first element on the page.
    """
    tree = pdf.Root.StructTreeRoot
    identified = pikepdf.NameTree(tree.IDTree) if "/IDTree" in tree else {}
    owners = pikepdf.NumberTree(tree.ParentTree)

    def both(name: str, at: pikepdf.Object) -> Dictionary:
        found = [one for one in owners[int(at[0].StructParents)] if isinstance(one, Dictionary)]
        made = Dictionary(D=at)
        known = tags.identifier(name)
        for element in [identified[known]] if known in identified else found[:1]:
            made.SD = Array([element, *list(at)[1:]])
        return made

    names = pdf.Root.Names.Dests.Names
    for index in range(0, len(names), 2):
        names[index + 1] = both(str(names[index]), names[index + 1])
    waiting = [pdf.Root.Outlines.First] if "/Outlines" in pdf.Root else []
    while waiting:
        item = waiting.pop()
        item.A = both("", item.Dest)
        item.A.S = Name.GoTo
        del item.Dest
        waiting += [item[key] for key in ("/First", "/Next") if key in item]


def _labels(runs: Sequence[PageRun], cover: str) -> Dictionary:
    """Return the names of pages, which are their folios (ISO 32000-1, 12.4.2)."""
    numbers: list[object] = []
    start = 0
    for run in runs:
        if run.pages and run.numerals is Numerals.COVER:
            numbers += [start, Dictionary(P=String(cover))]
        elif run.pages:
            numbers += [start, Dictionary(S=Name(f"/{run.numerals.value}"))]
        start += len(run.pages)
    return Dictionary(Nums=Array(numbers))
