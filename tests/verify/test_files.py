"""Finished files are read from the disk as they are, and damage is a finding, not a traceback."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast import verify
from scholiast.diagnostics import Severity
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Ledger

NAMES = {Format.EPUB: "sample.epub", Format.HTML: "web", Format.PDF: "sample.pdf"}


def _write(artifact: Artifact, folder: Path) -> None:
    for path, data in artifact.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.mark.parametrize("form", MAIN)
def test_a_file_on_the_disk_gives_the_same_proof(
    form: Format, whole: Mapping[Format, Artifact], ledger: Ledger, tmp_path: Path
) -> None:
    """What was written and read again is proved as what was rendered."""
    _write(whole[form], tmp_path)
    assert verify.artifact(whole[form], ledger) == verify.file(tmp_path / NAMES[form], ledger)


def test_a_web_book_is_known_by_its_first_page(
    whole: Mapping[Format, Artifact], ledger: Ledger, tmp_path: Path
) -> None:
    """`web/index.html` means the whole folder."""
    _write(whole[Format.HTML], tmp_path)
    proof = verify.file(tmp_path / "web" / "index.html", ledger)
    assert len(ledger.notes) == proof.proved


def test_what_is_no_artifact_is_refused(tmp_path: Path) -> None:
    """A folder without a first page, a file of another kind, and nothing at all are told apart."""
    (tmp_path / "notes.txt").write_text("no artifact")
    with pytest.raises(ValueError, match=r"no index\.html"):
        verify.read(tmp_path)
    with pytest.raises(ValueError, match="no EPUB, no PDF and no web book"):
        verify.read(tmp_path / "notes.txt")
    with pytest.raises(FileNotFoundError):
        verify.read(tmp_path / "missing.epub")


@pytest.mark.parametrize("form", [Format.EPUB, Format.PDF])
@pytest.mark.parametrize("data", [b"", b"no such format", b"%PDF-1.7\n", b"PK\x03\x04"])
def test_a_file_that_is_nothing_is_one_finding(form: Format, data: bytes, ledger: Ledger) -> None:
    """A file that can't be read at all says so, once."""
    proof = verify.artifact(Artifact(form, NAMES[form], {NAMES[form]: data}), ledger)
    assert ["V029"] == [finding.rule.code for finding in proof.diagnostics]
    assert 0 == proof.proved


def test_an_empty_web_book_is_all_findings(ledger: Ledger) -> None:
    """Without a page every chapter and every note is missing."""
    proof = verify.artifact(Artifact(Format.HTML, "web", {}), ledger)
    assert {"V001", "V020", "V201"} <= {finding.rule.code for finding in proof.diagnostics}


@pytest.mark.parametrize("form", MAIN)
@given(cut=st.floats(0, 1), at=st.floats(0, 0.999), byte=st.binary(max_size=3))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damage_is_never_a_traceback(
    form: Format,
    whole: Mapping[Format, Artifact],
    ledger: Ledger,
    cut: float,
    at: float,
    byte: bytes,
) -> None:
    """A file with any bytes replaced or cut off is read without an exception."""
    path = sorted(whole[form].files)[int(cut * (len(whole[form].files) - 1))]
    data = whole[form].files[path]
    place = int(at * len(data))
    broken = data[:place] + byte + (data[place + len(byte) :] if cut < 0.9 else b"")
    files = {**whole[form].files, path: broken}
    proof = verify.artifact(Artifact(form, whole[form].name, files), ledger)
    assert all(isinstance(finding.severity, Severity) for finding in proof.diagnostics)
