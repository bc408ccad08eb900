"""RIS as catalogues write it, for pandoc."""

import pytest

from scholiast import pandoc, ris


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ("PY  - 1899", "issued", "1899"),
        ("PY  - 1899/02/11", "issued", "1899-02-11"),
        ("Y1  - 1899/2//spring", "issued", "1899-02"),
        ("DA  - 1899/02/11", "issued", "1899-02-11"),
        ("PY  - 1899\nDA  - 1899/02/11", "issued", "1899-02-11"),
        ("PY  - 1900\nDA  - 1899/02/11", "issued", "1900"),
        ("CY  - Oxmoor", "publisher-place", "Oxmoor"),
        ("PP  - Oxmoor\nCY  - Elsewhere", "publisher-place", "Oxmoor"),
        ("KW  - primary", "keyword", "primary"),
    ],
)
def test_what_is_written_is_read(lines: str, name: str, value: str) -> None:
    """Tags and dates that pandoc passes over come out all the same, CRLF or not."""
    text = f"TY  - BOOK\nID  - k\nTI  - T\n{lines}\nER  - \n"
    for data in (text, text.replace("\n", "\r\n")):
        ((work,), said) = pandoc.references(data.encode(), ".ris")
        assert (work.id, work.value(name), said) == ("k", value, ())


def test_a_web_page_is_one() -> None:
    """`ELEC` is what RIS calls a web page."""
    ((work,), _) = pandoc.references(b"TY  - ELEC\nID  - k\nTI  - T\nER  - \n", ".ris")
    assert work.value("type") == "webpage"


def test_no_line_is_added_or_lost() -> None:
    """Places in the text stay what they are; a second record is not taken for the first."""
    text = "TY  - BOOK\nCY  - A\nER  - \n\nTY  - BOOK\nCY  - B\nPY  - 1900/01/02\nER  - \n"
    mended = ris.for_pandoc(text)
    assert len(mended.splitlines()) == len(text.splitlines())
    assert [line for line in mended.splitlines() if line.startswith("PP")] == ["PP  - A", "PP  - B"]
