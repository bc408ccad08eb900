"""Where and with what was measured: the machine, and the versions of all programs."""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path

import pypandoc

import scholiast
from benchmarks.ours import CHECKOUT, contenders
from scholiast import machine

_SOURCES = ("scholiast", "styles", "templates", "requirements.lock")
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_DISTRIBUTION = re.compile(r"(?<=TeX Live )\d+")


def machine_of() -> dict[str, str]:
    """Return what this machine is: processor, cores, memory, system."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
    }


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except FileNotFoundError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _memory() -> str:
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return "unknown"
    size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{size / 2**30:.0f} GiB"


def versions_of(names: Collection[str]) -> dict[str, str]:
    """Return the versions of Python, pandoc, WeasyPrint, and of the contenders named."""
    mine = any(contender.name in names for contender in contenders())
    found = {
        **({"Scholiast": _own()} if mine else {}),
        "Python": platform.python_version(),
        "pandoc": str(pypandoc.get_pandoc_version()),
        "WeasyPrint": importlib.metadata.version("weasyprint"),
    }
    for name, (label, command) in _asked().items():
        if name in names and (version := _said(command)):
            found[label] = version
    if "typst" in names and "Typst" not in found and (version := _package("typst")):
        found["Typst"] = version
    return found


def _asked() -> dict[str, tuple[str, Sequence[str]]]:
    browser = machine.chromium() or "chromium"
    return {
        "xelatex": ("TeX Live", ("xelatex", "--version")),
        "typst": ("Typst", ("typst", "--version")),
        "pagedjs": ("Chromium", (browser, "--version")),
        "vivliostyle": ("Vivliostyle", ("vivliostyle", "--version")),
    }


def _said(command: Sequence[str]) -> str:
    """Return the number that a program gives as its version; empty where it gives none.

    A TeX gives its own, which approaches π, and that of its distribution, which tells more.
    """
    program = shutil.which(command[0])
    if program is None:
        return ""
    done = subprocess.run(
        [program, *command[1:]], capture_output=True, text=True, check=False, timeout=60
    )
    found = _DISTRIBUTION.search(done.stdout) or _NUMBER.search(done.stdout)
    return found[0] if found else ""


def _package(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _own() -> str:
    """Return our version, and in a checkout the commit that last changed what a book is made by."""
    commit = ""
    if shutil.which("git") and (CHECKOUT / ".git").exists():
        command = ["git", "log", "-1", "--format=%h", "--", *_SOURCES]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
        commit = done.stdout.strip()
    return f"{scholiast.__version__} {commit}".strip()
