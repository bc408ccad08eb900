"""A Markdown text made into a manuscript: kept as it is, cut at its level-1 headings.

Pandoc is asked whether the cuts are right: the headings found by their lines must be those that it
reads (https://pandoc.org/MANUAL.html#headings).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scholiast import numbering, pandoc
from scholiast.diagnostics import Diagnostic, in_order
from scholiast.importing import headings, language
from scholiast.importing.about import AUTHOR_HINT, title_from_name
from scholiast.importing.calls import Calls, find_calls
from scholiast.importing.findings import missing_entries
from scholiast.importing.headers import read_head
from scholiast.importing.labels import pair
from scholiast.importing.model import Import
from scholiast.importing.notes import Notes
from scholiast.importing.rules import HEADER_KEY, IMAGE, LANGUAGE, NO_TEXT, NOT_SPLIT, TITLE
from scholiast.importing.writing import Chapter, book_files
from scholiast.source import Source
from scholiast.yamltree import parse

_CALL = re.compile(r"(?<!\\)\[\^([^\[\]\s^]+)\](?!:)")
_DEFINITION = re.compile(r"^ {0,3}\[\^([^\[\]\s^]+)\]:", re.MULTILINE)
_HEADER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE_BLOCK = re.compile(r"\A(%[ \t]*\S.*\n(?:[ \t]+\S.*\n)*(?:%.*\n(?:[ \t]+\S.*\n)*){0,2})")
_ATX = re.compile(r"#(?!#)[ \t]*\S")
_SETEXT = re.compile(r"=+[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_REFERENCE = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*\n?[ \t]*\S+.*(?:\n[ \t]+[\"'(].*)?$", re.MULTILINE
)
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?^ {0,3}\1[`~]*[ \t]*$|(`+)(?!`).+?(?<!`)\2(?!`)|<[^>\n]+>|"
    r"\]\([^)\n]*\)|<!--.*?-->|\$[^$\n]+\$|^(?: {4}|\t).*$",
    re.MULTILINE | re.DOTALL,
)


def is_markdown(source: Source) -> bool:
    """Tell whether a text is Markdown: by its file's name, or by notes written as Markdown does."""
    if re.search(r"\.(?:md|markdown|mkdn?|mdown|qmd|rmd)$", source.path, re.IGNORECASE):
        return True
    calls = {found[1] for found in _CALL.finditer(source.text)}
    return bool(calls & {found[1] for found in _DEFINITION.finditer(source.text)})


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text that becomes a chapter: `heading` is its level-1 heading's words."""

    text: str
    start: int
    heading: str | None


@dataclass
class _Header:
    """What the header of a text says: values for `book.yaml`, where it ends, what is in doubt."""

    values: dict[str, Any] = field(default_factory=dict)
    end: int = 0
    findings: list[Diagnostic] = field(default_factory=list)


def import_markdown(source: Source, findings: Sequence[Diagnostic] = ()) -> Import:
    """Return the manuscript of a Markdown text; `findings` of reading it are kept."""
    header = _header(source)
    calls, source_text = _glued(source, header.end)
    body = Source(source.path, source_text)
    pieces, doubts = _pieces(body, header.end)
    metadata, comments, said = _metadata(source, header, pieces)
    chapters = _chapters(pieces, metadata["title"])
    missing = missing_entries(source, pair(calls.marks, ()))
    numbered = len(chapters) > 1 and not any(headings.has_number(one.title) for one in chapters)
    whole = source.whole()
    if missing:
        doubts.append(NO_TEXT.at(whole, f"the file does not hold the text of {len(missing)} notes"))
    written = list(_CALL.finditer(source.text, header.end))
    defined = {found[1] for found in _DEFINITION.finditer(source.text)}
    return Import(
        source=source,
        files=book_files(metadata, chapters, missing, numbered=numbered, comments=comments),
        title=metadata["title"],
        kind="Markdown",
        chapters=len(chapters),
        calls=len(written) + len(calls.marks),
        notes=len(defined),
        missing=len(missing),
        confidence=calls.confidence,
        sure=tuple((source.span(m.start, m.end), m.label, m.confidence) for m in calls.marks),
        findings=tuple(
            in_order([*findings, *header.findings, *said, *doubts, *calls.findings,
                      *_images(source)])
        ),
    )  # fmt: skip


