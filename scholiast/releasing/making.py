"""The way to a release: look, build, proofread, compare, and only then write."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from scholiast import dist, ledger, receipt, verify
from scholiast.checks.waivers import ended
from scholiast.diagnostics import Diagnostic, failed, in_order
from scholiast.edition import WEB, format_of
from scholiast.jobs import Works
from scholiast.ledger import Ledger
from scholiast.manuscript import Manuscript
from scholiast.order import DRAFTS, Made, Order, Publication
from scholiast.publish import examine, publish
from scholiast.releasing import attesting, changes, earlier, manifest, proving, report, tree
from scholiast.releasing.earlier import Earlier
from scholiast.releasing.manifest import Release
from scholiast.releasing.rules import (
    CHANGED_MEANWHILE,
    DRAFT,
    EXISTS,
    NO_RELEASE,
    NO_VERSION,
    NOT_PROVED,
    TAKEN,
    UNUSED_WAIVER,
)
from scholiast.source import Source, Span
from scholiast.waivers import covers


class Watch(Protocol):
    """Told the name of each stage as it begins; the context ends when it does."""

    def __call__(self, name: str, /) -> AbstractContextManager[object]:
        """Begin a stage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be released: the book in `root`, into a folder of `dist`, on the day `today`.

    `since` is the folder of the release to compare with, None for the last one in `dist`.
    With `check_only` nothing is written; with `prove` the book is built a second time.
    """

    root: Path
    dist: Path
    today: date
    since: Path | None = None
    allow_dirty: bool = False
    check_only: bool = False
    prove: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a release: findings, and the `folder` written, None where nothing was.

    `done` is what was built, None where it was not. `sources` are the texts that findings are
    about.
    """

    findings: tuple[Diagnostic, ...]
    sources: dict[str, Source] = field(repr=False)
    folder: Path | None = None
    done: Release | None = None


def release(asked: Asked, watch: Watch, works: Works) -> Outcome:
    """Make a release, or say all that stands in its way.

    Raises as `publish` does.
    """
    manuscript, found = examine(asked.root, watch, draft=False, enabled=frozenset(), works=works)
    version = None if manuscript.file is None else manuscript.file.version
    with watch("compare"):
        read = _digests(manuscript)
        state = _look(asked, read)
        before, lacking = _before(asked, version)
    ahead = [*_ahead(asked, manuscript, state), *lacking]
    sources = dict(manuscript.sources)
    if failed(found, strict=True) or (failed(ahead, strict=True) and not asked.check_only):
        return Outcome(tuple(in_order([*found, *ahead])), sources)
    made, files, told = _built(asked, manuscript, read, watch, works)
    findings = tuple(in_order([*ahead, *told]))
    if failed(findings, strict=True) or manuscript.file is None or version is None:
        return Outcome(findings, sources)
    whole = Release(
        version,
        asked.root,
        manuscript.file,
        made,
        files,
        ledger.from_json(files[dist.LEDGER].decode()),
        read,
        findings,
        state,
        asked.allow_dirty,
        True if asked.prove else None,
    )
    if asked.check_only:
        return Outcome(findings, sources, done=whole)
    with watch("write"):
        written = composed(whole, before)
        dist.write(asked.dist, {f"{version}/{path}": data for path, data in written.items()})
    return Outcome(findings, sources, asked.dist / version, whole)


def composed(whole: Release, before: Earlier | None) -> dict[str, bytes]:
    """Return all files of a release by path."""
    became = changes.compare(
        before.ledger if before else None,
        whole.ledger,
        before.version if before else None,
        whole.version,
    )
    files = {
        **whole.files,
        **report.files(whole, became),
        **attesting.files(whole),
        earlier.MANIFEST: manifest.as_json(whole).encode(),
        "changes.json": changes.as_json(became).encode(),
        "CHANGES.md": changes.as_markdown(became, whole.file.title).encode(),
    }
    digests = {path: receipt.digest(data) for path, data in files.items()}
    return {**files, earlier.SUMS: manifest.sums(digests).encode()}


# -- before anything is built --


def _digests(manuscript: Manuscript, *, anew: bool = False) -> dict[str, str]:
    """Return the digests of all files of a manuscript by path: as they were read, or are now.

    Hidden files, such as systems leave in every folder, are no part of a book that names none.
    """
    known = {**manuscript.files, **receipt.folders(manuscript.root)}
    if anew:
        known = {path: receipt.digest_at(manuscript.root, path) for path in known}
    return {
        path: value
        for path, value in sorted(known.items())
        if value is not None and (path in manuscript.files or not _is_hidden(path))
    }


def _is_hidden(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".")


def _look(asked: Asked, files: Iterable[str]) -> tree.Tree | tree.NoTreeError:
    try:
        return tree.look(asked.root, files, asked.dist)
    except tree.NoTreeError as problem:
        return problem


