"""The files of a book's folder: found without leaving it, and decoded, with every fault named."""

import difflib
import posixpath
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Source, Span

LARGEST_TEXT = 8_000_000
"""The size in bytes up to which a text file is read; a long novel has about a million."""

MISSING_FILE = Rule(
    "M001",
    "missing-file",
    Severity.ERROR,
    """\
A file that the book names is not there.

Paths in `book.yaml` are written from the folder of `book.yaml` on, with `/` on every system, and
letter case counts, since a book that builds on one machine must build on all of them.

```yaml
spine:
  body:
    - chapters/rome.md      # the file chapters/rome.md beside book.yaml
```

Correct the path, or put the file where the path says. `book.yaml` itself stands at the top of the
book's folder; `scholiast new` makes a folder with all that a book needs.""",
)

OUTSIDE = Rule(
    "M002",
    "outside-the-book",
    Severity.ERROR,
    """\
A path leads out of the book's folder.

A book is its folder: whoever has the folder can build the book, and building it reads nothing
else. So a path that begins at the root of the disk, climbs out by `..`, or goes through a symbolic
link to somewhere else is refused, even where a file is there.

Copy the file into the book's folder and name it by its path in there.""",
)

NOT_UTF8 = Rule(
    "M003",
    "not-utf-8",
    Severity.ERROR,
    """\
A text file is not in UTF-8.

Some bytes of the file are no characters in UTF-8, the one encoding that a manuscript may have.
Mostly the file was saved by an old program as Windows-1252 (Latin-1) or as UTF-16. Guessing would
turn `é` into `Ã©` somewhere in the book, so nothing is guessed.

Save the file again as UTF-8 in your editor, or convert it:

```console
$ iconv -f WINDOWS-1252 -t UTF-8 rome.md > rome-utf8.md
```""",
)

TOO_LARGE = Rule(
    "M004",
    "file-too-large",
    Severity.ERROR,
    f"""\
A text file is larger than {LARGEST_TEXT // 1_000_000} MB.

That is more than ten long novels in one chapter; nearly always something else got into the file,
such as an image written out in letters (`data:` address) or a table of data. Layout of such a
chapter would take hours.

Put images and data into files of their own, or cut the chapter in several.""",
)


class OutsideError(Exception):
    """A path leads out of the book's folder; the message says how."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text file as read: `source` is None where there is no text to show, `data` its bytes."""

    source: Source | None
    problems: tuple[Diagnostic, ...] = ()
    data: bytes | None = None


def inside(root: Path, path: str) -> Path:
    """Return the file at `path`, written with `/` and relative to `root`; it need not exist.

    Raises OutsideError where the path is absolute, climbs out by `..`, or leads out of `root`
    through a symbolic link.
    """
    windows = PureWindowsPath(path)
    if PurePosixPath(path).is_absolute() or windows.drive or windows.root:
        raise OutsideError("is an absolute path")
    if posixpath.normpath(path).split("/")[0] == ".." or "\0" in path:
        raise OutsideError("leads out of the book's folder")
    found = root / path
    try:
        real = found.resolve()
    except (OSError, RuntimeError) as problem:  # a symbolic link that leads to itself
        raise OutsideError("can't be followed") from problem
    if not real.is_relative_to(root.resolve()):
        raise OutsideError("leads out of the book's folder through a symbolic link")
    return found


def normal(path: str) -> str:
    """Return the one spelling of a relative path: no `.`, no `..` that can be resolved."""
    return posixpath.normpath(path)


def file_at(root: Path, path: str) -> Path | None:
    """Return the file at `path` of the book's folder, or None where there is none or it is outside.

    Letter case counts, on systems too that do not ask for it.
    """
    try:
        found = inside(root, path)
    except OutsideError:
        return None
    return found if _is_file(found) and _spelled_so(root, found) else None


