"""A file or folder that is to be imported, as far as it takes to tell its format."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

_HEAD = 4096  # bytes: the opening of any header or declaration


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be imported: `head` are the first bytes of a file, empty for a folder.

    `members` are the names in a ZIP file, `mimetype` what its member of that name says.
    """

    path: Path
    head: bytes = b""
    members: frozenset[str] = frozenset()
    mimetype: str = ""

    @property
    def is_folder(self) -> bool:
        """Tell whether it is a folder."""
        return self.path.is_dir()

    def ends(self, *endings: str) -> bool:
        """Tell whether its name has one of some endings, such as `.tex`."""
        return self.path.suffix.lower() in endings


def given(path: Path) -> Given:
    """Return what can be told at a glance of the file or folder at `path`; OSError if nothing."""
    if path.is_dir():
        return Given(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(b"PK\x03\x04"):
        return Given(path, head)
    try:
        with zipfile.ZipFile(path) as container:
            return Given(path, head, frozenset(container.namelist()), _mimetype(container))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError):
        return Given(path, head)


def _mimetype(container: zipfile.ZipFile) -> str:
    """Return what the first file of an OpenDocument or EPUB container says that it is."""
    if "mimetype" not in container.namelist():
        return ""
    with container.open("mimetype") as member:
        return member.read(100).decode("ascii", "replace").strip()
