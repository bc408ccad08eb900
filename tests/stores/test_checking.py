"""Each rule of stores catches what it is about, in the stores that mind it, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast.diagnostics import Diagnostic
from scholiast.stores import check, stores
from scholiast.stores.opening import Epub, open_epub
from scholiast.verify.mutations.books import pack
from tests.stores import books
from tests.stores.books import Files, files, image, replaced

OPF = "EPUB/content.opf"
ROME = "EPUB/text/rome.xhtml"
COVER = "EPUB/images/cover.png"
ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
 <enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData>
 <enc:CipherReference URI="EPUB/text/rome.xhtml"/></enc:CipherData></enc:EncryptedData>
</encryption>"""


def found(data: bytes, *names: str, name: str = "book.epub") -> list[Diagnostic]:
    """Return what stores mind in an EPUB: all of them where none is named."""
    return check(data, name, [stores()[one] for one in names or stores()])


def said(changed: Files, name: str = "book.epub") -> dict[str, str]:
    """Return the stores that mind something, by code and severity."""
    stores_of: dict[str, list[str]] = {}
    for one in found(pack(changed), name=name):
        titles = re.sub(r".*\((.*)\)", r"\1", one.message).split(", ")
        stores_of.setdefault(f"{one.rule.code} {one.severity.value}", []).extend(titles)
    return {
        key: ", ".join(title for title in EVERYONE.split(", ") if title in titles)
        for key, titles in stores_of.items()
    }


def with_picture(data: bytes, name: str = "new.png", kind: str = "image/png") -> Files:
    """Return the files with one more picture."""
    item = f'<manifest>\n    <item href="{name}" id="new" media-type="{kind}"/>'
    return {**replaced(OPF, "<manifest>", item), f"EPUB/{name}": data}


def without(name: str) -> Files:
    """Return the files without a Dublin Core element."""
    changed = files()
    changed[OPF] = re.sub(rf"<dc:{name}\b.*?</dc:{name}>".encode(), b"", changed[OPF])
    return changed


def grown(path: str, size: int) -> Files:
    """Return the files, one document made larger by so many bytes."""
    return replaced(path, "</body>", f"<p>{'x' * size}</p></body>")


def covered(data: bytes) -> Files:
    """Return the files with another cover."""
    return {**files(), COVER: data}


def font(data: bytes) -> Files:
    """Return the files, a font in another format."""
    changed = files()
    path = next(path for path in changed if path.endswith(".otf"))
    return {**changed, path: data + changed[path][len(data) :]}


def restricted() -> Files:
    """Return the files, a font one that must not be embedded (`OS/2.fsType` 2)."""
    changed = files()
    path = next(path for path in changed if path.endswith(".otf"))
    data = bytearray(changed[path])
    table = data.index(b"OS/2")
    offset = int.from_bytes(data[table + 8 : table + 12], "big")
    data[offset + 8 : offset + 10] = (2).to_bytes(2, "big")
    return {**changed, path: bytes(data)}


TABLE = "<table><tr><td>1</td><td>2</td><td>3</td><td colspan='2'>4</td></tr></table></body>"
CLEAR = image("PNG", "RGBA", (20, 20), (0, 0, 0, 120))
EVERYONE = "Apple Books, Kobo, Kindle, Google Play"
SELLERS = "Apple Books, Kindle, Google Play"

