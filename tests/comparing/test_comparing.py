"""Two releases of a printed book: which pages and notes differ, and that nothing else is said."""

import io
import random
from collections.abc import Sequence

import pytest
from PIL import Image as Picture
from PIL import ImageDraw

from scholiast.book import Book, Chapter, Image
from scholiast.comparing import Comparison, Release, compare
from scholiast.comparing.model import Change, Fate
from scholiast.comparing.pictures import pictures, with_pictures
from scholiast.ledger import open_ledger
from tests import factory
from tests.pdf import generated, reading

LONG = "<p>" + "</p><p>".join(f"Paragraph {n} of a text that is long." for n in range(60)) + "</p>"
OTHER = "<p>The other chapter[[b|Its only note.]] says little.</p>"
TEXT = "<p>One word here,[[a|A note.]] and more of them.</p><p>The end.</p>"


def chapters(first: str = TEXT, *, more: str = "") -> list[Chapter]:
    """Return two chapters, the text of the first being `first`, with `more` behind it."""
    return [
        factory.chapter("one", first + more, title="One"),
        factory.chapter("two", OTHER, title="Two", number="2"),
    ]


def release(
    made: Sequence[Chapter], *, ledger: bool = True, images: Sequence[Image] = ()
) -> Release:
    """Return the release of a book."""
    book: Book = factory.book(*made, images=list(images))
    data = reading.data_of(reading.render(book))
    return Release("dist", "sample.pdf", data, open_ledger(book) if ledger else None)


@pytest.fixture(scope="module")
def old() -> Release:
    """Return the release that others are compared with."""
    return release(chapters())


def told(found: Comparison, *changes: Change) -> list[tuple[str | None, str | None]]:
    """Return the labels before and after of pages of which something became."""
    return [
        (pair.old.label if pair.old else None, pair.new.label if pair.new else None)
        for pair in found.pairs
        if pair.change in changes
    ]


def test_a_release_is_like_itself(old: Release) -> None:
    """Nothing differs, in pages or in notes."""
    found = compare(old, old)
    assert found.same
    assert {Change.SAME} == {pair.change for pair in found.pairs}
    assert ([], 0) == (found.notes, found.along)


def test_another_word_is_a_changed_page(old: Release) -> None:
    """The page is named with the words that it lost and gained; all others are as they were."""
    found = compare(old, release(chapters(TEXT.replace("word here", "letter there"))))
    assert [("1", "1")] == told(found, Change.CHANGED)
    assert len(found.pairs) - 1 == len(found.pages(Change.SAME))
    (pair,) = found.pages(Change.CHANGED)
    assert pair.old is not None
    assert pair.new is not None
    assert ["word", "here,"] == [pair.old.words[at].strip("1") for at in pair.lost]
    assert ["letter", "there,"] == [pair.new.words[at].strip("1") for at in pair.gained]


def test_pages_behind_a_new_one_have_moved(old: Release) -> None:
    """A chapter that grows changes its own pages; those behind it are told as moved, no more."""
    found = compare(old, release(chapters(more=LONG + LONG)))
    assert [("1", "1")] == told(found, Change.CHANGED)
    assert [("3", "5")] == told(found, Change.MOVED)
    assert {(None, "2"), (None, "3")} <= set(told(found, Change.ADDED))
    assert [] == told(found, Change.REFLOWED)
    assert 1 == found.along, "the note of the other chapter went along"
    assert [] == found.notes


def test_pages_that_have_moved_to_the_other_side_are_known() -> None:
    """Margins of left and right pages differ, so that all stands elsewhere on the page."""
    chance = random.Random(1)
    pages = [
        f"<p style='break-before: page'>{generated.sentence(chance, 90)}</p>"
        f"<table><tr><td>{number}</td></tr></table>"
        for number in range(4)
    ]
    before = release([factory.chapter("one", f"<p>First.</p>{''.join(pages)}")])
    put_in = "<p style='break-before: page'>A page that is new.</p>"
    after = release([factory.chapter("one", f"<p>First.</p>{put_in}{''.join(pages)}")])
    found = compare(before, after)
    assert [("2", "3"), ("3", "4"), ("4", "5"), ("5", "6")] == told(found, Change.MOVED)
    assert [(None, "2")] == told(found, Change.ADDED)
    assert [] == told(found, Change.CHANGED)


