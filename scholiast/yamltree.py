"""YAML read as plain values, each with its place, and nothing in it that could run or explode."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Source, Span

MOST_VALUES = 500_000
"""The number of values up to which a file is unfolded; aliases can make billions of a few lines."""

INVALID_YAML = Rule(
    "M010",
    "invalid-yaml",
    Severity.ERROR,
    """\
`book.yaml`, a file of `notes/` or the header of a draft is no YAML that can be read.

The message says what YAML stumbled over, and where; the fault is often a line above. The usual
causes:

```yaml
title: Rome: a history        # a colon and a space in a text: put it in quotation marks
title: "Rome: a history"

description: @home            # @ ` % * & ! can't begin a text: put it in quotation marks

spine:
	body: []              # indented by a tab: indent by spaces
```

Tags such as `!!python/object`, aliases that unfold to more than half a million values or into
themselves, and several documents in one file (a second `---`) are refused too: a manuscript is
data.""",
)

DUPLICATE_KEY = Rule(
    "M011",
    "duplicate-key",
    Severity.ERROR,
    """\
The same key is written twice in one mapping.

```yaml
title: Rome
language: en
title: Athens         # which one?
```

Most programs take the last one and say nothing. Delete the one that is wrong.""",
)

Path = tuple[str | int, ...]
"""Where a value is: the keys and numbers (from 0) that lead to it."""

_STANDARD = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML text says.

    `value` is made of dict, list, str and None alone: a scalar is the text as written (`1999`,
    `1.10`, `true`), null is None. `places` gives the span of each value, `keys` that of each key.
    """

    value: Any
    places: dict[Path, Span]
    keys: dict[Path, Span]
    problems: tuple[Diagnostic, ...] = ()

    def place(self, path: Path) -> Span | None:
        """Return the span of the value at `path`, or of the nearest value that holds it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return None

    def key(self, path: Path) -> Span | None:
        """Return the span of the key at `path`, or of the value where it has no key."""
        return self.keys.get(path) or self.place(path)


def parse(source: Source, start: int = 0, end: int | None = None) -> Tree:
    """Read `source.text[start:end]` as one YAML 1.2 document; None where it holds nothing.

    A YAML problem gives an empty tree and says why; control characters are read as spaces, since
    they are found elsewhere.
    """
    text = _without_controls(source.text[start:end])
    yaml = YAML(typ="safe", pure=True)
    builder = _Builder(source, start)
    try:
        root = yaml.compose(text)
        value = builder.build(root, ()) if root is not None else None
    except MarkedYAMLError as problem:
        last = start + len(text.rstrip())
        return Tree(None, {}, {}, (_explain(problem, source, start, last),))
    except RecursionError:
        deep = INVALID_YAML.at(source.whole(), "lists and mappings are nested too deep")
        return Tree(None, {}, {}, (deep,))
    except (YAMLError, _RefusedError) as problem:
        return Tree(None, {}, {}, (INVALID_YAML.at(source.whole(), str(problem)),))
    return Tree(value, builder.places, builder.keys, tuple(builder.problems))


def _without_controls(text: str) -> str:
    """Replace what YAML does not allow (YAML 1.2.2, 5.1), one character for one."""
    return "".join(
        " " if _is_forbidden(ord(char)) and char not in "\t\n\r" else char for char in text
    )


def _is_forbidden(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code in {0xFFFE, 0xFFFF}


class _RefusedError(Exception):
    """The tree can't be unfolded; the message says why."""


@dataclass
class _Builder:
    source: Source
    start: int
    places: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    open: set[int] = field(default_factory=set)
    count: int = 0

    def build(self, node: Node, path: Path) -> Any:
        """Return the value of `node` and note the place of all in it."""
        self.count += 1
        if self.count > MOST_VALUES:
            raise _RefusedError(f"the aliases unfold to more than {MOST_VALUES:,} values")
        if id(node) in self.open:
            raise _RefusedError(f"the alias `{node.anchor}` stands for a value that holds it")
        self.places[path] = self.span(node)
        if node.tag not in _STANDARD:
            self._refuse_tag(node)
            return None
        self.open.add(id(node))
        value = self._value(node, path)
        self.open.discard(id(node))
        return value

    def _value(self, node: Node, path: Path) -> Any:
        if isinstance(node, ScalarNode):
            is_null = node.tag == "tag:yaml.org,2002:null"
            return None if is_null else str(node.value)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, MappingNode)
        return self._mapping(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                place = self.span(key_node)
                self.problems.append(INVALID_YAML.at(place, "a key must be a text"))
                continue
            key = str(key_node.value)
            if key in found:
                self._refuse_key(key_node, (*path, key))
                continue
            self.keys[(*path, key)] = self.span(key_node)
            found[key] = self.build(value_node, (*path, key))
        return found

    def _refuse_key(self, node: ScalarNode, path: Path) -> None:
        first = self.keys[path].start
        line = first.line if first else 0
        self.problems.append(
            DUPLICATE_KEY.at(
                self.span(node),
                f"the key `{node.value}` is written twice",
                f"delete one of the two: the first is in line {line}",
            )
        )

    def _refuse_tag(self, node: Node) -> None:
        tag = str(node.tag).replace("tag:yaml.org,2002:", "!!")
        self.problems.append(
            INVALID_YAML.at(
                self.span(node),
                f"the tag `{tag}` is not allowed",
                "write plain text, lists and mappings",
            )
        )

    def span(self, node: Node) -> Span:
        """Return the place of a node, without the white space that YAML counts to its end."""
        first = self.start + node.start_mark.index
        last = self.start + node.end_mark.index
        written = self.source.text[first:last].rstrip()
        return self.source.span(first, first + max(len(written), 1))


_HINTS = (
    ("mapping values are not allowed", "put a text that holds a colon in quotation marks"),
    ("'\\t' that cannot start", "indent by spaces, not by tabs"),
    ("that cannot start any token", "put a text that begins with a sign in quotation marks"),
    ("found unexpected end of stream", "close the quotation mark"),
    ("found undefined alias", "put a text that begins with `*` in quotation marks"),
    ("unknown escape character", r"write \\ for a backslash, or use single quotation marks"),
    ("expected ',' or ']'", "close the bracket"),
    ("expected ',' or '}'", "close the brace"),
    ("could not find expected ':'", "write a colon and a space after the key"),
    ("found another document", "delete the `---`: one file holds one document"),
    ("expected <block end>", "indent all keys of one mapping alike"),
)


def _explain(problem: MarkedYAMLError, source: Source, start: int, last: int) -> Diagnostic:
    """Return YAML's own complaint with its place: where a bracket or quote is open, the opening."""
    cause = str(problem.problem or problem.context or "unknown").removeprefix("but ")
    mark = problem.problem_mark or problem.context_mark
    at_end = mark is not None and start + mark.index >= last
    if problem.context_mark is not None and at_end:
        mark = problem.context_mark
    place = source.span(start + mark.index) if mark is not None else source.whole()
    hint = _first(hint for part, hint in _HINTS if part in cause)
    return INVALID_YAML.at(place, f"this is not valid YAML: {cause}", hint)


def _first(hints: Iterable[str]) -> str | None:
    return next(iter(hints), None)
