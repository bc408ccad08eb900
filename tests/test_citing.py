"""Citations in a book: by chapters, in full in pop-ups, with lists of works, in three formats."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree

from scholiast import checks, csl, epub, html, pandoc, pdf, reading, verify
from scholiast.arrange import arrange
from scholiast.book import Book, Chapter
from scholiast.compose import compose
from scholiast.config import EpubEdition, HtmlEdition, PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import MAIN, Artifact, Format
from scholiast.jobs import here
from scholiast.ledger import Ledger, open_ledgers
from scholiast.theme import Theme
from tests.books import BOOK_YAML, MODIFIED, composed
from tests.epubcheck_tool import run_epubcheck

HERE = Path(__file__).parent
FOLDER = HERE / "citing"
GOLDEN = FOLDER / "golden.txt"

WORKS = """\
references:
- {id: roe, type: book, author: [{family: Roe, given: Ann}], title: Roads, issued: 1999}
- {id: doe, type: book, author: [{family: Doe, given: Jo}], title: Doors, issued: 2001}
- {id: roe2, type: thesis, author: [{family: Roe, given: Ann}], title: Rails, issued: 2003}
- {id: zed, type: book, author: [{family: Zed, given: Al}], title: Zoos, issued: 2004,
   keyword: rare}
"""


def book_of(
    folder: Path, chapters: Mapping[str, str], more: str = "", style: str = "scholiast-notes"
) -> Book:
    """Return a book of chapters, whose citations a style sets that was shipped."""
    files = {f"chapters/{name}.md": f"# {name}\n\n{text}\n" for name, text in chapters.items()}
    listing = BOOK_YAML + "".join(f"    - {path}\n" for path in files)
    listing += f"bibliography: works.yaml\ncsl: {style}\n{more}"
    return composed(folder, {**files, "works.yaml": WORKS}, listing)


def texts(chapter: Chapter) -> list[str]:
    """Return the words of the notes of a chapter."""
    return [note.text for note in chapter.notes]


# -- short forms --


def test_each_chapter_begins_with_works_in_full(tmp_path: Path) -> None:
    """The first citation in a chapter is in full, whatever earlier chapters cite."""
    book = book_of(tmp_path, {"a": "x [@roe, 1] y [@roe, 2] z [@doe] z [@roe]", "b": "x [@roe, 1]"})
    first, second, *_ = book.chapters
    assert texts(first) == [
        "Ann Roe, Roads (1999), 1.",
        "Ibid., 2.",
        "Jo Doe, Doors (2001).",
        "Roe, Roads.",
    ]
    assert texts(second) == ["Ann Roe, Roads (1999), 1."]


def test_a_pop_up_names_works_in_full(tmp_path: Path) -> None:
    """Where a note is read alone, it does not say `ibid.`; elsewhere it does."""
    book = book_of(tmp_path, {"a": "x [@roe, 1] y [@roe, 2]^[So, too, @roe.]"})
    printed, shown = (arrange(book, f).chapters[0] for f in (Format.PDF, Format.EPUB))
    assert texts(printed)[1:] == ["Ibid., 2.", "So, too, Roe, Roads."]
    assert texts(shown)[1:] == [
        "Ann Roe, Roads (1999), 2.",
        "So, too, Ann Roe, Roads (1999).",
    ]
    assert [note.id for note in shown.notes] == [note.id for note in printed.notes]


def test_notes_at_the_end_of_a_chapter_are_short(tmp_path: Path) -> None:
    """They stand below each other in every edition, so that `ibid.` means the one above."""
    more = "notes: {kinds: {author: {placement: chapter-end}}}\n"
    book = book_of(tmp_path, {"a": "x [@roe, 1] y [@roe, 2]"}, more)
    assert texts(arrange(book, Format.EPUB).chapters[0])[1] == "Ibid., 2."


def test_ibid_ends_where_a_note_says_something_else(tmp_path: Path) -> None:
    """`Ibid.` is the note right above, so not that above a note which cites nothing."""
    book = book_of(tmp_path, {"a": "x [@roe, 1]^[Nothing.] y [@roe, 2]"})
    assert texts(book.chapters[0])[2] == "Roe, Roads, 2."


def test_each_series_of_notes_is_read_by_itself(tmp_path: Path) -> None:
    """Notes of an editor don't name shortly what the author's named, nor end the author's ibid."""
    more = "notes: {kinds: {editor: {marks: symbols}}}\n"
    text = "x [@roe, 1]^[{.editor} See @roe.] y [@roe, 2]"
    book = book_of(tmp_path, {"a": text}, more)
    assert texts(book.chapters[0]) == [
        "Ann Roe, Roads (1999), 1.",
        "See Ann Roe, Roads (1999).",
        "Ibid., 2.",
    ]


