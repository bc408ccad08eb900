"""The commands on stores: what is printed, and exit codes."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scholiast import cli
from scholiast.stores.popups import SYSTEMS
from tests.stores import books
from tests.stores.books import replaced
from tests.stores.test_popups import aside, call

SAMPLE = Path(__file__).parents[1] / "sample"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in a folder with an EPUB, `good.epub`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.epub").write_bytes(books.whole())
    rome = "EPUB/text/rome.xhtml"
    notes = '<p>x<a href="#away" epub:type="noteref">9</a></p></body>'
    bad = replaced(rome, "</body>", notes, replaced(rome, "</head>", "<script>1</script></head>"))
    (tmp_path / "bad.epub").write_bytes(books.packed(bad))

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["scholiast", *words])
        code = cli.main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_stores_are_listed_with_sources_and_dates(run: Run) -> None:
    """All of them in short, one with all that it asks, and both as JSON."""
    code, out, _ = run("stores")
    assert 0 == code
    assert "kindle  Kindle       650 MB" in out
    assert "https://github.com/kobolabs/epub-spec/" in out
    code, out, _ = run("stores", "kobo")
    assert 0 == code
    assert "columns of a table at most" in out
    _, out, _ = run("stores", "--format", "json")
    assert ["apple", "kobo", "kindle", "google"] == [one["name"] for one in json.loads(out)]
    _, out, _ = run("stores", "google", "--format", "json")
    assert "2026-11-23" == json.loads(out)["verified"]
    assert 2 == run("stores", "gutenberg")[0]
    assert 2 == run("stores", "--format", "json", "google")[0]


def test_an_epub_is_looked_at(run: Run) -> None:
    """Exit codes: 0 good, 1 what is refused or, with --strict, advised against, 2 usage."""
    assert (0, "", "nothing is wrong\n") == run("stores", "check", "good.epub")
    code, out, err = run("stores", "check", "bad.epub", "--store", "kobo")
    assert (0, "1 warning\n") == (code, err)
    assert "warning[V151]: the book has a script (Kobo)" in out
    assert 1 == run("stores", "check", "bad.epub", "--strict")[0]
    _, out, _ = run("stores", "check", "bad.epub", "--format", "json")
    assert ["V151"] == [one["code"] for one in json.loads(out)]
    assert 2 == run("stores", "check", "missing.epub")[0]
    assert 2 == run("stores", "check", "good.epub", "--store", "gutenberg")[0]


def test_pop_ups_of_a_file_are_predicted(run: Run) -> None:
    """Calls that don't pop up stand in a table with reason and hint; what is lost is an error."""
    code, out, err = run("notes", "--popups", "--epub", "good.epub")
    assert 0 == code
    assert "Kobo            e-ink readers, iOS          10     –" in out
    assert "10 calls of notes in good.epub, as of what was known on 2026-11-23\n" == err
    code, out, _ = run("notes", "--popups", "--epub", "bad.epub")
    assert 1 == code
    assert "its link leads nowhere" in out
    assert "mend the link, or give the note its id" in out


def test_pop_ups_as_json_and_csv(run: Run) -> None:
    """Each call and each system is in the record, with figures and sources."""
    _, out, _ = run("notes", "--popups", "--epub", "good.epub", "--format", "json")
    record = json.loads(out)
    counts = {one["name"]: one["counts"]["pops up"] for one in record["systems"]}
    assert dict.fromkeys(SYSTEMS, 10) | {"google": 0} == counts
    assert 10 == len(record["notes"])
    assert "pops up" == record["notes"][0]["outcomes"]["kobo"]["way"]
    words = ("notes", "--popups", "--epub", "good.epub", "--format", "csv", "--store", "kobo")
    rows = list(csv.DictReader(io.StringIO(run(*words)[1])))
    assert 10 == len(rows)
    assert {"kobo"} == {row["system"] for row in rows}


def test_strict_minds_each_note_that_could_pop_up(run: Run, tmp_path: Path) -> None:
    """A note that is too short for Kobo is an error under --strict, and only there."""
    short = books.replaced(
        "EPUB/text/rome.xhtml",
        "</body>",
        call(marked='epub:type="noteref"') + aside("No") + "</body>",
    )
    (tmp_path / "short.epub").write_bytes(books.packed(short))
    words = ("notes", "--popups", "--epub", "short.epub", "--store", "kobo")
    assert 0 == run(*words)[0]
    assert 1 == run(*words, "--strict")[0]
    assert 0 == run(*words[:-1], "google", "--strict")[0]


def test_pop_ups_of_a_book_need_no_build(run: Run, tmp_path: Path) -> None:
    """The book is made in memory, and nothing is written; its errors are told."""
    book = shutil.copytree(SAMPLE, tmp_path / "book", ignore=shutil.ignore_patterns(".scholiast"))
    code, out, err = run("notes", "--popups", "--format", "json")
    assert (0, "") == (code, err)
    notes = json.loads(out)["notes"]
    assert 11 == len(notes)
    assert "chapters/preface.md" == notes[0]["written"].partition(":")[0]
    assert not (tmp_path / "dist").exists()
    chapter = book / "chapters" / "athens.md"
    chapter.write_text(chapter.read_text() + "\nLost.[^nowhere]\n")
    code, out, _ = run("notes", "--popups")
    assert 1 == code
    assert "error[N001]" in out


def test_misuse_is_told(run: Run) -> None:
    """Options that would have no effect are refused."""
    assert 2 == run("notes", "--popups", "list")[0]
    assert 2 == run("notes", "--strict")[0]
    assert 2 == run("notes", "--popups", "--epub", "missing.epub")[0]
    code, out, _ = run("notes", "--popups", "--epub", str(SAMPLE / "book.yaml"))
    assert 1 == code
    assert "error[V140]" in out


def test_a_build_holds_the_epub_to_its_stores(run: Run, tmp_path: Path) -> None:
    """`editions.epub.stores` has a build look as the stores named do; drafts go to none."""
    book = shutil.copytree(SAMPLE, tmp_path / "book", ignore=shutil.ignore_patterns(".scholiast"))
    settings = book / "book.yaml"
    text = settings.read_text().replace("description:", "x-description:")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("x-"))
    settings.write_text(text + "\neditions: {epub: {stores: [kobo, google]}}\n")
    code, out, _ = run("build", "epub")
    assert 0 == code
    assert "warning[V156]: the metadata have no description (Google Play)" in out
    assert "--> dist/roads-and-walls.epub/EPUB/content.opf" in out
    assert "V156" not in run("build", "epub", "--draft")[1]
    assert 1 == run("build", "epub", "--strict")[0]
