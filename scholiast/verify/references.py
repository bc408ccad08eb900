"""Page references: in print they say the right page, elsewhere the right section, and none is lost.

What they say is no part of the words of the ledger. For print, where nothing but its place tells
one word from another, it is put there (`as_printed`), so that a note is compared with all it says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TypeAlias

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Call, Ledger, NoteRecord, Reference
from scholiast.source import Span
from scholiast.verify.proof import Finding

PAGE_REFERENCE = Rule(
    "V033",
    "page-reference",
    Severity.ERROR,
    """\
A page reference is not in the finished file, or says something else than where it leads.

In print it says on which page its target stands, in EPUB and web book in which section. A reader of
paper has nothing else to find the place by.""",
)

Said: TypeAlias = tuple[str, str]
"""The id that a page reference leads to, and what it says in the form that is compared."""


@dataclass(frozen=True, slots=True)
class References:
    """What page references look like in print, whatever folio they say, by their targets."""

    patterns: Mapping[str, Sequence[re.Pattern[str]]]

    @classmethod
    def of(cls, ledger: Ledger) -> "References":
        """Return the page references of a book."""
        found: dict[str, list[re.Pattern[str]]] = {}
        for _, reference in _all(ledger):
            found.setdefault(_in_print(reference), []).append(_pattern(reference))
        return cls(found)

    @classmethod
    def from_patterns(cls, patterns: Mapping[str, Sequence[str]]) -> "References":
        """Return page references of which the patterns are known."""
        return cls({target: list(map(re.compile, found)) for target, found in patterns.items()})

    def is_number(self, target: str, words: str) -> bool:
        """Tell whether words are the folio alone that a page reference to `target` may say."""
        patterns = self.patterns.get(target, ())
        alone = any(pattern.pattern == _NUMBER for pattern in patterns)
        return alone and re.fullmatch(_NUMBER, text.bare(words)) is not None

    def is_said(self, target: str, words: str) -> bool:
        """Tell whether a page reference to `target` may say these words."""
        said = text.bare(words)
        return any(pattern.fullmatch(said) for pattern in self.patterns.get(target, ()))


_NUMBER = "[0-9ivxlcdm]+"


def _in_print(reference: Reference) -> str:
    """Return the id that a reference leads to in print."""
    return reference.in_print or reference.target


def _pattern(reference: Reference) -> re.Pattern[str]:
    before, folio, after = reference.printed.partition("{folio}")
    number = _NUMBER if folio else ""
    return re.compile(f"{re.escape(text.bare(before))}{number}{re.escape(text.bare(after))}")


def _all(ledger: Ledger) -> Iterator[tuple[str, Reference]]:
    """Yield all page references with the chapters they stand in, those of notes last."""
    for chapter in ledger.chapters:
        yield from ((chapter.id, reference) for reference in chapter.references)
    for note in ledger.notes:
        home = note.home or note.chapter
        yield from ((home, reference) for reference in note.references)


# -- where there are no pages --


def check_shown(
    seen: Mapping[str, Sequence[Said]], places: Mapping[str, Span], ledger: Ledger
) -> Iterator[Finding]:
    """Compare the page references of each chapter's document with the ledger.

    `seen` gives by chapter what was found (`text.compact`), `places` the documents.
    """
    expected: dict[str, Counter[Said]] = {chapter: Counter() for chapter in seen}
    for chapter, reference in _all(ledger):
        if reference.shown and chapter in expected:
            expected[chapter][reference.target, text.compact(reference.shown)] += 1
    for chapter, found in seen.items():
        lost, stray = expected[chapter] - Counter(found), Counter(found) - expected[chapter]
        for target, words in lost:
            message = f"no page reference to `{target}` says {words} in chapter `{chapter}`"
            yield Finding(PAGE_REFERENCE.at(places[chapter], message))
        for target, words in stray:
            message = f"a page reference to `{target}` says {words or 'nothing'}, unlike the book"
            yield Finding(PAGE_REFERENCE.at(places[chapter], message))


# -- print --


def as_printed(ledger: Ledger, folios: Mapping[str, str]) -> Ledger:
    """Return a ledger whose words say what page references say in print.

    `folios` gives the folio of the page of each id.
    """
    if next(_all(ledger), None) is None:
        return ledger
    return replace(ledger, notes=tuple(_printed_note(note, folios) for note in ledger.notes))


def _printed_note(note: NoteRecord, folios: Mapping[str, str]) -> NoteRecord:
    return replace(
        note,
        text=filled(note.text, note.references, folios),
        calls=tuple(_printed_call(call, folios) for call in note.calls),
    )


def _printed_call(call: Call, folios: Mapping[str, str]) -> Call:
    if call.after is None:
        return call
    return replace(call, after=filled(call.after, call.references, folios))


def filled(words: str, references: Sequence[Reference], folios: Mapping[str, str]) -> str:
    """Return words with what page references in them say in print, by the folio of each id."""
    for reference in reversed(references):
        said = _line(reference, folios.get(_in_print(reference), ""))
        words = f"{words[: reference.at]} {said} {words[reference.at :]}"
    return text.readable(words)


def _line(reference: Reference, folio: str) -> str:
    return reference.printed.replace("{folio}", folio)


def check_printed(
    name: str, found: Iterable[tuple[Span, str, str]], folios: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Compare what links to targets of page references say in print with the ledger.

    `name` is that of the file; `found` gives the page, the target and the words of each such link,
    a page reference or not. One that stands in the head of a table may be printed again.
    """
    expected: Counter[Said] = Counter()
    for _, reference in _all(ledger):
        target = _in_print(reference)
        expected[target, text.bare(_line(reference, folios.get(target, "")))] += 1
    links = list(found)
    known = References.of(ledger)
    said: Counter[Said] = Counter()
    for place, target, words in links:
        shown = text.bare(words)
        if (target, shown) not in expected and (target, _turned(shown)) in expected:
            shown = _turned(shown)
        said[target, shown] += 1
        if known.is_said(target, words) and not expected[target, shown]:
            right = folios.get(target)
            message = f"“{text.readable(words)}” leads to `{target}`, which stands on page {right}"
            yield Finding(PAGE_REFERENCE.at(place, message))
    missing = expected - said - _broken(links, expected, said)
    for target, words in missing - _merged(ledger, missing, said, folios):
        right = f"page {folios[target]}" if target in folios else "any page"
        message = f"a page reference to `{target}` does not say {right}: “{words}” is not there"
        yield Finding(PAGE_REFERENCE.at(Span(name), message))


