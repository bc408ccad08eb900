"""`release`: a version is written whole, with all that vouches for it, or it is refused."""

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html
from typer.testing import CliRunner

from scholiast import verify
from scholiast.cli import app
from scholiast.edition import Format
from scholiast.ledger import Ledger
from scholiast.order import Order, Publication
from scholiast.publish import publish
from scholiast.releasing import earlier, making, proving, rules
from tests import books

RUN = CliRunner()
FIXED = {
    "GIT_AUTHOR_NAME": "Ada Writer",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-05-01T12:00:00+0000",
    "GIT_COMMITTER_NAME": "Ada Writer",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-05-01T12:00:00+0000",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
ONE = "chapters/1.md"
TWO = "chapters/2.md"
FIRST = "# One\n\nWords[^a] and words[^b].\n\n[^a]: The first note.\n\n[^b]: The second note.\n"
SECOND = "# Two\n\nMore[^c].\n\n[^c]: The third note.\n"


def git(folder: Path, *words: str) -> None:
    """Run git with fixed dates and names."""
    env = {**os.environ, **FIXED}
    subprocess.run(["git", "-C", folder, *words], env=env, check=True, capture_output=True)


def settings(version: str | None = "1.0.0", more: str = "") -> str:
    """Return a `book.yaml` of two chapters."""
    line = f"version: {version}\n" if version else ""
    return f"{line}{books.BOOK_YAML}    - {ONE}\n    - {TWO}\n{more}"


def book(folder: Path, text: str = FIRST, yaml: str | None = None) -> Path:
    """Write a book of two chapters that is kept in git, and return its folder."""
    root = books.write(folder / "book", {ONE: text, TWO: SECOND}, yaml or settings())
    git(folder, "init", "-q", "-b", "main")
    return commit(root)


def commit(root: Path, tag: str | None = "v1.0.0") -> Path:
    """Commit all of a book, and tag it."""
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "State")
    if tag:
        git(root, "tag", tag)
    return root


def released(root: Path, *words: str) -> tuple[int, dict[str, object]]:
    """Return the exit code of a release, and what it says."""
    order = ["release", "--book", str(root), "--dist", str(root.parent / "dist"), "-q"]
    done = RUN.invoke(app, [*order, "--jobs", "1", "--format", "json", *words])
    assert done.stdout, done.output
    return done.exit_code, json.loads(done.stdout)


