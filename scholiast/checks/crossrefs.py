"""Rules on cross-references, `@note:erfurt`: each leads to one thing, and to one of its kind."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scholiast import outline, verse
from scholiast.captions import UNNUMBERED
from scholiast.checks import links
from scholiast.checks.notes import AMBIGUOUS
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.edition import MAIN, Format
from scholiast.kinds import kinds
from scholiast.locate import Locator, Piece, attributes, plain
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.pieces import first_heading
from scholiast.rawhtml import tags
from scholiast.refsyntax import ITEM, KEY, Key, ids, key
from scholiast.register import Address, Register, address, all_calls, open_register
from scholiast.source import Span

UNKNOWN_NOTE = Rule(
    "N040",
    "unknown-note-referred-to",
    Severity.ERROR,
    """\
A cross-reference names a note that nothing defines.

```markdown
He said so before (see @note:erfurt).
```

It takes a label as a call does: that of this chapter first, then of `notes/`, then of another
chapter. Where a label has other signs in it than letters, digits and `-`, `_`, `.`, `:`, put braces
around it: `@note:{erfurt/1}`. An `@` that begins no reference has a backslash before it.""",
)

LEFT_OUT = Rule(
    "N041",
    "reference-to-note-left-out",
    Severity.ERROR,
    """\
A cross-reference leads to a note that one of the editions leaves out.

Its kind stands in no place there (`placement: none`), so readers of that edition would look for a
note that is not in their book. Take out the reference, move it into a note of the same kind, which
is left out with it, or give the note another kind.""",
)

WRONG_KIND = Rule(
    "S050",
    "reference-of-wrong-kind",
    Severity.ERROR,
    """\
A cross-reference leads to something else than it says: `@fig:` to a section, `@sec:` to a figure.

It would be printed as *figure* with no number behind it. `@sec:` leads to a heading, `@fig:` to a
figure, `@tab:` to a table, `@line:` into verse, and `@page:` to whatever has an id.""",
)

NO_NUMBER = Rule(
    "S051",
    "reference-without-number",
    Severity.ERROR,
    """\
A cross-reference names a figure or a table that bears no number.

They are numbered where `book.yaml` asks for it:

```yaml
captions:
  figures: chapter      # 1.1, 1.2 … 2.1; `book` counts from 1 to the end
  tables: chapter
```

What has no caption has no number, nor has what stands in a note, or has the class `unnumbered`.
`@page:` leads there all the same.""",
)

OUT_OF_PLACE = Rule(
    "S052",
    "reference-out-of-place",
    Severity.ERROR,
    """\
A cross-reference stands where it can't become a link: in the words of a link, in the description of
an image, in the header of a chapter, in one pair of brackets with a citation, or in a heading. The
words of a heading are said again in contents and running heads, where there would be a gap.

Put it outside, or write brackets of its own.""",
)

UNKNOWN_CHAPTER = Rule(
    "S053",
    "unknown-chapter-referred-to",
    Severity.ERROR,
    """\
A cross-reference names a chapter that is not in the book.

