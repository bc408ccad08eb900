"""Rules on markup: nothing in a book runs, calls for anything, or is lost on the way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece, attributes, plain
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.rawhtml import is_html, is_raw, is_whole, tags
from scholiast.source import Span
from scholiast.svg import calls_out

FORBIDDEN_ELEMENT = Rule(
    "S030",
    "forbidden-element",
    Severity.ERROR,
    """\
Raw HTML has an element that can't stand in a book of three formats: `script`, `iframe`, `object`,
`form`, `video`, `link`, `style` and the like.

On paper nothing runs; reading systems and shops refuse scripts; a `link` or `iframe` can draw in
files that are no part of the book. What is in the book is in its folder, as text and images.

Take the element out. Styles stand in `styles/` of the book's folder; a film or a recording is a
link to its address.""",
)

ACTIVE_ATTRIBUTE = Rule(
    "S031",
    "active-attribute",
    Severity.ERROR,
    """\
An element has an attribute that runs a script (`onclick` and all others that begin with `on`) or
holds a page of its own (`srcdoc`, `formaction`).

Nothing in a book runs. Take the attribute out.""",
)

CALLS_OUT = Rule(
    "S032",
    "outside-resource",
    Severity.ERROR,
    """\
Raw HTML or an attribute calls for a file by `url(…)` in a `style`, or by an attribute that loads
something, such as `background`, `poster` or `srcset`.

Building a book and reading it asks nobody for anything, and reads no file outside the book. Show
an image in Markdown, `![…](images/map.png)`; put styles into `styles/` of the book's folder.""",
)

FORBIDDEN_ADDRESS = Rule(
    "S033",
    "forbidden-address",
    Severity.ERROR,
    """\
A link has an address that a book can't have: `javascript:`, `file:`, `data:` or a scheme that is
not known.

A script does not run; a path on your disk is no path on the reader's, and tells strangers what
your folders are called. A link leads to the web (`https:`), to a mail address (`mailto:`), or to a
place in the book (`#id`, `rome.md`).""",
)

LEFT_OUT = Rule(
    "S034",
    "raw-markup-left-out",
    Severity.WARNING,
    """\
Raw markup for another format, such as TeX, stands in the text. No edition takes it over: it is
left out of all of them without a trace.

Write it in Markdown or, where that has no way to say it, in HTML. Mathematics stands between
dollar signs, `$\\alpha$`. A backslash that is meant as text has another one before it.""",
)

BROKEN_HTML = Rule(
    "S035",
    "broken-raw-html",
    Severity.ERROR,
    """\
A piece of raw HTML ends within a tag or a comment, or holds a comment that programs end in
different places: `<!-->`, `<!-- … --!>`, `<![CDATA[…]]>`, `<?…?>`.

Each piece of raw HTML is looked through by itself, and what one program takes for a comment must
not be a script to another. Write each tag whole, in one piece, and comments as `<!-- … -->`.""",
)

BIBLIOGRAPHY_MARKUP = Rule(
    "S036",
    "markup-in-bibliography",
    Severity.ERROR,
    """\
An entry of the bibliography holds raw HTML, an image, or a link with an address that a book can't
have.

Entries are set in print by a citation style; what they hold is words, with emphasis at most. Raw
HTML in a bibliography downloaded from somewhere could bring a script into the book. Take it
out.""",
)

UNKNOWN_ELEMENT = Rule(
    "S099",
    "unknown-element",
    Severity.ERROR,
    """\
What looks like a tag of HTML has a name that HTML does not know.

```markdown
Write your name as <name>, and nothing else.
```

Mostly it is text that was never meant as a tag. Pandoc takes it for one all the same, so that it
is seen in no edition, and makes the EPUB invalid. With a backslash before it, `\\<name>`, it is
text; between backquotes it is code.""",
)

RULES = (
    UNKNOWN_ELEMENT,
    *(FORBIDDEN_ELEMENT, ACTIVE_ATTRIBUTE, CALLS_OUT, FORBIDDEN_ADDRESS),
    *(LEFT_OUT, BROKEN_HTML, BIBLIOGRAPHY_MARKUP),
)

