"""What is found while pages are made, what is kept out of them, and that nothing leaks out."""

import io
import logging
import os
import re
import warnings
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from weasyprint import document
from weasyprint.layout import block, page

from scholiast import pdf
from scholiast.book import Image
from scholiast.diagnostics import as_concise
from scholiast.edition import Missing
from scholiast.pdf import footnotes
from scholiast.theme import Theme, shipped
from tests import factory
from tests.pdf import reading

MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def said(body: str, **images: bytes) -> list[str]:
    """Return what is said while a book with this chapter is rendered."""
    found = [Image(f"images/{name}.png", "image/png", data) for name, data in images.items()]
    artifact = reading.render(factory.book(factory.chapter("c", body), images=found))
    assert () == artifact.missing
    return [re.sub(r"\s+", " ", as_concise(finding)) for finding in artifact.diagnostics]


def test_a_sound_chapter_gives_no_finding() -> None:
    """An image of the book is printed, and nothing is said of it."""
    assert [] == said('<p><img src="images/dot.png" alt="A dot"/></p>', dot=PIXEL)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "ftp://example.org/x.png",
    ],
)
def test_what_is_not_of_the_book_is_refused(address: str) -> None:
    """Addresses elsewhere are errors at their chapter; nothing is read or sent."""
    found = said(f'<p><img src="{address}" alt="x"/></p>')
    assert f"chapters/c.md: error[R303]: `{address}` is not a file of the book" in found


@pytest.mark.parametrize("source", ["images/none.png", "../secret.png", "/etc/passwd", "styles/x"])
def test_a_missing_image_is_an_error(source: str) -> None:
    """An image that the book does not have is an error, never a gap."""
    found = said(f'<p><img src="{source}" alt="x"/></p>')
    assert 1 == len(found)
    assert found[0].startswith("chapters/c.md: error[R302]: WeasyPrint says: Failed to load image")


def test_a_damaged_image_is_an_error() -> None:
    """Bytes that are no image are an error at their chapter."""
    found = said('<p><img src="images/dot.png" alt="A dot"/></p>', dot=b"no image")
    assert ["chapters/c.md: error[R302]"] == [finding.partition(": W")[0] for finding in found]


def test_nothing_of_the_machine_is_embedded() -> None:
    """Attachments, styles and images of raw HTML can't bring in a file of the machine."""
    body = (
        '<link rel="attachment" href="file:///etc/passwd"/>'
        '<p><a rel="attachment" href="file:///etc/passwd">x</a></p>'
        '<p style="background: url(file:///etc/passwd)">x</p>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<image href="file:///etc/passwd" width="9" height="9"/></svg>'
    )
    artifact = reading.render(factory.book(factory.chapter("c", body)))
    assert {"R302", "R303"} >= {finding.rule.code for finding in artifact.diagnostics}
    assert artifact.diagnostics
    with pikepdf.open(io.BytesIO(reading.data_of(artifact))) as made:
        assert {} == dict(made.attachments)


def test_a_character_that_no_font_has_is_named() -> None:
    """It is given with its place and the words around: in the text, in the note, in any style."""
    book = factory.book(
        factory.chapter("c", "<p><b>Ka</b>: \u0915\u0915[[n|and \u0915 again]].</p>")
    )
    expected = [
        Missing("\u0915", "chapters/c.md", None, "Ka: ", "\u0915. ", 2),
        Missing("\u0915", "chapters/c.md", "note-c-n", "and ", " again "),
    ]
    for whole in (False, True):
        artifact = pdf.render(book, reading.THEME, reading.SETTINGS, whole=whole)
        found = [
            replace(one, before=one.before.lstrip(), after=re.sub(r"\s+", " ", one.after))
            for one in artifact.missing
        ]
        assert expected == found
        assert () == artifact.diagnostics


def test_what_stands_in_no_text_is_named_without_a_place() -> None:
    """A character that a style brings in is missing all the same."""
    body = '<p style="list-style: &quot;\u0915&quot; inside; display: list-item">Ka</p>'
    artifact = reading.render(factory.book(factory.chapter("c", body)))
    assert (Missing("\u0915"),) == artifact.missing


