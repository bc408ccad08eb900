"""Files are found without leaving the book's folder, and decoded with every fault named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast import folder
from scholiast.source import Span

PLACE = Span("book.yaml")


@pytest.mark.parametrize(
    "path",
    ["/etc/hostname", "../x", "a/../../x", "C:/x", "C:x", "\\\\host\\x", "\\x", "a\0b", ".."],
)
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    """Absolute paths of any system and paths that climb out are refused."""
    with pytest.raises(folder.OutsideError):
        folder.inside(tmp_path, path)


def test_links_lead_out_only_within(tmp_path: Path) -> None:
    """A symbolic link within the folder is followed; one out of it, or to itself, is not."""
    root = tmp_path / "book"
    (root / "chapters").mkdir(parents=True)
    (root / "chapters/a.md").write_text("A")
    (tmp_path / "secret.md").write_text("S")
    (root / "good.md").symlink_to("chapters/a.md")
    (root / "bad.md").symlink_to("../secret.md")
    (root / "loop.md").symlink_to("loop.md")
    (root / "up").symlink_to("..")
    assert folder.file_at(root, "good.md") == root / "good.md"
    assert [None] * 3 == [folder.file_at(root, p) for p in ("bad.md", "loop.md", "up/secret.md")]


def test_letter_case_counts(tmp_path: Path) -> None:
    """A file whose name differs by case is named in the hint."""
    (tmp_path / "Map.PNG").write_bytes(b"")
    assert folder.file_at(tmp_path, "map.png") is None
    assert "did you mean `Map.PNG`?" == folder.nearest_file(tmp_path, "map.png")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What can't be read as a file is said to be missing."""
    (tmp_path / "a").mkdir()
    reading = folder.read_text(tmp_path, "a", PLACE)
    assert (None, ["M001"]) == (reading.source, [p.rule.code for p in reading.problems])


def test_a_name_longer_than_any_is_missing(tmp_path: Path) -> None:
    """A path that no file system holds is a finding, not a crash."""
    assert folder.read_text(tmp_path, "a" * 5000, PLACE).problems


def test_text_comes_without_its_mark() -> None:
    """A byte order mark is no character of the text, and counts for no column."""
    source, problems = folder.decode(b"\xef\xbb\xbfR\xc3\xa9", "a.md")
    assert ("Ré", []) == (source.text, problems)
    _, problems = folder.decode(b"\xef\xbb\xbfab\xff", "a.md")
    assert "a.md:1:3" == str(problems[0].place)


@pytest.mark.parametrize(
    "data", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"a\x80b"]
)
def test_bytes_that_are_no_utf_8_are_found(data: bytes) -> None:
    """Overlong forms, surrogates, cut and stray bytes each give one finding (RFC 3629, 3)."""
    _, problems = folder.decode(b"ab\ncd" + data + b" ef", "a.md")
    assert ["M003"] == [problem.rule.code for problem in problems]
    assert f"a.md:2:{4 if data.startswith(b'a') else 3}" == str(problems[0].place)


@given(st.binary(max_size=40))
def test_bytes_are_text_or_a_finding(data: bytes) -> None:
    """Every file gives a text, and a finding exactly where it is no UTF-8."""
    source, problems = folder.decode(data, "a.md")
    try:
        assert data.decode("utf-8").removeprefix("\ufeff") == source.text
        assert [] == problems
    except UnicodeDecodeError:
        assert 1 == len(problems)
