"""Sheaves are bound as they are told to be: nothing lost, nothing twice, and a fault has a name."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from lxml import etree
from weasyprint import Document

from scholiast import jobs
from scholiast.book import Image
from scholiast.config import PdfEdition
from scholiast.pdf import design, desk, paint
from scholiast.pdf.binding import Binding, Leaf
from scholiast.pdf.desk import Desk
from scholiast.pdf.footnotes import notes_run_on
from scholiast.pdf.link import link
from scholiast.pdf.log import Log
from scholiast.pdf.sequence import Numerals
from scholiast.pdf.sheaf import Sheaf
from scholiast.theme import Theme
from tests.pdf import reading
from tests.pdf.test_render import PIXEL

TABULAR = "font-variant-numeric: lining-nums tabular-nums"
TABLE = (
    "<table><thead><tr><th>No.</th><th>Name</th></tr></thead>"
    "<tbody><tr><td>1</td><td>Titus</td></tr></tbody></table>"
)


@pytest.fixture(scope="module")
def at() -> Desk:
    """Return a desk in the shipped design."""
    return desk.desk(design.pack(Theme.find(), PdfEdition()))


@pytest.fixture(scope="module")
def theme_fonts() -> dict[str, bytes]:
    """Return the fonts of the shipped design."""
    return design.fonts(Theme.find())


def laid_out(at: Desk, body: str, style: str = "") -> Document:
    """Return the pages of a text, with the image `images/dot.png` at hand."""
    tree = etree.fromstring(f'<html lang="en"><body>{body}</body></html>')
    images = {"images/dot.png": Image("images/dot.png", "image/png", PIXEL)}
    return at.at_work(at.bare, images, Log()).lay_out(tree, style)


def text(at: Desk, body: str, style: str = "") -> Sheaf:
    """Return the sheaf of a text."""
    document = laid_out(at, body, style)
    return paint.paint(document, document.pages, paint.folio_boxes(document.pages))


def heads(at: Desk, body: str) -> Sheaf:
    """Return pages to be drawn over others; a number in `.own` is the page's own."""
    document = laid_out(at, body)
    own = dict.fromkeys(paint.folio_boxes(document.pages))
    return paint.paint(document, document.pages, own, tagged=False)


def chapter(name: str) -> str:
    """Return a chapter of two pages with a heading, a note, a table and links."""
    return (
        f'<section id="chapter-{name}"><h1 class="outline-1" data-label="On {name}" '
        f'id="{name}-title">On {name}</h1>'
        f'<p>Text of {name}<a class="note-ref" id="call-{name}-a" href="#note-{name}-a" '
        'role="doc-noteref">1</a>'
        f'<article class="note" id="note-{name}-a"><p><a class="note-back" href="#call-{name}-a">1'
        f"</a> A note on {name}.</p></article>.</p>{TABLE}"
        f'<p style="break-before: page">More of {name}, '
        f'<a href="#chapter-a">see the first</a>.</p></section>'
    )


FOLIO = (
    f'<p><i data-target="own"><span class="folio" style="{TABULAR}">000</span></i> Running head</p>'
)


def bound(sheaves: list[Sheaf], theme: dict[str, bytes], **changes: Any) -> Binding:
    """Return a binding of all pages of sheaves, in order; `changes` are made to it."""
    pages = [
        (index, page) for index, sheaf in enumerate(sheaves) for page in range(len(sheaf.pages))
    ]
    leaves = [Leaf(at, None, str(100 + n), 432, 648) for n, at in enumerate(pages)]
    binding = Binding(
        sheaves=sheaves,
        leaves=leaves,
        numerals=[(len(changes.get("leaves", leaves)), Numerals.ARABIC)],
        title="A Book",
        language="en-GB",
        properties=[
            ("author", "Ada Writer"),
            ("dcterms.created", "2026-05-01T00:00:00Z"),
            ("dcterms.modified", "2026-05-01T00:00:00Z"),
        ],
        descriptions={"note-a-a": "Note 1"},
        fonts=theme,
    )
    return replace(binding, **changes)


@pytest.fixture(scope="module")
def two(at: Desk) -> list[Sheaf]:
    """Return the sheaves of two chapters."""
    return [text(at, chapter("a")), text(at, chapter("b"))]


