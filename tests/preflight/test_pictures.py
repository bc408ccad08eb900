"""Images: how fine they are where they are printed."""

import pytest

from scholiast.preflight import Wanted, pictures
from tests.preflight import files


def placed(matrix: bytes, **image: object) -> bytes:
    """Return a file that shows an image by a matrix; 288 pixels wide, unless said otherwise."""
    made = files.image(**{"width": 288, "height": 288, **image})  # type: ignore[arg-type]
    change = files.drawing(matrix + b" cm /Pic Do", XObject={"Pic": made})
    return files.changed(change)


@pytest.mark.parametrize(
    ("matrix", "dpi", "code"),
    [
        (b"69 0 0 69 100 100", 301, None),
        (b"72 0 0 72 100 100", 288, "V338"),
        (b"144 0 0 144 100 100", 144, "V337"),
        (b"0 144 -144 0 300 100", 144, "V337"),
        (b"69 0 0 144 100 100", 144, "V337"),
        (b"101.8 101.8 -101.8 101.8 200 100", 144, "V337"),
        (b"-144 0 0 -144 300 300", 144, "V337"),
    ],
)
def test_resolution_is_that_on_paper(matrix: bytes, dpi: int, code: str | None) -> None:
    """It follows from the matrix of each drawing, turned and mirrored ones too."""
    data = placed(matrix)
    found = files.report(data)
    assert [code] * (code is not None) == [finding.rule.code for finding in found.findings]
    assert found.book is not None
    assert [dpi] == [round(use.dpi) for use in pictures.uses(found.book)]


def test_the_message_says_what_to_do() -> None:
    """Page, pixels, size, and what would be enough; the file of the manuscript if it is known."""
    wanted = Wanted(pictures={(288, 288): ("images/map.png",)})
    [finding] = files.findings(placed(b"144 0 0 144 100 100"), wanted)
    expected = (
        "`images/map.png` is printed at 144 dpi on page 1: 288 × 288 pixels on 50.8 mm × 50.8 mm"
    )
    assert expected == finding.message
    hint = "give it 600 pixels in width, or print it no wider than 24.4 mm"
    assert hint == finding.hint
    [finding] = files.findings(placed(b"144 0 0 144 100 100"))
    assert finding.message.startswith("an image is printed at 144 dpi")


def test_black_and_white_alone_wants_more() -> None:
    """Images of one bit have no greys, so 600 dpi are asked."""
    [finding] = files.findings(placed(b"69 0 0 69 100 100", bits=1))
    assert "V338" == finding.rule.code
    assert "288 × 288 black and white pixels" in finding.message
    assert [] == files.said(placed(b"34 0 0 34 100 100", bits=1))


def test_screens_are_not_asked() -> None:
    """A file for screens may have what resolution it likes."""
    assert [] == files.said(placed(b"144 0 0 144 100 100"), Wanted(kind="screen"))


def test_images_in_forms_and_in_patterns_are_found() -> None:
    """What counts is the matrix of all forms around an image together."""
    inner = files.form(
        b"2 0 0 2 0 0 cm 36 0 0 36 0 0 cm /Pic Do", XObject={"Pic": files.image(144, 144)}
    )
    change = files.drawing(b"1 0 0 1 50 50 cm /Fm Do", XObject={"Fm": inner})
    report = files.report(files.changed(change))
    assert report.book is not None
    assert [144] == [round(use.dpi) for use in pictures.uses(report.book)]

    tile = files.form(b"72 0 0 72 0 0 cm /Pic Do", XObject={"Pic": files.image(100, 100)})

    def pattern(pdf: object) -> object:
        made = tile(pdf)  # type: ignore[arg-type]
        del made["/Subtype"]
        made.PatternType, made.PaintType, made.TilingType = 1, 1, 1
        made.XStep = made.YStep = 100
        return made

    drawn = b"/Pattern cs /P1 scn 50 50 100 100 re f"
    report = files.report(files.changed(files.drawing(drawn, Pattern={"P1": pattern})))
    assert report.book is not None
    assert [100] == [round(use.dpi) for use in pictures.uses(report.book)]


def test_an_image_in_the_stream_is_found() -> None:
    """An inline image is one as well; its bytes are no operators."""
    data = b"q 72 0 0 72 50 50 cm BI /W 8 /H 8 /CS /G /BPC 8 ID " + b"Tj (q Q " * 8 + b" EI Q"
    report = files.report(files.changed(files.drawing(data)))
    assert ["V337"] == [finding.rule.code for finding in report.findings]
    assert "8 × 8 pixels" in report.findings[0].message


def test_a_picture_that_is_shown_often_is_told_once() -> None:
    """The finding names the place where it is coarsest, and counts the pages."""
    change = files.drawing(
        b"q 144 0 0 144 9 9 cm /Pic Do Q q 288 0 0 288 9 200 cm /Pic Do Q",
        XObject={"Pic": files.image(288, 288)},
    )
    [finding] = files.findings(files.changed(change))
    assert "at 72 dpi on page 1" in finding.message
