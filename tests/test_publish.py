"""The whole way: artifacts that were proved, a ledger that says so, or `dist/` as it was."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scholiast import cli, ledger, publish, theme, verify
from scholiast.book import Book
from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Artifact
from scholiast.jobs import Works
from scholiast.source import Span
from scholiast.verify import Proof

SAMPLE = Path(__file__).parent / "sample"
NAMES = {"roads-and-walls.epub", "roads-and-walls.pdf", "web", "notes.json"}


@dataclass(frozen=True)
class Answer:
    """What a run gave: its exit code, stdout, and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line beside a copy of the sample book."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def run(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["scholiast", *words])
        code = cli.main()
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Return the folder that finished files go to."""
    return tmp_path / "dist"


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def edit(book: Path, old: str, new: str, chapter: str = "athens") -> None:
    """Replace words in a chapter of the sample book."""
    path = book / "book" / "chapters" / f"{chapter}.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def stands(dist: Path) -> set[str]:
    """Return in which artifacts the ledger knows every note to stand."""
    notes = json.loads((dist / "notes.json").read_text())["notes"]
    assert notes
    return set.intersection(*(set(note["stands"]) for note in notes))


def test_all_editions_are_built_and_proved(run: Run, dist: Path) -> None:
    """Three artifacts and the ledger, which says of each note where it stands in each of them."""
    done = run("build", "--format", "json")
    assert (0, []) == (done.code, json.loads(done.out)["findings"]), done.out
    assert NAMES == {path.name for path in dist.iterdir()}
    assert {"epub", "html", "pdf"} == stands(dist)
    notes = ledger.from_json((dist / "notes.json").read_text()).notes
    for artifact in json.loads(done.out)["artifacts"]:
        path = Path(artifact["path"])
        assert path.exists()
        size = path.stat().st_size if path.is_file() else sum(map(len, contents(path).values()))
        assert (size, len(notes)) == (artifact["size"], artifact["notes"])
        assert (artifact["format"] == "pdf") is (artifact["pages"] is not None)
        assert artifact["seconds"] > 0


def test_a_build_ends_with_a_table(run: Run) -> None:
    """Path, size, pages, notes proved and seconds of each artifact, on stdout."""
    done = run("build", "epub", "html")
    head, *rows = done.out.splitlines()
    assert ["format", "path", "size", "pages", "notes proved", "seconds"] == re.split(
        r"\s{2,}", head.strip()
    )
    patterns = (r"epub +dist/roads-and-walls\.epub", r"html +dist/web")
    for pattern, row in zip(patterns, rows, strict=True):
        assert re.match(rf"{pattern} +\d+ kB +– +\d+ +\d+\.\d *$", row)
    lines = done.err.splitlines()
    ended = [line for line in lines if re.search(r" +\d+\.\d s$", line)]
    stages = [re.sub(r" +\d+\.\d s$", "", line) for line in ended]
    rendered = {"render epub", "verify epub", "render html", "verify html"}
    assert ["compare", "read", "check", "compose"] == stages[:4]
    assert (rendered, 4, ["write"]) == (set(stages[4:-1]), len(stages[4:-1]), stages[-1:])
    for format in ("epub", "html"):  # which are made side by side
        assert stages.index(f"render {format}") < stages.index(f"verify {format}")
    begun = [line.strip() for line in lines if line not in ended]
    assert rendered >= set(begun), "a stage that another one interrupts is told when it begins"


def test_a_quiet_build_says_nothing(run: Run, dist: Path) -> None:
    """With `--quiet` a good build prints nothing at all."""
    assert Answer(0, "", "") == run("build", "html", "--quiet")
    assert (dist / "web" / "index.html").is_file()


def test_a_faulty_manuscript_writes_nothing(run: Run, tmp_path: Path, dist: Path) -> None:
    """With an error in the source there is no `dist/`, or the last good one to the byte."""
    edit(tmp_path, "had walls.", "had walls.[^nowhere]")
    done = run("build", "html")
    assert 1 == done.code
    assert "error[N001]" in done.out
    assert done.err.endswith("1 error: nothing was written\n")
    assert not dist.exists()
    edit(tmp_path, "[^nowhere]", "")
    assert 0 == run("build", "html").code
    before = contents(dist)
    edit(tmp_path, "had walls.", "had no walls.[^nowhere]")
    assert 1 == run("build", "html").code
    assert before == contents(dist)


BROKEN = Rule("V999", "broken", Severity.ERROR, "A fault made for a test.")


def test_an_artifact_that_is_not_proved_is_not_written(
    run: Run, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one artifact of several is faulty, none is written."""
    assert 0 == run("build", "epub", "html").code
    before = contents(dist)
    proofread = verify.artifact

    def find_fault(artifact: Artifact, notes: ledger.Ledger, works: Works) -> Proof:
        proof = proofread(artifact, notes, works)
        fault = BROKEN.at(Span(artifact.name), "it is broken")
        bad = artifact.format.value == "html"
        return replace(proof, diagnostics=(fault,)) if bad else proof

    monkeypatch.setattr(verify, "artifact", find_fault)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    done = run("build", "epub", "html", "--format", "concise")
    assert (1, "dist/web: error[V999]: it is broken\n") == (done.code, done.out)
    assert before == contents(dist)


