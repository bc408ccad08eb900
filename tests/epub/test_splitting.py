"""Documents that are too large are cut, and no note, link or word is lost by it."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scholiast import epub, verify
from scholiast.arrange import arrange
from scholiast.book import Book, Matter
from scholiast.config import EpubEdition
from scholiast.edition import Artifact, Format
from scholiast.epub.cutting import Block, cut
from scholiast.ledger import open_ledger
from scholiast.source import Span
from scholiast.theme import Theme
from tests import factory
from tests.books import composed
from tests.epub.books import OPF, XHTML, unpacked
from tests.epubcheck_tool import run_epubcheck
from tests.verify.artifacts import pack

LIMIT = 300_000
WORDS = "All that a reader asks of a note is to be where the eye looks for it. " * 3


def section(number: int, notes: int) -> str:
    """Return a section of as many paragraphs as it has notes; some are called again, or nested."""
    text = [f'<h2 id="s{number}">Section {number}</h2>']
    for index in range(notes):
        name = f"n{number}-{index}"
        inner = f" [[in-{name}|Nested.]]" if index % 50 == 7 else ""
        again = f"[[n{number - 1}-{index}]]" if number and index % 60 == 9 else ""
        text.append(f"<p>{WORDS[:100]}[[{name}|The note {name}.{inner}]]{again}</p>")
    return "".join(text)


def render(book: Book, split: int = 300) -> Artifact:
    """Return the EPUB of a book, cut to documents of so many kB."""
    return epub.render(book, Theme.find(), EpubEdition(split=split))


def texts(artifact: Artifact, chapter: str) -> dict[str, etree._Element]:
    """Return the documents of a chapter, of which each but the first says so, by path."""
    files = unpacked(artifact.files["sample.epub"])
    opf = etree.fromstring(files["EPUB/content.opf"])
    paths = {one.get("id"): one.get("href") for one in opf.iter(f"{OPF}item")}
    spine = [paths[one.get("idref")] for one in opf.iter(f"{OPF}itemref")]
    trees = {path: etree.fromstring(files[f"EPUB/{path}"]) for path in spine}
    return {
        path: tree
        for path, tree in trees.items()
        if path == f"text/{chapter}.xhtml"
        or f"chapter-{chapter}" in tree.xpath("//@data-continues")
    }


@pytest.fixture(scope="module")
def big() -> Book:
    """Return a book with a chapter of 1 MB and 3,000 notes, and one that is called as a part."""
    return factory.book(
        factory.chapter(
            "big",
            "".join(section(number, 250) for number in range(12))
            + '<p><a href="#s3">Back</a> and <a href="#after-title">on</a>.</p>',
            title="Big[[title|On the title.]]",
        ),
        factory.chapter("big-2", '<p>See <a href="#s11">the last section</a>.</p>', number="2"),
        factory.chapter("after", '<p>See <a href="#big-title">it</a>.</p>', matter=Matter.BACK),
    )


@pytest.fixture(scope="module")
def made(big: Book) -> Artifact:
    """Return the EPUB of the big book."""
    return render(big)


def test_no_document_is_too_large(big: Book, made: Artifact) -> None:
    """All are within the limit, the proof finds each of 3,060 notes, and nothing is said."""
    files = unpacked(made.files["sample.epub"])
    large = [name for name, data in files.items() if name.endswith("html") and len(data) > LIMIT]
    assert [] == large
    proof = verify.artifact(made, open_ledger(big))
    assert () == proof.diagnostics + made.diagnostics
    assert {note.id for note in big.notes} == set(proof.stands)
    assert len(proof.stands) > 3000


def test_a_chapter_is_cut_before_sections(made: Artifact) -> None:
    """Each further part begins with a heading of the highest level, and says what it goes on."""
    parts = texts(made, "big")
    names = ["big", "big-part-2", *(f"big-{number}" for number in range(3, len(parts) + 1))]
    assert [f"text/{name}.xhtml" for name in names] == list(parts) and len(parts) > 3
    for number, tree in enumerate([*parts.values()][1:], 2):
        (one,) = tree.xpath("//h:body/h:section", namespaces={"h": XHTML[1:-1]})
        said = [one.get(name) for name in ("data-continues", "aria-label", "role", "id")]
        assert ["chapter-big", "Big", "doc-chapter", None] == said
        assert f"{XHTML}h2" == one[0][0].tag
        assert f"Big ({number})" == tree.findtext(f".//{XHTML}title")


def test_notes_go_with_their_first_calls(made: Artifact) -> None:
    """A call pops up what is in its own document, but for a second call of an earlier note."""
    there = again = 0
    for tree in texts(made, "big").values():
        ids = {one.get("id") for one in tree.iter(etree.Element)}
        for call in tree.xpath("//*[@role='doc-noteref']"):
            if call.get("href").startswith("#"):
                assert call.get("href")[1:] in ids
                there += 1
            else:
                assert call.get("id").endswith("-2")
                again += 1
    assert there > 3000 and again


def test_epubcheck_has_nothing_to_say(made: Artifact, java: str, tmp_path: Path) -> None:
    """The book in parts is valid: links, contents, manifest."""
    path = tmp_path / "book.epub"
    path.write_bytes(made.files["sample.epub"])
    assert [] == run_epubcheck(java, path)


def test_small_documents_stay_as_they_are() -> None:
    """A book without a large document is the same, byte by byte, whatever the limit."""
    book = factory.book()
    whole = epub.render(book, Theme.find(), EpubEdition(split=False))
    assert whole.files == render(book).files == render(book, 50).files


def broken(made: Artifact, files: Mapping[str, bytes]) -> Artifact:
    """Return an EPUB with other files."""
    return Artifact(Format.EPUB, made.name, {"sample.epub": pack(dict(files))})


def test_the_proof_reads_parts_as_one_chapter(big: Book, made: Artifact) -> None:
    """A part that is gone, changed, moved or of another chapter is found for what it is."""
    good = unpacked(made.files["sample.epub"])
    first, three = "EPUB/text/big.xhtml", "EPUB/text/big-3.xhtml"
    opf = etree.fromstring(good["EPUB/content.opf"])
    items = {one.get("idref"): one for one in opf.iter(f"{OPF}itemref")}
    items["page-text-big-3"].addprevious(items["page-text-big-4"])
    swapped = etree.tostring(opf)
    items["page-text-after"].addnext(items["page-text-big-4"])
    changes = {
        "V022": {three: good[three].replace(b"reader", b"writer", 1)},
        "V021": {three: good[three].replace(b"data-continues", b"id", 1)},
        "V002": {three: good[three].replace(b" The note", b" No note", 1)},
        "V023": {first: good[first].replace(b'id="chapter-big"', b'id="x"', 1)},
        "V017": {"EPUB/content.opf": swapped},
        "V031": {"EPUB/content.opf": etree.tostring(opf)},
        "V025": {"EPUB/nav.xhtml": good["EPUB/nav.xhtml"].replace(b"big-3", b"big-4", 1)},
        "V001": {three: good[three].replace(b'id="note-big-n', b'id="note-big-m', 1)},
    }
    ledger = open_ledger(big)
    for code, change in changes.items():
        found = verify.artifact(broken(made, {**good, **change}), ledger).diagnostics
        assert code in {one.rule.code for one in found}, (code, found)


KINDS = """\
title: A Book
language: en-GB
contributors: [{name: Ada Writer}]
date: 2026-05-01
slug: sample
notes:
  kinds:
    author: {placement: {epub: book-end}}
    editor: {placement: {epub: chapter-end}}
    translator: {placement: {epub: pop-up}}
