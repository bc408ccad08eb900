"""Claims, and what a file for print is not to have; programs that are asked besides."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from scholiast.preflight import Wanted, examine, programs, with_programs
from tests.preflight import files

STRICT = Wanted(printer=replace(files.PRESS, annotations_allowed=False, most_megabytes=0.001))


# -- what has no place on paper --


def link(pdf: Pdf) -> None:
    """Put a link on the first page."""
    one = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([1, 1, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(one)])


def field(pdf: Pdf) -> None:
    """Put a field to fill in on the first page."""
    link(pdf)
    pdf.pages[0].obj.Annots[0].Subtype = Name.Widget
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].obj.Annots[0]]))


def script(pdf: Pdf) -> None:
    """Put a script into the file."""
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([])))


def attachment(pdf: Pdf) -> None:
    """Attach a file."""
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))


def layers(pdf: Pdf) -> None:
    """Give the file layers."""
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (field, "annotations on page 1 (1 Widget)"),
        (field, "the file holds a form to fill in"),
        (script, "the file holds scripts"),
        (attachment, "the file holds attached files"),
        (layers, "the file holds layers"),
    ],
)
def test_paper_shows_what_is_drawn_and_nothing_else(change: files.Change, words: str) -> None:
    """What only a screen has is told of a file for print, not of one for screens."""
    data = files.changed(change)
    assert {"V352"} == files.codes(data)
    assert any(words in line for line in files.said(data))
    assert set() == files.codes(data, Wanted(kind="screen"))


def test_links_are_told_where_the_printer_wants_none() -> None:
    """Most files have links, and not every printer minds."""
    data = files.changed(link)
    assert set() == files.codes(data)
    wanted = Wanted(printer=replace(files.PRESS, annotations_allowed=False))
    assert any("(1 Link), and A printer wants none" in line for line in files.said(data, wanted))


def test_files_are_open_and_small() -> None:
    """No protection, and no more megabytes than the printer takes."""
    assert {"V354"} == files.codes(files.good(), STRICT)

    def locked(**given: Any) -> bytes:
        import io

        with pikepdf.open(io.BytesIO(files.good())) as pdf:
            out = io.BytesIO()
            pdf.save(out, encryption=pikepdf.Encryption(**given))
        return out.getvalue()

    barred = locked(owner="x", allow=pikepdf.Permissions(print_highres=False, print_lowres=False))
    assert {"V353"} == files.codes(barred)
    assert "forbids printing and printing in full quality" in files.said(barred)[0]
    assert ["V353"] == [one.rule.code for one in files.findings(locked(owner="x", user="y"))]


def test_a_press_knows_old_versions() -> None:
    """PDF 2.0 is told where a printer is named."""
    data = files.made(files.BODY, pdf_variant="pdf/ua-2")
    assert "V355" in files.codes(data, Wanted(printer=files.PRESS))
    assert "V355" not in files.codes(data)


# -- claims --


def without(*keys: str) -> files.Change:
    """Return what takes entries away from the catalogue."""

    def change(pdf: Pdf) -> None:
        for key in keys:
            del pdf.Root[key]

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("/Lang"), "it names no language"),
        (without("/StructTreeRoot"), "it is not tagged"),
        (without("/ViewerPreferences"), "readers are not told to show its title"),
    ],
)
def test_an_accessible_file_has_what_that_takes(change: files.Change, words: str) -> None:
    """PDF/UA is claimed in a line of metadata, whatever the file is."""
    assert [] == files.said(files.accessible(), Wanted(conformance=("pdf/ua-1",)))
    found = files.said(files.changed(change, files.accessible()))
    assert [f"book.pdf: error[V356]: pdf/ua-1 is claimed, but {words}"] == found


def test_claims_are_those_asked_for() -> None:
    """A claim too few, one too many; a file of which none was asked may claim what it likes."""
    found = files.said(files.accessible(), Wanted(conformance=("pdf/a-2b",)))
    assert [
        "book.pdf: error[V356]: pdf/a-2b was asked for, the file claims pdf/ua-1",
        "book.pdf: error[V356]: pdf/ua-1 is claimed, and was not asked for",
    ] == found
    assert [] == files.said(files.accessible())


def test_metadata_that_is_no_xml_is_told() -> None:
    """What can't be read claims nothing."""

    def change(pdf: Pdf) -> None:
        pdf.Root.Metadata.write(b"<x><y></x>")

    assert {"V356"} == files.codes(files.changed(change, files.accessible()))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("/OutputIntents"), "in DeviceRGB without an output intent for RGB"),
        (script, "it holds scripts"),
        (attachment, "it holds attached files"),
    ],
)
def test_an_archive_has_what_that_takes(change: files.Change, words: str) -> None:
    """PDF/A: colours that are explained, nothing that runs."""
    good = files.made(files.BODY, pdf_variant="pdf/a-2b")
    assert [] == files.said(good)
    found = files.said(files.changed(change, good), Wanted(kind="screen"))
    assert any(words in line for line in found)


