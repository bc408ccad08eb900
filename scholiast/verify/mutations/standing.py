"""Ways to break EPUBs and web books whose notes stand in several places."""

from collections.abc import Callable, Iterator

from lxml import etree

from scholiast.verify.mutations.documents import Break, Copy, Element, Mutation

_STYLE = "{http://www.idpf.org/2007/ops}type"


def edit(change: Callable[[Copy, Element], bool]) -> Break:
    """Return what applies a change to the first chapter that gives room for it."""

    def apply(copy: Copy) -> bool:
        for path in copy.chapters:
            root = copy.tree(path)
            if change(copy, root):
                copy.put(path, root)
                return True
        return False

    return apply


def _named(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements that have a class."""
    for element in root.iter(etree.Element):
        if name in element.get("class", "").split():
            yield element


def _renamed(element: Element, name: str) -> None:
    space, bracket, _ = str(element.tag).rpartition("}")
    element.tag = f"{space}{bracket}{name}"


def _end_to_pop_up(copy: Copy, root: Element) -> bool:
    """Make a note that is turned to one that is popped up."""
    for section in _named(root, "notes-end"):
        for note in _named(section, "note"):
            _renamed(note, "aside")
            note.set("role", "doc-footnote")
            note.set(_STYLE, "footnote")
            section.append(note)
            return True
    return False


def _pop_up_to_end(copy: Copy, root: Element) -> bool:
    """Make a note that is shown at its call an item of a list."""
    for section in _named(root, "notes"):
        for note in list(_named(section, "note")):
            if note.get("role") != "doc-footnote":
                continue
            place = etree.Element(str(note.tag), {"class": "endnotes"})
            _renamed(place, "ol")
            section.replace(note, place)
            _renamed(note, "li")
            del note.attrib["role"]
            note.set(_STYLE, "endnote")
            note.tail = None
            place.append(note)
            return True
    return False


def _into_margin(copy: Copy, root: Element) -> bool:
    """Let a series of pop-ups go to the margin, where another one is."""
    for section in _named(root, "notes-pop-up"):
        section.set("class", "notes")
        return True
    return False


def _out_of_margin(copy: Copy, root: Element) -> bool:
    for section in _named(root, "notes-margin"):
        section.set("class", "notes notes-pop-up")
        return True
    return False


def _among_others(copy: Copy, root: Element) -> bool:
    """Move a note to those of another series."""
    sections = list(_named(root, "notes"))
    for section in sections:
        for other in sections:
            note = section[-1]
            if (
                other is not section
                and note.tag == other[-1].tag
                and "note" in note.get("class", "")
            ):
                other.append(note)
                return True
    return False


def _under_other_chapter(copy: Copy, root: Element) -> bool:
    """Exchange the headings over the notes of two chapters."""
    links = [link for part in _named(root, "notes-of-chapter") for link in part[0][:1]]
    if len(links) < 2:
        return False
    one, other = links[0].get("href", ""), links[1].get("href", "")
    links[0].set("href", other)
    links[1].set("href", one)
    return True


def _pop_up_call(copy: Copy, root: Element) -> bool:
    """Have the call of an end note ask for a pop-up."""
    for call in root.iterfind(".//*[@role='doc-noteref']"):
        if call.get(_STYLE) is None:
            call.set(_STYLE, "noteref")
            return True
    return False


_BOTH = (
    Mutation("end-to-pop-up", "an end note made a pop-up", edit(_end_to_pop_up)),
    Mutation("pop-up-to-end", "a pop-up made an end note", edit(_pop_up_to_end)),
    Mutation("among-others", "a note moved to another series", edit(_among_others)),
    Mutation("under-other-chapter", "headings of notes exchanged", edit(_under_other_chapter)),
)

EPUB = (*_BOTH, Mutation("pop-up-call", "a call of an end note popped up", edit(_pop_up_call)))

WEB = (
    *_BOTH,
    Mutation("into-margin", "pop-ups put into the margin", edit(_into_margin)),
    Mutation("out-of-margin", "notes taken out of the margin", edit(_out_of_margin)),
)
