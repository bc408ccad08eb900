"""Rules on the works of a bibliography: each once, with what is printed of it, used and listed."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scholiast import bibfiles, worklists
from scholiast.bibfiles import Entry
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript
from scholiast.pandoc import Reference
from scholiast.source import Span

SAME_KEY = Rule(
    "C003",
    "same-citation-key",
    Severity.ERROR,
    """\
The bibliography has two works with the same key.

A citation of it can mean either; most programs take one and say nothing. Give one of the two
another key, or delete the one that is a copy. Where several files are listed in `book.yaml`, keys
count in all of them together.""",
)
UNUSED = Rule(
    "C005",
    "unused-source",
    Severity.WARNING,
    """\
A work of the bibliography is cited nowhere, and `nocite` does not name it.

It is in no list of works. That is as it should be where one bibliography serves several books, so
this rule is off until it is asked for: `--enable C005`. Cite the work, list it without a citation
(`nocite: [key]` in `book.yaml`), or take it out of the file.""",
    default=False,
)
BAD_ADDRESS = Rule(
    "C007",
    "bad-address",
    Severity.WARNING,
    """\
The address of a work is none: its `url` is no URL, or its `doi` is no DOI.

Styles print both as links, which then lead nowhere. A URL begins with `https://` or `http://`, and
has no spaces. A DOI begins with `10.` and a number, and is written without the resolver, since
styles put that before it: `10.1000/182`, not `https://doi.org/10.1000/182`.""",
)
INCOMPLETE = Rule(
    "C008",
    "incomplete-work",
    Severity.WARNING,
    """\
A work that is cited has no title, no author or editor, or no year.

Citations by author and date are made of two of these, and what is missing is printed as something
else: the title in the place of the author, or *n.d.* for the year. Complete the entry. Where there
is nothing to add, say that: a work without a known year has `pubstate` or `status`, and one without
an author is of a type that needs none, such as a web page or an encyclopedia entry (`webpage` and
`entry-encyclopedia` in CSL, `@online` and `@inreference` in BibLaTeX), or has the keyword
`anonymous`. A date that is not written as `1776`, `1776-02` or `1776-02-17` is not understood, and
counts as none.""",
)
EMPTY_LIST = Rule(
    "C010",
    "empty-list-of-works",
    Severity.WARNING,
    """\
A list of works (`::: {.refs}`) has none.

Its heading would stand over nothing. Either its chapter cites no work, or no work is of the `type`,
or has the `keyword`, that the list asks for. Types are those of CSL (`book`, `article-journal`,
`manuscript` …), into which those of BibLaTeX and RIS are translated; keywords are those of the
entry, in small letters, with hyphens for spaces.""",
)
UNLISTED = Rule(
    "C011",
    "unlisted-source",
    Severity.WARNING,
    """\
A work is cited, but it is in none of the book's lists of works.

