"""Notes in EPUB and web book stand where their kinds say, as text."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import epub, html, markup, publish, verify
from scholiast.arrange import arrange, numbered
from scholiast.book import Book, Chapter, NoteKind
from scholiast.config import Editions, EpubEdition, HtmlEdition
from scholiast.edition import MAIN, Artifact, Format
from scholiast.epub.pages import Press, chapter_page
from scholiast.html.pages import Site, chapter_pages
from scholiast.ledger import Ledger, open_ledger
from scholiast.theme import Theme
from scholiast.verify.mutations.documents import Mutation
from scholiast.verify.self_test import PLACED, break_copy, self_test
from tests import factory
from tests.epubcheck_tool import run_epubcheck

THEME = Theme.find()
OF = {"t": "translator", "t2": "translator", "s": "source", "g": "gloss", "e": "editor"}
KINDS = (
    NoteKind("author", "author"),
    NoteKind(
        *("translator", "translator", "symbols"),
        label="Translator’s note",
        heading="Translator’s notes",
        epub="chapter-end",
        html="chapter-end",
    ),
    NoteKind("gloss", "gloss", "lower-alpha", label="Gloss", heading="Glosses", html="margin"),
    NoteKind(
        *("source", "source", "lower-roman"),
        label="Source",
        heading="Sources",
        epub="book-end",
        html="book-end",
    ),
    NoteKind("editor", "editor", "upper-roman", label="Editor’s note", epub="none"),
)
BODY = (
    "<p>One[[a|Author.]] two[[t|Translator, [[in|inner]].]] three[[g|Gloss.]] four[[e|Editor.]]"
    " five[[s|Source, with the author again.[[a]]]] six[[t2|More.]] seven[[t]] eight[[b|Last.]]</p>"
)


def book(*kinds: NoteKind, bodies: tuple[str, ...] = (BODY, BODY)) -> Book:
    """Return a book of two chapters whose notes are of these kinds."""
    chapters = [_of_kinds(factory.chapter(n, body)) for n, body in zip("xy", bodies, strict=True)]
    whole = replace(factory.book(*chapters), kinds=kinds or KINDS)
    return replace(whole, chapters=tuple(numbered(whole.chapters, whole)))


def _of_kinds(chapter: Chapter) -> Chapter:
    notes = tuple(replace(n, kind=OF.get(n.label, "author")) for n in chapter.notes)
    return replace(chapter, notes=notes)


def outline(page: bytes) -> list[str]:
    """Return sections, their titles and their notes, in the order of a page."""
    found = re.findall(
        rb'<section class="notes([^"]*)"|<h2[^>]*>(.*?)</h2>'
        rb'|<(li|aside|div|ol)\b[^>]*?id="(note-[^"]*)"',
        page,
    )
    return [
        text.strip()
        for parts in found
        for text in [b" ".join(part for part in parts if part).decode()]
        if text.strip()
    ]


@pytest.fixture(scope="module")
def made() -> dict[Format, tuple[Artifact, Ledger]]:
    """Return the book in EPUB and web, each with the ledger of its edition."""
    return {format: finished(book(), format) for format in (Format.EPUB, Format.HTML)}


def finished(whole: Book, format: Format) -> tuple[Artifact, Ledger]:
    """Return an edition of a book, and its ledger."""
    own = arrange(whole, format)
    if format is Format.EPUB:
        return epub.render(own, THEME, EpubEdition()), open_ledger(own)
    return html.render(own, THEME, HtmlEdition()), open_ledger(own)


def pages(whole: Book, format: Format) -> dict[str, bytes]:
    """Return the documents of chapters by the names of the chapters."""
    own = arrange(whole, format)
    if format is Format.EPUB:
        press = Press.of(own, THEME, {})
        return {chapter.id: chapter_page(press, chapter).data for chapter in own.chapters}
    site = Site.of(own, THEME, HtmlEdition(), {})
    return {name.removesuffix(".html"): page.data for name, page in chapter_pages(site).items()}


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
def test_each_note_stands_where_its_kind_says(format: Format) -> None:
    """Pop-ups are elements of their own, end notes items of lists; what is left out is nowhere."""
    found = pages(book(), format)
    assert outline(found["x"]) == (_EPUB if format is Format.EPUB else _WEB)
    suffix = b"xhtml" if format is Format.EPUB else b"html"
    assert [re.sub(r"<[^>]*>|#$", "", line) for line in outline(found["notes-source"])] == [
        "1. X",
        "li note-x-s",
        "1. Y",
        "li note-y-s",
    ]
    assert b'href="notes-source.' + suffix + b'#note-x-s"' in found["x"]
    assert b'href="x.' + suffix + b'#call-x-s"' in found["notes-source"]


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
def test_a_note_is_called_from_another_document(format: Format) -> None:
    """The author's note is called in the text and in a source: links lead there and back."""
    found = pages(book(), format)
    suffix = "xhtml" if format is Format.EPUB else "html"
    assert f'href="x.{suffix}#note-x-a"'.encode() in found["notes-source"]
    assert f'href="notes-source.{suffix}#call-x-a-2"'.encode() in found["x"]


