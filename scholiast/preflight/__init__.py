"""Preflight: look at a finished PDF as a printer would, before a printer does.

Nothing here knows how a file was made, or what it should say: it reads bytes and what is asked of
them (`Wanted`). So it works on any PDF.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scholiast.diagnostics import Diagnostic, Rule, Severity, in_order
from scholiast.jobs import Works
from scholiast.preflight import (
    areas,
    claims,
    extras,
    fine,
    gathering,
    inks,
    opening,
    pictures,
    programs,
    saying,
    sheets,
    typefaces,
)
from scholiast.preflight.examined import Examined
from scholiast.preflight.seen import Seen
from scholiast.preflight.wanted import Press, Sides, Wanted
from scholiast.source import Span

__all__ = [
    "Begun",
    "Press",
    "Report",
    "Sides",
    "Wanted",
    "begin",
    "examine",
    "finish",
    "glance",
    "with_programs",
]

NOT_SOUND = Rule(
    "V330",
    "pdf-not-sound",
    Severity.ERROR,
    """\
The file is damaged: objects are missing or are not what they should be.

A reader on a screen mends such a file and says nothing; a press may print half of it, or stop. A
file that was cut off while it was copied, or changed by a program that knows PDF badly, is such.
Make it anew.

Where `qpdf` is on the machine, `scholiast preflight` asks it too.""",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a PDF; `book` is all that was read of it, None where that was too little.

    `validations` say for each claim in words what became of it; `asked` names the programs that
    looked at the file besides.
    """

    name: str
    findings: tuple[Diagnostic, ...]
    book: Examined | None = field(default=None, repr=False)
    validations: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """A PDF whose pages are being walked."""

    book: Examined
    found: list[Diagnostic]
    faults: list[str]
    walking: gathering.Walking


def examine(data: bytes, wanted: Wanted, name: str, works: Works | None = None) -> Report:
    """Examine a PDF; `name` stands in the findings, `works` walks its pages in jobs.

    A file that is damaged gives findings, never an exception.
    """
    return finish(begin(data, wanted, name, works))


def begin(data: bytes, wanted: Wanted, name: str, works: Works | None = None) -> Begun | Report:
    """Begin to examine a PDF, so that its pages are walked while other things are done.

    A file that can't be read has its report at once.
    """
    place = Span(name)
    try:
        with opening.opened(data) as (pdf, trouble):
            found = [] if trouble is None else [NOT_SOUND.at(place, _repaired(trouble))]
            pages = saying.pages(pdf)
            register = opening.Register()
            gatherings = gathering.cut(list(pdf.pages), [p.trimmed for p in pages], register)
            file = saying.file(pdf, len(data))
            book = Examined(name, data, wanted, file, pages, register.fonts, register.images, ())
    except opening.LockedError:
        message = "a password is needed to open the file"
        return Report(name, (extras.LOCKED.at(place, message, "save it without protection"),))
    except (opening.NoFileError, *opening.DAMAGE) as problem:
        return _unreadable(name, problem)
    return Begun(book, found, register.faults, gathering.begin(gatherings, works))


def finish(begun: Begun | Report) -> Report:
    """Return what was found in a PDF, when its pages have been walked."""
    if isinstance(begun, Report):
        return begun
    name = begun.book.name
    try:
        book = replace(begun.book, seen=gathering.walked(begun.walking))
        found = [*begun.found, *_rules(book, begun.faults)]
    except opening.DAMAGE as problem:
        return _unreadable(name, problem)
    return Report(name, tuple(in_order(found)), book)


def _unreadable(name: str, problem: Exception) -> Report:
    message = f"the file can't be read: {_one_line(problem)}"
    return Report(name, (NOT_SOUND.at(Span(name), message, "make it anew"),))


def glance(data: bytes, wanted: Wanted, name: str) -> tuple[Diagnostic, ...]:
    """Return what a PDF has that is not to be printed, without a look at what its pages draw."""
    place = Span(name)
    try:
        with opening.opened(data) as (pdf, trouble):
            found = [] if trouble is None else [NOT_SOUND.at(place, _repaired(trouble))]
            pages, file = saying.pages(pdf), saying.file(pdf, len(data))
            book = Examined(name, data, wanted, file, pages, (), (), [Seen() for _ in pages])
            return (*found, *extras.check(book))
    except (opening.LockedError, opening.NoFileError, *opening.DAMAGE) as problem:
        return (NOT_SOUND.at(place, f"the file can't be read: {_one_line(problem)}"),)


