"""Notes that are nowhere in a PDF are found to be lost, and no others."""

from pathlib import Path

import weasyprint

from benchmarks.fidelity import notes_lost

NOTES = (
    "The bishop of the northern province read the chronicle, *as it seems*, in the harbour.",
    "A treasury of the old cathedral was opened by Theodora, and never closed after that.",
    "Ibid., p. 5.",
)


def lost(folder: Path, *pages: str) -> int:
    """Return how many of the notes are lost in a PDF of these pages."""
    (folder / "a.md").write_text("\n\n".join(f"[^n{i}]: {note}" for i, note in enumerate(NOTES)))
    body = "".join(f"<p style='break-after: page'>{page}</p>" for page in pages)
    style = "<style>@page { size: 6cm 8cm } html { hyphens: auto; text-align: justify }</style>"
    pdf = folder / "out.pdf"
    weasyprint.HTML(string=f"<html lang=en>{style}{body}</html>").write_pdf(pdf)
    return notes_lost(pdf, folder)


def shown(note: str) -> str:
    """Return a note without its Markdown."""
    return note.replace("*", "")


def test_all_are_there(tmp_path: Path) -> None:
    """Neither the ends of lines nor hyphens hide a note."""
    assert 0 == lost(tmp_path, *map(shown, NOTES))


def test_a_note_on_two_pages_is_there(tmp_path: Path) -> None:
    """A note that runs on behind a running head is not lost."""
    first, second, short = map(shown, NOTES)
    assert 0 == lost(tmp_path, first[:40], f"A head. {first[40:]}", second, short)


def test_a_note_that_is_not_there_is_lost(tmp_path: Path) -> None:
    """A note whose words stand nowhere is lost, though its call may be there."""
    assert 1 == lost(tmp_path, shown(NOTES[0]), "called here<sup>2</sup>", NOTES[2])
