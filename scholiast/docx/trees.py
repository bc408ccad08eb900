"""A manuscript as one tree for Word: what Word knows as it is, all else as Markdown that is typed.

Words are to be edited, so words are words; marks of Markdown that Word has nothing for (attributes,
citations, divisions, formulas) stand around them as they are typed, in the style `Scholiast Code`,
and come back as they are. Each note is a footnote that begins with a sign, by which it is found in
the file that pandoc writes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scholiast import numbering, refsyntax, slugs
from scholiast.docx.table import CHAPTER, CODE, CODE_BLOCK, NoteRow, body_name, call_name
from scholiast.manuscript import Draft, Manuscript, Node, NoteEntry
from scholiast.marks import FIRST_SIGN
from scholiast.register import Index, address, open_index

_KNOWN_INLINES = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript",
                  "SmallCaps"}  # fmt: skip
_PLAIN = {"Str", "Space", "SoftBreak", "LineBreak"}
_PLAIN_TARGETS = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class WordTree:
    """A manuscript as blocks for pandoc's Word writer; `notes` by sign, `again` labels by sign.

    A sign of `again` stands for a further call of a note, a reference to its first.
    """

    blocks: list[Node] = field(repr=False)
    notes: dict[str, NoteRow]
    again: dict[str, NoteRow]


def word_tree(manuscript: Manuscript) -> WordTree:
    """Return the tree of a manuscript without errors."""
    maker = _Maker(manuscript, open_index(manuscript))
    blocks = [block for number, draft in enumerate(manuscript.drafts, 1)
              for block in maker.chapter(number, draft)]  # fmt: skip
    return WordTree(blocks, maker.notes, maker.again)


@dataclass
class _Maker:
    """Makes the tree, chapter by chapter."""

    manuscript: Manuscript
    index: Index
    notes: dict[str, NoteRow] = field(default_factory=dict)
    again: dict[str, NoteRow] = field(default_factory=dict)
    number: int = 0
    draft: Draft | None = None
    rows: dict[tuple[str, str], NoteRow] = field(default_factory=dict)
    """The notes of the chapter that is being made, by address."""
    waiting: list[tuple[NoteEntry, NoteRow, str]] = field(default_factory=list)
    """Notes that the note being made calls, with their signs: their references come behind it."""
    depth: int = 0
    path: str = ""
    """The file in which calls now stand: a draft's, or one of `notes/`."""

    def chapter(self, number: int, draft: Draft) -> Iterator[Node]:
        self.number, self.draft, self.rows, self.path = number, draft, {}, draft.path
        yield _styled_block(CHAPTER, [{"t": "Para", "c": [_str(draft.path)]}])
        if draft.title:
            yield {"t": "Header", "c": [1, ["", [], []], self.inlines(draft.title)]}
        yield from self.blocks(draft.blocks)

    # -- blocks --

    def blocks(self, blocks: Sequence[Node]) -> list[Node]:
        return [made for block in blocks for made in self.block(block)]

    def block(self, block: Node) -> Iterator[Node]:
        kind: str = block["t"]
        content: Any = block.get("c")
        match kind:
            case "Para" | "Plain":
                yield {"t": kind, "c": self.inlines(content)}
            case "Header":
                yield self._heading(content)
            case "BlockQuote":
                yield {"t": kind, "c": self.blocks(content)}
            case "BulletList" | "OrderedList" if self.depth and _is_flat(kind, content):
                yield from self._items(kind, content)
            case "BulletList":
                yield {"t": kind, "c": [self.blocks(item) for item in content]}
            case "OrderedList":
                yield {"t": kind, "c": [content[0], [self.blocks(item) for item in content[1]]]}
            case "DefinitionList":
                yield {"t": kind, "c": [self._definition(term, bodies) for term, bodies in content]}
            case "Div":
                yield from self._division(content)
            case "LineBlock":
                yield self._verse(content)
            case "Figure":
                yield from self._figure(content)
            case "Table":
                yield {"t": kind, "c": self._table(content)}
            case "CodeBlock":
                yield _code_lines(_fenced(content))
            case "RawBlock":
                yield _code_lines(str(content[1]).split("\n"))
            case _:
                yield block

    def _heading(self, content: Any) -> Node:
        level, (name, classes, pairs), inlines = content
        assert self.draft is not None
        name = name if name and slugs.is_typed(self.draft.source.text, name) else ""
        written = attributes(name, classes, pairs)
        tail = [_code(f" {written}")] if written else []
        return {"t": "Header", "c": [level, ["", [], []], [*self.inlines(inlines), *tail]]}

    def _items(self, kind: str, content: Any) -> Iterator[Node]:
        """Yield the items of a list in a note as they are typed: pandoc reads no lists there."""
        start = 0 if kind == "BulletList" else content[0][0]
        for number, item in enumerate(content if kind == "BulletList" else content[1], start):
            mark = "- " if kind == "BulletList" else f"{number}. "
            yield {"t": "Para", "c": [_code(mark), *self.inlines(item[0]["c"])]}

    def _definition(self, term: Any, bodies: Any) -> list[Any]:
        return [self.inlines(term), [self.blocks(body) for body in bodies]]

    def _division(self, content: Any) -> Iterator[Node]:
        written = attributes(*content[0])
        if not written:
            yield from self.blocks(content[1])
            return
        depth = 3 + sum(1 for _ in _inner_divisions(content[1]))
        yield _code_lines([f"{':' * depth} {written}"])
        yield from self.blocks(content[1])
        yield _code_lines([":" * depth])

    def _verse(self, lines: Any) -> Node:
        """Return verse as a paragraph whose lines begin as they are typed, with `| `."""
        out: list[Node] = []
        for line in lines:
            out += [{"t": "LineBreak"}] if out else []
            out += [_code("| "), *self.inlines(line)]
        return {"t": "Para", "c": out}

    def _figure(self, content: Any) -> Iterator[Node]:
        (name, classes, pairs), (_, caption), blocks = content
        images = [node for block in blocks for node in block.get("c", []) if isinstance(node, dict)]
        if len(blocks) == 1 and len(images) == 1 and images[0]["t"] == "Image":
            (_, own, more), seen, (target, title) = images[0]["c"]
            words = [one for block in caption for one in block["c"]]
            alt = [["alt", numbering.plain(seen)]] if _differ(seen, words) else []
            written = attributes(name, [*classes, *own], [*pairs, *more, *alt])
            yield {"t": "Para", "c": self._image(words, target, title, written)}
        else:
            yield from self.blocks(blocks)
            yield from self.blocks(caption)

    def _table(self, content: Any) -> Any:
        """Return a table with its notes; what its cells say, and the caption, are blocks."""
        (name, classes, pairs), (short, caption), columns, head, bodies, foot = content
        written = attributes(name, classes, pairs)
        said = self.blocks(caption)
        if written and said:
            said[-1]["c"].append(_code(f" {written}"))
        rows = [self._part(head), [self._body(body) for body in bodies], self._part(foot)]
        return [["", [], []], [short, said], columns, *rows]

    def _part(self, part: Any) -> Any:
        return [part[0], [self._row(row) for row in part[1]]]

    def _body(self, body: Any) -> Any:
        head, rows = ([self._row(row) for row in rows] for rows in body[2:])
        return [body[0], body[1], head, rows]

    def _row(self, row: Any) -> Any:
        return [row[0], [[*cell[:4], self.blocks(cell[4])] for cell in row[1]]]

    # -- inlines --

    def inlines(self, inlines: Sequence[Node]) -> list[Node]:
        return [made for one in inlines for made in self.inline(one)]

    def inline(self, node: Node) -> Iterator[Node]:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in _PLAIN:
            yield node
        elif kind in _KNOWN_INLINES:
            yield {"t": kind, "c": self.inlines(content)}
        elif kind == "NoteCall":
            yield from self._call(content)
        elif kind == "Quoted":
            single = content[0]["t"] == "SingleQuote"
            yield _str("‘" if single else "“")
            yield from self.inlines(content[1])
            yield _str("’" if single else "”")
        elif kind == "Link":
            yield from self._link(*content)
        elif kind == "Image":
            written = attributes(*content[0])
            target, title = content[2]
            yield from self._image(content[1], target, title, written)
        elif refsyntax.is_group(node):
            yield _code(_references(content[1]))
        elif kind == "Span":
            written = attributes(*content[0])
            yield from [_code("[")] if written else []
            yield from self.inlines(content[1])
            yield from [_code(f"]{written}")] if written else []
        elif kind == "Code":
            written = attributes(*content[0])
            yield {"t": kind, "c": [["", [], []], content[1]]}
            yield from [_code(written)] if written else []
        elif kind == "Math":
            sign = "$" if content[0]["t"] == "InlineMath" else "$$"
            yield _code(f"{sign}{content[1]}{sign}")
        elif kind == "RawInline":
            yield _code(content[1])
        elif kind == "Cite":
            yield _code(numbering.plain(content[1]))
        else:
            yield node

    def _link(self, attribute: Any, words: list[Node], target: Any) -> Iterator[Node]:
        written = attributes(*attribute)
        address, title = target
        if address.startswith(_PLAIN_TARGETS) and not title and written in {"", "{.uri}"}:
            yield {"t": "Link", "c": [["", [], []], self.inlines(words), target]}
            return
        yield _code("[")
        yield from self.inlines(words)
        yield _code(f"]({_destination(address, title)}){written}")

    def _image(self, words: list[Node], target: str, title: str, written: str) -> list[Node]:
        end = f"]({_destination(target, title)}){written}"
        return [_code("!["), *self.inlines(words), _code(end)]

    # -- notes --

    def _call(self, key: str) -> Iterator[Node]:
        call = self.index.calls[self.path, key]
        entry = self.index.entry(self.path, call)
        where = address(entry)
        if where in self.rows:
            yield self._again(self.rows[where])
            return
        row, sign = self._enter(entry)
        if self.depth:
            self.waiting.append((entry, row, sign))
            yield self._again(row)
        else:
            yield from self._noted(entry, sign)

    def _noted(self, entry: NoteEntry, sign: str) -> Iterator[Node]:
        """Yield a note, and behind it those that it calls."""
        yield self._note(entry, sign)
        while self.waiting:
            inner, _, inner_sign = self.waiting.pop(0)
            yield self._note(inner, inner_sign)

    def _note(self, entry: NoteEntry, sign: str) -> Node:
        path, self.path = self.path, entry.place.path
        self.depth += 1
        body = self.blocks(entry.blocks)
        self.depth -= 1
        self.path = path
        return {"t": "Note", "c": _signed(sign, body)}

    def _again(self, row: NoteRow) -> Node:
        sign = self._sign()
        self.again[sign] = row
        return _code(sign)

    def _enter(self, entry: NoteEntry) -> tuple[NoteRow, str]:
        assert self.draft is not None
        number = len(self.rows) + 1
        label = entry.label or _inline_label(number, {row.label for row in self.rows.values()})
        row = NoteRow(
            label=label,
            kind=entry.kind,
            chapter=self.draft.path,
            home=entry.place.path,
            call=call_name(self.number, number, label),
            body=body_name(self.number, number, label),
            attributes=attributes("", (), tuple(entry.attributes.items()))[1:-1],
            nested=self.depth > 0,
            inline=entry.inline,
        )
        self.rows[address(entry)] = row
        sign = self._sign()
        self.notes[sign] = row
        return row, sign

    def _sign(self) -> str:
        number = FIRST_SIGN + len(self.notes) + len(self.again)
        return chr(number if number <= 0xFFFFD else number + 2)  # past the noncharacters


