"""An EPUB claims to be accessible only where nothing that can be told speaks against it."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from scholiast import epub, quoted
from scholiast.book import Image
from scholiast.bookfile import read_book_file
from scholiast.config import Accessibility, EpubEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.epub import contrast
from scholiast.epub.claim import STRUCTURE
from scholiast.order import Order
from scholiast.publish import publish
from scholiast.source import Source, Span
from scholiast.theme import Theme
from tests import factory
from tests.books import write
from tests.epub.books import OPF, document, package, plain_book, unpacked

AA = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"

LISTING = """\
title: A Book
language: en-GB
spine: {body: [chapters/a.md]}
editions:
  epub:
    accessibility:
      conforms_to: EPUB Accessibility 1.1 - WCAG 2.2 Level AA
      certified_by: Milestone Press
      certifier_credential: https://example.org/badge
      certifier_report: https://example.org/report
"""

FAULTS = """\
# The Wrath

It begins with μῆνιν ἄειδε,[^n] and *χόλος*; [θεὰ]{lang=grc}. A [](#x) link.
<span style="color: #aaa">Faint words</span>.

## Two {#x}

#### Four

![](../a.svg)

----  ---
a     b
c     d
----  ---

[^n]: Homer, שלום.
"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>\n'


def claimed(**more: object) -> EpubEdition:
    """Return settings of an EPUB that claims to be accessible."""
    own = {"conforms_to": AA, "certified_by": "Milestone Press", **more}
    return EpubEdition(accessibility=Accessibility.model_validate(own))


def test_each_fault_is_told_at_its_place(tmp_path: Path) -> None:
    """A build that claims to be accessible stops at what is not, and leaves no file."""
    files = {
        "chapters/a.md": FAULTS,
        "a.svg": SVG,
        "styles/elements.css": ".speaker { color: #999 }\n",
    }
    root = write(tmp_path / "book", files, LISTING)
    order = Order(root, tmp_path / "dist", formats=(Format.EPUB,))
    done = publish(order, lambda _: nullcontext())
    assert not done.made, [as_concise(one) for one in done.findings]
    found = [as_concise(one) for one in done.findings if one.rule.code.startswith("R11")]
    assert [
        "chapters/a.md:3:16: error[R117]: “μῆνιν ἄειδε” is not in the script of `en-GB`",
        "chapters/a.md:3:38: error[R117]: “χόλος” is not in the script of `en-GB`",
        "chapters/a.md:3:68: error[R116]: a link to “#x” has no words",
        "chapters/a.md:4:27: error[R118]: “Faint words” has a contrast of 2.3 to 1, less than 4.5",
        "chapters/a.md:8:6: error[R116]: “Four” is of level 4, below one of level 2",
        "chapters/a.md:10:8: error[R115]: the image “a.svg” has no alternative text",
        "chapters/a.md:13:1: error[R116]: the table that begins “a b c d” has no heads",
        "chapters/a.md:17:14: error[R117]: “שלום” is not in the script of `en-GB`",
        "styles/elements.css: error[R118]: `.speaker` has a contrast of 2.8 to 1, less than 4.5",
    ] == found
    assert not (tmp_path / "dist").exists()


def test_the_claim_is_written_letter_by_letter() -> None:
    """The standard, who vouches for it, by what right, and where to read it."""
    settings = claimed(
        certifier_credential="https://example.org/badge",
        certifier_report="https://example.org/report",
        hazards=("noFlashingHazard",),
        summary="All of it can be read.",
    )
    made = epub.render(plain_book(), Theme.find(), settings)
    assert () == made.diagnostics
    root = document(unpacked(made.files["sample.epub"]), "content.opf")
    said = {m.get("property"): m for m in root.iter(f"{OPF}meta") if m.get("property")}
    assert AA == said["dcterms:conformsTo"].text
    assert "Milestone Press" == said["a11y:certifiedBy"].text
    assert "#" + said["dcterms:conformsTo"].get("id", "") == said["a11y:certifiedBy"].get("refines")
    links = {link.get("rel"): link.get("href") for link in root.iter(f"{OPF}link")}
    assert {
        "a11y:certifierCredential": "https://example.org/badge",
        "a11y:certifierReport": "https://example.org/report",
    } == links
    assert "noFlashingHazard" == said["schema:accessibilityHazard"].text
    assert "All of it can be read." == said["schema:accessibilitySummary"].text


def test_nothing_is_claimed_unasked() -> None:
    """Neither by a book that says nothing, nor by one that says it conforms to nothing."""
    assert not [
        m for m in package(factory.book()).iter(f"{OPF}meta") if "conforms" in str(m.attrib)
    ]
    settings = EpubEdition(
        accessibility=Accessibility(conforms_to="none", exemption="eaa-microenterprise")
    )
    made = epub.render(factory.book(factory.chapter("a", "<h3/>")), Theme.find(), settings)
    root = document(unpacked(made.files["sample.epub"]), "content.opf")
    said = {m.get("property"): m.text for m in root.iter(f"{OPF}meta")}
    assert ("none", "eaa-microenterprise") == (said["dcterms:conformsTo"], said["a11y:exemption"])
    assert () == made.diagnostics


@pytest.mark.parametrize(
    ("hazards", "codes"),
    [((), ["R119"]), (("noFlashingHazard",), []), (("flashing",), ["R119"])],
)
def test_what_moves_was_looked_at(hazards: tuple[str, ...], codes: list[str]) -> None:
    """No claim is made for a moving image until somebody says that it does not flash."""
    moving = SVG.replace("/></svg>", "><animate dur='1s'/></path></svg>").encode()
    image = Image("a.svg", "image/svg+xml", moving)
    book = factory.book(factory.chapter("c", '<p><img src="a.svg" alt="A"/></p>'), images=[image])
    made = epub.render(book, Theme.find(), claimed(hazards=hazards))
    assert codes == [one.rule.code for one in made.diagnostics]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("conforms_to: epub accessibility 1.1 - wcag 2.2 level aa", "did you mean `EPUB Acc"),
        (f"conforms_to: {AA}", "`conforms_to` needs `certified_by`"),
        ("hazards: [none, flashing]", "`none` and `unknown` stand alone"),
        ("hazards: [sound, noSoundHazard]", "the hazard `sound` is there, or not"),
        ("certifier_report: report.html", "begins with https://"),
    ],
)
def test_what_cannot_be_claimed(block: str, message: str) -> None:
    """A claim in other letters, one that nobody vouches for, hazards that exclude each other."""
    head = LISTING.partition("      conforms_to")[0]
    reading = read_book_file(Source("book.yaml", f"{head}      {block}\n"))
    (finding,) = reading.problems
    assert message in f"{finding.message} {finding.hint}"


def test_contrast_is_measured_as_the_eye_meets_it() -> None:
    """On the ground that a rule names, on white, and on black where a dark page is asked for."""
    css = """\
    :root { --ink: #777 }
    a { color: var(--ink) } b { color: #767676 } i { color: #777; background: #111 }
    p { color: inherit; background: none } q { background-color: rgb(90, 90, 90) }
    @media (prefers-color-scheme: dark) { u { color: #333 } s { color: #ddd } }
    """
    found = [(one.selector, round(one.ratio, 2)) for one in contrast.faint(css)]
    assert [("a", 4.48), ("i", 4.22), ("q", 3.04), ("u", 1.66)] == found


def test_quoted_words_are_found_across_marks() -> None:
    """Words that marks of Markdown set apart where they were written."""
    finding = STRUCTURE.at(Span("a.md"), "“One two three” is")
    source = Source("a.md", "Text.\n\n#### One *two* three\n")
    (found,) = quoted.placed([finding], {"a.md": source})
    assert "a.md:3:6" == as_concise(found).partition(": ")[0]
    (other,) = quoted.placed([finding], {"b.md": Source("b.md", "Nothing.")})
    assert finding == other
