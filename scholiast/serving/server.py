"""The HTTP server: finished bytes from memory, to browsers of this machine and nobody else."""

import contextlib
import hashlib
import sys
import urllib.parse
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from socket import AF_INET6
from typing import Any

from scholiast.serving import pages
from scholiast.serving.stand import Stand, State

HOSTS = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
"""Names of this machine for itself, and the address that each means here."""

_BEAT = 10.0  # seconds after which a browser that has heard nothing is told that we are there
_IDLE = 30.0  # seconds that a connection may be open without a request

_TYPES = {
    ".bib": "application/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_HEADERS = {
    "Cache-Control": "no-cache",  # ask each time; what is the same is not sent again
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_MISSING = ("There is no such page", "The book has no page at this address now.")
_NOT_YET = ("Not built yet", "The book will appear here as soon as it is built.")


class Server(ThreadingHTTPServer):
    """A server of the book on a `stand`, at an address of this machine."""

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # where it would let others take the port
    request_queue_size = 64

    def __init__(self, host: str, port: int, stand: Stand) -> None:
        if ":" in host:
            self.address_family = AF_INET6
        super().__init__((host, port), partial(_Handler, stand, pages.own_files()))

    @property
    def address(self) -> str:
        """Return the address of the book."""
        host, port = self.server_address[:2]
        name = f"[{host!s}]" if ":" in str(host) else host
        return f"http://{name!s}:{port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over browsers that went away; tell of anything else."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version = "Scholiast"
    sys_version = ""
    timeout = _IDLE

    def __init__(self, stand: Stand, own: Mapping[str, bytes], *arguments: Any) -> None:
        self._stand = stand
        self._own = own
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Send what is asked for."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send what would be said of what is asked for."""
        self._answer()

    def log_message(self, format: str, *values: object) -> None:
        """Say nothing: the terminal is for the manuscript."""

    def _answer(self) -> None:
        if not is_host(self.headers.get("Host", "")):
            words = b"This server answers to 127.0.0.1 and localhost alone.\n"
            return self._send(HTTPStatus.MISDIRECTED_REQUEST, words, ".txt")
        asked = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(asked.path)
        if path == pages.EVENTS:
            query = urllib.parse.parse_qs(asked.query)
            return self._tell(_page(query.get("page", ["/"])[0]))
        if path in self._own:
            return self._send(HTTPStatus.OK, self._own[path], PurePosixPath(path).suffix)
        return self._show(_page(path))

    def _show(self, path: str) -> None:
        """Send a file of the book."""
        state = self._stand.state
        data = state.files.get(path)
        if data is None:
            return self._send(*_absent(state), ".html")
        suffix = PurePosixPath(path).suffix.lower()
        if suffix == ".html":
            data = _dressed(data, state.stamp(path))
        return self._send(HTTPStatus.OK, data, suffix)

    def _send(self, status: HTTPStatus, data: bytes, suffix: str) -> None:
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        is_known = status is HTTPStatus.OK and tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if is_known else status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("ETag", tag)
        if not is_known:
            self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if not is_known and self.command != "HEAD":
            self.wfile.write(data)

    def _tell(self, path: str) -> None:
        """Send each state from now on, as it comes, until the browser goes away."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, value in {**_HEADERS, "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        number = -1
        while self.command != "HEAD":
            found = self._stand.after(number, _BEAT)
            if found is None:
                return
            is_new, (number, state) = found[0] != number, found
            self.wfile.write(pages.as_event(state, path) if is_new else b": still here\n\n")
            self.wfile.flush()


def is_host(header: str) -> bool:
    """Tell whether a Host header names this machine, at whatever port.

    A name of another host that leads here would let a page of that host read the book (DNS
    rebinding).
    """
    with contextlib.suppress(ValueError):
        return urllib.parse.urlsplit(f"//{header}").hostname in HOSTS
    return False


def _page(path: str) -> str:
    """Return the address of the page that an address means."""
    return f"{path}index.html" if path.endswith("/") else path


def _absent(state: State) -> tuple[HTTPStatus, bytes]:
    """Return what is sent where a book has nothing: that there is no page, or no book yet."""
    if state.files:
        return HTTPStatus.NOT_FOUND, pages.message(*_MISSING, leads_home=True)
    return HTTPStatus.SERVICE_UNAVAILABLE, pages.message(*_NOT_YET)


@lru_cache(maxsize=64)
def _dressed(page: bytes, stamp: str) -> bytes:
    return pages.dressed(page, stamp)


def open_server(host: str, ports: range, stand: Stand) -> Server:
    """Return a server at the first of some ports that is free. Raises OSError where none is."""
    attempts: list[Callable[[], Server]] = [partial(Server, host, port, stand) for port in ports]
    for attempt in attempts[:-1]:
        with contextlib.suppress(OSError):
            return attempt()
    return attempts[-1]()
