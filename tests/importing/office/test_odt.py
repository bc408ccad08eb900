"""OpenDocument texts made into manuscripts: each note is kept, or an error names it."""

import io
import zipfile
from pathlib import Path

from scholiast.importing import Import, import_path

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
    }.items()
)  # fmt: skip


def note(words: str, kind: str = "footnote") -> str:
    """Return a note of one paragraph."""
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>9</text:note-citation>'
        f"<text:note-body>{p(words)}</text:note-body></text:note>"
    )


def p(*parts: str, style: str = "Standard") -> str:
    """Return a paragraph."""
    return f'<text:p text:style-name="{style}">{"".join(parts)}</text:p>'


def imported(tmp_path: Path, *body: str) -> Import:
    """Return the import of a text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        container.writestr(
            "content.xml",
            f'<office:document-content {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<office:font-face-decls/><office:automatic-styles/><office:body><office:text>{''.join(body)}</office:text></office:body>"
            "</office:document-content>",
        )
        container.writestr(
            "styles.xml",
            f"<office:document-styles {_SPACES}><office:styles/><office:automatic-styles/>"
            "<office:master-styles/></office:document-styles>",
        )
    path = tmp_path / "a.odt"
    path.write_bytes(out.getvalue())
    return import_path(path)


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings}


def test_footnotes_and_endnotes_are_kept_apart(tmp_path: Path) -> None:
    """Each note has a label by its kind and number, and endnotes are a kind of their own."""
    one = imported(
        tmp_path,
        p("Rome on Foot", style="Title"),
        '<text:h text:outline-level="1">One</text:h>',
        p("Rome", note("First."), " fell", note("At the end.", "endnote"), "."),
    )
    assert (
        "# One\n\nRome[^fn-1] fell[^en-1].\n\n[^fn-1]: First.\n\n[^en-1]: {.endnote} At the end.\n"
    ) == one.files["chapters/01-one.md"]
    assert {"fn-1": "resolved", "en-1": "resolved"} == fates(one)
    assert "title: Rome on Foot\n" in one.files["book.yaml"]


def test_notes_in_tables_and_lists(tmp_path: Path) -> None:
    """A note is kept wherever it stands, or it is an error."""
    cell = f"<table:table-cell>{p('cell', note('In a table.'))}</table:table-cell>"
    row = f"<table:table-row>{cell}</table:table-row>"
    one = imported(
        tmp_path,
        f"<table:table><table:table-column/>{row}{row}</table:table>",
        f"<text:list><text:list-item>{p('item', note('In a list.'))}</text:list-item></text:list>",
    )
    assert {"resolved"} == set(fates(one).values()), one.findings
    assert 3 == len(one.account)


def test_what_pandoc_passes_over_is_an_error(tmp_path: Path) -> None:
    """A note that does not come back from pandoc's reader is lost, and named."""
    one = imported(tmp_path, p("x"), f"<text:ruby>{p('y', note('Unseen.'))}</text:ruby>")
    assert {"fn-1": "lost"} == fates(one)
    assert {"X040"} <= codes(one)


def test_changes_and_comments_are_told(tmp_path: Path) -> None:
    """What is deleted or commented is in no file, and is said."""
    region = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        f"<office:change-info><dc:creator>Ann</dc:creator></office:change-info>"
        f"{p('gone', note('Old.'))}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = f"<office:annotation><dc:creator>Ed</dc:creator>{p('True?')}</office:annotation>"
    one = imported(tmp_path, region, p("kept", comment, " and so on"))
    assert "# A\n\nkept and so on\n" == one.files["chapters/01-a.md"]
    assert {"X050", "X051", "X052"} <= codes(one)
    assert {} == fates(one)
