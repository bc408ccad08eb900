"""What an import from trees has to say: of its notes first, and of what can't be read or shown."""

from scholiast.diagnostics import Rule, Severity

NOTE_LOST = Rule(
    "X040",
    "import-note-lost",
    Severity.ERROR,
    """\
A note of the source is not in the manuscript that was made of it.

Files that an import makes are read back as any manuscript is, and compared with the source note by
note. This note was not among them, so its text would be missing from the book. The message says
where it stands in the source, and why it did not arrive: copy it by hand, and write its call where
it belongs. The rest of the import is sound.""",
)

NOTE_GONE = Rule(
    "X041",
    "import-note-without-text",
    Severity.ERROR,
    """\
The source calls a note that it does not hold: a reference in a Word file to a footnote that is not
in the file, a link to an anchor that is nowhere.

The call stands in the manuscript, and `notes/notes.yaml` has an entry with `missing: true` for it,
so that a draft can be built. Ask for the text of the note where the file came from; many programs
lose notes when they save a file.""",
)

NOTE_DOUBTFUL = Rule(
    "X042",
    "import-note-doubtful",
    Severity.WARNING,
    """\
A note is in the manuscript, but something about it is not certain: its words, read back, are not
quite those of the source, its call stands behind other words, or it was told to be a note by its
looks alone.

Compare the note with the source; the message says what differs. What the source has in raw code (a
field, a drawing, a formula) is the usual reason.""",
)

WORDS_DIFFER = Rule(
    "X043",
    "import-words-differ",
    Severity.WARNING,
    """\
A chapter, written and read back, does not say what the source says. The message shows the first
place at which the words part, without white space, quotation marks and dashes.

Look at it in both. Something in the source can't be written in Markdown as it stands there.""",
)

UNREADABLE = Rule(
    "X045",
    "import-file-unreadable",
    Severity.ERROR,
    """\
The file is damaged, or is not what it seems to be, so nothing was imported.

Open it in the program it comes from, and save it once more. A file that only that program can mend
is not guessed at: what it holds would be incomplete, and nobody would see it.""",
)

PICTURE = Rule(
    "X048",
    "import-picture-unusable",
    Severity.WARNING,
    """\
A picture is of a type that not every edition can show: EMF and WMF of Windows, TIFF, BMP. The file
was copied into `images/` as it is, and `check` will name it until it is replaced.

Save it as PNG or JPEG, or as SVG where it is a drawing, and write its new name in the chapter.""",
)

TYPED_LEFT = Rule(
    "X049",
    "import-typed-notes-left",
    Severity.WARNING,
    """\
The text has superior numbers and, under a heading such as `Notes`, a list of numbered paragraphs,
as one types notes by hand. But the numbers in the text and those of the list are not the same, so
that some note would get a wrong call. Nothing was changed: both stand as they stood.

Mend the numbers in the word processor and import again, or write `[^label]` for each number and
`[^label]: …` for each paragraph of the list.""",
)

RULES = (NOTE_LOST, NOTE_GONE, NOTE_DOUBTFUL, WORDS_DIFFER, UNREADABLE, PICTURE, TYPED_LEFT)
