"""A Word file made of a manuscript, edited as in Word, and brought back: no note is lost."""

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import docx, reading
from scholiast.compose import compose
from scholiast.docx.container import PARSER, Element, W, as_bytes, unzipped, zipped
from scholiast.importing import Import, ImportRefusedError, import_onto, import_path, write_import
from scholiast.importing.office.compare import Side
from scholiast.ledger import Ledger, open_ledger
from tests import books

SAMPLE = Path(__file__).parents[2] / "sample"
MODIFIED = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
DOCUMENT, NOTES = "word/document.xml", "word/footnotes.xml"

Edit = Callable[[dict[str, Element]], None]


@pytest.fixture(scope="module")
def sent() -> bytes:
    """Return the sample book as a Word file."""
    return docx.render(reading.read(SAMPLE), MODIFIED)


def edited(data: bytes, edit: Edit) -> bytes:
    """Return a Word file with its text and its footnotes edited."""
    parts = unzipped(data)
    trees = {name: etree.fromstring(parts[name], PARSER) for name in (DOCUMENT, NOTES)}
    edit(trees)
    return zipped({**parts, **{name: as_bytes(tree) for name, tree in trees.items()}})


def returned(tmp_path: Path, data: bytes, edit: Edit = lambda trees: None) -> Import:
    """Return the import of an edited file."""
    path = tmp_path / "edited.docx"
    path.write_bytes(edited(data, edit))
    return import_path(path)


def said(one: Import) -> dict[str, list[str]]:
    """Return the messages of an import by code."""
    found: dict[str, list[str]] = {}
    for finding in one.findings:
        found.setdefault(finding.rule.code, []).append(finding.message)
    return found


def text_with(tree: Element, words: str) -> Element:
    """Return the text element that has some words."""
    return next(one for one in tree.iter(f"{W}t") if words in (one.text or ""))


def reference_after(tree: Element, words: str) -> Element:
    """Return the run of the first reference behind some words."""
    seen = False
    for one in tree.iter(f"{W}t", f"{W}footnoteReference"):
        seen = seen or words in (one.text or "")
        if seen and one.tag == f"{W}footnoteReference":
            return one.getparent()
    raise AssertionError(words)


def delete_note(trees: dict[str, Element], words: str) -> None:
    """Delete the footnote called behind some words, as Word does: reference, bookmark, note."""
    run = reference_after(trees[DOCUMENT], words)
    id = run.find(f"{W}footnoteReference").get(f"{W}id")
    for one in (run.getprevious(), run.getnext(), run):
        one.getparent().remove(one)
    [note] = [one for one in trees[NOTES] if one.get(f"{W}id") == id]
    trees[NOTES].remove(note)


def test_what_was_not_edited_comes_back_as_it_was(tmp_path: Path, sent: bytes) -> None:
    """Chapters, notes and book.yaml are those that went out, character by character."""
    one = returned(tmp_path, sent)
    for path, text in one.files.items():
        assert (SAMPLE / path).read_text(encoding="utf-8") == text
    assert {"chapters/rome.md", "notes/rome.yaml", "book.yaml"} <= one.files.keys()
    assert {} == said(one)


def test_a_deleted_note_is_an_error(tmp_path: Path, sent: bytes) -> None:
    """A note that has not come back is named, with its label, its chapter and its words."""
    one = returned(tmp_path, sent, lambda trees: delete_note(trees, "They are straight"))
    [message] = said(one)["X060"]
    assert "of chapters/rome.md has not come back; it said “Mostly.”" in message


def test_a_note_deleted_by_a_tracked_change_is_an_error(tmp_path: Path, sent: bytes) -> None:
    """Accepting a deletion would lose the note without a word, so it is named, too."""

    def delete(trees: dict[str, Element]) -> None:
        run = reference_after(trees[DOCUMENT], "They are straight")
        change = etree.Element(f"{W}del")
        run.addprevious(change)
        change.append(run)

    assert ["X050", "X060"] == sorted(said(returned(tmp_path, sent, delete)))


