"""What title pages and imprints say, in words, from a book's metadata."""

import uuid
from collections.abc import Sequence

from scholiast.config import Metadata
from scholiast.edition import Format
from scholiast.wording import Wording

MADE_WITH = "Scholiast"


def names(metadata: Metadata, role: str, wording: Wording) -> str:
    """Return the names of all with a role, as a title page lists them."""
    return wording.between_names.join(person.name for person in metadata.by_role(role))


def credit_lines(metadata: Metadata, wording: Wording) -> list[str]:
    """Return a line for each part in the book beside its author's."""
    lines = []
    for role, line in (
        ("editor", wording.edited_by),
        ("translator", wording.translated_by),
        ("illustrator", wording.illustrated_by),
    ):
        people = names(metadata, role, wording)
        if people:
            lines.append(line.format(names=people))
    return lines


def isbn(metadata: Metadata, format: Format) -> str | None:
    """Return the ISBN of an edition, as it is written in `book.yaml`; a proof has none."""
    name = f"isbn_{format.value.replace('-', '_')}"
    found: str | None = getattr(metadata.identifiers, name, None)
    return found


def identifier(metadata: Metadata) -> str:
    """Return the unique identifier of a book: its UUID, else one made from what it is called."""
    if metadata.identifiers.uuid:
        return f"urn:uuid:{metadata.identifiers.uuid.lower().removeprefix('urn:uuid:')}"
    people = "|".join(f"{person.role}:{person.name}" for person in metadata.contributors)
    name = f"scholiast|{metadata.title}|{metadata.subtitle}|{metadata.language}|{people}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def imprint_lines(
    metadata: Metadata, wording: Wording, format: Format, typefaces: Sequence[str] = ()
) -> Sequence[str]:
    """Return the lines of the imprint of an edition, which names `typefaces` if there are any.

    A printing is one of paper, and stands last, as pressmen expect it; printed books are dated by
    their year.
    """
    number = isbn(metadata, format)
    series = metadata.series
    place_and_house = ": ".join(part for part in (metadata.place, metadata.publisher) if part)
    date = (metadata.date or "")[:4] if format.is_paged else metadata.date
    house_and_date = ", ".join(part for part in (place_and_house, date) if part)
    lines = [
        metadata.title if not metadata.subtitle else f"{metadata.title}: {metadata.subtitle}",
        metadata.rights,
        house_and_date,
        metadata.edition,
        " ".join(part for part in (series.name, series.number) if part) if series else None,
        f"ISBN {number}" if number else None,
        f"DOI {metadata.identifiers.doi}" if metadata.identifiers.doi else None,
        wording.typefaces.format(fonts=wording.between_names.join(typefaces))
        if typefaces
        else None,
        wording.made_with.format(tool=MADE_WITH),
        metadata.printing if format.is_paged else None,
    ]
    return [line for line in lines if line]


def sort_name(name: str) -> str:
    """Return a name as it is sorted where nobody said how: the last word first.

    A name that does not end in a capitalised word is left as it is: it may be that of a group, or
    in a script that has no capitals.
    """
    head, _, last = name.rpartition(" ")
    return f"{last}, {head}" if head and last[0].isupper() else name
