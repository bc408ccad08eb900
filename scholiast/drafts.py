"""One draft from pandoc's tree: its note calls and entries with their places, its body clean."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scholiast import pandoc, refsyntax
from scholiast.attributes import NoteAttributes, note_attributes
from scholiast.manuscript import Node, NoteCall, NoteEntry, Where, Written
from scholiast.marks import DEFINITIONS, SIGNS, Mark, MarkKind, find_marks, mark
from scholiast.source import Source, Span

_LITERAL = re.compile(f"\\[\\^({SIGNS.pattern})\\]")
_OPENING = re.compile(f"\\^\\[({SIGNS.pattern})")
_COMMENT = re.compile(r"\A\s*(?:<!--(?:(?!-->).)*-->\s*)+\Z", re.DOTALL)


_NO_CALLS = {MarkKind.DEFINITION, MarkKind.ATTRIBUTES}
_NOT_BY_LABEL = {MarkKind.INLINE, MarkKind.ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one text.

    `glued` are label and place of definitions that pandoc read as text, `lost` of marks that came
    back nowhere,
    `messages` pandoc's own warnings, `error` why pandoc could not read the text at all, `written`
    the text in HTML where the tree says no more. `refers` tells that it has cross-references.
    """

    blocks: list[Node]
    calls: tuple[NoteCall, ...] = ()
    entries: tuple[NoteEntry, ...] = ()
    glued: tuple[tuple[str, Span], ...] = ()
    lost: tuple[tuple[str, Span], ...] = ()
    messages: tuple[pandoc.Message, ...] = ()
    error: str | None = None
    written: Written | None = None
    refers: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready for pandoc.

    `text` is to be read, `marks` are in it, `places` tells by sign where each stands in its file,
    `path` names the file, `lines` counts the lines the author wrote, `prefix` makes the keys of
    its notes unique.
    """

    text: str
    marks: tuple[Mark, ...]
    places: Mapping[str, Span]
    lines: int
    path: str
    prefix: str = ""


def prepare(source: Source, start: int = 0) -> Prepared:
    """Mark the text of a draft from offset `start` (the end of its header) on.

    Lines before it are left empty, so that pandoc's line numbers are those of the file.
    Raises scholiast.marks.TooManyMarksError.
    """
    marks = find_marks(source.text, start)
    head = "\n" * (source.position(start).line - 1)
    shifted = [replace(m, start=m.start - start, end=m.end - start) for m in marks]
    places = {m.sign: source.span(m.start, m.end) for m in marks}
    lines = source.position(len(source.text)).line
    return Prepared(head + mark(source.text[start:], shifted), marks, places, lines, source.path)


def prepare_quoted(text: str, source: Source, start: int, prefix: str) -> Prepared:
    """Mark a text that stands in a YAML file, indented or folded, from offset `start` on.

    The marks of `text` stand in `source` in the same order, so each is found after the last.
    """
    marks = find_marks(text)
    places: dict[str, Span] = {}
    at = start
    for found in marks:
        written = text[found.start : found.end]
        here = source.text.find(written, at)
        if here >= 0:
            at = here + len(written)
        places[found.sign] = source.span(here, at) if here >= 0 else source.span(start)
    return Prepared(mark(text, marks), marks, places, text.count("\n") + 1, source.path, prefix)


def interpret(prepared: Prepared, answer: pandoc.Answer) -> Reading:
    """Return what pandoc's `answer` to a prepared text says of its notes."""
    if answer.error is not None:
        return Reading([], error=answer.error)
    try:
        blocks = json.loads(answer.result)["blocks"]
        cites = '{"t":"Cite",' in answer.result
        reading = _Interpreter(prepared, cites=cites).run(blocks, answer.messages)
        return replace(reading, written=_written(prepared, answer, reading))
    except RecursionError:
        return Reading([], error="lists, quotations or divisions are nested too deep")