def opened(data: bytes) -> pikepdf.Pdf:
    """Return a file that another reader finds no fault in."""
    pdf = pikepdf.open(io.BytesIO(data))
    assert [] == pdf.check_pdf_syntax()
    return pdf


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return all elements of the structure, in reading order, each told its parent rightly."""
    found = []
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        found.append(element)
        kids = [k for k in element.get("/K", ()) if isinstance(k, pikepdf.Dictionary) and "/S" in k]
        assert all(kid.P.objgen == element.objgen for kid in kids)
        waiting += reversed(kids)
    return found


def number_of(pdf: pikepdf.Pdf, page: pikepdf.Object) -> int:
    """Return which page of a file this is, from 0 on."""
    return pdf.pages.index(pikepdf.Page(page))


# -- pages --


def test_pages_stand_in_the_order_of_the_leaves(
    two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """Sheaves changed about give other pages, whose destinations, outline and structure follow."""
    straight = link(bound(two, theme_fonts))
    turned = link(bound(two[::-1], theme_fonts))
    for data, order in ((straight, "ab"), (turned, "ba")):
        pages = [word.page for word in reading.words(data, "Text")]
        assert [1, 3] == pages
        found = reading.structure(data)
        assert [f"On {name}" for name in order] == [title for title, _, _ in found.outline]
        first = order.index("a") * 2 + 1
        assert first == found.names["chapter-a"][0]
        with opened(data) as pdf:
            titles = [e for e in elements(pdf) if e.S == "/H1"]
            assert [2 * n for n in range(2)] == [
                pdf.pages.index(pikepdf.Page(e.Pg)) for e in titles
            ]
            assert ["1", "2", "3", "4"] == [str(page.label) for page in pdf.pages]


def test_the_same_binding_gives_the_same_bytes(
    at: Desk, two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """It does so for sheaves that went through bytes, too."""
    again = [Sheaf.from_bytes(sheaf.as_bytes()) for sheaf in two]
    assert link(bound(two, theme_fonts)) == link(bound(again, theme_fonts))


def test_a_blank_page_has_nothing_on_it_but_its_furniture(
    at: Desk, two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """It is as large as it is told to be."""
    over = heads(at, FOLIO)
    leaves = [
        Leaf(None, None, "1", 300, 400),
        Leaf((0, 0), (2, 0), "217", 432, 648),
        Leaf((0, 1), None, "3", 432, 648),
        Leaf(None, (2, 0), "218", 432, 648),
        *(Leaf((1, page), None, "5", 432, 648) for page in range(2)),
    ]
    data = link(bound([*two, over], theme_fonts, leaves=leaves))
    with opened(data) as pdf:
        assert [0, 0, 300, 400] == [float(edge) for edge in pdf.pages[0].mediabox]
        assert "/Contents" not in pdf.pages[0]
        assert pdf.pages[2].mediabox == pdf.pages[3].mediabox
    assert [(2, "217"), (4, "218")] == [(w.page, w.text) for w in reading.words(data, r"21\d")]
    assert [2, 4] == [word.page for word in reading.words(data, "Running")]


@pytest.mark.parametrize(
    ("leaves", "fault"),
    [
        ([(0, 0), (0, 1), (0, 1)], "page 1 of sheaf 0 is bound twice"),
        ([(0, 0)], "page 1 of sheaf 0 is bound nowhere"),
    ],
)
def test_each_page_is_bound_once(
    two: list[Sheaf], theme_fonts: dict[str, bytes], leaves: list[tuple[int, int]], fault: str
) -> None:
    """A page that is left out, or there twice, is named."""
    wrong = [Leaf(at, None, "1", 432, 648) for at in leaves]
    with pytest.raises(ValueError, match=fault):
        link(bound(two[:1], theme_fonts, leaves=wrong))


def test_all_pages_are_numbered(two: list[Sheaf], theme_fonts: dict[str, bytes]) -> None:
    """Page labels are of as many pages as there are."""
    runs = [(1, Numerals.ROMAN), (3, Numerals.ARABIC)]
    with opened(link(bound(two, theme_fonts, numerals=runs))) as pdf:
        assert ["i", "1", "2", "3"] == [str(page.label) for page in pdf.pages]
    with pytest.raises(ValueError, match="3 pages are numbered, and 4 bound"):
        link(bound(two, theme_fonts, numerals=runs[1:]))


# -- names, links, folios --


def test_links_lead_to_pages_of_other_sheaves(
    two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """Each has a name that is there; what it leads to is told in words, where there are any."""
    with opened(link(bound(two, theme_fonts))) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        links = [one for page in pdf.pages for one in page.get("/Annots", ())]
        assert len(links) == 6
        assert {str(one.Dest) for one in links} <= set(names)
        said = {str(one.Dest): str(one.Contents) for one in links}
        assert {"note-a-a": "Note 1", "note-b-a": "note-b-a"}.items() <= said.items()
        assert {4} == {int(one.F) for one in links}


def test_a_link_to_nowhere_is_an_error(two: list[Sheaf], theme_fonts: dict[str, bytes]) -> None:
    """A name that no sheaf has is named; so is one whose folio is to be printed."""
    with pytest.raises(ValueError, match="a link leads to `chapter-a`, which is on no page"):
        link(bound(two[1:], theme_fonts))


@pytest.mark.parametrize("name", ["über", "Ω", "第一"])
def test_names_may_be_in_any_script(at: Desk, theme_fonts: dict[str, bytes], name: str) -> None:
    """Readers find them, and those beside them, whether they go by bytes or by letters."""
    ids = [name, "z", "a", "note-1"]
    body = "".join(f'<p id="{one}"><a href="#{one}">{one}</a></p>' for one in ids)
    with opened(link(bound([text(at, body)], theme_fonts))) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        assert sorted(ids) == sorted(names)
        assert all(one in names for one in ids)
        assert ids == [str(one.Dest) for one in pdf.pages[0].Annots]


def test_the_folio_of_another_page_is_written(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """It is that of the first page that has the name, as the leaf has it."""
    figures = f'<span class="folio" style="{TABULAR}">000</span>'
    refer = f'<p><i data-target="there">{figures}</i></p>'
    sheaves = [text(at, refer), text(at, '<p id="there">A</p>'), text(at, '<p id="there">B</p>')]
    data = link(bound(sheaves, theme_fonts))
    assert ["101"] == [word.text for word in reading.words(data, r"\d+")]
    with pytest.raises(ValueError, match="a page number is that of `there`, which is on no page"):
        link(bound(sheaves[:1], theme_fonts))
    leaves = [replace(leaf, folio="7") for leaf in bound(sheaves, theme_fonts).leaves]
    with pytest.raises(ValueError, match="the folio “7” can't be written over “000”"):
        link(bound(sheaves, theme_fonts, leaves=leaves))


# -- fonts and images --


def test_each_font_is_there_once(two: list[Sheaf], theme_fonts: dict[str, bytes]) -> None:
    """However many sheaves use it; and a font without a file is named."""
    with opened(link(bound(two, theme_fonts))) as pdf:
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile3" in o]
        assert len({use.hash for sheaf in two for use in sheaf.fonts}) == len(files)
        assert len({page.Resources.Font.objgen for page in pdf.pages}) == 1
    with pytest.raises(ValueError, match=r"no sheaf brings the file .* of the font /"):
        link(bound([replace(sheaf, files={}) for sheaf in two], {}))


def test_all_glyphs_of_all_sheaves_are_in_the_font(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """What any sheaf draws can be read from the file."""
    data = link(bound([text(at, "<p>bdfhk</p>"), text(at, "<p>aceg</p>")], theme_fonts))
    assert ["bdfhk", "aceg"] == [word.text for word in reading.words(data)]


def test_sheaves_that_measured_a_glyph_otherwise_keep_their_width(
    two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """Such a sheaf has a font dictionary of its own, over the same file."""
    use, *others = two[1].fonts
    glyph = next(iter(use.widths))
    other = replace(use, widths={**use.widths, glyph: use.widths[glyph] + 1})
    odd = replace(two[1], fonts=(other, *others))
    with opened(link(bound([two[0], odd], theme_fonts))) as pdf:
        one, same, two_, _ = (page.Resources.Font for page in pdf.pages)
        assert one.objgen == same.objgen != two_.objgen
        wide = [font[f"/{use.hash}"].DescendantFonts[0] for font in (one, two_)]
        assert width(wide[0], glyph) + 1 == width(wide[1], glyph)
        files = [font.FontDescriptor.FontFile3.objgen for font in wide]
        assert files[0] == files[1]


def test_what_no_font_has_is_read_all_the_same(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """A missing character is drawn as a box, and read as itself, in each sheaf its own."""
    words = ["a\u0915b", "plain", "a\u0916b"]
    sheaves = [text(at, f"<p>{word}</p>") for word in words]
    data = link(bound(sheaves, theme_fonts))
    assert words == [word.text for word in reading.words(data)]
    with opened(data) as pdf:
        programs = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and _is_program(o)]
        assert len({use.file for sheaf in sheaves for use in sheaf.fonts}) == len(programs)


def _is_program(stream: pikepdf.Stream) -> bool:
    return bool(stream.get("/Subtype") == "/OpenType")


def width(font: pikepdf.Object, glyph: int) -> int:
    """Return the width of a glyph of a font."""
    parts = list(font.W)
    for first, row in zip(parts[::2], parts[1::2], strict=True):
        if int(first) <= glyph < int(first) + len(row):
            return int(row[glyph - int(first)])
    raise AssertionError(glyph)


def test_a_font_is_cut_alike_every_time(theme_fonts: dict[str, bytes], two: list[Sheaf]) -> None:
    """To cut a font is a pure function of bytes, and makes it small."""
    made: list[tuple[int, bytes]] = []

    class _Works(jobs.Works):
        def submit(self, job: Any) -> Any:
            future = super().submit(job)
            made.append((len(job.shared["font"].data), future.result()))
            return future

    for _ in range(2):
        link(bound(two, theme_fonts), _Works())
    half = len(made) // 2
    assert made[:half] == made[half:]
    assert all(len(cut) < size / 4 for size, cut in made)


def test_an_image_is_there_once(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """The same picture in several sheaves is one object."""
    picture = '<p><img src="images/dot.png" alt="A dot"/></p>'
    data = link(bound([text(at, picture), text(at, f"<p>x</p>{picture}")], theme_fonts))
    with opened(data) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert len([image for image in images if image.Subtype == "/Image"]) == 1
        assert all(page.Resources.XObject.keys() for page in pdf.pages)


# -- furniture --


def instructions(page: pikepdf.Page) -> Iterator[tuple[str, list[Any]]]:
    """Yield the operators of a page with their operands."""
    for part in pikepdf.parse_content_stream(page):
        if isinstance(part, pikepdf.ContentStreamInstruction):
            yield str(part.operator), list(part.operands)


@pytest.mark.parametrize(
    ("more", "form"),
    [("", False), ('<p><img src="images/dot.png" alt=""/></p>', True)],
)
def test_furniture_is_an_artifact_over_the_page(
    at: Desk, two: list[Sheaf], theme_fonts: dict[str, bytes], more: str, form: bool
) -> None:
    """It comes last, and where it needs more than fonts it is a form, so that no names clash."""
    pages = [text(at, chapter("a") + '<p><img src="images/dot.png" alt="A dot"/></p>')]
    over = heads(at, FOLIO + more)
    leaves = [replace(leaf, furniture=(1, 0)) for leaf in bound(pages, theme_fonts).leaves]
    data = link(bound([*pages, over], theme_fonts, leaves=leaves))
    with opened(data) as pdf:
        for page in pdf.pages:
            said = list(instructions(page))
            depth = [op for op, _ in said if op in "qQ"]
            assert depth.count("q") == depth.count("Q")
            start = max(n for n, (op, _) in enumerate(said) if op == "BDC")
            assert ["/Artifact", {"/Type": "/Pagination"}] == [
                said[start][1][0],
                {key: str(value) for key, value in said[start][1][1].items()},
            ]
            assert "EMC" == said[-1][0]
            assert form == any(op == "Do" for op, _ in said[start:])
    assert ["100", "101"] == [word.text for word in reading.words(data, r"\d\d\d")]


def test_furniture_is_read_by_nobody(
    at: Desk, two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """It adds nothing to the structure, to names or to the outline."""
    over = heads(at, f'{FOLIO}<h1 class="outline-1" data-label="No" id="no">No</h1>')
    plain = bound(two, theme_fonts)
    leaves = [replace(leaf, furniture=(2, 0)) for leaf in plain.leaves]
    drawn = link(bound([*two, over], theme_fonts, leaves=leaves))
    assert reading.structure(link(plain)) == reading.structure(drawn)
    with opened(link(plain)) as one, opened(drawn) as other:
        assert [e.S for e in elements(one)] == [e.S for e in elements(other)]


# -- structure --


def test_the_structure_is_of_one_piece(two: list[Sheaf], theme_fonts: dict[str, bytes]) -> None:
    """One document; what is marked and what is a link leads to its element, and that to it."""
    with opened(link(bound(two, theme_fonts))) as pdf:
        root = pdf.Root.StructTreeRoot
        found = elements(pdf)
        assert ["/Document"] == [str(e.S) for e in found if e.P.objgen == root.objgen]
        owners = pikepdf.NumberTree(root.ParentTree)
        claimed = set()
        for element in found:
            for kid in element.get("/K", ()):
                if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid:
                    assert owners[int(kid.Obj.StructParent)].objgen == element.objgen
                    claimed.add(int(kid.Obj.StructParent))
                elif not isinstance(kid, pikepdf.Dictionary):
                    page = owners[int(element.Pg.StructParents)]
                    assert page[int(kid)].objgen == element.objgen
        marked = {int(page.StructParents) for page in pdf.pages}
        assert sorted(marked | claimed) == list(range(int(root.ParentTreeNextKey)))


def test_ids_are_unique_over_the_book(two: list[Sheaf], theme_fonts: dict[str, bytes]) -> None:
    """Heads of tables have IDs that their cells name; notes have their own (ISO 14289-1, 7.9)."""
    with opened(link(bound(two, theme_fonts))) as pdf:
        found = elements(pdf)
        ids = [str(element.ID) for element in found if "/ID" in element]
        listed = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert sorted(ids) == sorted(listed)
        assert len(ids) == len(set(ids)) == 2 * (2 + 1)
        assert {"note-a-a", "note-b-a"} <= set(ids)
        cells = [element for element in found if element.S == "/TD"]
        named = [str(name) for cell in cells for name in cell.A.Headers]
        assert len(cells) == len(named) == len(set(named)) == 4
        for name in named:
            assert "/TH" == listed[name].S
    same = replace(two[1], pdf=two[0].pdf, pages=two[0].pages)
    with pytest.raises(ValueError, match="two elements of the structure have the ID `note-a-a`"):
        link(bound([two[0], same], theme_fonts))


def test_a_call_is_a_reference_and_a_note_a_note(
    two: list[Sheaf], theme_fonts: dict[str, bytes]
) -> None:
    """A call is `Reference` > `Link` (ISO 32000-1, 14.8.4.4), a note leads back."""
    with opened(link(bound(two, theme_fonts))) as pdf:
        found = elements(pdf)
        calls = [element for element in found if element.S == "/Reference"]
        assert [["/Link"]] * 2 == [[str(kid.S) for kid in call.K] for call in calls]
        assert [str(e.ID) for e in found if e.S == "/Note"] == ["note-a-a", "note-b-a"]
        assert not [e for e in found if e.S in ("/Art", "/NonStruct", "/Span")]


def test_a_note_on_two_pages_is_one(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """Its parts stand in one `Note`, each with its own page."""
    words = "A long note goes on. " * 900
    body = (
        '<p>x<a class="note-ref" id="call-a-a" href="#note-a-a" role="doc-noteref">1</a>'
        '<article class="note" id="note-a-a"><p><a class="note-back" href="#call-a-a">1</a> '
        f"{words}</p></article></p>"
    )
    with notes_run_on():
        sheaf = text(at, body)
    assert len(sheaf.pages) > 1
    with opened(link(bound([sheaf], theme_fonts))) as pdf:
        (note,) = [element for element in elements(pdf) if element.S == "/Note"]
        assert list(range(len(sheaf.pages))) == [
            pdf.pages.index(pikepdf.Page(part.Pg)) for part in note.K
        ]


def test_a_caption_belongs_to_its_figure(at: Desk, theme_fonts: dict[str, bytes]) -> None:
    """The caption is in the figure (ISO 32000-1, 14.8.4.3), whose content is itself."""
    figure = '<figure><img src="images/dot.png" alt="A dot"/><figcaption>So.</figcaption></figure>'
    with opened(link(bound([text(at, figure)], theme_fonts))) as pdf:
        (found,) = [element for element in elements(pdf) if element.S == "/Figure"]
        assert "A dot" == str(found.Alt)
        assert "/Caption" == found.K[1].S


def _lose_page(sheaf: Sheaf) -> Sheaf:
    return replace(sheaf, pages=sheaf.pages[:-1])


def _lose_font(sheaf: Sheaf) -> Sheaf:
    gone = sheaf.fonts[0]
    return replace(sheaf, fonts=(replace(gone, file="0" * 64), *sheaf.fonts[1:]))


def _damage(sheaf: Sheaf) -> Sheaf:
    return replace(sheaf, pdf=re.sub(rb"endstream", b"endstraem", sheaf.pdf, count=1))


@pytest.mark.parametrize("change", [_lose_page, _lose_font, _damage])
def test_a_damaged_sheaf_is_never_bound(
    two: list[Sheaf], theme_fonts: dict[str, bytes], change: Callable[[Sheaf], Sheaf]
) -> None:
    """A page, a font or an object that is not there is a ValueError."""
    with pytest.raises(ValueError):
        link(bound([two[0], change(two[1])], theme_fonts))
