"""Rules on a book's own design: style sheets and templates take nothing from outside the book."""

import posixpath
import re
from collections.abc import Iterator

import tinycss2

from scholiast import folder
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Manuscript
from scholiast.source import Position, Source, Span

STYLE_CALLS_OUT = Rule(
    "S037",
    "style-calls-out",
    Severity.ERROR,
    """\
A style sheet of the book's own calls for a file that is not in the book: by an address on the
network, by a path from the root of the disk, or by one that climbs out of the folder.

```css
@import url(https://fonts.example.org/garamond.css);  /* no */
@font-face { font-family: Garamond; src: url(fonts/garamond.otf) }  /* yes */
```

Copy the file into `styles/` of the book's folder and name it from there.""",
)

RULES = (STYLE_CALLS_OUT,)

FOLDERS = ("styles", "templates")


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding on the files of the book's own `styles/` and `templates/`."""
    return [finding for path in _files(manuscript) for finding in _file(manuscript, path)]


def _files(manuscript: Manuscript) -> list[str]:
    root = manuscript.root
    found = [path for name in FOLDERS for path in (root / name, *(root / name).rglob("*"))]
    return sorted(path.relative_to(root).as_posix() for path in found)


def _file(manuscript: Manuscript, path: str) -> Iterator[Diagnostic]:
    try:
        found = folder.inside(manuscript.root, path)
    except folder.OutsideError as problem:
        hint = "put a copy of the file there"
        yield folder.OUTSIDE.at(Span(path), f"`{path}` {problem}", hint)
        return
    if not found.is_file() or not (path.endswith(".css") or path.startswith("templates/")):
        return
    reading = folder.read_text(manuscript.root, path, Span(path))
    yield from reading.problems
    if reading.source is not None and path.endswith(".css"):
        yield from _style(reading.source)


def _style(source: Source) -> Iterator[Diagnostic]:
    for address, place in _addresses(tinycss2.parse_component_value_list(source.text)):
        if _is_outside(source.path, address):
            message = f"the style calls for `{address[:60]}`, which is not in the book"
            hint = "put a copy into `styles/` of the book's folder, and name that"
            yield STYLE_CALLS_OUT.at(Span(source.path, place, place), message, hint)


_CALLING = {"url", "src", "image", "image-set", "-webkit-image-set"}


def _addresses(
    tokens: "list[tinycss2.ast.Node]", *, calling: bool = False
) -> Iterator[tuple[str, Position]]:
    """Yield each address in a style sheet and its place; in a `calling` function strings are."""
    imports = False
    for token in tokens:
        if token.type == "url" or (token.type == "string" and (calling or imports)):
            yield token.value, Position(token.source_line, token.source_column)
        elif token.type == "function":
            is_calling = calling or token.lower_name in _CALLING
            yield from _addresses(token.arguments, calling=is_calling)
        elif token.type.endswith(" block"):
            yield from _addresses(token.content)
        if token.type not in {"whitespace", "comment"}:
            imports = token.type == "at-keyword" and token.lower_value == "import"


def _is_outside(path: str, address: str) -> bool:
    even = re.sub(r"[\x00-\x20\x7f]", "", address).replace("\\", "/")
    if even.startswith(("#", "data:")):
        return False
    if even.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", even):
        return True
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(path), even))
    return meant.split("/")[0] == ".."
