"""What an import of a word processor's file has to say of changes, comments and the like."""

from scholiast.diagnostics import Rule, Severity

CHANGES = Rule(
    "X050",
    "import-tracked-changes",
    Severity.WARNING,
    """\
The file has tracked changes. They were accepted: what was inserted is in the manuscript, what was
deleted is not.

A manuscript has no place for changes that nobody has decided on; version control has. Where one of
them was not meant, reject it in the word processor, save the file, and import it again.""",
)

NOTE_DELETED = Rule(
    "X051",
    "import-note-deleted",
    Severity.WARNING,
    """\
A tracked change deletes the call of a note, and so the note. The change was accepted as all others,
and the note is in no file of the manuscript; the message shows how it begins.

A call is easily deleted with the words around it. If the note was to stay, reject the deletion in
the word processor, save, and import again.""",
)

COMMENT = Rule(
    "X052",
    "import-comment",
    Severity.WARNING,
    """\
The file has a comment in its margin. A comment is no part of the book, so it is in no file; the
message says who wrote it, on which words, and all of what it says.

Settle it before the book is made. Where it asks for a note, write one.""",
)

BOXES = Rule(
    "X053",
    "import-text-boxes",
    Severity.WARNING,
    """\
The file has text boxes, which lie anywhere on a page. What stands in one, its notes included, was
put behind the paragraph that the box is anchored in.

Look where each belongs: a box may be a figure's caption, a quotation, or an aside.""",
)

OF_THE_FILE = Rule(
    "X054",
    "import-properties-of-file",
    Severity.NOTE,
    """\
The text does not name its author, but the properties of the file do. They name whoever made the
file, which may be a typist or the owner of the computer.

Look at `contributors` in `book.yaml`.""",
)

NOT_RETURNED = Rule(
    "X060",
    "return-note-missing",
    Severity.ERROR,
    """\
A Word file that was made of a manuscript came back without one of its notes.

Each footnote of such a file carries its label in bookmarks, around its call and around its text.
Neither is in the file that came back, nor is there a note with the same words. Most often a call
was deleted together with the words around it. No file of a book is written over while a note is
missing (`--onto`).

Put the note back in Word; or, if it was meant to go, say so:

```console
$ scholiast import edited.docx --onto book --gone erfurt
```""",
)

NOTE_CHANGED = Rule(
    "X061",
    "return-note-changed",
    Severity.NOTE,
    """\
The words of a note are not those that went out in the Word file. The message shows both at the
first place where they part, without white space, quotation marks and dashes.""",
)

NOTE_MOVED = Rule(
    "X062",
    "return-note-moved",
    Severity.NOTE,
    """\
A note is called at another place among the notes than in the Word file that went out: in another
chapter, or before or behind notes that it came after or before.""",
)

NOTE_NEW = Rule(
    "X063",
    "return-note-new",
    Severity.NOTE,
    """\
A note was added in Word. It has a label made for it, `new-1` and so on, which is its address in all
editions: give it a better one before the book is published.""",
)

CHAPTER_GONE = Rule(
    "X064",
    "return-chapter-missing",
    Severity.ERROR,
    """\
In a Word file that was made of a manuscript, each chapter opens with a grey line that names its
file. That of this chapter has not come back, so that its text, if it is there, stands in the
chapter before it.

Write the line again, in the style `Scholiast Chapter`: the path of the file and nothing else.""",
)

CHAPTER_NEW = Rule(
    "X065",
    "return-chapter-new",
    Severity.WARNING,
    """\
A Word file that was made of a manuscript came back with a chapter that it did not have: a line in
the style `Scholiast Chapter` that names no file of the manuscript, or words before the first one.

What stands there was written to a file of its own, `chapters/new-1.md` and so on, which is not in
the spine of `book.yaml` yet.""",
)

BOOK_CHANGED = Rule(
    "X066",
    "return-book-changed",
    Severity.ERROR,
    """\
A chapter of the book is not the one of which the Word file was made: it was changed since then, and
writing the edited text over it would undo that. Nothing was written.

Import the file to a folder of its own (`--to`), and bring both together with a tool that merges
texts, such as `git merge-file`; or build a new Word file, if the copy-editor has not begun.""",
)

TITLE_CHANGED = Rule(
    "X067",
    "return-title-changed",
    Severity.WARNING,
    """\
The title of this chapter stands in its header, and was changed in Word. A header is never changed
by an import: write the new title there.""",
)

NOT_OURS = Rule(
    "X068",
    "return-not-made-of-a-book",
    Severity.ERROR,
    """\
With `--onto` a Word file is brought back to the book that it was made of. This file does not know
of a book: it was not made by `scholiast build docx`, or was saved by a program that drops custom
XML parts, as most on the web do.

Import it to a folder of its own with `--to`. Its notes then have labels by their numbers.""",
)

NOTE_AGREED = Rule(
    "X069",
    "return-note-deleted",
    Severity.NOTE,
    """\
A note of the book was deleted in Word, and `--gone` agrees to it. It is in no file any more.""",
)

RULES = (
    *(CHANGES, NOTE_DELETED, COMMENT, BOXES, OF_THE_FILE),
    *(NOT_RETURNED, NOTE_CHANGED, NOTE_MOVED, NOTE_NEW, CHAPTER_GONE, CHAPTER_NEW, BOOK_CHANGED),
    *(TITLE_CHANGED, NOT_OURS, NOTE_AGREED),
)
