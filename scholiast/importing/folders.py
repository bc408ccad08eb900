"""A folder of Markdown chapters made into a manuscript, in the layout that it is found to have."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from scholiast.diagnostics import Diagnostic, in_order
from scholiast.folder import nearest_file
from scholiast.importing import headings, language
from scholiast.importing.about import AUTHOR_HINT, title_from_name
from scholiast.importing.edits import Edit, edited
from scholiast.importing.folder_rules import (
    ASSET_MISSING,
    CHAPTER_KEY,
    CHAPTER_MISSING,
    NO_CHAPTERS,
    NO_TITLE,
    NOT_LISTED,
    OWN_BOOK,
    PART_TEXT,
    TWO_TITLES,
    UNPUBLISHED,
    UNREADABLE,
)
from scholiast.importing.folders_notes import accounts, read_drafts
from scholiast.importing.folders_refs import known as known_ids
from scholiast.importing.folders_text import (
    Draft,
    draft,
    meanings,
    targets,
    written,
)
from scholiast.importing.headers import read_head
from scholiast.importing.layouts import (
    Files,
    Layout,
    Leaf,
    find_layout,
    is_text,
    list_files,
    titled,
)
from scholiast.importing.layouts_electric import electric
from scholiast.importing.layouts_hugo import hugo
from scholiast.importing.layouts_mdbook import mdbook
from scholiast.importing.layouts_pandoc import bookdown, quarto
from scholiast.importing.model import Import, LeftOut
from scholiast.importing.reading import decode
from scholiast.importing.rules import LANGUAGE, TITLE, ImportRefusedError
from scholiast.importing.writing import Chapter, book_files, chapter_paths, dumped
from scholiast.locate import plain
from scholiast.manuscript import Draft as ReadDraft
from scholiast.marks import find_marks
from scholiast.slugs import unique
from scholiast.source import Source, Span

FINDERS = (quarto, bookdown, mdbook, electric, hugo)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A chapter of the layout with its text, and the part and matter it was found to be in."""

    leaf: Leaf
    draft: Draft


@dataclass(frozen=True, slots=True)
class _Titled:
    """A chapter whose title is known: `header` is what stands in its own header."""

    opened: _Opened
    read: ReadDraft
    title: str
    header: Mapping[str, Any]
    numbered: bool | None


@dataclass
class _Desk:
    """What has been said so far, and the files that the manuscript takes along."""

    files: Files
    layout: Layout
    findings: list[Diagnostic] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)


def import_folder(root: Path) -> Import:
    """Return the manuscript that a folder of chapters makes.

    Its order is that of the layout (`layouts`), its texts are kept but for what could not be read
    otherwise, its notes are told one by one. Raises ImportRefusedError (X100, X116, X118).
    """
    name = root.as_posix()
    if (root / "book.yaml").is_file():
        said = f"`{name}` is a manuscript of Scholiast already"
        raise ImportRefusedError(OWN_BOOK.at(Span(name), said, "build it"))
    files = list_files(root, name)
    layout = find_layout(files, FINDERS)
    desk = _Desk(files, layout, findings=list(layout.findings))
    opened = _in_parts(list(_open_all(desk)))
    if not opened:
        said = f"no chapter was found in `{name}`"
        hint = "name the folder in which its chapters lie, or a single text"
        raise ImportRefusedError(NO_CHAPTERS.at(Span(name), said, hint))
    return _imported(desk, opened)