A chapter's name is the `id` in its header, or the name of its file without the digits at its
beginning: `03-rome.md` is `@chapter:rome`. The id of its title will do, too.""",
)

RULES = (UNKNOWN_NOTE, LEFT_OUT, WRONG_KIND, NO_NUMBER, OUT_OF_PLACE, UNKNOWN_CHAPTER)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A cross-reference as written, in a piece; `key` is None for another citation's."""

    piece: Piece
    written: str
    place: Span
    key: Key | None
    in_link: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """All that references can lead to, and what it is.

    `kinds` gives by draft and id what has it: `sec`, `fig`, `tab` or `line`, `numbered` what bears
    a number; `left_out` gives by edition the notes that it leaves out, `entries` the note that some
    blocks are the body of, by their identity.
    """

    manuscript: Manuscript
    file: BookFile
    addresses: links.Addresses
    register: Register
    kinds: Mapping[tuple[str, str], str]
    numbered: frozenset[tuple[str, str]]
    chapters: Mapping[str, str]
    left_out: Mapping[Format, set[Address]]
    entries: Mapping[int, Address] = field(repr=False)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on cross-references."""
    references = list(_references(manuscript, pieces))
    if manuscript.file is None or not references:
        return []
    book = _open(manuscript, manuscript.file, pieces)
    found = [finding for one in references for finding in _check(book, one)]
    return list(dict.fromkeys(found))


def _references(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[_Reference]:
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    for piece in pieces:
        if "@" not in piece.source.text:
            continue
        inside = {id(n) for node in piece.nodes if node["t"] in _NO_PLACES for n in walk(node)}
        for node in piece.nodes:
            for written in _written(node):
                one = key(written)
                name = written.partition(":")[2]
                kind = written[: -len(name)] if name else written
                spellings = [f"@{written}", f"@{{{written}}}", f"@{kind}{{{name}}}"]
                place = locators[piece.source.path].find(spellings, piece.start)
                out = node["t"] == "Cite" or id(node) in inside
                yield _Reference(piece, written, place, one, out)


_NO_PLACES = {"Link", "Image", "Header"}


def _written(node: Node) -> list[str]:
    """Return the keys of a node that are cross-references, or stand among them."""
    if node["t"] == "Span" and ITEM in attributes(node)[1]:
        return [attributes(node)[2].get(KEY, "")]
    if node["t"] == "Cite":
        found = [str(citation["citationId"]) for citation in node["c"][0]]
        return [one for one in found if key(one) is not None]
    return []


# -- what there is --


def _open(manuscript: Manuscript, file: BookFile, pieces: Sequence[Piece]) -> _Book:
    register = open_register(manuscript)
    entries = [entry for draft in manuscript.drafts for entry in draft.entries]
    found = list(_kinds(manuscript, pieces))
    return _Book(
        manuscript,
        file,
        links.read_addresses(manuscript, file, pieces),
        register,
        {(draft, name): kind for draft, name, kind, _ in found},
        frozenset((draft, name) for draft, name, _, is_numbered in found if is_numbered),
        _chapters(manuscript, file),
        _left_out(manuscript, file, register),
        {id(entry.blocks): address(entry) for entry in [*entries, *manuscript.notes]},
    )


def _chapters(manuscript: Manuscript, file: BookFile) -> dict[str, str]:
    """Return by every name of a chapter its id."""
    names = outline.names(manuscript.drafts, outline.part_ids(file))
    found: dict[str, str] = {}
    for draft, name in zip(manuscript.drafts, names, strict=True):
        at = first_heading(draft.blocks)
        title = "" if at is None else str(draft.blocks[at]["c"][1][0])
        found |= dict.fromkeys((title or name, name), name)
    return found


def _kinds(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield draft, id and kind of what has an id and is of a kind, and whether it is counted."""
    texts = {id(draft.blocks) for draft in manuscript.drafts}
    for piece in pieces:
        in_text = id(piece.blocks) in texts
        for node in piece.nodes:
            for name, kind, is_counted in _kind(node):
                yield piece.draft, name, kind, is_counted and in_text


_TAGS = {**{f"h{level}": "sec" for level in range(1, 7)}, "figure": "fig", "table": "tab"}
_COUNTED = {"Figure": "fig", "Table": "tab"}


def _kind(node: Node) -> Iterator[tuple[str, str, bool]]:
    name, classes, _ = attributes(node)
    if node["t"] == "Header":
        yield name, "sec", False
    elif node["t"] in _COUNTED:
        kind = _COUNTED[node["t"]]
        is_counted = UNNUMBERED not in classes and bool(plain(node["c"][1][1]))
        yield name, kind, is_counted
        for image in walk(node["c"][2]) if kind == "fig" else ():
            if image["t"] == "Image":
                yield attributes(image)[0], kind, is_counted
    elif node["t"] == "Div" and len(node["c"][1]) == 1 and node["c"][1][0]["t"] in _COUNTED:
        for _, kind, is_counted in _kind(node["c"][1][0]):
            yield name, kind, is_counted
    elif verse.is_poem(node):
        yield from ((one, "line", False) for one in _line_ids(node))
    for tag in tags(node):
        if tag.name in _TAGS and tag.attributes.get("id"):
            yield tag.attributes["id"], _TAGS[tag.name], False


def _line_ids(poem: Node) -> Iterator[str]:
    """Yield the ids of the lines of a poem, and those of what stands in them."""
    yield from verse.ids(poem)
    for block in verse.line_blocks(poem):
        yield from (name for node in walk(block["c"]) if (name := attributes(node)[0]))


def _left_out(
    manuscript: Manuscript, file: BookFile, register: Register
) -> dict[Format, set[Address]]:
    """Return for each edition the notes that it leaves out, and those that only such notes call."""
    named = {kind.name: kind for kind in kinds(file.notes, file.language)}
    callers: dict[Address, set[Address | None]] = {}
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is not None:
            holder = None if call.entry is None else (path, call.entry)
            callers.setdefault(address(entry), set()).add(holder)
    found: dict[Format, set[Address]] = {}
    for edition in MAIN:
        out = {
            where
            for where, entry in register.entries.items()
            if entry.kind in named and getattr(named[entry.kind], edition.value) == "none"
        }
        if out:
            out |= {where for where, by in callers.items() if by and by <= out}
        found[edition] = out
    return found


# -- what is wrong --


