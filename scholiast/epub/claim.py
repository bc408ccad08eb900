"""Whether an EPUB may claim to be accessible: what of the standard a program can tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from scholiast.book import Book
from scholiast.config import Accessibility
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.epub import contrast
from scholiast.epub.pages import TEXT, Page
from scholiast.markup import Element
from scholiast.scripts import strange_words
from scholiast.source import Span

ALTERNATIVES = Rule(
    "R115",
    "claim-without-alternative",
    Severity.ERROR,
    """\
The book claims to be accessible, and a picture of it has no alternative text.

WCAG 2.2, 1.1.1 (Level A) wants words for every picture that says something. A drawing in the text
(`<svg>`) has its words in a `<title>`, or in an `aria-label`.

```markdown
![](images/map.png)                                            <!-- refused -->
![](images/map.png){alt="Map: five roads lead from Rome"}
![](images/leaf.svg){.decorative}                              <!-- says nothing: fine -->
```

This rule holds where `editions.epub.accessibility.conforms_to` is set. Describe the picture, or
take the claim out of `book.yaml`.""",
)

STRUCTURE = Rule(
    "R116",
    "claim-structure",
    Severity.ERROR,
    """\
The book claims to be accessible, and its mark-up does not say what the eye sees.

- A heading leaves out a level, or has no words (WCAG 2.2, 1.3.1 and 2.4.6).
- A table has no heads, so that nobody who hears it knows what a cell is about (1.3.1). The first
  line of a table is its head; the class `row-heads` makes heads of the first cells of its rows.
- A link has no words, so that nobody knows where it leads (2.4.4).

This rule holds where `editions.epub.accessibility.conforms_to` is set. Mend the place, or take the
claim out of `book.yaml`.""",
)

LANGUAGES = Rule(
    "R117",
    "claim-language",
    Severity.ERROR,
    """\
The book claims to be accessible, and words of it are in a script that the language of the text is
not written in, so that a voice can't say them.

WCAG 2.2, 3.1.2 (Level AA) wants the language of every passage to be told. Mark it:

```markdown
The *Iliad* begins with [μῆνιν ἄειδε]{lang=grc}.

::: {lang=he}
A whole passage.
:::
```

Two letters and more count, and in a text that is not written in Latin letters four Latin words:
names and terms need no mark. A chapter in another language has `language:` in its header.

A program can't tell French words from English ones. This rule finds what can be told; the rest is
for whoever vouches for the book. It holds where `editions.epub.accessibility.conforms_to` is
set.""",
)

CONTRAST = Rule(
    "R118",
    "claim-contrast",
    Severity.ERROR,
    """\
The book claims to be accessible, and a colour stands out too little from what it stands on.

WCAG 2.2, 1.4.3 (Level AA) wants a contrast of 4.5 to 1 for text. A rule of a style sheet that names
a colour is measured on the background that it names too, else on white, or on black where the
sheet asks for a dark page. Choose a darker colour, or none: readers have their own.

This rule holds where `editions.epub.accessibility.conforms_to` asks for Level AA.""",
)

MOTION = Rule(
    "R119",
    "claim-hazard",
    Severity.ERROR,
    """\
The book claims to be accessible, and nobody has said that it does not flash.

Something in it moves: a GIF or WebP of several pictures, or an SVG with an animation. What flashes
more than three times a second may hurt readers (WCAG 2.2, 2.3.1), and what moves for more than five
seconds must be stopped by them (2.2.2). No program here can tell that. Look at it, and say what you
saw:

```yaml
editions:
  epub:
    accessibility:
      hazards: [noFlashingHazard, noMotionSimulationHazard, noSoundHazard]
```

A book that does flash can't make the claim.""",
)

RULES = (ALTERNATIVES, STRUCTURE, LANGUAGES, CONTRAST, MOTION)

_XHTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEADINGS = tuple(f"{_XHTML}h{level}" for level in range(1, 7))
_NO_WORDS = frozenset(
    {f"{_XHTML}code", f"{_XHTML}pre", f"{_XHTML}kbd", f"{_XHTML}samp", f"{_XHTML}head"}
    | {"{http://www.w3.org/1998/Math/MathML}math", f"{_SVG}svg"}
)
_DECORATION = frozenset({"presentation", "none"})


@dataclass(frozen=True, slots=True)
class _Document:
    """A document of the EPUB as it is checked: `place` is the file that its author wrote."""

    root: Element
    place: Span
    images: Mapping[str, str]


def check(
    book: Book,
    documents: Sequence[Page],
    images: Mapping[str, str],
    sheets: Mapping[str, str],
    own: Accessibility,
    hazards: Sequence[str],
) -> list[Diagnostic]:
    """Return everything that speaks against what `own` claims; nothing where it claims nothing.

    `images` gives the path in the package of each image by its key in the book, `sheets` are the
    style sheets by name, `hazards` what the package says of them. What is cited from a text stands
    in quotation marks in the message, so that its place can be found (`scholiast.quoted`).
    """
    if own.claim is None or book.draft:
        return []
    written = {path: key for key, path in images.items()}
    files = {chapter.anchor: chapter.path for chapter in book.chapters}
    place = "book.yaml"
    found = []
    for page in documents:
        root = etree.fromstring(page.data)
        place = _file(page, root, files, place)
        document = _Document(root, Span(place), written)
        found += [*_alternatives(document), *_structure(document), *_languages(document)]
        if own.claim.endswith("AA"):
            found += _inline(document)
    if own.claim.endswith("AA"):
        found += _contrasts(sheets)
    return [*found, *_hazards(own, hazards)]


