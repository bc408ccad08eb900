"""The cover that is made for a book shows its names, whole, in any script that the fonts have."""

import io

import pytest
from PIL import Image, ImageChops

from scholiast.config import Contributor
from scholiast.epub import cover
from scholiast.theme import Theme
from tests import factory
from tests.epub.books import artifact, unpacked

LONG = "The Life and Opinions of Tristram Shandy, Gentleman, in Nine Volumes, with Digressions " * 2

BOOKS: dict[str, dict[str, object]] = {
    "short": {"title": "I", "subtitle": None, "contributors": (), "publisher": None},
    "long": {"title": LONG, "subtitle": LONG, "publisher": LONG},
    "one long word": {"title": "Donaudampfschifffahrtsgesellschaftskapitänspatent" * 2},
    "Chinese": {"title": "羅馬帝國衰亡史：從圖拉真到西羅馬的覆滅", "language": "zh-Hant"},
    "Hebrew": {"title": "עליית האימפריה הרומית", "language": "he"},
}


def drawn(**metadata: object) -> Image.Image:
    """Return the cover of a book with this metadata."""
    data = cover.make(factory.book(metadata=metadata), Theme.find())
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(picture: Image.Image, top: int, bottom: int) -> tuple[int, int, int, int]:
    """Return the box that is written on between two heights, within the frame of the cover."""
    area = picture.crop((100, top, cover.WIDTH - 100, bottom))
    paper = Image.new("RGB", area.size, "#f4efe4")
    left, first, right, last = ImageChops.difference(area, paper).getbbox() or (0, 0, 0, 0)
    return left + 100, first + top, right + 100, last + top


@pytest.mark.parametrize("name", BOOKS)
def test_all_words_are_within_the_margins(name: str) -> None:
    """However long its names are, nothing leaves the page, and no line runs into the next block."""
    picture = drawn(**BOOKS[name])
    assert (1600, 2500) == picture.size
    left, _, right, last = ink(picture, 100, 1750)
    assert left >= 150
    assert right <= cover.WIDTH - 150
    assert last < 1750, "the note stands below"


def test_a_book_from_right_to_left_begins_at_the_right() -> None:
    """Hebrew is set flush right, and its words stand in the order in which they are read."""
    left, _, right, _ = ink(drawn(**BOOKS["Hebrew"]), 600, 1100)
    assert left > 300
    assert right > cover.WIDTH - 200
    one, two = (ink(drawn(title=t, language="he"), 600, 1100) for t in ("א אבג", "אבג א"))
    assert abs((one[2] - one[0]) - (two[2] - two[0])) < 12
    assert drawn(title="א אבג", language="he") != drawn(title="אבג א", language="he")


def test_lines_of_chinese_begin_with_no_closing_mark() -> None:
    """Signs that close stay with what they close (JLReq, 3.1.7)."""
    pieces = list(cover._pieces("（全新）修訂，本"))
    assert ["（全", "新）", "修", "訂，", "本"] == pieces


def test_letters_that_no_font_has_are_reported() -> None:
    """An empty box on a cover is seen by all the world: the build says so, and how to mend it."""
    book = factory.book(metadata={"title": "मे", "contributors": (Contributor(name="Ada"),)})
    (finding,) = artifact(book).diagnostics
    assert ("R101", "book.yaml") == (finding.rule.code, str(finding.place))
    assert "मे" in finding.message
    assert () == artifact(factory.book()).diagnostics


def test_the_cover_is_the_same_each_time() -> None:
    """Nothing but the book goes into it."""
    first, second = (unpacked(artifact(factory.book()).files["sample.epub"]) for _ in range(2))
    assert first["EPUB/images/cover.png"] == second["EPUB/images/cover.png"]
