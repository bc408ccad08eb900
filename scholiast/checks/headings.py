"""Rules on headings: each chapter has one title, and levels go down one at a time."""

from collections.abc import Iterator

from scholiast import text
from scholiast.bookfile import read_header
from scholiast.checks.spine import is_read_well
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import headings, plain
from scholiast.manuscript import Draft, Manuscript, walk
from scholiast.source import Span

NO_TITLE = Rule(
    "S010",
    "no-title",
    Severity.ERROR,
    """\
A chapter has no title.

Contents, running heads and reading systems name a chapter by its title. It is the one heading of
level 1, or the `title` of the header:

```markdown
# The Roads of Rome

All of them lead there.
```""",
)

SEVERAL_TITLES = Rule(
    "S011",
    "several-titles",
    Severity.ERROR,
    """\
A chapter has more than one title: several headings of level 1, or a `title` in its header and
another one as a heading of level 1.

One file of the spine is one chapter, and has one title. Where the headings are sections of the
chapter, make them level 2 (`##`); where they are chapters, give each a file of its own; where
header and heading differ, delete one of them.""",
)

LEVEL_JUMP = Rule(
    "S012",
    "heading-level-jump",
    Severity.WARNING,
    """\
A heading leaves out a level: a `####` follows a `##`.

Whoever reads by the contents or with a screen reader misses the level between, and takes it for a
section that was lost (WCAG 2.2, technique G141). Choose the level by what the section is part of,
not by the size of its letters: how headings look is set in the styles.""",
)

EMPTY_HEADING = Rule(
    "S013",
    "empty-heading",
    Severity.ERROR,
    """\
A heading has no words.

It would be an empty line in the contents, which EPUB does not allow (EPUB 3.3, 5.4 The nav
element). Write the heading, or delete it; a break between two scenes is written `* * *`.""",
)

RULES = (NO_TITLE, SEVERAL_TITLES, LEVEL_JUMP, EMPTY_HEADING)


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding of the rules on headings."""
    found: list[Diagnostic] = []
    for draft in manuscript.drafts:
        levels = _headings(draft)
        found += _titles(draft, levels, is_read=is_read_well(manuscript, draft))
        found += _levels(levels)
    return found


def _headings(draft: Draft) -> list[tuple[int, str, Span]]:
    """Return level, words and place of each heading of a draft, in order."""
    nodes = [node for node in walk(draft.blocks) if node["t"] == "Header"]
    named = [(int(node["c"][0]), plain(node["c"][2])) for node in nodes]
    places = headings(draft.source, named, read_header(draft.source).end_offset)
    return [(level, words, place) for (level, words), place in zip(named, places, strict=True)]


def _titles(
    draft: Draft, levels: list[tuple[int, str, Span]], *, is_read: bool
) -> Iterator[Diagnostic]:
    tops = [(words, place) for level, words, place in levels if level == 1]
    title = str(draft.header.get("title") or "")
    if not tops:
        if not title and is_read:
            hint = "begin it with `# ` and its title"
            yield NO_TITLE.at(draft.source.whole(), "the chapter has no title", hint)
        return
    words, place = tops[0]
    if title and text.bare(plain(draft.title)) != text.bare(words):
        message = f"the chapter has the title “{title}” in its header and “{words}” here"
        yield SEVERAL_TITLES.at(place, message, "delete one of them, or make this level 2: `##`")
    for _, place in tops[1:]:
        message = "the chapter has a second heading of level 1"
        hint = "make it level 2 (`##`), or give the section a file of its own"
        yield SEVERAL_TITLES.at(place, message, hint)


def _levels(levels: list[tuple[int, str, Span]]) -> Iterator[Diagnostic]:
    above = 1
    for level, words, place in levels:
        if not words:
            hint = "write the heading, or `* * *` for a break"
            yield EMPTY_HEADING.at(place, "the heading has no words", hint)
        if level > above + 1:
            message = f"a heading of level {level} follows one of level {above}"
            hint = f"make it level {above + 1}: `{'#' * (above + 1)}`"
            yield LEVEL_JUMP.at(place, message, hint)
        above = level
