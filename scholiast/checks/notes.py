"""Rules on notes: each call has one note, each note a call, and nothing is lost between them."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from scholiast.checks.links import PAGE_REFERENCE
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Draft, Manuscript, Node, NoteCall, NoteEntry, Where, walk
from scholiast.register import (
    Address,
    Register,
    address,
    all_calls,
    nested_calls,
    open_register,
    skeleton,
)
from scholiast.source import Position, Source, Span
from scholiast.text import readable
from scholiast.verbatim import masked

UNDEFINED = Rule(
    "N001",
    "undefined-note",
    Severity.ERROR,
    """A note call leads to no note: nothing in this chapter, in `notes/` or in another chapter
defines its label.

Most tools print such a call as text and say nothing, so that readers meet a bare `[^gibbon]`.

    He was right.[^gibbon]

    [^gibbbon]: Decline and Fall, ch. 3.

Labels are compared letter by letter: `[^Gibbon]` and `[^gibbon]` are two labels. Correct the
label, or write the note: `[^gibbon]: …` in a paragraph of its own, or an entry with `id:
gibbon` in a file of `notes/`. Where the brackets are meant as text, put a backslash before
them: `\\[^gibbon]`.""",
)
TWICE = Rule(
    "N002",
    "note-defined-twice",
    Severity.ERROR,
    """Two notes of one file, or two entries of `notes/`, have the same label.

Elsewhere the last one wins and the text of the first is lost without a word. Give one of them
another label, or delete the one that is a copy.""",
)
UNUSED = Rule(
    "N003",
    "note-never-called",
    Severity.ERROR,
    """Nothing calls this note, so no reader would ever see it.

Often the call was deleted with the sentence around it, or its label was changed on one side.
Put the call back where the note belongs, or delete the note.""",
)
GLUED = Rule(
    "N004",
    "definition-in-paragraph",
    Severity.ERROR,
    """The definition of a note stands directly under a paragraph, or in the middle of a line.
Pandoc then reads it as part of that text, and the note is lost.

    He was right.[^gibbon]
    [^gibbon]: Decline and Fall, ch. 3.

Put an empty line above the definition and begin it at the start of its line. Where it is meant
as a call that a colon follows, move the call so that it does not begin the line.""",
)
NO_COLON = Rule(
    "N005",
    "definition-without-colon",
    Severity.ERROR,
    """A line begins with a label that nothing defines, without the colon that makes it a
definition, or with a space before the colon.

    [^gibbon] Decline and Fall, ch. 3.

Pandoc reads such a line as text. Write the colon directly behind the bracket: `[^gibbon]: …`.""",
)
SPACED = Rule(
    "N006",
    "label-not-allowed",
    Severity.ERROR,
    """A label is empty, or has a space or a caret in it: pandoc reads no note call there and
prints the brackets as text, or as a link.

    He was right.[^gibbon 1776]

Write the label without spaces, such as `[^gibbon-1776]`. Where the brackets are meant as text,
put a backslash before them: `\\[^a b]`.""",
)
EMPTY = Rule(
    "N007",
    "empty-note",
    Severity.ERROR,
    """A note has no text. Behind an empty definition pandoc takes the next paragraph of the
chapter for the text of the note, and that paragraph is missing from the page.

    [^gibbon]:

    The next paragraph of the text.

Write the note, or delete the definition and its call. A note that is still to be written can
stand in a file of `notes/` with `missing: true`. A comment, a space or TeX that no edition sets
is no text.""",
)
NORMALISATION = Rule(
    "N008",
    "label-normalisation",
    Severity.ERROR,
    """Two labels look the same and are made of different characters: an accented letter can be
one code point or two (Unicode normalisation forms NFC and NFD), and files from different
systems mix them. Pandoc takes them for two labels.

Type one of them again, or give both a label without accents.""",
)
PLACE = Rule(
    "N009",
    "note-call-out-of-place",
    Severity.ERROR,
    """A note call stands where no note can be called in all formats: in raw HTML or an
attribute, in the alternative text of an image, in the text of a link, inside a citation, or in
the metadata at the top of a file. There it would be printed as text or vanish.

