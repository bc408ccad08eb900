"""The files of a manuscript: `book.yaml`, the chapters, and the entries of notes to be written."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from scholiast import slugs
from scholiast.book import Matter
from scholiast.source import Source
from scholiast.yamltree import parse

_FRONT = frozenset({"foreword", "preface", "dedication", "acknowledgments"})
_BACK = frozenset({"appendix", "glossary", "bibliography", "errata", "colophon"})
_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter to be written: plain `title`, Markdown `text`, what else is known of it."""

    title: str
    text: str
    kind: str | None = None
    part: str | None = None
    numbered: bool | None = None
    matter: Matter | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A note that is called but not at hand, with the words around its call."""

    label: str
    context: str


def book_files(
    metadata: Mapping[str, Any],
    chapters: Sequence[Chapter],
    missing: Sequence[Entry],
    *,
    numbered: bool,
    comments: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the texts of a manuscript by path.

    `metadata` are values of `book.yaml`, `comments` stand over them by key; `numbered` tells
    whether chapters get numbers. `notes/notes.yaml` is there only where notes are missing.
    """
    paths = chapter_paths(chapters)
    files = {path: chapter.text for path, chapter in zip(paths, chapters, strict=True)}
    book = CommentedMap(metadata)
    if not numbered:
        book["number_chapters"] = False
    book["spine"] = _spine(paths, chapters)
    for key, comment in (comments or {}).items():
        book.yaml_set_comment_before_after_key(key, before=comment)
    files["book.yaml"] = dumped(book)
    if missing:
        files["notes/notes.yaml"] = dumped(_entries(missing))
    return dict(sorted(files.items()))


def chapter_paths(chapters: Sequence[Chapter]) -> list[str]:
    """Return the path in the book's folder of each chapter, in order."""
    digits = max(2, len(str(len(chapters))))
    return [
        f"chapters/{index:0{digits}}-{_slug(chapter.title)}.md"
        for index, chapter in enumerate(chapters, 1)
    ]


def _slug(title: str) -> str:
    """Return a short name for a file; an apostrophe is part of its word."""
    slug = slugs.file(re.sub(r"(?<=\w)['’´](?=\w)", "", title)) or "text"
    if len(slug) <= _LONGEST_NAME:
        return slug
    return slug[: _LONGEST_NAME + 1].rpartition("-")[0] or slug[:_LONGEST_NAME]


def _spine(paths: Sequence[str], chapters: Sequence[Chapter]) -> CommentedMap:
    matters = _matters(chapters)
    spine: dict[str, list[Any]] = {"front": [], "body": [], "back": []}
    names = {Matter.FRONT: "front", Matter.BODY: "body", Matter.BACK: "back"}
    for path, chapter, matter in zip(paths, chapters, matters, strict=True):
        entry: Any = path
        said = {
            "kind": chapter.kind if chapter.kind != "chapter" else None,
            "numbered": chapter.numbered,
        }
        if any(value is not None for value in said.values()):
            given = {key: value for key, value in said.items() if value is not None}
            entry = CommentedMap({"file": path, **given})
        place = spine[names[matter]]
        if chapter.part is None or matter is not Matter.BODY:
            place.append(entry)
        elif place and isinstance(place[-1], dict) and place[-1].get("part") == chapter.part:
            place[-1]["chapters"].append(entry)
        else:
            place.append(CommentedMap({"part": chapter.part, "chapters": [entry]}))
    return CommentedMap({name: entries for name, entries in spine.items() if entries})


def _matters(chapters: Sequence[Chapter]) -> list[Matter]:
    """Return where each chapter belongs: what opens or closes a book by its kind, around a body.

    What chapters know of themselves goes before that, if all do, and the parts are in order.
    """
    order = [Matter.FRONT, Matter.BODY, Matter.BACK]
    known = [chapter.matter for chapter in chapters if chapter.matter is not None]
    is_whole = len(known) == len(chapters) and Matter.BODY in known
    if is_whole and known == sorted(known, key=order.index):
        return known
    first, last = 0, len(chapters)
    while first < last - 1 and chapters[first].kind in _FRONT:
        first += 1
    while last - 1 > first and chapters[last - 1].kind in _BACK:
        last -= 1
    return [
        Matter.FRONT if index < first else Matter.BODY if index < last else Matter.BACK
        for index in range(len(chapters))
    ]


def _entries(missing: Sequence[Entry]) -> CommentedSeq:
    entries = CommentedSeq()
    for index, entry in enumerate(missing):
        name = DoubleQuotedScalarString(entry.label)
        entries.append(CommentedMap({"id": name, "missing": True}))
        entries.yaml_set_comment_before_after_key(index, before=entry.context)
    entries.yaml_set_start_comment(
        "Notes that the text calls but does not hold; over each, the words around its call.\n"
        "Write `text: …` in the place of `missing: true`.\n\n"
    )
    return entries


def dumped(value: Any) -> str:
    """Return a value as YAML, long lines left whole."""
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    if isinstance(value, CommentedSeq):
        yaml.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def with_texts(notes: Source, texts: Mapping[str, str]) -> str:
    """Return a file of `notes/` with other texts of some notes, by their ids; all else as it is."""
    tree = parse(notes)
    out, at = [], 0
    for index, entry in enumerate(tree.value if isinstance(tree.value, list) else []):
        new = texts.get(str(entry.get("id"))) if isinstance(entry, dict) else None
        place, key = (where.get((index, "text")) for where in (tree.places, tree.keys))
        if new is not None and place and place.start and place.end and key and key.start:
            out += [notes.text[at : notes.offset(place.start)], _scalar(new, key.start.column + 1)]
            at = notes.offset(place.end)
    return "".join([*out, notes.text[at:]])


_PLAIN = re.compile(r"[^\W\d_](?:(?!: | #)[^\n])*[^:\s]")


def _scalar(text: str, indent: int) -> str:
    """Return a text as a value in YAML: as it is where that is safe, else as a block of lines."""
    if _PLAIN.fullmatch(text) and text.lower() not in {"yes", "no", "true", "false", "null"}:
        return text
    lines = [f"{' ' * indent}{line}" if line else "" for line in text.split("\n")]
    return "\n".join(["|", *lines])
