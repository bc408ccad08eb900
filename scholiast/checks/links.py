"""Rules on ids and links: each id means one place, each link inside the book leads to one."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from scholiast import files, outline, slugs, verse
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece, attributes
from scholiast.manuscript import Draft, Manuscript, Node
from scholiast.rawhtml import tags
from scholiast.source import Span

SAME_ID = Rule(
    "S020",
    "duplicate-id",
    Severity.ERROR,
    """\
The same id is given to two places of the book.

```markdown
## Roads {#roads}
…
![A milestone](images/milestone.png){#roads}
```

A link to it can lead to one of them only, and an EPUB with an id twice in a document is broken.
Give one of the two another id. Ids count in the whole book, so that parts of a chapter can move to
another one; those that headings are given from their words may well be alike in two chapters.""",
)

DEAD_LINK = Rule(
    "S021",
    "dead-link",
    Severity.ERROR,
    """\
A link inside the book leads nowhere: nothing has this id, no chapter is at this path, or the file
it names is not part of the book.

```markdown
See [the roads](#roads), or [Rome](rome.md), or [its walls](rome.md#walls).
```

A link can name an id of its own chapter, an id that is anywhere in the book, the file of a
chapter, or an id in such a file. A heading without an id of its own has one made of its words: `##
The Long Walls` is `#the-long-walls`. Files that are no chapters are not published; link to them by
their web address.""",
)

AMBIGUOUS_LINK = Rule(
    "S022",
    "ambiguous-link",
    Severity.ERROR,
    """\
A link names an id that several other chapters have, and its own has not.

Headings such as *Introduction* or *Sources* stand in many chapters, and each has the same id made
of its words. Name the file too, `rome.md#sources`, or give the heading an id of its own: `##
Sources {#sources-rome}`. An id that an author gave goes before those that are made of words.""",
)

PAGE_OF_ANOTHER = Rule(
    "S023",
    "page-of-another-site",
    Severity.ERROR,
    """\
A page reference, a link of the class `page`, leads out of the book.

```markdown
See [](#walls){.page}, or [the walls](rome.md#walls){.page}.
```

In print a page reference says on which page of the book its target stands, and in EPUB and web
book, which have no pages, in which section. A web page has neither. Leave out the class, and write
the words of the link: `[the museum](https://example.org/)`.""",
)

RULES = (SAME_ID, DEAD_LINK, AMBIGUOUS_LINK, PAGE_OF_ANOTHER)

PAGE_REFERENCE = "page"
"""The class of a link that is a page reference."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Target:
    """A link or an id as written: `name` is the target or the id, `base` as in `Piece`.

    `says_page` marks a link that is a page reference.
    """

    draft: str
    name: str
    place: Span
    base: str = ""
    says_page: bool = False


