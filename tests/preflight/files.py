"""Small PDFs for the tests of preflight: one that is good, and ways to spoil it."""

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import PIL.Image
import weasyprint
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from scholiast.diagnostics import Diagnostic, as_concise
from scholiast.preflight import Press, Report, Wanted, examine
from scholiast.theme import shipped

Change = Callable[[Pdf], None]

FONTS = shipped() / "styles" / "fonts"
STYLE = """
@font-face { font-family: Text; src: url(LinLibertine_R.otf) }
@page { size: 6in 9in; margin: 20mm 17mm 22mm 20mm }
html { font: 10.5pt/14pt Text } body { margin: 0 } h2 { break-before: page }
"""
BODY = "<h1>One</h1><p>Words of the first page.<h2>Two</h2><p>Words of the second one."

PRESS = Press(
    "A printer",
    least_pages=2,
    most_pages=828,
    gutters=((150, 9.6), (828, 22.3)),
    outer=6.4,
    outer_with_bleed=9.6,
)


def made(body: str, style: str = "", pdf_variant: str | None = None) -> bytes:
    """Return a PDF that WeasyPrint makes of a text."""
    page = f"<html lang=en><title>A Book</title><style>{STYLE}{style}</style>{body}</html>"
    options = {"pdf_variant": pdf_variant} if pdf_variant else {}
    data: bytes = weasyprint.HTML(string=page, base_url=f"{FONTS.as_uri()}/").write_pdf(**options)
    return data


@cache
def good() -> bytes:
    """Return a PDF of two pages with nothing wrong."""
    return made(BODY)


@cache
def accessible() -> bytes:
    """Return the same as PDF/UA."""
    return made(BODY, pdf_variant="pdf/ua-1")


def changed(change: Change, data: bytes | None = None) -> bytes:
    """Return a PDF to which something was done."""
    with pikepdf.open(io.BytesIO(good() if data is None else data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def drawing(content: bytes, **resources: object) -> Change:
    """Return what draws something more on the first page, with resources by their kind."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0]
        page.contents_add(Stream(pdf, b"q\n" + content + b"\nQ\n"))
        for kind, entries in resources.items():
            found = page.obj.Resources.get(f"/{kind}", Dictionary())
            assert isinstance(entries, dict)
            for name, made in entries.items():
                found[f"/{name}"] = made(pdf) if callable(made) else made
            page.obj.Resources[f"/{kind}"] = found

    return change


def image(
    width: int, height: int, mode: str = "L", bits: int = 8, **more: object
) -> Callable[[Pdf], Stream]:
    """Return what adds an image of one tone to a file."""
    space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[mode]
    picture = PIL.Image.new(mode, (width, height), more.pop("colour", 0))  # type: ignore[arg-type]
    data = picture.tobytes() if bits == 8 else picture.convert("1").tobytes()

    def make(pdf: Pdf) -> Stream:
        entries = {key: value(pdf) if callable(value) else value for key, value in more.items()}
        return Stream(
            pdf,
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=space,
            BitsPerComponent=bits,
            **entries,
        )

    return make


def form(content: bytes, **resources: object) -> Callable[[Pdf], Stream]:
    """Return what adds a form to a file."""

    def make(pdf: Pdf) -> Stream:
        found = Dictionary()
        for kind, entries in resources.items():
            assert isinstance(entries, dict)
            found[f"/{kind}"] = Dictionary({f"/{n}": one(pdf) for n, one in entries.items()})
        stream = Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, Resources=found)
        stream.BBox = Array([0, 0, 1000, 1000])
        return stream

    return make


def report(data: bytes, wanted: Wanted | None = None) -> Report:
    """Return what is found in a PDF."""
    return examine(data, wanted or Wanted(), "book.pdf")


def findings(data: bytes, wanted: Wanted | None = None) -> list[Diagnostic]:
    """Return what is wrong with a PDF."""
    return list(report(data, wanted).findings)


def codes(data: bytes, wanted: Wanted | None = None) -> set[str]:
    """Return the codes of what is wrong with a PDF."""
    return {finding.rule.code for finding in findings(data, wanted)}


def said(data: bytes, wanted: Wanted | None = None) -> list[str]:
    """Return what is wrong with a PDF, in lines."""
    return [as_concise(finding) for finding in findings(data, wanted)]
