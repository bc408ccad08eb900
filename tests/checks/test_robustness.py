"""Whatever stands in a manuscript, it is read and checked to the end, and findings have places."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast.checks import check
from scholiast.diagnostics import Diagnostic, Severity, as_human
from scholiast.reading import read

SAMPLE = Path(__file__).parents[1] / "sample"

SCRAPS = st.sampled_from(
    (
        *("[^a]", "[^a]: b", "^[c]", "](x.md)", "![", "[", "]", "(#y)", "{#id .c k=v}", "`"),
        *("```\n", "<b onclick=x>", "</b>", "<!--", "-->", "<script>", "<a href='#z'>", "&#1;"),
        *("\\", "\x07", "# ", "## H", "\n\n", "\n", "    ", "> ", "- ", "1. ", "| a |\n|---|\n"),
        *(":::", "::: {.x}\n", "---\n", "title: x\n", "@key", "[@gibbon1776]", "$x$", "word "),
        *("\\begin{x}", "é", "\u202e", "\r", "\r\n", "\t", "*", "**", "~~", "^", "雅典"),
        *("e\u0301", "\ufeff", "{=html}", "https://a.b"),
    )
)


def look(files: dict[str, bytes]) -> list[Diagnostic]:
    """Return what is found in the sample with these files laid over it, each shown to a person."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "book")
        shutil.copytree(SAMPLE, root)
        for path, data in files.items():
            (root / path).write_bytes(data)
        manuscript = read(root)
        found = check(manuscript, also={"N013"})
    for finding in found:
        assert as_human(finding, manuscript.sources)
        place = finding.place
        assert place is not None
        if place.start is not None:
            source = manuscript.sources[place.path]
            assert place.start == source.position(source.offset(place.start)), finding
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SCRAPS, max_size=40).map("".join))
def test_no_chapter_raises(text: str) -> None:
    """Scraps of Markdown in any order are read, and every place is one of the file."""
    look({"chapters/after.md": text.encode("utf-8", "surrogatepass")})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=80), st.sampled_from(["chapters/after.md", "notes/rome.yaml"]))
def test_no_bytes_raise(data: bytes, path: str) -> None:
    """Bytes that are no text at all are findings."""
    look({path: data})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SCRAPS, max_size=12).map("".join))
def test_no_note_raises(text: str) -> None:
    """Scraps of Markdown in a file of notes are read as those of a chapter."""
    body = "".join(f"    {line}\n" for line in text.splitlines()) or "    x\n"
    look({"notes/rome.yaml": f"- id: proverb\n  text: |\n{body}".encode()})


@pytest.mark.parametrize(
    "name", ["book.yaml", "references.bib", "images/milestone.png", "chapters/rome.md"]
)
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"[", b"- " * 500, b"<svg>", b"{}"])
def test_no_file_of_a_book_raises(name: str, data: bytes) -> None:
    """Each file of a book may be broken in any way: that is an error, told at the file's place."""
    found = look({name: data})
    assert name.endswith((".bib", ".md")) or Severity.ERROR in {f.severity for f in found}
