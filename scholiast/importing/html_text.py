"""Pages, cleaned of their notes, read by pandoc and made into a manuscript."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scholiast import pandoc
from scholiast.book import Matter
from scholiast.config import BUILT_IN_KINDS
from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors import take_notes
from scholiast.importing.html_clean import as_html, clean, disarm
from scholiast.importing.html_page import (
    HEADINGS,
    Element,
    Page,
    classes,
    drop,
    elements,
    is_empty,
    words,
)
from scholiast.importing.model import Import, LeftOut
from scholiast.importing.rules import ImportRefusedError
from scholiast.importing.trees import Piece, SourceNote, Text, import_trees
from scholiast.importing.trees.rules import UNREADABLE
from scholiast.importing.trees.typed import recognise
from scholiast.importing.writing import dumped
from scholiast.marks import SIGNS
from scholiast.source import Span


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a page from elsewhere: its title, kind and part; `kept` in the book?

    `matter` is where it stands in the book, `has_notes` that it says to hold notes at its end.
    """

    title: str | None = None
    kind: str | None = None
    part: str | None = None
    kept: bool = True
    matter: Matter | None = None
    has_notes: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Pages in order, and what else there is: `media` by path, `metadata` for `book.yaml`."""

    path: str
    kind: str
    pages: tuple[Page, ...]
    told: Mapping[str, Told] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def import_pages(source: Source) -> Import:
    """Return the manuscript of some pages, whose trees are changed; ImportRefusedError (X045)."""
    for page in source.pages:
        disarm(page)
        if any(SIGNS.search(text) for text in page.root.itertext()):
            said = "it has characters of Unicode's private planes 15 and 16"
            raise ImportRefusedError(UNREADABLE.at(Span(page.path), said))
    anchored = take_notes(source.pages)
    headings = [one for page in source.pages if source.told.get(page.name, Told()).has_notes
                for one in _bare_headings(page)]  # fmt: skip
    headers = {page.name: _header(page, source.metadata.get("language")) for page in source.pages}
    kept = [one.name for one in source.pages
            if source.told.get(one.name, Told()).kept or _has_notes(one.body)]  # fmt: skip
    cleaned = clean(source.pages, anchored.anchors, kept)
    shown = [page for page in source.pages if page.name in kept]
    try:
        pieces = _pieces(shown, source, headers)
    except (pandoc.PandocError, RecursionError) as problem:
        said = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise ImportRefusedError(UNREADABLE.at(Span(source.path), said)) from problem
    text = Text(
        kind=source.kind,
        pieces=pieces,
        notes=anchored.notes,
        metadata={**source.metadata, **_kinds(anchored.notes)},
        media=source.media,
        findings=(*source.findings, *anchored.findings, *cleaned.findings),
        left_out=(*source.left_out, *anchored.left_out, *headings),
        numbered=True if cleaned.numbered else None,
    )
    return import_trees(source.path, text if text.notes else recognise(source.path, text))


def _has_notes(body: Element) -> bool:
    """Tell whether notes lie in a page, so that it can't be left out as a whole."""
    return any(one.get("label") is not None for one in body.iter("div"))


def _kinds(notes: Mapping[str, SourceNote]) -> dict[str, Any]:
    """Return the declaration of kinds that a book must declare."""
    own = sorted({note.kind for note in notes.values()} - set(BUILT_IN_KINDS))
    return {"notes": {"kinds": {kind: {"marks": "decimal"} for kind in own}}} if own else {}


def _bare_headings(page: Page) -> Iterator[LeftOut]:
    """Drop headings over notes, where a page holds nothing else; each edition gets its own."""
    kept = [one for one in elements(page.body) if one.get("label") is not None]
    headings = [one for one in elements(page.body) if one.tag in HEADINGS]
    inside = {one for outer in (*kept, *headings) for one in outer.iter()}
    loose = [one for one in elements(page.body) if one not in inside]
    said = "".join([*((one.text or "") for one in loose), *((one.tail or "") for one in inside
                    if one.getparent() not in inside)])  # fmt: skip
    if said.strip() or not kept or any(one.tag in {"img", "math", "svg"} for one in loose):
        return
    for heading in headings:
        yield LeftOut(page.place(heading), "a heading over the notes", words(heading))
        drop(heading)


def _header(page: Page, language: str | None) -> str:
    """Return the header of a page's chapter: language and authors, where they are its own.

    The line of its authors is taken out of the page.
    """
    values: dict[str, Any] = {}
    own = page.root.get("lang")
    if own and language and own != language:
        values["language"] = own
    for line in [one for one in page.body.iter("p") if "byline" in classes(one)]:
        if "chapter-head" in classes(line.getparent()):
            values["author"] = words(line)
            drop(line)
    return f"---\n{dumped(values)}---\n\n" if values else ""


def _pieces(pages: Sequence[Page], source: Source, headers: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return pages as pieces; one without a title of its own goes with the one before it."""
    pieces: list[Piece] = []
    for page in pages:
        if is_empty(page.body):
            continue
        told = source.told.get(page.name, Told())
        blocks = pandoc.convert(as_html(page), "html")[0]["blocks"]
        headed = any(one.tag in HEADINGS for one in elements(page.body))
        only_notes = not headed and all(one["t"] == "Div" and _is_note(one) for one in blocks)
        if pieces and (only_notes or (not headed and told.title is None and told.kept)):
            pieces[-1] = replace(pieces[-1], blocks=[*pieces[-1].blocks, *blocks])
        else:
            title = None if headed else told.title
            header = headers[page.name]
            pieces.append(
                Piece(blocks, page.name, title, told.kind, told.part, None, header,
                      matter=told.matter)
            )  # fmt: skip
    return tuple(pieces)


def _is_note(block: Mapping[str, Any]) -> bool:
    return bool(dict(block["c"][0][2]).get("label"))
