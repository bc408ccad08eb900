"""In a real browser: notes in the margin, in a dialog, and by links alone."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from scholiast import html
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.theme import Theme
from tests import factory

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
WIDE, NARROW = {"width": 1500, "height": 900}, {"width": 320, "height": 640}
WORDS = "Plain words of the text that carry no call at all. "
LONG = "Words of a note that is long. "


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


def calm() -> str:
    """Return text with notes that have room beside it, of every shape."""
    return (
        f"<p>{WORDS * 3}One.[[one|The first.]] {WORDS * 8}Two.[[two|<p>{LONG * 3}</p><p>More.</p>]]"
        f" {WORDS * 9}</p><h2 id='calm-head'>A head[[head|In a heading.]]</h2>"
        f"<p>{WORDS * 6}Nested.[[outer|Outer {LONG}[[inner|Inner {LONG}]] and on.]] {WORDS * 9}"
        f"Again.[[one]] {WORDS * 4}</p>"
    )


def crowd() -> str:
    """Return text whose notes crowd together, one of them longer than a window."""
    crowded = "".join(f"word[[n{n}|{LONG * 12}]] " for n in range(8))
    wide = "<table><tr>" + "<td>cell of a table</td>" * 12 + "</tr></table>"
    code = f"<pre><code>{'x' * 300}</code></pre>"
    return (
        f"<p>{WORDS * 15}</p><p>{crowded}</p>{wide}{code}"
        f"<p>{WORDS * 20}[[long|{LONG * 300}]] {WORDS * 60}[[last|The last.]]</p>"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a web book with calm and crowded notes."""
    chapters = (
        factory.chapter("calm", calm()),
        factory.chapter("crowd", crowd(), title="Crowd[[title|In a title.]]"),
    )
    book = factory.book(*factory.sample_chapters(), *chapters)
    return written(book, tmp_path_factory.mktemp("site"))


def written(book: Book, folder: Path) -> Path:
    """Write the web book of a book into a folder; return the folder of its pages."""
    for name, data in html.render(book, Theme.find(), HtmlEdition()).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "web"


class Visit:
    """A page opened in a browser, with all that it asked for and complained of."""

    def __init__(
        self, browser: Browser, address: str | Path, size: dict[str, int], **settings: Any
    ) -> None:
        self.context = browser.new_context(viewport=size, **settings)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._see)
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        self.page.wait_for_load_state("load")
        if settings.get("java_script_enabled", True):
            self.page.evaluate("document.fonts.ready")
            self.page.evaluate("new Promise(done => requestAnimationFrame(() => "
                               "requestAnimationFrame(done)))")  # fmt: skip

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)

    def _see(self, request: Request) -> None:
        self.asked.append(request.url)


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Return the boxes of all elements that a selector finds, in px of the page."""
    found: list[dict[str, float]] = page.evaluate(
        "selector => [...document.querySelectorAll(selector)].map(e => {"
        "const b = e.getBoundingClientRect(), y = scrollY; return {left: b.left, right: b.right,"
        "top: b.top + y, bottom: b.bottom + y}})",
        selector,
    )
    return found


def focused(page: Page) -> str:
    """Return the id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))


# -- everywhere --


