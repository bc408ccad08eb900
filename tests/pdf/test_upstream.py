"""Faults of WeasyPrint 70 and pydyf 0.13 that Scholiast works round: each is still there.

One that fails says that a new version has mended what it is about, so that what was made against it
can be dropped. `docs/upstream.md` says of each what is wrong, and how it could be mended.
"""

import inspect
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pikepdf
import pydyf
import pytest
import weasyprint
from weasyprint import document
from weasyprint.css.targets import TargetCollector
from weasyprint.formatting_structure import boxes
from weasyprint.layout import page

STYLES = Path(__file__).parents[2] / "styles"
STYLE = """
@font-face { font-family: Text; src: url(fonts/LinLibertine_R.otf) }
@page { size: 200px 200px; margin: 10px }
html { font: 12px/20px Text }
p { margin: 0; orphans: 2; widows: 2 }
table { border-spacing: 0 }
th, td { padding: 0 }
.note { float: footnote; font: 10px/20px Text }
"""
"""A page has room for nine lines, of text and of notes."""


def laid_out(body: str, style: str = "", **settings: Any) -> weasyprint.Document:
    """Return the pages of some text as WeasyPrint lays them out, without our changes."""
    html = (
        f"<html lang='en'><title>T</title><style>{STYLE}{style}</style><body>{body}</body></html>"
    )
    return weasyprint.HTML(string=html, base_url=f"{STYLES}/").render(**settings)


def pages(document: weasyprint.Document) -> list[str]:
    """Return the words of each page, in the order of its boxes."""
    return [
        " ".join(box.text for box in page._page_box.descendants() if isinstance(box, boxes.TextBox))
        for page in document.pages
    ]


def lines(document: weasyprint.Document) -> list[str]:
    """Return the words of each line of the first page."""
    return [
        "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))
        for line in document.pages[0]._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]


def note(words: str, style: str = "") -> str:
    """Return a note."""
    return f'<span class="note" style="{style}">{words}</span>'


# -- notes --


def test_a_note_is_lost_whose_line_is_kept() -> None:
    """A line is kept by pushing the note of an earlier line away; its own note is forgotten."""
    body = f"<p>x{note('ONE')}<br>x<br>x<br>x<br>x</p><p>a<br>b{note('TWO')}<br>c<br>d</p>"
    assert ["x 1 x x x x a b 2", "c d 1.  ONE"] == pages(laid_out(body))


@pytest.mark.parametrize(("link", "is_lost"), [("<a href='#z'></a>", True), ("3", False)])
def test_a_note_is_lost_when_its_page_is_made_again(link: str, is_lost: bool) -> None:
    """A page that was given a note by the page before it is made again without that note."""
    body = (
        f"<p style='orphans: 1; widows: 1'>{'x<br>' * 7}x{note('ONE')}</p><p>see {link}</p>"
        "<p style='break-before: page' id='z'>z</p>"
    )
    words = " ".join(
        pages(laid_out(body, "a::after { content: target-counter(attr(href), page) }"))
    )
    assert is_lost == ("ONE" not in words)


def test_a_long_note_goes_over_the_edge_of_its_page() -> None:
    """It is not broken, but moved to the next page, and hangs out of it at the top."""
    document = laid_out(f"<p>x{note('word<br>' * 15)}</p><p>y</p>")
    _, second = document.pages
    area = next(b for b in second._page_box.children if isinstance(b, boxes.FootnoteAreaBox))
    assert area.position_y < -100


def test_reported_notes_pile_up() -> None:
    """Notes that had no room are all put on one page, whatever room that has."""
    document = laid_out(f"<p>{'x<br>' * 8}{('x' + note('N<br>N<br>N')) * 5}</p>")
    areas = [
        box.position_y
        for page in document.pages
        for box in page._page_box.children
        if isinstance(box, boxes.FootnoteAreaBox) and box.children
    ]
    assert min(areas) < 0


def test_a_note_stands_on_a_later_page_than_its_call() -> None:
    """A note that has no room whole goes to the next page whole, without its call."""
    body = f"<p>{'x<br>' * 5}x{note('ONE<br>ONE<br>ONE')}<br>y<br>y</p>"
    assert ["x x x x x x 1", "y y 1.  ONE ONE ONE"] == pages(laid_out(body))


def test_the_head_of_a_table_is_dropped() -> None:
    """Where a head finds no room for its note below another one, its words are nowhere."""
    head = f"HEAD{note('NOTE', 'footnote-policy: line')}"
    table = f"<table><thead><tr><th>{head}</th></tr></thead><tr><td>row</td></tr></table>"
    found = pages(laid_out(f"<p>{'x<br>' * 8}x{note('LONG<br>' * 7)}</p>{table}"))
    assert ["x x x x x x x", "x x 1", "row 1. " + " LONG" * 7] == found


def test_white_space_in_a_note_is_kept() -> None:
    """A line end in the source of a note is one on the page."""
    words = note("one\n  two")
    assert ["text 1", "1. one", "two"] == lines(laid_out(f"<p>text {words}</p>"))


