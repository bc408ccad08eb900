"""The command line: exit codes, what stands on stdout and on stderr, and how it looks."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest
import ruamel.yaml
from lxml import etree

from scholiast import cli, config, machine, pandoc, publish, rules, terminal
from scholiast.diagnostics import Rule
from scholiast.order import DateError

SAMPLE = Path(__file__).parent / "sample"
STAGE = re.compile(r"^[a-z][a-z ]{11} +\d+\.\d s$")


@dataclass(frozen=True)
class Answer:
    """What a run gave: its exit code, stdout, and stderr."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line on words, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["scholiast", *words])
        code = cli.main()
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the folder of a correct book, `book/` where the command line runs."""
    return shutil.copytree(SAMPLE, tmp_path / "book")


def break_note(book: Path) -> int:
    """Put a call of an undefined note at the end of a chapter; return its line."""
    chapter = book / "chapters" / "athens.md"
    chapter.write_text(chapter.read_text() + "\nLost.[^nowhere]\n")
    return chapter.read_text().count("\n")


# -- exit codes --


def test_a_correct_book_is_good(run: Run, book: Path) -> None:
    """Nothing on stdout, the stages and a word on stderr, exit code 0."""
    done = run("check")
    assert (0, "") == (done.code, done.out)
    *stages, last = done.err.splitlines()
    assert "nothing is wrong" == last
    assert ["read", "check"] == [line.split()[0] for line in stages]
    assert all(STAGE.match(line) for line in stages)


def test_an_error_in_the_manuscript_is_one(run: Run, book: Path) -> None:
    """The finding is printed with its place from here, excerpt and hint; exit code 1."""
    line = break_note(book)
    done = run("check")
    assert 1 == done.code
    expected = (
        "error[N001]: note `nowhere` is not defined\n"
        f"  --> book/chapters/athens.md:{line}:6\n"
        "   |\n"
        f"{line} | Lost.[^nowhere]\n"
        "   |      ^^^^^^^^^^\n"
        "   = hint: "
    )
    assert done.out.startswith(expected)
    assert "1 error" == done.err.splitlines()[-1]


def test_a_warning_fails_only_when_strict(run: Run, book: Path) -> None:
    """A warning is shown, and is an error with `--strict`."""
    (book / "chapters" / "stray.md").write_text("# Stray\n\nText.\n")
    assert 0 == run("check").code
    assert 1 == run("check", "--strict").code


def test_a_rule_that_is_off_can_be_enabled(run: Run, book: Path) -> None:
    """`--enable` turns on a rule that is off by default; an unknown code is a usage error."""
    assert "N013" not in run("check", "--format", "concise").out
    assert "N013" in run("check", "--format", "concise", "--enable", "n013").out
    assert 2 == run("check", "--enable", "N999").code


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["build", "--book", "nowhere"],
        ["build", "mobi"],
        ["check", "--format", "xml"],
        ["unheard-of"],
        ["verify"],
        ["verify", "nowhere.epub"],
        ["explain", "Q999"],
        ["import", "nowhere.txt", "--to", "new"],
        ["import", "nowhere.txt"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two(run: Run, words: list[str]) -> None:
    """What can't be done as asked is said on stderr, in short, with exit code 2."""
    done = run(*words)
    assert (2, "") == (done.code, done.out)
    assert done.err.strip()
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        PermissionError(errno.EACCES, "Permission denied"),
        pandoc.PandocError("pandoc took longer than 600 seconds"),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_a_machine_at_fault_is_two(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    """What the system or pandoc refuses is said in a line, with exit code 2."""

    def fail(*_: object, **__: object) -> None:
        raise problem

    monkeypatch.setattr(publish, "examine", fail)
    done = run("check", "--quiet")
    assert (2, "", f"scholiast: {problem}\n") == (done.code, done.out, done.err)


def test_a_bug_keeps_its_traceback(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other failure shows its traceback and has an exit code of its own."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("missing")

    monkeypatch.setattr(publish, "examine", fail)
    done = run("check", "--quiet")
    assert 70 == done.code
    assert done.err.startswith("Traceback")
    assert done.err.endswith("KeyError: 'missing'\n")


def test_a_missing_library_is_two(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Pango the PDF is refused before any work, with the lines that install it."""
    nowhere = dict(machine.LIBRARIES, Pango=("no-such-library.so",))
    monkeypatch.setattr(machine, "LIBRARIES", nowhere)
    done = run("build", "pdf")
    assert 2 == done.code
    assert "lacks: Pango" in done.err
    assert "brew install pango" in done.err


# -- formats --


def test_json_findings_have_all_their_fields(run: Run, book: Path) -> None:
    """Stdout holds nothing but an array of findings, each with its place."""
    line = break_note(book)
    done = run("check", "--format", "json")
    (finding,) = json.loads(done.out)
    fields = ("code", "severity", "path", "line", "column", "message")
    expected = ("N001", "error", "book/chapters/athens.md", line, 6)
    assert (*expected, "note `nowhere` is not defined") == tuple(finding[name] for name in fields)
    assert finding["hint"]
    assert [] == json.loads(run("check", "--format", "json", "--book", str(SAMPLE)).out)


def test_concise_findings_take_a_line_each(run: Run, book: Path) -> None:
    """A line a finding, which editors can read."""
    line = break_note(book)
    expected = f"book/chapters/athens.md:{line}:6: error[N001]: note `nowhere` is not defined\n"
    assert expected == run("check", "--format", "concise").out


def test_quiet_says_nothing_of_its_own(run: Run, book: Path) -> None:
    """With `--quiet` only findings are printed."""
    assert Answer(0, "", "") == run("check", "--quiet")
    break_note(book)
    done = run("check", "--quiet", "--format", "concise")
    assert (1, 1, "") == (done.code, len(done.out.splitlines()), done.err)


def on_a_terminal(words: list[str], folder: Path, **variables: str) -> str:
    """Return what a run prints on a terminal, stdout and stderr together."""
    pty = pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
    leader, follower = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")}
    environment |= {"TERM": "xterm-256color", "PYTHONPATH": str(SAMPLE.parents[1]), **variables}
    process = subprocess.Popen(
        [sys.executable, "-m", "scholiast", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    said = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # what Linux says when the other end is closed
            break
        if not piece:
            break
        said += piece
    os.close(leader)
    process.wait()
    return said.decode()


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_a_terminal_gets_colour_and_a_bar(book: Path) -> None:
    """On a terminal errors are red, and a bar shows the time elapsed."""
    break_note(book)
    said = on_a_terminal(["check"], book.parent)
    assert "\x1b[1;31merror[N001]" in said
    assert re.search(r"\d/2.*\d:\d\d:\d\d", COLOUR.sub("", said))


def test_no_color_is_honoured(book: Path) -> None:
    """With NO_COLOR no style reaches the terminal (no-color.org)."""
    break_note(book)
    said = on_a_terminal(["check"], book.parent, NO_COLOR="1")
    assert "error[N001]" in said
    assert [] == COLOUR.findall(said)


def test_a_manuscript_can_not_write_on_the_terminal(run: Run, book: Path) -> None:
    """Control characters in a text or in a name are shown, not sent to the terminal."""
    with (book / "chapters" / "athens.md").open("a") as file:
        file.write("\nLost.[^no\x1b[31mwhere]\n")
    done = run("check")
    assert 1 == done.code
    assert "\x1b" not in done.out


# -- where the book is --


def test_the_book_is_found(run: Run, book: Path, tmp_path: Path) -> None:
    """`./book`, then `.`, or what `--book` names, or `book` in that."""
    assert 0 == run("check").code
    assert 0 == run("check", "--book", "book").code
    assert 0 == run("check", "--book", str(tmp_path)).code
    os.chdir(book)
    assert 0 == run("check").code


def test_dist_lies_beside_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`dist` stands beside a folder called `book`, and inside any other."""
    monkeypatch.chdir(tmp_path)
    assert Path("dist") == cli.dist_folder(Path("book"))
    assert Path("essay/dist") == cli.dist_folder(Path("essay"))
    assert Path("dist") == cli.dist_folder(Path())
    (tmp_path / "book").mkdir()
    monkeypatch.chdir(tmp_path / "book")
    assert Path("../dist") == cli.dist_folder(Path())


# -- new --


def test_a_new_book_is_correct(run: Run, tmp_path: Path) -> None:
    """`new` makes a book in which nothing is wrong, with every way of writing a note."""
    assert 0 == run("new", "my book").code
    done = run("check", "--strict", "--book", "my book")
    assert (0, "") == (done.code, done.out)
    chapters = "".join(p.read_text() for p in (tmp_path / "my book/book/chapters").iterdir())
    for shown in (
        "^[",
        "\n[^label]:",
        "[^venetus]",
        "[@",
        "\n> ",
        "\n|",
        "](images/",
        "](margins.md)",
    ):
        assert shown in chapters
    assert (tmp_path / "my book" / ".gitignore").read_text() == "dist/\n"


def test_each_new_book_has_a_name_of_its_own(run: Run, tmp_path: Path) -> None:
    """Two new books differ by their UUID and in nothing else."""
    run("new", "one")
    run("new", "two")
    one, two = ((tmp_path / name / "book/book.yaml").read_text() for name in ("one", "two"))
    uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert uuid.findall(one) != uuid.findall(two)
    assert uuid.sub("", one) == uuid.sub("", two)
    assert (tmp_path / "one/book/book.schema.json").read_text() == config.schema()


def test_new_writes_over_nothing(run: Run, tmp_path: Path) -> None:
    """A folder that holds something is left alone; an empty one will do."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    assert 2 == run("new", "full").code
    assert ["mine"] == [path.name for path in (tmp_path / "full").iterdir()]
    (tmp_path / "empty").mkdir()
    assert 0 == run("new", "empty").code


# -- explain, doctor, schema, version --


def test_every_rule_explains_itself(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` prints the explanation by code and by name, in whatever letter case."""
    known = rules.table()
    with pytest.MonkeyPatch.context() as patch:  # a table that is made once
        patch.setattr(rules, "table", lambda: known)
        for rule in known.values():
            terminal.show_explanations(rules.find(rule.code.lower()))
            assert explanation(rule) == capsys.readouterr().out
            terminal.show_explanations(rules.find(rule.name.upper()))
            assert explanation(rule) in capsys.readouterr().out
    for rule in (known["N001"], known["V001"], known["R312"]):
        assert Answer(0, explanation(rule), "") == run("explain", rule.code.lower())
        assert explanation(rule) in run("explain", rule.name.upper()).out


def explanation(rule: Rule) -> str:
    """Return what is printed of a rule."""
    return f"{rule.severity.value}[{rule.code}] {rule.name}\n\n{rule.explanation.strip()}\n"


def test_rules_have_codes_of_their_families() -> None:
    """A code is a letter and three digits, a name is words in lower case."""
    for code, rule in rules.table().items():
        assert re.fullmatch(r"[NMSICPRVXD]\d{3}", code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert rule.explanation.strip().endswith((".", "```", "`", "”", ")"))


def test_rules_can_be_explained_without_pango(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the PDF can't be laid out, all but its own rules are there all the same."""
    nowhere = dict(machine.LIBRARIES, Pango=("no-such-library.so",))
    monkeypatch.setattr(machine, "LIBRARIES", nowhere)
    assert 0 == run("explain", "N001").code


def test_explain_suggests(run: Run) -> None:
    """What is near to no code but like one is suggested."""
    done = run("explain", "undefined-not")
    assert 2 == done.code
    assert "undefined-note" in done.err


def test_explain_lists_all_rules(run: Run) -> None:
    """Without a code there is a line for each rule."""
    lines = run("explain").out.splitlines()
    assert list(rules.table()) == [line.split()[0] for line in lines[1:]]


def test_schema_is_json(run: Run) -> None:
    """`schema` prints the schema of book.yaml, to the byte."""
    assert Answer(0, config.schema(), "") == run("schema")


def test_the_schema_describes_the_books_that_are_here(run: Run) -> None:
    """Editors find nothing wrong in the sample, in a new book and in the handbook."""
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    run("new", "mine")
    for book in (SAMPLE, Path("mine/book"), SAMPLE.parents[1] / "book"):
        settings = ruamel.yaml.YAML(typ="safe", pure=True).load(book / "book.yaml")
        readable = json.loads(json.dumps(settings, default=str))  # YAML has dates, JSON has not
        jsonschema.validate(readable, schema, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError, match="titel"):
        jsonschema.validate({**readable, "titel": "x"}, schema)


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_findings_are_printed_for_other_programs(run: Run, form: str) -> None:
    """Places are seen from here, the exit code is as ever, and nothing else is on stdout."""
    run("new", "mine")
    chapter = next(Path("mine/book/chapters").glob("*.md"))
    chapter.write_text(f"{chapter.read_text()}\n\nLost.[^lost]\n", encoding="utf-8")
    done = run("check", "--book", "mine/book", "--format", form)
    assert 1 == done.code
    assert chapter.as_posix() in done.out
    assert "N001" in done.out
    match form:
        case "github":
            assert all(line.startswith("::") for line in done.out.splitlines())
        case "sarif":
            assert "2.1.0" == json.loads(done.out)["version"]
        case _:
            assert "testsuites" == etree.fromstring(done.out.encode()).tag
    assert 2 == run("build", "--all", ".", "--format", form).code


def test_version(run: Run) -> None:
    """`--version` prints name and number."""
    assert re.fullmatch(r"scholiast \d+\.\d+\.\d+\n", run("--version").out)


def test_doctor_names_what_there_is(run: Run) -> None:
    """Each part is named with its version, and a build needs no more than is here."""
    done = run("doctor")
    assert 0 == done.code
    assert re.search(r"^Pango +\d+\.\d+\.\d+ ", done.out, re.M)
    assert re.search(r"^pandoc +3\.\d[\d.]*, .*pandoc", done.out, re.M)
    for name in ("Python", "HarfBuzz", "fontconfig", "Java", "EPUBCheck", "Chromium", "poppler"):
        assert re.search(rf"^{name} ", done.out, re.M)


def test_doctor_says_how_to_install_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something missing that a build needs makes exit code 2; what only tests need does not."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = run("doctor")
    assert 0 == done.code
    assert re.search(r"^Java +not found ", done.out, re.M)
    assert "apt-get install -y default-jre-headless" in done.out
    nowhere = dict(machine.LIBRARIES, Pango=("no-such-library.so",))
    monkeypatch.setattr(machine, "LIBRARIES", nowhere)
    done = run("doctor")
    assert 2 == done.code
    assert re.search(r"^Pango +MISSING ", done.out, re.M)


def test_publish_reads_the_clock_nowhere() -> None:
    """The date of a book is SOURCE_DATE_EPOCH, or its own, or fixed; nonsense is refused."""
    date_of = publish.date_of
    assert "2026-05-01T00:00:00+00:00" == date_of("2026-05-01", None).isoformat()
    assert "2026-05-01T00:00:00+00:00" == date_of("2026-05", "").isoformat()
    assert "2026-01-01T00:00:00+00:00" == date_of("2026", None).isoformat()
    assert "1980-01-01T00:00:00+00:00" == date_of(None, None).isoformat()
    assert "2001-09-09T01:46:40+00:00" == date_of("2026", "1000000000").isoformat()
    for nonsense in ("yesterday", "9" * 30, "1.5"):
        with pytest.raises(DateError):
            date_of(None, nonsense)


# -- import --

ESSAY = """\
On Walls


Walls are old.1 They were high in 1891, and higher in 1917.2 “They kept nobody out,”3 said a mason.


The Gate

A gate is a wall that opens.4 Of 7,000 gates few are left.
"""


def test_import_makes_a_manuscript_that_knows_what_is_missing(run: Run, tmp_path: Path) -> None:
    """Each note number becomes a call, and `check` names each note whose text is not at hand."""
    (tmp_path / "essay.txt").write_text(ESSAY)
    done = run("import", "essay.txt", "--to", "essay", "--format", "json")
    record = json.loads(done.out)
    assert (0, 4, 4) == (done.code, record["calls"], record["missing"])
    done = run("check", "--book", "essay", "--format", "concise")
    assert 1 == done.code
    assert [f"`{n}`" for n in range(1, 5)] == re.findall(r"N015\]: note (`\d`)", done.out)
    done = run("check", "--book", "essay", "--draft", "--format", "json")
    severities = {f["severity"] for f in json.loads(done.out) if f["code"] == "N015"}
    assert (0, {"warning"}) == (done.code, severities)


def test_import_writes_over_nothing(run: Run, tmp_path: Path) -> None:
    """A folder that holds something is left alone."""
    (tmp_path / "essay.txt").write_text(ESSAY)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    done = run("import", "essay.txt", "--to", "full")
    assert (2, "") == (done.code, done.out)
    assert ["mine"] == [path.name for path in (tmp_path / "full").iterdir()]


def test_import_of_what_is_no_text_is_one(run: Run, tmp_path: Path) -> None:
    """A file that can't be read as text is a fault of the file."""
    (tmp_path / "essay.txt").write_bytes(b"caf\xe9 \x00\x01")
    done = run("import", "essay.txt", "--to", "essay")
    assert 1 == done.code
    assert "error[X001]" in done.out
    assert not (tmp_path / "essay").exists()


def test_mends_are_shown_and_written_when_asked(run: Run, book: Path) -> None:
    """`--fix` shows diffs and writes nothing; with `--yes` it writes, and the finding is gone."""
    chapter = book / "chapters" / "athens.md"
    before = chapter.read_text()
    broken = before + "\nLost.[^mendable]\n\n[^mendable] Its text.\n"
    chapter.write_text(broken)
    shown = run("check", "--fix")
    assert 1 == shown.code
    assert "+[^mendable]: Its text." in shown.out
    assert "1 mend offered, nothing written: --yes writes" in shown.err
    assert broken == chapter.read_text()
    record = json.loads(run("check", "--fix", "--format", "json").out)
    assert (False, "N005") == (record["written"], record["mends"][0]["code"])
    written = run("check", "--fix", "--yes")
    assert 0 == written.code
    assert "1 mend written" in written.err
    assert broken.replace("[^mendable] Its", "[^mendable]: Its") == chapter.read_text()
    assert "nothing is wrong" in run("check", "--fix").err


def test_an_import_is_mended_before_it_is_written(run: Run, tmp_path: Path) -> None:
    """Without `--yes` nothing is written at all; with it, the manuscript is mended."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.md").write_text("# A\n\nA.[^X]\n\n[^x]: X.\n")
    shown = run("import", "in", "--to", "out", "--fix")
    assert 1 == shown.code
    assert "+A.[^x]" in shown.out
    assert not (tmp_path / "out").exists()
    assert 0 == run("import", "in", "--to", "out", "--fix", "--yes").code
    assert "A.[^x]" in (tmp_path / "out" / "chapters" / "01-a.md").read_text()


def test_notes_are_listed(run: Run, book: Path) -> None:
    """As a table, as CSV and as JSON; a chapter that is none is told."""
    record = json.loads(run("notes", "list", "--format", "json").out)
    assert record
    assert {"label", "kind", "number", "defined", "pdf_page"} <= record[0].keys()
    table = run("notes", "list")
    assert 0 == table.code
    assert f"{len(record)} notes" in table.err
    assert len(record) + 1 == len(run("notes", "list", "--format", "csv").out.split("\r\n")) - 1
    wrong = run("notes", "list", "--chapter", "nowhere")
    assert 1 == wrong.code
    assert "error[M062]: no chapter is called `nowhere`" in wrong.out


def test_notes_are_moved_and_renamed(run: Run, book: Path) -> None:
    """`--dry-run` shows a diff and changes nothing; without it the files are changed."""
    rome = book / "chapters" / "rome.md"
    rome.write_text(rome.read_text() + "\nMore.[^fresh]\n\n[^fresh]: A fresh note.\n")
    before = rome.read_text()
    shown = run("notes", "rename", "fresh", "stale", "--dry-run")
    assert (0, before) == (shown.code, rome.read_text())
    assert "+[^stale]: A fresh note." in shown.out
    assert "1 note would be renamed" in shown.err
    assert 0 == run("notes", "rename", "fresh", "stale").code
    assert before.replace("fresh]", "stale]") == rome.read_text()
    moved = run("notes", "extract", "rome", "--to", "notes/new.yaml")
    assert 0 == moved.code, moved.out
    assert "id: stale\n" in (book / "notes" / "new.yaml").read_text()
    assert 0 == run("notes", "inline", "rome").code
    assert "[^stale]: A fresh note." in rome.read_text()
    refused = run("notes", "rename", "stale", "two words")
    assert 1 == refused.code
    assert "can't be a label" in refused.out


def test_a_word_file_goes_out_and_comes_back(run: Run, book: Path) -> None:
    """`build docx` makes nothing else, and what comes back untouched changes nothing."""
    done = run("build", "docx")
    assert 0 == done.code
    assert ["roads-and-walls.docx"] == [path.name for path in Path("dist").iterdir()]
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    back = run("import", "dist/roads-and-walls.docx", "--onto", "book")
    assert (0, True) == (back.code, "Nothing was written to book" in back.out)
    assert before == {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "words",
    ["build docx epub", "build docx --draft", "import a.docx", "import a.docx --to b --onto book"],
)
def test_wrong_usage_of_word_files_is_two(run: Run, book: Path, words: str) -> None:
    """What can't be meant is said, and nothing is made."""
    assert 2 == run(*words.split()).code
    assert not Path("dist").exists()