def _merged(
    ledger: Ledger, missing: Counter[Said], said: Counter[Said], folios: Mapping[str, str]
) -> Counter[Said]:
    """Return what an index leaves out, since the entry says the page by another of its places."""
    entries: dict[tuple[str, str], list[Said]] = {}
    for _, reference in _all(ledger) if missing else ():
        if reference.entry is not None:
            words = text.bare(_line(reference, folios.get(_in_print(reference), "")))
            key = reference.entry, words
            entries.setdefault(key, []).append((_in_print(reference), words))
    return Counter(
        one
        for places in entries.values()
        if any(said[place] for place in places)
        for one in places
        if one in missing
    )


_LINES = 6
"""Lines over which a reference may go, at most."""


def _broken(
    links: Sequence[tuple[Span, str, str]], expected: Counter[Said], said: Counter[Said]
) -> Counter[Said]:
    """Return those of the missing references that are there in lines, each of which is a link.

    None of the lines may be another reference that is looked for.
    """
    missing, spare = expected - said, said - expected
    found: Counter[Said] = Counter()
    pages: dict[str, dict[Span, list[str]]] = {}
    for place, target, words in links if missing else ():
        pages.setdefault(target, {}).setdefault(place, []).append(text.bare(words))
    for target, whole in missing:
        for row in _rows(list(pages.get(target, {}).values())):
            if found[target, whole] == missing[target, whole]:
                break
            if "".join(row) != whole:  # most of them, and they are many
                continue
            lines = Counter((target, line) for line in row)
            if lines <= spare:
                found[target, whole] += 1
                spare -= lines
    return found


def _rows(pages: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield the lines of links that may be one: in a row on a page, or going on on the next."""
    for page in pages:
        yield from (run for run in _runs(page) if len(run) > 1)
    for page, after in pairwise(pages):
        yield from ([*first, *rest] for first, rest in product(_runs(page), _runs(after)))


def _runs(row: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(len(row)):
        for stop in range(start + 1, min(start + _LINES, len(row)) + 1):
            yield row[start:stop]


def _turned(words: str) -> str:
    """Return words and numbers in the other order, as they are read in a line of Hebrew."""
    return "".join(reversed(re.findall(r"\d+|\D+", words)))
