"""The self-test catches every fault in artifacts of this project, and only counts real faults."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from scholiast import publish, verify
from scholiast.book import Book, Image
from scholiast.config import Editions
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Ledger, open_ledger
from scholiast.theme import Theme
from scholiast.verify.self_test import MUTATIONS, SelfTest, break_copy, self_test
from tests import factory
from tests.epub.books import MATHS
from tests.test_images import png

POEM = """<p>See <a class="page-ref" href="#rome-roads"/>.</p><div class="verse numbered">
<div class="line-block"><div class="line">one</div><div class="line" id="l2" data-line="2">two</div>
<div class="line">three</div><div class="line" id="l4" data-line="4">four</div></div></div>"""


PICTURE = (
    '<h2 id="stone">A stone</h2><figure><img src="a.png" alt="A" aria-details="d"/></figure>'
    '<details class="long-description" id="d"><summary>A</summary><p>With <span lang="la">VII'
    f"</span> and {MATHS}.</p></details>"
)
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


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the sample book, with a poem, a reference and a picture in it."""
    poem = factory.chapter("poem", POEM, number="3", sections={"rome-roads": "Roads"})
    picture = factory.chapter("picture", PICTURE, number=None)
    image = Image("a.png", "image/png", png(3, 3), 3, 3)
    first, *rest = factory.sample_chapters()
    return factory.book(first, picture, *rest, poem, images=[image])


@pytest.fixture(scope="module")
def ledger(book: Book) -> Ledger:
    """Return the ledger of this book."""
    return open_ledger(book)


@pytest.fixture(scope="module")
def rendered(book: Book) -> dict[Format, Artifact]:
    """Return the sample book as the renderers make it."""
    theme = Theme.find()
    return {form: publish.render(book, theme, CLAIMED, form) for form in MAIN}


@pytest.mark.parametrize("form", MAIN)
def test_what_we_render_is_proved(
    form: Format, rendered: Mapping[Format, Artifact], ledger: Ledger
) -> None:
    """Every note of the sample book is proved in each format, and nothing at all is found."""
    proof = verify.artifact(rendered[form], ledger)
    assert () == proof.diagnostics
    assert len(ledger.notes) == proof.proved


@pytest.mark.parametrize("form", MAIN)
def test_every_fault_in_what_we_render_is_caught(
    form: Format, rendered: Mapping[Format, Artifact], ledger: Ledger
) -> None:
    """All known faults can be put into each of our formats, and all are caught."""
    result = self_test([rendered[form]], ledger)
    assert () == result.missed
    assert () == result.left_out
    assert len(MUTATIONS[form]) == len(result.trials) > 40
    assert result.share == 1


def test_a_fault_that_was_there_before_is_not_caught(
    rendered: Mapping[Format, Artifact], ledger: Ledger
) -> None:
    """An artifact in which a fault already stands gives no credit for finding it again."""
    rename = next(m for m in MUTATIONS[Format.EPUB] if m.name == "another-book")
    broken = break_copy(rendered[Format.EPUB], ledger, rename)
    assert broken is not None
    result = self_test([broken], ledger)
    assert "another-book" not in {trial.name for trial in result.trials}
    assert ("epub: the title of another book",) == result.left_out


def test_the_share_counts_what_was_missed(
    rendered: Mapping[Format, Artifact], ledger: Ledger
) -> None:
    """The share is that of the faults caught among those tried; nothing tried is no success."""
    trials = self_test([rendered[Format.HTML]], ledger).trials[:4]
    missed = replace(trials[0], findings=())
    result = SelfTest((missed, *trials[1:]))
    assert 0.75 == result.share
    assert (missed,) == result.missed
    assert SelfTest(()).share == 0
