"""A manuscript becomes a book in which every call has its note, its number and its address."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import fragments, markup, series
from scholiast.book import Book, Chapter
from tests.books import BOOK_YAML, composed


def numbers(chapter: Chapter) -> list[tuple[str, str]]:
    """Return number and label of each note of a chapter."""
    return [(note.number, note.label) for note in chapter.notes]


def test_notes_are_numbered_by_first_call(tmp_path: Path) -> None:
    """Numbers follow the calls, not the definitions; a note in a note follows its parent."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": (
                "# A[^title]\n\nx[^b] y[^a] z[^b]^[inline]\n\n[^a]: A[^n].\n[^b]: B.\n[^n]: N.\n"
                "[^title]: T.\n"
            )
        },
    )
    (chapter,) = book.chapters
    assert numbers(chapter) == [("1", "title"), ("2", "b"), ("3", "a"), ("a", "n"), ("4", "")]
    nested = chapter.notes[3]
    assert nested.parent == "note-a-a"
    assert [r.id for r in chapter.notes[1].references] == ["call-a-b", "call-a-b-2"]


def test_the_notes_of_the_title_come_first(tmp_path: Path) -> None:
    """The level-1 heading opens the chapter wherever it stands; what it calls is called again."""
    book = composed(tmp_path, {"chapters/a.md": "x[^e] y[^t]\n\n# A[^t]\n\n[^e]: E.\n\n[^t]: T.\n"})
    (chapter,) = book.chapters
    assert numbers(chapter) == [("1", "t"), ("2", "e")]
    assert "call-a-t" in chapter.title_xhtml
    assert [r.id for r in chapter.notes[0].references] == ["call-a-t", "call-a-t-2"]


def test_ids_of_notes_never_meet(tmp_path: Path) -> None:
    """Hyphens join chapter, label and count, and may stand in each of them."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx[^b-c] y[^b-c] z[^b-c-2]\n\n[^b-c]: One.\n\n[^b-c-2]: Two.\n",
            "chapters/a-b.md": "# B\n\nx[^c]\n\n[^c]: Three.\n",
        },
    )
    found = [note.id for note in book.notes]
    found += [reference.id for note in book.notes for reference in note.references]
    assert len(found) == 7
    assert len(set(found)) == 7


def test_ids_of_notes_that_say_the_same_are_names_in_css(tmp_path: Path) -> None:
    """Thorium looks a note up by `#` and its id as a selector of CSS, in which a dot is a class."""
    book = composed(tmp_path, {"chapters/a.md": "# A\n\nx^[The same.] y^[The same.]\n"})
    one, other = (note.id for note in book.notes)
    assert f"{one}_2" == other


def test_a_span_with_our_own_class_is_a_span(tmp_path: Path) -> None:
    """What marks a further call of a note is more than its class."""
    text = "# A\n\nx[^n] [words]{.scholiast-call path=x} y[^n]\n\n[^n]: Note.\n"
    (chapter,) = composed(tmp_path, {"chapters/a.md": text}).chapters
    assert chapter.text == "x words y"
    assert len(chapter.notes[0].references) == 2


def test_numbers_begin_again_or_run_on(tmp_path: Path) -> None:
    """Numbering restarts in each chapter, or runs through the book where book.yaml says so."""
    files = {
        "chapters/a.md": "# A\n\nx[^1]\n\n[^1]: A.\n",
        "chapters/b.md": "# B\n\nx[^1]\n\n[^1]: B.\n",
    }
    by_chapter = composed(tmp_path, files)
    assert [note.number for note in by_chapter.notes] == ["1", "1"]
    listing = BOOK_YAML + "".join(f"    - {path}\n" for path in files)
    through = composed(tmp_path, files, listing + "notes:\n  numbering: book\n")
    assert [note.number for note in through.notes] == ["1", "2"]


def test_a_shared_note_stands_in_each_chapter_that_calls_it(tmp_path: Path) -> None:
    """A reader of one chapter finds there all notes that it calls."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx[^s]\n",
            "chapters/b.md": "# B\n\nx[^s]\n",
            "notes/n.yaml": "- id: s\n  kind: editor\n  text: Shared *words*.\n",
        },
    )
    assert [note.id for note in book.notes] == ["note-a-s", "note-b-s"]
    assert {note.text for note in book.notes} == {"Shared words."}
    assert {note.kind for note in book.notes} == {"editor"}


