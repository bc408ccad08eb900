"""Files keep to the standards that they claim, as far as that can be seen without a validator."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pikepdf
import pytest
from lxml import etree
from PIL import Image as Picture
from PIL import ImageCms
from pydantic import ValidationError

from scholiast import pdf as renderer
from scholiast import verify
from scholiast.book import Book, Image
from scholiast.config import Conformance, PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.ledger import open_ledger
from scholiast.pdf.printing import black_ink
from scholiast.theme import Theme, shipped
from tests import factory
from tests.pdf import reading

SETS: list[tuple[Conformance, ...]] = [
    ("pdf/ua-1",),
    ("pdf/ua-2",),
    ("pdf/a-2b",),
    ("pdf/a-3u",),
    ("pdf/a-4",),
    ("pdf/ua-1", "pdf/a-2a"),
    ("pdf/ua-2", "pdf/a-4"),
    ("pdf/x-3",),
    ("pdf/x-4",),
]
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def picture(mode: str, colour: Any) -> bytes:
    """Return a small PNG of one colour."""
    out = io.BytesIO()
    Picture.new(mode, (4, 4), colour).save(out, "PNG")
    return out.getvalue()


def sample() -> Book:
    """Return a book with notes, one of them called twice, a table and a picture with alpha."""
    body = (
        "<p>One[[one|A note.]] and two[[two|Another[[in|, and one in it]].]] and one[[one]].</p>"
        "<table><thead><tr><th>No.</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        '<p><img src="images/veil.png" alt="A veil"/></p><h2 id="more">More</h2><p>Words.</p>'
    )
    veil = Image("images/veil.png", "image/png", picture("RGBA", (200, 30, 30, 128)))
    return factory.book(factory.chapter("c", body), images=[veil])


def made(book: Book, names: tuple[Conformance, ...], *, whole: bool = False) -> bytes:
    """Return the PDF of a book that keeps to these standards, with nothing to be said of it."""
    settings = PdfEdition(conformance=names)
    artifact = renderer.render(book, Theme.find(), settings, whole=whole)
    assert [] == list(map(as_concise, artifact.diagnostics))
    return reading.data_of(artifact)


@cache
def sample_made(names: tuple[Conformance, ...], *, whole: bool = False) -> bytes:
    """Return the PDF of the sample, made once."""
    return made(sample(), names, whole=whole)


@pytest.fixture(scope="module", params=SETS, ids="+".join)
def file(request: pytest.FixtureRequest) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """Return a file of the sample, and what it claims."""
    yield request.param, sample_made(request.param)


def metadata(pdf: pikepdf.Pdf) -> dict[str, list[str]]:
    """Return the properties of the metadata of a file by name, with the texts in each."""
    data = pdf.Root.Metadata.read_bytes()
    start, end = data.index(b"<x:xmpmeta"), data.index(b"<?xpacket end")
    tree = etree.fromstring(data[start:end])
    return {
        f"{one.prefix}:{etree.QName(one).localname}": ["".join(t).strip() for t in [one.itertext()]]
        for description in tree.iter(f"{RDF}Description")
        for one in description
    }


def digests() -> list[str]:
    """Return digests of files that keep to each set of standards, linked and laid out whole."""
    return [
        hashlib.sha256(sample_made(names, whole=whole)).hexdigest()
        for names in SETS
        for whole in (False, True)
    ]


def test_the_same_book_gives_the_same_bytes_anywhere() -> None:
    """A file is of the book and its date alone, its identifiers too (ISO 15930-7)."""
    told = "from tests.pdf.test_standards import digests; print(*digests())"
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    elsewhere = subprocess.run(
        [sys.executable, "-c", told],
        env=os.environ | {"PYTHONHASHSEED": seed, "TZ": "Pacific/Kiritimati"},
        cwd=shipped(),
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert digests() == elsewhere
    assert 2 * len(SETS) == len(set(elsewhere))


@pytest.mark.parametrize("names", SETS[:7], ids="+".join)
def test_both_paths_give_the_same_structure(names: tuple[Conformance, ...]) -> None:
    """A book that is laid out whole and one that is linked have the same elements in order."""
    found = []
    for whole in (False, True):
        with pikepdf.open(io.BytesIO(sample_made(names, whole=whole))) as pdf:
            waiting, kinds = [pdf.Root.StructTreeRoot.K[0]], []
            while waiting:
                element = waiting.pop()
                kinds.append([str(element.S), *sorted(element.keys())])
                kids = [kid for kid in element.get("/K", ()) if isinstance(kid, pikepdf.Dictionary)]
                waiting += [kid for kid in reversed(kids) if "/S" in kid]
            assert "/P" in pdf.Root.StructTreeRoot.K[0]
            found.append((kinds, sorted(pdf.Root.keys()), metadata(pdf)))
    assert found[0] == found[1]


@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_every_word_and_note_is_proved(names: tuple[Conformance, ...]) -> None:
    """A file is proofread whatever it claims, without links too."""
    book = sample()
    proof = verify.pdf.verify(sample_made(names), open_ledger(book), "sample.pdf")
    assert [] == list(map(as_concise, proof.diagnostics))
    assert {note.id for note in book.notes} == set(proof.stands)


def test_a_file_says_what_it_is(file: tuple[tuple[str, ...], bytes]) -> None:
    """Version, claims, title and dates are there, and sound (ISO 14289-1, 5; 19005-2, 6.6.4)."""
    names, data = file
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [] == pdf.check_pdf_syntax()
        said = metadata(pdf)
        claims = {
            f"pdf/{kind}-{said[key][0]}{''.join(said.get(level, [])).lower()}"
            for kind, key, level in (
                ("ua", "pdfuaid:part", ""),
                ("a", "pdfaid:part", "pdfaid:conformance"),
            )
            if key in said
        }
        assert {name for name in names if not name.startswith("pdf/x")} == claims
        assert ["A Sample Book"] == said["dc:title"]
        assert ["2026-05-01T00:00:00Z"] == said["xmp:ModifyDate"]
        is_new = {"pdf/ua-2", "pdf/a-4"} & set(names)
        version = {"pdf/x-3": "1.4", "pdf/x-4": "1.6"}.get(names[0], "1.7")
        assert ("2.0" if is_new else version) == pdf.pdf_version
        assert "/ID" in pdf.trailer
        # PDF/A has to be told what PDF/UA's claim is (ISO 19005-2, 6.6.2.3)
        both = {"pdf/ua-1", "pdf/a-2a"} <= set(names)
        assert both == ("pdfaExtension:schemas" in said)
        assert ("/Info" in pdf.trailer) == ("pdf/a-4" not in names)  # ISO 19005-4, 6.1.3
        assert ("/Title" in pdf.docinfo) == (not is_new)


def test_tagged_files_have_what_readers_need(file: tuple[tuple[str, ...], bytes]) -> None:
    """Language, tags and the title in the window's bar (ISO 14289-1, 7.1 and 7.2)."""
    names, data = file
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "en-GB" == str(pdf.Root.Lang)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert ("/StructTreeRoot" in pdf.Root) == (not names[0].startswith("pdf/x"))
        for page in pdf.pages:
            for link in page.get("/Annots", ()):
                assert str(link.Contents)  # 7.18.5
                assert int(link.F) == 4  # ISO 19005-2, 6.3.2
                assert page.Tabs == "/S"  # 7.18.3


