"""Pages in HTML, a file or a folder of them, made into a manuscript with their notes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholiast.importing.anchors_rules import PAGE_MISSING
from scholiast.importing.given import Given
from scholiast.importing.html_page import HEADINGS, Element, Page, elements, parse, words
from scholiast.importing.html_text import Source, Told, import_pages
from scholiast.importing.model import Import
from scholiast.importing.rules import ImportRefusedError
from scholiast.source import Span

if TYPE_CHECKING:
    from scholiast.diagnostics import Diagnostic

ENDINGS = (".html", ".htm", ".xhtml", ".xht")
_LARGEST = 64 << 20  # bytes of a picture or a page that is read
_OPENING = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_MARKDOWN = {".md", ".markdown", ".qmd", ".rmd", ".mdx", ".txt"}


def is_html(given: Given) -> bool:
    """Tell whether a file is a page: by how it begins, or by its name where that says nothing."""
    if given.is_folder:
        return False
    head = given.head.removeprefix(b"\xef\xbb\xbf")
    return _OPENING.match(head) is not None or given.ends(*ENDINGS)


def is_html_folder(given: Given) -> bool:
    """Tell whether a folder holds pages, and no texts of other kinds beside them."""
    if not given.is_folder:
        return False
    endings = {one.suffix.lower() for one in _files(given.path)}
    return bool(endings & set(ENDINGS)) and not endings & _MARKDOWN


def import_html(path: Path) -> Import:
    """Return the manuscript of the page at `path`; raises ImportRefusedError, OSError."""
    page, findings = parse(path.read_bytes(), path.name, path.as_posix())
    media = _media([page], path.parent)
    told = {page.name: Told(title=_title(page))}
    return import_pages(
        Source(path.as_posix(), "HTML", (page,), told, media, _metadata(page), tuple(findings))
    )


def import_html_folder(path: Path) -> Import:
    """Return the manuscript of the pages in a folder; raises ImportRefusedError, OSError.

    They come in the order in which `index.html` links to them, the others by name, 2 before 10.
    """
    findings: list[Diagnostic] = []
    pages: dict[str, Page] = {}
    for file in sorted(_files(path), key=_by_name):
        if file.suffix.lower() not in ENDINGS:
            continue
        name = file.relative_to(path).as_posix()
        try:
            pages[name], said = parse(file.read_bytes(), name, name)
            findings += said
        except (ImportRefusedError, OSError) as problem:
            message = f"the page can't be read: {problem}"
            findings.append(PAGE_MISSING.at(Span(name), message))
    if not pages:
        raise ImportRefusedError(findings[0])
    start = next((name for name in pages if re.match(r"(?i)(?:index|toc)\.x?html?$", name)), None)
    names = _in_order(pages, start)
    kept = [name for name in names if name != start or not _is_contents(pages, start)]
    told = {name: Told(_title(pages[name]), kept=name in kept) for name in names}
    shown = tuple(pages[name] for name in names)
    metadata = _metadata(pages[start] if start else shown[0])
    return import_pages(
        Source(
            path.as_posix(),
            "a folder of HTML",
            shown,
            told,
            _media(shown, path),
            metadata,
            tuple(findings),
        )
    )


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, but for those of a site's design and of hidden folders."""
    root = folder.resolve()
    for one in folder.rglob("*"):
        parts = one.relative_to(folder).parts
        hidden = any(part.startswith((".", "_")) for part in parts)
        if not hidden and one.is_file() and one.resolve().is_relative_to(root):
            yield one


def _by_name(path: Path) -> list[tuple[int, int, str]]:
    """Return a key by which 2 stands before 10, and `index` before all."""
    name = path.as_posix().casefold()
    first = [(-1, 0, "")] if path.stem.casefold() in {"index", "toc"} else []
    return first + [(0, int(part), "") if part.isdigit() else (1, 0, part)
                    for part in re.split(r"(\d+)", name) if part]  # fmt: skip


def _in_order(pages: Mapping[str, Page], start: str | None) -> list[str]:
    if start is None:
        return list(pages)
    page = pages[start]
    linked = (page.target(one.get("href")) for one in elements(page.root)
              if one.tag == "a" and one.get("href"))  # fmt: skip
    found = [target[0] for target in linked if target is not None and target[0] in pages]
    return list(dict.fromkeys([start, *found, *pages]))


def _is_contents(pages: Mapping[str, Page], start: str | None) -> bool:
    """Tell whether a page is a list of links to the others, and little else."""
    if start is None:
        return False
    body = pages[start].body
    linked = "".join(words(one) for one in body.iter("a") if one.get("href"))
    others = "".join(words(one) for one in elements(body) if one.tag in {"p", "blockquote"})
    return len(pages) > 1 and len(linked) > len(others)


def _media(pages: Iterable[Page], folder: Path) -> dict[str, bytes]:
    """Return the pictures that pages show and that lie in their folder."""
    root, found = folder.resolve(), dict[str, bytes]()
    for page in pages:
        for one in page.root.iter("img"):
            target = page.target(one.get("src") or "")
            if target is None or target[0] in found:
                continue
            file = (root / target[0]).resolve()
            if file.is_relative_to(root) and file.is_file() and file.stat().st_size < _LARGEST:
                found[target[0]] = file.read_bytes()
    return found


def _title(page: Page) -> str | None:
    title = page.root.find("head/title")
    return (words(title) or None) if title is not None else None


def _metadata(page: Page) -> dict[str, Any]:
    """Return what a page says of the book: title, author, language."""
    found: dict[str, Any] = {}
    heads = [one for one in elements(page.body) if one.tag in HEADINGS]
    firsts = [one for one in heads if one.tag == "h1"]
    if title := _title(page) or (words(firsts[0]) if len(firsts) == 1 else None):
        found["title"] = title
    names = [
        _content(one)
        for one in page.root.iter("meta")
        if (one.get("name") or "").lower() in {"author", "dc.creator", "dcterms.creator"}
    ]
    found["contributors"] = [{"name": name} for name in dict.fromkeys(names) if name]
    tag = page.root.get("lang") or page.body.get("lang") or ""
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
        found["language"] = tag
    return found


def _content(element: Element) -> str:
    return " ".join((element.get("content") or "").split())
