"""The pages of a book: their order and side, folios, running heads, contents, outline, links."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from scholiast.book import Matter, Part
from scholiast.config import PdfEdition
from tests import factory
from tests.pdf import reading

PARAGRAPH = f"<p>{'Words of the text run on and on. ' * 12}</p>"
BOOK = factory.book(
    factory.chapter(
        "thanks", "<p>For nobody.</p>", number=None, matter=Matter.FRONT, kind="dedication"
    ),
    factory.chapter(
        "preface",
        f"<p>See <a href='#walls'>walls</a>.</p>{PARAGRAPH}",
        number=None,
        matter=Matter.FRONT,
        kind="preface",
    ),
    factory.chapter(
        "rome",
        f'{PARAGRAPH * 9}<h2 id="roads">Roads[[road|A note called in a heading.]]</h2>'
        f"{PARAGRAPH * 3}<p>Said once[[said|Once and again.]] and twice[[said]].</p>",
        title="Rome, the Eternal City: An Account of It in Many Words and Still More Digressions",
        number="1",
        part="part-1",
    ),
    factory.chapter(
        "athens",
        f'{PARAGRAPH * 5}<h2 id="walls">Walls</h2><h3 id="long">Long Walls</h3>{PARAGRAPH}'
        '<p>See <a href="#rome-title">Rome</a>.[[outer|Outer.[[inner|Inner.]] End.]]</p>',
        title="Athens[[title|A note called in a title.]]",
        number="2",
        part="part-1",
    ),
    factory.chapter("index", "<p>End.</p>", number=None, matter=Matter.BACK, kind="appendix"),
    parts=[Part("part-1", "I", "Two Cities", ("rome", "athens"))],
)


@pytest.fixture(scope="module")
def data() -> bytes:
    """Return the PDF of the book above."""
    artifact = reading.render(BOOK)
    assert () == artifact.diagnostics
    return reading.data_of(artifact)


@pytest.fixture(scope="module")
def pages(data: bytes) -> list[str]:
    """Return the text of its pages."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


@pytest.fixture(scope="module")
def places(data: bytes) -> reading.Structure:
    """Return its destinations, links and outline."""
    return reading.structure(data)


