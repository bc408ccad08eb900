"""Rules on metadata: languages that exist, numbers that add up, somebody who wrote the book."""

import re
import uuid
from collections.abc import Iterator, Sequence

from stdnum import isbn
from stdnum.exceptions import ValidationError

from scholiast import languages
from scholiast.bookfile import read_header
from scholiast.config import LEAST_TEXT_AREA, BookFile, Identifiers
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece, attributes
from scholiast.manuscript import Manuscript, Node
from scholiast.rawhtml import tags
from scholiast.source import Span

BAD_LANGUAGE = Rule(
    "M020",
    "bad-language-tag",
    Severity.ERROR,
    """\
A language tag is not one of BCP 47 (RFC 5646), or names a language or region that is not known.

The tag chooses hyphenation, quotation marks, the words that Scholiast prints (*Contents*, *Notes*)
and the voice of a screen reader; shops refuse books whose tag is wrong.

| wrong     | right   |                                          |
|-----------|---------|------------------------------------------|
| `English` | `en`    | a code, not a name                       |
| `en_GB`   | `en-GB` | a hyphen, not an underscore              |
| `en-UK`   | `en-GB` | the code of the region is `GB`           |
| `gr`      | `el`    | a language, not a country                |
| `deu`     | `de`    | two letters where there is such a code   |

The same holds for `language` in the header of a chapter and `lang` on a passage:
`[λόγος]{lang=grc}`.""",
)

BAD_ISBN = Rule(
    "M021",
    "bad-isbn",
    Severity.ERROR,
    """\
An ISBN is wrong: its last digit does not follow from the others, or it has too many or too few.

The check digit is there to find a digit that was mistyped or two that changed places. Compare the
number with the one that your ISBN agency gave you. Hyphens and spaces may stand in it or not.""",
)

SAME_ISBN = Rule(
    "M022",
    "same-isbn",
    Severity.ERROR,
    """\
Two editions have the same ISBN.

Each form in which a book is sold has an ISBN of its own (International ISBN Agency, *ISBN Users'
Manual*): the EPUB one, the printed book another. Give each its own, or leave out the ones that you
do not have.""",
)

BAD_IDENTIFIER = Rule(
    "M023",
    "bad-identifier",
    Severity.ERROR,
    """\
A UUID or DOI is not well formed.

A UUID has 32 hexadecimal digits in five groups, `6f1c1e0e-5d0b-4f0a-9a51-0d4c6a1f3a10`; a DOI
begins with `10.`, digits and a slash, `10.1000/182`, without `https://doi.org/`. Leave out `uuid`
where you have none: it is then made from the title, the same in each build.""",
)

NO_AUTHOR = Rule(
    "M024",
    "no-author",
    Severity.WARNING,
    """\
Nobody is named who wrote the book.

Title page, catalogues and shops want at least one name. Write who it was, in the order in which the
names are to be printed:

```yaml
contributors:
  - name: Edward Gibbon
    sort: Gibbon, Edward
  - name: Jane Doe
    role: editor
```""",
)

NO_ROOM = Rule(
    "M025",
    "no-room-for-text",
    Severity.ERROR,
    """\
The margins of the printed book leave too little of the page for text.

Lines of less than 30 mm can't be set, and on less than 40 mm of height notes find no room below the
text. Take a larger `trim`, or smaller `margins`:

```yaml
editions:
  pdf:
    trim: 6x9
    margins: {inner: 20mm, outer: 17mm, top: 20mm, bottom: 22mm}
```""",
)

