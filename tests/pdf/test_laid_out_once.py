"""A linked book lays out each chapter once, and an edit has its own chapter laid out alone."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from scholiast import jobs
from scholiast.book import Book, Chapter, PageReference
from scholiast.cache import Cache
from scholiast.config import PdfEdition
from scholiast.jobs import Works
from scholiast.pdf import render
from scholiast.theme import Theme
from tests.pdf import generated, reading

COUNT = 5


def referring(chapter: Chapter, to: Chapter) -> Chapter:
    """Return a chapter that says on which page another begins."""
    link = f'<p>See <a class="page-ref" href="#{to.anchor}"/>.</p></div>'
    return replace(
        chapter,
        body=chapter.body.removesuffix("</div>") + link,
        page_references=(PageReference(to.anchor, to.title),),
    )


def book() -> Book:
    """Return a book in which each chapter refers to the page of another."""
    whole = generated.book(COUNT, words=1500, notes=12)
    others = [*whole.chapters[1:], whole.chapters[0]]
    return replace(whole, chapters=tuple(map(referring, whole.chapters, others)))


def rendered(works: Works, of: Book) -> bytes:
    """Return the PDF of a book."""
    return reading.data_of(render(of, Theme.find(), PdfEdition(), works))


def laid_out(works: Works) -> Counter[str]:
    """Return how often each draft was laid out."""
    return Counter(
        done.name for done in works.account if done.stage == "lay out" and not done.reused
    )


def test_each_chapter_is_laid_out_once() -> None:
    """Though it prints the numbers of pages that are not known yet."""
    works = jobs.here()
    one = book()
    words = [word.text for word in reading.words(rendered(works, one))]
    assert {1} == {laid_out(works)[chapter.path] for chapter in one.chapters}
    pages = [
        words[at + 2] for at, word in enumerate(words) if words[at : at + 2] == ["See", "page"]
    ]
    assert COUNT == len(pages)
    assert "000." not in pages


def test_an_edit_has_one_chapter_laid_out(tmp_path: Path) -> None:
    """The others, their notes and their running heads are used again; the bytes are as from new."""
    cache = Cache(tmp_path, b"s")
    before = book()
    rendered(jobs.here(cache), before)
    first = before.chapters[2]
    body = first.body.replace("</p>", " A few more words.</p>", 1)
    chapters = [*before.chapters[:2], replace(first, body=body), *before.chapters[3:]]
    after = replace(before, chapters=tuple(chapters))
    works = jobs.here(cache)
    warm = rendered(works, after)
    assert {first.path: 1} == laid_out(works)
    assert warm == rendered(jobs.here(), after)


def test_nothing_is_made_again_where_nothing_changed(tmp_path: Path) -> None:
    """All is used again, and the bytes are the same."""
    cache = Cache(tmp_path, b"s")
    cold = rendered(jobs.here(cache), book())
    works = jobs.here(cache)
    assert cold == rendered(works, book())
    assert {True} == {done.reused for done in works.account}