@dataclass
class Addresses:
    """All ids of a manuscript: by draft the ids in it, and what Scholiast gives out itself."""

    ids: dict[str, list[Target]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def names(self, draft: str) -> set[str]:
        """Return the ids in one draft."""
        return {target.name for target in self.ids.get(draft, [])}

    def holders(self, name: str) -> list[str]:
        """Return the drafts that have an id of this name."""
        return [draft for draft in self.ids if name in self.names(draft)]


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on ids and links."""
    if manuscript.file is None:
        return []
    addresses = read_addresses(manuscript, manuscript.file, pieces)
    found = [
        *_same_ids(manuscript, addresses),
        *(
            finding
            for link in links(manuscript, pieces)
            for finding in _link(manuscript, addresses, link)
        ),
    ]
    return list(dict.fromkeys(found))  # a note that two chapters call has its links in both


# -- ids --


def read_addresses(manuscript: Manuscript, file: BookFile, pieces: Sequence[Piece]) -> Addresses:
    """Return every id that a link can name."""
    found = Addresses()
    locators = _locators(manuscript)
    for piece in pieces:
        place = _Finder(piece, locators[piece.source.path])
        for name in _ids(piece.nodes):
            found.ids.setdefault(piece.draft, []).append(
                Target(piece.draft, name, place.identifier(name))
            )
    parts = outline.part_ids(file)
    found.own |= set(parts)
    if manuscript.references:
        found.own |= {"refs", "chapter-bibliography", "bibliography-title"}
        found.own |= {f"ref-{item.id}" for item in manuscript.references}
    names = outline.names(manuscript.drafts, parts)
    for draft, name in zip(manuscript.drafts, names, strict=True):
        found.own |= {f"chapter-{name}", f"{name}-title"}
        labels = {slugs.note(call.label) for call in draft.calls if call.label}
        found.own |= {f"note-{name}-{label}" for label in labels}
    return found


@dataclass(frozen=True, slots=True)
class _Finder:
    piece: Piece
    locator: Locator

    def identifier(self, name: str) -> Span:
        return self.locator.identifier(name, self.piece.start)


def _locators(manuscript: Manuscript) -> dict[str, Locator]:
    return {path: Locator(source) for path, source in manuscript.sources.items()}


def _ids(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        name = attributes(node)[0]
        if name:
            yield name
            yield from verse.ids(node) if verse.is_poem(node) else ()
        for tag in tags(node):
            if tag.attributes.get("id"):
                yield tag.attributes["id"]


def _same_ids(manuscript: Manuscript, addresses: Addresses) -> Iterator[Diagnostic]:
    """Compare ids within a draft, where each counts, and those that were typed in the book."""
    typed: dict[str, Target] = {}
    for path, targets in addresses.ids.items():
        here: dict[str, Target] = {}
        for target in targets:
            first = here.get(target.name) or typed.get(target.name)
            if first is not None and first.place == target.place:
                continue  # one of the two was typed here, and that of a heading gives way to it
            if first is not None and (first.draft == path or is_typed(target, manuscript)):
                message = f"the id `{target.name}` is given twice: first at {first.place}"
                yield SAME_ID.at(target.place, message, "give one of the two another id")
            here.setdefault(target.name, target)
        for target in here.values():
            if is_typed(target, manuscript):
                typed.setdefault(target.name, target)


def is_typed(target: Target, manuscript: Manuscript) -> bool:
    """Tell an id that the author gave from one that was made of the words of a heading."""
    if target.place.start is None:
        return False
    line = manuscript.sources[target.place.path].line(target.place.start.line)
    return slugs.is_typed(line, target.name)


# -- links --


def links(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[Target]:
    """Yield every link of a manuscript, in Markdown or raw HTML, with its place."""
    locators = _locators(manuscript)
    for piece in pieces:
        locator = locators[piece.source.path]
        for node in piece.nodes:
            if node["t"] == "Link":
                target = str(node["c"][2][0])
                place = locator.target(target, piece.start)
                says_page = PAGE_REFERENCE in attributes(node)[1]
                yield from _from_all(piece, target, place, says_page=says_page)
            for tag in tags(node):
                if tag.name in {"a", "area"} and "href" in tag.attributes:
                    target = tag.attributes["href"]
                    place = locator.target(target, piece.start, before='href="')
                    says_page = PAGE_REFERENCE in tag.attributes.get("class", "").split()
                    yield from _from_all(piece, target, place, says_page=says_page)


def _from_all(piece: Piece, name: str, place: Span, *, says_page: bool) -> Iterator[Target]:
    """Yield a link once for each draft in which it will stand."""
    for draft in piece.drafts:
        yield Target(draft, name, place, piece.base, says_page)


def _link(manuscript: Manuscript, addresses: Addresses, link: Target) -> Iterator[Diagnostic]:
    if _SCHEME.match(link.name):
        if link.says_page:
            message = f"a page reference leads to `{link.name}`, which is no page of the book"
            yield PAGE_OF_ANOTHER.at(link.place, message, "write words, and leave out `.page`")
        return  # an address of the world; `safety` says which schemes are allowed
    path, mark, name = unquote(link.name).partition("#")
    if path:
        yield from _link_to_file(manuscript, addresses, link)
    elif not mark or (link.says_page and not name):
        yield DEAD_LINK.at(link.place, "the link has no target", "write what it leads to")
    elif name:
        yield from link_to_id(manuscript, addresses, link, name)


def link_to_id(
    manuscript: Manuscript, addresses: Addresses, link: Target, name: str
) -> Iterator[Diagnostic]:
    """Yield what keeps a link from leading to the id `name`; nothing where it leads there."""
    if name in addresses.names(link.draft) or name in addresses.own:
        return
    holders = addresses.holders(name)
    targets = [one for holder in holders for one in addresses.ids[holder] if one.name == name]
    if len(holders) > 1 and not any(is_typed(one, manuscript) for one in targets):
        where = " and ".join(f"`{holder}`" for holder in holders)
        hint = (
            f"write `{holders[0].rpartition('/')[2]}#{name}`, or give the one that is meant an id"
        )
        yield AMBIGUOUS_LINK.at(link.place, f"the id `{name}` is in {where}", hint)
    elif not holders:
        every = {known for draft in addresses.ids for known in addresses.names(draft)}
        suggestion = _did_you_mean(name, every, "#")
        yield DEAD_LINK.at(link.place, f"nothing in the book has the id `{name}`", suggestion)


def _link_to_file(
    manuscript: Manuscript, addresses: Addresses, link: Target
) -> Iterator[Diagnostic]:
    drafts: Mapping[str, Draft] = {draft.path: draft for draft in manuscript.drafts}
    path, _, name = unquote(link.name).partition("#")
    found = files.meaning(link.base, path, drafts)
    if found is None:
        yield DEAD_LINK.at(link.place, *_no_chapter(manuscript, link.base, path, drafts))
    elif name and name not in addresses.names(found):
        suggestion = _did_you_mean(name, addresses.names(found), f"{path}#")
        yield DEAD_LINK.at(link.place, f"nothing in `{found}` has the id `{name}`", suggestion)


def _no_chapter(
    manuscript: Manuscript, base: str, path: str, drafts: Mapping[str, Draft]
) -> tuple[str, str | None]:
    """Return message and hint for a path that is no chapter of the book."""
    if path.startswith("//"):
        return f"the address `{path}` has no scheme", f"write `https:{path}`"
    if re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|io)(?:/|$))", path):
        return f"there is no chapter `{path}`", f"write `https://{path}`"
    if any((manuscript.root / meant).is_file() for meant in files.meanings(base, path)):
        hint = "name it in the spine of book.yaml, or link to its address on the web"
        return f"the file `{path}` is not part of the book", hint
    stems = {known.rpartition("/")[2]: known for known in drafts}
    near = difflib.get_close_matches(path.rpartition("/")[2], stems, n=1)
    return f"there is no chapter `{path}`", f"did you mean `{stems[near[0]]}`?" if near else None


def _did_you_mean(name: str, known: set[str], before: str) -> str | None:
    near = difflib.get_close_matches(name.casefold(), sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{before}{near[0]}`?" if near else None
