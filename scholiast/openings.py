"""The first words of chapters, marked to be set large or in small capitals.

The words themselves are left whole. What they look like is for style sheets to say, but for
initials in print (`scholiast.pdf.initials`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from scholiast import markup
from scholiast.book import Book, Chapter
from scholiast.languages import direction
from scholiast.markup import Element

OPENS, OPENING = "opens", "opening"
"""The classes of a paragraph that opens a chapter so, and of its first words."""

DROP_CAP, LINES = "drop-cap", "lines-"
"""The classes of a paragraph that begins with an initial, and of how many lines that is high."""

KINDS = frozenset(
    {"acknowledgments", "afterword", "chapter", "conclusion", "epilogue", "foreword"}
    | {"introduction", "preface", "prologue"}
)
"""Kinds of chapters that are read from their beginning."""

_MOST = 5  # words that are set as an opening
_LEAST = {3: 270, 2: 150}  # characters of a paragraph that an initial of so many lines stands in
_SKIPPED = frozenset({"epigraph"})
_WORD = re.compile(r"\S+\s*")
_ENDS = re.compile(r"[,;:.!?…—–][”’»\"')\]]*\s*$")


def opened(book: Book, way: str) -> Book:
    """Return a book whose chapters open in a `way`: `plain`, `drop-cap` or `small-caps`.

    The book itself where that is plain. No word changes.
    """
    if way == "plain":
        return book
    return replace(book, chapters=tuple(_opened(chapter, way) for chapter in book.chapters))


def _opened(chapter: Chapter, way: str) -> Chapter:
    if chapter.kind not in KINDS or direction(chapter.language) == "rtl":
        return chapter
    body = markup.parse(chapter.body)
    first = first_paragraph(body)
    if first is None or not _open(first, way):
        return chapter
    return replace(chapter, body=markup.serialise(body))


def first_paragraph(body: Element) -> Element | None:
    """Return the paragraph of prose that a text begins with, after its epigraphs, if it does."""
    for block in body:
        if _SKIPPED & set(str(block.get("class", "")).split()):
            continue
        return block if block.tag == "p" and not block.get("class") else None
    return None


def _open(paragraph: Element, way: str) -> bool:
    """Mark the first words of a paragraph; False where they are none that have capitals."""
    own = _own(paragraph)
    node = _first_text(own if own is not None else paragraph)
    if node is None:
        return False
    letter = first_letter(node.text or "")
    if letter is None or letter.upper() == letter.lower():
        return False
    if own is None:
        phrase = _phrase(node)
        if not phrase:
            return False
        span = etree.Element("span", {"class": OPENING})
        span.text, span.tail = phrase, (node.text or "")[len(phrase) :]
        node.text = None
        node.insert(0, span)
    classes = [OPENS]
    lines = _lines(paragraph) if way == DROP_CAP else 0
    if lines:
        classes += [DROP_CAP, f"{LINES}{lines}"]
    paragraph.set("class", " ".join(classes))
    return True


def _own(paragraph: Element) -> Element | None:
    """Return the words that the author marked as the opening, if the paragraph begins with them."""
    first = paragraph[0] if len(paragraph) and not (paragraph.text or "").strip() else None
    is_own = first is not None and OPENING in str(first.get("class", "")).split()
    return first if is_own else None


def _first_text(element: Element) -> Element | None:
    """Return the element whose text an element begins with; None where that is no plain text."""
    while not (element.text or "").strip():
        if not len(element) or element[0].tag not in _TEXT or element[0].get("data-note"):
            return None
        element = element[0]
    return element


_TEXT = frozenset({"b", "cite", "em", "i", "q", "span", "strong"})


def first_letter(text: str) -> str | None:
    """Return the first letter of a text, behind marks of quotation; None where it has no word."""
    for sign in text.lstrip():
        if unicodedata.category(sign)[0] in "LN":
            return sign
        if unicodedata.category(sign)[0] not in "P":
            return None
    return None


def _phrase(node: Element) -> str:
    """Return the first words of an element's own text: a clause if it is short, or a few words.

    None of them is cut by what follows the text.
    """
    text = node.text or ""
    words = list(_whole(text, last_is_whole=_is_apart(node)))
    for count in range(2, min(len(words), _MOST + 1) + 1):
        if _ENDS.search(words[count - 1]):
            return _without_end("".join(words[:count]))
    return _without_end("".join(words[:_MOST]))


def _whole(text: str, *, last_is_whole: bool) -> Iterator[str]:
    """Yield words with the white space around them, but not one that goes on behind the text."""
    text_start = len(text) - len(text.lstrip())
    lead = text[:text_start]
    for match in _WORD.finditer(text, text_start):
        if match.end() < len(text) or match[0][-1].isspace() or last_is_whole:
            yield lead + match[0]
            lead = ""


def _is_apart(node: Element) -> bool:
    """Tell whether a word that ends an element's text ends there: at a call, a line's end."""
    if not len(node):
        return not (node.tail or "")[:1].isalnum()
    return node[0].tag == "br" or bool(node[0].get("data-note"))


def _without_end(phrase: str) -> str:
    """Return words without the mark of punctuation after them, which is no part of an opening."""
    stripped = phrase.rstrip()
    while stripped and unicodedata.category(stripped[-1])[0] == "P" and len(stripped) > 1:
        if stripped[-1] == "." and len(stripped.split()[-1]) <= 3:
            break  # an abbreviation
        stripped = stripped[:-1]
    return stripped


def _lines(paragraph: Element) -> int:
    """Return how high an initial is, in lines; none in a paragraph that is too short for it.

    A figure at the beginning is no initial.
    """
    words = markup.words(paragraph).strip()
    if not (first_letter(words) or "0").isalpha():
        return 0
    return next((lines for lines, least in _LEAST.items() if len(words) >= least), 0)
