"""Verse: stanzas, lines with addresses, numbers beside them in every format and not in the text."""

import io
from pathlib import Path

import pikepdf
import pytest

from scholiast import checks, markup, verify, verse
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import Editions, PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import MAIN, Format
from scholiast.ledger import VerseLine, as_json, from_json, open_ledger
from scholiast.markup import Element
from scholiast.pdf import render
from scholiast.publish import render as render_edition
from scholiast.theme import Theme
from tests.books import MODIFIED, read
from tests.epubcheck_tool import run_epubcheck
from tests.pdf.reading import words


def poem(inside: str, **attributes: str) -> Element:
    """Return a tree with a poem, its lines marked."""
    pairs = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    tree = markup.parse(f'<div><div class="verse"{pairs}>{inside}</div></div>')
    verse.mark(tree, "c")
    return tree


def lines(tree: Element) -> list[tuple[str, str | None, str | None]]:
    """Return the words, the id and the number of each line of a tree."""
    found = [one for one in tree.iter("div") if one.get("class") == "line"]
    return [("".join(one.itertext()), one.get("id"), one.get("data-line")) for one in found]


def test_stanzas_and_lines() -> None:
    """A line that is empty ends a stanza, and indents are kept, with all that is in a line."""
    tree = poem(
        '<div class="line-block">a <em>b</em><br/>\n\u00a0\u00a0c<br/>\n<br/>\nd</div>\n<p>e</p>'
    )
    assert [("a b", None, None), ("\u00a0\u00a0c", None, None), ("d", None, None)] == lines(tree)
    blocks = [one.get("class") for one in tree[0]]
    assert ["line-block", "line-block", None] == blocks


def test_lines_are_numbered() -> None:
    """Every fifth, or as many as are asked for; the poem's name, or the chapter's, gives ids."""
    block = '<div class="line-block">a<br/>b<br/>c</div>'
    assert [None, "12", None] == [n for *_, n in lines(poem(block, data_numbered="4", start="11"))]
    assert [None, "c--line-1", None] == [
        name for _, name, _ in lines(poem(block, data_numbered="2"))
    ]
    named = poem(block, data_numbered="1", id="arma", start="9")
    assert ["arma-9", "arma-10", "arma-11"] == [name for _, name, _ in lines(named)]
    assert {"arma-9": "9", "arma-10": "10", "arma-11": "11"} == verse.numbers(named)
    assert "verse numbered" == named[0].get("class")
    assert not {"start", "data-numbered", "data-verse"} & {
        k for e in named.iter() for k in e.attrib
    }


@pytest.mark.parametrize(
    ("classes", "pairs", "expected"),
    [
        ([], {}, (1, 0)),
        (["numbered"], {}, (1, 5)),
        (["numbered"], {"start": "0"}, (0, 5)),
        ([], {"numbered": "10", "start": "101"}, (101, 10)),
    ],
)
def test_what_a_poem_asks_for(
    classes: list[str], pairs: dict[str, str], expected: tuple[int, int]
) -> None:
    """Numbers are printed where they are asked for, by class or by number."""
    found = verse.options(classes, pairs)
    assert expected == (found.start, found.every)


LONG = "which goes on and on until it has to be turned over into the next line of the page"
TEXT = f"""\
# Verse

See @line:troy, [@line:troy; @line:arma-15], [-@line:arma-16] and @line:other.

::: {{.verse #arma numbered=5 start=11}}
| Arma virumque cano, [Troiae]{{#troy}} qui primus
|     Italiam,^[A note.] fato profugus
|
| litora, multum ille []{{.caesura}} et terris

| a fourth, {LONG}
| a fifth, {LONG}^[Another.]
| a sixth
:::

::: {{.verse .numbered}}
{{}}
:::
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book with a poem over some pages, and one that refers to it."""
    many = "\n".join(
        f"| line {n}{f', {LONG}' if n % 5 == 0 else ''}{'^[Note.]' if n % 7 == 0 else ''}"
        + ("\n|" if n % 6 == 0 else "")
        for n in range(1, 121)
    )
    other = "# Other\n\n::: {.verse #b .numbered}\n| [x]{#other}\n:::\n\nAs in @line:troy.\n"
    files = {"chapters/verse.md": TEXT.replace("{}", many), "chapters/other.md": other}
    manuscript = read(tmp_path_factory.mktemp("verse"), files)
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    return compose(manuscript, modified=MODIFIED)


@pytest.mark.parametrize("format_", MAIN)
def test_every_number_is_proved(book: Book, format_: Format) -> None:
    """Each stands beside its line; so do the notes that are called there."""
    artifact = render_edition(arrange(book, format_), Theme.find(), Editions(), format_)
    proof = verify.artifact(artifact, open_ledger(arrange(book, format_)))
    said = [*artifact.diagnostics, *proof.diagnostics]
    assert [] == [as_concise(finding) for finding in said]


def test_the_ledger_knows_the_lines(book: Book) -> None:
    """With their numbers and how they begin, written and read again."""
    ledger = open_ledger(book)
    found = ledger.chapters[0].lines
    assert VerseLine("arma-15", "15", "a fifth, which goes on a") == found[0]
    assert ["15", *(str(number) for number in range(5, 121, 5))] == [one.number for one in found]
    assert found == from_json(as_json(ledger)).chapters[0].lines


def test_numbers_are_no_words(book: Book) -> None:
    """Neither the text of a chapter nor the structure of its pages has them."""
    assert "Troiae qui primus Italiam, fato" in book.chapters[0].text.replace("\u00a0", "")
    artifact = render(book, Theme.find(), PdfEdition())
    data = next(iter(artifact.files.values()))
    with pikepdf.open(io.BytesIO(data)) as file:
        streams = [one for page in file.pages for one in page.obj.get("/Contents", ())]
        content = b"".join(stream.read_bytes() for stream in streams)
    assert content.count(b"/Artifact") > 25
    (line,) = words(data, r"line 5, which")
    beside = [word for word in words(data, r"\b5\b") if word.page == line.page]
    assert 1 == sum(abs(w.bottom - line.bottom) < 3 and w.left > line.right for w in beside)


def test_an_epub_with_verse_is_valid(book: Book, java: str, tmp_path: Path) -> None:
    """EPUBCheck has nothing to say of lines and their numbers."""
    artifact = render_edition(book, Theme.find(), Editions(), Format.EPUB)
    path = tmp_path / "book.epub"
    path.write_bytes(next(iter(artifact.files.values())))
    assert [] == run_epubcheck(java, path)


def test_references_say_lines(book: Book) -> None:
    """A line is named by its number, and by its chapter or page where that is another one."""
    said = {(one.target, one.form): (one.shown, one.printed) for c in book.chapters
            for one in c.page_references}  # fmt: skip
    assert ("line\u00a011", "line\u00a011") == said["troy", "line"]
    assert ("15", "15") == said["arma-15", "line:last"]
    assert ("line\u00a01 in chapter\u00a02", "line\u00a01 on p.\u00a0{folio}") == said[
        "other", "line:far"
    ]