def test_a_bug_in_a_renderer_writes_nothing(
    run: Run, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that ends in a traceback leaves the last good files."""
    assert 0 == run("build", "html").code
    before = contents(dist)

    def fail(*_: object, **__: object) -> Artifact:
        raise ZeroDivisionError

    monkeypatch.setattr(publish, "render", fail)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    done = run("build", "html")
    assert 70 == done.code
    assert "ZeroDivisionError" in done.err
    assert before == contents(dist)


def test_building_one_edition_keeps_the_proof_of_the_others(
    run: Run, tmp_path: Path, dist: Path
) -> None:
    """The ledger keeps where notes stand in other artifacts, until their words are out of date."""
    assert 0 == run("build", "epub", "html").code
    assert 0 == run("build", "html").code
    assert {"epub", "html"} == stands(dist)
    edit(tmp_path, "had walls.", "had strong walls.")
    done = run("build", "html")
    assert 0 == done.code
    assert {"html"} == stands(dist)
    assert done.err.endswith(
        "dist/roads-and-walls.epub is of an earlier state of the manuscript: build it again\n"
    )
    (dist / "roads-and-walls.epub").unlink()
    assert "earlier state" not in run("build", "html").err


def test_a_damaged_ledger_is_written_anew(run: Run, dist: Path) -> None:
    """A `notes.json` that can't be read is no obstacle."""
    dist.mkdir()
    (dist / "notes.json").write_text("{")
    assert 0 == run("build", "html").code
    assert {"html"} == stands(dist)


def test_a_draft_never_stands_where_a_book_does(run: Run, tmp_path: Path, dist: Path) -> None:
    """A missing note stops a build; a draft shows a placeholder, in a folder of its own."""
    edit(tmp_path, "had walls.", "had walls.[^soon]")
    assert 1 == run("build", "html").code
    assert not dist.exists()
    done = run("build", "html", "--draft")
    assert (0, 1) == (done.code, done.out.count("warning[N001]"))
    assert ["draft"] == [path.name for path in dist.iterdir()]
    pages = "".join(p.read_text() for p in (dist / "draft" / "web").glob("*.html"))
    assert "The note “soon” is missing." in pages
    assert json.loads((dist / "draft" / "notes.json").read_text())["draft"] is True


def test_a_date_that_is_none_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nonsense in SOURCE_DATE_EPOCH is a fault of the machine, said in a line."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    done = run("build", "html", "--quiet")
    assert (2, "") == (done.code, done.out)
    assert "SOURCE_DATE_EPOCH is not a number of seconds: today\n" in done.err


def test_verify_proofreads_what_was_built(run: Run, dist: Path) -> None:
    """`verify` finds nothing in good files, and a fault in a broken one."""
    assert 0 == run("build", "epub", "html").code
    for words in (["verify"], ["verify", "dist/web/index.html", "dist/roads-and-walls.epub"]):
        done = run(*words)
        assert (0, 3) == (done.code, len(done.out.splitlines())), done.out
    page = next(path for path in (dist / "web").rglob("*.html") if "Phalerum" in path.read_text())
    page.write_text(page.read_text().replace("Phalerum", "nowhere"))
    done = run("verify", "dist/web", "--format", "json")
    findings = json.loads(done.out)["findings"]
    assert 1 == done.code
    assert all(finding["path"].startswith("dist/web") for finding in findings)
    assert 0 == run("verify", "dist/roads-and-walls.epub").code


def test_verify_needs_a_ledger(run: Run, dist: Path) -> None:
    """Without `notes.json`, or with another book's, a file can't be proved."""
    assert 0 == run("build", "epub").code
    (dist / "notes.json").rename(dist / "elsewhere.json")
    assert 2 == run("verify", "dist/roads-and-walls.epub").code
    done = run("verify", "dist/roads-and-walls.epub", "--ledger", "dist/elsewhere.json")
    assert 0 == done.code
    (dist / "notes.json").write_text("[]")
    assert 2 == run("verify", "dist/roads-and-walls.epub").code


def test_timings_tell_seconds_and_memory(run: Run) -> None:
    """`--timings` prints a line a stage, and one for each kind of jobs, on stderr."""
    done = run("build", "html", "--quiet", "--timings")
    head, *rows = done.err.splitlines()
    names = ["stage", "jobs", "reused", "seconds", "peak MB", "workers MB"]
    assert names == re.split(r"\s{2,}", head.strip())
    stages = [row for row in rows if not row.startswith("  ")]
    assert 7 == len(stages)
    assert all(re.search(r"\d+\.\d\d +\d+ +\d+ *$", row) for row in stages)
    assert {"parse", "write"} <= {row.split()[0] for row in rows[7:]}


def test_timings_tell_what_was_done_again_and_why(run: Run, tmp_path: Path) -> None:
    """After an edit of one chapter the jobs of the others are reused, and the reason is told."""
    first = json.loads(run("build", "html", "--quiet", "--timings", "--format", "json").out)
    assert [] == first["redone"]
    edit(tmp_path, "had walls.", "had strong walls.")
    again = json.loads(run("build", "html", "--quiet", "--timings", "--format", "json").out)
    stages = {one["stage"]: one for one in again["timings"]}
    before = {one["stage"]: one for one in first["timings"]}
    for stage in ("parse", "write"):
        assert 0 == before[stage]["reused"]
        assert 0 < stages[stage]["reused"]
        assert before[stage]["jobs"] == stages[stage]["reused"] + stages[stage]["jobs"]
        done = [one for one in again["redone"] if one["stage"] == stage]
        assert {"chapters/athens.md"} == {one["name"] for one in done}
    assert 1 == stages["parse"]["jobs"]
    assert {"stage": "parse", "name": "chapters/athens.md", "why": "text changed"} in again[
        "redone"
    ]
    unchanged = json.loads(run("build", "html", "--quiet", "--timings", "--format", "json").out)
    assert ["compare"] == [one["stage"] for one in unchanged["timings"]]


def start(book: Path, dist: Path) -> "subprocess.Popen[bytes]":
    """Start a build in a process of its own, which tells its stages on stderr."""
    words = ["build", "html", "--book", str(book), "--dist", str(dist)]
    return subprocess.Popen(
        [sys.executable, "-m", "scholiast", *words],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def built(book: Path, dist: Path) -> dict[str, bytes]:
    """Build the web book in a process of its own; return what was written."""
    process = start(book, dist)
    process.communicate()
    assert 0 == process.returncode
    return contents(dist)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_build_that_is_killed_leaves_the_last_good_files(tmp_path: Path) -> None:
    """Killed in any stage, a build leaves old files or new ones, and the next one mends it."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    book, dist = tmp_path / "book", tmp_path / "dist"
    old = built(book, dist)
    edit(tmp_path, "had walls.", "had strong walls.")
    for stage in (b"render html", b"verify html", b"write"):
        process = start(book, dist)
        assert process.stderr is not None
        said = b""
        while stage not in said:
            said += os.read(process.stderr.fileno(), 100)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        if stage != b"write":
            assert old == contents(dist)
    new = built(book, dist)
    assert new.keys() == old.keys()
    assert {path for path in new if new[path] != old[path]} >= {"notes.json"}
    assert new == built(book, tmp_path / "elsewhere")


def test_a_books_own_style_stands_before_ours(run: Run, tmp_path: Path, dist: Path) -> None:
    """A style sheet in the book's folder takes the place of the one that was shipped."""
    (tmp_path / "book" / "styles").mkdir()
    (tmp_path / "book" / "styles" / "web.css").write_text("p { color: rebeccapurple; }\n")
    assert 0 == run("build", "html").code
    sheets = b"".join(data for path, data in contents(dist).items() if path.endswith(".css"))
    assert b"rebeccapurple" in sheets


def test_a_fault_in_a_books_own_template_has_a_place(run: Run, tmp_path: Path, dist: Path) -> None:
    """A template in the book's folder that fails is an error of the manuscript."""
    templates = tmp_path / "book" / "templates"
    shutil.copytree(theme.shipped() / "templates", templates, ignore=lambda *_: ["starter"])
    for path in templates.rglob("*.html"):
        path.write_text(path.read_text() + "\n{{ no.such.value }}\n")
    done = run("build", "html", "--format", "concise")
    assert 1 == done.code
    assert re.match(
        r"book/templates/[\w/.-]+:\d+:1: error\[R001\]: the template can't be filled in: ", done.out
    )
    assert not dist.exists()


def test_a_renderer_is_given_the_book_it_prints(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order, all editions are made of one and the same book."""
    books: list[Book] = []
    render = publish.render

    def keep(book: Book, *others: object, **more: object) -> Artifact:
        books.append(book)
        return render(book, *others, **more)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(publish, "render", keep)
    assert 0 == run("build", "html", "epub").code
    assert books[0] is books[1]


def test_a_book_can_be_laid_out_whole(run: Run, dist: Path) -> None:
    """The reference path gives other bytes, and the same places of all notes."""
    assert 0 == run("build", "pdf").code
    linked = (dist / "roads-and-walls.pdf").read_bytes()
    proved = (dist / "notes.json").read_bytes()
    assert 0 == run("build", "pdf", "--whole").code
    assert linked != (dist / "roads-and-walls.pdf").read_bytes()
    assert proved == (dist / "notes.json").read_bytes()
    assert 0 == run("build", "pdf").code
    assert linked == (dist / "roads-and-walls.pdf").read_bytes()
