"""Reading systems open the finished EPUB: each call is touched, and its note is seen."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from scholiast.arrange import arrange
from scholiast.compose import compose
from scholiast.edition import Format
from scholiast.ledger import Ledger, NoteRecord, open_ledger
from scholiast.publish import render
from scholiast.reading import read
from scholiast.theme import Theme
from tests.books import BOOK_YAML, MODIFIED, write
from tests.epub.books import unpacked
from tests.epub.reading_systems import opened, served

TESTS = Path(__file__).parent.parent

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    "--disable-background-networking",
]

HIDING = """
@namespace epub "http://www.idpf.org/2007/ops";
aside[epub|type~="footnote"], aside[epub|type~="endnote"], aside[epub|type~="note"],
aside[epub|type~="rearnote"] { display: none !important; }
"""
"""What Foliate and Thorium lay over a book; Apple Books hides the same."""

ODD = """\
# Odd[^漢] Notes

Dots,[^1.a] a name with a mark over it,[^Müller] and two side by side.[^a][^b] *Within[^outer]
emphasis.* Again.[^a]

> A quotation.[^list]

A verse:

| one line[^code]
| and another

[^漢]: A note of a title.
[^1.a]: A dot in its label.
[^Müller]: A letter beyond ASCII in its label.
[^a]: One.
[^b]: Two.
[^outer]: A note with a note in it,[^inner] and more.
[^inner]: The note within, and its *emphasis*.
[^list]:
    - A list
    - of two

    | a | b |
    |---|---|
    | 1 | 2 |
[^code]: `code` and

        a block of it
"""

WIDE = """\
# Wide Things

$$\\sum_{i=1}^{n} a_i x_i^2 + \\sqrt{\\alpha + \\beta + \\gamma + \\delta} =
\\int_0^\\infty f(x)\\,dx + \\int_0^1 g(x)\\,dx$$

```python
def a_function_with_a_very_long_name(argument_one, argument_two, argument_three): ...
```

| Name | Founded | Taken | Burned | Rebuilt | Remarks |
|:-----|--------:|------:|-------:|--------:|:--------|
| Constantinople | 330 | 1453 | 532 | 537 | A `very_long_identifier_in_code` |

At https://example.org/a/very/long/path/that/never/ends/and/goes/on/and/on.html.

> Words.
>
> > Inner words.
> >
> > > Innermost words, of which some are extraordinarily long.
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """A book on the shelf: its file, and what it must say."""

    name: str
    ledger: Ledger
    paths: Mapping[str, str]

    def calls(self) -> list[dict[str, str]]:
        """Return each call with its document and its note, notes in order."""
        return [
            {"id": call.id, "path": self.paths[call.id], "note": note.id}
            for note in self.ledger.notes
            for call in note.calls
        ]

    def nested(self, note: NoteRecord) -> list[str]:
        """Return the words of the notes that are called in a note, in order."""
        return [squeezed(one) for one in self.ledger.notes if one.parent == note.id]


def squeezed(note: NoteRecord) -> str:
    """Return the words of a note without white space."""
    return "".join(note.text.split())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Volume]]:
    """Return a folder of finished EPUBs, and the books in it."""
    folder = tmp_path_factory.mktemp("shelf")
    roots = {"sample": TESTS / "sample", "critical": TESTS / "critical"}
    for name, text in (("odd", ODD), ("wide", WIDE)):
        listing = f"{BOOK_YAML}    - chapters/{name}.md\n"
        files = {f"chapters/{name}.md": text}
        roots[name] = write(tmp_path_factory.mktemp(name), files, listing)
    return folder, {name: _put(root, folder, name) for name, root in roots.items()}


def _put(root: Path, folder: Path, name: str) -> Volume:
    manuscript = read(root)
    assert manuscript.file is not None
    book = arrange(compose(manuscript, modified=MODIFIED), Format.EPUB)
    made = render(book, Theme.find(root), manuscript.file.editions, Format.EPUB)
    data = made.files[made.name]
    (folder / f"{name}.epub").write_bytes(data)
    paths = {
        id.decode(): path.removeprefix("EPUB/")
        for path, document in unpacked(data).items()
        if path.endswith(".xhtml")
        for id in re.findall(rb'\sid="([^"]*)"', document)
    }
    return Volume(f"{name}.epub", open_ledger(book), paths)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(node_modules: Path, shelf: tuple[Path, dict[str, Volume]]) -> Iterator[str]:
    """Return where the reading systems and the books are served."""
    with served(node_modules, shelf[0]) as found:
        yield found


@pytest.mark.parametrize("name", ["sample", "critical", "odd"])
def test_foliate_pops_up_the_note_of_each_call(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]], name: str
) -> None:
    """Its words, all of them and no others; so do calls in it; then the way back to the call.

    No note is one that the reading system hides until then, and Thorium would find each.
    """
    volume = shelf[1][name]
    with opened(browser, address, "foliate", volume.name, HIDING) as system:
        assert _popped_up(volume) == system.ask("read", volume.calls())
        assert [] == system.complaints