RULES = (BAD_LANGUAGE, BAD_ISBN, SAME_ISBN, BAD_IDENTIFIER, NO_AUTHOR, NO_ROOM)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on metadata."""
    file = manuscript.file
    if file is None:
        return []
    return [
        *_book_language(manuscript, file),
        *_chapter_languages(manuscript),
        *_passage_languages(manuscript, pieces),
        *_isbns(manuscript, file),
        *_identifiers(manuscript, file),
        *_authors(manuscript, file),
        *_room(manuscript, file),
    ]


def _language(place: Span, tag: str) -> Iterator[Diagnostic]:
    found = languages.fault(tag)
    if found is not None:
        yield BAD_LANGUAGE.at(place, f"the language tag `{tag}` {found[0]}", found[1])


def _book_language(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    yield from _language(manuscript.place("language"), file.language)
    if file.title_language is not None:
        yield from _language(manuscript.place("title_language"), file.title_language)


def _chapter_languages(manuscript: Manuscript) -> Iterator[Diagnostic]:
    for draft in manuscript.drafts:
        tag = draft.header.get("language")
        if tag is not None:
            place = read_header(draft.source).places["language"]
            yield from _language(place, str(tag))


def _passage_languages(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[Diagnostic]:
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    for piece in pieces:
        for node in piece.nodes:
            for tag in _tags(node):
                if languages.fault(tag) is not None:
                    spellings = [f'lang="{tag}"', f"lang='{tag}'", f"lang={tag}", tag]
                    place = locators[piece.source.path].find(spellings, piece.start)
                    yield from _language(place, tag)


def _tags(node: Node) -> Iterator[str]:
    """Yield the language tags of a node, in Markdown or raw HTML."""
    for given in (attributes(node)[2], *(tag.attributes for tag in tags(node))):
        yield from (given[name] for name in ("lang", "xml:lang") if name in given)


_ISBNS = tuple(name for name in Identifiers.model_fields if name.startswith("isbn_"))


def _isbns(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for name in _ISBNS:
        number = getattr(file.identifiers, name)
        if number is None:
            continue
        place = manuscript.place(f"identifiers.{name}")
        try:
            compact = str(isbn.validate(number, convert=True))
        except ValidationError:
            yield BAD_ISBN.at(place, f"`{number}` is no ISBN", _isbn_hint(number))
            continue
        if compact in seen:
            message = f"`{name}` is the same ISBN as `{seen[compact]}`"
            yield SAME_ISBN.at(place, message, "give each edition an ISBN of its own")
        seen.setdefault(compact, name)


def _isbn_hint(number: str) -> str:
    digits = re.sub(r"[\s-]", "", number)
    if re.fullmatch(r"\d{13}", digits) and digits[:3] in {"978", "979"}:
        last = (10 - sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits[:12]))) % 10
        return f"compare it digit by digit: the last one would be {last}"
    if re.fullmatch(r"\d{9}[\dXx]", digits):
        return "compare it digit by digit: its check digit is wrong"
    return "an ISBN has 13 digits and begins with 978 or 979"


_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")


def _identifiers(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    given, doi = file.identifiers.uuid, file.identifiers.doi
    if given is not None and not _is_uuid(given):
        place = manuscript.place("identifiers.uuid")
        yield BAD_IDENTIFIER.at(place, f"`{given}` is no UUID", "leave it out to have one made")
    if doi is not None and not _DOI.fullmatch(doi):
        place = manuscript.place("identifiers.doi")
        bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
        hint = f"write `{bare}`" if _DOI.fullmatch(bare) else "write it as `10.1000/182`"
        yield BAD_IDENTIFIER.at(place, f"`{doi}` is no DOI", hint)


def _room(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    for form in ("pdf", *file.editions.declared):
        width, height = file.editions.paged(form).text_area
        if width < LEAST_TEXT_AREA[0] or height < LEAST_TEXT_AREA[1]:
            size = f"{max(width, 0):g} by {max(height, 0):g} mm"
            message = f"the margins leave {size} of the page for text"
            hint = "make the margins smaller, or the page larger (`trim`)"
            place = manuscript.place(f"editions.{form.replace('-', '_')}.margins")
            yield NO_ROOM.at(place, message, hint)


def _is_uuid(given: str) -> bool:
    try:
        return str(uuid.UUID(given)) == given.lower().removeprefix("urn:uuid:")
    except ValueError:
        return False


def _authors(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    if not any(person.role in {"author", "editor", "compiler"} for person in file.contributors):
        place = manuscript.place("contributors")
        hint = "write `contributors:` and below it `- name: …`"
        yield NO_AUTHOR.at(place, "no author or editor is named", hint)
