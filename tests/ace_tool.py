"""DAISY Ace, the accessibility checker for EPUB, as tests call it: by Node.js and Chromium."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any


def run_ace(node_modules: Path, chromium: str, path: Path, folder: Path) -> list[str]:
    """Return Ace's findings on the EPUB at `path`, of any weight; its report goes to `folder`.

    Ace ends with 0 whatever it finds, so its report is what counts
    (https://daisy.github.io/ace/docs/report-json/).
    """
    subprocess.run(
        [node_modules / ".bin" / "ace-puppeteer", "--force", "--outdir", folder, path],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=120,
    )
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    documents = report["assertions"]
    return [_said(document, found) for document in documents for found in document["assertions"]]


def _said(document: dict[str, Any], found: dict[str, Any]) -> str:
    test = found["earl:test"]
    where = document["earl:testSubject"]["url"]
    return f"{test['earl:impact']} {test['dct:title']} {where} {found['earl:result'].get('html')}"