def codes(said: dict[str, object]) -> set[str]:
    """Return the codes of the findings of a release."""
    findings = said["findings"]
    assert isinstance(findings, list)
    return {finding["code"] for finding in findings}


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder, by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder `dist` in which a book was released, proved twice."""
    root = book(tmp_path_factory.mktemp("first"))
    code, said = released(root, "--prove")
    assert (0, set()) == (code, codes(said))
    return root.parent / "dist"


def test_all_of_it_is_written(first: Path) -> None:
    """Nothing is missing, nothing lies about, and each file has its digest in SHA256SUMS."""
    made = files(first / "1.0.0")
    expected = {"notes.json", "report.html", "report.json", "report.junit.xml", "report.sarif"}
    expected |= {"manifest.json", "changes.json", "CHANGES.md", "SHA256SUMS"}
    expected |= {"sbom.cdx.json", "provenance.json"}
    expected |= {"a-book.epub", "a-book.pdf", "web/index.html"}
    assert set() == expected - made.keys()
    assert ["1.0.0"] == [path.name for path in first.iterdir()]
    lines = made.pop("SHA256SUMS").decode().splitlines()
    sums = {path: value for value, path in (line.split("  ", 1) for line in lines)}
    assert {path: hashlib.sha256(data).hexdigest() for path, data in made.items()} == sums


def test_it_says_what_it_was_made_of(first: Path) -> None:
    """The manifest has the tag, each file of the manuscript, and each note in each artifact."""
    told = json.loads((first / "1.0.0" / "manifest.json").read_text())
    root = first.parent / "book"
    assert ("v1.0.0", [], False) == tuple(told["tree"][k] for k in ("tag", "dirty", "allow_dirty"))
    parts = ("book.yaml", ONE, TWO)
    sources = {path: hashlib.sha256((root / path).read_bytes()).hexdigest() for path in parts}
    assert sources == told["manuscript"]["files"]
    assert [3, 3, 3] == [one["notes_proved"] for one in told["artifacts"]]
    assert told["built_twice"] is True
    assert str(first.parent) not in (first / "1.0.0" / "manifest.json").read_text()


def test_it_says_so_in_the_words_of_others(first: Path) -> None:
    """The bill of materials names each tool once; the provenance vouches for each file built."""
    made = first / "1.0.0"
    bom = json.loads((made / "sbom.cdx.json").read_text())
    assert ("CycloneDX", "1.6") == (bom["bomFormat"], bom["specVersion"])
    refs = [part["bom-ref"] for part in bom["components"]]
    assert len(refs) == len(set(refs))
    assert refs == bom["dependencies"][0]["dependsOn"]
    version = importlib.metadata.version("weasyprint")
    assert f"pkg:pypi/weasyprint@{version}" in refs
    told = json.loads((made / "provenance.json").read_text())
    digests = {one["name"]: one["digest"]["sha256"] for one in told["subject"]}
    built = {"a-book.epub", "a-book.pdf", "notes.json", "web/index.html"}
    assert built <= digests.keys()
    for name, digest in digests.items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest
    parts = told["predicate"]["buildDefinition"]["resolvedDependencies"]
    manifest = json.loads((made / "manifest.json").read_text())
    assert {"gitCommit": manifest["tree"]["commit"]} == parts[0]["digest"]
    assert {"sha256": manifest["manuscript"]["sha256"]} == parts[1]["digest"]


def test_every_link_of_the_report_leads_to_something(first: Path) -> None:
    """Files are there, and so are the notes in the web book; each note has its row."""
    page = html.parse(first / "1.0.0" / "report.html").getroot()
    links = [link.get("href", "") for link in page.iter("a")]
    assert 10 == len(links)
    for link in links:
        path, _, name = unquote(link).partition("#")
        target = first / "1.0.0" / path
        assert target.is_file(), link
        if name and target.suffix == ".html":
            assert html.parse(target).xpath("//*[@id=$name]", name=name), link
    notes = json.loads((first / "1.0.0" / "notes.json").read_text())["notes"]
    assert [note["id"] for note in notes] == [row.get("id") for row in page.xpath("//tr[@id]")]


def test_what_has_changed_is_told(first: Path, tmp_path: Path) -> None:
    """A second release says of each note what became of it since the first."""
    shutil.copytree(first.parent, tmp_path, dirs_exist_ok=True)
    root = tmp_path / "book"
    text = "# One\n\nNew[^n], words[^a].\n\n[^a]: The first note, mended.\n\n[^n]: A new note.\n"
    (root / ONE).write_text(text)
    (root / TWO).write_text(SECOND.replace("More", "More[^b]") + "\n[^b]: The second note.\n")
    (root / "book.yaml").write_text(settings("1.1.0"))
    commit(root, "1.1.0")
    assert (0, set()) == (released(root)[0], set())
    told = json.loads((tmp_path / "dist" / "1.1.0" / "changes.json").read_text())
    assert "1.0.0" == told["before"]
    assert ["A new note."] == [one["after"]["text"] for one in told["added"]]
    assert ["The first note, mended."] == [one["after"]["text"] for one in told["changed"]]
    assert ["The second note."] == [one["after"]["text"] for one in told["moved"]]
    assert [] == told["removed"]
    numbers = [(one["before"]["number"], one["after"]["number"]) for one in told["renumbered"]]
    assert [("1", "2"), ("2", "1"), ("1", "2")] == numbers
    assert "note-1-b" in told["gone"]
    said = (tmp_path / "dist" / "1.1.0" / "CHANGES.md").read_text()
    assert "## Moved to another chapter\n\n- One, note 2 → Two, note 1: `note-2-b`" in said
    page = html.parse(tmp_path / "dist" / "1.1.0" / "errata.html").getroot()
    assert "The first note." in page.xpath("string(//del)")
    assert "The first note, mended." in page.xpath("string(//ins)")
    assert files(first / "1.0.0") == files(tmp_path / "dist" / "1.0.0")


def changed(root: Path) -> None:
    """Change a file that was committed."""
    (root / TWO).write_text(SECOND + "\nMore.\n")


def untracked(root: Path) -> None:
    """Have a file that the book does not need."""
    (root / "todo.txt").write_text("all")


def ignored(root: Path) -> None:
    """Have a file that belongs to the book, and that git is told to pass by."""
    (root / "notes").mkdir()
    (root / "notes" / "more.yaml").write_text("- id: z\n  text: Words.\n")
    (root / ".gitignore").write_text("notes/\n")
    git(root, "add", ".gitignore")
    git(root, "commit", "-q", "--amend", "--no-edit")
    git(root, "tag", "-f", "v1.0.0")


def untagged(root: Path) -> None:
    """Have no tag."""
    git(root, "tag", "-d", "v1.0.0")


def without_git(root: Path) -> None:
    """Have no tree."""
    shutil.rmtree(root.parent / ".git")


def there_already(root: Path) -> None:
    """Have this version."""
    (root.parent / "dist" / "1.0.0").mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (changed, {"D010"}),
        (untracked, {"D010"}),
        (ignored, {"D010", "N003"}),
        (untagged, {"D011"}),
        (without_git, {"D012"}),
        (there_already, {"D002"}),
    ],
)
def test_a_tree_that_is_not_as_it_should_be(
    tmp_path: Path, spoil: Callable[[Path], None], expected: set[str]
) -> None:
    """It is refused before anything is built, and nothing is written."""
    root = book(tmp_path)
    spoil(root)
    before = files(tmp_path / "dist")
    code, said = released(root)
    assert (1, expected) == (code, codes(said))
    assert before == files(tmp_path / "dist")
    assert said["folder"] is None


@pytest.mark.parametrize(
    ("yaml", "text", "expected"),
    [
        (settings(None), FIRST, {"D001"}),
        (settings("web"), FIRST, {"D003", "D011"}),
        (settings("draft"), FIRST, {"D003", "D011"}),
        (settings("../up"), FIRST, {"M013"}),
        (settings(), FIRST.replace("[^b]:", "[^x]:"), {"N001", "N003"}),
        (settings(), FIRST.replace("# One\n", "# One\n\n### Deep\n"), {"S012"}),
    ],
)
def test_a_book_that_is_not_as_it_should_be(
    tmp_path: Path, yaml: str, text: str, expected: set[str]
) -> None:
    """No version, one that is taken, an error, a warning: nothing is released."""
    code, said = released(book(tmp_path, text, yaml))
    assert (1, expected) == (code, codes(said))
    assert not (tmp_path / "dist").exists()


def waiver(place: str, until: str) -> str:
    """Return a waiver of a level that is left out."""
    return f"  - {{rule: S012, place: '{place}', reason: as it was, until: {until}}}\n"


def test_all_that_would_fail_is_said(tmp_path: Path) -> None:
    """With `--check`: a waiver that has ended, one for nothing, no tag; and nothing is written."""
    more = f"waivers:\n{waiver(ONE, '2020-01-31')}{waiver(TWO, '2099-01-31')}"
    root = book(tmp_path, FIRST.replace("# One\n", "# One\n\n### Deep\n"), settings(more=more))
    untagged(root)
    code, said = released(root, "--check")
    assert (1, {"S012", "M091", "D004", "D011"}) == (code, codes(said))
    assert not (tmp_path / "dist").exists()


def test_a_dirty_tree_is_released_where_it_is_asked_for(tmp_path: Path) -> None:
    """The manifest and the report say what was not committed, and what was accepted."""
    more = f"waivers:\n{waiver(ONE, '2099-01-31')}"
    root = book(tmp_path, FIRST.replace("# One\n", "# One\n\n### Deep\n"), settings(more=more))
    changed(root)
    assert 0 == released(root, "--allow-dirty")[0]
    made = tmp_path / "dist" / "1.0.0"
    told = json.loads((made / "manifest.json").read_text())
    assert [f"book/{TWO}"] == told["tree"]["dirty"]
    assert told["tree"]["allow_dirty"] is True
    assert [("S012", 1)] == [(one["rule"], one["findings"]) for one in told["waivers"]]
    assert "as it was" in (made / "report.html").read_text()
    assert "as it was" in (made / "report.sarif").read_text()


def test_bytes_that_differ_are_named() -> None:
    """A byte, an end, a file more, a file less: each names the file."""
    one = {"a": b"same", "b": b"this", "c": b"long", "d": b""}
    other = {"a": b"same", "b": b"thus", "c": b"longer", "e": b""}
    expected = [
        ("b", "differs in a second build, from byte 2 on"),
        ("c", "differs in a second build, from byte 4 on"),
        ("d", "was not made again"),
        ("e", "was made by the second build only"),
    ]
    found = proving.compare(one, other)
    assert expected == [(str(finding.place), finding.message) for finding in found]


def test_what_was_not_proved_is_refused() -> None:
    """A note too few is enough, and so is an error; so is a ledger of a draft."""
    proof = verify.Proof("a.pdf", Format.PDF, (), {}, 2)
    assert [] == list(making.unproved(proof, 2))
    assert ["D005"] == [finding.rule.code for finding in making.unproved(proof, 3)]
    broken = replace(proof, diagnostics=(rules.DIFFERS.at(None, "wrong"),))
    assert ["D005"] == [finding.rule.code for finding in making.unproved(broken, 2)]
    ledger = Ledger("A Book", "en", True, (), ())
    assert ["D006"] == [finding.rule.code for finding in making.drafted(ledger)]
    assert [] == list(making.drafted(replace(ledger, draft=False)))


def test_versions_are_in_order() -> None:
    """Numbers count as numbers, and what comes before a version stands before it."""
    versions = ["0.9", "1.0.0-alpha", "1.0.0-rc1", "1.0.0-rc2", "1.0.0", "1.0.1", "1.2", "1.10"]
    assert versions == sorted(sorted(versions), key=earlier.order)
    assert earlier.order("v2.0") == earlier.order("2.0+5")


def test_a_release_that_is_none_is_told(tmp_path: Path) -> None:
    """`--since` names a folder without a ledger."""
    code, said = released(book(tmp_path), "--since", str(tmp_path))
    assert (1, {"D008"}) == (code, codes(said))


def test_what_changes_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book that was read is not the one that lies there in the end."""
    root = book(tmp_path)

    def published(order: Order, *others: Any) -> Publication:
        done = publish(order, *others)
        changed(root)
        return done

    monkeypatch.setattr(making, "publish", published)
    code, said = released(root)
    assert (1, {"D007"}) == (code, codes(said))
    assert not (tmp_path / "dist").exists()


def test_a_second_build_that_fails_is_told(tmp_path: Path) -> None:
    """It says what the build said: here a file is not among those of the manuscript."""
    root = books.write(tmp_path / "book", {ONE: FIRST, TWO: SECOND}, settings())
    (found,) = proving.prove(root, {"book.yaml": "", ONE: ""}, {})
    assert "D021" == found.rule.code
    assert TWO in found.message
