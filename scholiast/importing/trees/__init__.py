"""A text as trees of pandoc's made into a manuscript, and every note of it accounted for.

`import_trees` is for all formats that pandoc reads: notes are taken out of the trees, chapters cut
and written as Markdown, and the files are then read back as any manuscript is and compared with the
trees: the words of each note, and those before each of its calls. A note is *resolved* where they
are the same, *doubtful* where they differ or the source leaves it unsure, and *lost* where its text
is in no file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scholiast import pandoc
from scholiast.diagnostics import Diagnostic, in_order
from scholiast.importing import headings, language
from scholiast.importing.about import AUTHOR_HINT, title_from_name
from scholiast.importing.folder import laid_out
from scholiast.importing.model import Account, Fate, Import
from scholiast.importing.rules import IMAGE, LANGUAGE, NO_CALL, TITLE, ImportRefusedError
from scholiast.importing.trees.clean import Pictures, cleaned, link_targets, pictures
from scholiast.importing.trees.gather import Gathered, gather
from scholiast.importing.trees.model import Node, Piece, SourceNote, Text, call, definition
from scholiast.importing.trees.proof import Proof, read_back
from scholiast.importing.trees.rules import (
    NOTE_DOUBTFUL,
    NOTE_GONE,
    NOTE_LOST,
    PICTURE,
    UNREADABLE,
    WORDS_DIFFER,
)
from scholiast.importing.trees.split import Cut, split, titled
from scholiast.importing.trees.words import flow, plain
from scholiast.importing.trees.write import Sheet, is_short, markdown, sheets
from scholiast.importing.writing import Chapter, Entry, book_files, chapter_paths
from scholiast.source import Source, Span

__all__ = ["Piece", "SourceNote", "Text", "call", "definition", "import_trees"]


@dataclass(frozen=True, slots=True)
class _Made:
    """A manuscript as files, and what they were made from."""

    files: Mapping[str, str]
    pictures: Mapping[str, bytes]
    sheets: Mapping[str, Sheet]
    bodies: Mapping[str, list[Node]]
    inline: frozenset[str]
    notes: Mapping[str, SourceNote]
    calls: tuple[str, ...]
    loose: tuple[str, ...]
    title: str
    findings: tuple[Diagnostic, ...]
    verbatim: frozenset[str] = frozenset()


def import_trees(path: str, text: Text) -> Import:
    """Return the manuscript of a `text` that was read from the file `path`.

    Raises ImportRefusedError (X045) where the trees can't be written, such as lists in lists in
    lists without end.
    """
    try:
        made = _make(path, text)
        with laid_out({**made.files, **made.pictures}) as root:
            written = {path: one for path, one in made.sheets.items() if path not in made.verbatim}
            proof = read_back(
                root, written, made.bodies, replace(text, inline=made.inline), made.notes
            )
    except (RecursionError, pandoc.PandocError) as problem:
        said = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        finding = UNREADABLE.at(Span(path), f"the file can't be made into chapters: {said}")
        raise ImportRefusedError(finding) from problem
    account = tuple(_account(made, proof))
    return Import(
        source=Source(path, ""),
        files=made.files,
        pictures=made.pictures,
        title=made.title,
        kind=text.kind,
        chapters=len(made.sheets),
        calls=len(made.calls),
        notes=len(made.bodies),
        missing=sum(note.gone is not None for note in made.notes.values()),
        confidence=1.0,
        findings=tuple(
            in_order([*text.findings, *made.findings, *_findings(path, made, proof, account)])
        ),
        left_out=text.left_out,
        account=account,
    )


# -- the files --


def _make(path: str, text: Text) -> _Made:
    gathered = gather(text)
    cuts = split(gathered.pieces)
    known = "book.yaml" in text.files
    metadata, comments, said = (text.metadata, {}, []) if known else _metadata(path, text, cuts)
    cuts = [titled(cut, cut.piece.title or metadata["title"]) for cut in cuts]
    everything = [[cut.blocks for cut in cuts], list(gathered.bodies.values())]
    shown, wanted = pictures(everything, text.media), link_targets(everything)
    bodies = {label: cleaned(body, shown.paths, wanted) for label, body in gathered.bodies.items()}
    trees = [cleaned(cut.blocks, shown.paths, wanted) for cut in cuts]
    inline = frozenset(one for one in text.inline & bodies.keys() if is_short(bodies[one]))
    made, loose = sheets(trees, bodies, text.shared | inline)
    notes = _notes(path, text, gathered)
    kinds = {label: note.kind for label, note in notes.items() if note.kind != "author"}
    texts = markdown(made, bodies, kinds, text.names, inline)
    chapters = [_chapter(*one, many=len(cuts) > 1) for one in zip(cuts, texts, strict=True)]
    written = chapter_paths(chapters)
    paths = [cut.piece.path or path for cut, path in zip(cuts, written, strict=True)]
    numbered = text.numbered
    if numbered is None:
        numbered = len(cuts) > 1 and not any(headings.has_number(one.title) for one in chapters)
    files = dict(text.files) | {
        path: chapter.text for path, chapter in zip(paths, chapters, strict=True)
    }
    if "book.yaml" not in text.files:
        missing = _missing(notes, made)
        files |= book_files(metadata, chapters, missing, numbered=numbered, comments=comments)
    return _Made(
        files=files,
        pictures=shown.files,
        sheets=dict(zip(paths, made, strict=True)),
        bodies=bodies,
        inline=inline,
        notes=notes,
        calls=tuple(label for sheet in made for label, _ in _all_calls(sheet, bodies)),
        loose=loose,
        title=metadata["title"],
        findings=(*said, *_about_pictures(path, shown)),
        verbatim=frozenset(c.piece.path for c in cuts if c.piece.path and c.piece.verbatim),
    )


def _chapter(cut: Cut, text: str, *, many: bool) -> Chapter:
    title = cut.title or ""
    kind = cut.piece.kind or (headings.kind_of(title) if many else None)
    whole = cut.piece.header + text if cut.piece.verbatim is None else cut.piece.verbatim
    return Chapter(title, whole, kind, cut.piece.part, matter=cut.piece.matter)


def _all_calls(sheet: Sheet, bodies: Mapping[str, list[Node]]) -> Iterator[tuple[str, str]]:
    """Yield the label of each call in a chapter and its notes, and the words before it."""
    for tree in (sheet.blocks, *(bodies[label] for label in sheet.labels)):
        found = flow(tree)
        yield from ((label, found.before(at)) for label, at in found.calls)


def _notes(path: str, text: Text, gathered: Gathered) -> dict[str, SourceNote]:
    """Return the notes by label: those the source names, and those that only its tree has."""
    notes = dict(text.notes)
    for number, label in enumerate(gathered.unnamed, 1):
        notes[label] = SourceNote(label, f"note {number}", Span(path))
    for label, first in gathered.twice.items():
        said = f"a second note has the name of {first!r}"
        notes[label] = replace(notes.get(first, SourceNote(label, label, Span(path))), label=label,
                               words=None, doubt=said)  # fmt: skip
    for label in gathered.bodies:
        notes.setdefault(label, SourceNote(label, f"note {label}", Span(path)))
    return notes


def _missing(notes: Mapping[str, SourceNote], made: Sequence[Sheet]) -> list[Entry]:
    """Return an entry for each note without text that is called, with the words before its call."""
    gone = {label for label, note in notes.items() if note.gone}
    words: dict[str, str] = {}
    for found in (flow(sheet.blocks) for sheet in made if gone):
        for label, at in found.calls:
            words.setdefault(label, found.before(at))
    return [
        Entry(label, f"{note.name}: … {words[label]}[^{label}]")
        for label, note in notes.items()
        if note.gone and label in words
    ]


def _metadata(
    path: str, text: Text, cuts: Sequence[Cut]
) -> tuple[dict[str, Any], dict[str, str], list[Diagnostic]]:
    """Return values for `book.yaml`, comments over its keys, and what had to be guessed."""
    found = {key: value for key, value in text.metadata.items() if value}
    findings: list[Diagnostic] = []
    titles = [cut.title for cut in cuts if cut.title]
    if "title" not in found and len(titles) == 1:
        found["title"] = titles[0]
    if "title" not in found:
        found["title"] = title_from_name(path)
        said = f"the text has no title; the book is called `{found['title']}` after the file"
        findings.append(TITLE.at(Span(path), said, "write `title` in book.yaml"))
    if "language" not in found:
        found["language"] = language.guess(plain([cut.blocks for cut in cuts]))
        said = f"the language was taken for `{found['language']}`"
        hint = "make `language` in book.yaml as exact as it is"
        findings.append(LANGUAGE.at(Span(path), said, hint))
    first = [key for key in ("title", "subtitle", "language", "contributors") if key in found]
    ordered = {key: found[key] for key in dict.fromkeys([*first, *found])}
    return ordered, {} if "contributors" in found else {"spine": AUTHOR_HINT}, findings


def _about_pictures(path: str, shown: Pictures) -> Iterator[Diagnostic]:
    for target in shown.absent:
        said = f"the image `{target}` is not copied"
        yield IMAGE.at(Span(path), said, "copy it into the folder")
    for name in shown.unusable:
        said = f"no edition can show the picture `{name}`"
        yield PICTURE.at(Span(path), said, "make a PNG, JPEG or SVG of it, and name that")


# -- the account --


def _account(made: _Made, proof: Proof) -> Iterator[Account]:
    """Yield what became of each note, in the order of the source."""
    homes = dict[str, str]()
    for path, sheet in made.sheets.items():
        for label in sheet.labels:
            homes.setdefault(label, path)
    loose = frozenset(made.loose)
    for label, note in made.notes.items():
        fate, reason = Fate.RESOLVED, None
        if said := note.gone or proof.lost.get(label):
            fate, reason = Fate.LOST, said
        elif said := proof.differs.get(label) or note.doubt:
            fate, reason = Fate.DOUBTFUL, said
        elif not made.bodies[label]:
            fate, reason = Fate.DOUBTFUL, "it is empty"
        elif label in loose:
            fate, reason = Fate.DOUBTFUL, "nothing calls it"
        yield Account(label, note.name, note.place, fate, reason, homes.get(label))


def _findings(
    path: str, made: _Made, proof: Proof, account: Sequence[Account]
) -> Iterator[Diagnostic]:
    yield from proof.problems
    for where, said in proof.texts.items():
        yield WORDS_DIFFER.at(Span(where), f"its words are read back differently: {said}")
    for one in account:
        if one.fate is Fate.RESOLVED:
            continue
        note = made.notes[one.label]
        said = f"{note.name} (`{one.label}`)"
        if note.gone:
            hint = "write its text in notes/notes.yaml"
            yield NOTE_GONE.at(note.place, f"{said}: {note.gone}", hint)
        elif one.fate is Fate.LOST:
            yield NOTE_LOST.at(note.place, f"{said} is lost: {one.reason}")
        elif one.label in made.loose and made.bodies[one.label]:
            hint = f"write `[^{one.label}]` where it belongs"
            yield NO_CALL.at(note.place, f"{said} is never called", hint)
        else:
            yield NOTE_DOUBTFUL.at(note.place, f"{said} is doubtful: {one.reason}")