def _imported(desk: _Desk, opened: Sequence[_Opened]) -> Import:
    read, problems = read_drafts([(one.draft.read, one.draft.head.end) for one in opened])
    metadata, comments = _metadata(desk, opened)
    named = [
        _named(desk, one, text, metadata["language"])
        for one, text in zip(opened, read, strict=True)
    ]
    chapters = _chapters(desk, named)
    extras = _references(desk, metadata)
    counted = {"@fig:": "figures", "@tab:": "tables"}
    edits = [edit.text for one in opened for edit in one.draft.edits]
    captions = {
        name: "chapter" for sign, name in counted.items() if any(sign in one for one in edits)
    }
    if captions:
        metadata["captions"] = captions
    places = dict(zip((one.path for one in read), chapter_paths(chapters), strict=True))
    told, about_notes = accounts(read, places)
    numbered = not any(headings.has_number(one.title) for one in chapters)
    texts = book_files(metadata, chapters, (), numbered=numbered, comments=comments)
    desk.findings += _not_listed(desk, opened)
    for one in opened:
        desk.findings += [*one.draft.head.problems, *one.draft.findings]
        desk.left_out += one.draft.left_out
    data = {to: desk.files.data(path) or b"" for path, to in {**desk.assets, **extras}.items()}
    return Import(
        source=Source(desk.files.name, ""),
        files=texts,
        pictures=dict(sorted(data.items())),
        title=metadata["title"],
        kind=desk.layout.name,
        chapters=len(chapters),
        calls=sum(len(one.calls) for one in read),
        notes=sum(len(one.entries) for one in read),
        missing=0,
        confidence=1.0,
        findings=tuple(in_order([*desk.findings, *problems, *about_notes])),
        left_out=tuple(desk.left_out),
        account=told,
    )


# -- chapters --


def _open_all(desk: _Desk) -> Iterator[_Opened]:
    """Yield each chapter of the layout that can be read, once."""
    read = list(_read_all(desk))
    ids = known_ids(source for _, source in read) if desk.layout.crossrefs else {}
    commonmark = desk.layout.commonmark
    for leaf, source in read:
        head = read_head(source)
        yield _Opened(leaf, draft(leaf.path, source, head, ids, commonmark=commonmark))


def _read_all(desk: _Desk) -> Iterator[tuple[Leaf, Source]]:
    seen: set[str] = set()
    for leaf in desk.layout.leaves:
        if leaf.path in seen:
            continue
        seen.add(leaf.path)
        data = desk.files.data(leaf.path)
        if data is None:
            said = f"there is no file `{leaf.path}`"
            hint = nearest_file(desk.files.root, leaf.path)
            desk.findings.append(CHAPTER_MISSING.at(leaf.place, said, hint))
            continue
        try:
            source, said_of_it = decode(data, desk.files.span(leaf.path).path)
        except ImportRefusedError as refused:
            finding = refused.finding
            desk.findings.append(
                UNREADABLE.at(finding.place or leaf.place, finding.message, finding.hint)
            )
            continue
        desk.findings += said_of_it
        yield leaf, source


def _in_parts(opened: Sequence[_Opened]) -> list[_Opened]:
    """Return chapters with the parts that their own texts begin."""
    out, part, appendix = [], None, False
    for one in opened:
        part = one.draft.part or part
        appendix = appendix or one.draft.appendix
        leaf = one.leaf
        if appendix:
            leaf = replace(leaf, part=None, kind=leaf.kind or "appendix")
        elif part and leaf.part is None:
            leaf = replace(leaf, part=part)
        out.append(replace(one, leaf=leaf))
    return out


def _named(desk: _Desk, one: _Opened, read: ReadDraft, book_language: str) -> _Titled:
    """Return a chapter with its title: its first heading, else its header, list or file."""
    leaf, values = one.leaf, one.draft.head.values
    of_book = leaf.path == desk.layout.header_of_book
    top = next((node for node in read.blocks if node["t"] == "Header" and node["c"][0] == 1), None)
    given = None if of_book else values.get("title")
    given = given if isinstance(given, str) and given.strip() else None
    header: dict[str, Any] = {}
    title = plain(top["c"][2]) if top else given or leaf.title
    if title is None:
        stem = PurePosixPath(leaf.path)
        title = titled(stem.parent.name if stem.stem.lower() in {"index", "_index"} else stem.stem)
        title = title or titled(stem.stem)
        said = f"`{leaf.path}` has no title; it is called `{title}`"
        hint = "write its title into its header"
        desk.findings.append(NO_TITLE.at(one.draft.source.whole(), said, hint))
    if top is None:
        header["title"] = title
    elif given and _even(given) != _even(title):
        place = one.draft.head.tree.place(("title",)) or one.draft.source.whole()
        said = f"the header calls the chapter `{given}`, its heading `{title}`"
        desk.findings.append(TWO_TITLES.at(place, said, "keep one of them"))
    if leaf.path in _part_texts(desk):
        said = f"`{leaf.path}`, the text of the part `{leaf.part}`, is its first chapter"
        desk.findings.append(PART_TEXT.at(one.draft.source.whole(), said))
    if not of_book:
        header |= _of_header(desk, one, book_language)
    bare = top is not None and "unnumbered" in top["c"][1][1]
    off = values.get("number-sections") == "false" and not of_book
    numbered = False if bare or off else leaf.numbered
    return _Titled(one, read, title, header, numbered)


