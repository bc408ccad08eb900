"""Notes in pages, told by links: calls that lead to notes, notes that lead back.

Pandoc reads such notes as text and links, and forgets which belongs to which. Here each call
becomes an empty `span`, and each note a `div` at the end of its page, both with the note's label.
What the page says (DPUB-ARIA 1.1, EPUB 3 Structural Semantics) is believed; else signs are weighed:
classes and ids by custom, links both ways, a raised number, the same mark on both sides. A raised
number alone makes a note doubtful, no sign leaves the link a link.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from scholiast import slugs
from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors_bodies import (
    extent,
    has_loose_tail,
    is_title,
    without_links_back,
    without_mark,
)
from scholiast.importing.anchors_links import (
    Index,
    Key,
    Link,
    has_back_id,
    has_note_class,
    has_note_id,
    index,
    is_back,
    is_no_note,
    is_note_list,
    own_ids,
    says_note,
)
from scholiast.importing.anchors_rules import MAYBE_CALL, TAIL, TWICE, WEAK_CALL
from scholiast.importing.html_page import (
    BLOCKS,
    HEADINGS,
    Element,
    Page,
    block_of,
    classes,
    drop,
    is_empty,
    starts,
    words,
)
from scholiast.importing.model import LeftOut
from scholiast.importing.trees import SourceNote
from scholiast.importing.trees.model import CALL, DEFINITION


@dataclass(slots=True)
class Anchored:
    """Notes by label, and what is to be said; `anchors` are places that mean a note or its call."""

    notes: dict[str, SourceNote] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    anchors: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class _Note:
    """A note: where it is, its calls, why it is a note; `signs` are counted over all its calls."""

    key: Key
    anchor: Element | None
    page: Page
    calls: list[Link] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    label: str = ""


def take_notes(pages: Sequence[Page]) -> Anchored:
    """Make calls and notes of links in pages, whose trees are changed."""
    found, done = index(pages), Anchored()
    backs = _backs(found)
    notes = _called(found, backs, done)
    anchors = {note.anchor for note in notes if note.anchor is not None}
    notes += _uncalled(found, notes, anchors)
    anchors = {note.anchor for note in notes if note.anchor is not None}
    known: dict[Element, bool] = {}
    for note in notes:
        if note.anchor is not None:
            note.body = extent(note.anchor, anchors, known)
    notes = [*_apart(notes), *(note for note in notes if note.anchor is None)]
    _name_all(notes)
    _about(notes, found, anchors, done)
    titles = list(_titles(notes, found))
    _take_out(notes, found, backs, titles, done)
    return done


# -- which links are calls --


def _backs(found: Index) -> dict[Element, Link]:
    """Return the links that lead back from a note to its call."""
    by_target: dict[Key, list[Link]] = {}
    for link in found.links:
        by_target.setdefault(link.target, []).append(link)
    backs: dict[Element, Link] = {}
    for link in found.links:
        if link.is_called_so:
            continue
        answers = [
            one for key in own_ids(link) for one in by_target.get(key, ()) if one is not link
        ]
        if is_back(link) or any(_is_answer(link, one) for one in answers):
            backs[link.element] = link
    return backs


def _is_answer(link: Link, call: Link) -> bool:
    """Tell whether `link` leads back to `call`, which leads to it."""
    if call.target[0] != link.page.name or link.target not in own_ids(call) or is_back(call):
        return False
    if call.is_called_so or has_back_id(link.target[1]) != has_back_id(call.target[1]):
        return call.is_called_so or has_back_id(link.target[1])
    mine = starts(link.element, block_of(link.element)), link.at
    return mine > (starts(call.element, block_of(call.element)), call.at)


def _called(found: Index, backs: Mapping[Element, Link], done: Anchored) -> list[_Note]:
    """Return the notes that links call, and those that calls lead to but that are not there."""
    notes: dict[Key, _Note] = {}
    returned = {link.target for link in backs.values()}
    weak: list[Link] = []
    for link in found.links:
        if link.element in backs or any(one.tag == "nav" for one in link.element.iterancestors()):
            continue
        target = found.ids.get(link.target)
        signs = _signs(link, target, returned, found)
        if not _is_call(link, target, signs):
            weak.append(link)
            continue
        page = found.homes[target] if target is not None else link.page
        note = notes.setdefault(link.target, _Note(link.target, target, page))
        note.calls.append(link)
        note.signs |= signs
    _without_references(notes, weak)
    _about_links(notes, weak, done)
    return list(notes.values())


def _signs(link: Link, target: Element | None, returned: set[Key], found: Index) -> set[str]:
    """Return what speaks for a link to be the call of a note."""
    signs = {"said"} if link.is_called_so else set()
    signs |= {"class"} if link.has_class else set()
    signs |= {"raised"} if link.is_raised else set()
    signs |= {"id"} if has_note_id(link.target[1]) else set()
    signs |= {"back"} if own_ids(link) & returned else set()
    if target is None:
        return signs
    block = block_of(target)
    near = [target, block, *(one for one in block.iterancestors() if one.tag not in {"body"})][:4]
    if any(says_note(one) for one in near) or any(is_note_list(one) for one in near):
        signs |= {"said there"}
    if any(has_note_class(one) for one in near):
        signs |= {"class there"}
    mark = re.match(r"[\s\[(]*([\w*†‡§‖¶]+)", words(block))
    if link.mark and mark and mark[1].casefold() == link.mark.casefold():
        signs |= {"mark"}
    return signs


def _is_call(link: Link, target: Element | None, signs: set[str]) -> bool:
    if link.is_called_otherwise:
        return False
    if target is None:
        return "said" in signs or (link.mark is not None and "raised" in signs
                                   and bool(signs & {"id", "class"}))  # fmt: skip
    if is_no_note(target) or link.element in set(target.iter()):
        return "said" in signs and not is_no_note(target)
    if "said" in signs or ("class" in signs and link.text):
        return True
    return link.mark is not None and bool(signs - {"mark"}) and signs != {"id"}


def _without_references(notes: Mapping[Key, _Note], weak: list[Link]) -> None:
    """Take from the calls of a note those that do not look as the others do."""
    for note in notes.values():
        looks = [link for link in note.calls if link.is_called_so or link.has_class
                 or link.is_raised]  # fmt: skip
        if looks and len(looks) < len(note.calls):
            weak += [link for link in note.calls if link not in looks]
            note.calls = looks


def _about_links(notes: Mapping[Key, _Note], weak: Iterable[Link], done: Anchored) -> None:
    for link in weak:
        if link.target in notes and notes[link.target].anchor is not None:
            said = f"the link “{link.text[:60]}” leads to a note, but is no call by its looks"
            done.findings.append(MAYBE_CALL.at(link.page.place(link.element), said))


# -- notes that no link calls --


def _uncalled(found: Index, notes: Sequence[_Note], anchors: set[Element]) -> Iterator[_Note]:
    """Yield notes that the page says to be notes, though no call leads to them."""
    twice = {element: key for key, element in found.twice}
    known = {note.key for note in notes}
    claimed = {inner for one in anchors for inner in (*one.iter(), *one.iterancestors())}
    for element, page in found.homes.items():
        if element in claimed or not _is_body(element, twice, known):
            continue
        claimed.update(element.iter())
        name = element.get("id") or element.get("name") or ""
        inner = next((one.get("id") or one.get("name") for one in element.iter()
                      if has_note_id(one.get("id") or one.get("name") or "")), "")  # fmt: skip
        note = _Note((page.name, name or inner or "note"), element, page)
        if element in twice:
            note.doubts.append(f"another element has the id `{twice[element][1]}`, too")
        yield note


def _is_body(element: Element, twice: Mapping[Element, Key], known: set[Key]) -> bool:
    if element.tag not in BLOCKS or element.tag in {"body", "section"} | HEADINGS:
        return bool(twice.get(element) in known and element.tag == "a")
    if twice.get(element) in known:
        return True
    if is_note_list(element) or is_empty(element) or is_no_note(element):
        return False
    if says_note(element):
        return True
    above = element.getparent()
    if above is None:
        return False
    lists = [one for one in (above, above.getparent()) if one is not None and is_note_list(one)]
    if element.tag == "li" and lists:
        return True
    named = has_note_class(element) and "note" not in classes(element)
    return named and not any(has_note_class(one) for one in element.iterdescendants())


def _apart(notes: Iterable[_Note]) -> list[_Note]:
    """Return the notes that have elements; those of one note are no other's, too."""
    kept: list[_Note] = []
    taken: dict[Element, _Note] = {}
    for note in notes:
        if note.anchor is None:
            continue
        owner = taken.get(note.body[0])
        if owner is not None:
            owner.calls += note.calls
            owner.signs |= note.signs
            continue
        taken.update(dict.fromkeys(note.body, note))
        kept.append(note)
    return kept