def test_a_page_that_is_only_broken_otherwise_has_no_other_words() -> None:
    """Words that went to the next page are no change of words, of the page or of its notes."""
    text = LONG.replace("Paragraph 20 of", "Paragraph 20[[n|A note.]] of")
    before = release([factory.chapter("one", text)])
    after = release([factory.chapter("one", f"<p>New.</p><p>And new.</p><p>Words.</p>{text}")])
    found = compare(before, after)
    assert {Change.REFLOWED, Change.RENUMBERED} & {pair.change for pair in found.pairs}
    gained = [pair.new.words[at] for pair in found.pairs if pair.new for at in pair.gained]
    assert ["New.", "And", "new.", "Words."] == gained
    assert [] == [at for pair in found.pairs for at in pair.lost]


def test_fates_of_notes_are_told() -> None:
    """Added, removed, renumbered, changed: by the ledgers; moved to another page: by the pages."""
    before = release(chapters("<p>A[[a|First.]] b[[b|Second one.]] c[[c|Third.]].</p>"))
    first = "<p>New[[n|Quite new.]] A[[a|First.]] b[[b|Second two.]].</p>"
    found = compare(before, release(chapters(first)))
    assert {
        "note-one-n": (Fate.ADDED,),
        "note-one-a": (Fate.RENUMBERED,),
        "note-one-b": (Fate.RENUMBERED, Fate.CHANGED),
        "note-one-c": (Fate.REMOVED,),
    } == {change.id: change.fates for change in found.notes}
    (removed,) = (one for one in found.notes if one.fates == (Fate.REMOVED,))
    assert ("1", None, "3", None) == (
        removed.old_page,
        removed.new_page,
        removed.old_number,
        removed.new_number,
    )


def test_a_note_on_another_page_has_moved() -> None:
    """One that goes to the next page with the words that call it is not on the same page."""
    text = LONG.replace("Paragraph 26 of", "Paragraph 26[[n|A note.]] of")
    fates: dict[tuple[Fate, ...], str] = {}
    for lines in range(0, 40, 4):
        head = "".join(f"<p>New {n}.</p>" for n in range(lines))
        after = release([factory.chapter("one", head + text)], ledger=False)
        found = compare(release([factory.chapter("one", text)], ledger=False), after)
        fates |= {change.fates: change.id for change in found.notes}
        if fates:
            break
    assert {(Fate.MOVED,)} == set(fates)


def test_a_note_named_after_its_words_is_known_by_them() -> None:
    """An inline note gets another name with other words; it is told as one note that changed."""
    before = release(chapters("<p>A[[i111|A note of some words.]].</p>"))
    found = compare(before, release(chapters("<p>A[[i222|A note of other words.]].</p>")))
    assert [("note-one-i222", (Fate.CHANGED,))] == [(one.id, one.fates) for one in found.notes]


# -- pictures --


def drawing(colour: str) -> Image:
    """Return an image of the book with a square in it."""
    picture = Picture.new("RGB", (200, 120), "white")
    ImageDraw.Draw(picture).rectangle((140, 20, 180, 60), fill=colour)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return Image("images/x.png", "image/png", buffer.getvalue(), 200, 120)


def test_what_is_drawn_otherwise_is_found_and_boxed() -> None:
    """A page with the same words and another picture is changed, with a box around what differs."""
    text = '<p>See:</p><p><img src="images/x.png" alt="x"/></p>'
    before, after = (
        release(chapters(text), images=[drawing(colour)]) for colour in ("black", "white")
    )
    found = compare(before, after)
    assert [("1", "1")] == told(found, Change.CHANGED)
    (old, new) = (shown(data) for _, data in pictures(found, with_pictures(found, reflowed=False)))
    assert reds(old) == reds(new)
    assert 500 < len(reds(old)) < 5000


def test_words_that_differ_are_boxed_on_both_sides(old: Release) -> None:
    """The old page has a box around the words that are gone, the new one around those that came."""
    found = compare(old, release(chapters(TEXT.replace("One word", "One strange and long word"))))
    files = dict(pictures(found, with_pictures(found, reflowed=False)))
    assert 2 == len(files)
    (before, after) = (reds(shown(files[name])) for name in sorted(files, reverse=True))
    assert not before
    assert after


def shown(data: bytes) -> Picture.Image:
    """Return a picture."""
    return Picture.open(io.BytesIO(data)).convert("RGB")


def reds(picture: Picture.Image) -> set[int]:
    """Return the dots that are reddish."""
    dots = picture.tobytes()
    return {at for at in range(0, len(dots), 3) if dots[at] > dots[at + 1] + 16}