def test_sources_of_a_note_are_a_sentence_in_a_note_style(tmp_path: Path) -> None:
    """They stand in no brackets, and make no note in a note; by author and date they do."""
    notes = "- id: n\n  text: Words.\n  sources: ['roe, p. 5', doe]\n"
    listing = BOOK_YAML + "    - chapters/a.md\nbibliography: works.yaml\ncsl: STYLE\n"
    files = {"chapters/a.md": "# A\n\nx[^n]\n", "works.yaml": WORKS, "notes/n.yaml": notes}
    (said,) = composed(tmp_path, files, listing.replace("STYLE", "scholiast-notes")).notes
    assert said.text == "Words. Ann Roe, Roads (1999), 5; Jo Doe, Doors (2001)."
    (said,) = composed(tmp_path, files, listing.replace("STYLE", "scholiast-author-date")).notes
    assert said.text == "Words. (Roe 1999, 5; Doe 2001)"


def test_a_note_of_a_citation_is_named_after_what_it_says_in_full(tmp_path: Path) -> None:
    """So its address stays when another citation before it makes it `ibid.`"""
    one = book_of(tmp_path / "1", {"a": "x [@doe] y [@roe, 2]"}).notes[1]
    two = book_of(tmp_path / "2", {"a": "x [@roe] y [@roe, 2]"}).notes[1]
    assert one.id == two.id
    assert (one.text, two.text) == ("Ann Roe, Roads (1999), 2.", "Ibid., 2.")
    assert str(two.place).endswith("chapters/a.md:3:13")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("[see @roe, pp. 3-4, and more]", "See Ann Roe, Roads (1999), 3–4, and more."),
        ("[@roe, ch. 2; @doe]", "Ann Roe, Roads (1999), ch. 2; Jo Doe, Doors (2001)."),
        ("[-@roe, 3]", "Roads (1999), 3."),
        ("@roe [p. 3]", "Roads (1999), 3."),
    ],
)
def test_ways_to_cite(tmp_path: Path, written: str, printed: str) -> None:
    """Prefix, locator, suffix, several works, the author left out, the author in the text."""
    assert texts(book_of(tmp_path, {"a": f"x {written} y"}).chapters[0]) == [printed]


def test_cross_references_are_no_citations(tmp_path: Path) -> None:
    """`@note:n` leads to a note, and no bibliography is asked for it."""
    book = book_of(tmp_path, {"a": "x[^n] see @note:n and [@roe].\n\n[^n]: Nothing."})
    assert texts(book.chapters[0]) == ["Nothing.", "Ann Roe, Roads (1999)."]


