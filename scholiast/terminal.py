"""How the command line looks: findings, explanations, tables."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholiast.diagnostics import (
    Diagnostic,
    Rule,
    Severity,
    as_concise,
    as_human,
    as_json,
    as_record,
)
from scholiast.order import Made, Publication
from scholiast.source import Source

if TYPE_CHECKING:  # a build in which nothing changed needs none of it, not even Rich
    from rich.console import Console
    from rich.text import Text

    from scholiast.catalogue import Title
    from scholiast.doctor import Part
    from scholiast.edition import Artifact
    from scholiast.fixing import Mend
    from scholiast.importing import Import
    from scholiast.verify import Proof
    from scholiast.verify.self_test import SelfTest


class Look(str, Enum):  # noqa: UP042 - typer takes the choices from the values of a str and Enum
    """How findings are printed."""

    HUMAN = "human"
    CONCISE = "concise"
    JSON = "json"


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_WIDE = 1000  # columns where nobody looks at the lines: a path must never be cut


def console(*, stderr: bool = False) -> "Console":
    """Return a console on stdout or stderr, without any style where NO_COLOR asks for none.

    See no-color.org: any value but the empty one counts.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        file=stream,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        width=None if stream.isatty() else _WIDE,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=True,
    )


def say(text: str, *, end: str = "\n") -> None:
    """Print `text` on stdout as it is, to the byte."""
    sys.stdout.write(text + end)


def complain(text: str, *, end: str = "\n") -> None:
    """Print `text` on stderr as it is."""
    sys.stderr.write(text + end)
    sys.stderr.flush()


def show_findings(
    findings: Sequence[Diagnostic], sources: Mapping[str, Source], look: Look, *, quiet: bool
) -> None:
    """Print what was found in a manuscript."""
    if look is Look.JSON:
        return say(as_json(findings))
    _print(findings, sources, look)
    if not quiet:
        complain(tally(findings) or "nothing is wrong")
    return None


def show_mends(mends: Sequence["Mend"], sources: Mapping[str, Source], look: Look) -> None:
    """Print mends that are offered, each with its place, its rule and what it changes."""
    from scholiast.fixing import diff

    if look is Look.JSON:
        return
    for mend in mends:
        say(_harmless(f"{mend.place}: mend[{mend.rule.code}]: {mend.what}"))
        if look is Look.HUMAN:
            say(_harmless(diff(sources[mend.place.path], [mend])))
    return


def as_mends(mends: Sequence["Mend"], sources: Mapping[str, Source]) -> list[dict[str, object]]:
    """Return mends as flat records for JSON."""
    from scholiast.fixing import diff

    return [
        {
            "code": mend.rule.code,
            "path": mend.place.path,
            "line": mend.place.start.line if mend.place.start else None,
            "column": mend.place.start.column if mend.place.start else None,
            "what": mend.what,
            "diff": diff(sources[mend.place.path], [mend]),
        }
        for mend in mends
    ]


