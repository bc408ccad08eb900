"""`book.yaml`, the files of `notes/` and the headers of drafts, read with places and hints."""

import copy
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, Field, ValidationError

from scholiast.config import (
    ENTRY_FORMS,
    Authors,
    BookFile,
    Date,
    Editions,
    Kind,
    Model,
    NoteEntryModel,
    Text,
)
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Source, Span
from scholiast.yamltree import Path, Tree, parse

UNKNOWN_KEY = Rule(
    "M012",
    "unknown-key",
    Severity.ERROR,
    """\
A key that Scholiast does not know.

```yaml
title: Rome
subtitel: A history     # did you mean `subtitle`?
```

A misspelt key that is passed over is a setting that never works, so every unknown key is an error.
The hint names the key that is nearest, or the place where the key belongs. The handbook lists all
keys; the JSON Schema lets an editor complete them.""",
)

WRONG_VALUE = Rule(
    "M013",
    "wrong-value",
    Severity.ERROR,
    """\
A value is not of the kind that its key wants.

```yaml
number_chapters: maybe      # true or false
subjects: History           # a list: [History], or one line each, begun with `- `
editions:
  pdf:
    trim: 6x                # a preset such as 6x9, or such as 120x190mm
```

The message says what is wanted there.""",
)

MISSING_KEY = Rule(
    "M014",
    "missing-key",
    Severity.ERROR,
    """\
Something that must be said is not said.

A book needs `title`, `language` and a `spine` with a `body`: no catalogue, no reading system and no
hyphenation works without the first two, and without a spine there is nothing to read.

```yaml
title: The Roads of Rome
language: en-GB
spine:
  body:
    - chapters/roads.md
```

A note of `notes/` needs an `id`, a part of the body `part` and `chapters`, a series its `name`.""",
)

OPEN_HEADER = Rule(
    "M015",
    "open-header",
    Severity.ERROR,
    """\
The header of a draft has no end.

A draft may begin with a header: a line `---`, keys and values in YAML, and a line `---` (or
`...`); or the same in TOML between two lines `+++`.

```markdown
---
title: Rome
---

All roads lead there.
```

Without the second line the whole chapter would be read as YAML, or the keys printed as text.
Close the header. Where the first line is meant as a rule across the page, leave an empty line
below it.""",
)

M = TypeVar("M", bound=BaseModel)


