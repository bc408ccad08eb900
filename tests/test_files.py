"""A target means a file beside the one it is written in, else one of the book's folder."""

import pytest

from scholiast import files


@pytest.mark.parametrize(
    ("target", "meanings"),
    [
        ("a.png", ("chapters/a.png", "a.png")),
        ("../images/a%20b.png", ("images/a b.png",)),
        ("images/a.png#x", ("chapters/images/a.png", "images/a.png")),
        ("../../a.png", ()),
        ("/etc/passwd", ()),
        ("https://example.org/a.png", ()),
        ("file:a.png", ()),
        ("..\\a.png", ()),
        ("#x", ()),
    ],
)
def test_meanings(target: str, meanings: tuple[str, ...]) -> None:
    """Nothing outside the folder is ever meant."""
    assert files.meanings("chapters/one.md", target) == meanings


def test_the_nearest_known_file_is_meant() -> None:
    """A file beside the draft comes before one of the book's folder."""
    known = {"chapters/a.png", "a.png"}
    assert files.meaning("chapters/one.md", "a.png", known) == "chapters/a.png"
    assert files.meaning("chapters/one.md", "b.png", known) is None
