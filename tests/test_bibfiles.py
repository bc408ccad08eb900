"""Places of works in bibliography files of each format."""

import pytest

from scholiast import bibfiles
from scholiast.source import Source

BIBTEX = """\
% @book{no, title={A comment in the margin}}
@string{press = "Press"}
@comment{jabref, url = {x}}
@book{one,
  title = {One, with @ and {Braces}},
  url = {https://example.org},
}
@Article { two:x , doi={10.1/x}, year = 1999 }
@misc{three}
"""
RIS = (
    "TY  - BOOK\r\nID  - one\r\nUR  - https://example.org\r\nER  - \r\n\r\nTY  - JOUR\r\nER  - \r\n"
)
JSON = """[
  {"type": "book", "id": "one", "note": "an \\"id\\": \\"no\\"", "URL": "https://example.org"},
  {"id": 12, "title": "Twelve"}
]
"""
YAML = """\
references:
  - type: book
    id: one
    URL: https://example.org
  - {id: "two x", title: T}
"""


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("a.bib", BIBTEX, {"one": "4:7", "two:x": "8:12", "three": "9:7"}),
        ("a.bibtex", BIBTEX, {"one": "4:7", "two:x": "8:12", "three": "9:7"}),
        ("a.ris", RIS, {"one": "2:7", "": "6:1"}),
        ("a.json", JSON, {"one": "2:27", "12": "3:10"}),
        ("a.yaml", YAML, {"one": "3:9", "two x": "5:11"}),
    ],
)
def test_keys_are_found(name: str, text: str, places: dict[str, str]) -> None:
    """Each key has its line and column, and what is no work has none."""
    found = bibfiles.entries(Source(name, text))
    seen = {entry.key: str(entry.place).partition(":")[2] for entry in found}
    assert seen == places


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.bib", BIBTEX, "a.bib:6:10"),
        ("a.ris", RIS, "a.ris:3:7"),
        ("a.json", JSON, "a.json:2:70"),
        ("a.yaml", YAML, "a.yaml:4:10"),
    ],
)
def test_fields_are_found(name: str, text: str, place: str) -> None:
    """A field goes by its name in CSL, whatever it is called in its format."""
    entries = {entry.key: entry for entry in bibfiles.entries(Source(name, text))}
    found = entries["one"].fields["URL"]
    assert str(found) == place
    assert found.end is not None
    assert found.start is not None
    assert found.end.column - found.start.column == len("https://example.org")


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.json", "a.yaml"])
@pytest.mark.parametrize("text", ["", "{", "[{", "@", "@book{", "TY  - ", "- id:", "nothing\n" * 9])
def test_what_is_no_bibliography_has_no_places(name: str, text: str) -> None:
    """A file that can't be read is an error elsewhere, and no crash here."""
    assert all(entry.place.path == name for entry in bibfiles.entries(Source(name, text)))
