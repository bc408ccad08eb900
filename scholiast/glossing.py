"""Words that lead to their entry in the glossary: spans of the class `gloss`, terms with ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scholiast import markup, slugs, text
from scholiast.markup import Element

CLASS = "gloss"
"""The class of a word that is in the glossary; its attribute `term` says by what name."""


def normal(term: str) -> str:
    """Return what two spellings of one term have in common: letter case and space don't count."""
    return " ".join(term.split()).casefold()


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary: its id, and the words that explain it."""

    id: str
    meaning: str


def define(body: Element) -> dict[str, Term]:
    """Give each term of a glossary an id, and return what is known of each."""
    found: dict[str, Term] = {}
    for term in body.iter("dt"):
        name = normal(text.readable(markup.words(term)))
        if not name or name in found:
            continue
        if term.get("id") is None:
            term.set("id", f"gloss-{slugs.label(name)}")
        found[name] = Term(term.get("id", ""), _meaning(term))
    return found


def _meaning(term: Element) -> str:
    """Return the words of all meanings of a term, which follow it up to the next one."""
    words = []
    following = term.getnext()
    while following is not None and following.tag == "dd":
        words.append(text.readable(markup.words(following)))
        following = following.getnext()
    return " ".join(words)


def lead(trees: Iterable[Element], terms: Mapping[str, Term]) -> None:
    """Make links to the glossary of the words in trees that are meant for them.

    The meaning goes with the link, as its `title`, to be shown where the word stands.
    One that stands in a link already, or whose term is not there, stays what it was.
    """
    for tree in trees:
        for span in list(tree.iter("span")):
            if CLASS not in span.get("class", "").split():
                continue
            said = span.attrib.pop("data-term", None) or span.attrib.pop("term", None)
            term = terms.get(normal(said or text.readable(markup.words(span))))
            inside = any(above.tag == "a" for above in span.iterancestors())
            if term is not None and not inside:
                span.tag = "a"
                span.set("href", f"#{term.id}")
                span.set("title", term.meaning)
                span.set("role", "doc-glossref")
