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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import weasyprint

from scholiast.book import Image
from scholiast.config import PdfEdition
from scholiast.diagnostics import Diagnostic
from scholiast.pdf.characters import known_characters
from scholiast.pdf.engine import BASE, BookFetcher, Log, Press, listening, make_ready
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.geometry import Geometry, geometry
from scholiast.theme import Theme

SHEETS = ("base.css", "print.css")
"""The style sheets of print, the later over the earlier."""

_SETTINGS = "settings.json"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold: the same each time

_MARGIN_BOXES = (
    *(f"@{edge}-{part}" for edge in ("top", "bottom")
      for part in ("left-corner", "left", "center", "right", "right-corner")),
    *(f"@{edge}-{part}" for edge in ("left", "right") for part in ("top", "middle", "bottom")),
)  # fmt: skip

NO_FURNITURE = "".join(f"{box} {{ content: none !important }}" for box in _MARGIN_BOXES)
"""What empties all margin boxes of a page (CSS Paged Media 3, 5.1)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A design and settings made ready for layout: `known` are the code points of its fonts.

    `bare` is the press without running heads and folios, `files` are the SHA-256 of the font files,
    `said` is what was found on the way.
    """

    theme: Theme
    settings: PdfEdition
    geometry: Geometry
    press: Press
    bare: Press
    known: frozenset[int]
    files: frozenset[str]
    said: tuple[Diagnostic, ...]

    def at_work(self, press: Press, images: Mapping[str, Image], log: Log) -> Press:
        """Return a press of this desk for one document: its images, and what is said of it."""
        fetcher = BookFetcher(images, self.theme, log)
        return replace(press, fetcher=fetcher, images={})


def pack(theme: Theme, settings: PdfEdition) -> bytes:
    """Return all that a desk is made of; equal designs and settings give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for index, root in enumerate(theme.roots):
            for name in _files(root):
                archive.writestr(
                    zipfile.ZipInfo(f"{index}/{name}", _DATE), (root / name).read_bytes()
                )
        archive.writestr(zipfile.ZipInfo(_SETTINGS, _DATE), settings.model_dump_json())
    return buffer.getvalue()


def _files(root: Path) -> Iterator[str]:
    """Yield the files of a design below its root that print may use, none of them elsewhere."""
    for folder in ("styles", "templates/print"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.resolve().is_relative_to(root):
                yield path.relative_to(root).as_posix()


def fonts(theme: Theme) -> dict[str, bytes]:
    """Return the font files of a design by SHA-256, those that are overridden too."""
    found = [path.read_bytes() for root in theme.roots for path in _font_files(root)]
    return {hashlib.sha256(data).hexdigest(): data for data in found}


def _font_files(root: Path) -> Iterator[Path]:
    for name in _files(root):
        if name.endswith((".otf", ".ttf")):
            yield root / name


@lru_cache(maxsize=2)
def desk(archive: bytes) -> Desk:
    """Return the desk of an archive that `pack` made.

    Raises ThemeError where its own template of the page can't be filled in.
    """
    theme, settings = _unpacked(archive)
    log = Log()
    page = geometry(settings)
    with only_our_fonts(), listening(log):
        sheet = theme.render("print/page.css", page=page)
        press = make_ready(BookFetcher({}, theme, log), SHEETS, sheet)
        bare = _with_sheet(press, f"@page {{ {NO_FURNITURE} }}")
    fonts = press.fetcher.fonts.values()
    known = known_characters(fonts)
    files = frozenset(hashlib.sha256(font).hexdigest() for font in fonts)
    return Desk(theme, settings, page, press, bare, known, files, tuple(log.diagnostics))


def _with_sheet(press: Press, text: str) -> Press:
    sheet = weasyprint.CSS(
        string=text, base_url=BASE, font_config=press.fonts, url_fetcher=press.fetcher
    )
    return replace(press, styles=(*press.styles, sheet))


def _unpacked(archive: bytes) -> tuple[Theme, PdfEdition]:
    """Unpack a design into a folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="scholiast-design-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
        settings = PdfEdition.model_validate_json(packed.read(_SETTINGS))
    roots = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda p: int(p.name))
    return Theme(tuple(roots)), settings