def labels(data: bytes) -> list[str]:
    """Return what a viewer calls the pages of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return [str(page.label) for page in document.pages]


def test_front_matter_stands_in_order(pages: list[str]) -> None:
    """Half-title, title page, imprint, dedication, contents and preface begin where they should."""
    assert "A Sample Book" == pages[0].strip()
    assert "" == pages[1].strip()
    assert ["Ada Writer", "A Sample Book", "With Notes"] == pages[2].splitlines()[:3]
    assert "© 2026 Ada Writer" in pages[3]
    assert "For nobody." == pages[4].strip()
    assert pages[6].startswith("Contents")
    assert pages[8].startswith("Preface")


def test_chapters_and_parts_open_on_a_recto(places: reading.Structure) -> None:
    """Every chapter and part begins on an odd sheet."""
    openings = [page for name, (page, *_) in places.names.items() if name.startswith("chapter-")]
    assert 5 == len(openings)
    assert {1} == {page % 2 for page in [*openings, places.names["part-1"][0]]}


def test_blank_versos_are_bare(data: bytes, pages: list[str]) -> None:
    """A page without text has neither folio nor head, nor anything drawn."""
    blank = [number for number, text in enumerate(pages) if not text.strip()]
    assert len(blank) >= 4
    with pikepdf.open(io.BytesIO(data)) as document:
        drawn = {len(pikepdf.parse_content_stream(document.pages[number])) for number in blank}
        assert drawn <= set(range(12))


def test_labels_are_roman_and_then_arabic(
    data: bytes, pages: list[str], places: reading.Structure
) -> None:
    """Page labels begin with i, and again with 1 where the first part begins."""
    start = places.names["part-1"][0] - 1
    expected = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][:start]
    assert expected == labels(data)[:start]
    assert [str(n) for n in range(1, len(pages) - start + 1)] == labels(data)[start:]


def test_folios_are_the_labels(data: bytes, pages: list[str], places: reading.Structure) -> None:
    """The folio in the margin of a page is its label; display pages and blank ones have none."""
    margins: dict[int, list[str]] = {number: [] for number in range(1, len(pages) + 1)}
    for word in reading.words(data):
        _, bottom, _, top = reading.area(word.page)
        if word.bottom > top or word.top < bottom:
            margins[word.page].append(word.text)
    for number, label in enumerate(labels(data), 1):
        is_display = number <= 6 or number == places.names["part-1"][0]
        bare = is_display or not pages[number - 1].strip()
        assert ([] if bare else [label]) == [word for word in margins[number] if word == label]


def test_running_heads(pages: list[str], places: reading.Structure) -> None:
    """A verso bears the part, a recto the chapter up to its colon; an opening bears neither."""
    first = places.names["chapter-rome"][0]
    assert "Two Cities" not in pages[first - 1]
    assert "Two Cities" in pages[first]
    assert "Rome, the Eternal City" in pages[first + 1]
    assert "Digressions" not in pages[first + 1]


def test_contents_give_the_labels(data: bytes, pages: list[str], places: reading.Structure) -> None:
    """Each line of the contents ends with the label of the page that its link leads to."""
    names = labels(data)
    links = [link for link in places.links if link.page == 7]
    assert ["preface-title", "part-1", "rome-title", "roads", "athens-title", "walls"] == [
        link.target for link in links
    ][:6]
    folios = re.findall(r"(\w+)\s*$", pages[6], re.MULTILINE)
    for link in links:
        assert names[places.names[link.target][0] - 1] in folios


def test_outline(places: reading.Structure) -> None:
    """The outline has contents, parts, chapters and headings, at their pages and levels."""
    found = [(title, depth) for title, _, depth in places.outline]
    assert [
        ("Contents", 1),
        ("Preface", 1),
        ("I Two Cities", 1),
        (f"1 {BOOK.chapter('rome').title}", 2),
        ("Roads", 3),
        ("2 Athens", 2),
        ("Walls", 3),
        ("Long Walls", 4),
        ("Index", 1),
    ] == [entry for entry in found if entry[0] != "Thanks"]
    for title, page, _ in places.outline:
        if title == "Walls":
            assert places.names["walls"][0] == page


def test_every_link_lands(places: reading.Structure) -> None:
    """Each link within the book leads to a destination."""
    assert set() == {link.target for link in places.links} - set(places.names)


def test_calls_and_notes_lead_to_each_other(places: reading.Structure) -> None:
    """At each call stands a link to the note, at each note a link to each of its calls."""
    for note in BOOK.notes:
        page, *_ = places.names[note.id]
        for reference in note.references:
            at, left, top = places.names[reference.id]
            here = [link for link in places.links if link.page == at and link.target == note.id]
            assert any(abs(link.left - left) < 3 and link.bottom < top for link in here)
            assert any(link.page == page and link.target == reference.id for link in places.links)


def test_links_cover_an_area(places: reading.Structure) -> None:
    """No link is too small to be clicked."""
    assert all(link.right - link.left > 1 and link.top - link.bottom > 4 for link in places.links)


def test_a_nested_note_stands_behind_its_parent(
    places: reading.Structure, pages: list[str]
) -> None:
    """A note called in a note is set below it, on the same page."""
    parent, nested = (places.names[f"note-athens-{name}"] for name in ("outer", "inner"))
    assert parent[0] == nested[0]
    assert parent[2] > nested[2]
    assert re.search(r"2\s*Outer\.\s?3\s*End\.\s*3\s*Inner\.", pages[parent[0] - 1])


def test_metadata(data: bytes) -> None:
    """The file says what it is: title, author, language, keywords, dates, PDF/UA-1."""
    with pikepdf.open(io.BytesIO(data)) as document:
        assert "en-GB" == str(document.Root.Lang)
        assert "A Sample Book" == str(document.docinfo["/Title"])
        assert "Ada Writer" == str(document.docinfo["/Author"])
        assert "Notes, Books" == str(document.docinfo["/Keywords"])
        assert "D:20260501000000Z" == str(document.docinfo["/ModDate"])
        with document.open_metadata() as metadata:
            assert "1" == metadata["pdfuaid:part"]


def test_a_page_has_the_size_and_margins_that_are_asked_for() -> None:
    """Trim and mirrored margins come from the settings; without `recto` chapters follow at once."""
    settings = PdfEdition.model_validate(
        {
            "trim": "120x190mm",
            "margins": {"inner": "25mm", "outer": "10mm", "top": "18mm", "bottom": "20mm"},
            "recto": False,
        }
    )
    short = [factory.chapter(f"c{n}", PARAGRAPH, number=str(n)) for n in range(1, 4)]
    data = reading.data_of(reading.render(factory.book(*short), settings))
    with pikepdf.open(io.BytesIO(data)) as document:
        box = [float(edge) * reading.POINT for edge in document.pages[0].mediabox]
    assert [0, 0, 120, 190] == [round(edge) for edge in box]
    places = reading.structure(data).names
    first = places["chapter-c1"][0]
    assert [first, first + 1, first + 2] == [places[f"chapter-c{n}"][0] for n in range(1, 4)]
    for word in reading.words(data, "Words"):
        left, _, right, _ = reading.area(word.page, settings)
        assert left - 1 <= word.left and word.right <= right + 1


def test_margins_that_leave_no_room_are_refused() -> None:
    """A page without room for text is no page."""
    settings = PdfEdition.model_validate({"trim": "100x100mm", "margins": {"inner": "90mm"}})
    with pytest.raises(ValueError, match="leave"):
        reading.render(BOOK, settings)