def test_colours_are_of_a_known_kind(file: tuple[tuple[str, ...], bytes]) -> None:
    """PDF/A and PDF/X name the condition they are meant for, its profile within."""
    names, data = file
    with pikepdf.open(io.BytesIO(data)) as pdf:
        intents = list(pdf.Root.get("/OutputIntents", ()))
        if all(name.startswith("pdf/ua") for name in names):
            assert [] == intents
            return
        (intent,) = intents
        is_print = names[0].startswith("pdf/x")
        assert ("/GTS_PDFX" if is_print else "/GTS_PDFA1") == intent.S
        profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes()))
        assert ("GRAY" if is_print else "RGB ") == profile.profile.xcolor_space
        if is_print:
            spaces = [page.Resources.ColorSpace.DefaultRGB[0] for page in pdf.pages]
            assert {"/ICCBased"} == set(map(str, spaces))


def test_all_fonts_are_embedded(file: tuple[tuple[str, ...], bytes]) -> None:
    """Each has its outlines and tells what its glyphs are read as (ISO 19005-2, 6.2.11)."""
    names, data = file
    with pikepdf.open(io.BytesIO(data)) as pdf:
        kinds = set()
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
                assert "/ToUnicode" in thing
                program = thing.DescendantFonts[0].FontDescriptor.FontFile3
                kinds.add(str(program.Subtype))
        # OpenType is of PDF 1.6 (ISO 32000-1, 9.9)
        assert {"/CIDFontType0C" if "pdf/x-3" in names else "/OpenType"} == kinds


