"""Each known way to break an artifact is found, and for what it is."""

from collections.abc import Mapping

import pytest

from scholiast import publish, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.config import Editions
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Ledger, open_ledgers
from scholiast.theme import Theme
from scholiast.verify.mutations.documents import Mutation
from scholiast.verify.self_test import MUTATIONS, break_copy
from tests.books import composed, write

DOCUMENTS = {
    "drop-note": "V001",
    "empty-note": "V001",
    "cut-note": "V002",
    "cut-letter": "V002",
    "change-letter": "V002",
    "swap-texts": "V002",
    "swap-notes": "V017",
    "note-twice": "V011",
    "stray-note": "V009",
    "move-note": "V012",
    "renumber-note": "V003",
    "mark-missing": "V002",
    "drop-call": "V004",
    "call-twice": "V011",
    "stray-call": "V010",
    "swap-targets": "V005",
    "dead-call": "V005",
    "renumber-call": "V006",
    "literal-call": "V028",
    "unmark-call": "V004",
    "move-call": "V013",
    "drop-back": "V007",
    "drop-second-back": "V007",
    "back-astray": "V008",
    "change-word": "V022",
    "drop-paragraph": "V022",
    "move-line-number": "V040",
    "change-reference": "V033",
    "rename-chapter": "V023",
    "unmark-chapter": "V020",
    "double-id": "V024",
    "dead-link": "V025",
    "dead-file": "V025",
    "script-link": "V025",
    "remote-image": "V027",
    "remote-style": "V027",
    "remote-font": "V027",
    "lost-image": "V026",
    "lost-style": "V026",
    "lost-chapter": "V020",
    "cut-chapter": "V029",
    "wrong-chapter": "V021",
    "contents-drop": "V030",
    "contents-swap": "V031",
    "contents-astray": "V030",
    "contents-rename": "V032",
}

ACCESS = {
    "mode-lost": "V135",
    "summary-lost": "V135",
    "hazards-clash": "V135",
    "index-claimed": "V136",
    "ruby-claimed": "V136",
    "pictures-untold": "V136",
    "formulas-untold": "V136",
    "formulas-lost": "V136",
    "bare-image": "V137",
    "heading-jump": "V137",
    "claim-reworded": "V137",
    "claim-alone": "V137",
    "claim-astray": "V137",
    "description-dead": "V138",
    "description-alone": "V138",
    "description-closed": "V138",
    "language-half": "V139",
    "language-two": "V139",
    "language-lost": "V139",
}

PAGES = {
    "paragraph-address": "V210",
    "record-renamed": "V213",
    "record-cut": "V213",
    "barred-style": "V212",
}

OF_FOLDERS = {"move-note", "remote-font", "lost-style", "lost-chapter", "wrong-chapter"}
OF_FOLDERS |= {"contents-swap"}
"""Ways to break books of several files."""

EXPECTED: dict[Format, dict[str, str]] = {
    Format.EPUB: {
        **DOCUMENTS,
        "contents-lost": "V105",
        "mimetype-compressed": "V101",
        "mimetype-last": "V101",
        "mimetype-wrong": "V101",
        "name-twice": "V102",
        "climb-out": "V102",
        "cut-container": "V029",
        "spoil-container": "V029",
        "unlisted-file": "V103",
        "manifest-drop": "V103",
        "spine-drop": "V104",
        "spine-swap": "V031",
        "spine-hide": "V104",
        "spine-unknown": "V104",
        "another-book": "V106",
        "untype-call": "V107",
        "hide-note": "V107",
        "ncx-drop": "V030",
        "landmark-astray": "V105",
        **ACCESS,
    },
    Format.HTML: {
        **DOCUMENTS,
        "contents-lost": "V201",
        "next-astray": "V202",
        "index-lost": "V201",
        "leftover-file": "V203",
        "remote-script": "V027",
        **PAGES,
    },
    Format.SINGLE_HTML: {
        **{name: code for name, code in DOCUMENTS.items() if name not in OF_FOLDERS},
        **PAGES,
        "rename-chapter": "V215",  # the first heading is the title of the book
        "contents-astray": "V032",
        "section-drop": "V020",
        "section-swap": "V031",
        "change-script": "V212",
        "link-beside": "V214",
    },
    Format.PDF: {
        "lose-words": "V001",
        "lose-last-words": "V002",
        "cut-words": "V002",
        "replace-words": "V002",
        "swap-words": "V002",
        "off-sheet": "V302",
        "below-edge": "V302",
        "into-margin": "V302",
        "over-text": "V303",
        "words-later": "V001",
        "note-later": "V301",
        "renumber-note": "V003",
        "literal-call": "V028",
        "drop-call": "V005",
        "swap-targets": "V005",
        "dead-call": "V005",
        "lose-call-number": "V006",
        "renumber-call": "V006",
        "move-call": "V013",
        "drop-back": "V007",
        "back-astray": "V008",
        "dead-back": "V008",
        "script-link": "V025",
        "open-action": "V308",
        "drop-note-address": "V001",
        "drop-call-address": "V004",
        "drop-chapter-address": "V020",
        "note-page": "V301",
        "call-page": "V301",
        "note-height": "V304",
        "swap-lines": "V040",
        "double-address": "V024",
        "stray-address": "V009",
        "contents-swap": "V032",
        "page-labels": "V307",
        "outline-drop": "V030",
        "outline-astray": "V306",
        "outline-dead": "V306",
        "outline-rename": "V032",
        "outline-swap": "V031",
        "drop-page": "V001",
        "swap-pages": "V001",
        "swap-chapters": "V031",
        "trim-page": "V302",
        "another-book": "V309",
        "cut-file": "V029",
        "spoil-file": "V029",
        "note-no-id": "V312",
        "note-untagged": "V312",
        "double-id": "V312",
        "orphan-tag": "V311",
        "link-untagged": "V311",
        "content-untold": "V311",
        "content-misled": "V311",
        "words-untagged": "V311",
        "lose-line": "V320",
        "cut-line": "V320",
        "turn-words": "V322",
        "swap-text": "V322",
        "double-line": "V321",
        "other-words": "V321",
        "swap-folios": "V313",
        "font-twice": "V314",
    },
}

