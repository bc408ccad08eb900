"""Objects of a PDF as bytes: what is moved changes in its references alone, and can be read."""

import io

import pikepdf
import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.pdf import objects
from scholiast.pdf.objects import File, Stream, dictionary, packed, string

WORDS = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=20)


@given(WORDS)
def test_a_string_is_read_as_it_was_written(words: str) -> None:
    """Brackets, backslashes and letters of all scripts come back."""
    assert words == objects.text(string(words))


@given(st.lists(st.one_of(WORDS, st.integers(0, 99))))
def test_only_references_are_moved(parts: list[str | int]) -> None:
    """What looks like a reference in a text stays, and each reference is another."""

    def made(shift: int) -> bytes:
        return objects.array(
            [string(p) if isinstance(p, str) else b"%d 0 R" % (p + shift) for p in parts]
        )

    assert made(100) == objects.moved(made(0), lambda number: b"%d 0 R" % (number + 100))
    assert [p for p in parts if isinstance(p, int)] == objects.references(made(0))


def test_a_text_that_looks_like_a_reference_stays() -> None:
    """It is a string, whatever it says."""
    thing = dictionary({b"Alt": string(r"see 12 0 R (or \3 0 R)"), b"P": b"3 0 R"})
    moved = objects.moved(thing, lambda number: b"%d 0 R" % (number * 2))
    assert dictionary({b"Alt": string(r"see 12 0 R (or \3 0 R)"), b"P": b"6 0 R"}) == moved


def test_objects_are_moved_together_as_one_by_one() -> None:
    """Moving many at once gives what moving each gives; a null character is refused."""
    things = [b"<</P 1 0 R>>", b"[]", b"(\n 2 0 R)", b"<</K [3 0 R 4 0 R]>>"]

    def refer(number: int) -> bytes:
        return b"%d 0 R" % (number + 7)

    assert [objects.moved(one, refer) for one in things] == objects.moved_all(things, refer)
    assert [] == objects.moved_all([], refer)
    with pytest.raises(ValueError, match="null character"):
        objects.moved_all([b"(\0)"], refer)


def test_entries_of_a_dictionary_are_told_apart() -> None:
    """Names as values, dictionaries in dictionaries and brackets in strings confuse nothing."""
    parts = {
        b"Type": b"/Page",
        b"Box": b"[0 0 1.5 -2]",
        b"Inner": b"<</Type /A/B <<>>/C [<</D /E>>]>>",
        b"Text": rb"(a \) /Type << b)",
        b"Hex": b"<feff0041>",
        b"Next": b"12 0 R",
        b"S": b"/URI",
    }
    assert parts == objects.entries(dictionary(parts))
    assert {} == objects.entries(b"<<>>")


def test_what_pydyf_writes_is_read() -> None:
    """Objects come back under their numbers, streams with their data."""
    pdf = pydyf.PDF()
    stream = pydyf.Stream([b"q", b"Q"], compress=True)
    note = pydyf.Dictionary({"Title": pydyf.String("A\nB")})
    for thing in (stream, note):
        pdf.add_object(thing)
    out = io.BytesIO()
    pdf.write(out, version=b"1.7", compress=True)
    found = objects.read(out.getvalue())
    assert note.data == found.things[note.number]
    kept = found.things[stream.number]
    assert isinstance(kept, Stream)
    assert b"q\nQ" == kept.decoded()
    assert found.at(b"%d 0 R" % found.root).startswith(b"<</Type /Catalog")


@pytest.mark.parametrize("damage", [slice(0, -40), slice(0, 30)])
def test_what_pydyf_did_not_write_is_refused(damage: slice) -> None:
    """A file that ends too early, or is another's, is a ValueError."""
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Stream([b"q"] * 9))
    out = io.BytesIO()
    pdf.write(out, version=b"1.7", compress=True)
    with pytest.raises(ValueError, match=r"sheaf|substring"):
        objects.read(out.getvalue()[damage] if damage.stop > 0 else out.getvalue()[:30])
    with pytest.raises(ValueError, match="sheaf"):
        objects.read(_file(3).written(b"1 0 R", None, "1.7"))


def _file(count: int) -> File:
    """Return a file of a catalogue, a tree of pages without any, and so many numbers."""
    file = File()
    file.add(b"<</Type /Catalog/Pages 2 0 R/Numbers 3 0 R>>")
    file.add(b"<</Type /Pages/Kids []/Count 0>>")
    file.add(objects.array([b"%d 0 R" % (number + 4) for number in range(count)]))
    for number in range(count):
        file.add(b"%d" % number)
    return file


@pytest.mark.parametrize("version", ["1.4", "1.7", "2.0"])
@pytest.mark.parametrize("count", [1, 196, 197, 198, 450])
def test_a_file_can_be_read(version: str, count: int) -> None:
    """Another reader finds every object, whether they are packed together or not."""
    file = _file(count)
    at = file.add(packed({}, b"0 0 m"))
    thing = pydyf.Dictionary({"Title": pydyf.String("Straße")})
    file.add_object(thing)
    gap = file.reserve()
    data = file.written(b"1 0 R", thing.reference, version)
    assert data == file.written(b"1 0 R", thing.reference, version)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [] == pdf.check_pdf_syntax()
        assert version == pdf.pdf_version
        assert list(range(count)) == [int(number) for number in pdf.Root.Numbers]
        assert b"0 0 m" == pdf.get_object(int(at.split()[0]), 0).read_bytes()
        assert "Straße" == str(pdf.docinfo.Title)
        assert pdf.get_object(int(gap.split()[0]), 0) is None
        assert (b"/ObjStm" in data) == (version > "1.5")


def test_the_same_thing_is_in_a_file_once() -> None:
    """What is added `once` has one number, however often it is added."""
    file = File()
    first = file.once(b"<</A 1>>")
    assert first == file.once(b"<</A 1>>")
    assert first != file.once(b"<</A 2>>")
    assert first != file.add(b"<</A 1>>")
