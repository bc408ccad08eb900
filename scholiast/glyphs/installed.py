"""Fonts of this machine that have a character: asked of fontconfig, where that is installed."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

_SECONDS = 10
_MOST = 64  # characters that are asked for: a command line has an end
_LAST_RESORT = ("Last Resort", "Unifont", "GNU Unifont", "Fixed", "Code2000")


@dataclass(frozen=True, slots=True)
class Font:
    """A font of this machine: the name of its family, and the path of its file."""

    family: str
    file: str


def having(characters: str) -> Font | None:
    """Return an outline font of this machine that has all of `characters`, if there is one.

    It is asked of `fc-list` (fontconfig; fc-list(1)), whose patterns know sets of characters.
    """
    return min(_having(characters), key=_rank, default=None)


def _having(characters: str) -> Iterator[Font]:
    program = shutil.which("fc-list")
    if program is None:
        return
    codes = " ".join(f"{ord(character):x}" for character in characters[:_MOST])
    pattern = f":charset={codes}:scalable=true"
    command = [program, pattern, "--format", "%{family[0]}\t%{file}\n"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return
    for line in done.stdout.splitlines():
        family, _, file = line.partition("\t")
        if file.lower().endswith((".otf", ".ttf")) and not family.startswith(_LAST_RESORT):
            yield Font(family, file)


def _rank(font: Font) -> tuple[bool, bool, int, str]:
    """Sort Noto's families before others, those with serifs first, and plain files first."""
    return (
        not font.family.startswith("Noto"),
        "Serif" not in font.family,
        len(font.file),
        font.file,
    )
