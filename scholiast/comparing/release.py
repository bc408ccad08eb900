"""Find what is to be compared: a PDF with the ledger beside it, or a folder of finished files."""

from pathlib import Path

from scholiast.comparing.model import Release, UnreadableError
from scholiast.ledger import Ledger, from_json

LEDGER = "notes.json"
_SIGNATURE = b"%PDF-"
_HEAD = 1024  # bytes in which a PDF says that it is one (PDF 2.0, 7.5.2)


def open_release(path: Path) -> Release:
    """Return the release at `path`, a PDF or a folder; UnreadableError where there is none."""
    if path.is_dir():
        ledger = _ledger(path / LEDGER)
        return _release(path, _pdf_in(path, ledger), ledger)
    return _release(path, path, _ledger(path.parent / LEDGER))


def _release(given: Path, file: Path, ledger: Ledger | None) -> Release:
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise UnreadableError(f"{file} can't be read: {problem.strerror}") from problem
    if _SIGNATURE not in data[:_HEAD]:
        raise UnreadableError(f"{file} is no PDF")
    return Release(str(given), file.name, data, _edition(ledger, file.stem))


def _pdf_in(folder: Path, ledger: Ledger | None) -> Path:
    """Return the printed book among the files of a folder."""
    found = sorted(folder.glob("*.pdf"))
    printed = [path for path in found if ledger is not None and path.stem == ledger.slug]
    if not printed and len(found) != 1:
        names = ", ".join(path.name for path in found) or "no PDF"
        raise UnreadableError(f"{folder} holds {names}: name the PDF to be compared")
    return (printed or found)[0]


def _ledger(path: Path) -> Ledger | None:
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _edition(ledger: Ledger | None, stem: str) -> Ledger | None:
    """Return the ledger of the edition whose file is named so; None where it is of another book."""
    if ledger is None or not stem.startswith(ledger.slug):
        return None
    return ledger.edition(stem[len(ledger.slug) :].removeprefix("-") or "pdf")
