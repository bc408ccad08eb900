"""What the machine itself must give: the libraries and programs that Python packages can't bring.

Only the standard library is imported here, since `build.py` asks before anything is installed.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """A thing that must come from the system: what it is for, and the line that installs it.

    `install` gives that line by system; `required` is false where only tests need it.
    """

    name: str
    purpose: str
    install: Mapping[str, str]
    required: bool = False


PANGO = Need(
    "Pango",
    "sets the text of the PDF, together with HarfBuzz and fontconfig",
    {
        "Debian, Ubuntu": "sudo apt-get install -y "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "Fedora": "sudo dnf install -y pango harfbuzz fontconfig",
        "macOS": 'brew install pango; export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"',
        "Windows": "winget install MSYS2.MSYS2; "
        r"C:\msys64\usr\bin\pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango",
    },
    required=True,
)

JAVA = Need(
    "Java",
    "runs EPUBCheck in the tests",
    {
        "Debian, Ubuntu": "sudo apt-get install -y default-jre-headless",
        "Fedora": "sudo dnf install -y java-latest-openjdk-headless",
        "macOS": "brew install --cask temurin",
        "Windows": "winget install EclipseAdoptium.Temurin.21.JRE",
    },
)

CHROMIUM = Need(
    "Chromium",
    "opens the web book in the tests",
    {
        "Debian, Ubuntu": "sudo apt-get install -y chromium libatomic1",
        "Fedora": "sudo dnf install -y chromium libatomic",
        "macOS": "brew install --cask google-chrome",
        "Windows": "winget install Google.Chrome",
    },
)

NODE = Need(
    "Node.js",
    "runs Ace, axe and reading systems on finished books in the tests",
    {
        "Debian, Ubuntu": "sudo apt-get install -y nodejs npm",
        "Fedora": "sudo dnf install -y nodejs npm",
        "macOS": "brew install node",
        "Windows": "winget install OpenJS.NodeJS.LTS",
    },
)
POPPLER = Need(
    "poppler",
    "reads and draws the PDF in the tests",
    {
        "Debian, Ubuntu": "sudo apt-get install -y poppler-utils",
        "Fedora": "sudo dnf install -y poppler-utils",
        "macOS": "brew install poppler",
        "Windows": "winget install oschwartz10612.Poppler",
    },
)

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz-Subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}
"""The libraries that WeasyPrint 70 loads (`weasyprint/text/ffi.py`), each by its file names.

WeasyPrint does without HarfBuzz-Subset, but then cuts its fonts with another tool: the same book
would give other bytes on such a machine. So it is needed here.
"""

MAC_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")
"""Where Homebrew and MacPorts install; the loader of macOS looks in none of them by itself."""

_WINDOWS_FOLDERS = (
    r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
)
_FALLBACK = "DYLD_FALLBACK_LIBRARY_PATH"


def library(name: str, folders: Iterable[str] = ()) -> ctypes.CDLL | None:
    """Return the library `name` (a key of LIBRARIES), loaded; None where the system has none.

    It is looked for where the system's loader looks, then in `folders`.
    """
    for candidate in _candidates(name, folders):
        try:
            return ctypes.CDLL(candidate)
        except OSError:
            continue
    return None


def _candidates(name: str, folders: Iterable[str]) -> Iterator[str]:
    yield from LIBRARIES[name]
    if sys.platform == "win32":
        # Where WeasyPrint looks on Windows, and the variable by which it is told otherwise.
        usual = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_FOLDERS)
        folders = [*folders, *usual.split(";")]
    for folder in folders:
        yield from (str(Path(folder, file)) for file in LIBRARIES[name])


def missing_libraries(folders: Iterable[str] = ()) -> list[str]:
    """Return the names of the libraries that can't be loaded, even from `folders`."""
    return [name for name in LIBRARIES if library(name, folders) is None]


def environment() -> dict[str, str]:
    """Return the environment in which a program finds the libraries.

    On macOS a variable names MAC_FOLDERS; the loader reads it only when a program starts.
    """
    variables = dict(os.environ)
    if sys.platform == "darwin":
        folders = [*filter(None, [variables.get(_FALLBACK)]), *MAC_FOLDERS, "/usr/lib"]
        variables[_FALLBACK] = ":".join(folders)
    return variables


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    usual = (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    )
    return found or next((path for path in usual if Path(path).is_file()), None)


def advice(install: Mapping[str, str]) -> str:
    """Return the lines that say how a thing is installed on each system."""
    width = max(map(len, install))
    return "\n".join(f"  {system:<{width}}  {line}" for system, line in install.items())