_ELEMENTS = frozenset(
    {"applet", "audio", "base", "basefont", "bgsound", "body", "button", "canvas", "dialog"}
    | {"embed", "fieldset", "form", "frame", "frameset", "head", "html", "iframe", "input"}
    | {"keygen", "link", "meta", "noembed", "noframes", "noscript", "object", "optgroup", "option"}
    | {"param", "picture", "plaintext", "portal", "script", "select", "slot", "source", "style"}
    | {"svg", "template", "textarea", "title", "track", "video", "xmp"}
)
# fmt: off
_HTML = frozenset([
    "a", "abbr", "acronym", "address", "area", "article", "aside", "b", "bdi", "bdo", "big",
    "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "data",
    "datalist", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "i", "img", "ins", "kbd", "label", "legend", "li", "main", "map", "mark", "marquee", "menu",
    "meter", "nav", "nobr", "ol", "output", "p", "pre", "progress", "q", "rb", "rbc", "rp",
    "rt", "rtc", "ruby", "s", "samp", "search", "section", "small", "span", "strike", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt",
    "u", "ul", "var", "wbr",
])
"""Elements of HTML that may stand in a text, those that are no longer to be used too."""

_MATHML = frozenset([
    "annotation", "annotation-xml", "maction", "maligngroup", "malignmark", "math", "menclose",
    "merror", "mfenced", "mfrac", "mglyph", "mi", "mlabeledtr", "mlongdiv", "mmultiscripts",
    "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms",
    "mscarries", "mscarry", "msgroup", "msline", "mspace", "msqrt", "msrow", "mstack", "mstyle",
    "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none",
    "semantics",
])
# fmt: on
_LOADING = frozenset(
    {"action", "background", "cite-src", "classid", "codebase", "data", "dynsrc", "imagesrcset"}
    | {"lowsrc", "manifest", "ping", "poster", "profile", "srcset"}
)
_SCHEMES = frozenset(
    {"doi", "ftp", "ftps", "geo", "http", "https", "info", "irc", "ircs", "mailto", "news", "nntp"}
    | {"sip", "sips", "sms", "tel", "urn", "xmpp"}
)


@dataclass(frozen=True, slots=True)
class _Element:
    """An element that will stand in the book: from Markdown, `name` is what it becomes."""

    name: str
    attributes: Mapping[str, str]
    is_raw: bool
    locator: Locator
    start: int

    def place(self, *needles: str) -> Span:
        """Return the place of the first of `needles` that is written, or of the element."""
        return self.locator.find([*needles, f"<{self.name}"], self.start)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on what markup does."""
    if manuscript.file is None:
        return []
    found: list[Diagnostic] = []
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    for piece in pieces:
        locator = locators[piece.source.path]
        found += _unknown(piece, locator)
        for node in piece.nodes:
            found += _left_out(node, locator, piece.start)
            found += _broken(node, locator, piece.start)
            for element in _elements(node, locator, piece.start):
                found += _element(element)
    return [*found, *_bibliography(manuscript)]


def _unknown(piece: Piece, locator: Locator) -> Iterator[Diagnostic]:
    """Yield what only looks like a tag; drawings, which have elements of their own, are barred."""
    found = [tag for node in piece.nodes for tag in tags(node)]
    if any(tag.name == "svg" for tag in found):
        return
    for tag in found:
        name = tag.name
        if name not in _HTML | _MATHML | _ELEMENTS and ":" not in name:
            message = f"`<{name}>` is none of the elements of HTML, and would be seen nowhere"
            hint = f"write `\\<{name}>` where it is text, or put it between backquotes"
            place = locator.find([tag.written, f"<{name}"], piece.start)
            yield UNKNOWN_ELEMENT.at(place, message, hint)


_BECOMES = {"Link": "a", "Image": "img", "Div": "div", "Span": "span", "Header": "h2"}


def _elements(node: Node, locator: Locator, start: int) -> Iterator[_Element]:
    for tag in tags(node):
        yield _Element(tag.name, tag.attributes, True, locator, start)
    _, _, pairs = attributes(node)
    named = {name.lower(): value for name, value in pairs.items()}
    if node["t"] == "Link":
        named["href"] = str(node["c"][2][0])
    if named:
        yield _Element(_BECOMES.get(node["t"], "div"), named, False, locator, start)


def _element(element: _Element) -> Iterator[Diagnostic]:
    name = element.name
    if element.is_raw and (name in _ELEMENTS or ":" in name):
        yield FORBIDDEN_ELEMENT.at(
            element.place(f"<{name}", f"<{name.upper()}"),
            f"the element `{name}` can't stand in a book",
            _ELEMENT_HINTS.get(name, "take it out"),
        )
        return  # whatever its attributes are, they go with it
    for attribute, value in element.attributes.items():
        yield from _attribute(element, attribute, value)


_ELEMENT_HINTS = {
    "style": "put it into a style sheet in `styles/` of the book's folder",
    "link": "put style sheets into `styles/` of the book's folder",
    "video": "link to its address on the web",
    "audio": "link to its address on the web",
    "iframe": "link to its address on the web",
    "svg": "save it as a file and show it in Markdown: `![…](images/map.svg)`",
    "picture": "show the image in Markdown: `![…](images/map.png)`",
}


def _attribute(element: _Element, name: str, value: str) -> Iterator[Diagnostic]:
    where = (f"{name}=", value)
    if name.startswith("on") or name in {"srcdoc", "formaction"}:
        message = f"the attribute `{name}` runs what a book can't run"
        yield ACTIVE_ATTRIBUTE.at(element.place(*where), message, "take it out")
    elif name == "style" and calls_out(value, is_declarations=True):
        message = "the style calls for a file by its address"
        hint = "take `url(…)` out, or show the image in Markdown"
        yield CALLS_OUT.at(element.place(*where), message, hint)
    elif name in _LOADING or (name == "src" and element.name != "img"):
        message = f"the attribute `{name}` calls for `{value[:60]}`"
        hint = "show the image in Markdown: `![…](images/map.png)`"
        yield CALLS_OUT.at(element.place(*where), message, hint)
    elif name in {"href", "xlink:href"}:
        yield from _address(element, value)
    elif name.startswith("xmlns"):
        yield from _namespace(element, name, value)


def _namespace(element: _Element, name: str, value: str) -> Iterator[Diagnostic]:
    """A prefix bound by hand could make a `script` of any name."""
    known = ("http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML")
    if name != "xmlns" or not value.startswith(known):
        message = f"the attribute `{name}` declares a namespace"
        yield ACTIVE_ATTRIBUTE.at(element.place(f"{name}="), message, "take it out")


_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):", re.IGNORECASE)


def _forbidden_scheme(target: str) -> str | None:
    """Return the scheme of an address, in small letters, if a book can't have it."""
    even = re.sub(r"[\x00-\x20\x7f]", "", target)  # browsers pass over these within a scheme
    match = _SCHEME.match(even)
    scheme = match["scheme"].lower() if match else ""
    return scheme if scheme and scheme not in _SCHEMES else None


