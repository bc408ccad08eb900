"""A plain text made into a manuscript, as its typist wrote it or as Project Gutenberg keeps it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from scholiast.diagnostics import Diagnostic, in_order
from scholiast.importing import gutenberg, headings, language, layout
from scholiast.importing.calls import Calls, find_calls
from scholiast.importing.draft import Inserts, Writer, is_hyphenated
from scholiast.importing.escape import with_emphasis
from scholiast.importing.gutenberg import Frame
from scholiast.importing.headings import Opening
from scholiast.importing.model import Block, FoundNote, Import, LeftOut, Line, Mark, Shape
from scholiast.importing.notes import Matched, Notes, find_notes, pair, plain_label
from scholiast.importing.rules import (
    HYPHEN,
    LANGUAGE,
    LEFT_OUT,
    NO_CALL,
    NO_TEXT,
    RENAMED,
    TABLE,
    TITLE,
)
from scholiast.importing.writing import Chapter, Entry, book_files
from scholiast.source import Source
from scholiast.wording import wording


@dataclass(frozen=True, slots=True)
class _Text:
    """A text taken apart: its frame, its notes, its blocks, what its first lines say."""

    source: Source
    frame: Frame
    notes: Notes
    pages: Mapping[int, tuple[int, str]]
    blocks: Sequence[Block]
    opening: Opening
    width: int


@dataclass(frozen=True, slots=True)
class _Section:
    """A chapter before it is written: its heading (None where it has none) and its blocks."""

    heading: Block | None
    blocks: tuple[Block, ...]
    start: int
    part: str | None = None


def import_plain(source: Source, findings: Sequence[Diagnostic] = ()) -> Import:
    """Return the manuscript of a plain text; `findings` of reading it are kept."""
    text = _take_apart(source)
    sections = _sections(text)
    calls = _calls(text)
    matched = pair(calls.marks, text.notes.found)
    matched = localised(matched, [section.start for section in sections])
    missing = missing_entries(source, matched)
    metadata, comments, said = _metadata(text)
    chapters = _chapters(text, sections, matched, metadata)
    left_out = tuple(_left_out(text))
    found = [
        *(*findings, *said, *text.notes.findings, *calls.findings),
        *_about_notes(source, matched, missing),
        *_about_lines(text),
        *(LEFT_OUT.at(out.place, f"left out: {out.reason}") for out in left_out),
    ]
    return Import(
        source=source,
        files=book_files(metadata, chapters, missing, numbered=False, comments=comments),
        title=metadata["title"],
        kind="Project Gutenberg text" if text.frame.frame else "plain text",
        chapters=len(chapters),
        calls=len(matched.marks),
        notes=len(matched.notes),
        missing=len(missing),
        confidence=calls.confidence,
        sure=tuple((source.span(m.start, m.end), m.label, m.confidence) for m in matched.marks),
        findings=tuple(in_order(found)),
        left_out=left_out,
    )


# -- taking apart --


def _take_apart(source: Source) -> _Text:
    frame = gutenberg.find(source.text)
    notes = find_notes(source, frame.start, frame.end)
    pages = _page_marks(source.text, frame.start, frame.end)
    bare = _blanked(source.text, [*notes.spans, *_lonely(source.text, pages)])
    found = layout.lines(bare, frame.start, frame.end)
    taken = {
        line.start
        for line in layout.lines(source.text, frame.start, frame.end)
        if line.text.strip() and not bare[line.start : line.start + len(line.text)].strip()
    }
    grouped = layout.groups(found, taken)
    blocks = layout.blocks(grouped)
    opening = headings.opening(blocks) if not frame.frame else Opening()
    rest = headings.mark_headings(blocks[opening.used :])
    if frame.frame and any(block.shape is Shape.HEADING and block.level < 2 for block in rest):
        rest = headings.title_page(rest)
    width = layout.wrap_width(found)
    return _Text(source, frame, notes, pages, rest, opening, width)


_PAGE = re.compile(r"\[(?:Pg|Page|p\.)\s*([0-9]{1,4}|[ivxlc]+)\][ \t]?", re.IGNORECASE)
_CURLY = re.compile(r"\{(?:Pg |p\. ?)?([0-9]{1,4}|[ivxlc]+)\}[ \t]?")


def _page_marks(text: str, start: int, end: int) -> dict[int, tuple[int, str]]:
    """Return the marks of pages (`[Pg 12]`, `{12}`) by offset: where each ends, and its Markdown.

    A page break of the printed book is marked as DPUB-ARIA 1.1 wants it (`doc-pagebreak`).
    """
    found = list(_PAGE.finditer(text, start, end)) or list(_CURLY.finditer(text, start, end))
    numbers = [int(m[1]) for m in found if m[1].isdigit()]
    if len(numbers) < 3 or numbers != sorted(numbers):
        return {}
    pages: dict[int, tuple[int, str]] = {}
    seen: set[str] = set()
    for page in found:
        name = page[1].lower()
        address = f"#page-{name} " if name not in seen else ""
        seen.add(name)
        mark = f'[]{{{address}.page-break role="doc-pagebreak" aria-label="{name}"}}'
        pages[page.start()] = (page.end(), mark)
    return pages


def _lonely(text: str, pages: Mapping[int, tuple[int, str]]) -> list[tuple[int, int]]:
    """Return the offsets of marks of pages that stand in a line alone."""
    alone = []
    for start, (end, _) in pages.items():
        before = text[text.rfind("\n", 0, start) + 1 : start]
        after = text[end:].partition("\n")[0] if "\n" not in text[start:end] else ""
        if not before.strip() and not after.strip():
            alone.append((start, end))
    return alone


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return `text` with spaces for all in `spans` but line ends: every offset stays true."""
    out, at = [], 0
    for start, end in sorted(spans):
        out += [text[at:start], re.sub(r"[^\n]", " ", text[max(start, at) : end])]
        at = max(at, end)
    return "".join([*out, text[at:]])


