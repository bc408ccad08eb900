"""Cross-references through the whole program: what they say in each format, and that it is so."""

import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from scholiast import checks, epub, html, ledger, pdf, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import EpubEdition, HtmlEdition, PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import Artifact, Format
from scholiast.theme import Theme
from tests.books import MODIFIED, read

BOOK = """\
title: A Book
language: {language}
slug: book
contributors: [{{name: Ada Writer}}]
date: 2026-05-01
captions: {{figures: chapter, tables: book}}
notes:
  kinds:
    translator: {{marks: symbols, restart: page}}
    gloss: {{marks: upper-roman, placement: {{pdf: page-foot, epub: chapter-end, html: none}}}}
spine:
  front: [{{file: chapters/preface.md, kind: preface}}]
  body: [chapters/rome.md, chapters/athens.md]
  back: [{{file: chapters/more.md, kind: appendix, numbered: true}}]
"""
ROME = """\
# Rome

A.[^a] B.[^b] C.[^t] D.[^g] {inside}

![A cup.](images/cup.svg){{#cup alt="A cup"}}

| x |
|---|
| y |

: Years. {{#years}}

[^a]: Note A sees @note:b and @note:far.

[^b]: Note B.

[^t]: {{.translator}} Note T.

[^g]: {{.gloss}} A gloss.
"""
ATHENS = """\
# Athens

E.[^far] {far}

## The Long Walls {{#walls}}

F.

[^far]: Far.
"""
INSIDE = (
    "1: @note:a; 2: [@note:a; @note:b]; 3: [@note:a; @note:b; @note:t]; 4: [see @note:a, above]; "
    "5: [-@note:b]; 6: @Note:a; 7: @note:far; 8: @note:t; 9: @chapter:athens; 10: @chapter:preface;"
    " 11: [@chapter:rome; @chapter:athens]; 12: @chapter:more; 13: @fig:cup; 14: @Tab:years; "
    "15: @sec:walls; 16: [-@sec:walls]; 17: @page:walls; 18: @Page:walls; 19: [-@page:walls]; "
    "20: [@note:a; @note:far]; 21: [@fig:cup; @tab:years]; 22: @sec:rome; 23: [-@note:t]; end"
)


