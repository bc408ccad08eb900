"""A plain text taken apart: its frame, its notes, the marks of its pages, its chapters' blocks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scholiast.importing import gutenberg, headings, layout
from scholiast.importing.gutenberg import Frame
from scholiast.importing.headings import Opening
from scholiast.importing.model import Block, Shape
from scholiast.importing.notes import Notes, find_notes
from scholiast.source import Source


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken apart: its frame, its notes, its blocks, what its first lines say."""

    source: Source
    frame: Frame
    notes: Notes
    pages: Mapping[int, tuple[int, str]]
    blocks: Sequence[Block]
    opening: Opening
    width: int


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter before it is written: its heading (None where it has none) and its blocks."""

    heading: Block | None
    blocks: tuple[Block, ...]
    start: int
    part: str | None = None


def take_apart(source: Source) -> Text:
    frame = gutenberg.find(source.text)
    notes = find_notes(source, frame.start, frame.end)
    pages = _page_marks(source.text, frame.start, frame.end)
    bare = _blanked(source.text, [*notes.spans, *lonely(source.text, pages)])
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
    return Text(source, frame, notes, pages, rest, opening, width)


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


def lonely(text: str, pages: Mapping[int, tuple[int, str]]) -> list[tuple[int, int]]:
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


def cut_chapters(text: Text) -> list[Section]:
    """Cut the blocks at chapter headings; what stands over the first is a chapter too.

    The title of a part that a chapter's heading follows at once belongs to the chapters after it.
    """
    cuts = [i for i, b in enumerate(text.blocks) if b.shape is Shape.HEADING and b.level < 2]
    opening = Section(text.opening.chapter, _trimmed(text.blocks[: cuts[0] if cuts else None]), -1)
    sections = [opening] if opening.blocks or opening.heading else []
    part = None
    for cut, stop in zip(cuts, [*cuts[1:], None], strict=False):
        heading, blocks = text.blocks[cut], _trimmed(text.blocks[cut + 1 : stop])
        if heading.level == 0:
            part = heading.text if stop is not None else None
            if not blocks and stop is not None and text.blocks[stop].level == 1:
                continue
        own = part if heading.level == 1 else None
        sections.append(Section(heading, blocks, heading.lines[0].start, own))
    return sections or [opening]


def _trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks without breaks at both ends."""
    kept = list(blocks)
    while kept and kept[0].shape is Shape.BREAK:
        kept.pop(0)
    while kept and kept[-1].shape is Shape.BREAK:
        kept.pop()
    return tuple(kept)