FAULTS: list[tuple[str, Callable[[], Files], dict[str, str]]] = [
    (
        "no cover",
        lambda: replaced(
            OPF, ' properties="cover-image"', "",
            replaced(OPF, '<meta name="cover" content="cover-image"/>', ""),
        ),
        {"V141 warning": "Apple Books, Kobo, Kindle", "V141 error": "Google Play"},
    ),
    (
        "a tiny cover",
        lambda: covered(image("PNG", "RGB", (500, 800))),
        {"V142 error": "Kindle, Google Play", "V142 warning": "Apple Books"},
    ),
    (
        "a huge cover",
        lambda: covered(image("PNG", "1", (7300, 11000))),
        {
            "V142 error": "Kindle, Google Play",
            "V143 error": "Apple Books",
        },
    ),
    (
        "a cover that lies",
        lambda: covered(image("JPEG", "RGB", (2600, 2500))),
        {"V142 warning": "Kobo, Kindle", "V143 error": "Apple Books"},
    ),
    ("a GIF as cover", lambda: covered(image("GIF", "L", (1600, 2500))),
        {"V142 error": "Kobo", "V144 warning": "Apple Books"}),
    (
        "words on the cover's page",
        lambda: replaced("EPUB/cover.xhtml", "</body>", "<p>By me</p></body>"),
        {"V142 warning": "Kobo"},
    ),
    (
        "5 million pixels",
        lambda: with_picture(image("PNG", "L", (2500, 2000))),
        {"V143 warning": "Apple Books"},
    ),
    (
        "a large drawing",
        lambda: with_picture(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="3201" height="9"/>',
            "new.svg", "image/svg+xml",
        ),
        {"V143 error": "Google Play"},
    ),
    (
        "WebP",
        lambda: with_picture(image("WEBP", "RGB", (9, 9)), "new.webp", "image/webp"),
        {"V144 warning": SELLERS},
    ),
    (
        "four inks",
        lambda: with_picture(image("JPEG", "CMYK", (9, 9)), "new.jpg", "image/jpeg"),
        {"V144 warning": EVERYONE},
    ),
    ("something shows through", lambda: with_picture(CLEAR),
        {"V145 warning": "Apple Books, Kobo, Kindle"}),
    (
        "a script in an attribute",
        lambda: replaced(ROME, "</body>", '<p onclick="1">x</p></body>'),
        {"V151 warning": "Kobo, Kindle"},
    ),
    (
        "a remote picture for fine screens",
        lambda: replaced(ROME, "</body>", '<img alt="" src="a" srcset="b, //x.org/c 2x"/></body>'),
        {"V150 error": EVERYONE},
    ),
    (
        "a style in px",
        lambda: replaced("EPUB/styles/epub.css", "\n", "\nfigure img { width: 300px }\n"),
        {"V146 warning": "Kobo"},
    ),
    (
        "a picture's own style in px",
        lambda: replaced(ROME, "</body>", '<img alt="" style="color:red; height: 9px"/></body>'),
        {"V146 warning": "Kobo"},
    ),
    ("five columns", lambda: replaced(ROME, "</body>", TABLE), {"V147 warning": "Kobo"}),
    ("310 kB", lambda: grown(ROME, 310_000), {"V148 warning": EVERYONE}),
    (
        "10 MB of pictures in a document",
        lambda: replaced(
            ROME,
            "</body>",
            '<p><img alt="" src="../new.png"/></p></body>',
            with_picture(image("PNG", "L", (9, 9)) + bytes(10_000_000)),
        ),
        {"V148 warning": "Kobo"},
    ),
    ("a remote picture", lambda: replaced(ROME, "</body>", '<img alt="" src="//x.org/"/></body>'),
        {"V150 error": EVERYONE}),
    (
        "a remote style",
        lambda: replaced("EPUB/styles/epub.css", "\n", '\n@import "https://x.org/a.css";\n'),
        {"V150 error": EVERYONE},
    ),
    (
        "a remote style sheet",
        lambda: replaced(ROME, "</head>", '<link rel="stylesheet" href="http://x.org"/></head>'),
        {"V150 error": EVERYONE},
    ),
    ("a script", lambda: replaced(ROME, "</head>", "<script>1</script></head>"),
        {"V151 warning": "Kobo, Kindle"}),
    ("WOFF", lambda: font(b"wOFF"), {"V152 warning": "Kindle"}),
    ("WOFF2", lambda: font(b"wOF2"), {"V152 warning": "Kobo, Kindle"}),
    ("a font that must not be embedded", restricted, {"V153 warning": EVERYONE}),
    (
        "protection",
        lambda: {**files(), "META-INF/encryption.xml": ENCRYPTION.format(algorithm="a").encode()},
        {"V154 error": EVERYONE},
    ),
    ("a name with a space", lambda: {**files(), "EPUB/a b.txt": b""}, {"V155 warning": "Kobo"}),
    ("no title", lambda: without("title"),
        {"V156 error": SELLERS, "V156 warning": "Kobo"}),
    ("no author", lambda: without("creator"), {"V156 warning": SELLERS}),
    ("no publisher", lambda: without("publisher"), {"V156 warning": SELLERS}),
    ("no description", lambda: without("description"), {"V156 warning": SELLERS}),
    ("no subject", lambda: without("subject"), {"V156 warning": SELLERS}),
    (
        "no ISBN",
        lambda: replaced(OPF, "urn:isbn:9783161484100", "urn:x:1"),
        {"V156 warning": "Kobo"},
    ),
    (
        "a long description",
        lambda: replaced(OPF, "</dc:description>", f"{'x' * 4001}</dc:description>"),
        {"V156 error": "Kindle"},
    ),
    (
        "no contents",
        lambda: replaced("EPUB/nav.xhtml", 'epub:type="toc"', 'epub:type="loi"'),
        {"V157 error": "Apple Books", "V157 warning": "Kobo, Kindle, Google Play"},
    ),
    (
        "four levels",
        lambda: replaced(
            "EPUB/nav.xhtml",
            "Preface</a>",
            "1</a><ol><li>2<ol><li>3<ol><li>4</li></ol></li></ol></li></ol>",
        ),
        {"V157 warning": "Kobo, Kindle"},
    ),
    (
        "two identifiers",
        lambda: replaced("EPUB/toc.ncx", "urn:uuid:", "urn:x:"),
        {"V157 warning": "Kobo"},
    ),
    ("an empty title", lambda: replaced(ROME, "<title>Rome</title>", "<title> </title>"),
        {"V158 warning": EVERYONE}),
    (
        "a link to a seller",
        lambda: replaced(ROME, "</body>", '<a href="https://www.amazon.co.uk/dp/1">buy</a></body>'),
        {"V159 error": "Apple Books", "V159 warning": "Kobo, Google Play"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_each_fault_is_found(fault: tuple[str, Callable[[], Files], dict[str, str]]) -> None:
    """What is wrong is told with its stores, as an error where they refuse the book for it."""
    _, change, expected = fault
    assert expected == said(change())


def test_a_good_book_is_taken_everywhere() -> None:
    """An EPUB of ours with an ISBN and all metadata has nothing that a store minds."""
    assert [] == found(books.whole())


def test_every_rule_is_tried() -> None:
    """No rule of stores is without a fault that it finds."""
    tried = {key.split()[0] for _, _, expected in FAULTS for key in expected}
    assert {f"V{number}" for number in range(141, 160)} - tried == {"V149"}  # tried below


def test_a_book_over_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the whole file counts, not that of what it unpacks to."""

    def larger(data: bytes, name: str) -> Epub:
        return replace(open_epub(data, name), size=1_500_000_000)

    monkeypatch.setattr("scholiast.stores.checking.open_epub", larger)
    refused, advised = sorted(found(books.whole()), key=lambda one: one.severity.value)
    assert ("V149", "error") == (refused.rule.code, refused.severity.value)
    assert "the EPUB has 1,500 MB, over 650 (Kindle)" == refused.message
    assert "the EPUB has 1,500 MB, over 1,000 (Apple Books, Kobo)" == advised.message
    assert str(refused.place) == "book.epub"


def test_fonts_may_be_obfuscated() -> None:
    """What EPUB does to fonts is no protection of the book."""
    algorithm = "http://www.idpf.org/2008/embedding"
    data = ENCRYPTION.format(algorithm=algorithm).encode()
    assert {} == said({**files(), "META-INF/encryption.xml": data})


def test_an_isbn_in_the_name_of_the_file_is_enough() -> None:
    """Kobo finds the book by either."""
    changed = replaced(OPF, "urn:isbn:9783161484100", "urn:x:1")
    assert {} == said(changed, name="978-3-16-148410-0.epub")


def test_an_opaque_picture_with_an_alpha_channel_is_fine() -> None:
    """What could be transparent and is not does no harm."""
    assert {} == said(with_picture(image("PNG", "RGBA", (9, 9), (1, 2, 3, 255))))


@pytest.mark.parametrize(
    ("address", "stores_that_mind"),
    [
        ("https://amzn.to/1", "Apple Books, Kobo, Google Play"),
        ("https://www.amazon.com.br/dp/1", "Apple Books, Kobo, Google Play"),
        ("http://itunes.apple.com/1", "Kobo, Kindle, Google Play"),
        ("https://play.google.com/store/books/details?id=1", "Apple Books, Kobo, Kindle"),
        ("https://www.smashwords.com", EVERYONE),
        ("https://play.google.com/store/apps/", ""),
        ("https://docs.aws.amazon.com/", ""),
        ("https://amazon.science/", ""),
        ("https://archive.org/www.amazon.com/", ""),
        ("http://[bad", ""),
    ],
)
def test_links_to_sellers(address: str, stores_that_mind: str) -> None:
    """A link to a store is told to the others alone, one to what is no shop to nobody."""
    changed = replaced(ROME, "</body>", f'<a href="{address}">a</a></body>')
    assert stores_that_mind == ", ".join(
        title for title in EVERYONE.split(", ") if title in ", ".join(said(changed).values())
    )


def test_places_are_lines_of_the_file() -> None:
    """A finding leads to the line in the document, and says what helps."""
    (one,) = found(pack(replaced(ROME, "</body>", f"\n\n{TABLE}")), "kobo")
    lines = files()[ROME].decode().count("\n")
    assert one.place is not None
    assert one.place.start is not None
    assert ("book.epub/EPUB/text/rome.xhtml", lines + 2) == (one.place.path, one.place.start.line)
    assert "turn it, split it, or make it a list" == one.hint


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a sound ZIP file"),
        (b"PK\x03\x04 cut", "not a sound ZIP file"),
        (pack({"mimetype": b""}), "`META-INF/container.xml` is not there"),
        (pack({"META-INF/container.xml": b"<"}), "not well-formed"),
        (pack({"META-INF/container.xml": b"<a/>"}), "names no package document"),
    ],
    ids=["empty", "cut", "no container", "broken container", "no package"],
)
def test_what_is_no_epub_is_an_error(data: bytes, message: str) -> None:
    """A file of any kind gives a finding, never an exception."""
    (one,) = found(data)
    assert "V140" == one.rule.code
    assert message in one.message


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_damage_gives_findings_never_exceptions(data: st.DataObject) -> None:
    """Whatever becomes of the text of a file, what can be said is said."""
    changed = files()
    path = data.draw(st.sampled_from(sorted(path for path in changed if path != "mimetype")))
    parts = changed[path].split(b'"')
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = data.draw(st.sampled_from([b"", b"#", b"//[x", b"%ff", b"..", b"-1", b"<"]))
    changed[path] = b'"'.join(parts)
    assert all(one.rule.code[:2] == "V1" for one in found(pack(changed)))


def test_a_broken_document_is_told_and_the_rest_looked_at() -> None:
    """One document that is not well-formed does not hide what is wrong with others."""
    changed = replaced(ROME, "</body>", "</bodi>", with_picture(CLEAR))
    assert ["V140", "V145"] == sorted(one.rule.code for one in found(pack(changed)))