def find(root: Path, path: str, place: Span) -> Path | Diagnostic:
    """Return the file that `place` names by `path`, or say that it is outside or not there."""
    try:
        inside(root, path)
    except OutsideError as problem:
        hint = "copy the file into the book's folder and name it from there"
        return OUTSIDE.at(place, f"`{path}` {problem}", hint)
    found = file_at(root, path)
    if found is None:
        return MISSING_FILE.at(place, f"there is no file `{path}`", nearest_file(root, path))
    return found


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system allows
        return False


def _spelled_so(root: Path, found: Path) -> bool:
    """Tell whether the letter case is right, which some systems don't ask but others do."""
    here = root
    for part in found.relative_to(root).parts:
        if part != ".." and part not in {entry.name for entry in here.iterdir()}:
            return False
        here = here / part
    return True


def nearest_file(root: Path, path: str) -> str | None:
    """Return a hint that names a file of the folder whose path is like `path`."""
    if "\\" in path:
        return f"write `{path.replace(chr(92), '/')}`: paths have `/` on every system"
    files = sorted(
        found.relative_to(root).as_posix() for found in root.rglob("*") if found.is_file()
    )
    folded = {name.casefold(): name for name in files}
    same_name = [name for name in files if PurePosixPath(name).name == PurePosixPath(path).name]
    near = difflib.get_close_matches(path.casefold(), folded, n=1, cutoff=0.75)
    if same_name or near:
        return f"did you mean `{same_name[0] if same_name else folded[near[0]]}`?"
    return None


def read_text(root: Path, path: str, place: Span) -> TextReading:
    """Read the text file that `place` names by `path`; every fault becomes a problem."""
    found = find(root, path, place)
    if isinstance(found, Diagnostic):
        return TextReading(None, (found,))
    try:
        size = found.stat().st_size
        if size > LARGEST_TEXT:
            return TextReading(None, (_too_large(path, size),))
        data = found.read_bytes()
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        return TextReading(
            None, (MISSING_FILE.at(place, f"the file `{path}` can't be read: {reason}"),)
        )
    source, problems = decode(data, normal(path))
    return TextReading(source, tuple(problems), data)


def _too_large(path: str, size: int) -> Diagnostic:
    return TOO_LARGE.at(
        Span(path),
        f"the file has {size / 1e6:.1f} MB, more than {LARGEST_TEXT / 1e6:.0f} MB",
        "put images and data into files of their own, or cut the file in several",
    )


_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes, path: str) -> tuple[Source, list[Diagnostic]]:
    """Return the text of a file, without its byte order mark, and what is wrong with its bytes.

    Where bytes are no UTF-8 (RFC 3629) the text has U+FFFD in their stead and a problem says so.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            source = Source(path, data.decode(encoding, "replace"))
            return source, [_other_encoding(path, encoding)]
    try:
        return Source(path, data.decode("utf-8").removeprefix("\ufeff")), []
    except UnicodeDecodeError as problem:
        text = data.decode("utf-8", "replace")
        source = Source(path, text.removeprefix("\ufeff"))
        return source, [_bad_byte(data, problem, source)]


def _other_encoding(path: str, encoding: str) -> Diagnostic:
    name = encoding.upper()
    return NOT_UTF8.at(
        Span(path),
        f"the file is in {name}, not in UTF-8",
        f"save it as UTF-8: `iconv -f {name} -t UTF-8 {path}`",
    )


def _bad_byte(data: bytes, problem: UnicodeDecodeError, source: Source) -> Diagnostic:
    offset = len(data[: problem.start].decode("utf-8").removeprefix("\ufeff"))
    byte = data[problem.start]
    surrogate = byte == 0xED and data[problem.start + 1 : problem.start + 2] >= b"\xa0"
    cause = "half of a surrogate pair" if surrogate else "no character in UTF-8"
    guess = "" if surrogate else _guess(byte)
    return NOT_UTF8.at(
        source.span(offset),
        f"byte 0x{byte:02X} at offset {problem.start} is {cause}",
        f"save the file as UTF-8{guess}",
    )


def _guess(byte: int) -> str:
    try:
        meant = bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return f"; it may be Windows-1252, where this byte is `{meant}`"
