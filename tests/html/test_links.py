"""In a real browser: paragraphs are linked to, and the place that a reader is at is cited."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scholiast import citable, html
from scholiast.config import HtmlEdition
from scholiast.html import trees
from scholiast.theme import Theme
from tests import factory
from tests.html.test_browser import FLAGS

BASE = "https://example.org/b/"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a web book that knows where it will stand."""
    settings = HtmlEdition(url=BASE)
    folder = tmp_path_factory.mktemp("linked")
    book = citable.cited(factory.book(), settings)
    for name, data in html.render(book, Theme.find(), settings).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "web"


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """Return the page of a chapter that may write what is copied."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.goto((site / "rome.html").as_uri())
    found.wait_for_load_state("load")
    yield found
    assert [] == said
    context.close()


def test_a_paragraph_that_is_pointed_at_has_a_link(page: Page) -> None:
    """The link stands beside the paragraph, leads to it, says that it was copied, and is not heard.

    No word of the text is touched, and there is one link for all paragraphs.
    """
    paragraph = page.locator(".chapter-text p").nth(1)
    before = paragraph.evaluate("e => e.outerHTML")
    expect(page.locator(".para-link")).to_have_count(0)
    page.locator(".chapter-text p").first.hover()
    paragraph.hover()
    link = page.locator(".para-link")
    expect(link).to_have_count(1)
    assert f"#{paragraph.get_attribute('id')}" == link.get_attribute("href")
    assert ("true", "-1") == (link.get_attribute("aria-hidden"), link.get_attribute("tabindex"))
    beside, text = link.bounding_box(), paragraph.bounding_box()
    assert beside is not None
    assert text is not None
    assert beside["x"] + beside["width"] <= text["x"] + 1
    assert abs(beside["y"] - text["y"]) < 4
    link.click()
    assert page.url.endswith(str(link.get_attribute("href")))
    expect(link).to_have_attribute("data-said", "Copied")
    assert page.url == page.evaluate("navigator.clipboard.readText()")
    assert before == paragraph.evaluate("e => e.outerHTML")


def test_the_place_that_is_marked_is_cited(page: Page) -> None:
    """The citation has the address of the page; of the paragraph or note, where one is marked."""
    page.locator(".cite summary").click()
    words = page.locator(".cite-words").first
    expect(words).to_contain_text(f"{BASE}rome.html.")
    paragraph = page.locator(".chapter-text p").nth(1)
    paragraph.dblclick()
    expect(words).to_contain_text(f"{BASE}rome.html#{paragraph.get_attribute('id')}")
    note = page.locator("aside.note").first
    page.evaluate("id => { location.hash = id }", note.get_attribute("id"))
    expect(words).to_contain_text(f"{BASE}rome.html#{note.get_attribute('id')}")
    page.get_by_role("button", name="Copy: APA").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Writer, A. (2026). Rome. In E. Itor (Ed.)")
    assert copied.endswith(f"#{note.get_attribute('id')}")


def test_without_scripts_a_page_is_cited(browser: Browser, site: Path) -> None:
    """With scripts off the citation is there, and so are the records."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "rome.html").as_uri())
    page.locator(".cite summary").click()
    expect(page.locator(".cite-words").first).to_be_visible()
    assert ["BibTeX", "RIS", "CSL JSON"] == page.locator(".cite-records a").all_inner_texts()
    assert (site / str(page.get_by_role("link", name="RIS").get_attribute("href"))).is_file()
    expect(page.locator(".para-link, .cite-copy")).to_have_count(0)
    context.close()


def test_paper_shows_where_links_lead(page: Page) -> None:
    """Printed, a page has no links to itself, and none to what can't be opened from paper."""
    page.locator(".chapter-text p").first.hover()
    page.emulate_media(media="print")
    for selector in (".para-link", ".cite", ".pager"):
        expect(page.locator(selector)).not_to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: Path, node_modules: Path, colours: str) -> None:
    """axe-core finds no violation where a citation is open, nor on the page for lost readers."""
    axe = (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(color_scheme=colours)  # type: ignore[arg-type]
    found = context.new_page()
    for name in ("rome", "404"):
        found.goto((site / f"{name}.html").as_uri())
        found.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
        found.evaluate(axe)
        assert [] == found.evaluate("axe.run().then(r => r.violations.map(v => v.id))"), name
    context.close()


def test_paper_says_an_address_once() -> None:
    """A link whose words are its address is marked, so that paper does not say it again."""
    tree = trees.parse(
        '<html><p><a href="https://a.b/">https://a.b/</a><a href="https://a.b/">words</a>'
        '<a class="x" href="#c">#c</a></p></html>'
    )
    trees.fit(tree, {})
    assert ["uri", None, "x"] == [link.get("class") for link in tree.iter("a")]