def _written(prepared: Prepared, answer: pandoc.Answer, reading: Reading) -> Written | None:
    """Return the HTML that pandoc wrote, where it says all that was read.

    Raw markup of the author could look like pandoc's notes, and notes in notes are text in it.
    """
    nested = any(call.entry is not None for call in reading.calls)
    if reading.refers or any(found.kind is MarkKind.ATTRIBUTES for found in prepared.marks):
        return None
    if not answer.html or '{"t":"Raw' in answer.result or nested or reading.glued or reading.lost:
        return None
    keys = {prepared.prefix + found.sign for found in prepared.marks}
    inline = frozenset(entry.key for entry in reading.entries if entry.inline)
    if not inline <= keys:
        return None
    definitions = tuple(
        prepared.prefix + found.sign
        for found in prepared.marks
        if found.kind is MarkKind.DEFINITION
    )
    defined = {entry.key for entry in reading.entries} - inline
    is_whole = defined == set(definitions)
    return Written(answer.html, prepared.prefix, definitions, inline) if is_whole else None


def foreign_sign(text: str) -> int | None:
    """Return the offset of a character that only our own signs may have, if the text has one."""
    found = SIGNS.search(text)
    return found.start() if found else None


def inlines(answer: pandoc.Answer) -> list[Node]:
    """Return the inlines of the first paragraph that pandoc read in a short text, if any."""
    blocks = json.loads(answer.result)["blocks"] if answer.error is None else []
    first: Node = blocks[0] if blocks else {"t": "Null"}
    return list(first["c"]) if first["t"] in {"Para", "Plain"} else []


@dataclass(frozen=True, slots=True)
class _Context:
    """Where in the tree the interpreter is: `entry` is the note entry it is in."""

    where: Where = Where.TEXT
    entry: str | None = None


