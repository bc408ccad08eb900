"""EPUBs and web books: what a reading system or a browser needs, beyond the known faults."""

import re
from collections.abc import Callable, Mapping

import pytest

from scholiast import verify
from scholiast.book import Book
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger
from tests.verify import artifacts

Change = Callable[[dict[str, bytes]], None]


def _replace(path: str, old: str, new: str) -> Change:
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return change


def _add(path: str, data: str) -> Change:
    return lambda files: files.update({path: data.encode()})


def _codes(artifact: Artifact, ledger: Ledger) -> set[str]:
    return {finding.rule.code for finding in verify.artifact(artifact, ledger).diagnostics}


def _epub(book: Book, change: Change) -> Artifact:
    files = artifacts.epub_members(book)
    change(files)
    return Artifact(Format.EPUB, "sample.epub", {"sample.epub": artifacts.pack(files)})


def _web(book: Book, change: Change) -> Artifact:
    files = artifacts.web_files(book)
    change(files)
    return Artifact(Format.HTML, "web", {f"web/{path}": data for path, data in files.items()})


TEXT = "EPUB/text/rome.xhtml"
PACKAGE = "EPUB/package.opf"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("V101", _replace("mimetype", "epub", "zip")),
        (
            "V102",
            _replace("META-INF/container.xml", "<rootfile ", "<rootfile full-path='x'/><rootfile "),
        ),
        ("V029", _replace("META-INF/container.xml", "EPUB/package.opf", "EPUB/other.opf")),
        ("V029", _replace(PACKAGE, "</package>", "")),
        (
            "V103",
            _replace(
                PACKAGE,
                "</manifest>",
                '<item id="x" href="no.css" media-type="text/css"/></manifest>',
            ),
        ),
        ("V103", _replace(PACKAGE, 'id="ncx"', 'id="nav"')),
        ("V104", _replace(PACKAGE, "</spine>", '<itemref idref="rome"/></spine>')),
        ("V105", _replace(PACKAGE, ' properties="nav"', "")),
        ("V106", _replace(PACKAGE, "en-GB", "fr")),
        ("V107", _replace(TEXT, 'epub:type="footnote"', 'epub:type="note"')),
        ("V029", _replace("EPUB/toc.ncx", "</navMap>", "")),
        ("V025", _replace("EPUB/toc.ncx", "text/rome.xhtml", "text/no.xhtml")),
        ("V032", _replace("EPUB/nav.xhtml", ">Roads<", ">Walls<")),
        ("V027", _replace(TEXT, "<table>", '<table style="background: url(http://x.org/a)">')),
        ("V027", _replace("EPUB/epub.css", "margin: 0", "background: url(https://x.org/a.png)")),
        ("V026", _replace("EPUB/epub.css", "margin: 0", "background: url('lost.png')")),
        (
            "V025",
            _replace(TEXT, 'href="#note-rome-two"', 'href="file:///etc/passwd#note-rome-two"'),
        ),
        ("V028", _replace(TEXT, "<section id=", "<p>[^typed] as it was</p><section id=")),
        (
            "V021",
            _replace(TEXT, "<table>", '<p class="chapter-text"></p><table>'),
        ),
    ],
)
def test_an_epub_with_a_fault_is_found(
    code: str, change: Change, book: Book, ledger: Ledger
) -> None:
    """Each fault of container, package, contents or documents has its rule."""
    assert code in _codes(_epub(book, change), ledger)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("V201", _replace("index.html", "doc-toc", "navigation")),
        (
            "V202",
            _replace(
                "rome.html", 'rel="prev" href="preface.html"', 'rel="prev" href="athens.html"'
            ),
        ),
        ("V202", _replace("rome.html", 'rel="next"', "")),
        ("V203", _add("old.html", "<!DOCTYPE html><html><body>old</body></html>")),
        ("V027", _add("web.js", "fetch('https://x.org/')")),
        ("V027", _replace("rome.html", "<head>", '<head><link rel="preconnect" href="//x.org">')),
        (
            "V027",
            _replace(
                "rome.html", "<table>", '<img srcset="a.png 1x, https://x.org/a.png 2x"><table>'
            ),
        ),
        ("V025", _replace("athens.html", "rome.html#rome-title", "rome.html#no-title")),
        ("V032", _replace("index.html", ">Rome<", ">Roma Aeterna<")),
    ],
)
def test_a_web_book_with_a_fault_is_found(
    code: str, change: Change, book: Book, ledger: Ledger
) -> None:
    """Each fault of pages, contents, neighbours or files has its rule."""
    assert code in _codes(_web(book, change), ledger)


@pytest.mark.parametrize(
    "change",
    [
        _replace("rome.html", "<table>", "<p></p><table>"),
        _replace(
            "athens.html", "</body>", '<p><a href="https://example.org/">a host</a></p></body>'
        ),
        _replace(
            "athens.html", "</body>", '<p><a href="mailto:a@example.org">write</a></p></body>'
        ),
        _replace("athens.html", "</body>", "<p><code>[^x]</code></p></body>"),
        _replace("rome.html", "</head>", '<link rel="canonical" href="https://x.org/rome"></head>'),
        _replace("rome.html", "</head>", "<style>a { background: url(data:,x) }</style></head>"),
        _replace("athens.html", "rome.html#rome-title", "./rome.html#rome-title"),
    ],
)
def test_what_is_no_fault_is_not_found(change: Change, book: Book, ledger: Ledger) -> None:
    """Links to follow by choice, code, data and empty blocks are fine."""
    assert set() == _codes(_web(book, change), ledger)


def test_findings_name_file_and_line(book: Book, ledger: Ledger) -> None:
    """A finding says in which file of the artifact it is, and on which line."""
    proof = verify.artifact(_epub(book, _replace(TEXT, "#note-rome-two", "#nowhere")), ledger)
    places = [str(finding.place) for finding in proof.diagnostics]
    assert places
    assert all(re.fullmatch(r"sample\.epub/text/rome\.xhtml:\d+:1", place) for place in places)


def test_stands_are_addresses(whole: Mapping[Format, Artifact], ledger: Ledger) -> None:
    """Each note stands at a file of the artifact and its id in it."""
    epub = verify.artifact(whole[Format.EPUB], ledger).stands
    web = verify.artifact(whole[Format.HTML], ledger).stands
    pdf = verify.artifact(whole[Format.PDF], ledger).stands
    assert "text/rome.xhtml#note-rome-gibbon" == epub["note-rome-gibbon"].address
    assert "rome.html#note-rome-gibbon" == web["note-rome-gibbon"].address
    assert ("note-rome-gibbon", 3) == (
        pdf["note-rome-gibbon"].address,
        pdf["note-rome-gibbon"].page,
    )