# -- numbers glued to words, where Markdown's own notes are not used --


def _glued(source: Source, start: int) -> tuple[Calls, str]:
    """Return calls by their sequence, and the text with them written as Markdown writes them.

    Only a text without any note of Markdown's own is searched; code, links and formulas are not.
    """
    if _CALL.search(source.text, start) or _DEFINITION.search(source.text, start):
        return Calls((), 1.0), source.text
    bare = _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source.text)
    calls = find_calls(Source(source.path, bare), start, len(bare), Notes(()))
    marks = pair(calls.marks, ()).marks
    out, at = [], 0
    for mark in marks:
        out += [source.text[at : mark.start], f"[^{mark.label}]"]
        at = mark.end
    text = "".join([*out, source.text[at:]])
    return Calls(marks, calls.confidence, calls.findings), text


# -- chapters --


def _chapters(pieces: Sequence[_Piece], title: str) -> list[Chapter]:
    """Return the chapters; the only one is the book itself, whatever its title sounds like."""
    named = [(piece.heading or title, _written(piece, pieces, title)) for piece in pieces]
    many = len(named) > 1
    return [Chapter(name, text, headings.kind_of(name) if many else None) for name, text in named]


def _pieces(source: Source, start: int) -> tuple[list[_Piece], list[Diagnostic]]:
    """Cut the text at its level-1 headings; not at all where pandoc reads other ones."""
    cuts = list(_cuts(source.text, start))
    titles = _titles(source.text[start:])
    whole = [_Piece(source.text[start:], start, titles[0] if titles else None)]
    if len(cuts) != len(titles):
        doubt = NOT_SPLIT.at(source.whole(), "the text was kept as one chapter")
        return whole, [doubt]
    if not cuts:
        return whole, []
    ends = [*cuts[1:], len(source.text)]
    pieces = [
        _Piece(source.text[cut:end], cut, title)
        for cut, end, title in zip(cuts, ends, titles, strict=True)
    ]
    opening = source.text[start : cuts[0]]
    return ([_Piece(opening, start, None)] if opening.strip() else []) + pieces, []


def _cuts(text: str, start: int) -> Iterator[int]:
    """Yield the offsets of lines that are level-1 headings, outside fences and comments."""
    fence = ""
    above, at, comment = "", start, False
    for line in text[start:].splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else match[1]
        elif not fence and not comment:
            if _ATX.match(line) and not above.strip():
                yield at
            elif _SETEXT.match(line.rstrip("\n")) and above.strip():
                yield at - len(above)
        comment = ("<!--" in line or comment) and "-->" not in line.rpartition("<!--")[2]
        above, at = line, at + len(line)


def _titles(text: str) -> list[str]:
    """Return the words of each level-1 heading that pandoc reads at the top level."""
    try:
        [answer] = pandoc.read([text])
    except pandoc.PandocError:  # out of time, as on dozens of brackets that are never closed
        return []
    if answer.error is not None:
        return []
    blocks: list[dict[str, Any]] = json.loads(answer.result)["blocks"]
    return [
        numbering.plain(block["c"][2])
        for block in blocks
        if block["t"] == "Header" and block["c"][0] == 1
    ]


def _written(piece: _Piece, pieces: Sequence[_Piece], title: str) -> str:
    """Return the text of a chapter, with the link references of other chapters that it uses."""
    text = piece.text.strip("\n") + "\n"
    if piece.heading is None and not re.search(r"\A#{1,6}[ \t]", text):
        text = f"# {title}\n\n{text}"
    own = {_key(found[1]) for found in _REFERENCE.finditer(text)}
    used = {_key(found) for found in re.findall(r"\[([^\[\]\n]+)\]", text)}
    wanted: dict[str, str] = {}
    for other in pieces:
        for found in _REFERENCE.finditer(other.text):
            key = _key(found[1])
            if other is not piece and key in used - own:
                wanted.setdefault(key, found[0].strip())
    return text + ("\n" + "\n".join(wanted.values()) + "\n" if wanted else "")


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