def for_press(**changes: Any) -> files.Change:
    """Return what makes PDF/X-4 of a file, but for some changes."""

    def change(pdf: Pdf) -> None:
        head = bytes(12) + changes.get("device", b"prtr") + b"RGB " + bytes(100)
        intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX)
        intent.OutputConditionIdentifier = String("Custom")
        intent.DestOutputProfile = pdf.make_stream(head, N=3)
        if changes.get("intent", True):
            pdf.Root.OutputIntents = Array([intent])
        pdf.docinfo.GTS_PDFXVersion = String("PDF/X-4")
        pdf.docinfo.Trapped = Name("/False")
        pdf.trailer.ID = Array([String("a" * 16), String("a" * 16)])
        for page in pdf.pages:
            page.obj.TrimBox = page.obj.MediaBox
            if changes.get("art"):
                page.obj.ArtBox = page.obj.MediaBox
        if changes.get("trapped"):
            del pdf.docinfo.Trapped

    return change


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"intent": False}, "it has no output intent"),
        ({"device": b"mntr"}, "of a device `mntr`, no press"),
        ({"art": True}, "with an art box beside it"),
        ({"trapped": True}, "it does not say whether it is trapped"),
    ],
)
def test_a_file_for_a_press_has_what_that_takes(changes: dict[str, Any], words: str | None) -> None:
    """PDF/X: what it is printed on is said, by a profile of a press."""

    def old(pdf: Pdf) -> None:
        for_press(**changes)(pdf)
        pdf.remove_unreferenced_resources()

    import io

    with pikepdf.open(io.BytesIO(files.good())) as pdf:
        old(pdf)
        out = io.BytesIO()
        pdf.save(out, force_version="1.6", fix_metadata_version=False)
    found = files.said(out.getvalue(), Wanted(conformance=("pdf/x-4",)))
    assert (words is not None) == bool(found)
    assert all("V356" in line and str(words) in line for line in found)


def test_transparency_has_no_place_in_old_standards() -> None:
    """PDF/X-3 and PDF/A-1 know none; it is found in states, forms and images."""

    def claimed(pdf: Pdf) -> None:
        pdf.docinfo.GTS_PDFXVersion = String("PDF/X-3:2003")

    soft = files.image(900, 900, SMask=files.image(900, 900))
    for change in (
        files.drawing(b"/Half gs 9 9 9 9 re f", ExtGState={"Half": Dictionary(ca=0.5)}),
        files.drawing(b"/Mul gs 9 9 9 9 re f", ExtGState={"Mul": Dictionary(BM=Name.Multiply)}),
        files.drawing(b"90 0 0 90 9 9 cm /P Do", XObject={"P": soft}),
    ):
        data = files.changed(claimed, files.changed(change))
        assert any("transparent on page 1" in line for line in files.said(data))
    said = files.said(files.changed(claimed))
    assert not any("transparent" in line for line in said)


# -- programs --


def executable(folder: Path, name: str, output: str, code: int = 0) -> None:
    """Put a program into a folder that prints a text."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(output)
    program = folder / name
    program.write_text(f'#!/bin/sh\ncat "{folder / name}.txt"\nexit {code}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def rule(**changes: Any) -> dict[str, Any]:
    """Return a rule of a report that failed."""
    return {
        "ruleStatus": "FAILED",
        "specification": "ISO 14289-1:2014",
        "clause": "7.1",
        "testNumber": 11,
        "status": "failed",
        "failedChecks": 2,
        "tags": ["structure"],
        "description": "The logical structure of the conforming file shall be described",
        "object": "PDDocument",
        "test": "containsStructTreeRoot == true",
        "checks": [{"status": "failed", "context": "root/document[0]", "errorArguments": []}],
    } | changes


def verdict(compliant: bool, *rules: dict[str, Any], as_list: bool = True) -> dict[str, Any]:
    """Return a report as veraPDF prints it in JSON."""
    details = {"passedRules": 105, "failedRules": len(rules), "ruleSummaries": list(rules)}
    result = {
        "details": details,
        "jobEndStatus": "normal",
        "profileName": "PDF/UA-1 validation profile",
        "statement": "",
        "compliant": compliant,
    }
    job = {
        "itemDetails": {"name": "book.pdf", "size": 1},
        "validationResult": [result] if as_list else result,
        "processingTime": {"difference": "00:00:00.500"},
    }
    return {"report": {"buildInformation": {}, "jobs": [job], "batchSummary": {}}}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of a file that claims to be accessible."""
    path = tmp_path / "book.pdf"
    path.write_bytes(files.accessible())
    return path