@pytest.mark.parametrize("name", ["index", "rome", "crowd"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_is_asked_of_another_host(
    browser: Browser, site: Path, name: str, size: dict[str, int]
) -> None:
    """From a folder on disk everything loads, nothing else is asked for, nothing complains."""
    visit = Visit(browser, site / f"{name}.html", size)
    assert [] == visit.said
    assert all(url.startswith(site.as_uri()) for url in visit.asked)
    states = visit.page.evaluate("[...document.fonts].map(font => font.status)")
    assert "loaded" in states
    assert "error" not in states


@pytest.mark.parametrize("name", ["crowd", "index", "rome"])
@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_runs_out_of_the_window(
    browser: Browser, site: Path, name: str, scripts: bool
) -> None:
    """Wide tables and long code scroll in themselves; the page never scrolls sideways."""
    page = Visit(browser, site / f"{name}.html", WIDE, java_script_enabled=scripts).page
    for width in (320, 390, 768, 991, 992, 1151, 1500, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(60)
        right = page.evaluate(
            "Math.max(...[...document.querySelectorAll('body *')].filter(e => "
            "!e.closest('.scroll, pre') && e.getClientRects().length && !e.matches('.skip-link'))"
            ".map(e => e.getBoundingClientRect().right))"
        )
        assert width >= page.evaluate("document.documentElement.scrollWidth")
        assert width >= right


def test_what_scrolls_is_reached_by_keyboard(browser: Browser, site: Path) -> None:
    """A table wider than the window takes the focus, so that arrow keys move it."""
    page = Visit(browser, site / "crowd.html", NARROW).page
    assert "0" == page.locator(".scroll").get_attribute("tabindex")
    assert "0" == page.locator("pre").get_attribute("tabindex")
    page = Visit(browser, site / "rome.html", WIDE).page
    assert page.locator(".scroll").get_attribute("tabindex") is None


# -- in the margin --


@pytest.mark.parametrize("name", ["calm", "crowd", "rome", "athens"])
@pytest.mark.parametrize("width", [992, 1500, 2200])
def test_margin_notes_never_overlap(browser: Browser, site: Path, name: str, width: int) -> None:
    """On a wide screen notes stand beside the text, in order, none over another or the text."""
    page = Visit(browser, site / f"{name}.html", {"width": width, "height": 900}).page
    notes = boxes(page, "aside.note")
    (text,) = boxes(page, ".chapter-text")
    (chapter,) = boxes(page, ".chapter")
    assert all(note["left"] > text["right"] for note in notes)
    assert all(note["right"] <= width for note in notes)
    assert all(above["bottom"] < below["top"] for above, below in pairwise(notes))
    assert notes[-1]["bottom"] <= chapter["bottom"] + 1, "the way on stands below all notes"
    assert notes[0]["top"] >= chapter["top"] - 1


def baseline_gaps(page: Page) -> list[float]:
    """Return how far the first line of each note is from the line of its first call, in px.

    An empty inline block stands on the baseline, so one is put beside each call and mark.
    """
    found: list[float] = page.evaluate(
        """() => {
          const baseline = (parent, before) => {
            const probe = document.createElement("span");
            probe.style.display = "inline-block";
            parent.insertBefore(probe, before);
            const { bottom } = probe.getBoundingClientRect();
            probe.remove();
            return bottom;
          };
          return [...document.querySelectorAll("aside.note")].map((note) => {
            const back = note.querySelector(".note-back");
            const call = document.getElementById(back.hash.slice(1));
            return baseline(back.parentNode, back) - baseline(call.parentNode, call);
          });
        }"""
    )
    return found


def test_a_note_with_room_stands_on_the_line_of_its_call(browser: Browser, site: Path) -> None:
    """The first line of a note and the line of its call have one baseline, to a pixel and a half.

    Not so the note in a note, which stands below the one it is called in.
    """
    page = Visit(browser, site / "calm.html", WIDE).page
    one, two, head, outer, inner = baseline_gaps(page)
    assert max(map(abs, (one, two, head, outer))) < 1.5
    assert 0 < inner < 120


def test_crowded_notes_stay_near_their_calls(browser: Browser, site: Path) -> None:
    """Notes with too little room drift up and down alike; the longest scroll in themselves."""
    page = Visit(browser, site / "crowd.html", WIDE).page
    gaps = baseline_gaps(page)
    assert max(map(abs, gaps)) < 700
    assert abs(gaps[-1]) < 1.5, "the last has room enough"
    assert max(note["bottom"] - note["top"] for note in boxes(page, "aside.note")) < 400
    assert page.evaluate("[...document.querySelectorAll('aside.note')].every("
                         "n => n.scrollHeight <= n.clientHeight + 1 || "
                         "getComputedStyle(n).overflowY === 'auto')")  # fmt: skip


def test_notes_find_their_places_again(browser: Browser, site: Path) -> None:
    """When the window or the size of letters changes, notes move, and never overlap."""
    page = Visit(browser, site / "calm.html", WIDE).page
    first = boxes(page, "aside.note")
    changes = (
        "document.documentElement.style.fontSize = '26px'",
        "document.querySelector('.chapter-text').prepend('Words. '.repeat(400))",
    )
    for change in changes:
        page.evaluate(change)
        page.wait_for_timeout(200)
        notes = boxes(page, "aside.note")
        assert first != notes
        assert all(above["bottom"] < below["top"] for above, below in pairwise(notes))
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.wait_for_timeout(200)
    (text,) = boxes(page, ".chapter-text")
    assert all(note["top"] > text["bottom"] for note in boxes(page, "aside.note"))


def test_a_call_lights_up_its_margin_note(browser: Browser, site: Path) -> None:
    """A click on a call marks its note and puts the focus there; the way back does the reverse."""
    page = Visit(browser, site / "rome.html", WIDE).page
    page.locator("#call-rome-two").click()
    assert "note-rome-two" == page.evaluate("document.querySelector('.active').id")
    page.keyboard.press("Enter")
    assert "call-rome-two" == focused(page)
    expect(page.locator("dialog")).to_have_count(0)


def test_a_margin_note_cut_off_by_the_window_comes_into_view(browser: Browser, site: Path) -> None:
    """Where call and note fit in the window together, the page moves until both are seen."""
    page = Visit(browser, site / "calm.html", WIDE).page
    (call,), (note,) = boxes(page, "#call-calm-two"), boxes(page, "#note-calm-two")
    page.set_viewport_size({"width": WIDE["width"], "height": int(call["bottom"]) + 20})
    page.wait_for_timeout(100)
    page.locator("#call-calm-two").click()
    height = int(call["bottom"]) + 20
    assert note["bottom"] > height
    top = page.evaluate("scrollY")
    (call,), (note,) = boxes(page, "#call-calm-two"), boxes(page, "#note-calm-two")
    assert top <= call["top"]
    assert note["bottom"] <= top + height
    assert 0 == page.locator("dialog").count()


def test_a_margin_note_out_of_view_opens_in_a_dialog(browser: Browser, site: Path) -> None:
    """Where a note could not stay by its call, the call shows it in place of moving the page."""
    page = Visit(browser, site / "crowd.html", {"width": 1500, "height": 500}).page
    page.locator("#call-crowd-n7").click()
    before = page.evaluate("scrollY")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert "call-crowd-n7" == focused(page)
    assert before == page.evaluate("scrollY")


def test_the_address_of_a_note_shows_the_note(browser: Browser, site: Path) -> None:
    """The address of a note, given to somebody, opens the page where the note is seen."""
    for size in (WIDE, NARROW):
        page = Visit(browser, f"{(site / 'crowd.html').as_uri()}#note-crowd-last", size).page
        page.wait_for_timeout(200)
        (note,) = boxes(page, "#note-crowd-last")
        top = page.evaluate("scrollY")
        assert top <= note["top"] < top + size["height"]
        colours = page.evaluate(
            "[document.body, document.getElementById('note-crowd-last')].map("
            "element => getComputedStyle(element).backgroundColor)"
        )
        assert 2 == len(set(colours))


def test_a_book_in_hebrew_has_its_notes_on_the_left(browser: Browser, tmp_path: Path) -> None:
    """Where text runs from right to left, the margin is at its end, too, and all fits."""
    text = "מילים של טקסט רגיל. " * 30
    chapter = factory.chapter("one", f"<p>{text}[[n|הערה.]] {text}</p>", language="he")
    folder = written(factory.book(chapter, metadata={"language": "he"}), tmp_path)
    page = Visit(browser, folder / "one.html", WIDE).page
    (note,) = boxes(page, "aside.note")
    (body,) = boxes(page, ".chapter-text")
    assert 0 <= note["left"] < note["right"] < body["left"]
    for width in (320, 992, 1500):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(60)
        assert width >= page.evaluate("document.documentElement.scrollWidth")


# -- in a dialog --


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_dialog_opens_and_gives_the_focus_back(browser: Browser, site: Path, way: str) -> None:
    """On a narrow screen a call opens its note; Escape closes it and the focus is on the call."""
    visit = Visit(browser, site / "rome.html", NARROW)
    call = visit.page.locator("#call-rome-gibbon-2")
    if way == "mouse":
        call.click()
    else:
        call.focus()
        visit.page.keyboard.press("Enter")
    dialog = visit.page.get_by_role("dialog", name="Note 1")
    assert dialog.is_visible()
    assert ["Note 1", "Gibbon, Decline and Fall, ch. 3."] == dialog.inner_text().split("\n\n")
    assert visit.page.evaluate("document.activeElement.matches('dialog')")
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("dialog")).to_have_count(0)
    assert "call-rome-gibbon-2" == focused(visit.page)
    assert [] == visit.said


def test_the_dialog_copies_no_id(browser: Browser, site: Path) -> None:
    """Each id stands once in the page while a note is shown, and links back are left out."""
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-outer").click()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(ids)) == len(ids)
    assert 0 == page.locator("dialog .note-back").count()


def test_the_focus_stays_in_the_dialog(browser: Browser, site: Path) -> None:
    """While a note is shown, Tab goes round in it and never to the page behind."""
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-two").click()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || "
                             "document.activeElement.closest('dialog') !== null")  # fmt: skip


def test_a_note_in_a_note_opens_over_it(browser: Browser, site: Path) -> None:
    """A call within a note shows the inner note; Escape leads back to the outer, then to the text.

    The focus goes the same way.
    """
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-outer").click()
    page.locator("dialog a.note-ref").click()
    assert "A note in a note." in page.get_by_role("dialog", name="Note 5").inner_text()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Note 5")).to_have_count(0)
    assert page.get_by_role("dialog", name="Note 4").is_visible()
    assert page.evaluate("document.activeElement.matches('dialog a.note-ref')")
    page.keyboard.press("Escape")
    assert "call-rome-outer" == focused(page)


def test_the_dialog_closes_by_button_and_by_a_click_beside_it(browser: Browser, site: Path) -> None:
    """A mouse finds two ways out; a click on the note itself is none."""
    page = Visit(browser, site / "rome.html", NARROW).page
    page.locator("#call-rome-two").click()
    page.locator(".note-dialog-body p").first.click()
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.locator("#call-rome-two").click()
    page.mouse.click(10, 10)
    expect(page.locator("dialog")).to_have_count(0)


def test_a_note_longer_than_the_window_is_read_to_its_end(browser: Browser, site: Path) -> None:
    """A long note scrolls in the dialog, which begins at its first line and keeps its button."""
    page = Visit(browser, site / "crowd.html", NARROW).page
    page.locator("#call-crowd-long").click()
    dialog = page.locator("dialog")
    assert 0 == dialog.evaluate("e => e.scrollTop")
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    assert dialog.evaluate("e => e.scrollTop + e.clientHeight >= e.scrollHeight - 1")
    box = page.get_by_role("button", name="Close").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < NARROW["height"]
    assert 24 <= min(box["width"], box["height"]), "WCAG 2.2, 2.5.8"


# -- without scripts --


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_without_scripts_links_lead_there_and_back(
    browser: Browser, site: Path, size: dict[str, int]
) -> None:
    """With scripts off every call leads to its note in view, and the note back to each call."""
    page = Visit(browser, site / "rome.html", size, java_script_enabled=False).page
    calls = page.locator(".chapter a.note-ref")
    assert 7 == calls.count()
    for number in range(calls.count()):
        call = calls.nth(number)
        name, target = call.get_attribute("id"), call.get_attribute("href")
        call.click()
        assert page.url.endswith(str(target))
        assert seen(page, str(target), size)
        page.locator(f"{target} a.note-back[href='#{name}']").click()
        assert page.url.endswith(f"#{name}")
        assert seen(page, f"#{name}", size)


def seen(page: Page, selector: str, size: dict[str, int]) -> bool:
    """Tell whether the top of an element is in the window."""
    box = page.locator(selector).bounding_box()
    return box is not None and 0 <= box["y"] < size["height"]


def test_without_scripts_there_are_no_idle_buttons(browser: Browser, site: Path) -> None:
    """What only a script can do is not offered without one; the contents open all the same."""
    page = Visit(browser, site / "rome.html", NARROW, java_script_enabled=False).page
    assert not page.locator(".site-tools").is_visible()
    page.locator("summary").click()
    assert page.get_by_role("link", name="2. Athens").is_visible()


# -- light and dark, paper --

_CONTRAST = """selector => {
  const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = (colour) => {
    const [red, green, blue] = parts(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(selector)].map((element) => {
    const ink = light(getComputedStyle(element).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "calm"])
def test_words_stand_out_from_the_paper(
    browser: Browser, site: Path, scheme: str, name: str
) -> None:
    """All words have the contrast that WCAG 2.2, 1.4.3 wants, in light and in dark; text more."""
    page = Visit(browser, site / f"{name}.html", WIDE, color_scheme=scheme).page
    every = page.evaluate(_CONTRAST, "p, li, a, h1, h2, span, summary")
    assert 10 < len(every)
    assert 4.5 <= min(every)
    assert 7 <= min(page.evaluate(_CONTRAST, ".chapter-text p, .note p, h1"))


def test_the_choice_of_light_and_dark_is_kept(browser: Browser, site: Path) -> None:
    """What a reader chooses holds at once, and on the next page.

    The paper has its colour before the page is drawn: the script sets it while the head is read.
    """
    page = Visit(browser, site / "rome.html", WIDE).page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Text and colours").click()
    dialog = page.get_by_role("dialog", name="Text and colours")
    dialog.get_by_label("light", exact=True).check()
    assert light == page.evaluate(paper)
    dialog.get_by_label("dark").check()
    dark = page.evaluate(paper)
    assert light != dark
    page.keyboard.press("Escape")
    page.locator("a[rel=next]").click()
    page.wait_for_load_state("load")
    assert page.url.endswith("athens.html")
    assert dark == page.evaluate(paper)


def test_the_contents_open_and_close(browser: Browser, site: Path) -> None:
    """The contents of the book are one step away on each page; Escape closes them."""
    page = Visit(browser, site / "rome.html", WIDE).page
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Roads", exact=True).is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Roads", exact=True).is_visible()
    assert page.evaluate("document.activeElement.matches('summary')")


@pytest.mark.parametrize("name", ["calm", "crowd"])
def test_paper_has_all_notes(browser: Browser, site: Path, name: str) -> None:
    """Printed from a wide window, the notes stand whole at the end of the page, black on white."""
    page = Visit(browser, site / f"{name}.html", WIDE, color_scheme="dark").page
    page.emulate_media(media="print")
    notes = boxes(page, "aside.note")
    (text,) = boxes(page, ".chapter-text")
    assert all(note["top"] > text["bottom"] for note in notes)
    assert page.evaluate("[...document.querySelectorAll('aside.note')].every("
                         "n => n.scrollHeight <= n.clientHeight + 1)")  # fmt: skip
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert not page.locator(".site-head").is_visible()
