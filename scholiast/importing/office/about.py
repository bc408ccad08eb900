"""What a word processor's file says of its book: title, authors, language."""

import re
from collections.abc import Mapping
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.docx.container import Element
from scholiast.importing import language
from scholiast.importing.office.rules import OF_THE_FILE
from scholiast.importing.trees.words import plain
from scholiast.source import Span

_DC = "{http://purl.org/dc/elements/1.1/}"
_NO_TITLE = re.compile(
    r"(?:microsoft word|document|untitled|unbenannt|dokument|sans titre)\b", re.I
)
_ENOUGH = 200  # characters from which on the words of a text say its language


def metadata(
    path: str, meta: Mapping[str, Any], properties: Element | None, tag: str | None, words: str
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Return values for `book.yaml`, and what had to be guessed.

    `meta` is pandoc's, made of paragraphs of the styles Title, Author and so on; `properties` are
    those of the file (Dublin Core), `tag` the language that its styles name, `words` its text.
    """
    findings: list[Diagnostic] = []
    found: dict[str, Any] = {key: plain(meta[key]) for key in ("title", "subtitle") if key in meta}
    title = _property(properties, "title")
    if not found.get("title") and title and not _NO_TITLE.match(title):
        found["title"] = title
    names = [plain(one) for one in _authors(meta.get("author"))]
    creators = [one.strip() for one in re.split(r"[;&]", _property(properties, "creator"))]
    if not any(names) and any(creators):
        names = creators
        said = f"the author is taken from the file's properties: {', '.join(names)}"
        findings.append(OF_THE_FILE.at(Span(path), said, "look at `contributors` in book.yaml"))
    found["contributors"] = [{"name": name} for name in names if name]
    if exact := _language(tag or _property(properties, "language"), words):
        found["language"] = exact
    return found, findings


def _authors(meta: Mapping[str, Any] | None) -> list[Any]:
    if meta is None:
        return []
    return list(meta["c"]) if meta["t"] == "MetaList" else [meta]


def _property(properties: Element | None, name: str) -> str:
    one = properties.find(f"{{*}}{name}") if properties is not None else None
    if one is None and properties is not None:
        one = next(properties.iter(f"{_DC}{name}"), None)
    return " ".join((one.text or "").split()) if one is not None else ""


def _language(tag: str, words: str) -> str | None:
    """Return the language that a file names, where its words do not speak against it.

    What a word processor writes is mostly the language of the computer.
    """
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
        return None
    guessed = language.guess(words)
    is_alike = guessed.partition("-")[0] == tag.lower().partition("-")[0]
    return tag if is_alike or len(words) < _ENOUGH else None
