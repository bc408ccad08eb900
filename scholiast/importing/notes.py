"""Notes that a plain text holds: where their texts stand, and which call leads to which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scholiast.diagnostics import Diagnostic
from scholiast.importing import layout
from scholiast.importing.candidates import is_power
from scholiast.importing.model import FoundNote, Line, Mark
from scholiast.importing.rules import OPEN_NOTE
from scholiast.source import Source

_BLOCK = re.compile(
    r"^[ \t]*\[(?:Foot-?note|Note|FN|Fn|Anmerkung|Fußnote|Noot|Nota)\s+"
    r"(?P<name>[0-9]{1,4}|[A-Za-z]{1,2}|[*†‡§]{1,3})\s*[:.]\s?",
    re.MULTILINE | re.IGNORECASE,
)
_SECTION = re.compile(
    r"^[ \t]*(?:FOOT-?NOTES|END-?NOTES|NOTES|REFERENCES|ANMERKUNGEN|FUSSNOTEN|NOTAS|NOTE|"
    r"Foot-?notes|End-?notes|Notes|References|Anmerkungen|Fußnoten|Noten|註釋|注释|註解|注)"
    r"[ \t]*[.:：]?[ \t]*$",
    re.MULTILINE,
)
_ITEM = re.compile(
    r"^[ \t]*(?:\[(?P<a>[0-9]{1,4}|[A-Z]{1,2}|[*†‡§]{1,3})\]|[〔［【](?P<b>[0-9]{1,4})[〕］】]|"
    r"(?P<c>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})|\^?(?P<d>[0-9]{1,4})(?:[.):]|(?=[ \t]+\S)))[ \t]*(?=\S)",
    re.MULTILINE,
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a text in order, offsets of headings over lists of them, and what is wrong."""

    found: tuple[FoundNote, ...]
    headings: tuple[tuple[int, int], ...] = ()
    findings: tuple[Diagnostic, ...] = ()

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return the offsets of all that belongs to the notes, in order."""
        return sorted([*((note.start, note.end) for note in self.found), *self.headings])


def find_notes(source: Source, start: int, end: int) -> Notes:
    """Return the notes that `source.text[start:end]` holds.

    They stand in brackets (`[Footnote 12: …]`), in a list under a heading (`NOTES`), or, marked as
    their calls are (`[12] …`, `〔12〕…`, `¹² …`), in a list at the end of a text or chapter.
    """
    blocks, findings = _in_brackets(source, start, end)
    if blocks:
        return Notes(tuple(blocks), (), tuple(findings))
    listed, headings = _in_sections(source.text, start, end)
    if listed:
        return Notes(tuple(listed), tuple(headings))
    return Notes(tuple(_at_end(source.text, start, end)))


# -- [Footnote 12: ...] --


def _in_brackets(source: Source, start: int, end: int) -> tuple[list[FoundNote], list[Diagnostic]]:
    found: list[FoundNote] = []
    findings: list[Diagnostic] = []
    at = start
    while match := _BLOCK.search(source.text, at, end):
        opening = source.text.index("[", match.start())
        close = _closing(source.text, opening, end)
        if close is None:
            name = match["name"]
            place = source.span(opening, match.end())
            findings.append(OPEN_NOTE.at(place, f"the bracket of note `{name}` is never closed"))
            close = _end_of_paragraph(source.text, match.end(), end)
        found.append(_note(source.text, match["name"], match.start(), match.end(), close))
        at = close + 1
    return found, findings


def _closing(text: str, opening: int, end: int) -> int | None:
    """Return the offset of the bracket that closes the one at `opening`, if it is in sight.

    A note that opens before that is none of this one's: then it was never closed.
    """
    following = _BLOCK.search(text, opening + 1, end)
    limit = min(following.start() if following else end, opening + 20_000)
    depth = 0
    for bracket in re.compile(r"[\[\]]").finditer(text, opening, limit):
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            return bracket.start()
    return None


def _end_of_paragraph(text: str, start: int, end: int) -> int:
    blank = re.compile(r"\n[ \t]*\n").search(text, start, end)
    return blank.start() if blank else end


def _note(text: str, name: str, start: int, body: int, close: int) -> FoundNote:
    end = close + 1 if text[close : close + 1] == "]" else close
    return FoundNote(name, start, end, _paragraphs(text, body, close))


def _paragraphs(text: str, start: int, end: int) -> tuple[tuple[Line, ...], ...]:
    found = layout.groups(layout.lines(text, start, end), set())
    return tuple(group for _, group in found)


# -- lists of notes --


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    plain: bool
    start: int
    body: int


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    for match in _ITEM.finditer(text, start, end):
        name = next(found for found in match.groupdict().values() if found)
        plain = match["d"] is not None
        yield _Item(name.translate(_SUPERSCRIPTS), plain, match.start(), match.end())


def _in_sections(text: str, start: int, end: int) -> tuple[list[FoundNote], list[tuple[int, int]]]:
    found: list[FoundNote] = []
    headings: list[tuple[int, int]] = []
    for match in _SECTION.finditer(text, start, end):
        if found and match.start() < found[-1].end:
            continue
        stop = _end_of_section(text, match.end(), end)
        items = _rising(list(_items(text, match.end(), stop)))
        if not items or text[match.end() : items[0].start].strip():
            continue
        headings.append((match.start(), match.end()))
        found += _listed(text, items, stop)
    return found, headings


_NEXT_CHAPTER = re.compile(r"\n[ \t]*\n[ \t]*\n[ \t]*\S")


def _end_of_section(text: str, start: int, end: int) -> int:
    """Return where a list of notes ends: at two blank lines that no further note follows."""
    for gap in _NEXT_CHAPTER.finditer(text, start, end):
        if text[start : gap.start()].strip() and not _ITEM.match(text, gap.end() - 1, end):
            line = text.rfind("\n", 0, gap.end() - 1) + 1
            if not _ITEM.match(text, line, end):
                return gap.start()
    return end


def _rising(items: Sequence[_Item]) -> list[_Item]:
    """Return the items that count up from 1 by one; marks that are no numbers all stay."""
    kept: list[_Item] = []
    expected = 1
    for item in items:
        if not item.name.isdigit():
            kept.append(item)
        elif int(item.name) == expected or (not item.plain and int(item.name) >= expected):
            kept.append(item)
            expected = int(item.name) + 1
    return kept


def _listed(text: str, items: Sequence[_Item], end: int) -> Iterator[FoundNote]:
    ends = [item.start for item in items[1:]] + [end]
    for item, stop in zip(items, ends, strict=True):
        yield FoundNote(item.name, item.start, stop, _paragraphs(text, item.body, stop))


def _at_end(text: str, start: int, end: int) -> list[FoundNote]:
    """Return the notes of a list without a heading at the end of a text, marked like calls.

    A list that is marked by plain numbers (`1. …`) could be any list, and is not taken.
    """
    items = [item for item in _items(text, start, end) if not item.plain]
    if not items:
        return []
    tail: list[_Item] = []
    limit = end
    for item in reversed(items):
        between = text[item.body : limit]
        paragraphs = len(re.findall(r"\n[ \t]*\n[ \t]*\S", between))
        if paragraphs > (0 if limit == end else 1):
            break
        tail.append(item)
        limit = item.start
    tail.reverse()
    numbers = [int(item.name) for item in tail if item.name.isdigit()]
    in_order = numbers == list(range(1, len(numbers) + 1))
    return list(_listed(text, tail, end)) if tail and in_order else []


# -- which call leads to which note --


def explicit_calls(text: str, start: int, end: int, notes: Notes) -> list[Mark]:
    """Return the calls in brackets or superscripts whose names the notes have, in order.

    The mark that opens a note in a list is no call.
    """
    names = {note.name.upper() for note in notes.found}
    own = [(note.start, _body(note)) for note in notes.found]
    opening = {at for first, body in own for at in range(first, body)}
    marks = []
    for match in _CALL.finditer(text, start, end):
        name = next(found for found in match.groups() if found).translate(_SUPERSCRIPTS)
        is_link = text[match.end() : match.end() + 1] == "("
        if match[3] and is_power(text, match.start(), match.end()):
            continue
        if name.upper() in names and match.start() not in opening and not is_link:
            marks.append(Mark(name, match.start(), match.end()))
    return marks


def _body(note: FoundNote) -> int:
    """Return the offset at which the words of a note begin."""
    return note.paragraphs[0][0].start if note.paragraphs else note.end


_CALL = re.compile(
    r"\[([0-9]{1,4}|[A-Za-z]{1,2}|[*†‡§]{1,3})\]|[〔［【]([0-9]{1,4})[〕］】]|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
)