spine:
  body: [chapters/one.md, chapters/two.md]
"""


def test_notes_at_the_end_are_cut_too(tmp_path: Path) -> None:
    """Lists of notes that are turned to go on under the number, heading and label they had."""
    one = "\n\n".join(f"{WORDS}^[Note {n} at the end.]^[{{.editor}} Ed {n}. {WORDS}]"
                      f"^[{{.translator}} Tr {n}.]" for n in range(200))  # fmt: skip
    two = "\n\n".join(f"> {n}. {WORDS}^[{{.editor}} See {n}.]" for n in range(150))
    files = {"chapters/one.md": f"# One\n\n{one}", "chapters/two.md": f"# Two\n\n{two}"}
    whole = composed(tmp_path, files, KINDS)
    book = arrange(whole, Format.EPUB)
    done = render(book, 50)
    proof = verify.artifact(done, open_ledger(book))
    assert () == proof.diagnostics + done.diagnostics
    assert len(book.notes) == len(proof.stands)
    files_ = unpacked(done.files["sample.epub"])
    assert [] == [n for n, d in files_.items() if n.endswith("html") and len(d) > 50_000]
    starts = [
        ol.get("start") for tree in texts(done, "one").values() for ol in tree.iter(f"{XHTML}ol")
    ]
    assert starts[0] is None and all(int(start) > 1 for start in starts[1:]) and len(starts) > 1


def test_a_table_is_left_whole_with_a_warning() -> None:
    """What can't be cut is told with its chapter, and what stands around it is cut all the same."""
    row = f"<tr><td>{WORDS}[[c|In a cell.]]</td></tr>"
    rows = row + f"<tr><td>{WORDS}</td></tr>" * 300
    table = f"<table><tbody>{rows}</tbody></table>"
    text = f"<p>{WORDS}</p>" * 200
    book = factory.book(factory.chapter("one", f"{text}{table}{text}"))
    done = render(book, 50)
    (found,) = done.diagnostics
    assert ("R120", Span("chapters/one.md")) == (found.rule.code, found.place)
    assert "`text/one-2.xhtml`" in found.message and "“" in found.message
    assert () == verify.artifact(done, open_ledger(book)).diagnostics
    sizes = [len(etree.tostring(tree)) for tree in texts(done, "one").values()]
    assert [sizes[1]] == [size for size in sizes if size > 50_000]
    assert done.files == render(book, 50).files


