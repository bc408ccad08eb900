"""Proofread finished artifacts against the note ledger, with readers of its own.

Nothing here knows how an artifact was made: it reads bytes, and says what is wrong with them.
"""

from pathlib import Path

from scholiast.edition import Artifact, Format
from scholiast.jobs import Works
from scholiast.ledger import Ledger
from scholiast.verify import epub, pdf, web
from scholiast.verify.proof import Proof

__all__ = ["Proof", "artifact", "file", "read"]


def artifact(finished: Artifact, ledger: Ledger, works: Works | None = None) -> Proof:
    """Proofread a finished artifact, whatever its format, against the ledger of its book.

    What can be proofread in pieces is given to `works` (in this process where None).
    """
    if finished.format is Format.HTML:
        return web.verify(below(finished), ledger, finished.name, works)
    proofread = epub.verify if finished.format is Format.EPUB else pdf.verify
    return proofread(finished.files[finished.name], ledger, finished.name, works)


def file(path: Path, ledger: Ledger) -> Proof:
    """Proofread the `.epub`, `.pdf` or web folder (or its `index.html`) at `path`.

    Raises what `read` raises.
    """
    return artifact(read(path), ledger)


def read(path: Path) -> Artifact:
    """Return the finished file or web folder at `path` as an artifact, its contents unexamined.

    Raises OSError where it can't be opened, and ValueError where it is of no format of ours.
    """
    if path.name == "index.html":
        path = path.parent
    if path.is_dir():
        return Artifact(Format.HTML, path.name, _folder(path))
    found = {".epub": Format.EPUB, ".pdf": Format.PDF}.get(path.suffix.lower())
    data = path.read_bytes()
    if found is None:
        raise ValueError(f"`{path}` is no EPUB, no PDF and no web book")
    return Artifact(found, path.name, {path.name: data})


def below(finished: Artifact) -> dict[str, bytes]:
    """Return the files of a web book by path below its own folder."""
    return {path.removeprefix(f"{finished.name}/"): data for path, data in finished.files.items()}


def _folder(root: Path) -> dict[str, bytes]:
    """Return the files of a web folder by path below the folder that holds it."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    if not files or not (root / "index.html").is_file():
        raise ValueError(f"`{root}` is no web book: it has no index.html")
    return {f"{root.name}/{file.relative_to(root).as_posix()}": file.read_bytes() for file in files}