def _inline_label(number: int, taken: set[str]) -> str:
    return slugs.unique(f"inline-{number}", taken)


def _is_flat(kind: str, content: Any) -> bool:
    """Tell whether each item of a list is one paragraph."""
    items = content if kind == "BulletList" else content[1]
    return all(len(item) == 1 and item[0]["t"] in {"Para", "Plain"} for item in items)


def _signed(sign: str, blocks: list[Node]) -> list[Node]:
    """Return the body of a note that begins with its sign."""
    first = blocks[0] if blocks else {"t": "Null"}
    if first["t"] in {"Para", "Plain"}:
        return [{"t": "Para", "c": [_code(sign), *first["c"]]}, *blocks[1:]]
    return [{"t": "Para", "c": [_code(sign)]}, *blocks]


# -- Markdown as it is typed --


def attributes(name: str, classes: Sequence[str], pairs: Sequence[Sequence[str]]) -> str:
    """Return attributes as Markdown writes them, `{#id .class key="value"}`; nothing for none."""
    parts = [f"#{name}"] if name else []
    parts += [f".{one}" for one in classes]
    parts += ['{}="{}"'.format(key, value.replace('"', '\\"')) for key, value in pairs]
    return f"{{{' '.join(parts)}}}" if parts else ""


_SIMPLE = re.compile(r"[A-Za-z]+:[A-Za-z0-9](?:[A-Za-z0-9_.:-]*[A-Za-z0-9])?")