class Header(Model):
    """The header of a draft: what is to be said of one chapter."""

    title: Text | None = Field(None, min_length=1, description="the title, in Markdown")
    id: Text | None = Field(
        None, pattern=r"^\w[\w.-]*$", description="its name in addresses: `chapter-<id>`"
    )
    kind: Kind | None = Field(None, description="what it is, if not what its place says")
    numbered: bool | None = Field(None, description="whether the chapter gets a number")
    language: Text | None = Field(None, description="a BCP 47 language tag, if not the book's")
    short_title: Text | None = Field(None, description="the title where it has little room")
    author: Authors = Field((), description="who wrote this chapter, where others wrote others")
    date: Date | None = Field(None, description="when this chapter appeared: YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class BookFileReading:
    """`book.yaml` as read: `file` is None where it can't be understood, and `problems` says why.

    `places` gives the span of each value by its dotted path (`spine.body.0`).
    """

    file: BookFile | None
    places: Mapping[str, Span]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteEntryReading:
    """One entry of a file in `notes/`: `place` is where its id stands, `text_place` its text.

    Where an entry has no text both are the same.
    """

    model: NoteEntryModel
    place: Span
    text_place: Span


@dataclass(frozen=True, slots=True)
class NotesFileReading:
    """A file of `notes/` as read: the entries that could be understood, and what is wrong."""

    entries: tuple[NoteEntryReading, ...]
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """The header of a draft: `header` holds the keys that are given, `places` where by key.

    `end_offset` is where the text after the header begins, 0 where there is no header.
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)
    end_offset: int = 0
    problems: tuple[Diagnostic, ...] = ()


def read_book_file(source: Source) -> BookFileReading:
    """Read `book.yaml`; what is wrong in it becomes a problem at its place."""
    tree = parse(source)
    places = {_dotted(path): span for path, span in tree.places.items() if path}
    if tree.value is None and tree.problems:
        return BookFileReading(None, places, tree.problems)
    if not isinstance(tree.value, dict):
        return BookFileReading(None, places, (*tree.problems, _no_mapping(tree, source)))
    model, problems = validate(BookFile, tree, source)
    return BookFileReading(model, places, (*tree.problems, *problems))


def _no_mapping(tree: Tree, source: Source) -> Diagnostic:
    what = "is empty" if tree.value is None else "holds no keys and values"
    place = tree.place(()) or source.whole()
    return WRONG_VALUE.at(place, f"the file {what}", "begin with `title: …` and `language: …`")


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


# -- the files of notes/ --


def read_notes_file(source: Source) -> NotesFileReading:
    """Read a file of `notes/`: a list of entries, or a mapping of ids to entries or texts."""
    tree = parse(source)
    if tree.value is None:
        return NotesFileReading((), tree.problems)
    problems = list(tree.problems)
    entries: list[NoteEntryReading] = []
    for path, record, place in _records(tree, source, problems):
        local = Tree(record, _below(tree.places, path), _below(tree.keys, path))
        model, found = validate(NoteEntryModel, local, source)
        problems += found
        if model is not None:
            problems += _wrong_sources(model, local, source)
            text_place = tree.places.get((*path, "text"), tree.places[path])
            entries.append(
                NoteEntryReading(model, place, text_place if model.text.strip() else place)
            )
    return NotesFileReading(tuple(entries), tuple(problems))


def _records(
    tree: Tree, source: Source, problems: list[Diagnostic]
) -> Iterator[tuple[Path, dict[str, Any], Span]]:
    """Yield path, mapping and place of each entry, whichever way the file is written."""
    value = tree.value
    if isinstance(value, dict) and isinstance(value.get("id"), str) and "text" in value:
        hint = "begin each entry with `- id:`"
        problems.append(WRONG_VALUE.at(tree.key(("id",)), "the notes are not in a list", hint))
        return
    if not isinstance(value, dict | list):
        whole = tree.place(()) or source.whole()
        hint = "begin each entry with `- id:`"
        problems.append(WRONG_VALUE.at(whole, "a file of notes is a list of entries", hint))
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        record, place = _record(tree, key, item)
        if isinstance(record, dict) and place is not None:
            yield (key,), record, place
        else:
            hint = "write `- id: …` and below it `text: …`"
            problems.append(WRONG_VALUE.at(tree.key((key,)), "a note is a mapping", hint))


def _record(tree: Tree, key: str | int, item: Any) -> tuple[Any, Span | None]:
    if isinstance(key, int):
        return item, tree.places.get((key, "id")) or tree.places[(key,)]
    if isinstance(item, dict):
        item = {"id": key, **item}
    elif item is None or isinstance(item, str):
        item = {"id": key, "text": item or ""}
    return item, tree.keys[(key,)]


def _below(places: Mapping[Path, Span], path: Path) -> dict[Path, Span]:
    length = len(path)
    return {found[length:]: span for found, span in places.items() if found[:length] == path}


SOURCE_CITATION = re.compile(
    r"@?(?:\{(?P<braced>[^{}\s]+)\}|(?P<key>\w(?:[\w:.#$%&\-+?<>~/]*\w)?))(?:\s*,\s*(?P<locator>.*\S))?",
    re.DOTALL,
)
"""A citation key as pandoc reads it (manual, "Citation syntax"), and after a comma a locator."""


def split_source(citation: str) -> tuple[str, str | None]:
    """Return citation key and locator of an entry of `sources`, such as `gibbon1776, p. 12`.

    Raises ValueError where it is none.
    """
    match = SOURCE_CITATION.fullmatch(citation.strip())
    if match is None:
        raise ValueError("write a citation key, and after a comma a locator: `gibbon1776, p. 12`")
    return match["braced"] or match["key"], match["locator"]


def _wrong_sources(model: NoteEntryModel, tree: Tree, source: Source) -> Iterator[Diagnostic]:
    for index, citation in enumerate(model.sources):
        try:
            split_source(citation)
        except ValueError as problem:
            place = tree.place(("sources", index)) or source.whole()
            yield WRONG_VALUE.at(place, f"`{citation}` is no source", str(problem))


# -- the header of a draft --


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to write a header: how it begins and ends, its keys, and who reads it."""

    sign: str
    opening: "re.Pattern[str]"
    closing: "re.Pattern[str]"
    key: "re.Pattern[str]"
    parse: Callable[[Source, int, int], Tree]


def _parse_toml(source: Source, start: int, end: int) -> Tree:
    from scholiast import tomltree  # few drafts have such a header

    return tomltree.parse(source, start, end)


_FORMS = (
    _Form(
        "---",
        re.compile(r"---[ \t]*(?:\r\n|\n|\r)(?=[^\s])"),
        re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"),
        re.compile(r"[\w-]+[ \t]*:(?:\s|\Z)"),
        parse,
    ),
    _Form(
        "+++",
        re.compile(
            r"\+\+\+[ \t]*(?:\r\n|\n|\r)"
            r"(?=(?:\s|#[^\r\n]*[\r\n])*(?:\[[\w\"']|[\w.\"'-]+[ \t]*[=:]|\+\+\+))"
        ),
        re.compile(r"(?<=[\r\n])\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)"),
        re.compile(r"\s*[\w.\"'-]+[ \t]*="),
        _parse_toml,
    ),
)


def read_header(source: Source) -> HeaderReading:
    """Read the header at the top of a draft, if it has one.

    As in pandoc's `yaml_metadata_block` a header begins with a line `---` that no blank line
    follows and ends with a line `---` or `...`. A `---` above plain text is a rule. A header
    between two lines `+++` is TOML, as Hugo has it
    (https://gohugo.io/content-management/front-matter/).
    """
    for form in _FORMS:
        opening = form.opening.match(source.text)
        if opening is not None:
            return _read_form(source, form, opening.end())
    return HeaderReading()


def _read_form(source: Source, form: _Form, start: int) -> HeaderReading:
    closing = form.closing.search(source.text, start)
    if closing is None:
        return HeaderReading(problems=tuple(_open_header(source, form, start)))
    tree = form.parse(source, start, closing.start())
    if isinstance(tree.value, str):
        return HeaderReading()
    if tree.value is None:
        return HeaderReading({}, {}, closing.end(), tree.problems)
    if not isinstance(tree.value, dict):
        place = tree.place(()) or source.whole()
        wrong = WRONG_VALUE.at(place, "a header is made of keys and values", "write `title: …`")
        return HeaderReading({}, {}, closing.end(), (*tree.problems, wrong))
    model, problems = validate(Header, tree, source)
    header = model.model_dump(exclude_none=True, exclude_unset=True) if model else {}
    places = {_dotted(path): span for path, span in tree.places.items() if path}
    return HeaderReading(header, places, closing.end(), (*tree.problems, *problems))


def _open_header(source: Source, form: _Form, start: int) -> Iterator[Diagnostic]:
    """Tell a header that was not closed from a rule above plain text."""
    if form.key.match(source.text, start):
        hint = f"write `{form.sign}` in a line of its own below the last key"
        yield OPEN_HEADER.at(source.span(0, 3), "the header is not closed", hint)


# -- models --


def validate(model: type[M], tree: Tree, source: Source) -> tuple[M | None, list[Diagnostic]]:
    """Return the tree as `model`, and each thing that is wrong with it once, at its place.

    An empty value (`subtitle:`) counts as not given, but an edition that is named is wanted. So
    that all other rules can be applied, the model is made of what is right wherever that is enough
    to make one.
    """
    data = _with_named(_given(tree.value), tree.value)
    try:
        return model.model_validate(data), []
    except ValidationError as problem:
        errors = [_Error.of(record, data) for record in problem.errors(include_url=False)]
        kept = [error for error in errors if not error.is_echo(errors)]
        wrong = [_diagnose(error, model, tree, source) for error in kept]
    try:
        return model.model_validate(_mended(data, kept)), wrong
    except ValidationError:
        return None, wrong


_STAND_INS = {"title": "?", "language": "und"}
"""What stands for a missing value while the rest of a book is checked; it is never built."""


def _mended(data: Any, errors: "list[_Error]") -> Any:
    """Return a copy of `data` without the values, keys and entries that are wrong."""
    data = copy.deepcopy(data)
    wrong: set[Path] = set()
    for error in errors:
        is_missing = error.kind == "missing"
        if is_missing and len(error.path) == 1 and error.path[0] in _STAND_INS:
            data[error.path[0]] = _STAND_INS[str(error.path[0])]
        else:
            wrong.add(error.path[:-1] if is_missing else error.path)
    outermost = [path for path in wrong if not any(path[:n] in wrong for n in range(len(path)))]
    for path in sorted(outermost, key=lambda path: [str(p).zfill(9) for p in path], reverse=True):
        if path:
            _delete(data, path)
    return data


def _delete(data: Any, path: Path) -> None:
    for part in path[:-1]:
        data = data[part]
    del data[path[-1]]


_NAMED = tuple(name for name, key in Editions.model_fields.items() if key.default is None)
"""Editions that are made where they are named, with nothing behind the name."""


def _with_named(data: Any, written: Any) -> Any:
    """Return what was given, with the editions that are only named."""
    editions = written.get("editions") if isinstance(written, dict) else None
    if not isinstance(editions, dict):
        return data
    named: dict[str, Any] = {name: {} for name in _NAMED if editions.get(name, "") is None}
    return {**data, "editions": {**named, **data["editions"]}}


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_given(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class _Error:
    """One of pydantic's errors: `path` without the names of union members, `forms` the tags."""

    kind: str
    path: Path
    forms: tuple[str | int, ...]
    value: Any
    message: str
    context: Mapping[str, Any]

    @classmethod
    def of(cls, record: Any, data: Any) -> "_Error":
        path: list[str | int] = []
        here = data
        location = record["loc"]
        is_missing = record["type"] == "missing"
        for index, part in enumerate(location):
            is_last = index == len(location) - 1
            if isinstance(here, dict) and (part in here or (is_last and is_missing)):
                path.append(part)
                here = here.get(part)
            elif isinstance(here, list) and isinstance(part, int):
                path.append(part)
                here = here[part] if part < len(here) else None
        context = record.get("ctx", {})
        return cls(record["type"], tuple(path), location, record["input"], record["msg"], context)

    def is_echo(self, errors: list["_Error"]) -> bool:
        """Tell whether another member of a union has the same or more to say."""
        for other in errors:
            if other is not self and self.kind == "string_type":
                if len(other.path) > len(self.path) and other.path[: len(self.path)] == self.path:
                    return True
                if other.path == self.path and other.kind == "tuple_type":
                    return True
        return False


def _diagnose(error: _Error, model: type[BaseModel], tree: Tree, source: Source) -> Diagnostic:
    name = _name(error.path)
    if error.kind == "missing":
        return _missing(error, tree, source)
    if error.kind == "extra_forbidden":
        place = tree.key(error.path) or source.whole()
        known = _model_at(model, error.forms[:-1])
        hint = _key_hint(str(error.path[-1]), known, model)
        return UNKNOWN_KEY.at(place, f"the key `{error.path[-1]}` is not known", hint)
    place = tree.place(error.path) or source.whole()
    message, hint = _describe(error, name)
    return WRONG_VALUE.at(place, message, hint)


def _name(path: Path) -> str:
    """Return the words that name a value: its key, and in a list its number from 1."""
    keys = [part for part in path if isinstance(part, str)]
    if path and isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of `{keys[-1]}`" if keys else f"entry {path[-1] + 1}"
    return f"`{keys[-1]}`" if keys else "the file"


def _missing(error: _Error, tree: Tree, source: Source) -> Diagnostic:
    key = str(error.path[-1])
    if error.path in tree.keys:
        return MISSING_KEY.at(tree.keys[error.path], f"`{key}` is empty", _MISSING.get(key))
    holder = tree.place(error.path[:-1]) if len(error.path) > 1 else None
    if holder is None and tree.places.get(()) and tree.places[()].path.startswith("notes/"):
        holder = tree.places[()]
    return MISSING_KEY.at(holder or source.whole(), f"`{key}` is missing", _MISSING.get(key))


_MISSING = {
    "title": "write `title:` and the title of the book",
    "language": "write `language:` and a language tag such as `en-GB`",
    "spine": "write `spine:`, below it `body:`, and below that the chapters, each after `- `",
    "body": "list the chapters below `body:`, each after `- `",
    "chapters": "list the chapters of the part below `chapters:`, each after `- `",
    "part": "write `part:` and the title of the part",
    "file": "write `file:` and the path of the chapter",
    "id": "write `id:` and the label by which the note is called",
    "name": "write `name:` and the name",
    "scheme": "write `scheme:` and whose code it is, such as `BISAC` or `Thema`",
    "code": "write `code:` and the code of the subject",
}

_WANTED = {
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "bool_parsing": "must be `true` or `false`",
    "bool_type": "must be `true` or `false`",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "model_type": "must be a mapping of keys and values",
    "model_attributes_type": "must be a mapping of keys and values",
    "string_too_short": "is empty",
    "too_short": "has no entries",
}


def _describe(error: _Error, name: str) -> tuple[str, str | None]:
    """Return message and hint for a value that is there but wrong."""
    context = error.context
    match error.kind:
        case "literal_error":
            return _not_a_choice(error, name)
        case "spine_entry":
            return _not_an_entry(error, name)
        case "string_type" if "(path)" in error.forms:
            return _not_an_entry(error, name)
        case "value_error":
            return f"{name} is wrong: {_clause(str(context['error']))}", None
        case "greater_than_equal":
            return f"{name} must be at least {context['ge']:g}", None
        case "less_than_equal":
            return f"{name} must be at most {context['le']:g}", None
        case "string_pattern_mismatch":
            return f"{name} has characters that it can't have", _PATTERNS.get(context["pattern"])
        case "tuple_type" if isinstance(error.value, str):
            return f"{name} must be a list", f"write `- {error.value}` in a line of its own below"
        case kind:
            return f"{name} {_WANTED.get(kind) or _clause(error.message)}", None


def _not_an_entry(error: _Error, name: str) -> tuple[str, str]:
    if isinstance(error.value, dict) and "part" in error.value:
        return f"{name} is a part, but only `body` has parts", "move the part to `body`"
    return f"{name} names no file", "write the path of a chapter after `- `"


_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]*$": "write small letters a-z, digits and hyphens, such as `the-roads`",
    r"^\w[\w.-]*$": "write letters, digits, hyphens and full stops, such as `roads-of-rome`",
}


