"""Rules on citations: each key is in the bibliography, and the style can be used."""

import difflib
from collections.abc import Iterator, Sequence

from lxml import etree

from scholiast import refsyntax, worklists
from scholiast.checks import citations_locators, citations_works
from scholiast.checks.citations_locators import Citation
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.folder import normal
from scholiast.locate import Locator, Piece
from scholiast.manuscript import Manuscript

UNKNOWN_KEY = Rule(
    "C001",
    "unknown-citation",
    Severity.ERROR,
    """\
A citation names a key that is not in the bibliography.

It would be printed as a bold question mark with the key behind it. Keys are compared letter by
letter. Correct the key, or add the work to the bibliography. An `@` that begins no citation, as in
a name on a social network, has a backslash before it: `\\@name`.""",
)

NO_BIBLIOGRAPHY = Rule(
    "C002",
    "no-bibliography",
    Severity.ERROR,
    """\
A work is cited, but the book has no bibliography.

Name the file that has the works in `book.yaml`:

```yaml
bibliography: references.bib      # BibLaTeX; BibTeX, CSL JSON, RIS and YAML work too
```

An `@` that begins no citation, as in a name on a social network, has a backslash before it:
`\\@name`.""",
)

BAD_STYLE = Rule(
    "C004",
    "unusable-citation-style",
    Severity.ERROR,
    """\
The citation style that `csl:` names can't be used.

It is no CSL style that can be read, or it is a *dependent* style, which holds nothing but the
address of another one. That other one would be fetched from the network, and a build asks nobody
for anything. Copy the style it depends on (`independent-parent`) into the book's folder and name
that.""",
)

RULES = (UNKNOWN_KEY, NO_BIBLIOGRAPHY, BAD_STYLE, *citations_works.RULES, *citations_locators.RULES)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on citations."""
    if manuscript.file is None:
        return []
    found = list(_citations(manuscript, pieces))
    if not manuscript.file.bibliography:
        return [*_no_bibliography(found), *_style(manuscript)]
    if not _is_readable(manuscript):
        return list(_style(manuscript))
    first = {one.key: one.place for one in reversed(found)}
    by_draft: dict[str, set[str]] = {}
    for one in found:
        for draft in one.piece.drafts:
            by_draft.setdefault(draft, set()).add(one.key)
    in_order = {one.key: first[one.key] for one in found}
    return [
        *_unknown(manuscript, found),
        *citations_works.check(manuscript, in_order, by_draft),
        *citations_locators.check(manuscript, found),
        *_style(manuscript),
    ]


def _citations(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[Citation]:
    """Yield each citation of a work with its place, that of sources of notes too."""
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    for piece in pieces:
        for node in piece.nodes:
            for cited in node["c"][0] if node["t"] == "Cite" else ():
                key = str(cited["citationId"])
                if refsyntax.key(key) is not None:
                    continue  # a cross-reference, out of place
                spellings = [f"@{key}", f"@{{{key}}}", key]
                place = locators[piece.source.path].find(spellings, piece.start)
                yield Citation(key, place, cited, piece)


def _no_bibliography(found: Sequence[Citation]) -> Iterator[Diagnostic]:
    for key, place in {one.key: one.place for one in reversed(found)}.items():
        hint = "name it in book.yaml as `bibliography:`, or write `\\@` for a plain @"
        message = f"`{key}` is cited, but the book has no bibliography"
        yield NO_BIBLIOGRAPHY.at(place, message, hint)


def _unknown(manuscript: Manuscript, found: Sequence[Citation]) -> Iterator[Diagnostic]:
    assert manuscript.file is not None
    known = {item.id for item in manuscript.references}
    places = [(one.key, one.place) for one in found]
    named = worklists.without_citation(manuscript.file.nocite, manuscript.references)
    places += [(key, manuscript.place("nocite")) for key in named]
    for key, place in places:
        if key not in known:
            yield UNKNOWN_KEY.at(place, f"`{key}` is not in the bibliography", _hint(key, known))


def _is_readable(manuscript: Manuscript) -> bool:
    """Tell whether each file of the bibliography was read: a fault in one hides its keys."""
    assert manuscript.file is not None
    listed = manuscript.file.bibliography
    paths = {normal(path) for path in ([listed] if isinstance(listed, str) else listed)}
    places = {span for path, span in manuscript.places.items() if path.startswith("bibliography")}
    return not any(
        problem.severity is Severity.ERROR
        and problem.place is not None
        and (problem.place in places or problem.place.path in paths)
        for problem in manuscript.problems
    )


def _hint(key: str, known: set[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(key.casefold(), folded, n=1, cutoff=0.7)
    if near:
        return f"did you mean `{folded[near[0]]}`?"
    return "add the work to the bibliography, or write `\\@` for a plain @"


def _style(manuscript: Manuscript) -> Iterator[Diagnostic]:
    fault = None if manuscript.style is None else style_fault(manuscript.style)
    if fault is not None:
        hint = "put an independent CSL 1.0 style into the book's folder"
        yield BAD_STYLE.at(manuscript.place("csl"), f"the citation style {fault}", hint)


def style_fault(data: bytes) -> str | None:
    """Return what keeps a CSL style from use, as a clause; None where nothing does.

    Names are compared as citeproc does: without namespaces (CSL 1.0.2, "File Types").
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        return f"is no XML that can be read: {problem.msg or 'it is empty'}"
    if root.getroottree().docinfo.doctype:
        return "has a document type, which no style has"
    for element in root.iter(etree.Element):
        if any("parent" in str(value).lower() for value in _values(element, "rel")):
            return "depends on another one, which would be fetched from the network"
    names = {etree.QName(element).localname for element in root.iter(etree.Element)}
    return None if "citation" in names else "says nothing of how to cite"


def _values(element: "etree._Element", name: str) -> list[str]:
    return [v for k, v in element.attrib.items() if etree.QName(k).localname.lower() == name]