# -- notes of PDF 2.0 --


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """Return the elements of a type."""
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary)
        and thing.get("/Type") == "/StructElem"
        and thing.S == kind
    ]


@pytest.mark.parametrize("whole", [False, True])
def test_notes_and_calls_lead_to_each_other(whole: bool) -> None:
    """In PDF/UA-2 a note is a `FENote`, with `Ref` both ways (ISO 14289-2, 8.2.5.14)."""
    with pikepdf.open(io.BytesIO(sample_made(("pdf/ua-2",), whole=whole))) as pdf:
        notes, calls = elements(pdf, "/FENote"), elements(pdf, "/Reference")
        assert [] == elements(pdf, "/Note")
        assert [1, 1, 2] == sorted(len(note.Ref) for note in notes)
        assert {"http://iso.org/pdf2/ssn"} == {str(note.NS.NS) for note in notes}
        assert len(calls) == 4
        for note in notes:
            assert all(call.Ref[0].objgen == note.objgen for call in note.Ref)
        assert {call.objgen for note in notes for call in note.Ref} == {c.objgen for c in calls}


@pytest.mark.parametrize("whole", [False, True])
def test_names_lead_to_elements(whole: bool) -> None:
    """In PDF/UA-2 links and outline lead to the structure (ISO 14289-2, 8.8)."""
    with pikepdf.open(io.BytesIO(sample_made(("pdf/ua-2",), whole=whole))) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        assert len(names) > 8
        for name, place in names.items():
            assert "/StructElem" == place.SD[0].Type
            assert place.SD[1:] == place.D[1:]
            if str(name).startswith("note-"):
                assert "/FENote" == place.SD[0].S
            if str(name).startswith("call-"):
                assert "/Reference" == place.SD[0].S
        assert "/StructElem" == pdf.Root.Outlines.First.A.SD[0].Type


# -- print --


def test_a_file_for_print_has_no_links() -> None:
    """They are data of ours beside the page, where no press looks (ISO 32000-1, 14.5)."""
    with pikepdf.open(io.BytesIO(sample_made(("pdf/x-4",)))) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert not any(thing for thing in pdf.objects if _is(thing, "/Type", "/Annot"))
        ours = [page.PieceInfo.Scholiast.Private for page in pdf.pages if "/PieceInfo" in page]
        assert "note-c-one" in {str(link.Dest) for data in ours for link in data.Links}
        assert all("/LastModified" in page for page in pdf.pages if "/PieceInfo" in page)
        assert ["PDF/X-4"] == metadata(pdf)["pdfxid:GTS_PDFXVersion"]
        assert "/False" == str(pdf.docinfo.Trapped)