Move the call behind the image, link or citation, or write the markup in Markdown. A note call
works in headings, captions, table cells, lists, quotations and verse.""",
)
DEEP = Rule(
    "N010",
    "note-nested-too-deep",
    Severity.ERROR,
    """A note is called in a note that is itself called in a note. One level works in all
formats; readers lose their way at two, and no format has a place for them.

Call the innermost note from the text, or take its words into the note around it.""",
)
CIRCLE = Rule(
    "N011",
    "notes-in-a-circle",
    Severity.ERROR,
    """Notes call each other in a circle, or a note calls itself. Pandoc drops them all without
a word, since nothing in the text calls them.

Take out the call that closes the circle, and call the notes from the text.""",
)
SWALLOWED = Rule(
    "N012",
    "line-taken-into-note",
    Severity.WARNING,
    """A line of text stands directly under the definition of a note, and pandoc takes it into
the note.

    [^gibbon]: Decline and Fall, ch. 3.
    The next sentence of the text.

Put an empty line between them. Where the line does belong to the note, indent it by four
spaces.""",
)
AGAIN = Rule(
    "N013",
    "note-called-again",
    Severity.NOTE,
    """A note is called more than once. That is allowed: it stays one note with one number, and
has a way back to each call. This rule is off unless asked for, for houses that want one call a
note.""",
    default=False,
)
AMBIGUOUS = Rule(
    "N014",
    "ambiguous-label",
    Severity.ERROR,
    """A label is not defined in the chapter that calls it, and two or more other chapters
define it, so it can't be known which note is meant.

Define the note in this chapter, or give the notes labels of their own.""",
)
MISSING = Rule(
    "N015",
    "note-missing",
    Severity.ERROR,
    """A note is called, and its entry in `notes/` says `missing: true`: it is known that there
is a note, but its text is not at hand.

Write its `text` and take `missing` away. Until then `build --draft` makes the book with a
visible placeholder in its place; a draft is never taken for the finished book.""",
)
LOST = Rule(
    "N016",
    "note-call-lost",
    Severity.ERROR,
    """What looks like a note call or a definition came back nowhere in what pandoc read, or as
text. It may stand inside the target of a link, something before it may be opened and never
closed, or its own `^` may close a superscript that was opened before: in `mc^2[^einstein]^` a
note reads `2[` as raised.

Look at the lines around it; where the brackets are meant as text, put a backslash before them.""",
)

RULES = (
    *(UNDEFINED, TWICE, UNUSED, GLUED, NO_COLON, SPACED, EMPTY, NORMALISATION),
    *(PLACE, DEEP, CIRCLE, SWALLOWED, AGAIN, AMBIGUOUS, MISSING, LOST),
)

DRAFTABLE = frozenset({UNDEFINED.code, MISSING.code})
"""Codes of what a draft build shows as a placeholder instead of refusing."""


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding of the rules on notes, in no particular order."""
    register = open_register(manuscript)
    return [
        *_calls(manuscript, register),
        *_broken_labels(manuscript),
        *_definitions(manuscript, register),
        *_unused(manuscript, register),
        *_empty(manuscript),
        *_nesting(manuscript, register),
        *_swallowed(manuscript),
        *_lost(manuscript),
    ]


# -- calls --


def _calls(manuscript: Manuscript, register: Register) -> Iterator[Diagnostic]:
    seen: dict[Address, NoteCall] = {}
    for path, call in all_calls(manuscript):
        inline = (path, call.key) in register.entries and not call.label
        if call.where not in _WORKING:
            yield PLACE.at(call.place, f"note call in {call.where.value}", _PLACE_HINTS[call.where])
        elif inline:
            continue
        elif _is_bad_label(call.label):
            yield _bad_label(call)
        else:
            yield from _call(manuscript, register, path, call)
            yield from _again(register, path, call, seen)


_WORKING = {Where.TEXT, Where.HEADING, Where.NOTE}
_PLACE_HINTS = {
    Where.ALT: "put the call behind the image, or make the image a figure with a caption",
    Where.RAW: "write this in Markdown, or put the call outside the markup",
    Where.METADATA: "put the call in the text, or in the level-1 heading",
    Where.CITATION: "put the call behind the citation",
    Where.LINK: "put the call behind the link",
}


def _is_bad_label(label: str) -> bool:
    return not label or re.search(r"[\s^]", label) is not None


