"""One copy of each font for all sheaves of a book, cut down to the glyphs that are drawn.

WeasyPrint names a font by its description and keeps the numbers of glyphs, so the streams of all
sheaves agree. Its own functions cut the font and write its dictionaries; what they need of its own
`Font`, which is made with Pango at hand, is put in its place.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text import ffi as native

from scholiast.jobs import Job, Works
from scholiast.pdf.objects import File, dictionary
from scholiast.pdf.sheaf import FontUse, Sheaf

_CUT_BY = (
    "family", "index", "tables", "png", "svg", "colr", "variations", "weight", "style", "font_size",
    "missing", "bitmap",
)  # fmt: skip
"""The facts of a font that WeasyPrint's cutting depends on."""


@dataclass(slots=True)
class _Face:
    """A font as it is to be written: the first use of it, and the glyphs of all."""

    use: FontUse
    widths: dict[int, int]
    to_unicode: dict[int, str]

    @classmethod
    def of(cls, use: FontUse) -> "_Face":
        return cls(use, dict(use.widths), dict(use.to_unicode))

    def admits(self, use: FontUse) -> bool:
        """Tell whether another use can be written as this one: same file, same widths."""
        widths = self.widths
        return use.file == self.use.file and all(
            widths.get(glyph, width) == width for glyph, width in use.widths.items()
        )

    def admit(self, use: FontUse) -> None:
        """Add the glyphs of another use."""
        self.widths |= use.widths
        self.to_unicode = {**use.to_unicode, **self.to_unicode}


@dataclass(slots=True)
class _Merged:
    """The fonts of a book: those that sheaves share by name, and those that are of one alone."""

    shared: dict[str, _Face] = field(default_factory=dict)
    own: dict[int, dict[str, _Face]] = field(default_factory=dict)

    def faces(self) -> list[_Face]:
        alone = [face for faces in self.own.values() for face in faces.values()]
        return [*self.shared.values(), *alone]


def _merged(sheaves: Sequence[Sheaf]) -> _Merged:
    """Merge the fonts of sheaves by their names, in the order of the sheaves.

    Glyphs that stand for what a font lacks have numbers of their own in each sheaf.
    """
    merged = _Merged()
    for index, sheaf in enumerate(sheaves):
        for use in sheaf.fonts:
            face = merged.shared.get(use.hash)
            if use.facts["missing"] or (face is not None and not face.admits(use)):
                merged.own.setdefault(index, {})[use.hash] = _Face.of(use)
            elif face is None:
                merged.shared[use.hash] = _Face.of(use)
            else:
                face.admit(use)
    return merged


def add_fonts(
    file: File, sheaves: Sequence[Sheaf], fonts: Mapping[str, bytes], version: str, works: Works
) -> list[bytes]:
    """Add the fonts of sheaves to a file, and return for each the reference of its fonts' names.

    `fonts` are font files by SHA-256, beside those that sheaves bring; `version` is that of the
    PDF. Raises ValueError naming a font whose file nobody brings.
    """
    merged = _merged(sheaves)
    files = {**fonts, **{name: data for sheaf in sheaves for name, data in sheaf.files.items()}}
    faces = merged.faces()
    written = _written(file, faces, _cut(merged, files, works), version)
    at = {id(face): reference for face, reference in zip(faces, written, strict=True)}
    shared = {name: at[id(face)] for name, face in merged.shared.items()}
    common = file.add(_names(shared))
    found = []
    for index in range(len(sheaves)):
        own = {name: at[id(face)] for name, face in merged.own.get(index, {}).items()}
        found.append(file.add(_names(shared | own)) if own else common)
    return found


def _names(fonts: Mapping[str, bytes]) -> bytes:
    return dictionary({name.encode(): at for name, at in fonts.items()})


_Cuts = Mapping[tuple[str, str], bytes]


def _cut(merged: _Merged, files: Mapping[str, bytes], works: Works) -> _Cuts:
    """Return the fonts of a book, cut down, by name and file."""
    glyphs: dict[tuple[str, str], set[int]] = {}
    facts: dict[tuple[str, str], Mapping[str, Any]] = {}
    for face in merged.faces():
        key = face.use.hash, face.use.file
        glyphs.setdefault(key, set()).update(face.to_unicode)
        if key not in facts or face.use.facts["missing"]:
            facts[key] = face.use.facts
    jobs = [_job(key, facts[key], glyphs[key], files, works) for key in glyphs]
    return dict(zip(glyphs, works.run(jobs), strict=True))


def _job(
    key: tuple[str, str],
    facts: Mapping[str, Any],
    glyphs: set[int],
    files: Mapping[str, bytes],
    works: Works,
) -> Job:
    if key[1] not in files:
        raise ValueError(f"no sheaf brings the file {key[1]} of the font {facts['name']}")
    task = {"glyphs": sorted(glyphs), "facts": {name: facts[name] for name in _CUT_BY}}
    shared = {"font": works.share(files[key[1]])}
    return Job("cut fonts", key[0], cut_font, {"task": json.dumps(task).encode()}, shared)


def cut_font(parts: Mapping[str, bytes]) -> bytes:
    """Return a font of `font` with the glyphs of `task` alone, their numbers kept.

    HarfBuzz does it, as WeasyPrint has it do it.
    """
    task = json.loads(parts["task"])
    font = Font.__new__(Font)
    for name, value in task["facts"].items():
        setattr(font, name, value)
    font.file_content = parts["font"]
    font.hb_face = _face(parts["font"], font.index)
    if not task["facts"]["bitmap"]:
        font.clean(dict.fromkeys(task["glyphs"], ""), hinting=False)
    content: bytes = font.file_content
    return content


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


def _written(file: File, faces: Sequence[_Face], cuts: _Cuts, version: str) -> list[bytes]:
    """Write the dictionaries of fonts into a file, each program once; return references to them."""
    fonts = {index: _stand_in(face, cuts) for index, face in enumerate(faces)}
    start = len(file.objects)
    options = {"hinting": False, "pdf_version": version}
    build_fonts_dictionary(file, fonts, True, True, options)
    return [
        thing.reference
        for thing in file.objects[start:]
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") in ("/Type0", "/Type3")
    ]


def _stand_in(face: _Face, cuts: _Cuts) -> Font:
    """Return what WeasyPrint takes for a font that is cut; those of one `hash` are one program."""
    font = Font.__new__(Font)
    for name, value in face.use.facts.items():
        setattr(font, name, value)
    font.name = face.use.facts["name"].encode("latin-1")
    font.hash = face.use.hash, face.use.file
    font.missing = {int(code): glyph for code, glyph in face.use.facts["missing"].items()}
    font.widths, font.to_unicode = face.widths, face.to_unicode
    font.file_content = cuts[face.use.hash, face.use.file]
    font.clean = lambda *_: None  # it is
    return font
