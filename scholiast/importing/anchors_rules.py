"""What an import of pages has to say of links that are notes, or may be, and of the pages."""

from scholiast.diagnostics import Rule, Severity

TWICE = Rule(
    "X070",
    "import-note-id-twice",
    Severity.WARNING,
    """\
Two elements of a page have one id, and notes are called by it. A browser goes to the first, so
the calls were taken to mean the first; the second is kept as a note that nothing calls.

Compare both with the calls. Programs that join pages make such ids: each page had its own note
1.""",
)

MAYBE_CALL = Rule(
    "X071",
    "import-link-to-note",
    Severity.WARNING,
    """\
A link leads to a note, but does not look as the note's calls do: it says more than a mark
(“see note 12”), or it is not raised where the others are. It was taken for a reference in
words. The words stand in the text; the link is gone, since notes get new numbers.

If the words name a number, write `@note:label` in their place, so that the number stays right.
If it is a call, write `[^label]`.""",
)

WEAK_CALL = Rule(
    "X072",
    "import-call-by-looks",
    Severity.WARNING,
    """\
A link was taken for the call of a note by one sign alone: it is a raised number, but neither
its page nor what it leads to says that it is a note, and no link leads back. The note is
reported as doubtful. Look at both.""",
)

TAIL = Rule(
    "X073",
    "import-note-end-unsure",
    Severity.WARNING,
    """\
A paragraph stands between two notes, and nothing says whether it is the end of the first one
or text. It was left in the text, where it can be seen.

If it belongs to the note, move it there, indented by four spaces.""",
)

MALFORMED = Rule(
    "X074",
    "import-page-malformed",
    Severity.WARNING,
    """\
A page says that it is XHTML, but is no well-formed XML. It was read as browsers read HTML,
which close what was left open by rules of their own; a note may begin or end elsewhere than
was meant.""",
)

PAGE_LEFT_OUT = Rule(
    "X075",
    "import-page-left-out",
    Severity.NOTE,
    """\
A page was left out, since every edition gets its own: the cover, the title page, the imprint,
the table of contents, the colophon. What such a page says of the book is in `book.yaml`, as
far as the file says it as data; the message holds how the page begins.""",
)

PAGE_LIST = Rule(
    "X076",
    "import-page-numbers-dropped",
    Severity.NOTE,
    """\
The text had the page numbers of a printed edition in it. They were dropped, since the book
will have pages of its own.""",
)

PROTECTED = Rule(
    "X077",
    "import-protected",
    Severity.ERROR,
    """\
The EPUB is encrypted by digital rights management (DRM), so nothing in it can be read. Only
the fonts of an EPUB may be obfuscated for it to be imported.

Ask the publisher for a copy without protection.""",
)

NO_EPUB = Rule(
    "X078",
    "import-epub-damaged",
    Severity.ERROR,
    """\
The file is an EPUB, but lacks what each must have (EPUB 3.3, sections 4 and 5): a container
file that names the package, a package with a spine, the pages that the spine names.

Open it in EPUBCheck, which says what is wrong with it.""",
)

PAGE_MISSING = Rule(
    "X079",
    "import-page-missing",
    Severity.ERROR,
    """\
A page that the text must have is not there, or can't be read. The book was made without it,
and without the notes that it holds; the calls of these are reported one by one.""",
)

BROKEN_LINK = Rule(
    "X080",
    "import-link-broken",
    Severity.NOTE,
    """\
A link leads to a place in the text that is not there, or to a page that was left out. Its
words stand in the text, the link is gone.""",
)

RULES = (
    *(TWICE, MAYBE_CALL, WEAK_CALL, TAIL, MALFORMED, PAGE_LEFT_OUT, PAGE_LIST, PROTECTED),
    *(NO_EPUB, PAGE_MISSING, BROKEN_LINK),
)