def _calls(text: _Text) -> Calls:
    boundaries = [block.lines[0].start for block in text.blocks if block.shape is Shape.HEADING]
    spans = [block for block in text.blocks if block.lines]
    start = spans[0].lines[0].start if spans else text.frame.start
    if text.opening.chapter is not None:
        start = min(start, text.opening.chapter.lines[0].start)
    return find_calls(text.source, start, text.frame.end, text.notes, boundaries)


# -- chapters --


def _sections(text: _Text) -> list[_Section]:
    """Cut the blocks at chapter headings; what stands over the first is a chapter too.

    The title of a part that a chapter's heading follows at once belongs to the chapters after it.
    """
    cuts = [i for i, b in enumerate(text.blocks) if b.shape is Shape.HEADING and b.level < 2]
    opening = _Section(text.opening.chapter, _trimmed(text.blocks[: cuts[0] if cuts else None]), -1)
    sections = [opening] if opening.blocks or opening.heading else []
    part = None
    for cut, stop in zip(cuts, [*cuts[1:], None], strict=False):
        heading, blocks = text.blocks[cut], _trimmed(text.blocks[cut + 1 : stop])
        if heading.level == 0:
            part = heading.text if stop is not None else None
            if not blocks and stop is not None and text.blocks[stop].level == 1:
                continue
        own = part if heading.level == 1 else None
        sections.append(_Section(heading, blocks, heading.lines[0].start, own))
    return sections