def test_changed_words_are_listed_and_written(tmp_path: Path, sent: bytes) -> None:
    """A changed note keeps its label; what it said and says is shown."""

    def change(trees: dict[str, Element]) -> None:
        text_with(trees[NOTES], "Plutarch tells").text = "Plutarch does not tell it so."

    one = returned(tmp_path, sent, change)
    assert ["X061"] == list(said(one))
    assert "[^2]: Plutarch does not tell it so.\n" in one.files["chapters/athens.md"]
    assert (SAMPLE / "chapters/rome.md").read_text() == one.files["chapters/rome.md"]


def test_a_changed_note_of_notes_yaml_goes_back_there(tmp_path: Path, sent: bytes) -> None:
    """A note that is data stays data, with its sources and all else as it was."""

    def change(trees: dict[str, Element]) -> None:
        words = text_with(trees[NOTES], "The saying is")
        words.text = words.text.replace("saying", "proverb")

    one = returned(tmp_path, sent, change)
    before = (SAMPLE / "notes/rome.yaml").read_text()
    assert before.replace("saying", "proverb") == one.files["notes/rome.yaml"]
    assert "medieval" not in one.files["chapters/rome.md"]


def test_attributes_of_a_changed_note_stay(tmp_path: Path) -> None:
    """A lemma is no part of a note's text, and comes back with it."""
    text = '# A\n\nRome[^a] fell.\n\n[^a]: {.variant lemma="Rome"} Roma.\n'
    book = books.read(tmp_path / "book", {"chapters/a.md": text})

    def change(trees: dict[str, Element]) -> None:
        text_with(trees[NOTES], "Roma").text = "Romam."

    one = returned(tmp_path, docx.render(book, MODIFIED), change)
    assert text.replace("Roma.", "Romam.") == one.files["chapters/a.md"]


HARD = """\
# A {#a}

See @note:x and [see -@note:x; @{note:ключ}].[^x] More [term]{.index see="other"}.[^ключ]

::: {.verse lines="5"}

| Arma virumque cano,
|    Troiae qui *primus* ab oris

:::

![A cap](images/a.png){#fig:a}

[^x]: canam *M*.

    > quoted

    - item

[^ключ]: See @note:x.
"""


def test_what_word_has_nothing_for_comes_back_as_typed(tmp_path: Path) -> None:
    """A chapter that is written anew has its references, divisions and quotations as before."""
    book = books.read(tmp_path / "book", {"chapters/a.md": HARD})

    def change(trees: dict[str, Element]) -> None:
        text_with(trees[NOTES], "canam").text = "Canam "

    one = returned(tmp_path, docx.render(book, MODIFIED), change)
    text = one.files["chapters/a.md"].replace("\u00a0", " ")  # what lines of verse begin with
    assert HARD.replace("canam", "Canam") == text


def test_a_moved_note_is_listed(tmp_path: Path, sent: bytes) -> None:
    """A note called elsewhere among the notes keeps its label."""

    def move(trees: dict[str, Element]) -> None:
        run = reference_after(trees[DOCUMENT], "They are straight")
        parts = [run.getprevious(), run, run.getnext()]
        target = text_with(trees[DOCUMENT], "All roads").getparent()
        for part in reversed(parts):
            target.addnext(part)

    one = returned(tmp_path, sent, move)
    assert 1 == len(said(one)["X062"])
    assert "X060" not in said(one)