# -- names --


_CUSTOM = re.compile(
    r"_?(?:ftn|edn|fn|en|fnt|foot[-_]?note|end[-_]?note|rear[-_]?note|note|cite_note)[-_:.]*(?=.)",
    re.IGNORECASE,
)


def _name_all(notes: Sequence[_Note]) -> None:
    """Give each note a label of its own: what its id says, and of which page where two say so."""
    homes = [[*(link.page for link in note.calls), note.page] for note in notes]
    others = sorted(_chapter_ids(page for pages in homes for page in pages), key=len, reverse=True)
    plain = [
        _plain_label(note, [*_chapter_ids(pages), *others])
        for note, pages in zip(notes, homes, strict=True)
    ]
    counts, taken = Counter(plain), set[str]()
    for note, label in zip(notes, plain, strict=True):
        if counts[label] > 1:
            stem = slugs.file(note.page.name.rpartition("/")[2].partition(".")[0]) or "page"
            label = f"{stem}-{label}"
        note.label = slugs.unique(label, taken)
        taken.add(note.label)


def _plain_label(note: _Note, chapters: Sequence[str]) -> str:
    """Return what the id of a note says, which may begin with the name of one of `chapters`."""
    name = note.key[1]
    for chapter in chapters:
        if name.startswith(f"note-{chapter}-"):
            return _safe(re.sub(r"_([0-9a-f]+|)_", _character, name[len(f"note-{chapter}-") :]))
    double = re.fullmatch(r"Footnote_(\d+)_\1", name)
    return _safe(double[1] if double else _CUSTOM.sub("", name, count=1))


