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

RULES = (CHANGES, NOTE_DELETED, COMMENT, BOXES, OF_THE_FILE)
