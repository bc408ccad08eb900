"""Running heads and folios: each look is made once, and is right for all pages that have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast import jobs
from scholiast.config import PdfEdition
from scholiast.pdf import design, desk
from scholiast.pdf.desk import Desk
from scholiast.pdf.furnishing import Furnishing, Seen
from scholiast.pdf.furniture import lay_out_furniture
from scholiast.pdf.log import Log
from scholiast.pdf.looks import Look, strips
from scholiast.theme import Theme

ARCHIVE = design.pack(Theme.find(), PdfEdition())
HEADS = (("verso", "The Book"), ("recto", "The Chapter"))


@pytest.fixture(scope="module")
def at() -> Desk:
    """Return a desk in the shipped design."""
    return desk.desk(ARCHIVE)


def look(number: int, *, first: bool = False, name: str = "") -> Look:
    """Return the look of a page with this number."""
    return Look("en", number % 2 == 0, first, name, HEADS)


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=60),
    st.booleans(),
)
def test_each_look_has_a_page_on_its_side(numbers: list[int], exact: bool) -> None:
    """With a number of as many digits; or with the very number."""
    wanted = [(look(number, first=number % 7 == 0), number) for number in numbers]
    made = [
        (one, strip.start + index)
        for strip in strips(wanted, exact=exact)
        for index, one in enumerate(strip.looks)
        if one is not None
    ]
    for one, number in made:
        assert one.left == (number % 2 == 0)
    for strip in strips(wanted, exact=exact):
        assert all(one is None or one.first == (at == 0) for at, one in enumerate(strip.looks))
    if exact:
        assert wanted == made
    else:
        assert sorted((one, len(str(number))) for one, number in wanted) == sorted(
            (one, len(str(number))) for one, number in made
        )


def test_a_folio_is_a_spot(at: Desk) -> None:
    """On a page of text, on the first of a chapter; a page without one has none."""
    wanted = strips([(look(7), 7), (look(12), 12), (look(101, first=True), 101)], exact=False)
    display = strips([(look(7, name="display"), 7)], exact=False)
    sheaf = lay_out_furniture(at, [*wanted, *display], Log())
    assert [3, 1, 2, 0] == [len(page.spots[0].digits) if page.spots else 0 for page in sheaf.pages]
    assert not any(page.fixed for page in sheaf.pages)


def test_a_roman_folio_is_good_for_its_page_alone(at: Desk) -> None:
    """It is no spot, and that is said."""
    sheaf = lay_out_furniture(at, strips([(look(12, name="front"), 12)], exact=True), Log())
    assert [((), True)] == [(page.spots, page.fixed) for page in sheaf.pages]


def test_pages_that_look_alike_share_one_painting() -> None:
    """Of 200 pages of a chapter with numbers of three digits, two are painted."""
    works = jobs.here()
    seen = [Seen(look(number), number) for number in range(101, 301)]
    drawn = Furnishing(works, works.share(ARCHIVE)).drawn(seen)
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} >= {place for place in drawn if place}
    assert len(drawn) == len(seen)


def test_what_is_fixed_is_made_for_its_number() -> None:
    """Where the design has folios that can't be written over, each page has its own."""
    works = jobs.here()
    seen = [Seen(look(number, name="front"), number) for number in (11, 12, 13)]
    drawn = Furnishing(works, works.share(ARCHIVE)).drawn([*seen, None])
    assert 3 == len({place for place in drawn[:3] if place})
    assert drawn[3] is None
