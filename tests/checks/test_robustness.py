"""Whatever stands in a manuscript, it is read and checked to the end, and findings have places."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast import jobs
from scholiast.cache import Cache
from scholiast.checks import check
from scholiast.diagnostics import Diagnostic, Severity, as_human
from scholiast.reading import read

SAMPLE = Path(__file__).parents[1] / "sample"
CHAPTERS = [f"chapters/{name}.md" for name in ("preface", "rome", "athens", "after")]

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


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Return a cache, so that only what is broken is read anew."""
    return Cache(tmp_path_factory.mktemp("cache"), b"s")


def look(files: dict[str, bytes], cache: Cache) -> list[Diagnostic]:
    """Return what is found in the sample with these files laid over it, each shown to a person."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "book")
        shutil.copytree(SAMPLE, root)
        for path, data in files.items():
            (root / path).write_bytes(data)
        manuscript = read(root, jobs.here(cache))
        found = check(manuscript, also={"N013"})
    for finding in found:
        assert as_human(finding, manuscript.sources)
        place = finding.place
        assert place is not None
        if place.start is not None:
            source = manuscript.sources[place.path]
            assert place.start == source.position(source.offset(place.start)), finding
    return found


texts = st.lists(SCRAPS, max_size=40).map("".join)
notes = st.lists(SCRAPS, max_size=12).map("".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chapters=st.tuples(*[texts for _ in CHAPTERS]))
def test_no_chapter_raises(chapters: tuple[str, ...], cache: Cache) -> None:
    """Scraps of Markdown in any order are read, and every place is one of the file."""
    files = zip(CHAPTERS, chapters, strict=True)
    look({name: text.encode("utf-8", "surrogatepass") for name, text in files}, cache)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chapter=st.binary(max_size=80), file=st.binary(max_size=80))
def test_no_bytes_raise(chapter: bytes, file: bytes, cache: Cache) -> None:
    """Bytes that are no text at all are findings."""
    look({"chapters/after.md": chapter, "notes/rome.yaml": file}, cache)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies=st.fixed_dictionaries(dict.fromkeys(("proverb", "censor", "walls"), notes)))
def test_no_note_raises(bodies: dict[str, str], cache: Cache) -> None:
    """Scraps of Markdown in a file of notes are read as those of a chapter."""
    entries = [f"- id: {name}\n  text: |\n{indented(body)}" for name, body in bodies.items()]
    look({"notes/rome.yaml": "".join(entries).encode()}, cache)


def indented(body: str) -> str:
    """Return a text as a block of YAML."""
    return "".join(f"    {line}\n" for line in body.splitlines()) or "    x\n"


@pytest.mark.parametrize(
    "name", ["book.yaml", "references.bib", "images/milestone.png", "chapters/rome.md"]
)
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"[", b"- " * 500, b"<svg>", b"{}"])
def test_no_file_of_a_book_raises(name: str, data: bytes, cache: Cache) -> None:
    """Each file of a book may be broken in any way: that is an error, told at the file's place."""
    found = look({name: data}, cache)
    assert name.endswith((".bib", ".md")) or Severity.ERROR in {f.severity for f in found}