def _trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks without breaks at both ends."""
    kept = list(blocks)
    while kept and kept[0].shape is Shape.BREAK:
        kept.pop(0)
    while kept and kept[-1].shape is Shape.BREAK:
        kept.pop()
    return tuple(kept)


def localised(matched: Matched, starts: Sequence[int]) -> Matched:
    """Give a note its own name for a label where no other note of its chapter has that name.

    `starts` are the offsets at which chapters begin. Labels are local to their chapter, so notes
    that count from 1 in each chapter keep their numbers.
    """
    if not matched.renamed:
        return matched
    homes = _homes(matched, starts)
    names: dict[tuple[int, str], set[str]] = {}
    named = [(one.name, one.label) for one in matched.marks]
    for name, label in [*named, *((note.name, note.label) for note in matched.notes)]:
        for home in homes[label]:
            names.setdefault((home, plain_label(name)), set()).add(label)
    new = {
        note.label: plain_label(note.name)
        for note in matched.notes
        if len(homes[note.label]) == 1
        and names[min(homes[note.label]), plain_label(note.name)] == {note.label}
    }
    return Matched(
        tuple(replace(mark, label=new.get(mark.label, mark.label)) for mark in matched.marks),
        tuple(replace(note, label=new.get(note.label, note.label)) for note in matched.notes),
        renamed=any(note.label not in new for note in matched.notes) or not matched.notes,
    )


def _homes(matched: Matched, starts: Sequence[int]) -> dict[str, set[int]]:
    """Return for each label the chapters in which it is called, or its note stands uncalled."""
    homes: dict[str, set[int]] = {}
    for mark in matched.marks:
        homes.setdefault(mark.label, set()).add(_chapter_at(mark.start, starts))
    for note in matched.notes:
        homes.setdefault(note.label, {_chapter_at(note.start, starts)})
    return homes


def _chapter_at(offset: int, starts: Sequence[int]) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _chapters(
    text: _Text, sections: Sequence[_Section], matched: Matched, metadata: Mapping[str, Any]
) -> list[Chapter]:
    starts = [section.start for section in sections]
    notes = _notes_by_chapter(matched, starts)
    calls = {mark.start: (mark.end, f"[^{mark.label}]") for mark in matched.marks}
    writer = Writer(Inserts.of({**text.pages, **calls}), _pending(text))
    chapters = []
    for index, section in enumerate(sections):
        title = section.heading.text if section.heading else _untitled(text, sections, metadata)
        written = [
            writer.heading(replace(section.heading), 1)
            if section.heading
            else f"# {with_emphasis(title)}",
            *writer.body(section.blocks),
            *(writer.note(note, text.width) for note in notes.get(index, ())),
        ]
        body = "\n\n".join(written) + "\n"
        chapters.append(Chapter(title, body, headings.kind_of(title), section.part))
    return chapters


def _notes_by_chapter(matched: Matched, starts: Sequence[int]) -> dict[int, list[FoundNote]]:
    """Return the notes of each chapter: those first called there, and those nothing calls."""
    first: dict[tuple[str, int], int] = {}
    for mark in matched.marks:
        first.setdefault((mark.label, _chapter_at(mark.start, starts)), mark.start)
    homes: dict[str, list[int]] = {}
    for label, chapter in first:
        homes.setdefault(label, []).append(chapter)
    found: dict[int, list[FoundNote]] = {}
    for note in matched.notes:
        own = _chapter_at(note.start, starts)
        near = homes.get(note.label, [own])
        place = own if own in near else max((c for c in near if c <= own), default=near[0])
        found.setdefault(place, []).append(note)
    return found


def _pending(text: _Text) -> dict[int, str]:
    """Return the marks of pages in lines of their own, by the block before which they stand."""
    starts = [
        block.lines[0].start
        for block in text.blocks
        if block.lines and block.shape not in {Shape.BREAK, Shape.HEADING, Shape.TABLE}
    ]
    pending: dict[int, str] = {}
    for start, _ in _lonely(text.source.text, text.pages):
        if starts:
            at = starts[min(bisect_right(starts, start), len(starts) - 1)]
            pending[at] = pending.get(at, "") + text.pages[start][1]
    return pending


def _untitled(text: _Text, sections: Sequence[_Section], metadata: Mapping[str, Any]) -> str:
    """Return a title for what stands over the first heading."""
    if text.frame.frame and len(sections) > 1:
        return wording(str(metadata["language"])).title_page
    return str(metadata["title"])


# -- what the text says of the book --


_ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "illustrator": "illustrator",
    "commentator": "annotator",
    "compiler": "compiler",
    "contributor": "contributor",
}
AUTHOR_HINT = """\
Who wrote it, the text does not say. Take away the `# ` and write the name:
contributors:
  - name: First Last"""


def _metadata(text: _Text) -> tuple[dict[str, Any], dict[str, str], list[Diagnostic]]:
    """Return values for `book.yaml`, comments over its keys, and what had to be guessed."""
    findings: list[Diagnostic] = []
    found = _titles(text)
    whole = text.source.whole()
    if "title" not in found:
        found["title"] = title_from_name(text.source.path)
        said = f"the text has no title; the book is called `{found['title']}` after the file"
        findings.append(TITLE.at(whole, said, "write `title` in book.yaml"))
    tag = language.NAMES.get(text.frame.fields.get("language", "").lower())
    if tag is None:
        tag = language.guess(text.source.text[text.frame.start : text.frame.end])
        said = f"the language was taken for `{tag}`"
        findings.append(LANGUAGE.at(whole, said, "make `language` in book.yaml as exact as it is"))
    found["language"] = tag
    contributors = _contributors(text)
    if contributors:
        found["contributors"] = contributors
    comments = {} if contributors else {"spine": AUTHOR_HINT}
    return found, comments, findings


def _titles(text: _Text) -> dict[str, Any]:
    if text.opening.title:
        found = {"title": text.opening.title, "subtitle": text.opening.subtitle}
    else:
        first, _, rest = text.frame.fields.get("title", "").partition("\n")
        following = rest.split("\n")[0].split(" ")[0]
        if rest and len(f"Title: {first} {following}") > 72:  # wrapped, not a line of its own
            first, rest = f"{first} {rest}".replace("\n", " "), ""
        found = {"title": first, "subtitle": rest.replace("\n", " ")}
    return {key: value for key, value in found.items() if value}


def _contributors(text: _Text) -> list[dict[str, str]]:
    fields = text.frame.fields if not text.opening.author else {"author": text.opening.author}
    return [
        {"name": name} if role == "author" else {"name": name, "role": role}
        for field, role in _ROLES.items()
        for name in re.split(r"\s*(?:;|\band\b|&)\s*", fields.get(field, ""))
        if name and name.casefold() not in {"various", "anonymous", "unknown"}
    ]


def title_from_name(path: str) -> str:
    """Return a title made of a file's name: `the-long_road.txt` gives `The long road`."""
    words = re.sub(r"[-_]+", " ", path.rpartition("/")[2].rpartition(".")[0] or path).strip()
    return words[:1].upper() + words[1:] or "Untitled"