Each list chooses some (by chapter, type or keyword), and this work fits none of them. A reader
looks for it in vain, and its citations are no links. Widen a list, or add one for the rest, as with
`::: {.refs not-keyword=primary}`.""",
)

RULES = (SAME_KEY, UNUSED, BAD_ADDRESS, INCOMPLETE, EMPTY_LIST, UNLISTED)


@dataclass
class Works:
    """The works of a bibliography with their places, which are looked for when they are needed."""

    manuscript: Manuscript
    _entries: dict[str, list[Entry]] = field(default_factory=dict)

    def entry(self, work: Reference, nth: int = 0) -> Entry:
        """Return a work as it is written, the `nth` of its key in its file."""
        source = self.manuscript.sources.get(work.path)
        if source is None:
            return Entry(work.id, self.manuscript.place("bibliography"))
        if work.path not in self._entries:
            self._entries[work.path] = bibfiles.entries(source)
        found = [entry for entry in self._entries[work.path] if entry.key == work.id]
        return found[min(nth, len(found) - 1)] if found else Entry(work.id, source.whole())

    def field(self, work: Reference, name: str) -> Span:
        """Return the place of a field of a work, or of the work where the field is not found."""
        entry = self.entry(work)
        fields = {key.lower(): place for key, place in entry.fields.items()}
        return fields.get(name.lower(), entry.place)


def check(
    manuscript: Manuscript, cited: Mapping[str, Span], by_draft: Mapping[str, Collection[str]]
) -> Iterator[Diagnostic]:
    """Yield findings on works.

    `cited` gives the first citation of each key that is cited, `by_draft` the keys that are cited
    in each draft and its notes.
    """
    works = Works(manuscript)
    unlisted = set(_without_citation(manuscript))
    yield from _same(works)
    for work in {work.id: work for work in reversed(manuscript.references)}.values():
        if work.id in cited or work.id in unlisted:
            yield from _incomplete(works, work)
            yield from _addresses(works, work)
        else:
            message = f"`{work.id}` is cited nowhere"
            hint = "cite it, name it in `nocite`, or take it out"
            yield UNUSED.at(works.entry(work).place, message, hint)
    yield from _lists(manuscript, cited, by_draft)


def _without_citation(manuscript: Manuscript) -> list[str]:
    assert manuscript.file is not None
    return worklists.without_citation(manuscript.file.nocite, manuscript.references)


def _same(works: Works) -> Iterator[Diagnostic]:
    counted = Counter(item.id for item in works.manuscript.references)
    for key in [key for key, count in counted.items() if count > 1]:
        found = [work for work in works.manuscript.references if work.id == key]
        nth: Counter[str] = Counter()
        places = []
        for work in found:
            places.append(works.entry(work, nth[work.path]).place)
            nth[work.path] += 1
        first, *others = places
        for place in others:
            message = f"the key `{key}` is given twice: first at {first}"
            yield SAME_KEY.at(place, message, "give one of the two another key")


# -- what is said of a work --

_NEED_AUTHORS = {
    *("book", "chapter", "article-journal", "article-magazine", "thesis", "paper-conference"),
    *("report", "review", "review-book", "speech", "personal_communication", "interview"),
}
_AUTHORS = (
    *("author", "editor", "translator", "container-author", "collection-editor", "director"),
    *("composer", "illustrator", "interviewer", "editorial-director", "compiler"),
)
_DATELESS = {"classic", "manuscript", "webpage", "post", "post-weblog", "periodical", "collection"}


def _incomplete(works: Works, work: Reference) -> Iterator[Diagnostic]:
    kind = work.value("type")
    missing = []
    if not work.value("title"):
        missing.append("title")
    is_anonymous = "anonymous" in worklists.keywords(work)
    has_author = is_anonymous or any(work.value(name) for name in _AUTHORS)
    if kind in _NEED_AUTHORS and not has_author:
        missing.append("author or editor")
    has_date = work.value("issued") or work.value("status")
    if not has_date and kind not in _DATELESS:
        missing.append("year")
    if missing:
        said = " and ".join(f"no {name}" for name in missing)
        yield INCOMPLETE.at(
            works.entry(work).place, f"`{work.id}` has {said}", f"add the {missing[0]}"
        )


_DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
_RESOLVER = re.compile(r"^(https?://)?((dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_OTHER_SCHEMES = {"urn", "doi", "hdl", "info", "ark", "mailto", "ipfs"}


def _addresses(works: Works, work: Reference) -> Iterator[Diagnostic]:
    url, doi = work.value("URL").strip(), work.value("DOI").strip()
    if url and not is_url(url):
        place = works.field(work, "URL")
        yield BAD_ADDRESS.at(
            place, f"`{url}` is no URL", "begin it with `https://`, without spaces"
        )
    if doi and not _DOI.fullmatch(doi):
        bare = _RESOLVER.sub("", doi)
        hint = f"write `{bare}`" if _DOI.fullmatch(bare) else "write it as `10.1000/182`"
        yield BAD_ADDRESS.at(works.field(work, "DOI"), f"`{doi}` is no DOI", hint)


def is_url(text: str) -> bool:
    """Tell whether a text is an address that a link can have (RFC 3986), of the web or a name."""
    if any(character.isspace() or character in '<>"{}|\\^`' for character in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in {"http", "https", "ftp"}:
        return "." in host.strip(".") or host == "localhost" or ":" in host
    return parts.scheme in _OTHER_SCHEMES and bool(parts.path)


# -- lists --


def _lists(
    manuscript: Manuscript, cited: Mapping[str, Span], by_draft: Mapping[str, Collection[str]]
) -> Iterator[Diagnostic]:
    """Yield lists that have no works, and works that no list has, where there are lists."""
    known = {work.id: work for work in manuscript.references}
    keys = dict.fromkeys(k for k in (*cited, *_without_citation(manuscript)) if k in known)
    listed: set[str] = set()
    has_lists = False
    for draft in manuscript.drafts:
        locator = Locator(draft.source)
        for place in worklists.places(draft.blocks):
            has_lists = True
            own = {key for key in keys if place.has(known[key], by_draft.get(draft.path, ()))}
            listed |= own
            mark = "." if worklists.PLACE in place.classes else "#"
            where = locator.find([f"{mark}{worklists.PLACE}"])
            if not own:
                message = "the list of works has none"
                hint = "say otherwise which works it has, or take it out"
                yield EMPTY_LIST.at(where, message, hint)
    for key in keys if has_lists else ():
        if key not in listed and key in cited:
            message = f"`{key}` is in no list of works"
            yield UNLISTED.at(cited[key], message, "add a list that has it")