def test_a_letter_that_is_drawn_of_parts_is_not_missing() -> None:
    """What a font has no glyph for but draws as a letter and a mark is printed."""
    marked = "<p>\u01e8a\u0331 a\u030b\u0331 \u1e9e</p>"
    small = "<p style='font-variant: small-caps'>\u00e0 \u00df</p>"
    assert () == reading.render(factory.book(factory.chapter("c", marked + small))).missing


def test_letters_of_many_scripts_are_there() -> None:
    """The fonts have what scholarly books are made of."""
    assert [] == said(
        "<p>Ἀχιλῆος ἄλγε᾽ ᾧ ᾅδης Ωραῖος, Всё смешалось, בְּרֵאשִׁית, ʃəʊ, œuvre, Łódź, "
        "Phở, Ḥadīṯ, 子曰學而時習之, 汉字简化, 吾輩は猫である, カタカナ, 훈민정음, §¶†‡№€.</p>"
        "<p><code>├── λ → ✓ 重點</code> <em>ἐν ἀρχῇ 重點</em> <strong>ἐν ἀρχῇ 重點</strong></p>"
        "<p style='font-variant: small-caps'>ἐν 重點 <em>重點 ├ <b>├</b></em></p>"
    )


def test_formulas_stand_in_the_text() -> None:
    """A formula is a picture with its TeX as a description, in the text, in a note, displayed."""
    formula = (
        f'<math display="inline" {MATHML}><semantics><msup><mi>x</mi><mn>2</mn></msup>'
        '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>'
    )
    body = (
        f"<p>Inline {formula}[[n|In a note: {formula}.]].</p>"
        f"<p>{formula.replace('inline', 'block')}</p>"
    )
    artifact = reading.render(factory.book(factory.chapter("c", body)))
    assert () == artifact.diagnostics
    assert ["x^2"] * 3 == figures(reading.data_of(artifact))


def figures(data: bytes) -> list[str]:
    """Return the descriptions of the figures of a tagged PDF."""
    with pikepdf.open(io.BytesIO(data)) as made:
        return [
            str(thing["/Alt"])
            for thing in made.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]


@pytest.mark.parametrize("inside", ["<mi>x</mi><mglyph/>", "", "<maction/>"])
def test_a_formula_that_cannot_be_set_is_an_error(inside: str) -> None:
    """It is an error at its chapter, with the formula in TeX."""
    (found,) = said(
        f"<p><math {MATHML}><semantics><mrow>{inside}</mrow>"
        '<annotation encoding="application/x-tex">\\odd</annotation></semantics></math></p>'
    )
    assert found.startswith("chapters/c.md: error[R304]: the formula `\\odd` can't be set: ")


def test_text_in_the_margin_is_reported() -> None:
    """A line that can't break is a warning, with its words and by how much it is too wide."""
    found = said(f'<p style="white-space: nowrap">{"unbroken " * 20}</p>')
    assert 1 == len(found)
    assert re.match(r"chapters/c\.md: warning\[R310\]: “unbroken .*” stands [\d.]+ mm in", found[0])


def test_nesting_without_end_is_an_error() -> None:
    """Text that is nested too deeply for layout is an error at its chapter, never a crash."""
    found = said("<div>" * 300 + "x" + "</div>" * 300)
    assert "chapters/c.md: error[R307]: the text is nested too deeply to be laid out" in found


def test_what_weasyprint_says_is_heard() -> None:
    """A property that WeasyPrint does not know is a warning at its chapter."""
    (found,) = said('<p style="no-such-property: 1">x</p>')
    assert found.startswith("chapters/c.md: warning[R305]: WeasyPrint says: Ignored")


def test_a_book_may_bring_its_own_design(tmp_path: Path) -> None:
    """A style sheet or template in the book's folder stands before the shipped one."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "templates" / "print").mkdir(parents=True)
    sheet = (shipped() / "styles" / "print.css").read_text(encoding="utf-8")
    (tmp_path / "styles" / "print.css").write_text(f"{sheet}\np {{ color: #f00; odd: 1 }}")
    (tmp_path / "templates" / "print" / "imprint.html").write_text("<html><body><p>No end</html>")
    artifact = pdf.render(factory.book(), Theme.find(tmp_path), reading.SETTINGS)
    codes = [finding.rule.code for finding in artifact.diagnostics]
    assert ["R305", "R311"] == sorted(codes)


def test_the_engine_is_the_known_one() -> None:
    """The changes to the layout of notes fit the WeasyPrint that is installed."""
    assert footnotes.is_known()


def test_an_unknown_engine_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of WeasyPrint is used as it is, and that is said."""
    monkeypatch.setattr("scholiast.pdf.footnotes.is_known", lambda: False)
    artifact = reading.render(factory.book())
    assert ["R309"] == [finding.rule.code for finding in artifact.diagnostics]


