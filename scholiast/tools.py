"""The versions of all that a result depends on beside its input, as one digest."""

import contextlib
import ctypes
import hashlib
import json
import os
import re
import sys
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from scholiast import machine

# fmt: off
PACKAGES = frozenset([
    "brotli", "cffi", "cssselect2", "ebooklib", "fonttools", "jinja2", "latex2mathml", "lxml",
    "markupsafe", "packaging", "pikepdf", "pillow", "pydantic", "pydantic-core", "pydyf",
    "pypandoc-binary", "pypdfium2", "pyphen", "python-barcode", "python-stdnum", "ruamel-yaml",
    "six", "tinycss2", "tinyhtml5", "uharfbuzz", "weasyprint", "webencodings", "ziafont", "ziamath",
    "zopfli",
])
# fmt: on
"""The packages that a book is made with, those of others included."""

_ENDINGS = (".py", ".lua", ".toml")
_FREETYPE = {"darwin": "libfreetype.6.dylib", "win32": "libfreetype-6.dll"}


@cache
def fingerprint() -> Mapping[str, str]:
    """Return by name the version of each tool that can change a byte of a book.

    These are our own source, Python, the packages we are built on, and the libraries that set text.
    """
    return {
        "scholiast": _source(),
        "system": f"{sys.platform} {os.uname().machine if hasattr(os, 'uname') else sys.maxsize}",
        "python": sys.version.split()[0],
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **_packages(),
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
    """Return the digest of this package's own source, and of what it knows of printers."""
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


def _packages() -> dict[str, str]:
    """Return the versions of the packages in PACKAGES, as far as they are installed.

    They stand in the names of folders (packaging.python.org, "Recording installed projects"),
    which are read much faster than what lies in them.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for path in Path(folder).iterdir():
                if path.suffix == ".dist-info":
                    name, _, version = path.name.removesuffix(".dist-info").partition("-")
                    found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), version)
    return {name: found[name] for name in sorted(PACKAGES & found.keys())}


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
    return {**found, **_freetype()}


def _freetype() -> dict[str, str]:
    """Return the version of FreeType, which is asked of one of its own handles."""
    try:
        library = ctypes.CDLL(_FREETYPE.get(sys.platform, "libfreetype.so.6"))
    except OSError:  # built into Pango, as on some systems
        return {}
    handle, parts = ctypes.c_void_p(), [ctypes.c_int() for _ in range(3)]
    if library.FT_Init_FreeType(ctypes.byref(handle)):
        return {}
    library.FT_Library_Version(handle, *map(ctypes.byref, parts))
    library.FT_Done_FreeType(handle)
    return {"FreeType": ".".join(str(part.value) for part in parts)}
