"""Notes that are laid out once each stand where they would if all were laid out again."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.pdf import render
from scholiast.pdf.remembering import Memory
from scholiast.theme import Theme
from tests import factory
from tests.pdf import generated

WORDS = "All roads lead to Rome, and some of them lead away from it again. "


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Have all notes of a page laid out again whenever one is added, as WeasyPrint does."""
    can_serve = Memory.can_serve
    Memory.can_serve = lambda *_: False  # type: ignore[method-assign]
    yield
    Memory.can_serve = can_serve  # type: ignore[method-assign]


def printed(book: Book) -> bytes:
    """Return a book in print."""
    theme = Theme.find()
    (data,) = render(book, theme, PdfEdition(), whole=True).files.values()
    return data


def odd_notes() -> Book:
    """Return a book whose notes hold what is placed by more than the text before it."""
    notes = [
        f"<p>{WORDS}</p>",
        f"<ol><li>{WORDS}</li><li>{WORDS}<ul><li>x</li></ul></li></ol>",
        f'<p><span style="float: left">float</span>{WORDS}</p>',
        f'<p style="position: relative; top: 2pt">{WORDS}</p>',
        f'<p>{WORDS}<span style="position: absolute">absolute</span></p>',
        f"<blockquote><p>{WORDS * 3}</p></blockquote>",
        f"<table><tr><td>{WORDS}</td><td>x</td></tr></table>",
        f'<p style="margin: 12pt 0">{WORDS}</p>',
        f'<p style="break-before: page">{WORDS}</p>',
        f"<p>{WORDS * 30}</p>",
        "<p>Outer[[inner{0}|Inner[[again{0}|And again.]].]].</p>",
        "<p></p>",
    ]
    out = []
    for index in range(2 * len(notes)):
        body = notes[index % len(notes)].format(index)
        float_ = '<p style="float: right; width: 20%">Beside.</p>' if index % 9 == 0 else ""
        call = f"[[n{index}|{body}]]"
        out.append(f"{float_}<p>{WORDS * (1 + index % 3)}{call} {WORDS}[[s{index}|Short.]]</p>")
    body = "".join(out)
    columns = "".join(f"<p>{WORDS}[[k{index}|{notes[0]}]]</p>" for index in range(4))
    columns = f'<div style="column-count: 2">{columns}</div>'
    return factory.book(factory.chapter("a", body), factory.chapter("b", columns))


BOOKS = {"long": lambda: factory.book(generated.chapter(5)), "odd": odd_notes}


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_bytes(name: str, request: pytest.FixtureRequest) -> None:
    """Not a byte is another one, whatever stands in the notes."""
    book = BOOKS[name]()
    remembered = printed(book)
    request.getfixturevalue("forgetful")
    assert printed(book) == remembered


def test_no_note_is_laid_out_for_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note is laid out where it is called, and again only where its line moves on."""
    laid_out: Counter[int] = Counter()
    asked: list[int] = []
    remember, copy = Memory._remember, Memory.copy

    def counted(self: Memory, key: Any, result: Any) -> None:
        laid_out[key[0]] += 1
        remember(self, key, result)

    def asked_for(self: Memory, area: Any) -> Any:
        asked.append(len(area.children))
        return copy(self, area)

    monkeypatch.setattr(Memory, "_remember", counted)
    monkeypatch.setattr(Memory, "copy", asked_for)
    calls = " ".join(f"road[[n{i}|Note {i}.]]" for i in range(20))
    printed(factory.book(factory.chapter("a", f"<p>{calls}</p>")))
    assert sum(asked) > 200
    assert 20 == len(laid_out) == sum(laid_out.values())
