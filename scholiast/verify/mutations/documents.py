"""Ways to break the documents of an EPUB or a web book: its notes, calls, links and words."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from posixpath import dirname, relpath
from typing import TypeAlias

from lxml import etree, html

from scholiast.edition import Format
from scholiast.ledger import Ledger

Element: TypeAlias = etree._Element
_Slot: TypeAlias = tuple[Element, str]
"""An element and which of its two texts is meant: `text` or `tail`."""


@dataclass(slots=True)
class Copy:
    """A copy to be broken: `files` by path in their order, as they will be packed.

    `chapters` are the paths of the documents of the chapters, in order. Where `raw` is set it is
    the whole broken file.
    """

    format: Format
    ledger: Ledger
    files: dict[str, bytes]
    chapters: list[str] = field(init=False)
    raw: bytes | None = None

    def __post_init__(self) -> None:
        marks = [f'id="{chapter.anchor}"'.encode() for chapter in self.ledger.chapters]
        self.chapters = [
            path
            for mark in marks
            for path, data in self.files.items()
            if mark in data and path.endswith(("html", "xhtml"))
        ]

    def tree(self, path: str) -> Element:
        """Return the root of a document."""
        if self.format.file is Format.HTML:
            return html.document_fromstring(self.files[path], html.HTMLParser(encoding="utf-8"))
        return etree.fromstring(self.files[path], etree.XMLParser(resolve_entities=False))

    def put(self, path: str, root: Element) -> None:
        """Write a document back."""
        if self.format.file is Format.HTML:
            body = etree.tostring(root, method="html", encoding="utf-8")
            self.files[path] = b"<!DOCTYPE html>\n" + body + b"\n"
        else:
            tree = root.getroottree()
            self.files[path] = etree.tostring(tree, encoding="utf-8", xml_declaration=True)

    def rewrite(self) -> None:
        """Read and write every document, without a change."""
        for path in self.files:
            if path.endswith((".xhtml", ".html", ".opf", ".ncx")):
                self.put(path, self.tree(path))


Break: TypeAlias = Callable[[Copy], bool]
"""Breaks a copy; False where it gives no room for that."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A known way to break an artifact: what is done, in words, and what does it."""

    name: str
    what: str
    apply: Break


def in_chapter(needed: Callable[[Element], bool]) -> Break:
    """Return what breaks the first chapter document in which `needed` can."""

    def apply(copy: Copy) -> bool:
        for path in copy.chapters:
            root = copy.tree(path)
            if needed(root):
                copy.put(path, root)
                return True
        return False

    return apply


# -- what stands in a document --


def _calls(root: Element) -> list[Element]:
    return list(root.iterfind(".//*[@role='doc-noteref']"))


def _notes(root: Element) -> list[Element]:
    return list(root.iterfind(".//*[@role='doc-footnote']"))


def _backs(root: Element) -> list[Element]:
    return list(root.iterfind(".//*[@role='doc-backlink']"))


def _text(root: Element) -> Element | None:
    return next((e for e in root.iter(etree.Element) if e.get("class") == "chapter-text"), None)


def _new(near: Element, name: str, **attributes: str) -> Element:
    """Return a new element in the namespace of another one."""
    space = near.tag.rpartition("}")[0]
    return etree.Element(f"{space}}}{name}" if space else name, attrib=attributes)


def _slots(element: Element) -> Iterator[_Slot]:
    """Yield the places of words in an element, those of numbers and formulas left out."""
    if element.get("role") in {"doc-noteref", "doc-backlink"} or "math" in str(element.tag):
        return
    if (element.text or "").strip():
        yield element, "text"
    for child in element:
        if isinstance(child.tag, str):
            yield from _slots(child)
        if (child.tail or "").strip():
            yield child, "tail"


def _words(slot: _Slot) -> str:
    return str(getattr(*slot))


def _put(slot: _Slot, words: str) -> None:
    setattr(*slot, words)


def _drop(element: Element) -> None:
    """Take an element away, and leave the words after it."""
    parent, before = element.getparent(), element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


# -- notes --


def _drop_note(root: Element) -> bool:
    for note in _notes(root)[:1]:
        _drop(note)
        return True
    return False


def _empty_note(root: Element) -> bool:
    for note in _notes(root):
        slots = list(_slots(note))
        for slot in slots:
            _put(slot, " ")
        if slots:
            return True
    return False


