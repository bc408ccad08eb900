"""Colours and inks: spot colours, RGB, total ink, black text; what is too fine for a press."""

from dataclasses import replace
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from scholiast.preflight import Wanted
from tests.preflight import files

INKS = Wanted(printer=replace(files.PRESS, rgb_allowed=False, most_ink=240))


def gold(pdf: Pdf) -> Object:
    """Return the colour space of an ink of its own."""
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1)
    tint.C0, tint.C1 = Array([0, 0, 0, 0]), Array([0, 0.3, 0.8, 0.2])
    return pdf.make_indirect(Array([Name.Separation, Name.Gold, Name.DeviceCMYK, tint]))


def black(pdf: Pdf) -> Object:
    """Return the colour space of black ink, which every press has."""
    space = gold(pdf)
    assert isinstance(space, Array)
    space[1] = Name.Black
    return space


def test_an_ink_of_its_own_is_told() -> None:
    """Gold is a plate more; black is not."""
    drawn = b"/S cs 1 scn 90 90 50 50 re f"
    found = files.said(files.changed(files.drawing(drawn, ColorSpace={"S": gold})))
    assert 1 == len(found)
    assert "warning[V339]: page 1 uses the spot colour Gold" in found[0]
    assert [] == files.said(files.changed(files.drawing(drawn, ColorSpace={"S": black})))


@pytest.mark.parametrize(
    ("content", "ink"),
    [
        (b"0.7 0.7 0.7 0.4 k 90 90 50 50 re f", 250),
        (b"0.7 0.7 0.7 0.4 K 5 w 90 90 m 120 120 l S", 250),
        (b"0.7 0.7 0.5 0.4 k 90 90 50 50 re f", None),
        (b"1 1 1 1 k 90 90 50 50 re n", None),
    ],
)
def test_total_ink_of_colours(content: bytes, ink: int | None) -> None:
    """The inks of what is painted are added up."""
    found = files.said(files.changed(files.drawing(content)), INKS)
    told = [line for line in found if "V341" in line]
    assert (ink is not None) == bool(told)
    assert all(f"a colour on page 1 is of {ink} % ink, at most 240 %" in line for line in told)


@pytest.mark.parametrize(("decode", "ink"), [(None, 314), (Array([1, 0] * 4), None)])
def test_total_ink_of_images(decode: Array | None, ink: int | None) -> None:
    """The inks of each pixel are added up; an image may be upside down."""
    more: dict[str, Any] = {} if decode is None else {"Decode": decode}
    picture = files.image(900, 900, "CMYK", colour=(200, 200, 200, 200), **more)
    data = files.changed(files.drawing(b"90 0 0 90 9 9 cm /Pic Do", XObject={"Pic": picture}))
    found = files.said(data)
    assert (ink is not None) == any(
        f"an image on page 1 is of {ink} % ink" in line for line in found
    )


def test_colours_of_screens_are_told_where_inks_are_wanted() -> None:
    """RGB that is no grey is told, and black text that is RGB; where RGB is taken, neither."""
    drawn = b"0.9 0.1 0.1 rg 90 90 50 50 re f"
    data = files.changed(files.drawing(drawn))
    assert {"V340", "V359"} == files.codes(data, INKS)
    assert {"V359"} == files.codes(files.good(), INKS)
    assert set() == files.codes(data)
    picture = files.image(900, 900, "RGB")
    data = files.changed(files.drawing(b"90 0 0 90 9 9 cm /Pic Do", XObject={"Pic": picture}))
    assert "V340" in files.codes(data, INKS)


def test_black_of_one_ink_is_good() -> None:
    """Text in grey, or in black ink alone, has one plate."""
    grey = files.good()

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            for stream in (
                page.obj.Contents if isinstance(page.obj.Contents, Array) else [page.obj.Contents]
            ):
                stream.write(stream.read_bytes().replace(b"0 0 0 rg", b"0 0 0 1 k"))

    assert [] == files.said(files.changed(change, grey), INKS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"0.2 w 90 90 m 200 90 l S", True),
        (b"0 w 90 90 m 200 90 l S", True),
        (b"0.5 0 0 0.5 0 0 cm 0.4 w 90 90 m 200 90 l S", True),
        (b"0 g 90 90 100 0.1 re f", True),
        (b"/Thin gs 90 90 m 200 90 l S", True),
        (b"0.25 w 90 90 m 200 90 l S", False),
        (b"2 0 0 2 0 0 cm 0.2 w 90 90 m 200 90 l S", False),
        (b"1 G 0.1 w 90 90 m 200 90 l S", False),
        (b"0.1 w 90 90 m 200 90 l n", False),
    ],
)
def test_hairlines_are_told(content: bytes, told: bool) -> None:
    """Lines thinner than a quarter of a point, as they are printed; also those that are filled."""
    thin = {"Thin": Dictionary(LW=0.1)}
    codes = files.codes(files.changed(files.drawing(content, ExtGState=thin)))
    assert ({"V342"} if told else set()) == codes
    assert "V342" not in files.codes(
        files.changed(files.drawing(content, ExtGState=thin)), Wanted(kind="screen")
    )


def test_small_words_are_told() -> None:
    """Words below what the printer takes are; single signs are not."""
    data = files.made(
        "<p>Words<sup style='font-size:4pt'>12</sup> <small style='font-size:6pt'>tiny"
    )
    assert [] == files.said(data)
    found = files.said(data, Wanted(printer=replace(files.PRESS, least_pages=1, least_type=7)))
    assert 1 == len(found)
    assert "type of 6.0 pt on page 1, such as “tiny”: A printer asks for 7 pt" in found[0]
    data = files.made("<p>Words <small style='font-size:4pt'>tiny")
    assert {"V343"} == files.codes(data)
