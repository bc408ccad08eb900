"""Scholiast's own builds: from nothing, after an edit, with nothing changed."""

import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pikepdf

from benchmarks import corpus, timings
from benchmarks.contender import Bench, Contender, Made, WrongOutputError
from benchmarks.fidelity import notes_lost
from benchmarks.watch import Step, measure

CHECKOUT = Path(__file__).resolve().parents[1]

_ALLOWED = 3_600.0
"""Seconds that a build may take which is not measured, but comes before one that is."""

_PROSE = re.compile(r"^(?![#>|!:\[\d -]).{200,}$", re.MULTILINE)


def contenders() -> tuple[Contender, ...]:
    """Return all ways of building with Scholiast, in an order in which one prepares the next."""
    return (
        _ours("cold", "Scholiast, cold", _afresh, _inspected, desk="ours"),
        _ours("unchanged", "Scholiast, nothing changed", _built, _inspected_same, desk="ours"),
        _ours("edit", "Scholiast, a paragraph edited", _edited, _inspected_other, desk="ours"),
        _ours("epub_web", "Scholiast, EPUB and web, cold", _afresh, _present, "epub", "html"),
        _on_two_cores(),
        _ours("one_job", "Scholiast, cold, 1 job", _afresh, _inspected, "--jobs", "1"),
        _ours("whole", "Scholiast, cold, --whole", _afresh, _inspected, "--whole"),
    )


def _ours(
    name: str,
    label: str,
    prepare: Callable[[Bench], None],
    inspect: Callable[[Bench], Made],
    *words: str,
    desk: str = "",
    under: tuple[str, ...] = (),
    missing: str = "",
) -> Contender:
    def looked_at(bench: Bench, printed: str) -> Made:
        return replace(inspect(bench), stages=timings.stages(printed))

    def steps(bench: Bench) -> tuple[Step, ...]:
        return (_build(bench, words, under),)

    return Contender(name, label, desk or name, prepare, steps, looked_at, missing)


def _on_two_cores() -> Contender:
    """Return a cold build that is kept to two cores; by its own choice it may run more jobs."""
    under = ("taskset", "--cpu-list", "0,1")
    missing = "" if shutil.which("taskset") else "`taskset` of util-linux is not on the PATH"
    label = "Scholiast, cold, on 2 cores"
    return _ours("two_cores", label, _afresh, _inspected, under=under, missing=missing)


def _build(bench: Bench, words: Iterable[str], under: Iterable[str] = ()) -> Step:
    command = [*under, sys.executable, "-m", "scholiast", "build", *words]
    places = ("--book", bench.folder, "--dist", bench.folder / "dist")
    return bench.step(*command, *places, "--format", "json", "--timings", cwd=CHECKOUT)


# -- before a run --


def _afresh(bench: Bench) -> None:
    """Bring the book back to what it was before anything was built."""
    if bench.folder.exists():
        shutil.rmtree(bench.folder)
    cache = Path(bench.environment["XDG_CACHE_HOME"])
    shutil.rmtree(cache, ignore_errors=True)
    corpus.write(bench.size, bench.folder)


def _built(bench: Bench) -> None:
    """See to it that the book is built as it stands."""
    if not _ledger(bench).exists():
        _afresh(bench)
        cost = measure([_build(bench, ())], _ALLOWED)
        if cost.code:
            raise WrongOutputError(f"the build before it failed: {cost.said}")
    _remember(bench)


def _edited(bench: Bench) -> None:
    """Change words in one paragraph in the middle of the book; in another one each round."""
    _built(bench)
    chapters = sorted((bench.folder / "chapters").glob("*.md"))
    chapter = chapters[len(chapters) // 2]
    chapter.write_text(edited(chapter.read_text(encoding="utf-8"), bench.round), encoding="utf-8")


def edited(text: str, round: int) -> str:
    """Return the text of a chapter with another word in one paragraph near its middle.

    Which one depends on the round. Raises ValueError where no paragraph is left to be changed.
    """
    paragraphs = [found for found in _PROSE.finditer(text) if " the " in found[0]]
    if not paragraphs:
        raise ValueError("the chapter has no paragraph with an article in it")
    chosen = paragraphs[(len(paragraphs) // 2 + round) % len(paragraphs)]
    return text[: chosen.start()] + chosen[0].replace(" the ", " our ", 1) + text[chosen.end() :]


# -- after a run --


def _ledger(bench: Bench) -> Path:
    return bench.folder / "dist" / "notes.json"


def _pdf(bench: Bench) -> Path:
    return bench.folder / "dist" / f"corpus-{bench.size.name.lower()}.pdf"


def _before(bench: Bench) -> Path:
    return bench.folder.with_suffix(".before.pdf")


def _remember(bench: Bench) -> None:
    shutil.copyfile(_pdf(bench), _before(bench))


def pages_of(path: Path) -> int:
    """Return the number of pages of a PDF; raises WrongOutputError where there is none."""
    try:
        with pikepdf.open(path) as document:
            return len(document.pages)
    except (FileNotFoundError, pikepdf.PdfError) as problem:
        raise WrongOutputError(f"no PDF was made: {problem}") from problem


def _present(bench: Bench) -> Made:
    """See to it that EPUB and web book were made."""
    for name in (f"corpus-{bench.size.name.lower()}.epub", "web/index.html", "notes.json"):
        if not (bench.folder / "dist" / name).is_file():
            raise WrongOutputError(f"{name} was not made")
    return Made()


def _inspected(bench: Bench) -> Made:
    _present(bench)
    return Made(pages_of(_pdf(bench)), notes_lost(_pdf(bench), bench.folder / "chapters"))


def _inspected_same(bench: Bench) -> Made:
    return _compared(bench, same=True)


def _inspected_other(bench: Bench) -> Made:
    return _compared(bench, same=False)


def _compared(bench: Bench, *, same: bool) -> Made:
    """Compare the PDF with the one before: equal bytes if `same`, else as many pages but others."""
    made = _inspected(bench)
    if same != (_pdf(bench).read_bytes() == _before(bench).read_bytes()):
        raise WrongOutputError("the PDF changed" if same else "the edit is not in the PDF")
    if made.pages != (was := pages_of(_before(bench))):
        raise WrongOutputError(f"the edit changed the number of pages from {was} to {made.pages}")
    return made