def confirmed(question: str) -> bool:
    """Ask a question that `y` answers, where somebody sits at a terminal; else answer no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    complain(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def show_publication(
    done: Publication,
    sources: Mapping[str, Source],
    folder: Path,
    look: Look,
    *,
    quiet: bool,
    more: Mapping[str, object] | None = None,
) -> None:
    """Print what came of a build: findings, then a line for each artifact.

    `more` is said in JSON besides.
    """
    rows = [_row(one, folder) for one in done.made]
    if look is Look.JSON:
        return _say_record(done.findings, rows, more or {})
    _print(done.findings, sources, look)
    if quiet:
        return None
    if not rows:
        return complain(f"{tally(done.findings)}: nothing was written")
    _print_rows(rows, look)
    for name in done.stale:
        complain(f"{folder / name} is of an earlier state of the manuscript: build it again")
    if done.unchanged:
        complain("nothing has changed since then: nothing was made again")
    return None


def show_catalogue(
    titles: "Sequence[Title]", look: Look, *, quiet: bool, more: Mapping[str, object]
) -> None:
    """Print what came of many books: all findings, a line for each book, and one for all.

    `more` is said in JSON besides.
    """
    rows = [_title_row(title) for title in titles]
    if look is Look.JSON:
        records = [{**row, **_title_record(title)} for row, title in zip(rows, titles, strict=True)]
        return say_json({"books": records, "summary": _outcomes(rows), **more})
    for title in titles:
        if title.publication is not None:
            _print(title.publication.findings, title.publication.sources, look)
    if look is Look.CONCISE:
        for row in rows:
            say(" ".join(f"{name}={value}" for name, value in row.items() if value is not None))
    elif not quiet:
        columns = list(rows[0])
        cells = [[_cell(name, row[name]) for name in columns] for row in rows]
        show_table(columns, cells, right=columns[2:-1])
    for title, row in zip(titles, rows, strict=True):
        if title.problem is not None:
            complain(f"{row['book']}: {title.problem.message}")
    if not quiet:
        said = (f"{count} {what}" for what, count in _outcomes(rows).items() if count)
        complain(f"{len(rows)} book{'s' * (len(rows) != 1)}: {', '.join(said)}")
    return None


_OUTCOMES = ("made", "unchanged", "faulty", "failed")
"""What can come of a book: new files; the same ones; faults in it; faults of the machine."""


def _title_row(title: "Title") -> dict[str, Any]:
    done = title.publication
    made = done.made if done is not None else ()
    outcome = "failed" if done is None else "unchanged" if done.unchanged else "made"
    return {
        "book": title.order.root.as_posix(),
        "outcome": outcome if made or done is None else "faulty",
        "errors": sum(f.severity is Severity.ERROR for f in done.findings) if done else None,
        "warnings": sum(f.severity is Severity.WARNING for f in done.findings) if done else None,
        "pages": next((one.pages for one in made if one.pages), None),
        "notes": max((one.notes for one in made), default=None),
        "seconds": round(title.seconds, 2),
        "dist": title.order.folder.as_posix(),
    }


def _title_record(title: "Title") -> dict[str, object]:
    done = title.publication
    return {
        "findings": [as_record(finding) for finding in done.findings] if done else [],
        "artifacts": [_row(one, title.order.folder) for one in done.made] if done else [],
        "problem": None if title.problem is None else title.problem.message,
    }


def _outcomes(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(row["outcome"] == name for row in rows) for name in _OUTCOMES}


def show_proofs(
    proofs: "Sequence[tuple[Path, Artifact, Proof]]", look: Look, *, quiet: bool
) -> None:
    """Print what proofreading finished files found."""
    findings = [finding for *_, proof in proofs for finding in proof.diagnostics]
    rows = [
        {
            "format": artifact.format.value,
            "path": path.as_posix(),
            "size": artifact.size,
            "pages": proof.pages,
            "notes": proof.proved,
        }
        for path, artifact, proof in proofs
    ]
    if look is Look.JSON:
        return _say_record(findings, rows, {})
    _print(findings, {}, look)
    if not quiet:
        _print_rows(rows, look)
    return None


def show_import(imported: "Import", to: Path, look: Look, *, quiet: bool) -> None:
    """Print what was made of a raw text, and what is to be looked at."""
    if look is Look.JSON:
        counts = ("title", "kind", "chapters", "calls", "notes", "missing", "confidence")
        record: dict[str, object] = {name: getattr(imported, name) for name in counts}
        record["account"] = [
            {
                "label": one.label,
                "name": one.name,
                "place": str(one.place),
                "fate": one.fate.value,
                "reason": one.reason,
                "file": one.file,
            }
            for one in imported.account
        ]
        return say_json(record | {"findings": [as_record(f) for f in imported.findings]})
    if look is Look.CONCISE:
        _print(imported.findings, {}, look)
    elif not quiet:
        from scholiast.importing import report_lines

        say(_harmless("\n".join(report_lines(imported))))
        if imported.files:
            say(f"It lies in {to}: `scholiast check --book {to}` says what is left to do.")
        else:
            say(f"Nothing was written to {to}.")
    return None


def show_self_test(tested: "SelfTest", look: Look) -> None:
    """Print what share of the faults put into copies was caught, and which were missed."""
    caught = len(tested.trials) - len(tested.missed)
    if look is Look.JSON:
        trials = [
            {"format": t.format.value, "name": t.name, "what": t.what, "caught": t.caught}
            for t in tested.trials
        ]
        return say_json({"trials": trials, "caught": caught, "left_out": list(tested.left_out)})
    rows = [
        (t.format.value, t.name, t.what, "caught" if t.caught else "MISSED") for t in tested.trials
    ]
    show_table(("format", "fault", "what was done", ""), rows)
    for what in tested.left_out:
        complain(f"no room for: {what}")
    return say(f"{caught} of {len(tested.trials)} faults caught: {tested.share:.0%}")


def show_rules(rules: Iterable[Rule], *, stderr: bool = False) -> None:
    """Print a line for each rule."""
    rows = [
        (rule.code, rule.name, rule.severity.value if rule.default else "off") for rule in rules
    ]
    show_table(("code", "name", "severity"), rows, stderr=stderr)


def show_explanations(rules: Sequence[Rule]) -> None:
    """Print the explanation of each rule; as it was written where nobody looks at a terminal."""
    from rich.markdown import Markdown
    from rich.text import Text

    screen = console()
    for index, rule in enumerate(rules):
        title = f"{rule.severity.value}[{rule.code}] {rule.name}"
        say("\n" if index else "", end="")
        if screen.is_terminal:
            explanation = Markdown(rule.explanation.strip())
            screen.print(Text(title, _STYLES[rule.severity]), "", explanation, sep="\n")
        else:
            say(f"{title}\n\n{rule.explanation.strip()}")


def show_parts(parts: "Sequence[Part]") -> None:
    """Print what the machine has, then how to get what it lacks."""
    from scholiast.machine import advice

    rows = [
        (
            part.name,
            part.found or ("MISSING" if part.required else "not found"),
            part.purpose,
        )
        for part in parts
    ]
    show_table(("part", "found", "for"), rows)
    for part in parts:
        if part.found is None:
            say(f"\n{part.name} {part.purpose}. Install it:\n{advice(part.install)}")


def say_json(record: object) -> None:
    """Print `record` as JSON."""
    say(json.dumps(record, ensure_ascii=False, indent=2))


def _say_record(
    findings: Sequence[Diagnostic],
    rows: Sequence[Mapping[str, object]],
    more: Mapping[str, object],
) -> None:
    say_json({"findings": [as_record(finding) for finding in findings], "artifacts": rows, **more})


def _row(one: Made, folder: Path) -> dict[str, object]:
    return {
        "format": one.format.value,
        "path": (folder / one.name).as_posix(),
        "size": one.size,
        "pages": one.pages,
        "notes": one.notes,
        "seconds": one.seconds,
    }


def _print_rows(rows: Sequence[Mapping[str, Any]], look: Look) -> None:
    head = list(rows[0])
    cells = [[_cell(name, row[name]) for name in head] for row in rows]
    if look is Look.CONCISE:
        for line in cells:
            say("\t".join(line))
    else:
        labels = ["notes proved" if name == "notes" else name for name in head]
        show_table(labels, cells, right=labels[2:])


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "–"
    return size(value) if name == "size" else f"{value:.1f}" if name == "seconds" else str(value)


def _print(findings: Sequence[Diagnostic], sources: Mapping[str, Source], look: Look) -> None:
    if not findings:
        return
    screen = console()
    for finding in findings:
        screen.print(shown(finding, sources, concise=look is Look.CONCISE))
        if look is Look.HUMAN:
            screen.print()


def shown(finding: Diagnostic, sources: Mapping[str, Source], *, concise: bool) -> "Text":
    """Return a finding as it is shown to a person."""
    from rich.text import Text

    text = as_concise(finding) if concise else as_human(finding, sources)
    styled = Text(_harmless(text))
    mark = f"{finding.severity.value}[{finding.rule.code}]"
    styled.highlight_words([mark], _STYLES[finding.severity])
    styled.highlight_regex(r"(?m)^ *-->.*$|^ *\d* \|", "dim")
    styled.highlight_regex(r"(?m)^ *= hint:", "bold")
    return styled


def _harmless(text: str) -> str:
    """Return `text` without the control characters by which a file could write on the screen."""
    return "".join(c if c == "\n" or c.isprintable() or c == " " else "\ufffd" for c in text)


def tally(findings: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are, in words."""
    severities = [finding.severity for finding in findings]
    return " and ".join(
        _count(severities.count(severity), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if severity in severities
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def show_table(
    head: Iterable[str],
    rows: Iterable[Iterable[object]],
    right: Iterable[str] = (),
    *,
    stderr: bool = False,
) -> None:
    """Print a table without rules; the columns named in `right` are flushed right."""
    from rich.table import Table
    from rich.text import Text

    numbers = set(right)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in head:
        table.add_column(name, justify="right" if name in numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    screen = console(stderr=stderr)
    with screen.capture() as drawn:
        screen.print(table, width=_WIDE)  # wider than the screen, it wraps; no cell is cut
    lines = [line.rstrip() for line in drawn.get().splitlines()]  # the last column is filled up
    (complain if stderr else say)("\n".join(lines))


def size(count: int) -> str:
    """Return a number of bytes as people write it, in decimal units."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"