def _repaired(trouble: str) -> str:
    return f"the file had to be repaired to be read: {_one_line(trouble)}"


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__


def _rules(book: Examined, faults: list[str]) -> Iterator[Diagnostic]:
    """Yield what all rules find."""
    for fault in dict.fromkeys(faults):
        yield NOT_SOUND.at(book.span(), _one_line(fault))
    yield from _check_sound(book)
    if not book.pages:
        yield NOT_SOUND.at(book.span(), "the file has no pages")
        return
    yield from typefaces.check(book)
    yield from pictures.check(book)
    yield from inks.check(book)
    yield from fine.check(book)
    yield from sheets.check(book)
    yield from areas.check(book)
    yield from extras.check(book)
    yield from claims.check(book)


def _check_sound(book: Examined) -> Iterator[Diagnostic]:
    for font in book.fonts:
        if font.fault is not None:
            message = f"the font {font.name} can't be read: {_one_line(font.fault)}"
            yield NOT_SOUND.at(book.span(), message)
    for number, seen in enumerate(book.seen, 1):
        if seen.faults:
            named = ", ".join(f"`{name}`" for name in sorted(set(seen.faults))[:5])
            message = f"page {number} draws what can't be understood, with {named}"
            yield NOT_SOUND.at(book.span(number), message)


def with_programs(report: Report, path: Path) -> Report:
    """Return a report with what qpdf and veraPDF say of the file at `path`, where they are."""
    if report.book is None:
        return report
    asked: dict[str, str] = {}
    said: dict[str, str] = {}
    found = list(report.findings)
    found += _asked_qpdf(report, path, asked)
    why: dict[str, str] = {}
    for claim in report.book.file.claims:
        found += _asked_verapdf(report, path, claim, said, why)
    found += claims.not_validated(report.book, why)
    said |= {claim: f"not validated: {reason}" for claim, reason in why.items()}
    return Report(report.name, tuple(in_order(found)), report.book, said, asked)


def _asked_qpdf(report: Report, path: Path, asked: dict[str, str]) -> Iterator[Diagnostic]:
    place = Span(report.name)
    try:
        told = programs.qpdf(path)
    except programs.ProgramError as problem:
        asked["qpdf"] = f"could not be asked: {_one_line(problem)}"
        return
    if told is None:
        asked["qpdf"] = "not on this machine: the structure of the file was not checked by it"
        return
    count = len(told)
    asked["qpdf"] = f"{count} complaint{'s' * (count != 1)}" if told else "no complaint"
    for line in told[:10]:
        yield NOT_SOUND.at(place, f"qpdf says: {_one_line(line)}")


def _asked_verapdf(
    report: Report, path: Path, claim: str, said: dict[str, str], why: dict[str, str]
) -> Iterator[Diagnostic]:
    """Yield what veraPDF finds wrong with a claim; else say what became of it, or `why` nothing."""
    if claim not in programs.FLAVOURS:
        why[claim] = "there is no free validator of it, ask your printer"
    elif not programs.has_verapdf():
        why[claim] = "veraPDF is not on this machine"
    else:
        try:
            result = programs.verapdf(path, claim)
        except programs.ProgramError as problem:
            why[claim] = f"veraPDF could not say: {_one_line(problem)}"
            return
        for failure in result.failures:
            times = f", {failure.count} times" if failure.count > 1 else ""
            message = f"{claim}: {failure.clause}{times}: {failure.message}"
            yield claims.FAILED.at(Span(report.name), message)
        if result.compliant and not result.failures:
            said[claim] = f"passed all tests of veraPDF ({result.profile})"
        else:
            said[claim] = f"failed {len(result.failures)} tests of veraPDF ({result.profile})"
            if not result.failures:
                yield claims.FAILED.at(Span(report.name), f"{claim}: veraPDF says it is not kept")
