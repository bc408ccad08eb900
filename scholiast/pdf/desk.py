"""Where pages are laid out, in whatever process: the design and the settings, unpacked once.

A design travels as one archive, since the jobs of a book all take the same one, on machines that
do not have its files.
"""

import atexit
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import weasyprint

from scholiast.book import Image
from scholiast.config import PdfEdition
from scholiast.diagnostics import Diagnostic
from scholiast.pdf.design import design_digest, sheets, unpacked_settings
from scholiast.pdf.engine import BASE, BookFetcher, Press, listening, make_ready
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.geometry import Geometry, geometry
from scholiast.pdf.log import Log
from scholiast.theme import Theme

_MARGIN_BOXES = (
    *(f"@{edge}-{part}" for edge in ("top", "bottom")
      for part in ("left-corner", "left", "center", "right", "right-corner")),
    *(f"@{edge}-{part}" for edge in ("left", "right") for part in ("top", "middle", "bottom")),
)  # fmt: skip

NO_FURNITURE = "".join(f"{box} {{ content: none !important }}" for box in _MARGIN_BOXES)
"""What empties all margin boxes of a page (CSS Paged Media 3, 5.1)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A design and settings made ready for layout.

    `bare` is the press without running heads and folios, `files` are the SHA-256 of the font files,
    `said` is what was found on the way.
    """

    theme: Theme
    settings: PdfEdition
    geometry: Geometry
    press: Press
    bare: Press
    files: frozenset[str]
    said: tuple[Diagnostic, ...]

    def at_work(self, press: Press, images: Mapping[str, Image], log: Log) -> Press:
        """Return a press of this desk for one document: its images, and what is said of it."""
        fetcher = BookFetcher(images, self.theme, log)
        return replace(press, fetcher=fetcher, images={})


@lru_cache(maxsize=2)
def desk(archive: bytes) -> Desk:
    """Return the desk of an archive that `pack` made.

    Raises ThemeError where its own template of the page can't be filled in.
    """
    theme, settings = _unpacked(archive)
    log = Log()
    page = geometry(settings)
    with only_our_fonts(), listening(log):
        sheet = theme.render("print/page.css", page=page, settings=settings)
        press = make_ready(BookFetcher({}, theme, log), sheets(settings), sheet)
        bare = _with_sheet(press, f"@page {{ {NO_FURNITURE} }}")
    fonts = press.fetcher.fonts.values()
    files = frozenset(hashlib.sha256(font).hexdigest() for font in fonts)
    return Desk(theme, settings, page, press, bare, files, tuple(log.diagnostics))


def _with_sheet(press: Press, text: str) -> Press:
    sheet = weasyprint.CSS(
        string=text, base_url=BASE, font_config=press.fonts, url_fetcher=press.fetcher
    )
    return replace(press, styles=(*press.styles, sheet))


def _unpacked(archive: bytes) -> tuple[Theme, PdfEdition]:
    """Return the design and the settings in an archive that `pack` made."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        name, settings = unpacked_settings(packed)
    folder = _folder(_Design(design_digest(archive), archive))
    roots = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda p: int(p.name))
    return Theme(tuple(roots), name), settings


@dataclass(frozen=True, slots=True)
class _Design:
    """The files of a design by their SHA-256, in an archive that has settings, too."""

    digest: str
    archive: bytes = field(compare=False, repr=False)


# What is read of a font is known by its path, so all settings of a design have one folder.
@lru_cache(maxsize=2)
def _folder(design: _Design) -> Path:
    """Unpack a design into a folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="scholiast-design-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(design.archive)) as packed:
        packed.extractall(folder)
    return folder
