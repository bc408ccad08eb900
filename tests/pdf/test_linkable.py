"""What a book's own design may ask for without having the whole book laid out at once."""

from pathlib import Path

import pytest

from scholiast.config import PdfEdition
from scholiast.pdf.linkable import obstacle
from scholiast.theme import Theme


def with_style(folder: Path, css: str) -> Theme:
    """Return a design whose print style has some more rules."""
    (folder / "styles").mkdir()
    style = Theme.find().style("print.css")
    (folder / "styles" / "print.css").write_text(f"{style}\n{css}")
    return Theme.find(folder)


def test_the_shipped_design_can_be_linked() -> None:
    """Nothing in it depends on the whole book."""
    assert obstacle(Theme.find(), PdfEdition()) is None


@pytest.mark.parametrize(
    "css",
    [
        "@page { @bottom-center { content: 'page ' counter(page) } }",
        "@page front { @bottom-left { content: counter(page, lower-roman) string(verso, last) } }",
        "h2 { string-set: recto content() }",
        "h2::before { counter-increment: sections; content: counter(sections) }",
        "@media print { p { color: #111 } }",
        "p { position: relative }",
    ],
)
def test_what_a_chapter_knows_is_no_obstacle(tmp_path: Path, css: str) -> None:
    """Folios and strings in margin boxes, counters of its own."""
    assert obstacle(with_style(tmp_path, css), PdfEdition()) is None


@pytest.mark.parametrize(
    "css",
    [
        "h2::after { content: counter(page) }",
        "@media print { h2::after { content: COUNTER( page ) } }",
        "a::after { content: target-counter(attr(href), page) }",
        "a::after { content: target-text(attr(href)) }",
        "@page { @bottom-center { content: counter(page) ' of ' counter(pages) } }",
        "@page :nth(3) { margin-top: 5cm }",
        "@page :blank { @bottom-center { content: 'blank' } }",
        "@page { @top-left { content: element(head) } }",
        "header { position: running(head) }",
        "@page { @top-left { content: string(recto, first-except) } }",
        "@page { counter-increment: sheets }",
    ],
)
def test_what_no_chapter_knows_is_one(tmp_path: Path, css: str) -> None:
    """Numbers of pages in the text, of all pages, places among the pages of a document."""
    assert "styles/print.css" in (obstacle(with_style(tmp_path, css), PdfEdition()) or "")


def test_a_blank_page_of_its_own_is_one(tmp_path: Path) -> None:
    """The linker leaves blank pages blank."""
    template = tmp_path / "templates" / "print" / "blank.html"
    template.parent.mkdir(parents=True)
    template.write_text("<html><body><p>This page is left blank.</p></body></html>")
    assert "templates/print/blank.html" == obstacle(Theme.find(tmp_path), PdfEdition())
