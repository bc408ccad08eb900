"""What stands in a tree is found again in the source, the k-th asked for as the k-th written."""

from hypothesis import given
from hypothesis import strategies as st

from scholiast import brackets
from scholiast.locate import Locator, headings
from scholiast.source import Source
from scholiast.verbatim import masked


def source(text: str) -> Source:
    """Return a source of this text."""
    return Source("a.md", text)


def test_the_next_of_its_kind_is_found() -> None:
    """Asked again, the locator goes on; past the last it stays there."""
    locator = Locator(source("x one x two x"))
    assert ["a.md:1:1", "a.md:1:7", "a.md:1:13", "a.md:1:13"] == [
        str(locator.find(["x"])) for _ in range(4)
    ]
    assert "a.md" == str(locator.find(["y"]))


def test_code_comes_last() -> None:
    """What stands in code or a comment is meant only where it stands nowhere else."""
    locator = Locator(source("`[a](b)` <!-- [a](b) -->\n\n~~~\n[a](b)\n~~~\n\n[a](b) `[c](d)`\n"))
    assert "a.md:7:5" == str(locator.target("b"))
    assert "a.md:7:13" == str(locator.target("d"))


def test_targets_are_found_as_they_were_written() -> None:
    """Pandoc changes spaces and entities of a target; the author's spelling is found."""
    text = '[a](<my file.md>) ![b](b%20c.png)\n\n[r]: x&amp;y "t"\n<a href="z?a&amp;b">\n'
    locator = Locator(source(text))
    places = [locator.target(t) for t in ("my%20file.md", "b%20c.png", "x&y", "z?a&b")]
    assert ["a.md:1:6", "a.md:1:24", "a.md:3:6", "a.md:4:10"] == [str(place) for place in places]


def test_headings_are_found_in_order() -> None:
    """Both kinds of headings are found, also in quotations and lists, and not in code."""
    text = "# One\n\n```\n## Two\n```\n\n## Two {#two}\n\n> ### *Three* x\n\nFour\n====\n\n## Two\n"
    found = headings(
        source(text), [(1, "One"), (2, "Two"), (3, "Three x"), (1, "Four"), (2, "Two")]
    )
    assert ["a.md:1:1", "a.md:7:1", "a.md:9:3", "a.md:11:1", "a.md:14:1"] == [
        str(place) for place in found
    ]


@given(st.text(alphabet="`~ab\n<!-> \r", max_size=60))
def test_masking_moves_nothing(text: str) -> None:
    """A masked text has every character where it was, or NUL in its place."""
    out = masked(text)
    assert len(text) == len(out)
    assert all(
        new in {old, "\0"} or (old, new) == ("\r", "\n") for old, new in zip(text, out, strict=True)
    )


def test_brackets_are_counted_by_paragraph() -> None:
    """Open brackets end with their paragraph; escaped ones and those in code are none."""
    assert 8 == brackets.too_deep("[" * 9)
    assert brackets.too_deep("[" * 8) is None
    assert brackets.too_deep("[a\n\n" * 30) is None
    assert brackets.too_deep("> [a\n>\n" * 30) is None
    assert brackets.too_deep("\\[" * 30 + "`" + "[" * 30 + "`") is None
    assert brackets.too_deep("[a](b) [^c] " * 500) is None
    assert brackets.too_deep("[a\n" * 9) is not None
