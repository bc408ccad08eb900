"""Folios written into streams: the digits change, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.pdf.sheaf import Spot
from scholiast.pdf.spots import write_folios

CODES = tuple(f"{0x3FA + digit:04x}" for digit in range(10))
DIGITS = st.text("0123456789", min_size=1, max_size=5)


def shown(digits: str, groups: list[int], *, upper: bool = False) -> bytes:
    """Return what shows digits, split into strings after `groups` of them, with adjustments."""
    edges = [0, *sorted({at % (len(digits) + 1) for at in groups}), len(digits)]
    parts = ["".join(CODES[int(d)] for d in digits[a:b]) for a, b in zip(edges, edges[1:])]  # noqa: B905,RUF007
    text = "[" + "-7".join(f"<{p.upper() if upper else p}>" for p in parts) + "] TJ"
    return text.encode()


@given(DIGITS, st.data(), st.lists(st.integers(0, 9), max_size=3), st.booleans())
def test_a_folio_stands_where_the_digits_were(
    digits: str, data: st.DataObject, groups: list[int], upper: bool
) -> None:
    """The stream is what it would be had the folio been laid out: same splits, same case."""
    new = data.draw(st.text("0123456789", min_size=len(digits), max_size=len(digits)))
    before, after = b"q 1 0 0 1 0 0 cm <03fa> Tj ", b" <03fb> Tj Q"
    old = shown(digits, groups, upper=upper)
    codes = tuple(code.upper() for code in CODES) if upper else CODES
    spot = Spot(len(before), len(before) + len(old), digits, codes, "x")
    written = write_folios(before + old + after, [spot], lambda _: new)
    assert before + shown(new, groups, upper=upper) + after == written


def test_several_spots_are_each_written() -> None:
    """Each spot has its own folio, whatever their order."""
    one, two = shown("00", []), shown("0", [])
    spots = [Spot(len(one) + 1, len(one) + 1 + len(two), "0", CODES, "b"),
             Spot(0, len(one), "00", CODES, "a")]  # fmt: skip
    folios = {"a": "17", "b": "9"}
    written = write_folios(one + b" " + two, spots, lambda spot: folios[spot.target or ""])
    assert shown("17", []) + b" " + shown("9", []) == written


@pytest.mark.parametrize("folio", ["1", "123", "", "ii", "1a", "٣٤"])
def test_a_folio_that_does_not_fit_is_named(folio: str) -> None:
    """Other lengths and numerals are a fault of the program, which says which."""
    spot = Spot(0, len(shown("12", [])), "12", CODES)
    with pytest.raises(ValueError, match=re.escape(f"“{folio}” can't be written over “12”")):
        write_folios(shown("12", []), [spot], lambda _: folio)


def test_a_spot_that_is_elsewhere_is_refused() -> None:
    """Where other glyphs stand, nothing is written over them."""
    spot = Spot(0, len(shown("12", [])), "13", CODES)
    with pytest.raises(ValueError, match="not at byte 0"):
        write_folios(shown("12", []), [spot], lambda _: "14")
