"""axe-core on every kind of page of a web book: light and dark, on a telephone and on a desk."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scholiast import publish
from scholiast.arrange import arrange
from scholiast.compose import compose
from scholiast.edition import Format
from scholiast.reading import read
from scholiast.theme import Theme
from tests import books
from tests.html.test_browser import FLAGS

TESTS = Path(__file__).parents[1]
TELEPHONE, DESK = (320, 640), (1440, 900)
PAGES = {
    "sample": ("index", "rome", "glossary", "404"),
    "critical": ("ferryman", "record", "notes-source", "book-index", "bibliography"),
}

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_RUN = """async (only) => {
  const asked = { runOnly: only, resultTypes: ["violations"], preload: false };
  const { violations } = await axe.run(asked);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders of the pages of two books."""
    return {name: _site(name, tmp_path_factory.mktemp(name)) for name in PAGES}


def _site(name: str, folder: Path) -> Path:
    shutil.copytree(TESTS / name, folder / "book")
    manuscript = read(folder / "book")
    assert manuscript.file is not None
    book = arrange(compose(manuscript, modified=books.MODIFIED), Format.HTML)
    theme, editions = Theme.find(folder / "book"), manuscript.file.editions
    settings = editions.html.model_copy(update={"url": "https://example.org/"})  # for a 404.html
    editions = editions.model_copy(update={"html": settings})
    for path, data in publish.render(book, theme, editions, Format.HTML).files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder / "web"


@pytest.fixture(scope="module")
def page(browser: Browser, node_modules: Path) -> Iterator[Page]:
    """Return a page into which axe-core is put, whatever it shows; nothing moves in it."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(path=node_modules / "axe-core" / "axe.min.js")
    yield context.new_page()
    context.close()


def looked_at(page: Page) -> list[str]:
    """Return what axe-core finds on a page in light and dark, where only colours are others."""
    page.emulate_media(color_scheme="dark")
    dark = [f"dark, {violation}" for violation in page.evaluate(_RUN, _COLOURS)]
    page.emulate_media(color_scheme="light")
    return [*page.evaluate(_RUN, _TAGS), *dark]


def size(page: Page, measures: tuple[int, int]) -> None:
    """Give a window its measures."""
    page.set_viewport_size({"width": measures[0], "height": measures[1]})


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible(page: Page, sites: dict[str, Path], name: str) -> None:
    """No page has a violation of WCAG 2.2 AA, or of what is best practice."""
    for one in PAGES[name]:
        size(page, DESK)
        page.goto((sites[name] / f"{one}.html").as_uri())
        assert (one, []) == (one, looked_at(page))
        size(page, TELEPHONE)
        page.wait_for_timeout(60)
        assert (one, []) == (one, looked_at(page))


def _search(page: Page) -> None:
    page.locator(".search-button").click()
    page.get_by_role("searchbox").fill("rome")
    page.locator(".hits a").first.wait_for()


def _note(page: Page) -> None:
    page.locator("#call-rome-appia").click()
    page.locator("dialog.note-dialog").wait_for()


def _cite(page: Page) -> None:
    page.locator(".cite > summary").click()


def _contents(page: Page) -> None:
    page.locator(".site-contents summary").click()


OPENED: dict[str, Callable[[Page], None]] = {
    "search": _search,
    "note": _note,
    "display": lambda page: page.locator(".display-button").click(),
    "keys": lambda page: page.keyboard.press("?"),
    "cite": _cite,
    "contents": _contents,
}


@pytest.mark.parametrize("name", OPENED)
def test_what_opens_is_accessible(page: Page, sites: dict[str, Path], name: str) -> None:
    """Search, a note, the settings, the keys, the contents: each without a violation."""
    for measures in (TELEPHONE, DESK):
        if name == "note" and measures is DESK:
            continue  # it stands in the margin there
        size(page, measures)
        page.goto((sites["sample"] / "rome.html").as_uri())
        OPENED[name](page)
        assert [] == looked_at(page)