def test_what_belongs_together_is_not_parted() -> None:
    """A heading stays with text, a picture with its description, a term with what it means."""
    pair = (
        f'<figure aria-details="d%d"><p>Fig</p></figure><details id="d%d"><p>{WORDS}</p></details>'
    )
    terms = "".join(f"<dt>T{n}</dt><dt>U{n}</dt><dd>{WORDS}</dd><dd>V</dd>" for n in range(300))
    heads = "".join(f"<h3 id='h{n}'>H</h3><p>{WORDS}</p>" for n in range(300))
    figures = "".join(pair % (n, n) for n in range(300))
    book = factory.book(factory.chapter("one", f"{figures}<dl>{terms}</dl>{heads}"))
    done = render(book, 50)
    parts = [*texts(done, "one").values()]
    assert len(parts) > 5
    for tree in parts:
        ids = {one.get("id") for one in tree.iter(etree.Element)}
        for one in tree.iter(etree.Element):
            for name in ("aria-details", "aria-labelledby"):
                assert one.get(name) is None or one.get(name) in ids
        for dl in tree.iter(f"{XHTML}dl"):
            assert (f"{XHTML}dt", f"{XHTML}dd") == (dl[0].tag, dl[-1].tag)
            assert len(dl) % 4 == 0
        (text,) = (one for one in tree.iter(f"{XHTML}div") if one.get("class") == "chapter-text")
        assert f"{XHTML}h3" != text[-1].tag
    assert () == verify.artifact(done, open_ledger(book)).diagnostics


def test_a_document_that_is_a_little_too_large_is_cut() -> None:
    """Where the text alone would have room, but not with what is around it, it is cut as well."""
    text = f"<p>{WORDS}</p>" * 220
    chapters = [
        factory.chapter(f"c{at}", f"{text}<p>{'x' * (1450 + 40 * at)}</p>", number=None)
        for at in range(30)
    ]
    whole = epub.render(factory.book(*chapters), Theme.find(), EpubEdition(split=False))
    sizes = [len(one) for one in unpacked(whole.files["sample.epub"]).values()]
    assert any(50_000 < size < 50_100 for size in sizes)
    done = render(factory.book(*chapters), 50)
    assert () == done.diagnostics
    files = unpacked(done.files["sample.epub"])
    assert [] == [n for n, d in files.items() if n.endswith("html") and len(d) > 50_000]


BLOCKS = st.builds(Block, st.just(()), st.integers(1, 50), st.sampled_from([2, 2, 3, 7, 7, 7]))


@given(st.lists(BLOCKS, min_size=1, max_size=40), st.integers(20, 120))
def test_cuts_lose_nothing(blocks: list[Block], room: int) -> None:
    """Parts are the blocks in order; one that is too large is a single block."""
    parts = cut(blocks, room)
    assert blocks == [block for part in parts for block in part]
    for part in parts:
        assert len(part) == 1 or sum(block.size for block in part) <= room
    for one, other in pairwise(parts):
        together = [*one, *other]
        if sum(block.size for block in together) <= room:  # then a heading above stood between
            assert other[0].level < 7 or len(one) == 1 or len(other) == 1