def _even(title: str) -> str:
    return "".join(re.findall(r"\w+", title)).casefold()


def _part_texts(desk: _Desk) -> set[str]:
    """Return the files that are the texts of parts in the list of a layout."""
    leaves = desk.layout.leaves
    return {one.path for one in leaves if one.part and one.part == one.title and not one.numbered}


_READ = {"title", "linkTitle", "lang", "language", "weight", "draft", "number-sections", "date"}


def _of_header(desk: _Desk, one: _Opened, book_language: str) -> dict[str, Any]:
    """Return what a chapter says of itself in its own header, and report what has no place."""
    head, source = one.draft.head, one.draft.source
    for key, value in head.values.items():
        place = head.tree.key((key,)) or source.whole()
        if key == "draft" and value == "true":
            said = "the chapter says that it is a draft, which is not published"
            desk.findings.append(UNPUBLISHED.at(place, said))
        elif key not in _READ and value not in (None, "", [], {}):
            said = f"the key `{key}` of the header was left out: {_short(value)}"
            desk.findings.append(CHAPTER_KEY.at(place, said))
    own = head.values.get("lang") or head.values.get("language")
    own = own.replace("_", "-") if isinstance(own, str) else None
    return {"language": own} if own and own != book_language else {}


def _short(value: Any) -> str:
    words = " ".join(str(value).split())
    return words if len(words) <= 80 else f"{words[:79]}…"


def _chapters(desk: _Desk, named: Sequence[_Titled]) -> list[Chapter]:
    """Return the chapters to be written: links lead to where things lie in the manuscript."""
    many = len(named) > 1
    kinds = [
        one.opened.leaf.kind or (headings.kind_of(one.title) if many else None) for one in named
    ]
    bare = [
        Chapter(one.title, "", kind, one.opened.leaf.part, one.numbered)
        for one, kind in zip(named, kinds, strict=True)
    ]
    places = zip((one.opened.leaf.path for one in named), chapter_paths(bare), strict=True)
    known = dict(places)
    return [
        replace(chapter, text=_written(desk, one, known))
        for chapter, one in zip(bare, named, strict=True)
    ]


def _written(desk: _Desk, one: _Titled, known: Mapping[str, str]) -> str:
    made = one.opened.draft
    edits = [*made.edits, *_links(desk, one, known)]
    text = edited(made.source.text, edits, made.head.end).strip("\n") + "\n"
    if made.head.broken is not None:
        fence = "~" * max(3, *(len(run) + 1 for run in re.findall("~+", made.head.broken) or ["~"]))
        lines = made.head.broken.strip("\n")
        text = f"{fence} {made.head.language}\n{lines}\n{fence}\n\n{text}"
    if one.header:
        return f"---\n{dumped(dict(one.header))}---\n\n{text}"
    return f"\n{text}" if text.startswith(("---", "+++")) else text


