"""Elements of a page in all three formats: every word proved, and nothing for validators to say."""

import re
from pathlib import Path

import pytest

from scholiast import checks, verify
from scholiast.arrange import arrange
from scholiast.compose import compose
from scholiast.config import Editions
from scholiast.diagnostics import as_concise
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import open_ledgers
from scholiast.openings import opened
from scholiast.publish import render
from scholiast.theme import Theme
from tests.books import MODIFIED, read
from tests.epubcheck_tool import run_epubcheck
from tests.pdf.reading import words

TEXT = """\
# A Chapter

::: {.epigraph}
Words of another.

[Another]{.attribution}
:::

The first words[^n] of a chapter begin here, and go on for long enough that an initial of two lines
has room to stand in the paragraph that they open, as this one does now.

* * *

After the asterisks.

::: {.scene-break}
:::

After a blank line.

::: {.letter}
[Rome, in May]{.dateline}

[Dear Sir,]{.salutation}

I have read it.[^l]

[E. G.]{.signature}
:::

::: {.dialogue}
[A room.]{.stage}

Ann[^d]
: Who's there?

Bea
: I am. [Aside.]{.stage} Or so I think.
:::

::: {.turned}
| Road | Miles |
|:-----|------:|
| Appia[^t] | 350 |

: Roads.
:::

[The end.]{.right}

[^n]: In the opening.
[^l]: In the letter.
[^d]: By a speaker's name.
[^t]: In the table.
"""

EDITIONS = Editions.model_validate(
    {name: {"openings": "drop-cap"} for name in ("epub", "pdf", "html")}
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, Artifact]:
    """Return a book with all elements in all formats, each proved against the ledger."""
    manuscript = read(tmp_path_factory.mktemp("book"), {"chapters/a.md": TEXT})
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    book = compose(manuscript, modified=MODIFIED)
    arranged = {format.value: arrange(book, format) for format in MAIN}
    ledger = open_ledgers(book, arranged)
    found = {}
    for format in MAIN:
        edition = opened(arranged[format.value], EDITIONS.openings(format.value))
        artifact = render(edition, Theme.find(), EDITIONS, format)
        proof = verify.artifact(artifact, ledger.edition(format.value))
        said = [*artifact.diagnostics, *proof.diagnostics]
        assert [] == [as_concise(one) for one in said if one.rule.code != "V345"]
        found[format] = artifact
    return found


def test_every_note_stands_where_it_is_called(made: dict[Format, Artifact]) -> None:
    """Notes in openings, letters, names of speakers and turned tables are printed and whole."""
    (data,) = made[Format.PDF].files.values()
    numbers = "".join(word.text for word in words(data, "words1|it\\.2|Ann3|Appia4"))
    assert "words1it.2Ann3Appia4" == numbers


def test_epubcheck_finds_nothing(made: dict[Format, Artifact], java: str, tmp_path: Path) -> None:
    """The reference validator is content with all of them."""
    path = tmp_path / "a-book.epub"
    (data,) = made[Format.EPUB].files.values()
    path.write_bytes(data)
    assert [] == run_epubcheck(java, path)


def test_words_are_whole_for_readers_by_ear(made: dict[Format, Artifact]) -> None:
    """An initial on the web is for the style sheet: no element stands within its word."""
    (page,) = (data for name, data in made[Format.HTML].files.items() if name.endswith("/a.html"))
    page = re.sub(rb' id="p-[a-z0-9]+"', b"", page)
    assert b'<p class="opens drop-cap lines-2"><span class="opening">The first words<' in page
    assert b'<hr class="scene-break">' in page
    assert b'<p class="signature">E. G.</p>' in page
    assert b'<span class="speaker">Ann<a class="note-ref"' in page
    assert b"turned-page" not in page, "nothing is turned on a screen"
