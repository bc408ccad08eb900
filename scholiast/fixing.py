"""Mends of notes that are certain: each is offered only where nothing else changes by it.

A mend is found by the rule that speaks of the fault, then tried: the text is read anew with it, and
it stands only where the finding is gone, no other has come, and every word of the text is still
there. So what can't be foreseen, such as a line that pandoc would draw into a note, is not mended.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scholiast import drafts, pandoc
from scholiast.bookfile import read_header
from scholiast.checks import check
from scholiast.checks.notes import GLUED, NO_COLON, NORMALISATION, UNDEFINED
from scholiast.diagnostics import Diagnostic, Rule
from scholiast.locate import plain
from scholiast.manuscript import Draft, Manuscript, NoteCall, Where
from scholiast.marks import TooManyMarksError
from scholiast.register import Register, open_register
from scholiast.source import Source, Span

MENDED = (GLUED, UNDEFINED, NORMALISATION, NO_COLON)
"""The rules whose findings can be mended, where it is certain how."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A change of `source.text[start:end]` to `text`, by which the finding of `rule` is gone.

    `what` says what is done, in a clause.
    """

    rule: Rule
    place: Span
    what: str
    start: int
    end: int
    text: str


def mends(manuscript: Manuscript) -> tuple[Mend, ...]:
    """Return every mend of a manuscript that is certain, in the order of its files."""
    register = open_register(manuscript)
    certain: list[Mend] = []
    for draft in manuscript.drafts:
        offered = list(_offered(manuscript, register, draft))
        if offered:
            certain += _certain(manuscript, draft, offered)
    return tuple(certain)


def mended(source: Source, found: Sequence[Mend]) -> str:
    """Return the text of a file with those of some mends that are in it."""
    out, at = [], 0
    own = [mend for mend in found if mend.place.path == source.path]
    for mend in sorted(own, key=lambda one: one.start):
        out += [source.text[at : mend.start], mend.text]
        at = mend.end
    return "".join([*out, source.text[at:]])


def diff(source: Source, found: Sequence[Mend]) -> str:
    """Return what some mends change in a file, as a unified diff with three lines of context."""
    return text_diff(source.path, source.text, mended(source, found))


def text_diff(path: str, before: str | None, after: str | None) -> str:
    """Return a unified diff of a file; None is a file that is not there."""
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True),
        (after or "").splitlines(keepends=True),
        f"a/{path}" if before is not None else "/dev/null",
        f"b/{path}" if after is not None else "/dev/null",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


# -- what could be mended --


def _offered(manuscript: Manuscript, register: Register, draft: Draft) -> Iterator[Mend]:
    yield from _glued(draft)
    for call in draft.calls:
        if call.where not in {Where.TEXT, Where.HEADING, Where.NOTE} or not call.label:
            continue
        if register.meaning(draft.path, call.label):
            continue
        mend = _colon(manuscript, draft, call) or _letters(register, draft, call)
        if mend is not None:
            yield mend


_QUOTED = re.compile(r"[ \t>]*")


def _glued(draft: Draft) -> Iterator[Mend]:
    """Put an empty line above a definition that stands directly under a paragraph."""
    for label, place in draft.glued:
        start, _ = _offsets(draft.source, place)
        line = draft.source.text.rfind("\n", 0, start) + 1
        before = draft.source.text[line:start]
        above = draft.source.text[draft.source.text.rfind("\n", 0, max(line - 1, 0)) + 1 : line]
        if _DEFINITION.match(above):
            continue  # where that gets its empty line, this one is read too
        if line and _QUOTED.fullmatch(before) and _ends_alone(draft.source, place):
            end = "\r\n" if draft.source.text[:line].endswith("\r\n") else "\n"
            what = f"put an empty line above the definition of note `{label}`"
            yield Mend(GLUED, place, what, line, line, f"{before.rstrip()}{end}")


_DEFINITION = re.compile(r"[ \t>]*\[\^[^\[\]\s^]+\]:")


def _ends_alone(source: Source, place: Span) -> bool:
    """Tell whether no line follows that could be of the paragraph above as well as of the note."""
    assert place.start is not None
    below = source.line(place.start.line + 1)
    return not below.strip(" \t>") or _DEFINITION.match(below) is not None


def _letters(register: Register, draft: Draft, call: NoteCall) -> Mend | None:
    """Write a label as the one definition has it that differs by case or by code points alone."""
    at_hand = {*register.labels.get(draft.path, {}), *register.shared}
    same = [label for label in at_hand if _even(label) == _even(call.label)]
    if len(same) != 1:
        return None
    [label] = same
    if len(register.meaning(draft.path, label)) != 1:
        return None
    start, end = _offsets(draft.source, call.place)
    by_form = unicodedata.normalize("NFC", label) == unicodedata.normalize("NFC", call.label)
    what = f"call note `{label}` as it is defined"
    rule = NORMALISATION if by_form else UNDEFINED
    return Mend(rule, call.place, what, start, end, f"[^{label}]")


def _even(label: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())


def _colon(manuscript: Manuscript, draft: Draft, call: NoteCall) -> Mend | None:
    """Put a colon behind a label that opens a paragraph, and is called and nowhere defined."""
    if not _opens_paragraph(draft, call):
        return None
    same = [one for one in draft.calls if one.label == call.label and one is not call]
    if not same or any(_opens_paragraph(draft, one) for one in same):
        return None
    start, end = _offsets(draft.source, call.place)
    if call.colon:  # `[^x] :`
        end += len(call.colon)
    what = f"make this the definition of note `{call.label}`"
    return Mend(NO_COLON, call.place, what, start, end, f"[^{call.label}]:")


def _opens_paragraph(draft: Draft, call: NoteCall) -> bool:
    if not call.opens_line or call.colon == ":" or call.place.start is None:
        return False
    return not draft.source.line(call.place.start.line - 1).strip(" \t>")


def _offsets(source: Source, place: Span) -> tuple[int, int]:
    assert place.start is not None
    assert place.end is not None
    return source.offset(place.start), source.offset(place.end)


# -- what is certain --


def _certain(manuscript: Manuscript, draft: Draft, offered: Sequence[Mend]) -> list[Mend]:
    """Return those of some mends of a draft that do what they say and nothing else."""
    if _holds(manuscript, draft, offered):
        return list(offered)
    kept: list[Mend] = []
    for mend in offered:
        if _holds(manuscript, draft, [*kept, mend]):
            kept.append(mend)
    return kept


def _holds(manuscript: Manuscript, draft: Draft, found: Sequence[Mend]) -> bool:
    """Tell whether by some mends their findings are gone, none has come, and no word is lost."""
    after = reread(manuscript, {draft.path: mended(draft.source, found)})
    if after is None:
        return False
    was, now = _told(manuscript), _told(after)
    gone = was - now
    wanted = Counter(mend.rule.code for mend in found)
    told = Counter[str]()
    for (code, _, _), count in gone.items():
        told[code] += count
    return not now - was and wanted <= told and _words(manuscript) == _words(after)


def reread(manuscript: Manuscript, texts: Mapping[str, str]) -> Manuscript | None:
    """Return a manuscript with other texts in the place of some drafts, None where one is unread.

    The headers of the drafts are as they were. Raises pandoc.PandocError.
    """
    sources = {path: Source(path, text) for path, text in texts.items()}
    try:
        prepared = {
            path: drafts.prepare(source, read_header(source).end_offset)
            for path, source in sources.items()
        }
    except TooManyMarksError:
        return None
    answers = pandoc.read([one.text for one in prepared.values()], list(prepared))
    readings = {
        path: drafts.interpret(one, answer)
        for (path, one), answer in zip(prepared.items(), answers, strict=True)
    }
    if any(reading.error is not None for reading in readings.values()):
        return None
    changed = tuple(
        _with(draft, sources[draft.path], readings[draft.path]) if draft.path in readings else draft
        for draft in manuscript.drafts
    )
    return replace(manuscript, drafts=changed, sources={**manuscript.sources, **sources})


def _with(draft: Draft, source: Source, reading: drafts.Reading) -> Draft:
    of_header = (call for call in draft.calls if call.where is Where.METADATA)
    return replace(
        draft,
        source=source,
        blocks=reading.blocks,
        calls=(*of_header, *reading.calls),
        entries=reading.entries,
        glued=reading.glued,
        lost=reading.lost,
        written=reading.written,
    )


_PLACE = re.compile(r":\d+:\d+")


def _told(manuscript: Manuscript) -> Counter[tuple[str, str, str]]:
    """Count the findings of a manuscript, wherever in their files they are now."""
    return Counter(map(_apart_from_lines, check(manuscript)))


def _apart_from_lines(finding: Diagnostic) -> tuple[str, str, str]:
    path = finding.place.path if finding.place else ""
    return finding.rule.code, path, _PLACE.sub("", finding.message)


_MARK = re.compile(r"\[\^[^\[\]\n]*\][ \t]?:?")


def _words(manuscript: Manuscript) -> Counter[str]:
    """Count the words of all texts and of all notes in them, marks of notes left out."""
    words: Counter[str] = Counter()
    for draft in manuscript.drafts:
        for blocks in (draft.blocks, *(entry.blocks for entry in draft.entries)):
            words.update(re.findall(r"\w+", _MARK.sub(" ", plain(blocks))))
    return words