def _popped_up(volume: Volume) -> list[dict[str, Any]]:
    return [
        {
            "call": call.id,
            "finds": note.id,
            "type": "endnote" if note.placement in ("chapter-end", "book-end") else "footnote",
            "hidden": False,
            "words": squeezed(note),
            "calls": volume.nested(note),
        }
        for note in volume.ledger.notes
        for call in note.calls
    ]


@pytest.mark.parametrize("name", ["sample", "critical", "odd"])
def test_epubjs_leads_to_the_note_of_each_call(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]], name: str
) -> None:
    """Where nothing pops up, the link shows the note, and its first link leads back to the call."""
    volume = shelf[1][name]
    nested = {note.parent: [] for note in volume.ledger.notes}  # type: dict[str | None, list[str]]
    for note in volume.ledger.notes:
        nested[note.parent] += [call.id for call in note.calls]
    expected = [
        {"call": call.id, "words": squeezed(note), "calls": nested.get(note.id, [])}
        for note in volume.ledger.notes
        for call in note.calls
    ]
    with opened(browser, address, "epubjs", volume.name) as system:
        assert expected == system.ask("read", volume.calls())
        assert [] == system.complaints


def test_a_finger_does_it_too(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]]
) -> None:
    """Touches of the screen, not of elements: the call, the call within, the way back."""
    volume = shelf[1]["odd"]
    outer = next(note for note in volume.ledger.notes if note.label == "outer")
    inner = next(note for note in volume.ledger.notes if note.label == "inner")
    (call,) = outer.calls
    target = f"{volume.paths[call.id]}#{call.id}"
    with opened(browser, address, "foliate", volume.name, HIDING) as foliate:
        foliate.ask("turnTo", target)
        foliate.touch("place", call.id)
        assert squeezed(outer) == foliate.ask("outcome")["words"]
        foliate.touch("place", inner.calls[0].id)
        assert squeezed(inner) == foliate.ask("outcome")["words"]
        foliate.touch("placeOfWayBack", inner.calls[0].id)
        foliate.ask("arrived", inner.calls[0].id)
    with opened(browser, address, "epubjs", volume.name) as epubjs:
        epubjs.ask("turnTo", target)
        epubjs.touch("place", call.id)
        assert squeezed(outer) == epubjs.ask("arrived", outer.id)["words"]
        epubjs.touch("placeOfWayBack", call.id)
        epubjs.ask("arrived", call.id)


@pytest.mark.parametrize("styles", [HIDING, ""], ids=["hiding asides", "plain"])
def test_no_note_is_for_pop_ups_alone(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]], styles: str
) -> None:
    """Who turns the pages comes to each note, its words in the flow of the text."""
    volume = shelf[1]["odd"]
    expected = [[note.id, squeezed(note)] for note in volume.ledger.notes]
    with opened(browser, address, "foliate", volume.name, styles) as system:
        assert expected == system.ask("inFlow", "text/odd.xhtml")


@pytest.mark.parametrize(("name", "size"), [("wide", "100%"), ("critical", "200%")])
def test_narrow_pages_hold_all(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]], name: str, size: str
) -> None:
    """On a telephone of 320 px, in a typeface of the reader's, nothing runs out of the page.

    Verse in large type has room for words beside its margins and the numbers of its lines.
    """
    volume = shelf[1][name]
    chosen = f"html {{ font-size: {size} !important }} * {{ font-family: sans-serif !important }}"
    narrow: ViewportSize = {"width": 320, "height": 700}
    flow = "scrolled"
    with opened(browser, address, "foliate", volume.name, chosen, flow, size=narrow) as system:
        found = [system.ask("outside", path) for path in sorted(set(volume.paths.values()))]
    assert [] == [one for page in found for one in page]


def test_what_is_wrong_is_seen(
    browser: Browser, address: str, shelf: tuple[Path, dict[str, Volume]]
) -> None:
    """A note that is an aside is hidden, one that another call leads to is not the right one."""
    folder, volumes = shelf
    volume = volumes["odd"]
    with zipfile.ZipFile(folder / "broken.epub", "w") as archive:
        for name, data in unpacked((folder / volume.name).read_bytes()).items():
            changed = data.replace(b'#note-odd-b"', b'#note-odd-a"')
            archive.writestr(name, re.sub(_MULLER, rb"<aside\1</aside>", changed, flags=re.DOTALL))
    with opened(browser, address, "foliate", "broken.epub", HIDING) as system:
        system.page.evaluate("reader.patience.seconds = 0.4")
        found = {row["call"]: row for row in system.ask("read", volume.calls())}
        seen = [name for name, _ in system.ask("inFlow", "text/odd.xhtml")]
    right = {row["call"]: row for row in _popped_up(volume)}
    wrong = {name for name, row in found.items() if row != right[name]}
    assert {"call-odd-M_fc_ller", "call-odd-b"} == wrong
    assert [n.id for n in volume.ledger.notes if n.label != "Müller"] == seen


_MULLER = rb'<div( id="note-odd-M_fc_ller".*?)</div>'
