"""What stores ask, and where that is known from."""

import datetime
from typing import get_args

import pytest

from scholiast import cli_stores
from scholiast.config import StoreName
from scholiast.stores import Store, stores
from scholiast.stores.known import LIMITS, MATTERS, Limit, _matters
from scholiast.stores.popups import SYSTEMS
from scholiast.stores.telling import facts

ALL = list(stores().values())


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_each_store_has_sources_and_a_date(one: Store) -> None:
    """Where figures are from, and when they were read, can be looked up."""
    assert one.sources
    assert datetime.date(2026, 1, 1) < one.verified <= datetime.date(2100, 1, 1)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_what_is_second_hand_is_something_that_is_asked(one: Store) -> None:
    """Nothing is called second-hand that the store does not ask: the lists keep up."""
    figures = {name for name in LIMITS if getattr(one, name) != Limit()}
    asked = {
        "cover",
        "images",
        *figures,
        *one.refuses,
        *one.advises,
        *(["fonts"] * bool(one.fonts)),
    }
    assert set() == set(one.second_hand) - asked
    assert set() == one.refuses & one.advises


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_advice_is_stricter_than_refusal(one: Store) -> None:
    """Who keeps to the advice of a store is not refused."""
    for limit in (*(getattr(one, name) for name in LIMITS), one.cover.most_side, one.cover.size):
        if limit.advised is not None and limit.refused is not None:
            assert limit.advised <= limit.refused
    for limit in (one.cover.least_side, one.cover.least_height):
        if limit.advised is not None and limit.refused is not None:
            assert limit.advised >= limit.refused


def test_one_list_of_stores_is_the_other() -> None:
    """`book.yaml`, the command line, the data and the predictions know the same stores."""
    names = set(stores())
    assert names == set(get_args(StoreName)) == set(cli_stores.NAMES)
    assert {name: one.title for name, one in stores().items()} == cli_stores.NAMES
    assert names == set(SYSTEMS) - {"thorium", "readium", "foliate"}


def test_a_matter_that_no_rule_knows_is_an_error() -> None:
    """A slip in the data file does not pass as a rule that never applies."""
    with pytest.raises(ValueError, match="no rule is about fire"):
        _matters("x", ["fire"])
    assert MATTERS.keys() == set().union(*(one.refuses | one.advises for one in ALL))


def test_facts_tell_who_says_so() -> None:
    """Each thing asked has its weight, and whether the store says it or others do."""
    rows = facts(stores()["kobo"])
    assert ("columns of a table at most", "4", "advised", "the store") in rows
    assert ("size of a document with its pictures at most", "10 MB", "advised", "the store") in rows
    assert {"the store", "others"} == {row[3] for row in rows}
