"""EPUBs made into manuscripts: spine, parts, metadata, and every note accounted for."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from scholiast.edition import Format
from scholiast.importing import Import, ImportRefusedError, import_path
from scholiast.importing.epub import import_epub_data
from scholiast.order import Order
from scholiast.publish import publish
from tests.importing.web.epubs import epub, zipped

ENDNOTES = """
    <body epub:type="backmatter"><section id="endnotes" epub:type="endnotes"><h2
    epub:type="title">Endnotes</h2><ol><li id="note-1" epub:type="endnote"><p>First. <a
    href="one.xhtml#noteref-1" epub:type="backlink">↩</a></p></li><li id="note-2"
    epub:type="endnote"><p>Second.</p><p>More. <a href="two.xhtml#noteref-2"
    epub:type="backlink">↩</a></p></li></ol></section></body>"""
ONE = """
    <body epub:type="bodymatter"><section id="one" epub:type="chapter"><h2>One</h2><p>Old.<a
    href="endnotes.xhtml#note-1" id="noteref-1" epub:type="noteref">1</a> See <a
    href="two.xhtml">two</a>.</p></section></body>"""
TWO = """
    <body epub:type="bodymatter"><section id="two" epub:type="chapter"><h2>Two</h2><p>Dry.<a
    href="endnotes.xhtml#note-2" id="noteref-2" epub:type="noteref">2</a></p></section></body>"""


SAMPLE = Path(__file__).parents[2] / "sample"


def built(book: Path, to: Path) -> Path:
    """Return the EPUB that was made of a book."""
    published = publish(Order(book, to, (Format.EPUB,)), lambda _: nullcontext())
    assert published.made, published.findings
    return next(to.glob("*.epub"))


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings}


def test_notes_of_a_page_at_the_end_go_to_their_chapters(tmp_path: Path) -> None:
    """A page of endnotes, as Standard Ebooks has it, is no chapter, and each note finds its own."""
    path = tmp_path / "wells.epub"
    path.write_bytes(epub({"one.xhtml": ONE, "two.xhtml": TWO, "endnotes.xhtml": ENDNOTES}))
    one = import_path(path)
    assert 2 == one.chapters
    assert (
        "# One\n\nOld.[^1] See [two](#two).\n\n[^1]: First.\n" == (one.files["chapters/01-one.md"])
    )
    assert "[^2]: Second.\n\n    More.\n" in one.files["chapters/02-two.md"]
    assert {"1": "resolved", "2": "resolved"} == fates(one)
    assert set() == codes(one)


def test_notes_with_one_number_in_two_chapters_are_two(tmp_path: Path) -> None:
    """Where each chapter has its note 1, the label says whose it is."""
    page = """<body><h1>{0}</h1><p>Old<a epub:type="noteref" href="#fn1">1</a></p><aside id="fn1"
        epub:type="footnote"><p>In {0}.</p></aside></body>"""
    one = import_epub_data(
        "a.epub", epub({"a.xhtml": page.format("A"), "b.xhtml": page.format("B")})
    )
    assert "# A\n\nOld[^a-1]\n\n[^a-1]: In A.\n" == one.files["chapters/01-a.md"]
    assert "# B\n\nOld[^b-1]\n\n[^b-1]: In B.\n" == one.files["chapters/02-b.md"]


def test_what_the_package_says_is_in_book_yaml() -> None:
    """Title, people with their roles, language, identifiers; parts and kinds from the contents."""
    metadata = """<dc:title>Wells</dc:title><dc:language>en-GB</dc:language>
        <dc:creator id="a">Ann Scribe</dc:creator><dc:contributor opf:role="trl">Tom Other
        </dc:contributor><dc:contributor opf:role="bkp">A Program</dc:contributor>
        <meta refines="#a" property="file-as">Scribe, Ann</meta>
        <dc:identifier>urn:isbn:9783161484100</dc:identifier><dc:date>1901-05-02T00:00:00Z</dc:date>"""
    part = '<body><section epub:type="part"><h1>Part I. Water</h1></section></body>'
    title = '<body><section epub:type="titlepage"><h1>Wells</h1></section></body>'
    nav = """<li><a href="part.xhtml">Water</a><ol><li><a href="one.xhtml">One</a></li><li><a
        href="two.xhtml">Two</a></li></ol></li>"""
    pages = {"title.xhtml": title, "part.xhtml": part, "one.xhtml": ONE, "two.xhtml": TWO,
             "endnotes.xhtml": ENDNOTES}  # fmt: skip
    one = import_epub_data("a.epub", epub(pages, metadata=metadata, nav=nav))
    assert (
        "title: Wells\nlanguage: en-GB\ncontributors:\n  - name: Ann Scribe\n"
        "    sort: Scribe, Ann\n  - name: Tom Other\n    role: translator\n"
        "identifiers:\n  isbn_epub: '9783161484100'\ndate: '1901-05-02'\n"
    ) == one.files["book.yaml"].partition("spine")[0].replace("number_chapters: false\n", "")
    assert (
        "- part: Water\n      chapters:\n        - chapters/01-one.md\n" in one.files["book.yaml"]
    )
    assert {"X075"} == codes(one)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"META-INF/container.xml": "<a/>"}), "X078"),
        (zipped({"META-INF/container.xml": "<a>"}), "X045"),
        (zipped({"META-INF/container.xml": "", "mimetype": "application/epub+zip"}), "X045"),
        (b"PK\x03\x04 torn", "X045"),
        (epub({}), "X078"),
        (epub({"one.xhtml": ONE}, more={"META-INF/encryption.xml": """<encryption><EncryptedData
            xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod
            Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>
            """}), "X077"),
    ],
)  # fmt: skip
def test_what_is_no_readable_epub_is_refused(data: bytes, code: str) -> None:
    """Each fault has its error, and nothing is written."""
    with pytest.raises(ImportRefusedError) as refusal:
        import_epub_data("a.epub", data)
    assert code == refusal.value.finding.rule.code


def test_a_page_that_is_missing_or_broken_is_named() -> None:
    """The rest is imported, and each call into the page is reported as lost."""
    data = epub({"one.xhtml": ONE, "../../etc/two.xhtml": "<body><h1>Two</h1><p>Open</body>"})
    one = import_epub_data("a.epub", data)
    assert {"X079", "X041"} <= codes(one)
    assert {"1": "lost"} == fates(one)
    assert all(path.startswith(("book.yaml", "chapters/", "notes/")) for path in one.files)


def test_our_own_epub_comes_back_with_every_note(tmp_path: Path) -> None:
    """The sample book, built and imported: the notes have their labels, kinds and words again."""
    one = import_path(built(SAMPLE, tmp_path))
    assert {"resolved"} == set(fates(one).values())
    text = "".join(one.files.values())
    assert "[^proverb]: {.editor} The saying is *medieval*." in text
    assert "[^censor]: The office is explained in" in text
    assert "number_chapters" not in one.files["book.yaml"]
