"""Rules on index and glossary: what is marked leads somewhere, and to one thing."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scholiast import glossing, indexing, outline
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.indexing.model import ATTRIBUTES, LEVELS, MOST_LEVELS, Mark, collation
from scholiast.locate import Locator, Piece, attributes
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.numbering import plain
from scholiast.source import Span

NO_ENTRY = Rule(
    "S070",
    "index-see-nothing",
    Severity.ERROR,
    """\
An entry of the index says *see* another one, and there is no such entry.

```markdown
[boatmen]{.index see="ferrymen"}
```

leads to the entry *ferrymen*, which some other place has to be marked with. Levels are set apart by
`!`, as in `see="Rome!walls"`. Correct the name, or mark what is meant.""",
)

BAD_ENTRY = Rule(
    "S071",
    "index-entry",
    Severity.ERROR,
    """\
What is marked for the index has no name to stand under, or is more than three levels deep.

The words of `[term]{.index}` are the entry, unless `entry="…"` names another; what has no words,
`[]{.index}`, needs one. Levels are set apart by `!`, and none of them may be empty.""",
)

ALIKE = Rule(
    "S072",
    "index-entries-alike",
    Severity.WARNING,
    """\
Two entries of the index differ by nothing but letter case, accents or signs.

So the places of one thing stand under two entries, one below the other. Give both the same name by
`entry="…"`.""",
)

SEE_AND_PLACES = Rule(
    "S073",
    "index-see-and-places",
    Severity.WARNING,
    """\
An entry of the index says *see* another one, and has places of its own.

*See* sends the reader away: what stands under the entry is not looked for any more. Where there is
something under both, write `see-also`; else mark all places with the other name.""",
)

RANGE = Rule(
    "S074",
    "index-range",
    Severity.ERROR,
    """\
A stretch of text is marked for the index, and its beginning or its end is missing.

```markdown
[The plague]{.index entry="plague" range=start} came by ship.

It left.[]{.index entry="plague" range=end}
```

is printed as *plague, 12–14*. Each beginning has one end, with the same entry, further down.""",
)

NO_TERM = Rule(
    "S080",
    "no-such-term",
    Severity.ERROR,
    """\
A word is marked as one of the glossary, and the glossary has no such term.

`[tolls]{.gloss term="toll"}` leads to the term *toll*; without `term` the words themselves have to
be one, in whatever letter case. The glossary is a list of definitions in a chapter of the kind
`glossary`:

```markdown
Toll
:   What is paid for a crossing.
```""",
)

TERM_TWICE = Rule(
    "S081",
    "term-twice",
    Severity.ERROR,
    """\
The glossary has a term twice, so that a word can lead to the first of them only.