def _check(book: _Book, one: _Reference) -> Iterator[Diagnostic]:
    if one.key is None:
        message = f"the citation `{one.written}` stands among cross-references"
        yield OUT_OF_PLACE.at(one.place, message, "write brackets of their own for each")
    elif one.in_link:
        message = f"the cross-reference `@{one.written}` stands where no link can be"
        yield OUT_OF_PLACE.at(one.place, message, "put it outside of the link, image or heading")
    elif one.key.kind == "note":
        yield from _note(book, one, one.key.name)
    elif one.key.kind == "chapter":
        yield from _chapter(book, one, one.key.name)
    else:
        yield from _id(book, one, one.key)


def _note(book: _Book, one: _Reference, label: str) -> Iterator[Diagnostic]:
    path = one.piece.source.path
    found = book.register.meaning(path, label)
    if not found:
        near = difflib.get_close_matches(label, book.register.known_labels(path), n=1, cutoff=0.6)
        hint = f"write the note, or put a backslash before the @: `\\@{one.written}`"
        if near:
            place = book.register.meaning(path, near[0])[0].place
            hint = f"did you mean `{near[0]}`, defined at {place}?"
        yield UNKNOWN_NOTE.at(one.place, f"note `{label}` is not defined", hint)
    elif len({entry.place.path for entry in found}) > 1 and label not in book.register.shared:
        where = " and ".join(f"`{entry.place.path}`" for entry in found)
        message = f"note `{label}` is defined in {where}, not in this chapter"
        yield AMBIGUOUS.at(one.place, message, "give the notes labels of their own")
    else:
        yield from _edition(book, one, address(found[0]), label)


def _edition(book: _Book, one: _Reference, where: Address, label: str) -> Iterator[Diagnostic]:
    holder = book.entries.get(id(one.piece.blocks))
    for edition, out in book.left_out.items():
        if where in out and holder not in out:
            message = f"note `{label}` is left out in the {_EDITIONS[edition]}"
            yield LEFT_OUT.at(one.place, message, "take out the reference, or print the note")


_EDITIONS = {Format.EPUB: "EPUB", Format.PDF: "PDF", Format.HTML: "web book"}


def _chapter(book: _Book, one: _Reference, name: str) -> Iterator[Diagnostic]:
    if name in book.chapters:
        return
    near = difflib.get_close_matches(name, sorted(book.chapters), n=1, cutoff=0.5)
    hint = f"did you mean `@chapter:{near[0]}`?" if near else "name the file of the chapter"
    yield UNKNOWN_CHAPTER.at(one.place, f"no chapter is called `{name}`", hint)


_NAMES = {"sec": "a heading", "fig": "a figure", "tab": "a table", "line": "a line of verse"}
_CAPTIONED = {"fig": "figures", "tab": "tables"}


def _id(book: _Book, one: _Reference, wanted: Key) -> Iterator[Diagnostic]:
    for draft in one.piece.drafts:
        wanted = _as_known(book, wanted)
        link = links.Target(draft, f"#{wanted.name}", one.place, one.piece.base)
        dead = list(links.link_to_id(book.manuscript, book.addresses, link, wanted.name))
        yield from dead
        holder = None if dead else _holder(book, draft, wanted.name)
        if not dead and wanted.kind != "page":
            yield from _of_kind(book, one, wanted, holder)


def _as_known(book: _Book, wanted: Key) -> Key:
    """Return a key by the id that there is: `fig:plan` where nothing has the id `plan`."""
    name, other = ids(wanted)
    is_other = book.addresses.holders(other) and not book.addresses.holders(name)
    return replace(wanted, name=other) if is_other else wanted


def _holder(book: _Book, draft: str, name: str) -> str:
    """Return the draft that has what an id means in a draft."""
    if name in book.addresses.names(draft):
        return draft
    targets = [t for path in book.addresses.holders(name) for t in book.addresses.ids[path]]
    named = [target for target in targets if target.name == name]
    typed = (target.draft for target in named if links.is_typed(target, book.manuscript))
    return next(typed, named[0].draft if named else "")


def _of_kind(book: _Book, one: _Reference, wanted: Key, holder: str | None) -> Iterator[Diagnostic]:
    kind = book.kinds.get((holder or "", wanted.name))
    if kind != wanted.kind:
        what = _NAMES.get(kind or "", "something else")
        message = f"`{wanted.name}` is {what}, not {_NAMES[wanted.kind]}"
        better = kind if kind in _NAMES else "page"
        yield WRONG_KIND.at(one.place, message, f"write `@{better}:{wanted.name}`")
    elif kind in _CAPTIONED:
        numbered = getattr(book.file.captions, _CAPTIONED[kind]) != "none"
        if numbered and (holder, wanted.name) in book.numbered:
            return
        hint = f"write `{_CAPTIONED[kind]}: chapter` below `captions:` in book.yaml"
        hint = "give it a caption, in the text of a chapter" if numbered else hint
        message = f"`{wanted.name}` bears no number"
        yield NO_NUMBER.at(one.place, message, f"{hint}, or write `@page:{wanted.name}`")