def _before(asked: Asked, version: str | None) -> tuple[Earlier | None, list[Diagnostic]]:
    """Return the release before, and why there is none, where there should be one."""
    try:
        if asked.since is not None:
            return earlier.read(asked.since), []
        return (earlier.last(asked.dist, version) if version else None), []
    except earlier.NoReleaseError as problem:
        hint = "name the folder of another release with `--since`"
        return None, [NO_RELEASE.at(Span("book.yaml"), str(problem), hint)]


def _ahead(
    asked: Asked, manuscript: Manuscript, state: tree.Tree | tree.NoTreeError
) -> Iterator[Diagnostic]:
    """Yield what stands in the way of a release, whatever is built."""
    if manuscript.file is None:
        return
    version, place = manuscript.file.version, manuscript.place("version")
    if version is None and "version" not in manuscript.places:
        hint = "write `version: 1.0.0`"
        yield NO_VERSION.at(Span("book.yaml"), "the book has no version", hint)
    elif version is None:
        pass  # it is told as every value of book.yaml that can't be
    elif is_taken(version):
        hint = "write one such as `1.0.0`"
        yield TAKEN.at(place, f"`{version}` is the name of something else in dist", hint)
    elif (asked.dist / version).exists():
        yield EXISTS.at(place, f"{version} was released already", "raise the version")
    yield from ended(manuscript, asked.today)
    if not asked.allow_dirty:
        yield from tree.faults(state, version, place)


_ENDINGS = (".epub", ".pdf", ".html", ".docx", ".json")


def is_taken(version: str) -> bool:
    """Tell whether a version is a name that a build gives to something else in `dist`."""
    lower = version.lower()
    return lower in {WEB, DRAFTS} or lower.endswith(_ENDINGS)


# -- what was built --


def _built(
    asked: Asked, manuscript: Manuscript, read: Mapping[str, str], watch: Watch, works: Works
) -> tuple[tuple[Made, ...], dict[str, bytes], list[Diagnostic]]:
    """Build a book into an empty folder and read it again; return what was made, and findings.

    `read` are the digests of all files that the manuscript was read from.
    """
    with tempfile.TemporaryDirectory(prefix="scholiast-") as name:
        place = Path(name)
        done = publish(Order(asked.root, place, strict=True), watch, works)
        found = list(done.findings)
        if done.made:
            with watch("read again"):
                found += _of_the_built(place, manuscript, done, works)
        files = proving.below(place)
    if asked.prove and done.made:
        with watch("prove"):
            found += proving.prove(asked.root, read, files)
    if _digests(manuscript, anew=True) != read:
        message = "files of the manuscript were changed while the release was made"
        found.append(CHANGED_MEANWHILE.at(Span("book.yaml"), message, "release again"))
    return done.made, files, found


def _of_the_built(
    place: Path, manuscript: Manuscript, done: Publication, works: Works
) -> Iterator[Diagnostic]:
    """Yield what is wrong with finished files as they lie in a folder, and with waivers."""
    notes = ledger.from_json((place / dist.LEDGER).read_text(encoding="utf-8"))
    yield from _unproved(place, notes, done, works)
    yield from drafted(notes)
    yield from _unused(manuscript, done)


def _unproved(place: Path, notes: Ledger, done: Publication, works: Works) -> Iterator[Diagnostic]:
    """Yield the artifacts that are not proved to the last note, as they lie on the disk."""
    for made in done.made:
        found = verify.read(place / made.name, notes.slug)
        format = format_of(found.name, notes.slug) or found.format
        proof = verify.artifact(replace(found, format=format), notes.edition(format.value), works)
        wanted = len(notes.edition(format.value).notes)
        yield from unproved(proof, wanted)


def unproved(proof: verify.Proof, wanted: int) -> Iterator[Diagnostic]:
    """Yield why an artifact that should show so many notes is not to be released."""
    if proof.good and proof.proved == wanted:
        return
    count = sum(finding.severity.value == "error" for finding in proof.diagnostics)
    message = f"{proof.proved} of {wanted} notes were proved, with {count} errors"
    yield NOT_PROVED.at(Span(proof.artifact), message)


def drafted(notes: Ledger) -> Iterator[Diagnostic]:
    """Yield why a book is still a draft, if it is."""
    missing = [note.label for note in notes.notes if note.missing]
    if notes.draft or missing:
        which = f", and these notes are missing: {', '.join(missing)}" if missing else ""
        yield DRAFT.at(Span(dist.LEDGER), f"what was built is a draft{which}", "write the notes")


def _unused(manuscript: Manuscript, done: Publication) -> Iterator[Diagnostic]:
    waivers = () if manuscript.file is None else manuscript.file.waivers
    for index, waiver in enumerate(waivers):
        if not any(covers(waiver, finding) for finding in done.findings if finding.waived):
            place = manuscript.place(f"waivers.{index}.rule")
            message = f"the waiver of {waiver.rule} in `{waiver.place}` covers nothing"
            yield UNUSED_WAIVER.at(place, message, "delete it")