def test_a_new_note_is_listed(tmp_path: Path, sent: bytes) -> None:
    """A footnote that Word added has no bookmark; it gets a label, and is said to be new."""

    def add(trees: dict[str, Element]) -> None:
        note = etree.SubElement(trees[NOTES], f"{W}footnote")
        note.set(f"{W}id", "900")
        run = etree.SubElement(etree.SubElement(note, f"{W}p"), f"{W}r")
        etree.SubElement(run, f"{W}t").text = "Added in Word."
        call = etree.Element(f"{W}r")
        etree.SubElement(call, f"{W}footnoteReference").set(f"{W}id", "900")
        text_with(trees[DOCUMENT], "Roads outlive walls").getparent().addnext(call)

    one = returned(tmp_path, sent, add)
    assert ["a note is new: “Added in Word.”"] == said(one)["X063"]
    assert "[^new-1]: Added in Word.\n" in one.files["chapters/after.md"]


def test_a_note_without_bookmarks_is_known_by_its_words(tmp_path: Path, sent: bytes) -> None:
    """Where a program drops bookmarks, notes keep their labels by what they say, in doubt."""

    def strip(trees: dict[str, Element]) -> None:
        for tree in trees.values():
            etree.strip_elements(tree, f"{W}bookmarkStart", f"{W}bookmarkEnd", with_tail=False)

    one = returned(tmp_path, sent, strip)
    # The nested note and the second call are fields that refer to bookmarks, and those are gone.
    assert {"X060", "X061", "X063"} & said(one).keys() == set()
    assert 10 == len(one.account)
    assert all(
        "by its words" in (account.reason or "") for account in one.account if account.reason
    )


def test_ids_do_not_matter(tmp_path: Path, sent: bytes) -> None:
    """Word numbers the ids of footnotes anew when it saves a file."""

    def renumber(trees: dict[str, Element]) -> None:
        for tree in trees.values():
            for one in tree.iter(f"{W}footnote", f"{W}footnoteReference"):
                id = int(one.get(f"{W}id"))
                one.set(f"{W}id", str(id + 1000) if id > 0 else str(id))

    assert {} == said(returned(tmp_path, sent, renumber))


def test_a_footnote_made_an_endnote_is_still_the_note(tmp_path: Path, sent: bytes) -> None:
    """What Word calls a note does not matter to what it is."""
    parts = unzipped(sent)
    for part in (DOCUMENT, NOTES):
        parts[part] = parts[part].replace(b"footnote", b"endnote").replace(b"Footnote", b"Endnote")
    parts["word/endnotes.xml"] = parts.pop(NOTES)
    for part in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        parts[part] = parts[part].replace(b"footnotes", b"endnotes")
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(parts))
    one = import_path(path)
    assert set() == {"X060", "X061", "X062", "X063"} & said(one).keys()
    assert 10 == len(one.account)


def test_a_lost_chapter_line_is_an_error(tmp_path: Path, sent: bytes) -> None:
    """Without its line a chapter can't go back to its file."""

    def delete(trees: dict[str, Element]) -> None:
        text_with(trees[DOCUMENT], "chapters/athens.md").text = ""

    assert "X064" in said(returned(tmp_path, sent, delete))


# -- back to the book --


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of the sample book."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "book"))


def brought_back(tmp_path: Path, book: Path, data: bytes, *gone: str) -> Import:
    """Return what is to be written over a book."""
    path = tmp_path / "edited.docx"
    path.write_bytes(data)
    return import_onto(path, book, frozenset(gone))


def test_only_what_changed_is_written_over_a_book(tmp_path: Path, book: Path, sent: bytes) -> None:
    """Files in which nothing changed are left alone."""

    def change(trees: dict[str, Element]) -> None:
        text_with(trees[DOCUMENT], "Roads outlive walls").text = "Roads outlast walls."

    one = brought_back(tmp_path, book, edited(sent, change))
    assert ["chapters/after.md"] == list(one.files)
    assert "Roads outlast walls.[^1]" in one.files["chapters/after.md"]


def test_nothing_is_written_while_a_note_is_missing(
    tmp_path: Path, book: Path, sent: bytes
) -> None:
    """A lost note refuses the whole import; agreeing to it by its label lets it pass."""
    data = edited(sent, lambda trees: delete_note(trees, "Roads outlive walls"))
    refused = brought_back(tmp_path, book, data)
    assert ({}, True) == (refused.files, "X060" in said(refused))
    agreed = brought_back(tmp_path, book, data, "1")
    assert (["chapters/after.md"], True) == (list(agreed.files), "X069" in said(agreed))


