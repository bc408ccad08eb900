"""The server gives finished bytes to browsers of this machine, and to nobody else."""

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as parsing

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.serving import open_stand
from scholiast.serving.server import Server, is_host
from scholiast.serving.stand import MOST, Doing, Stand, State
from scholiast.source import Position, Source, Span

PAGE = (
    b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta'
    b" http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'\">"
    b"<title>T</title></head><body><p>One & \xc3\xa9.</p></body></html>"
)
FILES = {
    "/index.html": PAGE,
    "/a b.html": PAGE,
    "/assets/web.css": b"p { color: red }",
    "/assets/i.png": b"\x89PNG",
    "/assets/search-1.js": b"1",
}
SHOWN = State(Doing.BUILDING, 0).showing(FILES, 1)


@pytest.fixture
def served() -> Iterator[tuple[Server, Stand]]:
    """Return a server that shows a small book, at a port of its own."""
    server, stand = open_stand("127.0.0.1", range(1))
    stand.show(SHOWN)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server, stand
    stand.end()
    server.shutdown()
    server.server_close()
    thread.join(5)
    assert not thread.is_alive()


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """Return what a server answers, its bytes apart."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?x=1", "text/html; charset=utf-8"),
        ("/a%20b.html", "text/html; charset=utf-8"),
        ("/assets/web.css", "text/css; charset=utf-8"),
        ("/assets/i.png", "image/png"),
        ("/_scholiast/client.js", "text/javascript; charset=utf-8"),
    ],
)
def test_files_have_their_types(served: tuple[Server, Stand], path: str, type: str) -> None:
    """A browser asks each time, is told what it gets, and takes nothing for anything else."""
    response, data = ask(served[0], path)
    assert (200, type, "no-cache") == (
        response.status,
        response.getheader("Content-Type"),
        response.getheader("Cache-Control"),
    )
    assert "nosniff" == response.getheader("X-Content-Type-Options")
    assert "same-origin" == response.getheader("Cross-Origin-Resource-Policy")
    head, nothing = ask(served[0], path, "HEAD")
    assert (str(len(data)), b"") == (head.getheader("Content-Length"), nothing)
    again, _ = ask(served[0], path, If_None_Match=response.getheader("ETag") or "")
    assert 304 == again.status


def test_a_page_is_dressed_when_it_is_served_alone(served: tuple[Server, Stand]) -> None:
    """It gets one script and leave to hear from the server; its words and its file stay."""
    _, data = ask(served[0], "/")
    tree = parsing.document_fromstring(data)
    [policy] = tree.xpath("//meta[@http-equiv]/@content")
    assert "default-src 'none'; script-src 'self'; connect-src 'self'" == policy
    [script] = tree.xpath("//script")
    assert ("/_scholiast/client.js", SHOWN.stamp("/index.html"), None) == (
        script.get("src"),
        script.get("data-stamp"),
        script.text,
    )
    assert "<p>One &amp; é.</p>".encode() in data
    assert PAGE == FILES["/index.html"]


@pytest.mark.parametrize(
    "path", ["/../book.yaml", "/%2e%2e/book.yaml", "/assets/../../etc/passwd", "//etc/passwd", "/x"]
)
def test_nothing_but_the_book_is_served(served: tuple[Server, Stand], path: str) -> None:
    """Addresses are names of pages, never paths of files; elsewhere there is a page saying so."""
    response, data = ask(served[0], path)
    assert (404, "text/html; charset=utf-8") == (
        response.status,
        response.getheader("Content-Type"),
    )
    assert b"There is no such page" in data
    assert b'data-stamp="none"' in data


def test_other_hosts_are_refused(served: tuple[Server, Stand]) -> None:
    """A name that leads here by another's name server reads nothing of the book."""
    response, data = ask(served[0], "/", Host="evil.example:8000")
    assert 421 == response.status
    assert b"One" not in data


