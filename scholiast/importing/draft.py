"""Chapters as Markdown text: blocks, calls and notes of a plain text written out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.importing import escape
from scholiast.importing.model import Block, FoundNote, Line, Shape

_BREAK = "* * *"
"""A thematic break: HTML's `<hr>`, which parts sections without a title of their own."""

_SENTENCE = (".", ":", "!", "?", "—", "。", "：")


@dataclass(frozen=True, slots=True)
class Inserts:
    """Markdown that stands for stretches of the source: offsets, in order, to (end, Markdown)."""

    starts: tuple[int, ...]
    pieces: Mapping[int, tuple[int, str]]

    @classmethod
    def of(cls, pieces: Mapping[int, tuple[int, str]]) -> "Inserts":
        """Return the inserts at the offsets that are the keys of `pieces`."""
        return cls(tuple(sorted(pieces)), pieces)

    def between(self, start: int, end: int) -> Sequence[int]:
        """Return the offsets of those that begin in `start:end`."""
        return self.starts[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


@dataclass
class Writer:
    """Writes lines and blocks as Markdown with the inserts that belong in them."""

    inserts: Inserts
    pending: Mapping[int, str] = field(default_factory=dict)
    """Markdown by the offset of the block before which it stands, such as a page's number."""

    def inline(self, lines: Sequence[Line], *, opens: bool = True) -> str:
        """Return lines as one line of Markdown, unwrapped; `opens` tells that it opens a block."""
        pieces: list[str] = []
        text = join([self._marked(line, pieces) for line in lines])
        return escape.insert(escape.with_emphasis(text, opens=opens), pieces)

    def _marked(self, line: Line, pieces: list[str]) -> str:
        """Return the text of a line with `INSERT` for what is inserted, added to `pieces`."""
        out, at = [], line.start
        for start in self.inserts.between(line.start, line.start + len(line.text)):
            end, markdown = self.inserts.pieces[start]
            out += [line.text[at - line.start : start - line.start], escape.INSERT]
            pieces.append(markdown)
            at = end
        return "".join([*out, line.text[at - line.start :]])

    def has_inserts(self, lines: Sequence[Line]) -> bool:
        """Tell whether anything is inserted in some lines."""
        return any(self.inserts.between(line.start, line.start + len(line.text)) for line in lines)

    def heading(self, block: Block, level: int) -> str:
        """Return a heading; a number and a title in lines of their own are parted by a point."""
        parts = [self.inline([line], opens=False) for line in block.lines]
        if len(parts) > 1 and _is_number_line(block.lines[0].text):
            first = parts[0] if parts[0].endswith(_SENTENCE) else parts[0] + "."
            parts = [first, *parts[1:]]
        return f"{'#' * level} {' '.join(parts)}"

    def body(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield each block as Markdown; quotations and verse that follow each other are joined."""
        index = 0
        while index < len(blocks):
            run = _run_of(blocks, index)
            yield self._block(run)
            index += len(run)

    def _block(self, run: Sequence[Block]) -> str:
        block = run[0]
        match block.shape:
            case Shape.BREAK:
                return _BREAK
            case Shape.HEADING:
                return self.heading(block, max(block.level, 2))
            case Shape.QUOTE:
                return "\n>\n".join(f"> {self._paragraph(one)}" for one in run)
            case Shape.TABLE if not any(self.has_inserts(one.lines) for one in run):
                return _verbatim(run)
            case Shape.VERSE | Shape.TABLE:
                return "".join(
                    f"{_parting(one, first=index == 0)}{self._before(one)}{self._verse(one.lines)}"
                    for index, one in enumerate(run)
                )
            case Shape.ILLUSTRATION:
                return f"::: illustration\n{self._paragraph(block)}\n:::"
            case _:
                return self._paragraph(block)

    def _before(self, block: Block) -> str:
        found = self.pending.get(block.lines[0].start, "")
        return f"| {found}\n" if found and block.shape in {Shape.VERSE, Shape.TABLE} else found

    def _paragraph(self, block: Block) -> str:
        return self._before(block) + self.inline(block.lines)

    def _verse(self, lines: Sequence[Line]) -> str:
        """Return lines as a line block, which keeps their ends and their indents."""
        margin = min(line.indent for line in lines)
        pieces: list[str] = []
        text = "\n".join(self._marked(line, pieces).strip() for line in lines)
        written = escape.insert(escape.with_emphasis(text, opens=False), pieces).split("\n")
        return "\n".join(
            f"| {' ' * (line.indent - margin)}{out}".rstrip()
            for line, out in zip(lines, written, strict=True)
        )

    def note(self, note: FoundNote, width: int) -> str:
        """Return a note as a definition; its further paragraphs are indented by four spaces."""
        parts = [self._note_part(group, width) for group in note.paragraphs]
        first, *rest = parts or [""]
        indented = ("\n".join(f"    {line}" for line in part.split("\n")) for part in rest)
        return "\n\n".join([f"[^{note.label}]: {first}", *indented])

    def _note_part(self, lines: Sequence[Line], width: int) -> str:
        is_verse = len(lines) > 3 and all(len(line.text) < width * 0.75 for line in lines)
        return self._verse(lines).replace("\n", "\n    ") if is_verse else self.inline(lines)


def _is_number_line(text: str) -> bool:
    words = text.split()
    return len(words) <= 3 and re.search(r"\d|[IVXLC]", text) is not None


_JOINED = {Shape.QUOTE, Shape.VERSE, Shape.TABLE}


def _run_of(blocks: Sequence[Block], index: int) -> Sequence[Block]:
    """Return the block at `index` with those after it that belong to the same whole."""
    end = index + 1
    if blocks[index].shape in _JOINED:
        while end < len(blocks) and blocks[end].shape is blocks[index].shape:
            end += 1
    return blocks[index:end]


def _parting(block: Block, *, first: bool) -> str:
    """Return what parts a stanza from the one above it."""
    return "" if first else "\n|\n" if block.above else "\n"


def _verbatim(run: Sequence[Block]) -> str:
    margin = min(line.indent for block in run for line in block.lines)
    body: list[str] = []
    for block in run:
        body += ["" for _ in range(block.above if body else 0)]
        body += [line.text.expandtabs(4)[margin:] for line in block.lines]
    longest = max((len(ticks) for line in body for ticks in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *body, fence])


_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff]")


def join(parts: Sequence[str]) -> str:
    """Return wrapped lines as one: by a space, but by nothing behind a hyphen, dash or CJK."""
    out = ""
    for part in (part.strip() for part in parts):
        out += part if not out or _is_tight(out, part) else f" {part}"
    return out


def _is_tight(before: str, after: str) -> bool:
    if not after:
        return True
    if _WIDE.match(before[-1]) and _WIDE.match(after[0]):
        return True
    if before.endswith(("--", "—")):
        return not before[:-1].endswith((" ", "\u2009"))
    return is_hyphenated(before, after)


def is_hyphenated(before: str, after: str) -> bool:
    """Tell whether a line ends, and the next begins, with a half of one word.

    A hyphen that hangs, as in `nineteenth- and twentieth-century`, stands at the end of a word.
    """
    hangs = re.match(r"(?:and|or|to|und|oder|bis|et|ou|y|o|e)\b", after) is not None
    return re.search(r"\w-$", before) is not None and after[:1].isalpha() and not hangs