# -- the header --


_KNOWN = {"title", "subtitle", "author", "date", "lang", "language", "publisher", "rights"}


def _header(source: Source) -> _Header:
    """Read pandoc's YAML header, its title block (`% Title`), or a header in TOML.

    One that can't be read is told, and stays in the text.
    """
    if match := _HEADER.match(source.text):
        tree = parse(source, match.start(1), match.end(1))
        if isinstance(tree.value, dict):
            header = _Header(end=match.end(), findings=list(tree.problems))
            _read_keys(header, tree.value, source)
            return header
    head = read_head(source)
    if head.values:
        header = _Header(end=head.end, findings=list(head.problems))
        _read_keys(header, head.values, source)
        return header
    if head.broken is not None:
        return _Header(findings=list(head.problems))
    if match := _TITLE_BLOCK.match(source.text):
        fields = [" ".join(part.split()) for part in re.split(r"^%", match[1], flags=re.M)[1:]]
        names = ("title", "author", "date")
        header = _Header(end=match.end())
        _read_keys(header, dict(zip(names, fields, strict=False)), source)
        return header
    return _Header()


def _read_keys(header: _Header, values: Mapping[str, Any], source: Source) -> None:
    for key, value in values.items():
        if key in {"author", "authors"} and value:
            names = value if isinstance(value, list) else re.split(r"\s*;\s*", str(value))
            header.values["contributors"] = [{"name": _name(one)} for one in names]
        elif key in {"lang", "language"} and isinstance(value, str):
            header.values["language"] = value.replace("_", "-")
        elif key == "date" and isinstance(value, str) and _is_date(value):
            header.values["date"] = value
        elif key in _KNOWN - {"date"} and isinstance(value, str):
            header.values[key] = _plain(value)
        elif value:
            said = f"the header's `{key}` was left out: {json.dumps(value, ensure_ascii=False)}"
            header.findings.append(HEADER_KEY.at(source.whole(), said))


def _name(value: Any) -> str:
    return _plain(str(value.get("name", value) if isinstance(value, dict) else value))


def _is_date(value: str) -> bool:
    return re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value) is not None


def _plain(markdown: str) -> str:
    """Return the words of a line of Markdown."""
    [answer] = pandoc.read([markdown])
    return numbering.plain(json.loads(answer.result)["blocks"]) if not answer.error else markdown


def _metadata(
    source: Source, header: _Header, pieces: Sequence[_Piece]
) -> tuple[dict[str, Any], dict[str, str], list[Diagnostic]]:
    found = dict(header.values)
    findings: list[Diagnostic] = []
    titles = [piece.heading for piece in pieces if piece.heading]
    if "title" not in found and len(titles) == 1:
        found["title"] = titles[0]
    if "title" not in found:
        found["title"] = title_from_name(source.path)
        said = f"the text has no title; the book is called `{found['title']}` after the file"
        findings.append(TITLE.at(source.whole(), said, "write `title` in book.yaml"))
    if "language" not in found:
        found["language"] = language.guess(source.text)
        said = f"the language was taken for `{found['language']}`"
        hint = "make `language` in book.yaml as exact as it is"
        findings.append(LANGUAGE.at(source.whole(), said, hint))
    keys = ("title", "subtitle", "language", "contributors", "publisher", "date", "rights")
    ordered = {key: found[key] for key in keys if key in found}
    return ordered, {} if "contributors" in found else {"spine": AUTHOR_HINT}, findings


def _images(source: Source) -> Iterator[Diagnostic]:
    """Yield a finding for each image that lies beside the text, by its place."""
    for shown in re.finditer(r"!\[[^\]]*\]\(<?([^\s)>]+)", source.text):
        target = shown[1]
        if ":" not in target and not target.startswith("#"):
            place = source.span(shown.start(1), shown.end(1))
            yield IMAGE.at(place, f"the image `{target}` is not copied", "copy it into the folder")