def _file(page: Page, root: Element, files: Mapping[str, str], before: str) -> str:
    """Return the file that a document was made of: a chapter may go on from the one `before`."""
    if not page.path.startswith(f"{TEXT}/"):
        return "book.yaml"
    own = (files.get(one.get("id", "")) for one in root.iter(f"{_XHTML}section"))
    return next((path for path in own if path is not None), before)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Element) -> str:
    """Return what an element is called for those who hear it."""
    named = element.get("aria-label") or element.get("alt") or element.get("aria-labelledby")
    title = element.find(f"{_SVG}title")
    return (named or ("" if title is None else title.text) or "").strip()


# -- pictures --


def _alternatives(document: _Document) -> Iterator[Diagnostic]:
    for image in document.root.iter(f"{_XHTML}img", f"{_SVG}svg"):
        is_nested = next(image.iterancestors(f"{_SVG}svg"), None) is not None
        hidden = image.get("role") in _DECORATION or image.get("aria-hidden") == "true"
        if is_nested or hidden or _name(image):
            continue
        source = image.get("src")
        if source is None:
            message, hint = "a drawing has no alternative text", "give it a `<title>`"
        else:
            key = document.images.get(source.removeprefix("../"), source)
            message = f"the image “{key.rpartition('/')[2]}” has no alternative text"
            hint = "say what it shows, `![…](…)`, or mark it: `{.decorative}`"
        yield ALTERNATIVES.at(document.place, message, hint)


# -- structure --


def _structure(document: _Document) -> Iterator[Diagnostic]:
    yield from _headings(document)
    for table in document.root.iter(f"{_XHTML}table"):
        if table.get("role") not in _DECORATION and not _has_heads(table):
            words = " ".join(_words(table).split()[:4])
            message = f"the table that begins “{words}” has no heads"
            hint = "write a first line with heads, or mark it: `{.row-heads}`"
            yield STRUCTURE.at(document.place, message, hint)
    for link in document.root.iter(f"{_XHTML}a"):
        if link.get("href") and not (_words(link) or _name(link) or any(map(_name, link.iter()))):
            message = f"a link to “{link.get('href')}” has no words"
            yield STRUCTURE.at(document.place, message, "write where it leads")


def _headings(document: _Document) -> Iterator[Diagnostic]:
    before = 0
    for heading in document.root.iter(*_HEADINGS):
        level, words = int(heading.tag[-1]), _words(heading)
        if not words:
            yield STRUCTURE.at(document.place, f"a heading of level {level} has no words")
        elif level > before + 1 and before:
            message = f"“{words}” is of level {level}, below one of level {before}"
            yield STRUCTURE.at(document.place, message, f"make it a heading of level {before + 1}")
        before = level


def _has_heads(table: Element) -> bool:
    """Tell whether a table has a head, or is so small that it is a list rather than a table."""
    rows = [list(row.iter(f"{_XHTML}td", f"{_XHTML}th")) for row in table.iter(f"{_XHTML}tr")]
    is_small = len(rows) < 2 or all(len(row) < 2 for row in rows)
    return is_small or next(table.iter(f"{_XHTML}th"), None) is not None


# -- languages --


def _languages(document: _Document) -> Iterator[Diagnostic]:
    """Yield words in other scripts, each once for a document; metadata are the publisher's."""
    if document.place.path == "book.yaml":
        return
    said = set()
    for text, language in _texts(document.root, document.root.get("lang", "")):
        for words in strange_words(text, language):
            if (words, language) not in said:
                said.add((words, language))
                message = f"“{words}” is not in the script of `{language}`"
                hint = f"say what language it is: `[{_short(words)}]{{lang=…}}`"
                yield LANGUAGES.at(document.place, message, hint)


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:28]}…"


def _texts(element: Element, language: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a tree, each with its language."""
    if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
        return
    own = element.get("lang") or element.get(_XML_LANG) or language
    yield element.text or "", own
    for child in element:
        yield from _texts(child, own)
        yield child.tail or "", own


# -- colours and what moves --


def _contrasts(sheets: Mapping[str, str]) -> Iterator[Diagnostic]:
    for name, css in sheets.items():
        for one in contrast.faint(css):
            message = f"`{one.selector}` has a contrast of {one.ratio:.1f} to 1, less than 4.5"
            place = Span(f"styles/{name}.css")
            yield CONTRAST.at(place, message, "choose a darker colour, or a lighter ground")


def _inline(document: _Document) -> Iterator[Diagnostic]:
    for element in document.root.iter(etree.Element):
        ratio = contrast.ratio_of(element.get("style", ""))
        if ratio is not None and ratio < contrast.LEAST:
            words = " ".join(_words(element).split()[:4])
            message = f"“{words}” has a contrast of {ratio:.1f} to 1, less than 4.5"
            yield CONTRAST.at(document.place, message, "choose a darker colour, or none")


def _hazards(own: Accessibility, hazards: Sequence[str]) -> Iterator[Diagnostic]:
    place = Span("book.yaml")
    if "flashing" in hazards:
        yield MOTION.at(place, f"the hazard is `flashing`, and the claim is `{own.claim}`")
    elif {"unknown", "unknownFlashingHazard"} & set(hazards):
        message = "something in the book moves, and nobody has said that it does not flash"
        yield MOTION.at(place, message, "look at it, and say it in `accessibility.hazards`")