def test_a_book_without_citations_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bibliography costs nothing where nothing is cited."""
    monkeypatch.setattr(pandoc, "cite", None)
    assert not book_of(tmp_path, {"a": "Nothing."}).notes


def test_each_chapter_is_a_job(tmp_path: Path) -> None:
    """So an edit of one chapter has no other set anew."""
    works = here()
    book_of(tmp_path, {"a": "x [@roe]", "b": "x [@doe]"})
    manuscript = reading.read(tmp_path, works)
    compose(manuscript, modified=MODIFIED, works=works)
    stages = [done.name for done in works.account if done.stage == "cite"]
    assert [name for name in stages if name.startswith("chapters/")] == [
        "chapters/a.md author",
        "chapters/a.md in full",
        "chapters/b.md author",
        "chapters/b.md in full",
    ]


# -- lists of works --


def links(chapter: Chapter) -> set[str]:
    """Return where the links of a chapter and its notes lead to."""
    trees = [chapter.body, *(note.body for note in chapter.notes)]
    return {a.get("href", "") for t in trees for a in etree.fromstring(t).iter("a")} - {""}


def ids(book: Book) -> list[str]:
    """Return all ids of works in a book."""
    trees = (etree.fromstring(chapter.body) for chapter in book.chapters)
    found = (e.get("id", "") for t in trees for e in t.iter() if "csl-entry" in e.get("class", ""))
    return list(found)


def test_lists_by_chapter_and_of_the_whole(tmp_path: Path) -> None:
    """Each entry has one id in the book, and citations lead to the list of their own chapter."""
    own = "\n\n::: {.refs .of-chapter}\n:::"
    chapters = {"a": f"x [@roe] [@doe]{own}", "b": f"x [@roe]{own}", "c": "x [@zed]"}
    book = book_of(tmp_path, {**chapters, "works": "::: {#refs}\n:::"})
    a, b, c, works = book.chapters
    assert a.text == "x Doe, Jo. Doors. 2001. Roe, Ann. Roads. 1999."
    assert b.text == "x Roe, Ann. Roads. 1999."
    assert works.text == "Doe, Jo. Doors. 2001. Roe, Ann. Roads. 1999. Zed, Al. Zoos. 2004."
    assert len(set(ids(book))) == len(ids(book)) == 6
    assert links(a) == {"#a--ref-roe", "#a--ref-doe"}
    assert links(b) == {"#b--ref-roe"}
    assert links(c) == {"#ref-zed"}
    assert set(ids(book)) > {"ref-roe", "ref-doe", "ref-zed"}


@pytest.mark.parametrize(
    ("option", "listed"),
    [
        ("type=book", "Doe, Jo. Doors. 2001. Roe, Ann. Roads. 1999. Zed, Al. Zoos. 2004."),
        ('type="thesis"', "Roe, Ann. ‘Rails’. 2003."),
        ("not-type=book", "Roe, Ann. ‘Rails’. 2003."),
        ("keyword=rare", "Zed, Al. Zoos. 2004."),
        ("not-keyword=rare type=book", "Doe, Jo. Doors. 2001. Roe, Ann. Roads. 1999."),
        ('works="roe roe2"', "Roe, Ann. Roads. 1999. ———. ‘Rails’. 2003."),
    ],
)
def test_lists_by_kind(tmp_path: Path, option: str, listed: str) -> None:
    """A list chooses works by type, keyword or key; a dash follows its own author only."""
    text = f"x [@roe; @doe; @roe2; @zed]\n\n::: {{.refs {option}}}\n:::"
    (chapter,) = book_of(tmp_path, {"a": text}).chapters
    assert chapter.text == f"x {listed}"


def test_works_that_no_list_has_are_no_links(tmp_path: Path) -> None:
    """A citation of such a work leads nowhere, so it is none."""
    text = "x [@roe; @doe]\n\n::: {.refs works=doe}\n:::"
    (chapter,) = book_of(tmp_path, {"a": text}).chapters
    assert links(chapter) == {"#ref-doe"}


@pytest.mark.parametrize(("nocite", "count"), [("[doe]", 2), ("'*'", 4), ("'@zed'", 2)])
def test_works_may_be_listed_without_a_citation(tmp_path: Path, nocite: str, count: int) -> None:
    """`nocite` names them, or says that all are."""
    book = book_of(tmp_path, {"a": "x [@roe]"}, f"nocite: {nocite}\n")
    assert len(ids(book)) == count


# -- styles --


def test_a_style_that_knows_first_citations_alone() -> None:
    """Of branches by position those of later citations go, and others stay as they are."""
    style = (
        b'<style><citation><layout><choose><if position="ibid">1</if>'
        b'<else-if type="book" position="first">2</else-if><else-if type="map">3</else-if>'
        b'<else-if position="subsequent near-note" match="none">4</else-if><else>5</else>'
        b"</choose></layout></citation></style>"
    )
    (choose,) = etree.fromstring(csl.in_full(style)).iter("choose")
    found = [(branch.tag, dict(branch.attrib), branch.text) for branch in choose]
    assert found == [
        ("if", {"type": "book"}, "2"),
        ("else-if", {"type": "map"}, "3"),
        ("else", {}, "4"),
    ]


@pytest.mark.parametrize("name", csl.SHIPPED)
def test_shipped_styles_can_be_used(name: str) -> None:
    """Nothing is wrong with a style that was shipped, and its name is its own."""
    data = csl.shipped(name)
    assert checks.citations.style_fault(data) is None
    assert f"https://scholiast.invalid/csl/{name}".encode() in data


# -- a book with thirty works --


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the book, in whose manuscript nothing is wrong."""
    manuscript = reading.read(FOLDER)
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    assert len(manuscript.references) == 30
    return compose(manuscript, modified=MODIFIED)


@pytest.fixture(scope="module")
def editions(book: Book) -> dict[Format, Book]:
    """Return what each edition has of the book."""
    return {format_: arrange(book, format_) for format_ in MAIN}


@pytest.fixture(scope="module")
def ledger(book: Book, editions: dict[Format, Book]) -> Ledger:
    """Return the ledger of the book and its editions."""
    return open_ledgers(book, {format_.value: own for format_, own in editions.items()})


