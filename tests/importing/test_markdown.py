"""Markdown texts: kept as they are, cut into chapters, notes left where they stand."""

from pathlib import Path

import pytest

from scholiast import reading
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.importing import Import, import_text, write_import
from tests.books import MODIFIED
from tests.importing.helpers import SHARED

PLURALITY = sorted((SHARED / "corpora" / "plurality" / "en").glob("*.md"))

TWO = """\
---
title: "Two *Chapters*"
author: [Jane Roe, {name: John Doe}]
date: 2020-01-02
lang: en-GB
keywords: [a, b]
---

# One {#one}

Text.^[Inline.] A call,[^a] a [link][ref].

[^a]: Note of one.

# Two

A call,[^a] and [^b] a [link][ref]. ![A map](images/map.png)

    # no heading

```
# no heading
```

Three
=====

The end.

[^a]: Note of two.

[^b]: Note b.

[ref]: http://example.org "Title"
"""


def imported(text: str, name: str = "text.md") -> Import:
    """Return the import of a text."""
    return import_text(text.encode(), name)


def test_chapters_are_cut_and_kept() -> None:
    """Level-1 headings, and only they, begin chapters; the text of each is that of the source."""
    found = imported(TWO)
    paths = [path for path in found.files if path.startswith("chapters/")]
    names = ["chapters/01-one.md", "chapters/02-two.md", "chapters/03-three.md"]
    assert names == paths
    body = TWO.partition("---\n\n")[2]
    one, two, three = (found.files[path] for path in paths)
    reference = '[ref]: http://example.org "Title"\n'
    assert body.partition("# Two")[0].strip() + "\n\n" + reference == one
    assert two.startswith("# Two\n\nA call,[^a] and [^b]")
    assert three.startswith("Three\n=====\n")


def test_links_work_in_every_chapter() -> None:
    """The target of a link that stands elsewhere in the text is copied to the chapter."""
    found = imported(TWO)
    assert all(
        "[ref]: http://example.org" in found.files[f"chapters/0{n}"]
        for n in ("1-one.md", "2-two.md")
    )


def test_the_header_becomes_metadata() -> None:
    """Title, authors, date and language are in book.yaml; an unknown key is reported."""
    found = imported(TWO)
    assert "Two Chapters" == found.title
    for line in ("language: en-GB", "- name: Jane Roe", "- name: John Doe", "date: '2020-01-02'"):
        assert line in found.files["book.yaml"]
    [key] = [one for one in found.findings if one.rule.code == "X025"]
    assert 'the header\'s `keywords` was left out: ["a", "b"]' == key.message
    [image] = [one for one in found.findings if one.rule.code == "X026"]
    assert "text.md:17:46" == str(image.place)


def test_notes_resolve_as_they_did(tmp_path: Path) -> None:
    """Cut into chapters, calls find their notes, here those defined at the end of the text."""
    once = TWO.replace("[^a]: Note of one.\n\n", "").replace(" ![A map](images/map.png)", "")
    write_import(imported(once), tmp_path / "book")
    manuscript = reading.read(tmp_path / "book")
    assert [] == [one for one in check(manuscript) if one.severity.value == "error"]
    book = compose(manuscript, modified=MODIFIED)
    wanted = [["Inline.", "Note of two."], ["Note of two.", "Note b."], []]
    assert wanted == [[note.text for note in one.notes] for one in book.chapters]


def test_a_header_in_toml_is_read() -> None:
    """What it says goes into `book.yaml`; one that can't be read is told and stays in the text."""
    header = '+++\ntitle = "A Title"\nauthors = ["Jane Roe"]\nweight = 3\n+++\n'
    one = imported(f"{header}\n# One\n\nText.\n")
    assert "title: A Title\n" in one.files["book.yaml"]
    assert "- name: Jane Roe\n" in one.files["book.yaml"]
    assert "X025" in {finding.rule.code for finding in one.findings}
    assert "# One\n\nText.\n" == one.files["chapters/01-one.md"]
    bad = imported("+++\ntitle = A Title\n+++\n\nText.\n")
    assert ["text.md:2:9"] == [str(f.place) for f in bad.findings if f.rule.code == "X103"]
    assert "title = A Title" in "".join(bad.files.values())


def test_a_title_block_is_read() -> None:
    """Pandoc's `%` title block names title, authors and date."""
    found = imported("% The Title\n% Ann Author; Bob Writer\n% 1999\n\nText.\n")
    assert "The Title" == found.title
    for line in ("- name: Ann Author", "- name: Bob Writer", "date: '1999'"):
        assert line in found.files["book.yaml"]
    assert "# The Title\n\nText.\n" == found.files["chapters/01-the-title.md"]


def test_glued_numbers_in_markdown() -> None:
    """Markdown without notes of its own is searched for a run; code and formulas are not."""
    found = imported("# T\n\nOne “x”.1 Two y.2 `code.3` and $x.4$ third.3 [a](b.4)\n\nFourth.4\n")
    text = "# T\n\nOne “x”.[^1] Two y.[^2] `code.3` and $x.4$ third.[^3] [a](b.4)\n\nFourth.[^4]\n"
    assert text == found.files["chapters/01-t.md"]
    assert 4 == found.files["notes/notes.yaml"].count("\n  missing: true")


def test_notes_tell_markdown_by_any_name() -> None:
    """A `.txt` with notes as Markdown writes them is Markdown; one without is plain text."""
    assert "Markdown" == imported("Text[^1] *so*.\n\n[^1]: Note.\n", "a.txt").kind
    assert "plain text" == imported("Text[^1] *so*.\n", "a.txt").kind


def test_a_doubtful_cut_is_not_made() -> None:
    """Where lines look like headings and pandoc reads none, the text stays in one piece."""
    found = imported("# One\n\n<div>\n\n# Two\n\n</div>\n\nText.\n")
    assert 1 == found.chapters
    assert "X027" in {one.rule.code for one in found.findings}


@pytest.mark.parametrize("path", PLURALITY, ids=lambda path: path.stem)
def test_real_chapters_are_kept_word_for_word(path: Path) -> None:
    """Each chapter of a real book in Markdown is imported as it is."""
    text = path.read_text(encoding="utf-8")
    found = import_text(path.read_bytes(), path.name)
    chapters = [one for name, one in found.files.items() if name.startswith("chapters/")]
    assert text.split() == " ".join(chapters).removeprefix(f"# {found.title}\n").split() or (
        text.split() == " ".join(chapters).split()
    )


@pytest.mark.skipif(not PLURALITY, reason="the book is not there")
def test_a_real_book_in_one_file() -> None:
    """A whole book pasted together is cut at its chapters again."""
    parts = [path.read_text(encoding="utf-8").strip() for path in PLURALITY]
    titled = [part for part in parts if part.startswith("# ")]
    found = imported("\n\n".join(titled) + "\n", "plurality.md")
    assert len(titled) == found.chapters
