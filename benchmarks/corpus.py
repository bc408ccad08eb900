"""Books made by rule, the same bytes each time: `python -m benchmarks.corpus S|M|L DIR`."""

import argparse
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import plates, prose, vocabulary
from benchmarks.prose import count, number, pick, sentence, sentences


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a book: `words` are those of text and notes together."""

    name: str
    title: str
    chapters: int
    words: int
    notes: int
    plates: int


SIZES: Mapping[str, Size] = {
    size.name: size
    for size in (
        Size("S", "An Essay on Margins", chapters=1, words=7_700, notes=63, plates=1),
        Size("M", "Roads and Margins", chapters=30, words=100_000, notes=1_000, plates=4),
        Size("L", "A History of Margins", chapters=120, words=500_000, notes=5_000, plates=8),
    )
}

_SECTION_WORDS = 850
_PARAGRAPH_WORDS = (45, 130)


@dataclass(frozen=True, slots=True)
class _Outline:
    """Where links can lead: title of each chapter, and how many sections it has, by its id."""

    titles: Mapping[str, str]
    sections: Mapping[str, int]


@dataclass(slots=True)
class _Desk:
    """A chapter being written: `quota` words and notes in all, and what is there of them."""

    id: str
    chance: random.Random
    words_wanted: int
    notes_wanted: int
    words: int = 0
    notes: int = 0


def files(size: Size) -> dict[str, bytes]:
    """Return a whole book in Scholiast's own form: bytes by path."""
    chance = random.Random(f"margins {size.name}")
    ids = [f"c{serial:03}" for serial in range(1, size.chapters + 1)]
    shares = [0.85 + 0.3 * chance.random() for _ in ids]
    outline = _outline(chance, ids, shares, size)
    found = {"book.yaml": _settings(size, ids).encode()}
    words = notes = 0
    for serial, id in enumerate(ids):
        part = sum(shares[: serial + 1]) / sum(shares)
        desk = _Desk(
            id=id,
            chance=random.Random(f"margins {size.name} {id}"),
            words_wanted=round(size.words * part) - words,
            notes_wanted=round(size.notes * part) - notes,
        )
        text = "\n\n".join(_chapter(desk, outline, serial, size)) + "\n"
        found[f"chapters/{id}.md"] = text.encode()
        words, notes = words + desk.words, notes + desk.notes
    for serial in range(size.plates):
        found[f"images/plate-{serial + 1}.png"] = plates.plate(serial)
    return found


def _outline(chance: random.Random, ids: list[str], shares: list[float], size: Size) -> _Outline:
    words = {id: size.words * share / sum(shares) for id, share in zip(ids, shares, strict=True)}
    return _Outline(
        titles={id: prose.title(chance) for id in ids},
        sections={id: max(1, round(words[id] / _SECTION_WORDS)) for id in ids},
    )


def _settings(size: Size, ids: list[str]) -> str:
    spine = "\n".join(f"    - chapters/{id}.md" for id in ids)
    return f"""\
title: {size.title}
language: en-GB
contributors:
  - name: The Benchmark
date: 2026
rights: This text was made by rule and is nobody's.
description: A book of {size.words} words and {size.notes} notes, made by rule.
slug: corpus-{size.name.lower()}

spine:
  body:
{spine}
"""


def _chapter(desk: _Desk, outline: _Outline, serial: int, size: Size) -> Iterator[str]:
    """Yield the blocks of a chapter, each of them Markdown, in order."""
    chance, sections = desk.chance, outline.sections[desk.id]
    yield _said(desk, f"# {outline.titles[desk.id]} {{#{desk.id}}}")
    for section in range(sections):
        end = desk.words_wanted * (section + 1) // sections
        if section:
            yield _said(desk, f"## {prose.title(chance)} {{#{desk.id}-{section + 1}}}")
        block = 0
        while desk.words < end:
            yield from _block(desk, serial, section, block, size)
            if block == 1 and section == sections // 2:
                yield from _references(desk, outline, serial)
            block += 1
    while desk.notes < desk.notes_wanted:
        yield from _paragraph(desk, 1)


def _said(desk: _Desk, text: str) -> str:
    """Count the words of a block and return it."""
    desk.words += count(text)
    return text