def test_only_what_pops_up_asks_for_it() -> None:
    """Reading systems pop up what has the type of a note reference; end notes are turned to."""
    page = pages(book(), Format.EPUB)["x"].decode()
    calls = re.findall(r'<a class="note-ref[^>]*>', page)
    pops = [re.findall('id="call-x-(.*?)"', call)[0] for call in calls if "epub:type" in call]
    assert pops == ["a", "g", "b"]


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
def test_a_good_edition_is_proved(
    format: Format, made: dict[Format, tuple[Artifact, Ledger]]
) -> None:
    """Nothing is wrong, and every note is proved."""
    artifact, ledger = made[format]
    proof = verify.artifact(artifact, ledger)
    assert proof.diagnostics == ()
    assert proof.proved == len(ledger.notes)


def test_epubcheck_finds_nothing(
    java: str,
    made: dict[Format, tuple[Artifact, Ledger]],
    tmp_path: Path,
) -> None:
    """Lists of end notes and a document of them are a valid EPUB."""
    artifact, _ = made[Format.EPUB]
    path = tmp_path / artifact.name
    path.write_bytes(artifact.files[artifact.name])
    assert run_epubcheck(java, path) == []


def test_notes_are_a_landmark(made: dict[Format, tuple[Artifact, Ledger]]) -> None:
    """Reading systems find the notes at the end of the book by their landmark."""
    artifact, _ = made[Format.EPUB]
    with zipfile.ZipFile(io.BytesIO(artifact.files[artifact.name])) as archive:
        (path,) = [name for name in archive.namelist() if name.endswith("/nav.xhtml")]
        nav = archive.read(path)
    assert b'<a epub:type="endnotes" href="text/notes-source.xhtml">Sources</a>' in nav


_BROKEN = [
    (format, mutation) for format in (Format.EPUB, Format.HTML) for mutation in PLACED[format]
]
_CODES = {
    "end-to-pop-up": "V018",
    "pop-up-to-end": "V018",
    "into-margin": "V018",
    "out-of-margin": "V018",
    "among-others": "V019",
    "under-other-chapter": "V019",
    "pop-up-call": "V110",
}


@pytest.mark.parametrize(
    ("format", "mutation"), _BROKEN, ids=[f"{form.value}-{m.name}" for form, m in _BROKEN]
)
def test_a_note_elsewhere_is_found(
    format: Format, mutation: Mutation, made: dict[Format, tuple[Artifact, Ledger]]
) -> None:
    """Each way to put a note elsewhere is found by the rule that forbids just that."""
    artifact, ledger = made[format]
    broken = break_copy(artifact, ledger, mutation)
    assert broken is not None
    codes = {finding.rule.code for finding in verify.artifact(broken, ledger).diagnostics}
    assert _CODES[mutation.name] in codes


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
def test_each_known_fault_is_caught(
    format: Format, made: dict[Format, tuple[Artifact, Ledger]]
) -> None:
    """Not only new faults: all of them, in a book whose notes stand in several places."""
    artifact, ledger = made[format]
    assert self_test([artifact], ledger).missed == ()