def test_a_draft_has_placeholders(tmp_path: Path) -> None:
    """A missing or undefined note is visible in a draft, marked as missing."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx[^gone] y[^nobody]\n",
            "notes/n.yaml": "- id: gone\n  missing: true\n",
        },
        draft=True,
    )
    assert book.draft
    assert [(note.label, note.missing) for note in book.notes] == [("gone", True), ("nobody", True)]
    assert all(note.label in note.text for note in book.notes)


def test_links_lead_to_ids_of_the_book(tmp_path: Path) -> None:
    """A link means its own chapter's id first; the same id elsewhere gets its chapter's name."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\n## Same\n\n[here](#same) [there](b.md#same) [b](b.md)\n",
            "chapters/b.md": "# B\n\n## Same\n\n[here](#same) [only](#only)\n\n## Only\n",
        },
    )
    links = [
        [a.get("href") for a in markup.parse(chapter.body).iter("a")] for chapter in book.chapters
    ]
    assert links == [["#same", "#b--same", "#chapter-b"], ["#b--same", "#only"]]
    assert [h.id for h in book.chapters[1].headings] == ["b--same", "only"]


def test_links_lead_to_parts(tmp_path: Path) -> None:
    """A part is an address like any other, though no draft holds it."""
    listing = BOOK_YAML + "    - part: First\n      chapters: [chapters/a.md]\n"
    files = {"chapters/a.md": "# A\n\n[part](#part-first)\n"}
    (chapter,) = composed(tmp_path, files, listing).chapters
    assert 'href="#part-first"' in chapter.body


def test_citations_are_set_in_the_whole_book_at_once(tmp_path: Path) -> None:
    """One bibliography serves all chapters, and comes last where none has a place for it."""
    listing = BOOK_YAML + "    - chapters/a.md\n    - chapters/b.md\nbibliography: r.bib\n"
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx @k y^[See [@k, p. 3].]\n",
            "chapters/b.md": "# B\n\nx[^n]\n",
            "notes/n.yaml": "- id: n\n  text: Words.\n  sources: ['k, p. 5']\n",
            "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
        },
        listing,
    )
    assert [chapter.id for chapter in book.chapters] == ["a", "b", "bibliography"]
    assert book.chapters[0].text == "x Roe (1999) y"
    assert [note.text for note in book.notes] == ["See (Roe 1999, 3).", "Words. (Roe 1999, 5)"]
    assert "Roe, Ann. 1999. Title." in book.chapters[2].text


def test_a_bibliography_stands_where_it_is_wanted(tmp_path: Path) -> None:
    """A division with the id `refs` is filled in, and no document is added."""
    listing = BOOK_YAML + "    - chapters/a.md\nbibliography: r.bib\n"
    files = {
        "chapters/a.md": "# A\n\nx @k\n\n::: {#refs}\n:::\n\nEnd.\n",
        "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
    }
    (chapter,) = composed(tmp_path, files, listing).chapters
    assert chapter.text == "x Roe (1999) Roe, Ann. 1999. Title. End."


def test_a_chapter_may_have_the_name_of_the_bibliography(tmp_path: Path) -> None:
    """The bibliography that is added takes another name, and leaves the chapter its own."""
    listing = BOOK_YAML + "    - chapters/bibliography.md\nbibliography: r.bib\n"
    files = {
        "chapters/bibliography.md": "# On books\n\nx @k\n",
        "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
    }
    book = composed(tmp_path, files, listing)
    assert [chapter.id for chapter in book.chapters] == ["bibliography", "bibliography-2"]


def test_a_citation_may_stand_in_the_title_of_a_header(tmp_path: Path) -> None:
    """It is set as one in a heading is."""
    listing = BOOK_YAML + "    - chapters/a.md\nbibliography: r.bib\n"
    files = {
        "chapters/a.md": "---\ntitle: On @k\n---\n\nText.\n\n::: {#refs}\n:::\n",
        "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
    }
    (chapter,) = composed(tmp_path, files, listing).chapters
    assert chapter.title == "On Roe (1999)"


def test_a_citation_style_that_makes_notes(tmp_path: Path) -> None:
    """A note made by a citation style is a note like any other, in the same numbering."""
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info>'
        "<title>t</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info>"
        '<citation><layout suffix="."><text variable="title"/></layout></citation></style>'
    )
    listing = BOOK_YAML + "    - chapters/a.md\nbibliography: r.bib\ncsl: s.csl\n"
    files = {
        "chapters/a.md": "# A\n\nx[^1] y [@k] z[^2]\n\n[^1]: One.\n\n[^2]: Two, [@k].\n",
        "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
        "s.csl": style,
    }
    (chapter,) = composed(tmp_path, files, listing).chapters
    assert [note.number for note in chapter.notes] == ["1", "2", "3"]
    assert [note.kind for note in chapter.notes] == ["author", "source", "author"]
    assert [note.text for note in chapter.notes] == ["One.", "Title.", "Two, (Title)."]


