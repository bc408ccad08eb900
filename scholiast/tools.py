"""The versions of all that a result depends on beside its input, as one digest."""

import ctypes
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from scholiast import machine

_ENDINGS = (".py", ".lua")


@cache
def fingerprint() -> Mapping[str, str]:
    """Return by name the version of each tool that can change a byte of a book.

    These are our own source, Python, the packages beside us, and the libraries that set text.
    """
    return {
        "scholiast": _source(),
        "python": sys.version,
        "packages": _packages(),
        **_libraries(),
    }


@cache
def digest() -> str:
    """Return the SHA-256 of the fingerprint."""
    return hashlib.sha256(json.dumps(fingerprint(), sort_keys=True).encode()).hexdigest()


def differences(other: Mapping[str, str]) -> list[str]:
    """Return the names of the tools that are not as in another fingerprint."""
    own = fingerprint()
    return sorted(name for name in own.keys() | other.keys() if own.get(name) != other.get(name))


def _source() -> str:
    """Return the digest of this package's own source."""
    root = Path(__file__).parent
    found = hashlib.sha256()
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            if name.endswith(_ENDINGS):
                path = Path(folder, name)
                found.update(f"{path.relative_to(root).as_posix()}\0".encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def _packages() -> str:
    """Return the names and versions of all packages that are installed where ours are.

    They stand in the names of folders (packaging.python.org, "Recording installed projects").
    """
    found = {
        path.stem
        for folder in sys.path
        if "-packages" in folder and Path(folder).is_dir()
        for path in Path(folder).iterdir()
        if path.suffix == ".dist-info"
    }
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def _libraries() -> dict[str, str]:
    """Return the versions of the libraries that set text, as they are loaded."""
    found = {}
    for name, function in (
        ("Pango", "pango_version_string"),
        ("HarfBuzz", "hb_version_string"),
        ("fontconfig", "FcGetVersion"),
    ):
        library = machine.library(name)
        if library is not None:
            call = getattr(library, function)
            call.restype = ctypes.c_int if name == "fontconfig" else ctypes.c_char_p
            version = call()
            found[name] = version.decode() if isinstance(version, bytes) else str(version)
    return found