def test_nothing_is_left_changed() -> None:
    """WeasyPrint, its log, fontconfig's settings and warnings are afterwards as they were."""

    def state() -> list[object]:
        logger = logging.getLogger("weasyprint")
        return [
            block._linebox_layout,
            page.make_page,
            block.table_layout,
            document.LayoutContext,
            document.generate_pdf,
            logger.level,
            logger.propagate,
            list(logger.handlers),
            {name: value for name, value in os.environ.items() if name.startswith("FONTCONFIG")},
            list(warnings.filters),
        ]

    before = state()
    reading.render(factory.book())
    with pytest.raises(ValueError, match="leave"):
        reading.render(
            factory.book(),
            reading.SETTINGS.model_copy(update={"trim": "40x40mm"}),
        )
    assert before == state()


def test_the_same_book_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folder, time zone and the fonts of the system make no difference."""
    first = reading.data_of(reading.render(factory.book()))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "none.conf"))
    assert first == reading.data_of(reading.render(factory.book()))


def test_notes_are_tagged_as_notes() -> None:
    """Each note is a `Note` with an ID that the tree of IDs leads to (ISO 14289-1, 7.9)."""
    data = reading.data_of(reading.render(factory.book()))
    with pikepdf.open(io.BytesIO(data)) as made:
        notes = [
            thing
            for thing in made.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Note"
        ]
        assert len(factory.book().notes) == len(notes)
        listed = pikepdf.NameTree(made.Root.StructTreeRoot.IDTree)
        assert {str(note.ID) for note in notes} <= set(listed)
        assert len({str(note.ID) for note in notes}) == len(notes)
        assert not [t for t in made.objects if getattr(t, "S", None) == "/Art"]


def test_heads_and_folios_are_no_text() -> None:
    """Each marked content is in an element of the structure tree, or an artifact."""
    body = f"<p>{'Words of the text. ' * 300}</p>"
    data = reading.data_of(reading.render(factory.book(factory.chapter("c", body))))
    with pikepdf.open(io.BytesIO(data)) as made:
        owners = {
            int(number): owner
            for number, owner in pikepdf.NumberTree(made.Root.StructTreeRoot.ParentTree).items()
        }
        artifacts = 0
        for number, sheet in enumerate(made.pages):
            for part in pikepdf.parse_content_stream(sheet):
                if not isinstance(part, pikepdf.ContentStreamInstruction):
                    continue
                if str(part.operator) == "BDC" and "/MCID" in part.operands[1]:
                    owner = owners[number][int(part.operands[1]["/MCID"])]
                    assert is_in_tree(owner), f"page {number + 1}"
                elif str(part.operator) == "BDC":
                    artifacts += part.operands[1]["/Type"] == "/Pagination"
        assert artifacts >= 4


def is_in_tree(element: pikepdf.Object) -> bool:
    """Tell whether a structure element is reached from the root of its tree."""
    parent = element.P
    if parent.get("/Type") == "/StructTreeRoot":
        return True
    kids = (kid for kid in parent.K if isinstance(kid, pikepdf.Dictionary))
    return any(kid.objgen == element.objgen for kid in kids) and is_in_tree(parent)


def test_links_say_where_they_lead() -> None:
    """The description of a link to a note, and back, is in words (ISO 14289-1, 7.18.5)."""
    data = reading.data_of(reading.render(factory.book()))
    with pikepdf.open(io.BytesIO(data)) as made:
        described = {
            str(annotation.Dest): str(annotation.Contents)
            for sheet in made.pages
            for annotation in sheet.get("/Annots", ())
            if "/Dest" in annotation
        }
    assert "Note 1" == described["note-rome-gibbon"]
    assert "Back to call 2 of note 1" == described["call-rome-gibbon-2"]
    assert "1 Rome" == described["rome-title"]
