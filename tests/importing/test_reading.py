"""Bytes to text: what is read, what is refused, and with which message."""

import pytest

from scholiast.importing import ImportRefusedError, import_text
from scholiast.importing.reading import decode

REFUSED = (
    ("café".encode("cp1252"), "the file is not in UTF-8: byte 0xE9 in line 1 is no character"),
    (b"ok\r\rtwo \xff\xfe\n", "the file is not in UTF-8: byte 0xFF in line 3 is no character"),
    (b"PK\x03\x04rest", "the file is a zipped file, such as Word or EPUB, not a text"),
    (b"%PDF-1.7", "the file is a PDF, not a text"),
    (b"", "the file is empty"),
    (b" \n\n\t\n", "the file is empty"),
    (b"\xff\xfea", "the file says it is in UTF-16, but can't be read so"),
)


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    """Bytes in an unknown encoding are never guessed at."""
    with pytest.raises(ImportRefusedError) as caught:
        import_text(data, "essay.txt")
    assert message == str(caught.value) == caught.value.finding.message
    assert "X001" == caught.value.finding.rule.code
    assert caught.value.finding.hint


def test_a_stated_encoding_is_followed() -> None:
    """A Gutenberg text in Latin-1 that says so is read so, and the report says it."""
    text = "Character set encoding: ISO-8859-1\n\nDéjà vu\n"
    source, [said] = decode(text.encode("latin-1"), "old.txt")
    assert text == source.text
    assert ("X002", "the file was read as ISO-8859-1, as it says") == (said.rule.code, said.message)


def test_control_characters_are_left_out_and_named() -> None:
    """A control character goes; a form feed is white space, and lines keep their numbers."""
    source, [said] = decode(b"one\x07two\x0cthree\nfour", "a.txt")
    assert "onetwo three\nfour" == source.text
    assert "a.txt:1:4: the control character U+0007" == f"{said.place}: {said.message}"
