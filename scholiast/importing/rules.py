"""What an import has to say: what it was not sure of, what it left out, what is for the author."""

from scholiast.diagnostics import Diagnostic, Rule, Severity

NOT_TEXT = Rule(
    "X001",
    "import-not-text",
    Severity.ERROR,
    """\
The file is not a text in UTF-8, so nothing was imported.

A text in another encoding would be read with wrong letters somewhere (`é` as `Ã©`), and nobody
would see it before the book is printed, so the encoding is never guessed. Two cases are certain and
are read: a file that begins with a byte order mark of UTF-16 or UTF-32, and a Project Gutenberg
text that names its own encoding.

Save the file as UTF-8 in your editor, or convert it:

```console
$ iconv -f WINDOWS-1252 -t UTF-8 essay.txt > essay-utf8.txt
```

A Word or OpenDocument file (`.docx`, `.odt`) is read as such, whatever its name; one of an old
program (`.doc`, `.rtf`) has to be saved as one of these first.""",
)

ENCODING = Rule(
    "X002",
    "import-encoding",
    Severity.NOTE,
    """\
The file is not in UTF-8, but says itself what it is in, and was read so: by the byte order mark of
UTF-16 or UTF-32, or by the line `Character set encoding:` of a Project Gutenberg text.

The manuscript is in UTF-8. Look at a few accented letters to be sure.""",
)

CONTROL = Rule(
    "X003",
    "import-control-character",
    Severity.WARNING,
    """\
The text holds a character that is neither a letter nor white space, such as NUL or ESC, left over
from a program or a terminal. XML, and so EPUB, can't hold it. It was left out, and the words on
both sides stand as they stood.""",
)

GAP = Rule(
    "X010",
    "import-note-number-missing",
    Severity.WARNING,
    """\
A number of the run of notes was not found in the text.

The notes of a text are numbered 1, 2, 3 … without holes, so a hole says that a number was lost when
the text was copied, or stands where it can't be told from a number of the text:

```text
… the last of the wells.”3 And so on …
… it ended in 18124 and nobody knew …        1812 and note 4? the year is not cut in two
… the end of the line.”5 …
```

Nothing is guessed: the note has no call and no entry. The message says between which two calls it
must stand. If you know the place, write `[^4]` there, and the note in `notes/notes.yaml`.""",
)

UNSURE = Rule(
    "X011",
    "import-note-call-unsure",
    Severity.WARNING,
    """\
A number was taken for a note call, since the run of notes needs it here, but its place alone does
not show it: it follows a digit and a point like a decimal (`1812.11`), or a bare letter (`word12`).

Look at the place that the message names. If it is no note, put the number back in the place of
the call, and delete the note's entry.""",
)

RIVAL = Rule(
    "X012",
    "import-note-call-rival",
    Severity.WARNING,
    """\
Two numbers in the text may be the call of the same note, and both fit between the calls before and
after. The likelier was taken; the other stands in the text as it was.

Look at both places. If the other one is the call, move `[^12]` there and write the number back
where it was taken out.""",
)

LEFT = Rule(
    "X013",
    "import-number-left",
    Severity.NOTE,
    """\
A number is glued to a word or a closing quotation mark as a note number is, but does not fit into
the run of notes, so it stands in the text as it was.

If it is a note call after all, write `[^label]` in its place, and the note in
`notes/notes.yaml`.""",
)

NO_TEXT = Rule(
    "X014",
    "import-note-text-missing",
    Severity.NOTE,
    """\
The text calls notes, but does not hold them.

Each has an entry in `notes/notes.yaml` with `missing: true`, and a comment with the words around
its call. `check` names them all, `build` refuses, and `build --draft` shows placeholders. Write the
`text` of each and take `missing` away:

```yaml
- id: "12"
  text: Gibbon, *Decline and Fall*, ch. 3.
```""",
)

NO_CALL = Rule(
    "X015",
    "import-note-never-called",
    Severity.WARNING,
    """\
The text holds a note, but no call that leads to it. The note was kept in the manuscript, and
`check` will name it (N003) until it is called.

Write its call, such as `[^12]`, where the note belongs, or delete the note.""",
)

OPEN_NOTE = Rule(
    "X016",
    "import-note-not-closed",
    Severity.WARNING,
    """\
A note opens with a bracket (`[Footnote 12: …`) that is never closed. The paragraph was taken for
the note. Look at the note in the manuscript: what follows it in the text may belong to it.""",
)

