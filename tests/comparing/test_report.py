"""What is told of two releases: in a terminal, as JSON, and as a page with pictures."""

import json
import shutil
from pathlib import Path

import pytest
from lxml import html
from typer.testing import CliRunner

from scholiast.cli import app
from scholiast.ledger import as_json, open_ledger
from tests import factory
from tests.comparing.test_comparing import TEXT, chapters, release

CHANGED = TEXT.replace("word here", "letter <there>".replace("<", "&lt;"))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of two releases."""
    found = []
    for name, text in (("old", TEXT), ("new", CHANGED)):
        folder = tmp_path_factory.mktemp(name)
        (folder / "sample.pdf").write_bytes(release(chapters(text)).data)
        ledger = open_ledger(factory.book(*chapters(text)))
        (folder / "notes.json").write_text(as_json(ledger))
        found.append(folder)
    return found[0], found[1]


def run(*words: object) -> tuple[int, str]:
    """Return the exit code and the output of `diff` with some words."""
    done = CliRunner().invoke(app, ["diff", *map(str, words)])
    return done.exit_code, done.output


def test_what_differs_is_told_in_few_lines(folders: tuple[Path, Path]) -> None:
    """Counts, the pages with their words, and an exit code as that of diff(1)."""
    code, said = run(*folders)
    assert 1 == code
    assert "sample.pdf" in said
    assert "1 changed" in said
    assert "letter <there>" in said.replace(",1", "")
    assert (0, True) == (
        run(folders[0], folders[0])[0],
        "as they were" in run(*[folders[0]] * 2)[1],
    )
    assert 0 == run(*folders, "--exit-zero")[0]


def test_a_program_gets_a_record(folders: tuple[Path, Path]) -> None:
    """Pages by label and place, words, and notes."""
    code, said = run(folders[0] / "sample.pdf", folders[1], "--json")
    record = json.loads(said)
    assert (1, False) == (code, record["same"])
    (page,) = record["pages"]
    assert ("changed", "1") == (page["change"], page["new"]["label"])
    assert page["old"] == page["new"]
    assert [] == record["notes"]


def test_the_report_needs_nothing_else(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Each picture is there, each link leads somewhere, no script runs; words are no mark-up."""
    code, said = run(*folders, "--report", tmp_path / "diff")
    assert 1 == code
    assert "index.html" in said
    page = html.parse(str(tmp_path / "diff/index.html")).getroot()
    images = [image.get("src") or "" for image in page.iter("img")]
    assert 2 == len(images)
    assert all((tmp_path / "diff" / path).is_file() for path in images)
    ids = {element.get("id") for element in page.iter()}
    targets = [link.get("href") or "" for link in page.iter("a")]
    assert all(t[1:] in ids | {""} if t[0] == "#" else t in images for t in targets)
    assert not list(page.iter("script", "link", "there"))
    assert "letter <there>" in " ".join(page.text_content().replace(",1", "").split())
    assert all(image.get("alt") for image in page.iter("img"))
    assert 1 == run(*folders, "--report", tmp_path / "diff")[0], "an earlier report is replaced"


def test_a_folder_with_other_things_is_left_alone(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    """A report goes into a folder of its own."""
    (tmp_path / "mine.txt").write_text("precious")
    code, said = run(*folders, "--report", tmp_path)
    assert 2 == code
    assert "something else" in said
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


def test_what_can_not_be_compared_is_said(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """No file, no PDF, a damaged one, and a folder in which it could be any."""
    (tmp_path / "a.txt").write_text("no PDF")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 and no more")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 and no more")
    for path, message in (
        ("none.pdf", "can't be read: No such file"),
        ("a.txt", "is no PDF"),
        ("b.pdf", "can't be read as a PDF"),
        (".", "name the PDF"),
    ):
        code, said = run(tmp_path / path, folders[1])
        assert 2 == code
        assert message in " ".join(said.split())


def test_the_printed_book_is_found_among_others(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Of the PDFs of a release the printed book is compared; another edition by its name."""
    folder = tmp_path / "dist"
    shutil.copytree(folders[0], folder)
    (folder / "sample-screen.pdf").write_bytes((folders[1] / "sample.pdf").read_bytes())
    assert 0 == run(folders[0], folder)[0]
    assert 1 == run(folders[0], folder / "sample-screen.pdf")[0]
