"""TOML with places: values as Python's own reader gives them, each where it stands."""

import string
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.bookfile import read_header
from scholiast.source import Source
from scholiast.tomltree import parse

WHOLE = """\
# a comment = "no key"
title = "Rome: *a* history" # = "not this"
numbered = false
"a b".c = [1,
  "x # y", {d = 2}]

[params]
'k y' = 1979-05-27

[[page]]
text = \"""
a = 3
\"""
[page.more]
n = 1.10
[[page]]
text = 'two'
"""


def written(source: Source, place: Any) -> str:
    """Return the text at a place."""
    return source.text[source.offset(place.start) : source.offset(place.end)]


def test_values_and_places() -> None:
    """Each value is the text that stands for it, and its place holds it, comments left out."""
    source = Source("a.md", WHOLE)
    tree = parse(source)
    assert {
        "title": "Rome: *a* history",
        "numbered": "false",
        "a b": {"c": ["1", "x # y", {"d": "2"}]},
        "params": {"k y": "1979-05-27"},
        "page": [{"text": "a = 3\n", "more": {"n": "1.10"}}, {"text": "two"}],
    } == tree.value
    stands = {path: written(source, place) for path, place in tree.places.items() if path}
    assert '"Rome: *a* history"' == stands["title",]
    assert '[1,\n  "x # y", {d = 2}]' == stands["a b", "c"]
    assert "1979-05-27" == stands["params", "k y"]
    assert '"""\na = 3\n"""' == stands["page", 0, "text"]
    assert "1.10" == stands["page", 0, "more", "n"]
    assert "'two'" == stands["page", 1, "text"]
    assert "'k y'" == written(source, tree.keys["params", "k y"])


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("title = Rome", "a.md:1:9", "invalid value"),
        ('a = 1\ntitle = "Rome\nb = 2', "a.md:2:14", "illegal character"),
        ("a = 1\na = 2", "a.md:2:6", "cannot overwrite"),
        ("title: 'Rome'", "a.md:1:6", "expected '='"),
        ("a = [1,\r\n2", "a.md:2:2", "unclosed array"),
        ("a = " + "[" * 5000, "a.md", "nested too deep"),
    ],
)
def test_what_is_wrong_has_a_place(text: str, place: str, said: str) -> None:
    """A fault is told where it is, and nothing is taken from a text that has one."""
    tree = parse(Source("a.md", text))
    assert tree.value is None
    [problem] = tree.problems
    assert said in problem.message
    assert problem.place is not None
    assert place == str(problem.place)
    assert problem.hint or "nested" in said


KEYS = st.text(string.ascii_letters + "-_", min_size=1, max_size=4)
VALUES = st.one_of(
    st.integers(), st.booleans(), st.text("ab#=[]{}'.,\n\t é", max_size=12), st.dates()
)


def as_toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\n", "\\n").replace("\t", "\\t") + '"'
    return str(value)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6))
def test_every_value_is_found_again(values: dict[str, Any]) -> None:
    """Read on its own, what stands at the place of a value is that value."""
    text = "".join(f"{key} = {as_toml(value)} # c\n" for key, value in values.items())
    source = Source("a.md", text)
    tree = parse(source)
    assert values.keys() == tree.value.keys()
    for key, value in values.items():
        again = tomllib.loads(f"x = {written(source, tree.places[key,])}")["x"]
        assert value == again


def test_a_header_may_be_toml() -> None:
    """Keys and values of a draft are read from TOML as from YAML, the text begins after it."""
    text = '+++\ntitle = "Rome"\nnumbered = false\n+++\n\nBody.\n'
    reading = read_header(Source("a.md", text))
    assert () == reading.problems
    assert {"title": "Rome", "numbered": False} == reading.header
    assert "\nBody.\n" == text[reading.end_offset :]


@pytest.mark.parametrize(
    "text", ["+++\n\nText.\n\n+++\n\nMore.", "+++\n# A Heading\n\nText.\n", "+++ title = 1\n+++\n"]
)
def test_an_ornament_is_no_header(text: str) -> None:
    """Three signs above text are no header."""
    reading = read_header(Source("a.md", text))
    assert (0, ()) == (reading.end_offset, reading.problems)
