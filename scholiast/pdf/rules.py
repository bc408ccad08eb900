"""What can go wrong while pages are laid out."""

from scholiast.diagnostics import Rule, Severity

NOT_LOADED = Rule(
    "R302",
    "not-loaded",
    Severity.ERROR,
    """\
The page calls for an image, a font or a style sheet that could not be read.

The file is missing from the book, or is damaged, or is no image of the kind that its name says.
A gap would stand in its place, so nothing is printed.""",
)

REFUSED = Rule(
    "R303",
    "request-refused",
    Severity.ERROR,
    """\
The page calls for something outside the book: an address on the network, or a file elsewhere.

A book is made of the files in its folder and of nothing else, so that it is the same on every
machine and gives nothing away. Put a copy of what is needed into the book's folder.""",
)

FORMULA = Rule(
    "R304",
    "formula-not-set",
    Severity.ERROR,
    """\
A formula could not be set in print.

Formulas are drawn from MathML, which pandoc makes of TeX. A command that pandoc knows but that has
no form in print, or an element of MathML written by hand, stops here. Write the formula in simpler
commands, or put it into the book as an image in SVG.""",
)

LAYOUT_WARNING = Rule(
    "R305",
    "layout-warning",
    Severity.WARNING,
    """\
WeasyPrint, which lays out the pages, had something to say.

Most often a style sheet of the book holds a property or a selector that WeasyPrint does not know,
and leaves out.""",
)

LAYOUT_ERROR = Rule(
    "R306",
    "layout-error",
    Severity.ERROR,
    """\
WeasyPrint, which lays out the pages, could not do what the page asks for.

The message is WeasyPrint's own.""",
)

TOO_DEEP = Rule(
    "R307",
    "too-deep-for-print",
    Severity.ERROR,
    """\
A chapter is nested too deeply to be laid out.

Quotations in quotations, lists in lists, or elements of raw HTML are nested so deeply that layout
breaks down. It is nearly always a run of `>` or of `-` that was meant as something else.""",
)

LATE_NOTE = Rule(
    "R308",
    "note-begins-late",
    Severity.WARNING,
    """\
A note begins on a later page than its call, or is missing from the pages.

A note begins at the foot of the page of its call and runs on from there. Only where two notes are
called in one line, and the first is longer than the page, is there no room for the second. Move one
of the two calls, or shorten the first note.""",
)

UNKNOWN_ENGINE = Rule(
    "R309",
    "unknown-layout-engine",
    Severity.WARNING,
    """\
This version of WeasyPrint is not the one that the layout of notes was made for.

WeasyPrint itself loses notes that do not fit on a page. Scholiast changes that, but only in the
version it knows. Notes are proved after layout all the same, and the build fails if one is lost.
Install the versions in Scholiast's requirements.""",
)

TOO_WIDE = Rule(
    "R310",
    "wider-than-the-page",
    Severity.WARNING,
    """\
A line of text, an image or a table is wider than the page has room for.

It runs into the margin or off the page. Break a long word with soft hyphens, and code into shorter
lines. A table with too many columns can be turned, on a page of its own:

```markdown
::: {.turned}
| Road | Built | From | To | Miles |
|:-----|------:|:-----|:---|------:|
:::
```""",
)

TRANSPARENT = Rule(
    "R312",
    "transparency-in-print",
    Severity.WARNING,
    """\
Something in the book is transparent, and PDF/X-3 has no transparency.

It is printed as if it were not. Images are laid on white first, which is what paper is; but an
`opacity` of a style sheet or of an SVG image is left out. Look at the page, give what it is a
colour of its own, or choose `conformance: pdf/x-4`.""",
)

BAD_TEMPLATE = Rule(
    "R311",
    "bad-template",
    Severity.ERROR,
    """\
A template of the printed book is not well-formed XML.

The templates in `templates/print/` of your book stand before those of Scholiast. They are XHTML:
each element is closed, each attribute is in quotation marks.""",
)

COLUMNS_IN_NOTE = Rule(
    "R340",
    "columns-in-note",
    Severity.WARNING,
    """\
A style sheet of the book sets part of a note in columns, and notes at the foot of a page can't have
any.

How high columns become depends on the room for them, and the room for a note on how high it
becomes. The words are all there, in one column. Say so in the style sheet, and the warning goes:

```css
.note .box {
  columns: auto;
}
```

In EPUB and web book the columns stay.""",
)

FULL_MARGIN = Rule(
    "R313",
    "margin-too-full",
    Severity.ERROR,
    """\
The notes in the margin of a page are together longer than the page.

Each note in the margin stands beside its call, and moves up or down where others stand; on this
page they have no room whatever is moved. Shorten notes, give the edition a wider outer margin
(`editions.pdf.margins.outer`), or place the kind at the foot of the page.""",
)

COVER_COARSE = Rule(
    "R320",
    "cover-coarse",
    Severity.WARNING,
    """\
The image on the front of the cover has fewer than 300 pixels for each inch that it is printed on.

A printer draws finer than that, so that edges look soft. Take the image in its full size.""",
)

COVER_BLURRED = Rule(
    "R321",
    "cover-blurred",
    Severity.ERROR,
    """\
The image on the front of the cover has fewer than 150 pixels for each inch that it is printed on.

It would be seen as squares, and printers refuse it. A cover made for a shop on the web is too small
for print: ask for the original.""",
)

COVER_OVERFULL = Rule(
    "R322",
    "cover-overfull",
    Severity.ERROR,
    """\
What is to stand on the cover has no room on it.

Shorten the words on the back (`cover.back`), or take out a line of your own template.""",
)

PAGE_COUNT = Rule(
    "R315",
    "page-count",
    Severity.ERROR,
    """\
The book has fewer or more pages than the printer can bind.

`editions.pdf.printer` names whose rules hold. A glued spine needs some thickness to hold on to, and
a machine takes only so much. A larger page, larger type or wider margins change the number. What
is known of printers, and from where, is told by `scholiast printers`.""",
)

UNSETTLED_MARKS = Rule(
    "R314",
    "marks-by-page-unsettled",
    Severity.ERROR,
    """\
Notes that are counted anew on each page change the page by their marks, and never come to rest.

It takes a note whose mark is wider on one page than on the next, right at the end of a line at the
end of a page. Change a word in that paragraph, or count by chapters (`restart: chapter`).""",
)

TURNED_TOO_LARGE = Rule(
    "R337",
    "turned-table-too-large",
    Severity.ERROR,
    """\
A table that is turned on its page has no room there.

A division of the class `turned` is printed at a right angle, on a page of its own: as wide as the
text is high, less the notes that it calls, and as long as a line of text. Its letters are made
smaller, down to three quarters of their size, but it can't go on on another page. Make two tables
of it, give it fewer columns or rows, or shorten its notes.""",
)

NO_ROOM = Rule(
    "R326",
    "no-room-on-page",
    Severity.ERROR,
    """\
A title page, an imprint, the page of a part or another page that is looked at has more words
than it has room for.

Such a page is one page, and what does not fit would be missing: the name of a translator below a
very long title, say. Shorten what stands there (`short_title` is for running heads, and does not
help here), make margins smaller, or set it smaller in your own copy of `styles/matter.css`.""",
)
