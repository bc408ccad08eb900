"""In a real browser: notes in the margin, others popped up, others at the end and on a page."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from scholiast import html
from scholiast.arrange import arrange
from scholiast.book import NoteKind
from scholiast.config import HtmlEdition
from scholiast.edition import Format
from scholiast.theme import Theme
from tests.html.test_browser import FLAGS
from tests.test_sections import KINDS, book

WIDE: ViewportSize = {"width": 1500, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
WORDS = "Plain words of the text that carry no call at all. "
LONG = "Words of a note that is long. "
BODY = (
    f"<p>One[[a|Author.]] two[[t|Translator.]] three[[g|Gloss. {LONG * 4}]] four[[e|{LONG}]]"
    f" five[[s|Source.]] six[[t2|More.]]</p><p>{WORDS * 80}</p>"
)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a web book with glosses and editor's notes in the margin."""
    kinds = (*KINDS[:4], *(_beside(kind) for kind in KINDS[4:]))
    own = arrange(book(*kinds, bodies=(BODY, BODY)), Format.HTML)
    folder = tmp_path_factory.mktemp("placed")
    for name, data in html.render(own, Theme.find(), HtmlEdition()).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "web"


def _beside(kind: NoteKind) -> NoteKind:
    return replace(kind, html="margin")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of a wide window; what it complains of fails the test."""
    complaints: list[str] = []
    found = browser.new_page(viewport=WIDE)
    found.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield found
    found.close()
    assert complaints == []


def test_notes_in_the_margin_never_overlap(page: Page, site: Path) -> None:
    """Those of two series stand in the order of their calls, one below the other."""
    page.goto(f"file://{site}/x.html")
    tops = [page.locator(f"#note-x-{name}").bounding_box() for name in ("g", "e")]
    boxes = [box for box in tops if box is not None]
    text = page.locator(".chapter-text").bounding_box()
    assert text is not None
    assert len(boxes) == 2
    assert all(box["x"] > text["x"] + text["width"] for box in boxes)
    assert all(one["y"] + one["height"] < two["y"] for one, two in pairwise(boxes))


def test_other_notes_are_popped_up_or_turned_to(page: Page, site: Path) -> None:
    """A pop-up opens over a wide page, too; an end note is gone to, and come back from."""
    page.goto(f"file://{site}/x.html")
    page.locator("#call-x-a").click()
    expect(page.locator("dialog.note-dialog")).to_contain_text("Author.")
    page.keyboard.press("Escape")
    page.locator("#call-x-t").click()
    assert page.url.endswith("x.html#note-x-t")
    expect(page.locator("#note-x-t")).to_be_in_viewport()
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("#note-x-t a.note-back").click()
    expect(page.locator("#call-x-t")).to_be_in_viewport()


def test_the_page_of_notes_is_gone_to_and_come_back_from(page: Page, site: Path) -> None:
    """Calls lead there, pointing at one harms nothing, and the note leads back to its call."""
    page.goto(f"file://{site}/y.html")
    page.locator("#call-y-s").hover()
    page.locator("#call-y-s").click()
    page.wait_for_url("**/notes-source.html#note-y-s")
    page.locator("#note-y-s a.note-back").click()
    page.wait_for_url("**/y.html#call-y-s")


def test_an_old_address_leads_to_where_the_note_is_now(page: Page, site: Path) -> None:
    """A note that stood beside its chapter has moved to the page of notes."""
    page.goto(f"file://{site}/x.html#note-x-s")
    page.wait_for_url("**/notes-source.html#note-x-s")


def test_notes_of_the_margin_pop_up_where_there_is_none(page: Page, site: Path) -> None:
    """On a narrow window; its head says what it is."""
    page.set_viewport_size(NARROW)
    page.goto(f"file://{site}/x.html")
    page.locator("#call-x-g").click()
    expect(page.locator(".note-dialog-title")).to_have_text("Gloss a")
