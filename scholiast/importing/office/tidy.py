"""A Word document's XML made ready for pandoc: what pandoc drops without a word is told or moved.

Tracked changes are accepted (by pandoc), comments stay behind, text boxes come after the paragraph
they are anchored in, a table of contents is left out; of all these something is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scholiast.diagnostics import Diagnostic
from scholiast.docx.container import Element, W
from scholiast.importing.model import LeftOut
from scholiast.importing.office.rules import BOXES, CHANGES, COMMENT, NOTE_DELETED
from scholiast.importing.office.wordml import FALLBACK, GONE, WordFile, WordNote, words
from scholiast.importing.rules import LEFT_OUT
from scholiast.source import Span

_NEW = {f"{W}ins", f"{W}moveTo"}
_LONGEST = 60  # characters of a text that a message shows


@dataclass(frozen=True, slots=True)
class Said:
    """What there is to say of a file, and what of it no file of the manuscript holds."""

    findings: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def tidy(word: WordFile) -> Said:
    """Change a document's XML in place so that pandoc reads it all, and say what is to be said."""
    place = Span(word.package.path)
    contents = list(_drop_contents(word.document))
    roots = [word.document, *(one.element for one in _notes(word))]
    boxes = sum(_unbox(root) for root in roots)
    findings = [
        *_about_changes(place, roots),
        *_about_comments(place, word),
        *(LEFT_OUT.at(place, f"the table of contents was left out ({one})") for one in contents),
    ]
    if boxes:
        said = f"{boxes} text box{'es' if boxes > 1 else ''} stand behind their paragraphs now"
        findings.append(BOXES.at(place, said, "move them to where they belong"))
    deleted = [
        LeftOut(place, "deleted by a tracked change", said)
        for root in roots
        for one in root.iter(*GONE)
        if (said := _deleted(one))
    ]
    return Said(tuple(findings), tuple(deleted))


def _notes(word: WordFile) -> Iterator[WordNote]:
    yield from word.footnotes.values()
    yield from word.endnotes.values()


# -- text boxes, contents --


def _unbox(root: Element) -> int:
    """Put what stands in text boxes behind the paragraphs that hold them; return how many."""
    for fallback in list(root.iter(FALLBACK)):
        fallback.getparent().remove(fallback)
    boxes = list(root.iter(f"{W}txbxContent"))
    for box in reversed(boxes):  # a box in a box comes out first
        paragraph = next(box.iterancestors(f"{W}p"), None)
        if paragraph is not None:
            for block in reversed(list(box)):
                paragraph.addnext(block)
            box.getparent().remove(box)
    return len(boxes)


def _drop_contents(document: Element) -> Iterator[str]:
    """Take out the table of contents that Word makes; yield how many lines it had."""
    for gallery in list(document.iter(f"{W}docPartGallery")):
        if gallery.get(f"{W}val") == "Table of Contents":
            block = next(gallery.iterancestors(f"{W}sdt"), None)
            if block is not None and block.getparent() is not None:
                yield f"{len(list(block.iter(f'{W}p')))} lines"
                block.getparent().remove(block)


# -- tracked changes --


def _about_changes(place: Span, roots: list[Element]) -> Iterator[Diagnostic]:
    new = [one for root in roots for one in root.iter(*_NEW) if one.getparent().tag != f"{W}rPr"]
    old = [one for root in roots for one in root.iter(*GONE) if one.getparent().tag != f"{W}rPr"]
    if new or old:
        names = sorted({one.get(f"{W}author") or "somebody" for one in (*new, *old)})
        said = (
            f"tracked changes of {', '.join(names)} were accepted:"
            f" {len(new)} insertions, {len(old)} deletions"
        )
        yield CHANGES.at(place, said, "look at them in Word, if they were not all meant")


def _deleted(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}delText", f"{W}t"))


def about_deleted_note(word: WordFile, name: str, said: str, author: str) -> Diagnostic:
    """Return what is said of a note whose only call a tracked change deletes."""
    message = f"{name} was deleted by a tracked change of {author}: “{shortened(said)}”"
    hint = "reject the deletion in Word and import again, if it was not meant"
    return NOTE_DELETED.at(Span(word.package.path), message, hint)


# -- comments --


def _about_comments(place: Span, word: WordFile) -> Iterator[Diagnostic]:
    tree = word.package.tree(word.names["comments"]) if "comments" in word.names else None
    for one in tree.iter(f"{W}comment") if tree is not None else ():
        name = one.get(f"{W}author") or "somebody"
        where = _commented(word.document, one.get(f"{W}id", ""))
        on = f" on “{shortened(where)}”" if where else ""
        yield COMMENT.at(place, f"{name}{on}: “{words(one)}”", "settle it; it is in no file")


def _commented(document: Element, id: str) -> str:
    """Return the words that a comment is about."""
    out: list[str] = []
    is_open = False
    for one in document.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t"):
        if one.tag == f"{W}t":
            out += [one.text or ""] if is_open else []
        elif one.get(f"{W}id") == id:
            is_open = one.tag == f"{W}commentRangeStart"
    return " ".join("".join(out).split())


def shortened(said: str) -> str:
    """Return some words, cut where they are many."""
    return said if len(said) <= _LONGEST else said[:_LONGEST].rpartition(" ")[0] + " …"
