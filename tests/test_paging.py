"""The pages of the printed book in the EPUB: where they begin, that all are there, and proved."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scholiast import markup, text, verify
from scholiast.cli import app
from scholiast.edition import Artifact, Format
from scholiast.epub.pagelist import mark
from scholiast.ledger import Ledger, from_json
from scholiast.paging import PageStart
from scholiast.verify.mutations import pagelist
from scholiast.verify.mutations.documents import Mutation
from scholiast.verify.self_test import break_copy
from tests import books
from tests.ace_tool import run_ace
from tests.epubcheck_tool import run_epubcheck

RUN = CliRunner()
SENTENCE = "“Nobody,” she said, “has counted the stones of this long road, or will.” "
BOOK = """\
title: A Book
language: en-GB
contributors: [{name: Ada Writer}]
date: 2026-05-01
identifiers: {isbn_pdf: 978-0-306-40615-7, isbn_epub: 978-3-16-148410-0}
spine:
  front: [chapters/0-preface.md]
  body:
    - part: One
      chapters: [chapters/1-one.md, chapters/2-two.md]
"""
FILES = {
    "chapters/0-preface.md": f"# Preface\n\n{SENTENCE * 40}\n",
    "chapters/1-one.md": f"""\
# One

{SENTENCE * 20}[^a] See [](#two){{.page}}, and $x^2$. {SENTENCE * 20}

- {SENTENCE * 15}
- {SENTENCE * 15}

[^a]: {SENTENCE * 9}
""",
    "chapters/2-two.md": f"# Two {{#two}}\n\n{SENTENCE * 3}\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the finished book, of which the EPUB alone was asked for."""
    root = books.write(tmp_path_factory.mktemp("paged"), FILES, BOOK)
    done = RUN.invoke(app, ["build", "epub", "--book", str(root), "-q", "--no-cache"])
    assert 0 == done.exit_code, done.output
    return root / "dist"


@pytest.fixture(scope="module")
def files(built: Path) -> dict[str, str]:
    """Return the documents of the EPUB by path."""
    with zipfile.ZipFile(built / "a-book.epub") as archive:
        names = [name for name in archive.namelist() if name.endswith(("html", "opf"))]
        return {name: archive.read(name).decode() for name in names}


@pytest.fixture(scope="module")
def ledger(built: Path) -> Ledger:
    """Return the ledger of the book."""
    return from_json((built / "notes.json").read_text(encoding="utf-8"))


def labels(document: str) -> list[str]:
    """Return the labels of the markers of a document."""
    return re.findall(r'epub:type="pagebreak" aria-label="([^"]*)"', document)


def test_the_list_has_all_pages_in_their_order(files: dict[str, str], ledger: Ledger) -> None:
    """Roman before Arabic, blank versos left out, each leading to its document."""
    listed = re.findall(r'href="([^"#]*)#folio-[^"]*">([^<]*)<', files["EPUB/nav.xhtml"])
    assert [start.label for start in ledger.starts] == [label for _, label in listed]
    assert [label for _, label in listed] == [
        *("iii", "iv", "v", "vii", "viii"),
        *("1", "3", "4", "5", "7"),
    ]
    expected = {"vii": "text/preface.xhtml", "1": "parts/part-one.xhtml", "4": "text/one.xhtml"}
    assert expected.items() <= {label: path for path, label in listed}.items()


def test_the_printed_book_is_named(files: dict[str, str]) -> None:
    """By its ISBN; what helps readers to find pages is told."""
    package = files["EPUB/content.opf"]
    assert '<meta property="pageBreakSource">urn:isbn:9780306406157</meta>' in package
    for feature in ("pageBreakMarkers", "pageNavigation"):
        assert f">{feature}<" in package


def test_a_marker_stands_before_the_first_word(files: dict[str, str]) -> None:
    """Words are not cut, and marks that open one go with it."""
    for path, document in files.items():
        for before, after in re.findall(r"(.)<span id=\"folio-\d+\"[^>]*></span>(.)", document):
            assert before in " >", path
            assert after not in " ,.”", path
    assert ["3", "4", "5"] == labels(files["EPUB/text/one.xhtml"])


def test_readers_and_checkers_take_it(
    built: Path, java: str, node_modules: Path, chromium: str, tmp_path: Path
) -> None:
    """Neither EPUBCheck nor Ace says anything."""
    path = built / "a-book.epub"
    assert [] == run_epubcheck(java, path)
    assert [] == run_ace(node_modules, chromium, path, tmp_path)


def artifact(built: Path) -> Artifact:
    """Return the finished EPUB."""
    name = "a-book.epub"
    return Artifact(Format.EPUB, name, {name: (built / name).read_bytes()})


EXPECTED = {
    "page-unlisted": "V130",
    "pages-swapped": "V130",
    "page-renamed": "V130",
    "page-unmarked": "V131",
    "page-moved": "V132",
    "page-numbers-swapped": "V132",
    "page-source-lost": "V133",
}


@pytest.mark.parametrize("mutation", pagelist.EPUB, ids=lambda one: one.name)
def test_each_fault_is_found(mutation: Mutation, built: Path, ledger: Ledger) -> None:
    """A page that is lost, strange or misplaced, and a list that nobody can check."""
    own = ledger.edition("epub")
    assert () == verify.artifact(artifact(built), own).diagnostics
    broken = break_copy(artifact(built), own, mutation)
    assert broken is not None
    codes = {finding.rule.code for finding in verify.artifact(broken, own).diagnostics}
    assert EXPECTED[mutation.name] in codes


def test_a_page_that_begins_elsewhere_makes_the_epub_old(built: Path, tmp_path: Path) -> None:
    """Who builds the printed book alone, with other pages, is told."""
    shutil.copytree(built.parent, tmp_path / "copy")
    command = ["build", "pdf", "--book", str(tmp_path / "copy"), "--format", "json"]
    assert "a-book.epub is of an earlier state" not in RUN.invoke(app, command).output
    settings = tmp_path / "copy" / "book.yaml"
    settings.write_text(BOOK + "editions: {pdf: {trim: 5x8}}\n", encoding="utf-8")
    done = RUN.invoke(app, ["build", "pdf", "--book", str(tmp_path / "copy")])
    assert "a-book.epub is of an earlier state" in done.output


@pytest.mark.parametrize(
    ("setting", "isbn", "expected"),
    [("auto", False, False), ("true", False, True), ("false", True, False)],
)
def test_it_is_made_where_it_is_wanted(
    tmp_path: Path, setting: str, isbn: bool, expected: bool
) -> None:
    """Without an ISBN the printed book is named by its title, where a list is asked for."""
    file = BOOK if isbn else re.sub(r"identifiers:.*\n", "", BOOK)
    root = books.write(tmp_path, FILES, f"{file}editions: {{epub: {{page_list: {setting}}}}}\n")
    done = RUN.invoke(app, ["build", "epub", "--book", str(root), "-q", "--no-cache"])
    assert 0 == done.exit_code, done.output
    with zipfile.ZipFile(root / "dist" / "a-book.epub") as archive:
        package = archive.read("EPUB/content.opf").decode()
    assert expected is (">A Book, 2026</meta>" in package)
    told = json.loads((root / "dist" / "notes.json").read_text(encoding="utf-8"))
    assert expected is ("starts" in told)


def test_pages_are_found_in_documents_that_were_cut(tmp_path: Path) -> None:
    """A chapter in several documents has its markers where they belong, and the list finds them."""
    words = "\n\n".join(f"## Section {n}\n\n{SENTENCE * 260}" for n in range(4))
    files = {"chapters/1-one.md": f"# One\n\n{words}\n"}
    settings = "editions: {epub: {page_list: true, split: 50}}\n"
    root = books.write(tmp_path, files, f"{books.BOOK_YAML}    - chapters/1-one.md\n{settings}")
    done = RUN.invoke(app, ["build", "epub", "--book", str(root), "-q", "--no-cache"])
    assert 0 == done.exit_code, done.output
    with zipfile.ZipFile(root / "dist" / "a-book.epub") as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
    paths = re.findall(r'href="([^"#]*)#folio-\d+"', nav)
    assert 1 < len(set(paths))


# -- markers in any text --

WORDS = st.lists(st.sampled_from(["Rome", "“so,”", "straße", "—", "ﬁne", "1066", "(and)", "é"]))


def pieces(words: list[str]) -> Iterator[str]:
    """Yield words as XHTML, some of them in elements."""
    for index, word in enumerate(words):
        yield f"<em>{word}</em>" if index % 3 == 1 else f"{word} "
        if index % 5 == 4:
            yield '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'


@given(WORDS, WORDS, st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_markers_take_no_letter_away(one: list[str], other: list[str], at: list[int]) -> None:
    """The words stay as they are, and before each marker are the letters that are said."""
    fragment = f"<div><p>{''.join(pieces(one))}</p><ul><li>{''.join(pieces(other))}</li></ul></div>"
    starts = [PageStart(str(n), "chapter-x", letters) for n, letters in enumerate(sorted(at), 1)]
    marked = mark(fragment, starts)
    before, after = markup.parse(fragment), markup.parse(marked)
    assert markup.words(before) == markup.words(after)
    total = len(text.bare(markup.words(before)))
    for start in starts:
        (marker,) = (e for e in after.iter("span") if e.get("id") == f"folio-{start.label}")
        there = len(text.bare(verify.pages.words_before(after, marker)))
        assert 0 <= there - min(start.letters or 0, total) <= 1  # a ligature is two letters
