"""Elements that authors mark by classes, in one form for all editions.

Breaks between scenes, letters, dialogues: what a style sheet needs of them that Markdown has not.
"""

from collections.abc import Iterator

from lxml import etree

from scholiast.markup import Element, drop

OF_PARAGRAPHS = frozenset(
    {"attribution", "center", "centered", "dateline", "hanging", "postscript", "right"}
    | {"salutation", "signature", "stage"}
)
"""Classes that are meant for a paragraph where all of its words bear them."""

SCENE_BREAK = "scene-break"
"""The class of a break between scenes: a blank line, or what stands in the division."""

DIALOGUE, SPEECH, SPEAKER = "dialogue", "speech", "speaker"
"""The classes of a dialogue, of what one says in it, and of who says it."""


def mark(tree: Element) -> None:
    """Give the elements of a text their form; no word is added or taken."""
    for paragraph in list(tree.iter("p")):
        _lift(paragraph)
    for division in list(tree.iter("div")):
        classes = _classes(division)
        if SCENE_BREAK in classes and _is_empty(division):
            division.tag, division.text = "hr", None
        elif DIALOGUE in classes:
            for terms in list(division.iter("dl")):
                _say(terms)


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


def _is_empty(element: Element) -> bool:
    return not len(element) and not (element.text or "").strip()


def _lift(paragraph: Element) -> None:
    """Give a paragraph the classes of the span that all its words stand in.

    Markdown has no classes for paragraphs. Calls of notes may follow the words.
    """
    first = paragraph[0] if len(paragraph) else None
    if first is None or first.tag != "span" or (paragraph.text or "").strip():
        return
    lifted = [name for name in _classes(first) if name in OF_PARAGRAPHS]
    if not lifted or not all(_is_call(one) for one in paragraph[1:]):
        return
    if any((one.tail or "").strip() for one in paragraph):
        return
    paragraph.set("class", " ".join(dict.fromkeys([*_classes(paragraph), *lifted])))
    left = [name for name in _classes(first) if name not in lifted]
    if left:
        first.set("class", " ".join(left))
    else:
        del first.attrib["class"]
    if not first.attrib:
        first.tag = "scholiast-unwrap"
        etree.strip_tags(paragraph, "scholiast-unwrap")


def _is_call(element: Element) -> bool:
    return element.tag == "a" and "note-ref" in _classes(element)


# -- dialogues --


def _say(terms: Element) -> None:
    """Make speeches of a list of terms: a term is who speaks, its definition what they say.

    A list of terms is not for dialogues (HTML Standard, 4.4.9).
    """
    speeches = [_speech(names, said) for names, said in _pairs(terms)]
    for speech in speeches:
        terms.addprevious(speech)
    drop(terms)


def _pairs(terms: Element) -> Iterator[tuple[list[Element], list[Element]]]:
    """Yield terms that follow each other, with the definitions after them."""
    names: list[Element] = []
    said: list[Element] = []
    for item in terms.iterchildren("dt", "dd"):
        if item.tag == "dt" and said:
            yield names, said
            names, said = [], []
        (names if item.tag == "dt" else said).append(item)
    yield names, said


def _speech(names: list[Element], said: list[Element]) -> Element:
    speech = etree.Element("div", {"class": SPEECH})
    opening = etree.SubElement(speech, "p")
    for name in names:
        name.tag, name.tail = "span", " "
        name.set("class", SPEAKER)
        opening.append(name)
    for one in said:
        for block in _blocks(one):
            speech.append(block)
    following = opening.getnext()
    if following is not None and following.tag == "p" and not following.attrib:
        _join(opening, following)
    return speech


def _blocks(said: Element) -> list[Element]:
    """Return the blocks of a definition; words before the first of them are a paragraph."""
    opening = etree.Element("p")
    opening.text, said.text = said.text, None
    while len(said) and said[0].tag not in _BLOCKS:
        opening.append(said[0])  # with what follows it
    blocks = list(said)
    for block in blocks:
        block.tail = None
    return blocks if _is_empty(opening) else [opening, *blocks]


_BLOCKS = frozenset(
    {"blockquote", "div", "dl", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}
    | {"table", "ul"}
)


def _join(opening: Element, following: Element) -> None:
    """Put a paragraph's words behind the name of who says them."""
    opening[-1].tail = " " + (following.text or "").lstrip()
    for child in list(following):
        opening.append(child)
    following.getparent().remove(following)
