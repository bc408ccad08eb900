"""The program itself: a book beside its manuscript in a real browser, whatever happens."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import books
from tests.html.test_browser import FLAGS

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Plain words that fill the lines of a page. " * 12
MOST = 20.0  # seconds for anything on a machine that does much else

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="it has no SIGTERM to catch")


def chapter(middle: str) -> str:
    """Return a chapter long enough to be scrolled, with a note, and `middle` in its middle."""
    return (
        "# A chapter\n\n"
        + "".join(f"Number {n}. {WORDS}\n\n" for n in range(12))
        + f"{middle}[^n]\n\n"
        + "".join(f"Later {n}. {WORDS}\n\n" for n in range(12))
        + "[^n]: A note.\n"
    )


@dataclass
class Running:
    """The program as it runs: the book in `root`, and what it has printed so far."""

    root: Path
    process: "subprocess.Popen[str]"
    log: Path

    def printed(self, pattern: str) -> re.Match[str]:
        """Return what it prints, as soon as it does."""
        until = time.monotonic() + MOST
        while time.monotonic() < until:
            if found := re.search(pattern, self.log.read_text(encoding="utf-8")):
                return found
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.02)
        raise AssertionError(f"{pattern!r} is not in:\n{self.log.read_text(encoding='utf-8')}")

    @property
    def address(self) -> str:
        """Return the address that it printed."""
        return self.printed(r"http://\S+/")[0]

    def write(self, path: str, text: str) -> None:
        """Write a file of the manuscript as editors do: beside it, and then in its place."""
        place = self.root / path
        beside = place.with_name(f".{place.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(place)

    def end(self, number: int) -> tuple[int, float]:
        """Send a signal; return the exit code, and after how many seconds it ended."""
        started = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(MOST), time.monotonic() - started


def start(folder: Path, *words: str) -> Running:
    """Write a small book and start the program on it, at any port that is free."""
    files = {"chapters/a.md": chapter("The middle."), "chapters/b.md": "# Beside\n\nWords.\n"}
    folder.mkdir(exist_ok=True)
    root = books.write(folder / "book", files)
    log = folder / "log"
    command = (sys.executable, "-m", "scholiast", "serve", "--book", str(root), "--jobs", "1")
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            (*command, "--port", "0", *words),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=file,
            stderr=file,
            text=True,
        )
    return Running(root, process, log)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return the program as it serves a small book."""
    found = start(tmp_path_factory.mktemp("served"))
    yield found
    found.process.kill()
    found.process.wait(MOST)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(running: Running, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return the first chapter of the served book, as it is at the beginning."""
    name = request.node.name.replace("_", " ")  # so that no earlier state is taken for it
    running.write("chapters/a.md", chapter(f"The middle. This {name}."))
    found = browser.new_page(viewport={"width": 1200, "height": 600})
    found.set_default_timeout(MOST * 1000)
    expect.set_options(timeout=MOST * 1000)
    found.goto(running.address)
    found.get_by_role("link", name="A chapter").first.click()
    expect(found.get_by_text(f"This {name}.")).to_be_attached()
    yield found
    found.close()


def top_of(page: Page, words: str) -> float:
    """Return where a paragraph stands in the window, in px from its top."""
    box = page.get_by_text(words).first.bounding_box()
    assert box is not None
    return box["y"]


def go_to(page: Page, words: str) -> None:
    """Scroll to a paragraph at once, when the page is there with its fonts."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => {})")
    how = "element => element.scrollIntoView({block: 'center', behavior: 'instant'})"
    page.get_by_text(words).first.evaluate(how)


def settled(page: Page, measure: Callable[[], float]) -> float:
    """Return what a measure is when it does not change any more."""
    last = measure()
    for _ in range(50):
        page.wait_for_timeout(100)
        if measure() == last:
            break
        last = measure()
    return last


def test_an_edit_is_shown_where_the_reader_was(running: Running, page: Page) -> None:
    """A paragraph above may grow, the one in view may change: the reader's place stays."""
    go_to(page, "Later 1.")
    before = settled(page, lambda: top_of(page, "Later 1."))
    running.write("chapters/a.md", chapter("The middle, edited. " + WORDS * 3))
    expect(page.get_by_text("The middle, edited.")).to_be_attached()
    assert before == pytest.approx(settled(page, lambda: top_of(page, "Later 1.")), abs=1)
    go_to(page, "Number 9.")
    at = settled(page, lambda: page.evaluate("scrollY"))
    running.write("chapters/a.md", chapter("The middle is another."))
    expect(page.get_by_text("The middle is another.")).to_be_attached()
    assert at == pytest.approx(settled(page, lambda: page.evaluate("scrollY")), abs=1)


