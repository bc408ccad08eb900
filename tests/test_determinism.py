"""The same manuscript gives the same bytes, wherever, whenever and by whomever it is built."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "sample"


PLACES = {
    "here": {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    "ein Ort/mit é und 書": {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4242",
        "SHELL": "/nowhere",
        "HOME": "/nowhere",
        "USER": "somebody",
    },
}


def built(folder: Path, **variables: str) -> dict[str, bytes]:
    """Build all editions of the sample book in `folder`; return every file by path."""
    shutil.copytree(SAMPLE, folder / "book")
    for path in (folder / "book").rglob("*"):  # other times of change, another order of making
        os.utime(path, (1_000_000_000, 1_000_000_000 + len(folder.parts)))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    environment["XDG_STATE_HOME"] = str(folder / "state")  # or one who may would make the home
    done = subprocess.run(
        [sys.executable, "-m", "scholiast", "build", "--quiet"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    files = (path for path in (folder / "dist").rglob("*") if path.is_file())
    return {path.relative_to(folder / "dist").as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Return what was built at each of PLACES."""
    top = tmp_path_factory.mktemp("places")
    for place in PLACES:
        (top / place).mkdir(parents=True)
    return {place: built(top / place, **variables) for place, variables in PLACES.items()}


def test_same_bytes_in_all_formats(builds: dict[str, dict[str, bytes]]) -> None:
    """Folder, time zone, locale, hash seed, user and times of files change nothing."""
    first, second = builds.values()
    assert list(first) == list(second) or sorted(first) == sorted(second)
    digests = [
        {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
        for files in (first, second)
    ]
    assert digests[0] == digests[1]
    assert {"epub", "pdf", "html", "json"} <= {path.rpartition(".")[2] for path in first}


def test_nothing_tells_where_it_was_built(builds: dict[str, dict[str, bytes]]) -> None:
    """No artifact holds the path of the folder, or the name of the user."""
    for path, data in builds["ein Ort/mit é und 書"].items():
        parts = {path: data}
        if path.endswith(".epub"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        for name, part in parts.items():
            for secret in (b"ein Ort", b"somebody", b"file://", str(ROOT).encode()):
                assert secret not in part, f"{secret!r} in {path}: {name}"


def dates(files: dict[str, bytes]) -> tuple[str, str]:
    """Return the dates of change that EPUB and PDF give."""
    name = next(path for path in files if path.endswith(".epub"))
    with zipfile.ZipFile(io.BytesIO(files[name])) as archive:
        package = next(n for n in archive.namelist() if n.endswith(".opf"))
        text = archive.read(package).decode()
    modified = text.partition('property="dcterms:modified">')[2][:20]
    name = next(path for path in files if path.endswith(".pdf"))
    with pikepdf.open(io.BytesIO(files[name])) as pdf:
        return modified, str(pdf.docinfo["/ModDate"])


def test_the_date_is_that_of_the_book(builds: dict[str, dict[str, bytes]]) -> None:
    """Without SOURCE_DATE_EPOCH the files bear the date of the manuscript."""
    assert ("2026-05-01T00:00:00Z", "D:20260501000000Z") == dates(builds["here"])


def test_source_date_epoch_is_honoured(tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH is the date of the files (reproducible-builds.org/specs)."""
    files = built(tmp_path, SOURCE_DATE_EPOCH="1700000000")
    assert ("2023-11-14T22:13:20Z", "D:20231114221320Z") == dates(files)
