"""Reading systems in a browser: pages of ours around foliate-js and epub.js, served from loopback.

A reading system is opened once with a book, and is then touched where a reader would touch it.
"""

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

HERE = Path(__file__).parent
PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 820, "height": 1180}

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
}


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers requests for the files of some folders, and for nothing else."""

    def __init__(self, folders: Mapping[str, Path], *rest: Any) -> None:
        self.folders = folders
        super().__init__(*rest)

    def do_GET(self) -> None:
        prefix, _, name = self.path.partition("?")[0].lstrip("/").partition("/")
        root = self.folders.get(prefix)
        path = None if root is None else (root / name).resolve()
        if root is None or path is None or not path.is_relative_to(root) or not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", _TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(node_modules: Path, books: Path) -> Iterator[str]:
    """Serve the reading systems and the folder `books` on loopback; yield their address."""
    folders = {
        "ours": HERE,
        "books": books.resolve(),
        "foliate-js": (node_modules / "foliate-js").resolve(),
        "epubjs": (node_modules / "epubjs" / "dist").resolve(),
        "jszip": (node_modules / "jszip" / "dist").resolve(),
    }
    handler = functools.partial(_Handler, folders)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True)
class System:
    """A reading system with a book open, and what it missed in it."""

    page: Page
    complaints: list[str]

    def ask(self, name: str, *values: object) -> Any:
        """Call a function of the harness; playwright's Error where it throws."""
        return self.page.evaluate(f"([...values]) => reader.{name}(...values)", values)

    def touch(self, find: str, name: str) -> None:
        """Touch the screen where a function of the harness finds what has a name."""
        script = (
            "async ([find, name]) => { const { x, y } = await reader[find](name); return [x, y] }"
        )
        x, y = self.page.evaluate(script, [find, name])
        self.page.touchscreen.tap(x, y)


@contextmanager
def opened(
    browser: Browser,
    address: str,
    engine: str,
    book: str,
    *settings: object,
    size: ViewportSize = PHONE,
    **context: Any,
) -> Iterator[System]:
    """Open a book, a name in the folder of books, in the engine `foliate` or `epubjs`.

    `settings` are those of its `open`, and `context` those of the browser's context.
    """
    own = browser.new_context(viewport=size, has_touch=True, **context)
    page = own.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    # What a reading system throws, as when a pop-up is closed early, is its own affair.
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/ours/{engine}.html")
    page.wait_for_function("globalThis.reader")
    system = System(page, complaints)
    system.ask("open", f"{address}/books/{book}", *settings)
    yield system
    own.close()
