"""Files of `notes/` changed by their text: entries added and taken out, every comment kept."""

import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from scholiast.bookfile import read_notes_file
from scholiast.source import Source
from scholiast.yamltree import Path, Tree, parse


class UnfitError(Exception):
    """A file of notes is not written in a way that can be changed by its lines."""


@dataclass(frozen=True, slots=True)
class Record:
    """A note to be written: its label, kind and Markdown."""

    label: str
    kind: str
    text: str


_PLAIN = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_MEANT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def scalar(text: str) -> str:
    """Return a label as YAML: bare where that can mean nothing else, else in quotation marks."""
    if _PLAIN.fullmatch(text) and text.lower() not in _MEANT:
        return text
    return _dumped([DoubleQuotedScalarString(text)])[2:].rstrip("\n")


def appended(source: Source | None, records: Sequence[Record]) -> str:
    """Return the text of a file of notes with more entries at its end. Raises UnfitError."""
    if source is None or not source.text.strip():
        return _as_list(records, "")
    tree = parse(source)
    text = source.text if source.text.endswith("\n") else source.text + "\n"
    if tree.problems:
        raise UnfitError("it is no YAML that can be read")
    if isinstance(tree.value, dict):
        return text + _as_mapping(records)
    indent = ""
    if isinstance(tree.value, list) and tree.value:
        start = tree.places[(0,)].start
        assert start is not None
        found = re.match(r" *(?=- )", source.line(start.line))
        if found is None:
            raise UnfitError("its entries do not begin with `- ` in lines of their own")
        indent = found[0]
    return text + _as_list(records, indent)


def _as_list(records: Sequence[Record], indent: str) -> str:
    whole = "".join(_one(record) for record in records)
    return "".join(indent + line if line.strip() else line for line in whole.splitlines(True))


def _one(record: Record) -> str:
    """Return an entry that reads back as the note: by lines where YAML can, else quoted."""
    for text in (_styled(record.text), DoubleQuotedScalarString(record.text)):
        written = _dumped([_mapping(record, text)])
        read = read_notes_file(Source("notes", written)).entries
        if len(read) == 1 and read[0].model.text == record.text:
            break
    return written


def _styled(text: str) -> Any:
    return LiteralScalarString(f"{text}\n") if "\n" in text else text


def _mapping(record: Record, text: Any, *, named: bool = True) -> CommentedMap:
    entry = CommentedMap()
    if named:
        entry["id"] = _label(record.label)
    if record.kind != "author":
        entry["kind"] = record.kind
    entry["text"] = text
    return entry


def _label(label: str) -> str:
    return label if scalar(label) == label else DoubleQuotedScalarString(label)


def _as_mapping(records: Sequence[Record]) -> str:
    entries = CommentedMap()
    for record in records:
        text = YAML(typ="safe", pure=True).load(_one(record))[0]["text"]
        quoted = '"' in _one(record).partition("text:")[2][:3]
        entries[_label(record.label)] = _mapping(
            record, DoubleQuotedScalarString(text) if quoted else _styled(text.rstrip("\n")),
            named=False,
        )  # fmt: skip
    return _dumped(entries)


def _dumped(value: Any) -> str:
    yaml = YAML()
    yaml.width = 10**6
    yaml.indent(mapping=2, sequence=2, offset=0)
    out = io.StringIO()
    yaml.dump(CommentedSeq(value) if isinstance(value, list) else value, out)
    return out.getvalue()


# -- taking out --


def removed(source: Source, labels: Collection[str]) -> str | None:
    """Return the text of a file of notes without some entries; None where nothing is left.

    Lines of comments stay, those within an entry too. Raises UnfitError where an entry shares a
    line with another.
    """
    tree = parse(source)
    stretches = list(_stretches(source, tree, labels))
    out, at = [], 0
    for start, end in stretches:
        if start < at:
            raise UnfitError("two entries stand in one line")
        out += [source.text[at:start], "".join(_comments(source, tree, start, end))]
        at = end
    text = "".join([*out, source.text[at:]])
    return text if text.strip() else None


def _stretches(source: Source, tree: Tree, labels: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines of each entry of some labels, as offsets."""
    items = enumerate(tree.value) if isinstance(tree.value, list) else (tree.value or {}).items()
    for key, item in items:
        label = key if isinstance(key, str) else item.get("id") if isinstance(item, dict) else None
        if label not in labels:
            continue
        begun = tree.keys[(key,)] if isinstance(key, str) else tree.places[(key,)]
        assert begun.start is not None
        start = source.offset(begun.start) - (begun.start.column - 1)
        before = source.text[start : source.offset(begun.start)]
        if before.strip(" ") not in {"", "-"}:
            raise UnfitError("an entry does not begin in a line of its own")
        end = source.text.find("\n", _end(source, tree, (key,)))
        yield start, len(source.text) if end < 0 else end + 1


def _end(source: Source, tree: Tree, path: Path) -> int:
    """Return the offset behind the last value or key of an entry.

    A list or mapping ends for YAML where the next thing begins, behind comments and empty lines.
    """
    ends = [
        span.end
        for spans in (tree.places, tree.keys)
        for found, span in spans.items()
        if found[: len(path)] == path and (spans is tree.keys or _is_leaf(tree, found))
    ]
    return max(source.offset(end) for end in ends if end is not None)


def _comments(source: Source, tree: Tree, start: int, end: int) -> Iterator[str]:
    """Yield the comments within a stretch, each as a line of its own."""
    values = [
        (source.offset(span.start), source.offset(span.end))
        for spans in (tree.places, tree.keys)
        for path, span in spans.items()
        if path and _is_leaf(tree, path) and span.start is not None and span.end is not None
    ]
    for found in re.finditer(r"(?:^|(?<=\s))#[^\n]*", source.text[start:end], re.MULTILINE):
        at = start + found.start()
        if not any(first <= at < last for first, last in values):
            yield found[0].rstrip() + "\n"


def _is_leaf(tree: Tree, path: Path) -> bool:
    return not isinstance(_value(tree.value, path), dict | list)


def _value(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value