def made(folder: Path, language: str = "en-GB", inside: str = INSIDE, far: str = "") -> Book:
    """Return a book whose first chapter holds `inside`, and whose second holds `far`."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"/>'
    files = {
        "chapters/preface.md": "# Preface\n\nBegin at @chapter:rome.\n",
        "chapters/rome.md": ROME.format(inside=inside),
        "chapters/athens.md": ATHENS.format(far=far),
        "chapters/more.md": "# More\n\nText.\n",
        "images/cup.svg": svg,
    }
    manuscript = read(folder, files, BOOK.format(language=language))
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    return compose(manuscript, modified=MODIFIED)


def printed(book: Book) -> Artifact:
    """Return a book in print."""
    return pdf.render(arrange(book, Format.PDF), Theme.find(), PdfEdition())


def words(artifact: Artifact) -> str:
    """Return what stands on the pages of a PDF, or in the documents of an EPUB or a web book."""
    data = next(iter(artifact.files.values()))
    if artifact.format is Format.PDF:
        with pypdfium2.PdfDocument(data) as document:
            said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    elif artifact.format is Format.EPUB:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            pages = [archive.read(name) for name in archive.namelist() if "/text/" in name]
        said = " ".join("".join(etree.fromstring(page).itertext()) for page in pages)
    else:
        pages = [data for path, data in artifact.files.items() if path.endswith(".html")]
        parser = etree.HTMLParser(encoding="utf-8")
        said = " ".join("".join(etree.fromstring(page, parser).itertext()) for page in pages)
    return " ".join(said.replace("\u2060", "").replace("\u2010\r\n", "").split())


def answers(artifact: Artifact) -> dict[int, str]:
    """Return what the numbered references of a format say."""
    said = words(artifact)
    row = said[said.index("1: ") : said.index("; end")]
    return {int(n): what for n, what in re.findall(r"(\d+): (.*?)(?=; \d+: |$)", row)}


SAID = {
    1: "note 1", 2: "notes 1 and 2", 4: "see note 1, above", 5: "2", 6: "Note 1",
    9: "chapter 2", 10: "“Preface”", 11: "chapters 1 and 2", 12: "appendix A", 13: "figure 1.1",
    14: "Table 1", 16: "The Long Walls", 21: "figure 1.1 and table 1",
}  # fmt: skip


def test_in_print_they_say_pages(tmp_path: Path) -> None:
    """What stands elsewhere has its page; a mark that is known by its page alone is not said."""
    book = made(tmp_path)
    artifact = printed(book)
    assert SAID | {
        3: "note 1, note 2 and note on p. 1", 7: "note 1 on p. 3", 8: "note on p. 1",
        15: "“The Long Walls” (page 3)",
        17: "page 3", 18: "Page 3", 19: "3", 20: "note 1 and note 1 on p. 3",
        22: "“Rome” (page 1)", 23: "page 1",
    } == answers(artifact)  # fmt: skip
    proof = verify.artifact(artifact, ledger.open_ledger(arrange(book, Format.PDF)))
    assert [] == [as_concise(finding) for finding in (*artifact.diagnostics, *proof.diagnostics)]


@pytest.mark.parametrize("format_", [Format.EPUB, Format.HTML])
def test_elsewhere_they_say_chapters(tmp_path: Path, format_: Format) -> None:
    """Without pages a note elsewhere has its chapter, and a page the title of its section."""
    book = arrange(made(tmp_path), format_)
    theme = Theme.find()
    artifact = (
        epub.render(book, theme, EpubEdition())
        if format_ is Format.EPUB
        else html.render(book, theme, HtmlEdition())
    )
    assert SAID | {
        3: "note 1, note 2 and translator’s note *", 7: "note 1 in chapter 2",
        8: "translator’s note *",
        15: "“The Long Walls”", 17: "“The Long Walls”", 18: "“The Long Walls”",
        19: "The Long Walls", 20: "note 1 and note 1 in chapter 2", 22: "“Rome”", 23: "*",
    } == answers(artifact)  # fmt: skip
    proof = verify.artifact(artifact, ledger.open_ledger(book))
    assert [] == [as_concise(finding) for finding in (*artifact.diagnostics, *proof.diagnostics)]


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        ("de", "Anm. 1 und 2", "Anm. 1 auf S. 1"),
        ("fr", "notes 1 et 2", "note 1 (p. 1)"),
        ("pl", "przyp. 1 i 2", "przyp. 1 (s. 1)"),
        ("ja", "注1と2", "1ページの注1"),
    ],
)
def test_each_language_says_it(tmp_path: Path, language: str, near: str, far: str) -> None:
    """Words stand before or behind numbers as the language has it."""
    book = made(tmp_path, language, "[@note:a; @note:b]; end", "1: @note:a; end")
    said = words(printed(book))
    assert near.replace(" ", "") in said.replace(" ", "")
    assert far.replace(" ", "") in said.replace(" ", "")


def test_a_long_reference_goes_over_lines_and_pages(tmp_path: Path) -> None:
    """A link that is broken at the end of a line is proved as one, wherever that falls."""
    for count in range(6):
        text = (
            "word " * count + "@sec:walls, " + "and on it goes @sec:walls and so @note:far. " * 90
        )
        book = made(tmp_path / str(count), inside=text)
        proof = verify.artifact(printed(book), ledger.open_ledger(arrange(book, Format.PDF)))
        assert [] == [as_concise(finding) for finding in proof.diagnostics]


def test_what_is_changed_is_found(tmp_path: Path) -> None:
    """A book whose ledger has other numbers is not the one that was printed."""
    book = made(tmp_path, inside="@note:b")
    other = made(tmp_path / "other", inside="@note:a")
    proof = verify.artifact(printed(book), ledger.open_ledger(arrange(other, Format.PDF)))
    assert "V033" in {finding.rule.code for finding in proof.diagnostics}


def test_ids_of_other_tools_are_found(tmp_path: Path) -> None:
    """What has the whole of a key for its id, as other tools want it, is found by it."""
    text = "@sec:roads, @fig:road\n\n## Roads {#sec:roads}\n\n" + (
        '![A road.](images/cup.svg){#fig:road alt="A road"}'
    )
    (rome,) = (one for one in made(tmp_path, inside=text).chapters if one.id == "rome")
    assert {("sec:roads", "sec"): "“Roads”", ("fig:road", "fig"): "figure\u00a01.1"} == {
        (one.target, one.form): one.shown for one in rome.page_references if one.form != "page"
        and one.form != "note" and one.form != "note:far"
    }  # fmt: skip


def test_a_ledger_keeps_them(tmp_path: Path) -> None:
    """Written and read again, a ledger says the same of each reference."""
    whole = made(tmp_path)
    opened = ledger.open_ledgers(whole, {"pdf": arrange(whole, Format.PDF)})
    again = ledger.from_json(ledger.as_json(opened))
    assert [chapter.references for chapter in opened.chapters] == [
        chapter.references for chapter in again.chapters
    ]
    assert ledger.as_json(opened) == ledger.as_json(again)
