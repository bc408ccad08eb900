"""Notes at the foot of the page: none lost, none cut, each begins on the page of its call."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast.book import Image
from scholiast.config import PdfEdition
from scholiast.diagnostics import as_concise
from tests import factory
from tests.pdf import reading
from tests.pdf.proving import TOKEN, Notes, faults, overprinted

SMALL = PdfEdition.model_validate({"trim": "105x148mm", "recto": False})
"""A small page, about 27 lines of text: what is rare on a large page happens on this one."""

LINE = "text " * 9
PARAGRAPH = f"<p>{'text ' * 60}</p>"


def lines(count: int) -> str:
    """Return so many paragraphs of one line."""
    return "<p>text text</p>" * count


Case = Callable[[Notes], str]

CASES: dict[str, Case] = {
    "short": lambda n: f"<p>text{n.call()} text</p>{PARAGRAPH}",
    "700 words": lambda n: f"{lines(5)}<p>text{n.call(700)} text</p>{PARAGRAPH * 3}",
    "2,000 words": lambda n: f"{lines(5)}<p>text{n.call(2000)} text</p>{PARAGRAPH * 9}",
    "700 words, called in the last line of the text": lambda n: (
        f"{lines(8)}<p>text{n.call(700)}</p>"
    ),
    "two long ones, one after the other": lambda n: (
        f"<p>text{n.call(450)}</p>{PARAGRAPH * 2}<p>text{n.call(450)}</p>{PARAGRAPH * 2}"
    ),
    "a long one, then short ones": lambda n: (
        f"<p>text{n.call(300)}</p>" + "".join(f"<p>{LINE}{n.call(9)}</p>" for _ in range(12))
    ),
    "two in a line, together a page": lambda n: f"{lines(9)}<p>t{n.call(60)} t{n.call(60)}</p>",
    "two in a line, the first longer than the page": lambda n: (
        f"{lines(9)}<p>{LINE * 3}text{n.call(450)} text{n.call(9)} {LINE * 9}</p>{PARAGRAPH}"
    ),
    "three in a line, each longer than the page": lambda n: (
        f"<p>text{n.call(350)} text{n.call(350)} text{n.call(350)} {LINE * 9}</p>{PARAGRAPH}"
    ),
    "two in a cell, the first longer than the page": lambda n: (
        f"<table><tr><td>text{n.call(350)} text text{n.call(9)}</td></tr></table>{PARAGRAPH}"
    ),
    "ten in a line": lambda n: "<p>" + "".join(f"text{n.call()} " for _ in range(10)) + "</p>",
    "ten in the last lines of a page": lambda n: (
        lines(19) + "<p>" + "".join(f"text text{n.call()} " for _ in range(10)) + "</p>" + lines(4)
    ),
    "25 on a page": lambda n: (
        "<p>" + "".join(f"text{n.call(4)} " for _ in range(25)) + f"</p>{PARAGRAPH}"
    ),
    "40 in a paragraph": lambda n: (
        "<p>" + "".join(f"{'text ' * 4}{n.call(12)} " for _ in range(40)) + "</p>"
    ),
    "in a cell": lambda n: (
        f"{lines(3)}<table><tr><td>text{n.call()}</td><td>text{n.call(30)}</td></tr></table>"
        f"{lines(20)}"
    ),
    "in a cell at the end of a page": lambda n: (
        f"{lines(21)}<table><tr><td>text{n.call()}</td><td>text{n.call(20)}</td></tr>"
        f"<tr><td>text{n.call()}</td><td>text</td></tr></table>{lines(9)}"
    ),
    "in every row of a long table": lambda n: (
        "<table>"
        + "".join(f"<tr><td>{i}</td><td>text{n.call()}</td></tr>" for i in range(50))
        + "</table>"
    ),
    "in a table's head that is repeated": lambda n: (
        f"<table><thead><tr><th>text{n.call()}</th></tr></thead><tbody>"
        + "<tr><td>text</td></tr>" * 60
        + f"</tbody></table>{lines(3)}"
    ),
    "in a table's head at the end of a page": lambda n: (
        f"{lines(23)}<table><thead><tr><th>text{n.call(30)}</th></tr></thead><tbody>"
        + f"<tr><td>text{n.call(8)}</td></tr>"
        + "<tr><td>text</td></tr>" * 40
        + "</tbody></table>"
    ),
    "in a table's head, where a long note goes on": lambda n: (
        f"{lines(9)}<p>text{n.call(450)}</p><table><thead><tr><th>text{n.call(40)}</th></tr></thead>"
        "<tbody><tr><td>text</td></tr><tr><td>text</td></tr></tbody></table>"
    ),
    "in a table's foot": lambda n: (
        "<table><tbody>"
        + "<tr><td>text</td></tr>" * 40
        + f"</tbody><tfoot><tr><td>text{n.call()}</td></tr></tfoot></table>"
    ),
    "in a caption": lambda n: (
        f"<table><caption>text{n.call(12)}</caption><tr><td>text</td></tr></table>{lines(9)}"
    ),
    "a long one in a cell": lambda n: (
        f"{lines(5)}<table><tr><td>text{n.call(300)}</td><td>text</td></tr></table>{lines(20)}"
    ),
    "in items of a list": lambda n: (
        f"{lines(15)}<ul>" + "".join(f"<li>text{n.call(7)}</li>" for _ in range(12)) + "</ul>"
    ),
    "in a nested list": lambda n: (
        f"{lines(18)}<ol><li>text<ul><li>text{n.call(20)}</li><li>text{n.call(9)}</li></ul></li></ol>"
        f"{lines(8)}"
    ),
    "in a definition": lambda n: (
        f"{lines(18)}<dl><dt>text{n.call()}</dt><dd>{LINE * 4}{n.call(30)}</dd></dl>{lines(6)}"
    ),
    "in a heading at the end of a page": lambda n: (
        f"{lines(21)}<h2 id='h-{n.chapter}'>text{n.call(9)}</h2>{PARAGRAPH * 2}"
    ),
    "in a quotation": lambda n: (
        f"{lines(16)}<blockquote><p>{LINE * 3}{n.call(40)} {LINE * 3}</p></blockquote>{lines(9)}"
    ),
    "in the caption of a figure": lambda n: (
        f'{lines(12)}<figure><img src="images/square.svg" alt="A square"/>'
        f"<figcaption>text{n.call(25)}</figcaption></figure>{lines(9)}"
    ),
    "a long one before a figure": lambda n: (
        f"{lines(18)}<p>text{n.call(400)}</p>"
        '<figure><img src="images/square.svg" alt="A square" style="height:9cm"/></figure>'
        f"{PARAGRAPH}"
    ),
    "a long one before a heading": lambda n: (
        f"{lines(18)}<p>text{n.call(300)}</p><h2 id='g-{n.chapter}'>text</h2>{PARAGRAPH * 3}"
    ),
    "in an inline block": lambda n: (
        f'{lines(5)}<p>text <span style="display:inline-block">text{n.call()}</span></p>{lines(9)}'
    ),
    "in a float": lambda n: (
        f'<p><span style="float:left;width:60px">text{n.call()}</span>{LINE * 9}</p>{lines(9)}'
    ),
    "in a float at the end of a page": lambda n: (
        f'{lines(20)}<div style="float:left;width:60px">text text{n.call(12)}</div>'
        f"<p>{LINE * 5}</p>{lines(4)}"
    ),
    "in columns": lambda n: (
        f'{lines(3)}<div style="columns:2"><p>{LINE}{n.call()} {LINE * 3}{n.call()}</p></div>'
        f"{lines(4)}"
    ),
    "in flexible boxes": lambda n: (
        f'{lines(3)}<div style="display:flex"><div>text{n.call()}</div>'
        f"<div>text{n.call()}</div></div>{lines(9)}"
    ),
    "in a grid": lambda n: (
        f'{lines(3)}<div style="display:grid;grid-template-columns:1fr 1fr">'
        f"<div>text{n.call()}</div><div>text{n.call()}</div></div>{lines(9)}"
    ),
    "in a line of verse": lambda n: (
        f'<div class="line-block">text text{n.call(9)}<br/>text text{n.call(9)}<br/>text</div>'
    ),
    "in emphasis, at the end of a paragraph": lambda n: (
        f"{lines(21)}<p>{LINE * 3}<strong><em>text{n.call(30)}</em></strong></p>{PARAGRAPH}"
    ),
    "in the last line but one of a page": lambda n: (
        f"{lines(22)}<p>{LINE * 2}{n.call(18)} {LINE * 4}</p>{PARAGRAPH}"
    ),
}


SQUARE = Image(
    "images/square.svg",
    "image/svg+xml",
    b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200">'
    b'<rect width="200" height="200"/></svg>',
    200,
    200,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A PDF with one chapter a case: its bytes, what was said of it, faults by label of note."""

    data: bytes
    said: list[str]
    notes: dict[str, Notes]
    faults: dict[str, list[str]]