def test_a_call_at_the_end_of_the_book_is_none_of_the_chapter() -> None:
    """In print, notes at the end of a chapter come after the calls in it, not after all calls."""
    places = {"translator": "chapter-end", "source": "book-end"}
    kinds = (replace(kind, pdf=places.get(kind.name, "page-foot")) for kind in KINDS)
    own = arrange(book(*kinds), Format.PDF)
    artifact = publish.render(own, THEME, Editions(), Format.PDF)
    assert verify.artifact(artifact, open_ledger(own)).diagnostics == ()


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
def test_a_note_left_out_is_stray(
    format: Format, made: dict[Format, tuple[Artifact, Ledger]]
) -> None:
    """A file that holds notes which its edition leaves out is not proved."""
    artifact, _ = made[format]
    kinds = tuple(replace(kind, epub="none", html="none") for kind in KINDS[1:])
    clean = open_ledger(arrange(book(KINDS[0], *kinds), format))
    codes = {finding.rule.code for finding in verify.artifact(artifact, clean).diagnostics}
    assert {"V009", "V010"} <= codes


def _addresses(whole: Book, format: Format) -> dict[str, str]:
    """Return where each note stands, by its id."""
    return {
        name: chapter
        for name, chapter in markup.address_book(arrange(whole, format)).items()
        if name.startswith(("note-", "call-"))
    }


@settings(max_examples=60, deadline=None)
@given(
    order=st.permutations(range(5)),
    new=st.integers(0, 4),
    marks=st.sampled_from(["decimal", "symbols", "lower-roman"]),
    format=st.sampled_from(MAIN),
)
def test_a_renumbering_breaks_no_link(
    order: list[int], new: int, marks: str, format: Format
) -> None:
    """Notes come, go and change places, and are counted by other marks: addresses stay."""
    words = [f"word[[{name}|Note {name}.]]" for name in ("a", "t", "g", "s", "b")]
    moved = [words[index] for index in order]
    moved.insert(new, "word[[new|A new note.]]")
    before, after = (f"<p>{' '.join(some)}</p>" for some in (words, moved))
    kinds = tuple(replace(kind, marks=marks) for kind in KINDS)
    old = _addresses(book(bodies=(before, BODY)), format)
    now = _addresses(book(*kinds, bodies=(after, BODY)), format)
    assert old.items() <= now.items()


@pytest.mark.parametrize("place", ["chapter-end", "book-end", "margin"])
def test_another_place_leaves_the_id(place: str) -> None:
    """The id of a note is its address within its document, wherever that is."""
    plain = book(*(NoteKind(kind.name, kind.name) for kind in KINDS))
    moved = book(*(NoteKind(kind.name, kind.name, html=place) for kind in KINDS))
    assert set(_addresses(plain, Format.HTML)) == set(_addresses(moved, Format.HTML))


_EPUB = [
    "notes-of-author",
    "Notes",
    "div note-x-a",
    "div note-x-b",
    "notes-of-translator notes-end",
    "Translator’s notes",
    "li note-x-t",
    "li note-x-in",
    "li note-x-t2",
    "notes-of-gloss",
    "Glosses",
    "div note-x-g",
]
_WEB = [
    "notes-of-author notes-pop-up",
    "Notes",
    "aside note-x-a",
    "aside note-x-b",
    "notes-of-translator notes-end",
    "Translator’s notes",
    "li note-x-t",
    "li note-x-in",
    "li note-x-t2",
    "notes-of-gloss notes-margin",
    "Glosses",
    "aside note-x-g",
    "notes-of-editor notes-pop-up",
    "Notes",
    "aside note-x-e",
]
