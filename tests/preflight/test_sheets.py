"""Pages as sheets: how many, their boxes, what reaches the edge, which are blank."""

from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from scholiast.preflight import Press, Wanted
from tests.preflight import files

TRIM = (152.4, 228.6)
BLEED = 72 / 8


def with_bleed(pdf: Pdf) -> None:
    """Give all pages a bleed of 3.175 mm."""
    for page in pdf.pages:
        width, height = (float(page.obj.MediaBox[at]) for at in (2, 3))
        page.obj.TrimBox = Array([0, 0, width, height])
        whole = Array([-BLEED, -BLEED, width + BLEED, height + BLEED])
        page.obj.MediaBox = page.obj.BleedBox = whole


def test_a_good_file_has_nothing_wrong() -> None:
    """The file that others are made of is as it was asked for, with a printer and without."""
    wanted = Wanted(trim=TRIM, bleed=0.0, marks=False, printer=files.PRESS, conformance=())
    assert [] == files.said(files.good(), wanted)
    assert [] == files.said(files.good())


@pytest.mark.parametrize(
    ("press", "code", "words"),
    [
        (replace(files.PRESS, least_pages=24), "V344", "has 2 pages, and A printer binds 24 to"),
        (replace(files.PRESS, most_pages=1), "V344", "binds 2 to 1"),
        (replace(files.PRESS, multiple=4), "V345", "2 pages are no multiple of 4"),
        (replace(files.PRESS, last_page_blank=True), "V345", "the last page is not blank"),
    ],
)
def test_pages_are_counted(press: Press, code: str, words: str) -> None:
    """A printer's limits and multiples hold."""
    found = files.findings(files.good(), Wanted(printer=press))
    assert [code] == [finding.rule.code for finding in found]
    assert words in found[0].message


def test_pages_are_of_one_size() -> None:
    """A page of another size is named."""

    def change(pdf: Pdf) -> None:
        pdf.pages[1].obj.MediaBox = Array([0, 0, 400, 600])
        for name in ("/TrimBox", "/BleedBox"):
            if name in pdf.pages[1].obj:
                del pdf.pages[1].obj[name]

    found = files.findings(files.changed(change))
    assert ["V346"] == [finding.rule.code for finding in found]
    assert "page 2 of another size: 141.1 mm × 211.7 mm" in found[0].message
    assert "book.pdf#page=2" == str(found[0].place)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("/Rotate", 90, "turned by 90 degrees"),
        ("/UserUnit", 2, "counted in units of 2 pt"),
        ("/TrimBox", Array([-10, 0, 432, 648]), "trim box beyond the"),
        ("/CropBox", Array([50, 50, 300, 300]), "crop box that cuts off"),
        ("/ArtBox", Array([-5, 0, 300, 300]), "art box beyond the trim box"),
    ],
)
def test_boxes_are_sound(key: str, value: object, words: str) -> None:
    """Boxes lie in one another, pages stand upright and count in points."""

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.obj[key] = value

    assert any(words in line for line in files.said(files.changed(change)))


def test_trim_and_bleed_are_as_asked() -> None:
    """What is asked is in the file: the size, the bleed, and no room for marks."""
    assert "not to 140 mm × 216 mm" in files.said(files.good(), Wanted(trim=(140, 216)))[0]
    assert "with 0 mm of bleed, not 3 mm" in files.said(files.good(), Wanted(bleed=3.0))[0]
    bled = files.changed(with_bleed)
    assert [] == files.said(bled, Wanted(trim=TRIM, bleed=3.175))
    assert "with 3.2 mm of bleed, not 0 mm" in files.said(bled, Wanted(bleed=0.0))[0]

    def roomy(pdf: Pdf) -> None:
        with_bleed(pdf)
        for page in pdf.pages:
            page.obj.MediaBox = Array([-50, -50, 482, 698])

    assert [] == files.said(files.changed(roomy), Wanted(bleed=3.175, marks=True))
    said = files.said(files.changed(roomy), Wanted(bleed=3.175, marks=False))
    assert "room for marks" in said[0]


def test_no_bleed_at_the_bind_is_as_good() -> None:
    """Some printers want bleed at three edges: none at the left of page 1, the right of page 2."""

    def change(pdf: Pdf) -> None:
        with_bleed(pdf)
        for page, side in zip(pdf.pages, (0, 2), strict=True):
            box = [float(one) for one in page.obj.BleedBox]
            box[side] = (0.0, 0.0, 432.0)[side]
            page.obj.MediaBox = page.obj.BleedBox = Array(box)

    assert [] == files.said(files.changed(change), Wanted(bleed=3.175))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"0.5 g 0 100 50 50 re f", ["ends at the left edge"]),
        (b"0.5 g -4 100 50 50 re f", ["ends at the left edge"]),
        (b"0.5 g -9 100 50 50 re f", []),
        (b"0.5 g 400 100 50 50 re f", []),
        (b"0.5 g 400 100 34 50 re f", ["ends at the right edge"]),
        (b"0 0 20 20 re W n 0.5 g -9 -9 600 600 re f", ["ends at the left edge"]),
        (b"1 g 0 0 432 648 re f", []),
        (b"0.5 g 100 100 50 50 re f", []),
        (b"0.5 g -9 -9 3 3 re f", []),
        (b"q 100 0 0 100 0 300 cm /Pic Do Q", ["an image on page 1 ends at the left edge"]),
    ],
)
def test_what_touches_the_edge_goes_on_to_the_end_of_the_bleed(
    content: bytes, words: list[str]
) -> None:
    """A tint that ends at the cut is told; marks beside the page, and what is white, are not."""
    picture = files.image(900, 900)
    bled = files.changed(with_bleed)
    data = files.changed(files.drawing(content, XObject={"Pic": picture}), bled)
    found = files.said(data, Wanted(bleed=3.175))
    assert len(words) == len(found)
    assert all("V349" in line for line in found)
    assert all(word in line for word, line in zip(words, found, strict=True))


def outlined(pdf: Pdf, *pages: int) -> None:
    """Give a file an outline that leads to some pages, and arabic numbers for all."""
    with pdf.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(pikepdf.OutlineItem(f"{page}", page) for page in pages)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def emptied(*pages: int) -> files.Change:
    """Return what adds pages, some of which are blank, and lets chapters begin on 1 and 5."""

    def change(pdf: Pdf) -> None:
        for _ in range(2):
            pdf.pages.extend(pdf.pages[:2])
        for page in pages:
            pdf.pages[page - 1].obj.Contents = pdf.make_stream(b"q Q")
        outlined(pdf, 0, 4)

    return change


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        ((4,), []),
        ((6,), []),
        ((5, 6), []),
        ((3,), ["page 3 blank"]),
        ((2,), ["page 2 blank"]),
        ((2, 4), ["page 2 blank"]),
    ],
)
def test_pages_are_blank_where_that_is_meant(blank: tuple[int, ...], words: list[str]) -> None:
    """A left page before a chapter may be blank, and the last ones; in files of ours it is told."""
    data = files.changed(emptied(*blank))
    found = [line for line in files.said(data, Wanted(own=True)) if "V351" in line]
    assert len(words) == len(found)
    assert all(word in line for word, line in zip(words, found, strict=True))
    assert "V351" not in files.codes(data)
