"""The list of notes: every note once for each chapter, where it was written and where it stands."""

import csv
import io
import json
from pathlib import Path

from scholiast.compose import compose
from scholiast.ledger import Stand, open_ledger
from scholiast.noting.listing import COLUMNS, Row, Wanted, as_csv, record, rows, word_count
from tests.books import MODIFIED
from tests.noting.test_moving import ONE, TWO, two

TEXT = "A.[^a] B.^[At once: *three* words more.] C.[^tr][^a]\n\n[^a]: =Formula, two.\n"
ONE_NOTE = {"notes/n.yaml": "- id: tr\n  kind: translator\n  text: Of another hand.\n"}
NOTES = {
    "notes/n.yaml": ONE_NOTE["notes/n.yaml"]
    + "- id: never\n  text: Never called at all.\n- id: gone\n  missing: true\n"
}


def labels(found: list[Row]) -> list[str]:
    return [row.label for row in found]


def test_notes_in_the_order_of_the_book(tmp_path: Path) -> None:
    """Called notes first, by chapter and call, with their numbers; then those never called."""
    manuscript = two(tmp_path, TEXT, "D.[^tr]", **ONE_NOTE)
    found = rows(manuscript, None, Wanted())
    assert ["a", "", "tr", "tr"] == labels(found)
    assert [ONE, ONE, ONE, TWO] == [row.chapter for row in found]
    assert ["1", "2", "3", "1"] == [row.number for row in found]
    assert [2, 5, 3, 3] == [row.words for row in found]
    assert 2 == len(found[0].calls)
    assert f"{ONE}:5:1" == str(found[0].place)


def test_filters(tmp_path: Path) -> None:
    """By kind, chapter, what nothing calls, what has no text, and the longest."""
    manuscript = two(tmp_path, TEXT, "E.[^gone] F.[^lost]", **NOTES)

    def of(**wanted: object) -> list[str]:
        return labels(rows(manuscript, None, Wanted(**wanted)))  # type: ignore[arg-type]

    assert ["a", "", "tr", "gone", "lost", "never"] == of()
    assert ["tr"] == of(kind="translator")
    assert ["gone", "lost"] == of(chapter=TWO)
    assert ["never"] == of(unused=True)
    assert ["gone", "lost"] == of(missing=True)
    assert ["", "never"] == of(longest=2)


def test_where_notes_stand(tmp_path: Path) -> None:
    """The ledger of the last build says it, for notes that are the same still."""
    manuscript = two(tmp_path, TEXT, **ONE_NOTE)
    book = compose(manuscript, modified=MODIFIED)
    ledger = open_ledger(book)
    for format in ("pdf", "epub", "html"):
        stands = {note.id: Stand(f"{format}#{note.id}", page=7) for note in ledger.notes}
        ledger = ledger.standing(format, stands)
    first = rows(manuscript, ledger, Wanted())[0]
    values = record(first)
    assert (7, "epub#note-one-a", "html#note-one-a") == (
        values["pdf_page"],
        values["epub"],
        values["html"],
    )
    other = two(tmp_path / "b", TEXT.replace("two.", "now three."), **{"notes/n.yaml": "[]"})
    assert {} == rows(other, ledger, Wanted())[0].stands
    json.dumps(values)


def test_csv_can_be_read_back(tmp_path: Path) -> None:
    """A row a note, quoted where need be; nothing that a spreadsheet would run as a formula."""
    manuscript = two(tmp_path, TEXT, **NOTES)
    read = list(csv.DictReader(io.StringIO(as_csv(rows(manuscript, None, Wanted())))))
    assert list(COLUMNS) == list(read[0])
    assert "'=Formula, two." == read[0]["text"]
    assert f"{ONE}:3:3 {ONE}:3:49" == read[0]["called"]
    assert ["a", "", "tr", "never", "gone"] == [one["label"] for one in read]


def test_words_are_counted_as_editors_do() -> None:
    """Signs alone are no words; an ideograph is one."""
    for text, count in (
        ("Two words.", 2),
        ("one – two", 2),
        ("漢字 and かな", 5),
        ("l’an 1", 2),
        ("", 0),
    ):
        assert count == word_count(text)