def _clause(message: str) -> str:
    message = message.removesuffix(".")
    return message[:1].lower() + message[1:]


def _not_a_choice(error: _Error, name: str) -> tuple[str, str]:
    choices = re.findall(r"'([^']*)'", str(error.context["expected"]))
    message = f"`{error.value}` is not known as {name}"
    by_letters = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(str(error.value).lower(), by_letters, n=1)
    return (
        message,
        f"did you mean `{by_letters[near[0]]}`?" if near else f"write one of {', '.join(choices)}",
    )


def _model_at(model: type[BaseModel], location: tuple[str | int, ...]) -> type[BaseModel]:
    """Return the model that pydantic tried at `location`, which names union members by tags."""
    for part in location:
        if part in ENTRY_FORMS:
            model = ENTRY_FORMS[str(part)]
        elif part in model.model_fields:
            inner = _models_in(model.model_fields[str(part)].annotation)
            model = inner[0] if inner else model
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]


_OTHER_NAMES = {
    "author": "contributors",
    "authors": "contributors",
    "creator": "contributors",
    "editor": "contributors",
    "translator": "contributors",
    "lang": "language",
    "isbn": "identifiers.isbn_epub",
    "identifier": "identifiers",
    "keywords": "subjects",
    "tags": "subjects",
    "subject": "subjects",
    "copyright": "rights",
    "license": "rights",
    "licence": "rights",
    "abstract": "description",
    "cover_image": "cover",
    "toc_depth": "editions.pdf.contents_depth",
    "chapters": "spine.body",
    "contents": "spine.body",
    "name": "title",
    "path": "file",
    "label": "id",
    "note": "text",
    "body": "text",
    "source": "sources",
    "type": "kind",
    "references": "bibliography",
    "style": "csl",
    "page_size": "editions.pdf.trim",
}
"""What other programs call our keys."""