def test_a_book_that_was_edited_since_is_not_overwritten(
    tmp_path: Path, book: Path, sent: bytes
) -> None:
    """Edits on both sides are for a person, or for git, to bring together."""
    chapter = book / "chapters/after.md"
    chapter.write_text(chapter.read_text() + "\nMore.\n")
    one = brought_back(tmp_path, book, sent)
    assert ({}, ["X066"]) == (one.files, list(said(one)))


def test_another_word_file_is_refused(tmp_path: Path, book: Path) -> None:
    """A file that was not made of a book can't be brought back to one."""
    from tests.importing.office import words as w

    with pytest.raises(ImportRefusedError) as refusal:
        brought_back(tmp_path, book, w.docx(w.p(w.r("Text."))))
    assert "X068" == refusal.value.finding.rule.code


# -- any book --

LABELS = st.sampled_from(["a", "b-2", "ключ", "१४६", "x_y"])
WORDS = st.sampled_from(
    ["Rome", "*fell*", "“said”", "1812.", "a—b", "[x]{.index}", "`code`", "$y^2$", "[@k, p. 3]",
     "Ἀθῆναι", "雅典", "H~2~O", "[link](http://a.example)", "[in](#a)", "it’s", "\\*"]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
FORMS = st.sampled_from(
    ["{}", "- {}\n- more", "> {}", "## {}", "::: {.box}\n{}\n:::", "| {}\n| and on",
     "| a | b |\n|---|:-:|\n| {} | c |"]
)  # fmt: skip


@st.composite
def chapters(draw: st.DrawFn) -> str:
    """Return a chapter with notes in paragraphs, lists, quotations, tables and headings."""
    labels = draw(st.lists(LABELS, min_size=1, max_size=4, unique=True))
    out = ["# Title {#a}" if draw(st.booleans()) else "# Title"]
    for label in labels:
        form = draw(FORMS)
        inline = draw(st.sampled_from(["", "", "^[Inline *one*.]"]))
        again = draw(st.sampled_from(["", f"[^{draw(st.sampled_from(labels))}]"]))
        out.append(form.replace("{}", f"{draw(LINES)}[^{label}] so{again}{inline}", 1))
    for label in labels:
        kind = draw(st.sampled_from(["", "{.translator} "]))
        more = draw(st.sampled_from(["", "\n\n    - a\n    - b", "\n\n    " + "Second."]))
        out.append(f"[^{label}]: {kind}{draw(LINES)}{more}")
    return "\n\n".join(out) + "\n"


def ledger(folder: Path) -> Ledger:
    """Return the ledger of a book's folder."""
    return open_ledger(compose(reading.read(folder), draft=False, modified=MODIFIED))


def facts(folder: Path) -> list[tuple[str, ...]]:
    """Return of each note what has to be the same: address, label, kind, number, words, calls."""
    return [
        (
            one.id,
            one.label,
            one.kind,
            one.number,
            one.text,
            *(call.after or "" for call in one.calls),
        )
        for one in ledger(folder).notes
    ]


@settings(max_examples=12, deadline=None)
@given(texts=st.lists(chapters(), min_size=1, max_size=2))
def test_any_book_comes_back_with_its_notes(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Written anew from Word's tree, each chapter has the same notes, labels, kinds and words."""
    home = tmp_path_factory.mktemp("book")
    files = {f"chapters/{index}.md": text for index, text in enumerate(texts)}
    root = books.write(home / "book", files)
    data = docx.render(reading.read(root), MODIFIED)
    (home / "a.docx").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Side, "same_notes", lambda *_: False)
        one = import_path(home / "a.docx")
    write_import(one, home / "back")
    assert {} == said(one)
    assert facts(root) == facts(home / "back") != []