def _links(desk: _Desk, one: _Titled, known: Mapping[str, str]) -> Iterator[Edit]:
    """Yield an edit for each link to a chapter and each image of the folder."""
    made = one.opened.draft
    statics = desk.layout.statics
    for target in targets(made):
        found = next(
            (path for path in meanings(made.path, target.address, statics) if path in known), None
        )
        if found is not None and not target.is_image:
            _, sign, name = target.address.partition("#")
            text = written(target, known[found]) + sign + name
            yield Edit(target.start, target.end, f"{text}")
        elif target.is_image:
            meant = meanings(made.path, target.address, statics)
            path = next((one for one in meant if desk.files.data(one) is not None), None)
            if path is None:
                place = made.source.span(target.start, target.end)
                said = f"there is no image `{target.address}`"
                desk.findings.append(ASSET_MISSING.at(place, said, _near(desk, target.address)))
            else:
                yield Edit(target.start, target.end, written(target, _asset(desk, path)))


def _near(desk: _Desk, path: str) -> str | None:
    return nearest_file(desk.files.root, path.lstrip("/"))


def _asset(desk: _Desk, path: str) -> str:
    """Return where an image lies in the manuscript: below `images`, as deep as it lay."""
    if path not in desk.assets:
        bare = f"/{path}".rpartition("/images/")[2].lstrip("/")
        for folder in ("static/", "assets/", "src/", "content/", "_source/"):
            bare = bare.removeprefix(folder)
        wish = f"images/{bare}"
        stem, dot, ending = wish.rpartition(".")
        taken = {one.rpartition(".")[0] for one in desk.assets.values() if one.endswith(ending)}
        desk.assets[path] = f"{unique(stem, taken)}{dot}{ending}"
    return desk.assets[path]


# -- the book --


def _metadata(desk: _Desk, opened: Sequence[_Opened]) -> tuple[dict[str, Any], dict[str, str]]:
    found = dict(desk.layout.metadata)
    whole = Span(desk.files.name)
    if "title" not in found:
        found["title"] = title_from_name(f"{desk.files.root.resolve().name}.md")
        said = f"the folder has no title; the book is called `{found['title']}` after it"
        desk.findings.append(TITLE.at(whole, said, "write `title` in book.yaml"))
    if "language" not in found:
        sample = "\n".join(one.draft.source.text[:20_000] for one in opened)
        found["language"] = language.guess(sample[:400_000])
        said = f"the language was taken for `{found['language']}`"
        hint = "make `language` in book.yaml as exact as it is"
        desk.findings.append(LANGUAGE.at(whole, said, hint))
    keys = ("title", "subtitle", "language", "contributors", "publisher", "date", "rights")
    ordered = {key: found[key] for key in (*keys, "description") if key in found}
    return ordered, {} if "contributors" in found else {"spine": AUTHOR_HINT}


def _references(desk: _Desk, metadata: dict[str, Any]) -> dict[str, str]:
    """Enter bibliographies, style and cover in the metadata; return the files by where they go."""
    layout = desk.layout
    extras: dict[str, str] = {}

    def carried(path: str, place: Span, folder: str = "") -> str | None:
        if desk.files.data(path) is None:
            said = f"there is no file `{path}`"
            desk.findings.append(ASSET_MISSING.at(place, said, _near(desk, path)))
            return None
        if folder:
            return _asset(desk, path)
        extras[path] = unique(PurePosixPath(path).name, set(extras.values()))
        return extras[path]

    listed = [to for path, place in layout.bibliography if (to := carried(path, place))]
    if listed:
        metadata["bibliography"] = listed
    if layout.csl and (style := carried(*layout.csl)):
        metadata["csl"] = style
    if layout.cover and (cover := carried(*layout.cover, "images")):
        metadata["cover"] = cover
    return extras


def _not_listed(desk: _Desk, opened: Sequence[_Opened]) -> Iterator[Diagnostic]:
    """Yield a finding for each text of the folder that is not in the book, with its notes."""
    taken = {leaf.path for leaf in desk.layout.leaves} | set(desk.layout.used)
    for path in desk.files.paths:
        if not is_text(path) or path in taken:
            continue
        source = desk.files.source(path)
        if source is None or not source.text[read_head(source).end :].strip():
            continue
        count = sum(mark.kind.value != "call" for mark in find_marks(source.text))
        notes = f"; it holds {count} note{'' if count == 1 else 's'}" if count else ""
        yield NOT_LISTED.at(source.whole(), f"`{path}` is not part of the book{notes}")