TWO_STYLES = Rule(
    "X017",
    "import-two-kinds-of-marks",
    Severity.WARNING,
    """\
The text has two kinds of marks that both look like runs of note calls, such as `[1]`, `[2]` … and
numbers glued to words. The clearer kind was taken for the notes; the other stands in the text as it
was.""",
)

RENAMED = Rule(
    "X018",
    "import-notes-renamed",
    Severity.NOTE,
    """\
The numbers of the notes begin again in the text, so that one number means several notes. Where one
label can't mean one note, the label says which run it belongs to: `[^2-5]` is note 5 of the second
run. What readers see are numbers that Scholiast counts itself.""",
)

LANGUAGE = Rule(
    "X020",
    "import-language-guessed",
    Severity.NOTE,
    """\
The text does not say its language, so it was told from the commonest words or the script.

`language` in `book.yaml` decides on hyphenation, on the words that Scholiast prints itself, and on
how the book is read aloud. Make it as exact as you know it: `en-GB`, `pt-BR`, `zh-Hant`.""",
)

TITLE = Rule(
    "X021",
    "import-title-from-file-name",
    Severity.WARNING,
    """\
The text does not begin with a title: a short line of its own that is no sentence, or a header that
names one. So the book is called after the file. Write `title` in `book.yaml` as it shall be
printed, and in the heading of the first chapter.""",
)

LEFT_OUT = Rule(
    "X022",
    "import-left-out",
    Severity.NOTE,
    """\
A stretch of the file is not part of the book and was left out of the manuscript, such as the header
and licence of Project Gutenberg. Its words are in no file; if you want any of them, copy them from
the text at the place that the message names.""",
)

HYPHEN = Rule(
    "X023",
    "import-hyphen-at-line-end",
    Severity.WARNING,
    """\
A line ends with a hyphen. The two halves were joined and the hyphen kept, as is right for `blue-` +
`green`; but the word stands in the text without a hyphen elsewhere, so this one may have been
broken only to fit the line. Delete the hyphen in the manuscript if so.""",
)

TABLE = Rule(
    "X024",
    "import-kept-as-typed",
    Severity.NOTE,
    """\
Lines are set in columns by spaces, as in a table or a list of contents, and were kept as they were
typed, in letters of one width. Make a table of them (see “Tables” in the handbook), or delete them
where Scholiast makes the list itself, as it does the contents.""",
)

HEADER_KEY = Rule(
    "X025",
    "import-header-key",
    Severity.WARNING,
    """\
The header of the text has a key that `book.yaml` has no place for, such as an option of another
program. It was left out; the message holds what it said. Where it says something of the book, look
in the handbook for the key of `book.yaml` that is meant for it.""",
)

IMAGE = Rule(
    "X026",
    "import-image-to-copy",
    Severity.NOTE,
    """\
The text shows an image that lies beside it. An import reads the text alone: copy the image into the
book's folder, at the path that the text gives, from `book.yaml` on.""",
)

NOT_SPLIT = Rule(
    "X027",
    "import-chapters-not-split",
    Severity.WARNING,
    """\
The text was kept as one chapter: its level-1 headings could not be told with certainty from lines
that only look like headings, as in code or raw HTML. Cut the file by hand, and list the chapters in
the spine of `book.yaml`.""",
)

OCCUPIED = Rule(
    "X030",
    "import-folder-not-empty",
    Severity.ERROR,
    """\
The folder to import to is not empty, or is no folder. An import never writes over anything: what is
there may be the only copy of somebody's work.

Name a folder that is not there yet, or is empty:

```console
$ scholiast import essay.txt --to essay-book
```""",
)

RULES = (
    *(NOT_TEXT, ENCODING, CONTROL),
    *(GAP, UNSURE, RIVAL, LEFT, NO_TEXT, NO_CALL, OPEN_NOTE, TWO_STYLES, RENAMED),
    *(LANGUAGE, TITLE, LEFT_OUT, HYPHEN, TABLE, HEADER_KEY, IMAGE, NOT_SPLIT, OCCUPIED),
)


class ImportRefusedError(Exception):
    """Nothing was imported or written; `finding` says why, with code, place and hint."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding
