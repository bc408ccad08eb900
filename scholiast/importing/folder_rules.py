"""What the import of a folder of chapters has to say."""

from scholiast.diagnostics import Rule, Severity

NO_CHAPTERS = Rule(
    "X100",
    "import-folder-without-chapters",
    Severity.ERROR,
    """\
The folder has no chapter that could be imported: no Markdown file (`.md`, `.markdown`, `.qmd`,
`.Rmd`) that its list of chapters names or that lies in it. Nothing was written.

Name the folder in which `_quarto.yml`, `_bookdown.yml`, `book.toml`, `SUMMARY.md`, `hugo.toml`,
`_data/works` or the chapters themselves lie.""",
)

CHAPTER_MISSING = Rule(
    "X101",
    "import-chapter-missing",
    Severity.ERROR,
    """\
The list of chapters names a file that is not there. The book was made without it.

Letter case counts, since a book that builds on one machine must build on all of them. Put the file
in its place and import again, or leave it out of the list.""",
)

NOT_LISTED = Rule(
    "X102",
    "import-chapter-not-listed",
    Severity.WARNING,
    """\
A Markdown file of the folder is in no list of chapters, so it is not part of the book; the message
says how many notes it holds. It may be a chapter that was forgotten, a page for the web alone, or a
piece that chapters include: what is included is not put in by an import.

If it belongs to the book, copy it into `chapters/` and name it in the spine of `book.yaml`.""",
)

BROKEN_HEADER = Rule(
    "X103",
    "import-header-broken",
    Severity.ERROR,
    """\
The header of a chapter is no YAML or TOML that can be read. The message says what is wrong, and
where in the file that was imported.

The chapter was taken all the same: its title is its first heading, and the lines of the header
stand above the text as a piece of code, so that nothing of them is lost. Write what they say into a
header (`title`, `language`, `numbered`), and delete them.""",
)

CHAPTER_KEY = Rule(
    "X104",
    "import-chapter-key",
    Severity.NOTE,
    """\
The header of a chapter has a key that a header of Scholiast has no place for, such as an option of
another program. It was left out; the message holds what it said.""",
)

CONSTRUCT = Rule(
    "X105",
    "import-foreign-construct",
    Severity.WARNING,
    """\
The text calls for something that only the program it was written for can do: a shortcode, an
include, a cross-reference of its own kind, a line of a template. It was kept as it is typed, and
would be printed so.

Write in its place what it stands for: an image or a table in Markdown, the words of the included
file, a link to a section (`[the roads](#roads)`).""",
)

CHUNK = Rule(
    "X106",
    "import-code-chunk",
    Severity.WARNING,
    """\
A piece of code is meant to be run while the book is made, and its result to be printed. Scholiast
runs nothing: the code is printed as code, and its options, which the message holds, were left out.

Where the book shall show what the code makes, run it yourself, and put in the figure or the table
in its place.""",
)

ASSET_MISSING = Rule(
    "X107",
    "import-file-missing",
    Severity.WARNING,
    """\
An image, a bibliography or a citation style is named and is not in the folder: it is not there, is
called by another name, or lies outside. The reference to it was kept; `check` will name it until
the file is in its place in the book's folder.""",
)

PART_TEXT = Rule(
    "X108",
    "import-text-of-a-part",
    Severity.NOTE,
    """\
A part has a text of its own. A part of a book is a title here, so the text became the first chapter
of the part, without a number. Its title is that of the part: give it another one, such as
“Introduction”, where the two stand one after the other.""",
)

SETTING = Rule(
    "X109",
    "import-setting",
    Severity.NOTE,
    """\
The settings of the book hold a key that `book.yaml` has no place for, mostly an option of the
program that they were written for. It was left out. How the book looks and what is made of it is
set under `editions` of `book.yaml`, and in style sheets.""",
)

BROKEN_SETTINGS = Rule(
    "X110",
    "import-settings-broken",
    Severity.ERROR,
    """\
The file that says which chapters the book has, and in what order, can't be read. The message says
what is wrong, and where.

The chapters were taken in the natural order of their names instead (`2-rome.md` before
`10-athens.md`). Mend the file and import again, or put the spine of `book.yaml` in order.""",
)

NO_TITLE = Rule(
    "X111",
    "import-chapter-title",
    Severity.WARNING,
    """\
A chapter has no title: no heading of level 1, no `title` in its header, no name in a list of
chapters. It was called after its file. Write its title into the header of the chapter.""",
)

TWO_TITLES = Rule(
    "X112",
    "import-chapter-with-two-titles",
    Severity.WARNING,
    """\
A chapter has one title in its header and another one as its heading of level 1. A chapter has one
title: the heading was kept, and the message holds what the header said.""",
)

UNREADABLE = Rule(
    "X114",
    "import-chapter-unreadable",
    Severity.ERROR,
    """\
A chapter can't be read, so the book was made without it: it is no text in UTF-8, it is empty, or it
is of a kind that is not imported, such as a notebook.

Save it as Markdown in UTF-8 and import again; pandoc makes Markdown of many kinds of files.""",
)

UNPUBLISHED = Rule(
    "X115",
    "import-chapter-unpublished",
    Severity.WARNING,
    """\
A chapter says of itself that it is a draft, or its place in the list of chapters is empty. The
program it was written for leaves such a chapter out of what it publishes. It was taken, if there is
a text; take it out of the spine of `book.yaml` if it shall not be printed.""",
)

OWN_BOOK = Rule(
    "X116",
    "import-own-book",
    Severity.ERROR,
    """\
The folder holds a `book.yaml`: it is a manuscript of Scholiast already, and there is nothing to
import. Build it with `scholiast build --book`, or look what is wrong in it with `check`.""",
)

FLAT = Rule(
    "X117",
    "import-chapters-in-chapters",
    Severity.NOTE,
    """\
The list of chapters is nested deeper than a book of parts and chapters. Chapters that stood below
other chapters now follow them, each as a chapter of its own. Where a few short ones make one
chapter, put them into one file, under headings of level 2.""",
)

TOO_MANY = Rule(
    "X118",
    "import-too-many-files",
    Severity.ERROR,
    """\
The folder holds far more files than a book has, as a home folder or a disk does. Nothing was
imported. Name the folder in which the chapters lie, or move them into one of their own.""",
)

GLUED_HEADING = Rule(
    "X119",
    "import-heading-under-text",
    Severity.WARNING,
    """\
A line that begins with `#` stands directly under a line of text. mdBook and Hugo read it as a
heading, pandoc as part of the paragraph above.

In a folder made for those two an empty line was put above it. Elsewhere nothing was changed: put an
empty line above it if it is a heading, and a backslash before the sign if it is text.""",
)

FOLDER_RULES = (
    *(NO_CHAPTERS, CHAPTER_MISSING, NOT_LISTED, BROKEN_HEADER, CHAPTER_KEY, CONSTRUCT, CHUNK),
    *(ASSET_MISSING, PART_TEXT, SETTING, BROKEN_SETTINGS, NO_TITLE, TWO_TITLES, UNREADABLE),
    *(UNPUBLISHED, OWN_BOOK, FLAT, TOO_MANY, GLUED_HEADING),
)
