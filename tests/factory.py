"""Books made by hand for the tests of renderers and verifiers, without pandoc.

In the XHTML given here `[[label|body]]` calls a note and defines it (`body` is inline XHTML, or
block XHTML when it begins with `<`), and `[[label]]` calls it again. A note may hold one note:
`[[outer|text [[inner|more]] text]]`.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scholiast import markup, text
from scholiast.book import (
    Book,
    Chapter,
    Heading,
    Image,
    Matter,
    Note,
    NoteReference,
    PageReference,
    Part,
)
from scholiast.config import Metadata
from scholiast.source import Position, Span

METADATA = Metadata.model_validate(
    {
        "title": "A Sample Book",
        "subtitle": "With Notes",
        "language": "en-GB",
        "contributors": [{"name": "Ada Writer"}, {"name": "Ed Itor", "role": "editor"}],
        "identifiers": {"uuid": "6f1c1e0e-5d0b-4f0a-9a51-0d4c6a1f3a10"},
        "publisher": "Sample Press",
        "place": "Oxford",
        "date": "2026-05-01",
        "rights": "© 2026 Ada Writer",
        "subjects": ["Notes", "Books"],
        "description": "A book that is small and correct.",
    }
)


@dataclass
class _Notes:
    chapter: str
    count: int = 0
    order: list[str] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    references: dict[str, list[NoteReference]] = field(default_factory=dict)

    def read(self, source: str, parent: str | None = None) -> str:
        """Replace the shorthand in `source` by note references and keep the notes."""
        out, rest = [], source
        while (start := rest.find("[[")) >= 0:
            stop = _closing(rest, start)
            out += [rest[:start], self._call(rest[start + 2 : stop], parent)]
            rest = rest[stop + 2 :]
        return "".join([*out, rest])

    def _call(self, call: str, parent: str | None) -> str:
        label, bar, body = call.partition("|")
        note = f"note-{self.chapter}-{label}"
        calls = self.references.setdefault(note, [])
        suffix = f"-{len(calls) + 1}" if calls else ""
        place = Span(f"chapters/{self.chapter}.md", Position(1 + len(self.order), 1))
        calls.append(NoteReference(f"call-{self.chapter}-{label}{suffix}", note, place))
        if bar:
            self.count += 1
            self.order.append(note)
            self.numbers[note] = str(self.count)
            self.parents[note] = parent
            block = body if body.startswith("<") else f"<p>{body}</p>"
            self.bodies[note] = f"<div>{self.read(block, note)}</div>"
        return f'<a class="note-ref" data-reference="{calls[-1].id}" data-note="{note}"/>'

    def all(self) -> tuple[Note, ...]:
        """Return the notes in order."""
        return tuple(
            Note(
                id=note,
                label=note.removeprefix(f"note-{self.chapter}-"),
                kind="author",
                number=self.numbers[note],
                body=self.bodies[note],
                text=text.readable(markup.words(markup.parse(self.bodies[note]))),
                place=Span(f"chapters/{self.chapter}.md", Position(100 + index, 1)),
                references=tuple(self.references[note]),
                parent=self.parents[note],
            )
            for index, note in enumerate(self.order)
        )


def _closing(source: str, start: int) -> int:
    depth, at = 0, start
    while True:
        if source.startswith("[[", at):
            depth, at = depth + 1, at + 2
        elif source.startswith("]]", at):
            depth -= 1
            if depth == 0:
                return at
            at += 2
        else:
            at += 1


def chapter(
    name: str,
    body: str,
    *,
    title: str = "",
    number: str | None = "1",
    matter: Matter = Matter.BODY,
    kind: str = "chapter",
    part: str | None = None,
    language: str = "en-GB",
    sections: Mapping[str, str] | None = None,
) -> Chapter:
    """Return a chapter whose body and title are given in the shorthand of this module.

    `sections` gives the title of the section that each target of its page references stands in.
    """
    notes = _Notes(name)
    title_xhtml = f"<span>{notes.read(title or name.title())}</span>"
    fragment = f"<div>{notes.read(body)}</div>"
    tree = markup.parse(fragment)
    return Chapter(
        id=name,
        kind=kind,
        matter=matter,
        part=part,
        number=number,
        title=text.readable(markup.words(markup.parse(title_xhtml))),
        title_id=f"{name}-title",
        title_xhtml=title_xhtml,
        body=fragment,
        text=text.readable(markup.words(tree)),
        language=language,
        headings=tuple(
            Heading(int(element.tag[1]), element.get("id", ""), markup.words(element).strip())
            for element in tree.iter("h2", "h3", "h4")
        ),
        notes=notes.all(),
        path=f"chapters/{name}.md",
        page_references=tuple(PageReference(*pair) for pair in (sections or {}).items()),
    )


def book(
    *chapters: Chapter,
    metadata: Mapping[str, object] | None = None,
    parts: Sequence[Part] = (),
    images: Sequence[Image] = (),
) -> Book:
    """Return a book of these chapters, a sample of three where none is given."""
    return Book(
        slug="sample",
        metadata=METADATA.model_copy(update=dict(metadata or {})),
        chapters=chapters or sample_chapters(),
        parts=tuple(parts),
        images={image.path: image for image in images},
        modified=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
    )


def sample_chapters() -> tuple[Chapter, ...]:
    """Return a preface and two chapters with notes of every shape."""
    return (
        chapter(
            "preface",
            "<p>A preface speaks first[[first|It has a note too.]], see "
            '<a href="#rome-roads">the roads</a>.</p>',
            number=None,
            matter=Matter.FRONT,
            kind="preface",
        ),
        chapter(
            "rome",
            "<p>He said so,[[gibbon|Gibbon, <em>Decline and Fall</em>, ch. 3.]] and again[[gibbon]]"
            " he was right.[[two|<p>First paragraph.</p><p>Second paragraph.</p>]]</p>"
            '<h2 id="rome-roads">Roads[[heading|A note called in a heading.]]</h2>'
            "<p>They were long.[[outer|Longer than walls.[[inner|A note in a note.]]]]</p>"
            "<table><thead><tr><th>Road</th><th>Miles</th></tr></thead><tbody><tr>"
            "<td>Appia[[cell|A note called in a cell.]]</td><td>350</td></tr></tbody></table>",
            title="Rome",
            number="1",
        ),
        chapter(
            "athens",
            "<p>Ἀθῆναι, 雅典.[[greek|Ἱστορία: a Greek word.]] "
            '<a href="#rome-title">Rome</a> came later.</p>',
            title="Athens[[title|A note called in a title.]]",
            number="2",
        ),
    )