@pytest.mark.parametrize(("numbering", "number"), [("chapter", "1"), ("book", "2")])
def test_citations_know_their_notes(tmp_path: Path, numbering: str, number: str) -> None:
    """Styles that refer to an earlier note give the number that it has in the book."""
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info>'
        "<title>t</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info>"
        '<citation><layout><choose><if position="ibid"><text value="Ibid."/></if>'
        '<else-if position="subsequent"><text value="See note "/>'
        '<text variable="first-reference-note-number"/></else-if>'
        '<else><text variable="title"/></else></choose></layout></citation></style>'
    )
    listing = BOOK_YAML + "    - chapters/a.md\n    - chapters/b.md\nbibliography: r.bib\n"
    files = {
        "chapters/a.md": "# A\n\nx[^1] y[^1]\n\n[^1]: See[^n].\n\n[^n]: N.\n",
        "chapters/b.md": "# B\n\nx [@k] y[^1] z [@l]\n\nx [@k] y [@k]\n\n[^1]: One.\n",
        "r.bib": "@book{k, title={Title}}\n@book{l, title={Other}}\n",
        "s.csl": style,
    }
    listing += f"csl: s.csl\nnotes: {{numbering: {numbering}}}\n"
    book = composed(tmp_path, files, listing)
    found = [note.text for note in book.chapters[1].notes]
    assert found == ["Title", "One.", "Other", "See note", "Ibid."]
    first, *_ = book.chapters[1].notes
    assert first.number == number
    (reference,) = book.chapters[1].page_references
    assert (reference.target, reference.shown) == (first.id, number)


def test_raw_html_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    """Raw HTML that is no XML is mended, formulas beside it keep their namespace."""
    files = {"chapters/a.md": "# A\n\nx<br>y $a^2$ <kbd>k</kbd><!-- private -->\n"}
    (chapter,) = composed(tmp_path, files).chapters
    assert chapter.body.startswith("<div><p>x<br/>y <math xmlns=")
    assert "private" not in chapter.body


def test_code_keeps_the_ids_of_its_author(tmp_path: Path) -> None:
    """A listing that is given an id can be linked to; its lines have none."""
    files = {"chapters/a.md": "# A\n\n[x](#lst)\n\n```{#lst .python}\nx = 1\ny = 2\n```\n"}
    (chapter,) = composed(tmp_path, files).chapters
    assert fragments.ids([markup.parse(chapter.body)]) == ["lst"]


def test_images_say_when_they_are_decoration(tmp_path: Path) -> None:
    """An image without a description has an empty one, so that nobody reads out its file name."""
    files = {"chapters/a.md": "# A\n\nx ![](a.png) y ![z](a.png){.decorative} ![d](a.png)\n"}
    (chapter,) = composed(tmp_path, files).chapters
    images = [(i.get("alt"), i.get("role")) for i in markup.parse(chapter.body).iter("img")]
    assert images == [("", None), ("", "presentation"), ("d", None)]


def test_a_caption_in_the_middle_of_a_figure_closes_it(tmp_path: Path) -> None:
    """Raw HTML with a caption between other things is made valid, and loses no word."""
    raw = "<figure>\nPicture\n<figcaption>Caption[^1]</figcaption>\nAfter\n</figure>"
    files = {"chapters/a.md": f"# A\n\n{raw}\n\n[^1]: Note.\n"}
    (chapter,) = composed(tmp_path, files).chapters
    (figure,) = markup.parse(chapter.body).iter("figure")
    assert figure[-1].tag == "figcaption"
    assert chapter.text.split() == ["Picture", "After", "Caption"]


def test_code_keeps_no_anchors(tmp_path: Path) -> None:
    """Pandoc's anchors of code lines are its own business: they would be empty links in a book."""
    files = {"chapters/a.md": '# A\n\n```python\nx = 1\ny = "[^no]"\n```\n'}
    (chapter,) = composed(tmp_path, files).chapters
    assert "<a" not in chapter.body
    assert 'id="cb' not in chapter.body
    assert '"[^no]"' in "".join(markup.parse(chapter.body).itertext())


@pytest.mark.parametrize("label", ["x.y", "x_y", "x+y", "漢字", "é", "a:b", "1"])
def test_ids_are_xml_names(tmp_path: Path, label: str) -> None:
    """Whatever a label is made of, its ids are XML names, and two labels never share one."""
    text = f"# A\n\nx[^{label}] y[^x_2b_y]\n\n[^{label}]: A.\n\n[^x_2b_y]: B.\n"
    (chapter,) = composed(tmp_path, {"chapters/a.md": text}).chapters
    assert len({note.id for note in chapter.notes}) == 2
    for note in chapter.notes:
        assert markup.parse(f'<a xml:id="{note.id}"/>').get(
            "{http://www.w3.org/XML/1998/namespace}id"
        )


