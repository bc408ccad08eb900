"""A web book that is one file has all that it needs, and every note of it is proved."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scholiast import verify
from scholiast.arrange import arrange
from scholiast.book import Book, Image
from scholiast.config import Editions, HtmlEdition
from scholiast.edition import Artifact, Format, artifact_name, format_of
from scholiast.html import single
from scholiast.ledger import open_ledger
from scholiast.theme import Theme
from tests import factory
from tests.html.books import odd_book, rich_book
from tests.html.test_browser import FLAGS
from tests.test_sections import KINDS
from tests.test_sections import book as book_of_kinds


def made(book: Book, **options: object) -> Artifact:
    """Return a book as one file."""
    return single.render(book, Theme.find(), HtmlEdition.model_validate(options))


@pytest.mark.parametrize("book", [factory.book(), rich_book(), odd_book()])
def test_every_note_is_proved(book: Book) -> None:
    """The proofreader finds each note, call and way back in the file, and nothing wrong."""
    found = verify.artifact(made(book), open_ledger(book))
    assert () == found.diagnostics
    assert len(book.notes) == found.proved
    assert all(stand.address == f"sample.html#{note}" for note, stand in found.stands.items())


def test_notes_of_the_margin_pop_up() -> None:
    """One page has no margin for the notes of all chapters: what would stand there pops up."""
    kinds = tuple(replace(kind, html="margin") for kind in KINDS)
    whole = book_of_kinds(*kinds)
    assert all(note.placement == "margin" for note in arrange(whole, Format.HTML).notes)
    own = arrange(whole, Format.SINGLE_HTML)
    assert all(note.placement is None for note in own.notes)
    found = verify.artifact(made(own), open_ledger(own))
    assert () == found.diagnostics


def test_pages_of_notes_stand_in_it() -> None:
    """Notes at the ends of chapters and of the book stand there in the one file, too."""
    own = arrange(book_of_kinds(*KINDS), Format.SINGLE_HTML)
    found = verify.artifact(made(own), open_ledger(own))
    assert () == found.diagnostics
    assert len(own.notes) == found.proved


def test_what_mail_does_not_take_is_said() -> None:
    """A file of more than 18 MB gives a warning; it is made all the same."""
    book = rich_book()
    images = {**book.images, "images/a b.png": Image("a", "image/png", bytes(14_000_000), 30, 20)}
    assert () == made(book).diagnostics
    (finding,) = made(replace(book, images=images)).diagnostics
    assert "R210" == finding.rule.code
    assert "38 MB" in finding.message, "it stands in it twice: as the cover, too"


def test_the_same_book_gives_the_same_bytes() -> None:
    """Nothing in the file depends on when or where it was made."""
    assert made(factory.book()).files == made(factory.book()).files


def test_it_is_made_where_it_is_named() -> None:
    """The edition is one that `book.yaml` names; what it does not say is as in the web book."""
    assert "single-html" not in Editions().declared
    editions = Editions.model_validate(
        {"html": {"permalinks": False, "contents_depth": 3}, "single_html": {"contents_depth": 1}}
    )
    assert ("single-html",) == editions.declared
    assert (False, 1) == (editions.single_page.permalinks, editions.single_page.contents_depth)
    assert "rome.html" == artifact_name(Format.SINGLE_HTML, "rome")
    assert Format.SINGLE_HTML is format_of("rome.html", "rome") is format_of("other.html")


def test_a_page_of_a_site_is_no_single_file(tmp_path: Path) -> None:
    """A page that lies beside an `index.html` stands for the whole site."""
    for name in ("index.html", "rome.html"):
        (tmp_path / name).write_text("<html></html>")
    assert Format.HTML is verify.read(tmp_path / "rome.html").format
    alone = tmp_path / "alone" / "rome.html"
    alone.parent.mkdir()
    alone.write_text("<html></html>")
    assert Format.SINGLE_HTML is verify.read(alone).format


# -- in a browser --


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample book with pictures as one file, alone in a folder."""
    book = rich_book()
    path = tmp_path_factory.mktemp("single") / "book.html"
    path.write_bytes(made(book).files["sample.html"])
    return path


def test_it_opens_by_itself(browser: Browser, file: Path) -> None:
    """It asks for nothing else, its policy bars nothing of it, its notes pop up, pictures show."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    page.locator("#chapter-one a.note-ref").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("In a note")
    page.keyboard.press("Escape")
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth)")
    assert page.evaluate("document.fonts.check('1em Libertinus Serif')") is not None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [] == said
    assert {"file", "data"} >= set(asked)
    assert 1 == asked.count("file")
    context.close()


def test_without_scripts_links_lead_there_and_back(browser: Browser, file: Path) -> None:
    """With scripts off each call leads to its note, which leads back."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    call = page.locator("#chapter-one a.note-ref").first
    call.click()
    assert page.url.endswith(str(call.get_attribute("href")))
    page.locator("#chapter-one a.note-back").first.click()
    assert page.url.endswith(f"#{call.get_attribute('id')}")
    context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, file: Path, node_modules: Path, colours: str) -> None:
    """axe-core finds no violation in the file, light or dark, with all that opens open."""
    axe = (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(color_scheme=colours)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
    assert "[]" == _violations(page, axe)
    context.close()


def _violations(page: Page, axe: str) -> str:
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
    return json.dumps(found)
