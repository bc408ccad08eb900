"""Plain text as Markdown: whatever the text, pandoc reads exactly that text."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import pandoc
from scholiast.importing.escape import INSERT, insert, paragraph, with_emphasis
from tests.importing.helpers import text

ACTIVE = "\\`*_{}[]()<>#+-.!|~$@^&%:;'\"=/,?0123 abIVxi \u2009\u00a0—“”’…é漢"
TOKENS = (
    *(
        "...",
        "....",
        "--",
        "---",
        "1. ",
        "1) ",
        "(a) ",
        "(1) ",
        "i. ",
        "IV. ",
        "A. ",
        "#. ",
        "(@) ",
    ),
    *("&amp;", "&#65;", "\\begin{x}", "\\alpha", "<b>", "<!-- x -->", "http://a.b", "<http://a.b>"),
    *("- ", "* ", "+ ", "::: x", ":::", "www.", "Mr. ", "[^1]", "[^1]:", "^[x]", "[@key]", "@key"),
    *("_a_", "**b**", "$x$", "$$", "Table: ", ": ", "|a|b|", "| ", "    ", "\t", "# ", "> ", "% "),
    *("~~s~~", "H~2~O", "x^2^", "[a](b)", "![a](b)", "{.x}", "```", "~~~", "***", "---", "==="),
)

lines = st.lists(st.one_of(st.sampled_from(ACTIVE), st.sampled_from(TOKENS)), max_size=16)
texts = lines.map("".join)


def blocks(markdown: str) -> list[dict[str, object]]:
    """Return pandoc's blocks of some Markdown."""
    [answer] = pandoc.read([markdown])
    assert answer.error is None, answer.error
    tree: list[dict[str, object]] = json.loads(answer.result)["blocks"]
    return tree


def spaced(written: str) -> str:
    """Return text with white space as pandoc has it: one space; a no-break space is one too.

    Pandoc makes the space behind an abbreviation (`Mr. Smith`) one that does not break.
    """
    return " ".join(written.replace("\u00a0", " ").split())


@settings(max_examples=40, deadline=None)
@given(st.lists(texts.filter(str.strip), min_size=30, max_size=60))
def test_every_text_reads_back_as_itself(many: list[str]) -> None:
    """Each text is one paragraph of exactly its characters, whatever mark-up they would be."""
    for wanted, answer in zip(many, pandoc.read([paragraph(one) for one in many]), strict=True):
        assert answer.error is None
        found = json.loads(answer.result)["blocks"]
        assert ["Para"] == [block["t"] for block in found], (wanted, paragraph(wanted))
        assert {"Str", "Space"} >= {inline["t"] for inline in found[0]["c"]}, wanted
        assert spaced(wanted) == spaced(text(found))


@settings(max_examples=20, deadline=None)
@given(st.lists(texts.filter(str.strip), min_size=30, max_size=60))
def test_emphasis_takes_underscores_alone(many: list[str]) -> None:
    """`_words_` may become emphasis; no other character is changed or lost."""
    answers = pandoc.read([with_emphasis(one) for one in many])
    for wanted, answer in zip(many, answers, strict=True):
        found = json.loads(answer.result)["blocks"]
        assert spaced(wanted).replace("_", "") == spaced(text(found)).replace("_", ""), wanted


def test_emphasis_is_what_typists_mean() -> None:
    """An underscore pair around words is emphasis; within a word, or alone, it is itself."""
    assert "*Ulysses* is a book" == with_emphasis("_Ulysses_ is a book")
    assert "a snake\\_case\\_name" == with_emphasis("a snake_case_name")
    assert "so (*so!*), and 3 \\_ 4" == with_emphasis("so (_so!_), and 3 _ 4")
    assert "*one*\n*two* three" == with_emphasis("_one\ntwo_ three")


def test_what_needs_no_escape_gets_none() -> None:
    """Ordinary prose stays as it is, so that authors can read on."""
    prose = "In 1917 — “so he said”, p. 12 — it was 3.5 percent; wasn’t it? (Yes.) A+B = C/D!"
    assert prose == paragraph(prose)


def test_inserts_are_put_in_in_order() -> None:
    """A call is Markdown in an escaped text, also where a colon or bracket follows it."""
    marked = paragraph(f"a*{INSERT}(x) b{INSERT}{INSERT} [c]")
    written = insert(marked, ["[^1]", "[^2]", "[^3]"])
    assert "a\\*[^1](x) b[^2][^3] \\[c\\]" == written
    opening = insert(paragraph(f"{INSERT}: text"), ["[^1]"])
    [block] = blocks(f"{opening}\n\n[^1]: note\n")
    assert "Para" == block["t"]
