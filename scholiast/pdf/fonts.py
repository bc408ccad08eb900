"""One copy of each font for all sheaves of a book, cut down to the glyphs that are drawn.

WeasyPrint names a font by its description and keeps the numbers of glyphs, so the streams of all
sheaves agree. Its own functions cut the font and write its dictionaries (`pdf.cutting`), in a job:
where nothing new is drawn, nothing of WeasyPrint is needed to link a book.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from scholiast.jobs import Job, Parts, Works
from scholiast.pdf import objects
from scholiast.pdf.objects import File, Objects, Stream, dictionary
from scholiast.pdf.quietly import quietly
from scholiast.pdf.sheaf import FontUse, Sheaf

Program: TypeAlias = tuple[str, str]
"""A font program: the name of a font, and the SHA-256 of its file."""


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
    at = _written(file, merged.faces(), files, version, works)
    shared = {name: at[id(face)] for name, face in merged.shared.items()}
    common = file.add(_names(shared))
    found = []
    for index in range(len(sheaves)):
        own = {name: at[id(face)] for name, face in merged.own.get(index, {}).items()}
        found.append(file.add(_names(shared | own)) if own else common)
    return found


def _names(fonts: Mapping[str, bytes]) -> bytes:
    return dictionary({name.encode(): at for name, at in fonts.items()})


def _written(
    file: File,
    faces: Sequence[_Face],
    files: Mapping[str, bytes],
    version: str,
    works: Works,
) -> dict[int, bytes]:
    """Write faces into a file, each program once; return the reference of each by its identity."""
    programs: dict[Program, list[_Face]] = {}
    for face in faces:
        programs.setdefault((face.use.hash, face.use.file), []).append(face)
    jobs = [_job(program, of, files, version, works) for program, of in programs.items()]
    found: dict[int, bytes] = {}
    for of, data in zip(programs.values(), works.run(jobs), strict=True):
        found |= {id(face): at for face, at in zip(of, _added(file, data), strict=True)}
    return found


def _job(
    program: Program,
    faces: Sequence[_Face],
    files: Mapping[str, bytes],
    version: str,
    works: Works,
) -> Job:
    name, digest = program
    facts = [face.use.facts for face in faces]
    if digest not in files:
        raise ValueError(f"no sheaf brings the file {digest} of the font {facts[0]['name']}")
    task = {
        "hash": name,
        "version": version,
        "facts": next((fact for fact in facts if fact["missing"]), facts[0]),
        "faces": [
            {
                "facts": face.use.facts,
                "widths": sorted(face.widths.items()),
                "to_unicode": sorted(face.to_unicode.items()),
            }
            for face in faces
        ],
    }
    shared = {"font": works.share(files[digest])}
    return Job("cut fonts", name, cut_font, {"task": json.dumps(task).encode()}, shared)


def cut_font(parts: Parts) -> bytes:
    """Return a file with the faces of a program: its glyphs cut down, their numbers kept."""
    with quietly():
        from scholiast.pdf.cutting import cut  # with all of WeasyPrint, which linking does without
    return cut(json.loads(parts["task"]), parts["font"])


def _added(file: File, data: bytes) -> list[bytes]:
    """Add all that a file of `cut_font` holds, and return references to its faces in order."""
    things = objects.read(data)
    refer = _mover(file, things)
    catalog = objects.entries(things.at(b"%d 0 R" % things.root))
    return [refer(number) for number in objects.references(catalog[b"Fonts"])]


def _mover(file: File, things: Objects) -> Callable[[int], bytes]:
    """Return what moves an object, with all it refers to, and gives its new reference."""
    known: dict[int, bytes] = {}

    def refer(number: int) -> bytes:
        if number not in known:
            thing = things.things[number]
            if isinstance(thing, Stream):
                thing = Stream(objects.moved(thing.entries, refer), thing.data)
            else:
                thing = objects.moved(thing, refer)
            known[number] = file.once(thing)
        return known[number]

    return refer
