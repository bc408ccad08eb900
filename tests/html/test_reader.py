"""In a real browser, from a folder on disk: search, keys, settings, the place one stopped at."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import factory
from tests.html.test_browser import FLAGS, WORDS, boxes, crowd, focused, written

DESK = {"width": 1440, "height": 900}
MANY = "".join(f"<p>{WORDS * 6}Number {number}.</p>" for number in range(40))
TONGUES = (
    "<p>Der Straße entlang, à l’Élysée.[[naïve|A naïve “note” on Œdipus.]]</p>"
    "<p lang='zh-Hant'>羅馬帝國的道路。</p><p lang='ar'>والكِتَابُ جديد</p><p lang='he'>בַּסֵּפֶר</p>"
    "<h2 id='deep'>Deep waters</h2><p>A road of stone, and of the river.</p>"
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
    """Return the folder of a web book: a long chapter, one of many tongues, one of many notes."""
    chapters = (
        factory.chapter("long", f"{MANY}<p>River[[r|The river’s source.]] and stone.</p>"),
        factory.chapter("tongues", TONGUES),
        factory.chapter("crowd", crowd()),
    )
    return written(factory.book(*chapters), tmp_path_factory.mktemp("read"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser that nothing is known to; what a page complains of fails the test."""
    found = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.on("weberror", lambda problem: said.append(str(problem.error)))
    yield found
    found.close()
    assert said == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a window of it."""
    return context.new_page()


def address(site: Path, name: str, rest: str = "") -> str:
    """Return the address of a page of the book, with a query or a fragment."""
    return f"{(site / f'{name}.html').as_uri()}{rest}"


def search(page: Page, query: str) -> list[str]:
    """Return the hits of a query, each with where it is and what it says."""
    if not page.locator(".tool-search").is_visible():
        page.keyboard.press("/")
    page.get_by_role("searchbox").fill(query)
    page.wait_for_timeout(90)
    return page.locator(".hits a").all_inner_texts()


# -- search --


def test_words_are_found_in_any_script(page: Page, site: Path) -> None:
    """Case, accents and vowel points are nothing; beginnings of words are enough, parts are not."""
    page.goto(address(site, "index"))
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.locator(".search-status:empty").wait_for(state="attached")
    for query in ("STRASSE entl", "elysee", "帝國的", "كتاب", "والكتاب", "ספר"):
        assert 1 == len(search(page, query)), query
    for query in ("oad", "rasse", "nothing of it", "馬羅", "“stone road”"):
        assert [] == search(page, query), query
    assert "Nothing found" == page.get_by_role("status").inner_text()
    assert 1 == len(search(page, '"road of stone"'))
    assert 1 == len(search(page, "stone road"))


def test_titles_come_first_and_say_where_the_rest_is(page: Page, site: Path) -> None:
    """A heading goes before text; a word of it helps to find what stands below it."""
    page.goto(address(site, "index"))
    hits = search(page, "deep")
    assert "Tongues\nDeep waters" == hits[0]
    assert (
        "Tongues · Deep waters\nA road of stone, and of the river." == search(page, "deep road")[0]
    )
    assert "Tongues\nDeep waters" not in search(page, "deep road")


def test_a_hit_in_a_note_leads_to_it_and_its_call(page: Page, site: Path) -> None:
    """It says which note it is; on the page both are marked, and the address is clean again."""
    page.goto(address(site, "index"))
    (hit,) = search(page, "naive oedipus")
    assert "Tongues · Note 1\nA naïve “note” on Œdipus." == hit
    assert ["naïve", "Œdipus"] == page.locator(".hits mark").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tongues.html#note-tongues-na*")
    assert 2 == page.locator(".active").count()
    lit = "[...CSS.highlights.get('scholiast-hits')].map(String)"
    page.wait_for_function("CSS.highlights.has('scholiast-hits')")
    assert ["naïve", "Œdipus"] == page.evaluate(lit)


def test_the_search_is_left_as_it_was_entered(page: Page, site: Path) -> None:
    """Escape closes it at once, and the focus is where it was; arrows go through the hits."""
    page.goto(address(site, "tongues"))
    page.locator(".search-button").click()
    assert 2 <= len(search(page, "the"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.hits a')[1]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.search-button')")


# -- keys --


def test_keys_lead_through_chapters_and_notes(page: Page, site: Path) -> None:
    """Arrows turn to the next chapter and back; letters go from note to note."""
    page.goto(address(site, "long"))
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/tongues.html")
    page.locator("html:not(.awaited)").wait_for()
    page.keyboard.press("n")
    assert focused(page).startswith("call-tongues-na")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/long.html")
    page.locator("html:not(.awaited)").wait_for()
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.matches('.site-contents summary')")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address(site, "crowd"))
    page.locator("html:not(.awaited)").wait_for()
    for _ in range(2):
        page.keyboard.press("n")
    assert "call-crowd-n1" == focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="Note 3")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("dialog", name="Note 2")).to_be_visible()
    page.keyboard.press("Escape")
    assert "call-crowd-n1" == focused(page)


def test_keys_leave_fields_alone_and_can_be_turned_off(page: Page, site: Path) -> None:
    """What is typed is text; who speaks to a machine can do without letters (WCAG 2.2, 2.1.4)."""
    page.goto(address(site, "tongues"))
    search(page, "")
    page.keyboard.type("nd/?")
    assert "nd/?" == page.get_by_role("searchbox").input_value()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_visible()


# -- the place --


def test_one_goes_on_where_one_stopped(context: BrowserContext, site: Path) -> None:
    """A chapter opened anew shows the paragraph that was read last; the first page leads there.

    Who follows a link to a place gets that place, and from page to page one begins at the top.
    """
    page = context.new_page()
    page.goto(address(site, "long"))
    page.locator(".chapter-text p").nth(30).evaluate("e => e.scrollIntoView()")
    page.wait_for_timeout(500)
    page.close()
    page = context.new_page()
    page.set_viewport_size({"width": 500, "height": 700})
    page.goto(address(site, "long"))
    expect(page.get_by_role("status")).to_contain_text("You are where you stopped reading.")
    expect(page.locator(".chapter-text p").nth(31)).to_be_in_viewport()
    page.get_by_role("button", name="To the start").click()
    assert 0 == page.evaluate("scrollY")
    page.close()
    page = context.new_page()
    page.goto(address(site, "long", "#note-long-r"))
    expect(page.locator("#note-long-r")).to_be_in_viewport()
    expect(page.locator(".told")).to_have_count(0)
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/tongues.html")
    assert 0 == page.evaluate("scrollY")
    page.goto(address(site, "index"))
    expect(page.locator(".go-on a")).to_have_attribute("href", "tongues.html")


# -- how it looks --


@pytest.fixture(scope="module")
def crowded(browser: Browser, site: Path) -> Iterator[Page]:
    """Return a page with many notes."""
    found = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    found.goto(address(site, "crowd"))
    yield found
    found.close()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    width=st.integers(900, 2400),
    size=st.integers(8, 20),
    spacing=st.integers(12, 22),
    length=st.integers(7, 16),
)
def test_no_choice_makes_notes_overlap(
    crowded: Page, width: int, size: int, spacing: int, length: int
) -> None:
    """At any width and size of letters notes stand in order, clear of each other and the text.

    Where the letters are too large for a margin, there is none, and nothing runs out of the window.
    """
    crowded.set_viewport_size({"width": width, "height": 800})
    crowded.evaluate(
        "chosen => scholiastSettings.set(chosen)",
        {"size": 10 * size, "spacing": 10 * spacing, "length": 10 * length},
    )
    crowded.evaluate("new Promise(done => setTimeout(() => requestAnimationFrame(done), 80))")
    notes = boxes(crowded, "aside.note")
    (text,) = boxes(crowded, ".chapter-text")
    assert all(above["bottom"] < below["top"] for above, below in pairwise(notes))
    assert all(-1 <= note["left"] and note["right"] <= width + 1 for note in notes)
    if crowded.evaluate("document.documentElement.matches('.notes-beside')"):
        assert all(note["left"] >= text["right"] for note in notes)
    else:
        assert all(note["top"] > text["bottom"] for note in notes)


_SHIFTS = """
window.moved = 0;
const see = (list) => { for (const shift of list.getEntries()) window.moved += shift.value; };
new PerformanceObserver(see).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_moves_while_a_page_loads(context: BrowserContext, site: Path) -> None:
    """No word is seen to move (Layout Instability API), on a desk or a telephone."""
    page = context.new_page()
    page.add_init_script(_SHIFTS)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for name in ("index", "tongues", "crowd"):
            page.goto(address(site, name))
            page.wait_for_timeout(150)
            assert (name, 0) == (name, page.evaluate("moved"))


def test_what_is_touched_is_large_enough(context: BrowserContext, site: Path) -> None:
    """Calls of notes and buttons are at least 24 px each way (WCAG 2.2, 2.5.8)."""
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address(site, "crowd"))
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("button, a.note-ref, summary")].map((e) => {
          const box = e.getBoundingClientRect(), more = getComputedStyle(e, "::after");
          const extra = (side) => more.position === "absolute" ? -parseFloat(more[side]) : 0;
          return Math.min(box.width + extra("left") + extra("right"),
                          box.height + extra("top") + extra("bottom"));
        })"""
    )
    assert 10 < len(sizes)
    assert 24 <= min(sizes)