def test_errors_lie_over_the_last_good_page_until_they_are_mended(
    running: Running, page: Page
) -> None:
    """They have place, message, hint and the line; Escape closes them; mended, they go."""
    panel, pill = page.locator("#scholiast-serve .panel"), page.locator("#scholiast-serve .pill")
    running.write("chapters/a.md", chapter("The middle.") + "\n[^lost]: Nobody calls it.\n")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("error N003")
    expect(panel).to_contain_text("chapters/a.md:")
    expect(panel).to_contain_text("[^lost]: Nobody calls it.")
    expect(panel.get_by_role("heading")).to_contain_text("Not built at")
    expect(page.get_by_text("The middle.")).to_be_attached()
    page.locator("#scholiast-serve .close").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(pill).to_contain_text("not built: 1 error")
    assert running.printed(r"error\[N003\]: note `lost` is never called")
    running.write("chapters/a.md", chapter("The middle is mended."))
    expect(page.get_by_text("The middle is mended.")).to_be_attached()
    expect(pill).to_be_hidden()
    running.write("chapters/a.md", chapter("The middle[^gone] is open."))
    expect(pill).to_contain_text("1 warning")  # a draft stands for what is not written yet
    expect(page.locator("main").get_by_text("is open.")).to_be_attached()


def test_nothing_ends_it(running: Running, page: Page) -> None:
    """Broken settings, junk, a chapter or the whole book gone: each is told, and can be mended."""
    panel = page.locator("#scholiast-serve .panel")
    settings = (running.root / "book.yaml").read_text(encoding="utf-8")
    away = running.root.with_name("away")
    for what, code in {"yaml": "M0", "junk": "M0", "no chapter": "M0", "no book": "M0"}.items():
        if what == "yaml":
            running.write("book.yaml", "title: [\n")
        elif what == "junk":
            (running.root / "chapters/a.md").write_bytes(bytes(range(256)) * 99)
        elif what == "no chapter":
            (running.root / "chapters/a.md").unlink()
        else:
            running.root.rename(away)
        expect(panel, what).to_be_visible()
        expect(panel, what).to_contain_text(f"error {code}")
        if away.exists():
            away.rename(running.root)
        running.write("book.yaml", settings)
        running.write("chapters/a.md", chapter(f"The middle after {what}."))
        expect(page.get_by_text(f"The middle after {what}.")).to_be_attached()
        expect(panel, what).to_be_hidden()
    assert running.process.poll() is None


def test_a_burst_of_saves_ends_with_the_last(running: Running, page: Page) -> None:
    """However fast files are saved, what is shown at last is what was saved at last."""
    for number in range(40):
        running.write("chapters/a.md", chapter(f"The middle {number} of many."))
        time.sleep(0.01)
    expect(page.get_by_text("The middle 39 of many.")).to_be_attached()
    log = running.log.read_text(encoding="utf-8")
    assert log.count("built in") < 40
    assert not (running.root / "dist").exists()
    assert not (running.root.parent / "dist").exists()


@needs_signals
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_within_a_second_whatever_it_does(tmp_path: Path, number: int) -> None:
    """Its exit code is 0, its port is free at once, and no process is left behind."""
    running = start(tmp_path, "--jobs", "2")
    port = int(running.address.rsplit(":", 1)[1].rstrip("/"))
    if number == signal.SIGTERM:
        running.printed("proofread")
    workers = children(running.process.pid)
    code, seconds = running.end(number)
    assert (0, True) == (code, seconds < 3), seconds  # one second, on a machine that does nothing
    assert "Traceback" not in running.log.read_text(encoding="utf-8")
    with socket.create_server(("127.0.0.1", port)):
        pass
    until = time.monotonic() + MOST
    while (left := [pid for pid in workers if alive(pid)]) and time.monotonic() < until:
        time.sleep(0.02)
    assert [] == left
    shutil.rmtree(running.root)


def children(pid: int) -> list[int]:
    """Return the processes below a process, where the system tells of them."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text(encoding="ascii").split()):
            found += [child, *children(child)]
    return found


def alive(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_where_it_can_and_can_not_listen(tmp_path: Path) -> None:
    """Other machines are not served; a port that is taken is said to be."""
    running = start(tmp_path, "--host", "0.0.0.0")
    assert 2 == running.process.wait(MOST)
    assert "this machine alone" in " ".join(running.log.read_text(encoding="utf-8").split())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = start(tmp_path / "again", "--port", str(port))
        assert 2 == running.process.wait(MOST)
    assert f"port {port} of 127.0.0.1 can't be had" in running.log.read_text(encoding="utf-8")
