"""Names become addresses that are safe, and never two of them the same one."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast import slugs

NAME = re.compile(r"[\w.-]*")


@pytest.mark.parametrize(
    ("label", "slug"), [("a-1.b", "a-1.b"), ("a_b", "a__b"), ("a+b", "a_2b_b"), ("漢", "漢")]
)
def test_labels(label: str, slug: str) -> None:
    """Letters, digits, dots and hyphens stay."""
    assert slugs.label(label) == slug


@given(st.text(max_size=12), st.text(max_size=12))
def test_two_labels_never_share_a_slug(one: str, other: str) -> None:
    """Labels that differ have slugs that differ, but for Unicode's own equals."""
    assert NAME.fullmatch(slugs.label(one))
    if slugs.label(one) == slugs.label(other):
        assert unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