# -- what is reported --


def missing_entries(source: Source, matched: Matched) -> list[Entry]:
    answered = {note.label for note in matched.notes}
    found = {m.label: m for m in reversed(matched.marks) if m.label not in answered}
    return [Entry(label, _context(source.text, found[label])) for label in reversed(found)]


def _context(text: str, mark: Mark) -> str:
    """Return the words around a call, with its place between them."""
    before = " ".join(text[max(0, mark.start - 120) : mark.start].split())
    after = " ".join(text[mark.end : mark.end + 60].split())
    if len(before) > 70:
        before = "… " + before[-70:].partition(" ")[2]
    if len(after) > 30:
        after = after[:30].rpartition(" ")[0] + " …"
    gap = " " if text[mark.end : mark.end + 1].isspace() else ""
    return f"{before}[^{mark.label}]{gap}{after}"


def _about_notes(
    source: Source, matched: Matched, missing: Sequence[Entry]
) -> Iterator[Diagnostic]:
    called = {mark.label for mark in matched.marks}
    if missing:
        what = "one note" if len(missing) == 1 else f"{len(missing)} notes"
        hint = "write it in notes/notes.yaml; `check` names what is missing"
        yield NO_TEXT.at(source.whole(), f"the file does not hold the text of {what}", hint)
    for note in matched.notes:
        if note.label not in called:
            place = source.span(note.start, min(note.end, note.start + 20))
            said = f"note `{note.name}` is never called"
            yield NO_CALL.at(place, said, f"write `[^{note.label}]` where it belongs")
    if matched.renamed and matched.marks:
        yield RENAMED.at(source.whole(), "the numbers of notes begin again; labels name their run")


def _about_lines(text: _Text) -> Iterator[Diagnostic]:
    words = set(re.findall(r"[^\W\d_]+", text.source.text.lower()))
    above = None
    for block in text.blocks:
        if block.shape is Shape.TABLE and above is not Shape.TABLE:
            first = block.lines[0]
            place = text.source.span(first.start, first.start + len(first.text))
            yield TABLE.at(place, "lines in columns were kept as typed")
        elif block.shape in {Shape.PARAGRAPH, Shape.QUOTE}:
            yield from _about_hyphens(text, block.lines, words)
        above = block.shape


def _about_hyphens(text: _Text, lines: Sequence[Line], words: set[str]) -> Iterator[Diagnostic]:
    for line, after in pairwise(lines):
        if not is_hyphenated(line.text, after.text.strip()):
            continue
        first = re.findall(r"[^\W\d_]+", line.text)[-1:]
        second = re.match(r"[^\W\d_]+", after.text.strip())
        whole = (first[0] + second[0]).lower() if first and second else ""
        if whole in words:
            end = line.start + len(line.text)
            said = f"`{first[0]}-{second[0] if second else ''}` may be the word `{whole}`"
            yield HYPHEN.at(text.source.span(end - 1, end), said, "delete the hyphen if so")


def _left_out(text: _Text) -> Iterator[LeftOut]:
    for start, end, what in text.frame.frame:
        yield LeftOut(text.source.span(start, end), what, text.source.text[start:end])
    for start, end in text.notes.headings:
        words = text.source.text[start:end]
        yield LeftOut(text.source.span(start, end), "the heading over the notes", words)