def _character(found: "re.Match[str]") -> str:
    """Return the character that a slug stands for (`scholiast.slugs.note`)."""
    return chr(int(found[1], 16)) if found[1] else "_"


def _chapter_ids(pages: Iterable[Page]) -> list[str]:
    """Return the names that chapters in pages of our own have in ids of notes."""
    names = (_chapter_id(page) for page in dict.fromkeys(pages))
    return [name for name in names if name]


def _chapter_id(page: Page) -> str | None:
    for one in page.body.iter("section"):
        name = one.get("id") or ""
        if name.startswith("chapter-"):
            return name.removeprefix("chapter-")
    return None


def _safe(label: str) -> str:
    return re.sub(r"[^\w.:+-]+", "-", label).strip("-") or "note"


# -- what is said of them, and what becomes of the pages --


def _about(notes: Sequence[_Note], found: Index, anchors: set[Element], done: Anchored) -> None:
    calls = {link.element for note in notes for link in note.calls}
    for note in notes:
        place = note.page.place(note.anchor) if note.anchor is not None else None
        if note.signs and note.signs <= {"raised", "mark"} and "mark" not in note.signs:
            note.doubts.append("nothing but a raised number says that it is a note")
            said = f"`{note.label}` is called by a raised number alone"
            done.findings.append(WEAK_CALL.at(note.page.place(note.calls[0].element), said))
        if note.body and has_loose_tail(note.body, anchors, calls):
            note.doubts.append("the paragraph below it may belong to it")
            said = f"a paragraph stands between note `{note.label}` and the next one"
            done.findings.append(TAIL.at(note.page.place(note.body[-1].getnext()), said))
        done.anchors.add(note.key)
        if place is None and note.calls:
            place = note.calls[0].page.place(note.calls[0].element)
    for key, element in found.twice:
        if any(note.key == key and note.anchor is not None for note in notes):
            said = f"two elements of the page have the id `{key[1]}`, by which a note is called"
            done.findings.append(TWICE.at(found.pages[key[0]].place(element), said))


def _take_out(
    notes: Sequence[_Note],
    found: Index,
    backs: Mapping[Element, Link],
    titles: Sequence[Element],
    done: Anchored,
) -> None:
    """Put calls in the place of links, and notes at the end of their pages."""
    for note in notes:
        for link in note.calls:
            done.anchors |= own_ids(link)
            _put_call(link.element, note.label)
    made: list[tuple[_Note, Element]] = []
    for note in sorted(
        (one for one in notes if one.body), key=lambda one: -found.order[one.body[0]]
    ):
        made.append((note, _definition(note, set(backs))))
    made.reverse()
    boxes = {note.label: box for note, box in made}
    for note in notes:
        done.notes[note.label] = _source_note(note, boxes.get(note.label), found)
    for page in found.pages.values():
        _without_empty(page, titles, done)
        for note, box in made:
            if note.page is page:
                page.body.append(box)


def _source_note(note: _Note, box: Element | None, found: Index) -> SourceNote:
    name = f"note `{note.key[1]}`"
    doubt = "; ".join(note.doubts) or None
    if box is None:
        place = note.calls[0].page.place(note.calls[0].element)
        gone = f"its link leads to `{note.key[0]}#{note.key[1]}`, which is not there"
        return SourceNote(note.label, name, place, gone=gone)
    place = note.page.place(note.anchor)
    said = None if any(True for _ in box.iter("math")) else "".join(box.itertext())
    kind = _kind(note)
    return SourceNote(note.label, name, place, words=said, kind=kind, doubt=doubt)