def _block(desk: _Desk, serial: int, section: int, block: int, size: Size) -> Iterator[str]:
    """Yield a paragraph, or what stands between paragraphs: by where in the chapter it is."""
    chance, turn = desk.chance, (serial + section) % 6
    if block == 2 and turn == 1:
        yield _said(desk, "> " + " ".join(sentences(chance, number(chance, 35, 80))))
    elif block == 3 and turn == 2:
        yield _said(desk, "\n".join(f"- {sentence(chance)}" for _ in range(4)))
    elif block == 3 and turn == 4:
        items = (f"{place}. {sentence(chance)}" for place in range(1, 5))
        yield _said(desk, "\n".join(items))
    elif block == 2 and section == 1 and serial % 3 == 0:
        yield _said(desk, _table(chance))
    elif block == 4 and section == 1 and serial % 2 == 0:
        yield _said(desk, _figure(chance, desk.id, serial % size.plates + 1))
    yield from _paragraph(desk, number(chance, *_PARAGRAPH_WORDS))


def _paragraph(desk: _Desk, words: int) -> Iterator[str]:
    """Yield a paragraph of about so many words, and below it the notes that it calls."""
    written: list[str] = []
    called: list[str] = []
    while not written or count(" ".join(written)) < words:
        text = _said(desk, sentence(desk.chance))
        due = desk.words / desk.words_wanted * desk.notes_wanted >= desk.notes + 0.5
        if desk.notes < desk.notes_wanted and (due or desk.words >= desk.words_wanted):
            desk.notes += 1
            label = f"{desk.id}-n{desk.notes}"
            text += f"[^{label}]"
            called.append(f"[^{label}]: {_said(desk, _note(desk))}")
        written.append(text)
    yield " ".join(written)
    yield from called


def _note(desk: _Desk) -> str:
    """Return a note: mostly one or two sentences, now and then paragraphs or half a page."""
    chance = desk.chance
    roll = chance.random()
    if roll < 0.08:
        return f"Ibid., p. {number(chance, 2, 480)}."
    source = _source(chance)
    if roll < 0.55:
        return source
    if roll < 0.97:
        return f"{sentence(chance)} {source}"
    if roll < 0.995:
        first, second = sentence(chance), " ".join(sentences(chance, 20))
        return f"{first} {source}\n\n    {second}"
    return " ".join([*sentences(chance, 220), source])


def _source(chance: random.Random) -> str:
    """Return what a note most often is: a person, a work and pages."""
    person = pick(chance, vocabulary.PEOPLE)
    work = f"{pick(chance, vocabulary.TITLES)} of {pick(chance, vocabulary.PLACES)}"
    page = number(chance, 3, 460)
    return (
        f"{person}, *{work}*, {number(chance, 1, 12)}, pp. {page}–{page + number(chance, 1, 19)}."
    )


def _table(chance: random.Random) -> str:
    rows = [
        f"| {pick(chance, vocabulary.PLACES)} | {pick(chance, vocabulary.NOUNS)} of "
        f"{pick(chance, vocabulary.PEOPLE)} | {number(chance, 410, 1889)} |"
        for _ in range(number(chance, 5, 9))
    ]
    head = "| Place | What was found | Year |\n|:------|:---------------|-----:|"
    return "\n".join([head, *rows, "", f": {prose.title(chance)}"])


def _figure(chance: random.Random, id: str, serial: int) -> str:
    caption = sentence(chance, plain=True)
    path = f"../images/plate-{serial}.png"
    return f'![{caption}]({path}){{#{id}-plate alt="Grey waves that meet, plate {serial}."}}'


def _references(desk: _Desk, outline: _Outline, serial: int) -> Iterator[str]:
    """Yield a paragraph that leads to a section of another chapter, or of this where it is alone.

    Two chapters in five name the page as well.
    """
    chance, ids = desk.chance, list(outline.titles)
    others = [id for id in ids if id != desk.id] or ids
    target = others[int(len(others) * chance.random())]
    section = number(chance, 2, max(2, outline.sections[target]))
    place = f"{target}-{section}" if section <= outline.sections[target] else target
    words = f"{sentence(chance)} More is said of it in [{outline.titles[target]}](#{place})"
    if serial % 5 < 2:
        words += f", [](#{place}){{.page}}"
    yield _said(desk, f"{words}. {sentence(chance)}")


def write(size: Size, folder: Path) -> None:
    """Write the book into `folder`, which is made where there is none.

    Raises OSError where the system refuses.
    """
    for path, data in files(size).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main() -> None:
    """Write the book that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path, metavar="DIR")
    asked = parser.parse_args()
    write(SIZES[asked.size], asked.folder)


if __name__ == "__main__":
    main()
