"""Pages as they are served: those of the book with a script that reloads them, and our own."""

import json
from dataclasses import asdict

from lxml import etree
from lxml import html as parsing

from scholiast.serving.stand import State
from scholiast.theme import Theme

HOME = "/_scholiast/"
"""Where the server's own files lie; no book has an address that begins so."""

EVENTS = f"{HOME}events"
SCRIPT, SHEET = f"{HOME}client.js", f"{HOME}client.css"
_OWN = {SCRIPT: "client.js", SHEET: "client.css"}
_POLICY = ".//meta[@http-equiv='Content-Security-Policy']"


def own_files() -> dict[str, bytes]:
    """Return the files that served pages load beside those of the book, by address."""
    theme = Theme.find()
    return {address: theme.data(f"templates/serving/{name}") for address, name in _OWN.items()}


def dressed(page: bytes, stamp: str) -> bytes:
    """Return a page of a book with the script that reloads it; `stamp` is what it is known by.

    Its policy allows it to hear from the server that it came from, and nothing else.
    """
    tree = parsing.document_fromstring(page, parsing.HTMLParser(encoding="utf-8", huge_tree=True))
    for policy in tree.iterfind(_POLICY):
        policy.set("content", f"{policy.get('content')}; connect-src 'self'")
    script = etree.SubElement(tree.find("head"), "script", src=SCRIPT, defer="defer")
    script.set("data-stamp", stamp)
    script.set("data-events", EVENTS)
    script.set("data-sheet", SHEET)
    written: str = etree.tostring(tree, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{written}\n".encode()


def message(title: str, words: str, *, leads_home: bool = False) -> bytes:
    """Return a page of the server's own."""
    written = Theme.find().render(
        "serving/message.html", title=title, words=words, leads_home=leads_home
    )
    return dressed(written.encode(), "none")


def as_event(state: State, path: str) -> bytes:
    """Return a state as a server-sent event (HTML Standard, 9.2.6), for the page at `path`."""
    record = {
        "doing": state.doing.value,
        "since": round(state.since * 1000),  # ms, as scripts count
        "stamp": state.stamp(path),
        "errors": state.errors,
        "warnings": state.warnings,
        "proved": state.proved,
        "remarks": [asdict(remark) for remark in state.remarks],
    }
    return f"data: {json.dumps(record, ensure_ascii=False)}\n\n".encode()