TAGGED = ("V311", "V312", "V313", "V320", "V321", "V322")
TAGS = {name for name, code in EXPECTED[Format.PDF].items() if code in TAGGED}
"""Ways to break what only a tagged PDF has."""

ELSEWHERE = {"move-line-number", "change-reference", "swap-lines", *ACCESS, *PAGES}
"""Ways to break what the sample book has not: verse, references to notes, pictures, claims,
records of pages."""

CLAIMED = Editions.model_validate(
    {
        "epub": {
            "accessibility": {
                "conforms_to": "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
                "certified_by": "Milestone Press",
            }
        }
    }
)

PICTURE = """
## A picture

![A stone.](stone.svg){alt="A round stone"}

::: long-description
A stone with [VII]{lang=la} on it, and $x^2$.
:::
"""
STONE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

ALL = [(form, mutation) for form, mutations in MUTATIONS.items() for mutation in mutations]


FORMS = (*MAIN, Format.SINGLE_HTML)


@pytest.fixture(scope="module")
def alone(book: Book) -> Artifact:
    """Return the sample book as one file of HTML."""
    return publish.render(book, Theme.find(), Editions(), Format.SINGLE_HTML)


@pytest.fixture(scope="module")
def tagged(book: Book) -> Artifact:
    """Return the sample book as a tagged PDF."""
    return publish.render(book, Theme.find(), Editions(), Format.PDF)


@pytest.fixture(scope="module")
def poem(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[Format, Artifact], Ledger]:
    """Return a book with verse and a reference in all formats, and its ledger."""
    lines = "".join(f"| line {number}\n" for number in range(1, 13))
    text = f"# Poem\n\nSee @note:a.[^a]\n\n::: {{.verse .numbered}}\n{lines}:::\n\n[^a]: Note.\n"
    root = write(tmp_path_factory.mktemp("poem"), {"stone.svg": STONE})
    book = composed(root, {"chapters/poem.md": text + PICTURE})
    arranged = {form: arrange(book, form) for form in FORMS}
    theme = Theme.find()
    made = {form: publish.render(arranged[form], theme, CLAIMED, form) for form in FORMS}
    return made, open_ledgers(book, {form.value: one for form, one in arranged.items()})


@pytest.mark.parametrize(
    ("form", "mutation"), ALL, ids=[f"{form.value}-{m.name}" for form, m in ALL]
)
def test_a_fault_is_found_for_what_it_is(
    form: Format,
    mutation: Mutation,
    whole: Mapping[Format, Artifact],
    tagged: Artifact,
    alone: Artifact,
    ledger: Ledger,
    poem: tuple[Mapping[Format, Artifact], Ledger],
) -> None:
    """A copy broken in one way gives an error of the rule that forbids just that."""
    good = alone if form is Format.SINGLE_HTML else whole[form]
    if form is Format.PDF and mutation.name in TAGS:
        good = tagged
    if mutation.name in ELSEWHERE:
        good, ledger = poem[0][form], poem[1].edition(form.value)
        assert () == verify.artifact(good, ledger).diagnostics
    broken = break_copy(good, ledger, mutation)
    assert broken is not None
    codes = {finding.rule.code for finding in verify.artifact(broken, ledger).diagnostics}
    assert EXPECTED[form][mutation.name] in codes


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_break_has_its_rule(form: Format) -> None:
    """No mutation is without an expectation, no name is used twice."""
    names = [mutation.name for mutation in MUTATIONS[form]]
    assert sorted(EXPECTED[form]) == sorted(names)