def _address(element: _Element, target: str) -> Iterator[Diagnostic]:
    scheme = _forbidden_scheme(target)
    if scheme is None:
        return
    place = element.locator.target(target, element.start)
    if len(scheme) == 1:
        message, hint = "the link leads to a disk of your own", "link to a chapter or to the web"
    elif scheme in {"javascript", "vbscript"}:
        message, hint = f"a link with `{scheme}:` runs a script", "take it out"
    elif scheme in {"file", "data", "blob"}:
        message, hint = f"a link with `{scheme}:` leads nowhere", "link to a chapter or to the web"
    else:
        message = f"the scheme `{scheme}:` of the link is not known"
        hint = "link to the web with `https:`"
    yield FORBIDDEN_ADDRESS.at(place, message, hint)


def _left_out(node: Node, locator: Locator, start: int) -> Iterator[Diagnostic]:
    if is_raw(node) and not is_html(node):
        kind, written = node["c"]
        first = written.strip().splitlines()[0] if written.strip() else f"{{={kind}}}"
        yield LEFT_OUT.at(
            locator.find([first, f"{{={kind}}}"], start),
            f"`{kind}` markup is left out of every edition",
            "write it in Markdown or HTML, or put a backslash before its backslash",
        )


def _broken(node: Node, locator: Locator, start: int) -> Iterator[Diagnostic]:
    if not is_whole(node):
        written = str(node["c"][1]).strip()
        yield BROKEN_HTML.at(
            locator.find([written.splitlines()[0]], start),
            "the raw HTML is not whole: programs differ on where it ends",
            "write each tag in one piece, and comments as `<!-- … -->`",
        )


def _bibliography(manuscript: Manuscript) -> Iterator[Diagnostic]:
    place = manuscript.place("bibliography.0")
    for reference in manuscript.references:
        for fault in dict.fromkeys(_entry_faults(reference.meta)):
            message = f"`{reference.id}` in the bibliography has {fault}"
            yield BIBLIOGRAPHY_MARKUP.at(place, message, "take it out")


def _entry_faults(meta: Mapping[str, Any]) -> Iterator[str]:
    entry = meta["c"]
    addresses = [_words(entry[name]) for name in ("url", "URL") if name in entry]
    for node in walk(dict(meta)):
        if is_html(node):
            yield f"raw HTML: `{str(node['c'][1])[:60]}`"
        elif node["t"] == "Image":
            yield "an image"
        elif node["t"] == "Link":
            addresses.append(str(node["c"][2][0]))
        elif attributes(node)[2].keys() - {"lang", "dir"}:
            yield "attributes"
    for address in addresses:
        if _forbidden_scheme(address):
            yield f"the address `{address[:60]}`"


def _words(value: Mapping[str, Any]) -> str:
    content = value["c"]
    return content if isinstance(content, str) else plain(content)
