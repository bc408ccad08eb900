"""The header of a chapter that comes from elsewhere: YAML or TOML, read with places, or broken."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.importing.folder_rules import BROKEN_HEADER
from scholiast.source import Source
from scholiast.tomltree import parse as parse_toml
from scholiast.yamltree import Tree
from scholiast.yamltree import parse as parse_yaml

_NOTHING = Tree(None, {}, {})


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a text, as read.

    `values` are its keys, empty where it has none or is broken; `end` is the offset at which the
    text begins after it. `broken` are the lines of a header that can't be read, without the lines
    that enclose it, and `language` what they are written in.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    tree: Tree = field(default=_NOTHING, repr=False)
    end: int = 0
    problems: tuple[Diagnostic, ...] = ()
    broken: str | None = None
    language: str = "yaml"


_YAML = re.compile(r"\A---[ \t]*\n(?=\S)")
_TOML = re.compile(r"\A\+\+\+[ \t]*\n")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TOML_END = re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE)
_YAML_KEY = re.compile(r"[\w\"'-]+[ \t]*:(?:\s|\Z)")
_TOML_KEY = re.compile(r"(?:\s|#[^\n]*\n)*(?:\[[\w\"']|[\w.\"'-]+[ \t]*[=:]|\+\+\+)")


def read_head(source: Source) -> Head:
    """Read the header of a text, whose lines end at LF.

    A header that can't be read is `broken`; one that is not closed ends at the first empty line.
    """
    if opening := _YAML.match(source.text):
        return _read(source, opening.end(), _YAML_END, _YAML_KEY, "yaml")
    if (opening := _TOML.match(source.text)) and _TOML_KEY.match(source.text, opening.end()):
        return _read(source, opening.end(), _TOML_END, _TOML_KEY, "toml")
    return Head()


def _read(
    source: Source,
    start: int,
    closing: "re.Pattern[str]",
    key: "re.Pattern[str]",
    language: str,
) -> Head:
    found = closing.search(source.text, start)
    if found is None:
        return _open(source, start, language) if key.match(source.text, start) else Head()
    stop = found.start()
    tree = (
        parse_toml(source, start, stop) if language == "toml" else parse_yaml(source, start, stop)
    )
    if isinstance(tree.value, dict):
        findings = tuple(_as_broken(one, source) for one in tree.problems)
        return Head(tree.value, tree, found.end(), findings)
    if tree.value is None and not tree.problems:
        return Head(end=found.end())
    if not tree.problems:  # text between two rules
        return Head()
    findings = tuple(_as_broken(one, source) for one in tree.problems)
    return Head({}, _NOTHING, found.end(), findings, source.text[start:stop], language)


def _as_broken(problem: Diagnostic, source: Source) -> Diagnostic:
    return BROKEN_HEADER.at(problem.place or source.whole(), problem.message, problem.hint)


def _open(source: Source, start: int, language: str) -> Head:
    blank = re.compile(r"^[ \t]*(?:\n|\Z)", re.MULTILINE).search(source.text, start)
    stop = blank.start() if blank else len(source.text)
    sign = source.text[:3]
    hint = f"write `{sign}` in a line of its own below the last key"
    said = BROKEN_HEADER.at(source.span(0, 3), "the header is not closed", hint)
    return Head({}, _NOTHING, stop, (said,), source.text[start:stop], language)