def _is(thing: Any, key: str, value: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get(key) == value


def test_the_identifier_is_of_the_content() -> None:
    """Another word gives another one."""
    found = set()
    for words in ("One", "One", "Two"):
        data = made(factory.book(factory.chapter("c", f"<p>{words}.</p>")), ("pdf/x-4",))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found.add(metadata(pdf)["xmpMM:DocumentID"][0])
    assert len(found) == 2


@pytest.mark.parametrize("name", ["pdf/x-3", "pdf/x-4"])
def test_text_is_printed_in_black_alone(name: Conformance) -> None:
    """Grey is never mixed of three colours, on pages and in what they use."""
    with pikepdf.open(io.BytesIO(sample_made((name,)))) as pdf:
        forms = [t for t in pdf.objects if isinstance(t, pikepdf.Stream) and _form(t)]
        greys = 0
        for drawn in [*pdf.pages, *forms]:
            for part in pikepdf.parse_content_stream(drawn):
                if isinstance(part, pikepdf.ContentStreamInstruction):
                    operands = [str(value) for value in part.operands]
                    assert str(part.operator) not in ("rg", "RG") or len(set(operands)) > 1
                    greys += str(part.operator) == "g"
        assert greys > 10


def _form(stream: pikepdf.Stream) -> bool:
    return bool(stream.get("/Subtype") == "/Form")


def test_pdf_x_3_has_no_transparency() -> None:
    """Images are laid on white; groups and states that mix are not there (ISO 15930-6)."""
    with pikepdf.open(io.BytesIO(sample_made(("pdf/x-3",)))) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        assert not [stream for stream in streams if "/SMask" in stream or "/Group" in stream]
        (veil,) = [s for s in streams if s.get("/Subtype") == "/Image" and s.Width == 4]
        pixel = pikepdf.PdfImage(veil).as_pil_image().getpixel((1, 1))
        assert (227, 142, 142) == pixel


def test_what_is_transparent_in_pdf_x_3_is_reported() -> None:
    """An opacity can't be kept; that is a warning, not a silent change."""
    body = '<p style="opacity: 0.5">Pale.</p>'
    settings = PdfEdition(conformance=("pdf/x-3",))
    artifact = renderer.render(factory.book(factory.chapter("c", body)), Theme.find(), settings)
    assert ["R312"] == [finding.rule.code for finding in artifact.diagnostics]


def test_the_profile_of_black_ink_is_one() -> None:
    """A colour engine reads it: paper is white, half a tint prints as much as 70 per cent."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(black_ink()))
    assert "prtr" == profile.profile.device_class
    lab = ImageCms.createProfile("LAB")
    convert = ImageCms.buildTransform(profile, lab, "L", "LAB")
    tints = [Picture.new("L", (1, 1), value) for value in range(0, 256, 5)]
    levels = [ImageCms.applyTransform(tint, convert) for tint in tints]
    lights = [level.getpixel((0, 0))[0] for level in levels]  # type: ignore[index,union-attr]
    assert (0, 255) == (lights[0], lights[-1])
    assert lights == sorted(lights)
    half = (lights[25] / 255 * 100 + 16) / 116  # CIE 15, 8.2.1: L* to light
    assert 0.28 < half**3 < 0.32


# -- book.yaml --


def test_all_standards_can_be_asked_for() -> None:
    """One may be written as it is; each name is among those that are tried here, or like one."""
    assert ("pdf/a-2a",) == PdfEdition.model_validate({"conformance": "pdf/a-2a"}).conformance
    assert ("pdf/ua-1",) == PdfEdition().conformance
    assert {name.partition("-")[0] for name in get_args(Conformance)} == {
        name.partition("-")[0] for names in SETS for name in names
    }


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["pdf/a-2a", "pdf/a-3u"], "keeps to one part of a standard"),
        (["pdf/x-4", "pdf/ua-1"], "keeps to no other standard"),
        (["pdf/ua-1", "pdf/a-4"], "are of PDF 2.0"),
        (["pdf/a-2b", "pdf/ua-2"], "are of PDF 2.0"),
        ("pdf/a-1b", "Input should be"),
    ],
)
def test_standards_that_exclude_each_other_are_refused(names: Any, why: str) -> None:
    """The message says which."""
    with pytest.raises(ValidationError, match=why):
        PdfEdition(conformance=names)
