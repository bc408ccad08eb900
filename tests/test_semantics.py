"""Elements say what they are for those who hear them."""

from dataclasses import replace

import pytest
from lxml import etree

from scholiast import navigation, publish, semantics
from scholiast.config import Editions
from scholiast.edition import Format
from scholiast.theme import Theme
from tests import factory
from tests.books import composed
from tests.epub.books import EPUB_TYPE, XHTML, document, unpacked

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

TEXT = """\
# [Ἰλιάς]{lang=grc}[^t]

[*Wrath*, she said, and [שלום]{lang=he}.]{.opening}[^a]

| | Miles |
|:--|--:|
| Appia | 350 |
| Flaminia | 209 |

: Roads. {#tbl-roads .row-heads}

## [μῆνιν]{lang=grc}

::: {lang=he}
שלום
:::

$a^2$

[^t]: On the title, [Titel]{lang=de}.
[^a]: In a note, [ἄειδε]{lang=grc}.
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, dict[str, bytes]]:
    """Return the EPUB and the web book of one chapter, unpacked."""
    book = composed(tmp_path_factory.mktemp("book"), {"chapters/a.md": TEXT})
    epub = publish.render(book, Theme.find(), Editions(), Format.EPUB)
    web = publish.render(book, Theme.find(), Editions(), Format.HTML)
    return {Format.EPUB: unpacked(epub.files["a-book.epub"]), Format.HTML: dict(web.files)}


def test_parts_in_other_languages_say_so_twice(files: dict[Format, dict[str, bytes]]) -> None:
    """`lang` and `xml:lang`, in titles, text and notes; what runs the other way says that, too."""
    page = document(files[Format.EPUB], "text/a.xhtml")
    found = [
        (e.get("lang"), e.get("dir")) for e in page.iter(etree.Element) if e.get("lang") is not None
    ][1:]
    expected = [("grc", None), ("he", "rtl"), ("grc", None), ("he", "rtl")]
    assert [*expected, ("de", None), ("grc", None)] == found
    assert all(e.get("lang") == e.get(XML_LANG) for e in page.iter(etree.Element))
    web = next(data for name, data in files[Format.HTML].items() if name.endswith("/a.html"))
    assert b"xml:lang" not in web
    assert b'<div lang="he" dir="rtl">' in web


def test_the_contents_say_the_language_of_titles(files: dict[Format, dict[str, bytes]]) -> None:
    """A title and a heading that are all in another language are read in it from the contents."""
    nav = document(files[Format.EPUB], "nav.xhtml")
    toc = next(e for e in nav.iter(f"{XHTML}nav") if e.get(EPUB_TYPE) == "toc")
    links = [(a.text, a.get("lang"), a.get(XML_LANG)) for a in toc.iter(f"{XHTML}a")]
    assert [("1. Ἰλιάς", "grc", "grc"), ("μῆνιν", "grc", "grc")] == links


def test_a_chapter_in_another_language_is_so_in_the_contents() -> None:
    """Also its headings, unless they are in yet another one."""
    chapter = factory.chapter("c", '<h2 id="x">Zwei</h2><h2 id="y" lang="fr">Trois</h2>')
    book = factory.book(factory.chapter("a", "<p>A</p>"), chapter)
    book = replace(book, chapters=(book.chapters[0], replace(chapter, language="de")))
    first, second = navigation.contents(book, 2, str, str)
    assert None is first.language
    assert "de" == second.language
    assert ["de", "fr"] == [point.language for point in second.children]


def test_heads_of_tables_say_what_they_are_heads_of(files: dict[Format, dict[str, bytes]]) -> None:
    """Of a column or of a row; a corner without words is no head."""
    for format, name in ((Format.EPUB, "EPUB/text/a.xhtml"), (Format.HTML, "web/a.html")):
        tree = etree.HTML(files[format][name])
        heads = [(cell.text, cell.get("scope")) for cell in tree.iter("th")]
        assert [("Miles", "col"), ("Appia", "row"), ("Flaminia", "row")] == heads


def test_heads_of_several_columns_and_rows_are_of_groups() -> None:
    """As the HTML standard has it (4.9.10); what an author says stands."""
    table = etree.fromstring(
        '<div class="row-heads"><table><thead><tr><th colspan="2">A</th><th scope="row">B</th>'
        '<th><br/></th></tr></thead><tbody><tr><td rowspan="2">C</td><td>1</td></tr><tr><td>2</td>'
        "</tr><tr><td>D</td><td>3</td></tr></tbody></table></div>"
    )
    semantics.mark_tables(table)
    heads = [(cell.text, cell.get("scope")) for cell in table.iter("th")]
    groups = [("A", "colgroup"), ("B", "row"), (None, "col"), ("C", "rowgroup"), ("D", "row")]
    assert groups == heads


def test_formulas_have_an_alternative(files: dict[Format, dict[str, bytes]]) -> None:
    """For readers without MathML, as it was written."""
    page = document(files[Format.EPUB], "text/a.xhtml")
    (formula,) = page.iter("{http://www.w3.org/1998/Math/MathML}math")
    assert "a^2" == formula.get("alttext")