@dataclass
class _Interpreter:
    """Walks the tree once, rebuilds it without signs and notes what each sign turned out to be."""

    prepared: Prepared
    cites: bool = False
    refers: bool = False
    calls: list[NoteCall] = field(default_factory=list)
    entries: list[NoteEntry] = field(default_factory=list)
    glued: list[Mark] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    signs: Mapping[str, Mark] = field(init=False)

    def __post_init__(self) -> None:
        self.signs = {found.sign: found for found in self.prepared.marks}

    def run(self, blocks: list[Node], messages: Sequence[pandoc.Message]) -> Reading:
        bodies, blocks = _take_definitions(blocks)
        body: list[Node] = self.rebuild(blocks, _Context())
        for found, note in self._definitions(bodies):
            self._define(found, note)
        lost = [m for m in self.prepared.marks if m.sign not in self.seen]
        order = {self._key(found): found.start for found in self.prepared.marks}
        return Reading(
            blocks=body,
            calls=tuple(sorted(self.calls, key=lambda call: order.get(call.key, -1))),
            entries=tuple(sorted(self.entries, key=lambda entry: order.get(entry.key, -1))),
            glued=tuple((found.label, self._place(found)) for found in self.glued),
            lost=tuple((found.label, self._place(found)) for found in lost),
            messages=tuple(self._own(messages)),
            refers=self.refers,
        )

    def _own(self, messages: Sequence[pandoc.Message]) -> Iterator[pandoc.Message]:
        """Keep pandoc's warnings that are not of our stubs, with the signs taken out."""
        for message in messages:
            ours = (message.line or 0) > self.prepared.lines + 1
            if message.kind == "NoteDefinedButNotUsed" or ours:
                continue
            yield replace(message, text=self.plain(message.text))

    def _definitions(self, bodies: list[Node]) -> Iterator[tuple[Mark, list[Node]]]:
        """Pair each definition that pandoc read with its body."""
        waiting = [m for m in self.prepared.marks if m.kind is MarkKind.DEFINITION]
        for found, paragraph in zip(waiting, bodies, strict=False):
            notes = [node for node in paragraph.get("c", []) if node["t"] == "Note"]
            if notes:
                yield found, notes[0]["c"]

    def _define(self, found: Mark, body: list[Node]) -> None:
        self.seen.add(found.sign)
        self._enter(found, body, inline=False)

    def _enter(self, found: Mark, body: list[Node], *, inline: bool) -> None:
        """Enter the note that a mark begins, with the attributes that open its body."""
        opening = self._leading_mark(body)
        attributes = NoteAttributes()
        if opening is not None and opening.kind is MarkKind.ATTRIBUTES:
            self.seen.add(opening.sign)
            attributes = note_attributes(opening.label)
            body = _without_space(_drop_leading_sign(body))
        blocks = self.rebuild(body, _Context(Where.NOTE, self._key(found)))
        entry = NoteEntry(
            self._key(found),
            "" if inline else found.label,
            self._place(found),
            blocks,
            kind=attributes.kind,
            inline=inline,
            attributes=attributes.pairs,
        )
        self.entries.append(entry)

    def _place(self, found: Mark) -> Span:
        return self.prepared.places[found.sign]

    def _key(self, found: Mark) -> str:
        return self.prepared.prefix + found.sign

    # -- rebuilding --

    def rebuild(self, value: Any, context: _Context) -> Any:
        """Return `value`, any part of pandoc's tree, with signs resolved."""
        if isinstance(value, str):
            return self._attribute(value, context)
        if isinstance(value, list):
            value = self._close_inline_notes(value) if context.entry else value
            value = refsyntax.with_braces(value) if self.cites else value
            return [part for item in value for part in self._item(item, context)]
        if isinstance(value, dict) and "t" in value:
            return self._node(value, context)[0]
        if isinstance(value, dict):
            return {name: self.rebuild(part, context) for name, part in value.items()}
        return value

    def _item(self, item: Any, context: _Context) -> list[Any]:
        if isinstance(item, dict) and "t" in item:
            return self._node(item, context)
        return [self.rebuild(item, context)]

    def _node(self, node: Node, context: _Context) -> list[Node]:
        content: Any = node.get("c")
        match node["t"]:
            case "Note":
                return self._note(node["c"], context)
            case "Str":
                return self._string(node["c"], context)
            case "Code" | "CodeBlock" | "Math":
                return [{"t": node["t"], "c": self._verbatim(node["c"])}]
            case "RawInline" | "RawBlock":
                return [{"t": node["t"], "c": [content[0], self._raw(content[1], context)]}]
            case "Header":
                return self._with(node, replace(context, where=Where.HEADING))
            case "Link":
                return self._with(node, replace(context, where=Where.LINK))
            case "Cite":
                return self._cite(node, context)
            case "Image":
                return self._with(node, replace(context, where=Where.ALT))
            case "Figure":
                return self._figure(node, context)
            case _ if content is None:
                return [node]
            case _:
                return self._with(node, context)

    def _with(self, node: Node, context: _Context) -> list[Node]:
        return [{"t": node["t"], "c": self.rebuild(node["c"], context)}]

    def _figure(self, node: Node, context: _Context) -> list[Node]:
        """Rebuild a figure: an implicit one repeats its caption as the image's description.

        There the notes of the caption are left out, so that each is called once.
        """
        attributes, caption, content = node["c"]
        attributes = self.rebuild(attributes, context)
        repeats = _is_implicit(caption, content)
        caption = self.rebuild(caption, context)
        if repeats:
            image_attributes, _, target = content[0]["c"][0]["c"]
            words = _without_calls(caption[1][0]["c"])
            image = [self.rebuild(image_attributes, context), words, self.rebuild(target, context)]
            content = [{"t": "Plain", "c": [{"t": "Image", "c": image}]}]
        else:
            content = self.rebuild(content, context)
        return [{"t": "Figure", "c": [attributes, caption, content]}]

    def _cite(self, node: Node, context: _Context) -> list[Node]:
        """Rebuild a citation: its second part repeats the source text, signs and all."""
        citations, fallback = node["c"]
        if (group := refsyntax.taken(citations)) is not None:
            self.refers = True
            return self._with(group, replace(context, where=Where.CITATION))
        citations = self.rebuild(citations, replace(context, where=Where.CITATION))
        return [{"t": "Cite", "c": [citations, self._verbatim(fallback)]}]

    def _note(self, body: list[Node], context: _Context) -> list[Node]:
        """Tell a stub, which is a call, from an inline note, which begins with its sign."""
        found = self._leading_mark(body)
        if found is None:
            return [self._unmarked(body, context)]
        if found.kind is MarkKind.CALL:
            return [self._call(found, context)]
        self.seen.add(found.sign)
        self._enter(found, _drop_leading_sign(body), inline=True)
        return [self._call(found, context)]

    def _unmarked(self, body: list[Node], context: _Context) -> Node:
        """Keep a note that pandoc saw and our pattern did not: only its exact place is unknown."""
        key = f"{self.prepared.prefix}unmarked:{len(self.entries)}"
        blocks = self.rebuild(body, _Context(Where.NOTE, key))
        place = Span(self.prepared.path)
        self.entries.append(NoteEntry(key, "", place, blocks, inline=True))
        self.calls.append(NoteCall(key, "", place, context.where, context.entry))
        return {"t": "NoteCall", "c": key}

    def _leading_mark(self, body: list[Node]) -> Mark | None:
        inlines = body[0].get("c") if body else None
        first = inlines[0] if isinstance(inlines, list) and inlines else None
        text = first.get("c") if isinstance(first, dict) and first.get("t") == "Str" else None
        return self.signs.get(text[0]) if isinstance(text, str) and text else None

    def _call(self, found: Mark, context: _Context) -> Node:
        self.seen.add(found.sign)
        call = NoteCall(
            key=self._key(found),
            label=found.label,
            place=self._place(found),
            where=context.where,
            entry=context.entry,
            opens_line=found.opens_line,
            colon=found.colon,
        )
        self.calls.append(call)
        return {"t": "NoteCall", "c": call.key}

    def _string(self, text: str, context: _Context) -> list[Node]:
        """Split a word at the calls in it that pandoc left as text, as it does inside notes."""
        out: list[Node] = []
        at = 0
        for literal in _LITERAL.finditer(text):
            found = self.signs[literal[1]]
            if not self._is_call_in_note(found, context):
                continue
            if text[at : literal.start()]:
                out.append({"t": "Str", "c": self.plain(text[at : literal.start()], context)})
            out.append(self._call(found, context))
            at = literal.end()
        if text[at:]:
            out.append({"t": "Str", "c": self.plain(text[at:], context)})
        return out

    def _close_inline_notes(self, inlines: list[Any]) -> list[Any]:
        """Make notes of the inline notes that pandoc leaves as text inside a note."""
        for index, node in enumerate(inlines):
            is_word = isinstance(node, dict) and node.get("t") == "Str"
            text: str = node["c"] if is_word else ""
            opening = _OPENING.search(text)
            if opening is None or self.signs[opening[1]].escaped:
                continue
            after = [{"t": "Str", "c": text[opening.start(1) :]}, *inlines[index + 1 :]]
            found = _until_closed(after)
            if found is None:
                continue
            body, rest = found
            before = [{"t": "Str", "c": text[: opening.start()]}] if opening.start() else []
            note = {"t": "Note", "c": [{"t": "Para", "c": body}]}
            return [*inlines[:index], *before, note, *self._close_inline_notes(rest)]
        return inlines

    def _is_call_in_note(self, found: Mark, context: _Context) -> bool:
        return context.entry is not None and found.kind is MarkKind.CALL and not found.escaped

    def plain(self, text: str, context: _Context | None = None) -> str:
        """Return `text` with each sign replaced by what stood there; definitions are noted.

        A call that no backslash takes back and that is text all the same is not seen: it is lost.
        """

        def restore(match: "re.Match[str]") -> str:
            found = self.signs[match[0]]
            if context and found.kind is MarkKind.DEFINITION and found.sign not in self.seen:
                self.glued.append(found)
            if context and (found.kind in _NO_CALLS or found.escaped):
                self.seen.add(found.sign)
            return found.hidden

        return SIGNS.sub(restore, text)

    def _verbatim(self, value: Any) -> Any:
        """Restore code, mathematics and the like: no mark in them is a note."""
        if isinstance(value, str):
            self.seen.update(SIGNS.findall(value))
            return self.plain(value)
        if isinstance(value, list):
            return [self._verbatim(part) for part in value]
        if isinstance(value, dict):
            return {name: self._verbatim(part) for name, part in value.items()}
        return value

    def _raw(self, text: str, context: _Context) -> str:
        """Restore raw markup; a note call in it would be lost, but for a comment's."""
        return self._attribute(text, context) if not _COMMENT.match(text) else self._verbatim(text)

    def _attribute(self, text: str, context: _Context) -> str:
        """Restore text that pandoc copies as it is: a call in it can't become a note."""
        for sign in SIGNS.findall(text):
            found = self.signs[sign]
            if found.kind not in _NOT_BY_LABEL and not found.escaped:
                self._call(found, replace(context, where=Where.RAW))
            self.seen.add(sign)
        return self.plain(text)


