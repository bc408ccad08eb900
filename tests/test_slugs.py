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


@pytest.mark.parametrize(
    ("label", "slug"), [("a-1.b", "a-1_2e_b"), ("a_b", "a__b"), ("漢", "_6f22_"), ("Å", "_c5_")]
)
def test_labels_of_notes(label: str, slug: str) -> None:
    """Letters and digits of ASCII and hyphens stay, so that CSS and addresses write them alike."""
    assert slugs.note(label) == slug


@given(st.text(max_size=12), st.text(max_size=12))
def test_two_notes_never_share_a_slug(one: str, other: str) -> None:
    """Labels of notes that differ have slugs that differ, but for Unicode's own equals."""
    assert re.fullmatch(r"[A-Za-z0-9_-]*", slugs.note(one))
    if slugs.note(one) == slugs.note(other):
        assert unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


@given(st.text(max_size=12), st.text(max_size=12))
def test_two_labels_never_share_a_slug(one: str, other: str) -> None:
    """Labels that differ have slugs that differ, but for Unicode's own equals."""
    assert NAME.fullmatch(slugs.label(one))
    if slugs.label(one) == slugs.label(other):
        assert unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