_TEXT = st.lists(
    st.sampled_from(
        ["[^a]", "[^b]", "[^c]", "^[inline]", "word ", "\n\n", "## Head ", "> ", "*x*", "[l](#k)"]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(_TEXT, min_size=1, max_size=3))
def test_every_reference_has_its_note(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """In every book references and notes match one to one, and no id stands twice."""
    definitions = "\n\n[^a]: A [^c].\n\n[^b]: B.\n\n[^c]: C.\n"
    files = {f"chapters/c{n}.md": f"# C\n\n{text}{definitions}" for n, text in enumerate(texts)}
    book = composed(tmp_path_factory.mktemp("book"), files)
    _hold_together(book)


def _hold_together(book: Book) -> None:
    everything: list[str] = []
    for chapter in book.chapters:
        pieces = [chapter.title_xhtml, chapter.body, *(note.body for note in chapter.notes)]
        trees = [markup.parse(piece) for piece in pieces]
        marks = [a for tree in trees for a in tree.iter("a") if a.get("data-note")]
        written = sorted((a.get("data-reference"), a.get("data-note")) for a in marks)
        listed = sorted((r.id, r.note) for note in chapter.notes for r in note.references)
        assert listed == written
        outer = [note.number for note in chapter.notes if note.parent is None]
        assert outer == [str(n) for n in range(1, len(outer) + 1)]
        inner = [note.number for note in chapter.notes if note.parent is not None]
        assert inner == [series.mark("lower-alpha", n) for n in range(1, len(inner) + 1)]
        everything += fragments.ids(trees)
        everything += [chapter.anchor, *(name for pair in written for name in pair[:1])]
        everything += [note.id for note in chapter.notes]
    assert len(everything) == len(set(everything))


def test_an_id_that_is_typed_goes_before_one_made_of_words(tmp_path: Path) -> None:
    """Links by name lead to it from all chapters but those that have the id themselves."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\n## Sources\n\n[x](#sources)\n",
            "chapters/b.md": "# B\n\n`{#sources}`\n\n## Sources\n\nx\n",
            "chapters/c.md": "# C\n\n## Sources {#sources}\n\nx\n",
            "chapters/d.md": "# D\n\n[x](#sources) [y](b.md#sources)\n",
        },
    )
    a, b, c, d = book.chapters
    assert [["a--sources"], ["b--sources"], ["sources"]] == [
        [heading.id for heading in chapter.headings] for chapter in (a, b, c)
    ]
    assert 'href="#a--sources"' in a.body
    assert ["#sources", "#b--sources"] == [
        link.get("href") for link in markup.parse(d.body).iter("a")
    ]


def test_an_id_made_of_words_gives_way_in_its_own_chapter(tmp_path: Path) -> None:
    """Pandoc gives it to a heading without looking at what is typed further down."""
    book = composed(
        tmp_path,
        {
            "chapters/a.md": (
                "# Tables[^t]\n\n## Tables {#tables}\n\n[x](#tables) [y](#stones)\n\n## Stones\n\n"
                "[z]{#stones}\n\n[^t]: T.\n"
            )
        },
    )
    (chapter,) = book.chapters
    tree = markup.parse(chapter.body)
    assert "a-title" == chapter.title_id
    assert ["tables", "a--heading-2"] == [heading.id for heading in chapter.headings]
    assert ["tables", "a--heading-2", "stones"] == fragments.ids([tree])
    assert ["#tables", "#stones"] == [link.get("href") for link in tree.iter("a")]


def test_what_citeproc_says_is_found(tmp_path: Path) -> None:
    """A warning is a finding at the citation that it is about."""
    listing = BOOK_YAML + "    - chapters/a.md\n    - chapters/b.md\nbibliography: r.bib\n"
    book = composed(
        tmp_path,
        {
            "chapters/a.md": "# A\n\nx @k\n",
            "chapters/b.md": "# B\n\nx @k and @lost.\n",
            "r.bib": "@book{k, title={Title}, author={Roe, Ann}, year=1999}\n",
        },
        listing,
    )
    (said,) = book.diagnostics
    assert "P001" == said.rule.code
    assert "pandoc says: Citeproc: citation lost not found" == said.message
    assert "chapters/b.md:3:10" == str(said.place)
