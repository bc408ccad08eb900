"""What readers of a web book search in: its text and notes as data, which a script looks through.

A page can't ask for files where it is opened from a folder (`file:`), but it can load scripts. So
the words stand in scripts, passage by passage, and are loaded when a reader first searches.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from scholiast import text
from scholiast.html.trees import Element

FILE = "search-{number}.js"
"""What the files are called, counted from 1."""

LARGEST = 300_000
"""Bytes after which a file of several chapters is closed, and the next one begun."""

_PARAGRAPH, _HEADING, _NOTE = range(3)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset({"blockquote", "dd", "dt", "figure", "li", "p", "pre", "table", "tr"})
_WHOLE = frozenset({"figure", "pre", "tr"})
_PARTED = _BLOCKS | {"br", "caption", "div", "figcaption", "td", "th"}
_UNSAID = frozenset({"chapter-head", "notes-title", "section-link", "note-ref", "note-back"})
_UNSAID_TAGS = frozenset({"annotation", "rp", "rt", "script"})


class _Passage(NamedTuple):
    """Words that are found together: what they are, the id they have, and the name of a note."""

    kind: int
    id: str
    label: str
    words: list[str]
    whole: bool = False


def entry(page: Element, address: str, note_label: str) -> bytes:
    """Return what can be found on the page of a chapter, as JSON in UTF-8.

    These are its address, its title, and its passages in order: paragraphs, headings and notes.
    `note_label` says what a note is called that does not say so itself: “Note {number}”.
    """
    chapter = next(e for e in page.iter("section") if "chapter" in _classes(e))
    passages = list(_passages(chapter, note_label))
    own = chapter.get("lang")
    title = next(page.iter("h1"), None)
    found: dict[str, Any] = {
        "page": address,
        "title": "" if title is None else text.readable(_words(title)),
        **({"language": own, "direction": chapter.get("dir")} if own else {}),
        "passages": passages,
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def files(entries: Iterable[bytes]) -> dict[str, bytes]:
    """Return the scripts that hold the entries of pages in order, by their names."""
    groups: list[list[bytes]] = [[]]
    for own in entries:
        if groups[-1] and sum(map(len, groups[-1])) + len(own) > LARGEST:
            groups.append([])
        groups[-1].append(own)
    return {
        FILE.format(number=number): b"(globalThis.scholiastIndex ??= {})[%d] = [%s];\n"
        % (number, b",\n".join(group).replace(b"://", b":\\/\\/"))
        for number, group in enumerate(groups, 1)
    }


def site(facts: Mapping[str, object]) -> bytes:
    """Return the script that tells the others about a book: what it is, its words, its files."""
    data = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.scholiast = {data};\n".encode()


def _passages(chapter: Element, note_label: str) -> Iterator[list[object]]:
    """Yield the passages of a chapter that say something, as they are written in JSON."""
    found = [_Passage(_PARAGRAPH, chapter.get("id", ""), "", [])]
    _read(chapter, found, note_label)
    for passage in found:
        said = text.readable("".join(passage.words))
        if said or passage.kind == _HEADING:
            yield [passage.kind, passage.id, said, *([passage.label] if passage.label else [])]


def _read(element: Element, found: list[_Passage], note_label: str) -> None:
    """Read an element into the last passage; blocks begin their own, and what follows them, too."""
    found[-1].words.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and not _is_unsaid(child):
            around = found[-1]
            own = _begun(child, around, note_label)
            if own is not None:
                found.append(own)
            elif child.tag in _PARTED:
                around.words.append(" ")
            found[-1].words.append(child.get("alt", ""))
            _read(child, found, note_label)
            if own is not None:
                found.append(around._replace(id=_id_after(own, around), words=[]))
            elif child.tag in _PARTED:
                found[-1].words.append(" ")
        found[-1].words.append(child.tail or "")


def _id_after(passage: _Passage, around: _Passage) -> str:
    """Return the nearest id above what follows a passage: a heading is above all below it."""
    return passage.id if passage.kind == _HEADING else around.id


def _begun(element: Element, around: _Passage, note_label: str) -> _Passage | None:
    """Return the passage that begins with an element, None where `around` goes on."""
    tag, id, classes = element.tag, element.get("id", around.id), _classes(element)
    if around.kind == _NOTE or around.whole:
        return None
    if "note" in classes and element.get("id"):
        return _Passage(_NOTE, id, _label(element, note_label), [])
    if tag in _HEADINGS or "notes" in classes:  # which stand below no heading of the text
        return _Passage(_HEADING, id, "", [], whole=tag in _HEADINGS)
    if tag in _BLOCKS or "line-block" in classes or (tag == "div" and element.get("id")):
        is_whole = tag in _WHOLE or "line-block" in classes
        return _Passage(_PARAGRAPH, id, "", [], is_whole)
    return None


def _label(note: Element, note_label: str) -> str:
    said: str | None = note.get("aria-label")
    if said is not None:
        return said
    marks = (e for e in note.iter("a") if "note-back" in _classes(e))
    number: str = "".join(next(marks).itertext())
    return note_label.replace("{number}", number)


def _words(element: Element) -> str:
    passage = _Passage(_NOTE, "", "", [])
    _read(element, [passage], "")
    return "".join(passage.words)


def _is_unsaid(element: Element) -> bool:
    classes = _classes(element)
    is_mark = bool(classes & _UNSAID) and "note-ref-words" not in classes
    return is_mark or element.tag in _UNSAID_TAGS


def _classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())
