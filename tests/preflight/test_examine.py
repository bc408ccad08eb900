"""All of it: damaged files, pages walked in jobs, the command, and books that are just built."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from typer.testing import CliRunner

from scholiast import preflight
from scholiast.book import Book, Image
from scholiast.cli import app
from scholiast.config import Margins, PdfEdition, ScreenEdition
from scholiast.diagnostics import Diagnostic, Rule, as_concise
from scholiast.edition import Artifact, Format, twin_name
from scholiast.jobs import Here, Works
from scholiast.pdf import render
from scholiast.preflight import Wanted, editions, examine, gathering
from scholiast.rules import table
from scholiast.theme import Theme
from tests import factory
from tests.preflight import files

RUN = CliRunner()
NESTED = files.form(b"0 g 9 9 9 9 re f /Again Do", XObject={"Again": files.image(400, 400)})


def mixed() -> bytes:
    """Return a file with all that a page can hold: forms, images, states, colours, artifacts."""
    drawn = b"""/Artifact <</Type /Pagination>> BDC BT 90 600 Td (unreadable) Tj ET EMC
    /Half gs 0.2 w 9 9 m 99 9 l S 0.1 0.2 0.3 0.4 k 0 0 9 9 re f 90 0 0 90 9 9 cm /Pic Do /Fm Do"""
    change = files.drawing(
        drawn,
        XObject={"Pic": files.image(100, 100), "Fm": NESTED},
        ExtGState={"Half": Dictionary(ca=0.5, LW=0.1)},
    )
    return files.changed(change)


# -- damage --


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_findings_and_no_exception(data: st.DataObject) -> None:
    """Whatever bytes are changed, cut off or doubled, something can be said."""
    spoilt = bytearray(mixed())
    for _ in range(data.draw(st.integers(1, 30))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    stop = data.draw(st.sampled_from([len(spoilt), len(spoilt) // 2, len(spoilt) - 20]))
    report = examine(bytes(spoilt[:stop]), Wanted(printer=files.PRESS), "book.pdf")
    assert report.findings or report.book is not None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([
    b"q", b"Q", b"cm", b"1 0 0 1 0 0", b"BT", b"ET", b"Tf", b"/F", b"12", b"Tj", b"TJ", b"(", b")",
    b"[", b"]", b"<", b">", b"<<", b">>", b"BI", b"ID", b"EI", b"Do", b"/Fm0", b"gs", b"rg", b"re",
    b"f", b"0.1 0.2", b"-", b"--1", b".", b"Tm", b"BDC", b"EMC", b"scn", b"%", b"\\", b"\xff",
]), max_size=40))  # fmt: skip
def test_any_stream_can_be_walked(words: list[bytes]) -> None:
    """A stream that is no stream gives faults, not exceptions, and takes no time."""
    data = files.changed(files.drawing(b" ".join(words)))
    assert files.report(data).book is not None


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no PDF at all", b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_told(data: bytes) -> None:
    """A file that is none is one finding."""
    assert {"V330"} == files.codes(data)


def test_a_file_that_had_to_be_repaired_is_told() -> None:
    """Screens mend such files and say nothing."""
    found = files.said(files.good().replace(b"startxref", b"startxrex"))
    assert any("V330" in line and "had to be repaired" in line for line in found)


def test_a_stream_that_ends_within_a_string_takes_no_time() -> None:
    """Strings and arrays without an end are passed over once, not once for each."""
    for word in (b"(", b"[", b"<<", b"[(", b"<"):
        data = files.changed(files.drawing(word * 100_000))
        assert files.report(data).book is not None


def test_forms_that_draw_themselves_come_to_an_end() -> None:
    """A circle is a fault of the file."""

    def change(pdf: Pdf) -> None:
        made = files.form(b"/Fm Do")(pdf)
        made.Resources.XObject = Dictionary(Fm=made)
        files.drawing(b"/Fm Do", XObject={"Fm": made})(pdf)

    assert "V330" in files.codes(files.changed(change))


def test_forms_without_resources_use_those_of_the_page() -> None:
    """As old files do."""

    def bare(pdf: Pdf) -> object:
        made = files.form(b"90 0 0 90 9 9 cm /Pic Do")(pdf)
        del made.Resources
        return made

    change = files.drawing(b"/Fm Do", XObject={"Fm": bare, "Pic": files.image(100, 100)})
    assert {"V337"} == files.codes(files.changed(change))


# -- jobs --


def test_jobs_see_what_is_seen_without_them() -> None:
    """What goes to another process and back is the same: findings, and all that was seen."""
    alone = examine(mixed(), Wanted(), "book.pdf")
    works = Works(Here(), None)
    shared = examine(mixed(), Wanted(), "book.pdf", works)
    assert alone.findings == shared.findings
    assert {"V337", "V342", "V330"} <= {one.rule.code for one in alone.findings}
    assert alone.book is not None
    assert shared.book is not None
    assert list(alone.book.seen) == list(shared.book.seen)
    assert ["preflight PDF"] == [done.stage for done in works.account]


def test_a_job_depends_on_its_pages_alone() -> None:
    """What else changes in the file, such as its title, has no page walked again."""

    def parts(data: bytes) -> object:
        with preflight.opening.opened(data) as (pdf, _):
            pages = list(pdf.pages)
            trims = [(0.0, 0.0, 432.0, 648.0)] * len(pages)
            cut = gathering.cut(pages, trims, preflight.opening.Register())
            return [gathering._job(1, one).parts for one in cut]

    def retitled(pdf: Pdf) -> None:
        pdf.docinfo.Title = "Another title"
        pdf.make_indirect(Array([Name.Unused]))

    assert parts(mixed()) == parts(files.changed(retitled, mixed()))
    assert parts(mixed()) != parts(files.good())


# -- books that are just built --


BODY = "<p>Words[[one|A note.]] and more.</p>"
THEME = Theme.find()


def looked(
    body: str, settings: PdfEdition, format: Format = Format.PDF, **more: object
) -> list[str]:
    """Return what is wrong with the file of a book that was just made."""
    book = factory.book(factory.chapter("c", body), **more)  # type: ignore[arg-type]
    made = replace(render(book, THEME, settings), format=format)
    return [as_concise(one) for one in _look(made, settings, book, THEME)]


def _look(made: Artifact, settings: PdfEdition, book: Book, theme: Theme) -> tuple[Diagnostic, ...]:
    return editions.finish(editions.begin(made, settings, book, theme))


@pytest.mark.parametrize("trim", ["5x8", "6x9", "A4", "120x190mm"])
def test_a_good_book_has_nothing_wrong(trim: str) -> None:
    """In whatever trim."""
    assert [] == looked(BODY, PdfEdition(trim=trim))


@pytest.mark.parametrize("standard", ["pdf/x-3", "pdf/x-4", "pdf/a-2b", "pdf/ua-2"])
def test_a_good_book_keeps_to_its_standard(standard: str) -> None:
    """As far as that can be seen without a validator."""
    edition = PdfEdition.model_validate({"conformance": standard})
    assert [] == looked(BODY, edition)


def picture(size: int) -> Image:
    """Return an image of so many pixels, which a page shows 96 to the inch."""
    import PIL.Image

    out = io.BytesIO()
    PIL.Image.effect_noise((size, size), 50).save(out, "PNG")
    return Image("images/map.png", "image/png", out.getvalue(), size, size)


def test_an_image_is_known_by_its_file() -> None:
    """What is told of an image names the file of the manuscript; a screen edition is not asked."""
    body = '<p>Words.</p><figure><img src="images/map.png" alt="A map"/></figure>'
    found = looked(body, PdfEdition(), images=[picture(300)])
    assert 1 == len(found)
    assert "warning[V338]: `images/map.png` is printed at 96 dpi on page" in found[0]
    edition = PdfEdition.model_validate({"printer": "offset", "margins": {"outer": "20mm"}})
    found = looked(body, edition, images=[picture(300)])
    assert any("error[V337]: `images/map.png` is printed at 96 dpi" in line for line in found)
    assert [] == looked(body, ScreenEdition(), Format.SCREEN, images=[picture(300)])


LONG = "".join(
    f"<p>{'Words and more words, to fill the pages of a book. ' * 60}</p>" for _ in range(9)
)


@pytest.mark.parametrize("house", ["kdp", "ingramspark", "lulu"])
def test_a_book_for_a_printer_is_as_the_printer_wants_it(house: str) -> None:
    """Margins at the spine, marks that hang in them, blank pages, and links are all seen to."""
    edition = PdfEdition.model_validate(
        {"printer": house, "trim": "5x8", "bleed": "0.125in", "font_size": "14pt"}
    )
    found = looked(BODY + LONG, edition)
    assert [] == [line for line in found if "error" in line and "V344" not in line]


def test_the_twin_is_looked_at_for_what_a_press_does_not_take() -> None:
    """The file that is read may have links, the one that is printed may not."""
    edition = PdfEdition(printer="kdp")
    book = factory.book(factory.chapter("c", BODY))
    made = render(book, THEME, edition)
    own, twin = made.name, twin_name(made.name)
    assert "V352" not in {one.rule.code for one in _look(made, edition, book, THEME)}
    spoilt = replace(made, files={own: made.files[own], twin: made.files[own]})
    found = _look(spoilt, edition, book, THEME)
    assert [twin] == [str(one.place).partition("#")[0] for one in found if one.rule.code == "V352"]
    damaged = replace(made, files={own: made.files[own], twin: b"no PDF"})
    assert "V330" in {one.rule.code for one in _look(damaged, edition, book, THEME)}


def test_what_layout_has_told_is_not_told_again() -> None:
    """A word that is too long is in the margin; layout knows where it is from, and says it."""
    body = f"<p>{'W' * 36}</p>"
    settings = PdfEdition(margins=Margins(inner="20mm", outer="17mm"))
    book = factory.book(factory.chapter("c", body))
    made = render(book, THEME, settings)
    assert ["R310"] == [one.rule.code for one in made.diagnostics]
    assert () == _look(made, settings, book, THEME)
    silent = replace(made, diagnostics=())
    found = _look(silent, settings, book, THEME)
    assert ["V350"] == [one.rule.code for one in found]


# -- the command --


def test_the_command_shows_facts_and_ends_with_1_at_errors(tmp_path: Path) -> None:
    """Any PDF will do; a table of facts, then what is wrong."""
    path = tmp_path / "book.pdf"
    path.write_bytes(mixed())
    done = RUN.invoke(app, ["preflight", str(path)])
    assert 1 == done.exit_code
    for word in ("book.pdf", "152.4 × 228.6 mm", "Text", "OpenType (CFF)", "100 × 100", "V337"):
        assert word in done.stdout


def test_the_command_ends_with_0_where_nothing_is_wrong(tmp_path: Path) -> None:
    """A good file, as asked; with --strict, warnings count."""
    path = tmp_path / "book.pdf"
    path.write_bytes(files.good())
    asked = ["preflight", str(path), "--trim", "6x9", "--bleed", "0mm", "--screen"]
    assert 0 == RUN.invoke(app, asked).exit_code
    assert 1 == RUN.invoke(app, ["preflight", str(path), "--trim", "5x8"]).exit_code
    assert 1 == RUN.invoke(app, ["preflight", str(path), "--printer", "kdp"]).exit_code
    path.write_bytes(files.changed(files.drawing(b"0.1 w 9 9 m 99 9 l S")))
    assert 0 == RUN.invoke(app, ["preflight", str(path)]).exit_code
    assert 1 == RUN.invoke(app, ["preflight", str(path), "--strict"]).exit_code


def test_the_command_tells_machines_all_of_it(tmp_path: Path) -> None:
    """JSON has the facts, the findings, and of each claim whether it was validated."""
    path = tmp_path / "book.pdf"
    path.write_bytes(files.accessible())
    done = RUN.invoke(app, ["preflight", str(path), "--json"])
    found = json.loads(done.stdout)
    assert 2 == found["pages"]
    assert [
        {"trim": [152.4, 228.6], "bleed": [152.4, 228.6], "media": [152.4, 228.6], "pages": 2}
    ] == (found["boxes"])
    assert {"Text", "Text-Bold"} == {font["name"] for font in found["fonts"]}
    assert ["pdf/ua-1"] == [one["claim"] for one in found["claims"]]
    assert found == json.loads(RUN.invoke(app, ["preflight", str(path), "--format", "json"]).stdout)


@pytest.mark.parametrize(
    "words",
    [["--printer", "nobody"], ["--trim", "6by9"], ["--bleed", "much"]],
)
def test_the_command_says_what_it_does_not_know(tmp_path: Path, words: list[str]) -> None:
    """What is asked has to mean something; the file has to be there."""
    path = tmp_path / "book.pdf"
    assert 2 == RUN.invoke(app, ["preflight", str(path)]).exit_code
    path.write_bytes(files.good())
    assert 2 == RUN.invoke(app, ["preflight", str(path), *words]).exit_code


# -- rules --


def test_all_rules_are_known() -> None:
    """The codes from V330 to V359 are those of preflight, none left out."""
    found = [code for code in table() if "V330" <= code <= "V359"]
    assert found == [f"V{number}" for number in range(330, 360)]


def test_each_rule_has_a_file_that_it_catches() -> None:
    """A rule without a test of its own proves nothing: each code stands in one of these modules."""
    here = Path(__file__).parent
    said = "".join(path.read_text() for path in here.glob("test_*.py"))
    rules: list[Rule] = [rule for code, rule in table().items() if "V330" <= code <= "V359"]
    assert [] == [rule.code for rule in rules if rule.code not in said]