def _take_definitions(blocks: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the content of the marked block at the end, and the blocks without it."""
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block["t"] == "Div" and block["c"][0][0] == DEFINITIONS:
            return block["c"][1], blocks[:index] + blocks[index + 1 :]
        if block["t"] == "Div":
            found, rest = _take_definitions(block["c"][1])
            if rest is not block["c"][1]:
                changed = {"t": "Div", "c": [block["c"][0], rest]}
                return found, [*blocks[:index], changed, *blocks[index + 1 :]]
    return [], blocks


def _until_closed(inlines: list[Node]) -> tuple[list[Node], list[Node]] | None:
    """Split inlines at the bracket that closes one opened before them; None where none does."""
    depth = 1
    for index, node in enumerate(inlines):
        if node["t"] != "Str":
            continue
        for at, char in enumerate(node["c"]):
            depth += (char == "[") - (char == "]")
            if depth == 0:
                head, tail = node["c"][:at], node["c"][at + 1 :]
                before = [*inlines[:index], *([{"t": "Str", "c": head}] if head else [])]
                after = [*([{"t": "Str", "c": tail}] if tail else []), *inlines[index + 1 :]]
                return before, after
    return None


def _drop_leading_sign(body: list[Node]) -> list[Node]:
    first, *rest = body
    head, *inlines = first["c"]
    text = head["c"][1:]
    if text:
        inlines = [{"t": "Str", "c": text}, *inlines]
    return [{"t": first["t"], "c": inlines}, *rest] if inlines else rest


def _without_space(body: list[Node]) -> list[Node]:
    """Return the body of a note without the space that stood between its attributes and it."""
    first: Node = body[0] if body else {"t": "Null"}
    if first["t"] in {"Para", "Plain"} and first["c"] and first["c"][0]["t"] in _SPACES:
        return [{"t": first["t"], "c": first["c"][1:]}, *body[1:]]
    if first["t"] in {"Para", "Plain"} and first["c"] and first["c"][0]["t"] == "Str":
        head, *rest = first["c"]
        words = {"t": "Str", "c": head["c"].lstrip(" ")}
        return [{"t": first["t"], "c": [words, *rest]}, *body[1:]]
    return body


_SPACES = {"Space", "SoftBreak"}


def _is_implicit(caption: Any, content: list[Node]) -> bool:
    """Tell whether a figure is one image whose description is the caption over again."""
    match caption, content:
        case [_, [{"c": words}]], [{"t": "Plain", "c": [{"t": "Image", "c": [_, alt, _]}]}]:
            return bool(words == alt)
    return False


def _without_calls(value: Any) -> Any:
    """Return a tree without its note calls and cross-references."""
    if isinstance(value, list):
        return [_without_calls(item) for item in value if not _refers(item)]
    if isinstance(value, dict):
        return {name: _without_calls(part) for name, part in value.items()}
    return value


def _refers(item: Any) -> bool:
    return isinstance(item, dict) and (item.get("t") == "NoteCall" or refsyntax.is_group(item))