def _key_hint(key: str, model: type[BaseModel], root: type[BaseModel]) -> str | None:
    """Return what the key may have been meant to be: here, under another name, or elsewhere."""
    even = key.strip().lower().replace("-", "_")
    known = list(model.model_fields)
    if even in known:
        return f"did you mean `{even}`?"
    other = _OTHER_NAMES.get(even)
    if other is not None and other.split(".")[0] in known:
        return f"did you mean `{other}`?"
    near = difflib.get_close_matches(even, known, n=1, cutoff=0.7)
    if near:
        return f"did you mean `{near[0]}`?"
    if homes := _homes(root).get(even):
        return f"move it: it belongs in `{homes}`"
    if root is Header and even in {*_homes(BookFile), *BookFile.model_fields, *_OTHER_NAMES}:
        return "move it to `book.yaml`: the header speaks of its own chapter alone"
    return f"write one of {', '.join(known)}" if len(known) <= 8 else "delete it"


@cache
def _homes(model: type[BaseModel], prefix: str = "") -> dict[str, str]:
    """Return for each key of the models below `model` the first place where it belongs."""
    found: dict[str, str] = {}
    for name, info in model.model_fields.items():
        for inner in _models_in(info.annotation):
            here = f"{prefix}{name}"
            for key in inner.model_fields:
                found.setdefault(key, here)
            for key, home in _homes(inner, f"{here}.").items():
                found.setdefault(key, home)
    return found
