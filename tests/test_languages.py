"""Language tags of RFC 5646 are told from what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.languages import fault


@pytest.mark.parametrize(
    "tag",
    (
        *("en", "en-GB", "zh-Hant", "zh-Hant-TW", "grc", "sr-Latn-RS", "de-1996", "es-419"),
        *("EN-us", "sl-rozaj-biske", "de-CH-x-phonebk", "x-private", "i-klingon", "la", "und"),
        *("mul", "no", "en-u-ca-gregory", "de-CH-1901", "zh-cmn-Hans-CN", "ja-Latn-hepburn"),
    ),
)
def test_good_tags(tag: str) -> None:
    """Tags as in the appendix of RFC 5646, and those that books have, are right."""
    assert fault(tag) is None


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("English", "write `en`"),
        ("en_GB", "write `en-GB`"),
        ("en-UK", "write `en-GB`"),
        ("gr", "write `el`"),
        ("deu", "write `de`"),
        ("eng-US", "write `en-US`"),
        ("", "write a tag such as `en`, `en-GB` or `zh-Hant`"),
        ("e", "write a tag such as `en`, `en-GB` or `zh-Hant`"),
        ("en-", "write a tag such as `en`, `en-GB` or `zh-Hant`"),
        ("en GB", "write a tag such as `en`, `en-GB` or `zh-Hant`"),
        ("C", "write a tag such as `en`, `en-GB` or `zh-Hant`"),
        ("xq", None),
        ("en-QX", None),
    ],
)
def test_bad_tags(tag: str, hint: str | None) -> None:
    """What is wrong is said, with what was meant where that is known."""
    found = fault(tag)
    assert found is not None
    assert hint == found[1]


@given(st.text(max_size=12))
def test_no_tag_raises(tag: str) -> None:
    """Any text is a tag or not."""
    fault(tag)