def _cut_last_words(root: Element) -> bool:
    for note in _notes(root):
        for slot in list(_slots(note))[-1:]:
            words = _words(slot).split()
            _put(slot, " " + " ".join(words[: len(words) // 2]))
            return True
    return False


def _cut_last_letter(root: Element) -> bool:
    for note in reversed(_notes(root)):
        for slot in list(_slots(note))[-1:]:
            _put(slot, _words(slot).rstrip()[:-1])
            return True
    return False


def _change_note_letter(root: Element) -> bool:
    for note in _notes(root):
        for slot in _slots(note):
            words = _words(slot).lstrip()
            _put(slot, " " + ("X" if words[0] != "X" else "Y") + words[1:])
            return True
    return False


def _swap_note_texts(root: Element) -> bool:
    notes = _notes(root)
    pairs = ((list(_slots(a)), list(_slots(b))) for a, b in pairwise(notes))
    for one, other in pairs:
        if one and other and _words(one[0]).split() != _words(other[0]).split():
            first, second = _words(one[0]), _words(other[0])
            _put(one[0], second)
            _put(other[0], first)
            return True
    return False


def _swap_notes(root: Element) -> bool:
    """Swap two notes of one kind: those of two are in no order to each other."""
    notes = _notes(root)
    for one, other in pairwise(notes):
        alike = one.get("class") == other.get("class")
        if alike and one.getparent() is other.getparent():
            other.addnext(one)
            return True
    return False


def _print_note_twice(root: Element) -> bool:
    for note in _notes(root)[:1]:
        note.addnext(deepcopy(note))
        return True
    return False


def _add_note(root: Element) -> bool:
    for note in _notes(root)[:1]:
        stray = deepcopy(note)
        for element in stray.iter(etree.Element):
            if element.get("id"):
                element.set("id", f"{element.get('id')}-stray")
        note.addnext(stray)
        return True
    return False


def _renumber_note(root: Element) -> bool:
    for back in _backs(root)[:1]:
        back.text = f"{back.text or ''}7"
        return True
    return False


def _mark_missing(root: Element) -> bool:
    for note in _notes(root):
        if "note-missing" not in note.get("class", ""):
            note.set("class", note.get("class", "") + " note-missing")
            return True
    return False


def _move_note(copy: Copy) -> bool:
    for path, other in pairwise(copy.chapters):
        root, target = copy.tree(path), copy.tree(other)
        notes, theirs = _notes(root), _notes(target)
        if notes and theirs:
            moved = deepcopy(notes[-1])
            _drop(notes[-1])
            theirs[0].addprevious(moved)
            copy.put(path, root)
            copy.put(other, target)
            return True
    return False


# -- calls and ways back --


def _drop_call(root: Element) -> bool:
    for call in _calls(root)[:1]:
        _drop(call)
        return True
    return False


def _print_call_twice(root: Element) -> bool:
    for call in _calls(root)[:1]:
        again = deepcopy(call)
        again.tail = None
        call.addprevious(again)
        return True
    return False


def _add_call(root: Element) -> bool:
    for call in _calls(root)[:1]:
        again = deepcopy(call)
        again.tail = None
        again.set("id", f"{call.get('id')}-stray")
        call.addprevious(again)
        return True
    return False


def _swap_targets(root: Element) -> bool:
    calls = _calls(root)
    for one, other in pairwise(calls):
        first, second = one.get("href", ""), other.get("href", "")
        if first != second:
            one.set("href", second)
            other.set("href", first)
            return True
    return False


def _call_leads_nowhere(root: Element) -> bool:
    for call in _calls(root)[:1]:
        call.set("href", "#note-nowhere")
        return True
    return False


def _renumber_call(root: Element) -> bool:
    for call in _calls(root)[:1]:
        call.text = f"{call.text or ''}0"
        return True
    return False


def _leave_literal(root: Element) -> bool:
    for call in _calls(root)[:1]:
        call.tail = f"[^{call.get('id')}]{call.tail or ''}"
        _drop(call)
        return True
    return False


def _unmark_call(root: Element) -> bool:
    for call in _calls(root)[:1]:
        del call.attrib["role"]
        return True
    return False


def _move_call(root: Element) -> bool:
    """Move a call some words on, in the same text."""
    for call in _calls(root):
        words = (call.tail or "").split(" ")
        if len(words) > 3 and sum(any(map(str.isalnum, word)) for word in words) > 2:
            tail = call.tail or ""
            at = tail.index(" ", len(tail) // 2) if " " in tail[len(tail) // 2 :] else len(tail)
            _drop_keeping(call, tail[:at], tail[at:])
            return True
    return False


def _drop_keeping(call: Element, before: str, after: str) -> None:
    """Set a call behind the first part of the words that follow it."""
    parent, previous = call.getparent(), call.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + before
    else:
        parent.text = (parent.text or "") + before
    call.tail = after


def _drop_back(root: Element) -> bool:
    for back in _backs(root)[:1]:
        _drop(back)
        return True
    return False


def _drop_second_back(root: Element) -> bool:
    for note in _notes(root):
        for back in _backs(note)[1:]:
            _drop(back)
            return True
    return False


def _back_astray(root: Element) -> bool:
    backs = _backs(root)
    for one, other in pairwise(backs):
        if one.get("href") != other.get("href"):
            one.set("href", other.get("href", ""))
            return True
    return False


# -- words, ids, links, resources --


def _change_word(root: Element) -> bool:
    text = _text(root)
    for slot in _slots(text) if text is not None else ():
        words = _words(slot)
        if words.strip()[0].isalnum() and not _in_note(slot[0]):
            _put(slot, words.replace(words.strip()[0], "Q", 1) + "q")
            return True
    return False


def _renumber_line(root: Element) -> bool:
    """Put the number of a line of verse beside the line before it."""
    lines = [e for e in root.iter() if isinstance(e.tag, str) and "data-line" in e.attrib]
    for line in lines:
        before = line.getprevious()
        if before is not None:
            before.set("data-line", line.attrib.pop("data-line"))
            return True
    return False


def _change_reference(root: Element) -> bool:
    """Have a page reference say something else."""
    for link in root.iter("{*}a"):
        if "page-ref" in link.get("class", "").split():
            link.text = f"{link.text or ''} 0"
            return True
    return False


def _in_note(element: Element) -> bool:
    return any(e.get("role") == "doc-footnote" for e in (element, *element.iterancestors()))


def _drop_paragraph(root: Element) -> bool:
    text = _text(root)
    for block in list(text)[::-1] if text is not None else ():
        if isinstance(block.tag, str) and not _in_note(block) and list(_slots(block)):
            _drop(block)
            return True
    return False


def _rename_chapter(root: Element) -> bool:
    for heading in root.iter("h1", "{http://www.w3.org/1999/xhtml}h1"):
        for slot in _slots(heading):
            _put(slot, "Another Title")
            return True
    return False


def _unmark_chapter(root: Element) -> bool:
    for element in root.iter(etree.Element):
        if element.get("id", "").startswith("chapter-"):
            element.set("id", "somewhere")
            return True
    return False


def _double_id(root: Element) -> bool:
    text = _text(root)
    for note in _notes(root)[:1] if text is not None else ():
        assert text is not None
        text.set("id", note.get("id", ""))
        return True
    return False


def _after_text(root: Element, element: Element) -> bool:
    text = _text(root)
    if text is None:
        return False
    text.addnext(element)
    return True


def _add_dead_link(root: Element) -> bool:
    link = _new(root, "a", href="#no-such-place")
    link.text = "on"
    return _after_text(root, link)


def _add_dead_file(root: Element) -> bool:
    link = _new(root, "a", href="no-such-chapter.html")
    link.text = "on"
    return _after_text(root, link)


def _add_script_link(root: Element) -> bool:
    link = _new(root, "a", href="javascript:void(0)")
    link.text = "on"
    return _after_text(root, link)


def _add_remote_image(root: Element) -> bool:
    return _after_text(root, _new(root, "img", src="https://example.org/spy.png", alt=""))


def _add_lost_image(root: Element) -> bool:
    return _after_text(root, _new(root, "img", src="no-such-picture.png", alt=""))


def _add_remote_style(root: Element) -> bool:
    style = _new(root, "style")
    style.text = "@import 'https://example.org/spy.css';"
    return _after_text(root, style)


def _remote_font(copy: Copy) -> bool:
    for path, data in copy.files.items():
        if path.endswith(".css"):
            rule = b'\n@font-face { font-family: x; src: url("//example.org/x.woff2") }\n'
            copy.files[path] = data + rule
            return True
    return False


def _drop_style_sheet(copy: Copy) -> bool:
    for path in copy.files:
        if path.endswith(".css"):
            del copy.files[path]
            return True
    return False


def _drop_chapter_file(copy: Copy) -> bool:
    for path in copy.chapters[-1:]:
        del copy.files[path]
        return True
    return False


def _cut_chapter_file(copy: Copy) -> bool:
    for path in copy.chapters[-1:]:
        copy.files[path] = copy.files[path][: len(copy.files[path]) * 2 // 3]
        return True
    return False


def _copy_chapter_file(copy: Copy) -> bool:
    """Put one chapter's document in the place of another's."""
    if len(copy.chapters) < 2:
        return False
    copy.files[copy.chapters[-1]] = copy.files[copy.chapters[0]]
    return True


def relative(target: str, base: str) -> str:
    """Return the address of the file `target` as the file `base` writes it."""
    return relpath(target, dirname(base) or ".")


MUTATIONS = (
    Mutation("drop-note", "a note taken out", in_chapter(_drop_note)),
    Mutation("empty-note", "a note emptied of its words", in_chapter(_empty_note)),
    Mutation("cut-note", "the last words of a note cut off", in_chapter(_cut_last_words)),
    Mutation("cut-letter", "the last letter of a note cut off", in_chapter(_cut_last_letter)),
    Mutation("change-letter", "one letter of a note changed", in_chapter(_change_note_letter)),
    Mutation("swap-texts", "the words of two notes swapped", in_chapter(_swap_note_texts)),
    Mutation("swap-notes", "two notes put in the wrong order", in_chapter(_swap_notes)),
    Mutation("note-twice", "a note printed twice", in_chapter(_print_note_twice)),
    Mutation("stray-note", "a note added that the book has not", in_chapter(_add_note)),
    Mutation("move-note", "a note moved to another chapter", _move_note),
    Mutation("renumber-note", "a wrong number on a note", in_chapter(_renumber_note)),
    Mutation("mark-missing", "a note marked as missing", in_chapter(_mark_missing)),
    Mutation("drop-call", "a call taken out", in_chapter(_drop_call)),
    Mutation("call-twice", "a call printed twice", in_chapter(_print_call_twice)),
    Mutation("stray-call", "a call added that the book has not", in_chapter(_add_call)),
    Mutation("swap-targets", "the targets of two calls swapped", in_chapter(_swap_targets)),
    Mutation("dead-call", "a call led nowhere", in_chapter(_call_leads_nowhere)),
    Mutation("renumber-call", "a wrong number on a call", in_chapter(_renumber_call)),
    Mutation("literal-call", "a call left as it is typed, [^x]", in_chapter(_leave_literal)),
    Mutation("unmark-call", "a call made a plain link", in_chapter(_unmark_call)),
    Mutation("move-call", "a call moved some words on", in_chapter(_move_call)),
    Mutation("drop-back", "a way back taken out", in_chapter(_drop_back)),
    Mutation("drop-second-back", "the second way back taken out", in_chapter(_drop_second_back)),
    Mutation("back-astray", "a way back led to another call", in_chapter(_back_astray)),
    Mutation("change-word", "a word of a chapter changed", in_chapter(_change_word)),
    Mutation("drop-paragraph", "the end of a chapter taken out", in_chapter(_drop_paragraph)),
    Mutation("move-line-number", "a number moved to the line before", in_chapter(_renumber_line)),
    Mutation("change-reference", "a reference made to say more", in_chapter(_change_reference)),
    Mutation("rename-chapter", "the title of a chapter changed", in_chapter(_rename_chapter)),
    Mutation("unmark-chapter", "the id of a chapter changed", in_chapter(_unmark_chapter)),
    Mutation("double-id", "the id of a note given twice", in_chapter(_double_id)),
    Mutation("dead-link", "a link to a place that is not there", in_chapter(_add_dead_link)),
    Mutation("dead-file", "a link to a file that is not there", in_chapter(_add_dead_file)),
    Mutation("script-link", "a link that runs a script", in_chapter(_add_script_link)),
    Mutation("remote-image", "an image from another host", in_chapter(_add_remote_image)),
    Mutation("remote-style", "a style sheet from another host", in_chapter(_add_remote_style)),
    Mutation("remote-font", "a font from another host", _remote_font),
    Mutation("lost-image", "an image that is not there", in_chapter(_add_lost_image)),
    Mutation("lost-style", "a style sheet deleted", _drop_style_sheet),
    Mutation("lost-chapter", "the document of a chapter deleted", _drop_chapter_file),
    Mutation("cut-chapter", "the document of a chapter cut off", _cut_chapter_file),
    Mutation("wrong-chapter", "one chapter put in the place of another", _copy_chapter_file),
)
