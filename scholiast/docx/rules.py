"""What can be wrong with a Word file that was made of a manuscript, as proofreading finds it."""

from scholiast.diagnostics import Rule, Severity

NOT_MADE = Rule(
    "R401",
    "docx-not-made",
    Severity.ERROR,
    """\
Pandoc could not write the Word file. The message is pandoc's own; most often lists or quotations
are nested far too deep.""",
)

UNREADABLE = Rule(
    "V401",
    "docx-unreadable",
    Severity.ERROR,
    """\
The Word file is no ZIP container of sound XML, or lacks a part that it must have, so that Word
would not open it either. Build it anew; if it comes out the same, that is a fault of Scholiast.""",
)

NOTE_ABSENT = Rule(
    "V402",
    "docx-note-absent",
    Severity.ERROR,
    """\
A note of the manuscript is not a footnote of the Word file: nothing in the text refers to it, or
what refers to it leads to no footnote. So the copy-editor would not see it, and it would not come
back.

This is a fault of Scholiast: every footnote is counted after the file was made.""",
)

NOTE_WORDS = Rule(
    "V403",
    "docx-note-words",
    Severity.ERROR,
    """\
A footnote of the Word file does not say what the note says in the manuscript. Marks of Markdown are
left out on both sides, so that words are compared and nothing else.""",
)

NOTE_NAME = Rule(
    "V404",
    "docx-note-without-name",
    Severity.ERROR,
    """\
A footnote of the Word file does not carry the bookmarks by which its note is known when the file
comes back: one around the call, one around the text, each once in the file.""",
)

NOTE_ORDER = Rule(
    "V405",
    "docx-notes-out-of-order",
    Severity.ERROR,
    """\
The footnotes of the Word file do not follow one another as the notes of the manuscript do, or there
is one that the manuscript has not.""",
)

CHAPTER_LINE = Rule(
    "V406",
    "docx-chapter-line",
    Severity.ERROR,
    """\
The lines that open the chapters of the Word file, and name their files, are not those of the
manuscript in their order, so that an edited chapter could not go back to its file.""",
)

SIGN_LEFT = Rule(
    "V407",
    "docx-sign-left",
    Severity.ERROR,
    """\
The Word file has a character of Unicode's private planes, by which Scholiast knew a note while the
file was made. It was to be taken out again; Word would show it as an empty box.""",
)

RULES = (NOT_MADE, UNREADABLE, NOTE_ABSENT, NOTE_WORDS, NOTE_NAME, NOTE_ORDER, CHAPTER_LINE,
         SIGN_LEFT)  # fmt: skip