@pytest.fixture(scope="module")
def made(editions: dict[Format, Book]) -> dict[Format, Artifact]:
    """Return the book in three formats."""
    theme = Theme.find()
    return {
        Format.EPUB: epub.render(editions[Format.EPUB], theme, EpubEdition()),
        Format.PDF: pdf.render(editions[Format.PDF], theme, PdfEdition()),
        Format.HTML: html.render(editions[Format.HTML], theme, HtmlEdition()),
    }


@pytest.mark.parametrize("format_", MAIN)
def test_every_note_has_its_own_text(
    made: dict[Format, Artifact], ledger: Ledger, format_: Format
) -> None:
    """In each format a note has the text that is for its place, to the letter."""
    own = ledger.edition(format_.value)
    proof = verify.artifact(made[format_], own)
    said = [*made[format_].diagnostics, *proof.diagnostics]
    assert [] == [as_concise(finding) for finding in said]
    assert {note.id for note in own.notes} == set(proof.stands)


@pytest.mark.parametrize(("format_", "other"), [("pdf", "epub"), ("epub", "pdf"), ("html", "pdf")])
def test_the_text_of_another_place_is_found(
    made: dict[Format, Artifact], ledger: Ledger, format_: str, other: str
) -> None:
    """A short note in a pop-up, or a full one at the foot of a page, is an error."""
    proof = verify.artifact(made[Format(format_)], ledger.edition(other))
    (found,) = [f for f in proof.diagnostics if "note 2 (``) of chapter `ford`" in f.message]
    assert found.rule.code == "V002"


def test_epubcheck_has_nothing_to_say(
    made: dict[Format, Artifact], java: str, tmp_path: Path
) -> None:
    """Lists of works and links to them make no EPUB invalid."""
    path = tmp_path / "book.epub"
    path.write_bytes(next(iter(made[Format.EPUB].files.values())))
    assert [] == run_epubcheck(java, path)


def test_what_is_printed_is_as_expected(
    editions: dict[Format, Book], made: dict[Format, Artifact], update: bool
) -> None:
    """Notes by edition, lists of works, and what the documents of EPUB and web have of both."""
    lines = []
    for format_, own in editions.items():
        lines.append(f"=== {format_.value}")
        for chapter in own.chapters:
            lines += [f"--- {chapter.title}", *(f"{n.number} {n.text}" for n in chapter.notes)]
            lines += [f"  {words}" for words in _entries(etree.fromstring(chapter.body))]
    for name, root in sorted([*_epub(made[Format.EPUB]), *_web(made[Format.HTML])]):
        if found := [f"  {words}" for words in _entries(root)]:
            lines += [f"=== {name}", *found]
    seen = "\n".join(lines) + "\n"
    if update:
        GOLDEN.write_text(seen, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == seen


def _entries(root: "etree._Element") -> Iterator[str]:
    for element in root.iter(etree.Element):
        if "csl-entry" in element.get("class", ""):
            yield f"#{element.get('id')} {' '.join(''.join(element.itertext()).split())}"


def _epub(artifact: Artifact) -> Iterator[tuple[str, "etree._Element"]]:
    (data,) = artifact.files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                yield f"epub {name}", etree.fromstring(archive.read(name))


def _web(artifact: Artifact) -> Iterator[tuple[str, "etree._Element"]]:
    for name, data in artifact.files.items():
        if name.endswith(".html"):
            yield name, etree.fromstring(data, etree.HTMLParser())


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("alder1881", "book|Martha Alder|1881|Sedgewick"),
        ("lark1930", "book|Winifred Lark|1930|Oxmoor"),
        ("owl1899", "article-newspaper|Septimus Owl|1899-02-11|"),
        ("shrike1955", "book|Eleanor Shrike|1955|Oxmoor"),
        ("wren1960", "report|Clara Wren|1960|Sedgewick"),
        ("gull1937", "article-journal|Iván Gull|1937|"),
    ],
)
def test_every_format_of_bibliographies_is_read(key: str, parts: str) -> None:
    """BibLaTeX, RIS, CSL JSON, YAML and BibTeX give the same parts of a work."""
    manuscript = reading.read(FOLDER)
    (work,) = [work for work in manuscript.references if work.id == key]
    kind, author, issued, place = parts.split("|")
    assert work.value("type") == kind
    assert set(author.split()) == set(work.value("author").split())
    assert (work.value("issued"), work.value("publisher-place")) == (issued, place)