def _bad_label(call: NoteCall) -> Diagnostic:
    if not call.label.strip():
        return SPACED.at(call.place, "note call without a label", "write a label: `[^gibbon]`")
    return SPACED.at(
        call.place,
        f"the label `{call.label}` has a space or a caret in it",
        f"write `[^{_without_spaces(call.label)}]`, or `\\[^` where the brackets are meant as text",
    )


def _without_spaces(label: str) -> str:
    return re.sub(r"[\s^]+", "-", label.strip()) or "label"


_BROKEN = re.compile(r"(?<!\\)\[\^[^\[\]\s][^\[\]\n]*\n[ \t>]*[^\[\]\n>]*[^\[\]\s]\](?=\W)")


def _broken_labels(manuscript: Manuscript) -> Iterator[Diagnostic]:
    """Find labels with the end of a line in them, which pandoc prints as text."""
    for draft in manuscript.drafts:
        for match in _BROKEN.finditer(masked(draft.source.text)):
            start = match.start()
            yield SPACED.at(
                draft.source.span(start, start + match[0].index("\n")),
                "the label of a note goes on in the next line",
                "write the label in one line, without spaces",
            )


def _call(
    manuscript: Manuscript, register: Register, path: str, call: NoteCall
) -> Iterator[Diagnostic]:
    found = register.meaning(path, call.label)
    if not found:
        yield _undefined(manuscript, register, path, call)
    elif len({e.place.path for e in found}) > 1 and call.label not in register.shared:
        where = " and ".join(f"`{entry.place.path}`" for entry in found)
        yield AMBIGUOUS.at(
            call.place,
            f"note `{call.label}` is defined in {where}, not in this chapter",
            "define it in this chapter, or give the notes labels of their own",
        )
    elif found[0].missing:
        yield MISSING.at(
            call.place,
            f"note `{call.label}` is missing",
            f"write its text at {found[0].place}, or build with --draft",
        )


def _undefined(manuscript: Manuscript, register: Register, path: str, call: NoteCall) -> Diagnostic:
    label = call.label
    same = unicodedata.normalize("NFC", label)
    for known in register.known_labels(path):
        if unicodedata.normalize("NFC", known) == same:
            where = register.meaning(path, known)[0].place
            return NORMALISATION.at(
                call.place,
                f"note `{label}` is defined with other code points for the same letters",
                f"type the label again here and at {where}",
            )
    if _is_definition_without_colon(manuscript, call):
        return _no_colon(call)
    if call.colon == ":":
        return GLUED.at(
            call.place,
            f"the definition of note `{label}` stands in the middle of a line",
            "begin it on a line of its own, with an empty line above",
        )
    return UNDEFINED.at(
        call.place,
        f"note `{label}` is not defined",
        _suggestion(manuscript, register, path, label),
    )


def _is_definition_without_colon(manuscript: Manuscript, call: NoteCall) -> bool:
    """Tell whether a call opens a paragraph, as a definition does."""
    if not call.opens_line or call.place.start is None:
        return False
    above = manuscript.sources[call.place.path].line(call.place.start.line - 1)
    return call.colon != ":" and not above.strip(" \t>")


def _no_colon(call: NoteCall) -> Diagnostic:
    fault = "has a space before its colon" if call.colon else "has no colon"
    return NO_COLON.at(
        call.place,
        f"the definition of note `{call.label}` {fault}",
        f"write `[^{call.label}]:`, with the colon directly behind the bracket",
    )


def _suggestion(manuscript: Manuscript, register: Register, path: str, label: str) -> str:
    for glued, place in _glued(manuscript):
        if glued == label:
            return f"put an empty line above its definition at {place}"
    for draft in manuscript.drafts:
        for call in draft.calls:
            if call.label == label and _is_definition_without_colon(manuscript, call):
                return f"write the colon of its definition at {call.place}"
    known = register.known_labels(path)
    close = [name for name in known if skeleton(name) == skeleton(label)]
    close = close or difflib.get_close_matches(label, known, n=1, cutoff=0.7)
    if not close:
        return f"write the note, `[^{label}]: …`, or put a backslash before the bracket"
    entry = register.meaning(path, close[0])[0]
    return f"did you mean `{close[0]}`, defined at {entry.place}?"


