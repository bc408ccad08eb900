"""A font cut down to the glyphs that are drawn, and its dictionaries, as WeasyPrint makes them.

WeasyPrint does it with its own `Font`, which is made with Pango at hand; what it needs of that is
put in its place.
"""

import functools
import io
from collections.abc import Mapping
from typing import Any

import pydyf
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text import ffi as native

from scholiast.pdf.cids import by_number


def cut(task: Mapping[str, Any], data: bytes) -> bytes:
    """Return a file whose catalog names the `Fonts` of a task, made of the font file `data`.

    `facts` are those of WeasyPrint's `Font` that cutting depends on, `faces` what each of the fonts
    says of itself, with the `widths` and `to_unicode` of its glyphs; one program serves all.
    """
    glyphs = {glyph for face in task["faces"] for glyph, _ in face["to_unicode"]}
    content = _program(task["facts"], sorted(glyphs), data)
    fonts = {
        index: _stand_in(task["hash"], face, content) for index, face in enumerate(task["faces"])
    }
    pdf = pydyf.PDF()
    options = {"hinting": False, "pdf_version": task["version"]}
    made = build_fonts_dictionary(pdf, fonts, True, True, options)
    dictionaries = [
        thing.reference
        for thing in pdf.objects
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") in ("/Type0", "/Type3")
    ]
    assert made
    assert len(dictionaries) == len(fonts)
    pdf.catalog["Fonts"] = pydyf.Array(dictionaries)
    out = io.BytesIO()
    pdf.write(out, b"1.7", identifier=False, compress=True)
    return out.getvalue()


def _program(facts: Mapping[str, Any], glyphs: list[int], data: bytes) -> bytes:
    """Return a font file with some glyphs alone, their numbers kept."""
    font = Font.__new__(Font)
    for name, value in facts.items():
        setattr(font, name, value)
    font.file_content = data
    font.hb_face = _face(data, font.index)
    if not facts["bitmap"]:
        font.clean(dict.fromkeys(glyphs, ""), hinting=False)
    return by_number(font.file_content)


def _stand_in(name: str, face: Mapping[str, Any], content: bytes) -> Font:
    """Return what WeasyPrint takes for a font that is cut; those of one `hash` are one program."""
    font = Font.__new__(Font)
    for key, value in face["facts"].items():
        setattr(font, key, value)
    font.name = face["facts"]["name"].encode("latin-1")
    font.hash = name
    font.missing = {int(code): glyph for code, glyph in face["facts"]["missing"].items()}
    font.widths, font.to_unicode = dict(face["widths"]), dict(face["to_unicode"])
    font.file_content = content
    font.clean = lambda *_: None  # it is
    return font


@functools.cache
def _harfbuzz() -> tuple[Any, Any]:
    """Return HarfBuzz with the two functions that WeasyPrint does not declare."""
    ffi = type(native.ffi)()
    ffi.include(native.ffi)
    ffi.cdef(
        """
        hb_blob_t * hb_blob_create (const char *, unsigned int, int, void *, void *);
        hb_face_t * hb_face_create (hb_blob_t *, unsigned int);
        """
    )
    names = (
        "libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib",
        "libharfbuzz-0.dll",
    )  # fmt: skip
    return ffi, native._dlopen(ffi, *names)


def _face(data: bytes, index: int) -> Any:
    """Return HarfBuzz's face of a font file."""
    ffi, library = _harfbuzz()
    blob = library.hb_blob_create(data, len(data), 0, ffi.NULL, ffi.NULL)  # 0: it makes a copy
    face = library.hb_face_create(blob, index)
    native.harfbuzz.hb_blob_destroy(blob)
    return native.ffi.gc(face, native.harfbuzz.hb_face_destroy)