def prove(bodies: dict[str, Case], settings: PdfEdition = SMALL) -> Proof:
    """Lay out a chapter for each case and read it again."""
    made = {name: Notes(f"k{index}", index * 100) for index, name in enumerate(bodies)}
    book = factory.book(
        *(factory.chapter(made[name].chapter, case(made[name])) for name, case in bodies.items()),
        images=[SQUARE],
    )
    artifact = reading.render(book, settings)
    data = reading.data_of(artifact)
    notes = {
        label: (notes.chapter, length)
        for notes in made.values()
        for label, length in notes.lengths.items()
    }
    return Proof(
        data, list(map(as_concise, artifact.diagnostics)), made, faults(data, notes, settings)
    )


@pytest.fixture(scope="module")
def proof() -> Proof:
    """Return all cases, laid out once."""
    return prove(CASES)


@pytest.mark.parametrize("name", CASES)
def test_no_note_is_lost_or_late(proof: Proof, name: str) -> None:
    """Each word of each note is on a page, in order, inside the area of text, under its call."""
    labels = proof.notes[name].lengths
    assert {label: [] for label in labels} == {label: proof.faults[label] for label in labels}


def test_no_text_runs_into_notes(proof: Proof) -> None:
    """No text stands lower on a page than the first line of its notes."""
    assert [] == overprinted(proof.data)


