"""Notes of a chapter's document in sections: where they stand in EPUB and web book."""

from collections.abc import Iterator
from dataclasses import dataclass

from scholiast import markup
from scholiast.arrange import NOTES_HERE
from scholiast.book import Chapter, NoteGroup
from scholiast.markup import Element, Placed
from scholiast.wording import Wording

LIST = "endnotes"
"""The class of a list of notes that are turned to; each item is a note."""


@dataclass(frozen=True, slots=True)
class Section:
    """Notes after a text that stand together: `id` is that of its `title`, `notes` XML of each.

    `classes` are those of the section beside `notes`, with a space before each. `at_end` tells
    notes that are turned to, items of a list, from those that are shown beside their calls.
    """

    id: str
    title: str
    classes: str
    at_end: bool
    notes: tuple[str, ...]


def sections(
    chapter: Chapter, placed: Placed, wording: Wording, *, epub: bool, margin: bool = False
) -> tuple[Section, ...]:
    """Return the notes that stand after the text of a chapter, each group by itself.

    With `margin` the book has notes in the margin, and others must not go there.
    """
    own = f"{chapter.anchor}-notes"
    if not chapter.groups:
        notes = () if chapter.guests else tuple(placed.notes.values())
        classes = " notes-pop-up" if margin else ""
        return (Section(own, wording.notes, classes, at_end=False, notes=notes),) if notes else ()
    return tuple(
        Section(
            id=own if index == 0 else f"{own}-{index + 1}",
            title=group.heading or wording.notes,
            classes=_classes(group, margin=margin),
            at_end=group.placement in markup.AT_END,
            notes=tuple(_items(group.placement, group.notes, placed, epub=epub)),
        )
        for index, group in enumerate(chapter.groups)
    )


def _classes(group: NoteGroup, *, margin: bool) -> str:
    place = "end" if group.placement in markup.AT_END else group.placement
    if place is None:
        place = "pop-up" if margin else None
    return f" notes-of-{group.series}" + (f" notes-{place}" if place else "")


def _items(
    placement: str | None, names: tuple[str, ...], placed: Placed, *, epub: bool
) -> Iterator[str]:
    for name in names:
        if placement in markup.AT_END:
            yield markup.serialise(_item(placed.notes[name], epub=epub))
        else:
            yield placed.notes[name]


def _item(note: str, *, epub: bool) -> Element:
    """Return a note as an item of a list, which needs no role (DPUB-ARIA 1.1, `doc-endnote`).

    The role `doc-footnote` is for what is shown at its call.
    """
    item = markup.parse(note)
    item.tag = "li"
    del item.attrib["role"]
    del item.attrib["aria-label"]
    if epub:
        item.set(markup.EPUB_TYPE, "endnote")
    return item


def body(chapter: Chapter, placed: Placed, *, epub: bool) -> str:
    """Return the text of a chapter, notes of other chapters put in lists at their places."""
    if not chapter.guests:
        return placed.body
    tree = markup.parse(f"<div>{placed.body}</div>")
    for place in list(tree.iter("div")):
        if place.get("class") == NOTES_HERE:
            _fill(place, placed, epub=epub)
    return markup.inner(tree)


def _fill(place: Element, placed: Placed, *, epub: bool) -> None:
    names = tuple(place.attrib.pop("data-notes").split())
    place.tag = "ol"
    place.set("class", LIST)
    place.text = "\n"
    for name in names:
        item = _item(placed.notes[name], epub=epub)
        item.tail = "\n"
        place.append(item)