def _again(
    register: Register, path: str, call: NoteCall, seen: dict[Address, NoteCall]
) -> Iterator[Diagnostic]:
    entry = register.resolve(path, call)
    if entry is None:
        return
    first = seen.setdefault(address(entry), call)
    if first is not call:
        yield AGAIN.at(call.place, f"note `{call.label}` was called before, at {first.place}")


# -- definitions --


def _definitions(manuscript: Manuscript, register: Register) -> Iterator[Diagnostic]:
    for by_label in (*register.labels.values(), register.shared):
        yield from _defined_twice(by_label)
        yield from _alike(by_label)
    for label, place in _glued(manuscript):
        yield GLUED.at(
            place,
            f"the definition of note `{label}` was read as text",
            "put an empty line above it",
        )
    for draft in manuscript.drafts:
        for entry in draft.entries:
            if not entry.inline and _is_bad_label(entry.label):
                yield SPACED.at(
                    entry.place,
                    f"the label `{entry.label}` has a space or a caret in it",
                    f"write `[^{_without_spaces(entry.label)}]:`",
                )


def _glued(manuscript: Manuscript) -> Iterator[tuple[str, Span]]:
    """Yield label and place of the definitions that pandoc read as text."""
    yield from manuscript.glued
    for draft in manuscript.drafts:
        yield from draft.glued


def _defined_twice(by_label: Mapping[str, Sequence[NoteEntry]]) -> Iterator[Diagnostic]:
    for label, entries in by_label.items():
        for entry in entries[1:]:
            yield TWICE.at(
                entry.place,
                f"note `{label}` was defined before, at {entries[0].place}",
                "give one of the two another label",
            )


def _alike(by_label: Mapping[str, Sequence[NoteEntry]]) -> Iterator[Diagnostic]:
    first: dict[str, NoteEntry] = {}
    for label, entries in by_label.items():
        other = first.setdefault(unicodedata.normalize("NFC", label), entries[0])
        if other is not entries[0]:
            yield NORMALISATION.at(
                entries[0].place,
                f"note `{label}` looks like the one defined at {other.place}, in other code points",
                "give one of the two another label",
            )


# -- notes that nothing calls, notes without text --


def _unused(manuscript: Manuscript, register: Register) -> Iterator[Diagnostic]:
    called = {
        address(entry)
        for path, call in all_calls(manuscript)
        for entry in (register.meaning(path, call.label) if call.label else [])
    }
    for where, entry in register.entries.items():
        if entry.inline or where in called or _is_bad_label(entry.label):
            continue
        yield UNUSED.at(
            entry.place,
            f"note `{entry.label}` is never called",
            f"call it in the text, `[^{entry.label}]`, or delete it",
        )


def _empty(manuscript: Manuscript) -> Iterator[Diagnostic]:
    for draft in manuscript.drafts:
        for entry in draft.entries:
            if _has_no_text(entry, draft.source):
                name = f"note `{entry.label}`" if entry.label else "the note"
                yield EMPTY.at(entry.place, f"{name} has no text", "write it, or delete it")
    for entry in manuscript.notes:
        if _shows_nothing(entry.blocks) and not entry.missing:
            yield EMPTY.at(
                entry.place,
                f"note `{entry.label}` has no text",
                "write its `text`, or say `missing: true`",
            )


_SHOWN = frozenset({"Cite", "HorizontalRule", "Image", "Math", "NoteCall", "OrderedList"})
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)


def _shows_nothing(blocks: Sequence[Node]) -> bool:
    """Tell whether a reader would see no sign of these blocks: a comment, a bare space."""
    return not any(node["t"] in _SHOWN or _words(node) for node in walk(blocks))


def _words(node: Node) -> str:
    """Return what a node itself gives a reader to read."""
    match node:
        case {"t": "Str", "c": words}:
            return readable(words)
        case {"t": "Code" | "CodeBlock", "c": [_, words]}:
            return readable(words)
        case {"t": "RawInline" | "RawBlock", "c": ["html", markup]}:
            return readable(_COMMENTS.sub("", markup))
        case {"t": "Link", "c": [[_, classes, _], _, _]} if PAGE_REFERENCE in classes:
            return "page"
    return ""


