"""Packages from npm that tests run on finished books, at the versions and hashes of the lock."""

import hashlib
import os
import subprocess
from pathlib import Path

from scholiast import locks

HERE = Path(__file__).parent
_LOCK = HERE / "package-lock.json"
_MODULES = HERE / "node_modules"
_STAMP = _MODULES / "installed.txt"

# No package runs a program as it is installed: two would load a browser of their own.
_INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def installed(npm: str) -> Path:
    """Return the folder `node_modules`, filled once from the lock by the program `npm`.

    Raises: subprocess.CalledProcessError where npm fails, as without a network.
    """
    digest = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    with locks.exclusive(HERE / ".lock"):
        if not (_STAMP.is_file() and _STAMP.read_text(encoding="ascii") == digest):
            subprocess.run(
                [npm, *_INSTALL],
                cwd=HERE,
                env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"},
                stdin=subprocess.DEVNULL,
                check=True,
                timeout=300,
            )
            _STAMP.write_text(digest, encoding="ascii")
    return _MODULES