def test_nested_notes_are_numbered_inner_first() -> None:
    """The outer note is called 2, and the one in it 1."""
    (words,) = pages(laid_out(f"<p>a{note('OUTER' + note('INNER'))}</p>"))
    assert "a 2 2.  OUTER 1 1.  INNER" == words


def test_columns_in_a_note_are_not_laid_out() -> None:
    """The columns look for notes to push away while the height of their area is not known."""
    columns = "<b style='display: block; columns: 2'>a b c</b>"
    with pytest.raises(TypeError):
        laid_out(f"<p>x{note(columns)}</p>")


# -- lines --


def test_a_full_line_is_broken_for_the_space_at_its_end() -> None:
    """A line whose words fit, but not the space behind them, ends after its first word."""
    spacer = "<b style='display: inline-block; width: {}px'></b>"
    words = "one two three <em>four</em> five"
    found = {
        width: lines(laid_out(f"<p style='width: 120px'>{spacer.format(width)}{words}</p>"))[0]
        for width in (47, 50.5, 54)
    }
    assert {47: "one two three", 50.5: "one", 54: "one two"} == found


# -- speed --


def test_references_to_pages_are_made_anew_each_time() -> None:
    """Who asks for the page of each element asks for a list of all pages each time."""
    pdf = pydyf.PDF()
    for _ in range(3):
        pdf.add_page(pydyf.Dictionary())
    assert pdf.page_references == pdf.page_references
    assert pdf.page_references is not pdf.page_references


def test_each_box_of_a_line_is_looked_for_among_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes without a note are compared with every note that is still to come."""
    asked: list[object] = []

    class Notes(list[Any]):
        def __contains__(self, value: object) -> bool:
            asked.append(value)
            return super().__contains__(value)

    class Context(document.LayoutContext):  # type: ignore[misc]
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, Notes(value) if name == "footnotes" else value)

    monkeypatch.setattr(document, "LayoutContext", Context)
    laid_out("<p>one<br>two<br>three" + note("N") + "</p>")
    assert asked.count(None) > 5


def counted(function: Callable[..., Any], words: str, run: Callable[[], object]) -> int:
    """Return how often a line of a function that begins with these words is run meanwhile."""
    source, first = inspect.getsourcelines(function)
    wanted = {first + at for at, line in enumerate(source) if line.strip().startswith(words)}
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if frame.f_code is not function.__code__:
            return None
        count += event == "line" and frame.f_lineno in wanted
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def chapters(count: int) -> Callable[[], object]:
    """Return what lays out so many pages of one line, each an anchor, and links to all of them."""
    link = "a::after { content: target-counter(attr(href), page) }"
    contents = "".join(f"<a href='#p{i}'></a> " for i in range(count))
    body = "".join(f"<p id='p{i}' style='break-before: page'>x</p>" for i in range(count))
    return lambda: laid_out(contents + body, link)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (page.make_page, "cached_anchors.extend("),
        (TargetCollector.cache_target_page_counters, "if css_token"),
    ],
)
def test_anchors_are_gone_through_on_every_page(function: Callable[..., Any], words: str) -> None:
    """Four times the pages take more than ten times the steps: the growth is quadratic."""
    few, many = (counted(function, words, chapters(number)) for number in (6, 24))
    assert few > 0
    assert many > 10 * few


# -- tags --


def structure(document: weasyprint.Document) -> tuple[list[str], bytes]:
    """Return the types of all structure elements of a tagged PDF, and its first content stream."""
    data = document.write_pdf(pdf_variant="pdf/ua-1")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found: list[str] = []
        waiting = [pdf.Root.StructTreeRoot.K[0]]
        while waiting:
            element = waiting.pop()
            if isinstance(element, pikepdf.Dictionary) and "/S" in element:
                found.append(str(element.S))
                waiting += list(element.get("/K", ()))
        return found, pdf.pages[0].Contents.read_bytes()


def test_a_note_is_tagged_as_nothing() -> None:
    """No element is a `Note`; the area of notes is a `NonStruct`."""
    types, _ = structure(laid_out(f"<p>x{note('ONE')}</p>", pdf_variant="pdf/ua-1"))
    assert "/Note" not in types
    assert "/NonStruct" in types


def test_a_running_head_is_no_artifact() -> None:
    """It is marked as text of a page, and is in no element."""
    head = "@page { @top-center { content: 'Head' } }"
    _, stream = structure(laid_out("<p>x</p>", head, pdf_variant="pdf/ua-1"))
    assert b"/Artifact" not in stream
    assert 2 == stream.count(b"/MCID")


def test_a_pdf_x_4_is_another_one_each_time() -> None:
    """Its `DocumentID` is drawn by lot."""
    first, second = (laid_out("<p>x</p>").write_pdf(pdf_variant="pdf/x-4") for _ in range(2))
    assert first != second
    assert b"xmp.did:" in first
