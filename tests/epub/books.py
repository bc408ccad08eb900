"""Books with what EPUBs trip over, and EPUBs taken apart."""

import io
import zipfile

from lxml import etree

from scholiast import epub
from scholiast.book import Book, Image, Matter, Part
from scholiast.config import Contributor, EpubEdition, Identifiers, Series
from scholiast.edition import Artifact
from scholiast.theme import Theme
from tests import factory
from tests.test_images import png

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30v20z"/></svg>'
MATHS = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><msup><mi>x</mi>'
    "<mn>2</mn></msup></math>"
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>A dot</title>'
    '<circle cx="4" cy="4" r="4"/></svg>'
)


def rich_book() -> Book:
    """Return a book with a part, images, formulas, drawings, other languages, and a series."""
    one = factory.chapter(
        "one",
        f'<p>A formula {MATHS},[[m|In a note: {MATHS}.]] <span lang="zh-Hant" xml:lang="zh-Hant">'
        "漢字</span>.</p>"
        '<figure id="f"><img src="images/a b.png" alt="A box"/><figcaption>Box[[c|On a box.]]'
        '</figcaption></figure><p><img src="images/d.svg" alt="A drawing"/></p>'
        '<h2 id="deep">Deep &amp; <em>deeper</em></h2><h3 id="deeper">Deeper</h3>'
        f"<p>{DRAWING}</p>"
        '<h2 id="up">Up</h2>'
        '<p><a href="#two-title">Two</a> <a href="#deep">Deep</a> <a href="#part-i">Part</a></p>',
        title="“Quotes” &amp; &lt;tags&gt;",
        part="part-i",
    )
    return factory.book(
        factory.chapter(
            "preface", "<p>First.</p>", kind="preface", matter=Matter.FRONT, number=None
        ),
        one,
        factory.chapter("two", "<p>Text.[[漢|字。]]</p>", number=None, part="part-i"),
        factory.chapter(
            "ends", "<p>End.</p>", kind="appendix", matter=Matter.BACK, number="A", title="End"
        ),
        parts=[Part("part-i", "I", "First & Last", ("one", "two"))],
        images=[
            Image("images/a b.png", "image/png", png(30, 20), 30, 20),
            Image("images/d.svg", "image/svg+xml", SVG, 30, 20),
        ],
        metadata={"series": Series(name="A Series", number="3"), "cover": "images/a b.png"},
    )


def plain_book() -> Book:
    """Return a book of one chapter that says nothing of itself but its title."""
    bare = {"subtitle": None, "contributors": (), "publisher": None, "date": None, "rights": None}
    chapter = factory.chapter("only", "<p>Text.</p>")
    return factory.book(chapter, metadata={**bare, "subjects": (), "description": None})


def odd_book() -> Book:
    """Return a book from right to left, its titles and labels full of what XML has a use for."""
    odd = (
        "<p>A<br/>B &lt;script&gt; &amp;amp; http://www.w3.org/1998/Math/MathML &lt;svg"
        "[[_26_-1.a|Labels: &amp; 1.a]][[ü|Fußnote.]] and again[[ü]]</p><hr/>"
        '<h2 id="1984">A heading whose id begins with a digit</h2>'
        "<p>Nested:[[outer|Out [[inner|<ul><li>in</li></ul>]]]]</p>"
    )
    chapters = [
        factory.chapter("cover", odd, title="A &amp; B &lt;c&gt; “d” 'e'[[t|T]]"),
        factory.chapter("part-x", "<p>Text</p>", part="part-x", language="de-DE"),
        *(
            factory.chapter(kind, "<p>Text</p>", kind=kind, number=None, matter=Matter.BACK)
            for kind in ("epigraph", "dedication", "colophon", "errata", "abstract")
        ),
    ]
    metadata = {
        "title": "A & B <c> “d” 'e' \"f\"",
        "subtitle": "]]> &amp;",
        "language": "he",
        "contributors": (
            Contributor(name='O\'Neil & <Sons> "Ltd"'),
            Contributor(name="אדוארד גיבון", role="translator"),
        ),
        "identifiers": Identifiers(isbn_epub="978-3-16-148410-0", doi="10.1000/182"),
        "description": "<p>Not & mark-up</p>",
        "rights": "© & ™",
    }
    return factory.book(
        *chapters, parts=[Part("part-x", None, "P & <Q>", ("part-x",))], metadata=metadata
    )


def artifact(book: Book) -> Artifact:
    """Return the EPUB of a book as an artifact."""
    return epub.render(book, Theme.find(), EpubEdition())


def made(book: Book) -> bytes:
    """Return the EPUB of a book."""
    return artifact(book).files[f"{book.slug}.epub"]


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of an EPUB."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def document(files: dict[str, bytes], name: str) -> etree._Element:
    """Return a document of an unpacked EPUB as a tree; `name` is its path in the package."""
    return etree.fromstring(files[f"EPUB/{name}"])


def package(book: Book) -> etree._Element:
    """Return the package document of a book's EPUB."""
    return document(unpacked(made(book)), "content.opf")


def properties(book: Book, name: str) -> list[str | None]:
    """Return the values of a property in the metadata of a book's EPUB."""
    return [m.text for m in package(book).iter(f"{OPF}meta") if m.get("property") == name]
