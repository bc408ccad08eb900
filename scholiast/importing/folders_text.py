"""The text of a chapter from elsewhere: what in it has to change, and what is foreign."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from scholiast.diagnostics import Diagnostic
from scholiast.importing.edits import Edit
from scholiast.importing.folder_rules import CHUNK, CONSTRUCT, GLUED_HEADING
from scholiast.importing.folders_refs import references
from scholiast.importing.headers import Head
from scholiast.importing.model import LeftOut
from scholiast.source import Source
from scholiast.verbatim import masked


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link or an image at `text[start:end]`; `quote` is how an attribute has it."""

    start: int
    end: int
    address: str
    is_image: bool
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A chapter on its way: its `source` as it came, and `read` as pandoc is to read it.

    Both have the same places. `part` is the title of a part that begins here, `appendix` tells that
    the appendices do.
    """

    path: str
    source: Source
    head: Head
    read: Source
    edits: tuple[Edit, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    part: str | None = None
    appendix: bool = False


def draft(
    path: str, source: Source, head: Head, ids: Mapping[str, str], *, commonmark: bool = False
) -> Draft:
    """Return a chapter with all that must change in it, but for its links.

    `ids` are what references can lead to (`folders_refs.known`).
    `commonmark` tells that a heading needs no empty line above it (https://spec.commonmark.org,
    4.2 ATX headings).
    """
    made = Draft(path, source, head, source)
    made = _parts(_chunks(made))
    refs = list(references(masked(made.read.text), head.end, ids))
    made = replace(_foreign(made, refs), edits=(*made.edits, *refs))
    return _headings(made, commonmark=commonmark)


def _with(made: Draft, edits: Sequence[Edit], **more: object) -> Draft:
    """Return a chapter with more edits, which pandoc is to read in the room of what was there."""
    text = made.read.text
    for edit in edits:
        room = edit.end - edit.start
        text = text[: edit.start] + edit.text.ljust(room)[:room] + text[edit.end :]
    read = Source(made.source.path, text)
    return replace(made, read=read, edits=(*made.edits, *edits), **more)  # type: ignore[arg-type]


# -- pieces of code that are meant to be run --

_FENCE = re.compile(r"^(?P<before>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
_CHUNK = re.compile(
    r"[ \t]*\{+[ \t]*(?P<engine>[A-Za-z][\w+-]*)(?P<options>(?:[ \t,][^\n]*?)?)\}+[ \t]*"
)


def _chunks(made: Draft) -> Draft:
    """Name the language of each chunk as Markdown does; pandoc would read the text after it."""
    edits, findings, left = [], [], []
    for fence in _openings(made.source.text, made.head.end):
        chunk = _CHUNK.fullmatch(fence["info"])
        if chunk is None:
            continue
        start, end = fence.start("info"), fence.end("info")
        place = made.source.span(fence.start("fence"), end)
        options = chunk["options"].strip(" \t,")
        said = f"a piece of code in {chunk['engine']} is not run"
        hint = "put in what it makes" + (f"; its options were `{options}`" if options else "")
        edits.append(Edit(start, end, chunk["engine"]))
        findings.append(CHUNK.at(place, said, hint))
        if options:
            left.append(LeftOut(place, "the options of a piece of code", options))
    findings = [*made.findings, *findings]
    return _with(made, edits, findings=tuple(findings), left_out=(*made.left_out, *left))


def _openings(text: str, start: int) -> Iterator["re.Match[str]"]:
    """Yield the line that opens each fenced piece of code."""
    open_with = ""
    for line in _FENCE.finditer(text, start):
        if not open_with:
            if line["fence"][0] == "`" and "`" in line["info"]:
                continue
            open_with = line["fence"]
            yield line
        elif line["fence"].startswith(open_with) and not line["info"].strip():
            open_with = ""


# -- the titles of parts, which bookdown writes among the headings --

_PART = re.compile(
    r"^#[ \t]+\((?P<what>PART|APPENDIX)\\?\*?\)[ \t]*(?P<title>[^\n]*)$", re.MULTILINE
)
_ATTRIBUTES = re.compile(r"[ \t]*\{[^}\n]*\}[ \t]*$")


def _parts(made: Draft) -> Draft:
    first = re.compile(r"\S").search(made.source.text, made.head.end)
    edits, part, appendix, findings = [], None, False, []
    for found in _PART.finditer(masked(made.source.text), made.head.end):
        title = _ATTRIBUTES.sub("", made.source.text[found.start("title") : found.end("title")])
        edits.append(Edit(found.start(), found.end(), ""))
        if first is None or found.start() > first.start() + 200:
            place = made.source.span(found.start(), found.end())
            said = f"the part `{title}` begins in the middle of a file"
            findings.append(CONSTRUCT.at(place, said, "put it in the spine of book.yaml"))
        elif found["what"] == "PART":
            part = title
        else:
            appendix = True
    findings = [*made.findings, *findings]
    return _with(made, edits, findings=tuple(findings), part=part, appendix=appendix)


# -- headings that stand directly under a text --

_GLUED = re.compile(r"(?<=\n)#{1,6}[ \t]+[^\s#]")
_OPEN = re.compile(r"[ \t]*(?:#|>|[-*+][ \t]|\d+[.)][ \t]|\||:::|<|\[\^?[^\]]*\]:|[-=_*]+[ \t]*$)")


def _headings(made: Draft, *, commonmark: bool) -> Draft:
    """Put an empty line above headings where the text is CommonMark; tell of them anywhere."""
    edits, findings = [], list(made.findings)
    text = masked(made.read.text)
    for found in _GLUED.finditer(text, made.head.end):
        above = text[text.rfind("\n", 0, found.start() - 1) + 1 : found.start() - 1]
        if not above.strip("\0 \t") or _OPEN.match(above) or above.startswith((" ", "\t", "\0")):
            continue
        line = text.find("\n", found.start())
        place = made.source.span(found.start(), line if line >= 0 else len(text))
        said = "an empty line was put above this heading" if commonmark else "this is no heading"
        hint = None if commonmark else "put an empty line above it, if it is meant as one"
        findings.append(GLUED_HEADING.at(place, said, hint))
        if commonmark:
            edits.append(Edit(found.start(), found.start(), "\n"))
    return _with(made, edits, findings=tuple(findings))


# -- what only another program can do --

_FOREIGN = (
    ("a shortcode", re.compile(r"\{\{([<%]).*?[>%]\}\}", re.DOTALL)),
    ("an instruction of mdBook", re.compile(r"\{\{#[a-z_]+[^{}\n]*\}\}")),
    ("a line of a template", re.compile(r"\{%.*?%\}|\{\{(?![<%#])[^{}\n]+\}\}", re.DOTALL)),
    ("attributes as kramdown writes them", re.compile(r"\{:[^}\n]*\}")),
    ("a reference of bookdown", re.compile(r"\\@ref\([^)\n]*\)")),
    ("a text that bookdown refers to", re.compile(r"^\(ref:[^)\n]*\)", re.MULTILINE)),
    (
        "a cross-reference of Quarto",
        re.compile(r"(?<![\w@\\])@(?:fig|sec|tbl|eq|lst|thm|lem|cor|def|exm|exr)-[\w-]+"),
    ),
)
_INLINE_CODE = re.compile(r"(?<!`)`\{?r(?:\}|[ \t])[^`\n]+`(?!`)")


def _foreign(made: Draft, known: Sequence[Edit]) -> Draft:
    text = masked(made.read.text)
    for edit in known:
        text = text[: edit.start] + " " * (edit.end - edit.start) + text[edit.end :]
    found = [
        (match.start(), match.end(), what)
        for what, pattern in _FOREIGN
        for match in pattern.finditer(text, made.head.end)
    ]
    found += [
        (match.start(), match.end(), "code that is to be run")
        for match in _INLINE_CODE.finditer(made.source.text, made.head.end)
        if "\0" in text[match.start() : match.end()]
    ]
    findings = list(made.findings)
    for start, end, what in sorted(found):
        words = " ".join(made.source.text[start:end].split())
        words = words if len(words) <= 60 else f"{words[:57]}…"
        said = f"`{words}` is {what}, kept as it is typed"
        findings.append(CONSTRUCT.at(made.source.span(start, end), said))
    return replace(made, findings=tuple(findings))


# -- links and images --

_INLINE = re.compile(
    r"\]\([ \t]*(?P<target><[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+)"
    r"(?=\s*(?:[\"'(][^\n]*?)?\))"
)
_REFERENCE = re.compile(
    r"^ {0,3}\[(?!\^)(?:\\.|[^\[\]\\\n])+\]:[ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|\S+)", re.MULTILINE
)
_ATTRIBUTE = re.compile(
    r"<(?P<tag>[A-Za-z][\w-]*)\b[^<>]*?\s(?P<name>src|href)\s*=\s*"
    r"(?P<quote>[\"'])(?P<target>[^\"'<>\n]*)(?P=quote)"
)
_IMAGE = re.compile(r"!\[(?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\])*\])*\Z")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".tif", ".tiff", ".avif", ".bmp")


def targets(made: Draft) -> Iterator[Target]:
    """Yield the target of every link and image of a chapter that is no address of the web."""
    text = masked(made.read.text)
    for pattern in (_INLINE, _REFERENCE, _ATTRIBUTE):
        for found in pattern.finditer(text, made.head.end):
            written = found["target"]
            address = written[1:-1] if written.startswith("<") else written
            if not address or re.match(r"[A-Za-z][\w+.-]*:|//|#", address):
                continue
            quote = found["quote"] if pattern is _ATTRIBUTE else ""
            is_image = _shows(text, found, pattern, address)
            yield Target(found.start("target"), found.end("target"), address, is_image, quote)


def _shows(text: str, found: "re.Match[str]", pattern: "re.Pattern[str]", address: str) -> bool:
    """Tell whether a target is that of an image."""
    if pattern is _ATTRIBUTE:
        return found["tag"].lower() == "img" and found["name"] == "src"
    if pattern is _INLINE:
        return _IMAGE.search(text, max(0, found.start() - 2000), found.start()) is not None
    return address.partition("#")[0].lower().endswith(_PICTURES)


def meanings(path: str, address: str, statics: Sequence[str]) -> Iterator[str]:
    """Yield the paths of the folder that an address in the file at `path` may mean."""
    bare = unquote(re.split(r"[?#]", address)[0]).replace("\\", "")
    if not bare.startswith("/"):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), bare))
    for folder in statics:
        if bare.startswith("/") or not folder:
            yield posixpath.normpath(posixpath.join(folder, bare.lstrip("/")))
        if folder.endswith("/_source"):
            yield posixpath.join(folder, posixpath.basename(bare))


def written(target: Target, path: str) -> str:
    """Return a path as the target of a link in Markdown, or as the value of an attribute."""
    safe = path.replace("%", "%25").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
    if target.quote:
        return safe.replace('"', "%22").replace("'", "%27")
    return safe.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
