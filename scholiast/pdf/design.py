"""A design and its settings as one archive, as the jobs of a book take it, and its fonts."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scholiast.config import PAGED, PdfEdition
from scholiast.theme import DESIGNS, Theme

SHEETS = ("base.css", "elements.css", "print.css", "matter.css")
"""The style sheets of print, the later over the earlier."""

_SETTINGS = "settings.json"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold: the same each time


def pack(theme: Theme, settings: PdfEdition) -> bytes:
    """Return all that a desk is made of; equal designs and settings give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for index, root in enumerate(theme.roots):
            for name in _files(root, theme):
                archive.writestr(
                    zipfile.ZipInfo(f"{index}/{name}", _DATE), (root / name).read_bytes()
                )
        record = {
            "design": theme.design,
            "form": settings.form,
            "settings": settings.model_dump(mode="json"),
        }
        archive.writestr(zipfile.ZipInfo(_SETTINGS, _DATE), json.dumps(record))
    return buffer.getvalue()


def unpacked_settings(archive: zipfile.ZipFile) -> tuple[str, PdfEdition]:
    """Return the name of the design and the settings in an archive that `pack` made."""
    record = json.loads(archive.read(_SETTINGS))
    return record["design"], PAGED[record["form"]].model_validate(record["settings"])


def design_digest(archive: bytes) -> str:
    """Return the SHA-256 of the files in an archive that `pack` made, without the settings."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for entry in packed.infolist():
            if entry.filename != _SETTINGS:
                digest.update(f"{len(entry.filename)} {entry.filename} {entry.file_size} ".encode())
                digest.update(packed.read(entry))
    return digest.hexdigest()


def sheets(settings: PdfEdition) -> tuple[str, ...]:
    """Return the style sheets of an edition, the later over the earlier."""
    own = () if settings.form == PdfEdition.form else (f"{settings.form}.css",)
    return (*SHEETS, *own)


def _files(root: Path, theme: Theme) -> Iterator[str]:
    """Yield the files below a root that print may use, none of other designs or elsewhere."""
    for folder in ("styles", "templates/print"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            is_of_another = name.startswith(f"{DESIGNS}/") and not name.startswith(
                f"{theme.folder}/"
            )
            if path.is_file() and path.resolve().is_relative_to(root) and not is_of_another:
                yield name


def fonts(theme: Theme) -> dict[str, bytes]:
    """Return the font files of a design by SHA-256, those that are overridden too."""
    found = [path.read_bytes() for root in theme.roots for path in _font_files(root, theme)]
    return {hashlib.sha256(data).hexdigest(): data for data in found}


def _font_files(root: Path, theme: Theme) -> Iterator[Path]:
    for name in _files(root, theme):
        if name.endswith((".otf", ".ttf")):
            yield root / name