@pytest.mark.parametrize(
    ("header", "is_ours"),
    [
        ("localhost", True),
        ("LOCALHOST:9000", True),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example:8000", False),
        ("evil.example", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_names_of_this_machine(header: str, is_ours: bool) -> None:
    """A Host header is taken for ours where its name is, whatever the port."""
    assert is_ours == is_host(header)


def test_before_the_first_build_there_is_a_page_that_waits(served: tuple[Server, Stand]) -> None:
    """It is not the missing page: the book may have it yet."""
    served[1].show(State(Doing.BUILDING, 0))
    response, data = ask(served[0], "/c1.html")
    assert 503 == response.status
    assert b"Not built yet" in data


def events(server: Server, count: int, change: Any) -> list[dict[str, Any]]:
    """Return the first states that a page hears of, while a `change` is made after the first."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("GET", "/_scholiast/events?page=/")
    response = connection.getresponse()
    assert "text/event-stream; charset=utf-8" == response.getheader("Content-Type")
    found: list[dict[str, Any]] = []
    while len(found) < count:
        line = response.readline()
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
            if len(found) == 1:
                change()
    connection.close()
    return found


def test_browsers_are_told_of_each_state(served: tuple[Server, Stand]) -> None:
    """A page hears what is shown now, and then what is shown next, with what is wrong."""
    server, stand = served
    rule = Rule("N001", "undefined-note", Severity.ERROR, "")
    place = Span("a.md", Position(1, 3), Position(1, 6))
    wrong = Diagnostic(rule, "no note <b>", place, "write it")
    sources = {"a.md": Source("a.md", "A [^x].\n")}
    failed = replace(SHOWN, doing=Doing.FAILED, since=2.5).with_findings((wrong,), sources)
    first, second = events(server, 2, lambda: stand.show(failed))
    assert ("shown", [], SHOWN.stamp("/index.html")) == (
        first["doing"],
        first["remarks"],
        first["stamp"],
    )
    assert ("failed", 2500, 1, 0, first["stamp"]) == (
        *(second[name] for name in ("doing", "since", "errors", "warnings")),
        second["stamp"],
    )
    [remark] = second["remarks"]
    assert ("a.md:1:3", "no note <b>", "write it") == (
        remark["place"],
        remark["message"],
        remark["hint"],
    )
    assert "A [^x].\n  |   ^^^" in remark["excerpt"]


def test_a_stamp_is_another_when_the_page_looks_otherwise() -> None:
    """Style sheets count for every page; other pages, and what is searched, do not."""
    stamp = SHOWN.stamp("/index.html")
    for path, is_other in {
        "/index.html": True,
        "/assets/web.css": True,
        "/a b.html": False,
        "/assets/search-1.js": False,
    }.items():
        changed = SHOWN.showing({**FILES, path: b"other"}, 2)
        assert is_other == (stamp != changed.stamp("/index.html")), path


def test_errors_come_first_and_the_rest_is_counted() -> None:
    """A page shows as many findings as can be read, and says how many there are."""
    rules = {one: Rule("N001", "rule", one, "") for one in Severity}
    many = [Diagnostic(rules[Severity.WARNING], f"w{n}") for n in range(MOST)]
    few = [Diagnostic(rules[Severity.ERROR], "e"), Diagnostic(rules[Severity.NOTE], "n")]
    state = SHOWN.with_findings((*many, *few), {})
    assert (1, MOST, MOST, "e") == (
        state.errors,
        state.warnings,
        len(state.remarks),
        state.remarks[0].message,
    )


def test_a_state_takes_the_place_of_the_one_it_is_about() -> None:
    """What was found in an old book is not said of a new one."""
    stand = Stand(SHOWN)
    proved = replace(SHOWN, proved=3)
    assert stand.exchange(SHOWN, proved)
    assert not stand.exchange(SHOWN, replace(SHOWN, proved=4))
    assert proved is stand.state
    stand.end()
    assert stand.after(1, 5) is None
