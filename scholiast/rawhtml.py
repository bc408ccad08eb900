"""Raw HTML in a manuscript: its tags, one by one, before anything is made of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from scholiast.manuscript import Node

_FORMATS = frozenset({"html", "html4", "html5"})
_SLIDES = frozenset({"dzslides", "revealjs", "s5", "slideous", "slidy"})


def is_raw(node: Node) -> bool:
    """Tell whether a node is raw markup of any format."""
    return node["t"] in {"RawInline", "RawBlock"}


def is_html(node: Node) -> bool:
    """Tell whether a node is raw markup that every edition takes over.

    Pandoc's writer of HTML does so by the format's name, in letters of any case, and with what was
    meant for slides in HTML, too.
    """
    return is_raw(node) and str(node["c"][0]).lower() in _FORMATS | _SLIDES


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: `name` and the names of `attributes` are in small letters.

    `written` is the tag as the author wrote it, `text` what stands between it and the next tag.
    """

    name: str
    attributes: Mapping[str, str]
    written: str = ""
    text: str = ""


def tags(node: Node) -> list[Tag]:
    """Return the start tags of a node of raw HTML, in order; none where it is something else.

    They are read as a browser tells tags apart, whatever the tree they would make.
    """
    if not is_html(node):
        return []
    reader = _Reader(convert_charrefs=True)
    try:
        reader.feed(node["c"][1])
        reader.close()
    except AssertionError:  # html.parser gives up at a marked section that no HTML has
        pass
    return reader.found


# A comment that the HTML Standard (13.2.5.43 and after), XML and html.parser end in one place.
_COMMENT = re.compile(r"<!--(?!-?>)(?:(?!--!?\s*>).)*-->", re.DOTALL)


def is_whole(node: Node) -> bool:
    """Tell whether raw HTML ends outside of tags and comments, as every program reads it."""
    if not is_html(node):
        return True
    text = _COMMENT.sub("", node["c"][1])
    reader = _Reader(convert_charrefs=True)
    reader.feed(_MARKED.sub("", text))
    return _MARKED.search(text) is None and "<" not in reader.rawdata


_MARKED = re.compile(r"<[!?]")


class _Reader(HTMLParser):
    found: list[Tag]

    def reset(self) -> None:
        self.found = []
        super().reset()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        self.found.append(Tag(tag, attributes, self.get_starttag_text() or ""))

    def handle_data(self, data: str) -> None:
        if self.found:
            last = self.found[-1]
            self.found[-1] = Tag(last.name, last.attributes, last.written, last.text + data)