def _references(inside: Sequence[Node]) -> str:
    """Return cross-references as they are typed: `@note:erfurt`, `[see @note:a; @note:b]`."""
    parts: list[str] = []
    for node in inside:
        pairs = dict(node["c"][0][2]) if node["t"] == "Span" else {}
        if refsyntax.KEY not in pairs:
            parts.append(" " if node["t"] == "Space" else numbering.plain([node]))
            continue
        name = pairs[refsyntax.KEY]
        said = f"@{name}" if _SIMPLE.fullmatch(name) else f"@{{{name}}}"
        parts += ["; "] if parts and "@" in parts[-1] else []
        parts.append(f"-{said}" if refsyntax.BARE in pairs else said)
    return parts[0] if len(parts) == 1 else f"[{''.join(parts)}]"


def _destination(target: str, title: str) -> str:
    whole = f"<{target}>" if set(target) & set(" ()") else target
    return f'{whole} "{title}"' if title else whole


def _fenced(content: Any) -> list[str]:
    """Return a block of code with its fence."""
    lines = str(content[1]).split("\n")
    fence = "`" * max(3, *(len(line) - len(line.lstrip("`")) + 1 for line in lines))
    name, classes, pairs = content[0]
    is_short = not name and not pairs and len(classes) == 1
    written = classes[0] if is_short else f" {attributes(name, classes, pairs)}".rstrip()
    return [fence + written, *lines, fence]


def _differ(alt: list[Node], caption: list[Node]) -> bool:
    """Tell whether an image has words of its own beside its caption."""
    return bool(alt) and numbering.plain(alt) != numbering.plain(caption)


def _inner_divisions(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for one in value:
            yield from _inner_divisions(one)
    elif isinstance(value, dict):
        if value.get("t") == "Div":
            yield value
        yield from _inner_divisions(value.get("c"))


def _str(words: str) -> Node:
    return {"t": "Str", "c": words}


def _code(words: str) -> Node:
    return {"t": "Span", "c": [["", [], [["custom-style", CODE]]], [_str(words)]]}


def _code_lines(lines: Sequence[str]) -> Node:
    """Return lines that stand as they are typed, as one paragraph."""
    out: list[Node] = []
    for line in lines:
        out += [{"t": "LineBreak"}] if out else []
        out += [_str(line.replace(" ", "\u00a0") if line[:1] == " " else line)]
    return _styled_block(CODE_BLOCK, [{"t": "Para", "c": out}])


def _styled_block(style: str, blocks: list[Node]) -> Node:
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], blocks]}
