"""In a real browser: notes in the margin, in a dialog, and by links alone."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from scholiast import html
from scholiast.config import HtmlEdition
from scholiast.theme import Theme
from tests import factory

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
WIDE, NARROW = {"width": 1500, "height": 900}, {"width": 320, "height": 640}
LONG = "Words of a note that is long. " * 12


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a web book whose notes crowd together."""
    crowd = "".join(f"word[[n{n}|{LONG}]] " for n in range(8))
    wide = "<table><tr>" + "<td>cell of a table</td>" * 12 + "</tr></table>"
    code = f"<pre><code>{'x' * 300}</code></pre>"
    body = f"<p>{crowd}</p>{wide}{code}<p>{'Plain words. ' * 300}[[last|The last.]]</p>"
    book = factory.book(*factory.sample_chapters(), factory.chapter("crowd", body))
    folder = tmp_path_factory.mktemp("site")
    for name, data in html.render(book, Theme.find(), HtmlEdition()).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "web"


class Visit:
    """A page opened in a browser, with all that it asked for and complained of."""

    def __init__(
        self, browser: Browser, path: Path, size: dict[str, int], *, scripts: bool = True
    ) -> None:
        context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("request", self._see)
        self.page.goto(path.as_uri())
        self.page.wait_for_load_state("load")

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)

    def _see(self, request: Request) -> None:
        self.asked.append(request.url)


def test_nothing_is_asked_of_another_host(browser: Browser, site: Path) -> None:
    """From a folder on disk everything loads, nothing else is asked for, nothing complains."""
    for name in ("index.html", "rome.html"):
        visit = Visit(browser, site / name, WIDE)
        assert visit.said == []
        assert all(url.startswith("file:") for url in visit.asked)
        assert visit.page.evaluate("document.fonts.size > 0 && [...document.fonts].every("
                                   "f => f.status !== 'error')")  # fmt: skip


def test_margin_notes_stand_by_their_calls_and_never_overlap(browser: Browser, site: Path) -> None:
    """On a wide screen each note stands beside the text, in order, none over another."""
    visit = Visit(browser, site / "crowd.html", WIDE)
    boxes = visit.page.evaluate(
        "[...document.querySelectorAll('aside.note')].map(n => {"
        "const b = n.getBoundingClientRect(); return [b.left, b.top, b.bottom, b.right]})"
    )
    text_right = visit.page.evaluate(
        "document.querySelector('.chapter-text').getBoundingClientRect().right"
    )
    assert all(left >= text_right for left, *_ in boxes)
    assert all(right <= WIDE["width"] for *_, right in boxes)
    assert all(above[2] <= below[1] for above, below in pairwise(boxes))
    first = visit.page.locator("a.note-ref").first.bounding_box()
    assert first is not None
    assert abs(boxes[0][1] - first["y"]) < 30


def test_a_call_lights_up_its_margin_note(browser: Browser, site: Path) -> None:
    """A click on a call marks its note and puts the focus there; the way back does the reverse."""
    page = Visit(browser, site / "rome.html", WIDE).page
    page.locator("#call-rome-two").click()
    assert page.evaluate("document.querySelector('.active').id") == "note-rome-two"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "call-rome-two"


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_dialog_opens_and_gives_the_focus_back(browser: Browser, site: Path, way: str) -> None:
    """On a narrow screen a call opens its note; Escape closes it and the focus is on the call."""
    page = Visit(browser, site / "rome.html", NARROW).page
    call = page.locator("#call-rome-gibbon-2")
    call.focus()
    if way == "mouse":
        call.click()
    else:
        page.keyboard.press("Enter")
    dialog = page.locator("dialog.note-dialog")
    assert dialog.is_visible()
    assert "Decline and Fall" in dialog.inner_text()
    assert "Note 1" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.id") == "call-rome-gibbon-2"


def test_a_note_in_a_note_opens_in_the_dialog(browser: Browser, site: Path) -> None:
    """A call within a note shows the inner note in the same dialog."""
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-outer").click()
    page.locator("dialog a.note-ref").click()
    assert "A note in a note." in page.locator("dialog").inner_text()


def test_the_dialog_closes_by_button_and_by_a_click_beside_it(browser: Browser, site: Path) -> None:
    """A mouse finds two ways out."""
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-two").click()
    page.locator(".note-dialog-close").click()
    assert not page.locator("dialog").is_visible()
    page.locator("#call-rome-two").click()
    page.mouse.click(10, 10)
    assert not page.locator("dialog").is_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_without_scripts_links_lead_there_and_back(
    browser: Browser, site: Path, size: dict[str, int]
) -> None:
    """With scripts off every call leads to its note in view, and the note back to its call."""
    page = Visit(browser, site / "rome.html", size, scripts=False).page
    for call, note in (
        ("call-rome-gibbon", "note-rome-gibbon"),
        ("call-rome-cell", "note-rome-cell"),
    ):
        page.locator(f"#{call}").click()
        assert page.url.endswith(f"#{note}")
        assert page.locator(f"#{note}").is_visible()
        page.locator(f"#{note} a.note-back").first.click()
        assert page.url.endswith(f"#{call}")


@pytest.mark.parametrize("width", [320, 390, 768, 1151, 1153, 1500])
def test_nothing_runs_out_of_the_window(browser: Browser, site: Path, width: int) -> None:
    """Wide tables and long code scroll in themselves; the page never scrolls sideways."""
    for name in ("crowd.html", "index.html", "rome.html"):
        page = Visit(browser, site / name, {"width": width, "height": 800}).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_choice_of_light_and_dark_is_kept(browser: Browser, site: Path) -> None:
    """The button goes from the system's choice to light to dark, and changes the paper."""
    page = Visit(browser, site / "rome.html", WIDE).page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator(".theme-button").click()
    page.locator(".theme-button").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(paper) != light


def test_paper_has_all_notes(browser: Browser, site: Path) -> None:
    """Printed from a wide window, the notes stand at the end of the page, not in the margin."""
    page = Visit(browser, site / "crowd.html", WIDE).page
    page.emulate_media(media="print")
    positions = page.evaluate(
        "[...document.querySelectorAll('aside.note')].map(n => getComputedStyle(n).position)"
    )
    assert set(positions) == {"static"}
