"""Proofread finished artifacts against the note ledger, with readers of its own.

Nothing here knows how an artifact was made: it reads bytes, and says what is wrong with them.
"""

import json
from dataclasses import replace
from pathlib import Path

from scholiast.edition import Artifact, Format, format_of, twin_name
from scholiast.jobs import Job, Parts, Works
from scholiast.ledger import Ledger, Stand, as_json, from_json
from scholiast.verify import epub, pdf, single, twin, web
from scholiast.verify.proof import Proof

__all__ = ["Proof", "artifact", "file", "read"]


def artifact(finished: Artifact, ledger: Ledger, works: Works | None = None) -> Proof:
    """Proofread a finished artifact, whatever its format, against the ledger of its book.

    That is a job for `works`, or many; it is done in this process where there are none.
    """
    ledger = ledger.edition(finished.format.value)
    if finished.format.is_paged:
        proof = pdf.verify(finished.files[finished.name], ledger, finished.name, works)
        return _with_twin(replace(proof, format=finished.format), finished)
    data = works.submit(_job(finished, ledger)).result() if works else b""
    return _clean(finished, data) if data else _proofread(finished, ledger)


def _with_twin(proof: Proof, finished: Artifact) -> Proof:
    """Return a proof with what is wrong with the file to be printed beside a PDF."""
    name = twin_name(finished.name)
    if name not in finished.files:
        return proof
    found = twin.check(finished.files[finished.name], name, finished.files[name])
    return replace(proof, diagnostics=(*proof.diagnostics, *found)) if found else proof


def _proofread(finished: Artifact, ledger: Ledger) -> Proof:
    if finished.format is Format.HTML:
        return web.verify(below(finished), ledger, finished.name)
    if finished.format is Format.SINGLE_HTML:
        return single.verify(finished.files[finished.name], ledger, finished.name)
    return epub.verify(finished.files[finished.name], ledger, finished.name)


def _job(finished: Artifact, ledger: Ledger) -> Job:
    """Return the job that proofreads an EPUB or a web book: its bytes and the ledger, no more."""
    parts = {f"file {path}": data for path, data in finished.files.items()}
    about = {"format": finished.format.value, "name": finished.name}
    parts |= {"ledger": as_json(ledger).encode(), "about": json.dumps(about).encode()}
    return Job(f"proofread {finished.format.value}", finished.name, prove, parts)


def prove(parts: Parts) -> bytes:
    """Return where the notes of an artifact stand, in which nothing is wrong; else nothing.

    What is wrong is said by the process that asks, in a second reading.
    """
    about = json.loads(parts["about"])
    files = {
        key.removeprefix("file "): data for key, data in parts.items() if key.startswith("file ")
    }
    finished = Artifact(Format(about["format"]), about["name"], files)
    proof = _proofread(finished, from_json(parts["ledger"].decode()))
    if proof.diagnostics:
        return b""
    stands = {note: stand.address for note, stand in proof.stands.items()}
    return json.dumps({"proved": proof.proved, "stands": stands}).encode()


def _clean(finished: Artifact, data: bytes) -> Proof:
    """Return the proof that `prove` found."""
    found = json.loads(data)
    stands = {note: Stand(address) for note, address in found["stands"].items()}
    return Proof(finished.name, finished.format, (), stands, found["proved"])


def file(path: Path, ledger: Ledger) -> Proof:
    """Proofread the `.epub`, `.pdf` or web folder (or its `index.html`) at `path`.

    Raises what `read` raises.
    """
    return artifact(read(path, ledger.slug), ledger)


def read(path: Path, slug: str = "") -> Artifact:
    """Return the finished file or web folder at `path` as an artifact, its contents unexamined.

    `slug` is the name of the book's files, which tells its editions apart.

    Raises OSError where it can't be opened, and ValueError where it is of no format of ours.
    """
    if path.suffix == ".html" and (path.parent / "index.html").is_file():
        path = path.parent
    if path.is_dir():
        return Artifact(Format.HTML, path.name, _folder(path))
    found = format_of(path.name, slug)
    data = path.read_bytes()
    if found is None:
        raise ValueError(f"`{path}` is no EPUB, no PDF and no web book")
    files = {path.name: data}
    beside = path.with_name(twin_name(path.name))
    if found.is_paged and beside.is_file():
        files[beside.name] = beside.read_bytes()
    return Artifact(found, path.name, files)


def below(finished: Artifact) -> dict[str, bytes]:
    """Return the files of a web book by path below its own folder."""
    return {path.removeprefix(f"{finished.name}/"): data for path, data in finished.files.items()}


def _folder(root: Path) -> dict[str, bytes]:
    """Return the files of a web folder by path below the folder that holds it."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    if not files or not (root / "index.html").is_file():
        raise ValueError(f"`{root}` is no web book: it has no index.html")
    return {f"{root.name}/{file.relative_to(root).as_posix()}": file.read_bytes() for file in files}