Put the two definitions together: a term may have several.""",
)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A span as it is marked: its words, its attributes and its place."""

    words: str
    classes: Sequence[str]
    said: Mapping[str, str]
    place: Span


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the marks for index and glossary."""
    sources = manuscript.sources.values()
    if any(f".{indexing.CLASS}" in source.text for source in sources):
        yield from _index(list(_marked(pieces, indexing.CLASS)))
    if any(f".{glossing.CLASS}" in source.text for source in sources):
        yield from _glossary(manuscript, list(_marked(pieces, glossing.CLASS)))


def _marked(pieces: Sequence[Piece], name: str) -> Iterator[_Marked]:
    locators: dict[str, Locator] = {}
    for piece in pieces:
        for node in piece.nodes:
            if node["t"] != "Span":
                continue
            _, classes, said = attributes(node)
            if name in classes:
                locator = locators.setdefault(piece.source.path, Locator(piece.source))
                place = locator.find([f".{name}"], piece.start)
                yield _Marked(plain(node["c"][1]), classes, said, place)


# -- the index --


def _index(marked: Sequence[_Marked]) -> Iterator[Diagnostic]:
    marks = [(indexing.mark_of(one.words, one.said, one.classes), one.place) for one in marked]
    known = {mark.path[:level] for mark, _ in marks for level in range(1, len(mark.path) + 1)}
    for mark, place in marks:
        yield from _entry(mark, place)
        for other in (mark.see, mark.see_also):
            path = tuple(" ".join(level.split()) for level in other.split(LEVELS))
            if other and path not in known:
                near = difflib.get_close_matches(other, [LEVELS.join(one) for one in known], 1)
                hint = f"did you mean `{near[0]}`?" if near else "mark a place with this entry"
                yield NO_ENTRY.at(place, f"the index has no entry `{other}`", hint)
    for one in marked:
        for name in sorted(one.said.keys() - {*ATTRIBUTES, "lang", "dir"}):
            message = f"`{name}` is nothing that can be said of a mark for the index"
            yield BAD_ENTRY.at(one.place, message, f"what can: {', '.join(ATTRIBUTES)}")
    yield from _alike(marks)
    yield from _sent_away(marks)
    yield from _ranges(marks)


def _entry(mark: Mark, place: Span) -> Iterator[Diagnostic]:
    name = LEVELS.join(mark.path)
    if not all(any(one.isalnum() for one in level) for level in mark.path):
        message = f"`{name}` can't be an entry of the index" if name else "the entry has no name"
        yield BAD_ENTRY.at(place, message, 'name it: `entry="…"`')
    elif len(mark.path) > MOST_LEVELS:
        message = f"the entry `{name}` is {len(mark.path)} levels deep"
        yield BAD_ENTRY.at(place, message, f"{MOST_LEVELS} levels are enough for any index")


def _alike(marks: Sequence[tuple[Mark, Span]]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for mark, place in marks:
        even = tuple(collation(level)[0] for level in mark.path)
        other = first.setdefault(even, mark.path)
        if other != mark.path:
            name, its = LEVELS.join(mark.path), LEVELS.join(other)
            message = f"the entry `{name}` differs from `{its}` by case, accents or signs alone"
            yield ALIKE.at(place, message, f'write `entry="{its}"`, or the other way round')


def _sent_away(marks: Sequence[tuple[Mark, Span]]) -> Iterator[Diagnostic]:
    places = {mark.path for mark, _ in marks if not mark.see}
    for mark, place in marks:
        if mark.see and mark.path in places:
            message = f"the entry `{LEVELS.join(mark.path)}` has places, and says to see another"
            yield SEE_AND_PLACES.at(place, message, f'write `see-also="{mark.see}"`')


def _ranges(marks: Sequence[tuple[Mark, Span]]) -> Iterator[Diagnostic]:
    begun: dict[tuple[str, ...], Span] = {}
    for mark, place in marks:
        name = LEVELS.join(mark.path)
        if mark.range not in {"", "start", "end"}:
            yield RANGE.at(place, f"`range={mark.range}` says nothing", "write `start` or `end`")
        if mark.range == "start" and mark.path in begun:
            yield RANGE.at(place, f"a stretch of `{name}` begins in another", "end that first")
        if mark.range == "start":
            begun[mark.path] = place
        if mark.range == "end" and begun.pop(mark.path, None) is None:
            yield RANGE.at(
                place, f"a stretch of `{name}` ends that has not begun", "mark its start"
            )
    for path, place in begun.items():
        message = f"a stretch of `{LEVELS.join(path)}` has no end"
        yield RANGE.at(place, message, "mark it, with `range=end`")


# -- the glossary --


def _glossary(manuscript: Manuscript, marked: Sequence[_Marked]) -> Iterator[Diagnostic]:
    terms: dict[str, str] = {}
    for draft in manuscript.drafts:
        if outline.kind(draft) != "glossary":
            continue
        locator = Locator(draft.source)
        for term in _terms(draft.blocks):
            name = glossing.normal(term)
            place = locator.find([f"{term}\n"])
            if name in terms:
                yield TERM_TWICE.at(place, f"the glossary has `{term}` twice", "make them one")
            terms.setdefault(name, term)
    for one in marked:
        said = one.said.get("term", one.words)
        if glossing.normal(said) not in terms:
            near = difflib.get_close_matches(said, list(terms.values()), 1)
            hint = f'write `term="{near[0]}"`' if near else "define it in the glossary"
            yield NO_TERM.at(one.place, f"the glossary has no term `{said}`", hint)


def _terms(blocks: list[Node]) -> Iterator[str]:
    for node in walk(blocks):
        if node["t"] == "DefinitionList":
            for term, _ in node["c"]:
                yield plain(term)
