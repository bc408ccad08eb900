"""What each id of each document is called in the book, and what a link that is typed means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scholiast import files, slugs
from scholiast.documents import Document, Written
from scholiast.verbatim import masked


@dataclass(frozen=True, slots=True)
class Addresses:
    """What each id of each document is called in the book.

    `names` gives by document the new name of each of its ids, `everywhere` of each id of the book,
    `documents` the anchor of each draft by path.
    """

    names: Mapping[str, Mapping[str, str]]
    everywhere: Mapping[str, str]
    documents: Mapping[str, Document]

    def resolver(self, document: Document) -> "Resolver":
        """Return what resolves the links of one document."""
        return Resolver(self, document)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Resolves a link as one document writes it: its own ids first, then those of the book."""

    addresses: Addresses
    document: Document

    def __call__(self, target: str) -> str | None:
        """Return the id of the book that a link target means, or None where it means none."""
        path, _, name = target.partition("#")
        if not path:
            own = self.addresses.names[self.document.id]
            return own.get(name) or self.addresses.everywhere.get(name)
        found = files.meaning(self.document.path, target, self.addresses.documents)
        if found is None:
            return None
        other = self.addresses.documents[found]
        return self.addresses.names[other.id].get(name) or f"chapter-{other.id}"


def settle(written: Sequence[Written], parts: Sequence[str], texts: Mapping[str, str]) -> Addresses:
    """Keep each id that is the only one of its name in the book; give others their document's name.

    Ids that Scholiast gives out itself (`chapter-…`, `part-…`, `note-…`, `call-…`) come first, then
    those that are typed in the document, by `texts` of drafts, then those that are made of words.
    """
    taken = set(parts) | set(_own_ids(written))
    ids = {one.document.id: one.ids for one in written}
    owners = _owners(written, ids, texts)
    names: dict[str, dict[str, str]] = {}
    everywhere: dict[str, str] = {}
    for one in written:
        own = names[one.document.id] = {}
        for name in ids[one.document.id]:
            owns = owners[name] == one.document.id
            unique = name if owns else f"{one.document.id}--{name}"
            while unique in taken:
                unique = f"{one.document.id}--{unique}"
            taken.add(unique)
            own[name] = unique
            if owns:
                everywhere[name] = unique
    for own_id in (*parts, *_own_ids(written)):
        everywhere.setdefault(own_id, own_id)
    return Addresses(names, everywhere, {one.document.path: one.document for one in written})


def _owners(
    written: Sequence[Written], ids: Mapping[str, Sequence[str]], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return for each id the document that has it: the first that types it, or else the first."""
    holders: dict[str, list[Document]] = {}
    for one in written:
        for name in ids[one.document.id]:
            holders.setdefault(name, []).append(one.document)
    return {
        name: next((d.id for d in found if _types(texts, d, name)), found[0].id)
        if len(found) > 1
        else found[0].id
        for name, found in holders.items()
    }


def _types(texts: Mapping[str, str], document: Document, name: str) -> bool:
    written = texts.get(document.path, "")
    return slugs.is_typed(written, name) and slugs.is_typed(masked(written), name)


def _own_ids(written: Sequence[Written]) -> Iterator[str]:
    for one in written:
        yield f"chapter-{one.document.id}"
        for note in one.document.notes:
            yield note.id
            yield from (reference.id for reference in note.references)