def _kind(note: _Note) -> str:
    """Return the kind of a note in our own pages, the author's elsewhere."""
    named = [one for one in classes(note.anchor) if one.startswith("note-")]
    return named[0].removeprefix("note-") if "note" in classes(note.anchor) and named else "author"


def _put_call(element: Element, label: str) -> None:
    """Make a call of a link, without the brackets and the raised type around it."""
    tail = element.tail
    before = element.getprevious()
    text = (before.tail if before is not None else element.getparent().text) or ""
    if text.endswith("[") and (tail or "").startswith("]"):
        tail = (tail or "")[1:]
        if before is not None:
            before.tail = text[:-1]
        else:
            element.getparent().text = text[:-1]
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.tag, element.text, element.tail = "span", None, tail
    element.set("class", CALL)
    element.set("label", label)
    above = element.getparent()
    if above.tag == "sup" and re.fullmatch(r"[\s\[\](),;]*", "".join(above.itertext())):
        above.text = None
        for one in above.iter():
            if one is not above:
                one.tail = None


def _definition(note: _Note, backs: set[Element]) -> Element:
    """Return a note as a `div` that is in no tree, taken out of its page."""
    box = etree.Element("div")
    if (line := note.body[0].sourceline) is not None:
        box.sourceline = min(line, 65535)
    for one in note.body:
        copy = one
        _cut(copy)
        box.append(copy)
    linked = any(one in backs for one in box.iter("a"))
    without_links_back(box, backs)
    by_itself = box[0].tag == "li" and not linked
    without_mark(box, note.calls[0].mark if note.calls and not by_itself else None, linked=linked)
    for one in list(box):
        if one.tag in {"li", "aside", "dd", "dt", "section", "article"}:
            one.tag = "div"
        elif one.tag == "tr":
            _as_paragraphs(one)
        one.attrib.pop("id", None)
    box.set("class", DEFINITION)
    box.set("label", note.label)
    return box


def _as_paragraphs(row: Element) -> None:
    for cell in list(row):
        if is_empty(cell):
            row.remove(cell)
        else:
            cell.tag = "div"
    row.tag = "div"


def _cut(element: Element) -> None:
    """Take an element out of its tree, what follows it stays."""
    tail = element.tail
    stand_in = etree.Element("span")
    element.getparent().replace(element, stand_in)
    stand_in.tail = tail
    element.tail = None
    drop_with = stand_in
    drop(drop_with)


def _titles(notes: Sequence[_Note], found: Index) -> Iterator[Element]:
    """Yield headings over notes: those behind which a note is the first that says anything."""
    inner = {one for note in notes for body in note.body for one in body.iter()}
    title: Element | None = None
    page: Page | None = None
    for element, home in found.homes.items():
        if is_title(element):
            title, page = element, home
        elif title is not None and element not in set(title.iter()):
            if element in inner and home is page:
                yield title
            if element in inner or home is not page or (element.text or "").strip():
                title = None


def _without_empty(page: Page, titles: Sequence[Element], done: Anchored) -> None:
    """Drop what held nothing but notes: lists, sections, their headings and rules."""
    if not done.notes:
        return
    for one in [one for one in page.body.iter() if is_note_list(one)]:
        inner = [inner for inner in one.iter() if inner.tag in HEADINGS or is_title(inner)]
        rest = "".join(one.itertext()).strip()
        if rest == "".join("".join(part.itertext()).strip() for part in inner[:1]):
            if rest:
                done.left_out.append(LeftOut(page.place(one), "the heading over the notes", rest))
            if one.getparent() is not None:
                drop(one)
    for one in [
        one for one in page.body.iter() if one.tag in {"ol", "ul", "dl", "table", "section"}
    ]:
        if is_empty(one) and one.getparent() is not None:
            drop(one)
    for one in [one for one in page.body.iter("hr") if _ends(one)]:
        drop(one)
    for one in [one for one in page.body.iter() if one in titles]:
        if _ends(one):
            what = "the heading over the notes"
            done.left_out.append(LeftOut(page.place(one), what, words(one)))
            drop(one)


def _ends(title: Element) -> bool:
    """Tell whether nothing follows a heading up to the next one."""
    for one in title.itersiblings():
        if one.tag in HEADINGS:
            return True
        if not is_empty(one):
            return False
    return not (title.tail or "").strip()