def looked(path: Path) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """Return the codes found in a file, what became of its claims, and what programs said."""
    report = with_programs(examine(path.read_bytes(), Wanted(), path.name), path)
    codes = [finding.rule.code for finding in report.findings]
    return codes, dict(report.validations), dict(report.asked)


def test_without_a_validator_nothing_is_validated(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither program is on the machine, that is said, in plain words."""
    monkeypatch.setenv("PATH", "")
    codes, claims, asked = looked(book)
    assert ["V357"] == codes
    assert {"pdf/ua-1": "not validated: veraPDF is not on this machine"} == claims
    assert asked["qpdf"].startswith("not on this machine")


@pytest.mark.parametrize("as_list", [True, False])
def test_what_the_validator_says_is_told(
    book: Path, monkeypatch: pytest.MonkeyPatch, as_list: bool
) -> None:
    """Each rule that failed is a finding with its clause, in old reports and in new ones."""
    rules = (rule(), rule(clause="5", testNumber=1, failedChecks=1, status="passed"))
    report = verdict(False, *rules, as_list=as_list)
    executable(book.parent / "bin", "verapdf", json.dumps(report), 1)
    monkeypatch.setenv("PATH", f"{book.parent / 'bin'}:/bin:/usr/bin")
    found = with_programs(examine(book.read_bytes(), Wanted(), "book.pdf"), book).findings
    assert ["V358"] == [finding.rule.code for finding in found]
    expected = (
        "pdf/ua-1: ISO 14289-1:2014, 7.1, test 11, 2 times: "
        "The logical structure of the conforming file shall be described"
    )
    assert expected == found[0].message


def test_a_file_that_passes_is_said_to_pass(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the validator tested is good; that the file conforms is not for us to say."""
    executable(book.parent / "bin", "verapdf", json.dumps(verdict(True)))
    executable(book.parent / "bin", "qpdf", "No syntax or stream encoding errors found")
    monkeypatch.setenv("PATH", f"{book.parent / 'bin'}:/bin:/usr/bin")
    codes, claims, asked = looked(book)
    assert [] == codes
    passed = "passed all tests of veraPDF (PDF/UA-1 validation profile)"
    assert {"pdf/ua-1": passed} == claims
    assert {"qpdf": "no complaint"} == asked


@pytest.mark.parametrize(
    "output",
    [
        "",
        "no JSON",
        "{}",
        '{"report": {"jobs": []}}',
        '{"report": {"jobs": [{"validationResult": []}]}}',
        '{"report": {"jobs": [{"taskException": {"exceptionMessage": "can not parse"}}]}}',
    ],
)
def test_a_report_that_says_nothing_validates_nothing(
    book: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    """Where veraPDF fails, the claim is not validated, and why is said."""
    executable(book.parent / "bin", "verapdf", output, 3)
    monkeypatch.setenv("PATH", f"{book.parent / 'bin'}:/bin:/usr/bin")
    codes, claims, _ = looked(book)
    assert {"V357", "V358"} & set(codes)
    assert not claims["pdf/ua-1"].startswith("passed")


def test_there_is_no_free_validator_of_files_for_a_press(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDF/X is never validated here, and that is said."""
    assert not any(claim.startswith("pdf/x") for claim in programs.FLAVOURS)
    executable(book.parent / "bin", "verapdf", json.dumps(verdict(True)))
    monkeypatch.setenv("PATH", str(book.parent / "bin") + os.pathsep + os.environ["PATH"])
    book.write_bytes(files.changed(for_press()))
    _, claims, _ = looked(book)
    expected = "not validated: there is no free validator of it, ask your printer"
    assert {"pdf/x-4": expected} == claims


def test_complaints_of_qpdf_are_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What qpdf finds is an error; how it ends says whether it found anything."""
    folder = book.parent / "bin"
    folder.mkdir()
    program = folder / "qpdf"
    program.write_text('#!/bin/sh\necho "WARNING: $2 (object 7 0): bad" >&2\nexit 3\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    report = with_programs(examine(book.read_bytes(), Wanted(), "book.pdf"), book)
    assert {"qpdf": "1 complaint"} == dict(report.asked)
    assert "qpdf says: (object 7 0): bad" in [finding.message for finding in report.findings]