def _has_no_text(entry: NoteEntry, source: Source) -> bool:
    """Tell whether a note is empty, or took the next paragraph for its text."""
    if _shows_nothing(entry.blocks):
        return True
    if entry.inline or entry.place.end is None:
        return False
    end = entry.place.end
    if source.line(end.line)[end.column :].strip():  # what follows the colon
        return False
    below = source.line(end.line + 1)
    if below.strip():
        return not below[:1].isspace()
    after = next((source.line(end.line + n) for n in range(2, 6) if source.line(end.line + n)), "")
    return not after.startswith(("    ", "\t"))


# -- notes in notes --


def _nesting(manuscript: Manuscript, register: Register) -> Iterator[Diagnostic]:
    graph: dict[Address, list[tuple[NoteCall, Address]]] = {}
    for holder, calls in nested_calls(manuscript).items():
        for call in calls:
            entry = register.resolve(holder[0], call)
            if entry is not None:
                graph.setdefault(holder, []).append((call, address(entry)))
    circles = {call.place for call in _in_circles(graph)}
    for holder, calls_to in graph.items():
        for call, _ in calls_to:
            if call.place in circles:
                label = call.label or "this note"
                yield CIRCLE.at(
                    call.place, f"note `{label}` calls itself, or notes that call it",
                    "take out the call that closes the circle",
                )  # fmt: skip
            elif _is_nested(holder, graph):
                yield DEEP.at(
                    call.place,
                    "a note is called in a note that is itself called in a note",
                    "call it from the text, or take its words into the note around it",
                )


def _is_nested(holder: Address, graph: dict[Address, list[tuple[NoteCall, Address]]]) -> bool:
    return any(target == holder for calls in graph.values() for _, target in calls)


def _in_circles(graph: dict[Address, list[tuple[NoteCall, Address]]]) -> Iterator[NoteCall]:
    for holder, calls in graph.items():
        for call, target in calls:
            if holder in _reached(target, graph):
                yield call


def _reached(start: Address, graph: dict[Address, list[tuple[NoteCall, Address]]]) -> set[Address]:
    found, waiting = {start}, [start]
    while waiting:
        for _, target in graph.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


# -- lines that pandoc took elsewhere --


def _swallowed(manuscript: Manuscript) -> Iterator[Diagnostic]:
    for draft in manuscript.drafts:
        for entry in draft.entries:
            line = _swallowed_line(entry, draft)
            if line is not None:
                span = _line_span(draft.source, line)
                yield SWALLOWED.at(
                    span,
                    f"this line is read as part of note `{entry.label}` above it",
                    "put an empty line above it, or indent it by four spaces",
                )


_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\s*$")
_WRAPPED_AT = 72  # columns: an author who wraps lines by hand fills them to about here


def _swallowed_line(entry: NoteEntry, draft: Draft) -> int | None:
    """Return the number of the first line that looks taken into a note by accident, if any.

    A line under a definition that is not indented belongs to the note ("lazy" continuation). It is
    an accident where the author broke the line above early: its end closes a sentence or the next
    line opens one, and the next word would still have fitted, or no line is wrapped at all.
    """
    if entry.inline or entry.place.start is None:
        return None
    number = entry.place.start.line
    while True:
        above, below = draft.source.line(number), draft.source.line(number + 1)
        if not below.strip() or below[:1].isspace() or re.match(r"[>\s]*\[\^[^\]\s]+\]:", below):
            return None
        if _broken_early(above, below):
            return number + 1
        number += 1


def _broken_early(above: str, below: str) -> bool:
    word = below.split()[0]
    fitted = len(above.rstrip()) + 1 + len(word) <= _WRAPPED_AT or len(above) > 120
    closed = _SENTENCE_END.search(above) is not None
    return fitted and (closed or not word[0].islower())


def _line_span(source: Source, line: int) -> Span:
    return Span(source.path, Position(line, 1), Position(line, len(source.line(line)) + 1))


def _lost(manuscript: Manuscript) -> Iterator[Diagnostic]:
    for lost in (manuscript.lost, *(draft.lost for draft in manuscript.drafts)):
        for label, place in lost:
            name = f"the note mark `[^{label}]`" if label else "an inline note"
            yield LOST.at(
                place,
                f"{name} came to nothing in what pandoc read",
                "look before it for something opened and not closed, as `^` or `[`",
            )