def test_nothing_is_said(proof: Proof) -> None:
    """WeasyPrint has nothing to say of any of the cases, and nothing is too wide."""
    assert [] == proof.said


def test_a_note_runs_on_only_when_it_must(proof: Proof) -> None:
    """Below the first part of a note that runs on there is no room for two more lines."""
    words = reading.words(proof.data, TOKEN)
    pages: dict[str, set[int]] = {}
    for word in words:
        pages.setdefault(word.text[: word.text.index("w")], set()).add(word.page)
    lowest: dict[int, float] = {}
    for word in words:
        lowest[word.page] = min(lowest.get(word.page, 10_000), word.bottom)
    running = {page for on in pages.values() for page in on if page != max(on)}
    assert running
    for page in running:
        assert lowest[page] - reading.area(page, SMALL)[1] < 2 * 9 * 1.3


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return a chapter of blocks of any kind with notes of any length, none twice in a line."""
    blocks = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["p", "li", "td", "quote", "h2", "lines"]),
                st.integers(1, 60),
                st.sampled_from([0, 0, 1, 4, 12, 30, 60, 120, 400]),
            ),
            min_size=4,
            max_size=25,
        )
    )

    def body(notes: Notes) -> str:
        return "".join(_block(notes, *block) for block in blocks)

    return body


def _block(notes: Notes, kind: str, length: int, note: int) -> str:
    call = notes.call(note) if note else ""
    text = "text " * length
    return {
        "p": f"<p>{text}{call} {text}</p>",
        "li": f"<ul><li>{text}{call}</li><li>{text}</li></ul>",
        "td": f"<table><tr><td>{text}{call}</td><td>text</td></tr></table>",
        "quote": f"<blockquote><p>{text}{call}</p><p>{text}</p></blockquote>",
        "h2": f"<h2>text{call}</h2><p>{text}</p>",
        "lines": lines(length // 3) + f"<p>text{call}</p>",
    }[kind]


@given(st.lists(cases(), min_size=6, max_size=6))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_no_note_is_lost_in_any_chapter(bodies: list[Case]) -> None:
    """What holds in the cases above holds in chapters made at random."""
    proof = prove({str(index): body for index, body in enumerate(bodies)})
    assert {} == {label: wrong for label, wrong in proof.faults.items() if wrong}
    assert [] == overprinted(proof.data)
