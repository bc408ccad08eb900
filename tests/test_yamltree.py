"""YAML is read as plain values with true places, or refused with a cause; it never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.source import Source, Span
from scholiast.yamltree import parse


def cut(source: Source, span: Span) -> str:
    """Return the text at `span`."""
    assert span.start is not None
    assert span.end is not None
    return source.text[source.offset(span.start) : source.offset(span.end)]


def test_values_are_what_was_written() -> None:
    """A number, a date or a word such as `no` stays the text that the author typed."""
    text = "a: 1.10\nb: 007\nc: no\nd: 2026-05-01\ne: ~\nf: ''\ng: '~'\nh: 0x1f\ni:\n"
    values = {"a": "1.10", "b": "007", "c": "no", "d": "2026-05-01", "e": None, "f": ""}
    assert {**values, "g": "~", "h": "0x1f", "i": None} == parse(Source("x", text)).value


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_places_are_those_of_the_values(ends: str) -> None:
    """Each value and each key is found where its span says, whatever the line ends are."""
    text = "鍵: 值\nlist:\n  - one\n  - {k: two}\nblock: |\n  some\n  words\nlast: 'x y'\n"
    source = Source("book.yaml", text.replace("\n", ends))
    tree = parse(source)
    assert "值" == cut(source, tree.places["鍵",])
    assert "鍵" == cut(source, tree.keys["鍵",])
    assert "one" == cut(source, tree.places["list", 0])
    assert "two" == cut(source, tree.places["list", 1, "k"])
    assert "'x y'" == cut(source, tree.places["last",])
    assert cut(source, tree.places["block",]).startswith("|")


def test_a_part_of_a_text_is_read_in_its_place() -> None:
    """The header of a draft is read where it stands, lines above it counted."""
    source = Source("a.md", "---\ntitle: Rome\n---\n")
    tree = parse(source, 4, 16)
    assert {"title": "Rome"} == tree.value
    assert "a.md:2:8" == str(tree.places["title",])


def test_an_alias_is_its_value() -> None:
    """A harmless alias works; each use has a value of its own."""
    assert {"a": ["x"], "b": ["x"]} == parse(Source("x", "a: &n [x]\nb: *n\n")).value


@given(st.text(alphabet="ab: -[]{}&*!|>'\"\n\t#,?%@\\\0\r", max_size=60))
def test_nothing_raises(text: str) -> None:
    """Whatever is written, there is a value or a reason why there is none."""
    source = Source("book.yaml", text)
    tree = parse(source)
    for span in [*tree.places.values(), *tree.keys.values()]:
        assert span.start is None or source.offset(span.start) <= len(text)
    for problem in tree.problems:
        assert problem.place is not None
        assert problem.place.path == "book.yaml"


@given(st.recursive(st.text("abcdé ", max_size=5), lambda inner: st.lists(inner, max_size=4)))
def test_what_was_written_is_read(value: object) -> None:
    """Lists of texts come back as they are, written in flow style."""

    def written(item: object) -> str:
        if isinstance(item, list):
            return f"[{', '.join(written(part) for part in item)}]"
        return f'"{item}"'

    tree = parse(Source("x", written(value)))
    assert () == tree.problems
    assert value == tree.value
